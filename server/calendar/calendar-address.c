/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/calendar.h"

#include <string.h>

#include "common/nx-random.h"
#include "server/calendar/calendar-private.h"
#include "server/calendar/calendar-store.h"
#include "server/nx-audit.h"

/*
 * The secret is made from AUTH_SECRET, the person and a salt, so that its owner can be shown it again while the database holds
 * nothing that opens a calendar.
 */

#define SALT_BYTES 16
/* Of an HMAC's 32: 192 bits, 32 characters. */
#define SECRET_BYTES 24
#define DIGEST_BYTES 32
#define RENEWALS 20
#define RENEWALS_WINDOW 3600

void
nx_calendar_address_clear (NxCalendarAddress *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->webcal, g_free);
  g_clear_pointer (&self->dav, g_free);
}

char *
nx_calendar_hash (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

static char *
make_secret (const NxConfig *config, const char *user_id, GBytes *salt)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) config->auth_secret, strlen (config->auth_secret));
  static const char purpose[] = "calendar";
  guint8 digest[DIGEST_BYTES];
  gsize length = sizeof digest, salt_length;
  const guchar *salt_data = g_bytes_get_data (salt, &salt_length);
  char *text;

  /* With its NUL: nothing else that is made from the same key begins like it. */
  g_hmac_update (hmac, (const guchar *) purpose, sizeof purpose);
  g_hmac_update (hmac, (const guchar *) user_id, (gssize) strlen (user_id));
  g_hmac_update (hmac, salt_data, (gssize) salt_length);
  g_hmac_get_digest (hmac, digest, &length);
  text = g_base64_encode (digest, SECRET_BYTES);
  for (char *at = text; *at != '\0'; at++)
    *at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
  return text;
}

static void
fill (NxCalendarAddress *address, const NxConfig *config, const char *secret, gint64 renewed_at)
{
  const char *rest = strstr (config->app_url, "://");

  nx_calendar_address_clear (address);
  address->url = g_strconcat (config->app_url, "/api/calendar/", secret, ".ics", NULL);
  address->webcal = g_strconcat ("webcal", rest != NULL ? rest : "://", "/api/calendar/", secret, ".ics", NULL);
  address->dav = g_strconcat (config->app_url, "/dav/", secret, "/", NULL);
  address->renewed_at = renewed_at;
}

typedef struct
{
  const NxConfig *config;
  const NxActor *actor;
  NxCalendarAddress *address;
  gboolean replace;
} Making;

static gboolean
make_address (NxDb *db, gpointer data, GError **error)
{
  const Making *making = data;
  const NxActor *actor = making->actor;
  guint8 bytes[SALT_BYTES];
  g_autoptr (GBytes) salt = NULL;
  g_autofree char *secret = NULL, *hash = NULL;

  nx_random_bytes (bytes, sizeof bytes);
  salt = g_bytes_new (bytes, sizeof bytes);
  secret = make_secret (making->config, actor->user_id, salt);
  hash = nx_calendar_hash (secret);
  if (!nx_calendar_store_put (db, actor->user_id, salt, hash, actor->now, making->replace, error))
    return FALSE;
  fill (making->address, making->config, secret, actor->now);
  return !making->replace || nx_audit (db, actor, "calendar.renewed", "user", actor->user_id, NULL, NULL, error);
}

/* @found: (out): whether there is one that this AUTH_SECRET makes. @exists: (out): whether there is one at all. */
static gboolean
read_address (NxDb *db, const NxConfig *config, const NxActor *actor, NxCalendarAddress *address, gboolean *found, gboolean *exists,
              GError **error)
{
  g_autoptr (NxRows) rows = nx_calendar_store_find (db, actor->user_id, error);
  g_autoptr (GBytes) salt = NULL;
  g_autofree char *secret = NULL, *hash = NULL;

  if (rows == NULL)
    return FALSE;
  *exists = nx_rows_count (rows) > 0;
  *found = FALSE;
  if (!*exists)
    return TRUE;
  salt = nx_rows_bytes (rows, 0, "salt");
  secret = make_secret (config, actor->user_id, salt);
  hash = nx_calendar_hash (secret);
  *found = strcmp (hash, nx_rows_text (rows, 0, "hash")) == 0;
  if (*found)
    fill (address, config, secret, nx_rows_time (rows, 0, "renewed_at"));
  return TRUE;
}

gboolean
nx_calendar_address (NxDb *db, const NxConfig *config, const NxActor *actor, NxCalendarAddress *address, GError **error)
{
  Making making = { config, actor, address, FALSE };
  gboolean found, exists;

  if (!read_address (db, config, actor, address, &found, &exists, error))
    return FALSE;
  if (found)
    return TRUE;
  making.replace = exists;
  /* Two that ask for the first time at once get the same: the second one's stays unused. */
  return nx_db_transaction (db, make_address, &making, error) && read_address (db, config, actor, address, &found, &exists, error);
}

gboolean
nx_calendar_renew (NxDb *db, const NxConfig *config, const NxActor *actor, NxCalendarAddress *address, GError **error)
{
  Making making = { config, actor, address, TRUE };
  g_autofree char *bucket = g_strconcat ("calendar:renew:", actor->user_id, NULL);

  return nx_rate_limit (db, bucket, RENEWALS, RENEWALS_WINDOW, actor->now, error) && nx_db_transaction (db, make_address, &making, error);
}
