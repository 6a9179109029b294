/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "server/http/nx-server.h"
#include "server/http/nx-wire.h"

G_BEGIN_DECLS

/**
 * NxGate: the accept loop and what stands in front of libsoup: number of connections, deadlines, form and size of every request
 * on every connection. What passes reaches @request; what does not is answered here and reaches @refused.
 */
typedef struct _NxGate NxGate;

typedef struct
{
  /** A whole request that passed; to be answered or paused. */
  void (*request) (SoupServerMessage *message, NxWire *wire, gpointer data);
  /** A body of @length is announced, beyond the limit. Returns: 0 to let it in, or the status of its refusal; @answer: (out) (transfer full):
   *  the whole refusal, where the usual one will not do. */
  guint (*admit) (SoupServerMessage *message, gsize length, GBytes **answer, gpointer data);
  /** Whether the address takes its method, which is none of the usual ones. */
  gboolean (*takes) (SoupServerMessage *message, gpointer data);
  /** A request was refused with @status; for log and metrics. */
  void (*refused) (guint status, gpointer data);
  gpointer data;
} NxGateHost;

/** @limits: (transfer none): defaults filled in by nx_gate_default_limits(). @host is copied. */
NxGate *nx_gate_new (const char *address, guint port, const NxServerLimits *limits, const NxGateHost *host, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void nx_gate_free (NxGate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxGate, nx_gate_free)

/** Fills what is zero. */
void nx_gate_default_limits (NxServerLimits *limits);

guint nx_gate_port (NxGate *self);
/** Descriptors that are open: connections, also those that linger or were taken. */
guint nx_gate_connections (NxGate *self);
/** Counts on while the thread of the gate runs. @full: (out): whether no connection is let in at the moment. Any thread. */
guint nx_gate_pulse (NxGate *self, gboolean *full);
/** No new connection, no new request; connections that wait for one end. Again for those that became free meanwhile. */
void nx_gate_close (NxGate *self);
/** A descriptor that was taken from a wire is closed. */
void nx_gate_released (NxGate *self);

G_END_DECLS
