/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-cli.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/nx-i18n.h"
#include "common/nx-random.h"
#include "server/db/nx-migrate.h"
#include "server/db/nx-pg-bin.h"
#include "server/transfers/transfers-proofs.h"

/*
 * A backup is one file: a tar archive of the database as pg_dump writes it, and of what is kept beside it: the proofs that families
 * joined to their transfers. One that holds the database alone, as pg_dump writes it, is restored as well.
 */

#define DUMP "database.dump"
#define PROOFS "proofs"

enum
{
  IS_USED
};

static const NxStatement statements[] = {
  [IS_USED] = { "cli.is_used", "SELECT EXISTS (SELECT FROM users) AS used", 0 },
};
NX_STATEMENTS (cli, statements)

static gboolean
run (GStrvBuilder *builder, GStrv environment, GError **error)
{
  g_auto (GStrv) argv = g_strv_builder_end (builder);
  g_autofree char *said = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, argv, environment, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said, &status, error))
    return FALSE;
  if (g_spawn_check_wait_status (status, NULL))
    return TRUE;
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "%s", g_strstrip (said));
  return FALSE;
}

static gboolean
run_pg (NxCli *cli, const char *program, const char *const *arguments, GError **error)
{
  g_autofree char *path = nx_pg_program (program, error);
  g_auto (GStrv) environment = nx_db_environment (nx_cli_conninfo (cli));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (path == NULL)
    return FALSE;
  g_strv_builder_add (builder, path);
  g_strv_builder_addv (builder, (const char **) arguments);
  return run (builder, environment, error);
}

static gboolean
fail (const char *path, GError **error)
{
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

/* What was unpacked or is to be packed: a folder with at most one folder in it. */
static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

/* --- backup --- */

/* The names of the files, after the dump: each row that is in it has its file by then. */
static gboolean
list_proofs (NxCli *cli, const char *names, guint *n, GError **error)
{
  g_autoptr (GPtrArray) present = NULL, missing = NULL;
  g_autoptr (GString) list = g_string_new (NULL);

  if (!nx_proofs_list (cli->db, cli->config, &present, &missing, error))
    return FALSE;
  for (guint i = 0; i < present->len; i++)
    g_string_append_printf (list, PROOFS "/%s\n", (const char *) present->pdata[i]);
  if (missing->len > 0)
    g_printerr (ngettext ("%u proof of a transfer has no file; nexus-server check names it.\n",
                          "%u proofs of transfers have no file; nexus-server check names them.\n", missing->len), missing->len);
  *n = present->len;
  return g_file_set_contents (names, list->str, (gssize) list->len, error);
}

static gboolean
pack (NxCli *cli, const char *folder, const char *archive, GError **error)
{
  g_autofree char *dump = g_build_filename (folder, DUMP, NULL), *names = g_build_filename (folder, "names", NULL);
  g_autofree char *data_dir = g_canonicalize_filename (cli->config->data_dir, NULL);
  const char *const dumping[] = { "--format=custom", "--no-owner", "--no-privileges", "--file", dump, NULL };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  if (!run_pg (cli, "pg_dump", dumping, error) || !list_proofs (cli, names, &n, error))
    return FALSE;
  g_strv_builder_add_many (builder, "tar", "--create", "--file", archive, "--directory", folder, DUMP, NULL);
  if (n > 0)
    g_strv_builder_add_many (builder, "--directory", data_dir, "--verbatim-files-from", "--files-from", names, NULL);
  return run (builder, NULL, error);
}

/* Written beside its name and renamed when it is whole, readable by its owner only. */
static gboolean
backup (NxCli *cli, const char *file, GError **error)
{
  g_autofree char *whole = g_canonicalize_filename (file, NULL);
  g_autofree char *folder = g_strconcat (whole, ".XXXXXX", NULL), *archive = NULL;
  gboolean done;

  umask (0077);
  if (g_mkdtemp (folder) == NULL)
    return fail (file, error);
  archive = g_build_filename (folder, "archive", NULL);
  done = pack (cli, folder, archive, error) && (g_rename (archive, whole) == 0 || fail (file, error));
  remove_folder (folder);
  return done;
}

int
nx_cli_backup (NxCli *cli, int argc, char **argv, GError **error)
{
  if (argc != 2)
    return nx_cli_usage (_ ("backup takes the name of a file"));
  if (!nx_cli_open (cli, FALSE, error) || !backup (cli, argv[1], error))
    return 1;
  g_print (_ ("Saved to %s.\n"), argv[1]);
  return 0;
}

/* --- restore --- */

static gboolean
is_dump (const char *file)
{
  FILE *stream = g_fopen (file, "rb");
  char magic[5] = "";
  const gboolean same = stream != NULL && fread (magic, 1, sizeof magic, stream) == sizeof magic && memcmp (magic, "PGDMP", sizeof magic) == 0;

  if (stream != NULL)
    fclose (stream);
  return same;
}

/* Into place before the rows that name them are there. */
static gboolean
place_proofs (const char *from, const char *to, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  if (dir != NULL && g_mkdir_with_parents (to, 0700) != 0)
    return fail (to, error);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL), *target = g_build_filename (to, name, NULL);
      GStatBuf info;

      if (!nx_uuid_is_valid (name) || g_lstat (source, &info) != 0 || !S_ISREG (info.st_mode))
        continue;
      if (g_rename (source, target) != 0)
        return fail (target, error);
    }
  return TRUE;
}

static gboolean
restore_database (NxCli *cli, const char *dump, GError **error)
{
  const char *const arguments[]
      = { "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname", "", dump, NULL };

  return run_pg (cli, "pg_restore", arguments, error) && nx_migrate (cli->db, nx_clock_now (cli->clock), NULL, error);
}

static gboolean
unpack (NxCli *cli, const char *file, const char *folder, GError **error)
{
  g_autofree char *dump = g_build_filename (folder, DUMP, NULL), *from = g_build_filename (folder, PROOFS, NULL);
  g_autofree char *to = g_build_filename (cli->config->data_dir, PROOFS, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add_many (builder, "tar", "--extract", "--file", file, "--directory", folder, "--no-same-owner", "--no-same-permissions", NULL);
  return run (builder, NULL, error) && place_proofs (from, to, error) && restore_database (cli, dump, error);
}

static gboolean
restore (NxCli *cli, const char *file, GError **error)
{
  g_autofree char *folder = g_build_filename (cli->config->data_dir, "restore.XXXXXX", NULL);
  gboolean done;

  if (is_dump (file))
    return restore_database (cli, file, error);
  umask (0077);
  if (g_mkdir_with_parents (cli->config->data_dir, 0700) != 0 || g_mkdtemp (folder) == NULL)
    return fail (cli->config->data_dir, error);
  done = unpack (cli, file, folder, error);
  remove_folder (folder);
  return done;
}

int
nx_cli_restore (NxCli *cli, int argc, char **argv, GError **error)
{
  gboolean replace = argc == 3 && g_str_equal (argv[2], "--replace");
  g_autoptr (NxRows) rows = NULL;

  if (argc != 2 && !replace)
    return nx_cli_usage (_ ("restore takes the name of a file, and --replace where the database holds data already"));
  if (access (argv[1], R_OK) != 0)
    return nx_cli_usage ("%s: %s", argv[1], g_strerror (errno));
  if (!nx_cli_open (cli, FALSE, error) || !nx_migrate (cli->db, nx_clock_now (cli->clock), NULL, error))
    return 1;
  rows = nx_db_query (cli->db, &statements[IS_USED], NULL, 0, error);
  if (rows == NULL)
    return 1;
  if (nx_rows_bool (rows, 0, "used") && !replace)
    return nx_cli_usage (_ ("this database holds data already; add --replace to replace all of it"));
  if (!restore (cli, argv[1], error))
    return 1;
  g_print (_ ("Restored from %s.\n"), argv[1]);
  return nx_cli_prove (cli, FALSE, error);
}
