/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-multipart.h"

#include <glib/gi18n-lib.h>
#include <gmime/gmime.h>
#include <string.h>

#include "common/nx-error.h"
#include "server/gateways/nx-gmime.h"
#include "server/http/nx-form.h"

#define MAX_PARTS 50
#define MAX_HEAD 4096
#define MAX_HEAD_LINES 8
#define MAX_BOUNDARY 70 /* RFC 2046 section 5.1.1 */
#define MAX_NAME 64
#define MAX_FILE_NAME 120

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeContentType, g_object_unref)

static void
part_free (gpointer data)
{
  NxUploadPart *self = data;
  g_free ((char *) self->name);
  g_free ((char *) self->file_name);
  g_free ((char *) self->media_type);
  g_bytes_unref (self->content);
  g_free (self);
}

void
nx_multipart_free (NxMultipart *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pairs, g_hash_table_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->faults, g_hash_table_unref);
  g_free (self);
}

static gboolean
malformed (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_BAD_REQUEST, _("The form or the address is malformed."));
  return FALSE;
}

static gboolean
too_large (GError **error, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_TOO_LARGE, sentence);
  return FALSE;
}

/* --- delimiters --- */

/* (transfer full) (nullable): "\r\n--boundary". */
static char *
delimiter_of (const char *content_type)
{
  static const char marks[] = "'()+_,-./:=? ";
  g_autoptr (GMimeContentType) type = g_mime_content_type_parse (NULL, content_type);
  const char *boundary = type != NULL ? g_mime_content_type_get_parameter (type, "boundary") : NULL;
  gsize length = boundary != NULL ? strlen (boundary) : 0;

  if (length == 0 || length > MAX_BOUNDARY || boundary[length - 1] == ' ')
    return NULL;
  for (const char *at = boundary; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr (marks, *at) == NULL)
      return NULL;
  return g_strconcat ("\r\n--", boundary, NULL);
}

typedef struct
{
  const char *at, *end; /* what is not read yet */
  const char *delimiter; /* "\r\n--boundary" */
  gsize delimiter_length;
  gboolean over; /* the last delimiter was read */
} Cursor;

/* What may follow a boundary: "--", or blanks and a line's end. FALSE where it was no delimiter at all. */
static gboolean
take_rest_of_delimiter (Cursor *self, const char *at)
{
  if (self->end - at >= 2 && memcmp (at, "--", 2) == 0)
    {
      self->over = TRUE;
      self->at = at + 2;
      return TRUE;
    }
  while (at < self->end && (*at == ' ' || *at == '\t'))
    at++;
  if (self->end - at < 2 || memcmp (at, "\r\n", 2) != 0)
    return FALSE;
  self->at = at + 2;
  return TRUE;
}

static gboolean
take_first (Cursor *self)
{
  gsize length = self->delimiter_length - 2;
  if (self->end - self->at >= 2 && memcmp (self->at, "\r\n", 2) == 0)
    self->at += 2;
  return (gsize) (self->end - self->at) >= length && memcmp (self->at, self->delimiter + 2, length) == 0 &&
         take_rest_of_delimiter (self, self->at + length);
}

/* The content that begins here, up to the next delimiter. FALSE where none follows. */
static gboolean
take_content (Cursor *self, const char **content, gsize *length)
{
  const char *from = self->at;
  /* The line's end of the head is that of an empty content's delimiter as well. */
  const char *search = from - 2;

  for (;;)
    {
      const char *found = memmem (search, self->end - search, self->delimiter, self->delimiter_length);
      if (found == NULL)
        return FALSE;
      if (take_rest_of_delimiter (self, found + self->delimiter_length))
        {
          *content = from;
          *length = found > from ? (gsize) (found - from) : 0;
          return TRUE;
        }
      search = found + 2;
    }
}

/* Each line is "Name: value" of visible text, ended by CRLF; no folding. */
static gboolean
head_is_clean (const char *at, const char *end)
{
  guint n = 0;
  while (at < end)
    {
      const char *stop = memmem (at, end - at, "\r\n", 2);
      const char *colon = memchr (at, ':', stop - at);
      if (colon == NULL || colon == at || ++n > MAX_HEAD_LINES)
        return FALSE;
      for (const char *c = at; c < colon; c++)
        if (!g_ascii_isalnum (*c) && *c != '-')
          return FALSE;
      for (const char *c = colon; c < stop; c++)
        if (((guchar) *c < ' ' && *c != '\t') || *c == 0x7f)
          return FALSE;
      at = stop + 2;
    }
  return n > 0;
}

/* (transfer full) (nullable): the head that begins here, with its empty line. */
static char *
take_head (Cursor *self, gsize *length)
{
  gsize most = MIN (self->end - self->at, MAX_HEAD);
  const char *found = memmem (self->at, most, "\r\n\r\n", 4);

  if (found == NULL || !head_is_clean (self->at, found + 2) || !g_utf8_validate (self->at, found - self->at, NULL))
    return NULL;
  *length = found + 4 - self->at;
  char *head = g_strndup (self->at, *length);
  self->at = found + 4;
  return head;
}

/* --- heads --- */

typedef struct
{
  char *name;
  char *file_name; /* (nullable): it is no file */
  char *media_type;
} Head;

static void
head_clear (Head *self)
{
  g_free (self->name);
  g_free (self->file_name);
  g_free (self->media_type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, head_clear)

static gboolean
name_is_good (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (name[i]) && name[i] != '_' && name[i] != '-')
      return FALSE;
  return length > 0 && length <= MAX_NAME;
}

/* Browsers write a quote in a name as %22; whatever precedes the last slash is a folder of somebody's machine. */
static char *
shown_file_name (const char *raw)
{
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  g_auto (GStrv) pieces = g_strsplit (valid, "%22", -1);
  g_autofree char *text = g_strjoinv ("\"", pieces);
  const char *slash = strrchr (text, '/'), *backslash = strrchr (text, '\\');
  const char *from = MAX (slash != NULL ? slash + 1 : text, backslash != NULL ? backslash + 1 : text);
  GString *shown = g_string_new (NULL);

  for (guint n = 0; *from != '\0' && n < MAX_FILE_NAME; from = g_utf8_next_char (from))
    {
      gunichar c = g_utf8_get_char (from);
      GUnicodeType type = g_unichar_type (c);
      /* Format characters turn the direction of a line: "fdp.exe" would be read as "exe.pdf". */
      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
          type == G_UNICODE_PARAGRAPH_SEPARATOR || type == G_UNICODE_UNASSIGNED)
        continue;
      g_string_append_unichar (shown, c);
      n++;
    }
  return g_strstrip (g_string_free (shown, FALSE));
}

/* A part that is made of parts, or coded for a mail's way, is none of a browser's. */
static gboolean
is_plain (GMimeObject *object)
{
  GMimeContentType *type = g_mime_object_get_content_type (object);
  const char *coding = g_mime_object_get_header (object, "Content-Transfer-Encoding");

  if (g_mime_content_type_is_type (type, "multipart", "*") || g_mime_content_type_is_type (type, "message", "*"))
    return FALSE;
  return coding == NULL || g_ascii_strcasecmp (coding, "binary") == 0 || g_ascii_strcasecmp (coding, "8bit") == 0 ||
         g_ascii_strcasecmp (coding, "7bit") == 0;
}

static gboolean
read_head (const char *text, gsize length, Head *head)
{
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (text, length);
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);
  g_autoptr (GMimeObject) object = g_mime_parser_construct_part (parser, NULL);
  GMimeContentDisposition *disposition = object != NULL ? g_mime_object_get_content_disposition (object) : NULL;

  if (disposition == NULL || g_ascii_strcasecmp (g_mime_content_disposition_get_disposition (disposition), "form-data") != 0 ||
      !is_plain (object))
    return FALSE;
  const char *name = g_mime_content_disposition_get_parameter (disposition, "name");
  const char *file_name = g_mime_content_disposition_get_parameter (disposition, "filename");
  if (!name_is_good (name))
    return FALSE;
  g_autofree char *type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (object));
  head->name = g_strdup (name);
  head->file_name = file_name != NULL ? shown_file_name (file_name) : NULL;
  head->media_type = g_ascii_strdown (type, -1);
  return TRUE;
}

/* --- parts --- */

static void
add_fault (NxMultipart *self, const char *name, const char *sentence)
{
  if (!g_hash_table_contains (self->faults, name))
    g_hash_table_insert (self->faults, g_strdup (name), g_strdup (sentence));
}

/* An <input type="file"> without a file sends an empty one without a name. */
static void
add_file (NxMultipart *self, const char *file, Head *head, GBytes *content)
{
  if (strcmp (head->name, file) != 0)
    {
      add_fault (self, head->name, _("No such file is asked for."));
      return;
    }
  if (g_bytes_get_size (content) == 0)
    {
      if (*head->file_name != '\0')
        add_fault (self, file, _("This file is empty."));
      return;
    }
  if (self->parts->len > 0)
    {
      add_fault (self, file, _("Choose one file only."));
      return;
    }
  NxUploadPart *part = g_new (NxUploadPart, 1);
  if (*head->file_name == '\0')
    g_clear_pointer (&head->file_name, g_free);
  *part = (NxUploadPart){ g_steal_pointer (&head->name), g_steal_pointer (&head->file_name), g_steal_pointer (&head->media_type),
                          g_bytes_ref (content) };
  g_ptr_array_add (self->parts, part);
}

static gboolean
read_part (NxMultipart *self, Cursor *cursor, GBytes *body, const char *file, gsize *in_files)
{
  gsize head_length, length;
  const char *content, *base = g_bytes_get_data (body, NULL);
  g_autofree char *text = take_head (cursor, &head_length);
  g_auto (Head) head = { NULL };

  if (text == NULL || !read_head (text, head_length, &head) || !take_content (cursor, &content, &length))
    return FALSE;
  if (head.file_name == NULL)
    return nx_form_add (self->pairs, head.name, content, length);
  *in_files += length;
  g_autoptr (GBytes) slice = g_bytes_new_from_bytes (body, content - base, length);
  add_file (self, file, &head, slice);
  return TRUE;
}

NxMultipart *
nx_multipart_read (const char *content_type, GBytes *body, const char *file, GError **error)
{
  g_autoptr (NxMultipart) self = g_new0 (NxMultipart, 1);
  gsize length = 0, in_files = 0;
  const char *data = g_bytes_get_data (body, &length);

  if (data == NULL)
    data = "";
  nx_gmime_ensure ();
  g_autofree char *delimiter = delimiter_of (content_type);
  Cursor cursor = { data, data + length, delimiter, delimiter != NULL ? strlen (delimiter) : 0, FALSE };
  self->pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (delimiter == NULL || length == 0 || !take_first (&cursor))
    return malformed (error), NULL;
  for (guint n = 0; !cursor.over; n++)
    if (n == MAX_PARTS || !read_part (self, &cursor, body, file, &in_files))
      return malformed (error), NULL;
  if (cursor.at != cursor.end && (cursor.end - cursor.at != 2 || memcmp (cursor.at, "\r\n", 2) != 0))
    return malformed (error), NULL;
  if (in_files > NX_UPLOAD_MAX_FILES)
    return too_large (error, _("A file may have at most 5 MB.")), NULL;
  if (length - in_files > NX_UPLOAD_MAX_REST)
    return too_large (error, _("The request is too large.")), NULL;
  return g_steal_pointer (&self);
}
