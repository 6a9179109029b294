/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/renewals-fixture.h"

#include "server/jobs/nx-job-runner.h"
#include "server/nx-check.h"
#include "server/payments/payments.h"

gint64
at (const char *text)
{
  gint64 time;

  g_assert_true (nx_time_parse (text, &time));
  return time;
}

void
jobs_on (FamiliesFixture *f, NxDb *db, gint64 now)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_jobs_run_due (f->server->app, db, nx_job_table (), NX_JOB_MONTH, now, NULL, NULL, &error));
  g_assert_no_error (error);
}

void
jobs (FamiliesFixture *f, const char *now)
{
  jobs_on (f, f->server->db, at (now));
}

static NxActor
office_at (FamiliesFixture *f, gint64 now)
{
  return (NxActor){ .user_id = f->office_id, .role = NX_ROLE_ASSISTANTE, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr",
                    .request_id = "test", .now = now };
}

/* What the office does by hand, each in a transaction of its own. */
typedef struct
{
  NxActor actor;
  NxSubscriptionChange change;
  const char *student_id, *payment_id;
  gboolean resume;
} Work;

static gboolean
sell_work (NxDb *db, gpointer data, GError **error)
{
  Work *work = data;
  g_autoptr (NxSubscription) subscription = NULL;
  g_autoptr (NxPayment) payment = NULL;

  return nx_subscriptions_change (db, &work->actor, &work->change, &subscription, &payment, error);
}

void
sell (FamiliesFixture *f, const Family *family, NxPlanName plan, const char *now)
{
  Work work = { .actor = office_at (f, at (now)),
                .change = { .student_id = family->made.student_id, .plan = plan, .method = NX_PAYMENT_METHOD_MANUAL } };
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = nx_db_transaction (f->server->db, sell_work, &work, &error);
  g_assert_no_error (error);
  g_assert_true (done);
}

static gboolean
settle_work (NxDb *db, gpointer data, GError **error)
{
  static const NxStatement amount = { "test.amount", "SELECT amount FROM payments WHERE id = $1::uuid", 1 };
  Work *work = data;
  g_autoptr (NxRows) rows = nx_db_run (db, &amount, error, nx_text (work->payment_id));

  return rows != NULL
         && nx_payments_settle (db, &work->actor, work->payment_id, NX_MONEY_TND (nx_rows_int (rows, 0, "amount")), NULL, NULL, error);
}

void
settle (FamiliesFixture *f, const char *payment_id, const char *now)
{
  Work work = { .actor = office_at (f, at (now)), .payment_id = payment_id };
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = nx_db_transaction (f->server->db, settle_work, &work, &error);
  g_assert_no_error (error);
  g_assert_true (done);
}

static gboolean
end_work (NxDb *db, gpointer data, GError **error)
{
  Work *work = data;
  g_autoptr (NxSubscription) subscription = work->resume
    ? nx_subscriptions_resume (db, &work->actor, work->student_id, error)
    : nx_subscriptions_cancel (db, &work->actor, work->student_id, "déménagement", error);

  return subscription != NULL;
}

void
end_plan (FamiliesFixture *f, const Family *family, gboolean resume, const char *now)
{
  Work work = { .actor = office_at (f, at (now)), .student_id = family->made.student_id, .resume = resume };
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = nx_db_transaction (f->server->db, end_work, &work, &error);
  g_assert_no_error (error);
  g_assert_true (done);
}

char *
waiting_payment (FamiliesFixture *f)
{
  return ask (f, "SELECT id::text AS a FROM payments WHERE status = 'PENDING' ORDER BY id DESC LIMIT 1");
}

void
assert_text (FamiliesFixture *f, const char *sql, const char *expected)
{
  g_autofree char *text = ask (f, sql);

  g_assert_cmpstr (text, ==, expected);
}

gint64
balance (FamiliesFixture *f)
{
  return ask_number (f, "SELECT sum (balance) AS a FROM students");
}

void
assert_sound (FamiliesFixture *f, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = nx_check_run (f->server->db, now, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < results->len; i++)
    {
      const NxCheckResult *result = g_ptr_array_index (results, i);

      if (result->faults->len > 0)
        g_error ("%s (%s): %s", result->code, result->says, (const char *) g_ptr_array_index (result->faults, 0));
    }
}
