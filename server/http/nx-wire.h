/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NxWire: one TCP connection as libsoup sees it: a GIOStream that hands over one request at a time, exactly up to its end, so
 * that bytes beyond a request can never be taken for a second one; and that holds a small answer's head and body back to send
 * them together. All on the server's thread.
 */
#define NX_TYPE_WIRE (nx_wire_get_type ())
G_DECLARE_FINAL_TYPE (NxWire, nx_wire, NX, WIRE, GIOStream)

/** NxWireHost: what a wire asks of the gate that accepted it. */
typedef struct
{
  GMainContext *context;
  /** Returns: (transfer full): the whole answer, head and body, that refuses a request with @status. */
  GBytes *(*refuse) (guint status, gpointer data);
  /** The descriptor is closed. */
  void (*closed) (gpointer data);
  gpointer data;
} NxWireHost;

/** @fd: (transfer full): connected, non-blocking. @host: (transfer none): outlives the wire and what lingers of it. */
NxWire *nx_wire_new (int fd, const NxWireHost *host);

/** Times that nx_wire_expire() holds against. Milliseconds of the monotonic clock. */
typedef struct
{
  gint64 request_ms, io_ms, idle_ms;
} NxWireTimes;

/** Cuts the connection where one of @times is over; called from the gate's sweep. */
void nx_wire_expire (NxWire *self, const NxWireTimes *times, gint64 now_ms);
/** Closes a connection that waits for a request: at a graceful stop. Returns: whether it did. */
gboolean nx_wire_close_idle (NxWire *self);

/** Whether the connection must end after the answer under way. */
gboolean nx_wire_must_close (NxWire *self);
/** The answer is complete in memory: its head may wait for its body. */
void nx_wire_cork (NxWire *self);
/** libsoup has the whole request: its deadline is over. */
void nx_wire_taken (NxWire *self);
/** The request under way may take @ms in place of the usual time. */
void nx_wire_allow (NxWire *self, gint64 ms);
/** The request under way is answered: lets the next one in. */
void nx_wire_next (NxWire *self);
/** Sends the refusal of @status and reads no further; libsoup then finds the end and closes. */
void nx_wire_refuse (NxWire *self, guint status);
/** Sends @answer, takes no other and reads no further. */
void nx_wire_answer_and_close (NxWire *self, GBytes *answer);
/** Cuts the connection at once. */
void nx_wire_cut (NxWire *self);
/** Returns: (transfer full): the descriptor, for a protocol other than HTTP; the gate counts it until its host's closed() is called. */
int nx_wire_take (NxWire *self);

G_END_DECLS
