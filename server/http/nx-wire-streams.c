/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>

#include "server/http/nx-wire-private.h"

/* The two halves that libsoup reads and writes. They borrow the wire, which tells them when it goes: GLib flushes an output stream
 * as the last thing it does to it. */

typedef struct { GInputStream parent_instance; NxWire *wire; } NxWireInput;
typedef struct { GInputStreamClass parent_class; } NxWireInputClass;
typedef struct { GOutputStream parent_instance; NxWire *wire; } NxWireOutput;
typedef struct { GOutputStreamClass parent_class; } NxWireOutputClass;

GType nx_wire_input_get_type (void);
GType nx_wire_output_get_type (void);
static void input_pollable_init (GPollableInputStreamInterface *iface);
static void output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_TYPE_WITH_CODE (NxWireInput, nx_wire_input, G_TYPE_INPUT_STREAM,
                         G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, input_pollable_init))
G_DEFINE_TYPE_WITH_CODE (NxWireOutput, nx_wire_output, G_TYPE_OUTPUT_STREAM,
                         G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, output_pollable_init))

static gssize
input_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  return nx_wire_read (((NxWireInput *) stream)->wire, buffer, count, error);
}

static gssize
input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  return nx_wire_read (((NxWireInput *) stream)->wire, buffer, count, error);
}

static gboolean
input_is_readable (GPollableInputStream *stream)
{
  NxWire *wire = ((NxWireInput *) stream)->wire;
  if (nx_wire_can_read_now (wire))
    return TRUE;
  GPollFD poll_fd = { .fd = wire->fd, .events = G_IO_IN };
  return wire->state != NX_WIRE_HOLD && g_poll (&poll_fd, 1, 0) > 0;
}

static GSource *
input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  NxWire *wire = ((NxWireInput *) stream)->wire;
  g_autoptr (GSource) child = NULL;

  if (nx_wire_can_read_now (wire))
    child = g_timeout_source_new (0);
  else if (wire->state != NX_WIRE_HOLD)
    child = g_unix_fd_source_new (wire->fd, G_IO_IN);
  return g_pollable_source_new_full (stream, child, cancellable);
}

static void
nx_wire_input_init (NxWireInput *self)
{
}

static void
nx_wire_input_class_init (NxWireInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
}

static void
input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->create_source = input_create_source;
  iface->read_nonblocking = input_read_nonblocking;
}

static gssize
output_write (GOutputStream *stream, const void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  return nx_wire_write (((NxWireOutput *) stream)->wire, buffer, count, error);
}

static gssize
output_write_nonblocking (GPollableOutputStream *stream, const void *buffer, gsize count, GError **error)
{
  return nx_wire_write (((NxWireOutput *) stream)->wire, buffer, count, error);
}

/* What the kernel does not take now is sent when it does: the answer is never waited for here. */
static gboolean
output_flush (GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  NxWire *wire = ((NxWireOutput *) stream)->wire;
  if (wire == NULL)
    return TRUE;
  wire->corked = FALSE;
  nx_wire_flush (wire);
  return TRUE;
}

static gboolean
output_is_writable (GPollableOutputStream *stream)
{
  NxWire *wire = ((NxWireOutput *) stream)->wire;
  GPollFD poll_fd = { .fd = wire->fd, .events = G_IO_OUT };
  return wire->fd < 0 || g_poll (&poll_fd, 1, 0) > 0;
}

static GSource *
output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  NxWire *wire = ((NxWireOutput *) stream)->wire;
  g_autoptr (GSource) child = wire->fd < 0 ? g_timeout_source_new (0) : g_unix_fd_source_new (wire->fd, G_IO_OUT);
  return g_pollable_source_new_full (stream, child, cancellable);
}

static void
nx_wire_output_init (NxWireOutput *self)
{
}

static void
nx_wire_output_class_init (NxWireOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
  G_OUTPUT_STREAM_CLASS (klass)->flush = output_flush;
}

static void
output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = output_is_writable;
  iface->create_source = output_create_source;
  iface->write_nonblocking = output_write_nonblocking;
}

GInputStream *
nx_wire_input_new (NxWire *wire)
{
  NxWireInput *self = g_object_new (nx_wire_input_get_type (), NULL);
  self->wire = wire;
  return G_INPUT_STREAM (self);
}

GOutputStream *
nx_wire_output_new (NxWire *wire)
{
  NxWireOutput *self = g_object_new (nx_wire_output_get_type (), NULL);
  self->wire = wire;
  return G_OUTPUT_STREAM (self);
}

void
nx_wire_streams_detach (GInputStream *input, GOutputStream *output)
{
  ((NxWireInput *) input)->wire = NULL;
  ((NxWireOutput *) output)->wire = NULL;
}
