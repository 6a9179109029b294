/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/transfers/nx-statement-data.h"

G_BEGIN_DECLS

/** NxReconciliation: a bank's statement, line by line, beside what is awaited; all of it by keys. */
#define NX_TYPE_RECONCILIATION (nx_reconciliation_get_type ())
G_DECLARE_FINAL_TYPE (NxReconciliation, nx_reconciliation, NX, RECONCILIATION, GtkWidget)

/** @payments: of NxPayment: what lines can be assigned to */
GtkWidget *nx_reconciliation_new (NxStatementData *data, GListModel *payments);
/** Gives the keys to the list. */
void nx_reconciliation_focus_list (NxReconciliation *self);
/** Whether something can be changed: not without the network. */
void nx_reconciliation_set_online (NxReconciliation *self, gboolean online);

G_END_DECLS
