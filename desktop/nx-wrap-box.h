/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** NxWrapBox: children one after the other at their natural size, on as many lines as they need. For chips and small buttons. */
#define NX_TYPE_WRAP_BOX (nx_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (NxWrapBox, nx_wrap_box, NX, WRAP_BOX, GtkWidget)

GtkWidget *nx_wrap_box_new (void);
void nx_wrap_box_append (NxWrapBox *self, GtkWidget *child);
void nx_wrap_box_clear (NxWrapBox *self);

G_END_DECLS
