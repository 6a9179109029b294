/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/widgets/nx-time-scale.h"

G_BEGIN_DECLS

/** NxTimeLayout: the layout manager of NxTimeGrid. */
#define NX_TYPE_TIME_LAYOUT (nx_time_layout_get_type ())
G_DECLARE_FINAL_TYPE (NxTimeLayout, nx_time_layout, NX, TIME_LAYOUT, GtkLayoutManager)

#define NX_TYPE_TIME_LAYOUT_CHILD (nx_time_layout_child_get_type ())
G_DECLARE_FINAL_TYPE (NxTimeLayoutChild, nx_time_layout_child, NX, TIME_LAYOUT_CHILD, GtkLayoutChild)

struct _NxTimeLayoutChild
{
  GtkLayoutChild parent_instance;

  int column, start, end, lane, lanes;
};

void nx_time_layout_set_columns (NxTimeLayout *self, int columns, int minimum_width);
void nx_time_layout_set_hours (NxTimeLayout *self, int open, int close);
int nx_time_layout_get_columns (NxTimeLayout *self);
/** Returns: (transfer none): where @child of the grid stands. */
NxTimeLayoutChild *nx_time_layout_get_child (NxTimeLayout *self, GtkWidget *child);
/** The scale of the last allocation. */
NxTimeScale nx_time_layout_get_scale (NxTimeLayout *self);
/** x of the leading edge of @column (0 to columns) in a grid of @width, the reading direction respected. */
double nx_time_layout_edge (NxTimeLayout *self, int column, int width, GtkTextDirection direction);

G_END_DECLS
