/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-server-private.h"

#include <unistd.h>

/* For everything to end; systemd waits longer. */
#define STOP_MS 4000
#define WATCHDOG_MS 10000
#define QUEUE_PER_WORKER 64

NxServer *
nx_server_new (NxApp *app, const char *conninfo, const NxRoute *const *tables, GError **error)
{
  g_autoptr (NxServer) self = g_new0 (NxServer, 1);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  self->app = app;
  self->conninfo = g_strdup (conninfo);
  self->log_fd = STDERR_FILENO;
  g_ptr_array_add (all, (gpointer) nx_http_routes);
  for (guint i = 0; tables[i] != NULL; i++)
    if (tables[i] != nx_http_routes)
      g_ptr_array_add (all, (gpointer) tables[i]);
  g_ptr_array_add (all, NULL);
  self->router = nx_router_new ((const NxRoute *const *) all->pdata, error);
  if (self->router == NULL)
    return NULL;
  self->tables = (const NxRoute **) g_ptr_array_free (g_steal_pointer (&all), FALSE);
  self->metrics = nx_metrics_new (nx_router_count (self->router));
  self->kept = nx_kept_new ();
  self->known = nx_known_new ();
  app->server = self;
  return g_steal_pointer (&self);
}

void
nx_server_free (NxServer *self)
{
  if (self == NULL)
    return;
  nx_server_stop (self);
  if (self->app->server == self)
    self->app->server = NULL;
  nx_pages_free (self->pages);
  nx_kept_free (self->kept);
  nx_known_free (self->known);
  g_clear_pointer (&self->uploads, nx_uploads_unref);
  nx_assets_free (self->assets);
  nx_metrics_free (self->metrics);
  nx_router_free (self->router);
  g_free (self->tables);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->conninfo);
  g_free (self);
}

void
nx_server_set_authenticator (NxServer *self, NxAuthenticator authenticator)
{
  self->authenticator = authenticator;
}

void
nx_server_set_recheck (NxServer *self, const NxRecheck *recheck)
{
  self->recheck = recheck;
}

void
nx_server_set_glance (NxServer *self, NxGlance glance)
{
  self->glance = glance;
}

void
nx_server_set_error_page (NxServer *self, NxErrorPage error_page)
{
  self->error_page = error_page;
}

void
nx_server_set_limits (NxServer *self, const NxServerLimits *limits)
{
  self->limits = *limits;
}

void
nx_server_set_assets (NxServer *self, GResource *resource, const char *prefix)
{
  g_clear_pointer (&self->assets, nx_assets_free);
  self->assets = nx_assets_new (resource, prefix);
}

void
nx_server_set_log (NxServer *self, int fd)
{
  self->log_fd = fd;
}

guint
nx_server_get_port (NxServer *self)
{
  return self->port;
}

void
nx_server_drop_pages (NxServer *self)
{
  if (self->pages != NULL)
    nx_pages_drop (self->pages);
}

/* --- what the parts tell each other --- */

static void
on_request (SoupServerMessage *message, NxWire *wire, gpointer data)
{
  nx_dispatch (data, message, wire);
}

static guint
on_admit (SoupServerMessage *message, gsize length, GBytes **answer, gpointer data)
{
  return nx_admit (data, message, length, answer);
}

static gboolean
on_takes (SoupServerMessage *message, gpointer data)
{
  NxServer *self = data;
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  NxMatch match;

  if (path[0] != '/')
    return FALSE;
  nx_router_match (self->router, soup_server_message_get_method (message), path, &match);
  nx_match_clear (&match);
  return match.route != NULL;
}

static void
on_refused (guint status, gpointer data)
{
  NxServer *self = data;
  nx_metrics_count_refusal (self->metrics);
}

static void
on_work (NxJob *job, NxDb *db, gpointer data)
{
  NxExchange *exchange = (NxExchange *) job;
  exchange->response = nx_run (data, exchange->request, db);
}

static void
on_done (NxJob *job, gpointer data)
{
  nx_dispatch_done (data, (NxExchange *) job);
}

static void
on_catalogue_changed (gpointer data)
{
  nx_server_drop_pages (data);
}

static void
on_live_released (gpointer data)
{
  NxServer *self = data;
  if (self->gate != NULL)
    nx_gate_released (self->gate);
}

/* A flood of connections keeps the watchdog out as well: ending the process would only serve the flood. */
static gboolean
on_watchdog_asks (gpointer data)
{
  NxServer *self = data;
  gboolean full;
  guint pulse = nx_gate_pulse (self->gate, &full), before = self->last_pulse;
  self->last_pulse = pulse;
  return full && pulse != before;
}

static void
start_pool (NxServer *self)
{
  guint workers = self->app->config != NULL && self->app->config->workers > 0 ? self->app->config->workers : 4;
  NxPoolSize size = { { workers, self->limits.slow_workers, self->limits.remote_workers }, self->limits.queue_length };
  NxPoolHost host = { on_work, on_done, self };

  if (size.queue_length == 0)
    size.queue_length = workers * QUEUE_PER_WORKER;
  self->pool = nx_pool_new (self->conninfo, &size, &host, self->context);
}

gboolean
nx_server_start (NxServer *self, GError **error)
{
  const NxConfig *config = self->app->config;
  const char *host = config != NULL && config->listen_host != NULL ? config->listen_host : "127.0.0.1";
  NxGateHost gate_host = { on_request, on_admit, on_takes, on_refused, self };

  g_return_val_if_fail (self->gate == NULL && !self->stopping, FALSE);
  nx_gate_default_limits (&self->limits);
  self->uploads = nx_uploads_new (self->limits.max_uploads);
  self->context = g_main_context_ref_thread_default ();
  self->gate = nx_gate_new (host, config != NULL ? config->listen_port : 0, &self->limits, &gate_host, error);
  if (self->gate == NULL)
    return FALSE;
  self->port = nx_gate_port (self->gate);
  self->pages = nx_pages_new (self->limits.cache_ms);
  start_pool (self);
  NxLiveHost live_host = { self->app, self->conninfo, self->authenticator, self->limits.max_live, self->context,
                           on_catalogue_changed, on_live_released, self };
  self->live = nx_live_new (&live_host);
  if (self->watchdog_ms != 0)
    self->watchdog = nx_watchdog_new (host, self->port, self->watchdog_ms, &(NxWatchdogHost){ .is_excused = on_watchdog_asks, .data = self });
  nx_watchdog_notify ("READY=1");
  return TRUE;
}

void
nx_server_enable_watchdog (NxServer *self)
{
  self->watchdog_ms = WATCHDOG_MS;
}

/* --- stop --- */

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* A new look every few milliseconds: connections become idle one after the other. */
static gboolean
on_look (gpointer data)
{
  NxServer *self = data;
  nx_gate_close (self->gate);
  return G_SOURCE_CONTINUE;
}

static GSource *
add_timer (NxServer *self, guint ms, GSourceFunc func, gpointer data)
{
  GSource *source = g_timeout_source_new (ms);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, self->context);
  return source;
}

void
nx_server_stop (NxServer *self)
{
  if (self->gate == NULL || self->stopping)
    return;
  gboolean late = FALSE;
  self->stopping = TRUE;
  nx_watchdog_notify ("STOPPING=1");
  g_clear_pointer (&self->watchdog, nx_watchdog_free);
  nx_live_close (self->live);
  nx_gate_close (self->gate);

  GSource *deadline = add_timer (self, STOP_MS, on_deadline, &late);
  GSource *look = add_timer (self, 20, on_look, self);
  while (!late && (self->in_flight > 0 || nx_gate_connections (self->gate) > 0))
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (deadline);
  g_source_unref (deadline);
  g_source_destroy (look);
  g_source_unref (look);

  g_clear_pointer (&self->live, nx_live_free);
  g_clear_pointer (&self->pool, nx_pool_free);
  g_clear_pointer (&self->gate, nx_gate_free);
}
