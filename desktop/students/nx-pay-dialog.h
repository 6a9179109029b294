/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/students/nx-student-data.h"

G_BEGIN_DECLS

/** NxPayDialog: takes cash or a cheque at the desk for a plan, a pack or what is awaited already. It says what will happen before the key is pressed. */
#define NX_TYPE_PAY_DIALOG (nx_pay_dialog_get_type ())
G_DECLARE_FINAL_TYPE (NxPayDialog, nx_pay_dialog, NX, PAY_DIALOG, AdwWindow)

/** @from: a widget of the window. Returns: (transfer none) */
GtkWindow *nx_pay_dialog_present (GtkWidget *from, NxStudentData *data);

G_END_DECLS
