/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** NxPaymentRow: a payment that is awaited, with the name of its group above the group's first. */
#define NX_TYPE_PAYMENT_ROW (nx_payment_row_get_type ())
G_DECLARE_FINAL_TYPE (NxPaymentRow, nx_payment_row, NX, PAYMENT_ROW, AdwBin)

GtkWidget *nx_payment_row_new (void);
/** @payment: (nullable) */
void nx_payment_row_set_payment (NxPaymentRow *self, NxPayment *payment, gint64 now);
/** @before: (nullable): the payment of the row above */
void nx_payment_row_set_before (NxPaymentRow *self, NxPayment *before);

G_END_DECLS
