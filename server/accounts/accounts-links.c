/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/accounts/accounts.h"

#include <glib/gi18n-lib.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/accounts/accounts-store.h"
#include "server/accounts/nx-password.h"
#include "server/nx-audit.h"

/* One-time links: activation of an account, reset of a password. Only the token's hash is kept. */

#define TOKEN_BYTES 32
#define FORGOT_PER_ACCOUNT 3
#define FORGOT_PER_ADDRESS 20
#define FORGOT_WINDOW 3600

static const struct
{
  const char *slug; /* one_time_tokens.kind */
  const char *page;
  gint64 lifetime;
} kinds[] = {
  [NX_ONE_TIME_ACTIVATION] = { "activation", NX_ACCOUNTS_ACTIVATION_PAGE, 72 * NX_TIME_HOUR },
  [NX_ONE_TIME_RESET] = { "password_reset", NX_ACCOUNTS_RESET_PAGE, 30 * NX_TIME_MINUTE },
};

static char *
hash_token (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

/* (transfer full): the link as a path of the site. */
static char *
make_path (NxDb *db, const NxActor *actor, NxOneTimeKind kind, const char *user_id, GError **error)
{
  g_autofree char *token = nx_random_token (TOKEN_BYTES);
  g_autofree char *hash = hash_token (token);

  if (!nx_accounts_store_end_links (db, user_id, kinds[kind].slug, actor->now, error)
      || !nx_accounts_store_add_link (db, hash, user_id, kinds[kind].slug, actor->now, actor->now + kinds[kind].lifetime, error))
    return NULL;
  return g_strconcat (kinds[kind].page, "?token=", token, NULL);
}

char *
nx_accounts_make_link (NxDb *db, NxApp *app, const NxActor *actor, NxOneTimeKind kind, const char *user_id, GError **error)
{
  g_autofree char *path = make_path (db, actor, kind, user_id, error);

  return path == NULL ? NULL : g_strconcat (app->config->app_url, path, NULL);
}

static gboolean
refuse_token (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_TOKEN_USED_OR_EXPIRED,
                       _("This link was used already or is too old. Ask for a new one."));
  return FALSE;
}

NxUser *
nx_accounts_peek_token (NxDb *db, const NxActor *actor, NxOneTimeKind kind, const char *token, GError **error)
{
  g_autofree char *hash = hash_token (token);
  g_autoptr (NxRows) rows = nx_accounts_store_link_user (db, hash, kinds[kind].slug, actor->now, error);

  if (rows == NULL)
    return NULL;
  if (nx_rows_count (rows) != 1)
    {
      refuse_token (error);
      return NULL;
    }
  return nx_rows_record (rows, 0, NX_TYPE_USER);
}

typedef struct
{
  const NxActor *actor;
  NxOneTimeKind kind;
  const char *token_hash, *user_id, *password_hash;
} Use;

static gboolean
use_token (NxDb *db, gpointer data, GError **error)
{
  const Use *use = data;
  NxActor actor = *use->actor;
  gboolean used = FALSE;

  if (!nx_accounts_store_use_link (db, use->token_hash, kinds[use->kind].slug, actor.now, &used, error))
    return FALSE;
  if (!used)
    return refuse_token (error);
  actor.user_id = use->user_id;
  /* A new password ends everything that was open under the old one: sign-ins and other links. */
  return nx_accounts_store_set_password (db, use->user_id, use->password_hash, actor.now, error)
         && nx_accounts_store_revoke_all (db, use->user_id, actor.now, error)
         && nx_accounts_store_end_links (db, use->user_id, NULL, actor.now, error)
         && nx_audit (db, &actor, use->kind == NX_ONE_TIME_ACTIVATION ? "account.activated" : "account.password_reset", "user",
                      use->user_id, NULL, NULL, error);
}

gboolean
nx_accounts_use_token (NxDb *db, const NxActor *actor, NxOneTimeKind kind, const char *token, const char *password,
                       GError **error)
{
  g_autofree char *token_hash = hash_token (token);
  g_autofree char *password_hash = NULL;
  g_autoptr (NxUser) user = NULL;
  Use use = { actor, kind, token_hash, NULL, NULL };

  g_return_val_if_fail (!nx_db_in_transaction (db), FALSE);

  user = nx_accounts_peek_token (db, actor, kind, token, error);
  if (user == NULL)
    return FALSE;
  if (!nx_accounts_check_password (password, "password",
                                   (const char *const[]){ user->email, user->firstName, user->lastName, NULL }, error))
    return FALSE;
  password_hash = nx_password_hash (password, error);
  if (password_hash == NULL)
    return FALSE;
  use.user_id = user->id;
  use.password_hash = password_hash;
  return nx_db_transaction (db, use_token, &use, error);
}

/* Whether another reset mail may go to @email; a flood is dropped, and nobody learns of it. */
static gboolean
may_send_reset (NxDb *db, const NxActor *actor, const char *email, gboolean *may, GError **error)
{
  g_autofree char *folded = g_utf8_casefold (email, -1), *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, folded, -1);
  g_autofree char *account = g_strconcat ("forgot:account:", hash, NULL);
  g_autofree char *address = g_strconcat ("forgot:ip:", actor->remote != NULL ? actor->remote : "", NULL);
  g_autoptr (GError) limited = NULL;

  *may = nx_rate_limit (db, address, FORGOT_PER_ADDRESS, FORGOT_WINDOW, actor->now, &limited)
         && nx_rate_limit (db, account, FORGOT_PER_ACCOUNT, FORGOT_WINDOW, actor->now, &limited);
  if (*may || g_error_matches (limited, NX_ERROR, NX_ERROR_RATE_LIMITED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&limited));
  return FALSE;
}

static gboolean
send_reset (NxDb *db, const NxActor *actor, NxRows *rows, GError **error)
{
  const char *user_id = nx_rows_text (rows, 0, "id");
  g_autofree char *path = make_path (db, actor, NX_ONE_TIME_RESET, user_id, error);
  g_autofree char *dedupe_id = nx_uuid_new (actor->now);
  g_autofree char *dedupe = g_strconcat ("reset:", dedupe_id, NULL);
  g_autofree char *payload = NULL;
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  if (path == NULL)
    return FALSE;
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "name", nx_rows_text (rows, 0, "to_name"));
  if (nx_rows_bool (rows, 0, "for_child"))
    nx_json_add_string (writer, "studentName", nx_rows_text (rows, 0, "first_name"));
  nx_json_add_string (writer, "link", path);
  nx_json_add_time (writer, "expiresAt", actor->now + kinds[NX_ONE_TIME_RESET].lifetime);
  nx_json_end_object (writer);
  payload = nx_json_writer_end (writer, NULL);
  return nx_outbox_add (db, actor,
                        &(NxMail){ .kind = "password_reset", .dedupe = dedupe, .to_address = nx_rows_text (rows, 0, "to_address"),
                                   .to_name = nx_rows_text (rows, 0, "to_name"), .locale = nx_rows_text (rows, 0, "locale"),
                                   .payload = payload, .not_before = NX_TIME_NONE },
                        error)
         && nx_audit (db, actor, "account.reset_asked", "user", user_id, NULL, NULL, error);
}

gboolean
nx_accounts_forgot (NxDb *db, NxApp *app G_GNUC_UNUSED, const NxActor *actor, const char *email, GError **error)
{
  g_autoptr (NxRows) rows = NULL;
  gboolean may = FALSE;

  if (!may_send_reset (db, actor, email, &may, error))
    return FALSE;
  if (!may)
    return TRUE;
  /* An account that waits for its activation has no password to forget: its own link is the only way in. */
  rows = nx_accounts_store_reset_reader (db, email, error);
  if (rows == NULL)
    return FALSE;
  return nx_rows_count (rows) == 0 || send_reset (db, actor, rows, error);
}
