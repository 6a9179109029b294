/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/transfers/nx-proof.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-error.h"

/* Where a browser that guesses looks. */
#define GUESSED 1024
/* A PDF's reader looks for its end in as much. */
#define PDF_TAIL 1024
#define ZIP_TAIL (64 * 1024 + 22)

typedef struct
{
  const guint8 *data;
  gsize length;
} Bytes;

/* (nullable): the sentence that says what is wrong. */
typedef const char *(*Check) (Bytes *bytes);

static guint32
read_be32 (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

static guint
read_be16 (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

static gboolean
holds (const guint8 *data, gsize length, const char *text)
{
  return memmem (data, length, text, strlen (text)) != NULL;
}

static const char *
check_size (guint32 width, guint32 height)
{
  if (width == 0 || height == 0)
    return N_("This picture is damaged. Take it anew.");
  if (width > NX_PROOF_MAX_SIDE || height > NX_PROOF_MAX_SIDE || (guint64) width * height > NX_PROOF_MAX_PIXELS)
    return N_("This picture has too many pixels. Send a smaller one.");
  return NULL;
}

/* --- PDF --- */

static const char *
check_pdf (Bytes *bytes)
{
  const guint8 *end = bytes->data + bytes->length, *tail = end - MIN (bytes->length, PDF_TAIL), *mark = NULL;

  for (const guint8 *at = tail; (at = memmem (at, (gsize) (end - at), "%%EOF", 5)) != NULL; at += 5)
    mark = at;
  if (mark == NULL || !holds (bytes->data, bytes->length, "startxref"))
    return N_("This PDF is incomplete. Save it anew.");
  for (const guint8 *at = mark + 5; at < end; at++)
    if (*at != '\0' && !g_ascii_isspace (*at))
      return N_("This PDF has something after its end. Print it to a new PDF.");
  if (holds (bytes->data, bytes->length, "/JavaScript") || holds (bytes->data, bytes->length, "/Launch"))
    return N_("This PDF holds a programme. Print it to a new PDF.");
  return NULL;
}

/* --- PNG --- */

static guint32
crc_of (const guint8 *data, gsize length)
{
  static gsize ready = 0;
  static guint32 table[256];

  if (g_once_init_enter (&ready))
    {
      for (guint32 i = 0; i < 256; i++)
        {
          guint32 c = i;
          for (guint bit = 0; bit < 8; bit++)
            c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
          table[i] = c;
        }
      g_once_init_leave (&ready, 1);
    }
  guint32 crc = 0xffffffffu;
  for (gsize i = 0; i < length; i++)
    crc = table[(crc ^ data[i]) & 0xff] ^ (crc >> 8);
  return ~crc;
}

/* Chunks with their check sums from the first to IEND, and nothing after it. */
static const char *
check_png (Bytes *bytes)
{
  static const char damaged[] = N_("This picture is damaged. Take it anew.");
  const guint8 *at = bytes->data + 8, *end = bytes->data + bytes->length;
  gboolean has_data = FALSE;

  for (gboolean first = TRUE;; first = FALSE)
    {
      if (end - at < 12)
        return damaged;
      guint32 length = read_be32 (at);
      const guint8 *type = at + 4, *data = at + 8;
      if (length > (gsize) (end - at) - 12 || read_be32 (data + length) != crc_of (type, (gsize) length + 4))
        return damaged;
      if (first)
        {
          if (memcmp (type, "IHDR", 4) != 0 || length != 13)
            return damaged;
          const char *fault = check_size (read_be32 (data), read_be32 (data + 4));
          if (fault != NULL)
            return fault;
        }
      has_data = has_data || memcmp (type, "IDAT", 4) == 0;
      at = data + length + 4;
      if (memcmp (type, "IEND", 4) == 0)
        return has_data && at == end ? NULL : damaged;
    }
}

/* --- JPEG --- */

/* Baseline, extended and progressive; the rest is for other uses than pictures that people send. */
static gboolean
is_frame (guint8 marker)
{
  return marker == 0xc0 || marker == 0xc1 || marker == 0xc2;
}

/* After a scan's head: to the marker that follows its data. (nullable) */
static const guint8 *
skip_scan (const guint8 *at, const guint8 *end)
{
  for (;;)
    {
      at = memchr (at, 0xff, (gsize) (end - at));
      if (at == NULL || end - at < 2)
        return NULL;
      if (at[1] != 0x00 && at[1] != 0xff && (at[1] < 0xd0 || at[1] > 0xd7))
        return at;
      at += at[1] == 0xff ? 1 : 2;
    }
}

static const char *
check_frame (const guint8 *segment, guint length)
{
  if (length < 9 || segment[2] != 8 || segment[7] == 0 || segment[7] > 4)
    return N_("This picture is damaged. Take it anew.");
  return check_size (read_be16 (segment + 5), read_be16 (segment + 3));
}

/* Segments from SOI to EOI; what follows is cut off. */
static const char *
check_jpeg (Bytes *bytes)
{
  static const char damaged[] = N_("This picture is damaged. Take it anew.");
  const guint8 *at = bytes->data + 2, *end = bytes->data + bytes->length;
  gboolean has_frame = FALSE, has_scan = FALSE;

  while (end - at >= 2 && at[0] == 0xff)
    {
      guint8 marker = at[1];
      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if (marker == 0xd9)
        {
          bytes->length = (gsize) (at + 2 - bytes->data);
          return has_frame && has_scan ? NULL : damaged;
        }
      if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8) || end - at < 4)
        return damaged;
      const guint8 *segment = at + 2;
      guint length = read_be16 (segment);
      if (length < 2 || length > end - segment || (marker == 0xda && !has_frame))
        return damaged;
      const char *fault = is_frame (marker) ? check_frame (segment, length) : NULL;
      if (fault != NULL || (is_frame (marker) && has_frame))
        return fault != NULL ? fault : damaged;
      has_frame = has_frame || is_frame (marker);
      has_scan = has_scan || marker == 0xda;
      at = marker == 0xda ? skip_scan (segment + length, end) : segment + length;
      if (at == NULL)
        return damaged;
    }
  return damaged;
}

/* --- all --- */

/* An archive is read from its end: it may stand behind any beginning. */
static gboolean
is_archive (const Bytes *bytes)
{
  const guint8 *end = bytes->data + bytes->length, *at = end - MIN (bytes->length, ZIP_TAIL);

  while ((at = memmem (at, (gsize) (end - at), "PK\5\6", 4)) != NULL)
    {
      if (end - at >= 22 && (gsize) (end - at) - 22 == (gsize) (at[20] | at[21] << 8))
        return TRUE;
      at += 4;
    }
  return FALSE;
}

static gboolean
is_page (const Bytes *bytes)
{
  static const char *const marks[] = { "<html", "<script", "<!doctype", "<body", "<svg", "<?php" };
  g_autofree char *lower = g_ascii_strdown ((const char *) bytes->data, (gssize) MIN (bytes->length, GUESSED));

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (holds ((const guint8 *) lower, MIN (bytes->length, GUESSED), marks[i]))
      return TRUE;
  return FALSE;
}

static const struct
{
  const char *magic;
  gsize length;
  const char *media_type;
  Check check;
} kinds[] = {
  { "%PDF-1.", 7, "application/pdf", check_pdf },
  { "%PDF-2.", 7, "application/pdf", check_pdf },
  { "\x89PNG\r\n\x1a\n", 8, "image/png", check_png },
  { "\xff\xd8\xff", 3, "image/jpeg", check_jpeg },
};

GBytes *
nx_proof_check (GBytes *content, const char **media_type, GError **error)
{
  Bytes bytes;
  const char *fault = N_("Send a PDF, a PNG or a JPEG.");

  bytes.data = g_bytes_get_data (content, &bytes.length);
  *media_type = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (kinds) && *media_type == NULL; i++)
    {
      if (bytes.length < kinds[i].length || memcmp (bytes.data, kinds[i].magic, kinds[i].length) != 0)
        continue;
      *media_type = kinds[i].media_type;
      fault = kinds[i].check (&bytes);
    }
  if (fault == NULL && (is_archive (&bytes) || is_page (&bytes)))
    fault = N_("This file is two in one. Send the picture or the PDF alone.");
  if (fault == NULL)
    return g_bytes_new_from_bytes (content, 0, bytes.length);
  g_set_error_literal (error, NX_ERROR, NX_ERROR_INVALID, _(fault));
  return NULL;
}
