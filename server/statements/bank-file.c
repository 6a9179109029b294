/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-error.h"
#include "common/nx-format.h"
#include "common/nx-time.h"

const char *
nx_bank_format_slug (NxBankFormat format)
{
  static const char *const slugs[] = { "wise_csv", "camt053", "csv" };

  return slugs[format];
}

gboolean
nx_bank_columns_equal (const NxBankColumns *a, const NxBankColumns *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

/* --- entries --- */

static void
entry_free (NxBankEntry *self)
{
  g_free (self->payer);
  g_free (self->label);
  g_free (self->bank_id);
  g_free (self);
}

NxBankEntry *
nx_bank_entry_new (guint line, gint32 date, gint64 amount, const char *payer, const char *label, const char *bank_id)
{
  NxBankEntry *self = g_new0 (NxBankEntry, 1);

  self->line = line;
  self->date = date;
  self->amount = amount;
  self->payer = nx_bank_clean (payer != NULL ? payer : "");
  self->label = nx_bank_clean (label != NULL ? label : "");
  self->bank_id = bank_id != NULL && *bank_id != '\0' ? nx_bank_clean (bank_id) : NULL;
  return self;
}

static gboolean
check_entry (NxBankFile *self, const NxBankEntry *entry, gint32 today, GError **error)
{
  g_autofree char *day = NULL;

  if (entry->amount == 0)
    return nx_bank_fault (error, entry->line, _ ("the amount is zero."));
  if (entry->date > today)
    {
      day = nx_format_date (entry->date);
      return nx_bank_fault (error, entry->line, _ ("%s is in the future."), day);
    }
  if (self->entries->len >= NX_BANK_MAX_LINES)
    return nx_bank_fault (error, entry->line, _ ("the file has more than %d lines. Export a shorter period."), NX_BANK_MAX_LINES);
  return TRUE;
}

gboolean
nx_bank_file_add (NxBankFile *self, NxBankEntry *entry, gint32 today, GError **error)
{
  if (!check_entry (self, entry, today, error))
    {
      entry_free (entry);
      return FALSE;
    }
  g_ptr_array_add (self->entries, entry);
  return TRUE;
}

void
nx_bank_file_run_balance (NxBankFile *self, GArray *balances)
{
  const guint n = self->entries->len;
  gboolean newest_first = n > 1;

  if (n == 0 || balances->len != n)
    return;
  /* Newest first, where each balance is that of the next line plus this one's amount. */
  for (guint i = 0; i + 1 < n && newest_first; i++)
    newest_first = g_array_index (balances, gint64, i)
                   == g_array_index (balances, gint64, i + 1) + ((NxBankEntry *) self->entries->pdata[i])->amount;
  self->has_balances = TRUE;
  self->opening = g_array_index (balances, gint64, newest_first ? n - 1 : 0)
                  - ((NxBankEntry *) self->entries->pdata[newest_first ? n - 1 : 0])->amount;
  self->closing = g_array_index (balances, gint64, newest_first ? 0 : n - 1);
}

NxBankFile *
nx_bank_file_new (NxBankFormat format)
{
  NxBankFile *self = g_new0 (NxBankFile, 1);

  self->format = format;
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  return self;
}

void
nx_bank_file_free (NxBankFile *self)
{
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self->account);
  g_free (self);
}

/* --- source --- */

/* Pages of a bank's site that were saved under the name of a statement. */
static gboolean
is_web_page (const char *text)
{
  static const char *const marks[] = { "<!doctype html", "<html", "<head", "<body", "<table", "<script", "<div", "<meta" };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_ascii_strncasecmp (text, marks[i], strlen (marks[i])) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
split (NxBankSource *self, GError **error)
{
  self->delimiter = nx_csv_delimiter (self->text, self->length);
  if (self->delimiter == '\0')
    return nx_bank_fault (error, 0, _ ("This file is no table: no line has columns apart by a semicolon, a comma or a tab."));
  self->rows = nx_csv_split (self->text, self->length, self->delimiter, error);
  if (self->rows == NULL)
    return FALSE;
  nx_bank_guess (self);
  self->format = nx_bank_is_wise (self) ? NX_BANK_WISE_CSV : NX_BANK_CSV;
  return TRUE;
}

NxBankSource *
nx_bank_source_new (GBytes *content, GError **error)
{
  g_autoptr (NxBankSource) self = g_new0 (NxBankSource, 1);
  const char *start;

  self->header = -1;
  self->guess = NX_BANK_NO_COLUMNS;
  self->text = nx_bank_decode (content, &self->length, error);
  if (self->text == NULL)
    return NULL;
  for (start = self->text; g_ascii_isspace (*start); start++)
    continue;
  if (is_web_page (start))
    {
      nx_bank_fault (
          error, 0, _ ("This is a web page, not a statement; perhaps the bank's session had ended. Export the statement again."));
      return NULL;
    }
  if (*start == '<')
    self->format = NX_BANK_CAMT053;
  else if (!split (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
nx_bank_source_free (NxBankSource *self)
{
  g_free (self->text);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->signature);
  g_free (self);
}

NxBankFile *
nx_bank_read (const NxBankSource *source, const NxBankColumns *columns, gint32 today, GError **error)
{
  g_autoptr (NxBankFile) file = NULL;

  if (source->format == NX_BANK_CAMT053)
    file = nx_bank_read_camt (source, today, error);
  else if (source->format == NX_BANK_WISE_CSV)
    file = nx_bank_read_wise (source, today, error);
  else
    file = nx_bank_read_csv (source, columns != NULL ? columns : &source->guess, today, error);
  if (file == NULL)
    return NULL;
  if (file->entries->len == 0)
    {
      nx_bank_fault (error, 0, _ ("The statement has no line."));
      return NULL;
    }
  return g_steal_pointer (&file);
}
