/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libintl.h>
#include <string.h>

#include "server/http/nx-language.h"
#include "server/receipts/receipts.h"

typedef struct
{
  gint64 amount;
  const char *currency, *words;
} Row;

static const Row french[] = {
  { 0, "TND", "zéro dinar" },
  { 1, "TND", "un millime" },
  { 2, "TND", "deux millimes" },
  { 500, "TND", "cinq cents millimes" },
  { 1000, "TND", "un dinar" },
  { 1001, "TND", "un dinar et un millime" },
  { 2000, "TND", "deux dinars" },
  { 16000, "TND", "seize dinars" },
  { 17000, "TND", "dix-sept dinars" },
  { 20000, "TND", "vingt dinars" },
  { 21000, "TND", "vingt et un dinars" },
  { 22000, "TND", "vingt-deux dinars" },
  { 61000, "TND", "soixante et un dinars" },
  { 70000, "TND", "soixante-dix dinars" },
  { 71000, "TND", "soixante et onze dinars" },
  { 72000, "TND", "soixante-douze dinars" },
  { 79000, "TND", "soixante-dix-neuf dinars" },
  { 80000, "TND", "quatre-vingts dinars" },
  { 81000, "TND", "quatre-vingt-un dinars" },
  { 90000, "TND", "quatre-vingt-dix dinars" },
  { 91000, "TND", "quatre-vingt-onze dinars" },
  { 99000, "TND", "quatre-vingt-dix-neuf dinars" },
  { 100000, "TND", "cent dinars" },
  { 101000, "TND", "cent un dinars" },
  { 171000, "TND", "cent soixante et onze dinars" },
  { 178500, "TND", "cent soixante-dix-huit dinars et cinq cents millimes" },
  { 179000, "TND", "cent soixante-dix-neuf dinars" },
  { 180000, "TND", "cent quatre-vingts dinars" },
  { 200000, "TND", "deux cents dinars" },
  { 201000, "TND", "deux cent un dinars" },
  { 280080, "TND", "deux cent quatre-vingts dinars et quatre-vingts millimes" },
  { 999999, "TND", "neuf cent quatre-vingt-dix-neuf dinars et neuf cent quatre-vingt-dix-neuf millimes" },
  { 1000000, "TND", "mille dinars" },
  { 1001000, "TND", "mille un dinars" },
  { 1200000, "TND", "mille deux cents dinars" },
  { 2000000, "TND", "deux mille dinars" },
  { 80000000, "TND", "quatre-vingt mille dinars" },
  { 200000000, "TND", "deux cent mille dinars" },
  { 221021000, "TND", "deux cent vingt et un mille vingt et un dinars" },
  { 1000000000, "TND", "un million de dinars" },
  { 1000000500, "TND", "un million de dinars et cinq cents millimes" },
  { 1000001000, "TND", "un million un dinars" },
  { 80000000000, "TND", "quatre-vingts millions de dinars" },
  { 200000000000, "TND", "deux cents millions de dinars" },
  { 1000000000000, "TND", "un milliard de dinars" },
  { 2001000000000, "TND", "deux milliards un million de dinars" },
  { G_MAXINT64, "TND",
    "neuf billiards deux cent vingt-trois billions trois cent soixante-douze milliards trente-six millions huit cent "
    "cinquante-quatre "
    "mille sept cent soixante-quinze dinars et huit cent sept millimes" },
  { 0, "EUR", "zéro euro" },
  { 1, "EUR", "un centime" },
  { 100, "EUR", "un euro" },
  { 5480, "EUR", "cinquante-quatre euros et quatre-vingts centimes" },
  { 100000000, "EUR", "un million d’euros" },
  { 101, "USD", "un dollar américain et un cent" },
  { 20050, "USD", "deux cents dollars américains et cinquante cents" },
};

static const Row english[] = {
  { 0, "TND", "zero dinars" },
  { 1, "TND", "one millime" },
  { 1000, "TND", "one dinar" },
  { 13000, "TND", "thirteen dinars" },
  { 21000, "TND", "twenty-one dinars" },
  { 80000, "TND", "eighty dinars" },
  { 100000, "TND", "one hundred dinars" },
  { 178500, "TND", "one hundred and seventy-eight dinars and five hundred millimes" },
  { 1001000, "TND", "one thousand and one dinars" },
  { 1200000, "TND", "one thousand two hundred dinars" },
  { 1000000000, "TND", "one million dinars" },
  { 5480, "EUR", "fifty-four euros and eighty cents" },
  { 101, "USD", "one US dollar and one cent" },
};

static void
compare (const Row *rows, guint n, const char *locale)
{
  for (guint i = 0; i < n; i++)
    {
      NxMoney money = { rows[i].amount, "" };
      g_autofree char *words = NULL;

      g_strlcpy (money.currency, rows[i].currency, sizeof money.currency);
      words = nx_amount_in_words (money, locale);
      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

static void
test_words (void)
{
  compare (french, G_N_ELEMENTS (french), "fr");
  compare (english, G_N_ELEMENTS (english), "en");
}

/* Every number up to ten thousand has words of its own, without a double space. */
static void
test_words_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gint64 n = 0; n <= 10000; n++)
    {
      char *words = nx_amount_in_words (NX_MONEY_TND (n * 1000), "fr");

      g_assert_null (strstr (words, "  "));
      g_assert_null (strstr (words, "cents mille"));
      g_assert_null (strstr (words, "un mille "));
      if (!g_hash_table_add (seen, words))
        g_test_fail_printf ("%" G_GINT64_FORMAT " has the words of another: %s", n, words);
    }
}

static void
test_qr (void)
{
  g_autofree char *svg = nx_qr_svg ("https://nexus.example/recus/2026-000012?c=ABCDEFGHJK"), *again = NULL, *long_text = NULL;

  g_assert_nonnull (svg);
  g_assert_true (g_str_has_prefix (svg, "<svg xmlns="));
  g_assert_true (g_str_has_suffix (svg, "</svg>"));
  g_assert_null (strstr (svg, "style"));
  again = nx_qr_svg ("https://nexus.example/recus/2026-000012?c=ABCDEFGHJK");
  g_assert_cmpstr (svg, ==, again);
  long_text = g_strnfill (1001, 'x');
  g_assert_null (nx_qr_svg (long_text));
  g_assert_null (nx_qr_svg (""));
}

static void
test_transfer_text (void)
{
  locale_t before = nx_language_enter ("fr");
  g_autofree char *text = nx_transfer_qr_text ("Nexus Réussite SARL", "TN59 1000 6035 1835 9847 8831", "BTBKTNTT",
                                               NX_MONEY_TND (179000), "NR-7K3M9-QX2");
  g_autofree char *little = nx_transfer_qr_text ("Nexus", "TN59 1000 6035 1835 9847 8831", NULL, NX_MONEY_TND (179500), "");
  g_autofree char *svg = nx_qr_svg (text);

  nx_language_leave (before);
  g_assert_cmpstr (text, ==,
                   "Bénéficiaire\u00a0: Nexus Réussite SARL\nIBAN\u00a0: TN5910006035183598478831\nBIC\u00a0: BTBKTNTT\n"
                   "Montant\u00a0: 179,000\u00a0TND\nRéférence\u00a0: NR-7K3M9-QX2");
  g_assert_cmpstr (little, ==,
                   "Bénéficiaire\u00a0: Nexus\nIBAN\u00a0: TN5910006035183598478831\nMontant\u00a0: 179,500\u00a0TND");
  g_assert_nonnull (svg);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("NEXUS_LOCALE_DIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_test_add_func ("/receipts/words", test_words);
  g_test_add_func ("/receipts/words-differ", test_words_differ);
  g_test_add_func ("/receipts/qr", test_qr);
  g_test_add_func ("/receipts/transfer-text", test_transfer_text);
  return g_test_run ();
}
