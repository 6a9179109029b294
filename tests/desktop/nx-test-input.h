/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/*
 * Real keys and a real pointer: GTK 4 cannot synthesize events, so xdotool gives them to the test's own X server, while the main
 * loop runs. There is no window manager: a window stands at 0,0.
 */

static inline void
nx_test_on_exit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/** Runs xdotool with the words of @command and lets what comes of it arrive. */
static inline void
nx_test_input (const char *command)
{
  g_autofree char *line = g_strconcat ("xdotool ", command, NULL);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv ((const char *const *) words, G_SUBPROCESS_FLAGS_NONE, &error);
  gboolean over = FALSE;
  gint64 quiet, latest;
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, nx_test_on_exit, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  /* The events come over the display's own connection: they are here once it has answered; a slow machine takes its time with them. */
  gdk_display_sync (gdk_display_get_default ());
  quiet = latest = g_get_monotonic_time ();
  latest += 500 * 1000;
  while (g_get_monotonic_time () < MIN (quiet + 60 * 1000, latest))
    if (g_main_context_iteration (NULL, FALSE))
      quiet = g_get_monotonic_time ();
    else
      g_usleep (1000);
}

/** @keys: as xdotool names them, apart by spaces. */
static inline void
nx_test_keys (const char *keys)
{
  g_autofree char *command = g_strconcat ("key --delay 20 ", keys, NULL);
  nx_test_input (command);
}

/** Where a point of @widget is on the screen. */
static inline void
nx_test_screen_point (GtkWidget *widget, double x, double y, int *screen_x, int *screen_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  graphene_point_t point;
  double dx, dy;
  g_assert_true (gtk_widget_compute_point (widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT ((float) x, (float) y), &point));
  gtk_native_get_surface_transform (native, &dx, &dy);
  *screen_x = (int) (point.x + dx);
  *screen_y = (int) (point.y + dy);
}

/** Moves the pointer there in small steps, as a hand does. */
static inline void
nx_test_pointer (GtkWidget *widget, double x, double y)
{
  g_autofree char *command = NULL;
  int screen_x, screen_y;
  nx_test_screen_point (widget, x, y, &screen_x, &screen_y);
  command = g_strdup_printf ("mousemove %d %d mousemove_relative 1 1 mousemove_relative -- -1 -1", screen_x, screen_y);
  nx_test_input (command);
}
