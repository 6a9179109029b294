/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nx-jobs.h"

#include <pthread.h>

#include "common/nx-time.h"
#include "server/jobs/jobs-store.h"
#include "server/jobs/nx-job-runner.h"
#include "server/nx-audit.h"

#define ROUND_SECONDS 1

struct _NxJobs
{
  NxApp *app; /* borrowed */
  char *conninfo;
  NxMailer *mailer; /* (owned) */
  GThread *thread;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  gboolean stopping; /* under mutex */
};

/* Returns: whether the thread goes on. */
static gboolean
pause_round (NxJobs *self)
{
  gboolean goes_on;
  gint64 until = g_get_monotonic_time () + ROUND_SECONDS * G_TIME_SPAN_SECOND;
  struct timespec deadline = { until / G_USEC_PER_SEC, until % G_USEC_PER_SEC * 1000 };
  pthread_mutex_lock (&self->mutex);
  while (!self->stopping && pthread_cond_timedwait (&self->wake, &self->mutex, &deadline) == 0)
    ;
  goes_on = !self->stopping;
  pthread_mutex_unlock (&self->mutex);
  return goes_on;
}

gboolean
nx_jobs_clear (NxDb *db, gint64 now, GError **error)
{
  return nx_jobs_store_clear (db, now, error);
}

static gboolean
end_sessions (NxDb *db, gpointer data, GError **error)
{
  const NxActor nobody = { .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "jobs", .now = *(gint64 *) data };
  g_autoptr (NxRows) rows = nx_jobs_store_end_sessions (db, nobody.now, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      const char *id = nx_rows_text (rows, i, "id");
      gboolean held = g_str_equal (nx_rows_text (rows, i, "status"), "COMPLETED");
      if (!nx_audit (db, &nobody, held ? "session.held" : "session.missed", "session", id, NULL, NULL, error) ||
          !nx_live_publish (db, &nobody, "session.ended", id, nx_rows_text (rows, i, "coach_id"), NULL, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
nx_jobs_end_sessions (NxDb *db, gint64 now, GError **error)
{
  return nx_db_transaction (db, end_sessions, &now, error);
}

/* @minute: (inout): the last one whose jobs were looked at: no shorter period is there to be asked for. */
static gboolean
run_round (NxJobs *self, NxDb **db, gint64 *minute, GError **error)
{
  gint64 now = nx_clock_now (self->app->clock);
  NxOutboxCounts counts;
  if (*db == NULL && (*db = nx_db_open (self->conninfo, error)) == NULL)
    return FALSE;
  if (!nx_outbox_deliver (self->app, *db, self->mailer, now, &counts, error))
    return FALSE;
  if (now / NX_TIME_MINUTE == *minute)
    return TRUE;
  if (!nx_jobs_run_due (self->app, *db, nx_job_table (), NX_JOB_MONTH, now, NULL, NULL, error))
    return FALSE;
  *minute = now / NX_TIME_MINUTE;
  return TRUE;
}

static gpointer
run_jobs (gpointer data)
{
  NxJobs *self = data;
  NxDb *db = NULL;
  gint64 minute = 0;
  gboolean troubled = FALSE;
  do
    {
      g_autoptr (GError) error = NULL;
      gboolean good = run_round (self, &db, &minute, &error);
      /* Said once when it begins, not every second of an outage. */
      if (!good && !troubled)
        g_warning ("jobs: %s; trying again", error->message);
      if (!good)
        g_clear_pointer (&db, nx_db_close);
      troubled = !good;
    }
  while (pause_round (self));
  g_clear_pointer (&db, nx_db_close);
  return NULL;
}

NxJobs *
nx_jobs_start (NxApp *app, const char *conninfo)
{
  NxJobs *self = g_new0 (NxJobs, 1);
  pthread_condattr_t monotonic;
  self->app = app;
  self->conninfo = g_strdup (conninfo);
  self->mailer = nx_mailer_new (app->config);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->wake, &monotonic);
  pthread_condattr_destroy (&monotonic);
  self->thread = g_thread_new ("nexus-jobs", run_jobs, self);
  return self;
}

void
nx_jobs_stop (NxJobs *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->wake);
  nx_mailer_free (self->mailer);
  g_free (self->conninfo);
  g_free (self);
}
