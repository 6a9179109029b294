/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "common/nx-random.h"
#include "common/nx-time.h"
#include "server/http/nx-websocket.h"
#include "server/nx-audit.h"
#include "tests/server/http-routes.h"

/* Live events: who gets which, what was missed, and what a client may send. */

#define COACH_A "01900000-0000-7000-8000-00000000000a"
#define COACH_B "01900000-0000-7000-8000-00000000000b"

typedef struct
{
  GMainContext *context;
  SoupSession *session;
  SoupWebsocketConnection *connection; /* (nullable) */
  GError *error;
  GPtrArray *messages; /* of JsonNode */
  gboolean closed;
} Client;

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *bytes, gpointer data)
{
  Client *client = data;
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GError) error = NULL;
  JsonNode *node = nx_json_parse (text, -1, &nx_json_limits_answer, &error);
  g_assert_no_error (error);
  g_ptr_array_add (client->messages, node);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  ((Client *) data)->closed = TRUE;
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  Client *client = data;
  client->connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &client->error);
  if (client->connection == NULL)
    return;
  g_signal_connect (client->connection, "message", G_CALLBACK (on_message), client);
  g_signal_connect (client->connection, "closed", G_CALLBACK (on_closed), client);
}

static Client *
client_new (NxTestServer *server, const char *path, const char *token)
{
  Client *client = g_new0 (Client, 1);
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u%s", server->port, path), *bearer = g_strconcat ("Bearer ", token, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);

  client->context = g_main_context_ref_thread_default ();
  client->session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  client->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_session_websocket_connect_async (client->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, on_connected, client);
  while (client->connection == NULL && client->error == NULL)
    g_main_context_iteration (client->context, TRUE);
  return client;
}

static void
client_free (Client *client)
{
  g_clear_object (&client->connection);
  g_clear_object (&client->session);
  g_clear_error (&client->error);
  g_ptr_array_unref (client->messages);
  g_main_context_unref (client->context);
  g_free (client);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

static void
run_for (Client *client, guint n_messages, gint64 ms)
{
  gint64 until = g_get_monotonic_time () + ms * 1000;
  while (g_get_monotonic_time () < until && client->messages->len < n_messages && !client->closed)
    {
      if (!g_main_context_iteration (client->context, FALSE))
        g_usleep (2000);
    }
}

static const char *
type_of (Client *client, guint index)
{
  g_assert_cmpuint (index, <, client->messages->len);
  return json_object_get_string_member (json_node_get_object (client->messages->pdata[index]), "type");
}

typedef struct
{
  const char *type, *coach_id;
} Event;

static gboolean
publish_one (NxDb *db, gpointer data, GError **error)
{
  const Event *event = data;
  NxActor actor = { .role = NX_ROLE_ASSISTANTE, .first_name = "Anne", .last_name = "B", .zone = NX_TIME_CENTRE_ZONE, .locale = "fr",
                    .request_id = "test", .now = g_get_real_time () };
  g_autofree char *id = nx_uuid_new (actor.now);
  return nx_live_publish (db, &actor, event->type, id, event->coach_id, NULL, error);
}

static void
publish (NxTestServer *server, const char *type, const char *coach_id)
{
  Event event = { type, coach_id };
  g_autoptr (GError) error = NULL;
  g_assert_true (nx_db_transaction (server->db, publish_one, &event, &error));
  g_assert_no_error (error);
}

static char *
add_coach (NxTestServer *server, const char *email, const char *coach_id, const char *pseudonym)
{
  char *user = nx_test_server_add_user (server, NX_ROLE_COACH, email);
  g_autofree char *sql = g_strdup_printf ("INSERT INTO coaches (id, user_id, pseudonym, subjects, created_at) VALUES ('%s', '%s', '%s', '{NSI}', now ())", coach_id,
                                          user, pseudonym);
  nx_test_db_script (server->db, sql);
  return user;
}

static void
test_who_sees_what (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *office = nx_test_server_add_user (server, NX_ROLE_ASSISTANTE, "o@nexus.test"), *coach = add_coach (server, "c@nexus.test", COACH_A, "A");
  g_autofree char *office_token = nx_test_server_token (server, office), *coach_token = nx_test_server_token (server, coach);
  g_autoptr (Client) desk = client_new (server, "/api/live", office_token), teacher = client_new (server, "/api/live", coach_token);
  g_assert_no_error (desk->error);
  g_assert_no_error (teacher->error);
  g_usleep (300000); /* both are ready */
  publish (server, "session.booked", COACH_A);
  publish (server, "session.moved", COACH_B);
  publish (server, "lead.created", NULL);
  run_for (desk, 3, 5000);
  run_for (teacher, 2, 300);
  g_assert_cmpuint (desk->messages->len, ==, 3);
  g_assert_cmpuint (teacher->messages->len, ==, 1);
  g_assert_cmpstr (type_of (teacher, 0), ==, "session.booked");
  JsonObject *event = json_node_get_object (desk->messages->pdata[0]);
  g_assert_cmpstr (json_object_get_string_member (event, "coachId"), ==, COACH_A);
  g_assert_cmpstr (json_object_get_string_member (event, "by"), ==, "Anne B");
  g_assert_true (json_object_get_null_member (event, "studentId"));
  g_assert_true (g_str_has_suffix (json_object_get_string_member (event, "at"), "Z"));
  gint64 seq = json_object_get_int_member (event, "seq");

  /* What was missed comes first, in order, and only what one may see. */
  g_autofree char *path = g_strdup_printf ("/api/live?since=%" G_GINT64_FORMAT, seq), *from_start = g_strdup_printf ("/api/live?since=%" G_GINT64_FORMAT, seq - 1);
  g_autoptr (Client) late = client_new (server, path, office_token), late_teacher = client_new (server, from_start, coach_token);
  run_for (late, 2, 5000);
  run_for (late_teacher, 1, 5000);
  g_assert_cmpstr (type_of (late, 0), ==, "session.moved");
  g_assert_cmpstr (type_of (late, 1), ==, "lead.created");
  g_assert_cmpstr (type_of (late_teacher, 0), ==, "session.booked");
  publish (server, "report.due", COACH_A);
  run_for (late, 3, 5000);
  run_for (late_teacher, 2, 5000);
  g_assert_cmpstr (type_of (late, 2), ==, "report.due");
  g_assert_cmpstr (type_of (late_teacher, 1), ==, "report.due");
}

static void
test_resync (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *office = nx_test_server_add_user (server, NX_ROLE_ADMIN, "o@nexus.test"), *token = nx_test_server_token (server, office);
  nx_test_db_script (server->db, "INSERT INTO events (type, object_id, at) SELECT 'session.booked', gen_random_uuid (), now () FROM generate_series (1, 700)");
  g_autoptr (Client) client = client_new (server, "/api/live?since=1", token);
  run_for (client, 1, 5000);
  g_assert_cmpstr (type_of (client, 0), ==, "resync");
  g_autoptr (Client) future = client_new (server, "/api/live?since=100000", token);
  run_for (future, 1, 5000);
  g_assert_cmpstr (type_of (future, 0), ==, "resync");
}

static void
test_permissions (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *parent = nx_test_server_add_user (server, NX_ROLE_PARENT, "p@nexus.test"), *parent_token = nx_test_server_token (server, parent);
  g_autofree char *office = nx_test_server_add_user (server, NX_ROLE_ADMIN, "o@nexus.test"), *token = nx_test_server_token (server, office);
  g_autoptr (Client) refused = client_new (server, "/api/live", parent_token), forged = client_new (server, "/api/live", "x.y.z");
  g_assert_nonnull (refused->error);
  g_assert_nonnull (forged->error);
  g_autoptr (NxTestReply) plain = nx_test_get (server, "/api/live", token);
  nx_test_assert_code (plain, 400, "bad_request");

  /* Another site's page may not open it with the person's cookie. */
  g_autofree char *foreign = g_strdup_printf ("GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: nexus_session=%s\r\nOrigin: https://evil.example\r\n"
                                              "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                                              token);
  int fd = nx_test_connect (server, 5);
  char answer[4096] = { 0 };
  g_assert_cmpint (send (fd, foreign, strlen (foreign), 0), ==, strlen (foreign));
  g_assert_cmpint (recv (fd, answer, sizeof answer - 1, 0), >, 0);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 403 "));
  close (fd);
}

static void
test_revoked (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *office = nx_test_server_add_user (server, NX_ROLE_ADMIN, "o@nexus.test"), *token = nx_test_server_token (server, office);
  g_autoptr (Client) client = client_new (server, "/api/live", token);
  g_assert_no_error (client->error);
  g_usleep (300000);
  nx_test_db_script (server->db, "UPDATE auth_tokens SET revoked_at = created_at");
  run_for (client, 1, 3000);
  g_assert_true (client->closed);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (client->connection), ==, 1008);
}

/* Each of these ends an open connection at once, not at the next round. */
static void
test_shut_out (void)
{
  static const char *const ways[] = { "UPDATE users SET deactivated_at = now ()", "UPDATE users SET role = 'PARENT'", "DELETE FROM auth_tokens" };
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
      g_autofree char *office = nx_test_server_add_user (server, NX_ROLE_ADMIN, "o@nexus.test"), *token = nx_test_server_token (server, office);
      g_autoptr (Client) client = client_new (server, "/api/live", token);
      g_assert_no_error (client->error);
      g_usleep (300000);
      nx_test_db_script (server->db, ways[i]);
      run_for (client, 1, 3000);
      g_assert_true (client->closed);
    }
}

/* The last event is gone from the table, but not that it happened. */
static void
test_cleared (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *office = nx_test_server_add_user (server, NX_ROLE_ADMIN, "o@nexus.test"), *token = nx_test_server_token (server, office);
  g_autoptr (Client) early = client_new (server, "/api/live", token);
  g_usleep (300000);
  publish (server, "session.booked", NULL);
  publish (server, "session.moved", NULL);
  run_for (early, 2, 5000);
  g_assert_cmpuint (early->messages->len, ==, 2);
  nx_test_db_script (server->db, "DELETE FROM events");
  g_autoptr (Client) late = client_new (server, "/api/live?since=1", token);
  run_for (late, 1, 5000);
  g_assert_cmpstr (type_of (late, 0), ==, "resync");
}

static void
test_hub_comes_back (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *office = nx_test_server_add_user (server, NX_ROLE_ADMIN, "o@nexus.test"), *token = nx_test_server_token (server, office);
  g_autoptr (Client) client = client_new (server, "/api/live", token);
  g_usleep (300000);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  nx_test_db_script (server->db, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE datname = current_database () AND pid <> pg_backend_pid ()");
  publish (server, "session.booked", NULL);
  run_for (client, 1, 8000);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  g_assert_cmpstr (type_of (client, 0), ==, "session.booked");
}

static void
test_close_at_stop (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *office = nx_test_server_add_user (server, NX_ROLE_ADMIN, "o@nexus.test"), *token = nx_test_server_token (server, office);
  g_autoptr (Client) client = client_new (server, "/api/live", token);
  guint ms = 0;
  nx_test_server_stop (server, &ms);
  g_assert_cmpuint (ms, <, 3000);
  run_for (client, 1, 2000);
  g_assert_true (client->closed);
}

/* --- frames --- */

static void
test_frames (void)
{
  static const struct { const char *bytes; gsize length; NxWebsocketScan scan; } cases[] = {
    { "\x81\x83\x01\x02\x03\x04\x60\x60\x60", 9, NX_WEBSOCKET_FRAME },
    { "\x81\x83\x01\x02\x03\x04\x60\x60", 8, NX_WEBSOCKET_MORE },
    { "\x81", 1, NX_WEBSOCKET_MORE },
    { "\x81\x03" "abc", 5, NX_WEBSOCKET_BAD },            /* not masked */
    { "\xc1\x80\x00\x00\x00\x00", 6, NX_WEBSOCKET_BAD },  /* a reserved bit */
    { "\x83\x80\x00\x00\x00\x00", 6, NX_WEBSOCKET_BAD },  /* an unknown opcode */
    { "\x09\x80\x00\x00\x00\x00", 6, NX_WEBSOCKET_BAD },  /* a control frame in parts */
    { "\x89\xfe\x00\x7e", 4, NX_WEBSOCKET_BAD },          /* a long control frame */
    { "\x81\xfe\x04\x01", 4, NX_WEBSOCKET_TOO_LONG },     /* 1025 bytes */
    { "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 10, NX_WEBSOCKET_TOO_LONG },
    { "\x81\xfe\x04\x00", 4, NX_WEBSOCKET_MORE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      NxWebsocketFrame frame;
      g_autofree guint8 *buffer = g_memdup2 (cases[i].bytes, cases[i].length);
      g_assert_cmpint (nx_websocket_scan (buffer, cases[i].length, &frame), ==, cases[i].scan);
      if (cases[i].scan == NX_WEBSOCKET_FRAME)
        g_assert_cmpmem (frame.payload, frame.length, "abc", 3);
    }
  g_autofree char *accept = nx_websocket_accept_key ("dGhlIHNhbXBsZSBub25jZQ==");
  g_assert_cmpstr (accept, ==, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  g_assert_null (nx_websocket_accept_key ("short"));
  g_assert_null (nx_websocket_accept_key (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-live/who-sees-what", test_who_sees_what);
  g_test_add_func ("/http-live/resync", test_resync);
  g_test_add_func ("/http-live/permissions", test_permissions);
  g_test_add_func ("/http-live/revoked", test_revoked);
  g_test_add_func ("/http-live/shut-out", test_shut_out);
  g_test_add_func ("/http-live/cleared", test_cleared);
  g_test_add_func ("/http-live/hub-comes-back", test_hub_comes_back);
  g_test_add_func ("/http-live/close-at-stop", test_close_at_stop);
  g_test_add_func ("/http-live/frames", test_frames);
  return g_test_run ();
}
