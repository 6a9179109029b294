/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-credits.h"
#include "common/nx-money.h"
#include "common/nx-random.h"
#include "common/nx-time.h"

static void
test_credits_parse (void)
{
  static const struct
  {
    const char *text;
    gint32 quarters;
  } good[] = {
    { "0", 0 },        { "-0", 0 },        { "0.00", 0 },        { "1", 4 },       { "1.25", 5 },
    { "-4", -16 },     { "-0.5", -2 },     { "0.75", 3 },        { "1e0", 4 },     { "125e-2", 5 },
    { "1.250000", 5 }, { "10000", 40000 }, { "-10000", -40000 }, { "1E4", 40000 }, { "0e999999999999", 0 },
    { "0.0001e4", 4 }, { "100e-2", 4 },
  };
  static const char *const bad[] = {
    "",
    "1.2",
    "1.255",
    "0.1",
    "1.2500001",
    "10000.25",
    "10001",
    "1e5",
    "1e400",
    "1e-400",
    "NaN",
    "Infinity",
    "+1",
    ".5",
    "1.",
    "01",
    "1,25",
    "1 ",
    " 1",
    "0x1",
    "1e",
    "1e+",
    "--1",
    "-",
    "1.25x",
    "99999999999999999999999999",
    "0.25000000000000000000000000000001",
  };
  gint32 quarters = 42;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      if (nx_credits_parse (bad[i], &quarters))
        g_error ("“%s” was read as %d", bad[i], quarters);
    }
  g_assert_cmpint (quarters, ==, 42);
  g_assert_false (nx_credits_parse (NULL, &quarters));
  for (i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (nx_credits_parse (good[i].text, &quarters));
      g_assert_cmpint (quarters, ==, good[i].quarters);
    }
}

static void
test_credits_round_trip (void)
{
  gint32 quarters, back;

  for (quarters = -NX_CREDITS_MAX; quarters <= NX_CREDITS_MAX; quarters++)
    {
      char text[NX_CREDITS_BUFFER];

      g_assert_cmpuint (nx_credits_to_json (quarters, text), ==, strlen (text));
      g_assert_true (nx_credits_parse (text, &back));
      g_assert_cmpint (back, ==, quarters);
    }
}

static void
test_credits_text (void)
{
  static const struct
  {
    gint32 quarters;
    const char *json, *noun;
  } rows[] = {
    { 5, "1.25", "1.25 credits" },  { 4, "1", "1 credit" },  { 16, "4", "4 credits" },
    { -2, "-0.5", "-0.5 credits" }, { 0, "0", "0 credits" }, { 10, "2.5", "2.5 credits" },
  };
  char buffer[NX_CREDITS_BUFFER];
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *plain = nx_credits_format (rows[i].quarters);
      g_autofree char *noun = nx_credits_format_noun (rows[i].quarters);

      nx_credits_to_json (rows[i].quarters, buffer);
      g_assert_cmpstr (buffer, ==, rows[i].json);
      g_assert_cmpstr (plain, ==, rows[i].json);
      g_assert_cmpstr (noun, ==, rows[i].noun);
    }
  /* The whole range of the type fits the buffer. */
  g_assert_cmpuint (nx_credits_to_json (G_MININT32, buffer), <, NX_CREDITS_BUFFER);
  g_assert_cmpstr (buffer, ==, "-536870912");
  g_assert_cmpuint (nx_credits_to_json (-G_MAXINT32, buffer), <, NX_CREDITS_BUFFER);
  g_assert_cmpint (NX_CREDITS (1.25), ==, 5);
}

static void
test_money_parse (void)
{
  static const struct
  {
    const char *text, *currency;
    gint64 amount;
  } good[] = {
    { "179", "TND", 179000 },
    { "179,5", "TND", 179500 },
    { "179.500", "TND", 179500 },
    { "1 200.000", "TND", 1200000 },
    { "1\u202f200,000", "TND", 1200000 },
    { "1\u00a0200", "EUR", 120000 },
    { "1,200.500", "TND", 1200500 },
    { "1.200,5", "TND", 1200500 },
    { "0", "TND", 0 },
    { "12.5", "EUR", 1250 },
    { " 7 ", "USD", 700 },
    { "9223372036854775.807", "TND", G_MAXINT64 },
    { "5.", "TND", 5000 },
  };
  static const char *const bad[] = { "",
                                     " ",
                                     "-1",
                                     "abc",
                                     "1.2.3",
                                     "1,2,3",
                                     "12,34.5",
                                     "1e3",
                                     "1.2345",
                                     ".5",
                                     "9223372036854775.808",
                                     "99999999999999999999",
                                     "1٫5",
                                     "0x10",
                                     "1,200,300",
                                     "\xff",
                                     "," };
  NxMoney money = { 1, "XXX" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      if (nx_money_parse (bad[i], "TND", &money))
        g_error ("“%s” was read as %" G_GINT64_FORMAT, bad[i], money.amount);
    }
  g_assert_false (nx_money_parse ("1.234", "EUR", &money));
  g_assert_false (nx_money_parse (NULL, "EUR", &money));
  g_assert_cmpint (money.amount, ==, 1);
  for (i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (nx_money_parse (good[i].text, good[i].currency, &money));
      g_assert_cmpint (money.amount, ==, good[i].amount);
      g_assert_cmpstr (money.currency, ==, good[i].currency);
    }
}

static void
assert_money (gint64 amount, const char *currency, const char *expected)
{
  NxMoney money = { amount, "" };
  g_autofree char *text = NULL;

  g_strlcpy (money.currency, currency, sizeof money.currency);
  text = nx_money_format (money);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_money_format (void)
{
  assert_money (179000, "TND", "TND 179.000");
  assert_money (1200500, "TND", "TND 1,200.500");
  assert_money (-50, "EUR", "EUR -0.50");
  assert_money (5, "TND", "TND 0.005");
  assert_money (G_MININT64, "EUR", "EUR -92,233,720,368,547,758.08");
  assert_money (G_MAXINT64, "TND", "TND 9,223,372,036,854,775.807");
}

static void
test_money_add (void)
{
  NxMoney sum = { 0, "" };

  g_assert_true (nx_money_add (NX_MONEY_TND (1), NX_MONEY_TND (2), &sum));
  g_assert_cmpint (sum.amount, ==, 3);
  g_assert_cmpstr (sum.currency, ==, "TND");
  g_assert_false (nx_money_add (NX_MONEY_TND (G_MAXINT64), NX_MONEY_TND (1), &sum));
  g_assert_false (nx_money_add (NX_MONEY_TND (G_MININT64), NX_MONEY_TND (-1), &sum));
  g_assert_false (nx_money_add (NX_MONEY_TND (1), (NxMoney){ 1, "EUR" }, &sum));
  g_assert_cmpint (sum.amount, ==, 3);
  g_assert_cmpint (nx_money_decimals ("TND"), ==, 3);
  g_assert_cmpint (nx_money_decimals ("EUR"), ==, 2);
  g_assert_cmpint (nx_money_decimals ("JPY"), ==, -1);
  g_assert_cmpint (nx_money_decimals (NULL), ==, -1);
}

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int i;

  for (i = 0; i < 2000; i++)
    {
      char *token = nx_random_token (32);

      g_assert_cmpuint (strlen (token), ==, 43);
      g_assert_cmpuint (strspn (token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), ==, 43);
      g_assert_true (g_hash_table_add (seen, token));
    }
}

static void
test_uuid (void)
{
  gint64 now = G_GINT64_CONSTANT (1795615200123456);
  g_autofree char *first = nx_uuid_new (now);
  g_autofree char *same = nx_uuid_new (now);
  g_autofree char *later = nx_uuid_new (now + 1);
  g_autofree char *expected = g_strdup_printf ("%012" G_GINT64_MODIFIER "x", now / 1000);
  g_autofree char *clock = g_strdup_printf ("%.8s%.4s", first, first + 9);

  g_assert_true (nx_uuid_is_valid (first));
  g_assert_cmpint (first[14], ==, '7');
  g_assert_nonnull (strchr ("89ab", first[19]));
  g_assert_cmpstr (clock, ==, expected);
  g_assert_cmpstr (first, !=, same);
  /* They sort by time, down to a microsecond. */
  g_assert_cmpstr (first, <, later);
  g_assert_cmpstr (same, <, later);

  g_assert_true (nx_uuid_is_valid ("01932C07-7B00-7ABC-8DEF-0123456789AB"));
  g_assert_false (nx_uuid_is_valid (""));
  g_assert_false (nx_uuid_is_valid (NULL));
  g_assert_false (nx_uuid_is_valid ("01932c07-7b00-7abc-8def-0123456789a"));
  g_assert_false (nx_uuid_is_valid ("01932c07-7b00-7abc-8def-0123456789abc"));
  g_assert_false (nx_uuid_is_valid ("01932c07+7b00-7abc-8def-0123456789ab"));
  g_assert_false (nx_uuid_is_valid ("g1932c07-7b00-7abc-8def-0123456789ab"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credits/parse", test_credits_parse);
  g_test_add_func ("/credits/round-trip", test_credits_round_trip);
  g_test_add_func ("/credits/text", test_credits_text);
  g_test_add_func ("/money/parse", test_money_parse);
  g_test_add_func ("/money/format", test_money_format);
  g_test_add_func ("/money/add", test_money_add);
  g_test_add_func ("/random/token", test_random);
  g_test_add_func ("/random/uuid", test_uuid);
  return g_test_run ();
}
