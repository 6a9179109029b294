/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/** NxWindow: the one primary window: sign-in page or places, the strip of a lasting state, toasts. */
#define NX_TYPE_WINDOW (nx_window_get_type ())
G_DECLARE_FINAL_TYPE (NxWindow, nx_window, NX, WINDOW, AdwApplicationWindow)

NxWindow *nx_window_new (GtkApplication *application, NxConnection *connection, GSettings *settings);

/** Returns: (transfer none) (nullable): the window that @from, or the dialog that it stands in, belongs to. */
NxWindow *nx_window_find (GtkWidget *from);

/** Returns: (transfer none) (nullable) */
GSettings *nx_window_get_settings (NxWindow *self);

/** @toast: (transfer full): shown; where it has a button, Ctrl+Z presses it, also when it is no longer seen. */
void nx_window_add_toast (NxWindow *self, AdwToast *toast);

/** Shows the place called @name ("today", "agenda", "students", "reports", "transfers"). Returns: (transfer none) (nullable): it. */
GtkWidget *nx_window_show_place (NxWindow *self, const char *name);

/** Opens what a notice was about. @session_id: of a session. */
void nx_window_open_session (NxWindow *self, const char *session_id);

G_END_DECLS
