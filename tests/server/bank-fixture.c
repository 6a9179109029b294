/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/bank-fixture.h"

#include <string.h>

#include "server/transfers/transfers.h"

static const NxRoute *const tables[] = { nx_statements_routes, NULL };

void
bank_setup (BankFixture *self, gconstpointer data)
{
  g_autofree char *other = NULL, *parent = NULL;

  self->clock = nx_test_clock_new (BANK_NOW);
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (self->clock), .workers = 8 });
  self->office_id = nx_test_server_add_user (self->server, NX_ROLE_ASSISTANTE, "bureau@nexus.test");
  self->office = nx_test_server_token (self->server, self->office_id);
  other = nx_test_server_add_user (self->server, NX_ROLE_ASSISTANTE, "bureau2@nexus.test");
  self->other = nx_test_server_token (self->server, other);
  parent = nx_test_server_add_user (self->server, NX_ROLE_PARENT, "quelqu.un@nexus.test");
  self->parent = nx_test_server_token (self->server, parent);
}

void
bank_teardown (BankFixture *self, gconstpointer data)
{
  nx_test_server_free (self->server);
  g_object_unref (self->clock);
  g_free (self->office);
  g_free (self->office_id);
  g_free (self->other);
  g_free (self->parent);
}

char *
bank_reference (guint n)
{
  const char *alphabet = NX_TRANSFER_REFERENCE_ALPHABET;
  const guint base = (guint) strlen (alphabet);
  char ten[NX_TRANSFER_REFERENCE_LENGTH + 1] = "NR";
  /* Spread, so that neighbours differ in more than their last character. */
  guint64 number = (guint64) n * G_GUINT64_CONSTANT (7368787);

  for (guint i = 0; i < 7; i++, number /= base)
    ten[2 + i] = alphabet[number % base];
  ten[9] = nx_transfer_reference_check_character (ten);
  ten[10] = '\0';
  return g_strdup (ten);
}

char *
bank_payment (guint n)
{
  return g_strdup_printf ("00000015-0000-7000-8000-%012u", n);
}

#define ID(kind) "('" kind "-0000-7000-8000-' || lpad (n::text, 12, '0'))::uuid"

static const char families[] =
  "INSERT INTO users (id, email, role, first_name, last_name, created_at)"
  " SELECT " ID ("00000011") ", 'p' || n || '@example.com', 'PARENT', CASE WHEN n = 1 THEN 'Mehdi' ELSE 'Parent' || n END,"
  " CASE WHEN n = 1 THEN 'Ben Ali' ELSE 'Famille' || n END, '2026-09-01'::timestamptz FROM bank_families n"
  " UNION ALL SELECT " ID ("00000012") ", 'e' || n || '@nexus-student.local', 'ELEVE', CASE WHEN n = 1 THEN 'Inès' ELSE 'Élève' || n END,"
  " 'Famille' || n, '2026-09-01'::timestamptz FROM bank_families n;"
  "INSERT INTO parents (id, user_id, created_at) SELECT " ID ("00000013") ", " ID ("00000011") ", '2026-09-01'::timestamptz FROM bank_families n;"
  "INSERT INTO students (id, user_id, parent_id, grade, created_at) SELECT " ID ("00000014") ", " ID ("00000012") ", " ID ("00000013")
  ", 'TERMINALE', '2026-09-01'::timestamptz FROM bank_families n;"
  "INSERT INTO subscriptions (id, student_id, plan_name, status, credits_per_month, monthly_price, created_at)"
  " SELECT " ID ("00000016") ", " ID ("00000014") ", 'HYBRIDE', 'INACTIVE', 16, 179000, '2026-11-15'::timestamptz FROM bank_families n WHERE n = 1;"
  "INSERT INTO payments (id, student_id, parent_id, type, method, amount, item_key, credits, subscription_id, reference, created_at)"
  " SELECT " ID ("00000015") ", " ID ("00000014") ", " ID ("00000013") ", CASE WHEN n = 1 THEN 'SUBSCRIPTION' ELSE 'CREDIT_PACK' END, 'wise',"
  " CASE WHEN n = 1 THEN 179000 ELSE 180000 END, CASE WHEN n = 1 THEN 'HYBRIDE' ELSE 'CREDITS_4' END, 16,"
  " CASE WHEN n = 1 THEN " ID ("00000016") " END, r.reference, '2026-11-15'::timestamptz FROM bank_families n JOIN bank_references r ON r.k = n.n;";

void
bank_add_families (BankFixture *self, guint n)
{
  g_autoptr (GString) sql = g_string_new ("CREATE TEMP TABLE bank_references (k integer, reference text);");

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *reference = bank_reference (i);

      g_string_append_printf (sql, "INSERT INTO bank_references VALUES (%u, '%s');", i, reference);
    }
  g_string_append_printf (sql, "CREATE TEMP TABLE bank_families AS SELECT n FROM generate_series (1, %u) n;", n);
  g_string_append (sql, families);
  g_string_append (sql, "DROP TABLE bank_references, bank_families;");
  nx_test_db_script (self->server->db, sql->str);
}

NxTestReply *
bank_upload (BankFixture *self, const char *path, const char *token, const char *name, const char *content, gssize length, const char *columns)
{
  g_autoptr (GString) body = g_string_new (NULL);
  NxTestRequest request = { .method = "POST", .path = path, .token = token, .content_type = "multipart/form-data; boundary=b0und" };

  if (columns != NULL)
    g_string_append_printf (body, "--b0und\r\nContent-Disposition: form-data; name=\"columns\"\r\n\r\n%s\r\n", columns);
  g_string_append_printf (body, "--b0und\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                                "Content-Type: application/octet-stream\r\n\r\n", name);
  g_string_append_len (body, content, length);
  g_string_append (body, "\r\n--b0und--\r\n");
  request.body = body->str;
  request.length = body->len;
  return nx_test_send (self->server, &request);
}

NxTestReply *
bank_import (BankFixture *self, const char *content)
{
  return bank_upload (self, "/api/payments/statement", self->office, "relevé.csv", content, -1, NULL);
}

char *
bank_import_ok (BankFixture *self, const char *content)
{
  g_autoptr (NxTestReply) reply = bank_import (self, content);

  nx_test_assert_status (reply, 200);
  return g_strdup (nx_test_reply_string (reply, "statementId"));
}

NxTestReply *
bank_get (BankFixture *self, const char *statement_id)
{
  g_autofree char *path = g_strconcat ("/api/payments/statement/", statement_id, NULL);
  NxTestReply *reply = nx_test_get (self->server, path, self->office);

  nx_test_assert_status (reply, 200);
  return reply;
}

NxTestReply *
bank_confirm (BankFixture *self, const char *token, const char *statement_id, const char *lines)
{
  g_autofree char *path = g_strconcat ("/api/payments/statement/", statement_id, "/confirm", NULL);
  g_autofree char *body = g_strdup_printf ("{\"lines\": [%s]}", lines);

  return nx_test_post (self->server, path, token, body);
}

NxTestReply *
bank_decide (BankFixture *self, const char *line_id, const char *json)
{
  g_autofree char *path = g_strconcat ("/api/payments/statement/lines/", line_id, "/decide", NULL);

  return nx_test_post (self->server, path, self->office, json);
}

JsonObject *
bank_line (NxTestReply *reply, guint n)
{
  JsonArray *lines = json_node_get_array (nx_test_reply_node (reply, "lines"));

  g_assert_cmpuint (n, <, json_array_get_length (lines));
  return json_array_get_object_element (lines, n);
}

/* A prepared statement has a name of its own, as long as the program runs. */
gint64
bank_number (BankFixture *self, const char *sql)
{
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
      statement->name = g_strdup_printf ("bank.%u", g_hash_table_size (questions));
      statement->sql = g_strdup (sql);
      g_hash_table_insert (questions, (gpointer) statement->sql, statement);
    }
  rows = nx_db_query (self->server->db, statement, NULL, 0, &error);
  g_assert_no_error (error);
  return nx_rows_int (rows, 0, "a");
}
