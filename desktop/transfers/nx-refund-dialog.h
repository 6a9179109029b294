/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxRefundDialog: says what a refund takes back and what it cannot, and asks why. Signal: "accepted" (reason).
 */
#define NX_TYPE_REFUND_DIALOG (nx_refund_dialog_get_type ())
G_DECLARE_FINAL_TYPE (NxRefundDialog, nx_refund_dialog, NX, REFUND_DIALOG, AdwMessageDialog)

/** @from: a widget of the window. Returns: (transfer none) */
GtkWindow *nx_refund_dialog_present (GtkWidget *from, NxConnection *connection, NxPayment *payment);
const char *nx_refund_dialog_get_payment_id (NxRefundDialog *self);
/** Returns: (transfer none): what is said of the credits. */
const char *nx_refund_dialog_get_facts (NxRefundDialog *self);
GtkEditable *nx_refund_dialog_get_reason_entry (NxRefundDialog *self);

G_END_DECLS
