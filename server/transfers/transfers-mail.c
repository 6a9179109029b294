/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/transfers/transfers-mail.h"

#include "server/nx-audit.h"
#include "server/payments/payments-service.h"

static NxJsonWriter *
begin_payload (const NxPayment *payment, NxMoney amount)
{
  NxJsonWriter *writer = nx_json_writer_new ();
  g_autofree char *reference = payment->reference != NULL ? nx_transfer_reference_display (payment->reference) : NULL;

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "studentName", payment->studentName);
  nx_json_add_string (writer, "item", payment->title);
  nx_json_add_string (writer, "reference", reference);
  nx_json_add_money (writer, "amount", amount);
  return writer;
}

gboolean
nx_transfers_mail_declared (NxDb *db, const NxActor *actor, const NxPayment *payment, GError **error)
{
  g_autoptr (NxJsonWriter) writer = begin_payload (payment, payment->declaredAmount);
  g_autofree char *date = nx_date_format (payment->transferDate);
  /* Once for each thing that is said: who corrects only the proof does not write again. */
  g_autofree char *dedupe = g_strdup_printf ("declared:%s:%s:%" G_GINT64_FORMAT, payment->id, date, payment->declaredAmount.amount);

  nx_json_add_string (writer, "parentName", payment->parentName);
  nx_json_add_string (writer, "transferDate", date);
  nx_json_add_bool (writer, "hasProof", payment->hasProof);
  nx_json_end_object (writer);
  g_autofree char *payload = nx_json_writer_end (writer, NULL);
  const NxMail mail = { .kind = "transfer_declared", .dedupe = dedupe, .locale = "fr", .payload = payload, .not_before = NX_TIME_NONE };
  return nx_outbox_add (db, actor, &mail, error);
}

gboolean
nx_transfers_mail_rejected (NxDb *db, const NxActor *actor, const NxPayment *payment, NxRows *locked, const char *reason, GError **error)
{
  g_autoptr (NxJsonWriter) writer = begin_payload (payment, payment->amount);
  g_autofree char *link = g_strconcat ("/parent/paiements/", payment->id, NULL);
  /* A payment may be begun anew and rejected anew. */
  g_autofree char *dedupe = g_strdup_printf ("rejected:%s:%" G_GINT64_FORMAT, payment->id, actor->now);

  nx_json_add_string (writer, "name", nx_rows_text (locked, 0, "parent_name"));
  nx_json_add_string (writer, "reason", reason);
  nx_json_add_string (writer, "link", link);
  return nx_payments_mail_parent (db, actor, locked, "payment_rejected", dedupe, writer, error);
}
