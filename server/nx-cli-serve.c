/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-cli.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>

#include "server/accounts/accounts.h"
#include "server/gateways/nx-mailer.h"
#include "server/html/nx-page.h"
#include "server/http/nx-server.h"
#include "server/jobs/nx-job-runner.h"
#include "server/jobs/nx-jobs.h"
#include "server/nx-routes.h"
#include "server/receipts/receipts.h"

typedef struct
{
  GMainLoop *loop;
  int status;
} Life;

static gboolean
on_signal (gpointer user_data)
{
  Life *life = user_data;

  g_main_loop_quit (life->loop);
  return G_SOURCE_CONTINUE;
}

/* Without its database a server is of no use: whoever started us starts both again. */
static void
on_postgres_ended (GPid pid, int wait_status, gpointer user_data)
{
  Life *life = user_data;

  g_message ("the private PostgreSQL ended unexpectedly; see postgres.log in the data folder");
  life->status = 1;
  g_main_loop_quit (life->loop);
}

static void
live (NxCli *cli, Life *life)
{
  guint interrupt = g_unix_signal_add (SIGINT, on_signal, life), terminate = g_unix_signal_add (SIGTERM, on_signal, life);
  int pid = cli->pg != NULL ? nx_private_pg_pid (cli->pg) : 0;
  guint child = pid != 0 ? g_child_watch_add (pid, on_postgres_ended, life) : 0;

  life->loop = g_main_loop_new (NULL, FALSE);
  g_main_loop_run (life->loop);
  if (child != 0 && life->status == 0)
    g_source_remove (child);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_main_loop_unref (life->loop);
}

static NxServer *
make_server (NxCli *cli, GError **error)
{
  g_autoptr (NxServer) server = nx_server_new (cli->app, nx_cli_conninfo (cli), nx_route_tables (), error);

  if (server == NULL)
    return NULL;
  nx_server_set_authenticator (server, nx_accounts_authenticate);
  nx_server_set_recheck (server, &nx_accounts_recheck);
  nx_server_set_glance (server, nx_accounts_glance);
  nx_server_set_error_page (server, nx_page_error);
  nx_server_set_assets (server, nx_page_resource (), NX_PAGE_ASSETS);
  nx_server_enable_watchdog (server);
  return g_steal_pointer (&server);
}

/* Any free port was asked for and no address given: links in mails need the one that it became. No request was read yet. */
static void
complete_address (NxCli *cli, NxServer *server)
{
  NxConfig *config = cli->app->config;

  if (config->listen_port != 0 || !g_str_has_suffix (config->app_url, ":0"))
    return;
  g_free (config->app_url);
  config->app_url = g_strdup_printf (strchr (config->listen_host, ':') != NULL ? "http://[%s]:%u" : "http://%s:%u",
                                     config->listen_host, nx_server_get_port (server));
}

int
nx_cli_serve (NxCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (NxServer) server = NULL;
  Life life = { NULL, 0 };
  NxJobs *jobs;

  if (argc > 1)
    return nx_cli_usage (_ ("serve takes no argument"));
  if (!nx_cli_open_app (cli, TRUE, error))
    return 1;
  nx_config_log_services (cli->app->config);
  if (!nx_receipts_configure_seller (cli->db, cli->app->config, error))
    return 1;
  g_clear_pointer (&cli->db, nx_db_close);
  server = make_server (cli, error);
  if (server == NULL)
    return 1;
  cli->app->server = server;
  if (!nx_server_start (server, error))
    return 1;
  complete_address (cli, server);
  jobs = nx_jobs_start (cli->app, nx_cli_conninfo (cli));
  g_message ("listening on %s port %u; %s", cli->app->config->listen_host, nx_server_get_port (server),
             cli->app->config->app_url);
  live (cli, &life);
  nx_server_stop (server);
  nx_jobs_stop (jobs);
  g_message ("stopped");
  return life.status;
}

int
nx_cli_openapi (NxCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *document = NULL;

  if (argc > 1)
    return nx_cli_usage (_ ("openapi takes no argument"));
  document = nx_routes_openapi (nx_route_tables ());
  g_print ("%s\n", document);
  return 0;
}

int
nx_cli_routes (NxCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *map = NULL;

  if (argc > 1)
    return nx_cli_usage (_ ("routes takes no argument"));
  map = nx_routes_print (nx_route_tables ());
  g_print ("%s", map);
  return 0;
}

/* --- cron --- */

static void
print_run (const NxJob *job, const char *period, NxJobOutcome outcome, guint done, const GError *error, gpointer user_data)
{
  gboolean *good = user_data;

  if (outcome == NX_JOB_DONE)
    g_print ("%s %s: %u\n", job->name, period, done);
  else
    g_printerr ("%s %s: %s\n", job->name, period, error->message);
  *good &= outcome == NX_JOB_DONE;
}

/* The server's own jobs: what the server has done already, or does at the same time, is left alone. */
int
nx_cli_cron (NxCli *cli, int argc, char **argv, GError **error)
{
  gboolean good = TRUE;
  NxJobPeriod longest;

  if (argc != 2 || (!g_str_equal (argv[1], "daily") && !g_str_equal (argv[1], "monthly")))
    return nx_cli_usage (_ ("cron takes daily or monthly"));
  longest = g_str_equal (argv[1], "daily") ? NX_JOB_DAY : NX_JOB_MONTH;
  if (!nx_cli_open_app (cli, FALSE, error)
      || !nx_jobs_run_due (cli->app, cli->db, nx_job_table (), longest, nx_clock_now (cli->clock), print_run, &good, error))
    return 1;
  return good ? 0 : 1;
}
