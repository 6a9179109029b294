/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions-month.h"

#include "common/nx-json.h"
#include "server/credits/credits.h"
#include "server/nx-audit.h"
#include "server/subscriptions/renewals-store.h"

gint64
nx_subscriptions_add_months (gint64 time, int months)
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

gint64
nx_subscriptions_next_anniversary (gint64 starts_at, gint64 paid_until)
{
  gint64 next = starts_at;

  for (int months = 1; next <= paid_until; months++)
    next = nx_subscriptions_add_months (starts_at, months);
  return next;
}

gint32
nx_subscriptions_period (gint64 due_at)
{
  return nx_time_date_in_zone (due_at, nx_time_zone (NX_TIME_CENTRE_ZONE));
}

gboolean
nx_subscriptions_grant_month (NxDb *db, const NxActor *actor, NxRows *row, const char *payment_id, gint32 period, GError **error)
{
  const NxGrant grant = { .type = NX_TRANSACTION_MONTHLY_ALLOCATION,
                          .quarters = (gint32) nx_rows_int (row, 0, "credits_per_month"),
                          .expires_at = nx_subscriptions_add_months (actor->now, (int) nx_rows_int (row, 0, "validity_months")),
                          .payment_id = payment_id,
                          .subscription_id = nx_rows_text (row, 0, "id"),
                          .period = period };
  const char *student_id = nx_rows_text (row, 0, "student_id");

  return grant.quarters == 0
         || (nx_credits_grant (db, actor, student_id, &grant, NULL, error)
             && nx_live_publish (db, actor, "credits.granted", student_id, NULL, student_id, error));
}

gboolean
nx_subscriptions_grant_due (NxDb *db, const NxActor *actor, NxRows *row, gint64 until, GError **error)
{
  for (;;)
    {
      g_autoptr (NxRows) period = nx_renewals_store_take_period (db, nx_rows_text (row, 0, "id"), until, actor->now, error);

      if (period == NULL)
        return FALSE;
      if (nx_rows_count (period) == 0)
        return TRUE;
      if (!nx_subscriptions_grant_month (db, actor, row, nx_rows_text (period, 0, "payment_id"), nx_rows_date (period, 0, "period"), error)
          || !nx_audit (db, actor, "subscription.granted", "subscription", nx_rows_text (row, 0, "id"), NULL, NULL, error))
        return FALSE;
    }
}

gboolean
nx_subscriptions_mail (NxDb *db, const NxActor *actor, const char *kind, char *dedupe, NxRows *row, const char *link, GError **error)
{
  g_autofree char *unique = dedupe, *payload = NULL;
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  NxMoney amount = { nx_rows_int (row, 0, "amount"), "" };

  g_strlcpy (amount.currency, nx_rows_text (row, 0, "currency"), sizeof amount.currency);
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "name", nx_rows_text (row, 0, "parent_name"));
  nx_json_add_string (writer, "studentName", nx_rows_text (row, 0, "student_name"));
  nx_json_add_string (writer, "planName", nx_rows_text (row, 0, "plan_name"));
  nx_json_add_credits (writer, "credits", (gint32) nx_rows_int (row, 0, "credits_per_month"));
  nx_json_add_money (writer, "amount", amount);
  nx_json_add_time (writer, "dueAt", nx_rows_time (row, 0, "paid_until"));
  nx_json_add_string (writer, "link", link);
  nx_json_end_object (writer);
  payload = nx_json_writer_end (writer, NULL);
  return nx_outbox_add (db, actor,
                        &(NxMail){ .kind = kind,
                                   .dedupe = unique,
                                   .to_address = nx_rows_text (row, 0, "parent_email"),
                                   .to_name = nx_rows_text (row, 0, "parent_name"),
                                   .locale = nx_rows_text (row, 0, "parent_locale"),
                                   .payload = payload,
                                   .not_before = NX_TIME_NONE },
                        error);
}
