/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/nx-actor.h"
#include "server/nx-app.h"

G_BEGIN_DECLS

/**
 * NxJobRun: one run of a job, as its work sees it.
 *
 * What was due at @until or before is the run's work. @until is the end of the run's period, or the present where the period is not
 * over; rows that the work writes say actor.now, which is the present also where a run is late.
 */
typedef struct
{
  NxApp *app; /* (nullable): in tests of what needs none */
  NxDb *db;
  NxActor actor; /* nobody */
  gint64 until;
  gint32 day; /* of @until, in the centre's zone */
  guint done; /* what it did; counted by nx_job_each() */
} NxJobRun;

/**
 * NxJobFunc: the work of a job. It may come twice, late, or on two servers at once, so its effects are guarded by unique keys and
 * row locks; what it did is committed in small transactions of its own.
 */
typedef gboolean (*NxJobFunc) (NxJobRun *run, GError **error);

/** NxJobItem: one thing of a run's work, in a transaction of its own. */
typedef gboolean (*NxJobItem) (NxJobRun *run, const char *id, GError **error);

/**
 * nx_job_each:
 * @rows: (nullable): %NULL where the query failed: @error is set already
 *
 * Does @item for the column "id" of every row. One that fails does not keep the others from their turn: the first error is what the
 * run ends with, and it is tried again. Only a database that is gone ends it at once.
 */
gboolean nx_job_each (NxJobRun *run, NxRows *rows, NxJobItem item, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
