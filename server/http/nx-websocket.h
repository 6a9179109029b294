/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * The server's half of RFC 6455, as far as we need it: text goes out, nothing of what comes in matters but close, ping and pong.
 * Our own, since that of libsoup 3.2.3 reads out of bounds and takes messages of any size.
 */

/** No frame from a client is longer. */
#define NX_WEBSOCKET_MAX_IN 1024

/** Returns: (transfer full) (nullable): the value of Sec-WebSocket-Accept, %NULL where @key has not its form. */
char *nx_websocket_accept_key (const char *key);

typedef enum
{
  NX_WEBSOCKET_CONTINUATION = 0,
  NX_WEBSOCKET_TEXT = 1,
  NX_WEBSOCKET_BINARY = 2,
  NX_WEBSOCKET_CLOSE = 8,
  NX_WEBSOCKET_PING = 9,
  NX_WEBSOCKET_PONG = 10
} NxWebsocketOpcode;

typedef struct
{
  NxWebsocketOpcode opcode;
  const guint8 *payload; /* (array length=length): unmasked, inside the buffer */
  gsize length;
  gsize size; /* of the whole frame */
} NxWebsocketFrame;

typedef enum { NX_WEBSOCKET_MORE, NX_WEBSOCKET_FRAME, NX_WEBSOCKET_BAD, NX_WEBSOCKET_TOO_LONG } NxWebsocketScan;

/** Reads one frame from the begin of @buffer, unmasking it in place. Pure. */
NxWebsocketScan nx_websocket_scan (guint8 *buffer, gsize length, NxWebsocketFrame *frame);

/** Appends a whole frame to @out. */
void nx_websocket_append (GByteArray *out, NxWebsocketOpcode opcode, const void *payload, gsize length);
void nx_websocket_append_close (GByteArray *out, guint16 code);

G_END_DECLS
