/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/statements-work.h"

#include "server/statements/statements-import.h"
#include "server/statements/statements-store.h"

/* A statement as JSON. */

static void
write_match (NxStatementWork *self, NxJsonWriter *writer, const char *member, const NxBankProposal *proposal)
{
  const char *payment_id = nx_statement_work_due_id (self, proposal->due);
  NxPayment *payment = g_hash_table_lookup (self->payments, payment_id);
  g_auto (GStrv) reasons = nx_statement_reasons (self, proposal);
  g_autofree char *effect = payment != NULL ? nx_statement_effect (payment) : NULL;

  nx_json_begin_object (writer, member);
  nx_json_add_string (writer, "paymentId", payment_id);
  nx_json_add_int (writer, "confidence", proposal->confidence);
  nx_json_add_bool (writer, "certain", proposal->certain);
  nx_json_begin_array (writer, "reasons");
  for (char **reason = reasons; *reason != NULL; reason++)
    nx_json_add_string (writer, NULL, *reason);
  nx_json_end_array (writer);
  nx_json_add_money (writer, "difference", NX_MONEY_TND (proposal->difference));
  nx_json_add_string (writer, "effect", effect);
  if (payment != NULL)
    nx_record_write (NX_RECORD (payment), writer, "payment");
  else
    nx_json_add_null (writer, "payment");
  nx_json_add_string (writer, "withLineId", proposal->amount == NX_BANK_AMOUNT_PART
                                              ? nx_rows_text (self->lines, proposal->partner, "id") : NULL);
  nx_json_end_object (writer);
}

static void
write_share (NxJsonWriter *writer, const char *payment_id, gint64 amount)
{
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "paymentId", payment_id);
  nx_json_add_money (writer, "amount", NX_MONEY_TND (amount));
  nx_json_end_object (writer);
}

/* What was shared, or what two payments of the best proposal would get: what is due, the first bearing what lacks. */
static void
write_shares (const NxStatementWork *self, NxJsonWriter *writer, const NxStatementLine *line)
{
  const NxBankProposal *best
      = line->proposals != NULL && line->proposals->len > 0 ? &g_array_index (line->proposals, NxBankProposal, 0) : NULL;

  if (line->decided != NULL && line->decided->len > 1)
    {
      nx_json_begin_array (writer, "shares");
      for (guint i = 0; i < line->decided->len; i++)
        {
          const NxStatementShare *share = &g_array_index (line->decided, NxStatementShare, i);

          write_share (writer, share->payment_id, share->amount);
        }
      nx_json_end_array (writer);
    }
  else if (best != NULL && best->amount == NX_BANK_AMOUNT_TOGETHER)
    {
      nx_json_begin_array (writer, "shares");
      write_share (writer, nx_statement_work_due_id (self, best->due), self->due[best->due].amount + best->difference);
      write_share (writer, nx_statement_work_due_id (self, best->partner), self->due[best->partner].amount);
      nx_json_end_array (writer);
    }
  else
    nx_json_add_null (writer, "shares");
}

/* Ours where it was found, else whatever whole reference the label has. */
static const char *
reference_of (const NxStatementWork *self, const NxStatementLine *line)
{
  for (guint i = 0; line->proposals != NULL && i < line->proposals->len; i++)
    {
      const NxBankProposal *one = &g_array_index (line->proposals, NxBankProposal, i);

      if (one->reference != NX_BANK_REFERENCE_NONE)
        return self->due[one->due].reference;
    }
  return nx_rows_text (self->lines, line->row, "reference");
}

void
nx_statement_work_write_line (NxStatementWork *self, NxJsonWriter *writer, const char *member, guint n)
{
  const NxStatementLine *line = &self->line[n];
  const guint n_proposals = line->proposals != NULL ? line->proposals->len : 0;

  nx_json_begin_object (writer, member);
  nx_json_add_string (writer, "lineId", nx_rows_text (self->lines, n, "id"));
  nx_json_add_int (writer, "position", nx_rows_int (self->lines, n, "position"));
  nx_json_add_date (writer, "date", line->credit.date);
  nx_json_add_money (writer, "amount", NX_MONEY_TND (line->credit.amount));
  nx_json_add_string (writer, "payer", line->credit.payer);
  nx_json_add_string (writer, "label", line->credit.label);
  nx_json_add_string (writer, "reference", reference_of (self, line));
  nx_json_add_string (writer, "status", nx_rows_text (self->lines, n, "status"));
  nx_json_add_string (writer, "ignoredBecause", nx_rows_text (self->lines, n, "ignored_because"));
  nx_json_add_string (writer, "note", nx_rows_text (self->lines, n, "note"));
  if (n_proposals > 0)
    write_match (self, writer, "match", &g_array_index (line->proposals, NxBankProposal, 0));
  else
    nx_json_add_null (writer, "match");
  nx_json_begin_array (writer, "rivals");
  for (guint i = 1; i < n_proposals; i++)
    write_match (self, writer, NULL, &g_array_index (line->proposals, NxBankProposal, i));
  nx_json_end_array (writer);
  write_shares (self, writer, line);
  nx_json_add_string (writer, "settledBy", nx_rows_text (self->lines, n, "settled_by"));
  nx_json_add_time (writer, "settledAt", nx_rows_time (self->lines, n, "settled_at"));
  nx_json_end_object (writer);
}

static void
write_counts (const NxStatementWork *self, NxJsonWriter *writer)
{
  guint certain = 0, doubtful = 0, unknown = 0, done = 0, ignored = 0;

  for (guint i = 0; i < self->n_lines; i++)
    {
      const NxStatementLine *line = &self->line[i];

      if (line->status == NX_BANK_LINE_SETTLED)
        done++;
      else if (line->status == NX_BANK_LINE_IGNORED)
        ignored++;
      else if (line->proposals == NULL || line->proposals->len == 0)
        unknown++;
      else if (g_array_index (line->proposals, NxBankProposal, 0).certain)
        certain++;
      else
        doubtful++;
    }
  nx_json_begin_object (writer, "counts");
  nx_json_add_int (writer, "lines", self->n_lines);
  nx_json_add_int (writer, "certain", certain);
  nx_json_add_int (writer, "doubtful", doubtful);
  nx_json_add_int (writer, "unknown", unknown);
  nx_json_add_int (writer, "done", done);
  nx_json_add_int (writer, "ignored", ignored);
  nx_json_end_object (writer);
}

static void
write_balances (const NxStatementWork *self, NxJsonWriter *writer)
{
  const gint64 opening = nx_rows_int (self->statement, 0, "opening"), closing = nx_rows_int (self->statement, 0, "closing");

  if (nx_rows_bool (self->statement, 0, "no_balances"))
    {
      nx_json_add_null (writer, "opening");
      nx_json_add_null (writer, "closing");
      nx_json_add_null (writer, "balanced");
      return;
    }
  nx_json_add_money (writer, "opening", NX_MONEY_TND (opening));
  nx_json_add_money (writer, "closing", NX_MONEY_TND (closing));
  nx_json_add_bool (writer, "balanced", opening + nx_rows_int (self->statement, 0, "movements") == closing);
}

void
nx_statement_work_write (NxStatementWork *self, NxJsonWriter *writer, gboolean lines)
{
  const char *columns = nx_rows_text (self->statement, 0, "columns");

  nx_json_add_string (writer, "statementId", nx_rows_text (self->statement, 0, "id"));
  nx_json_add_string (writer, "fileName", nx_rows_text (self->statement, 0, "file_name"));
  nx_json_add_string (writer, "format", nx_rows_text (self->statement, 0, "format"));
  nx_json_add_time (writer, "importedAt", nx_rows_time (self->statement, 0, "imported_at"));
  nx_json_add_string (writer, "importedBy", nx_rows_text (self->statement, 0, "imported_by"));
  nx_json_add_string (writer, "account", nx_rows_text (self->statement, 0, "account"));
  if (columns != NULL)
    nx_json_add_raw (writer, "columns", columns);
  else
    nx_json_add_null (writer, "columns");
  nx_json_add_int (writer, "skipped", nx_rows_int (self->statement, 0, "skipped"));
  write_balances (self, writer);
  write_counts (self, writer);
  if (!lines)
    return;
  nx_json_begin_array (writer, "lines");
  for (guint i = 0; i < self->n_lines; i++)
    nx_statement_work_write_line (self, writer, NULL, i);
  nx_json_end_array (writer);
}
