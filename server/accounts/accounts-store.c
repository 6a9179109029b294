/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/accounts/accounts-store.h"

enum
{
  PRINCIPAL,
  BY_EMAIL,
  RESET_READER,
  INSERT_USER,
  SET_PASSWORD,
  DEACTIVATE,
  ADD_TOKEN,
  REVOKE,
  REVOKE_ALL,
  END_LINKS,
  ADD_LINK,
  LINK_USER,
  USE_LINK,
  ATTEMPT,
  ATTEMPT_WAIT,
  FORGET_ATTEMPTS
};

#define USER_COLUMNS                                                                                                 \
  "u.id, u.email, u.role, u.first_name, u.last_name, u.locale, u.zone, c.id AS coach_id, s.id AS student_id, "       \
  "u.password_hash, u.deactivated_at IS NOT NULL AS deactivated "

#define USER_JOINS "LEFT JOIN students s ON s.user_id = u.id LEFT JOIN coaches c ON c.user_id = u.id "

static const NxStatement statements[] = {
  [PRINCIPAL] = { "accounts.principal",
    "SELECT u.id AS user_id, u.role, u.first_name, u.last_name, u.email, u.zone, u.locale, t.jti, t.expires_at, "
    "p.id AS parent_id, s.id AS student_id, c.id AS coach_id "
    "FROM auth_tokens t JOIN users u ON u.id = t.user_id "
    "LEFT JOIN parents p ON p.user_id = u.id LEFT JOIN students s ON s.user_id = u.id LEFT JOIN coaches c ON c.user_id = u.id "
    "WHERE t.jti = $1::uuid AND t.revoked_at IS NULL AND t.expires_at > $2::timestamptz AND u.deactivated_at IS NULL", 2 },
  [BY_EMAIL] = { "accounts.by_email", "SELECT " USER_COLUMNS "FROM users u " USER_JOINS "WHERE u.email = $1::citext", 1 },
  /* Mail to a technical address reaches nobody: the parent reads for the pupil. */
  [RESET_READER] = { "accounts.reset_reader",
    "SELECT u.id, u.first_name, m.id <> u.id AS for_child, m.email AS to_address, m.first_name AS to_name, m.locale FROM users u "
    "LEFT JOIN students s ON s.user_id = u.id LEFT JOIN parents p ON p.id = s.parent_id "
    "JOIN users m ON m.id = CASE WHEN u.email::text LIKE '%@nexus-student.local' THEN p.user_id ELSE u.id END "
    "WHERE u.email = $1::citext AND u.password_hash IS NOT NULL AND u.deactivated_at IS NULL AND m.deactivated_at IS NULL", 1 },
  [INSERT_USER] = { "accounts.insert_user",
    "INSERT INTO users (id, role, email, first_name, last_name, locale, zone, password_hash, activated_at, created_at) "
    "VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8::text, CASE WHEN $8::text IS NULL THEN NULL ELSE $9::timestamptz END, "
    "$9::timestamptz)", 9 },
  [SET_PASSWORD] = { "accounts.set_password",
    "UPDATE users SET password_hash = $2, activated_at = coalesce (activated_at, $3::timestamptz) WHERE id = $1::uuid", 3 },
  [DEACTIVATE] = { "accounts.deactivate",
    "UPDATE users SET deactivated_at = coalesce (deactivated_at, $2::timestamptz) WHERE id = $1::uuid", 2 },
  /* The row lock makes a sign-in and a change of the password, which ends every token, wait for each other. */
  [ADD_TOKEN] = { "accounts.add_token",
    "WITH u AS (UPDATE users SET last_sign_in_at = $4::timestamptz "
    "WHERE id = $2::uuid AND password_hash = $3 AND deactivated_at IS NULL RETURNING id) "
    "INSERT INTO auth_tokens (jti, user_id, created_at, expires_at) SELECT $1::uuid, u.id, $4::timestamptz, $5::timestamptz FROM u", 5 },
  [REVOKE] = { "accounts.revoke",
    "UPDATE auth_tokens SET revoked_at = $2::timestamptz WHERE jti = $1::uuid AND revoked_at IS NULL", 2 },
  [REVOKE_ALL] = { "accounts.revoke_all",
    "UPDATE auth_tokens SET revoked_at = $2::timestamptz WHERE user_id = $1::uuid AND revoked_at IS NULL", 2 },
  [END_LINKS] = { "accounts.end_links",
    "UPDATE one_time_tokens SET used_at = $3::timestamptz WHERE user_id = $1::uuid AND ($2::text IS NULL OR kind = $2) "
    "AND used_at IS NULL", 3 },
  [ADD_LINK] = { "accounts.add_link",
    "INSERT INTO one_time_tokens (hash, user_id, kind, created_at, expires_at) "
    "VALUES (decode ($1, 'hex'), $2::uuid, $3, $4::timestamptz, $5::timestamptz)", 5 },
  [LINK_USER] = { "accounts.link_user",
    "SELECT " USER_COLUMNS "FROM one_time_tokens o JOIN users u ON u.id = o.user_id " USER_JOINS
    "WHERE o.hash = decode ($1, 'hex') AND o.kind = $2 AND o.used_at IS NULL AND o.expires_at > $3::timestamptz "
    "AND u.deactivated_at IS NULL", 3 },
  [USE_LINK] = { "accounts.use_link",
    "UPDATE one_time_tokens SET used_at = $3::timestamptz WHERE hash = decode ($1, 'hex') AND kind = $2 AND used_at IS NULL "
    "AND expires_at > $3::timestamptz", 3 },
  [ATTEMPT] = { "accounts.attempt",
    "INSERT INTO sign_in_attempts AS a (key, attempts, last_at, blocked_until) VALUES ($1, 1, $5::timestamptz, $5::timestamptz) "
    "ON CONFLICT (key) DO UPDATE SET last_at = $5::timestamptz, "
    "attempts = CASE WHEN a.last_at < $5::timestamptz - interval '1 day' THEN 1 ELSE a.attempts + 1 END, "
    "blocked_until = CASE WHEN a.last_at < $5::timestamptz - interval '1 day' OR a.attempts + 1 < $2::int THEN $5::timestamptz "
    "ELSE $5::timestamptz + interval '1 second' * least ($3::int * power (2, least (a.attempts + 1 - $2::int, 20)), $4::int) END "
    "WHERE a.blocked_until <= $5::timestamptz", 5 },
  [ATTEMPT_WAIT] = { "accounts.attempt_wait",
    "SELECT ceil (extract (epoch FROM blocked_until - $2::timestamptz))::int AS wait FROM sign_in_attempts WHERE key = $1", 2 },
  [FORGET_ATTEMPTS] = { "accounts.forget_attempts", "DELETE FROM sign_in_attempts WHERE key = $1", 1 },
};

NX_STATEMENTS (accounts, statements)

NxRows *
nx_accounts_store_principal (NxDb *db, const char *jti, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[PRINCIPAL], error, nx_text (jti), nx_time (now));
}

gboolean
nx_accounts_store_principal_ahead (NxDb *db, const char *jti, gint64 now, GError **error)
{
  const NxParam params[] = { nx_text (jti), nx_time (now) };

  return nx_db_ahead (db, &statements[PRINCIPAL], params, G_N_ELEMENTS (params), error);
}

NxRows *
nx_accounts_store_by_email (NxDb *db, const char *email, GError **error)
{
  return nx_db_run (db, &statements[BY_EMAIL], error, nx_text (email));
}

NxRows *
nx_accounts_store_reset_reader (NxDb *db, const char *email, GError **error)
{
  return nx_db_run (db, &statements[RESET_READER], error, nx_text (email));
}

gboolean
nx_accounts_store_insert (NxDb *db, const char *id, const NxNewUser *user, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[INSERT_USER], error, nx_text (id), nx_text (nx_enum_slug (&nx_role_enum, user->role)),
                   nx_text (user->email), nx_text (user->first_name), nx_text (user->last_name),
                   nx_text (user->locale), nx_text (user->zone), nx_text (user->password_hash), nx_time (now));
}

gboolean
nx_accounts_store_set_password (NxDb *db, const char *user_id, const char *hash, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[SET_PASSWORD], error, nx_text (user_id), nx_text (hash), nx_time (now));
}

gboolean
nx_accounts_store_deactivate (NxDb *db, const char *user_id, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[DEACTIVATE], error, nx_text (user_id), nx_time (now));
}

gboolean
nx_accounts_store_add_token (NxDb *db, const char *jti, const char *user_id, const char *hash, gint64 now, gint64 expires_at,
                             gboolean *inserted, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[ADD_TOKEN], error, nx_text (jti), nx_text (user_id), nx_text (hash),
                                       nx_time (now), nx_time (expires_at));

  if (rows == NULL)
    return FALSE;
  *inserted = nx_rows_affected (rows) == 1;
  return TRUE;
}

gboolean
nx_accounts_store_revoke (NxDb *db, const char *jti, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[REVOKE], error, nx_text (jti), nx_time (now));
}

gboolean
nx_accounts_store_revoke_all (NxDb *db, const char *user_id, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[REVOKE_ALL], error, nx_text (user_id), nx_time (now));
}

gboolean
nx_accounts_store_end_links (NxDb *db, const char *user_id, const char *kind, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[END_LINKS], error, nx_text (user_id), nx_text (kind), nx_time (now));
}

gboolean
nx_accounts_store_add_link (NxDb *db, const char *token_hash, const char *user_id, const char *kind, gint64 now,
                            gint64 expires_at, GError **error)
{
  return nx_db_do (db, &statements[ADD_LINK], error, nx_text (token_hash), nx_text (user_id), nx_text (kind), nx_time (now),
                   nx_time (expires_at));
}

NxRows *
nx_accounts_store_link_user (NxDb *db, const char *token_hash, const char *kind, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[LINK_USER], error, nx_text (token_hash), nx_text (kind), nx_time (now));
}

gboolean
nx_accounts_store_use_link (NxDb *db, const char *token_hash, const char *kind, gint64 now, gboolean *used, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[USE_LINK], error, nx_text (token_hash), nx_text (kind), nx_time (now));

  if (rows == NULL)
    return FALSE;
  *used = nx_rows_affected (rows) == 1;
  return TRUE;
}

gboolean
nx_accounts_store_attempt (NxDb *db, const char *key, guint free, guint first, guint longest, gint64 now, guint *wait,
                           GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[ATTEMPT], error, nx_text (key), nx_int (free), nx_int (first),
                                       nx_int (longest), nx_time (now));
  g_autoptr (NxRows) left = NULL;

  if (rows == NULL)
    return FALSE;
  *wait = 0;
  if (nx_rows_affected (rows) == 1)
    return TRUE;
  left = nx_db_run (db, &statements[ATTEMPT_WAIT], error, nx_text (key), nx_time (now));
  if (left == NULL)
    return FALSE;
  /* A sign-in elsewhere may have wiped the row since: the person may then try again at once. */
  *wait = nx_rows_count (left) == 0 ? 1 : (guint) MAX (1, nx_rows_int (left, 0, "wait"));
  return TRUE;
}

gboolean
nx_accounts_store_forget_attempts (NxDb *db, const char *key, GError **error)
{
  return nx_db_do (db, &statements[FORGET_ATTEMPTS], error, nx_text (key));
}
