/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-cli.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/nx-i18n.h"
#include "common/nx-json.h"
#include "common/nx-time.h"
#include "server/db/nx-migrate.h"
#include "server/db/nx-pg-bin.h"
#include "server/nx-check.h"

/* More than this says nothing more. */
#define FAULTS_SHOWN 20

enum
{
  IS_USED
};

static const NxStatement statements[] = {
  [IS_USED] = { "cli.is_used", "SELECT EXISTS (SELECT FROM users) AS used", 0 },
};
NX_STATEMENTS (cli, statements)

/* --- migrate --- */

static int
print_status (NxCli *cli, GError **error)
{
  g_autoptr (GPtrArray) list = nx_migrate_status (cli->db, error);
  int status = 0;

  if (list == NULL)
    return 1;
  for (guint i = 0; i < list->len; i++)
    {
      const NxMigration *migration = g_ptr_array_index (list, i);
      g_autofree char *at
          = migration->applied_at != NX_TIME_NONE ? nx_time_format (migration->applied_at) : g_strdup (_ ("to be applied"));

      g_print ("%-32s %s\n", migration->name, at);
      if (migration->applied_at == NX_TIME_NONE)
        status = 1;
    }
  return status;
}

int
nx_cli_migrate (NxCli *cli, int argc, char **argv, GError **error)
{
  gboolean status_only = argc == 2 && g_str_equal (argv[1], "--status");
  guint applied = 0;

  if (argc > 1 && !status_only)
    return nx_cli_usage (_ ("migrate takes --status or nothing"));
  if (!nx_cli_open (cli, FALSE, error))
    return 1;
  if (status_only)
    return print_status (cli, error);
  if (!nx_migrate (cli->db, nx_clock_now (cli->clock), &applied, error))
    return 1;
  g_print (ngettext ("%u migration applied.\n", "%u migrations applied.\n", applied), applied);
  return 0;
}

/* --- check --- */

static guint
print_text (GPtrArray *results)
{
  guint broken = 0;

  for (guint i = 0; i < results->len; i++)
    {
      const NxCheckResult *result = g_ptr_array_index (results, i);

      g_print ("%s  %-6s %s\n", result->code, result->faults->len == 0 ? "OK" : "BROKEN", result->says);
      for (guint j = 0; j < MIN (result->faults->len, FAULTS_SHOWN); j++)
        g_print ("       %s\n", (const char *) g_ptr_array_index (result->faults, j));
      if (result->faults->len > FAULTS_SHOWN)
        g_print ("       … %u more\n", result->faults->len - FAULTS_SHOWN);
      broken += result->faults->len > 0;
    }
  g_print ("%u invariants, %u broken\n", results->len, broken);
  return broken;
}

static guint
print_json (GPtrArray *results)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  g_autofree char *text = NULL;
  guint broken = 0;

  for (guint i = 0; i < results->len; i++)
    broken += ((NxCheckResult *) g_ptr_array_index (results, i))->faults->len > 0;
  nx_json_begin_object (json, NULL);
  nx_json_add_bool (json, "ok", broken == 0);
  nx_json_begin_array (json, "checks");
  for (guint i = 0; i < results->len; i++)
    {
      const NxCheckResult *result = g_ptr_array_index (results, i);

      nx_json_begin_object (json, NULL);
      nx_json_add_string (json, "code", result->code);
      nx_json_add_string (json, "says", result->says);
      nx_json_add_bool (json, "ok", result->faults->len == 0);
      nx_json_begin_array (json, "faults");
      for (guint j = 0; j < result->faults->len; j++)
        nx_json_add_string (json, NULL, g_ptr_array_index (result->faults, j));
      nx_json_end_array (json);
      nx_json_end_object (json);
    }
  nx_json_end_array (json);
  nx_json_end_object (json);
  text = nx_json_writer_end (json, NULL);
  g_print ("%s\n", text);
  return broken;
}

static int
check (NxCli *cli, gboolean as_json, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;

  if (!nx_migrate_is_current (cli->db, error))
    return 1;
  results = nx_check_run (cli->db, nx_clock_now (cli->clock), error);
  if (results == NULL)
    return 1;
  return (as_json ? print_json (results) : print_text (results)) > 0;
}

int
nx_cli_check (NxCli *cli, int argc, char **argv, GError **error)
{
  gboolean as_json = argc == 2 && g_str_equal (argv[1], "--json");

  if (argc > 1 && !as_json)
    return nx_cli_usage (_ ("check takes --json or nothing"));
  return nx_cli_open (cli, FALSE, error) ? check (cli, as_json, error) : 1;
}

/* --- backup, restore --- */

static gboolean
run_program (NxCli *cli, const char *program, const char *const *arguments, GError **error)
{
  g_autofree char *path = nx_pg_program (program, error);
  g_auto (GStrv) environment = nx_db_environment (nx_cli_conninfo (cli));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autofree char *said = NULL;
  int status = 0;

  if (path == NULL)
    return FALSE;
  g_strv_builder_add (builder, path);
  g_strv_builder_addv (builder, (const char **) arguments);
  argv = g_strv_builder_end (builder);
  if (!g_spawn_sync (NULL, argv, environment, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said, &status, error))
    return FALSE;
  if (g_spawn_check_wait_status (status, NULL))
    return TRUE;
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "%s", g_strstrip (said));
  return FALSE;
}

/* Written beside its name and renamed when it is whole, readable by its owner only. */
static int
backup (NxCli *cli, const char *file, GError **error)
{
  g_autofree char *draft = g_strconcat (file, ".part", NULL);
  const char *const arguments[] = { "--format=custom", "--no-owner", "--no-privileges", "--file", draft, NULL };

  umask (0077);
  if (!run_program (cli, "pg_dump", arguments, error))
    {
      g_unlink (draft);
      return 1;
    }
  if (g_rename (draft, file) != 0)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "%s: %s", file, g_strerror (errno));
      return 1;
    }
  g_print (_ ("Saved to %s.\n"), file);
  return 0;
}

int
nx_cli_backup (NxCli *cli, int argc, char **argv, GError **error)
{
  if (argc != 2)
    return nx_cli_usage (_ ("backup takes the name of a file"));
  return nx_cli_open (cli, FALSE, error) ? backup (cli, argv[1], error) : 1;
}

static int
restore (NxCli *cli, const char *file, GError **error)
{
  const char *const arguments[]
      = { "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname",
          "",        file,          NULL };

  if (!run_program (cli, "pg_restore", arguments, error) || !nx_migrate (cli->db, nx_clock_now (cli->clock), NULL, error))
    return 1;
  g_print (_ ("Restored from %s.\n"), file);
  return check (cli, FALSE, error);
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
  return restore (cli, argv[1], error);
}
