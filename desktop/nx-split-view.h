/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * NxSplitView: a list and what is chosen in it, side by side where there is room, one after the other where there is not, with a
 * way back. The one place that knows AdwLeaflet.
 *
 * Properties: "sidebar", "content" (GtkWidget), "back-label" (text of the way back), "folded" (read only).
 */
#define NX_TYPE_SPLIT_VIEW (nx_split_view_get_type ())
G_DECLARE_FINAL_TYPE (NxSplitView, nx_split_view, NX, SPLIT_VIEW, AdwBin)

gboolean nx_split_view_get_folded (NxSplitView *self);
/** Where folded: shows the content, or the list. */
void nx_split_view_show_content (NxSplitView *self);
void nx_split_view_show_sidebar (NxSplitView *self);

G_END_DECLS
