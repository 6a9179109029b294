/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/api/nx-connection.h"
#include "desktop/transfers/nx-line-item.h"

G_BEGIN_DECLS

/** NxTally: how far the lines are, counted from what is shown. */
typedef struct
{
  guint lines, certain, doubtful, unknown, done, ignored, ticked;
  NxMoney sum; /* of the ticked ones */
} NxTally;

/**
 * NxStatementData: the statement that is open: its lines, and what is done with them on the server.
 *
 * Signals: "changed" () when the statement or the tally changed; "failed" (GError); "loaded" (); "confirmed" (confirmed, refused) at
 * the end of a batch; "decided" (NxLineItem, action) after a decision; "undone" () when the whole import was taken back.
 */
#define NX_TYPE_STATEMENT_DATA (nx_statement_data_get_type ())
G_DECLARE_FINAL_TYPE (NxStatementData, nx_statement_data, NX, STATEMENT_DATA, GObject)

NxStatementData *nx_statement_data_new (NxConnection *connection);
/** Returns: (transfer none) */
NxConnection *nx_statement_data_get_connection (NxStatementData *self);
/** Returns: (transfer none): of NxLineItem, in the file's order. */
GListModel *nx_statement_data_get_items (NxStatementData *self);
/** Returns: (transfer none) (nullable) */
NxBankStatement *nx_statement_data_get_statement (NxStatementData *self);
/** Returns: (transfer none) (nullable): also while it is still being fetched. */
const char *nx_statement_data_get_id (NxStatementData *self);
const NxTally *nx_statement_data_get_tally (NxStatementData *self);
gboolean nx_statement_data_get_loading (NxStatementData *self);
/** Whether a batch is being confirmed; @done of @total lines are answered. */
gboolean nx_statement_data_get_progress (NxStatementData *self, guint *done, guint *total);

/** Fetches the statement @id; lines that are shown already are patched. */
void nx_statement_data_open (NxStatementData *self, const char *id);
/** Shows @statement, which has its lines. */
void nx_statement_data_take (NxStatementData *self, NxBankStatement *statement);
void nx_statement_data_close (NxStatementData *self);

/**
 * nx_statement_data_confirm:
 * @items: (element-type NxLineItem): each with its chosen payment
 * @note: (nullable): with it a difference is accepted
 *
 * Settles the payments, in portions, so that it can be stopped.
 */
void nx_statement_data_confirm (NxStatementData *self, GPtrArray *items, const char *note);
void nx_statement_data_confirm_ticked (NxStatementData *self);
void nx_statement_data_stop (NxStatementData *self);
/**
 * nx_statement_data_decide:
 * @action: "match", "ignore", "reject", "reopen", "share"
 * @shares: (nullable) (element-type NxPayment): whose `amount` is each one's share, for "match" (one) and "share"
 */
void nx_statement_data_decide (NxStatementData *self, NxLineItem *item, const char *action, GPtrArray *shares, const char *note);
void nx_statement_data_undo (NxStatementData *self);
/** Counts again, after an item changed. */
void nx_statement_data_count (NxStatementData *self);

/** Reads an answer that is a statement outside the main thread. */
void nx_statement_read_async (GBytes *json, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/** Returns: (transfer full) */
NxBankStatement *nx_statement_read_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
