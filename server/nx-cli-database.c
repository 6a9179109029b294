/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-cli.h"

#include "common/nx-i18n.h"
#include "common/nx-json.h"
#include "common/nx-time.h"
#include "server/db/nx-migrate.h"
#include "server/nx-check.h"
#include "server/transfers/transfers-proofs.h"

/* More than this says nothing more. */
#define FAULTS_SHOWN 20

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

/* What a row of the database says is on the disk: no query can prove it. */
static NxCheckResult *
check_files (NxCli *cli, GError **error)
{
  g_autoptr (GPtrArray) missing = NULL;
  NxCheckResult *result;

  if (!nx_proofs_list (cli->db, cli->config, NULL, &missing, error))
    return NULL;
  result = g_new0 (NxCheckResult, 1);
  result->code = "F01";
  result->says = "a proof of a transfer has its file";
  result->faults = g_steal_pointer (&missing);
  return result;
}

int
nx_cli_prove (NxCli *cli, gboolean as_json, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;
  NxCheckResult *files;

  if (!nx_migrate_is_current (cli->db, error))
    return 1;
  results = nx_check_run (cli->db, nx_clock_now (cli->clock), error);
  if (results == NULL)
    return 1;
  files = check_files (cli, error);
  if (files == NULL)
    return 1;
  g_ptr_array_add (results, files);
  return (as_json ? print_json (results) : print_text (results)) > 0;
}

int
nx_cli_check (NxCli *cli, int argc, char **argv, GError **error)
{
  gboolean as_json = argc == 2 && g_str_equal (argv[1], "--json");

  if (argc > 1 && !as_json)
    return nx_cli_usage (_ ("check takes --json or nothing"));
  return nx_cli_open (cli, FALSE, error) ? nx_cli_prove (cli, as_json, error) : 1;
}
