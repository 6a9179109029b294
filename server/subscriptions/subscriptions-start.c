/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions.h"

#include <glib/gi18n-lib.h>

#include "common/nx-random.h"
#include "server/nx-audit.h"
#include "server/payments/payments.h"
#include "server/subscriptions/subscriptions-month.h"
#include "server/subscriptions/subscriptions-store.h"

/* What a settled payment of a plan does: domain.md section 6. */

static gboolean
mail_active (NxDb *db, const NxActor *actor, NxRows *row, GError **error)
{
  return nx_subscriptions_mail (db, actor, "subscription_active", g_strconcat ("active:", nx_rows_text (row, 0, "id"), NULL), row, NULL,
                                error);
}

/* A cheaper plan waits for the end of what is paid; both rows say so. */
static gboolean
start_later (NxDb *db, const NxActor *actor, NxRows *row, const NxSubscription *running, const char *payment_id, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");
  const gint64 starts_at = running->paidUntil;
  const gint32 period = nx_subscriptions_period (starts_at);
  g_autofree char *period_id = nx_uuid_new (actor->now);

  return nx_subscriptions_store_schedule (db, id, starts_at, nx_subscriptions_add_months (starts_at, 1), error)
         && nx_subscriptions_store_set_end (db, running->id, starts_at, error)
         && nx_payments_give_up (db, actor, running->id, error)
         && nx_subscriptions_store_add_period (db, period_id, id, period, starts_at, payment_id, NX_TIME_NONE, error)
         && nx_audit (db, actor, "subscription.scheduled", "subscription", id, NULL, NULL, error);
}

/* The one that runs makes room: the database takes no second ACTIVE one. What was paid of it before its day is granted now. */
static gboolean
replace_running (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  g_autoptr (NxRows) running = nx_subscriptions_store_running (db, student_id, error);
  const char *id;

  if (running == NULL)
    return FALSE;
  if (nx_rows_count (running) == 0)
    return TRUE;
  id = nx_rows_text (running, 0, "id");
  return nx_subscriptions_grant_due (db, actor, running, actor->now + 36500 * NX_TIME_DAY, error)
         && nx_subscriptions_store_end (db, id, NX_SUBSCRIPTION_CANCELLED, actor->now, error)
         && nx_payments_give_up (db, actor, id, error)
         && nx_audit (db, actor, "subscription.replaced", "subscription", id, "{\"status\": \"ACTIVE\"}",
                      "{\"status\": \"CANCELLED\"}", error);
}

static gboolean
become_active (NxDb *db, const NxActor *actor, NxRows *row, gint64 starts_at, gint64 paid_until, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id"), *student_id = nx_rows_text (row, 0, "student_id");

  return replace_running (db, actor, student_id, error)
         && nx_subscriptions_store_start (db, id, starts_at, paid_until, error)
         && nx_audit (db, actor, "subscription.started", "subscription", id, "{\"status\": \"INACTIVE\"}",
                      "{\"status\": \"ACTIVE\"}", error)
         && nx_live_publish (db, actor, "subscription.changed", id, NULL, student_id, error)
         && mail_active (db, actor, row, error);
}

static gboolean
start_now (NxDb *db, const NxActor *actor, NxRows *row, const char *payment_id, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");
  const gint32 period = nx_subscriptions_period (actor->now);
  g_autofree char *period_id = nx_uuid_new (actor->now);

  return become_active (db, actor, row, actor->now, nx_subscriptions_add_months (actor->now, 1), error)
         && nx_subscriptions_store_add_period (db, period_id, id, period, actor->now, payment_id, actor->now, error)
         && nx_subscriptions_grant_month (db, actor, row, payment_id, period, error);
}

gboolean
nx_subscriptions_start_scheduled (NxDb *db, const NxActor *actor, NxRows *row, gint64 until, GError **error)
{
  return become_active (db, actor, row, nx_rows_time (row, 0, "starts_at"), nx_rows_time (row, 0, "paid_until"), error)
         && nx_subscriptions_grant_due (db, actor, row, until, error);
}

/*
 * One more month of the plan that runs. What is paid before its day is granted on its day. Other payments of the same month that
 * nobody began to pay are void; an end that was asked for, or a plan that waits, moves on by the month.
 */
static gboolean
renew (NxDb *db, const NxActor *actor, NxRows *row, const char *payment_id, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");
  const gint64 due_at = nx_rows_time (row, 0, "paid_until");
  const gint64 paid_until = nx_subscriptions_next_anniversary (nx_rows_time (row, 0, "starts_at"), due_at);
  g_autofree char *period_id = nx_uuid_new (actor->now);

  return nx_subscriptions_store_extend (db, id, paid_until, error)
         && nx_subscriptions_store_add_period (db, period_id, id, nx_subscriptions_period (due_at), due_at, payment_id, NX_TIME_NONE, error)
         && nx_subscriptions_grant_due (db, actor, row, actor->now, error)
         && nx_payments_give_up (db, actor, id, error)
         && nx_subscriptions_store_postpone (db, nx_rows_text (row, 0, "student_id"), due_at, paid_until,
                                             nx_subscriptions_add_months (paid_until, 1), nx_subscriptions_period (paid_until), error)
         && nx_audit (db, actor, "subscription.renewed", "subscription", id, NULL, NULL, error)
         && nx_live_publish (db, actor, "subscription.changed", id, NULL, nx_rows_text (row, 0, "student_id"), error);
}

/* Paid after it had ended, where no other runs: the money is there, so a new one with the same terms begins. */
static gboolean
begin_anew (NxDb *db, const NxActor *actor, NxRows *row, const char *payment_id, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);
  g_autoptr (NxRows) anew = NULL;

  if (!nx_subscriptions_store_copy (db, id, nx_rows_text (row, 0, "id"), payment_id, actor, error)
      || !nx_audit (db, actor, "subscription.chosen", "subscription", id, NULL, NULL, error))
    return FALSE;
  anew = nx_subscriptions_store_of_payment (db, payment_id, error);
  return anew != NULL && start_now (db, actor, anew, payment_id, error);
}

gboolean
nx_subscriptions_paid (NxDb *db, const NxActor *actor, const char *payment_id, GError **error)
{
  g_autoptr (NxRows) row = nx_subscriptions_store_of_payment (db, payment_id, error);
  g_autoptr (NxSubscription) running = NULL;
  g_autoptr (GError) failed = NULL;
  int status;

  if (row == NULL)
    return FALSE;
  g_return_val_if_fail (nx_rows_count (row) == 1, FALSE);
  status = nx_enum_value (&nx_subscription_status_enum, nx_rows_text (row, 0, "status"));
  if (status == NX_SUBSCRIPTION_ACTIVE)
    return renew (db, actor, row, payment_id, error);
  running = nx_subscriptions_active (db, actor, nx_rows_text (row, 0, "student_id"), &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (!nx_subscription_transition ((NxSubscriptionStatus) status, NX_SUBSCRIPTION_EVENT_START, NULL))
    {
      if (running == NULL)
        return begin_anew (db, actor, row, payment_id, error);
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT,
                           _("The plan that this payment was for was replaced. Choose it again."));
      return FALSE;
    }
  if (running != NULL && nx_rows_int (row, 0, "amount") < running->monthlyPrice.amount && running->paidUntil != NX_TIME_NONE
      && running->paidUntil > actor->now)
    return start_later (db, actor, row, running, payment_id, error);
  return start_now (db, actor, row, payment_id, error);
}
