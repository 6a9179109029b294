/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "server/nx-audit.h"
#include "server/payments/payments-service.h"
#include "server/payments/payments-store.h"
#include "server/transfers/transfers-mail.h"
#include "server/transfers/transfers-service.h"
#include "server/transfers/transfers-store.h"

/* What the office decides: the money is there, or it is not. */

#define OLDEST_DAYS 366

static gboolean
refuse_settled (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_ALREADY_SETTLED, _("This payment is settled already."));
  return FALSE;
}

static gboolean
has_text (const char *note)
{
  return note != NULL && *note != '\0';
}

/* Too little, too much: said in words, since the office reads it with a parent waiting. */
static gboolean
refuse_difference (NxMoney due, NxMoney received, GError **error)
{
  const gint64 difference = received.amount - due.amount;
  NxMoney gap = received;
  g_autofree char *due_text = nx_money_format (due), *received_text = nx_money_format (received);

  gap.amount = ABS (difference);
  g_autofree char *gap_text = nx_money_format (gap);
  /* Translators: three amounts: what is due, what was received, the difference. */
  g_autofree char *sentence
    = g_strdup_printf (difference < 0 ? _("%1$s are due, %2$s were received: %3$s too little. Accept the difference with a note, or correct the amount.")
                                      : _("%1$s are due, %2$s were received: %3$s too much. Accept the difference with a note, or correct the amount."),
                       due_text, received_text, gap_text);
  GError *mismatch = g_error_new_literal (NX_ERROR, NX_ERROR_AMOUNT_MISMATCH, sentence);
  nx_error_add_field (mismatch, "receivedAmount", sentence);
  g_propagate_error (error, mismatch);
  return FALSE;
}

static gboolean
check_receipt (const NxActor *actor, const NxPayment *payment, NxMoney received, gint32 received_on, gboolean accept, const char *note,
               GError **error)
{
  const gint32 today = nx_time_date_in_zone (actor->now, nx_time_zone (NX_TIME_CENTRE_ZONE));

  if (received_on > today)
    return nx_error_refuse_member (error, "receivedOn", _("This day is still to come."));
  if (received_on < today - OLDEST_DAYS)
    return nx_error_refuse_member (error, "receivedOn", _("This day is more than a year ago. Check it."));
  if (strcmp (received.currency, payment->amount.currency) != 0)
    {
      g_autofree char *sentence = g_strdup_printf (_("Say the amount in %s."), payment->amount.currency);
      return nx_error_refuse_member (error, "receivedAmount", sentence);
    }
  if (received.amount <= 0)
    return nx_error_refuse_member (error, "receivedAmount", _("Say how much was received."));
  if (received.amount == payment->amount.amount)
    return TRUE;
  if (!accept)
    return refuse_difference (payment->amount, received, error);
  return has_text (note) ? TRUE : nx_error_refuse_member (error, "note", _("Say in a note why the difference is accepted."));
}

/* Locked, as it is now. @lock: (out) (transfer full) (optional): its row with the parent's address. */
static NxPayment *
take (NxDb *db, const NxActor *actor, const char *payment_id, NxRows **lock, GError **error)
{
  g_autoptr (NxPayment) seen = nx_payments_get (db, actor, payment_id, error), payment = NULL;
  g_autoptr (NxRows) rows = seen != NULL ? nx_payments_store_lock (db, payment_id, error) : NULL;

  payment = rows != NULL ? nx_payments_get (db, actor, payment_id, error) : NULL;
  if (payment != NULL && lock != NULL)
    *lock = g_steal_pointer (&rows);
  return g_steal_pointer (&payment);
}

static char *
describe (const NxPayment *payment, NxMoney received, gint32 received_on, const char *note)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *day = nx_date_format (received_on);
  const NxMoney difference = { received.amount - payment->amount.amount, "" };

  nx_json_begin_object (writer, NULL);
  nx_json_add_money (writer, "receivedAmount", received);
  nx_json_add_string (writer, "receivedOn", day);
  if (difference.amount != 0)
    nx_json_add_int (writer, "difference", difference.amount);
  if (has_text (note))
    nx_json_add_string (writer, "note", note);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

gboolean
nx_transfers_confirm (NxDb *db, const NxActor *actor, const char *payment_id, NxMoney received, gint32 received_on, gboolean accept_difference,
                      const char *note, NxPayment **payment, GError **error)
{
  g_return_val_if_fail (nx_db_in_transaction (db) && nx_actor_is_office (actor), FALSE);

  g_autoptr (NxPayment) due = take (db, actor, payment_id, NULL, error);
  if (due == NULL)
    return FALSE;
  if (!nx_payment_transition (due->status, NX_PAYMENT_EVENT_SETTLE, NULL))
    return refuse_settled (error);
  /* Money may come after all; but two who decide differently at one moment must not both have their way. */
  if (due->status == NX_PAYMENT_FAILED && !has_text (note))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("This payment was rejected or failed. If its money came after all, say so in a note."));
      return FALSE;
    }
  if (!check_receipt (actor, due, received, received_on, accept_difference, note, error))
    return FALSE;
  g_autofree char *detail = describe (due, received, received_on, note);
  return (due->method == NX_PAYMENT_METHOD_MANUAL || nx_transfers_store_set_method (db, due->id, error))
         && nx_payments_note (db, actor, due->id, "confirmed", detail, error)
         && nx_payments_settle_on (db, actor, due->id, received, received_on, has_text (note) ? note : NULL, payment, error);
}

gboolean
nx_transfers_approve (NxDb *db, const NxActor *actor, const char *payment_id, const char *note, NxPayment **payment, GError **error)
{
  g_autoptr (NxPayment) due = take (db, actor, payment_id, NULL, error);

  if (due == NULL)
    return FALSE;
  if (due->status == NX_PAYMENT_PENDING && due->method == NX_PAYMENT_METHOD_KONNECT)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("This payment is to be paid by card: only Konnect can say that it came. If its money came by transfer, confirm the amount and the day."));
      return FALSE;
    }
  return nx_transfers_confirm (db, actor, payment_id, due->amount, nx_time_date_in_zone (actor->now, nx_time_zone (NX_TIME_CENTRE_ZONE)), FALSE,
                               note, payment, error);
}

gboolean
nx_transfers_reject (NxDb *db, const NxActor *actor, const char *payment_id, const char *note, NxPayment **payment, GError **error)
{
  g_return_val_if_fail (nx_db_in_transaction (db) && nx_actor_is_office (actor), FALSE);

  g_autoptr (NxRows) lock = NULL;
  g_autoptr (NxPayment) due = take (db, actor, payment_id, &lock, error);
  if (due == NULL)
    return FALSE;
  if (due->status == NX_PAYMENT_FAILED)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("This payment was rejected or failed already."));
      return FALSE;
    }
  if (!nx_payment_transition (due->status, NX_PAYMENT_EVENT_FAIL, NULL))
    return refuse_settled (error);
  if (!has_text (note))
    return nx_error_refuse_member (error, "note", _("Say why: the family reads it."));
  g_autofree char *detail = nx_payments_describe_note (note);
  if (!nx_transfers_store_reject (db, due->id, note, error)
      || !nx_payments_note (db, actor, due->id, "rejected", detail, error)
      || !nx_transfers_mail_rejected (db, actor, due, lock, note, error)
      || !nx_audit (db, actor, "payment.rejected", "payment", due->id, "{\"status\": \"PENDING\"}", "{\"status\": \"FAILED\"}", error)
      || !nx_live_publish (db, actor, "payment.rejected", due->id, NULL, due->studentId, error))
    return FALSE;
  if (payment == NULL)
    return TRUE;
  *payment = nx_payments_get (db, actor, due->id, error);
  return *payment != NULL;
}
