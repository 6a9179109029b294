/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions.h"

#include <glib/gi18n-lib.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/credits/credits.h"
#include "server/nx-audit.h"
#include "server/subscriptions/subscriptions-store.h"

/* What a settled payment of a plan does: domain.md section 6. */

/* @time plus @months on the centre's calendar, at the same clock time; 31 becomes the last day of the month. */
static gint64
add_months (gint64 time, int months)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  g_autoptr (GDateTime) local = nx_time_in_zone (time, zone);
  const gint32 date = nx_date_add_months (nx_time_date_in_zone (time, zone), months);
  gint64 result;

  /* In an hour that the clocks skip there is no such minute: the day's midnight is there. */
  if (nx_time_from_local (date, g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local), zone, &result)
      || nx_time_from_local (date, 0, zone, &result))
    return result;
  g_return_val_if_reached (time);
}

static gboolean
grant_month (NxDb *db, const NxActor *actor, NxRows *row, const char *payment_id, gint32 period, GError **error)
{
  const NxGrant grant = { .type = NX_TRANSACTION_MONTHLY_ALLOCATION,
                          .quarters = (gint32) nx_rows_int (row, 0, "credits_per_month"),
                          .expires_at = add_months (actor->now, (int) nx_rows_int (row, 0, "validity_months")),
                          .payment_id = payment_id,
                          .subscription_id = nx_rows_text (row, 0, "id"),
                          .period = period };

  return grant.quarters == 0 || nx_credits_grant (db, actor, nx_rows_text (row, 0, "student_id"), &grant, NULL, error);
}

static gboolean
mail_active (NxDb *db, const NxActor *actor, NxRows *row, GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *dedupe = g_strconcat ("active:", nx_rows_text (row, 0, "id"), NULL);
  g_autofree char *payload = NULL;

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "name", nx_rows_text (row, 0, "parent_name"));
  nx_json_add_string (writer, "studentName", nx_rows_text (row, 0, "student_name"));
  nx_json_add_string (writer, "planName", nx_rows_text (row, 0, "plan_name"));
  nx_json_add_credits (writer, "credits", (gint32) nx_rows_int (row, 0, "credits_per_month"));
  nx_json_end_object (writer);
  payload = nx_json_writer_end (writer, NULL);
  return nx_outbox_add (db, actor,
                        &(NxMail){ .kind = "subscription_active",
                                   .dedupe = dedupe,
                                   .to_address = nx_rows_text (row, 0, "parent_email"),
                                   .to_name = nx_rows_text (row, 0, "parent_name"),
                                   .locale = nx_rows_text (row, 0, "parent_locale"),
                                   .payload = payload,
                                   .not_before = NX_TIME_NONE },
                        error);
}

/* A cheaper plan waits for the end of what is paid; both rows say so. */
static gboolean
start_later (NxDb *db, const NxActor *actor, NxRows *row, const NxSubscription *running, const char *payment_id, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");
  const gint64 starts_at = running->paidUntil;
  const gint32 period = nx_time_date_in_zone (starts_at, nx_time_zone (NX_TIME_CENTRE_ZONE));
  g_autofree char *period_id = nx_uuid_new (actor->now);

  return nx_subscriptions_store_schedule (db, id, starts_at, add_months (starts_at, 1), error)
         && nx_subscriptions_store_set_end (db, running->id, starts_at, error)
         && nx_subscriptions_store_add_period (db, period_id, id, period, starts_at, payment_id, NX_TIME_NONE, error)
         && nx_audit (db, actor, "subscription.scheduled", "subscription", id, NULL, NULL, error);
}

static gboolean
start_now (NxDb *db, const NxActor *actor, NxRows *row, const NxSubscription *running, const char *payment_id, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");
  const gint32 period = nx_time_date_in_zone (actor->now, nx_time_zone (NX_TIME_CENTRE_ZONE));
  g_autofree char *period_id = nx_uuid_new (actor->now);

  /* The one that runs ends first: the database takes no second ACTIVE one. */
  if (running != NULL
      && (!nx_subscriptions_store_end (db, running->id, NX_SUBSCRIPTION_CANCELLED, actor->now, error)
          || !nx_audit (db, actor, "subscription.replaced", "subscription", running->id, "{\"status\": \"ACTIVE\"}",
                        "{\"status\": \"CANCELLED\"}", error)))
    return FALSE;
  return nx_subscriptions_store_start (db, id, actor->now, add_months (actor->now, 1), error)
         && nx_subscriptions_store_add_period (db, period_id, id, period, actor->now, payment_id, actor->now, error)
         && grant_month (db, actor, row, payment_id, period, error)
         && nx_audit (db, actor, "subscription.started", "subscription", id, "{\"status\": \"INACTIVE\"}",
                      "{\"status\": \"ACTIVE\"}", error)
         && mail_active (db, actor, row, error);
}

/* The anniversary after @paid_until, counted from the start: 31 January, 28 February, 31 March. */
static gint64
next_anniversary (gint64 starts_at, gint64 paid_until)
{
  gint64 next = starts_at;

  for (int months = 1; next <= paid_until; months++)
    next = add_months (starts_at, months);
  return next;
}

/* One more month of the plan that runs. What is paid before its day is granted on its day. */
static gboolean
renew (NxDb *db, const NxActor *actor, NxRows *row, const char *payment_id, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");
  const gint64 due_at = nx_rows_time (row, 0, "paid_until");
  const gboolean due = due_at <= actor->now;
  const gint32 period = nx_time_date_in_zone (due_at, nx_time_zone (NX_TIME_CENTRE_ZONE));
  g_autofree char *period_id = nx_uuid_new (actor->now);

  return nx_subscriptions_store_extend (db, id, next_anniversary (nx_rows_time (row, 0, "starts_at"), due_at), error)
         && nx_subscriptions_store_add_period (db, period_id, id, period, due_at, payment_id, due ? actor->now : NX_TIME_NONE,
                                               error)
         && (!due || grant_month (db, actor, row, payment_id, period, error))
         && nx_audit (db, actor, "subscription.renewed", "subscription", id, NULL, NULL, error);
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
  if (!nx_subscription_transition ((NxSubscriptionStatus) status, NX_SUBSCRIPTION_EVENT_START, NULL))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT,
                           _("The plan that this payment was for was replaced. Choose it again."));
      return FALSE;
    }
  running = nx_subscriptions_active (db, actor, nx_rows_text (row, 0, "student_id"), &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (running != NULL && nx_rows_int (row, 0, "amount") < running->monthlyPrice.amount && running->paidUntil != NX_TIME_NONE
      && running->paidUntil > actor->now)
    return start_later (db, actor, row, running, payment_id, error);
  return start_now (db, actor, row, running, payment_id, error);
}
