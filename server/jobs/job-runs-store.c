/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/jobs/job-runs-store.h"

enum
{
  LOCK,
  STATE,
  CLAIM,
  RUN_DONE,
  JOB_DONE,
  RUN_FAILED,
  JOB_FAILED
};

static const NxStatement statements[] = {
  [LOCK] = { "job_runs.lock", "SELECT pg_try_advisory_xact_lock (hashtextextended ('job:' || $1, 0)) AS got", 1 },
  [STATE] = { "job_runs.state",
    "SELECT (SELECT retry_at FROM jobs WHERE name = $1) AS retry_at, "
    "(SELECT max (period COLLATE \"C\") FROM job_runs WHERE job = $1 AND finished_at IS NOT NULL) AS finished, "
    "(SELECT min (period COLLATE \"C\") FROM job_runs WHERE job = $1) AS first, "
    "EXISTS (SELECT FROM job_runs WHERE job = $1 AND finished_at IS NULL AND claimed_until > $2::timestamptz) AS under_way", 2 },
  [CLAIM] = { "job_runs.claim",
    "INSERT INTO job_runs AS r (job, period, started_at, claimed_until, worker) "
    "VALUES ($1, $2, $3::timestamptz, $4::timestamptz, $5) ON CONFLICT (job, period) DO UPDATE SET started_at = $3::timestamptz, "
    "claimed_until = $4::timestamptz, worker = $5, attempts = r.attempts + 1 WHERE r.finished_at IS NULL RETURNING r.attempts", 5 },
  [RUN_DONE] = { "job_runs.run_done",
    "UPDATE job_runs SET finished_at = $4::timestamptz, claimed_until = NULL, result = $5 WHERE job = $1 AND period = $2 AND worker = $3", 5 },
  [JOB_DONE] = { "job_runs.job_done",
    "INSERT INTO jobs AS j (name, last_run_at) VALUES ($1, $2::timestamptz) ON CONFLICT (name) DO UPDATE SET "
    "last_run_at = $2::timestamptz, last_error = NULL, failures = 0, retry_at = NULL", 2 },
  [RUN_FAILED] = { "job_runs.run_failed",
    "UPDATE job_runs SET claimed_until = NULL, result = $4 WHERE job = $1 AND period = $2 AND worker = $3", 4 },
  [JOB_FAILED] = { "job_runs.job_failed",
    "INSERT INTO jobs AS j (name, last_run_at, last_error, failures, retry_at) "
    "VALUES ($1, $2::timestamptz, $3, 1, $2::timestamptz + interval '1 minute') ON CONFLICT (name) DO UPDATE SET "
    "last_run_at = $2::timestamptz, last_error = $3, failures = j.failures + 1, "
    "retry_at = $2::timestamptz + make_interval (mins => least (60, (2 ^ least (j.failures, 6))::int))", 3 },
};
NX_STATEMENTS (job_runs, statements)

gboolean
nx_job_runs_store_lock (NxDb *db, const char *job, gboolean *got, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[LOCK], error, nx_text (job));

  if (rows == NULL)
    return FALSE;
  *got = nx_rows_bool (rows, 0, "got");
  return TRUE;
}

NxRows *
nx_job_runs_store_state (NxDb *db, const char *job, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[STATE], error, nx_text (job), nx_time (now));
}

gboolean
nx_job_runs_store_claim (NxDb *db, const char *job, const char *period, gint64 now, gint64 until, const char *worker,
                         gboolean *claimed, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[CLAIM], error, nx_text (job), nx_text (period), nx_time (now),
                                       nx_time (until), nx_text (worker));

  if (rows == NULL)
    return FALSE;
  *claimed = nx_rows_count (rows) == 1;
  return TRUE;
}

gboolean
nx_job_runs_store_done (NxDb *db, const char *job, const char *period, const char *worker, gint64 now, const char *result,
                        GError **error)
{
  return nx_db_do (db, &statements[RUN_DONE], error, nx_text (job), nx_text (period), nx_text (worker), nx_time (now),
                   nx_text (result))
         && nx_db_do (db, &statements[JOB_DONE], error, nx_text (job), nx_time (now));
}

gboolean
nx_job_runs_store_failed (NxDb *db, const char *job, const char *period, const char *worker, gint64 now, const char *reason,
                          GError **error)
{
  return nx_db_do (db, &statements[RUN_FAILED], error, nx_text (job), nx_text (period), nx_text (worker), nx_text (reason))
         && nx_db_do (db, &statements[JOB_FAILED], error, nx_text (job), nx_time (now), nx_text (reason));
}
