/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin/nx-seed-plans.h"

#include "server/payments/payments.h"
#include "server/subscriptions/subscriptions.h"

#define PACK "CREDITS_8"

gint64
nx_demo_months_later (gint64 time, int months)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  const gint32 date = nx_time_date_in_zone (time, zone);

  return time + (nx_date_add_months (date, months) - date) * NX_TIME_DAY;
}

/* The price that the catalogue says. Returns: whether @key is sold. */
static gboolean
find_item (NxDemo *demo, const char *key, NxMoney *price, gint32 *credits, GError **error)
{
  g_autoptr (GPtrArray) items = nx_subscriptions_catalogue (demo->db, &demo->office, error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const NxCatalogueItem *item = g_ptr_array_index (items, i);

      if (g_strcmp0 (item->key, key) != 0)
        continue;
      *price = item->price;
      *credits = item->credits;
      return TRUE;
    }
  if (items != NULL)
    g_set_error (error, NX_ERROR, NX_ERROR_NOT_FOUND, "the catalogue has no %s", key);
  return FALSE;
}

static gboolean
pay (NxDemo *demo, const NxNewPayment *due, GError **error)
{
  g_autoptr (NxPayment) payment = nx_payments_create (demo->db, &demo->office, due, error);

  return payment != NULL && nx_payments_settle (demo->db, &demo->office, payment->id, due->amount, NULL, NULL, error);
}

static gboolean
buy_pack (NxDemo *demo, NxDemoPupil *pupil, GError **error)
{
  NxNewPayment due = { .student_id = pupil->made.student_id, .item_key = PACK, .type = NX_PAYMENT_TYPE_CREDIT_PACK,
                       .method = NX_PAYMENT_METHOD_MANUAL };

  return find_item (demo, PACK, &due.amount, &due.credits, error) && pay (demo, &due, error);
}

gboolean
nx_demo_buy (NxDemo *demo, NxDemoPupil *pupil, GError **error)
{
  const gboolean pending = g_str_equal (pupil->plan, "PENDING");
  const NxSubscriptionChange change
      = { .student_id = pupil->made.student_id,
          .plan = pending ? NX_PLAN_HYBRIDE : (NxPlanName) nx_enum_value (&nx_plan_name_enum, pupil->plan),
          .aria_subjects
          = pupil->number % 7 == 3 ? 1 << NX_SUBJECT_MATHEMATIQUES | 1 << NX_SUBJECT_NSI : 1 << NX_SUBJECT_MATHEMATIQUES,
          .method = pending ? -1 : NX_PAYMENT_METHOD_MANUAL };
  const NxActor parent = { .user_id = pupil->made.parent_user_id,
                           .role = NX_ROLE_PARENT,
                           .parent_id = pupil->made.parent_id,
                           .zone = NX_TIME_CENTRE_ZONE,
                           .locale = "fr",
                           .request_id = demo->office.request_id,
                           .now = demo->office.now };
  g_autoptr (NxSubscription) subscription = NULL;
  g_autoptr (NxPayment) payment = NULL;

  if (g_str_equal (pupil->plan, "PACK"))
    return buy_pack (demo, pupil, error);
  if (!nx_subscriptions_change (demo->db, pending ? &parent : &demo->office, &change, &subscription, &payment, error))
    return FALSE;
  if (!pending)
    pupil->subscription_id = g_strdup (subscription->id);
  return TRUE;
}

gboolean
nx_demo_top_up (NxDemo *demo, NxDemoPupil *pupil, GError **error)
{
  return buy_pack (demo, pupil, error);
}

gboolean
nx_demo_renew (NxDemo *demo, NxDemoPupil *pupil, GError **error)
{
  g_autoptr (NxSubscription) running = NULL;
  NxNewPayment due = { .student_id = pupil->made.student_id, .subscription_id = pupil->subscription_id, .item_key = pupil->plan,
                       .type = NX_PAYMENT_TYPE_SUBSCRIPTION, .method = NX_PAYMENT_METHOD_MANUAL };
  g_autoptr (GError) failed = NULL;

  if (pupil->subscription_id == NULL)
    return TRUE;
  running = nx_subscriptions_active (demo->db, &demo->office, pupil->made.student_id, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (running == NULL)
    return TRUE;
  due.amount = running->monthlyPrice;
  due.credits = running->creditsPerMonth;
  return pay (demo, &due, error);
}
