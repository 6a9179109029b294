/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-random.h"
#include "desktop/api/nx-connection-private.h"

#define FIRST_PAUSE_MS 300
#define LONGEST_PAUSE_MS 60000
#define PING_SECONDS 20
#define SILENCE_US (55 * G_USEC_PER_SEC)
#define EVENT_BYTES (64 * 1024)

struct _NxLive
{
  NxConnection *connection; /* borrowed: it owns this */
  SoupWebsocketConnection *socket;
  SoupMessage *message;
  GCancellable *cancellable;
  guint retry_id;
  guint watch_id;
  guint failures;
  gint64 since;      /* sequence of the last event, 0 before the first */
  gint64 heard;      /* monotonic: the last pong or event */
  gboolean running;
  gboolean had_one;  /* a stream was open before, so that something may have been missed */
};

static void connect_now (NxLive *self);


static gboolean
on_retry (gpointer user_data)
{
  NxLive *self = user_data;
  self->retry_id = 0;
  connect_now (self);
  return G_SOURCE_REMOVE;
}


/* Growing pauses, each drawn from its upper half: after a restart of the server its clients do not all come at once. */
static void
retry_later (NxLive *self)
{
  guint pause = MIN ((guint) FIRST_PAUSE_MS << MIN (self->failures, 10u), (guint) LONGEST_PAUSE_MS);
  guint16 draw;
  nx_random_bytes (&draw, sizeof draw);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->retry_id = g_timeout_add (pause / 2 + (pause / 2) * draw / G_MAXUINT16, on_retry, self);
  self->failures++;
}


static void
drop_socket (NxLive *self)
{
  g_clear_handle_id (&self->watch_id, g_source_remove);
  if (self->socket == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->socket, self);
  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_clear_object (&self->socket);
}


static void
on_message (SoupWebsocketConnection *socket, int type, GBytes *bytes, NxLive *self)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  self->heard = g_get_monotonic_time ();
  g_autoptr (JsonNode) root = nx_json_parse (text, (gssize) length, &nx_json_limits_request, &error);
  g_autoptr (NxLiveEvent) event = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                                    ? nx_record_from_json (NX_TYPE_LIVE_EVENT, json_node_get_object (root), &error) : NULL;
  if (event == NULL || event->type == NULL)
    {
      g_debug ("live event dropped: %s", error != NULL ? error->message : "no type");
      return;
    }
  if (event->seq > self->since)
    self->since = event->seq;
  if (g_str_equal (event->type, "resync"))
    nx_connection_emit_resync (self->connection);
  else
    nx_connection_emit_event (self->connection, event);
}


static void
on_pong (SoupWebsocketConnection *socket, GBytes *bytes, NxLive *self)
{
  self->heard = g_get_monotonic_time ();
}


static void
on_closed (SoupWebsocketConnection *socket, NxLive *self)
{
  drop_socket (self);
  retry_later (self);
}


/* A line that was cut without a word (a closed lid, a lost Wi-Fi) is noticed by the missing pongs only. */
static gboolean
on_watch (gpointer user_data)
{
  NxLive *self = user_data;
  if (g_get_monotonic_time () - self->heard < SILENCE_US)
    return G_SOURCE_CONTINUE;
  self->watch_id = 0;
  drop_socket (self);
  nx_connection_mark_lost (self->connection);
  connect_now (self);
  return G_SOURCE_REMOVE;
}


static void
adopt_socket (NxLive *self, SoupWebsocketConnection *socket)
{
  self->socket = socket;
  self->failures = 0;
  self->heard = g_get_monotonic_time ();
  soup_websocket_connection_set_keepalive_interval (socket, PING_SECONDS);
  soup_websocket_connection_set_max_incoming_payload_size (socket, EVENT_BYTES);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (socket, "pong", G_CALLBACK (on_pong), self);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), self);
  self->watch_id = g_timeout_add_seconds (PING_SECONDS, on_watch, self);
  gboolean missed = self->had_one;
  self->had_one = TRUE;
  nx_connection_mark_seen (self->connection);
  if (missed)
    nx_connection_emit_resync (self->connection);
}


/* The stream's own refusal has no words: an ordinary request tells whether the session ended. */
static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  JsonNode *node = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, NULL);
  g_clear_pointer (&node, json_node_unref);
}


static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) mine = NULL;
  g_autoptr (SoupWebsocketConnection) socket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  NxLive *self = user_data;
  mine = g_steal_pointer (&self->cancellable);
  if (socket != NULL)
    {
      adopt_socket (self, g_steal_pointer (&socket));
      return;
    }
  g_debug ("live: %s", error->message);
  guint status = soup_message_get_status (self->message);
  if (status == SOUP_STATUS_NONE)
    nx_connection_mark_lost (self->connection);
  if (!self->running)
    return;
  retry_later (self);
  if (status == SOUP_STATUS_UNAUTHORIZED)
    nx_connection_send_async (self->connection, "GET", "/api/auth/session", NULL, NULL, NULL, NULL, on_asked, NULL);
}


static void
connect_now (NxLive *self)
{
  NxConnection *connection = self->connection;
  if (!self->running || self->cancellable != NULL || self->socket != NULL || connection->token == NULL)
    return;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  /* "https://…" → "wss://…" */
  g_autofree char *address = self->since > 0
    ? g_strdup_printf ("ws%s/api/live?since=%" G_GINT64_FORMAT, connection->server + 4, self->since)
    : g_strdup_printf ("ws%s/api/live", connection->server + 4);
  g_clear_object (&self->message);
  self->message = soup_message_new ("GET", address);
  if (self->message == NULL)
    return;
  g_autofree char *bearer = g_strconcat ("Bearer ", connection->token, NULL);
  soup_message_headers_replace (soup_message_get_request_headers (self->message), "Authorization", bearer);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  self->cancellable = g_cancellable_new ();
  soup_session_websocket_connect_async (connection->soup, self->message, NULL, NULL, G_PRIORITY_DEFAULT, self->cancellable,
                                        on_connected, self);
}


static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  if (available)
    nx_live_retry_now (user_data);
}


NxLive *
nx_live_new (NxConnection *connection)
{
  NxLive *self = g_new0 (NxLive, 1);
  self->connection = connection;
  return self;
}


void
nx_live_start (NxLive *self)
{
  if (!self->running)
    g_signal_connect (g_network_monitor_get_default (), "network-changed", G_CALLBACK (on_network_changed), self);
  self->running = TRUE;
  connect_now (self);
}


void
nx_live_stop (NxLive *self)
{
  if (self->running)
    g_signal_handlers_disconnect_by_data (g_network_monitor_get_default (), self);
  self->running = FALSE;
  self->had_one = FALSE;
  self->since = 0;
  self->failures = 0;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->message);
  drop_socket (self);
}


void
nx_live_retry_now (NxLive *self)
{
  self->failures = 0;
  if (self->running)
    connect_now (self);
}


void
nx_live_free (NxLive *self)
{
  nx_live_stop (self);
  g_free (self);
}
