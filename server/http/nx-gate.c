/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-gate.h"

#include <errno.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/http/nx-language.h"
#include "server/http/nx-refusal.h"

#define BACKLOG 1024
#define MAX_HEADERS 64
#define MAX_PATH 1024
/* Pause of the accept loop where the system has no descriptor left. */
#define STARVED_MS 200

struct _NxGate
{
  NxGateHost host;
  NxServerLimits limits;
  NxWireHost wire_host;
  GMainContext *context;
  GSocket *listener;
  GSocketAddress *local;
  SoupServer *soup;
  int silent_fd; /* other end of libsoup's only listener */
  GSource *accept_source;  /* (nullable): absent while full, starved or closed */
  GSource *starved_source; /* (nullable) */
  GSource *sweep_source;
  GHashTable *wires; /* set of NxWire, borrowed */
  guint n_open;
  gboolean closed;
  guint pulse; /* atomic */
  int full;    /* atomic */
};

/* On a remote address: the wire that it came with, so that a message leads to its wire without a look-up by text. */
static G_DEFINE_QUARK (nx-wire, wire)

static NxWire *
wire_of (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  return remote != NULL ? g_object_get_qdata (G_OBJECT (remote), wire_quark ()) : NULL;
}

/* What libsoup's parser lets through and nobody may send. 0 where all is well. */
static guint
check_path (SoupServerMessage *message)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  if (strlen (path) > MAX_PATH || strstr (path, "//") != NULL)
    return 400;
  if (strchr (path, '%') == NULL)
    return g_utf8_validate (path, -1, NULL) ? 0 : 400;

  g_autofree char *plain = g_uri_unescape_string (path, NULL); /* NULL for %00 and for a bad escape */
  if (plain == NULL || !g_utf8_validate (plain, -1, NULL))
    return 400;
  return strstr (plain, "/../") != NULL || g_str_has_suffix (plain, "/..") ? 400 : 0;
}

static void
count_header (const char *name, const char *value, gpointer data)
{
  ++*(guint *) data;
}

/* One who sends a file has longer for it. */
static guint
check_length (NxGate *self, SoupServerMessage *message, gsize length, GBytes **answer)
{
  NxWire *wire = wire_of (message);
  if (length <= self->limits.max_body)
    return 0;
  guint status = self->host.admit (message, length, answer, self->host.data);
  if (status == 0 && wire != NULL)
    nx_wire_allow (wire, self->limits.upload_ms);
  return status;
}

static guint
check_head (NxGate *self, SoupServerMessage *message, GBytes **answer)
{
  static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", NULL };
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  guint n_headers = 0;

  soup_message_headers_foreach (headers, count_header, &n_headers);
  if (n_headers > MAX_HEADERS)
    return 431;
  if (!g_strv_contains (methods, soup_server_message_get_method (message)) && !self->host.takes (message, self->host.data))
    return 405;
  const char *host = soup_message_headers_get_list (headers, "Host"); /* several arrive joined with ", " */
  if (host == NULL || strpbrk (host, ",@/ \t") != NULL)
    return 400;
  if (soup_message_headers_get_list (headers, "Transfer-Encoding") != NULL)
    return 411;
  const char *length = soup_message_headers_get_list (headers, "Content-Length");
  if (length != NULL && (*length == '\0' || strlen (length) > 9 || strspn (length, "0123456789") != strlen (length)))
    return 400;
  guint status = check_path (message);
  if (status != 0)
    return status;
  soup_message_headers_remove (headers, "Range");
  soup_message_headers_remove (headers, "Expect");
  if (self->closed)
    return 503;
  return length != NULL ? check_length (self, message, g_ascii_strtoull (length, NULL, 10), answer) : 0;
}

static void
on_got_headers (SoupServerMessage *message, gpointer data)
{
  NxGate *self = data;
  if (soup_server_message_get_status (message) != 0)
    return;
  g_autoptr (GBytes) answer = NULL;
  guint status = check_head (self, message, &answer);
  if (status == 0)
    return;

  NxWire *wire = wire_of (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *language = nx_language_accept (soup_message_headers_get_one (headers, "Accept-Language"));
  if (answer == NULL)
    answer = nx_refusal (status, language != NULL ? language : "fr");
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message); /* frees the message */
  if (wire != NULL)
    nx_wire_answer_and_close (wire, answer);
  if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
  self->host.refused (status, self->host.data);
}

static void
on_request_started (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers), data);
}

static void
on_request_finished (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  NxWire *wire = wire_of (message);
  if (wire != NULL && !nx_wire_must_close (wire))
    nx_wire_next (wire);
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  NxGate *self = data;
  NxWire *wire = wire_of (message);
  if (wire == NULL)
    {
      soup_server_message_set_status (message, 500, NULL);
      return;
    }
  nx_wire_taken (wire);
  if (nx_wire_must_close (wire) || self->closed)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
  self->host.request (message, wire, self->host.data);
}

/* --- accepting --- */

static void start_accepting (NxGate *self);

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
nx_gate_released (NxGate *self)
{
  g_return_if_fail (self->n_open > 0);
  self->n_open--;
  start_accepting (self);
}

static void
on_wire_closed (gpointer data)
{
  nx_gate_released (data);
}

static GBytes *
on_wire_refuses (guint status, gpointer data)
{
  NxGate *self = data;
  self->host.refused (status, self->host.data);
  return nx_refusal (status, "fr");
}

typedef struct
{
  NxGate *gate;
  GSocketAddress *remote;
} WireNote;

static void
on_wire_gone (gpointer data, GObject *wire)
{
  WireNote *note = data;
  g_object_set_qdata (G_OBJECT (note->remote), wire_quark (), NULL);
  g_hash_table_remove (note->gate->wires, wire);
  g_object_unref (note->remote);
  g_free (note);
}

static void
welcome (NxGate *self, int fd, struct sockaddr_storage *peer, socklen_t peer_length)
{
  int on = 1;
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  g_autoptr (GSocketAddress) remote = g_socket_address_new_from_native (peer, peer_length);
  g_autoptr (NxWire) wire = nx_wire_new (fd, &self->wire_host);
  self->n_open++;
  if (remote == NULL)
    return;

  g_object_set_qdata (G_OBJECT (remote), wire_quark (), wire);
  g_hash_table_add (self->wires, wire);
  WireNote *note = g_new (WireNote, 1);
  *note = (WireNote){ self, g_object_ref (remote) };
  g_object_weak_ref (G_OBJECT (wire), on_wire_gone, note);
  soup_server_accept_iostream (self->soup, G_IO_STREAM (wire), self->local, remote, NULL);
}

static gboolean
on_starved_over (gpointer data)
{
  NxGate *self = data;
  drop_source (&self->starved_source);
  start_accepting (self);
  return G_SOURCE_REMOVE;
}

/* No descriptor is left in the process or the system: the queue of the kernel waits for us meanwhile. */
static void
starve (NxGate *self)
{
  drop_source (&self->accept_source);
  if (self->starved_source != NULL)
    return;
  self->starved_source = g_timeout_source_new (STARVED_MS);
  g_source_set_callback (self->starved_source, on_starved_over, self, NULL);
  g_source_attach (self->starved_source, self->context);
}

static gboolean
on_accept (gint listener, GIOCondition condition, gpointer data)
{
  NxGate *self = data;

  for (guint i = 0; i < 64; i++)
    {
      if (self->n_open >= self->limits.max_connections)
        {
          g_atomic_int_set (&self->full, 1);
          drop_source (&self->accept_source);
          return G_SOURCE_REMOVE;
        }
      struct sockaddr_storage peer;
      socklen_t peer_length = sizeof peer;
      int fd = accept4 (listener, (struct sockaddr *) &peer, &peer_length, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0)
        {
          welcome (self, fd, &peer, peer_length);
          continue;
        }
      if (errno == EAGAIN)
        break;
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        {
          g_warning ("accept: %s", g_strerror (errno));
          starve (self);
          return G_SOURCE_REMOVE;
        }
    }
  return G_SOURCE_CONTINUE;
}

static void
start_accepting (NxGate *self)
{
  if (self->closed || self->accept_source != NULL || self->starved_source != NULL || self->n_open >= self->limits.max_connections)
    return;
  g_atomic_int_set (&self->full, 0);
  self->accept_source = g_unix_fd_source_new (g_socket_get_fd (self->listener), G_IO_IN);
  g_source_set_callback (self->accept_source, G_SOURCE_FUNC (on_accept), self, NULL);
  g_source_attach (self->accept_source, self->context);
}

static gboolean
on_sweep (gpointer data)
{
  NxGate *self = data;
  NxWireTimes times = { self->limits.request_ms, self->limits.io_seconds * 1000, self->limits.idle_ms };
  gint64 now_ms = g_get_monotonic_time () / 1000;
  GHashTableIter iter;
  gpointer wire;

  g_atomic_int_inc (&self->pulse);
  g_hash_table_iter_init (&iter, self->wires);
  while (g_hash_table_iter_next (&iter, &wire, NULL))
    nx_wire_expire (wire, &times, now_ms);
  return G_SOURCE_CONTINUE;
}

/* --- life --- */

/*
 * libsoup 3.2.3 keeps a connection after an answer only where the server has a listener (request_finished in soup-server.c), and
 * ours come through soup_server_accept_iostream(). So it gets one that nobody can reach: one end of a pair, whose other end we
 * hold and never write to.
 */
static gboolean
add_unreachable_listener (NxGate *self, GError **error)
{
  int pair[2];
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "socketpair: %s", g_strerror (errno));
      return FALSE;
    }
  self->silent_fd = pair[1];
  g_autoptr (GSocket) socket = g_socket_new_from_fd (pair[0], error);
  if (socket == NULL)
    {
      close (pair[0]);
      return FALSE;
    }
  return soup_server_listen_socket (self->soup, socket, 0, error);
}

static gboolean
listen_at (NxGate *self, const char *host, guint port, GError **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, port);
  if (address == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "LISTEN: %s is not a numeric address", host);
      return FALSE;
    }
  g_autoptr (GError) local = NULL;
  self->listener = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &local);
  if (self->listener != NULL)
    {
      g_socket_set_blocking (self->listener, FALSE);
      g_socket_set_listen_backlog (self->listener, BACKLOG);
    }
  if (self->listener == NULL || !g_socket_bind (self->listener, address, TRUE, &local) || !g_socket_listen (self->listener, &local) ||
      (self->local = g_socket_get_local_address (self->listener, &local)) == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "LISTEN: cannot listen on %s port %u: %s", host, port, local->message);
      return FALSE;
    }
  return TRUE;
}

void
nx_gate_default_limits (NxServerLimits *limits)
{
  struct rlimit files = { 1024, 1024 };
  getrlimit (RLIMIT_NOFILE, &files);
  guint most = CLAMP (files.rlim_cur - files.rlim_cur / 4, 16, 4096);

  limits->max_connections = limits->max_connections != 0 ? limits->max_connections : most;
  limits->request_ms = limits->request_ms != 0 ? limits->request_ms : 10000;
  limits->io_seconds = limits->io_seconds != 0 ? limits->io_seconds : 5;
  limits->idle_ms = limits->idle_ms != 0 ? limits->idle_ms : 30000;
  limits->max_body = limits->max_body != 0 ? limits->max_body : 64 * 1024;
  limits->slow_workers = limits->slow_workers != 0 ? limits->slow_workers : 2;
  limits->remote_workers = limits->remote_workers != 0 ? limits->remote_workers : 4;
  limits->max_live = limits->max_live != 0 ? limits->max_live : 256;
  limits->cache_ms = limits->cache_ms != 0 ? limits->cache_ms : 60000;
  limits->max_uploads = limits->max_uploads != 0 ? limits->max_uploads : 8;
  limits->upload_ms = limits->upload_ms != 0 ? limits->upload_ms : 180000;
}

NxGate *
nx_gate_new (const char *address, guint port, const NxServerLimits *limits, const NxGateHost *host, GError **error)
{
  g_autoptr (NxGate) self = g_new0 (NxGate, 1);

  self->host = *host;
  self->limits = *limits;
  self->silent_fd = -1;
  self->context = g_main_context_ref_thread_default ();
  self->wire_host = (NxWireHost){ self->context, on_wire_refuses, on_wire_closed, self };
  self->wires = g_hash_table_new (NULL, NULL);
  self->soup = g_object_new (SOUP_TYPE_SERVER, "raw-paths", TRUE, NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (on_request_started), self);
  g_signal_connect (self->soup, "request-finished", G_CALLBACK (on_request_finished), self);
  if (!add_unreachable_listener (self, error) || !listen_at (self, address, port, error))
    return NULL;

  self->sweep_source = g_timeout_source_new (CLAMP (MIN (limits->request_ms, limits->idle_ms) / 4, 50, 1000));
  g_source_set_callback (self->sweep_source, on_sweep, self, NULL);
  g_source_attach (self->sweep_source, self->context);
  start_accepting (self);
  return g_steal_pointer (&self);
}

guint
nx_gate_port (NxGate *self)
{
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (self->local));
}

guint
nx_gate_connections (NxGate *self)
{
  return self->n_open;
}

guint
nx_gate_pulse (NxGate *self, gboolean *full)
{
  *full = g_atomic_int_get (&self->full);
  return g_atomic_int_get (&self->pulse);
}

void
nx_gate_close (NxGate *self)
{
  if (!self->closed)
    {
      self->closed = TRUE;
      drop_source (&self->accept_source);
      drop_source (&self->starved_source);
      g_socket_close (self->listener, NULL);
    }
  GHashTableIter iter;
  gpointer wire;
  g_hash_table_iter_init (&iter, self->wires);
  while (g_hash_table_iter_next (&iter, &wire, NULL))
    nx_wire_close_idle (wire);
}

/* What lingers ends by itself within seconds; its context must run until then. */
void
nx_gate_free (NxGate *self)
{
  if (self == NULL)
    return;
  self->closed = TRUE;
  drop_source (&self->accept_source);
  drop_source (&self->starved_source);
  drop_source (&self->sweep_source);
  if (self->soup != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->soup, self);
      soup_server_disconnect (self->soup);
    }
  g_clear_object (&self->soup);
  while (self->n_open > 0 && g_main_context_iteration (self->context, TRUE))
    ;
  if (self->silent_fd >= 0)
    close (self->silent_fd);
  g_clear_pointer (&self->wires, g_hash_table_unref);
  g_clear_object (&self->listener);
  g_clear_object (&self->local);
  g_main_context_unref (self->context);
  g_free (self);
}
