/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "common/nx-json.h"
#include "tests/lib/nx-test-server.h"

/* One session a thread: libsoup's synchronous calls keep their connections there. */
static GPrivate session_key = G_PRIVATE_INIT (g_object_unref);

static SoupSession *
get_session (void)
{
  SoupSession *session = g_private_get (&session_key);
  if (session == NULL)
    {
      session = soup_session_new_with_options ("timeout", 20, "max-conns-per-host", 8, "proxy-resolver", NULL, NULL);
      g_private_set (&session_key, session);
    }
  return session;
}

void
nx_test_reply_free (NxTestReply *self)
{
  if (self == NULL)
    return;
  g_free (self->body);
  g_clear_pointer (&self->json, json_node_unref);
  g_hash_table_unref (self->headers);
  g_free (self);
}

static void
keep_header (const char *name, const char *value, gpointer data)
{
  GHashTable *headers = data;
  g_autofree char *key = g_ascii_strdown (name, -1);
  const char *before = g_hash_table_lookup (headers, key);
  char *all = before != NULL ? g_strconcat (before, "\n", value, NULL) : g_strdup (value);
  g_hash_table_replace (headers, g_steal_pointer (&key), all);
}

static NxTestReply *
make_reply (SoupMessage *message, GBytes *body)
{
  NxTestReply *reply = g_new0 (NxTestReply, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  reply->status = body != NULL ? soup_message_get_status (message) : 0;
  soup_message_headers_foreach (headers, keep_header, reply->headers);
  reply->length = body != NULL ? g_bytes_get_size (body) : 0;
  /* Also bytes that are no text; a NUL after the last for those that are. */
  reply->body = g_malloc0 (reply->length + 1);
  if (reply->length > 0)
    memcpy (reply->body, g_bytes_get_data (body, NULL), reply->length);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  if (type != NULL && g_str_has_suffix (type, "json") && reply->length > 0)
    {
      g_autoptr (GError) error = NULL;
      reply->json = nx_json_parse (reply->body, -1, &nx_json_limits_answer, &error);
      g_assert_no_error (error);
    }
  return reply;
}

NxTestReply *
nx_test_send (NxTestServer *self, const NxTestRequest *request)
{
  g_autofree char *url = g_strconcat (self->url, request->path, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_assert_nonnull (uri);
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (request->method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (GError) error = NULL;

  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (request->token != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", request->token, NULL);
      soup_message_headers_append (headers, "Authorization", value);
    }
  if (request->cookie != NULL)
    soup_message_headers_append (headers, "Cookie", request->cookie);
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    soup_message_headers_replace (headers, request->headers[i], request->headers[i + 1]);
  if (request->body != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new (request->body, request->length != 0 ? request->length : strlen (request->body));
      soup_message_set_request_body_from_bytes (message, request->content_type != NULL ? request->content_type : "application/json", body);
    }
  g_autoptr (GBytes) answer = soup_session_send_and_read (get_session (), message, NULL, &error);
  if (error != NULL)
    g_test_message ("%s %s: %s", request->method, request->path, error->message);
  return make_reply (message, answer);
}

NxTestReply *
nx_test_get (NxTestServer *self, const char *path, const char *token)
{
  return nx_test_send (self, &(NxTestRequest){ .method = "GET", .path = path, .token = token });
}

NxTestReply *
nx_test_post (NxTestServer *self, const char *path, const char *token, const char *json)
{
  return nx_test_send (self, &(NxTestRequest){ .method = "POST", .path = path, .token = token, .body = json });
}

NxTestReply *
nx_test_put (NxTestServer *self, const char *path, const char *token, const char *json)
{
  return nx_test_send (self, &(NxTestRequest){ .method = "PUT", .path = path, .token = token, .body = json });
}

NxTestReply *
nx_test_form (NxTestServer *self, const char *path, const char *cookie, const char *form)
{
  static const char *const headers[] = { "Sec-Fetch-Site", "same-origin", "Accept", "text/html", NULL };
  return nx_test_send (self, &(NxTestRequest){ .method = "POST", .path = path, .cookie = cookie, .body = form, .headers = headers,
                                               .content_type = "application/x-www-form-urlencoded" });
}

NxTestReply *
nx_test_upload (NxTestServer *self, const char *path, const char *token, const char *const *fields, const NxTestFile *file)
{
  g_autoptr (GString) body = g_string_new (NULL);

  for (guint i = 0; fields != NULL && fields[i] != NULL; i += 2)
    g_string_append_printf (body, "--nx-test\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", fields[i], fields[i + 1]);
  if (file != NULL)
    {
      g_string_append_printf (body, "--nx-test\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n",
                              file->name, file->file_name, file->media_type != NULL ? file->media_type : "application/octet-stream");
      g_string_append_len (body, file->content, file->length);
      g_string_append (body, "\r\n");
    }
  g_string_append (body, "--nx-test--\r\n");
  return nx_test_send (self, &(NxTestRequest){ .method = "POST", .path = path, .token = token, .body = body->str, .length = body->len,
                                               .content_type = "multipart/form-data; boundary=nx-test" });
}

const char *
nx_test_reply_header (NxTestReply *self, const char *name)
{
  g_autofree char *key = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (self->headers, key);
}

JsonNode *
nx_test_reply_node (NxTestReply *self, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);
  JsonNode *node = self->json;

  for (guint i = 0; node != NULL && parts[i] != NULL; i++)
    {
      guint64 index;
      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), parts[i]);
      else if (JSON_NODE_HOLDS_ARRAY (node) && g_ascii_string_to_unsigned (parts[i], 10, 0, G_MAXUINT, &index, NULL) &&
               index < json_array_get_length (json_node_get_array (node)))
        node = json_array_get_element (json_node_get_array (node), index);
      else
        node = NULL;
    }
  return node;
}

const char *
nx_test_reply_string (NxTestReply *self, const char *path)
{
  JsonNode *node = nx_test_reply_node (self, path);
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    g_error ("no string at %s in %u: %s", path, self->status, self->body);
  return json_node_get_string (node);
}

double
nx_test_reply_number (NxTestReply *self, const char *path)
{
  JsonNode *node = nx_test_reply_node (self, path);
  if (node == NULL || (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    g_error ("no number at %s in %u: %s", path, self->status, self->body);
  return json_node_get_double (node);
}

void
nx_test_check_status (NxTestReply *reply, guint expected, const char *file, int line)
{
  if (reply->status == expected)
    return;
  g_error ("%s:%d: status %u, expected %u: %s", file, line, reply->status, expected, reply->body);
}

void
nx_test_check_code (NxTestReply *reply, guint expected, const char *code, const char *file, int line)
{
  nx_test_check_status (reply, expected, file, line);
  JsonNode *node = nx_test_reply_node (reply, "code");
  if (node == NULL || g_strcmp0 (json_node_get_string (node), code) != 0)
    g_error ("%s:%d: code is not %s: %s", file, line, code, reply->body);
}
