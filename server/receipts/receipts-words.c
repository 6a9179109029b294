/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/receipts/receipts.h"

#include <string.h>

/*
 * Numbers in words. Not gettext: the rules of a language's numbers are grammar, not strings. French as in the spelling that
 * receipts are written in: hyphens below one hundred only, "et un", "quatre-vingts" and "cents" with an s at the end alone,
 * "mille" without any, "million" a noun ("deux cents millions de dinars").
 */

static void
add (GString *words, const char *word)
{
  if (words->len > 0)
    g_string_append_c (words, ' ');
  g_string_append (words, word);
}

/* French */

static const char *const fr_small[]
    = { "zéro", "un",   "deux",  "trois",  "quatre",   "cinq",   "six",   "sept",     "huit",     "neuf",
        "dix",  "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf" };
static const char *const fr_tens[]
    = { "", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt" };

/* @last: whether a noun or nothing follows: "quatre-vingts", but "quatre-vingt mille". */
static void
fr_below_hundred (GString *words, guint n, gboolean last)
{
  const guint tens = n / 10;
  /* 70 and 90 count on from 60 and 80. */
  const guint units = tens == 7 || tens == 9 ? n - (tens - 1) * 10 : n % 10;
  g_autofree char *joined = NULL;

  if (n < 20)
    add (words, fr_small[n]);
  else if (n == 80)
    add (words, last ? "quatre-vingts" : "quatre-vingt");
  else if (units == 0)
    add (words, fr_tens[tens]);
  else if ((units == 1 || units == 11) && tens < 8)
    {
      joined = g_strconcat (fr_tens[tens], " et ", fr_small[units], NULL);
      add (words, joined);
    }
  else
    {
      joined = g_strconcat (fr_tens[tens], "-", fr_small[units], NULL);
      add (words, joined);
    }
}

static void
fr_below_thousand (GString *words, guint n, gboolean last)
{
  const guint hundreds = n / 100, rest = n % 100;

  if (hundreds > 1)
    add (words, fr_small[hundreds]);
  if (hundreds > 0)
    add (words, hundreds > 1 && rest == 0 && last ? "cents" : "cent");
  if (rest > 0)
    fr_below_hundred (words, rest, last);
}

static const struct
{
  guint64 size;
  const char *one, *many;
} fr_nouns[] = { { G_GUINT64_CONSTANT (1000000000000000), "billiard", "billiards" },
                 { G_GUINT64_CONSTANT (1000000000000), "billion", "billions" },
                 { 1000000000, "milliard", "milliards" },
                 { 1000000, "million", "millions" } };

static void
fr_number (GString *words, guint64 n)
{
  if (n == 0)
    add (words, fr_small[0]);
  for (guint i = 0; i < G_N_ELEMENTS (fr_nouns); i++)
    {
      const guint count = (guint) (n / fr_nouns[i].size);

      n %= fr_nouns[i].size;
      if (count == 0)
        continue;
      fr_below_thousand (words, count, TRUE);
      add (words, count > 1 ? fr_nouns[i].many : fr_nouns[i].one);
    }
  if (n >= 2000)
    fr_below_thousand (words, (guint) (n / 1000), FALSE);
  if (n >= 1000)
    add (words, "mille");
  if (n % 1000 > 0)
    fr_below_thousand (words, (guint) (n % 1000), TRUE);
}

/* English */

static const char *const en_small[]
    = { "zero", "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
        "ten",  "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" };
static const char *const en_tens[] = { "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety" };

static void
en_below_thousand (GString *words, guint n)
{
  const guint rest = n % 100;
  g_autofree char *joined = NULL;

  if (n >= 100)
    {
      add (words, en_small[n / 100]);
      add (words, "hundred");
    }
  if (rest > 0 && words->len > 0)
    add (words, "and");
  if (rest >= 20 && rest % 10 != 0)
    {
      joined = g_strconcat (en_tens[rest / 10], "-", en_small[rest % 10], NULL);
      add (words, joined);
    }
  else if (rest > 0)
    add (words, rest < 20 ? en_small[rest] : en_tens[rest / 10]);
}

static void
en_number (GString *words, guint64 n)
{
  static const char *const names[] = { "quadrillion", "trillion", "billion", "million", "thousand" };
  guint64 size = G_GUINT64_CONSTANT (1000000000000000);

  if (n == 0)
    add (words, en_small[0]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++, size /= 1000)
    {
      g_autoptr (GString) count = g_string_new (NULL);

      if (n / size == 0)
        continue;
      en_below_thousand (count, (guint) (n / size));
      add (words, count->str);
      add (words, names[i]);
      n %= size;
    }
  if (n > 0)
    en_below_thousand (words, (guint) n);
}

/* Currencies */

typedef struct
{
  const char *one, *many, *of_many; /* "d’euros" after a noun: "un million d’euros" */
  const char *minor_one, *minor_many;
} Names;

static const struct
{
  const char *code;
  Names fr, en;
} currencies[] = {
  { "TND", { "dinar", "dinars", "de dinars", "millime", "millimes" }, { "dinar", "dinars", NULL, "millime", "millimes" } },
  { "EUR", { "euro", "euros", "d’euros", "centime", "centimes" }, { "euro", "euros", NULL, "cent", "cents" } },
  { "USD",
    { "dollar américain", "dollars américains", "de dollars américains", "cent", "cents" },
    { "US dollar", "US dollars", NULL, "cent", "cents" } },
};

static void
add_count (GString *out, guint64 n, const char *one, const char *many, const char *of_many, gboolean french)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (french)
    fr_number (words, n);
  else
    en_number (words, n);
  add (out, words->str);
  /* French counts zero in the singular, English in the plural. */
  if (n == 1 || (n == 0 && french))
    add (out, one);
  else
    add (out, french && n >= 1000000 && n % 1000000 == 0 && of_many != NULL ? of_many : many);
}

char *
nx_amount_in_words (NxMoney money, const char *locale)
{
  const gboolean french = locale == NULL || !g_str_has_prefix (locale, "en");
  const int decimals = nx_money_decimals (money.currency);
  GString *out = NULL;
  const Names *names = NULL;
  guint64 unit = 1, whole, minor;

  for (guint i = 0; i < G_N_ELEMENTS (currencies); i++)
    if (strcmp (currencies[i].code, money.currency) == 0)
      names = french ? &currencies[i].fr : &currencies[i].en;
  g_return_val_if_fail (names != NULL && decimals >= 0 && money.amount >= 0, NULL);

  for (int i = 0; i < decimals; i++)
    unit *= 10;
  whole = (guint64) money.amount / unit;
  minor = (guint64) money.amount % unit;
  out = g_string_new (NULL);
  if (whole > 0 || minor == 0)
    add_count (out, whole, names->one, names->many, names->of_many, french);
  if (whole > 0 && minor > 0)
    add (out, french ? "et" : "and");
  if (minor > 0)
    add_count (out, minor, names->minor_one, names->minor_many, NULL, french);
  return g_string_free (out, FALSE);
}
