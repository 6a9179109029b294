/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "common/nx-random.h"
#include "desktop/api/nx-connection-private.h"

#define BOUNDARY_BYTES 24

struct _NxUpload
{
  char *boundary;
  GByteArray *body;
};


void
nx_download_free (NxDownload *self)
{
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self->media_type);
  g_free (self->file_name);
  g_free (self);
}


NxUpload *
nx_upload_new (void)
{
  NxUpload *self = g_new0 (NxUpload, 1);
  g_autofree char *token = nx_random_token (BOUNDARY_BYTES);
  self->boundary = g_strconcat ("nexus-", token, NULL);
  self->body = g_byte_array_new ();
  return self;
}


void
nx_upload_free (NxUpload *self)
{
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_free (self->boundary);
  g_free (self);
}


static void
put (NxUpload *self, const char *text)
{
  g_byte_array_append (self->body, (const guint8 *) text, (guint) strlen (text));
}


/* As browsers do (WHATWG "multipart/form-data encoding"): what would end the quoted name is percent-encoded. */
static void
put_quoted (NxUpload *self, const char *text)
{
  g_autoptr (GString) quoted = g_string_new ("\"");
  for (const char *p = text; *p != '\0'; p++)
    switch (*p)
      {
      case '"': g_string_append (quoted, "%22"); break;
      case '\r': g_string_append (quoted, "%0D"); break;
      case '\n': g_string_append (quoted, "%0A"); break;
      default: g_string_append_c (quoted, *p);
      }
  g_string_append_c (quoted, '"');
  put (self, quoted->str);
}


static void
open_part (NxUpload *self, const char *name, const char *file_name, const char *media_type)
{
  put (self, "--");
  put (self, self->boundary);
  put (self, "\r\nContent-Disposition: form-data; name=");
  put_quoted (self, name);
  if (file_name != NULL)
    {
      put (self, "; filename=");
      put_quoted (self, file_name);
    }
  if (media_type != NULL)
    {
      put (self, "\r\nContent-Type: ");
      put (self, media_type);
    }
  put (self, "\r\n\r\n");
}


void
nx_upload_add_text (NxUpload *self, const char *name, const char *text)
{
  g_return_if_fail (self != NULL && name != NULL && text != NULL);

  open_part (self, name, NULL, NULL);
  put (self, text);
  put (self, "\r\n");
}


gboolean
nx_upload_add_file (NxUpload *self, const char *name, const char *file_name, const char *media_type, GBytes *content, GError **error)
{
  g_return_val_if_fail (self != NULL && name != NULL && file_name != NULL && content != NULL, FALSE);

  gsize size = g_bytes_get_size (content);
  if (size > NX_UPLOAD_MAX_BYTES)
    {
      g_autofree char *text = g_format_size_full (size, G_FORMAT_SIZE_IEC_UNITS);
      /* Translators: the name of a file and its size */
      g_set_error (error, NX_ERROR, NX_ERROR_TOO_LARGE, _("“%s” has %s. A file may have 5 MiB at most; nothing was sent."), file_name, text);
      return FALSE;
    }
  if (size == 0)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, _("“%s” is empty. Nothing was sent."), file_name);
      return FALSE;
    }
  open_part (self, name, file_name, media_type != NULL ? media_type : "application/octet-stream");
  g_byte_array_append (self->body, g_bytes_get_data (content, NULL), (guint) size);
  put (self, "\r\n");
  return TRUE;
}


GBytes *
nx_upload_end (NxUpload *self, char **media_type)
{
  put (self, "--");
  put (self, self->boundary);
  put (self, "--\r\n");
  *media_type = g_strconcat ("multipart/form-data; boundary=", self->boundary, NULL);
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
}
