/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxPaymentPane: one payment: what is known of it, its history, and confirming or rejecting it by hand. Signals: "settled" () after
 * something changed on the server; "proof" (NxPayment).
 */
#define NX_TYPE_PAYMENT_PANE (nx_payment_pane_get_type ())
G_DECLARE_FINAL_TYPE (NxPaymentPane, nx_payment_pane, NX, PAYMENT_PANE, AdwBin)

GtkWidget *nx_payment_pane_new (NxConnection *connection);
/** Shows the payment @id; @known (nullable) at once, while the server is asked. */
void nx_payment_pane_open (NxPaymentPane *self, const char *id, NxPayment *known);
/** Returns: (transfer none) (nullable) */
const char *nx_payment_pane_get_id (NxPaymentPane *self);
void nx_payment_pane_refresh (NxPaymentPane *self);
void nx_payment_pane_set_online (NxPaymentPane *self, gboolean online);

G_END_DECLS
