/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "server/http/nx-wire-private.h"
#include "server/http/nx-wire-scan.h"

/* An answer up to this size waits for its body and goes out in one call. */
#define CORK_LIMIT (32 * 1024)
/* A dirty request gets no more than this, head and body together; the gate's own limit for bodies is lower. */
#define RAW_LIMIT (8 * 1024 * 1024)

G_DEFINE_FINAL_TYPE (NxWire, nx_wire, G_TYPE_IO_STREAM)

static void
set_would_block (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "would block");
}

static gsize
buffered (NxWire *self)
{
  return self->in != NULL ? self->in->len - self->in_at : 0;
}

/* Idle connections keep no buffer. */
static void
drop_read (NxWire *self)
{
  if (self->in == NULL || self->in_at < self->in->len)
    return;
  g_clear_pointer (&self->in, g_byte_array_unref);
  self->in_at = 0;
}

/* Reading ends: the peer finished, or what it sends is of no interest any more. */
void
nx_wire_shut (NxWire *self)
{
  self->state = NX_WIRE_END;
  self->must_close = TRUE;
  g_clear_pointer (&self->in, g_byte_array_unref);
  self->in_at = 0;
}

void
nx_wire_answer_and_close (NxWire *self, GBytes *answer)
{
  if (self->fd < 0)
    return;
  if (self->out == NULL)
    self->out = g_byte_array_new ();
  g_byte_array_append (self->out, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  nx_wire_flush (self);
  nx_wire_shut (self);
}

void
nx_wire_refuse (NxWire *self, guint status)
{
  g_autoptr (GBytes) answer = self->host->refuse (status, self->host->data);
  nx_wire_answer_and_close (self, answer);
}

/* What has arrived decides how the request is handed over. */
static void
scan (NxWire *self)
{
  NxWireHead head;
  const char *data = (const char *) self->in->data + self->in_at;
  gsize length = self->in->len - self->in_at;

  switch (nx_wire_scan (data, MIN (length, NX_WIRE_MAX_HEAD), &head))
    {
    case NX_WIRE_SCAN_MORE:
      if (length >= NX_WIRE_MAX_HEAD)
        nx_wire_refuse (self, 431);
      break;
    case NX_WIRE_SCAN_INVALID:
      nx_wire_refuse (self, head.status);
      break;
    case NX_WIRE_SCAN_DIRTY:
      self->state = NX_WIRE_RAW;
      self->must_close = TRUE;
      break;
    case NX_WIRE_SCAN_CLEAN:
      self->state = NX_WIRE_DELIVER;
      self->left = head.head_length + head.body_length;
      if (length > self->left)
        self->must_close = TRUE; /* bytes beyond the request: nobody is answered twice */
      break;
    default:
      g_assert_not_reached ();
    }
}

/* One read from the kernel. FALSE with WOULD_BLOCK where nothing is there, or with the state at END. */
static gboolean
receive (NxWire *self, GError **error)
{
  char chunk[8192];
  gssize n = recv (self->fd, chunk, sizeof chunk, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    {
      set_would_block (error);
      return FALSE;
    }
  if (n <= 0)
    {
      /* A head that ends early is no request: libsoup would take it for one. */
      if (n == 0 && self->state == NX_WIRE_HEAD && buffered (self) > 0)
        nx_wire_refuse (self, 400);
      nx_wire_shut (self);
      return FALSE;
    }
  self->moved_ms = nx_wire_now_ms ();
  if (self->idle)
    self->started_ms = self->moved_ms;
  self->idle = FALSE;
  if (self->in == NULL)
    self->in = g_byte_array_sized_new (n);
  g_byte_array_append (self->in, (guchar *) chunk, n);
  return TRUE;
}

static gssize
hand_over (NxWire *self, void *buffer, gsize count)
{
  gsize n = MIN (count, buffered (self));

  self->begun = TRUE;
  if (self->state == NX_WIRE_DELIVER)
    n = MIN (n, self->left);
  memcpy (buffer, self->in->data + self->in_at, n);
  self->in_at += n;
  if (self->state == NX_WIRE_DELIVER)
    {
      self->left -= n;
      if (self->left == 0)
        self->state = NX_WIRE_HOLD;
      if (self->left == 0 && buffered (self) > 0)
        self->must_close = TRUE;
    }
  else if ((self->raw_total += n) > RAW_LIMIT)
    nx_wire_cut (self);
  drop_read (self);
  return n;
}

/*
 * libsoup 3.2.3 lets go of a kept connection only through a request that has begun: where the end comes before its first byte,
 * the connection stays in its list for ever. An empty line is begin enough.
 */
static gssize
say_end (NxWire *self, char *buffer)
{
  if (!self->kept || self->begun)
    return 0;
  self->begun = TRUE;
  *buffer = '\n';
  return 1;
}

gssize
nx_wire_read (NxWire *self, void *buffer, gsize count, GError **error)
{
  if (self->out != NULL)
    nx_wire_flush (self); /* "100 Continue" before the body is awaited */
  for (;;)
    {
      if (self->state == NX_WIRE_END || self->fd < 0)
        return count > 0 ? say_end (self, buffer) : 0;
      if (self->state == NX_WIRE_HOLD)
        {
          set_would_block (error);
          return -1;
        }
      if (self->state != NX_WIRE_HEAD && buffered (self) > 0)
        return hand_over (self, buffer, count);
      if (!receive (self, error) && self->state != NX_WIRE_END)
        return -1;
      if (self->state == NX_WIRE_HEAD)
        scan (self);
    }
}

gboolean
nx_wire_can_read_now (NxWire *self)
{
  return self->fd < 0 || self->state == NX_WIRE_END ||
         ((self->state == NX_WIRE_DELIVER || self->state == NX_WIRE_RAW) && buffered (self) > 0);
}

static gboolean
on_out_ready (gint fd, GIOCondition condition, gpointer data)
{
  NxWire *self = data;
  nx_wire_flush (self);
  return self->out != NULL && self->out_source != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
drop_out_source (NxWire *self)
{
  if (self->out_source == NULL)
    return;
  g_source_destroy (self->out_source);
  g_clear_pointer (&self->out_source, g_source_unref);
}

/* Bytes that the kernel took, 0 where it takes none now; -1 where the connection is broken. */
static gssize
send_some (NxWire *self, struct iovec *parts, guint n_parts)
{
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = n_parts };
  gssize n = sendmsg (self->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    {
      if (!self->blocked)
        self->moved_ms = nx_wire_now_ms ();
      self->blocked = TRUE;
      return 0;
    }
  if (n > 0 && self->blocked)
    self->moved_ms = nx_wire_now_ms ();
  self->blocked = FALSE;
  return n;
}

void
nx_wire_flush (NxWire *self)
{
  if (self->out == NULL || self->fd < 0)
    return;
  struct iovec part = { self->out->data, self->out->len };
  gssize n = send_some (self, &part, 1);
  if (n < 0 || n == (gssize) self->out->len)
    {
      g_clear_pointer (&self->out, g_byte_array_unref);
      drop_out_source (self);
      return;
    }
  g_byte_array_remove_range (self->out, 0, n);
  self->blocked = TRUE;
  if (self->out_source != NULL)
    return;
  self->out_source = g_unix_fd_source_new (self->fd, G_IO_OUT);
  g_source_set_callback (self->out_source, G_SOURCE_FUNC (on_out_ready), self, NULL);
  g_source_attach (self->out_source, self->host->context);
}

gssize
nx_wire_write (NxWire *self, const void *buffer, gsize count, GError **error)
{
  if (self == NULL || self->fd < 0 || self->state == NX_WIRE_END)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "connection closed");
      return -1;
    }
  gsize before = self->out != NULL ? self->out->len : 0;
  if (self->corked && before + count <= CORK_LIMIT)
    {
      if (self->out == NULL)
        self->out = g_byte_array_sized_new (1024);
      g_byte_array_append (self->out, buffer, count);
      return count;
    }
  struct iovec parts[] = { { self->out != NULL ? self->out->data : NULL, before }, { (void *) buffer, count } };
  gssize n = send_some (self, parts, 2);
  if (n < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, g_strerror (errno));
      return -1;
    }
  if ((gsize) n >= before)
    g_clear_pointer (&self->out, g_byte_array_unref);
  else if (n > 0)
    g_byte_array_remove_range (self->out, 0, n);
  if ((gsize) n > before)
    return n - before;
  set_would_block (error);
  return -1;
}

gboolean
nx_wire_must_close (NxWire *self)
{
  return self->must_close;
}

void
nx_wire_cork (NxWire *self)
{
  self->corked = TRUE;
}

void
nx_wire_taken (NxWire *self)
{
  if (self->state == NX_WIRE_RAW)
    self->state = NX_WIRE_HOLD;
}

void
nx_wire_allow (NxWire *self, gint64 ms)
{
  self->allowed_ms = ms;
}

void
nx_wire_next (NxWire *self)
{
  if (self->state != NX_WIRE_HOLD)
    return;
  self->state = NX_WIRE_HEAD;
  self->idle = self->kept = TRUE;
  self->begun = FALSE;
  self->allowed_ms = 0;
  self->moved_ms = self->started_ms = nx_wire_now_ms ();
}

void
nx_wire_cut (NxWire *self)
{
  nx_wire_shut (self);
  if (self->fd >= 0)
    shutdown (self->fd, SHUT_RDWR);
}

void
nx_wire_expire (NxWire *self, const NxWireTimes *times, gint64 now_ms)
{
  if (self->fd < 0)
    return;
  if (self->state == NX_WIRE_END || self->state == NX_WIRE_HOLD)
    {
      if (self->blocked && now_ms - self->moved_ms > times->io_ms)
        nx_wire_cut (self);
      return;
    }
  if (self->idle)
    {
      if (now_ms - self->started_ms <= times->idle_ms)
        return;
      nx_wire_shut (self);
      shutdown (self->fd, SHUT_RD);
      return;
    }
  if (now_ms - self->started_ms <= MAX (times->request_ms, self->allowed_ms) && now_ms - self->moved_ms <= times->io_ms)
    return;
  if (buffered (self) > 0 || self->state != NX_WIRE_HEAD)
    nx_wire_refuse (self, 408);
  nx_wire_shut (self);
  shutdown (self->fd, SHUT_RD); /* wakes libsoup, which waits for bytes: it then closes */
}

gboolean
nx_wire_close_idle (NxWire *self)
{
  if (self->fd < 0 || !self->idle || buffered (self) > 0)
    return FALSE;
  nx_wire_shut (self);
  shutdown (self->fd, SHUT_RD);
  return TRUE;
}

int
nx_wire_take (NxWire *self)
{
  int fd = self->fd;
  drop_out_source (self);
  self->fd = -1;
  nx_wire_shut (self);
  return fd;
}

/* A connection that is between requests just ends; any other may still be sent to, and lingers. */
static void
close_wire (NxWire *self)
{
  if (self->fd < 0)
    return;
  gboolean quiet = self->state == NX_WIRE_HOLD && self->out == NULL && !self->must_close;
  int fd = nx_wire_take (self);
  g_autoptr (GByteArray) out = g_steal_pointer (&self->out);
  if (quiet)
    {
      close (fd);
      self->host->closed (self->host->data);
      return;
    }
  nx_wire_linger (fd, out, self->host);
}

static gboolean
wire_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  close_wire (NX_WIRE (stream));
  return TRUE;
}

/* Here and now: GLib's own way is a thread. */
static void
wire_close_async (GIOStream *stream, int priority, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, data);
  close_wire (NX_WIRE (stream));
  g_task_return_boolean (task, TRUE);
}

static gboolean
wire_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GInputStream *
wire_get_input (GIOStream *stream)
{
  return NX_WIRE (stream)->input;
}

static GOutputStream *
wire_get_output (GIOStream *stream)
{
  return NX_WIRE (stream)->output;
}

static void
nx_wire_finalize (GObject *object)
{
  NxWire *self = NX_WIRE (object);

  close_wire (self);
  nx_wire_streams_detach (self->input, self->output);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_pointer (&self->in, g_byte_array_unref);
  g_clear_pointer (&self->out, g_byte_array_unref);
  G_OBJECT_CLASS (nx_wire_parent_class)->finalize (object);
}

static void
nx_wire_class_init (NxWireClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = nx_wire_finalize;
  stream_class->get_input_stream = wire_get_input;
  stream_class->get_output_stream = wire_get_output;
  stream_class->close_fn = wire_close;
  stream_class->close_async = wire_close_async;
  stream_class->close_finish = wire_close_finish;
}

static void
nx_wire_init (NxWire *self)
{
  self->fd = -1;
  self->input = nx_wire_input_new (self);
  self->output = nx_wire_output_new (self);
}

NxWire *
nx_wire_new (int fd, const NxWireHost *host)
{
  NxWire *self = g_object_new (NX_TYPE_WIRE, NULL);
  self->fd = fd;
  self->host = host;
  self->started_ms = self->moved_ms = nx_wire_now_ms ();
  return self;
}
