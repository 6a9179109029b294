/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-format.h"

int
nx_money_decimals (const char *currency)
{
  static const struct
  {
    const char *code;
    int decimals;
  } known[] = { { "TND", 3 }, { "EUR", 2 }, { "USD", 2 } };
  guint i;

  for (i = 0; currency != NULL && i < G_N_ELEMENTS (known); i++)
    {
      if (g_str_equal (known[i].code, currency))
        return known[i].decimals;
    }
  return -1;
}

gboolean
nx_money_add (NxMoney a, NxMoney b, NxMoney *sum)
{
  gint64 amount;

  g_return_val_if_fail (sum != NULL, FALSE);

  if (strncmp (a.currency, b.currency, sizeof a.currency) != 0 || __builtin_add_overflow (a.amount, b.amount, &amount))
    return FALSE;
  *sum = a;
  sum->amount = amount;
  return TRUE;
}

char *
nx_money_format (NxMoney money)
{
  int decimals = MAX (nx_money_decimals (money.currency), 0);
  guint64 size = money.amount < 0 ? 0 - (guint64) money.amount : (guint64) money.amount;
  guint64 unit = 1;
  g_autofree char *whole = NULL;
  g_autofree char *number = NULL;
  int i;

  for (i = 0; i < decimals; i++)
    unit *= 10;

  whole = nx_format_count ((gint64) (size / unit));
  if (decimals > 0)
    number = g_strdup_printf ("%s%s%s%0*" G_GUINT64_FORMAT, money.amount < 0 ? "-" : "", whole, C_ ("decimal point", "."),
                              decimals, size % unit);
  else
    number = g_strdup_printf ("%s%s", money.amount < 0 ? "-" : "", whole);

  /* Translators: a sum of money: %1$s is the currency's code, %2$s the number */
  return g_strdup_printf (C_ ("money", "%1$s %2$s"), money.currency, number);
}

char *
nx_money_format_plain (NxMoney money)
{
  const int decimals = MAX (nx_money_decimals (money.currency), 0);
  const guint64 size = money.amount < 0 ? 0 - (guint64) money.amount : (guint64) money.amount;
  const char *sign = money.amount < 0 ? "-" : "";
  guint64 unit = 1;

  for (int i = 0; i < decimals; i++)
    unit *= 10;
  if (decimals == 0)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT, sign, size);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT "%s%0*" G_GUINT64_FORMAT, sign, size / unit, C_ ("decimal point", "."), decimals,
                          size % unit);
}

/* Copies @text without the spaces that group digits, ASCII and no-break ones. %NULL where anything else is in it. */
static char *
without_spaces (const char *text)
{
  GString *plain = g_string_new (NULL);
  const char *p;

  for (p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_ascii_isdigit (*p) || *p == '.' || *p == ',')
        g_string_append_c (plain, *p);
      else if (c != ' ' && c != 0x00a0 && c != 0x202f)
        return g_string_free (plain, TRUE), NULL;
    }
  return g_string_free (plain, FALSE);
}

/* "1,200" before the decimal separator: groups of three after the first. Takes the separators out in place. */
static gboolean
ungroup (char *whole, char separator)
{
  char *first = strchr (whole, separator);
  char *from, *to;

  if (first == NULL)
    return TRUE;
  if (first == whole || first - whole > 3)
    return FALSE;
  for (from = first; *from != '\0'; from += 4)
    {
      if (*from != separator || !g_ascii_isdigit (from[1]) || !g_ascii_isdigit (from[2]) || !g_ascii_isdigit (from[3]))
        return FALSE;
    }
  for (from = to = whole; *from != '\0'; from++)
    {
      if (*from != separator)
        *to++ = *from;
    }
  *to = '\0';
  return TRUE;
}

gboolean
nx_money_parse (const char *text, const char *currency, NxMoney *money)
{
  int decimals = nx_money_decimals (currency);
  g_autofree char *plain = NULL;
  char *point;
  const char *fraction = "";
  gint64 amount = 0;
  int i;

  g_return_val_if_fail (money != NULL && decimals >= 0, FALSE);

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  plain = without_spaces (text);
  if (plain == NULL)
    return FALSE;

  /* The last separator is the decimal one; the other of the two may group what is before it. */
  point = plain + strlen (plain);
  while (point > plain && *point != '.' && *point != ',')
    point--;
  if (*point == '.' || *point == ',')
    {
      char other = *point == '.' ? ',' : '.';

      *point = '\0';
      fraction = point + 1;
      if (!ungroup (plain, other))
        return FALSE;
    }
  if (*plain == '\0' || strspn (plain, "0123456789") != strlen (plain) || strlen (fraction) > (gsize) decimals)
    return FALSE;

  for (i = 0; plain[i] != '\0'; i++)
    {
      if (__builtin_mul_overflow (amount, 10, &amount) || __builtin_add_overflow (amount, plain[i] - '0', &amount))
        return FALSE;
    }
  for (i = 0; i < decimals; i++)
    {
      int digit = *fraction != '\0' ? *fraction++ - '0' : 0;

      if (__builtin_mul_overflow (amount, 10, &amount) || __builtin_add_overflow (amount, digit, &amount))
        return FALSE;
    }
  money->amount = amount;
  g_strlcpy (money->currency, currency, sizeof money->currency);
  return TRUE;
}
