/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/accounts-fixture.h"

#include <string.h>

#include "common/nx-random.h"
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-db.h"

void
accounts_setup (AccountsFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = NULL;
  static const NxStatement admin = { "fixture.admin",
    "INSERT INTO users (id, email, role, first_name, last_name, created_at) "
    "VALUES ($1::uuid, 'bureau@nexus.test', 'ASSISTANTE', 'Amel', 'Bureau', $2::timestamptz)", 2 };

  self->conninfo = nx_test_db_new ();
  self->db = nx_test_db_open (self->conninfo);
  self->config.auth_secret = (char *) "a secret of this test alone, of forty bytes";
  self->config.app_url = (char *) "https://nexus.test";
  self->app.config = &self->config;
  self->app.clock = NX_CLOCK (nx_test_clock_new (TEST_NOW));
  self->nobody = actor_of (-1, NULL, NULL, NULL, NULL);
  self->office = actor_of (NX_ROLE_ASSISTANTE, "01936d00-0000-7000-8000-000000000001", NULL, NULL, NULL);
  rows = nx_db_run (self->db, &admin, &error, nx_text (self->office.user_id), nx_time (TEST_NOW));
  g_assert_no_error (error);
}

void
accounts_teardown (AccountsFixture *self, gconstpointer data)
{
  nx_db_close (self->db);
  nx_test_db_drop (self->conninfo);
  g_object_unref (self->app.clock);
}

NxActor
actor_of (int role, const char *user_id, const char *parent_id, const char *student_id, const char *coach_id)
{
  return (NxActor){ .user_id = user_id, .role = role, .parent_id = parent_id, .student_id = student_id, .coach_id = coach_id,
                    .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "test", .remote = "192.0.2.1", .now = TEST_NOW };
}

char *
registration_json (const char *parent_email, const char *first_name, const char *last_name)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "parentFirstName", "Salma");
  nx_json_add_string (writer, "parentLastName", last_name);
  nx_json_add_string (writer, "parentEmail", parent_email);
  nx_json_add_string (writer, "parentPhone", "+216 22 333 444");
  nx_json_add_string (writer, "parentPassword", TEST_PASSWORD);
  nx_json_add_string (writer, "studentFirstName", first_name);
  nx_json_add_string (writer, "studentLastName", last_name);
  nx_json_add_string (writer, "studentGrade", "TERMINALE");
  nx_json_begin_array (writer, "subjects");
  nx_json_add_string (writer, NULL, "MATHEMATIQUES");
  nx_json_add_string (writer, NULL, "NSI");
  nx_json_end_array (writer);
  nx_json_add_string (writer, "currentLevel", "moyen");
  nx_json_add_string (writer, "objectives", "Mention bien au baccalauréat");
  nx_json_add_string (writer, "preferredModality", "hybride");
  nx_json_add_bool (writer, "acceptTerms", TRUE);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

NxValues *
registration_values (const char *json, GError **error)
{
  g_autoptr (JsonNode) root = nx_json_parse (json, -1, &nx_json_limits_request, error);

  return root == NULL ? NULL : nx_values_from_json (nx_families_registration_fields, json_node_get_object (root), error);
}

void
register_family (AccountsFixture *self, const char *parent_email, const char *first_name, const char *last_name, NxRegistration *made)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = registration_json (parent_email, first_name, last_name);
  g_autoptr (NxValues) values = registration_values (json, &error);
  gboolean ok;

  g_assert_no_error (error);
  ok = nx_families_register (self->db, &self->app, &self->nobody, values, made, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
}

char *
add_coach (AccountsFixture *self, const char *pseudonym, char **user_id)
{
  static const NxStatement user = { "fixture.coach_user",
    "INSERT INTO users (id, email, role, first_name, last_name, created_at) "
    "VALUES ($1::uuid, $2 || '@nexus.test', 'COACH', 'Prénom', 'Nom', $3::timestamptz)", 3 };
  static const NxStatement coach = { "fixture.coach",
    "INSERT INTO coaches (id, user_id, pseudonym, subjects, created_at) "
    "VALUES ($1::uuid, $2::uuid, $3, '{MATHEMATIQUES,NSI}', $4::timestamptz)", 4 };
  g_autoptr (GError) error = NULL;
  char *id = nx_uuid_new (TEST_NOW);

  *user_id = nx_uuid_new (TEST_NOW);
  g_assert_true (nx_db_do (self->db, &user, &error, nx_text (*user_id), nx_text (pseudonym), nx_time (TEST_NOW)));
  g_assert_true (nx_db_do (self->db, &coach, &error, nx_text (id), nx_text (*user_id), nx_text (pseudonym), nx_time (TEST_NOW)));
  return id;
}

char *
ask (AccountsFixture *self, const char *sql)
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
  rows = nx_db_query (self->db, statement, NULL, 0, &error);
  g_assert_no_error (error);
  return nx_rows_count (rows) == 0 ? NULL : g_strdup (nx_rows_text (rows, 0, "a"));
}

gint64
ask_number (AccountsFixture *self, const char *sql)
{
  g_autofree char *text = ask (self, sql);

  return text == NULL ? 0 : g_ascii_strtoll (text, NULL, 10);
}

char *
token_in_outbox (AccountsFixture *self, const char *kind)
{
  static const NxStatement statement = { "fixture.link",
    "SELECT split_part (payload ->> 'link', 'token=', 2) AS a FROM outbox WHERE kind = $1 ORDER BY id DESC LIMIT 1", 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_run (self->db, &statement, &error, nx_text (kind));

  g_assert_no_error (error);
  return nx_rows_count (rows) == 0 ? NULL : g_strdup (nx_rows_text (rows, 0, "a"));
}
