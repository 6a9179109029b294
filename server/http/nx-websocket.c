/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-websocket.h"

#include <string.h>

#define MAGIC "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define MAX_CONTROL 125

char *
nx_websocket_accept_key (const char *key)
{
  gsize length = 0;
  if (key == NULL || strlen (key) != 24)
    return NULL;
  g_autofree guchar *plain G_GNUC_UNUSED = g_base64_decode (key, &length);
  if (length != 16)
    return NULL;

  guint8 digest[20];
  gsize digest_length = sizeof digest;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_checksum_update (checksum, (const guchar *) key, 24);
  g_checksum_update (checksum, (const guchar *) MAGIC, strlen (MAGIC));
  g_checksum_get_digest (checksum, digest, &digest_length);
  return g_base64_encode (digest, digest_length);
}

static gboolean
is_known (guint8 opcode)
{
  return opcode <= NX_WEBSOCKET_BINARY || (opcode >= NX_WEBSOCKET_CLOSE && opcode <= NX_WEBSOCKET_PONG);
}

NxWebsocketScan
nx_websocket_scan (guint8 *buffer, gsize length, NxWebsocketFrame *frame)
{
  if (length < 2)
    return NX_WEBSOCKET_MORE;
  guint8 opcode = buffer[0] & 0x0f;
  gsize payload = buffer[1] & 0x7f, head = 2;
  gboolean is_control = opcode >= NX_WEBSOCKET_CLOSE;

  /* No extension was agreed on, every client masks, control frames are whole and short. */
  if ((buffer[0] & 0x70) != 0 || (buffer[1] & 0x80) == 0 || !is_known (opcode))
    return NX_WEBSOCKET_BAD;
  if (is_control && ((buffer[0] & 0x80) == 0 || payload > MAX_CONTROL))
    return NX_WEBSOCKET_BAD;
  if (payload == 127)
    return NX_WEBSOCKET_TOO_LONG;
  if (payload == 126)
    {
      if (length < 4)
        return NX_WEBSOCKET_MORE;
      payload = (gsize) buffer[2] << 8 | buffer[3];
      head = 4;
    }
  if (payload > NX_WEBSOCKET_MAX_IN)
    return NX_WEBSOCKET_TOO_LONG;
  if (length < head + 4 + payload)
    return NX_WEBSOCKET_MORE;

  const guint8 *mask = buffer + head;
  guint8 *data = buffer + head + 4;
  for (gsize i = 0; i < payload; i++)
    data[i] ^= mask[i % 4];
  *frame = (NxWebsocketFrame){ opcode, data, payload, head + 4 + payload };
  return NX_WEBSOCKET_FRAME;
}

void
nx_websocket_append (GByteArray *out, NxWebsocketOpcode opcode, const void *payload, gsize length)
{
  guint8 head[10] = { 0x80 | opcode };
  gsize head_length = 2;

  g_return_if_fail (length <= G_MAXUINT16);
  if (length < 126)
    head[1] = length;
  else
    {
      head[1] = 126;
      head[2] = length >> 8;
      head[3] = length & 0xff;
      head_length = 4;
    }
  g_byte_array_append (out, head, head_length);
  if (length > 0)
    g_byte_array_append (out, payload, length);
}

void
nx_websocket_append_close (GByteArray *out, guint16 code)
{
  guint8 payload[2] = { code >> 8, code & 0xff };
  nx_websocket_append (out, NX_WEBSOCKET_CLOSE, payload, sizeof payload);
}
