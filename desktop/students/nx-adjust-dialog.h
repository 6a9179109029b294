/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/students/nx-student-data.h"

G_BEGIN_DECLS

/** NxAdjustDialog: corrects a balance by hand, with a reason; the toast that follows takes it back. */
#define NX_TYPE_ADJUST_DIALOG (nx_adjust_dialog_get_type ())
G_DECLARE_FINAL_TYPE (NxAdjustDialog, nx_adjust_dialog, NX, ADJUST_DIALOG, AdwWindow)

/** @from: a widget of the window. Returns: (transfer none) */
GtkWindow *nx_adjust_dialog_present (GtkWidget *from, NxStudentData *data);

G_END_DECLS
