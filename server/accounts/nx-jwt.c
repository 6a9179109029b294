/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/accounts/nx-jwt.h"

#include <glib/gi18n-lib.h>
#include <jwt.h>
#include <stdlib.h>
#include <string.h>

#include "common/nx-enums.h"
#include "common/nx-error.h"
#include "common/nx-random.h"
#include "common/nx-time.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (jwt_t, jwt_free)

#define TOKEN_ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

void
nx_jwt_clear (NxJwt *self)
{
  g_clear_pointer (&self->sub, g_free);
  g_clear_pointer (&self->role, g_free);
  g_clear_pointer (&self->jti, g_free);
}

char *
nx_jwt_sign (const NxJwt *claims, const char *key, GError **error)
{
  g_autoptr (jwt_t) jwt = NULL;
  char *encoded = NULL, *token;
  const gsize key_length = key != NULL ? strlen (key) : 0;

  if (key_length < NX_JWT_KEY_MIN || jwt_new (&jwt) != 0
      || jwt_set_alg (jwt, JWT_ALG_HS256, (const unsigned char *) key, (int) key_length) != 0
      || jwt_add_grant (jwt, "sub", claims->sub) != 0 || jwt_add_grant (jwt, "role", claims->role) != 0
      || jwt_add_grant (jwt, "jti", claims->jti) != 0
      || jwt_add_grant_int (jwt, "iat", (long) (claims->issued_at / NX_TIME_SECOND)) != 0
      || jwt_add_grant_int (jwt, "exp", (long) (claims->expires_at / NX_TIME_SECOND)) != 0
      || (encoded = jwt_encode_str (jwt)) == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "could not sign a token");
      return NULL;
    }
  token = g_strdup (encoded);
  free (encoded);
  return token;
}

/* Cheap checks of the form, before a byte of it is decoded: base64url with exactly two dots. */
static gboolean
looks_like_token (const char *token)
{
  const gsize length = strnlen (token, NX_JWT_MAX + 1);
  guint dots = 0;

  if (length == 0 || length > NX_JWT_MAX || strspn (token, TOKEN_ALPHABET) != length)
    return FALSE;
  for (const char *p = token; *p != '\0'; p++)
    dots += *p == '.';
  return dots == 2;
}

static gboolean
read_claims (jwt_t *jwt, gint64 now, NxJwt *claims)
{
  const char *sub = jwt_get_grant (jwt, "sub"), *role = jwt_get_grant (jwt, "role"), *jti = jwt_get_grant (jwt, "jti");
  const gint64 issued = jwt_get_grant_int (jwt, "iat"), expires = jwt_get_grant_int (jwt, "exp");

  if (sub == NULL || !nx_uuid_is_valid (sub) || jti == NULL || !nx_uuid_is_valid (jti) || role == NULL
      || nx_enum_value (&nx_role_enum, role) < 0)
    return FALSE;
  /* A date beyond year 9999 is nobody's; the bound also keeps the product below from overflowing. */
  if (issued <= 0 || expires <= issued || expires > G_GINT64_CONSTANT (253402300799) || expires * NX_TIME_SECOND <= now)
    return FALSE;
  claims->sub = g_strdup (sub);
  claims->role = g_strdup (role);
  claims->jti = g_strdup (jti);
  claims->issued_at = issued * NX_TIME_SECOND;
  claims->expires_at = expires * NX_TIME_SECOND;
  return TRUE;
}

gboolean
nx_jwt_read (const char *token, const char *key, gint64 now, NxJwt *claims, GError **error)
{
  g_autoptr (jwt_t) jwt = NULL;
  const gsize key_length = key != NULL ? strlen (key) : 0;

  if (key_length >= NX_JWT_KEY_MIN && looks_like_token (token)
      && jwt_decode (&jwt, token, (const unsigned char *) key, (int) key_length) == 0 && jwt_get_alg (jwt) == JWT_ALG_HS256
      && read_claims (jwt, now, claims))
    return TRUE;
  g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED, _("Please sign in."));
  return FALSE;
}
