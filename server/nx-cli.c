/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-cli.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "common/nx-time.h"
#include "server/db/nx-migrate.h"

#define SYSTEM_CONFIG "/etc/nexus/server.conf"

int
nx_cli_usage (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("nexus-server: %s\n%s\n", text, _ ("See nexus-server --help."));
  return NX_CLI_USAGE;
}

gboolean
nx_cli_load (NxCli *cli, GError **error)
{
  const char *path = cli->config_path;

  if (path == NULL && access (SYSTEM_CONFIG, R_OK) == 0)
    path = SYSTEM_CONFIG;
  cli->config = nx_config_load (path, error);
  return cli->config != NULL;
}

static const NxConfig *
config_of (NxCli *cli)
{
  return cli->app != NULL ? cli->app->config : cli->config;
}

const char *
nx_cli_conninfo (NxCli *cli)
{
  return cli->pg != NULL ? nx_private_pg_conninfo (cli->pg) : config_of (cli)->database_url;
}

gboolean
nx_cli_open (NxCli *cli, gboolean serve, GError **error)
{
  if (!nx_cli_load (cli, error))
    return FALSE;
  if (cli->config->database_url == NULL)
    {
      cli->pg = nx_private_pg_start (cli->config->data_dir, serve, error);
      if (cli->pg == NULL)
        return FALSE;
    }
  /* The log has the reason; what clients of the service are told would not help the operator. */
  cli->db = nx_db_open (nx_cli_conninfo (cli), NULL);
  if (cli->db == NULL)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFIG, _ ("DATABASE_URL: the database cannot be reached"));
  return cli->db != NULL;
}

gboolean
nx_cli_open_app (NxCli *cli, gboolean serve, GError **error)
{
  guint applied = 0;

  if (!nx_cli_open (cli, serve, error) || !nx_migrate (cli->db, nx_clock_now (cli->clock), &applied, error))
    return FALSE;
  if (applied > 0)
    g_message ("database: %u migrations applied", applied);
  cli->app = nx_app_new (cli->config, cli->clock, error);
  if (cli->app == NULL)
    return FALSE;
  cli->config = NULL;
  return TRUE;
}

void
nx_cli_close (NxCli *cli)
{
  g_clear_pointer (&cli->db, nx_db_close);
  g_clear_pointer (&cli->app, nx_app_free);
  g_clear_pointer (&cli->config, nx_config_free);
  g_clear_pointer (&cli->pg, nx_private_pg_stop);
}

NxActor
nx_cli_actor (NxCli *cli)
{
  return (NxActor){
    .role = NX_ROLE_ADMIN, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "cli", .now = nx_clock_now (cli->clock)
  };
}
