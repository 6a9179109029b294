/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/families-fixture.h"

#include "common/nx-random.h"
#include "server/accounts/accounts.h"
#include "server/credits/credits.h"
#include "server/payments/payments.h"
#include "server/subscriptions/subscriptions.h"

static const NxRoute *const tables[] = { nx_accounts_routes, nx_families_routes, nx_payments_routes, nx_subscriptions_routes, NULL };

void
families_setup (FamiliesFixture *self, gconstpointer data)
{
  self->clock = nx_test_clock_new (FAMILIES_NOW);
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (self->clock), .workers = 8 });
  self->office_id = nx_test_server_add_user (self->server, NX_ROLE_ASSISTANTE, "bureau@nexus.test");
  self->office = nx_test_server_token (self->server, self->office_id);
}

void
families_teardown (FamiliesFixture *self, gconstpointer data)
{
  nx_test_server_free (self->server);
  g_object_unref (self->clock);
  g_free (self->office);
  g_free (self->office_id);
}

void
family_clear (Family *self)
{
  nx_registration_clear (&self->made);
  g_clear_pointer (&self->parent, g_free);
  g_clear_pointer (&self->pupil, g_free);
}

JsonObject *
family_object (const char *parent_email, const char *first_name, const char *last_name)
{
  JsonObject *object = json_object_new ();
  JsonArray *subjects = json_array_new ();

  json_array_add_string_element (subjects, "MATHEMATIQUES");
  json_array_add_string_element (subjects, "NSI");
  json_object_set_string_member (object, "parentFirstName", "Salma");
  json_object_set_string_member (object, "parentLastName", last_name);
  json_object_set_string_member (object, "parentEmail", parent_email);
  json_object_set_string_member (object, "parentPhone", "+216 22 333 444");
  json_object_set_string_member (object, "parentPassword", FAMILIES_PASSWORD);
  json_object_set_string_member (object, "studentFirstName", first_name);
  json_object_set_string_member (object, "studentLastName", last_name);
  json_object_set_string_member (object, "studentGrade", "TERMINALE");
  json_object_set_array_member (object, "subjects", subjects);
  json_object_set_string_member (object, "currentLevel", "moyen");
  json_object_set_string_member (object, "objectives", "Mention bien au baccalauréat");
  json_object_set_string_member (object, "preferredModality", "hybride");
  json_object_set_boolean_member (object, "acceptTerms", TRUE);
  return object;
}

char *
object_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, FALSE);
}

void
add_family (FamiliesFixture *self, const char *parent_email, const char *first_name, const char *last_name, Family *family)
{
  const NxActor visitor = { .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "fixture",
                            .now = nx_clock_now (NX_CLOCK (self->clock)) };
  const NxFamilyAccounts accounts = { NULL };
  g_autoptr (JsonObject) object = family_object (parent_email, first_name, last_name);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values = nx_values_from_json (nx_families_registration_fields, object, &error);
  gboolean ok;

  g_assert_no_error (error);
  ok = nx_families_add (self->server->db, self->server->app, &visitor, values, &accounts, &family->made, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  family->parent = nx_test_server_token (self->server, family->made.parent_user_id);
  family->pupil = nx_test_server_token (self->server, family->made.student_user_id);
}

char *
add_coach (FamiliesFixture *self, const char *pseudonym, char **coach_id)
{
  static const NxStatement coach = { "fixture.coach",
    "INSERT INTO coaches (id, user_id, pseudonym, subjects, created_at) VALUES ($1::uuid, $2::uuid, $3, '{MATHEMATIQUES,NSI}', $4::timestamptz)", 4 };
  g_autofree char *email = g_strdup_printf ("coach%u@nexus.test", g_str_hash (pseudonym));
  g_autofree char *user_id = nx_test_server_add_user (self->server, NX_ROLE_COACH, email);
  g_autoptr (GError) error = NULL;

  *coach_id = nx_uuid_new (FAMILIES_NOW);
  g_assert_true (nx_db_do (self->server->db, &coach, &error, nx_text (*coach_id), nx_text (user_id), nx_text (pseudonym), nx_time (FAMILIES_NOW)));
  return nx_test_server_token (self->server, user_id);
}

void
add_session (FamiliesFixture *self, const char *coach_id, const char *student_id, int hours_ago)
{
  static const NxStatement session = { "fixture.session",
    "INSERT INTO sessions (id, coach_id, during, type, subject, seat_cost, created_at, updated_at) "
    "VALUES ($1::uuid, $2::uuid, tstzrange ($3::timestamptz, $3::timestamptz + interval '1 hour'), 'COURS_ONLINE', 'NSI', 4, $3, $3)", 3 };
  static const NxStatement seat = { "fixture.seat",
    "INSERT INTO seats (id, session_id, student_id, during, cost, booked_at) "
    "VALUES ($1::uuid, $2::uuid, $3::uuid, tstzrange ($4::timestamptz, $4::timestamptz + interval '1 hour'), 4, $4)", 4 };
  const gint64 start = FAMILIES_NOW - hours_ago * NX_TIME_HOUR;
  g_autofree char *id = nx_uuid_new (FAMILIES_NOW), *seat_id = nx_uuid_new (FAMILIES_NOW);
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_db_do (self->server->db, &session, &error, nx_text (id), nx_text (coach_id), nx_time (start)));
  g_assert_no_error (error);
  g_assert_true (nx_db_do (self->server->db, &seat, &error, nx_text (seat_id), nx_text (id), nx_text (student_id), nx_time (start)));
  g_assert_no_error (error);
}

char *
ask (FamiliesFixture *self, const char *sql)
{
  /* A connection knows its prepared statements by their place in memory: each question keeps its own for ever. */
  static GHashTable *questions;
  NxStatement *statement;
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = NULL;

  if (questions == NULL)
    questions = g_hash_table_new (g_str_hash, g_str_equal);
  statement = g_hash_table_lookup (questions, sql);
  if (statement == NULL)
    {
      statement = g_new0 (NxStatement, 1);
      statement->name = g_strdup_printf ("ask.%u", g_hash_table_size (questions));
      statement->sql = g_strdup (sql);
      g_hash_table_insert (questions, (gpointer) statement->sql, statement);
    }
  rows = nx_db_query (self->server->db, statement, NULL, 0, &error);
  g_assert_no_error (error);
  return nx_rows_count (rows) == 0 ? NULL : g_strdup (nx_rows_text (rows, 0, "a"));
}

gint64
ask_number (FamiliesFixture *self, const char *sql)
{
  g_autofree char *text = ask (self, sql);

  return text == NULL ? 0 : g_ascii_strtoll (text, NULL, 10);
}
