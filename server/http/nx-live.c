/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-live.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/http/nx-live-hub.h"
#include "server/http/nx-request-private.h"
#include "server/http/nx-response-private.h"
#include "server/http/nx-websocket.h"

#define PING_SECONDS 30
/* A client that said nothing for this long is gone. */
#define SILENT_US (95 * G_USEC_PER_SEC)
/* A client that reads more slowly than events come starts anew. */
#define MAX_OUT (256 * 1024)

#define CLOSE_GOING_AWAY 1001
#define CLOSE_PROTOCOL_ERROR 1002
#define CLOSE_NOT_ALLOWED 1008
#define CLOSE_TOO_LONG 1009
#define CLOSE_NO_ROOM 1013

const NxField nx_live_query_fields[] = {
  { "since", NX_FIELD_INT, NX_FIELD_OPTIONAL, 0, G_MAXINT64 },
  { NULL }
};

typedef struct
{
  NxLive *live;
  guint64 id;
  int fd;
  char *coach_id; /* (nullable): sees only this coach's */
  gboolean ready; /* has all that it missed */
  gboolean ending; /* a close frame is on its way out */
  GByteArray *in, *out;
  GSource *in_source, *out_source;
  gint64 heard_us;
} Socket;

struct _NxLive
{
  NxLiveHost host;
  NxLiveHub *hub;
  GHashTable *sockets; /* &id → Socket */
  guint64 next_id;
  int count; /* atomic: workers read it */
  GSource *ping_source;
};

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
socket_free (gpointer data)
{
  Socket *socket = data;
  NxLive *live = socket->live;

  drop_source (&socket->in_source);
  drop_source (&socket->out_source);
  close (socket->fd);
  g_byte_array_unref (socket->in);
  g_byte_array_unref (socket->out);
  g_free (socket->coach_id);
  g_atomic_int_add (&live->count, -1);
  live->host.released (live->host.data);
  g_free (socket);
}

/* The socket is gone when this returns. */
static void
remove_socket (Socket *socket)
{
  nx_live_hub_remove (socket->live->hub, socket->id);
  g_hash_table_remove (socket->live->sockets, &socket->id);
}

static gboolean on_writable (gint fd, GIOCondition condition, gpointer data);

/* FALSE where the socket is gone. */
static gboolean
flush (Socket *socket)
{
  while (socket->out->len > 0)
    {
      gssize n = send (socket->fd, socket->out->data, socket->out->len, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN && socket->out->len <= MAX_OUT)
        break;
      if (n < 0)
        {
          remove_socket (socket);
          return FALSE;
        }
      g_byte_array_remove_range (socket->out, 0, n);
    }
  if (socket->out->len == 0)
    {
      drop_source (&socket->out_source);
      if (socket->ending)
        shutdown (socket->fd, SHUT_WR);
      return TRUE;
    }
  if (socket->out_source == NULL)
    {
      socket->out_source = g_unix_fd_source_new (socket->fd, G_IO_OUT);
      g_source_set_callback (socket->out_source, G_SOURCE_FUNC (on_writable), socket, NULL);
      g_source_attach (socket->out_source, socket->live->host.context);
    }
  return TRUE;
}

static gboolean
on_writable (gint fd, GIOCondition condition, gpointer data)
{
  flush (data);
  return G_SOURCE_CONTINUE; /* flush() takes the source away where nothing is left */
}

static gboolean
send_text (Socket *socket, const char *json)
{
  if (socket->ending)
    return TRUE;
  nx_websocket_append (socket->out, NX_WEBSOCKET_TEXT, json, strlen (json));
  return flush (socket);
}

static gboolean
end (Socket *socket, guint16 code)
{
  if (socket->ending)
    return TRUE;
  nx_websocket_append_close (socket->out, code);
  socket->ending = TRUE;
  return flush (socket);
}

/* FALSE where the socket is gone. */
static gboolean
take_frame (Socket *socket, const NxWebsocketFrame *frame)
{
  if (frame->opcode == NX_WEBSOCKET_CLOSE)
    {
      if (!end (socket, 1000))
        return FALSE;
      remove_socket (socket);
      return FALSE;
    }
  if (frame->opcode != NX_WEBSOCKET_PING || socket->ending)
    return TRUE;
  nx_websocket_append (socket->out, NX_WEBSOCKET_PONG, frame->payload, frame->length);
  return flush (socket);
}

static gboolean
take_frames (Socket *socket)
{
  for (;;)
    {
      NxWebsocketFrame frame;
      switch (nx_websocket_scan (socket->in->data, socket->in->len, &frame))
        {
        case NX_WEBSOCKET_MORE:
          return TRUE;
        case NX_WEBSOCKET_BAD:
          g_byte_array_set_size (socket->in, 0);
          return end (socket, CLOSE_PROTOCOL_ERROR);
        case NX_WEBSOCKET_TOO_LONG:
          g_byte_array_set_size (socket->in, 0);
          return end (socket, CLOSE_TOO_LONG);
        case NX_WEBSOCKET_FRAME:
        default:
          if (!take_frame (socket, &frame))
            return FALSE;
          g_byte_array_remove_range (socket->in, 0, frame.size);
        }
    }
}

static gboolean
on_readable (gint fd, GIOCondition condition, gpointer data)
{
  Socket *socket = data;
  guint8 chunk[2048];
  gssize n = recv (fd, chunk, sizeof chunk, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0)
    {
      remove_socket (socket);
      return G_SOURCE_REMOVE;
    }
  socket->heard_us = g_get_monotonic_time ();
  if (socket->ending)
    return G_SOURCE_CONTINUE;
  g_byte_array_append (socket->in, chunk, n);
  take_frames (socket);
  return G_SOURCE_CONTINUE;
}

/* --- news --- */

static void
tell_all (NxLive *self, const NxLiveNews *news)
{
  g_autofree guint64 *ids = NULL;
  guint n = 0;
  GHashTableIter iter;
  Socket *socket;

  /* A send may find a socket dead and remove it: no iterator stays open over one. */
  ids = g_new (guint64, g_hash_table_size (self->sockets) + 1);
  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &socket))
    if (socket->ready && (socket->coach_id == NULL || g_strcmp0 (socket->coach_id, news->coach_id) == 0))
      ids[n++] = socket->id;
  for (guint i = 0; i < n; i++)
    if ((socket = g_hash_table_lookup (self->sockets, &ids[i])) != NULL)
      send_text (socket, news->json);
}

static void
on_news (const NxLiveNews *news, gpointer data)
{
  NxLive *self = data;
  Socket *socket = g_hash_table_lookup (self->sockets, &news->socket);

  if (news->kind == NX_LIVE_CATALOGUE)
    self->host.catalogue_changed (self->host.data);
  else if (news->kind == NX_LIVE_EVENT)
    tell_all (self, news);
  else if (socket == NULL)
    return;
  else if (news->kind == NX_LIVE_REPLAYED)
    send_text (socket, news->json);
  else if (news->kind == NX_LIVE_READY)
    socket->ready = TRUE;
  else
    end (socket, CLOSE_NOT_ALLOWED);
}

static gboolean
on_ping (gpointer data)
{
  NxLive *self = data;
  g_autoptr (GList) ids = g_hash_table_get_keys (self->sockets);
  gint64 now_us = g_get_monotonic_time ();

  for (GList *at = ids; at != NULL; at = at->next)
    {
      Socket *socket = g_hash_table_lookup (self->sockets, at->data);
      if (now_us - socket->heard_us > SILENT_US || socket->ending)
        {
          remove_socket (socket);
          continue;
        }
      nx_websocket_append (socket->out, NX_WEBSOCKET_PING, NULL, 0);
      flush (socket);
    }
  return G_SOURCE_CONTINUE;
}

/* --- life --- */

NxLive *
nx_live_new (const NxLiveHost *host)
{
  NxLive *self = g_new0 (NxLive, 1);
  NxLiveHubHost hub_host = { host->app, host->conninfo, host->authenticator, host->context, on_news, self };

  self->host = *host;
  self->next_id = 1;
  self->sockets = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, socket_free);
  self->hub = nx_live_hub_new (&hub_host);
  self->ping_source = g_timeout_source_new_seconds (PING_SECONDS);
  g_source_set_callback (self->ping_source, on_ping, self, NULL);
  g_source_attach (self->ping_source, host->context);
  return self;
}

void
nx_live_free (NxLive *self)
{
  if (self == NULL)
    return;
  drop_source (&self->ping_source);
  g_hash_table_unref (self->sockets);
  nx_live_hub_free (self->hub);
  g_free (self);
}

guint
nx_live_count (NxLive *self)
{
  return g_atomic_int_get (&self->count);
}

void
nx_live_close (NxLive *self)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (self->sockets);
  for (GList *at = ids; at != NULL; at = at->next)
    {
      Socket *socket = g_hash_table_lookup (self->sockets, at->data);
      if (end (socket, CLOSE_GOING_AWAY))
        remove_socket (socket);
    }
}

static const char *
token_of (NxRequest *request)
{
  const char *header = nx_request_header (request, "Authorization");
  if (header != NULL && strlen (header) > 7)
    return header + 7 + strspn (header + 7, " ");
  return nx_request_cookie (request, NX_SESSION_COOKIE);
}

void
nx_live_accept (NxLive *self, SoupServerMessage *message, NxWire *wire, NxRequest *request)
{
  g_autofree char *accept = nx_websocket_accept_key (nx_request_header (request, "Sec-WebSocket-Key"));
  g_autoptr (GIOStream) stream G_GNUC_UNUSED = soup_server_message_steal_connection (message);
  int fd = nx_wire_take (wire);
  if (fd < 0)
    return;

  Socket *socket = g_new0 (Socket, 1);
  socket->live = self;
  socket->id = self->next_id++;
  socket->fd = fd;
  socket->coach_id = nx_actor_is_office (&request->actor) ? NULL : g_strdup (request->actor.coach_id);
  socket->in = g_byte_array_new ();
  socket->out = g_byte_array_new ();
  socket->heard_us = g_get_monotonic_time ();
  socket->in_source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_callback (socket->in_source, G_SOURCE_FUNC (on_readable), socket, NULL);
  g_source_attach (socket->in_source, self->host.context);
  g_hash_table_insert (self->sockets, &socket->id, socket);
  g_atomic_int_inc (&self->count);

  g_autofree char *head = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                           "Sec-WebSocket-Accept: %s\r\nX-Request-Id: %s\r\n\r\n",
                                           accept, request->id);
  g_byte_array_append (socket->out, (const guint8 *) head, strlen (head));
  NxLiveReader reader = { socket->id, (char *) token_of (request), socket->coach_id,
                          request->query != NULL ? nx_values_int (request->query, "since", -1) : -1 };
  if (nx_live_count (self) > self->host.max_sockets)
    end (socket, CLOSE_NO_ROOM);
  else if (flush (socket))
    nx_live_hub_add (self->hub, &reader);
}

/* --- the route --- */

static gboolean
has_word (const char *list, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (list != NULL ? list : "", ",", 8);
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (parts[i]), word) == 0)
      return TRUE;
  return FALSE;
}

NxResponse *
nx_live_handler (NxRequest *request, NxDb *db, GError **error)
{
  const char *version = nx_request_header (request, "Sec-WebSocket-Version");
  g_autofree char *accept = nx_websocket_accept_key (nx_request_header (request, "Sec-WebSocket-Key"));

  if (strcmp (request->method, "GET") != 0 || accept == NULL || g_strcmp0 (version, "13") != 0 ||
      !has_word (nx_request_header (request, "Upgrade"), "websocket") || !has_word (nx_request_header (request, "Connection"), "upgrade"))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_BAD_REQUEST, _("This address takes WebSocket connections only."));
      return NULL;
    }
  /* Browsers send cookies with handshakes that other sites begin. */
  if (nx_request_header (request, "Authorization") == NULL && !request->same_site)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CROSS_SITE, _("This request came from another site. Open the page again and retry."));
      return NULL;
    }
  NxResponse *response = nx_response_empty ();
  response->status = 101;
  return response;
}
