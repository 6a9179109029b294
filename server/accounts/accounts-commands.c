/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/accounts/accounts.h"

#include <glib/gi18n-lib.h>

#include "server/accounts/accounts-store.h"
#include "server/nx-audit.h"

/* The command line's `user add|password|deactivate`: each one transaction, each by a one-time link, never a password. */

typedef struct
{
  NxApp *app;
  const NxActor *actor;
  NxNewUser user;
  const char *email;
  char *link;
} Command;

/* (transfer full): rows of the account at @email, NULL with NX_ERROR_NOT_FOUND where there is none. */
static NxRows *
find_account (NxDb *db, const char *email, GError **error)
{
  g_autoptr (NxRows) rows = nx_accounts_store_by_email (db, email, error);

  if (rows != NULL && nx_rows_count (rows) == 0)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_NOT_FOUND, _("There is no account with the address %s."), email);
      return NULL;
    }
  return g_steal_pointer (&rows);
}

static gboolean
add_user (NxDb *db, gpointer data, GError **error)
{
  Command *command = data;
  g_autofree char *id = nx_accounts_create (db, command->actor, &command->user, error);

  if (id == NULL)
    return FALSE;
  g_free (command->link); /* of an earlier try of this transaction */
  command->link = nx_accounts_make_link (db, command->app, command->actor, NX_ONE_TIME_ACTIVATION, id, error);
  return command->link != NULL;
}

char *
nx_accounts_user_add (NxDb *db, NxApp *app, const NxActor *actor, NxRole role, const char *email, const char *first_name,
                      const char *last_name, GError **error)
{
  Command command = { .app = app,
                      .actor = actor,
                      .user = { .role = role,
                                .email = email,
                                .first_name = first_name,
                                .last_name = last_name,
                                .locale = actor->locale,
                                .zone = NX_TIME_CENTRE_ZONE } };

  /* These roles have rows of their own beside the account: a family registers, a coach is made with a profile. */
  if (role == NX_ROLE_PARENT || role == NX_ROLE_ELEVE || role == NX_ROLE_COACH)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_INVALID, _("Only ADMIN and ASSISTANTE accounts are made here."));
      return NULL;
    }
  if (!nx_db_transaction (db, add_user, &command, error))
    g_clear_pointer (&command.link, g_free);
  return command.link;
}

static gboolean
link_password (NxDb *db, gpointer data, GError **error)
{
  Command *command = data;
  g_autoptr (NxRows) rows = find_account (db, command->email, error);

  if (rows == NULL)
    return FALSE;
  g_free (command->link);
  command->link
      = nx_accounts_make_link (db, command->app, command->actor,
                               nx_rows_text (rows, 0, "password_hash") != NULL ? NX_ONE_TIME_RESET : NX_ONE_TIME_ACTIVATION,
                               nx_rows_text (rows, 0, "id"), error);
  return command->link != NULL
         && nx_audit (db, command->actor, "account.reset_asked", "user", nx_rows_text (rows, 0, "id"), NULL, NULL, error);
}

char *
nx_accounts_user_password (NxDb *db, NxApp *app, const NxActor *actor, const char *email, GError **error)
{
  Command command = { .app = app, .actor = actor, .email = email };

  if (!nx_db_transaction (db, link_password, &command, error))
    g_clear_pointer (&command.link, g_free);
  return command.link;
}

static gboolean
deactivate (NxDb *db, gpointer data, GError **error)
{
  const Command *command = data;
  const gint64 now = command->actor->now;
  g_autoptr (NxRows) rows = find_account (db, command->email, error);
  const char *id;

  if (rows == NULL)
    return FALSE;
  id = nx_rows_text (rows, 0, "id");
  return nx_accounts_store_deactivate (db, id, now, error) && nx_accounts_store_revoke_all (db, id, now, error)
         && nx_accounts_store_end_links (db, id, NULL, now, error)
         && nx_audit (db, command->actor, "account.deactivated", "user", id, NULL, NULL, error);
}

gboolean
nx_accounts_user_deactivate (NxDb *db, const NxActor *actor, const char *email, GError **error)
{
  Command command = { .actor = actor, .email = email };

  return nx_db_transaction (db, deactivate, &command, error);
}
