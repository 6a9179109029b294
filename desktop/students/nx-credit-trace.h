/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/students/nx-student-data.h"

G_BEGIN_DECLS

/*
 * « D'où vient ce crédit ? »: rows of the file's credits that open to what they come from and went to: payment or renewal, lot,
 * sessions. GtkListBoxCreateWidgetFunc: @user_data is the NxStudentData.
 */
GtkWidget *nx_credit_lot_row_new (gpointer lot, gpointer data);
GtkWidget *nx_credit_transaction_row_new (gpointer transaction, gpointer data);
/** A payment: state and receipt; it opens with its history among the transfers. */
GtkWidget *nx_credit_payment_row_new (gpointer payment, gpointer data);

G_END_DECLS
