/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** Shows the preferences of @settings; each change applies at once. */
void nx_preferences_window_present (GtkWindow *parent, GSettings *settings);

G_END_DECLS
