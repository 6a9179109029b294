/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/statements.h"

#include <glib/gi18n-lib.h>

#include "common/nx-random.h"
#include "server/nx-audit.h"
#include "server/statements/statements-store.h"
#include "server/transfers/transfers.h"

/*
 * Settling what a person ticked. Three forms: a line for a payment; several lines for one payment, which are settled as one; a line
 * that was shared among payments, which are settled together. Each is a unit: all of it or nothing, in a savepoint of its own.
 */

typedef struct
{
  const char *id;
  int status; /* NxBankLineStatus */
  gint64 amount;
  gint32 date;
  GArray *decided; /* (nullable): NxStatementShare */
} Line;

typedef struct
{
  NxDb *db;
  const NxActor *actor;
  const NxStatementConfirmation *items;
  guint n_items;
  GPtrArray *outcomes; /* NxStatementOutcome; code NULL: not yet looked at */
  GHashTable *lines;   /* id → Line */
  NxRows *rows, *confirmed;
} Batch;

static void
line_free (Line *self)
{
  g_clear_pointer (&self->decided, g_array_unref);
  g_free (self);
}

static void
outcome_free (NxStatementOutcome *self)
{
  g_free (self->detail);
  g_free (self);
}

/* --- what is locked --- */

static void
append_id (GString *list, const char *id)
{
  if (id != NULL && nx_uuid_is_valid (id))
    g_string_append_printf (list, "%s%s", list->len > 1 ? "," : "", id);
}

static char *
ids_of_lines (const Batch *self)
{
  GString *list = g_string_new ("{");

  for (guint i = 0; i < self->n_items; i++)
    append_id (list, self->items[i].line_id);
  return g_string_free (g_string_append_c (list, '}'), FALSE);
}

/* Those that are named, and those that were decided before. */
static char *
ids_of_payments (const Batch *self)
{
  GString *list = g_string_new ("{");

  for (guint i = 0; i < self->n_items; i++)
    append_id (list, self->items[i].payment_id);
  for (guint i = 0; i < nx_rows_count (self->confirmed); i++)
    append_id (list, nx_rows_text (self->confirmed, i, "payment_id"));
  return g_string_free (g_string_append_c (list, '}'), FALSE);
}

static void
read_lines (Batch *self)
{
  for (guint i = 0; i < nx_rows_count (self->rows); i++)
    {
      Line *line = g_new0 (Line, 1);

      line->id = nx_rows_text (self->rows, i, "id");
      line->status = nx_enum_value (&nx_bank_line_status_enum, nx_rows_text (self->rows, i, "status"));
      line->amount = nx_rows_int (self->rows, i, "amount");
      line->date = nx_rows_date (self->rows, i, "booked_on");
      g_hash_table_insert (self->lines, (gpointer) line->id, line);
    }
  for (guint i = 0; i < nx_rows_count (self->confirmed); i++)
    {
      Line *line = g_hash_table_lookup (self->lines, nx_rows_text (self->confirmed, i, "line_id"));
      const NxStatementShare share
          = { nx_rows_text (self->confirmed, i, "payment_id"), nx_rows_int (self->confirmed, i, "amount") };

      if (line == NULL)
        continue;
      if (line->decided == NULL)
        line->decided = g_array_new (FALSE, FALSE, sizeof (NxStatementShare));
      g_array_append_val (line->decided, share);
    }
}

/* Lines, then students, then payments: what was decided is read again once the lines are held. */
static gboolean
lock (Batch *self, const char *statement_id, GError **error)
{
  g_autofree char *lines = ids_of_lines (self), *payments = NULL, *all = NULL;
  g_autoptr (GString) held = g_string_new ("{");

  self->confirmed = nx_statements_store_confirmed (self->db, lines, error);
  if (self->confirmed == NULL)
    return FALSE;
  payments = ids_of_payments (self);
  self->rows = nx_statements_store_lock_lines (self->db, statement_id, lines, payments, error);
  if (self->rows == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (self->rows); i++)
    append_id (held, nx_rows_text (self->rows, i, "id"));
  g_string_append_c (held, '}');
  g_clear_pointer (&self->confirmed, nx_rows_free);
  self->confirmed = nx_statements_store_confirmed (self->db, held->str, error);
  if (self->confirmed == NULL)
    return FALSE;
  all = ids_of_payments (self);
  if (!nx_statements_store_lock_students (self->db, all, error))
    return FALSE;
  read_lines (self);
  return TRUE;
}

/* --- units --- */

/* One payment with what of each line goes to it. */
typedef struct
{
  const char *payment_id;
  gint64 amount;
  gint32 date;
} Part;

typedef struct
{
  Batch *batch;
  GArray *parts;    /* Part */
  GPtrArray *lines; /* Line */
  GArray *items;    /* guint: whose outcome it is */
  gboolean accept;
  const char *note;
} Unit;

static gboolean
settle_unit (NxDb *db, gpointer data, GError **error)
{
  Unit *unit = data;
  const NxActor *actor = unit->batch->actor;

  for (guint i = 0; i < unit->parts->len; i++)
    {
      const Part *part = &g_array_index (unit->parts, Part, i);

      if (!nx_transfers_confirm (db, actor, part->payment_id, NX_MONEY_TND (part->amount), part->date, unit->accept, unit->note,
                                 NULL, error))
        return FALSE;
    }
  for (guint i = 0; i < unit->lines->len; i++)
    {
      const Line *line = unit->lines->pdata[i];

      /* A shared line keeps its matches. */
      if (unit->parts->len == 1
          && (!nx_statements_store_forget (db, line->id, "CONFIRMED", error)
              || !nx_statements_store_match (db, actor, line->id, g_array_index (unit->parts, Part, 0).payment_id, line->amount,
                                             "CONFIRMED", error)))
        return FALSE;
      if (!nx_statements_store_settled (db, actor, line->id, error)
          || !nx_audit (db, actor, "statement.settled", "statement_line", line->id, NULL, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static void
conclude (Batch *self, guint item, const char *code, const char *detail)
{
  NxStatementOutcome *outcome = self->outcomes->pdata[item];

  outcome->code = code;
  g_free (outcome->detail);
  outcome->detail = g_strdup (detail);
}

/* Returns: %FALSE where the whole transaction is over. */
static gboolean
run_unit (Unit *unit, GError **error)
{
  g_autoptr (GError) fault = NULL;
  const gboolean settled = nx_db_savepoint (unit->batch->db, settle_unit, unit, &fault);

  if (!settled
      && (g_error_matches (fault, NX_ERROR, NX_ERROR_UNAVAILABLE) || g_error_matches (fault, NX_ERROR, NX_ERROR_INTERNAL)))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  for (guint i = 0; i < unit->items->len; i++)
    conclude (unit->batch, g_array_index (unit->items, guint, i), settled ? "settled" : nx_error_slug ((NxErrorCode) fault->code),
              settled ? NULL : fault->message);
  for (guint i = 0; settled && i < unit->lines->len; i++)
    ((Line *) unit->lines->pdata[i])->status = NX_BANK_LINE_SETTLED;
  return TRUE;
}

static void
add_line (Unit *unit, Line *line, guint item)
{
  const NxStatementConfirmation *asked = item != G_MAXUINT ? &unit->batch->items[item] : NULL;

  if (asked != NULL)
    {
      g_array_append_val (unit->items, item);
      unit->accept |= asked->accept_difference;
      if (unit->note == NULL)
        unit->note = asked->note;
    }
  for (guint i = 0; i < unit->lines->len; i++)
    if (unit->lines->pdata[i] == line)
      return;
  g_ptr_array_add (unit->lines, line);
}

static gboolean
is_shared (const Line *line)
{
  return line->decided != NULL && line->decided->len > 1;
}

static gboolean
is_decided_for (const Line *line, const char *payment_id)
{
  for (guint i = 0; line->decided != NULL && i < line->decided->len; i++)
    if (g_ascii_strcasecmp (g_array_index (line->decided, NxStatementShare, i).payment_id, payment_id) == 0)
      return TRUE;
  return FALSE;
}

/* The payment that @item names, or the one that was decided. (nullable) */
static const char *
payment_of (const Batch *self, guint item, const Line *line)
{
  if (self->items[item].payment_id != NULL)
    return self->items[item].payment_id;
  return line->decided != NULL && line->decided->len == 1 ? g_array_index (line->decided, NxStatementShare, 0).payment_id : NULL;
}

static void
fill_shared (Unit *unit, Line *line)
{
  Batch *self = unit->batch;

  for (guint i = 0; i < line->decided->len; i++)
    {
      const NxStatementShare *share = &g_array_index (line->decided, NxStatementShare, i);
      const Part part = { share->payment_id, share->amount, line->date };

      g_array_append_val (unit->parts, part);
    }
  for (guint i = 0; i < self->n_items; i++)
    if (g_hash_table_lookup (self->lines, self->items[i].line_id) == line)
      add_line (unit, line, i);
}

/* Whether the same confirmation gives @line to another payment than @payment_id. */
static gboolean
is_asked_otherwise (const Batch *self, const Line *line, const char *payment_id)
{
  for (guint i = 0; i < self->n_items; i++)
    if (self->items[i].payment_id != NULL && g_hash_table_lookup (self->lines, self->items[i].line_id) == line
        && g_ascii_strcasecmp (self->items[i].payment_id, payment_id) != 0)
      return TRUE;
  return FALSE;
}

/* Every line that was ticked for @payment_id, and those that were matched with it before. */
static void
fill_single (Unit *unit, const char *payment_id)
{
  Batch *self = unit->batch;
  Part part = { payment_id, 0, 0 };
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < self->n_items; i++)
    {
      Line *line = g_hash_table_lookup (self->lines, self->items[i].line_id);
      const char *other = line != NULL && ((NxStatementOutcome *) self->outcomes->pdata[i])->code == NULL && !is_shared (line)
                                  && line->status != NX_BANK_LINE_SETTLED && line->status != NX_BANK_LINE_IGNORED
                              ? payment_of (self, i, line)
                              : NULL;

      if (other != NULL && g_ascii_strcasecmp (other, payment_id) == 0)
        add_line (unit, line, i);
    }
  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Line *line = value;

      if (line->status == NX_BANK_LINE_MATCHED && !is_shared (line) && is_decided_for (line, payment_id)
          && !is_asked_otherwise (self, line, payment_id))
        add_line (unit, line, G_MAXUINT);
    }
  for (guint i = 0; i < unit->lines->len; i++)
    {
      const Line *line = unit->lines->pdata[i];

      part.amount += line->amount;
      part.date = MAX (part.date, line->date);
    }
  g_array_append_val (unit->parts, part);
}

/* What needs no look at the payment. Returns: whether @item is to be settled. */
static gboolean
check_item (Batch *self, guint item, const Line *line)
{
  if (line == NULL)
    conclude (self, item, "not_found", _ ("There is no such line in this statement."));
  else if (line->status == NX_BANK_LINE_SETTLED)
    conclude (self, item, "already_settled", _ ("This line is settled already."));
  else if (line->status == NX_BANK_LINE_IGNORED)
    conclude (self, item, "conflict", _ ("This line was put aside. Take it up again first."));
  else if (is_shared (line) && self->items[item].payment_id != NULL && !is_decided_for (line, self->items[item].payment_id))
    conclude (self, item, "conflict", _ ("This line is shared among other payments."));
  else if (!is_shared (line) && payment_of (self, item, line) == NULL)
    conclude (self, item, "invalid", _ ("Say which payment this line settles."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
confirm_item (Batch *self, guint item, GError **error)
{
  Line *line = g_hash_table_lookup (self->lines, self->items[item].line_id);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part)), items = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  Unit unit = { self, parts, lines, items, FALSE, NULL };

  if (((NxStatementOutcome *) self->outcomes->pdata[item])->code != NULL || !check_item (self, item, line))
    return TRUE;
  if (is_shared (line))
    fill_shared (&unit, line);
  else
    fill_single (&unit, payment_of (self, item, line));
  return run_unit (&unit, error);
}

static gboolean
confirm_all (Batch *self, const char *statement_id, GError **error)
{
  if (!lock (self, statement_id, error))
    return FALSE;
  for (guint i = 0; i < self->n_items; i++)
    if (!confirm_item (self, i, error))
      return FALSE;
  return TRUE;
}

GPtrArray *
nx_statements_confirm (NxDb *db, const NxActor *actor, const char *statement_id, const NxStatementConfirmation *items,
                       guint n_items, GError **error)
{
  Batch batch = { .db = db, .actor = actor, .items = items, .n_items = n_items };
  g_autoptr (NxRows) statement = NULL;
  g_autoptr (GPtrArray) outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) outcome_free);
  gboolean done;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  statement = nx_uuid_is_valid (statement_id) ? nx_statements_store_lock (db, statement_id, error) : NULL;
  if (nx_uuid_is_valid (statement_id) && statement == NULL)
    return NULL;
  if (statement == NULL || nx_rows_count (statement) == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such statement."));
      return NULL;
    }
  for (guint i = 0; i < n_items; i++)
    {
      NxStatementOutcome *outcome = g_new0 (NxStatementOutcome, 1);

      outcome->line_id = items[i].line_id;
      g_ptr_array_add (outcomes, outcome);
    }
  batch.outcomes = outcomes;
  batch.lines = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) line_free);
  done = confirm_all (&batch, statement_id, error);
  g_hash_table_unref (batch.lines);
  g_clear_pointer (&batch.rows, nx_rows_free);
  g_clear_pointer (&batch.confirmed, nx_rows_free);
  return done ? g_steal_pointer (&outcomes) : NULL;
}
