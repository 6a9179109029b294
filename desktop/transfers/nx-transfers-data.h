/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxTransfersData: imported statements, and payments that are awaited; both follow the server's events.
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
/** Whether both lists were answered once. */
gboolean nx_transfers_data_get_known (NxTransfersData *self);
gboolean nx_transfers_data_get_loading (NxTransfersData *self);
void nx_transfers_data_refresh (NxTransfersData *self);

G_END_DECLS
