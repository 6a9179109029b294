/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-credits.h"

#include <string.h>

#include "common/nx-i18n.h"

typedef struct
{
  gint64 digits; /* significant digits, without leading and trailing zeros */
  int exponent;  /* value = digits × 10^exponent */
} Decimal;

/* Adds one digit; zeros wait until a digit that is not zero follows, so that "1.000000000000" stays small. */
static gboolean
decimal_push (Decimal *self, int *zeros, char digit)
{
  if (digit == '0')
    {
      (*zeros)++;
      return TRUE;
    }
  if (self->digits == 0)
    *zeros = 0;
  for (; *zeros >= 0; (*zeros)--)
    {
      self->digits *= 10;
      if (self->digits > 10 * NX_CREDITS_MAX * 25)
        return FALSE;
    }
  *zeros = 0;
  self->digits += digit - '0';
  return TRUE;
}

static gboolean
read_exponent (const char **text, int *exponent)
{
  gboolean negative;
  int value = 0;

  if (**text != 'e' && **text != 'E')
    return TRUE;
  (*text)++;
  negative = **text == '-';
  if (**text == '-' || **text == '+')
    (*text)++;
  if (!g_ascii_isdigit (**text))
    return FALSE;
  for (; g_ascii_isdigit (**text); (*text)++)
    value = MIN (value * 10 + (**text - '0'), 100000);
  *exponent += negative ? -value : value;
  return TRUE;
}

/* JSON's grammar of numbers, after the sign. */
static gboolean
read_decimal (const char *text, Decimal *decimal)
{
  int zeros = 0;

  if (!g_ascii_isdigit (*text) || (text[0] == '0' && g_ascii_isdigit (text[1])))
    return FALSE;
  for (; g_ascii_isdigit (*text); text++)
    {
      if (!decimal_push (decimal, &zeros, *text))
        return FALSE;
    }
  if (*text == '.')
    {
      if (!g_ascii_isdigit (*++text))
        return FALSE;
      for (; g_ascii_isdigit (*text); text++)
        {
          if (decimal->exponent-- < -100000 || !decimal_push (decimal, &zeros, *text))
            return FALSE;
        }
    }
  if (decimal->digits != 0)
    decimal->exponent += zeros;
  return read_exponent (&text, &decimal->exponent) && *text == '\0';
}

gboolean
nx_credits_parse (const char *text, gint32 *quarters)
{
  Decimal decimal = { 0, 0 };
  gboolean negative;
  gint64 hundredths;

  g_return_val_if_fail (quarters != NULL, FALSE);

  if (text == NULL)
    return FALSE;
  negative = *text == '-';
  if (!read_decimal (text + negative, &decimal))
    return FALSE;

  if (decimal.digits == 0)
    {
      *quarters = 0;
      return TRUE;
    }
  if (decimal.exponent < -2 || decimal.exponent > 4)
    return FALSE;
  for (hundredths = decimal.digits; decimal.exponent > -2; decimal.exponent--)
    hundredths *= 10;
  if (hundredths % 25 != 0 || hundredths / 25 > NX_CREDITS_MAX)
    return FALSE;
  *quarters = (gint32) (negative ? -(hundredths / 25) : hundredths / 25);
  return TRUE;
}

/* The number with @point between credits and their fraction. */
static gsize
write_number (gint32 quarters, const char *point, char *buffer)
{
  static const char *const fractions[] = { "", "25", "5", "75" };
  guint32 size = quarters < 0 ? 0 - (guint32) quarters : (guint32) quarters;
  guint32 whole = size / 4;
  char digits[12];
  char *at = buffer;
  int n = 0;

  if (quarters < 0)
    *at++ = '-';
  do
    digits[n++] = (char) ('0' + whole % 10);
  while ((whole /= 10) != 0);
  while (n > 0)
    *at++ = digits[--n];
  if (size % 4 != 0)
    {
      at = g_stpcpy (at, point);
      at = g_stpcpy (at, fractions[size % 4]);
    }
  *at = '\0';
  return (gsize) (at - buffer);
}

gsize
nx_credits_to_json (gint32 quarters, char *buffer)
{
  g_return_val_if_fail (buffer != NULL, 0);

  return write_number (quarters, ".", buffer);
}

char *
nx_credits_format (gint32 quarters)
{
  const char *point = C_ ("decimal point", ".");
  char *text = g_malloc (NX_CREDITS_BUFFER + strlen (point));

  write_number (quarters, point, text);
  return text;
}

char *
nx_credits_format_noun (gint32 quarters)
{
  g_autofree char *number = nx_credits_format (quarters);
  guint32 size = quarters < 0 ? 0 - (guint32) quarters : (guint32) quarters;

  /* Languages do not agree on the plural of 1.25: in French it is singular, in English plural. gettext counts whole things only,
     so the fraction has a message of its own. */
  if (size % 4 != 0 && size < 8)
    {
      /* Translators: a number of credits that has a fraction and is below 2 */
      return g_strdup_printf (C_ ("fraction below two", "%s credits"), number);
    }
  return g_strdup_printf (ngettext ("%s credit", "%s credits", size / 4 + (size % 4 != 0 && size >= 8)), number);
}
