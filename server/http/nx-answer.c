/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "server/http/nx-server-private.h"

static const char content_security_policy[] =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/* reliability: what a browser may do with a page of ours. */
static void
add_page_headers (NxServer *self, NxResponse *response, SoupMessageHeaders *headers)
{
  soup_message_headers_append (headers, "Content-Security-Policy", content_security_policy);
  if (nx_response_find_header (response, "Referrer-Policy") == NULL)
    soup_message_headers_append (headers, "Referrer-Policy", "strict-origin-when-cross-origin");
  soup_message_headers_append (headers, "Cross-Origin-Opener-Policy", "same-origin");
  soup_message_headers_append (headers, "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()");
}

/* A person's data stays out of every cache; a visitor's page may be kept, but is asked about again. */
static const char *
cache_control (NxRequest *request, NxResponse *response)
{
  if (request->actor.user_id != NULL || !request->is_page || response->status != 200)
    return "no-store";
  return "no-cache";
}

void
nx_answer_add_headers (NxServer *self, NxRequest *request, NxResponse *response, SoupMessageHeaders *headers)
{
  gboolean secure = self->app->config != NULL && self->app->config->secure;

  soup_message_headers_append (headers, "X-Request-Id", request->id);
  soup_message_headers_append (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_append (headers, "Cross-Origin-Resource-Policy", "same-origin");
  if (secure)
    soup_message_headers_append (headers, "Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  if (response->content_type != NULL && g_str_has_prefix (response->content_type, "text/html"))
    add_page_headers (self, response, headers);
  if (nx_response_find_header (response, "Cache-Control") == NULL)
    soup_message_headers_append (headers, "Cache-Control", cache_control (request, response));
  if (request->is_page)
    soup_message_headers_append (headers, "Vary", "Accept-Language, Cookie");
  for (guint i = 0; response->headers != NULL && i < response->headers->len; i++)
    {
      const NxResponseHeader *header = &g_array_index (response->headers, NxResponseHeader, i);
      g_autofree char *cookie = header->is_cookie && secure ? g_strconcat (header->value, "; Secure", NULL) : NULL;
      soup_message_headers_append (headers, header->name, cookie != NULL ? cookie : header->value);
    }
}

static gboolean
is_unchanged (NxExchange *exchange)
{
  NxRequest *request = exchange->request;
  if (exchange->response->status != 200 || (strcmp (request->method, "GET") != 0 && strcmp (request->method, "HEAD") != 0))
    return FALSE;
  const char *etag = nx_response_find_header (exchange->response, "ETag");
  const char *known = etag != NULL ? soup_message_headers_get_list (request->headers, "If-None-Match") : NULL;
  return known != NULL && strstr (known, etag) != NULL;
}

static void
write_response (NxExchange *exchange, guint status)
{
  SoupServerMessage *message = exchange->message;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  NxResponse *response = exchange->response;

  nx_answer_add_headers (exchange->server, exchange->request, response, headers);
  soup_server_message_set_status (message, status, NULL);
  nx_wire_cork (exchange->wire);
  if (response->body == NULL || status == 304)
    return;
  if (response->content_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", response->content_type);
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  soup_message_body_append_bytes (body, response->body);
  soup_message_body_complete (body);
}

void
nx_answer (NxExchange *exchange)
{
  NxServer *self = exchange->server;
  guint status = is_unchanged (exchange) ? 304 : exchange->response->status;
  gint64 microseconds = g_get_monotonic_time () - exchange->started_us;

  if (self->stopping)
    soup_message_headers_replace (soup_server_message_get_response_headers (exchange->message), "Connection", "close");
  write_response (exchange, status);
  nx_metrics_count (self->metrics, exchange->route_index, status, microseconds);
  nx_log_request (self, exchange->request, status, microseconds);
}
