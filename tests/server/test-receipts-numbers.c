/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "server/payments/payments.h"
#include "server/receipts/receipts.h"
#include "tests/server/families-fixture.h"

/* Numbers without gaps, whoever pays at the same moment; records that nobody can rewrite. */

typedef struct
{
  NxActor actor;
  NxNewPayment due;
  char *payment_id;
  gboolean fails;
} Sale;

static Sale
a_sale (FamiliesFixture *f, const Family *family)
{
  return (Sale){ .actor = { .user_id = f->office_id,
                            .role = NX_ROLE_ASSISTANTE,
                            .zone = NX_TIME_CENTRE_ZONE,
                            .locale = "fr",
                            .request_id = "test",
                            .now = FAMILIES_NOW },
                 .due = { .student_id = family->made.student_id,
                          .item_key = "CREDITS_4",
                          .type = NX_PAYMENT_TYPE_CREDIT_PACK,
                          .method = NX_PAYMENT_METHOD_MANUAL,
                          .amount = NX_MONEY_TND (180000),
                          .credits = NX_CREDITS (4) } };
}

static gboolean
settle (NxDb *db, gpointer data, GError **error)
{
  Sale *sale = data;
  g_autoptr (NxPayment) payment = nx_payments_create (db, &sale->actor, &sale->due, error);

  if (payment == NULL || !nx_payments_settle (db, &sale->actor, payment->id, sale->due.amount, NULL, NULL, error))
    return FALSE;
  g_free (sale->payment_id);
  sale->payment_id = g_strdup (payment->id);
  if (sale->fails)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "the power went out");
  return !sale->fails;
}

static gboolean
refund (NxDb *db, gpointer data, GError **error)
{
  static const NxStatement refunded = { "test.refunded",
                                        "UPDATE payments SET status = 'REFUNDED', refunded_at = $2::timestamptz "
                                        "WHERE id = $1::uuid",
                                        2 };
  Sale *sale = data;

  if (!nx_db_do (db, &refunded, error, nx_text (sale->payment_id), nx_time (sale->actor.now))
      || !nx_receipts_issue_credit_note (db, &sale->actor, sale->payment_id, NULL, NULL, error))
    return FALSE;
  if (sale->fails)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "the power went out");
  return !sale->fails;
}

#define THREADS 16
#define ROUNDS  6

typedef struct
{
  FamiliesFixture *f;
  Family *family;
  guint nth;
} Worker;

/* Pays and refunds; every third time something fails after the number was taken. */
static gpointer
work (gpointer data)
{
  Worker *worker = data;
  NxDb *db = nx_test_db_open (worker->f->server->conninfo);
  Sale sale = a_sale (worker->f, worker->family);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;

      sale.fails = (worker->nth + i) % 3 == 0;
      sale.actor.now++;
      if (nx_db_transaction (db, settle, &sale, &error) == sale.fails)
        g_test_fail_printf ("worker %u, round %u: %s", worker->nth, i, error != NULL ? error->message : "settled");
      g_clear_error (&error);
      if (sale.fails)
        continue;
      sale.fails = i % 2 == 0;
      if (nx_db_transaction (db, refund, &sale, &error) == sale.fails)
        g_test_fail_printf ("worker %u, round %u: %s", worker->nth, i, error != NULL ? error->message : "refunded");
    }
  g_free (sale.payment_id);
  nx_db_close (db);
  return NULL;
}

static void
test_sixteen_at_once (FamiliesFixture *f, gconstpointer data)
{
  Family families[4] = { { { NULL } } };
  Worker workers[THREADS];
  GThread *threads[THREADS];
  gint64 settled, refunded;

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *mail = g_strdup_printf ("p%u@example.tn", i);

      add_family (f, mail, "Yasmine", "Ben Rhouma", &families[i]);
    }
  for (guint i = 0; i < THREADS; i++)
    {
      workers[i] = (Worker){ f, &families[i % G_N_ELEMENTS (families)], i };
      threads[i] = g_thread_new ("payer", work, &workers[i]);
    }
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);

  settled = THREADS * ROUNDS * 2 / 3;
  refunded = ask_number (f, "SELECT count (*) AS a FROM payments WHERE status = 'REFUNDED'");
  g_assert_cmpint (refunded, >, 0);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM receipts"), ==, settled);
  g_assert_cmpint (ask_number (f, "SELECT count (DISTINCT number) AS a FROM receipts"), ==, settled);
  g_assert_cmpint (ask_number (f, "SELECT max (number) AS a FROM receipts"), ==, settled);
  g_assert_cmpint (ask_number (f,
                               "SELECT count (*) AS a FROM invoices i JOIN receipts r ON r.id = i.receipt_id AND r.year = i.year "
                               "AND r.number = i.number WHERE i.kind = 'INVOICE'"),
                   ==, settled);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM invoices WHERE kind = 'CREDIT_NOTE'"), ==, refunded);
  g_assert_cmpint (ask_number (f, "SELECT max (number) AS a FROM invoices WHERE kind = 'CREDIT_NOTE'"), ==, refunded);
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    family_clear (&families[i]);
}

/* Midnight of Tunis, one hour before that of UTC. */
static void
test_new_year (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autofree char *numbers = NULL;
  gint64 midnight;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  g_assert_true (nx_time_parse ("2026-12-31T23:00:00Z", &midnight));
  sale = a_sale (f, &family);
  for (int i = -2; i <= 1; i++)
    {
      sale.actor.now = midnight + i * NX_TIME_SECOND;
      g_assert_true (nx_db_transaction (f->server->db, settle, &sale, &error));
    }
  numbers = ask (f, "SELECT string_agg (year || '-' || number || ' ' || issued_on, ', ' ORDER BY issued_at) AS a FROM invoices");
  g_assert_cmpstr (numbers, ==, "2026-1 2026-12-31, 2026-2 2026-12-31, 2027-1 2027-01-01, 2027-2 2027-01-01");

  /* A note has the year in which it is written, not that of its receipt. */
  sale.actor.now = midnight + 400 * NX_TIME_DAY;
  g_assert_true (nx_db_transaction (f->server->db, refund, &sale, &error));
  g_free (numbers);
  numbers = ask (f, "SELECT year || '-' || number AS a FROM invoices WHERE kind = 'CREDIT_NOTE'");
  g_assert_cmpstr (numbers, ==, "2028-1");
  g_free (sale.payment_id);
}

static void
refuses (FamiliesFixture *f, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*a script failed*");
  g_assert_false (nx_db_script (f->server->db, sql, &error));
  g_test_assert_expected_messages ();
}

static void
test_append_only (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (GError) error = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sale = a_sale (f, &family);
  g_assert_true (nx_db_transaction (f->server->db, settle, &sale, &error));
  refuses (f, "UPDATE invoices SET received = received + 1");
  refuses (f, "UPDATE invoices SET buyer = '{}'");
  refuses (f, "UPDATE invoices SET number = 2");
  refuses (f, "DELETE FROM invoices");
  refuses (f, "TRUNCATE invoices CASCADE");
  refuses (f, "UPDATE invoices SET teif_reference = 'x'");
  nx_test_db_script (f->server->db,
                     "UPDATE invoices SET teif_status = 'ACCEPTED', teif_reference = 'TTN-1', teif_at = issued_at");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM invoices WHERE teif_reference = 'TTN-1' AND received = 180000"), ==,
                   1);
  g_free (sale.payment_id);
}

/* The configuration's words, until somebody in the office knows better. */
static void
test_seller (FamiliesFixture *f, gconstpointer data)
{
  NxConfig config
      = { .wise_beneficiary_name = (char *) "Nexus Réussite SARL", .wise_address = (char *) "12 rue du Lac Biwa, Tunis" };
  g_autoptr (GError) error = NULL;
  g_autofree char *known = NULL, *edited = NULL;

  g_assert_true (nx_receipts_configure_seller (f->server->db, &config, &error));
  known = ask (f, "SELECT value ->> 'name' || ', ' || (value ->> 'address') AS a FROM settings WHERE key = 'seller'");
  g_assert_cmpstr (known, ==, "Nexus Réussite SARL, 12 rue du Lac Biwa, Tunis");
  nx_test_db_script (f->server->db,
                     "UPDATE settings SET value = '{\"name\": \"Autre\"}', updated_by = (SELECT id FROM users LIMIT 1) "
                     "WHERE key = 'seller'");
  g_assert_true (nx_receipts_configure_seller (f->server->db, &config, &error));
  edited = ask (f, "SELECT value::text AS a FROM settings WHERE key = 'seller'");
  g_assert_cmpstr (edited, ==, "{\"name\": \"Autre\"}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, FamiliesFixture, NULL, families_setup, function, families_teardown)
  ADD ("/receipts/numbers/sixteen-at-once", test_sixteen_at_once);
  ADD ("/receipts/numbers/new-year", test_new_year);
  ADD ("/receipts/invoices/append-only", test_append_only);
  ADD ("/receipts/invoices/seller", test_seller);
  return g_test_run ();
}
