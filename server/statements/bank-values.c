/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-time.h"

/* --- dates --- */

static gboolean
read_number (const char **at, guint most, guint *digits, int *number)
{
  *digits = 0;
  *number = 0;
  while (g_ascii_isdigit (**at) && *digits < most)
    {
      *number = *number * 10 + (*(*at)++ - '0');
      (*digits)++;
    }
  return *digits > 0 && !g_ascii_isdigit (**at);
}

static NxBankDate
make_date (int year, int month, int day, gint32 *date)
{
  g_autofree char *iso = g_strdup_printf ("%04d-%02d-%02d", year, month, day);

  return year >= 2000 && nx_date_parse (iso, date) ? NX_BANK_DATE_OK : NX_BANK_DATE_IMPOSSIBLE;
}

NxBankDate
nx_bank_parse_date (const char *text, gint32 *date)
{
  const char *at = text;
  guint first_digits, middle_digits, last_digits;
  int first, middle, last;
  char mark;

  if (!read_number (&at, 4, &first_digits, &first) || strchr ("/-.", *at) == NULL || *at == '\0')
    return NX_BANK_DATE_NONE;
  mark = *at++;
  if (!read_number (&at, 2, &middle_digits, &middle) || *at++ != mark || !read_number (&at, 4, &last_digits, &last))
    return NX_BANK_DATE_NONE;
  if (*at != '\0' && *at != ' ' && *at != 'T')
    return NX_BANK_DATE_NONE;
  if (first_digits == 4)
    return last_digits <= 2 ? make_date (first, middle, last, date) : NX_BANK_DATE_NONE;
  if (first_digits > 2 || last_digits == 1 || last_digits == 3)
    return NX_BANK_DATE_NONE;
  return make_date (last_digits == 2 ? 2000 + last : last, middle, first, date);
}

/* --- amounts --- */

gboolean
nx_bank_is_dinar (const char *text)
{
  g_autofree char *folded = nx_bank_fold (text);

  return *folded == '\0' || g_str_equal (folded, "TND") || g_str_equal (folded, "DT") || g_str_equal (folded, "DINAR")
         || g_str_equal (folded, "DINARS") || g_str_equal (folded, "D T");
}

/* What is left of an amount without its sign and currency. */
typedef struct
{
  char digits[64]; /* digits, '.' and ',' and a blank for what sets thousands apart */
  gboolean negative, foreign;
} NxAmount;

/* Blanks, and the apostrophe of Swiss banks. */
static gboolean
is_apart (gunichar letter)
{
  return letter == ' ' || letter == 0xA0 || letter == 0x202F || letter == 0x2009 || letter == '\'' || letter == 0x2019;
}

static gboolean
is_minus (gunichar letter)
{
  return letter == '-' || letter == 0x2212 || letter == 0x2013;
}

/* Digits with what is between them; @rest: after the last. */
static gboolean
take_digits (const char *text, NxAmount *amount, const char **rest)
{
  guint n = 0;

  while (*text != '\0')
    {
      const gunichar letter = g_utf8_get_char (text);
      const char *next = g_utf8_next_char (text);

      if (n + 1 >= sizeof amount->digits)
        return FALSE;
      if (g_ascii_isdigit (*text) || *text == '.' || *text == ',')
        amount->digits[n++] = *text;
      else if (is_apart (letter) && n > 0 && g_ascii_isdigit (*next))
        amount->digits[n++] = ' ';
      else
        break;
      text = next;
    }
  amount->digits[n] = '\0';
  *rest = text;
  return n > 0 && strpbrk (amount->digits, "0123456789") != NULL;
}

/* A word beside the digits: a currency, or nothing. */
static gboolean
take_word (const char *word, NxAmount *amount)
{
  if (strspn (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz. ") == strlen (word) && nx_bank_is_dinar (word))
    return TRUE;
  amount->foreign
      = g_str_equal (word, "€") || g_str_equal (word, "$") || g_str_equal (word, "£")
        || (strlen (word) == 3 && g_ascii_isalpha (word[0]) && g_ascii_isalpha (word[1]) && g_ascii_isalpha (word[2]));
  return amount->foreign;
}

/* What is before or after the digits: one sign at most on both sides together, and a currency. */
static gboolean
take_side (const char *side, NxAmount *amount, gboolean *has_sign)
{
  g_autoptr (GString) word = g_string_new (NULL);

  for (; *side != '\0'; side = g_utf8_next_char (side))
    {
      const gunichar letter = g_utf8_get_char (side);

      if (!is_minus (letter) && letter != '+')
        {
          g_string_append_unichar (word, letter);
          continue;
        }
      if (*has_sign)
        return FALSE;
      *has_sign = TRUE;
      amount->negative = letter != '+';
    }
  g_strstrip (word->str);
  return take_word (word->str, amount);
}

static gboolean
take_apart (const char *text, NxAmount *amount)
{
  g_autofree char *plain = nx_bank_clean (text);
  g_autofree char *before = NULL;
  const char *at = plain, *rest;
  gboolean has_sign = FALSE;
  const gsize length = strlen (plain);

  *amount = (NxAmount){ .negative = FALSE };
  if (length > 2 && plain[0] == '(' && plain[length - 1] == ')')
    {
      plain[length - 1] = '\0';
      at++;
      amount->negative = has_sign = TRUE;
    }
  before = g_strndup (at, strcspn (at, "0123456789.,"));
  at += strlen (before);
  return take_digits (at, amount, &rest) && take_side (before, amount, &has_sign) && take_side (rest, amount, &has_sign);
}

gboolean
nx_bank_amount_form (const char *text, char *decimal, char *seen)
{
  NxAmount amount;
  const char *comma, *point, *mark;

  *decimal = *seen = '\0';
  if (!take_apart (text, &amount))
    return FALSE;
  comma = strrchr (amount.digits, ',');
  point = strrchr (amount.digits, '.');
  if (comma == NULL && point == NULL)
    return TRUE;
  if (comma != NULL && point != NULL)
    {
      *decimal = *seen = comma > point ? ',' : '.';
      return TRUE;
    }
  mark = comma != NULL ? comma : point;
  *seen = *mark;
  if (strchr (amount.digits, *mark) != mark) /* twice: it sets thousands apart */
    *decimal = *seen = *mark == ',' ? '.' : ',';
  else if (strlen (mark + 1) != 3 || mark - amount.digits > 3 || amount.digits[0] == '0' || mark == amount.digits
           || strchr (amount.digits, ' ') != NULL)
    *decimal = *mark;
  return TRUE;
}

/* Whether what is before the decimal sign is digits, or groups of three by one and the same mark. */
static gboolean
read_whole (const char *digits, gsize length, char decimal, gint64 *whole)
{
  char apart = '\0';
  guint group = 0, groups = 0, n = 0;

  *whole = 0;
  for (gsize i = 0; i < length; i++)
    {
      const char letter = digits[i];

      if (g_ascii_isdigit (letter))
        {
          group++;
          if (*whole > 0 && ++n > 11)
            return FALSE;
          *whole = *whole * 10 + (letter - '0');
          continue;
        }
      if (letter == decimal || (apart != '\0' && letter != apart) || group == 0 || group > 3 || (groups > 0 && group != 3))
        return FALSE;
      apart = letter;
      groups++;
      group = 0;
    }
  return groups == 0 || group == 3;
}

static gboolean
refuse (const char **fault, const char *sentence)
{
  *fault = sentence;
  return FALSE;
}

gboolean
nx_bank_parse_amount (const char *text, char decimal, gint64 *millimes, const char **fault)
{
  NxAmount amount;
  const char *mark;
  gint64 whole, part = 0;
  guint decimals = 0;

  if (!take_apart (text, &amount))
    return refuse (fault, _ ("is not an amount"));
  if (amount.foreign)
    return refuse (fault, _ ("is not in dinars"));
  mark = strrchr (amount.digits, decimal);
  if (mark == NULL)
    mark = amount.digits + strlen (amount.digits);
  if (!read_whole (amount.digits, (gsize) (mark - amount.digits), decimal, &whole))
    return refuse (fault, _ ("is not an amount, or too large"));
  if (*mark != '\0')
    mark++;
  for (; *mark != '\0'; mark++, decimals++)
    {
      if (!g_ascii_isdigit (*mark))
        return refuse (fault, _ ("is not an amount"));
      if (decimals >= 3 && *mark != '0')
        return refuse (fault, _ ("has more than three decimals"));
      if (decimals < 3)
        part = part * 10 + (*mark - '0');
    }
  for (; decimals < 3; decimals++)
    part *= 10;
  *millimes = whole * 1000 + part;
  if (*millimes > NX_BANK_MAX_AMOUNT)
    return refuse (fault, _ ("is too large"));
  if (amount.negative)
    *millimes = -*millimes;
  return TRUE;
}
