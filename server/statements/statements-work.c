/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/statements-work.h"

#include <glib/gi18n-lib.h>

#include "common/nx-random.h"
#include "server/payments/payments.h"
#include "server/statements/statements-store.h"

const char *
nx_statement_work_due_id (const NxStatementWork *self, guint due)
{
  return nx_rows_text (self->dues, due, "id");
}

/* --- reading --- */

static gboolean
read_rows (NxStatementWork *self, NxDb *db, const NxActor *actor, const char *id, GError **error)
{
  if (!nx_uuid_is_valid (id))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such statement."));
      return FALSE;
    }
  self->statement = nx_statements_store_get (db, id, error);
  if (self->statement == NULL)
    return FALSE;
  if (nx_rows_count (self->statement) == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such statement."));
      return FALSE;
    }
  self->lines = nx_statements_store_lines (db, id, error);
  if (self->lines == NULL)
    return FALSE;
  self->decisions = nx_statements_store_decisions (db, id, error);
  if (self->decisions == NULL)
    return FALSE;
  self->dues = nx_statements_store_dues (db, id, actor->now, error);
  return self->dues != NULL;
}

static void
read_dues (NxStatementWork *self)
{
  self->n_dues = nx_rows_count (self->dues);
  self->due = g_new0 (NxBankDue, self->n_dues);
  self->due_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->n_dues; i++)
    {
      self->due[i] = (NxBankDue){
        .reference = nx_rows_text (self->dues, i, "reference"),
        .parent = nx_rows_text (self->dues, i, "parent_id"),
        .first_name = nx_rows_text (self->dues, i, "first_name"),
        .last_name = nx_rows_text (self->dues, i, "last_name"),
        .amount = nx_rows_int (self->dues, i, "amount"),
        .declared_amount = nx_rows_int (self->dues, i, "declared_amount"),
        .declared_on = nx_rows_date (self->dues, i, "declared_on"),
        .open = nx_rows_bool (self->dues, i, "open"),
        .taken = nx_rows_bool (self->dues, i, "taken"),
      };
      g_hash_table_insert (self->due_by_id, (gpointer) nx_rows_text (self->dues, i, "id"), GUINT_TO_POINTER (i));
    }
  self->index = nx_bank_index_new (self->due, self->n_dues);
}

static void
read_lines (NxStatementWork *self)
{
  self->n_lines = nx_rows_count (self->lines);
  self->line = g_new0 (NxStatementLine, self->n_lines);
  self->line_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->n_lines; i++)
    {
      NxStatementLine *line = &self->line[i];

      line->row = i;
      line->status = nx_enum_value (&nx_bank_line_status_enum, nx_rows_text (self->lines, i, "status"));
      line->credit = (NxBankCredit){
        .date = nx_rows_date (self->lines, i, "booked_on"),
        .amount = nx_rows_int (self->lines, i, "amount"),
        .payer = nx_rows_text (self->lines, i, "payer"),
        .label = nx_rows_text (self->lines, i, "label"),
      };
      g_hash_table_insert (self->line_by_id, (gpointer) nx_rows_text (self->lines, i, "id"), GUINT_TO_POINTER (i));
    }
}

static void
read_decisions (NxStatementWork *self)
{
  for (guint i = 0; i < nx_rows_count (self->decisions); i++)
    {
      NxStatementLine *line
          = &self->line[GPOINTER_TO_UINT (g_hash_table_lookup (self->line_by_id, nx_rows_text (self->decisions, i, "line_id")))];
      const char *payment = nx_rows_text (self->decisions, i, "payment_id");
      const NxStatementShare share = { payment, nx_rows_int (self->decisions, i, "amount") };
      gpointer due;

      if (g_str_equal (nx_rows_text (self->decisions, i, "status"), "CONFIRMED"))
        {
          if (line->decided == NULL)
            line->decided = g_array_new (FALSE, FALSE, sizeof (NxStatementShare));
          g_array_append_val (line->decided, share);
        }
      else if (g_hash_table_lookup_extended (self->due_by_id, payment, NULL, &due))
        {
          const guint rejected = GPOINTER_TO_UINT (due);

          if (line->rejected == NULL)
            line->rejected = g_array_new (FALSE, FALSE, sizeof (guint));
          g_array_append_val (line->rejected, rejected);
        }
    }
}

/* --- matching --- */

/* The proposal of each payment that was decided, scored as a proposal would be. */
static GArray *
score_decided (const NxStatementWork *self, const NxStatementLine *line)
{
  GArray *proposals = g_array_new (FALSE, FALSE, sizeof (NxBankProposal));

  for (guint i = 0; i < line->decided->len; i++)
    {
      const NxStatementShare *share = &g_array_index (line->decided, NxStatementShare, i);
      NxBankCredit credit = line->credit;
      NxBankProposal proposal;
      gpointer due;

      if (!g_hash_table_lookup_extended (self->due_by_id, share->payment_id, NULL, &due))
        continue;
      credit.amount = share->amount;
      proposal = nx_bank_score (self->index, &credit, GPOINTER_TO_UINT (due));
      /* A person looked at it. */
      proposal.certain = proposal.difference == 0;
      proposal.contested = FALSE;
      g_array_append_val (proposals, proposal);
    }
  return proposals;
}

static void
match_lines (NxStatementWork *self)
{
  g_autofree NxBankCredit *credits = g_new0 (NxBankCredit, self->n_lines + 1);
  g_autofree guint *lines = g_new0 (guint, self->n_lines + 1);
  guint n = 0;

  for (guint i = 0; i < self->n_lines; i++)
    {
      NxStatementLine *line = &self->line[i];

      if (line->rejected != NULL)
        {
          line->credit.rejected = (const guint *) (gpointer) line->rejected->data;
          line->credit.n_rejected = line->rejected->len;
        }
      if (line->decided != NULL && line->status != NX_BANK_LINE_OPEN)
        line->proposals = score_decided (self, line);
      else if (line->status == NX_BANK_LINE_OPEN)
        {
          lines[n] = i;
          credits[n++] = line->credit;
        }
    }
  self->matched = nx_bank_match (self->index, credits, n);
  for (guint i = 0; i < n; i++)
    {
      GArray *proposals = self->matched->pdata[i];

      self->line[lines[i]].proposals = g_array_ref (proposals);
      /* What the matcher calls a line is its place among the open ones. */
      for (guint j = 0; j < proposals->len; j++)
        {
          NxBankProposal *one = &g_array_index (proposals, NxBankProposal, j);

          if (one->amount == NX_BANK_AMOUNT_PART)
            one->partner = lines[one->partner];
        }
    }
}

/* Only the payments that are shown. */
static gboolean
read_payments (NxStatementWork *self, NxDb *db, GError **error)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) ids = g_string_new ("{");
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < self->n_lines; i++)
    for (guint j = 0; self->line[i].proposals != NULL && j < self->line[i].proposals->len; j++)
      {
        const NxBankProposal *one = &g_array_index (self->line[i].proposals, NxBankProposal, j);

        g_hash_table_add (wanted, (gpointer) nx_statement_work_due_id (self, one->due));
        if (one->amount == NX_BANK_AMOUNT_TOGETHER)
          g_hash_table_add (wanted, (gpointer) nx_statement_work_due_id (self, one->partner));
      }
  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_string_append_printf (ids, "%s%s", ids->len > 1 ? "," : "", (const char *) id);
  g_string_append_c (ids, '}');
  self->payments = nx_payments_by_ids (db, ids->str, error);
  return self->payments != NULL;
}

NxStatementWork *
nx_statement_work_new (NxDb *db, const NxActor *actor, const char *statement_id, GError **error)
{
  g_autoptr (NxStatementWork) self = g_new0 (NxStatementWork, 1);

  if (!read_rows (self, db, actor, statement_id, error))
    return NULL;
  read_dues (self);
  read_lines (self);
  read_decisions (self);
  match_lines (self);
  return read_payments (self, db, error) ? g_steal_pointer (&self) : NULL;
}

void
nx_statement_work_free (NxStatementWork *self)
{
  for (guint i = 0; i < self->n_lines; i++)
    {
      g_clear_pointer (&self->line[i].decided, g_array_unref);
      g_clear_pointer (&self->line[i].rejected, g_array_unref);
      g_clear_pointer (&self->line[i].proposals, g_array_unref);
    }
  g_free (self->line);
  g_clear_pointer (&self->matched, g_ptr_array_unref);
  g_clear_pointer (&self->index, nx_bank_index_free);
  g_clear_pointer (&self->payments, g_hash_table_unref);
  g_clear_pointer (&self->due_by_id, g_hash_table_unref);
  g_clear_pointer (&self->line_by_id, g_hash_table_unref);
  g_free (self->due);
  g_clear_pointer (&self->statement, nx_rows_free);
  g_clear_pointer (&self->lines, nx_rows_free);
  g_clear_pointer (&self->decisions, nx_rows_free);
  g_clear_pointer (&self->dues, nx_rows_free);
  g_free (self);
}
