/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/transfers/transfers.h"

#include <string.h>

#include "common/nx-random.h"

/* The alphabet has a prime number of characters: see nx_transfer_reference_check_character(). */
#define PRIME 31
#define PREFIX "NR"
#define DRAWN 7

G_STATIC_ASSERT (sizeof NX_TRANSFER_REFERENCE_ALPHABET - 1 == PRIME);

static int
place_of (char c)
{
  const char *found = c != '\0' ? strchr (NX_TRANSFER_REFERENCE_ALPHABET, c) : NULL;
  return found != NULL ? (int) (found - NX_TRANSFER_REFERENCE_ALPHABET) : -1;
}

char
nx_transfer_reference_check_character (const char *nine)
{
  guint sum = 0;

  for (guint i = 0; i < NX_TRANSFER_REFERENCE_LENGTH - 1; i++)
    {
      int place = place_of (nine[i]);
      if (place < 0)
        return '\0';
      sum += (NX_TRANSFER_REFERENCE_LENGTH - i) * (guint) place;
    }
  return NX_TRANSFER_REFERENCE_ALPHABET[(PRIME - sum % PRIME) % PRIME];
}

gboolean
nx_transfer_reference_check (const char *ten)
{
  return ten != NULL && strlen (ten) == NX_TRANSFER_REFERENCE_LENGTH && g_str_has_prefix (ten, PREFIX) &&
         nx_transfer_reference_check_character (ten) == ten[NX_TRANSFER_REFERENCE_LENGTH - 1];
}

/* A byte beyond the last multiple of the prime is drawn again: each character is as likely as any other. */
static char
draw (void)
{
  guint8 byte;
  do
    nx_random_bytes (&byte, 1);
  while (byte >= PRIME * (256 / PRIME));
  return NX_TRANSFER_REFERENCE_ALPHABET[byte % PRIME];
}

char *
nx_transfer_reference_new (void)
{
  char *reference = g_malloc0 (NX_TRANSFER_REFERENCE_LENGTH + 1);

  memcpy (reference, PREFIX, 2);
  for (guint i = 0; i < DRAWN; i++)
    reference[2 + i] = draw ();
  reference[2 + DRAWN] = nx_transfer_reference_check_character (reference);
  return reference;
}

char *
nx_transfer_reference_display (const char *ten)
{
  if (strlen (ten) != NX_TRANSFER_REFERENCE_LENGTH)
    return g_strdup (ten);
  return g_strdup_printf ("%.2s-%.4s-%.4s", ten, ten + 2, ten + 6);
}
