/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-format.h"
#include "server/booking/booking.h"
#include "server/coaches/coaches.h"
#include "server/html/nx-page.h"

/* Step one of a booking: for whom, what, how and with whom. */

static void
write_option (NxJsonWriter *model, const char *group, guint i, const char *value, const char *label, const char *note,
              gboolean checked)
{
  g_autofree char *id = i == 0 ? g_strdup (group) : g_strdup_printf ("%s-%u", group, i);

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "id", id);
  nx_json_add_string (model, "value", value);
  nx_json_add_string (model, "label", label);
  nx_json_add_string (model, "note", note);
  nx_json_add_bool (model, "checked", checked);
}

/* Opens a group of choices; its options and two ends follow. */
static void
begin_group (NxJsonWriter *model, const char *name, const char *label, gboolean required, GHashTable *faults)
{
  const char *fault = faults != NULL ? g_hash_table_lookup (faults, name) : NULL;
  g_autofree char *fault_id = fault != NULL ? g_strconcat (name, "-fault", NULL) : NULL;

  nx_json_begin_object (model, name);
  nx_json_add_string (model, "id", name);
  nx_json_add_string (model, "name", name);
  nx_json_add_string (model, "label", label);
  nx_json_add_string (model, "choice", "radio");
  nx_json_add_null (model, "hint");
  nx_json_add_string (model, "fault", fault);
  nx_json_add_string (model, "described", fault_id);
  nx_json_add_bool (model, "required", required);
  nx_json_begin_array (model, "options");
}

static void
end_group (NxJsonWriter *model)
{
  nx_json_end_array (model);
  nx_json_end_object (model);
}

static void
write_children (NxJsonWriter *model, const NxChoice *choice, GHashTable *faults)
{
  begin_group (model, "eleve", _ ("For whom?"), TRUE, faults);
  for (guint i = 0; i < choice->children->len; i++)
    {
      NxStudent *child = g_ptr_array_index (choice->children, i);
      g_autofree char *balance = nx_credits_format_noun (child->balance);

      write_option (model, "eleve", i, child->id, child->firstName, balance,
                    choice->student != NULL && strcmp (choice->student->id, child->id) == 0);
      nx_json_end_object (model);
    }
  end_group (model);
}

static void
write_subjects (NxJsonWriter *model, const NxChoice *choice, GHashTable *faults)
{
  begin_group (model, "matiere", _ ("Which subject?"), TRUE, faults);
  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    {
      write_option (model, "matiere", i, nx_enum_slug (&nx_subject_enum, i), nx_enum_label (&nx_subject_enum, i), NULL,
                    choice->subject == (int) i);
      nx_json_end_object (model);
    }
  end_group (model);
}

static gboolean
write_types (NxJsonWriter *model, NxDb *db, const NxActor *actor, const NxChoice *choice, GHashTable *faults, GError **error)
{
  begin_group (model, "modalite", _ ("How?"), TRUE, faults);
  for (guint i = 0; i < nx_enum_count (&nx_service_type_enum); i++)
    {
      gint32 cost = 0;
      g_autofree char *duration = nx_format_duration (nx_booking_default_duration (i)), *credits = NULL, *note = NULL;

      if (!nx_booking_cost (db, actor, i, &cost, error))
        return FALSE;
      credits = nx_credits_format_noun (cost);
      note = g_strconcat (credits, " · ", duration, NULL);
      write_option (model, "modalite", i, nx_enum_slug (&nx_service_type_enum, i), nx_enum_label (&nx_service_type_enum, i), note,
                    choice->type == (int) i);
      nx_json_end_object (model);
    }
  end_group (model);
  return TRUE;
}

static char *
subjects_text (const NxCoach *coach)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    if (coach->subjects & (1u << i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", nx_enum_label (&nx_subject_enum, i));
  return g_string_free (text, FALSE);
}

static void
write_coaches (NxJsonWriter *model, GPtrArray *coaches, const NxChoice *choice)
{
  begin_group (model, "coach", _ ("With whom?"), TRUE, NULL);
  write_option (model, "coach", 0, "", _ ("No preference"), _ ("Whoever is free teaches it"), choice->coach == NULL);
  nx_json_add_null (model, "image");
  nx_json_end_object (model);
  for (guint i = 0; i < coaches->len; i++)
    {
      const NxCoach *coach = g_ptr_array_index (coaches, i);
      g_autofree char *image = nx_page_avatar (coach->pseudonym);
      g_autofree char *subjects = subjects_text (coach);

      write_option (model, "coach", i + 1, coach->id, coach->pseudonym, subjects,
                    choice->coach != NULL && strcmp (choice->coach->id, coach->id) == 0);
      nx_json_add_string (model, "image", image);
      nx_json_end_object (model);
    }
  end_group (model);
}

static void
write_summary (NxJsonWriter *model, GHashTable *faults)
{
  static const char *const names[] = { "eleve", "matiere", "modalite" };

  nx_json_add_bool (model, "hasFaults", faults != NULL);
  nx_json_begin_array (model, "faults");
  for (guint i = 0; faults != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_hash_table_contains (faults, names[i]))
      {
        g_autofree char *anchor = g_strconcat ("#", names[i], NULL);

        nx_json_begin_object (model, NULL);
        nx_json_add_string (model, "anchor", anchor);
        nx_json_add_string (model, "sentence", g_hash_table_lookup (faults, names[i]));
        nx_json_end_object (model);
      }
  nx_json_end_array (model);
}

NxResponse *
nx_choice_page (NxRequest *request, NxDb *db, const NxChoice *choice, GHashTable *faults, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (GPtrArray) coaches = nx_coaches_list (db, actor, error);
  g_autoptr (NxJsonWriter) model = NULL;

  if (coaches == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_bool (model, "hasChildren", choice->children->len > 0);
  nx_json_add_bool (model, "severalChildren", choice->children->len > 1);
  write_summary (model, faults);
  write_children (model, choice, faults);
  write_subjects (model, choice, faults);
  if (!write_types (model, db, actor, choice, faults, error))
    return NULL;
  write_coaches (model, coaches, choice);
  nx_choice_write (choice, model);
  nx_json_end_object (model);
  return nx_page_respond (request, faults != NULL ? 422 : 200, "book-choose", _ ("Book a session"), g_steal_pointer (&model),
                          error);
}

GHashTable *
nx_choice_gaps (const NxChoice *choice)
{
  GHashTable *gaps = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  if (choice->student == NULL)
    g_hash_table_insert (gaps, (gpointer) "eleve", g_strdup (_ ("Say whom the session is for.")));
  if (choice->subject < 0)
    g_hash_table_insert (gaps, (gpointer) "matiere", g_strdup (_ ("Choose a subject.")));
  if (choice->type < 0)
    g_hash_table_insert (gaps, (gpointer) "modalite", g_strdup (_ ("Choose between online, at the centre and a workshop.")));
  if (g_hash_table_size (gaps) == 0)
    g_clear_pointer (&gaps, g_hash_table_unref);
  return gaps;
}
