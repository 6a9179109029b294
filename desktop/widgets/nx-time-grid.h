/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/widgets/nx-time-scale.h"

G_BEGIN_DECLS

/**
 * NxTimeGrid: columns of a day's hours. The grid (hours, closed hours, today, the line of now, the cell cursor) is painted; what
 * stands in it are real child widgets, placed by one layout manager (nx_time_grid_place()).
 *
 * It takes the focus itself: arrows move the cell cursor, Tab walks the children in the order that they were placed in.
 *
 * Signals: "create" (int column, int start, int end): an empty range was clicked, dragged or chosen with Enter; "leave" (int
 * direction): the cursor was moved past the first (-1) or last (+1) column; "unfold" (): a folded range was clicked.
 */
#define NX_TYPE_TIME_GRID (nx_time_grid_get_type ())
G_DECLARE_FINAL_TYPE (NxTimeGrid, nx_time_grid, NX, TIME_GRID, GtkWidget)

GtkWidget *nx_time_grid_new (void);

/** @today: column to shade, -1 for none. @now: minute of the day for the line, -1 for none; @now_everywhere: over all columns. */
void nx_time_grid_set_columns (NxTimeGrid *self, int columns, int minimum_width);
void nx_time_grid_set_now (NxTimeGrid *self, int today, int now, gboolean now_everywhere);
/** Full hours outside of which the day is folded. */
void nx_time_grid_set_hours (NxTimeGrid *self, int open, int close);
/** Columns in which nothing can be made (a closed day), as bits. */
void nx_time_grid_set_closed (NxTimeGrid *self, guint32 closed_columns);
/** NxTimeRange: minutes of a day, in a column. */
typedef struct
{
  int column, start, end;
} NxTimeRange;

/** What can be booked: the rest of the columns in @known (bits) is shaded. @ranges: (nullable) (element-type NxTimeRange): by column and
 * start, none overlapping another of its column. */
void nx_time_grid_set_open (NxTimeGrid *self, GArray *ranges, guint64 known);
void nx_time_grid_set_can_create (NxTimeGrid *self, gboolean can_create);

/** Puts @child, which becomes a child of the grid where it is none, at a column and time; @lane of @lanes side by side. */
void nx_time_grid_place (NxTimeGrid *self, GtkWidget *child, int column, int start, int end, int lane, int lanes);
/** Orders the children for Tab and screen readers: @children (element-type GtkWidget). */
void nx_time_grid_set_order (NxTimeGrid *self, GPtrArray *children);

/** The cell cursor: where N makes a new session. */
void nx_time_grid_get_cursor (NxTimeGrid *self, int *column, int *minute);
void nx_time_grid_set_cursor (NxTimeGrid *self, int column, int minute);

/** Where a popover about that range points. */
void nx_time_grid_get_cell (NxTimeGrid *self, int column, int start, int end, GdkRectangle *area);
NxTimeScale nx_time_grid_get_scale (NxTimeGrid *self);

/**
 * nx_time_grid_set_ghost: Shows where something that is being moved would stand.
 * @text: (nullable): what it is; @refused: (nullable): why it cannot stand there
 */
void nx_time_grid_set_ghost (NxTimeGrid *self, int column, int start, int end, const char *text, const char *refused);
void nx_time_grid_clear_ghost (NxTimeGrid *self);
/** Column and minute (a grid step) at a point of the grid. Returns: whether the point is in it. */
gboolean nx_time_grid_pick (NxTimeGrid *self, double x, double y, int *column, int *minute);

/** NxTimeRuler: the hours of a grid, painted beside it. */
#define NX_TYPE_TIME_RULER (nx_time_ruler_get_type ())
G_DECLARE_FINAL_TYPE (NxTimeRuler, nx_time_ruler, NX, TIME_RULER, GtkWidget)

GtkWidget *nx_time_ruler_new (void);
void nx_time_ruler_set_hours (NxTimeRuler *self, int open, int close);
void nx_time_ruler_set_now (NxTimeRuler *self, int now);

G_END_DECLS
