/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/http/nx-route.h"
#include "server/http/nx-server.h"
#include "server/nx-actor.h"
#include "server/nx-app.h"

G_BEGIN_DECLS

/*
 * Accounts: passwords, sign-in, tokens, one-time links. Handlers and pages that call a function marked "slow" carry
 * NX_ROUTE_SLOW | NX_ROUTE_OWN_TRANSACTION: it hashes a password first and opens its own transaction after.
 */

extern const NxRoute nx_accounts_routes[];
/** email, password */
extern const NxField nx_accounts_sign_in_fields[];
/** email */
extern const NxField nx_accounts_forgot_fields[];
/** token, password: of an activation and of a reset */
extern const NxField nx_accounts_token_fields[];

/** Name of the cookie that carries the token (api.md "Rules"). */
#define NX_ACCOUNTS_COOKIE "nexus_session"
/** Pages that the links of mails lead to, each with "?token=…". */
#define NX_ACCOUNTS_ACTIVATION_PAGE "/activation"
#define NX_ACCOUNTS_RESET_PAGE "/mot-de-passe/nouveau"

/** NxSignIn: what a sign-in gives; cleared by nx_sign_in_clear(). */
typedef struct
{
  NxUser *user;
  char *token;
  gint64 expires_at;
} NxSignIn;
void nx_sign_in_clear (NxSignIn *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxSignIn, nx_sign_in_clear)

/**
 * nx_accounts_sign_in: slow. The same work and answer for an unknown address, a wrong password and a deactivated account.
 *
 * Errors: %NX_ERROR_BAD_CREDENTIALS, %NX_ERROR_RATE_LIMITED
 */
gboolean nx_accounts_sign_in (NxDb *db, NxApp *app, const NxActor *actor, const char *email, const char *password, NxSignIn *result,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Revokes actor->jti. */
gboolean nx_accounts_sign_out (NxDb *db, const NxActor *actor, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The cookie of @sign_in on @response. Returns: @response. */
NxResponse *nx_accounts_set_cookie (NxResponse *response, const NxSignIn *sign_in, gint64 now);

/**
 * nx_accounts_authenticate: the %NxAuthenticator of server/http: signature, algorithm and expiry, then one indexed query for
 * revocation and for role and ids as they are now.
 */
gboolean nx_accounts_authenticate (NxApp *app, NxDb *db, const char *token, gint64 now, NxPrincipal *out, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** nx_accounts_recheck: the %NxRecheck of server/http: the query of nx_accounts_authenticate(). */
extern const NxRecheck nx_accounts_recheck;

/** nx_accounts_glance: the %NxGlance of server/http: signature and expiry of @token. */
gboolean nx_accounts_glance (NxApp *app, const char *token, gint64 now);

/** Returns: (transfer full): who is signed in, as `GET /api/auth/session` gives it. */
NxUser *nx_accounts_current (const NxActor *actor);

/** Asks for a reset link. Says nothing of whether @email is known. Errors: %NX_ERROR_RATE_LIMITED is never one: a flood is dropped silently. */
gboolean nx_accounts_forgot (NxDb *db, NxApp *app, const NxActor *actor, const char *email, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

typedef enum { NX_ONE_TIME_ACTIVATION, NX_ONE_TIME_RESET } NxOneTimeKind;

/**
 * nx_accounts_peek_token: whose link it is, for the page that asks for the new password. The token stays usable.
 *
 * Returns: (transfer full): the user, or %NULL with %NX_ERROR_TOKEN_USED_OR_EXPIRED
 */
NxUser *nx_accounts_peek_token (NxDb *db, const NxActor *actor, NxOneTimeKind kind, const char *token, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_accounts_use_token: slow. Sets the password by a one-time link, once, and ends every token of the account.
 *
 * Errors: %NX_ERROR_TOKEN_USED_OR_EXPIRED, %NX_ERROR_INVALID (weak password)
 */
gboolean nx_accounts_use_token (NxDb *db, const NxActor *actor, NxOneTimeKind kind, const char *token, const char *password,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For other domains that make accounts (families, admin). */

/**
 * nx_accounts_check_password:
 * @words: (nullable) (array zero-terminated=1): the person's names and address: the password may not be one of them
 *
 * Errors: %NX_ERROR_INVALID with a sentence for @member
 */
gboolean nx_accounts_check_password (const char *password, const char *member, const char *const *words, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Slow (a quarter of a second). Returns: (transfer full): `$2b$12$…`. */
char *nx_accounts_hash_password (const char *password, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NxNewUser: @password_hash is %NULL for an account that waits for its activation link. */
typedef struct
{
  NxRole role;
  const char *email, *first_name, *last_name, *locale, *zone, *password_hash;
} NxNewUser;

/** Returns: (transfer full): the new user's id. Errors: %NX_ERROR_EMAIL_TAKEN. */
char *nx_accounts_create (NxDb *db, const NxActor *actor, const NxNewUser *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Makes a one-time token (72 h for an activation, 30 min for a reset). Returns: (transfer full): the absolute link that uses it. */
char *nx_accounts_make_link (NxDb *db, NxApp *app, const NxActor *actor, NxOneTimeKind kind, const char *user_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* The command line's `user add|password|deactivate`. */

/** Returns: (transfer full): the one-time link that gives the new account its password. */
char *nx_accounts_user_add (NxDb *db, NxApp *app, const NxActor *actor, NxRole role, const char *email, const char *first_name,
                            const char *last_name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Returns: (transfer full): a one-time link to choose a new password. */
char *nx_accounts_user_password (NxDb *db, NxApp *app, const NxActor *actor, const char *email, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Ends every sign-in of the account and refuses new ones. */
gboolean nx_accounts_user_deactivate (NxDb *db, const NxActor *actor, const char *email, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
