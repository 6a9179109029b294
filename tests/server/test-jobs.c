/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/jobs/nx-job-runner.h"

#include "common/nx-time.h"
#include "tests/lib/nx-test-db.h"

/* 2026-11-22T16:00:00Z: five in the afternoon in Tunis. */
#define NOW G_GINT64_CONSTANT (1795363200000000)

typedef struct
{
  char *conninfo;
  NxDb *db;
} Fixture;

/* What the jobs of these tests saw; a job has no data of its own. */
static GMutex mutex;
static GPtrArray *seen;  /* "day" of each run, in order */
static gint failing;     /* how many runs are still to fail */
static gint waiting;     /* milliseconds that a run takes */

static gboolean
note (NxJobRun *run, GError **error)
{
  g_autofree char *day = nx_date_format (run->day);
  const gboolean fails = g_atomic_int_get (&failing) > 0;

  g_usleep ((gulong) g_atomic_int_get (&waiting) * 1000);
  g_assert_cmpint (run->until, <=, run->actor.now);
  g_mutex_lock (&mutex);
  g_ptr_array_add (seen, g_strdup_printf ("%s%s", day, fails ? "!" : ""));
  g_mutex_unlock (&mutex);
  run->done = 7;
  if (!fails)
    return TRUE;
  g_atomic_int_add (&failing, -1);
  g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "the disk is full");
  return FALSE;
}

static const NxJob minute_jobs[] = { { "m", NX_JOB_MINUTE, note }, { NULL } };
static const NxJob day_jobs[] = { { "d", NX_JOB_DAY, note }, { NULL } };
static const NxJob month_jobs[] = { { "mm", NX_JOB_MONTH, note }, { NULL } };

static void
setup (Fixture *f, gconstpointer data)
{
  f->conninfo = nx_test_db_new ();
  f->db = nx_test_db_open (f->conninfo);
  seen = g_ptr_array_new_with_free_func (g_free);
  failing = waiting = 0;
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (seen);
  nx_db_close (f->db);
  nx_test_db_drop (f->conninfo);
}

static void
run (Fixture *f, const NxJob *table, gint64 now)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = nx_jobs_run_due (NULL, f->db, table, NX_JOB_MONTH, now, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
assert_seen (const char *expected)
{
  g_autofree char *all = NULL;

  g_ptr_array_add (seen, NULL);
  all = g_strjoinv (" ", (char **) seen->pdata);
  g_ptr_array_set_size (seen, (int) seen->len - 1);
  g_assert_cmpstr (all, ==, expected);
}

static char *
ask (Fixture *f, const NxStatement *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_query (f->db, question, NULL, 0, &error);

  g_assert_no_error (error);
  return nx_rows_count (rows) == 0 ? NULL : g_strdup (nx_rows_text (rows, 0, "a"));
}

static void
test_once_a_minute (Fixture *f, gconstpointer data)
{
  static const NxStatement done = { "test.done", "SELECT string_agg (period || ' ' || result, ', ' ORDER BY period) AS a FROM job_runs "
                                                 "WHERE finished_at IS NOT NULL", 0 };
  g_autofree char *runs = NULL;

  run (f, minute_jobs, NOW);
  run (f, minute_jobs, NOW);
  run (f, minute_jobs, NOW + 59 * NX_TIME_SECOND);
  assert_seen ("2026-11-22");
  run (f, minute_jobs, NOW + 60 * NX_TIME_SECOND);
  /* What was missed is made up for by one run. */
  run (f, minute_jobs, NOW + 3 * NX_TIME_HOUR);
  assert_seen ("2026-11-22 2026-11-22 2026-11-22");
  runs = ask (f, &done);
  g_assert_cmpstr (runs, ==, "2026-11-22T17:00 7, 2026-11-22T17:01 7, 2026-11-22T20:00 7");
}

/* Down for three weeks: each day has its run, the oldest first, and then none is left. */
static void
test_catches_up (Fixture *f, gconstpointer data)
{
  run (f, day_jobs, NOW);
  run (f, day_jobs, NOW + NX_TIME_HOUR);
  assert_seen ("2026-11-22");
  /* Midnight in Tunis is at 23:00 in UTC. */
  run (f, day_jobs, NOW + 7 * NX_TIME_HOUR - 1);
  assert_seen ("2026-11-22");
  run (f, day_jobs, NOW + 7 * NX_TIME_HOUR);
  assert_seen ("2026-11-22 2026-11-23");
  g_ptr_array_set_size (seen, 0);
  run (f, day_jobs, NOW + 22 * NX_TIME_DAY);
  g_assert_cmpuint (seen->len, ==, 21);
  g_assert_cmpstr (g_ptr_array_index (seen, 0), ==, "2026-11-24");
  g_assert_cmpstr (g_ptr_array_index (seen, 20), ==, "2026-12-14");
  run (f, day_jobs, NOW + 22 * NX_TIME_DAY + NX_TIME_HOUR);
  g_assert_cmpuint (seen->len, ==, 21);
  /* A clock that goes back does nothing twice. */
  run (f, day_jobs, NOW);
  g_assert_cmpuint (seen->len, ==, 21);
}

static void
test_months (Fixture *f, gconstpointer data)
{
  run (f, month_jobs, NOW);
  assert_seen ("2026-11-22");
  run (f, month_jobs, NOW + 80 * NX_TIME_DAY);
  assert_seen ("2026-11-22 2026-12-31 2027-01-31 2027-02-10");
}

/* The day that failed comes before the next ones; the pauses grow; the table says what is wrong until it is well again. */
static void
test_failure (Fixture *f, gconstpointer data)
{
  static const NxStatement job = { "test.job", "SELECT failures || ' ' || coalesce (last_error, '-') AS a FROM jobs", 0 };
  static const NxStatement attempts = { "test.attempts", "SELECT string_agg (attempts::text, ' ' ORDER BY period) AS a FROM job_runs", 0 };
  const gint64 next = NOW + NX_TIME_DAY;
  g_autofree char *failed = NULL, *well = NULL, *tried = NULL;

  run (f, day_jobs, NOW);
  failing = 2;
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*the disk is full*");
  run (f, day_jobs, next + NX_TIME_DAY);
  assert_seen ("2026-11-22 2026-11-23!");
  run (f, day_jobs, next + NX_TIME_DAY + 59 * NX_TIME_SECOND);
  assert_seen ("2026-11-22 2026-11-23!");
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*the disk is full*");
  run (f, day_jobs, next + NX_TIME_DAY + NX_TIME_MINUTE);
  g_test_assert_expected_messages ();
  failed = ask (f, &job);
  g_assert_cmpstr (failed, ==, "2 the disk is full");
  run (f, day_jobs, next + NX_TIME_DAY + 2 * NX_TIME_MINUTE);
  assert_seen ("2026-11-22 2026-11-23! 2026-11-23!");
  run (f, day_jobs, next + NX_TIME_DAY + 3 * NX_TIME_MINUTE);
  assert_seen ("2026-11-22 2026-11-23! 2026-11-23! 2026-11-23 2026-11-24");
  well = ask (f, &job);
  g_assert_cmpstr (well, ==, "0 -");
  tried = ask (f, &attempts);
  g_assert_cmpstr (tried, ==, "1 3 1");
}

typedef struct
{
  const char *conninfo;
  const NxJob *table;
  gint64 now;
} Process;

static gpointer
run_as_process (gpointer data)
{
  const Process *process = data;
  g_autoptr (NxDb) db = nx_test_db_open (process->conninfo);
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_jobs_run_due (NULL, db, process->table, NX_JOB_MONTH, process->now, NULL, NULL, &error));
  g_assert_no_error (error);
  return NULL;
}

static void
test_many_at_once (Fixture *f, gconstpointer data)
{
  waiting = 20;
  for (guint round = 0; round < 5; round++)
    {
      Process process = { f->conninfo, round % 2 == 0 ? minute_jobs : day_jobs, NOW + round * NX_TIME_DAY };
      GThread *threads[6];

      g_ptr_array_set_size (seen, 0);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("process", run_as_process, &process);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
      /* Whoever had to wait may have left a missed day for the next minute; nobody does one twice. */
      run (f, process.table, process.now);
      for (guint i = 0; i < seen->len; i++)
        for (guint k = i + 1; k < seen->len; k++)
          g_assert_cmpstr (g_ptr_array_index (seen, i), !=, g_ptr_array_index (seen, k));
      g_assert_cmpuint (seen->len, ==, round == 3 ? 2 : 1);
    }
}

/* A process that died in the middle of a run: its claim ends, and another one takes over. */
static void
test_taken_over (Fixture *f, gconstpointer data)
{
  nx_test_db_script (f->db, "INSERT INTO job_runs (job, period, started_at, claimed_until, worker) VALUES "
                            "('d', '2026-11-22', '2026-11-22T15:55:00Z', '2026-11-22T16:05:00Z', 'gone')");
  run (f, day_jobs, NOW);
  assert_seen ("");
  run (f, day_jobs, NOW + 5 * NX_TIME_MINUTE);
  assert_seen ("2026-11-22");
  run (f, day_jobs, NOW + 6 * NX_TIME_MINUTE);
  assert_seen ("2026-11-22");
}

/* The program's own jobs are names of their own and do nothing to an empty database. */
static void
test_table (Fixture *f, gconstpointer data)
{
  static const NxStatement runs = { "test.runs", "SELECT count (*) AS a FROM job_runs WHERE finished_at IS NOT NULL", 0 };
  static const NxStatement faults = { "test.faults", "SELECT count (*) AS a FROM jobs WHERE failures > 0", 0 };
  g_autofree char *count = NULL, *failed = NULL;
  guint n = 0;

  for (const NxJob *job = nx_job_table (); job->name != NULL; job++)
    n++;
  run (f, nx_job_table (), NOW);
  run (f, nx_job_table (), NOW);
  count = ask (f, &runs);
  g_assert_cmpint (g_ascii_strtoll (count, NULL, 10), ==, n);
  failed = ask (f, &faults);
  g_assert_cmpstr (failed, ==, "0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, setup, function, teardown)
  ADD ("/jobs/once-a-minute", test_once_a_minute);
  ADD ("/jobs/catches-up", test_catches_up);
  ADD ("/jobs/months", test_months);
  ADD ("/jobs/failure", test_failure);
  ADD ("/jobs/many-at-once", test_many_at_once);
  ADD ("/jobs/taken-over", test_taken_over);
  ADD ("/jobs/table", test_table);
  return g_test_run ();
}
