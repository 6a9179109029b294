/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/agenda/nx-session-source.h"

G_BEGIN_DECLS

/* A centre for tests: nine coaches (or as many as asked) and a week of sessions. The same each time. */

/* Wednesday 18 November 2026, 16:24 in Tunis */
#define FIXTURE_NOW G_GINT64_CONSTANT (1795015440000000)
/* Monday of that week */
gint32 fixture_monday (void);
/* (transfer full) */
GPtrArray *fixture_coaches (guint n);
/* (transfer full): @minute of the day in Tunis */
NxSession *fixture_session (const char *id, NxCoach *coach, gint32 date, int minute, int duration, const char *first_name,
                            const char *last_name);
/* Fills @source with @n sessions over the week, of @n_coaches coaches. */
void fixture_fill (NxSessionSource *source, guint n_coaches, guint n);
/* Writes @widget to $TEST_SHOT_DIR/@name.png, where that is set. */
void fixture_shot (GtkWidget *widget, const char *name);
/* Runs the main loop until nothing is left to do, at most @milliseconds. */
void fixture_settle (guint milliseconds);
/* Must be called first in main(): language, style and display of the test. */
void fixture_init (int *argc, char ***argv);
/* A window of @width × @height with @child under @header (nullable), shown. */
GtkWidget *fixture_window (GtkWidget *child, GtkWidget *header, int width, int height);

G_END_DECLS
