/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-error.h"
#include "server/statements/bank-match.h"
#include "server/statements/bank-private.h"
#include "tests/fuzz/nx-fuzz.h"

/* Bytes as a bank's file, CSV or CAMT.053: read whole or refused with a sentence; what was read is then matched. */

#define TODAY 20779 /* 2026-11-22 */

static void
assert_refused (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == NX_ERROR && (error->code == NX_ERROR_INVALID || error->code == NX_ERROR_TOO_LARGE));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), >, 0);
}

static void
assert_text (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (; *text != '\0'; text++)
    g_assert_false (g_ascii_iscntrl (*text));
}

static void
match (const NxBankFile *file)
{
  static const NxBankDue dues[] = {
    { "NR7K3M9QXV", "p", "Mehdi", "Ben Ali", 179000, 0, TODAY - 2, TRUE, FALSE },
    { NULL, "p", "Mehdi", "Ben Ali", 180000, 180000, TODAY, TRUE, FALSE },
  };
  g_autofree NxBankCredit *credits = g_new0 (NxBankCredit, file->entries->len);
  g_autoptr (NxBankIndex) index = nx_bank_index_new (dues, G_N_ELEMENTS (dues));
  g_autoptr (GPtrArray) all = NULL;

  for (guint i = 0; i < file->entries->len; i++)
    {
      const NxBankEntry *entry = g_ptr_array_index (file->entries, i);

      credits[i] = (NxBankCredit){ entry->date, entry->amount, entry->payer, entry->label, NULL, 0 };
    }
  all = nx_bank_match (index, credits, file->entries->len);
  for (guint i = 0; i < all->len; i++)
    for (guint j = 0; j < ((GArray *) all->pdata[i])->len; j++)
      g_assert_cmpuint (g_array_index ((GArray *) all->pdata[i], NxBankProposal, j).confidence, <=, 100);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxBankSource) source = nx_bank_source_new (bytes, &error);
  g_autoptr (NxBankFile) file = source != NULL ? nx_bank_read (source, NULL, TODAY, &error) : NULL;

  if (file == NULL)
    {
      assert_refused (error);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (file->entries->len, >, 0);
  g_assert_cmpuint (file->entries->len, <=, NX_BANK_MAX_LINES);
  for (guint i = 0; i < file->entries->len; i++)
    {
      const NxBankEntry *entry = g_ptr_array_index (file->entries, i);

      g_assert_cmpint (entry->amount, !=, 0);
      g_assert_cmpint (ABS (entry->amount), <=, NX_BANK_MAX_AMOUNT);
      g_assert_cmpint (entry->date, <=, TODAY);
      assert_text (entry->payer);
      assert_text (entry->label);
    }
  match (file);
  return 0;
}
