/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** No head of a request is longer. */
#define NX_WIRE_MAX_HEAD (16 * 1024)

typedef enum
{
  NX_WIRE_SCAN_MORE,   /* the head has no end yet */
  NX_WIRE_SCAN_CLEAN,  /* the head is exactly of RFC 9112's form: where the request ends is beyond doubt */
  NX_WIRE_SCAN_DIRTY,  /* complete, but only a tolerant reader understands it: the connection carries nothing after it */
  NX_WIRE_SCAN_INVALID /* not HTTP/1, or its body is framed in a way that nobody knows */
} NxWireScan;

/** NxWireHead: what nx_wire_scan() found out: the lengths of a clean head, the status that an invalid one is refused with. */
typedef struct
{
  guint status;
  gsize head_length; /* up to and with the empty line */
  gsize body_length; /* Content-Length, 0 without one */
} NxWireHead;

/**
 * nx_wire_scan:
 * @data: (array length=length): what has arrived of a request
 * @head: (out caller-allocates): set where it is clean or invalid
 *
 * Finds the end of a request's head, and says whether every reader on the way must agree about its form: lines end in CRLF, no
 * folding, token names, one Host, at most one Content-Length of digits, no Transfer-Encoding. Pure; reads each byte a few times.
 */
NxWireScan nx_wire_scan (const char *data, gsize length, NxWireHead *head);

G_END_DECLS
