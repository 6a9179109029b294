/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-route.h"

G_BEGIN_DECLS

/** NxRouter: path and method → row, exactly; made once, then read by any thread. */
typedef struct _NxRouter NxRouter;

/** NxMatch: where a path leads. */
typedef struct
{
  gboolean path_known;  /* some method leads somewhere */
  const NxRoute *route; /* (nullable): %NULL where this method does not */
  guint index;          /* of the row in the router, for its counters */
  const char *allow;    /* (nullable): value of Allow for the path */
  guint n_params;
  char *names[4];       /* borrowed */
  char *params[4];      /* (transfer full): decoded segments */
} NxMatch;

void nx_match_clear (NxMatch *self);

/** Errors: %NX_ERROR_CONFIG for a pattern that is malformed or listed twice. */
NxRouter *nx_router_new (const NxRoute *const *tables, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void nx_router_free (NxRouter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxRouter, nx_router_free)

/**
 * nx_router_match:
 * @path: as it came, beginning with "/"; a literal segment wins over a parameter
 */
void nx_router_match (NxRouter *self, const char *method, const char *path, NxMatch *match);

guint nx_router_count (NxRouter *self);
const NxRoute *nx_router_get (NxRouter *self, guint index);

G_END_DECLS
