/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/jobs/nx-job.h"

G_BEGIN_DECLS

/** NxJobPeriod: how often a job runs, on the centre's calendar. */
typedef enum { NX_JOB_MINUTE, NX_JOB_HOUR, NX_JOB_DAY, NX_JOB_MONTH } NxJobPeriod;

/**
 * NxJob: a row of a table of jobs.
 *
 * A job of a minute or an hour does all that is due by now, so that a run that was missed is made up for by the next one. One of a
 * day or a month has a run for each of them: those that were missed are done one after the other, the oldest first.
 */
typedef struct
{
  const char *name; /* in job_runs and jobs */
  NxJobPeriod period;
  NxJobFunc work;
} NxJob;

/** Returns: the program's jobs, ended by a row without a name. */
const NxJob *nx_job_table (void);

typedef enum { NX_JOB_DONE, NX_JOB_FAILED } NxJobOutcome;
/** NxJobReport: told of every run. @error: (nullable). */
typedef void (*NxJobReport) (const NxJob *job, const char *period, NxJobOutcome outcome, guint done, const GError *error,
                             gpointer user_data);

/**
 * nx_jobs_run_due:
 * @app: (nullable)
 * @table: ended by a row without a name
 * @longest: jobs of longer periods are left out
 * @report: (nullable)
 *
 * Runs what is due of @table. Any number of processes may do so at once: a run is claimed as a row of job_runs under an advisory
 * lock, and a job has one run under way at a time (design.md rule 5). A claim is good for ten minutes; then another process takes
 * over what the first left. A run that fails is recorded in the table jobs, and tried again after a minute, 2, 4 … up to an hour.
 *
 * Returns: whether the database could be reached; a job that failed is no error here
 */
gboolean nx_jobs_run_due (NxApp *app, NxDb *db, const NxJob *table, NxJobPeriod longest, gint64 now, NxJobReport report,
                          gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
