/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-error.h"
#include "server/http/nx-form.h"
#include "server/http/nx-language.h"
#include "server/http/nx-websocket.h"
#include "server/http/nx-wire-scan.h"
#include "tests/fuzz/nx-fuzz.h"

/* The same bytes as a request's head, as a form, as a WebSocket frame and as a header's value. */

static void
try_head (const guint8 *data, gsize size)
{
  g_autofree char *exact = g_memdup2 (data, size); /* so that a read beyond the end is seen */
  NxWireHead head;

  if (nx_wire_scan (exact, size, &head) != NX_WIRE_SCAN_CLEAN)
    return;
  /* A clean head ends where it says, whatever follows it, and nowhere before. */
  NxWireHead again;
  g_assert_cmpuint (head.head_length, <=, size);
  g_assert_cmpmem (exact + head.head_length - 4, 4, "\r\n\r\n", 4);
  g_assert_cmpint (nx_wire_scan (exact, head.head_length, &again), ==, NX_WIRE_SCAN_CLEAN);
  g_assert_cmpuint (again.head_length, ==, head.head_length);
  g_assert_cmpuint (again.body_length, ==, head.body_length);
  g_assert_cmpint (nx_wire_scan (exact, head.head_length - 1, &again), ==, NX_WIRE_SCAN_MORE);
}

static void
try_form (const guint8 *data, gsize size)
{
  g_autofree char *exact = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) pairs = nx_form_decode (exact != NULL ? exact : "", size, &error);
  GHashTableIter iter;
  gpointer name, value;

  g_assert_true ((pairs == NULL) == (error != NULL));
  if (pairs == NULL)
    return;
  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_assert_cmpuint (strlen (name), >, 0);
      g_assert_true (g_utf8_validate (name, -1, NULL) && g_utf8_validate (value, -1, NULL));
    }
}

static void
try_frames (const guint8 *data, gsize size)
{
  g_autofree guint8 *exact = g_memdup2 (data, size);
  NxWebsocketFrame frame;
  gsize at = 0;

  while (at < size && nx_websocket_scan (exact + at, size - at, &frame) == NX_WEBSOCKET_FRAME)
    {
      g_assert_cmpuint (frame.length, <=, NX_WEBSOCKET_MAX_IN);
      g_assert_true (frame.payload >= exact + at && frame.payload + frame.length == exact + at + frame.size);
      at += frame.size;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  const char *language = nx_language_accept (text);
  g_autofree char *key = nx_websocket_accept_key (text);

  g_assert_true (key == NULL || strlen (key) == 28);
  g_assert_true (language == NULL || strcmp (language, "fr") == 0 || strcmp (language, "en") == 0);
  try_head (data, size);
  try_form (data, size);
  try_frames (data, size);
  return 0;
}
