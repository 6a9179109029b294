/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Wise's own export: columns by their names, whatever their order; newest first. */

typedef enum { ID, DATE, AMOUNT, CURRENCY, DESCRIPTION, REFERENCE, BALANCE, PAYER, N_COLUMNS } NxWiseColumn;

static const char *const names[N_COLUMNS] = {
  [ID] = "TRANSFERWISE ID", [DATE] = "DATE", [AMOUNT] = "AMOUNT", [CURRENCY] = "CURRENCY", [DESCRIPTION] = "DESCRIPTION",
  [REFERENCE] = "PAYMENT REFERENCE", [BALANCE] = "RUNNING BALANCE", [PAYER] = "PAYER NAME",
};

static void
find_columns (const NxBankSource *source, int *columns)
{
  const NxCsvRow *header = source->header >= 0 ? g_ptr_array_index (source->rows, source->header) : NULL;

  for (int i = 0; i < N_COLUMNS; i++)
    columns[i] = -1;
  for (guint i = 0; header != NULL && i < header->n_fields; i++)
    {
      g_autofree char *name = nx_bank_fold (header->fields[i]);

      for (int j = 0; j < N_COLUMNS; j++)
        if (columns[j] < 0 && g_str_equal (name, names[j]))
          columns[j] = (int) i;
    }
}

gboolean
nx_bank_is_wise (const NxBankSource *source)
{
  int columns[N_COLUMNS];

  find_columns (source, columns);
  return columns[ID] >= 0 && columns[DATE] >= 0 && columns[AMOUNT] >= 0 && columns[CURRENCY] >= 0;
}

static gboolean
read_value (const NxCsvRow *row, const char *text, gint64 *millimes, GError **error)
{
  const char *fault = NULL;

  if (*text == '\0')
    return nx_bank_fault (error, row->line, _ ("the amount is missing."));
  if (!nx_bank_parse_amount (text, '.', millimes, &fault))
    /* Translators: "179,00,00" is not an amount. */
    return nx_bank_fault (error, row->line, _ ("“%.40s” %s."), text, fault);
  return TRUE;
}

static gboolean
read_row (NxBankFile *file, const NxBankSource *source, const NxCsvRow *row, const int *columns, gint32 today, GArray *balances,
          GError **error)
{
  const NxCsvRow *header = g_ptr_array_index (source->rows, source->header);
  const char *day = nx_csv_field (row, columns[DATE]), *currency = nx_csv_field (row, columns[CURRENCY]);
  const char *text = nx_csv_field (row, columns[DESCRIPTION]), *reference = nx_csv_field (row, columns[REFERENCE]);
  g_autofree char *label = NULL;
  gint64 amount, balance;
  gint32 date;

  if (row->n_fields != header->n_fields)
    return nx_bank_fault (error, row->line, _ ("%u columns instead of %u; the file may be cut short."), row->n_fields,
                          header->n_fields);
  if (nx_bank_parse_date (day, &date) != NX_BANK_DATE_OK)
    return nx_bank_fault (error, row->line, _ ("“%.40s” is no day of the calendar (day-month-year)."), day);
  if (!nx_bank_is_dinar (currency))
    return nx_bank_fault (error, row->line, _ ("the currency is %.10s; only dinars (TND) can be matched."), currency);
  if (!read_value (row, nx_csv_field (row, columns[AMOUNT]), &amount, error))
    return FALSE;
  if (columns[BALANCE] >= 0 && *nx_csv_field (row, columns[BALANCE]) != '\0')
    {
      if (!read_value (row, nx_csv_field (row, columns[BALANCE]), &balance, error))
        return FALSE;
      g_array_append_val (balances, balance);
    }
  /* Wise repeats the reference in the description. */
  label = *reference == '\0' || strstr (text, reference) != NULL ? g_strdup (text)
          : *text == '\0' ? g_strdup (reference) : g_strconcat (text, " / ", reference, NULL);
  return nx_bank_file_add (file, nx_bank_entry_new (row->line, date, amount, nx_csv_field (row, columns[PAYER]), label,
                                                    nx_csv_field (row, columns[ID])), today, error);
}

NxBankFile *
nx_bank_read_wise (const NxBankSource *source, gint32 today, GError **error)
{
  g_autoptr (NxBankFile) file = nx_bank_file_new (NX_BANK_WISE_CSV);
  g_autoptr (GArray) balances = g_array_new (FALSE, FALSE, sizeof (gint64));
  int columns[N_COLUMNS];

  find_columns (source, columns);
  /* From the header: what does not look like data is a fault to be told, not passed over. */
  for (guint i = (guint) source->header + 1; i < source->rows->len; i++)
    if (!read_row (file, source, g_ptr_array_index (source->rows, i), columns, today, balances, error))
      return NULL;
  nx_bank_file_run_balance (file, balances);
  return g_steal_pointer (&file);
}
