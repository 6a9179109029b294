/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-pages.h"

#include <string.h>

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "server/html/nx-page-form.h"
#include "server/html/nx-page-money.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/http/nx-upload.h"
#include "server/nx-app.h"
#include "server/payments/payments-service.h"
#include "server/receipts/receipts.h"
#include "server/transfers/transfers.h"

/* Paying by transfer: what to write on it, each value by itself; then "I have sent it", with a proof. */

#define SMALL_ERROR 500

static const NxPageInput declaration_inputs[] = {
  { "transferDate", N_ ("Day of the transfer"), NULL, "date", "off" },
  { "transferAmount", N_ ("Amount sent"), N_ ("In dinars, as on the order of transfer."), "text", "off" },
  { "note", N_ ("Note"), N_ ("If another person paid, or the bank kept fees: say it here."), NULL, NULL },
  { NULL },
};

static void
write_copy (NxJsonWriter *model, const char *id, const char *label, const char *shown, const char *value, gboolean is_key)
{
  if (value == NULL || *value == '\0')
    return;
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "id", id);
  nx_json_add_string (model, "label", label);
  nx_json_add_string (model, "shown", shown);
  nx_json_add_string (model, "value", value);
  nx_json_add_bool (model, "isKey", is_key);
  nx_json_end_object (model);
}

static void
write_instructions (NxJsonWriter *model, const NxConfig *config, const NxPayment *payment)
{
  g_autofree char *iban = nx_iban_display (config->wise_iban), *reference = nx_transfer_reference_display (payment->reference);
  g_autofree char *amount = nx_money_format (payment->amount), *bare = nx_money_format_plain (payment->amount);
  g_autofree char *text = nx_transfer_qr_text (config->wise_beneficiary_name, config->wise_iban, config->wise_bic, payment->amount,
                                               payment->reference);
  g_autofree char *qr = nx_qr_svg (text);

  nx_json_begin_array (model, "copies");
  write_copy (model, "reference", _ ("Reference"), reference, payment->reference, TRUE);
  write_copy (model, "montant", _ ("Amount"), amount, bare, TRUE);
  write_copy (model, "beneficiaire", _ ("Beneficiary"), config->wise_beneficiary_name, config->wise_beneficiary_name, FALSE);
  write_copy (model, "iban", _ ("IBAN"), iban, config->wise_iban, FALSE);
  write_copy (model, "bic", _ ("BIC"), config->wise_bic, config->wise_bic, FALSE);
  write_copy (model, "banque", _ ("Bank"), config->wise_bank_name, config->wise_bank_name, FALSE);
  write_copy (model, "adresse", _ ("Address"), config->wise_address, config->wise_address, FALSE);
  nx_json_end_array (model);
  nx_json_add_string (model, "qrHtml", qr);
  nx_json_add_string (model, "reference", reference);
}

static gboolean
is_instructed (const NxPayment *payment)
{
  return payment->method == NX_PAYMENT_METHOD_WISE && payment->reference != NULL && payment->status == NX_PAYMENT_PENDING;
}

static void
write_declared (NxJsonWriter *model, const NxPayment *payment, const NxActor *actor)
{
  g_autofree char *declared = nx_page_date (payment->declaredAt, actor), *sent = nx_format_date (payment->transferDate);
  g_autofree char *amount = payment->declaredAt != NX_TIME_NONE ? nx_money_format (payment->declaredAmount) : NULL;
  g_autofree char *proof = g_strconcat ("/api/payments/", payment->id, "/proof", NULL);

  nx_json_add_string (model, "declaredOn", declared);
  nx_json_add_string (model, "sentOn", payment->transferDate != NX_DATE_NONE ? sent : NULL);
  nx_json_add_string (model, "sentAmount", amount);
  nx_json_add_string (model, "proof", payment->hasProof ? proof : NULL);
}

/* Before anything is typed the form says today and the whole amount. */
static void
write_defaults (NxJsonWriter *model, const NxPayment *payment, const NxActor *actor, gboolean is_fresh)
{
  g_autofree char *today = nx_date_format (nx_time_date_in_zone (actor->now, nx_page_zone (actor)));
  g_autofree char *amount = nx_money_format_plain (payment->amount);

  nx_json_add_string (model, "today", today);
  nx_json_add_string (model, "fullAmount", amount);
  nx_json_add_bool (model, "isFresh", is_fresh);
}

static NxResponse *
transfer_page (NxRequest *request, const NxPayment *payment, guint status, GHashTable *faults, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const NxConfig *config = nx_request_app (request)->config;
  const char *proof_fault = faults != NULL ? g_hash_table_lookup (faults, "proof") : NULL;
  g_autofree char *base = g_strconcat ("/parent/paiements/", payment->id, NULL);
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "base", base);
  nx_page_write_payment (model, "payment", payment, actor);
  write_instructions (model, config, payment);
  write_declared (model, payment, actor);
  write_defaults (model, payment, actor, faults == NULL);
  nx_json_add_string (model, "proofFault", proof_fault);
  nx_json_add_int (model, "proofMost", NX_UPLOAD_MAX_FILES);
  nx_page_write_form (model, request, nx_transfers_declare_fields, declaration_inputs, faults);
  nx_json_end_object (model);
  return nx_page_respond (request, status, "transfer", _ ("Pay by transfer"), model, error);
}

static NxResponse *
to_payment (const char *id, const char *rest)
{
  g_autofree char *address = g_strconcat ("/parent/paiements/", id, rest, NULL);

  return nx_response_redirect (address);
}

static NxResponse *
show_transfer (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxPayment) payment = nx_payments_get (db, nx_request_actor (request), nx_request_param (request, "id"), error);

  if (payment == NULL)
    return NULL;
  if (!is_instructed (payment) || !nx_transfers_offered (nx_request_app (request)->config))
    return to_payment (payment->id, "");
  return transfer_page (request, payment, 200, NULL, error);
}

static gboolean
is_for_the_page (const GError *fault)
{
  return fault->domain == NX_ERROR && fault->code != NX_ERROR_NOT_FOUND
         && (nx_error_status (fault->code) < SMALL_ERROR || fault->code == NX_ERROR_UNAVAILABLE);
}

static NxResponse *
do_begin (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const NxPaymentOrder order = { .payment_id = nx_request_param (request, "id"), .type = -1 };
  g_autoptr (NxPayment) payment = nx_payments_get (db, actor, order.payment_id, error), begun = NULL;
  g_autoptr (GError) fault = NULL;

  if (payment == NULL)
    return NULL;
  begun = nx_transfers_begin (db, nx_request_app (request)->config, actor, &order, &fault);
  if (begun != NULL)
    return to_payment (begun->id, "/virement");
  if (is_for_the_page (fault))
    return nx_payment_page (request, db, payment, nx_error_status (fault->code), fault->message, error);
  g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

static NxResponse *
do_declare (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const NxConfig *config = nx_request_app (request)->config;
  NxValues *body = nx_request_body (request);
  g_autoptr (NxPayment) payment = nx_payments_get (db, actor, nx_request_param (request, "id"), error), declared = NULL;
  g_autoptr (GHashTable) faults = NULL;
  g_autoptr (GError) fault = NULL;
  NxTransferDeclaration declaration = { 0 };

  if (payment == NULL)
    return NULL;
  if (!is_instructed (payment) || !nx_transfers_offered (config))
    return to_payment (payment->id, "");
  if (body == NULL)
    return transfer_page (request, payment, 422, nx_request_faults (request), error);

  declaration.payment_id = payment->id;
  declaration.date = nx_values_date (body, "transferDate");
  declaration.note = nx_values_string (body, "note");
  declaration.proof = nx_request_part (request, "proof");
  if (nx_values_money (body, "transferAmount", &declaration.amount))
    declared = nx_transfers_declare (db, config, actor, &declaration, &fault);
  if (declared != NULL)
    return to_payment (payment->id, "/virement#etat");
  if (fault == NULL || !is_for_the_page (fault))
    {
      if (fault != NULL)
        g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  faults = nx_page_faults (fault);
  return transfer_page (request, payment, nx_error_status (fault->code), faults, error);
}

const NxRoute nx_transfer_page_routes[] = {
  { "GET", "/parent/paiements/{id}/virement", NX_ROLES_PARENT, NULL, NULL, show_transfer, NX_ROUTE_PAGE,
    "How to pay by transfer, and whether it was sent" },
  { "POST", "/parent/paiements/{id}/virement", NX_ROLES_PARENT, NULL, NULL, do_begin, NX_ROUTE_PAGE, "Pay by transfer" },
  { "POST", "/parent/paiements/{id}/virement/envoi", NX_ROLES_PARENT, NULL, nx_transfers_declare_fields, do_declare,
    NX_ROUTE_PAGE | NX_ROUTE_UPLOAD, "A transfer was sent, by the page", .file = "proof" },
  { NULL },
};
