/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-time.h"
#include "tests/server/bank-fixture.h"

/* A statement is undone while somebody else decides of its lines, or settles them: the one comes after the other. */

#define HEAD "Date;Libelle;Montant;Nom\n"
/* Far longer than the undo needs to reach what it waits for. */
#define WAIT (400 * 1000)

typedef struct
{
  BankFixture *fixture;
  NxActor office;
  const char *undone, *confirmed, *line, *payment;
  GThread *thread;
} Meanwhile;

static gpointer
undo_in_thread (gpointer data)
{
  Meanwhile *self = data;
  g_autofree char *path = g_strconcat ("/api/payments/statement/", self->undone, "/undo", NULL);

  return nx_test_post (self->fixture->server, path, self->fixture->other, NULL);
}

static gboolean
wait_for_undo (NxDb *db, Meanwhile *self, GError **error)
{
  if (!nx_db_flush (db, error))
    return FALSE;
  self->thread = g_thread_new ("undo", undo_in_thread, self);
  g_usleep (WAIT);
  return TRUE;
}

static gboolean
confirm_work (NxDb *db, gpointer data, GError **error)
{
  Meanwhile *self = data;
  const NxStatementConfirmation item = { .line_id = self->line, .payment_id = self->payment };
  g_autoptr (GPtrArray) outcomes = nx_statements_confirm (db, &self->office, self->confirmed, &item, 1, error);

  if (outcomes == NULL)
    return FALSE;
  g_assert_cmpstr (((NxStatementOutcome *) outcomes->pdata[0])->code, ==, "settled");
  return wait_for_undo (db, self, error);
}

static gboolean
match_work (NxDb *db, gpointer data, GError **error)
{
  Meanwhile *self = data;
  const NxStatementShare share = { .payment_id = self->payment };
  const NxStatementDecision decision = { .action = NX_DECIDE_MATCH, .shares = &share, .n_shares = 1 };

  return nx_statements_decide (db, &self->office, self->line, &decision, error) && wait_for_undo (db, self, error);
}

static NxTestReply *
work (Meanwhile *self, NxDbFunc func)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  self->office = (NxActor){ .user_id = self->fixture->office_id, .role = NX_ROLE_ASSISTANTE, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr",
                            .request_id = "test", .now = BANK_NOW };
  done = nx_db_transaction (self->fixture->server->db, func, self, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  return g_thread_join (self->thread);
}

/* One payment in two lines of two statements: settling the one settles the other, whose statement is being undone. */
static void
test_settled_meanwhile (BankFixture *self, gconstpointer data)
{
  g_autofree char *payment = bank_payment (2), *reference = bank_reference (2), *first = NULL, *second = NULL, *decision = NULL;
  g_autofree char *one = g_strdup_printf (HEAD "19/11/2026;%s;100,000;x\n", reference), *two = g_strdup_printf (HEAD "20/11/2026;%s;80,000;x\n", reference);
  g_autoptr (NxTestReply) here = NULL, there = NULL, matched = NULL, undone = NULL;
  Meanwhile meanwhile = { .fixture = self, .payment = payment };

  bank_add_families (self, 2);
  meanwhile.undone = first = bank_import_ok (self, one);
  meanwhile.confirmed = second = bank_import_ok (self, two);
  here = bank_get (self, first);
  there = bank_get (self, second);
  decision = g_strdup_printf ("{\"action\": \"match\", \"paymentId\": \"%s\"}", payment);
  matched = bank_decide (self, json_object_get_string_member (bank_line (here, 0), "lineId"), decision);
  nx_test_assert_status (matched, 200);
  meanwhile.line = json_object_get_string_member (bank_line (there, 0), "lineId");
  undone = work (&meanwhile, confirm_work);
  nx_test_assert_code (undone, 409, "cannot_undo");
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statement_lines WHERE status = 'SETTLED'"), ==, 2);
  g_assert_cmpint (bank_number (self, "SELECT sum (amount) AS a FROM settlements"), ==, 180000);
}

static void
test_matched_meanwhile (BankFixture *self, gconstpointer data)
{
  g_autofree char *payment = bank_payment (2), *id = NULL;
  g_autoptr (NxTestReply) statement = NULL, undone = NULL;
  Meanwhile meanwhile = { .fixture = self, .payment = payment };

  bank_add_families (self, 2);
  meanwhile.undone = id = bank_import_ok (self, HEAD "19/11/2026;SANS REFERENCE;100,000;x\n");
  statement = bank_get (self, id);
  meanwhile.line = json_object_get_string_member (bank_line (statement, 0), "lineId");
  undone = work (&meanwhile, match_work);
  nx_test_assert_status (undone, 200);
  g_assert_cmpint (bank_number (self, "SELECT (SELECT count (*) FROM statement_lines) + (SELECT count (*) FROM matches) AS a"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, function) g_test_add ("/bank/undo/" path, BankFixture, NULL, bank_setup, function, bank_teardown)
  TEST ("settled-meanwhile", test_settled_meanwhile);
  TEST ("matched-meanwhile", test_matched_meanwhile);
  return g_test_run ();
}
