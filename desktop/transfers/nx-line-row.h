/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/transfers/nx-line-item.h"

G_BEGIN_DECLS

/** NxLineRow: a bank line on the left, what it may settle on the right; one under the other where it is narrow. */
#define NX_TYPE_LINE_ROW (nx_line_row_get_type ())
G_DECLARE_FINAL_TYPE (NxLineRow, nx_line_row, NX, LINE_ROW, AdwBin)

GtkWidget *nx_line_row_new (void);
/** @item: (nullable); @now: to leave out this year */
void nx_line_row_set_item (NxLineRow *self, NxLineItem *item, gint64 now);
void nx_line_row_set_narrow (NxLineRow *self, gboolean narrow);

G_END_DECLS
