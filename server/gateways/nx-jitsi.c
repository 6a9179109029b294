/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/gateways/nx-jitsi.h"

#include <json-glib/json-glib.h>
#include <jwt.h>
#include <stdlib.h>
#include <string.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "common/nx-time.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (jwt_t, jwt_free)

#define ROOM_BYTES 20

char *
nx_jitsi_room_new (void)
{
  static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
  guint8 bytes[ROOM_BYTES];
  GString *room = g_string_sized_new (ROOM_BYTES * 8 / 5 + 1);
  guint bits = 0, n_bits = 0;

  nx_random_bytes (bytes, sizeof bytes);
  for (guint i = 0; i < sizeof bytes; i++)
    for (bits = (bits << 8) | bytes[i], n_bits += 8; n_bits >= 5; n_bits -= 5)
      g_string_append_c (room, digits[(bits >> (n_bits - 5)) & 31]);
  return g_string_free (room, FALSE);
}

gboolean
nx_jitsi_has_tokens (const NxConfig *config)
{
  return config->jitsi_app_id != NULL && config->jitsi_app_secret != NULL;
}

/* (transfer full): what the token says of the visitor. The lobby modules of prosody read lobby_bypass and affiliation. */
static char *
context_json (const NxJitsiVisit *visit)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_begin_object (json, "context");
  nx_json_begin_object (json, "user");
  if (visit->user_id != NULL)
    nx_json_add_string (json, "id", visit->user_id);
  if (visit->name != NULL)
    nx_json_add_string (json, "name", visit->name);
  nx_json_add_bool (json, "moderator", visit->moderator);
  nx_json_add_string (json, "affiliation", visit->moderator ? "owner" : "member");
  nx_json_add_bool (json, "lobby_bypass", visit->moderator);
  nx_json_end_object (json);
  nx_json_end_object (json);
  nx_json_add_bool (json, "moderator", visit->moderator);
  nx_json_end_object (json);
  return nx_json_writer_end (json, NULL);
}

static char *
make_token (const NxConfig *config, const NxJitsiVisit *visit, GError **error)
{
  const char *key = config->jitsi_app_secret;
  g_autofree char *context = context_json (visit);
  g_autofree char *host = g_strndup (config->jitsi_domain, strcspn (config->jitsi_domain, ":"));
  g_autofree char *room = g_ascii_strdown (visit->room, -1);
  g_autoptr (jwt_t) jwt = NULL;
  char *encoded = NULL, *token;

  if (jwt_new (&jwt) != 0 || jwt_set_alg (jwt, JWT_ALG_HS256, (const unsigned char *) key, (int) strlen (key)) != 0
      || jwt_add_grant (jwt, "iss", config->jitsi_app_id) != 0 || jwt_add_grant (jwt, "aud", config->jitsi_app_id) != 0
      || jwt_add_grant (jwt, "sub", host) != 0 || jwt_add_grant (jwt, "room", room) != 0
      || jwt_add_grant_int (jwt, "nbf", (long) (visit->opens / NX_TIME_SECOND)) != 0
      || jwt_add_grant_int (jwt, "exp", (long) (visit->closes / NX_TIME_SECOND)) != 0
      || jwt_add_grants_json (jwt, context) != 0 || (encoded = jwt_encode_str (jwt)) == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "could not sign a token for the video room");
      return NULL;
    }
  token = g_strdup (encoded);
  free (encoded);
  return token;
}

/* An option's value is JSON, percent-encoded. */
static void
add_text (GString *url, const char *name, const char *value)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), value);
  g_autofree char *json = json_to_string (node, FALSE);
  g_autofree char *escaped = g_uri_escape_string (json, NULL, FALSE);

  g_string_append_printf (url, "&%s=%s", name, escaped);
}

static void
add_options (GString *url, const NxJitsiVisit *visit)
{
  /* Camera and microphone are tried out before going in; no detour by an application to be installed. */
  g_string_append (url, "#config.prejoinPageEnabled=true&config.prejoinConfig.enabled=true&config.disableDeepLinking=true");
  if (!visit->moderator)
    g_string_append (url, "&config.lobby.autoKnock=true");
  add_text (url, "config.defaultLanguage", visit->language != NULL ? visit->language : "fr");
  if (visit->subject != NULL)
    add_text (url, "config.subject", visit->subject);
  if (visit->name != NULL)
    add_text (url, "userInfo.displayName", visit->name);
}

char *
nx_jitsi_url (const NxConfig *config, const NxJitsiVisit *visit, GError **error)
{
  g_autofree char *token = NULL;
  GString *url;

  g_return_val_if_fail (config->jitsi_domain != NULL && visit->room != NULL, NULL);

  if (nx_jitsi_has_tokens (config))
    {
      token = make_token (config, visit, error);
      if (token == NULL)
        return NULL;
    }
  url = g_string_new (NULL);
  g_string_append_printf (url, "https://%s/%s", config->jitsi_domain, visit->room);
  if (token != NULL)
    g_string_append_printf (url, "?jwt=%s", token);
  add_options (url, visit);
  return g_string_free (url, FALSE);
}
