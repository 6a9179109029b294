/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-error.h"
#include "server/http/nx-form.h"
#include "server/http/nx-language.h"
#include "server/http/nx-multipart.h"
#include "server/http/nx-websocket.h"
#include "server/http/nx-wire-scan.h"
#include "tests/fuzz/nx-fuzz.h"

/* The same bytes as a request's head, as a form with and without files, as a WebSocket frame and as a header's value. */

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

/* The first line of the input is the type, the rest the body. */
static void
try_multipart (const guint8 *data, gsize size)
{
  const guint8 *line = size > 0 ? memchr (data, '\n', MIN (size, 200)) : NULL;
  g_autofree char *type = line != NULL ? g_strndup ((const char *) data, line - data) : g_strdup ("multipart/form-data; boundary=b");
  gsize skip = line != NULL ? (gsize) (line + 1 - data) : 0;
  g_autoptr (GBytes) body = size > skip ? g_bytes_new_take (g_memdup2 (data + skip, size - skip), size - skip) : g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxMultipart) form = nx_multipart_read (type, body, "file", &error);

  g_assert_true ((form == NULL) == (error != NULL));
  if (form == NULL)
    return;
  g_assert_cmpuint (form->parts->len, <=, 1);
  for (guint i = 0; i < form->parts->len; i++)
    {
      const NxUploadPart *part = form->parts->pdata[i];
      gsize length;
      const guint8 *content = g_bytes_get_data (part->content, &length);
      const guint8 *whole = g_bytes_get_data (body, NULL);
      g_assert_true (length > 0 && content >= whole && content + length <= whole + size - skip);
      g_assert_cmpstr (part->name, ==, "file");
      g_assert_true (part->file_name == NULL || (g_utf8_validate (part->file_name, -1, NULL) && strpbrk (part->file_name, "/\\\r\n") == NULL));
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
  try_multipart (data, size);
  return 0;
}
