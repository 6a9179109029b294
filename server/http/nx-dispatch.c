/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-clock.h"
#include "common/nx-random.h"
#include "server/http/nx-language.h"
#include "server/http/nx-problem.h"
#include "server/http/nx-server-private.h"

void
nx_exchange_free (NxExchange *self)
{
  g_clear_pointer (&self->request, nx_request_free);
  g_clear_pointer (&self->response, nx_response_free);
  g_clear_object (&self->wire);
  g_clear_object (&self->message);
  g_free (self);
}

/* The client behind the proxy of this machine, as the proxy names it, after whatever the client itself wrote there; else the peer. */
static char *
find_remote (SoupServerMessage *message, SoupMessageHeaders *headers)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  GInetAddress *peer = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  const char *forwarded = g_inet_address_get_is_loopback (peer) ? soup_message_headers_get_one (headers, "X-Forwarded-For") : NULL;
  const char *comma = forwarded != NULL ? strrchr (forwarded, ',') : NULL;
  g_autofree char *last = forwarded != NULL ? g_strstrip (g_strdup (comma != NULL ? comma + 1 : forwarded)) : NULL;
  g_autoptr (GInetAddress) client = last != NULL ? g_inet_address_new_from_string (last) : NULL;
  return g_inet_address_to_string (client != NULL ? client : peer);
}

static void
make_id (char *id)
{
  static const char digits[] = "0123456789abcdef";
  guint8 bytes[8];

  nx_random_bytes (bytes, sizeof bytes);
  for (guint i = 0; i < sizeof bytes; i++)
    {
      id[2 * i] = digits[bytes[i] >> 4];
      id[2 * i + 1] = digits[bytes[i] & 15];
    }
  id[16] = '\0';
}

static gboolean
wants_page (NxRequest *request)
{
  if (request->route != NULL)
    return (request->route->flags & NX_ROUTE_PAGE) != 0;
  if (g_str_has_prefix (request->path, "/api/"))
    return FALSE;
  const char *accept = soup_message_headers_get_one (request->headers, "Accept");
  return accept == NULL || strstr (accept, "json") == NULL;
}

NxRequest *
nx_dispatch_request (NxServer *self, SoupServerMessage *message, NxMatch *match)
{
  NxRequest *request = g_new0 (NxRequest, 1);
  GUri *uri = soup_server_message_get_uri (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  request->app = self->app;
  request->route = match->route;
  request->method = soup_server_message_get_method (message);
  request->path = g_strdup (g_uri_get_path (uri));
  request->query_text = g_strdup (g_uri_get_query (uri));
  request->headers = soup_message_headers_ref (headers);
  request->remote = find_remote (message, headers);
  request->principal.role = -1;
  request->n_params = match->n_params;
  for (guint i = 0; i < match->n_params; i++)
    {
      request->param_names[i] = match->names[i];
      request->params[i] = g_steal_pointer (&match->params[i]);
    }
  make_id (request->id);
  request->is_page = wants_page (request);
  return request;
}

static NxExchange *
exchange_new (NxServer *self, SoupServerMessage *message, NxWire *wire, NxMatch *match)
{
  NxExchange *exchange = g_new0 (NxExchange, 1);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  exchange->server = self;
  exchange->message = g_object_ref (message);
  exchange->wire = g_object_ref (wire);
  exchange->request = nx_dispatch_request (self, message, match);
  exchange->request->raw_body = soup_message_body_flatten (body);
  soup_message_body_truncate (body); /* else a file is in memory twice */
  exchange->started_us = g_get_monotonic_time ();
  exchange->route_index = match->route != NULL ? match->index : NX_METRICS_NO_ROUTE;
  return exchange;
}

/* --- answered here and now --- */

static void
answer_error (NxExchange *exchange, NxErrorCode code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (NX_ERROR, code, message);
  exchange->response = nx_problem_respond (exchange->request, error, exchange->server->error_page);
}

static gboolean
is_options (NxExchange *exchange)
{
  return strcmp (exchange->request->method, "OPTIONS") == 0;
}

static void
answer_no_route (NxExchange *exchange, const NxMatch *match)
{
  if (!match->path_known)
    answer_error (exchange, NX_ERROR_NOT_FOUND, _("There is nothing at this address."));
  else if (is_options (exchange))
    exchange->response = nx_response_empty ();
  else
    answer_error (exchange, NX_ERROR_METHOD_NOT_ALLOWED, _("This address does not take that method."));
  if (match->path_known)
    nx_response_header (exchange->response, "Allow", match->allow);
}

static void
answer_inline (NxExchange *exchange)
{
  g_autoptr (GError) error = NULL;
  NxRequest *request = exchange->request;
  exchange->response = request->route->handler (request, NULL, &error);
  if (exchange->response == NULL)
    exchange->response = nx_problem_respond (request, error, exchange->server->error_page);
}

static gboolean
find_asset (NxExchange *exchange)
{
  NxRequest *request = exchange->request;
  if (exchange->server->assets == NULL || !g_str_has_prefix (request->path, "/assets/") ||
      (strcmp (request->method, "GET") != 0 && strcmp (request->method, "HEAD") != 0))
    return FALSE;
  gboolean versioned = request->query_text != NULL && g_str_has_prefix (request->query_text, "v=");
  NxResponse *response = nx_assets_find (exchange->server->assets, request->path, versioned);
  if (response == NULL)
    return FALSE;
  exchange->response = nx_response_ref (response);
  return TRUE;
}

/* For a visitor without a session every answer of such a page is the same. */
static gboolean
find_kept_page (NxExchange *exchange)
{
  NxServer *self = exchange->server;
  NxRequest *request = exchange->request;
  if ((request->route->flags & NX_ROUTE_CACHED) == 0 || request->query_text != NULL)
    return FALSE;
  if (soup_message_headers_get_one (request->headers, "Authorization") != NULL ||
      (soup_message_headers_get_one (request->headers, "Cookie") != NULL && nx_request_cookie (request, NX_SESSION_COOKIE) != NULL))
    return FALSE;
  const char *language = nx_request_language (request, NULL);
  NxResponse *kept = nx_pages_find (self->pages, request->path, language);
  if (kept != NULL)
    {
      exchange->response = nx_response_ref (kept);
      return TRUE;
    }
  exchange->cache_language = language;
  exchange->pages_generation = nx_pages_generation (self->pages);
  return FALSE;
}

/* Whatever needs words, in the reader's language. */
static gboolean
answer_at_once (NxExchange *exchange, const NxMatch *match)
{
  NxRequest *request = exchange->request;
  if (find_asset (exchange))
    return TRUE;
  if (request->route != NULL && (request->route->flags & NX_ROUTE_INLINE) == 0)
    return find_kept_page (exchange);

  const char *language = nx_request_language (request, NULL);
  locale_t before = nx_language_enter (language);
  nx_request_set_actor (request, language, nx_clock_now (exchange->server->app->clock));
  if (request->route != NULL)
    answer_inline (exchange);
  else
    answer_no_route (exchange, match);
  nx_language_leave (before);
  return TRUE;
}

static void
answer_busy (NxExchange *exchange)
{
  const char *language = nx_request_language (exchange->request, NULL);
  locale_t before = nx_language_enter (language);
  nx_request_set_actor (exchange->request, language, nx_clock_now (exchange->server->app->clock));
  answer_error (exchange, NX_ERROR_UNAVAILABLE, _("The service is busy or being restarted. Try again in a moment."));
  nx_language_leave (before);
}

/*
 * While its message is paused libsoup does not notice that a client leaves; its work is then done for nobody, which is harmless:
 * it is bounded by the statement timeout, and the answer is written to a closed connection.
 */
void
nx_dispatch (NxServer *self, SoupServerMessage *message, NxWire *wire)
{
  NxMatch match;
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));

  nx_router_match (self->router, soup_server_message_get_method (message), soup_server_message_is_options_ping (message) ? "*" : path, &match);
  NxExchange *exchange = exchange_new (self, message, wire, &match);
  if (!answer_at_once (exchange, &match))
    {
      NxPoolKind kind = (match.route->flags & NX_ROUTE_REMOTE) != 0 ? NX_POOL_REMOTE
                        : (match.route->flags & NX_ROUTE_SLOW) != 0 ? NX_POOL_SLOW
                                                                    : NX_POOL_USUAL;
      soup_server_message_pause (message);
      if (nx_pool_push (self->pool, &exchange->job, kind))
        {
          self->in_flight++;
          return;
        }
      soup_server_message_unpause (message);
      answer_busy (exchange);
    }
  nx_answer (exchange);
  nx_exchange_free (exchange);
}

void
nx_dispatch_done (NxServer *self, NxExchange *exchange)
{
  self->in_flight--;
  if (exchange->cache_language != NULL)
    nx_pages_keep (self->pages, exchange->request->path, exchange->cache_language, exchange->response, exchange->pages_generation);
  if (exchange->response->status == 101)
    {
      nx_live_accept (self->live, exchange->message, exchange->wire, exchange->request);
      nx_metrics_count (self->metrics, exchange->route_index, 101, g_get_monotonic_time () - exchange->started_us);
      nx_log_request (self, exchange->request, 101, g_get_monotonic_time () - exchange->started_us);
      nx_exchange_free (exchange);
      return;
    }
  nx_answer (exchange);
  soup_server_message_unpause (exchange->message);
  nx_exchange_free (exchange);
}
