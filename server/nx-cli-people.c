/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-cli.h"

#include <glib/gi18n-lib.h>

#include "server/accounts/accounts.h"
#include "server/admin/nx-seed.h"

int
nx_cli_seed (NxCli *cli, int argc, char **argv, GError **error)
{
  gboolean demo = argc == 2 && g_str_equal (argv[1], "--demo");
  g_autofree char *said = NULL;

  if (argc > 1 && !demo)
    return nx_cli_usage (_ ("seed takes --demo or nothing"));
  if (!nx_cli_open_app (cli, FALSE, error) || !nx_seed (cli->db, cli->app, demo, &said, error))
    return 1;
  if (said != NULL)
    g_print ("%s%s", said, g_str_has_suffix (said, "\n") ? "" : "\n");
  return 0;
}

static int
print_link (char *link)
{
  if (link == NULL)
    return 1;
  g_print ("%s\n", link);
  g_free (link);
  return 0;
}

static int
user_add (NxCli *cli, char **argv, GError **error)
{
  int role = nx_enum_value (&nx_role_enum, argv[0]);
  NxActor actor;

  if (role < 0)
    return nx_cli_usage (_ ("“%s” is no role: ADMIN, ASSISTANTE or COACH"), argv[0]);
  if (!nx_cli_open_app (cli, FALSE, error))
    return 1;
  actor = nx_cli_actor (cli);
  return print_link (nx_accounts_user_add (cli->db, cli->app, &actor, (NxRole) role, argv[1], argv[2], argv[3], error));
}

static int
user_password (NxCli *cli, char **argv, GError **error)
{
  NxActor actor;

  if (!nx_cli_open_app (cli, FALSE, error))
    return 1;
  actor = nx_cli_actor (cli);
  return print_link (nx_accounts_user_password (cli->db, cli->app, &actor, argv[0], error));
}

static int
user_deactivate (NxCli *cli, char **argv, GError **error)
{
  NxActor actor;

  if (!nx_cli_open_app (cli, FALSE, error))
    return 1;
  actor = nx_cli_actor (cli);
  return nx_accounts_user_deactivate (cli->db, &actor, argv[0], error) ? 0 : 1;
}

typedef struct
{
  const char *name;
  int n_arguments;
  int (*run) (NxCli *cli, char **argv, GError **error);
} UserCommand;

static const UserCommand user_commands[] = {
  { "add", 4, user_add },
  { "password", 1, user_password },
  { "deactivate", 1, user_deactivate },
};

int
nx_cli_user (NxCli *cli, int argc, char **argv, GError **error)
{
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (user_commands); i++)
    {
      if (g_str_equal (argv[1], user_commands[i].name) && argc - 2 == user_commands[i].n_arguments)
        return user_commands[i].run (cli, argv + 2, error);
    }
  return nx_cli_usage (_ ("user add ROLE EMAIL FIRST-NAME LAST-NAME, user password EMAIL, user deactivate EMAIL"));
}
