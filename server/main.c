/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "server/nx-cli.h"
#include "server/nx-log-writer.h"

static const NxCommand commands[] = {
  { "serve", "", N_ ("run the server"), nx_cli_serve },
  { "migrate", "[--status]", N_ ("bring the database's schema up to date, or say what is to be applied"), nx_cli_migrate },
  { "seed", "[--demo]", N_ ("make the first administrator by a one-time link, or a whole demo centre"), nx_cli_seed },
  { "user", "add|password|deactivate", N_ ("staff accounts: see user --help"), nx_cli_user },
  { "cron", "daily|monthly", N_ ("do now what is due every day or month"), nx_cli_cron },
  { "check", "[--json]", N_ ("prove the invariants of ledger and bookings on the live data"), nx_cli_check },
  { "backup", "FILE", N_ ("save the database to a file"), nx_cli_backup },
  { "restore", "FILE [--replace]", N_ ("bring a saved database back"), nx_cli_restore },
  { "openapi", "", N_ ("print the OpenAPI document"), nx_cli_openapi },
  { "routes", "", N_ ("print the route map"), nx_cli_routes },
};

static int
print_help (void)
{
  g_print ("%s\n\n", _ ("Usage: nexus-server [--config FILE] COMMAND [ARGUMENT…]"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *words = g_strdup_printf ("%s %s", commands[i].name, commands[i].usage);

      g_print ("  %-30s %s\n", words, _ (commands[i].summary));
    }
  g_print ("\n%s\n", _ ("Settings come from the environment, or from the file of --config (else /etc/nexus/server.conf)."));
  return 0;
}

/* Languages of people are chosen for each request; the process itself speaks its environment's, numbers always C's. */
static void
set_language (void)
{
  const char *folder = g_getenv ("NEXUS_LOCALE_DIR");

  g_unsetenv ("LANGUAGE");
  if (g_getenv ("LOCPATH") == NULL && g_file_test (NX_LOCALES_DIR, G_FILE_TEST_IS_DIR))
    g_setenv ("LOCPATH", NX_LOCALES_DIR, TRUE);
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : NX_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* GLib decides at the first text, once for the process, whether to translate at all, and does not where the environment's
     language (C.UTF-8, German) has no catalogue. Under "C" it decides that it does. */
  setlocale (LC_ALL, "C");
  g_dgettext (GETTEXT_PACKAGE, "Nexus");
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
}

static gboolean
wants_help (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h"))
        return TRUE;
    }
  return FALSE;
}

static int
run (const NxCommand *command, NxCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  if (wants_help (argc, argv))
    {
      g_print ("nexus-server %s %s\n  %s\n", command->name, command->usage, _ (command->summary));
      if (g_str_equal (command->name, "user"))
        g_print ("  user add ROLE EMAIL FIRST-NAME LAST-NAME\n  user password EMAIL\n  user deactivate EMAIL\n");
      return 0;
    }
  status = command->run (cli, argc, argv, &error);
  if (error != NULL)
    {
      g_printerr ("nexus-server: %s\n", error->message);
      status = MAX (status, 1);
    }
  return status;
}

static int
find_and_run (NxCli *cli, int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_str_equal (argv[0], commands[i].name))
        return run (&commands[i], cli, argc, argv);
    }
  return nx_cli_usage (_ ("“%s” is no command"), argv[0]);
}

int
main (int argc, char **argv)
{
  NxCli cli = { 0 };
  int first = 1;
  int status;

  set_language ();
  signal (SIGPIPE, SIG_IGN);
  umask (0077);
  if (argc > 2 && g_str_equal (argv[1], "--config"))
    {
      cli.config_path = argv[2];
      first = 3;
    }
  if (argc > first && g_str_equal (argv[first], "--version"))
    {
      g_print ("nexus-server " NX_VERSION "\n");
      return 0;
    }
  if (argc <= first || g_str_equal (argv[first], "--help") || g_str_equal (argv[first], "-h")
      || g_str_equal (argv[first], "help"))
    return print_help () + (argc <= first ? NX_CLI_USAGE : 0);
  cli.clock = nx_clock_system_new ();
  if (g_str_equal (argv[first], "serve"))
    nx_log_writer_install (cli.clock);
  status = find_and_run (&cli, argc - first, argv + first);
  nx_cli_close (&cli);
  g_clear_object (&cli.clock);
  return status;
}
