/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "server/nx-audit.h"
#include "server/payments/payments-service.h"
#include "server/payments/payments-store.h"
#include "server/transfers/transfers-mail.h"
#include "server/transfers/transfers-proofs.h"
#include "server/transfers/transfers-service.h"
#include "server/transfers/transfers-store.h"

/* What a family does: asks for instructions, says that it sent the money. */

#define MAX_DRAWS 20
#define OLDEST_DAYS 366

gboolean
nx_transfers_offered (const NxConfig *config)
{
  return config != NULL && config->wise_iban != NULL && config->wise_beneficiary_name != NULL;
}

gboolean
nx_transfers_give_reference (NxDb *db, const NxActor *actor, const NxPayment *payment, NxReferenceDraw draw, GError **error)
{
  if (payment->reference != NULL)
    return TRUE;
  for (guint i = 0; i < MAX_DRAWS; i++)
    {
      g_autofree char *reference = draw ();
      gboolean done = FALSE;
      if (!nx_transfers_store_set_reference (db, payment->id, reference, &done, error))
        return FALSE;
      if (done)
        return nx_payments_note (db, actor, payment->id, "instructed", NULL, error);
    }
  g_set_error (error, NX_ERROR, NX_ERROR_INTERNAL, "%u references drawn, none of them free", MAX_DRAWS);
  return FALSE;
}

NxPayment *
nx_transfers_begin (NxDb *db, const NxConfig *config, const NxActor *actor, const NxPaymentOrder *order, GError **error)
{
  g_autoptr (NxPayment) payment = NULL;

  if (!nx_transfers_offered (config))
    {
      GError *off = g_error_new_literal (NX_ERROR, NX_ERROR_UNAVAILABLE, _("Payment by transfer is not offered at the moment. Choose another way to pay, or call us."));
      nx_error_set_retry_after (off, 3600);
      g_propagate_error (error, off);
      return NULL;
    }
  payment = nx_payments_order (db, actor, order, NX_PAYMENT_METHOD_WISE, error);
  if (payment == NULL || !nx_transfers_give_reference (db, actor, payment, nx_transfer_reference_new, error))
    return NULL;
  return nx_payments_get (db, actor, payment->id, error);
}

void
nx_transfers_write_instructions (NxJsonWriter *writer, const char *member, const NxConfig *config, const NxPayment *payment)
{
  if (!nx_transfers_offered (config) || payment->method != NX_PAYMENT_METHOD_WISE || payment->status != NX_PAYMENT_PENDING || payment->reference == NULL)
    {
      nx_json_add_null (writer, member);
      return;
    }
  nx_json_begin_object (writer, member);
  nx_json_add_string (writer, "beneficiaryName", config->wise_beneficiary_name);
  nx_json_add_string (writer, "iban", config->wise_iban);
  nx_json_add_string (writer, "bic", config->wise_bic);
  nx_json_add_string (writer, "bankName", config->wise_bank_name);
  nx_json_add_string (writer, "address", config->wise_address);
  nx_json_add_money (writer, "amount", payment->amount);
  nx_json_add_string (writer, "reference", payment->reference);
  nx_json_end_object (writer);
}

/* --- the declaration --- */

/* It may be tomorrow already where the family is. */
static gint32
latest_day (const NxActor *actor)
{
  GTimeZone *theirs = nx_time_zone (actor->zone);
  gint32 here = nx_time_date_in_zone (actor->now, nx_time_zone (NX_TIME_CENTRE_ZONE));
  gint32 there = theirs != NULL ? nx_time_date_in_zone (actor->now, theirs) : here;

  return MAX (here, there);
}

static gboolean
check_declaration (const NxActor *actor, const NxPayment *payment, const NxTransferDeclaration *declaration, GError **error)
{
  const gint32 latest = latest_day (actor);
  GError *fault = NULL;

  if (declaration->date > latest)
    nx_error_collect_member (&fault, "transferDate", _("This day is still to come. Say when the transfer was sent."));
  else if (declaration->date < latest - OLDEST_DAYS)
    nx_error_collect_member (&fault, "transferDate", _("This day is more than a year ago. Check it."));
  if (strcmp (declaration->amount.currency, payment->amount.currency) != 0)
    {
      g_autofree char *sentence = g_strdup_printf (_("Say the amount in %s."), payment->amount.currency);
      nx_error_collect_member (&fault, "transferAmount", sentence);
    }
  else if (declaration->amount.amount <= 0)
    nx_error_collect_member (&fault, "transferAmount", _("Say how much was sent."));
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, fault);
  return FALSE;
}

/* Locked, the actor's, and waiting. */
static NxPayment *
take_due (NxDb *db, const NxActor *actor, const char *payment_id, GError **error)
{
  g_autoptr (NxPayment) seen = nx_payments_get (db, actor, payment_id, error), payment = NULL;
  g_autoptr (NxRows) lock = seen != NULL ? nx_payments_store_lock (db, payment_id, error) : NULL;

  payment = lock != NULL ? nx_payments_get (db, actor, payment_id, error) : NULL;
  if (payment == NULL)
    return NULL;
  if (payment->status == NX_PAYMENT_PENDING)
    return g_steal_pointer (&payment);
  if (payment->status == NX_PAYMENT_FAILED)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("This payment was rejected or failed. Begin it anew."));
  else
    g_set_error_literal (error, NX_ERROR, NX_ERROR_ALREADY_SETTLED, _("This payment is settled already."));
  return NULL;
}

static char *
describe (const NxTransferDeclaration *declaration, gboolean again)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *date = nx_date_format (declaration->date);

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "transferDate", date);
  nx_json_add_money (writer, "transferAmount", declaration->amount);
  nx_json_add_bool (writer, "proof", declaration->proof != NULL);
  nx_json_add_bool (writer, "corrected", again);
  if (declaration->note != NULL)
    nx_json_add_string (writer, "note", declaration->note);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

NxPayment *
nx_transfers_declare (NxDb *db, const NxConfig *config, const NxActor *actor, const NxTransferDeclaration *declaration, GError **error)
{
  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  g_autoptr (NxPayment) payment = take_due (db, actor, declaration->payment_id, error), after = NULL;
  if (payment == NULL || !check_declaration (actor, payment, declaration, error))
    return NULL;
  g_autofree char *detail = describe (declaration, payment->declaredAt != NX_TIME_NONE);
  if (!nx_transfers_give_reference (db, actor, payment, nx_transfer_reference_new, error)
      || (declaration->proof != NULL && !nx_proofs_keep (db, config, actor, payment->id, declaration->proof, error))
      || !nx_transfers_store_declare (db, payment->id, declaration->date, declaration->amount.amount, actor->now, error)
      || !nx_payments_note (db, actor, payment->id, "declared", detail, error)
      || !nx_audit (db, actor, "payment.declared", "payment", payment->id, NULL, detail, error))
    return NULL;
  after = nx_payments_get (db, actor, payment->id, error);
  if (after == NULL || !nx_transfers_mail_declared (db, actor, after, error)
      || !nx_live_publish (db, actor, "payment.declared", after->id, NULL, after->studentId, error))
    return NULL;
  return g_steal_pointer (&after);
}
