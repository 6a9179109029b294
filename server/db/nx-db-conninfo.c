/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-db-private.h"

#include <string.h>

/* Existing settings were written for a client that puts more into the address than libpq knows. */
static char *
without_foreign_parameters (const char *conninfo)
{
  g_autoptr (GRegex) foreign = g_regex_new ("(?<=[?&])(?:schema|connection_limit|pool_timeout|pgbouncer)=[^&]*&?", 0, 0, NULL);
  char *clean;

  if (!g_str_has_prefix (conninfo, "postgres://") && !g_str_has_prefix (conninfo, "postgresql://"))
    return g_strdup (conninfo);
  clean = g_regex_replace_literal (foreign, conninfo, -1, 0, "", 0, NULL);
  while (g_str_has_suffix (clean, "?") || g_str_has_suffix (clean, "&"))
    clean[strlen (clean) - 1] = '\0';
  return clean;
}

char *
nx_db_normalise_conninfo (const char *conninfo, char **fault)
{
  g_autofree char *clean = without_foreign_parameters (conninfo);
  char *message = NULL;
  PQconninfoOption *options = PQconninfoParse (clean, &message);

  if (options == NULL)
    {
      *fault = g_strchomp (g_strdup (message != NULL ? message : "out of memory"));
      PQfreemem (message);
      return NULL;
    }
  PQconninfoFree (options);
  return g_steal_pointer (&clean);
}

char **
nx_db_environment (const char *conninfo)
{
  g_auto (GStrv) environment = g_get_environ ();
  PQconninfoOption *options = PQconninfoParse (conninfo, NULL);

  for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++)
    {
      if (option->val != NULL && option->envvar != NULL)
        environment = g_environ_setenv (environment, option->envvar, option->val, TRUE);
    }
  PQconninfoFree (options);
  return g_steal_pointer (&environment);
}
