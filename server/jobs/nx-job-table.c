/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/jobs/nx-job-runner.h"

#include "server/admin/catalogue.h"
#include "server/credits/credits.h"
#include "server/jobs/nx-jobs.h"
#include "server/notices/reminders.h"
#include "server/payments/payments.h"
#include "server/series/series.h"
#include "server/subscriptions/subscriptions.h"
#include "server/transfers/transfers-proofs.h"
#include "server/waiting/waiting.h"

static gboolean
end_sessions (NxJobRun *run, GError **error)
{
  return nx_jobs_end_sessions (run->db, run->actor.now, error);
}

static gboolean
clear (NxJobRun *run, GError **error)
{
  return nx_jobs_clear (run->db, run->actor.now, error);
}

#define ASKED_AT_ONCE 20

static gboolean
poll_payments (NxJobRun *run, GError **error)
{
  /* Without the application there is nobody to ask. */
  return run->app == NULL || nx_payments_poll_pending (run->app, run->db, run->actor.now, ASKED_AT_ONCE, error);
}

/* In the order that they are done where several are due: a plan ends or is renewed before somebody is told about its credits. */
static const NxJob table[] = {
  { "catalogue", NX_JOB_MINUTE, nx_catalogue_apply_due },
  { "end_sessions", NX_JOB_MINUTE, end_sessions },
  { "offers", NX_JOB_MINUTE, nx_waiting_offers_due },
  { "reminders", NX_JOB_MINUTE, nx_reminders_due },
  { "overdue_reports", NX_JOB_MINUTE, nx_reports_overdue_due },
  { "renewals", NX_JOB_MINUTE, nx_subscriptions_renew_due },
  /* With the month that has just been granted, before anything of it expires. */
  { "pay_series", NX_JOB_MINUTE, nx_series_pay_due },
  { "expire_credits", NX_JOB_MINUTE, nx_credits_expire_due },
  { "warn_of_expiry", NX_JOB_DAY, nx_credits_warn_due },
  { "clear", NX_JOB_HOUR, clear },
  /* The last, since it waits for others. */
  { "poll_payments", NX_JOB_MINUTE, poll_payments },
  { "clean_proofs", NX_JOB_HOUR, nx_proofs_clean_job },
  { NULL }
};

const NxJob *
nx_job_table (void)
{
  return table;
}
