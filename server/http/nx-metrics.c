/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-metrics.h"

#include <pthread.h>

/* Upper bounds of the histogram, in microseconds. */
static const gint64 bounds[] = { 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000 };
#define N_BOUNDS G_N_ELEMENTS (bounds)
#define N_CLASSES 6 /* 0xx (unused) to 5xx */

typedef struct
{
  guint64 by_class[N_CLASSES];
} RouteCount;

struct _NxMetrics
{
  pthread_mutex_t lock;
  guint n_routes;
  RouteCount *routes; /* the last one: no route */
  guint64 refusals;
  guint64 buckets[N_BOUNDS + 1];
  guint64 total_us;
};

NxMetrics *
nx_metrics_new (guint n_routes)
{
  NxMetrics *self = g_new0 (NxMetrics, 1);
  pthread_mutex_init (&self->lock, NULL);
  self->n_routes = n_routes;
  self->routes = g_new0 (RouteCount, n_routes + 1);
  return self;
}

void
nx_metrics_free (NxMetrics *self)
{
  if (self == NULL)
    return;
  pthread_mutex_destroy (&self->lock);
  g_free (self->routes);
  g_free (self);
}

void
nx_metrics_count (NxMetrics *self, guint route_index, guint status, gint64 microseconds)
{
  guint bucket = 0;
  while (bucket < N_BOUNDS && microseconds > bounds[bucket])
    bucket++;
  pthread_mutex_lock (&self->lock);
  self->routes[MIN (route_index, self->n_routes)].by_class[MIN (status / 100, N_CLASSES - 1)]++;
  self->buckets[bucket]++;
  self->total_us += microseconds;
  pthread_mutex_unlock (&self->lock);
}

void
nx_metrics_count_refusal (NxMetrics *self)
{
  pthread_mutex_lock (&self->lock);
  self->refusals++;
  pthread_mutex_unlock (&self->lock);
}

static void
print_routes (NxMetrics *self, NxRouter *router, GString *text)
{
  g_string_append (text, "# HELP nexus_requests_total Requests answered, by route and class of status.\n# TYPE nexus_requests_total counter\n");
  for (guint i = 0; i <= self->n_routes; i++)
    {
      const NxRoute *route = i < self->n_routes ? nx_router_get (router, i) : NULL;
      for (guint class = 1; class < N_CLASSES; class++)
        if (self->routes[i].by_class[class] > 0)
          g_string_append_printf (text, "nexus_requests_total{method=\"%s\",route=\"%s\",status=\"%uxx\"} %" G_GUINT64_FORMAT "\n",
                                  route != NULL ? route->method : "", route != NULL ? route->pattern : "none", class,
                                  self->routes[i].by_class[class]);
    }
}

static void
print_histogram (NxMetrics *self, GString *text)
{
  guint64 sum = 0;

  g_string_append (text, "# HELP nexus_request_seconds Time from the whole request to its answer.\n# TYPE nexus_request_seconds histogram\n");
  for (guint i = 0; i < N_BOUNDS; i++)
    {
      sum += self->buckets[i];
      g_string_append_printf (text, "nexus_request_seconds_bucket{le=\"%g\"} %" G_GUINT64_FORMAT "\n", bounds[i] / 1e6, sum);
    }
  sum += self->buckets[N_BOUNDS];
  g_string_append_printf (text,
                          "nexus_request_seconds_bucket{le=\"+Inf\"} %" G_GUINT64_FORMAT "\nnexus_request_seconds_sum %.6f\n"
                          "nexus_request_seconds_count %" G_GUINT64_FORMAT "\n",
                          sum, self->total_us / 1e6, sum);
}

static void
print_number (GString *text, const char *name, const char *type, const char *help, guint64 value)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n%s %" G_GUINT64_FORMAT "\n", name, help, name, type, name, value);
}

char *
nx_metrics_print (NxMetrics *self, NxRouter *router, const NxMetricsGauges *gauges)
{
  GString *text = g_string_sized_new (4096);

  pthread_mutex_lock (&self->lock);
  print_routes (self, router, text);
  print_histogram (self, text);
  print_number (text, "nexus_refused_total", "counter", "Requests refused by the gate.", self->refusals);
  pthread_mutex_unlock (&self->lock);
  print_number (text, "nexus_connections", "gauge", "Open connections.", gauges->connections);
  print_number (text, "nexus_live_connections", "gauge", "Open live connections.", gauges->live);
  print_number (text, "nexus_queue_length", "gauge", "Requests that wait for a worker.", gauges->pool.queued[NX_POOL_USUAL]);
  print_number (text, "nexus_slow_queue_length", "gauge", "Requests that wait for a slow worker.", gauges->pool.queued[NX_POOL_SLOW]);
  print_number (text, "nexus_workers_busy", "gauge", "Workers at work.", gauges->pool.busy[NX_POOL_USUAL]);
  print_number (text, "nexus_slow_workers_busy", "gauge", "Slow workers at work.", gauges->pool.busy[NX_POOL_SLOW]);
  print_number (text, "nexus_remote_queue_length", "gauge", "Requests that wait for a worker that asks other services.",
                gauges->pool.queued[NX_POOL_REMOTE]);
  print_number (text, "nexus_remote_workers_busy", "gauge", "Workers that wait for other services.", gauges->pool.busy[NX_POOL_REMOTE]);
  print_number (text, "nexus_database_connections", "gauge", "Workers that have reached the database.", gauges->pool.connected);
  return g_string_free (text, FALSE);
}
