/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/* Rows of jobs and job_runs. No rules here: nx-job-runner.c has them. */

/** @got: (out): whether this transaction is the one that may claim runs of @job. */
gboolean nx_job_runs_store_lock (NxDb *db, const char *job, gboolean *got, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** One row: retry_at, finished (the last period that is done), first (the first that was ever begun), under_way. */
NxRows *nx_job_runs_store_state (NxDb *db, const char *job, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @claimed: (out): %FALSE where it is done. */
gboolean nx_job_runs_store_claim (NxDb *db, const char *job, const char *period, gint64 now, gint64 until, const char *worker,
                                  gboolean *claimed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_job_runs_store_done (NxDb *db, const char *job, const char *period, const char *worker, gint64 now, const char *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Tried again after a minute, 2, 4 … up to an hour. */
gboolean nx_job_runs_store_failed (NxDb *db, const char *job, const char *period, const char *worker, gint64 now, const char *reason,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
