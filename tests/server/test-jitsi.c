/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include <string.h>

#include "common/nx-json.h"
#include "server/gateways/nx-jitsi.h"
#include "server/html/nx-page.h"
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"

/* The way into the video room: who, when, with which token; and another room in place of a broken one. */

extern const NxRoute nx_booking_routes[], nx_video_routes[], nx_undo_routes[];
static const NxRoute *const tables[] = { nx_booking_routes, nx_video_routes, nx_undo_routes, NULL };

#define SECRET "a-secret-that-prosody-has-as-well"
#define START "2026-11-27T13:00:00Z"

typedef struct
{
  BookingFixture base;
  NxTestClock *clock;
  NxTestServer *server;
  char *session;
} Web;

static void
set_config (NxApp *app, gpointer data)
{
  g_free (app->config->jitsi_domain);
  app->config->jitsi_domain = g_strdup ("meet.nexus.test");
  if (data != NULL)
    {
      app->config->jitsi_app_id = g_strdup ("nexus");
      app->config->jitsi_app_secret = g_strdup (SECRET);
    }
}

static void
web_setup (Web *self, gconstpointer with_tokens)
{
  NxBooking booking;

  booking_setup (&self->base, NULL);
  booking = lesson (1, 1, START);
  self->session = book_ok (&self->base, &booking);
  self->clock = nx_test_clock_new (at (START));
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (self->clock), .conninfo = self->base.conninfo,
                                                             .error_page = nx_page_error, .set_up = set_config, .data = (gpointer) with_tokens });
}

static void
web_teardown (Web *self, gconstpointer data)
{
  nx_test_server_free (self->server);
  g_object_unref (self->clock);
  g_free (self->session);
  booking_teardown (&self->base, NULL);
}

static NxTestReply *
ask (Web *self, const char *method, const char *pattern, const char *user)
{
  g_autofree char *token = nx_test_server_token (self->server, user);
  g_autofree char *path = g_strdup_printf ("%s%s", g_str_has_prefix (pattern, "rejoindre") ? "/seances/" : "/api/sessions/", self->session);
  g_autofree char *whole = g_strconcat (path, "/", pattern, NULL);

  return nx_test_send (self->server, &(NxTestRequest){ .method = method, .path = whole, .token = token, .cookie = "nexus_language=en",
                                                       .headers = (const char *[]){ "Accept-Language", "en", NULL } });
}

static NxTestReply *
join (Web *self, const char *user)
{
  return ask (self, "GET", "join", user);
}

/* (transfer full): bytes of base64url, with a NUL after them. */
static guchar *
decode (const char *text, gsize *length)
{
  g_autoptr (GString) base64 = g_string_new (text);

  for (gsize i = 0; i < base64->len; i++)
    base64->str[i] = base64->str[i] == '-' ? '+' : base64->str[i] == '_' ? '/' : base64->str[i];
  while (base64->len % 4 != 0)
    g_string_append_c (base64, '=');
  {
    g_autofree guchar *bytes = g_base64_decode (base64->str, length);

    return (guchar *) g_strndup ((char *) bytes, *length);
  }
}

/* (transfer full): the claims of the token in @url, once an HMAC made here agrees with its signature. */
static JsonNode *
read_token (const char *url)
{
  const char *query = strstr (url, "?jwt=");
  g_autofree char *token = NULL, *signed_part = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) SECRET, strlen (SECRET));
  guint8 digest[32];
  gsize length = sizeof digest, header_length, claims_length;
  g_autofree char *expected = NULL;
  g_autofree guchar *header = NULL, *claims = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_assert_nonnull (query);
  token = g_strndup (query + 5, strcspn (query + 5, "#"));
  parts = g_strsplit (token, ".", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  signed_part = g_strjoin (".", parts[0], parts[1], NULL);
  g_hmac_update (hmac, (const guchar *) signed_part, -1);
  g_hmac_get_digest (hmac, digest, &length);
  expected = g_base64_encode (digest, sizeof digest);
  for (char *c = expected; *c != '\0'; c++)
    *c = *c == '+' ? '-' : *c == '/' ? '_' : *c == '=' ? '\0' : *c;
  g_assert_cmpstr (parts[2], ==, expected);

  header = decode (parts[0], &header_length);
  g_assert_nonnull (strstr ((char *) header, "\"HS256\""));
  claims = decode (parts[1], &claims_length);
  node = nx_json_parse ((char *) claims, -1, &nx_json_limits_request, &error);
  g_assert_no_error (error);
  return node;
}

static char *
room_of (Web *self)
{
  return ask_text (&self->base, "SELECT jitsi_room AS a FROM sessions");
}

static const char *
url_of (NxTestReply *reply)
{
  nx_test_assert_status (reply, 200);
  return nx_test_reply_string (reply, "url");
}

static void
assert_visitor (Web *self, const char *user, const char *name, gboolean moderator)
{
  g_autoptr (NxTestReply) reply = join (self, user);
  const char *url = url_of (reply);
  g_autoptr (JsonNode) claims = read_token (url);
  JsonObject *root = json_node_get_object (claims);
  JsonObject *person = json_object_get_object_member (json_object_get_object_member (root, "context"), "user");
  g_autofree char *room = room_of (self), *prefix = g_strdup_printf ("https://meet.nexus.test/%s?jwt=", room);

  g_assert_true (g_str_has_prefix (url, prefix));
  g_assert_cmpstr (json_object_get_string_member (root, "iss"), ==, "nexus");
  g_assert_cmpstr (json_object_get_string_member (root, "aud"), ==, "nexus");
  g_assert_cmpstr (json_object_get_string_member (root, "sub"), ==, "meet.nexus.test");
  g_assert_cmpstr (json_object_get_string_member (root, "room"), ==, room);
  g_assert_cmpint (json_object_get_int_member (root, "nbf"), ==, (at (START) - 15 * NX_TIME_MINUTE) / NX_TIME_SECOND);
  g_assert_cmpint (json_object_get_int_member (root, "exp"), ==, (at (START) + NX_TIME_HOUR) / NX_TIME_SECOND);
  g_assert_cmpstr (json_object_get_string_member (person, "name"), ==, name);
  g_assert_cmpint (json_object_get_boolean_member (person, "moderator"), ==, moderator);
  g_assert_cmpint (json_object_get_boolean_member (person, "lobby_bypass"), ==, moderator);
  /* No name but the one that the room shows, no address. */
  g_assert_false (json_object_has_member (person, "email"));
  g_assert_cmpint (strstr (url, "lobby.autoKnock") == NULL, ==, moderator);
}

static void
test_tokens (Web *self, gconstpointer data)
{
  assert_visitor (self, id_of (ID_COACH_USER, 1), "Hélios", TRUE);
  assert_visitor (self, id_of (ID_PUPIL_USER, 1), "Élève", FALSE);
  assert_visitor (self, id_of (ID_PARENT_USER, 1), "Salma", FALSE);
  assert_visitor (self, id_of (ID_OFFICE_USER, 1), "Amel", FALSE);
}

static void
test_options (Web *self, gconstpointer data)
{
  g_autoptr (NxTestReply) reply = join (self, id_of (ID_PUPIL_USER, 1));
  const char *url = url_of (reply);
  const char *fragment = strchr (url, '#');

  g_assert_null (strstr (url, "jwt"));
  g_assert_null (strchr (url, '?'));
  g_assert_nonnull (fragment);
  g_assert_nonnull (strstr (fragment, "#config.prejoinPageEnabled=true"));
  g_assert_nonnull (strstr (fragment, "&config.subject=%22Mathematics%22"));
  g_assert_nonnull (strstr (fragment, "&config.defaultLanguage=%22en%22"));
  g_assert_nonnull (strstr (fragment, "&userInfo.displayName=%22%C3%89l%C3%A8ve%22"));
  for (const char *c = url; *c != '\0'; c++)
    g_assert_true (g_ascii_isgraph (*c) && *c != '"');
}

/* A name may hold anything: it stays one option. */
static void
test_hostile_names (void)
{
  NxConfig config = { .jitsi_domain = (char *) "meet.nexus.test:8443", .jitsi_app_id = (char *) "nexus", .jitsi_app_secret = (char *) SECRET };
  static const char *const names[] = { "\"&config.x=1#?/", "Ines\r\nX: y", "\\\"}", "😀 é", "</script>", "" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = nx_jitsi_url (&config, &(NxJitsiVisit){ .room = "abc", .name = names[i], .subject = names[i], .language = "fr",
                                                                     .opens = at (START), .closes = at (START) + NX_TIME_HOUR }, &error);
      g_autoptr (JsonNode) claims = NULL;
      JsonObject *context;

      g_assert_no_error (error);
      claims = read_token (url);
      context = json_object_get_object_member (json_node_get_object (claims), "context");
      g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (context, "user"), "name"), ==, names[i]);
      g_assert_cmpstr (json_object_get_string_member (json_node_get_object (claims), "sub"), ==, "meet.nexus.test");
      g_assert_null (strstr (url, "&config.x"));
      for (const char *c = url; *c != '\0'; c++)
        g_assert_true (g_ascii_isgraph (*c) && *c != '"' && *c != '<');
    }
}

static void
test_rooms (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *room = nx_jitsi_room_new ();

      g_assert_cmpuint (strlen (room), ==, 32);
      g_assert_cmpuint (strspn (room, "abcdefghijklmnopqrstuvwxyz234567"), ==, 32);
      g_assert_true (g_hash_table_add (seen, room));
    }
}

/* From 15 minutes before the start to the end, to the second, for every one of them. */
static void
test_window (Web *self, gconstpointer data)
{
  const struct { gint64 now; guint status; const char *words; } cases[] = {
    { at (START) - 15 * NX_TIME_MINUTE - NX_TIME_SECOND, 409, "13:45" },
    { at (START) - 15 * NX_TIME_MINUTE, 200, NULL },
    { at (START) + NX_TIME_HOUR - NX_TIME_SECOND, 200, NULL },
    { at (START) + NX_TIME_HOUR, 409, "over" },
  };
  const char *const users[] = { id_of (ID_COACH_USER, 1), id_of (ID_PUPIL_USER, 1), id_of (ID_PARENT_USER, 1), id_of (ID_OFFICE_USER, 1) };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint who = 0; who < G_N_ELEMENTS (users); who++)
      {
        g_autoptr (NxTestReply) reply = NULL, page = NULL;

        nx_test_clock_set (self->clock, cases[i].now);
        reply = join (self, users[who]);
        page = ask (self, "GET", "rejoindre", users[who]);
        nx_test_assert_status (reply, cases[i].status);
        if (cases[i].status == 200)
          {
            nx_test_assert_status (page, 303);
            g_assert_cmpstr (nx_test_reply_header (page, "Location"), ==, nx_test_reply_string (reply, "url"));
            g_assert_cmpstr (nx_test_reply_header (page, "Referrer-Policy"), ==, "no-referrer");
            continue;
          }
        nx_test_assert_code (reply, 409, "conflict");
        g_assert_nonnull (strstr (nx_test_reply_string (reply, "detail"), cases[i].words));
        nx_test_assert_status (page, 200);
        g_assert_nonnull (strstr (page->body, cases[i].words));
        g_assert_null (strstr (page->body, "meet.nexus.test"));
      }
}

static void
test_strangers (Web *self, gconstpointer data)
{
  const char *const users[] = { id_of (ID_COACH_USER, 2), id_of (ID_PUPIL_USER, 2), id_of (ID_PARENT_USER, 3) };

  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_autoptr (NxTestReply) reply = join (self, users[i]), page = ask (self, "GET", "rejoindre", users[i]);

      nx_test_assert_code (reply, 404, "not_found");
      nx_test_assert_status (page, 404);
    }
  {
    g_autoptr (NxTestReply) video = ask (self, "POST", "video", id_of (ID_COACH_USER, 2)), pupil = ask (self, "POST", "video", id_of (ID_PUPIL_USER, 1));

    nx_test_assert_code (video, 404, "not_found");
    nx_test_assert_code (pupil, 403, "forbidden");
  }
}

static void
test_cancelled (Web *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  NxActor office = as_office (&self->base);
  NxCancellation cancellation = { .session_id = self->session };
  g_autoptr (NxTestReply) reply = NULL, video = NULL;

  g_assert_true (cancel (self->base.db, &office, &cancellation, &error));
  reply = join (self, id_of (ID_PUPIL_USER, 1));
  nx_test_assert_code (reply, 409, "conflict");
  g_assert_nonnull (strstr (nx_test_reply_string (reply, "detail"), "cancelled"));
  video = ask (self, "POST", "video", id_of (ID_COACH_USER, 1));
  nx_test_assert_code (video, 409, "conflict");
}

static NxTestReply *
undo (Web *self, const char *user, const char *action)
{
  g_autofree char *token = nx_test_server_token (self->server, user), *body = g_strdup_printf ("{\"actionId\":\"%s\"}", action);

  return nx_test_post (self->server, "/api/undo", token, body);
}

static void
test_another_room (Web *self, gconstpointer data)
{
  const char *coach = id_of (ID_COACH_USER, 1);
  g_autofree char *first = room_of (self), *second = NULL, *back = NULL, *again = NULL;
  g_autoptr (NxTestReply) reply = ask (self, "POST", "video", coach), joined = NULL, undone = NULL, redone = NULL, late = NULL;

  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_string (reply, "session.id"), ==, self->session);
  second = room_of (self);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpuint (strlen (second), ==, 32);
  joined = join (self, id_of (ID_PUPIL_USER, 1));
  g_assert_nonnull (strstr (url_of (joined), second));
  g_assert_null (strstr (url_of (joined), first));
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM events WHERE type = 'session.changed'"), ==, 1);
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM audit WHERE action = 'session.video'"), ==, 1);

  undone = undo (self, coach, nx_test_reply_header (reply, "X-Action-Id"));
  nx_test_assert_status (undone, 200);
  back = room_of (self);
  g_assert_cmpstr (back, ==, first);
  redone = undo (self, coach, nx_test_reply_string (undone, "actionId"));
  nx_test_assert_status (redone, 200);
  again = room_of (self);
  g_assert_cmpstr (again, ==, second);

  nx_test_clock_set (self->clock, at (START) + NX_TIME_HOUR);
  late = undo (self, coach, nx_test_reply_string (redone, "actionId"));
  nx_test_assert_code (late, 409, "cannot_undo");
  g_clear_pointer (&late, nx_test_reply_free);
  late = ask (self, "POST", "video", coach);
  nx_test_assert_code (late, 409, "conflict");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, tokens, test) g_test_add (path, Web, tokens, web_setup, test, web_teardown)
  ADD ("/jitsi/tokens", "tokens", test_tokens);
  ADD ("/jitsi/options", NULL, test_options);
  ADD ("/jitsi/window", NULL, test_window);
  ADD ("/jitsi/window-with-tokens", "tokens", test_window);
  ADD ("/jitsi/strangers", NULL, test_strangers);
  ADD ("/jitsi/cancelled", NULL, test_cancelled);
  ADD ("/jitsi/another-room", NULL, test_another_room);
#undef ADD
  g_test_add_func ("/jitsi/hostile-names", test_hostile_names);
  g_test_add_func ("/jitsi/rooms", test_rooms);
  return g_test_run ();
}
