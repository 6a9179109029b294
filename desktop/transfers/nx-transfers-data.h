/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxTransfersData: imported statements, payments that are awaited, and those to be looked at; all follow the server's events.
 *
 * Signals: "changed" () after an answer; "failed" (GError).
 */
#define NX_TYPE_TRANSFERS_DATA (nx_transfers_data_get_type ())
G_DECLARE_FINAL_TYPE (NxTransfersData, nx_transfers_data, NX, TRANSFERS_DATA, GObject)

NxTransfersData *nx_transfers_data_new (NxConnection *connection);
/** Statements are not asked for. */
void nx_transfers_data_follow_payments_only (NxTransfersData *self);
/** Returns: (transfer none) */
NxConnection *nx_transfers_data_get_connection (NxTransfersData *self);
/** Returns: (transfer none): of NxBankStatement without lines, the latest first. */
GListModel *nx_transfers_data_get_statements (NxTransfersData *self);
/** Returns: (transfer none): of NxPayment, by group and then the oldest first. */
GListModel *nx_transfers_data_get_payments (NxTransfersData *self);
/** Returns: (transfer none): of NxPayment: those that the office has to look at, then those that are awaited. */
GListModel *nx_transfers_data_get_shown (NxTransfersData *self);
/** Whether all lists were answered once. */
gboolean nx_transfers_data_get_known (NxTransfersData *self);
gboolean nx_transfers_data_get_loading (NxTransfersData *self);
void nx_transfers_data_refresh (NxTransfersData *self);

G_END_DECLS
