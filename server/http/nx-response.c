/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-response-private.h"

#include <string.h>

static void
clear_header (gpointer data)
{
  NxResponseHeader *header = data;
  g_free (header->name);
  g_free (header->value);
}

static NxResponse *
response_new (guint status, const char *content_type, GBytes *body)
{
  NxResponse *self = g_new0 (NxResponse, 1);
  self->refs = 1;
  self->status = status;
  self->content_type = content_type;
  self->body = body;
  return self;
}

NxResponse *
nx_response_ref (NxResponse *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
nx_response_free (NxResponse *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->headers, g_array_unref);
  g_free (self);
}

NxResponse *
nx_response_json (guint status, NxJsonWriter *writer)
{
  gsize length;
  char *text = nx_json_writer_end (writer, &length);
  nx_json_writer_free (writer);
  return response_new (status, "application/json", g_bytes_new_take (text, length));
}

NxResponse *
nx_response_record (guint status, const char *member, gpointer record)
{
  NxJsonWriter *writer = nx_json_writer_new ();

  if (member == NULL)
    {
      nx_record_write (record, writer, NULL);
      return nx_response_json (status, writer);
    }
  nx_json_begin_object (writer, NULL);
  nx_record_write (record, writer, member);
  nx_json_end_object (writer);
  return nx_response_json (status, writer);
}

NxResponse *
nx_response_list (GPtrArray *records, const char *cursor)
{
  NxJsonWriter *writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_begin_array (writer, "items");
  for (guint i = 0; i < records->len; i++)
    nx_record_write (records->pdata[i], writer, NULL);
  nx_json_end_array (writer);
  nx_json_add_string (writer, "nextCursor", cursor);
  nx_json_end_object (writer);
  return nx_response_json (200, writer);
}

NxResponse *
nx_response_html (guint status, char *html)
{
  return response_new (status, "text/html; charset=utf-8", g_bytes_new_take (html, strlen (html)));
}

NxResponse *
nx_response_redirect (const char *location)
{
  return nx_response_header (response_new (303, NULL, NULL), "Location", location);
}

NxResponse *
nx_response_empty (void)
{
  return response_new (204, NULL, NULL);
}

NxResponse *
nx_response_bytes (guint status, const char *content_type, GBytes *body)
{
  return response_new (status, g_intern_string (content_type), g_bytes_ref (body));
}

static NxResponse *
add_header (NxResponse *self, const char *name, char *value, gboolean is_cookie)
{
  if (self->headers == NULL)
    {
      self->headers = g_array_new (FALSE, FALSE, sizeof (NxResponseHeader));
      g_array_set_clear_func (self->headers, clear_header);
    }
  NxResponseHeader header = { g_strdup (name), value, is_cookie };
  g_array_append_val (self->headers, header);
  return self;
}

static gboolean
is_clean (const char *value)
{
  for (; *value != '\0'; value++)
    if (g_ascii_iscntrl (*value))
      return FALSE;
  return TRUE;
}

NxResponse *
nx_response_header (NxResponse *self, const char *name, const char *value)
{
  g_return_val_if_fail (is_clean (name) && is_clean (value), self);
  return add_header (self, name, g_strdup (value), FALSE);
}

NxResponse *
nx_response_cookie (NxResponse *self, const char *name, const char *value, int max_age)
{
  g_return_val_if_fail (is_clean (value) && strpbrk (value, "; ,\"") == NULL, self);
  char *text = max_age < 0 ? g_strdup_printf ("%s=%s; Path=/; HttpOnly; SameSite=Lax", name, value)
                           : g_strdup_printf ("%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax", name, value, max_age);
  return add_header (self, "Set-Cookie", text, TRUE);
}

guint
nx_response_status (NxResponse *self)
{
  return self->status;
}

const char *
nx_response_find_header (NxResponse *self, const char *name)
{
  for (guint i = 0; self->headers != NULL && i < self->headers->len; i++)
    {
      NxResponseHeader *header = &g_array_index (self->headers, NxResponseHeader, i);
      if (g_ascii_strcasecmp (header->name, name) == 0)
        return header->value;
    }
  return NULL;
}
