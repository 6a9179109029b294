/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-format.h"
#include "server/booking/booking.h"
#include "server/coaches/coaches.h"
#include "server/families/families.h"
#include "server/html/nx-page.h"

#define MAX_CHILDREN 20

const NxField nx_choice_fields[] = {
  { "eleve", NX_FIELD_ID, .label = N_ ("Pupil") },
  { "matiere", NX_FIELD_ENUM, .enum_type = &nx_subject_enum, .label = N_ ("Subject") },
  { "modalite", NX_FIELD_ENUM, .enum_type = &nx_service_type_enum, .label = N_ ("Form") },
  { "coach", NX_FIELD_ID, .label = N_ ("Coach") },
  { "atelier", NX_FIELD_ID, .label = N_ ("Workshop") },
  { "debut", NX_FIELD_TIME, .label = N_ ("Start") },
  { "depuis", NX_FIELD_DATE, .label = N_ ("From") },
  { "jour", NX_FIELD_DATE, .label = N_ ("Day") },
  { NULL },
};

void
nx_choice_clear (NxChoice *self)
{
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_object (&self->student);
  g_clear_object (&self->coach);
  g_clear_pointer (&self->workshop_id, g_free);
}

static GPtrArray *
load_children (NxDb *db, const NxActor *actor, GError **error)
{
  g_autoptr (GPtrArray) children = NULL;
  NxStudent *self;

  if (actor->role != NX_ROLE_ELEVE)
    return nx_families_students (db, actor, "", MAX_CHILDREN, NULL, NULL, error);

  self = nx_families_student (db, actor, actor->student_id, error);
  if (self == NULL)
    return NULL;
  children = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (children, self);
  return g_steal_pointer (&children);
}

static gboolean
choose_student (NxChoice *self, const char *id, GError **error)
{
  if (id == NULL && self->children->len == 1)
    self->student = g_object_ref (g_ptr_array_index (self->children, 0));
  for (guint i = 0; id != NULL && i < self->children->len; i++)
    {
      NxStudent *child = g_ptr_array_index (self->children, i);

      if (strcmp (child->id, id) == 0)
        self->student = g_object_ref (child);
    }
  if (id == NULL || self->student != NULL)
    return TRUE;

  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such pupil."));
  return FALSE;
}

gboolean
nx_choice_load (NxChoice *self, NxDb *db, const NxActor *actor, NxValues *values, GError **error)
{
  const char *coach_id = values != NULL ? nx_values_string (values, "coach") : NULL;

  *self = (NxChoice){ .subject = -1, .type = -1, .start = NX_TIME_NONE, .from = NX_DATE_NONE, .day = NX_DATE_NONE };
  self->children = load_children (db, actor, error);
  if (self->children == NULL || !choose_student (self, values != NULL ? nx_values_string (values, "eleve") : NULL, error))
    return FALSE;
  if (values == NULL)
    return TRUE;

  self->subject = nx_values_enum (values, "matiere");
  self->type = nx_values_enum (values, "modalite");
  self->workshop_id = g_strdup (nx_values_string (values, "atelier"));
  self->start = nx_values_time (values, "debut");
  self->from = nx_values_date (values, "depuis");
  self->day = nx_values_date (values, "jour");
  if (coach_id == NULL)
    return TRUE;
  self->coach = nx_coach_get (db, actor, coach_id, error);
  return self->coach != NULL;
}

static void
add_date (GString *address, const char *name, gint32 date)
{
  g_autofree char *text = date != NX_DATE_NONE ? nx_date_format (date) : NULL;

  if (text != NULL)
    g_string_append_printf (address, "&%s=%s", name, text);
}

/* Identifiers, slugs and dates hold nothing that an address would have to escape. */
char *
nx_choice_address (const NxChoice *self, const char *path, gint32 from, gint32 day)
{
  GString *address = g_string_new (path);
  char *first;

  if (self->student != NULL)
    g_string_append_printf (address, "&eleve=%s", self->student->id);
  if (self->subject >= 0)
    g_string_append_printf (address, "&matiere=%s", nx_enum_slug (&nx_subject_enum, self->subject));
  if (self->type >= 0)
    g_string_append_printf (address, "&modalite=%s", nx_enum_slug (&nx_service_type_enum, self->type));
  if (self->coach != NULL)
    g_string_append_printf (address, "&coach=%s", self->coach->id);
  add_date (address, "depuis", from);
  add_date (address, "jour", day);

  first = strchr (address->str, '&');
  if (first != NULL)
    *first = '?';
  return g_string_free (address, FALSE);
}

static void
add_hidden (NxJsonWriter *model, const char *name, const char *value)
{
  if (value == NULL)
    return;
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "name", name);
  nx_json_add_string (model, "value", value);
  nx_json_end_object (model);
}

void
nx_choice_write (const NxChoice *self, NxJsonWriter *model)
{
  g_autofree char *avatar = nx_page_avatar (self->coach != NULL ? self->coach->pseudonym : NULL);
  g_autofree char *step_one = nx_choice_address (self, "/reserver", NX_DATE_NONE, NX_DATE_NONE);

  nx_json_begin_array (model, "hidden");
  add_hidden (model, "eleve", self->student != NULL ? self->student->id : NULL);
  add_hidden (model, "matiere", self->subject >= 0 ? nx_enum_slug (&nx_subject_enum, self->subject) : NULL);
  add_hidden (model, "modalite", self->type >= 0 ? nx_enum_slug (&nx_service_type_enum, self->type) : NULL);
  add_hidden (model, "coach", self->coach != NULL ? self->coach->id : NULL);
  nx_json_end_array (model);
  nx_json_add_string (model, "chosenSubject", self->subject >= 0 ? nx_enum_label (&nx_subject_enum, self->subject) : NULL);
  nx_json_add_string (model, "chosenType", self->type >= 0 ? nx_enum_label (&nx_service_type_enum, self->type) : NULL);
  nx_json_add_string (model, "chosenCoach", self->coach != NULL ? self->coach->pseudonym : NULL);
  nx_json_add_string (model, "chosenAvatar", self->coach != NULL ? avatar : NULL);
  nx_json_add_string (model, "chosenPupil", self->student != NULL && self->children->len > 1 ? self->student->firstName : NULL);
  nx_json_add_string (model, "stepOne", step_one);
}
