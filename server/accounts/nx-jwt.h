/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A token on the wire has at most this many bytes. */
#define NX_JWT_MAX 2048
/** A key has at least this many bytes (api.md: AUTH_SECRET). */
#define NX_JWT_KEY_MIN 32

/** NxJwt: the claims that we put in a token and ask for again. Times in microseconds UTC, whole seconds. */
typedef struct
{
  char *sub, *role, *jti;
  gint64 issued_at, expires_at;
} NxJwt;

void nx_jwt_clear (NxJwt *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxJwt, nx_jwt_clear)

/** Returns: (transfer full): the token, HS256. A key shorter than %NX_JWT_KEY_MIN is refused. Errors: %NX_ERROR_INTERNAL. */
char *nx_jwt_sign (const NxJwt *claims, const char *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_jwt_read:
 * @token: any bytes up to a NUL
 *
 * libjwt checks the signature only, and nothing under an empty key: algorithm, form, expiry and the presence of each claim are
 * checked here.
 *
 * Errors: %NX_ERROR_UNAUTHENTICATED, always with the same sentence
 */
gboolean nx_jwt_read (const char *token, const char *key, gint64 now, NxJwt *claims, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
