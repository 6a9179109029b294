/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-service.h"

#include "common/nx-credits.h"
#include "common/nx-i18n.h"
#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/nx-audit.h"
#include "server/payments/payments-store.h"
#include "server/receipts/receipts.h"
#include "server/subscriptions/subscriptions-refund.h"

/*
 * A refund reverses what is left: the credits of its payment that nobody used are taken back, the plan ends. What was used or expired
 * stays as it was, and is said. The money itself goes back by hand, in the provider's or the bank's own pages.
 */

/* (transfer full): the payment, locked; NULL where it cannot be refunded. */
static NxRows *
lock_settled (NxDb *db, const NxActor *actor, const char *payment_id, GError **error)
{
  g_autoptr (NxPayment) seen = nx_payments_get (db, actor, payment_id, error);
  g_autoptr (NxRows) payment = seen != NULL ? nx_payments_store_lock (db, payment_id, error) : NULL;
  NxPaymentStatus status;

  if (payment == NULL)
    return NULL;
  status = (NxPaymentStatus) nx_enum_value (&nx_payment_status_enum, nx_rows_text (payment, 0, "status"));
  if (nx_payment_transition (status, NX_PAYMENT_EVENT_REFUND, NULL))
    return g_steal_pointer (&payment);
  g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT,
                       status == NX_PAYMENT_REFUNDED ? _("This payment was refunded already.")
                                                     : _("This payment is not settled: there is nothing to refund."));
  return NULL;
}

/* Takes back what is left of the lots that the payment gave. */
static gboolean
take_back (NxDb *db, const NxActor *actor, const char *payment_id, const char *reason, NxRefund *refund, GError **error)
{
  g_autoptr (NxRows) lots = nx_payments_store_lots (db, payment_id, error);

  if (lots == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (lots); i++)
    {
      g_autofree char *id = nx_uuid_new (actor->now);
      gint32 taken = 0;

      if (!nx_payments_store_take_back (db, actor, id, nx_rows_text (lots, i, "id"), payment_id, reason, &taken, error))
        return FALSE;
      refund->reversed += taken;
      refund->kept += (gint32) nx_rows_int (lots, i, "granted") - taken;
    }
  return TRUE;
}

static char *
describe (const NxRefund *refund, const char *reason)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "reason", reason);
  nx_json_add_credits (writer, "reversed", refund->reversed);
  nx_json_add_credits (writer, "kept", refund->kept);
  nx_json_add_bool (writer, "planEnded", refund->plan_ended);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

static gboolean
mail_refund (NxDb *db, const NxActor *actor, NxRows *payment, const NxRefund *refund, const char *reason, GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *dedupe = g_strconcat ("refunded:", refund->payment->id, NULL);
  NxMoney received = { nx_rows_int (payment, 0, "received"), "" };

  g_strlcpy (received.currency, nx_rows_text (payment, 0, "currency"), sizeof received.currency);
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "name", nx_rows_text (payment, 0, "parent_name"));
  nx_json_add_string (writer, "studentName", nx_rows_text (payment, 0, "student_name"));
  nx_json_add_string (writer, "item", refund->payment->title);
  /* What came may be another amount than what was due. */
  nx_json_add_money (writer, "amount", received);
  nx_json_add_credits (writer, "credits", refund->reversed);
  nx_json_add_string (writer, "reason", reason);
  return nx_payments_mail_parent (db, actor, payment, "payment_refunded", dedupe, writer, error);
}

typedef struct
{
  const NxActor *actor;
  const char *payment_id, *reason;
} CreditNote;

static gboolean
write_credit_note (NxDb *db, gpointer data, GError **error)
{
  const CreditNote *note = data;

  return nx_receipts_issue_credit_note (db, note->actor, note->payment_id, note->reason, NULL, error);
}

/* What was settled before there were invoices has none that could be taken back. */
static gboolean
take_invoice_back (NxDb *db, const NxActor *actor, const char *payment_id, const char *reason, GError **error)
{
  CreditNote note = { actor, payment_id, reason };
  g_autoptr (GError) local = NULL;

  if (nx_db_savepoint (db, write_credit_note, &note, &local))
    return TRUE;
  if (g_error_matches (local, NX_ERROR, NX_ERROR_CONFLICT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
tell (NxDb *db, const NxActor *actor, NxRows *payment, const NxRefund *refund, const char *reason, GError **error)
{
  const char *id = refund->payment->id;
  g_autofree char *detail = describe (refund, reason);

  return nx_payments_note (db, actor, id, "refunded", detail, error)
         && nx_audit (db, actor, "payment.refunded", "payment", id, "{\"status\": \"COMPLETED\"}", detail, error)
         && nx_live_publish (db, actor, "payment.refunded", id, NULL, refund->payment->studentId, error)
         && mail_refund (db, actor, payment, refund, reason, error)
         && take_invoice_back (db, actor, id, reason, error);
}

gboolean
nx_payments_refund (NxDb *db, const NxActor *actor, const char *payment_id, const char *reason, NxRefund *refund, GError **error)
{
  g_autoptr (NxRows) payment = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  payment = lock_settled (db, actor, payment_id, error);
  if (payment == NULL || !take_back (db, actor, payment_id, reason, refund, error)
      || !nx_subscriptions_refunded (db, actor, payment_id, &refund->plan_ended, error)
      || !nx_payments_store_refund (db, payment_id, actor->user_id, actor->now, error))
    return FALSE;
  refund->payment = nx_payments_get (db, actor, payment_id, error);
  return refund->payment != NULL && tell (db, actor, payment, refund, reason, error);
}

char *
nx_payments_refund_sentence (const NxRefund *refund)
{
  g_autofree char *kept = refund->kept > 0 ? nx_credits_format_noun (refund->kept) : NULL;

  if (kept == NULL)
    return NULL;
  /* Translators: %s is "4 credits", "1.25 credits". */
  return g_strdup_printf (_("Not taken back: %s, used, booked or expired already."), kept);
}
