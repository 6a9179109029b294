/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin/nx-seed-private.h"

#include <gio/gio.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/accounts/accounts.h"
#include "server/admin/admin-resources.h"
#include "server/admin/nx-seed-store.h"
#include "server/admin/nx-seed.h"

#define RESOURCES "/academy/nexusreussite/demo/"

/* Registrations are spread over the first days of the term; the newest families came this week. */
#define TERM_DAYS 78
#define NEW_DAYS 4

JsonNode *
nx_demo_read (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (nx_admin_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gsize length = 0;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  return nx_json_parse (text, (gssize) length, &nx_json_limits_answer, error);
}

const char *
nx_demo_text (JsonObject *object, const char *member)
{
  const char *text = NULL;

  return nx_json_get_string (object, member, &text) ? text : NULL;
}

gint64
nx_demo_number (JsonObject *object, const char *member)
{
  gint64 number = 0;

  return nx_json_get_int (object, member, &number) ? number : 0;
}

/* (transfer full): "{NSI,SVT}" of a JSON array of slugs. */
static char *
array_literal (JsonArray *slugs)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; slugs != NULL && i < json_array_get_length (slugs); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", json_array_get_string_element (slugs, i));
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/* The centre */

static gboolean
make_places (NxDemo *demo, GError **error)
{
  static const struct { const char *name; int capacity; } rooms[] = { { "C13", 6 }, { "C14", 8 }, { "C15", 12 } };
  const gint32 today = nx_time_date_in_zone (demo->now, nx_time_zone (NX_TIME_CENTRE_ZONE));
  g_autofree char *past = nx_uuid_new (demo->now), *coming = nx_uuid_new (demo->now);

  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    {
      g_autofree char *id = nx_uuid_new (demo->now);

      if (!nx_seed_store_add_room (demo->db, id, rooms[i].name, rooms[i].capacity, error))
        return FALSE;
    }
  /* Far enough ahead that whoever tries the demo books without meeting them. */
  return nx_seed_store_add_closure (demo->db, past, today - 25, today - 25, "Jour férié", error)
         && nx_seed_store_add_closure (demo->db, coming, today + 32, today + 38, "Vacances du centre", error);
}

static char *
make_user (NxDemo *demo, NxRole role, const char *email, const char *first_name, const char *last_name, GError **error)
{
  const NxNewUser user = { .role = role, .email = email, .first_name = first_name, .last_name = last_name, .locale = "fr",
                           .zone = NX_TIME_CENTRE_ZONE, .password_hash = demo->password_hash };

  return nx_accounts_create (demo->db, &demo->office, &user, error);
}

static gboolean
make_coach (NxDemo *demo, JsonObject *row, GError **error)
{
  g_autoptr (NxCoach) record = g_object_new (NX_TYPE_COACH, NULL);
  g_autofree char *subjects = array_literal (nx_json_get_array (row, "subjects"));
  JsonArray *ranges = nx_json_get_array (row, "availability");
  NxDemoCoach *coach = g_new0 (NxDemoCoach, 1);

  g_ptr_array_add (demo->coaches, coach);
  coach->pseudonym = g_strdup (nx_demo_text (row, "pseudonym"));
  coach->coach_id = nx_uuid_new (demo->office.now);
  coach->user_id = make_user (demo, NX_ROLE_COACH, nx_demo_text (row, "email"), nx_demo_text (row, "firstName"),
                              nx_demo_text (row, "lastName"), error);
  if (coach->user_id == NULL)
    return FALSE;
  record->id = g_strdup (coach->coach_id);
  record->pseudonym = g_strdup (coach->pseudonym);
  record->title = g_strdup (nx_demo_text (row, "title"));
  record->tag = g_strdup (nx_demo_text (row, "tag"));
  record->description = g_strdup (nx_demo_text (row, "description"));
  record->mark = g_strdup (nx_demo_text (row, "mark"));
  record->color = nx_demo_number (row, "color");
  if (!nx_seed_store_add_coach (demo->db, coach->user_id, record, subjects, demo->office.now, error))
    return FALSE;
  for (guint i = 0; ranges != NULL && i < json_array_get_length (ranges); i++)
    {
      JsonObject *range = json_array_get_object_element (ranges, i);
      g_autofree char *id = nx_uuid_new (demo->office.now);

      if (!nx_seed_store_add_availability (demo->db, id, coach->coach_id, nx_demo_number (range, "weekday"),
                                           nx_demo_number (range, "startMinute"), nx_demo_number (range, "endMinute"), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_content (NxDemo *demo, GError **error)
{
  g_autoptr (JsonNode) root = nx_demo_read ("content.json", error);
  JsonArray *rows;

  if (root == NULL)
    return FALSE;
  rows = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *id = nx_uuid_new (demo->office.now);

      if (!nx_seed_store_add_content (demo->db, id, nx_demo_text (row, "subject"), nx_demo_text (row, "grade"),
                                      nx_demo_text (row, "title"), nx_demo_text (row, "body"), demo->office.now, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
nx_demo_make_centre (NxDemo *demo, GError **error)
{
  g_autoptr (JsonNode) root = nx_demo_read ("coaches.json", error);
  g_autofree char *admin = NULL;

  if (root == NULL)
    return FALSE;
  demo->office.now = demo->now - (TERM_DAYS + 30) * NX_TIME_DAY;
  admin = make_user (demo, NX_ROLE_ADMIN, NX_DEMO_ADMIN, "Amine", "Ben Slimane", error);
  if (admin == NULL)
    return FALSE;
  demo->office_id = make_user (demo, NX_ROLE_ASSISTANTE, NX_DEMO_ASSISTANT, "Meriem", "Haddad", error);
  if (demo->office_id == NULL || !make_places (demo, error) || !make_content (demo, error))
    return FALSE;
  demo->office.user_id = demo->office_id;
  demo->office.role = NX_ROLE_ASSISTANTE;
  demo->office.first_name = "Meriem";
  demo->office.last_name = "Haddad";
  for (guint i = 0; i < json_array_get_length (json_node_get_array (root)); i++)
    if (!make_coach (demo, json_array_get_object_element (json_node_get_array (root), i), error))
      return FALSE;
  return nx_demo_make_hours (demo, error);
}

/* Families */

/* (transfer full): the registration that this parent and child would have sent. */
static NxValues *
registration_of (JsonObject *family, JsonObject *child, GError **error)
{
  static const struct { const char *from, *to;
  } texts[] = {
    { "firstName", "studentFirstName" }, { "lastName", "studentLastName" },   { "grade", "studentGrade" },
    { "school", "studentSchool" },       { "birthDate", "studentBirthDate" }, { "currentLevel", "currentLevel" },
    { "objectives", "objectives" },      { "difficulties", "difficulties" },  { "preferredModality", "preferredModality" },
  };
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "parentFirstName", nx_demo_text (family, "firstName"));
  json_object_set_string_member (object, "parentLastName", nx_demo_text (family, "lastName"));
  json_object_set_string_member (object, "parentEmail", nx_demo_text (family, "email"));
  json_object_set_string_member (object, "parentPhone", nx_demo_text (family, "phone"));
  json_object_set_string_member (object, "parentPassword", NX_DEMO_PASSWORD);
  json_object_set_boolean_member (object, "acceptTerms", TRUE);
  json_object_set_array_member (object, "subjects", json_array_ref (nx_json_get_array (child, "subjects")));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (nx_demo_text (child, texts[i].from) != NULL)
      json_object_set_string_member (object, texts[i].to, nx_demo_text (child, texts[i].from));
  return nx_values_from_json (nx_families_registration_fields, object, error);
}

static gint64
registration_time (const NxDemo *demo, const char *plan, guint number)
{
  if (g_str_equal (plan, "NEW"))
    return demo->now - (1 + number % NEW_DAYS) * NX_TIME_DAY + number * 17 * NX_TIME_MINUTE;
  if (g_str_equal (plan, "PENDING"))
    return demo->now - 6 * NX_TIME_DAY;
  return demo->now - (TERM_DAYS - number % 12) * NX_TIME_DAY + number * 11 * NX_TIME_MINUTE;
}

static gboolean
make_pupil (NxDemo *demo, JsonObject *family, JsonObject *child, const NxDemoPupil *sibling, GError **error)
{
  g_autoptr (NxValues) values = registration_of (family, child, error);
  NxDemoPupil *pupil;
  NxActor visitor = { .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = demo->office.request_id };
  const char *plan = nx_demo_text (child, "plan");
  NxFamilyAccounts accounts = { .password_hash = demo->password_hash, .zone = nx_demo_text (family, "zone"),
                                .student_email = nx_demo_text (child, "email") };

  if (values == NULL)
    return FALSE;
  pupil = g_new0 (NxDemoPupil, 1);
  pupil->number = demo->pupils->len;
  g_ptr_array_add (demo->pupils, pupil);
  pupil->plan = g_strdup (plan);
  pupil->grade = g_strdup (nx_demo_text (child, "grade"));
  pupil->lessons = nx_json_get_array (child, "lessons");
  pupil->registered_at = registration_time (demo, plan, pupil->number);
  /* Who came this week has not opened the pupil's account yet. */
  if (!g_str_equal (plan, "NEW"))
    accounts.student_password_hash = demo->password_hash;
  if (sibling != NULL)
    {
      accounts.parent_id = sibling->made.parent_id;
      accounts.parent_user_id = sibling->made.parent_user_id;
    }
  visitor.now = pupil->registered_at;
  return nx_families_add (demo->db, demo->app, &visitor, values, &accounts, &pupil->made, error);
}

gboolean
nx_demo_make_families (NxDemo *demo, GError **error)
{
  JsonArray *families;

  demo->families = nx_demo_read ("families.json", error);
  if (demo->families == NULL)
    return FALSE;
  families = json_node_get_array (demo->families);
  for (guint i = 0; i < json_array_get_length (families); i++)
    {
      JsonObject *family = json_array_get_object_element (families, i);
      JsonArray *children = nx_json_get_array (family, "students");

      for (guint k = 0; k < json_array_get_length (children); k++)
        {
          const NxDemoPupil *sibling = k > 0 ? g_ptr_array_index (demo->pupils, demo->pupils->len - 1) : NULL;

          if (!make_pupil (demo, family, json_array_get_object_element (children, k), sibling, error))
            return FALSE;
        }
    }
  return TRUE;
}
