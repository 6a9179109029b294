/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions.h"

#include "common/nx-random.h"
#include "server/nx-audit.h"
#include "server/payments/payments.h"
#include "server/subscriptions/renewals-store.h"
#include "server/subscriptions/subscriptions-month.h"
#include "server/subscriptions/subscriptions-store.h"

/*
 * The anniversaries (domain.md section 6), as a job. For each student, in the order that things were due:
 *
 *   grant   a month that was paid before its day has come
 *   start   the cheaper plan that was paid begins, the one before it ends
 *   end     the family ended it, and what was paid is over
 *   free    a plan that costs nothing goes on by itself
 *   ask     the next month's payment is made some days before its day (setting renewal_notice_days), and the parent is told
 *   lapse   it was not paid in the days of grace (setting renewal_grace_days)
 *
 * A plan that the office offered or sold at the desk is renewed like any other, at its price; only one whose price is zero asks for
 * nothing. A payment that failed while the month is still to be paid is followed by a new one.
 */

/* Whatever went wrong, one student does not hold up the others for ever. */
#define MAX_STEPS 200

typedef gboolean (*Step) (NxJobRun *run, NxRows *row, GError **error);

/* By the state table; @sentence: as the audit calls it. */
static gboolean
move_to_end (NxJobRun *run, NxRows *row, NxSubscriptionEvent event, const char *action, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");
  NxSubscriptionStatus to;
  g_autofree char *after = NULL;

  if (!nx_subscription_transition (nx_enum_value (&nx_subscription_status_enum, nx_rows_text (row, 0, "status")), event, &to))
    g_return_val_if_reached (FALSE);
  after = g_strdup_printf ("{\"status\": \"%s\"}", nx_enum_slug (&nx_subscription_status_enum, to));
  return nx_subscriptions_store_end (run->db, id, to, run->actor.now, error)
         && nx_payments_give_up (run->db, &run->actor, id, error)
         && nx_audit (run->db, &run->actor, action, "subscription", id, "{\"status\": \"ACTIVE\"}", after, error)
         && nx_live_publish (run->db, &run->actor, "subscription.changed", id, NULL, nx_rows_text (row, 0, "student_id"), error);
}

static gboolean
grant (NxJobRun *run, NxRows *row, GError **error)
{
  return nx_subscriptions_grant_due (run->db, &run->actor, row, run->until, error);
}

static gboolean
start (NxJobRun *run, NxRows *row, GError **error)
{
  return nx_subscriptions_start_scheduled (run->db, &run->actor, row, run->until, error);
}

static gboolean
end (NxJobRun *run, NxRows *row, GError **error)
{
  return move_to_end (run, row, NX_SUBSCRIPTION_EVENT_CANCEL, "subscription.cancelled", error);
}

static gboolean
go_on_free (NxJobRun *run, NxRows *row, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");
  const gint64 due_at = nx_rows_time (row, 0, "paid_until");
  const gint32 period = nx_subscriptions_period (due_at);
  g_autofree char *period_id = nx_uuid_new (run->actor.now);

  return nx_subscriptions_store_extend (run->db, id, nx_subscriptions_next_anniversary (nx_rows_time (row, 0, "starts_at"), due_at), error)
         && nx_subscriptions_store_add_period (run->db, period_id, id, period, due_at, NULL, run->actor.now, error)
         && nx_subscriptions_grant_month (run->db, &run->actor, row, NULL, period, error)
         && nx_audit (run->db, &run->actor, "subscription.renewed", "subscription", id, NULL, NULL, error);
}

static gboolean
ask (NxJobRun *run, NxRows *row, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");
  const gint32 period = nx_subscriptions_period (nx_rows_time (row, 0, "paid_until"));
  NxNewPayment due = { .student_id = nx_rows_text (row, 0, "student_id"), .subscription_id = id,
                       .item_key = nx_rows_text (row, 0, "plan_name"), .type = NX_PAYMENT_TYPE_SUBSCRIPTION,
                       .method = NX_PAYMENT_METHOD_KONNECT, .amount = { nx_rows_int (row, 0, "amount"), "" },
                       .credits = (gint32) nx_rows_int (row, 0, "credits_per_month") };
  g_autoptr (NxPayment) payment = NULL;
  g_autofree char *link = NULL, *month = nx_date_format (period);

  g_strlcpy (due.amount.currency, nx_rows_text (row, 0, "currency"), sizeof due.amount.currency);
  payment = nx_payments_create (run->db, &run->actor, &due, error);
  if (payment == NULL || !nx_renewals_store_name_period (run->db, payment->id, period, error))
    return FALSE;
  link = g_strconcat ("/parent/paiements/", payment->id, NULL);
  return nx_subscriptions_mail (run->db, &run->actor, "renewal_due", g_strdup_printf ("renewal:%s:%s", id, month), row, link, error);
}

static gboolean
lapse (NxJobRun *run, NxRows *row, GError **error)
{
  return move_to_end (run, row, NX_SUBSCRIPTION_EVENT_LAPSE, "subscription.expired", error)
         && nx_subscriptions_mail (run->db, &run->actor, "subscription_expired",
                                   g_strconcat ("lapsed:", nx_rows_text (row, 0, "id"), NULL), row, "/parent", error);
}

static Step
find_step (const char *what)
{
  static const struct { const char *what; Step step; } steps[] = {
    { "grant", grant }, { "start", start }, { "end", end }, { "free", go_on_free }, { "ask", ask }, { "lapse", lapse },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].what, what))
      return steps[i].step;
  g_return_val_if_reached (NULL);
}

/* All that is due for one student: each step may make the next one due. */
static gboolean
advance_student (NxJobRun *run, const char *student_id, GError **error)
{
  /* The student's row is the first lock everywhere: settlements and other runs wait, and then find what is left. */
  if (!nx_subscriptions_store_lock_student (run->db, student_id, error))
    return FALSE;
  for (guint i = 0; i < MAX_STEPS; i++)
    {
      g_autoptr (NxRows) row = nx_renewals_store_next (run->db, student_id, run->until, error);

      if (row == NULL)
        return FALSE;
      if (nx_rows_count (row) == 0)
        return TRUE;
      if (!find_step (nx_rows_text (row, 0, "what")) (run, row, error))
        return FALSE;
    }
  g_set_error (error, NX_ERROR, NX_ERROR_INTERNAL, "the subscriptions of student %s do not come to rest", student_id);
  return FALSE;
}

gboolean
nx_subscriptions_renew_due (NxJobRun *run, GError **error)
{
  g_autoptr (NxRows) students = nx_renewals_store_students (run->db, run->until, error);

  return nx_job_each (run, students, advance_student, error);
}
