/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

static inline gboolean
nx_test_on_too_long (gpointer user_data)
{
  g_error ("waited too long for %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

/** Runs the main loop until @condition holds; half a minute without it fails the test. */
#define WAIT_FOR(condition)                                                                      \
  G_STMT_START                                                                                   \
  {                                                                                              \
    guint guard_id = g_timeout_add_seconds (30, nx_test_on_too_long, (gpointer) #condition);     \
    while (!(condition))                                                                         \
      g_main_context_iteration (NULL, TRUE);                                                     \
    g_source_remove (guard_id);                                                                  \
  }                                                                                              \
  G_STMT_END

/** Lets everything that is ready run. */
static inline void
nx_test_drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
