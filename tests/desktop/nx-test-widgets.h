/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/api/nx-connection.h"

/** For nx_connection_sign_in_async() with a gboolean: fails the test where it does not go well. */
static inline void
nx_test_on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (nx_connection_sign_in_finish (NX_CONNECTION (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

/** Returns: (transfer none) (nullable): @from or the first widget in it that is a @type */
static inline gpointer
nx_test_find (GtkWidget *from, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (from, type))
    return from;
  for (GtkWidget *w = gtk_widget_get_first_child (from); w != NULL; w = gtk_widget_get_next_sibling (w))
    {
      gpointer found = nx_test_find (w, type);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/** Returns: (transfer none) (nullable): a window that is shown */
static inline gpointer
nx_test_find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type) && gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}
