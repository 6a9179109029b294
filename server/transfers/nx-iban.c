/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/transfers/nx-iban.h"

#include <string.h>

#include "server/transfers/transfers.h"

#define SHORTEST 15
#define LONGEST 34

/* The IBAN registry's lengths; a country that is not listed is held to the standard's bounds. */
static const struct
{
  char country[3];
  guint8 length;
} lengths[] = {
  { "AD", 24 }, { "AE", 23 }, { "AL", 28 }, { "AT", 20 }, { "AZ", 28 }, { "BA", 20 }, { "BE", 16 }, { "BG", 22 }, { "BH", 22 },
  { "BI", 27 }, { "BR", 29 }, { "BY", 28 }, { "CH", 21 }, { "CR", 22 }, { "CY", 28 }, { "CZ", 24 }, { "DE", 22 }, { "DJ", 27 },
  { "DK", 18 }, { "DO", 28 }, { "EE", 20 }, { "EG", 29 }, { "ES", 24 }, { "FI", 18 }, { "FK", 18 }, { "FO", 18 }, { "FR", 27 },
  { "GB", 22 }, { "GE", 22 }, { "GI", 23 }, { "GL", 18 }, { "GR", 27 }, { "GT", 28 }, { "HN", 28 }, { "HR", 21 }, { "HU", 28 },
  { "IE", 22 }, { "IL", 23 }, { "IQ", 23 }, { "IS", 26 }, { "IT", 27 }, { "JO", 30 }, { "KW", 30 }, { "KZ", 20 }, { "LB", 28 },
  { "LC", 32 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 }, { "LV", 21 }, { "LY", 25 }, { "MC", 27 }, { "MD", 24 }, { "ME", 22 },
  { "MK", 19 }, { "MN", 20 }, { "MR", 27 }, { "MT", 31 }, { "MU", 30 }, { "NI", 28 }, { "NL", 18 }, { "NO", 15 }, { "OM", 23 },
  { "PK", 24 }, { "PL", 28 }, { "PS", 29 }, { "PT", 25 }, { "QA", 29 }, { "RO", 24 }, { "RS", 22 }, { "RU", 33 }, { "SA", 24 },
  { "SC", 31 }, { "SD", 18 }, { "SE", 24 }, { "SI", 19 }, { "SK", 24 }, { "SM", 27 }, { "SO", 23 }, { "ST", 25 }, { "SV", 28 },
  { "TL", 23 }, { "TN", 24 }, { "TR", 26 }, { "UA", 29 }, { "VA", 22 }, { "VG", 24 }, { "XK", 20 }, { "YE", 30 },
};

char *
nx_bank_compact (const char *text)
{
  GString *compact = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isspace (*at) && *at != '-')
      g_string_append_c (compact, g_ascii_toupper (*at));
  return g_string_free (compact, FALSE);
}

static guint
length_of (const char *iban)
{
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (strncmp (iban, lengths[i].country, 2) == 0)
      return lengths[i].length;
  return 0;
}

/* Two letters, two digits, then letters and digits. */
static gboolean
has_form (const char *iban, gsize length)
{
  if (length < SHORTEST || length > LONGEST || !g_ascii_isupper (iban[0]) || !g_ascii_isupper (iban[1]) || !g_ascii_isdigit (iban[2]) ||
      !g_ascii_isdigit (iban[3]))
    return FALSE;
  for (const char *at = iban + 4; *at != '\0'; at++)
    if (!g_ascii_isdigit (*at) && !g_ascii_isupper (*at))
      return FALSE;
  return TRUE;
}

/* Of the account followed by country and check digits, letters counting from 10. */
static guint
remainder_of (const char *iban, gsize length)
{
  guint remainder = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = iban[(i + 4) % length];
      remainder = g_ascii_isdigit (c) ? (remainder * 10 + (guint) (c - '0')) % 97 : (remainder * 100 + (guint) (c - 'A') + 10) % 97;
    }
  return remainder;
}

NxIbanFault
nx_iban_read (const char *text, char **compact, guint *wanted)
{
  char *iban = nx_bank_compact (text);
  gsize length = strlen (iban);

  *compact = iban;
  *wanted = length >= 2 ? length_of (iban) : 0;
  if (!has_form (iban, length))
    return NX_IBAN_NO_FORM;
  if (*wanted != 0 && length != *wanted)
    return NX_IBAN_LENGTH;
  return remainder_of (iban, length) == 1 ? NX_IBAN_GOOD : NX_IBAN_CHECK;
}

gboolean
nx_iban_is_valid (const char *text)
{
  g_autofree char *compact = NULL;
  guint wanted;
  return text != NULL && nx_iban_read (text, &compact, &wanted) == NX_IBAN_GOOD;
}

char *
nx_iban_display (const char *iban)
{
  g_autofree char *compact = nx_bank_compact (iban);
  GString *shown = g_string_new (NULL);

  for (gsize i = 0; compact[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (shown, ' ');
      g_string_append_c (shown, compact[i]);
    }
  return g_string_free (shown, FALSE);
}

gboolean
nx_bic_is_valid (const char *compact)
{
  gsize length = strlen (compact);

  if (length != 8 && length != 11)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (i < 6 ? !g_ascii_isupper (compact[i]) : !g_ascii_isupper (compact[i]) && !g_ascii_isdigit (compact[i]))
      return FALSE;
  return TRUE;
}
