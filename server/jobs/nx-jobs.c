/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nx-jobs.h"

#include "common/nx-time.h"
#include "server/jobs/jobs-store.h"

#define ROUND_SECONDS 1
#define CLEAR_EVERY NX_TIME_HOUR

struct _NxJobs
{
  NxApp *app; /* borrowed */
  char *conninfo;
  NxMailer *mailer; /* (owned) */
  GThread *thread;
  GMutex mutex;
  GCond wake;
  gboolean stopping; /* under mutex */
};

/* Returns: whether the thread goes on. */
static gboolean
pause_round (NxJobs *self)
{
  gboolean goes_on;
  gint64 until = g_get_monotonic_time () + ROUND_SECONDS * G_TIME_SPAN_SECOND;
  g_mutex_lock (&self->mutex);
  while (!self->stopping && g_cond_wait_until (&self->wake, &self->mutex, until))
    ;
  goes_on = !self->stopping;
  g_mutex_unlock (&self->mutex);
  return goes_on;
}

gboolean
nx_jobs_clear (NxDb *db, gint64 now, GError **error)
{
  return nx_jobs_store_clear (db, now, error);
}

static gboolean
run_round (NxJobs *self, NxDb **db, gint64 *cleared_at, GError **error)
{
  gint64 now = nx_clock_now (self->app->clock);
  NxOutboxCounts counts;
  if (*db == NULL && (*db = nx_db_open (self->conninfo, error)) == NULL)
    return FALSE;
  if (!nx_outbox_deliver (self->app, *db, self->mailer, now, &counts, error))
    return FALSE;
  if (now - *cleared_at < CLEAR_EVERY)
    return TRUE;
  *cleared_at = now;
  return nx_jobs_clear (*db, now, error);
}

static gpointer
run_jobs (gpointer data)
{
  NxJobs *self = data;
  NxDb *db = NULL;
  gint64 cleared_at = 0;
  gboolean troubled = FALSE;
  do
    {
      g_autoptr (GError) error = NULL;
      gboolean good = run_round (self, &db, &cleared_at, &error);
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
  self->app = app;
  self->conninfo = g_strdup (conninfo);
  self->mailer = nx_mailer_new (app->config);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("nexus-jobs", run_jobs, self);
  return self;
}

void
nx_jobs_stop (NxJobs *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->wake);
  nx_mailer_free (self->mailer);
  g_free (self->conninfo);
  g_free (self);
}
