/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/accounts/accounts.h"

G_BEGIN_DECLS

/* Rows of users, auth_tokens, one_time_tokens and sign_in_attempts. No rules here: accounts-service.c has them. */

/** Columns as %NxPrincipal names them; no row where the token, or its account, no longer holds. */
NxRows *nx_accounts_store_principal (NxDb *db, const char *jti, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The same with the next query: nx_db_take_ahead() gives the rows. */
gboolean nx_accounts_store_principal_ahead (NxDb *db, const char *jti, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** id, email, role, first_name, last_name, locale, zone, coach_id, student_id, password_hash, deactivated; no row where there is none. */
NxRows *nx_accounts_store_by_email (NxDb *db, const char *email, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Who reads the mail with a new password for @email: columns id first_name for_child to_address to_name locale. No row: nobody. */
NxRows *nx_accounts_store_reset_reader (NxDb *db, const char *email, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean nx_accounts_store_insert (NxDb *db, const char *id, const NxNewUser *user, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_accounts_store_set_password (NxDb *db, const char *user_id, const char *hash, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_accounts_store_deactivate (NxDb *db, const char *user_id, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** @inserted: (out): whether the account is still in use with @hash as its password; its row stays locked till the end. */
gboolean nx_accounts_store_add_token (NxDb *db, const char *jti, const char *user_id, const char *hash, gint64 now, gint64 expires_at,
                                      gboolean *inserted, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_accounts_store_revoke (NxDb *db, const char *jti, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_accounts_store_revoke_all (NxDb *db, const char *user_id, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Ends the earlier one-time tokens of @user_id and @kind. */
gboolean nx_accounts_store_end_links (NxDb *db, const char *user_id, const char *kind, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_accounts_store_add_link (NxDb *db, const char *token_hash, const char *user_id, const char *kind, gint64 now,
                                     gint64 expires_at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The user of a link that still holds, columns as by_email(). */
NxRows *nx_accounts_store_link_user (NxDb *db, const char *token_hash, const char *kind, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** @used: (out): whether it held until now. */
gboolean nx_accounts_store_use_link (NxDb *db, const char *token_hash, const char *kind, gint64 now, gboolean *used, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * Counts one attempt. @wait: (out): 0 where it may go on, else seconds until the next may. Beyond @free attempts the next one waits
 * @first seconds, then twice as long each time, up to @longest; a day without any forgets them.
 */
gboolean nx_accounts_store_attempt (NxDb *db, const char *key, guint free, guint first, guint longest, gint64 now, guint *wait,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_accounts_store_forget_attempts (NxDb *db, const char *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
