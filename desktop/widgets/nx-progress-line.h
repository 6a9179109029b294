/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * NxProgressLine: a thin line that says "still asking", over what stays shown. It appears only after 150 ms, so that quick
 * answers flicker nothing.
 */
#define NX_TYPE_PROGRESS_LINE (nx_progress_line_get_type ())
G_DECLARE_FINAL_TYPE (NxProgressLine, nx_progress_line, NX, PROGRESS_LINE, GtkWidget)

GtkWidget *nx_progress_line_new (void);
void nx_progress_line_set_active (NxProgressLine *self, gboolean active);
/** Whether the line is drawn now. */
gboolean nx_progress_line_get_shown (NxProgressLine *self);

G_END_DECLS
