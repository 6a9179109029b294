/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-json.h"
#include "server/http/nx-form.h"
#include "server/http/nx-multipart.h"
#include "server/http/nx-server-private.h"

static const NxField no_fields[] = { { NULL } };

/* Whether "text/x; charset=utf-8" is of type "text/x". */
static gboolean
type_is (const char *value, const char *type)
{
  gsize length = strlen (type);
  return value != NULL && g_ascii_strncasecmp (value, type, length) == 0 && (value[length] == '\0' || value[length] == ';' || value[length] == ' ');
}

/* Pages are linked to from anywhere: what they do not know in an address is not an error. */
static void
drop_unknown (GHashTable *pairs, const NxField *fields)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (nx_fields_find (fields, name) == NULL)
      g_hash_table_iter_remove (&iter);
}

static gboolean
read_query (NxRequest *request, GError **error)
{
  const NxField *fields = request->route->query != NULL ? request->route->query : no_fields;
  const char *text = request->query_text != NULL ? request->query_text : "";

  if (*text == '\0' && fields == no_fields)
    return TRUE;
  g_autoptr (GHashTable) pairs = nx_form_decode (text, strlen (text), error);
  if (pairs == NULL)
    return FALSE;
  if ((request->route->flags & NX_ROUTE_PAGE) != 0)
    drop_unknown (pairs, fields);
  request->query = nx_values_from_pairs (fields, pairs, error);
  return request->query != NULL;
}

static gboolean
unsupported (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_UNSUPPORTED_MEDIA_TYPE, _("The body is not of a type that is taken here."));
  return FALSE;
}

/* @files: (nullable): what is wrong with them. */
static gboolean
take_pairs (NxRequest *request, GHashTable *files, GError **error)
{
  const NxField *fields = request->route->body != NULL ? request->route->body : no_fields;
  g_autoptr (GError) fault = NULL;
  GHashTableIter iter;
  gpointer member, sentence;

  request->body = nx_values_from_pairs (fields, request->form, &fault);
  if (files != NULL && g_hash_table_size (files) > 0)
    {
      g_clear_pointer (&request->body, nx_values_unref);
      g_hash_table_iter_init (&iter, files);
      while (g_hash_table_iter_next (&iter, &member, &sentence))
        {
          if (fault == NULL)
            fault = g_error_new_literal (NX_ERROR, NX_ERROR_INVALID, sentence);
          nx_error_add_field (fault, member, sentence);
        }
    }
  if (request->body != NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

/* A form that does not pass is the page's to show again, with what was typed. */
static gboolean
keep_faults (NxRequest *request, GError *passed, GError **error)
{
  g_autoptr (GError) fault = passed;
  GHashTable *faults = nx_error_get_fields (fault);
  if (faults == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  GHashTableIter iter;
  gpointer member, sentence;
  request->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, faults);
  while (g_hash_table_iter_next (&iter, &member, &sentence))
    g_hash_table_insert (request->faults, g_strdup (member), g_strdup (sentence));
  return TRUE;
}

static gboolean
read_form (NxRequest *request, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) fault = NULL;
  if (length > 0 && !type_is (soup_message_headers_get_one (request->headers, "Content-Type"), "application/x-www-form-urlencoded"))
    return unsupported (error);
  request->form = nx_form_decode (text, length, error);
  if (request->form == NULL)
    return FALSE;
  return take_pairs (request, NULL, &fault) || keep_faults (request, g_steal_pointer (&fault), error);
}

static gboolean
read_multipart (NxRequest *request, const char *content_type, GError **error)
{
  const char *file = request->route->file != NULL ? request->route->file : "file";
  g_autoptr (NxMultipart) multipart = nx_multipart_read (content_type, request->raw_body, file, error);
  g_autoptr (GError) fault = NULL;
  if (multipart == NULL)
    return FALSE;

  request->form = g_steal_pointer (&multipart->pairs);
  request->parts = g_steal_pointer (&multipart->parts);
  if (take_pairs (request, multipart->faults, &fault))
    return TRUE;
  if ((request->route->flags & NX_ROUTE_PAGE) != 0)
    return keep_faults (request, g_steal_pointer (&fault), error);
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
read_json (NxRequest *request, const NxField *fields, const char *text, gsize length, GError **error)
{
  if (length == 0 && (request->route->flags & NX_ROUTE_PARTIAL) != 0)
    {
      text = "{}";
      length = 2;
    }
  else if (length > 0 && !type_is (soup_message_headers_get_one (request->headers, "Content-Type"), "application/json"))
    return unsupported (error);
  g_autoptr (JsonNode) root = nx_json_parse (text, length, &nx_json_limits_request, error);
  if (root == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_INVALID, _("The body must be a JSON object."));
      return FALSE;
    }
  request->body = nx_values_from_json (fields, json_node_get_object (root), error);
  return request->body != NULL;
}

static gboolean
read_body (NxRequest *request, GError **error)
{
  const char *method = request->method;
  const char *content_type = soup_message_headers_get_one (request->headers, "Content-Type");
  gboolean is_page = (request->route->flags & NX_ROUTE_PAGE) != 0;
  gsize length = 0;
  const char *text = g_bytes_get_data (request->raw_body, &length);

  if (strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0 || (request->route->flags & NX_ROUTE_RAW) != 0)
    return TRUE;
  if ((request->route->flags & NX_ROUTE_UPLOAD) != 0 && type_is (content_type, "multipart/form-data"))
    return read_multipart (request, content_type, error);
  /* Where no member is taken, each is unknown. */
  if (request->route->body == NULL)
    return is_page || length == 0 || !type_is (content_type, "application/json") ||
           read_json (request, no_fields, text, length, error);
  text = text != NULL ? text : "";
  return is_page ? read_form (request, text, length, error) : read_json (request, request->route->body, text, length, error);
}

gboolean
nx_input_read (NxRequest *request, GError **error)
{
  return read_query (request, error) && read_body (request, error);
}
