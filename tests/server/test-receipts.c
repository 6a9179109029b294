/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/receipts-fixture.h"

/* What a receipt says. */

/* A plan with subjects of ARIA, in English. */
static void
test_plan (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxTestReply) reply = NULL;
  g_autofree char *body = NULL, *french = NULL, *english = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  body = g_strdup_printf ("{\"studentId\": \"%s\", \"planName\": \"HYBRIDE\", \"ariaSubjects\": [\"MATHEMATIQUES\", \"NSI\"], "
                          "\"method\": \"manual\"}",
                          family.made.student_id);
  reply = nx_test_post (f->server, "/api/subscriptions/change", f->office, body);
  nx_test_assert_status (reply, 201);
  sale = a_sale (f, &family, "HYBRIDE", 229000);
  sale.payment_id = g_strdup (nx_test_reply_string (reply, "payment.id"));
  french = read_receipt (f, &sale, "fr", "plan.pdf", "1");
  assert_says (french, "Hybride");
  assert_says (french, "Un mois, du 24 novembre 2026");
  assert_says (french, "Mathématiques, NSI");
  assert_says (french, "4 crédits");
  assert_says (french, "deux cent vingt-neuf dinars");
  english = read_receipt (f, &sale, "en", "plan-en.pdf", "1");
  assert_says (english, "Receipt");
  assert_says (english, "TND 229.000");
  assert_says (english, "two hundred and twenty-nine dinars");
  g_free (sale.payment_id);
}

/* What was written down stays, whoever is called otherwise or costs more later. */
static void
test_frozen (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxTestReply) before = NULL, after = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sale = a_sale (f, &family, "CREDITS_4", 180000);
  sell (f, &sale);
  before = fetch (f, sale.payment_id, f->office);
  nx_test_db_script (f->server->db, "UPDATE users SET last_name = 'Trabelsi'; UPDATE packs SET title = 'Autre', price = 1; "
                                    "UPDATE settings SET value = '{\"name\": \"Autre\"}' WHERE key = 'seller'");
  after = fetch (f, sale.payment_id, f->office);
  g_assert_cmpmem (before->body, before->length, after->body, after->length);
  g_free (sale.payment_id);
}

/* Tax and stamp duty that the centre has to show, an amount received that is not the amount due, a transfer's reference. */
static void
test_tax (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autofree char *text = NULL, *amounts = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  nx_test_db_script (f->server->db,
                     "UPDATE settings SET value = '{\"rate\": 700, \"stampDuty\": 1000}' WHERE key = 'invoice_tax'");
  sale = a_sale (f, &family, "CREDITS_4", 180000);
  sale.received = NX_MONEY_TND (179500);
  sell (f, &sale);
  amounts = ask (f, "SELECT concat_ws (' ', net_amount, tax_rate, tax_amount, stamp_duty, total, received) AS a FROM invoices");
  g_assert_cmpstr (amounts, ==, "167290 700 11710 1000 180000 179500");
  text = read_receipt (f, &sale, "fr", "tax.pdf", "1");
  assert_says (text, "167,290");
  assert_says (text, "TVA 7");
  assert_says (text, "Droit de timbre");
  assert_says (text, "Montant dû");
  assert_says (text, "cent soixante-dix-neuf dinars et cinq cents millimes");
  g_free (sale.payment_id);
}

static gboolean
refund (NxDb *db, gpointer data, GError **error)
{
  static const NxStatement refunded = { "test.refunded",
                                        "UPDATE payments SET status = 'REFUNDED', refunded_at = $2::timestamptz "
                                        "WHERE id = $1::uuid",
                                        2 };
  Sale *sale = data;
  g_autofree char *number = NULL;

  if (!nx_db_do (db, &refunded, error, nx_text (sale->payment_id), nx_time (sale->actor.now))
      || !nx_receipts_issue_credit_note (db, &sale->actor, sale->payment_id, "La famille déménage à Sfax.", &number, error))
    return FALSE;
  g_assert_cmpstr (number, ==, "A2026-000001");
  return TRUE;
}

static void
test_refunded (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sale = a_sale (f, &family, "CREDITS_4", 180000);
  sell (f, &sale);
  sale.actor.now += 3 * NX_TIME_DAY;
  g_assert_true (nx_db_transaction (f->server->db, refund, &sale, &error));
  text = read_receipt (f, &sale, "fr", "refunded.pdf", "2");
  assert_says (text, "Remboursé le 27 novembre 2026");
  assert_says (text, "A2026-000001");
  assert_says (text, "Cet avoir annule le reçu 2026-000001 du 24 novembre 2026.");
  assert_says (text, "La famille déménage à Sfax.");
  assert_says (text, "−180,000");

  g_assert_false (nx_db_transaction (f->server->db, refund, &sale, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_CONFLICT);
  g_free (sale.payment_id);
}

/* Names that nobody thought of. */
static void
test_names (FamiliesFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *first, *last, *file, *says;
  } cases[] = {
    { "أمينة", "بن صالح", "arabic.pdf", "الهادي" },
    { "Zoé 🎓", "O’Hara‑Ben Younès", "emoji.pdf", "Younès" },
    { "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewarenwohlgepflege",
      "Undsorgfaltigkeitbeschutzenvonangreifendurchihrraubgierigfeindewelchevoralternzwolftausendjahresvorandie", "long.pdf",
      "2026-" },
    { "Ligne\xc2\x85"
      "deux\u202eabc",
      "\u2067x\ufeff", "control.pdf", "Ligne" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      static const NxStatement rename
          = { "test.rename", "UPDATE users SET first_name = $1, last_name = $2 WHERE id = ANY ($3::uuid[])", 3 };
      g_auto (Family) family = { { NULL } };
      g_autoptr (GError) error = NULL;
      g_autofree char *mail = g_strdup_printf ("n%u@example.tn", i), *text = NULL, *ids = NULL;
      Sale sale;

      add_family (f, mail, "Inès", "Ben Salah", &family);
      ids = g_strdup_printf ("{%s,%s}", family.made.parent_user_id, family.made.student_user_id);
      g_assert_true (nx_db_do (f->server->db, &rename, &error, nx_text (cases[i].first), nx_text (cases[i].last), nx_text (ids)));
      if (i == 0)
        nx_test_db_script (f->server->db, "UPDATE packs SET title = 'حزمة أربعة أرصدة – الهادي' WHERE key = 'CREDITS_4'");
      else
        nx_test_db_script (f->server->db, "UPDATE packs SET title = repeat ('Pack très complet ', 12) WHERE key = 'CREDITS_4'");
      sale = a_sale (f, &family, "CREDITS_4", 180000);
      sell (f, &sale);
      text = read_receipt (f, &sale, "fr", cases[i].file, "1");
      if (i > 0)
        assert_says (text, cases[i].says);
      assert_says (text, "cent quatre-vingts dinars");
      g_free (sale.payment_id);
    }
}

/* As much of everything as the database takes: still one page each. */
static void
test_too_much (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  nx_test_db_script (
      f->server->db,
      "UPDATE users SET first_name = repeat ('Marie-Antoinette ', 12), last_name = repeat ('de La Rochefoucauld ', 10);"
      "UPDATE packs SET title = repeat ('Pack très complet ', 12);"
      "UPDATE settings SET value = jsonb_build_object ('name', repeat ('Nexus Réussite ', 20), 'address', repeat ('12 rue du Lac "
      "', 20), "
      "'taxNumber', repeat ('1234567/A/M/000 ', 8), 'phone', repeat ('+216 71 ', 30), 'email', repeat ('contact', 30)) WHERE key "
      "= 'seller';"
      "UPDATE settings SET value = '{\"rate\": 1925, \"stampDuty\": 1000}' WHERE key = 'invoice_tax'");
  sale = a_sale (f, &family, "CREDITS_4", G_GINT64_CONSTANT (9777777777777));
  sale.received.amount -= 1;
  sell (f, &sale);
  g_assert_true (nx_db_transaction (f->server->db, refund, &sale, &error));
  text = read_receipt (f, &sale, "fr", "much.pdf", "2");
  assert_says (text, "Acquitté");
  assert_says (text, "neuf milliards sept cent soixante-dix-sept millions");
  g_free (sale.payment_id);
}

/* What is missing leaves its place empty. */
static void
test_nothing_known (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autofree char *text = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  nx_test_db_script (f->server->db, "DELETE FROM settings WHERE key IN ('seller', 'invoice_tax'); UPDATE parents SET phone = ''");
  sale = a_sale (f, &family, "CREDITS_4", 0);
  sell (f, &sale);
  text = read_receipt (f, &sale, "fr", "bare.pdf", "1");
  assert_says (text, "zéro dinar");
  g_free (sale.payment_id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, FamiliesFixture, NULL, receipts_setup, function, families_teardown)
  ADD ("/receipts/plan", test_plan);
  ADD ("/receipts/frozen", test_frozen);
  ADD ("/receipts/tax", test_tax);
  ADD ("/receipts/refunded", test_refunded);
  ADD ("/receipts/names", test_names);
  ADD ("/receipts/too-much", test_too_much);
  ADD ("/receipts/nothing-known", test_nothing_known);
  return g_test_run ();
}
