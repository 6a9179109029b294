/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** NxSessionRow: a session in a list: when, who, what, its state and the one thing that can be done about it: win.open-report, or
 * row.join. */
#define NX_TYPE_SESSION_ROW (nx_session_row_get_type ())
G_DECLARE_FINAL_TYPE (NxSessionRow, nx_session_row, NX, SESSION_ROW, GtkListBoxRow)

/** @with_date: whether the day is told as well */
GtkWidget *nx_session_row_new (NxSession *session, gboolean with_date);
/** Returns: (transfer none) */
NxSession *nx_session_row_get_session (NxSessionRow *self);
/** In a list to choose from: no button, and @action (s: session id) where it is activated. */
void nx_session_row_set_plain (NxSessionRow *self, const char *action);
/** Where room is short the state is an icon only. Takes effect with the next update. */
void nx_session_row_set_narrow (NxSessionRow *self, gboolean narrow);
void nx_session_row_update (NxSessionRow *self, gint64 now);

G_END_DECLS
