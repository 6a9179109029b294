/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "server/transfers/nx-iban.h"
#include "server/transfers/transfers.h"

/* References that nobody mistypes unseen, and the numbers of banks. */

#define ALPHABET NX_TRANSFER_REFERENCE_ALPHABET
#define LENGTH NX_TRANSFER_REFERENCE_LENGTH

static void
test_form (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint counts[256] = { 0 };

  g_assert_cmpuint (strlen (ALPHABET), ==, 31);
  g_assert_null (strpbrk (ALPHABET, "IOU01"));
  for (guint i = 0; i < 31000; i++)
    {
      char *one = nx_transfer_reference_new ();
      g_assert_true (nx_transfer_reference_check (one));
      g_assert_cmpuint (strspn (one, ALPHABET), ==, LENGTH);
      for (guint k = 2; k < 9; k++)
        counts[(guchar) one[k]]++;
      g_hash_table_add (seen, one);
    }
  /* 27.5 milliards of them: 31,000 drawn are all different but for a chance of 1.7 %; two that are the same, for one of 0.02 %. */
  g_assert_cmpuint (g_hash_table_size (seen), >=, 30998);
  /* 7000 of each are awaited; six deviations are 500. */
  for (const char *at = ALPHABET; *at != '\0'; at++)
    {
      g_assert_cmpuint (counts[(guchar) *at], >, 6500);
      g_assert_cmpuint (counts[(guchar) *at], <, 7500);
    }
  g_autofree char *shown = nx_transfer_reference_display ("NR7K3M9QX2");
  g_assert_cmpstr (shown, ==, "NR-7K3M-9QX2");
  g_assert_false (nx_transfer_reference_check (NULL));
  g_assert_false (nx_transfer_reference_check (""));
  g_assert_false (nx_transfer_reference_check ("NR"));
  g_assert_false (nx_transfer_reference_check ("NR7K3M9QX2Y"));
  g_assert_cmpint (nx_transfer_reference_check_character ("NR0000000"), ==, '\0');
  g_assert_cmpint (nx_transfer_reference_check_character ("NR"), ==, '\0');
}

/* Every other character at every place. */
static void
check_substitutions (const char *good)
{
  char bad[LENGTH + 1];

  for (guint i = 0; i < LENGTH; i++)
    for (const char *at = ALPHABET; *at != '\0'; at++)
      {
        memcpy (bad, good, sizeof bad);
        bad[i] = *at;
        g_assert_true (nx_transfer_reference_check (bad) == (*at == good[i]));
      }
}

/* Any two characters, neighbours or not. */
static void
check_transpositions (const char *good)
{
  char bad[LENGTH + 1];

  for (guint i = 0; i < LENGTH; i++)
    for (guint k = i + 1; k < LENGTH; k++)
      {
        memcpy (bad, good, sizeof bad);
        bad[i] = good[k];
        bad[k] = good[i];
        g_assert_true (nx_transfer_reference_check (bad) == (good[i] == good[k]));
      }
}

/*
 * The check is linear: what an error does to the sum depends on its places and characters alone, not on the rest. So all pairs of
 * characters at all pairs of places, the rest drawn, are all errors that there are.
 */
static void
test_exhaustive (void)
{
  guint n = 0;

  for (guint i = 2; i < LENGTH - 1; i++)
    for (guint k = i + 1; k < LENGTH - 1; k++)
      for (guint a = 0; a < 31; a++)
        for (guint b = 0; b < 31; b++)
          {
            g_autofree char *good = nx_transfer_reference_new ();
            good[i] = ALPHABET[a];
            good[k] = ALPHABET[b];
            good[LENGTH - 1] = nx_transfer_reference_check_character (good);
            g_assert_true (nx_transfer_reference_check (good));
            check_substitutions (good);
            check_transpositions (good);
            n++;
          }
  g_assert_cmpuint (n, ==, 21 * 31 * 31);
}

/* Examples of the IBAN registry. */
static void
test_iban (void)
{
  static const char *const right[] = {
    "TN59 1000 6035 1835 9847 8831", "FR14 2004 1010 0505 0001 3M02 606", "DE89 3704 0044 0532 0130 00", "GB29 NWBK 6016 1331 9268 19",
    "BE68 5390 0754 7034", "NO93 8601 1117 947", "MT84 MALT 0110 0001 2345 MTLC AST0 01S", "SA03 8000 0000 6080 1016 7519",
    "LC55 HEMM 0001 0001 0012 0012 0002 3015", "BR18 0036 0305 0000 1000 9795 493C 1", "QA58 DOHB 0000 1234 5678 90AB CDEF G",
    "tn59-1000-6035-1835-9847-8831", "AE07 0331 2345 6789 0123 456", "CH93 0076 2011 6238 5295 7" };
  static const char *const wrong[] = {
    "", "TN", "TN59", "TN5910006035183598478832", "TN591000603518359847883", "TN59100060351835984788311", "TNXX10006035183598478831",
    "5910006035183598478831TN", "TN59 1000 6035 1835 9847 88é1", "TN59 1000 1000 1234 5678 9012", "FR1420041010050500013M02607", "0000000000000000" };

  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autofree char *compact = nx_bank_compact (right[i]);
      g_test_message ("%s", right[i]);
      g_assert_true (nx_iban_is_valid (right[i]));
      /* Any one digit changed, any two neighbours in each other's place. */
      for (gsize k = 4; compact[k] != '\0'; k++)
        {
          char was = compact[k], next = compact[k + 1];
          compact[k] = was == '7' ? '8' : '7';
          g_assert_false (nx_iban_is_valid (compact));
          compact[k] = was;
          if (next == '\0' || next == was)
            continue;
          compact[k] = next;
          compact[k + 1] = was;
          g_assert_false (nx_iban_is_valid (compact));
          compact[k] = was;
          compact[k + 1] = next;
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (nx_iban_is_valid (wrong[i]));
  g_assert_false (nx_iban_is_valid (NULL));
  g_autofree char *shown = nx_iban_display ("TN5910006035183598478831");
  g_assert_cmpstr (shown, ==, "TN59 1000 6035 1835 9847 8831");
}

static void
test_bic (void)
{
  static const char *const right[] = { "BIATTNTT", "STBKTNTTXXX", "TRWIBEB1XXX", "DEUTDEFF500" };
  static const char *const wrong[] = { "", "BIATTNT", "BIATTNTTX", "BIATTNTTXX", "BIATTNTTXXXX", "B1ATTNTT", "BIAT12TT", "biattntt", "BIATTN T" };

  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    g_assert_true (nx_bic_is_valid (right[i]));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (nx_bic_is_valid (wrong[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfers/reference/form", test_form);
  g_test_add_func ("/transfers/reference/exhaustive", test_exhaustive);
  g_test_add_func ("/transfers/iban", test_iban);
  g_test_add_func ("/transfers/bic", test_bic);
  return g_test_run ();
}
