/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions.h"

#include <glib/gi18n-lib.h>

#include "common/nx-random.h"
#include "server/families/families.h"
#include "server/nx-audit.h"
#include "server/payments/payments.h"
#include "server/subscriptions/subscriptions-store.h"

/* CANCELLED and EXPIRED are final: whoever comes back chooses a plan anew. */
const NxSubscriptionTransition nx_subscription_transitions[] = {
  { NX_SUBSCRIPTION_INACTIVE, NX_SUBSCRIPTION_EVENT_START, NX_SUBSCRIPTION_ACTIVE },
  { NX_SUBSCRIPTION_INACTIVE, NX_SUBSCRIPTION_EVENT_REPLACE, NX_SUBSCRIPTION_CANCELLED },
  { NX_SUBSCRIPTION_INACTIVE, NX_SUBSCRIPTION_EVENT_CANCEL, NX_SUBSCRIPTION_CANCELLED },
  { NX_SUBSCRIPTION_ACTIVE, NX_SUBSCRIPTION_EVENT_REPLACE, NX_SUBSCRIPTION_CANCELLED },
  { NX_SUBSCRIPTION_ACTIVE, NX_SUBSCRIPTION_EVENT_CANCEL, NX_SUBSCRIPTION_CANCELLED },
  { NX_SUBSCRIPTION_ACTIVE, NX_SUBSCRIPTION_EVENT_LAPSE, NX_SUBSCRIPTION_EXPIRED },
};
const guint nx_subscription_n_transitions = G_N_ELEMENTS (nx_subscription_transitions);

gboolean
nx_subscription_transition (NxSubscriptionStatus from, NxSubscriptionEvent event, NxSubscriptionStatus *to)
{
  for (guint i = 0; i < nx_subscription_n_transitions; i++)
    if (nx_subscription_transitions[i].from == from && nx_subscription_transitions[i].event == event)
      {
        if (to != NULL)
          *to = nx_subscription_transitions[i].to;
        return TRUE;
      }
  return FALSE;
}

NxMoney
nx_subscriptions_price (NxMoney plan, guint included, guint chosen, NxMoney one, NxMoney all)
{
  const gint64 extra = chosen > included ? chosen - included : 0;

  plan.amount += MIN (extra * one.amount, all.amount);
  return plan;
}

/* Reading */

NxSubscription *
nx_subscriptions_active (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_subscriptions_store_of (db, student_id, "ACTIVE", error);

  return rows == NULL || nx_rows_count (rows) == 0 ? NULL : nx_rows_record (rows, 0, NX_TYPE_SUBSCRIPTION);
}

GPtrArray *
nx_subscriptions_of (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_subscriptions_store_of (db, student_id, NULL, error);

  return rows == NULL ? NULL : nx_rows_records (rows, NX_TYPE_SUBSCRIPTION);
}

GPtrArray *
nx_subscriptions_catalogue (NxDb *db, const NxActor *actor, GError **error)
{
  g_autoptr (NxRows) rows = nx_subscriptions_store_catalogue (db, actor->now, error);

  return rows == NULL ? NULL : nx_rows_records (rows, NX_TYPE_CATALOGUE_ITEM);
}

/* Choosing a plan */

/* (transfer full): "{NSI,SVT}". */
static char *
subjects_literal (guint32 subjects)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    if (subjects & (1u << i))
      {
        if (text->len > 1)
          g_string_append_c (text, ',');
        g_string_append (text, nx_enum_slug (&nx_subject_enum, (int) i));
      }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static NxMoney
money_of (NxRows *plan, const char *column)
{
  NxMoney money = { nx_rows_int (plan, 0, column), "" };

  g_strlcpy (money.currency, nx_rows_text (plan, 0, "currency"), sizeof money.currency);
  return money;
}

/* The plan that runs already, or one that is paid and waits for its start, leaves nothing to sell. */
static gboolean
check_not_running (NxDb *db, const NxActor *actor, const NxSubscriptionChange *change, GError **error)
{
  g_autoptr (GPtrArray) all = nx_subscriptions_of (db, actor, change->student_id, error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      const NxSubscription *one = g_ptr_array_index (all, i);
      const gboolean waits = one->status == NX_SUBSCRIPTION_INACTIVE && one->startsAt != NX_TIME_NONE;

      if (waits)
        g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT,
                             _("A change of plan is paid already and starts at the next anniversary."));
      else if (one->status == NX_SUBSCRIPTION_ACTIVE && one->planName == (int) change->plan
               && one->ariaSubjects == change->aria_subjects)
        g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("This plan is active already, with the same ARIA subjects."));
      else
        continue;
      return FALSE;
    }
  return TRUE;
}

/* What was chosen before and nobody began to pay makes room for the new choice. */
static gboolean
drop_unpaid (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_subscriptions_store_unpaid (db, student_id, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      const char *id = nx_rows_text (rows, i, "id");

      if (!nx_subscriptions_store_end (db, id, NX_SUBSCRIPTION_CANCELLED, actor->now, error)
          || !nx_payments_give_up (db, actor, id, error)
          || !nx_audit (db, actor, "subscription.replaced", "subscription", id, NULL, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static NxPayment *
make_payment (NxDb *db, const NxActor *actor, const NxSubscriptionChange *change, const char *subscription_id, NxMoney price,
              gint32 credits, GError **error)
{
  const NxPaymentMethod method = change->method >= 0 ? (NxPaymentMethod) change->method : NX_PAYMENT_METHOD_KONNECT;
  const NxNewPayment due = { .student_id = change->student_id, .subscription_id = subscription_id,
                             .item_key = nx_enum_slug (&nx_plan_name_enum, change->plan), .type = NX_PAYMENT_TYPE_SUBSCRIPTION,
                             .method = method, .amount = price, .credits = credits };
  g_autoptr (NxPayment) payment = nx_payments_create (db, actor, &due, error);
  NxPayment *settled = NULL;

  if (payment == NULL || method != NX_PAYMENT_METHOD_MANUAL)
    return g_steal_pointer (&payment);
  /* Taken at the desk: the whole of it, now. */
  return nx_payments_settle (db, actor, payment->id, price, change->note, &settled, error) ? settled : NULL;
}

static gboolean
choose (NxDb *db, const NxActor *actor, const NxSubscriptionChange *change, NxRows *plan, char **id, NxPayment **payment,
        GError **error)
{
  const gint32 credits = (gint32) nx_rows_int (plan, 0, "credits");
  const NxMoney price = nx_subscriptions_price (money_of (plan, "price"), (guint) nx_rows_int (plan, 0, "aria_included"),
                                                (guint) __builtin_popcount (change->aria_subjects), money_of (plan, "one"),
                                                money_of (plan, "all"));
  g_autofree char *subjects = subjects_literal (change->aria_subjects);

  *id = nx_uuid_new (actor->now);
  if (!drop_unpaid (db, actor, change->student_id, error)
      || !nx_subscriptions_store_insert (db, *id, change, credits, price, (int) nx_rows_int (plan, 0, "validity_months"), subjects,
                                        actor, error)
      || !nx_audit (db, actor, "subscription.chosen", "subscription", *id, NULL, NULL, error))
    return FALSE;
  *payment = make_payment (db, actor, change, *id, price, credits, error);
  return *payment != NULL;
}

static NxSubscription *
find_subscription (NxDb *db, const NxActor *actor, const char *student_id, const char *id, GError **error)
{
  g_autoptr (GPtrArray) all = nx_subscriptions_of (db, actor, student_id, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (g_str_equal (((NxSubscription *) g_ptr_array_index (all, i))->id, id))
      return g_object_ref (g_ptr_array_index (all, i));
  return NULL;
}

gboolean
nx_subscriptions_change (NxDb *db, const NxActor *actor, const NxSubscriptionChange *change, NxSubscription **subscription,
                         NxPayment **payment, GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (NxRows) plan = NULL;
  g_autoptr (NxPayment) made = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  if (!nx_families_check_student (db, actor, change->student_id, error))
    return FALSE;
  if (change->method == NX_PAYMENT_METHOD_MANUAL && !nx_actor_is_office (actor))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_FORBIDDEN, _("Only the office takes cash and cheques."));
      return FALSE;
    }
  plan = nx_subscriptions_store_plan (db, nx_enum_slug (&nx_plan_name_enum, change->plan), error);
  if (plan == NULL)
    return FALSE;
  if (nx_rows_count (plan) == 0)
    return nx_error_refuse_member (error, "planName", _("This plan is not sold at the moment."));
  /* One change of plan at a time: the student's row is the first lock everywhere. */
  if (!nx_subscriptions_store_lock_student (db, change->student_id, error) || !check_not_running (db, actor, change, error)
      || !choose (db, actor, change, plan, &id, &made, error))
    return FALSE;
  *subscription = find_subscription (db, actor, change->student_id, id, error);
  if (*subscription == NULL)
    return FALSE;
  *payment = g_steal_pointer (&made);
  return TRUE;
}
