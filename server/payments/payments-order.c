/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-service.h"

#include <glib/gi18n-lib.h>

#include "common/nx-random.h"
#include "server/families/families.h"
#include "server/nx-audit.h"
#include "server/payments/payments-store.h"
#include "server/subscriptions/subscriptions.h"

/* What is to be paid: found where it is due already, made from the catalogue where not. */

static NxPayment *
read_payment (NxDb *db, const char *id, GError **error)
{
  g_autoptr (NxRows) rows = nx_payments_store_get (db, id, NULL, error);

  if (rows == NULL)
    return NULL;
  return nx_rows_count (rows) == 1 ? nx_rows_record (rows, 0, NX_TYPE_PAYMENT) : nx_payments_refuse_unknown (error);
}

/* An attempt that failed is tried again. */
static gboolean
make_pending (NxDb *db, const NxActor *actor, const char *id, GError **error)
{
  gboolean done = FALSE;

  if (!nx_payments_store_retry (db, id, &done, error))
    return FALSE;
  if (!done)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("The plan that this payment was for was replaced. Choose it again."));
      return FALSE;
    }
  return nx_payments_note (db, actor, id, "retried", NULL, error);
}

/* The payment, locked, to be paid by @method from now on. */
static NxPayment *
take (NxDb *db, const NxActor *actor, const char *id, NxPaymentMethod method, GError **error)
{
  g_autoptr (NxRows) lock = nx_payments_store_lock (db, id, error);
  g_autoptr (NxPayment) payment = lock != NULL ? read_payment (db, id, error) : NULL;

  if (payment == NULL)
    return NULL;
  if (!nx_payment_transition (payment->status, NX_PAYMENT_EVENT_SETTLE, NULL))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_ALREADY_SETTLED, _("This payment is settled already."));
      return NULL;
    }
  if (method == NX_PAYMENT_METHOD_KONNECT && payment->status == NX_PAYMENT_PENDING && payment->declaredAt != NX_TIME_NONE)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT,
                           _("A transfer was announced for this payment. It is confirmed as soon as it arrives; ask the office to pay otherwise."));
      return NULL;
    }
  if ((payment->status == NX_PAYMENT_FAILED && !make_pending (db, actor, id, error))
      || !nx_payments_store_set_method (db, id, method, error))
    return NULL;
  return read_payment (db, id, error);
}

static NxPayment *
order_plan (NxDb *db, const NxActor *actor, const NxPaymentOrder *order, NxPaymentMethod method, GError **error)
{
  /* What is taken at the desk is settled by who takes it, with what was received. */
  const NxSubscriptionChange change = { .student_id = order->student_id,
                                        .plan = (NxPlanName) nx_enum_value (&nx_plan_name_enum, order->key),
                                        .method = method == NX_PAYMENT_METHOD_MANUAL ? NX_PAYMENT_METHOD_KONNECT : method };
  g_autoptr (NxSubscription) subscription = NULL;
  g_autoptr (NxPayment) payment = NULL;

  if ((int) change.plan < 0)
    return nx_error_refuse_member (error, "key", _("This plan is not sold at the moment.")), NULL;
  if (!nx_subscriptions_change (db, actor, &change, &subscription, &payment, error))
    return NULL;
  if (payment == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("Nothing is due for this choice."));
      return NULL;
    }
  return take (db, actor, payment->id, method, error);
}

static NxPayment *
order_pack (NxDb *db, const NxActor *actor, const NxPaymentOrder *order, NxPaymentMethod method, GError **error)
{
  g_autoptr (NxRows) pack = nx_payments_store_pack (db, (NxPaymentType) order->type, order->key, actor->now, error);
  NxNewPayment due = { .student_id = order->student_id, .item_key = order->key, .type = (NxPaymentType) order->type, .method = method };

  if (pack == NULL)
    return NULL;
  if (nx_rows_count (pack) == 0)
    return nx_error_refuse_member (error, "key", _("This pack is not sold at the moment.")), NULL;
  due.amount.amount = nx_rows_int (pack, 0, "price");
  g_strlcpy (due.amount.currency, nx_rows_text (pack, 0, "currency"), sizeof due.amount.currency);
  due.credits = (gint32) nx_rows_int (pack, 0, "credits");
  return nx_payments_create (db, actor, &due, error);
}

static NxPayment *
order_from_catalogue (NxDb *db, const NxActor *actor, const NxPaymentOrder *order, NxPaymentMethod method, GError **error)
{
  g_autoptr (NxRows) due = NULL;

  if (order->type < 0)
    return nx_error_refuse_member (error, "type", _("Say what is to be paid.")), NULL;
  if (order->key == NULL)
    return nx_error_refuse_member (error, "key", _("Say which plan or pack is to be paid.")), NULL;
  if (order->student_id == NULL)
    return nx_error_refuse_member (error, "studentId", _("Say for whom it is.")), NULL;
  /* Two at once: the second finds the payment of the first. */
  if (!nx_families_check_student (db, actor, order->student_id, error)
      || !nx_payments_store_lock_student (db, order->student_id, error))
    return NULL;
  due = nx_payments_store_due (db, order->student_id, (NxPaymentType) order->type, order->key, error);
  if (due == NULL)
    return NULL;
  if (nx_rows_count (due) > 0)
    return take (db, actor, nx_rows_text (due, 0, "id"), method, error);
  if (order->type == NX_PAYMENT_TYPE_SUBSCRIPTION)
    return order_plan (db, actor, order, method, error);
  return order_pack (db, actor, order, method, error);
}

NxPayment *
nx_payments_order (NxDb *db, const NxActor *actor, const NxPaymentOrder *order, NxPaymentMethod method, GError **error)
{
  g_autoptr (NxPayment) payment = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  if (order->payment_id == NULL)
    return order_from_catalogue (db, actor, order, method, error);
  if (order->type >= 0 || order->key != NULL || order->student_id != NULL)
    return nx_error_refuse_member (error, "paymentId", _("Name a payment, or what is to be paid, not both.")), NULL;
  payment = nx_payments_get (db, actor, order->payment_id, error);
  return payment == NULL ? NULL : take (db, actor, payment->id, method, error);
}
