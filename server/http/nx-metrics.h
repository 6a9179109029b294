/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-pool.h"
#include "server/http/nx-router.h"

G_BEGIN_DECLS

/** NxMetrics: counters in Prometheus' sense. Counted on the server's thread, read by any. */
typedef struct _NxMetrics NxMetrics;

/** A request that no route took. */
#define NX_METRICS_NO_ROUTE G_MAXUINT

NxMetrics *nx_metrics_new (guint n_routes);
void nx_metrics_free (NxMetrics *self);
void nx_metrics_count (NxMetrics *self, guint route_index, guint status, gint64 microseconds);
/** A request that the gate refused. */
void nx_metrics_count_refusal (NxMetrics *self);

typedef struct
{
  guint connections, live;
  NxPoolState pool;
} NxMetricsGauges;

/** Returns: (transfer full): text in Prometheus' exposition format 0.0.4. */
char *nx_metrics_print (NxMetrics *self, NxRouter *router, const NxMetricsGauges *gauges);

G_END_DECLS
