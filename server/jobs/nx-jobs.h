/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/gateways/nx-mailer.h"
#include "server/nx-app.h"

G_BEGIN_DECLS

/**
 * NxJobs: one thread of a process that does what has a time instead of a caller: delivers the outbox, and runs the jobs of
 * nx-job-runner.h that are due. Any number of processes may run it on one database: rows are claimed (design.md rules 3 and 5).
 */
typedef struct _NxJobs NxJobs;

/** @app: (transfer none): must outlive it. Starts at once; a database that is down is tried again. */
NxJobs *nx_jobs_start (NxApp *app, const char *conninfo);
/** Lets the mail under way leave, then ends the thread. */
void nx_jobs_stop (NxJobs *self);

/** NxOutboxCounts: what one round did. */
typedef struct
{
  guint sent, failed, dead;
} NxOutboxCounts;

/**
 * nx_outbox_deliver:
 * @now: microseconds UTC
 *
 * One round: claims up to 20 mails that are due, sends each, marks it. A mail that cannot be sent is tried again after 1 minute, 2, 4 …
 * up to 6 hours, 12 times in all, and is then dead: counted in the metrics, listed by GET /api/outbox and by `nexus-server check`.
 *
 * Returns: whether the database could be reached
 */
gboolean nx_outbox_deliver (NxApp *app, NxDb *db, NxMailer *mailer, gint64 now, NxOutboxCounts *counts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Deletes what has served: idempotency keys after 24 h, rate limits and failed sign-ins after a day, one-time tokens, expired sign-ins
 * and live events after 30 days, the contents of sent mails after 90, the runs of jobs of a minute or an hour after two.
 */
gboolean nx_jobs_clear (NxDb *db, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Sessions that are over and were reported on before their end become COMPLETED, or NO_SHOW where nobody came. */
gboolean nx_jobs_end_sessions (NxDb *db, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
