/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-pg-bin.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "common/nx-error.h"

/* Debian keeps one folder a major version and none of them in the PATH. */
#define VERSIONS_DIR "/usr/lib/postgresql"

static char *
newest_debian_dir (void)
{
  g_autoptr (GDir) dir = g_dir_open (VERSIONS_DIR, 0, NULL);
  const char *name;
  int newest = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *postgres = g_build_filename (VERSIONS_DIR, name, "bin", "postgres", NULL);

      if (g_file_test (postgres, G_FILE_TEST_IS_EXECUTABLE))
        newest = MAX (newest, atoi (name));
    }
  return newest > 0 ? g_strdup_printf (VERSIONS_DIR "/%d/bin", newest) : NULL;
}

char *
nx_pg_bin_dir (void)
{
  g_autofree char *in_path = NULL;
  char *dir = newest_debian_dir ();

  if (dir != NULL)
    return dir;
  in_path = g_find_program_in_path ("postgres");
  return in_path != NULL ? g_path_get_dirname (in_path) : NULL;
}

char *
nx_pg_program (const char *program, GError **error)
{
  g_autofree char *dir = nx_pg_bin_dir ();
  g_autofree char *path = dir != NULL ? g_build_filename (dir, program, NULL) : NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    {
      g_clear_pointer (&path, g_free);
      path = g_find_program_in_path (program);
    }
  if (path == NULL)
    {
      g_set_error (
          error, NX_ERROR, NX_ERROR_CONFIG,
          _ ("PostgreSQL's program “%s” was not found: install the package postgresql, or set DATABASE_URL to a running server"),
          program);
      return NULL;
    }
  return g_steal_pointer (&path);
}
