/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What NxTimeGrid paints in an area of its own, apart so that the grid holds only what is where. */

/** @share of @color's own alpha. */
GdkRGBA nx_paint_faded (GdkRGBA color, float share);
/** A wash of @wash with an outline of @edge px in @color, rounded. */
void nx_paint_box (GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *wash, const GdkRGBA *color, float edge);
/** Slanted lines: what is refused, or held. @gap: px between them. */
void nx_paint_hatch (GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *color, double gap);
/** The outline of a range, with its times: what a click or N would make. */
void nx_paint_range (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area, int start, int end,
                     const GdkRGBA *accent);

/** The line of now, with its dot at @x. */
void nx_paint_now (GtkWidget *widget, GtkSnapshot *snapshot, double x, double width, double y);

/**
 * nx_paint_ghost:
 * @area: where it would stand
 * @title: the time that it would have, in large
 * @text: (nullable): a smaller line
 * @refused: (nullable): why not; then it is hatched in the colour of faults
 */
void nx_paint_ghost (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area, const char *title, const char *text,
                     const char *refused);

G_END_DECLS
