/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-service.h"

#include <glib/gi18n-lib.h>

#include "server/nx-audit.h"
#include "server/payments/payments-store.h"

/* The office's own part: cash and cheques, and what called its attention. */

static char *
describe_cash (NxMoney received, const char *note)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_money (writer, "receivedAmount", received);
  if (note != NULL)
    nx_json_add_string (writer, "note", note);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

static gboolean
check_received (NxMoney received, NxMoney due, const char *note, GError **error)
{
  g_autofree char *came = NULL, *expected = NULL;

  if (g_str_equal (received.currency, due.currency) && (received.amount == due.amount || note != NULL))
    return TRUE;
  came = nx_money_format (received);
  expected = nx_money_format (due);
  g_set_error (error, NX_ERROR, NX_ERROR_AMOUNT_MISMATCH, _("%1$s were received, %2$s are due. Where that is right, say why in a note."), came,
               expected);
  return FALSE;
}

NxPayment *
nx_payments_take_cash (NxDb *db, const NxActor *actor, const NxDeskPayment *desk, GError **error)
{
  g_autoptr (NxPayment) due = NULL;
  g_autofree char *detail = NULL;
  NxPayment *settled = NULL;
  NxMoney received = desk->received;

  g_return_val_if_fail (nx_actor_is_office (actor), NULL);

  due = nx_payments_order (db, actor, &desk->order, NX_PAYMENT_METHOD_MANUAL, error);
  if (due == NULL)
    return NULL;
  if (*received.currency == '\0')
    received = due->amount;
  detail = describe_cash (received, desk->note);
  if (!check_received (received, due->amount, desk->note, error) || !nx_payments_note (db, actor, due->id, "cash", detail, error)
      || !nx_payments_settle (db, actor, due->id, received, desk->note, &settled, error))
    return NULL;
  return settled;
}

NxPayment *
nx_payments_handled (NxDb *db, const NxActor *actor, const char *payment_id, const char *note, GError **error)
{
  g_autoptr (NxPayment) seen = nx_payments_get (db, actor, payment_id, error);
  g_autoptr (NxRows) lock = seen != NULL ? nx_payments_store_lock (db, payment_id, error) : NULL;
  g_autoptr (NxPayment) payment = lock != NULL ? nx_payments_get (db, actor, payment_id, error) : NULL;
  g_autofree char *detail = nx_payments_describe_note (note);

  if (payment == NULL)
    return NULL;
  if (payment->attention < 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("Nothing of this payment is to be looked at."));
      return NULL;
    }
  if (!nx_payments_store_set_attention (db, payment_id, NULL, error) || !nx_payments_note (db, actor, payment_id, "handled", detail, error)
      || !nx_audit (db, actor, "payment.handled", "payment", payment_id, NULL, detail, error))
    return NULL;
  return nx_payments_get (db, actor, payment_id, error);
}
