/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/bank-fixture.h"

/* What a person decides, and what is settled: each line once, one bad line stopping no other. */

#define HEAD "Date;Libelle;Montant;Nom\n"

/* A statement of one line for each of families @first to @last, each with the right amount. (transfer full) */
static char *
lines_for (guint first, guint last)
{
  GString *text = g_string_new (HEAD);

  for (guint n = first; n <= last; n++)
    {
      g_autofree char *reference = bank_reference (n);

      g_string_append_printf (text, "20/11/2026;VIR %s;%d,000;x\n", reference, n == 1 ? 179 : 180);
    }
  return g_string_free (text, FALSE);
}

/* {"lineId", "paymentId"} of each certain line. (transfer full) */
static char *
certain_lines (NxTestReply *reply)
{
  JsonArray *lines = json_node_get_array (nx_test_reply_node (reply, "lines"));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      JsonObject *match = json_object_get_null_member (line, "match") ? NULL : json_object_get_object_member (line, "match");

      if (match == NULL || !json_object_get_boolean_member (match, "certain"))
        continue;
      g_string_append_printf (text, "%s{\"lineId\": \"%s\", \"paymentId\": \"%s\"}", text->len > 0 ? ", " : "",
                              json_object_get_string_member (line, "lineId"), json_object_get_string_member (match, "paymentId"));
    }
  return g_string_free (text, FALSE);
}

static const char *
line_id (NxTestReply *reply, guint n)
{
  return json_object_get_string_member (bank_line (reply, n), "lineId");
}

static const char *
line_status (NxTestReply *reply, guint n)
{
  return json_object_get_string_member (bank_line (reply, n), "status");
}

static const char *
result (NxTestReply *reply, guint n)
{
  g_autofree char *path = g_strdup_printf ("results.%u.code", n);

  return nx_test_reply_string (reply, path);
}

static void
test_confirm (BankFixture *self, gconstpointer data)
{
  g_autofree char *text = lines_for (1, 3), *id = NULL, *lines = NULL;
  g_autoptr (NxTestReply) before = NULL, done = NULL, after = NULL, again = NULL, undo = NULL;
  g_autofree char *path = NULL;

  bank_add_families (self, 3);
  id = bank_import_ok (self, text);
  before = bank_get (self, id);
  lines = certain_lines (before);
  done = bank_confirm (self, self->office, id, lines);
  nx_test_assert_status (done, 200);
  g_assert_cmpfloat (nx_test_reply_number (done, "confirmed"), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (result (done, i), ==, "settled");
  after = bank_get (self, id);
  g_assert_cmpfloat (nx_test_reply_number (after, "counts.done"), ==, 3);
  g_assert_cmpstr (line_status (after, 0), ==, "SETTLED");
  g_assert_false (json_object_get_null_member (bank_line (after, 0), "settledAt"));
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (
                     json_object_get_object_member (bank_line (after, 0), "match"), "payment"), "status"), ==, "COMPLETED");
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM settlements"), ==, 3);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM settlements WHERE received_on = '2026-11-20'"), ==, 3);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM subscriptions WHERE status = 'ACTIVE'"), ==, 1);
  g_assert_cmpint (bank_number (self, "SELECT sum (balance) AS a FROM students"), ==, 48);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_confirmed'"), ==, 3);

  again = bank_confirm (self, self->other, id, lines);
  nx_test_assert_status (again, 200);
  g_assert_cmpfloat (nx_test_reply_number (again, "confirmed"), ==, 0);
  g_assert_cmpstr (result (again, 0), ==, "already_settled");
  g_assert_cmpint (bank_number (self, "SELECT sum (balance) AS a FROM students"), ==, 48);
  path = g_strconcat ("/api/payments/statement/", id, "/undo", NULL);
  undo = nx_test_post (self->server, path, self->office, NULL);
  nx_test_assert_code (undo, 409, "cannot_undo");
}

/* A wrong amount, an unknown line and an unknown payment among good lines. */
static void
test_bad_among_good (BankFixture *self, gconstpointer data)
{
  g_autofree char *two = bank_reference (2), *three = bank_reference (3), *four = bank_reference (4);
  g_autofree char *p2 = bank_payment (2), *p3 = bank_payment (3), *p4 = bank_payment (4), *p9 = bank_payment (9);
  g_autofree char *text = g_strdup_printf (HEAD "20/11/2026;%s;180,000;x\n20/11/2026;%s;150,000;x\n20/11/2026;%s;180,000;x\n"
                                                "20/11/2026;ESPECES;5,000;x\n", two, three, four);
  g_autofree char *id = NULL, *lines = NULL, *accepted = NULL;
  g_autoptr (NxTestReply) before = NULL, done = NULL, accept = NULL, after = NULL;

  bank_add_families (self, 4);
  id = bank_import_ok (self, text);
  before = bank_get (self, id);
  lines = g_strdup_printf ("{\"lineId\": \"%s\", \"paymentId\": \"%s\"}, {\"lineId\": \"%s\", \"paymentId\": \"%s\"}, "
                           "{\"lineId\": \"%s\", \"paymentId\": \"%s\"}, {\"lineId\": \"%s\", \"paymentId\": \"%s\"}, "
                           "{\"lineId\": \"%s\"}, {\"lineId\": \"00000000-0000-7000-8000-000000000000\", \"paymentId\": \"%s\"}",
                           line_id (before, 0), p2, line_id (before, 1), p3, line_id (before, 2), p4, line_id (before, 3), p9,
                           line_id (before, 3), p2);
  done = bank_confirm (self, self->office, id, lines);
  nx_test_assert_status (done, 200);
  g_assert_cmpfloat (nx_test_reply_number (done, "confirmed"), ==, 2);
  g_assert_cmpstr (result (done, 0), ==, "settled");
  g_assert_cmpstr (result (done, 1), ==, "amount_mismatch");
  g_assert_cmpstr (result (done, 2), ==, "settled");
  g_assert_cmpstr (result (done, 3), ==, "not_found");
  g_assert_cmpstr (result (done, 4), ==, "invalid");
  g_assert_cmpstr (result (done, 5), ==, "not_found");
  g_assert_nonnull (strstr (nx_test_reply_string (done, "results.1.detail"), "180,000"));

  accepted = g_strdup_printf ("{\"lineId\": \"%s\", \"paymentId\": \"%s\", \"acceptDifference\": true, \"note\": \"Frais de la banque\"}",
                              line_id (before, 1), p3);
  accept = bank_confirm (self, self->office, id, accepted);
  nx_test_assert_status (accept, 200);
  g_assert_cmpstr (result (accept, 0), ==, "settled");
  g_assert_cmpint (bank_number (self, "SELECT amount AS a FROM settlements WHERE note = 'Frais de la banque'"), ==, 150000);
  after = bank_get (self, id);
  g_assert_cmpfloat (nx_test_reply_number (after, "counts.done"), ==, 3);
  g_assert_cmpfloat (nx_test_reply_number (after, "counts.unknown"), ==, 1);
}

static void
test_decide (BankFixture *self, gconstpointer data)
{
  g_autofree char *two = bank_reference (2), *p2 = bank_payment (2), *p3 = bank_payment (3), *id = NULL;
  g_autofree char *text = g_strdup_printf (HEAD "20/11/2026;%s;180,000;x\n20/11/2026;FRAIS;-5,000;x\n", two);
  g_autofree char *match = g_strdup_printf ("{\"action\": \"match\", \"paymentId\": \"%s\"}", p3);
  g_autofree char *reject = g_strdup_printf ("{\"action\": \"reject\", \"paymentId\": \"%s\"}", p2);
  g_autoptr (NxTestReply) statement = NULL, reply = NULL;
  g_autofree char *line = NULL, *debit = NULL;

  bank_add_families (self, 3);
  id = bank_import_ok (self, text);
  statement = bank_get (self, id);
  line = g_strdup (line_id (statement, 0));
  debit = g_strdup (line_id (statement, 1));

  reply = bank_decide (self, line, reject);
  nx_test_assert_status (reply, 200);
  g_assert_true (JSON_NODE_HOLDS_NULL (nx_test_reply_node (reply, "line.match")));
  g_assert_cmpstr (nx_test_reply_string (reply, "line.status"), ==, "OPEN");
  g_clear_pointer (&reply, nx_test_reply_free);
  reply = bank_decide (self, line, match);
  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_string (reply, "line.status"), ==, "MATCHED");
  g_assert_cmpstr (nx_test_reply_string (reply, "line.match.paymentId"), ==, p3);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (reply, "line.match.certain")));
  g_clear_pointer (&reply, nx_test_reply_free);
  reply = bank_decide (self, line, "{\"action\": \"reopen\"}");
  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_string (reply, "line.match.paymentId"), ==, p2);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM matches"), ==, 0);
  g_clear_pointer (&reply, nx_test_reply_free);
  reply = bank_decide (self, line, "{\"action\": \"ignore\", \"note\": \"Virement interne\"}");
  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_string (reply, "line.status"), ==, "IGNORED");
  g_assert_cmpstr (nx_test_reply_string (reply, "line.note"), ==, "Virement interne");
  g_clear_pointer (&reply, nx_test_reply_free);
  reply = bank_decide (self, line, match);
  nx_test_assert_code (reply, 409, "conflict");
  g_clear_pointer (&reply, nx_test_reply_free);
  reply = bank_decide (self, line, "{\"action\": \"reopen\"}");
  nx_test_assert_status (reply, 200);
  g_clear_pointer (&reply, nx_test_reply_free);

  reply = bank_decide (self, debit, "{\"action\": \"reopen\"}");
  nx_test_assert_code (reply, 409, "conflict");
  g_clear_pointer (&reply, nx_test_reply_free);
  reply = bank_decide (self, line, "{\"action\": \"match\"}");
  nx_test_assert_code (reply, 422, "invalid");
  g_clear_pointer (&reply, nx_test_reply_free);
  reply = bank_decide (self, line, "{\"action\": \"match\", \"paymentId\": \"00000000-0000-7000-8000-000000000000\"}");
  nx_test_assert_code (reply, 404, "not_found");
  g_clear_pointer (&reply, nx_test_reply_free);
  reply = bank_decide (self, "00000000-0000-7000-8000-000000000000", match);
  nx_test_assert_code (reply, 404, "not_found");
}

/* Two children on one line; and one payment in two lines. */
static void
test_share_and_parts (BankFixture *self, gconstpointer data)
{
  g_autofree char *p2 = bank_payment (2), *p3 = bank_payment (3), *p4 = bank_payment (4), *four = bank_reference (4), *id = NULL;
  g_autofree char *text = g_strdup_printf (HEAD "20/11/2026;DEUX ENFANTS;360,000;x\n19/11/2026;%s;100,000;x\n20/11/2026;SUITE %s;80,000;x\n",
                                           four, four);
  g_autofree char *share = g_strdup_printf ("{\"action\": \"share\", \"shares\": [{\"paymentId\": \"%s\", \"amount\": {\"amount\": 180000, \"currency\": \"TND\"}}, "
                                            "{\"paymentId\": \"%s\", \"amount\": {\"amount\": 180000, \"currency\": \"TND\"}}]}", p2, p3);
  g_autofree char *uneven = g_strdup_printf ("{\"action\": \"share\", \"shares\": [{\"paymentId\": \"%s\", \"amount\": {\"amount\": 180000, \"currency\": \"TND\"}}, "
                                             "{\"paymentId\": \"%s\", \"amount\": {\"amount\": 1000, \"currency\": \"TND\"}}]}", p2, p3);
  g_autoptr (NxTestReply) statement = NULL, refused = NULL, shared = NULL, done = NULL;
  g_autofree char *lines = NULL;
  JsonObject *match;

  bank_add_families (self, 4);
  id = bank_import_ok (self, text);
  statement = bank_get (self, id);
  match = json_object_get_object_member (bank_line (statement, 1), "match");
  g_assert_cmpstr (json_object_get_string_member (match, "withLineId"), ==, line_id (statement, 2));
  g_assert_false (json_object_get_boolean_member (match, "certain"));
  refused = bank_decide (self, line_id (statement, 0), uneven);
  nx_test_assert_code (refused, 422, "invalid");
  shared = bank_decide (self, line_id (statement, 0), share);
  nx_test_assert_status (shared, 200);
  g_assert_cmpstr (nx_test_reply_string (shared, "line.shares.1.paymentId"), ==, p3);
  lines = g_strdup_printf ("{\"lineId\": \"%s\"}, {\"lineId\": \"%s\", \"paymentId\": \"%s\"}, {\"lineId\": \"%s\", \"paymentId\": \"%s\"}",
                           line_id (statement, 0), line_id (statement, 1), p4, line_id (statement, 2), p4);
  done = bank_confirm (self, self->office, id, lines);
  nx_test_assert_status (done, 200);
  g_assert_cmpfloat (nx_test_reply_number (done, "confirmed"), ==, 3);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM settlements WHERE amount = 180000"), ==, 3);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM matches WHERE status = 'CONFIRMED'"), ==, 4);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statement_lines WHERE status = 'SETTLED'"), ==, 3);
}

/* A line of a share that cannot be settled leaves the other part as it was. */
static void
test_share_all_or_nothing (BankFixture *self, gconstpointer data)
{
  g_autofree char *p2 = bank_payment (2), *p3 = bank_payment (3), *three = bank_reference (3), *id = NULL, *first = NULL, *second = NULL;
  g_autofree char *text = g_strdup_printf (HEAD "20/11/2026;DEUX ENFANTS;360,000;x\n19/11/2026;%s;180,000;x\n", three);
  g_autofree char *share = g_strdup_printf ("{\"action\": \"share\", \"shares\": [{\"paymentId\": \"%s\", \"amount\": {\"amount\": 180000, \"currency\": \"TND\"}}, "
                                            "{\"paymentId\": \"%s\", \"amount\": {\"amount\": 180000, \"currency\": \"TND\"}}]}", p2, p3);
  g_autoptr (NxTestReply) statement = NULL, shared = NULL, settled = NULL, refused = NULL, reopened = NULL;

  bank_add_families (self, 3);
  id = bank_import_ok (self, text);
  statement = bank_get (self, id);
  shared = bank_decide (self, line_id (statement, 0), share);
  nx_test_assert_status (shared, 200);
  first = g_strdup_printf ("{\"lineId\": \"%s\", \"paymentId\": \"%s\"}", line_id (statement, 1), p3);
  settled = bank_confirm (self, self->office, id, first);
  g_assert_cmpstr (result (settled, 0), ==, "settled");
  second = g_strdup_printf ("{\"lineId\": \"%s\"}", line_id (statement, 0));
  refused = bank_confirm (self, self->office, id, second);
  nx_test_assert_status (refused, 200);
  g_assert_cmpstr (result (refused, 0), ==, "already_settled");
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM settlements"), ==, 1);
  reopened = bank_decide (self, line_id (statement, 1), "{\"action\": \"reopen\"}");
  nx_test_assert_code (reopened, 409, "cannot_undo");
}

static void
test_undo (BankFixture *self, gconstpointer data)
{
  g_autofree char *text = lines_for (1, 3), *id = NULL, *path = NULL, *p2 = bank_payment (2), *json = NULL;
  g_autoptr (NxTestReply) before = NULL, undone = NULL, twice = NULL, again = NULL, ignored = NULL, matched = NULL;

  bank_add_families (self, 3);
  id = bank_import_ok (self, text);
  before = bank_get (self, id);
  json = g_strdup_printf ("{\"action\": \"match\", \"paymentId\": \"%s\"}", p2);
  ignored = bank_decide (self, line_id (before, 0), "{\"action\": \"ignore\"}");
  matched = bank_decide (self, line_id (before, 2), json);
  nx_test_assert_status (matched, 200);
  path = g_strconcat ("/api/payments/statement/", id, "/undo", NULL);
  undone = nx_test_post (self->server, path, self->office, NULL);
  nx_test_assert_status (undone, 200);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (undone, "undone")));
  twice = nx_test_post (self->server, path, self->office, NULL);
  nx_test_assert_code (twice, 404, "not_found");
  g_assert_cmpint (bank_number (self, "SELECT (SELECT count (*) FROM statements) + (SELECT count (*) FROM statement_lines) "
                                      "+ (SELECT count (*) FROM matches) + (SELECT count (*) FROM statement_contents) AS a"), ==, 0);
  again = bank_import (self, text);
  nx_test_assert_status (again, 200);
  g_assert_false (json_node_get_boolean (nx_test_reply_node (again, "known")));
  g_assert_cmpfloat (nx_test_reply_number (again, "counts.certain"), ==, 3);
}

/* --- two assistants, and many lines --- */

typedef struct
{
  BankFixture *fixture;
  const char *token, *id, *lines;
  NxTestReply *reply;
} Assistant;

static gpointer
confirm_thread (gpointer data)
{
  Assistant *self = data;

  self->reply = bank_confirm (self->fixture, self->token, self->id, self->lines);
  return NULL;
}

static void
test_two_assistants (BankFixture *self, gconstpointer data)
{
  enum { N = 40 };
  g_autofree char *text = lines_for (1, N), *id = NULL, *lines = NULL;
  g_autoptr (NxTestReply) before = NULL;
  Assistant assistants[2];
  GThread *threads[2];
  double confirmed = 0;

  bank_add_families (self, N);
  id = bank_import_ok (self, text);
  before = bank_get (self, id);
  lines = certain_lines (before);
  for (guint i = 0; i < 2; i++)
    {
      assistants[i] = (Assistant){ self, i == 0 ? self->office : self->other, id, lines, NULL };
      threads[i] = g_thread_new ("assistant", confirm_thread, &assistants[i]);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_thread_join (threads[i]);
      nx_test_assert_status (assistants[i].reply, 200);
      confirmed += nx_test_reply_number (assistants[i].reply, "confirmed");
      nx_test_reply_free (assistants[i].reply);
    }
  g_assert_cmpfloat (confirmed, ==, N);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM settlements"), ==, N);
  g_assert_cmpint (bank_number (self, "SELECT sum (balance) AS a FROM students"), ==, 16 * N);
}

/* The same file twice at once, and undone while it is imported: one statement or none, never half of one. */
static gpointer
import_thread (gpointer data)
{
  Assistant *self = data;

  self->reply = bank_upload (self->fixture, "/api/payments/statement", self->token, "a.csv", self->lines, -1, NULL);
  return NULL;
}

static void
test_two_imports (BankFixture *self, gconstpointer data)
{
  g_autofree char *text = lines_for (1, 30);
  Assistant assistants[4];
  GThread *threads[4];
  guint fresh = 0;

  bank_add_families (self, 30);
  for (guint i = 0; i < 4; i++)
    {
      assistants[i] = (Assistant){ self, i % 2 == 0 ? self->office : self->other, NULL, text, NULL };
      threads[i] = g_thread_new ("import", import_thread, &assistants[i]);
    }
  for (guint i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      nx_test_assert_status (assistants[i].reply, 200);
      fresh += !json_node_get_boolean (nx_test_reply_node (assistants[i].reply, "known"));
      nx_test_reply_free (assistants[i].reply);
    }
  g_assert_cmpuint (fresh, ==, 1);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statement_lines"), ==, 30);
}

/* One keystroke: 200 certain lines in less than 2 s of the server's work. */
static void
test_two_hundred (BankFixture *self, gconstpointer data)
{
  enum { N = 200 };
  g_autofree char *text = lines_for (1, N), *id = NULL, *lines = NULL;
  g_autoptr (NxTestReply) before = NULL, done = NULL, none = NULL;
  gint64 start;
  double seconds;

  bank_add_families (self, N);
  id = bank_import_ok (self, text);
  before = bank_get (self, id);
  lines = certain_lines (before);
  start = g_get_monotonic_time ();
  done = bank_confirm (self, self->office, id, lines);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  nx_test_assert_status (done, 200);
  g_assert_cmpfloat (nx_test_reply_number (done, "confirmed"), ==, N);
  g_test_message ("%d lines settled in %.2f s", N, seconds);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM receipts"), ==, N);
  none = bank_confirm (self, self->office, id, "");
  nx_test_assert_code (none, 422, "invalid");
}

#define TEST(name, function) g_test_add ("/bank-confirm/" name, BankFixture, NULL, bank_setup, function, bank_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("confirm", test_confirm);
  TEST ("bad-among-good", test_bad_among_good);
  TEST ("decide", test_decide);
  TEST ("share-and-parts", test_share_and_parts);
  TEST ("share-all-or-nothing", test_share_all_or_nothing);
  TEST ("undo", test_undo);
  TEST ("two-assistants", test_two_assistants);
  TEST ("two-imports", test_two_imports);
  TEST ("two-hundred", test_two_hundred);
  return g_test_run ();
}
