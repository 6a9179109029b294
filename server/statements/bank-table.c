/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Any bank's CSV, by columns that the header's words or a person chose. */

typedef struct
{
  const NxBankSource *source;
  const NxBankColumns *columns;
  NxBankFile *file;
  GArray *balances;
  gint32 today;
  char decimal;
} NxTableReader;

/* Totals and balances that banks put above and below the movements begin with such words. */
static gboolean
is_remark (const NxTableReader *self, const NxCsvRow *row)
{
  static const char *const words[] = { "SOLDE", "TOTAL", "TOTAUX", "BALANCE", "OPENING", "CLOSING", "FIN", "ARRETE", "NOMBRE" };
  g_autofree char *folded = NULL;
  gint32 date;
  guint i;

  if (nx_bank_parse_date (nx_csv_field (row, self->columns->date), &date) != NX_BANK_DATE_NONE)
    return FALSE;
  for (i = 0; i + 1 < row->n_fields && *row->fields[i] == '\0'; i++)
    continue;
  folded = nx_bank_fold (row->fields[i]);
  for (i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (folded, words[i]))
      return TRUE;
  return FALSE;
}

/* --- the decimal sign: one for the whole file --- */

static gboolean
vote (NxTableReader *self, const NxCsvRow *row, int column, guint *sure_line, guint *seen_line, char *seen, GError **error)
{
  const char *text = nx_csv_field (row, column);
  char decimal, mark;

  if (*text == '\0' || !nx_bank_amount_form (text, &decimal, &mark))
    return TRUE;
  if (decimal != '\0' && self->decimal != '\0' && decimal != self->decimal)
    return nx_bank_fault (error, row->line, _ ("the decimal sign of “%.40s” is not that of line %u."), text, *sure_line);
  if (decimal != '\0')
    {
      self->decimal = decimal;
      *sure_line = row->line;
    }
  else if (mark != '\0' && *seen != '\0' && *seen != mark && self->decimal == '\0')
    *seen = '?';
  else if (mark != '\0')
    {
      *seen = mark;
      *seen_line = row->line;
    }
  return TRUE;
}

static gboolean
find_decimal (NxTableReader *self, GError **error)
{
  const NxBankColumns *columns = self->columns;
  const int looked_at[] = { columns->amount, columns->credit, columns->debit, columns->balance };
  guint sure_line = 0, seen_line = 0;
  char seen = '\0';

  for (guint i = self->source->first; i < self->source->rows->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (looked_at); j++)
      if (looked_at[j] >= 0
          && !vote (self, g_ptr_array_index (self->source->rows, i), looked_at[j], &sure_line, &seen_line, &seen, error))
        return FALSE;
  if (self->decimal != '\0')
    return TRUE;
  if (seen == '?')
    return nx_bank_fault (error, seen_line, _ ("amounts have points and commas, and nothing says which is the decimal sign."));
  /* "179,000" alone: dinars have three decimals. */
  self->decimal = seen == '.' ? '.' : ',';
  return TRUE;
}

/* --- rows --- */

static gboolean
read_value (const NxTableReader *self, const NxCsvRow *row, int column, gint64 *millimes, GError **error)
{
  const char *text = nx_csv_field (row, column), *fault = NULL;

  *millimes = 0;
  if (*text == '\0' || nx_bank_parse_amount (text, self->decimal, millimes, &fault))
    return TRUE;
  return nx_bank_fault (error, row->line, _ ("“%.40s” %s."), text, fault);
}

static gboolean
read_amount (const NxTableReader *self, const NxCsvRow *row, gint64 *amount, GError **error)
{
  const NxBankColumns *columns = self->columns;
  gint64 credit, debit;

  if (columns->amount >= 0)
    {
      if (*nx_csv_field (row, columns->amount) == '\0')
        return nx_bank_fault (error, row->line, _ ("the amount is missing."));
      return read_value (self, row, columns->amount, amount, error);
    }
  if (!read_value (self, row, columns->credit, &credit, error) || !read_value (self, row, columns->debit, &debit, error))
    return FALSE;
  if (*nx_csv_field (row, columns->credit) == '\0' && *nx_csv_field (row, columns->debit) == '\0')
    return nx_bank_fault (error, row->line, _ ("the amount is missing."));
  if (credit != 0 && debit != 0)
    return nx_bank_fault (error, row->line, _ ("there is both a credit and a debit."));
  *amount = credit != 0 ? credit : -ABS (debit);
  return TRUE;
}

/* Every row has as many columns as the widest: empty ones at the end may lack. */
static gboolean
check_width (const NxTableReader *self, const NxCsvRow *row, GError **error)
{
  const NxBankColumns *columns = self->columns;
  const int header = self->source->header;
  const guint width
      = ((NxCsvRow *) g_ptr_array_index (self->source->rows, header >= 0 ? header : (int) self->source->first))->n_fields;
  const int needed = MAX (MAX (MAX (columns->date, columns->amount), MAX (columns->label, columns->credit)), columns->debit);

  for (guint i = width; i < row->n_fields; i++)
    if (*row->fields[i] != '\0')
      return nx_bank_fault (error, row->line, _ ("%u columns instead of %u; is a text with the delimiter in it without quotes?"),
                            row->n_fields, width);
  if ((int) row->n_fields <= MIN (needed, (int) width - 1))
    return nx_bank_fault (error, row->line, _ ("%u columns instead of %u; the file may be cut short."), row->n_fields, width);
  return TRUE;
}

static gboolean
read_row (NxTableReader *self, const NxCsvRow *row, GError **error)
{
  const NxBankColumns *columns = self->columns;
  const char *day = nx_csv_field (row, columns->date), *currency = nx_csv_field (row, columns->currency);
  gint64 amount, balance;
  gint32 date;

  if (is_remark (self, row))
    return TRUE;
  if (!check_width (self, row, error))
    return FALSE;
  if (*day == '\0')
    return nx_bank_fault (error, row->line, _ ("the date is missing."));
  if (nx_bank_parse_date (day, &date) != NX_BANK_DATE_OK)
    return nx_bank_fault (error, row->line, _ ("“%.40s” is no day of the calendar (day/month/year)."), day);
  if (!nx_bank_is_dinar (currency))
    return nx_bank_fault (error, row->line, _ ("the currency is %.10s; only dinars (TND) can be matched."), currency);
  if (!read_amount (self, row, &amount, error))
    return FALSE;
  if (columns->balance >= 0 && *nx_csv_field (row, columns->balance) != '\0')
    {
      if (!read_value (self, row, columns->balance, &balance, error))
        return FALSE;
      g_array_append_val (self->balances, balance);
    }
  return nx_bank_file_add (self->file, nx_bank_entry_new (row->line, date, amount, nx_csv_field (row, columns->payer),
                                                          nx_csv_field (row, columns->label), NULL), self->today, error);
}

static gboolean
check_columns (const NxBankSource *source, const NxBankColumns *columns, GError **error)
{
  const int all[] = { columns->date, columns->amount, columns->credit, columns->debit, columns->label, columns->payer,
                      columns->balance, columns->currency };
  guint width = 0;

  for (guint i = 0; i < source->rows->len; i++)
    width = MAX (width, ((NxCsvRow *) g_ptr_array_index (source->rows, i))->n_fields);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] >= (int) width)
      return nx_bank_fault (error, 0, _ ("The file has %u columns; column %d was chosen."), width, all[i] + 1);
  if (columns->date < 0 || (columns->amount < 0 && columns->credit < 0))
    return nx_bank_fault (error, 0, _ ("Say which column has the date, and which the amount."));
  if (source->first >= source->rows->len)
    return nx_bank_fault (error, 0, _ ("The file has no line with a date and an amount."));
  return TRUE;
}

NxBankFile *
nx_bank_read_csv (const NxBankSource *source, const NxBankColumns *columns, gint32 today, GError **error)
{
  g_autoptr (NxBankFile) file = nx_bank_file_new (NX_BANK_CSV);
  g_autoptr (GArray) balances = g_array_new (FALSE, FALSE, sizeof (gint64));
  NxTableReader reader = { source, columns, file, balances, today, '\0' };

  if (!check_columns (source, columns, error) || !find_decimal (&reader, error))
    return NULL;
  /* Below a header all is data: what does not look like it is a fault to be told, not passed over. */
  for (guint i = source->header >= 0 ? (guint) source->header + 1 : source->first; i < source->rows->len; i++)
    if (!read_row (&reader, g_ptr_array_index (source->rows, i), error))
      return NULL;
  nx_bank_file_run_balance (file, balances);
  return g_steal_pointer (&file);
}
