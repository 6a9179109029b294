/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/jobs/nx-job-runner.h"

#include <string.h>

#include "common/nx-random.h"
#include "common/nx-time.h"
#include "server/jobs/job-runs-store.h"

/* After that, whoever claimed a run is taken for dead. */
#define CLAIM_TIME (10 * NX_TIME_MINUTE)
/* Older than that nobody misses a run any more. */
#define CATCH_UP_DAYS 400

/* Periods: the text that names one in job_runs, in order of time also as text. */

static char *
period_name (NxJobPeriod period, gint64 now)
{
  static const char *const formats[] = { "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H", "%Y-%m-%d", "%Y-%m" };
  g_autoptr (GDateTime) local = nx_time_in_zone (now, nx_time_zone (NX_TIME_CENTRE_ZONE));

  return g_date_time_format (local, formats[period]);
}

/* The first day of a day's or month's name. */
static gint32
period_date (NxJobPeriod period, const char *name)
{
  g_autofree char *text = period == NX_JOB_MONTH ? g_strconcat (name, "-01", NULL) : g_strdup (name);
  gint32 date;

  return nx_date_parse (text, &date) ? date : NX_DATE_NONE;
}

static gint32
period_after (NxJobPeriod period, gint32 date)
{
  return period == NX_JOB_MONTH ? nx_date_add_months (date, 1) : date + 1;
}

static char *
date_name (NxJobPeriod period, gint32 date)
{
  char *text = nx_date_format (date);

  if (period == NX_JOB_MONTH)
    text[strlen ("YYYY-MM")] = '\0';
  return text;
}

/* What the next run of a day or a month is for: the one after the last that is done, the first ever begun, or the present one. */
static gint32
next_date (const NxJob *job, NxRows *state, gint32 present)
{
  const char *finished = nx_rows_text (state, 0, "finished"), *first = nx_rows_text (state, 0, "first");
  gint32 next = present;

  if (finished != NULL && period_date (job->period, finished) != NX_DATE_NONE)
    next = period_after (job->period, period_date (job->period, finished));
  else if (first != NULL && period_date (job->period, first) != NX_DATE_NONE)
    next = period_date (job->period, first);
  return MAX (next, present - CATCH_UP_DAYS);
}

/* Claiming */

typedef struct
{
  const NxJob *job;
  gint64 now;
  char *worker;
  char *period; /* claimed; NULL for none */
  gint64 until;
} Claim;

static void
claim_clear (Claim *claim)
{
  g_clear_pointer (&claim->worker, g_free);
  g_clear_pointer (&claim->period, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Claim, claim_clear)

/* Sets the period that is to be done next, nothing where none is. */
static void
choose_period (Claim *claim, NxRows *state)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  g_autofree char *present = period_name (claim->job->period, claim->now);
  gint32 date;

  claim->until = claim->now;
  if (claim->job->period < NX_JOB_DAY)
    {
      if (g_strcmp0 (nx_rows_text (state, 0, "finished"), present) < 0)
        claim->period = g_steal_pointer (&present);
      return;
    }
  date = next_date (claim->job, state, period_date (claim->job->period, present));
  if (date > period_date (claim->job->period, present))
    return;
  claim->period = date_name (claim->job->period, date);
  /* Midnight exists on every day of the centre's zone. */
  if (!g_str_equal (claim->period, present)
      && nx_time_from_local (period_after (claim->job->period, date), 0, zone, &claim->until))
    claim->until--;
}

static gboolean
claim_next (NxDb *db, gpointer data, GError **error)
{
  Claim *claim = data;
  gboolean got, claimed;
  gint64 retry_at;
  g_autoptr (NxRows) state = NULL;

  g_clear_pointer (&claim->period, g_free);
  if (!nx_job_runs_store_lock (db, claim->job->name, &got, error))
    return FALSE;
  if (!got)
    return TRUE;
  state = nx_job_runs_store_state (db, claim->job->name, claim->now, error);
  if (state == NULL)
    return FALSE;
  retry_at = nx_rows_time (state, 0, "retry_at");
  if (nx_rows_bool (state, 0, "under_way") || (retry_at != NX_TIME_NONE && retry_at > claim->now))
    return TRUE;
  choose_period (claim, state);
  if (claim->period == NULL)
    return TRUE;
  if (!nx_job_runs_store_claim (db, claim->job->name, claim->period, claim->now, claim->now + CLAIM_TIME, claim->worker, &claimed, error))
    return FALSE;
  if (!claimed)
    g_clear_pointer (&claim->period, g_free);
  return TRUE;
}

/* Running */

typedef struct
{
  const Claim *claim;
  const char *result; /* of the work that is done, or why it failed */
  gboolean failed;
} Ending;

static gboolean
end_run (NxDb *db, gpointer data, GError **error)
{
  const Ending *ending = data;
  const Claim *claim = ending->claim;

  return (ending->failed ? nx_job_runs_store_failed : nx_job_runs_store_done) (db, claim->job->name, claim->period, claim->worker,
                                                                               claim->now, ending->result, error);
}

static gboolean
run_claimed (NxApp *app, NxDb *db, const Claim *claim, NxJobReport report, gpointer user_data, GError **error)
{
  g_autofree char *request = g_strdup_printf ("job:%s:%s", claim->job->name, claim->period);
  g_autofree char *result = NULL;
  g_autoptr (GError) failure = NULL;
  NxJobRun run = { .app = app, .db = db, .until = claim->until,
                   .day = nx_time_date_in_zone (claim->until, nx_time_zone (NX_TIME_CENTRE_ZONE)),
                   .actor = { .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = request, .now = claim->now } };
  const gboolean good = claim->job->work (&run, &failure);
  Ending ending = { .claim = claim, .failed = !good };

  if (!good && failure == NULL)
    g_set_error_literal (&failure, NX_ERROR, NX_ERROR_INTERNAL, "the work gave no reason");
  if (!good)
    g_warning ("jobs: %s of %s failed: %s", claim->job->name, claim->period, failure->message);
  result = good ? g_strdup_printf ("%u", run.done) : g_strdup (failure->message);
  ending.result = result;
  if (report != NULL)
    report (claim->job, claim->period, good ? NX_JOB_DONE : NX_JOB_FAILED, run.done, failure, user_data);
  return nx_db_transaction (db, end_run, &ending, error) && good;
}

/* Returns: FALSE where the database is gone. All runs of a job that are due, the oldest first; one that fails ends it. */
static gboolean
run_job (NxApp *app, NxDb *db, const NxJob *job, gint64 now, NxJobReport report, gpointer user_data, GError **error)
{
  g_auto (Claim) claim = { .job = job, .now = now, .worker = nx_uuid_new (now) };

  for (;;)
    {
      g_autoptr (GError) failure = NULL;

      if (!nx_db_transaction (db, claim_next, &claim, error))
        return FALSE;
      if (claim.period == NULL)
        return TRUE;
      if (run_claimed (app, db, &claim, report, user_data, &failure))
        continue;
      if (failure == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
}

gboolean
nx_jobs_run_due (NxApp *app, NxDb *db, const NxJob *table, NxJobPeriod longest, gint64 now, NxJobReport report, gpointer user_data,
                 GError **error)
{
  for (const NxJob *job = table; job->name != NULL; job++)
    if (job->period <= longest && !run_job (app, db, job, now, report, user_data, error))
      return FALSE;
  return TRUE;
}

/* Work */

typedef struct
{
  NxJobRun *run;
  NxJobItem item;
  const char *id;
} Item;

static gboolean
do_item (NxDb *db, gpointer data, GError **error)
{
  const Item *item = data;

  return item->item (item->run, item->id, error);
}

gboolean
nx_job_each (NxJobRun *run, NxRows *rows, NxJobItem item, GError **error)
{
  g_autoptr (GError) first = NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      g_autoptr (GError) failure = NULL;
      Item one = { run, item, nx_rows_text (rows, i, "id") };

      if (nx_db_transaction (run->db, do_item, &one, &failure))
        {
          run->done++;
          continue;
        }
      g_warning ("%s: %s: %s", run->actor.request_id, one.id, failure->message);
      if (first == NULL)
        first = g_error_copy (failure);
      if (g_error_matches (failure, NX_ERROR, NX_ERROR_UNAVAILABLE))
        break;
    }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}
