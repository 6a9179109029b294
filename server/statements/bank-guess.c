/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-private.h"

#include <string.h>

/* What the columns of a CSV hold, by the words of its header; the first row that has a date and an amount is the first of the data. */

typedef enum { DATE, AMOUNT, CREDIT, DEBIT, LABEL, PAYER, BALANCE, CURRENCY, N_ROLES } NxBankRole;

/* Folded; the earlier in a list, the better. What begins with a word of the list is taken after what is one. */
static const char *const words[N_ROLES][16] = {
  [DATE] = { "DATE OPERATION", "DATE D OPERATION", "DATE COMPTABLE", "DATE DE COMPTABILISATION", "BOOKING DATE", "TRANSACTION DATE",
             "DATE", "DATE OPE", "DATE VALEUR", "DATE DE VALEUR", "VALUE DATE", NULL },
  [AMOUNT] = { "MONTANT", "AMOUNT", "MONTANT TND", "MONTANT DT", "AMOUNT TND", "MONTANT OPERATION", "MONTANT DE L OPERATION", "MT", NULL },
  [CREDIT] = { "CREDIT", "CREDITS", "CREDIT TND", "CREDIT DT", "MONTANT CREDIT", "CREDIT AMOUNT", "ENTREES", "PAID IN", NULL },
  [DEBIT] = { "DEBIT", "DEBITS", "DEBIT TND", "DEBIT DT", "MONTANT DEBIT", "DEBIT AMOUNT", "SORTIES", "PAID OUT", NULL },
  [LABEL] = { "LIBELLE", "LIBELLE OPERATION", "LIBELLE DE L OPERATION", "DESCRIPTION", "DETAILS", "MOTIF", "OPERATION", "COMMUNICATION",
              "LABEL", "NARRATIVE", "PAYMENT REFERENCE", "LIBELLES", "DETAIL", "REFERENCE", NULL },
  [PAYER] = { "DONNEUR D ORDRE", "EMETTEUR", "PAYER", "PAYER NAME", "NOM", "TIERS", "CONTREPARTIE", "COUNTERPARTY", "NOM DU TIERS",
              "ORDONNATEUR", "NAME", NULL },
  [BALANCE] = { "SOLDE", "BALANCE", "SOLDE TND", "SOLDE DT", "RUNNING BALANCE", "SOLDE PROGRESSIF", NULL },
  [CURRENCY] = { "DEVISE", "CURRENCY", "MONNAIE", "DEV", "CCY", NULL },
};

static int *
place_of (NxBankColumns *columns, NxBankRole role)
{
  switch (role)
    {
    case DATE: return &columns->date;
    case AMOUNT: return &columns->amount;
    case CREDIT: return &columns->credit;
    case DEBIT: return &columns->debit;
    case LABEL: return &columns->label;
    case PAYER: return &columns->payer;
    case BALANCE: return &columns->balance;
    default: return &columns->currency;
    }
}

static gboolean
is_date (const char *text)
{
  gint32 date;

  return nx_bank_parse_date (text, &date) != NX_BANK_DATE_NONE;
}

static gboolean
is_amount (const char *text)
{
  char decimal, seen;

  return *text != '\0' && !is_date (text) && nx_bank_amount_form (text, &decimal, &seen);
}

static gboolean
is_data (const NxCsvRow *row)
{
  gboolean date = FALSE, amount = FALSE;

  for (guint i = 0; i < row->n_fields; i++)
    {
      date |= is_date (row->fields[i]);
      amount |= is_amount (row->fields[i]);
    }
  return date && amount;
}

/* Whether @row can be a header: words, none of which is a date or an amount. */
static gboolean
is_header (const NxCsvRow *row)
{
  guint n = 0;

  for (guint i = 0; i < row->n_fields; i++)
    {
      if (is_date (row->fields[i]) || is_amount (row->fields[i]))
        return FALSE;
      n += *row->fields[i] != '\0';
    }
  return n >= 2;
}

static guint rank (NxBankRole role, const char *name);

/* Whether the words of @row name a date and an amount. */
static gboolean
names_both (const NxCsvRow *row)
{
  gboolean date = FALSE, amount = FALSE;

  for (guint i = 0; i < row->n_fields; i++)
    {
      g_autofree char *name = nx_bank_fold (row->fields[i]);

      date |= rank (DATE, name) > 0;
      amount |= rank (AMOUNT, name) > 0 || rank (CREDIT, name) > 0 || rank (DEBIT, name) > 0;
    }
  return date && amount;
}

static gboolean
has_date (const NxCsvRow *row)
{
  for (guint i = 0; i < row->n_fields; i++)
    if (is_date (row->fields[i]))
      return TRUE;
  return FALSE;
}

/* By the header's words; else by the first row that looks like data, and no row as wide with a date may lie before it. */
static void
find_table (NxBankSource *self)
{
  const guint n = self->rows->len;
  guint first = n;

  for (guint i = 0; i < n && self->header < 0; i++)
    if (is_header (self->rows->pdata[i]) && names_both (self->rows->pdata[i]))
      {
        self->header = (int) i;
        self->first = i + 1;
        return;
      }
  for (guint i = 0; i < n && first == n; i++)
    if (is_data (self->rows->pdata[i]))
      first = i;
  for (guint i = 0; i < first && first < n; i++)
    if (has_date (self->rows->pdata[i]) && ((NxCsvRow *) self->rows->pdata[i])->n_fields == ((NxCsvRow *) self->rows->pdata[first])->n_fields)
      first = i;
  self->first = first;
  if (first > 0 && first < n && is_header (self->rows->pdata[first - 1]))
    self->header = (int) first - 1;
}

static void
sign (NxBankSource *self)
{
  const NxCsvRow *header = g_ptr_array_index (self->rows, self->header);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < header->n_fields; i++)
    {
      g_autofree char *folded = nx_bank_fold (header->fields[i]);

      g_checksum_update (checksum, (const guchar *) folded, (gssize) strlen (folded) + 1);
    }
  self->signature = g_strdup (g_checksum_get_string (checksum));
}

/* How well @name names @role: 0 not at all. */
static guint
rank (NxBankRole role, const char *name)
{
  guint best = 0;

  for (guint i = 0; words[role][i] != NULL; i++)
    {
      const gsize length = strlen (words[role][i]);

      if (g_str_equal (name, words[role][i]))
        best = MAX (best, 100 - i);
      else if (g_str_has_prefix (name, words[role][i]) && name[length] == ' ')
        best = MAX (best, 50 - i);
    }
  return best;
}

static void
guess_by_header (NxBankSource *self)
{
  const NxCsvRow *header = g_ptr_array_index (self->rows, self->header);

  for (int role = 0; role < N_ROLES; role++)
    {
      guint best = 0;

      for (guint i = 0; i < header->n_fields; i++)
        {
          g_autofree char *name = nx_bank_fold (header->fields[i]);
          const guint points = rank (role, name);

          if (points > best)
            {
              best = points;
              *place_of (&self->guess, role) = (int) i;
            }
        }
    }
  /* A bank that has both shows the amount twice. */
  if (self->guess.credit >= 0 && self->guess.debit >= 0)
    self->guess.amount = -1;
  else if (self->guess.amount >= 0)
    self->guess.credit = self->guess.debit = -1;
}

/* Without words: the first date, the last amount, the longest text. */
static void
guess_by_content (NxBankSource *self)
{
  const NxCsvRow *row = self->first < self->rows->len ? g_ptr_array_index (self->rows, self->first) : NULL;
  NxBankColumns *guess = &self->guess;
  gsize longest = 0;

  for (guint i = 0; row != NULL && i < row->n_fields; i++)
    {
      const char *text = row->fields[i];

      if (guess->date < 0 && is_date (text))
        guess->date = (int) i;
      else if (guess->amount < 0 && guess->credit < 0 && is_amount (text) && (int) i != guess->balance)
        guess->amount = (int) i;
      else if (guess->label < 0 && !is_date (text) && !is_amount (text) && strlen (text) > longest)
        longest = strlen (text);
    }
  for (guint i = 0; row != NULL && guess->label < 0 && longest > 0 && i < row->n_fields; i++)
    if (strlen (row->fields[i]) == longest && !is_date (row->fields[i]) && !is_amount (row->fields[i]))
      guess->label = (int) i;
}

/* Whether every column that the header's words name holds what it should in the first row. */
static gboolean
holds (const NxBankSource *self)
{
  const NxCsvRow *row = self->first < self->rows->len ? g_ptr_array_index (self->rows, self->first) : NULL;
  const NxBankColumns *guess = &self->guess;

  if (row == NULL || guess->date < 0 || guess->label < 0 || (guess->amount < 0 && guess->credit < 0))
    return FALSE;
  return is_date (nx_csv_field (row, guess->date))
         && (is_amount (nx_csv_field (row, guess->amount)) || is_amount (nx_csv_field (row, guess->credit))
             || is_amount (nx_csv_field (row, guess->debit)));
}

void
nx_bank_guess (NxBankSource *self)
{
  find_table (self);
  if (self->header >= 0)
    {
      sign (self);
      guess_by_header (self);
      self->sure = holds (self);
    }
  guess_by_content (self);
}
