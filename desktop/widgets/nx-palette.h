/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** Colours of the coaches: each at least 3:1 against the backgrounds of its style (WCAG 1.4.11), and never alone: a mark is
 * beside. */
#define NX_PALETTE_SIZE 12

/** @color: out: colour @index (any integer, folded into the palette) for light or @dark style. */
void nx_palette_get (gint64 index, gboolean dark, GdkRGBA *color);

/** Contrast ratio of WCAG 2 between two opaque colours, 1 to 21. */
double nx_palette_contrast (const GdkRGBA *a, const GdkRGBA *b);

/** @share of @over laid on @under, opaque. */
GdkRGBA nx_palette_mix (const GdkRGBA *under, const GdkRGBA *over, double share);

/** Whether @widget is drawn in the dark style. */
gboolean nx_palette_is_dark (GtkWidget *widget);

/** Colour @name of the style ("view_bg_color") at @widget, @fallback where it has none. */
GdkRGBA nx_palette_named (GtkWidget *widget, const char *name, GdkRGBA fallback);

/**
 * NxMark: a coach's mark, two letters on the coach's colour. Decoration: the name is always beside it.
 */
#define NX_TYPE_MARK (nx_mark_get_type ())
G_DECLARE_FINAL_TYPE (NxMark, nx_mark, NX, MARK, GtkWidget)

GtkWidget *nx_mark_new (NxCoach *coach);
/** @coach: (nullable) */
void nx_mark_set_coach (NxMark *self, NxCoach *coach);

/** Loads the style sheet and templates that places share; cheap when done before. */
void nx_style_ensure (void);

/** Unparents every child: what a widget without a container's own disposal does in dispose. */
void nx_widget_drop_children (GtkWidget *widget);

/** Gives the button in @drop, which has the focus, the name of the whole: GTK 4.8 leaves it without one. */
void nx_drop_down_name_button (GtkDropDown *drop);

G_END_DECLS
