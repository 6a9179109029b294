/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "desktop/api/nx-connection-private.h"

#define DEADLINE_SECONDS 40
#define UPLOAD_SECONDS 240
#define CHUNK_BYTES (64 * 1024)

/* One request under way. */
typedef struct
{
  char *server;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *bytes;
  GCancellable *stop;       /* ours: the caller's and the deadline's together */
  GCancellable *outer;      /* (nullable): the caller's */
  gulong outer_id;
  guint deadline_id;
  gboolean timed_out;
  gboolean answered;
  gboolean raw;
  char *etag;
  char *action_id;
  goffset body_length, written;
  NxProgressFunc progress; /* (nullable) */
  gpointer progress_data;
} Exchange;


static void
exchange_free (gpointer data)
{
  Exchange *self = data;
  g_clear_handle_id (&self->deadline_id, g_source_remove);
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  g_clear_object (&self->stop);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_free (self->server);
  g_free (self->etag);
  g_free (self->action_id);
  g_free (self);
}


static gboolean
on_deadline (gpointer user_data)
{
  Exchange *self = user_data;
  self->deadline_id = 0;
  self->timed_out = TRUE;
  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}


static void
on_outer_cancelled (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}


static void
return_error (GTask *task, GError *error)
{
  Exchange *exchange = g_task_get_task_data (task);
  if (exchange->timed_out && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    error->code = G_IO_ERROR_TIMED_OUT;
  g_clear_handle_id (&exchange->deadline_id, g_source_remove);
  g_task_return_error (task, nx_network_error (error, exchange->server));
}


/* The error of a problem document; where the answer is none, what its status says. */
static GError *
problem_error (Exchange *exchange, guint status)
{
  const char *slug = NULL, *detail = NULL;
  g_autoptr (JsonNode) root = nx_json_parse ((const char *) exchange->bytes->data, (gssize) exchange->bytes->len,
                                             &nx_json_limits_answer, NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (object == NULL || !nx_json_get_string (object, "code", &slug) || !nx_json_get_string (object, "detail", &detail))
    return status >= 500 ? g_error_new (NX_ERROR, NX_ERROR_UNAVAILABLE, _("The server is not available just now (%u)."), status)
                         : g_error_new (NX_ERROR, NX_ERROR_UNAVAILABLE, _("%s answered, but not as a Nexus Réussite server (%u)."),
                                        exchange->server, status);

  exchange->answered = TRUE;
  GError *error = g_error_new_literal (NX_ERROR, (int) nx_error_from_slug (slug), detail);
  JsonObject *fields = nx_json_get_object (object, "fields");
  g_autoptr (GList) members = fields != NULL ? json_object_get_members (fields) : NULL;
  for (GList *l = members; l != NULL; l = l->next)
    {
      const char *sentence;
      if (nx_json_get_string (fields, l->data, &sentence))
        nx_error_add_field (error, l->data, sentence);
    }
  const char *retry = soup_message_headers_get_one (soup_message_get_response_headers (exchange->message), "Retry-After");
  guint64 seconds;
  if (retry != NULL && g_ascii_string_to_unsigned (retry, 10, 0, 86400, &seconds, NULL))
    nx_error_set_retry_after (error, (guint) seconds);
  return error;
}


/* A file: its bytes, what it says that it is, and its name. */
static NxDownload *
take_download (Exchange *exchange)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);
  g_autofree char *disposition = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  NxDownload *file = g_new0 (NxDownload, 1);
  file->content = g_byte_array_free_to_bytes (g_steal_pointer (&exchange->bytes));
  file->media_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  if (soup_message_headers_get_content_disposition (headers, &disposition, &parameters))
    file->file_name = g_strdup (g_hash_table_lookup (parameters, "filename"));
  return file;
}


static void
finish_exchange (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  guint status = soup_message_get_status (exchange->message);
  g_clear_handle_id (&exchange->deadline_id, g_source_remove);
  if (status < 200 || status >= 300)
    {
      g_task_return_error (task, problem_error (exchange, status));
      return;
    }
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);
  exchange->etag = g_strdup (soup_message_headers_get_one (headers, "ETag"));
  exchange->action_id = g_strdup (soup_message_headers_get_one (headers, "X-Action-Id"));
  if (exchange->raw)
    {
      exchange->answered = TRUE;
      g_task_return_pointer (task, take_download (exchange), (GDestroyNotify) nx_download_free);
      return;
    }
  if (exchange->bytes->len == 0)
    {
      exchange->answered = TRUE;
      g_task_return_pointer (task, json_node_new (JSON_NODE_NULL), (GDestroyNotify) json_node_unref);
      return;
    }
  JsonNode *root = nx_json_parse ((const char *) exchange->bytes->data, (gssize) exchange->bytes->len, &nx_json_limits_answer, &error);
  if (root == NULL)
    {
      g_debug ("answer: %s", error->message);
      g_task_return_new_error (task, NX_ERROR, NX_ERROR_BAD_JSON, _("%s gave an answer that cannot be read."), exchange->server);
      return;
    }
  exchange->answered = TRUE;
  g_task_return_pointer (task, root, (GDestroyNotify) json_node_unref);
}


static void
on_chunk (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (chunk == NULL)
    {
      return_error (task, error);
      return;
    }
  if (g_bytes_get_size (chunk) == 0)
    {
      finish_exchange (task);
      return;
    }
  if (exchange->bytes->len + g_bytes_get_size (chunk) > nx_json_limits_answer.max_bytes)
    {
      g_clear_handle_id (&exchange->deadline_id, g_source_remove);
      g_task_return_new_error (task, NX_ERROR, NX_ERROR_TOO_LARGE, _("%s gave an answer that is too large."), exchange->server);
      return;
    }
  g_byte_array_append (exchange->bytes, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
  g_input_stream_read_bytes_async (exchange->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, exchange->stop, on_chunk,
                                   g_steal_pointer (&task));
}


static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL)
    {
      return_error (task, error);
      return;
    }
  g_input_stream_read_bytes_async (exchange->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, exchange->stop, on_chunk,
                                   g_steal_pointer (&task));
}


static void
set_headers (SoupMessage *message, const char *token, const NxHttpCall *call)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", call->raw ? "*/*" : "application/json, application/problem+json");
  soup_message_headers_replace (headers, "Accept-Language", nx_reader_language ());
  if (token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
      soup_message_headers_replace (headers, "Authorization", bearer);
    }
  if (call->idempotency_key != NULL)
    soup_message_headers_replace (headers, "Idempotency-Key", call->idempotency_key);
  if (call->if_match != NULL)
    soup_message_headers_replace (headers, "If-Match", call->if_match);
  /* A redirect would carry the token to wherever it points. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
}


static void
on_wrote_body_data (SoupMessage *message, guint chunk, Exchange *exchange)
{
  exchange->written += chunk;
  exchange->progress (exchange->written, exchange->body_length, exchange->progress_data);
}


static void
set_body (Exchange *exchange, const NxHttpCall *call)
{
  exchange->body_length = (goffset) g_bytes_get_size (call->body);
  exchange->progress = call->progress;
  exchange->progress_data = call->progress_data;
  soup_message_set_request_body_from_bytes (exchange->message, call->media_type, call->body);
  if (call->progress != NULL)
    g_signal_connect (exchange->message, "wrote-body-data", G_CALLBACK (on_wrote_body_data), exchange);
}


void
nx_http_call_async (NxConnection *self, const char *server, const char *token, const NxHttpCall *call, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nx_http_call_async);
  Exchange *exchange = g_new0 (Exchange, 1);
  exchange->server = g_strdup (server);
  exchange->bytes = g_byte_array_new ();
  exchange->stop = g_cancellable_new ();
  exchange->raw = call->raw;
  g_task_set_task_data (task, exchange, exchange_free);

  g_autofree char *address = g_strconcat (server, call->path, NULL);
  exchange->message = soup_message_new (call->method, address);
  if (exchange->message == NULL)
    {
      g_task_return_new_error (task, NX_ERROR, NX_ERROR_UNAVAILABLE, _("“%s” is not the address of a server."), server);
      return;
    }
  set_headers (exchange->message, token, call);
  if (call->body != NULL)
    set_body (exchange, call);
  if (cancellable != NULL)
    {
      exchange->outer = g_object_ref (cancellable);
      exchange->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled), g_object_ref (exchange->stop),
                                                  g_object_unref);
    }
  exchange->deadline_id = g_timeout_add_seconds (call->progress != NULL ? UPLOAD_SECONDS : DEADLINE_SECONDS, on_deadline, exchange);
  soup_session_send_async (self->soup, exchange->message, G_PRIORITY_DEFAULT, exchange->stop, on_sent, g_steal_pointer (&task));
}


void
nx_http_request_async (NxConnection *self, const char *server, const char *token, const char *method, const char *path,
                       NxJsonWriter *body, const char *idempotency_key, const char *if_match, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (NxJsonWriter) writer = body;
  g_autoptr (GBytes) bytes = NULL;
  if (writer != NULL)
    {
      gsize length;
      char *text = nx_json_writer_end (writer, &length);
      bytes = g_bytes_new_take (text, length);
    }
  const NxHttpCall call = { .method = method, .path = path, .media_type = "application/json", .body = bytes,
                            .idempotency_key = idempotency_key, .if_match = if_match };
  nx_http_call_async (self, server, token, &call, cancellable, callback, user_data);
}


NxDownload *
nx_http_download_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}


JsonNode *
nx_http_request_finish (GAsyncResult *result, char **etag, GError **error)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));
  JsonNode *node = g_task_propagate_pointer (G_TASK (result), error);
  if (node != NULL && etag != NULL)
    *etag = g_strdup (exchange->etag);
  return node;
}


const char *
nx_http_request_action_id (GAsyncResult *result)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));
  return exchange->action_id;
}


gboolean
nx_http_request_was_answered (GAsyncResult *result)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));
  return exchange->answered;
}
