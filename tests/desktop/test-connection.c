/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "desktop/api/nx-connection.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-wait.h"

typedef struct
{
  NxFakeServer *server;
  NxConnection *connection;
} Fixture;

typedef struct
{
  gboolean done;
  gboolean ok;
  JsonNode *node;
  char *etag;
  char *text;
  GError *error;
} Outcome;


static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->node, json_node_unref);
  g_clear_pointer (&outcome->etag, g_free);
  g_clear_pointer (&outcome->text, g_free);
  g_clear_error (&outcome->error);
  outcome->done = FALSE;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)


static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  outcome->node = nx_connection_send_finish (NX_CONNECTION (source), result, &outcome->etag, &outcome->error);
  outcome->done = TRUE;
}


static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  outcome->ok = nx_connection_sign_in_finish (NX_CONNECTION (source), result, &outcome->error);
  outcome->done = TRUE;
}


static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  outcome->text = nx_connection_probe_finish (NX_CONNECTION (source), result, &outcome->error);
  outcome->done = TRUE;
}


static void
sign_in (Fixture *fixture, Outcome *outcome)
{
  nx_connection_sign_in_async (fixture->connection, nx_fake_server_get_address (fixture->server), " salma@nexus.tn ", "secret", NULL,
                               on_signed_in, outcome);
  WAIT_FOR (outcome->done);
}


static void
send (Fixture *fixture, const char *method, const char *path, NxJsonWriter *body, const char *key, const char *etag, Outcome *outcome)
{
  nx_connection_send_async (fixture->connection, method, path, body, key, etag, NULL, on_sent, outcome);
  WAIT_FOR (outcome->done);
}


static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = nx_fake_server_new ();
  nx_fake_server_furnish (fixture->server, data != NULL ? data : "ASSISTANTE");
  fixture->connection = nx_connection_new (NULL);
}


static void
set_up_signed_in (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  set_up (fixture, NULL);
  sign_in (fixture, &outcome);
  g_assert_true (outcome.ok);
}


static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->connection);
  nx_fake_server_free (fixture->server);
  nx_test_drain ();
}


static void
test_sign_in (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  g_assert_cmpint (nx_connection_get_state (fixture->connection), ==, NX_CONNECTION_SIGNED_OUT);
  sign_in (fixture, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_true (outcome.ok);
  g_assert_cmpint (nx_connection_get_state (fixture->connection), ==, NX_CONNECTION_ONLINE);
  g_assert_cmpstr (nx_connection_get_user (fixture->connection)->firstName, ==, "Salma");
  const char *path = "/api/auth/callback/credentials";
  g_assert_cmpstr (nx_fake_server_body (fixture->server, path), ==, "{\"email\":\"salma@nexus.tn\",\"password\":\"secret\"}");
  g_assert_null (nx_fake_server_header (fixture->server, path, "Authorization"));
  WAIT_FOR (nx_fake_server_live (fixture->server) == 1);
  g_assert_cmpstr (nx_fake_server_header (fixture->server, "/api/live", "Authorization"), ==, "Bearer token-1");
}


static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  nx_fake_server_refuse (fixture->server, "POST", "/api/auth/callback/credentials", 401, "bad_credentials", "non");
  sign_in (fixture, &outcome);
  g_assert_error (outcome.error, NX_ERROR, NX_ERROR_BAD_CREDENTIALS);
  g_assert_cmpint (nx_connection_get_state (fixture->connection), ==, NX_CONNECTION_SIGNED_OUT);
  g_assert_null (nx_connection_get_user (fixture->connection));
}


/* A family's account belongs on the web; the session that was made is ended at once. */
static void
test_family_is_refused (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  sign_in (fixture, &outcome);
  g_assert_error (outcome.error, NX_ERROR, NX_ERROR_FORBIDDEN);
  g_assert_nonnull (strstr (outcome.error->message, nx_fake_server_get_address (fixture->server)));
  g_assert_null (nx_connection_get_user (fixture->connection));
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/auth/signout") == 1);
  g_assert_cmpstr (nx_fake_server_header (fixture->server, "/api/auth/signout", "Authorization"), ==, "Bearer token-1");
  nx_test_drain ();
  WAIT_FOR (G_OBJECT (fixture->connection)->ref_count == 1);
}


static void
test_headers (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  NxJsonWriter *body = nx_json_writer_new ();
  nx_json_begin_object (body, NULL);
  nx_json_end_object (body);
  send (fixture, "POST", "/api/credits/adjust", body, "key-12345678", "\"7\"", &outcome);
  g_assert_no_error (outcome.error);
  const char *path = "/api/credits/adjust";
  g_assert_cmpstr (nx_fake_server_header (fixture->server, path, "Authorization"), ==, "Bearer token-1");
  g_assert_cmpstr (nx_fake_server_header (fixture->server, path, "Idempotency-Key"), ==, "key-12345678");
  g_assert_cmpstr (nx_fake_server_header (fixture->server, path, "If-Match"), ==, "\"7\"");
  g_assert_cmpstr (nx_fake_server_header (fixture->server, path, "Accept-Language"), ==, "en");
  g_assert_cmpstr (nx_fake_server_header (fixture->server, path, "Content-Type"), ==, "application/json");
}


static void
test_problem (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  nx_fake_server_answer (fixture->server, "GET", "/api/x", 422,
                         "{\"code\": \"invalid\", \"detail\": \"Deux fautes.\", \"fields\": {\"reason\": \"Trop court.\"}}");
  send (fixture, "GET", "/api/x", NULL, NULL, NULL, &outcome);
  g_assert_error (outcome.error, NX_ERROR, NX_ERROR_INVALID);
  g_assert_cmpstr (outcome.error->message, ==, "Deux fautes.");
  g_assert_cmpstr (g_hash_table_lookup (nx_error_get_fields (outcome.error), "reason"), ==, "Trop court.");
  g_assert_cmpint (nx_connection_get_state (fixture->connection), ==, NX_CONNECTION_ONLINE);
}


static void
test_no_content (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  send (fixture, "POST", "/api/auth/signout", NULL, NULL, NULL, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_true (JSON_NODE_HOLDS_NULL (outcome.node));
}


typedef struct
{
  const char *name;
  NxFakeMode mode;
  NxErrorCode code;
} Lie;

static const Lie lies[] = {
  { "garbage", NX_FAKE_GARBAGE, NX_ERROR_BAD_JSON },     { "nested", NX_FAKE_NESTED, NX_ERROR_BAD_JSON },
  { "huge", NX_FAKE_HUGE, NX_ERROR_TOO_LARGE },          { "html", NX_FAKE_HTML, NX_ERROR_UNAVAILABLE },
  { "redirect", NX_FAKE_REDIRECT, NX_ERROR_UNAVAILABLE },
};


static void
test_lie (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  const Lie *lie = data;
  nx_fake_server_set_mode (fixture->server, lie->mode);
  send (fixture, "GET", "/api/students", NULL, NULL, NULL, &outcome);
  g_assert_error (outcome.error, NX_ERROR, (int) lie->code);
  g_assert_null (outcome.node);
}


static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  nx_fake_server_set_mode (fixture->server, NX_FAKE_STALL);
  nx_connection_send_async (fixture->connection, "GET", "/api/slow", NULL, NULL, NULL, cancellable, on_sent, &outcome);
  WAIT_FOR (nx_fake_server_count (fixture->server, "GET", "/api/slow") == 1);
  g_cancellable_cancel (cancellable);
  WAIT_FOR (outcome.done);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (nx_connection_get_state (fixture->connection), ==, NX_CONNECTION_ONLINE);
}


/* Who was signed in stays known, so that only the password has to be asked. */
static void
test_session_ends (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  g_auto (Outcome) again = { 0 };
  nx_fake_server_refuse (fixture->server, "GET", "/api/students", 401, "unauthenticated", "Connectez-vous.");
  send (fixture, "GET", "/api/students", NULL, NULL, NULL, &outcome);
  g_assert_error (outcome.error, NX_ERROR, NX_ERROR_UNAUTHENTICATED);
  g_assert_cmpint (nx_connection_get_state (fixture->connection), ==, NX_CONNECTION_SIGNED_OUT);
  g_assert_nonnull (nx_connection_get_user (fixture->connection));
  outcome_clear (&outcome);
  send (fixture, "GET", "/api/coaches", NULL, NULL, NULL, &outcome);
  g_assert_error (outcome.error, NX_ERROR, NX_ERROR_UNAUTHENTICATED);
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "GET", "/api/coaches"), ==, 0);
  sign_in (fixture, &again);
  g_assert_true (again.ok);
  g_assert_cmpint (nx_connection_get_state (fixture->connection), ==, NX_CONNECTION_ONLINE);
}


static void
on_event (NxConnection *connection, NxLiveEvent *event, GString *seen)
{
  g_string_append_printf (seen, "%s:%" G_GINT64_FORMAT " ", event->type, event->seq);
}


static void
on_resync (NxConnection *connection, guint *count)
{
  (*count)++;
}


static void
test_live (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  guint resyncs = 0;
  gulong ids[] = { g_signal_connect (fixture->connection, "live-event", G_CALLBACK (on_event), seen),
                   g_signal_connect (fixture->connection, "resync", G_CALLBACK (on_resync), &resyncs) };
  WAIT_FOR (nx_fake_server_live (fixture->server) == 1);
  g_assert_cmpstr (nx_fake_server_target (fixture->server, "/api/live"), ==, "/api/live");
  nx_fake_server_emit (fixture->server, "not json");
  nx_fake_server_emit (fixture->server, "{\"seq\": 4, \"type\": \"session.booked\"}");
  WAIT_FOR (seen->len > 0);
  g_assert_cmpstr (seen->str, ==, "session.booked:4 ");
  g_assert_cmpuint (resyncs, ==, 0);

  /* After a cut it asks for what came since, and tells the lists to look again. */
  nx_fake_server_drop_live (fixture->server);
  WAIT_FOR (nx_fake_server_live (fixture->server) == 1 && resyncs == 1);
  g_assert_cmpstr (nx_fake_server_target (fixture->server, "/api/live"), ==, "/api/live?since=4");
  nx_fake_server_emit (fixture->server, "{\"type\": \"resync\"}");
  WAIT_FOR (resyncs == 2);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_signal_handler_disconnect (fixture->connection, ids[i]);
}


static void
test_offline_and_back (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { 0 };
  WAIT_FOR (nx_fake_server_live (fixture->server) == 1);
  nx_fake_server_pause (fixture->server);
  WAIT_FOR (nx_connection_get_state (fixture->connection) == NX_CONNECTION_OFFLINE);
  send (fixture, "GET", "/api/students", NULL, NULL, NULL, &outcome);
  g_assert_error (outcome.error, NX_ERROR, NX_ERROR_UNAVAILABLE);
  nx_fake_server_resume (fixture->server);
  nx_connection_reconnect (fixture->connection);
  WAIT_FOR (nx_connection_get_state (fixture->connection) == NX_CONNECTION_ONLINE);
  WAIT_FOR (nx_fake_server_live (fixture->server) == 1);
}


typedef struct
{
  const char *typed;
  int code; /* -1: found */
} Address;


static void
test_probe (Fixture *fixture, gconstpointer data)
{
  static const Address addresses[] = {
    { "", NX_ERROR_INVALID },           { "ftp://nexus.tn", NX_ERROR_INVALID },    { "http://", NX_ERROR_INVALID },
    { "un nom", NX_ERROR_INVALID },     { "http://a:b@nexus.tn", NX_ERROR_INVALID }, { "127.0.0.1:1", NX_ERROR_UNAVAILABLE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_auto (Outcome) outcome = { 0 };
      nx_connection_probe_async (fixture->connection, addresses[i].typed, NULL, on_probed, &outcome);
      WAIT_FOR (outcome.done);
      g_test_message ("%s: %s", addresses[i].typed, outcome.error->message);
      g_assert_error (outcome.error, NX_ERROR, addresses[i].code);
    }
  g_auto (Outcome) outcome = { 0 };
  /* Without a scheme and with a slash, as people type it. */
  g_autofree char *typed = g_strdup_printf (" %s/ ", nx_fake_server_get_address (fixture->server) + strlen ("http://"));
  nx_connection_probe_async (fixture->connection, typed, NULL, on_probed, &outcome);
  WAIT_FOR (outcome.done);
  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.text, ==, nx_fake_server_get_address (fixture->server));
  outcome_clear (&outcome);
  nx_fake_server_answer (fixture->server, "GET", "/api/openapi.json", 200, "{\"info\": {\"title\": \"Shop\"}}");
  nx_connection_probe_async (fixture->connection, typed, NULL, on_probed, &outcome);
  WAIT_FOR (outcome.done);
  g_assert_error (outcome.error, NX_ERROR, NX_ERROR_NOT_FOUND);
}


static void
test_path (void)
{
  g_autofree char *path = nx_connection_path ("/api/students?query=%s&limit=%d", "é&a=b/?#%", 20);
  g_assert_cmpstr (path, ==, "/api/students?query=%C3%A9%26a%3Db%2F%3F%23%25&limit=20");
}


static void
test_sign_out (Fixture *fixture, gconstpointer data)
{
  WAIT_FOR (nx_fake_server_live (fixture->server) == 1);
  nx_connection_sign_out (fixture->connection);
  g_assert_cmpint (nx_connection_get_state (fixture->connection), ==, NX_CONNECTION_SIGNED_OUT);
  g_assert_null (nx_connection_get_user (fixture->connection));
  WAIT_FOR (nx_fake_server_live (fixture->server) == 0);
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/auth/signout") == 1);
  WAIT_FOR (G_OBJECT (fixture->connection)->ref_count == 1);
}


int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connection/path", test_path);
#define ADD(path, data, test) g_test_add ("/connection/" path, Fixture, data, set_up, test, tear_down)
#define ADD_IN(path, data, test) g_test_add ("/connection/" path, Fixture, data, set_up_signed_in, test, tear_down)
  ADD ("sign-in", "ASSISTANTE", test_sign_in);
  ADD ("coach", "COACH", test_sign_in);
  ADD ("wrong-password", "ASSISTANTE", test_wrong_password);
  ADD ("parent", "PARENT", test_family_is_refused);
  ADD ("pupil", "ELEVE", test_family_is_refused);
  ADD ("probe", "ASSISTANTE", test_probe);
  ADD_IN ("headers", NULL, test_headers);
  ADD_IN ("problem", NULL, test_problem);
  ADD_IN ("no-content", NULL, test_no_content);
  ADD_IN ("cancel", NULL, test_cancel);
  ADD_IN ("session-ends", NULL, test_session_ends);
  ADD_IN ("live", NULL, test_live);
  ADD_IN ("offline", NULL, test_offline_and_back);
  ADD_IN ("sign-out", NULL, test_sign_out);
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *path = g_strconcat ("/connection/lie/", lies[i].name, NULL);
      g_test_add (path, Fixture, &lies[i], set_up_signed_in, test_lie, tear_down);
    }
  return g_test_run ();
}
