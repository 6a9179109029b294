/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-wire.h"

G_BEGIN_DECLS

typedef enum
{
  NX_WIRE_HEAD,    /* the head of a request is being collected */
  NX_WIRE_DELIVER, /* a clean request is handed over, up to its last byte */
  NX_WIRE_RAW,     /* a dirty one: everything is handed over, and nothing follows */
  NX_WIRE_HOLD,    /* handed over; the answer is awaited */
  NX_WIRE_END      /* nothing more is read */
} NxWireState;

struct _NxWire
{
  GIOStream parent_instance;
  const NxWireHost *host;
  int fd; /* -1: closed or taken */
  NxWireState state;
  GInputStream *input;
  GOutputStream *output;
  GByteArray *in;       /* (nullable): arrived, not handed over from @in_at on */
  gsize in_at;
  gsize left;           /* DELIVER: bytes of the request still to hand over */
  gsize raw_total;      /* RAW: bytes handed over */
  GByteArray *out;      /* (nullable): held back or not taken by the kernel yet */
  gboolean corked;
  gboolean must_close;
  gint64 started_ms;    /* of the request: first byte, or the connection's begin */
  gint64 allowed_ms;    /* for the request under way; 0: the usual time */
  gint64 moved_ms;      /* last byte in or out */
  gboolean idle;        /* between requests */
  gboolean kept;        /* a request was answered on it */
  gboolean begun;       /* libsoup has a byte of the request under way */
  gboolean blocked;     /* the kernel takes no more of the answer */
  GSource *out_source;  /* (nullable): waits for the kernel to take what is left in @out */
};

gssize nx_wire_read (NxWire *self, void *buffer, gsize count, GError **error);
gssize nx_wire_write (NxWire *self, const void *buffer, gsize count, GError **error);
/** Sends what is held back; what the kernel does not take stays. */
void nx_wire_flush (NxWire *self);
gboolean nx_wire_can_read_now (NxWire *self);
void nx_wire_shut (NxWire *self);

GInputStream *nx_wire_input_new (NxWire *wire);
GOutputStream *nx_wire_output_new (NxWire *wire);
/** The wire goes. */
void nx_wire_streams_detach (GInputStream *input, GOutputStream *output);
/** Takes @fd and @out (nullable) over: sends @out, tells the peer that nothing follows and waits shortly for it to stop sending, so
 *  that the kernel does not throw the answer away with a reset. */
void nx_wire_linger (int fd, GByteArray *out, const NxWireHost *host);

static inline gint64
nx_wire_now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

G_END_DECLS
