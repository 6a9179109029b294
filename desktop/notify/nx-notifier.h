/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxNotifier: a notice of the system for a session that somebody else booked while no window of ours is in front; a coach hears of
 * their own only. Its action opens the session (app.open-session).
 */
#define NX_TYPE_NOTIFIER (nx_notifier_get_type ())
G_DECLARE_FINAL_TYPE (NxNotifier, nx_notifier, NX, NOTIFIER, GObject)

/** @application: (transfer none): not kept alive by this. */
NxNotifier *nx_notifier_new (GtkApplication *application, NxConnection *connection, GSettings *settings);

G_END_DECLS
