/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/accounts/accounts.h"

#include <glib/gi18n-lib.h>

#include "common/nx-random.h"
#include "server/accounts/accounts-store.h"
#include "server/accounts/nx-jwt.h"
#include "server/accounts/nx-password.h"
#include "server/nx-audit.h"

/* How long a sign-in holds: the office's screens are shared, a family's phone is its own. */
#define STAFF_LIFETIME (12 * NX_TIME_HOUR)
#define FAMILY_LIFETIME (30 * NX_TIME_DAY)

/* Attempts on one account, known or not: five are free, then the pause doubles from half a minute to an hour. */
#define ATTEMPTS_FREE 5
#define ATTEMPTS_FIRST_PAUSE 30
#define ATTEMPTS_LONGEST_PAUSE 3600
/* Attempts from one address: a classroom behind one router stays well below. */
#define ADDRESS_ATTEMPTS 100
#define ADDRESS_WINDOW 600


void
nx_sign_in_clear (NxSignIn *self)
{
  g_clear_object (&self->user);
  g_clear_pointer (&self->token, g_free);
}

/* (transfer full): row @row of accounts-store's user columns. */
static NxUser *
user_from_rows (NxRows *rows)
{
  return nx_rows_record (rows, 0, NX_TYPE_USER);
}

NxUser *
nx_accounts_current (const NxActor *actor)
{
  NxUser *user = g_object_new (NX_TYPE_USER, NULL);

  user->id = g_strdup (actor->user_id);
  user->email = g_strdup (actor->email);
  user->role = actor->role;
  user->firstName = g_strdup (actor->first_name);
  user->lastName = g_strdup (actor->last_name);
  user->locale = g_strdup (actor->locale);
  user->zone = g_strdup (actor->zone);
  user->coachId = g_strdup (actor->coach_id);
  user->studentId = g_strdup (actor->student_id);
  return user;
}

/* Sign-in */

static gboolean
limit_attempts (NxDb *db, const NxActor *actor, const char *account_key, GError **error)
{
  guint wait = 0;

  if (actor->remote != NULL)
    {
      g_autofree char *bucket = g_strconcat ("signin:ip:", actor->remote, NULL);

      if (!nx_rate_limit (db, bucket, ADDRESS_ATTEMPTS, ADDRESS_WINDOW, actor->now, error))
        return FALSE;
    }
  if (!nx_accounts_store_attempt (db, account_key, ATTEMPTS_FREE, ATTEMPTS_FIRST_PAUSE, ATTEMPTS_LONGEST_PAUSE, actor->now, &wait,
                                  error))
    return FALSE;
  if (wait > 0)
    {
      GError *limited = g_error_new_literal (NX_ERROR, NX_ERROR_RATE_LIMITED,
                                             _("Too many attempts. Please wait a moment before trying again."));

      nx_error_set_retry_after (limited, wait);
      g_propagate_error (error, limited);
      return FALSE;
    }
  return TRUE;
}

typedef struct
{
  const NxActor *actor;
  const char *user_id, *hash, *jti, *account_key;
  gint64 expires_at;
  gboolean inserted;
} TokenRow;

static gboolean
add_token (NxDb *db, gpointer data, GError **error)
{
  TokenRow *row = data;
  NxActor actor = *row->actor;

  actor.user_id = row->user_id; /* who signed in is known from here on */
  if (!nx_accounts_store_add_token (db, row->jti, row->user_id, row->hash, actor.now, row->expires_at, &row->inserted, error))
    return FALSE;
  if (!row->inserted)
    return TRUE;
  return nx_accounts_store_forget_attempts (db, row->account_key, error)
         && nx_audit (db, &actor, "account.signed_in", "user", row->user_id, NULL, NULL, error);
}

static gboolean
refuse_credentials (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_BAD_CREDENTIALS, _("Wrong e-mail address or password."));
  return FALSE;
}

static gboolean
start_session (NxDb *db, NxApp *app, const NxActor *actor, NxUser *user, const char *hash, const char *account_key,
               NxSignIn *result, GError **error)
{
  const gboolean family = user->role == NX_ROLE_PARENT || user->role == NX_ROLE_ELEVE;
  /* Whole seconds, as the claims carry them. */
  const gint64 issued_at = actor->now - actor->now % NX_TIME_SECOND;
  const gint64 expires_at = issued_at + (family ? FAMILY_LIFETIME : STAFF_LIFETIME);
  g_autofree char *jti = nx_uuid_new (actor->now);
  const NxJwt claims = { .sub = user->id, .role = (char *) nx_enum_slug (&nx_role_enum, user->role), .jti = jti,
                         .issued_at = issued_at, .expires_at = expires_at };
  TokenRow row = { actor, user->id, hash, jti, account_key, expires_at, FALSE };
  g_autofree char *token = nx_jwt_sign (&claims, app->config->auth_secret, error);

  if (token == NULL || !nx_db_transaction (db, add_token, &row, error))
    return FALSE;
  if (!row.inserted)
    return refuse_credentials (error);
  result->user = g_object_ref (user);
  result->token = g_steal_pointer (&token);
  result->expires_at = expires_at;
  return TRUE;
}

gboolean
nx_accounts_sign_in (NxDb *db, NxApp *app, const NxActor *actor, const char *email, const char *password, NxSignIn *result,
                     GError **error)
{
  g_autofree char *folded = g_utf8_casefold (email, -1);
  g_autofree char *account_key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, folded, -1);
  g_autoptr (NxRows) rows = NULL;
  g_autoptr (NxUser) user = NULL;
  const char *hash = NULL;

  g_return_val_if_fail (!nx_db_in_transaction (db), FALSE);

  if (!limit_attempts (db, actor, account_key, error))
    return FALSE;
  rows = nx_accounts_store_by_email (db, email, error);
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) == 1 && !nx_rows_bool (rows, 0, "deactivated"))
    hash = nx_rows_text (rows, 0, "password_hash");
  if (!nx_password_verify (password, hash))
    return refuse_credentials (error);
  user = user_from_rows (rows);
  return start_session (db, app, actor, user, hash, account_key, result, error);
}

gboolean
nx_accounts_sign_out (NxDb *db, const NxActor *actor, GError **error)
{
  return nx_accounts_store_revoke (db, actor->jti, actor->now, error)
         && nx_audit (db, actor, "account.signed_out", "user", actor->user_id, NULL, NULL, error);
}

gboolean
nx_accounts_glance (NxApp *app, const char *token, gint64 now)
{
  g_auto (NxJwt) claims = { NULL };

  return nx_jwt_read (token, app->config->auth_secret, now, &claims, NULL);
}

static void
fill_principal (NxRows *rows, NxPrincipal *out)
{
  out->user_id = g_strdup (nx_rows_text (rows, 0, "user_id"));
  out->role = nx_enum_value (&nx_role_enum, nx_rows_text (rows, 0, "role"));
  out->first_name = g_strdup (nx_rows_text (rows, 0, "first_name"));
  out->last_name = g_strdup (nx_rows_text (rows, 0, "last_name"));
  out->email = g_strdup (nx_rows_text (rows, 0, "email"));
  out->parent_id = g_strdup (nx_rows_text (rows, 0, "parent_id"));
  out->student_id = g_strdup (nx_rows_text (rows, 0, "student_id"));
  out->coach_id = g_strdup (nx_rows_text (rows, 0, "coach_id"));
  out->jti = g_strdup (nx_rows_text (rows, 0, "jti"));
  out->zone = g_strdup (nx_rows_text (rows, 0, "zone"));
  out->locale = g_strdup (nx_rows_text (rows, 0, "locale"));
  out->expires_at = nx_rows_time (rows, 0, "expires_at");
}

/* @user_id: (nullable): who it must be. */
static gboolean
read_principal (NxRows *rows, const char *user_id, NxPrincipal *out, GError **error)
{
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) == 1 && (user_id == NULL || g_ascii_strcasecmp (nx_rows_text (rows, 0, "user_id"), user_id) == 0))
    {
      fill_principal (rows, out);
      return TRUE;
    }
  g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED, _("Please sign in."));
  return FALSE;
}

gboolean
nx_accounts_authenticate (NxApp *app, NxDb *db, const char *token, gint64 now, NxPrincipal *out, GError **error)
{
  g_auto (NxJwt) claims = { NULL };
  g_autoptr (NxRows) rows = NULL;

  if (!nx_jwt_read (token, app->config->auth_secret, now, &claims, error))
    return FALSE;
  rows = nx_accounts_store_principal (db, claims.jti, now, error);
  /* The row says who it is; the claim must agree, or the token is not the one that the row was made for. */
  return read_principal (rows, claims.sub, out, error);
}

static gboolean
read_answer (NxDb *db, NxPrincipal *out, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_take_ahead (db, error);

  return read_principal (rows, NULL, out, error);
}

const NxRecheck nx_accounts_recheck = { nx_accounts_store_principal_ahead, read_answer };

/* New accounts */

gboolean
nx_accounts_check_password (const char *password, const char *member, const char *const *words, GError **error)
{
  const char *weakness = nx_password_weakness (password, words);

  return weakness == NULL || nx_error_refuse_member (error, member, weakness);
}

char *
nx_accounts_hash_password (const char *password, GError **error)
{
  return nx_password_hash (password, error);
}

char *
nx_accounts_create (NxDb *db, const NxActor *actor, const NxNewUser *user, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);

  if (!nx_accounts_store_insert (db, id, user, actor->now, error)
      || !nx_audit (db, actor, "account.created", "user", id, NULL, NULL, error))
    return NULL;
  return g_steal_pointer (&id);
}
