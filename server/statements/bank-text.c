/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-error.h"

gboolean
nx_bank_fault (GError **error, guint line, const char *format, ...)
{
  g_autofree char *raw = NULL, *reason = NULL, *sentence = NULL;
  va_list args;

  va_start (args, format);
  raw = g_strdup_vprintf (format, args);
  va_end (args);
  /* What is quoted may have been cut within a character. */
  reason = g_utf8_make_valid (raw, -1);
  /* Translators: what is wrong on a line of a file, as a sentence of its own. */
  sentence = line > 0 ? g_strdup_printf (_ ("Line %u: %s"), line, reason) : g_strdup (reason);
  return nx_error_refuse_member (error, "file", sentence);
}

/* --- what the file is, where it is no text --- */

typedef struct
{
  const char *bytes;
  gsize length;
  const char *sentence;
} NxSignature;

static const NxSignature signatures[] = {
  { "%PDF", 4, N_ ("This is a PDF document. Ask the bank for the statement as CSV or CAMT.053.") },
  { "PK\x03\x04", 4, N_ ("This is a spreadsheet or an archive, not a CSV file. Save it as CSV first.") },
  { "\xD0\xCF\x11\xE0", 4, N_ ("This is a spreadsheet, not a CSV file. Save it as CSV first.") },
  { "\x1F\x8B", 2, N_ ("This file is compressed. Unpack it first.") },
  { "\x89PNG", 4, N_ ("This is a picture, not a statement.") },
  { "\xFF\xD8\xFF", 3, N_ ("This is a picture, not a statement.") },
  { "MZ", 2, N_ ("This is a program, not a statement.") },
  { "\x7F" "ELF", 4, N_ ("This is a program, not a statement.") },
};

static gboolean
refuse_signature (const char *data, gsize length, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (length >= signatures[i].length && memcmp (data, signatures[i].bytes, signatures[i].length) == 0
        /* "MZ" alone may begin a word. */
        && (signatures[i].length > 2 || memchr (data, '\0', MIN (length, 64)) != NULL || data[0] == '\x1F'))
      return nx_bank_fault (error, 0, "%s", _ (signatures[i].sentence));
  return TRUE;
}

static guint
line_at (const char *data, gsize offset)
{
  guint line = 1;

  for (gsize i = 0; i < offset; i++)
    line += data[i] == '\n' || (data[i] == '\r' && data[i + 1] != '\n');
  return line;
}

/* --- decoding --- */

/* Windows-1252, 0x80 to 0x9F; 0: no character. */
static const guint16 windows[32] = {
  0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
  0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

static char *
decode_windows (const char *data, gsize length, gsize *decoded, GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (length + length / 8);

  for (gsize i = 0; i < length; i++)
    {
      const guint8 byte = (guint8) data[i];
      const gunichar letter = byte >= 0x80 && byte < 0xA0 ? windows[byte - 0x80] : byte;

      if (letter == 0)
        {
          nx_bank_fault (error, line_at (data, i),
                         _ ("a character that is neither UTF-8 nor Windows-1252. Export the file again as UTF-8."));
          return NULL;
        }
      g_string_append_unichar (text, letter);
    }
  *decoded = text->len;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
decode_utf16 (const char *data, gsize length, gsize *decoded, GError **error)
{
  g_autofree char *text = g_convert (data + 2, (gssize) length - 2, "UTF-8", data[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE", NULL,
                                     decoded, NULL);

  if (text == NULL || length % 2 != 0)
    {
      nx_bank_fault (error, 0,
                     _ ("The file begins as UTF-16 and then is not: it was cut short, or damaged. Export it again as UTF-8."));
      return NULL;
    }
  return g_steal_pointer (&text);
}

static char *
decode_bytes (const char *data, gsize length, gsize *decoded, GError **error)
{
  if (length >= 2 && (memcmp (data, "\xFF\xFE", 2) == 0 || memcmp (data, "\xFE\xFF", 2) == 0))
    return decode_utf16 (data, length, decoded, error);
  if (memchr (data, '\0', length) != NULL)
    {
      nx_bank_fault (
          error, 0,
          _ ("The file holds bytes that no text has (UTF-16 without a mark, or no text at all). Export it again as UTF-8."));
      return NULL;
    }
  if (length >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    {
      data += 3;
      length -= 3;
    }
  if (!g_utf8_validate (data, (gssize) length, NULL))
    return decode_windows (data, length, decoded, error);
  *decoded = length;
  return g_strndup (data, length);
}

static gboolean
is_blank (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;
  return TRUE;
}

char *
nx_bank_decode (GBytes *content, gsize *length, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (content, &size);
  g_autofree char *text = NULL;

  *length = 0;
  if (size > NX_BANK_MAX_BYTES)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_TOO_LARGE, _ ("A statement is at most 5 MB. Export a shorter period."));
      return NULL;
    }
  if (size == 0)
    {
      nx_bank_fault (error, 0, _ ("The file is empty."));
      return NULL;
    }
  if (!refuse_signature (data, size, error))
    return NULL;
  text = decode_bytes (data, size, length, error);
  if (text == NULL)
    return NULL;
  if (strlen (text) != *length)
    {
      nx_bank_fault (
          error, 0,
          _ ("The file holds bytes that no text has (UTF-16 without a mark, or no text at all). Export it again as UTF-8."));
      return NULL;
    }
  if (is_blank (text, *length))
    {
      nx_bank_fault (error, 0, _ ("The file is empty."));
      return NULL;
    }
  return g_steal_pointer (&text);
}

/* --- texts --- */

/* Letters that only steer (bidirectional marks) would let a label show other than it is. */
static gboolean
is_invisible (gunichar letter)
{
  const GUnicodeType type = g_unichar_type (letter);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE || type == G_UNICODE_LINE_SEPARATOR
         || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
nx_bank_clean (const char *text)
{
  g_autoptr (GString) clean = g_string_sized_new (strlen (text));
  gboolean blank = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar letter = g_utf8_get_char (at);

      if (g_unichar_isspace (letter) || is_invisible (letter))
        {
          blank = clean->len > 0;
          continue;
        }
      if (blank)
        g_string_append_c (clean, ' ');
      blank = FALSE;
      g_string_append_unichar (clean, letter);
    }
  return g_string_free (g_steal_pointer (&clean), FALSE);
}

char *
nx_bank_fold (const char *text)
{
  g_autofree char *apart = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autoptr (GString) folded = g_string_sized_new (strlen (text));

  for (const char *at = apart != NULL ? apart : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar letter = g_utf8_get_char (at);

      if (g_unichar_ismark (letter))
        continue;
      if (letter < 128 && g_ascii_isalnum ((char) letter))
        g_string_append_c (folded, g_ascii_toupper ((char) letter));
      else if (g_unichar_isalnum (letter))
        g_string_append_unichar (folded, g_unichar_toupper (letter));
      else if (folded->len > 0 && folded->str[folded->len - 1] != ' ')
        g_string_append_c (folded, ' ');
    }
  return g_strchomp (g_string_free (g_steal_pointer (&folded), FALSE));
}
