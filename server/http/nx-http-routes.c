/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "server/db/nx-migrate.h"
#include "server/http/nx-server-private.h"

static NxResponse *get_health (NxRequest *request, NxDb *db, GError **error);
static NxResponse *get_ready (NxRequest *request, NxDb *db, GError **error);
static NxResponse *get_metrics (NxRequest *request, NxDb *db, GError **error);
static NxResponse *get_openapi (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_http_routes[] = {
  { "GET", "/healthz", NX_ROLES_ANYONE, NULL, NULL, get_health, NX_ROUTE_INLINE, "Whether the process answers" },
  { "GET", "/readyz", NX_ROLES_ANYONE, NULL, NULL, get_ready, NX_ROUTE_NONE, "Whether the database is reachable and migrated" },
  { "GET", "/metrics", NX_ROLES_ANYONE, NULL, NULL, get_metrics, NX_ROUTE_NONE, "Counters in Prometheus' text format, from this machine or for an ADMIN" },
  { "GET", "/api/openapi.json", NX_ROLES_ANYONE, NULL, NULL, get_openapi, NX_ROUTE_NONE, "This document" },
  { "GET", "/api/live", NX_ROLES_STAFF, nx_live_query_fields, NULL, nx_live_handler, NX_ROUTE_NONE, "WebSocket: an event for each change that the reader may see" },
  { NULL }
};

static NxResponse *
respond_state (guint status, const char *state)
{
  NxJsonWriter *writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "status", state);
  nx_json_end_object (writer);
  return nx_response_json (status, writer);
}

static NxResponse *
get_health (NxRequest *request, NxDb *db, GError **error)
{
  return respond_state (200, "ok");
}

static NxResponse *
get_ready (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (GError) why = NULL;
  if (nx_migrate_is_current (db, &why))
    return respond_state (200, "ready");
  if (why != NULL)
    g_message ("not ready: %s", why->message);
  g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAVAILABLE, _("The database is not reachable or not up to date."));
  return NULL;
}

/* A proxy on this machine speaks for others: then only a sign-in counts. */
static gboolean
is_local (NxRequest *request)
{
  const char *remote = nx_request_actor (request)->remote;
  if (remote == NULL || nx_request_header (request, "X-Forwarded-For") != NULL || nx_request_header (request, "Forwarded") != NULL)
    return FALSE;
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (remote);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static NxResponse *
get_metrics (NxRequest *request, NxDb *db, GError **error)
{
  NxServer *server = nx_request_app (request)->server;
  if (!is_local (request) && nx_request_actor (request)->role != NX_ROLE_ADMIN)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _("There is nothing at this address."));
      return NULL;
    }
  NxMetricsGauges gauges = { .connections = nx_gate_connections (server->gate), .live = nx_live_count (server->live) };
  nx_pool_state (server->pool, &gauges.pool);
  char *text = nx_metrics_print (server->metrics, server->router, &gauges);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  return nx_response_bytes (200, "text/plain; version=0.0.4; charset=utf-8", body);
}

static NxResponse *
get_openapi (NxRequest *request, NxDb *db, GError **error)
{
  NxServer *server = nx_request_app (request)->server;
  char *text = nx_routes_openapi (server->tables);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  return nx_response_bytes (200, "application/json", body);
}
