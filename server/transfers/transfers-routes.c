/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "server/nx-app.h"
#include "server/payments/payments-service.h"
#include "server/transfers/transfers-proofs.h"
#include "server/transfers/transfers-store.h"
#include "server/transfers/transfers.h"

/* More than any payment of ours, far from the end of a number. */
#define MOST 1000000000

enum { APPROVE, REJECT };
static const NxEnumValue decisions[] = { { "approve", "approve" }, { "reject", "reject" }, { NULL } };
static const NxEnum decision_enum = { "decision", decisions };

static const NxField begin_fields[] = {
  { "paymentId", NX_FIELD_ID },
  { "type", NX_FIELD_ENUM, .enum_type = &nx_payment_type_enum },
  { "key", NX_FIELD_STRING, .min = 1, .max = 60 },
  { "studentId", NX_FIELD_ID },
  { NULL }
};

#define DECLARATION                                                                                   \
  { "transferDate", NX_FIELD_DATE, NX_FIELD_REQUIRED, .label = N_("Day of the transfer") },           \
  { "transferAmount", NX_FIELD_MONEY, NX_FIELD_REQUIRED, 1, MOST, .label = N_("Amount sent") },       \
  { "note", NX_FIELD_TEXT, NX_FIELD_OPTIONAL, 0, 500, .label = N_("Note") }, { NULL }

const NxField nx_transfers_declare_fields[] = { DECLARATION };
static const NxField declare_fields[] = { { "paymentId", NX_FIELD_ID, NX_FIELD_REQUIRED }, DECLARATION };

static const NxField confirm_fields[] = {
  { "paymentId", NX_FIELD_ID, NX_FIELD_REQUIRED },
  { "receivedAmount", NX_FIELD_MONEY, NX_FIELD_REQUIRED, 1, MOST, .label = N_("Amount received") },
  { "receivedOn", NX_FIELD_DATE, NX_FIELD_REQUIRED, .label = N_("Day of receipt") },
  { "note", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 500, .label = N_("Note") },
  { "acceptDifference", NX_FIELD_BOOL },
  { NULL }
};

static const NxField validate_fields[] = {
  { "paymentId", NX_FIELD_ID, NX_FIELD_REQUIRED },
  { "action", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &decision_enum },
  { "note", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 500, .label = N_("Note") },
  { NULL }
};

static NxResponse *begin (NxRequest *request, NxDb *db, GError **error);
static NxResponse *declare (NxRequest *request, NxDb *db, GError **error);
static NxResponse *confirm (NxRequest *request, NxDb *db, GError **error);
static NxResponse *validate (NxRequest *request, NxDb *db, GError **error);
static NxResponse *proof (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_transfers_routes[] = {
  { "POST", "/api/payments/wise", NX_ROLES_PARENT, NULL, begin_fields, begin, NX_ROUTE_IDEMPOTENT, "How to pay by transfer" },
  { "POST", "/api/payments/wise/declare", NX_ROLES_PARENT, NULL, declare_fields, declare, NX_ROUTE_IDEMPOTENT | NX_ROUTE_UPLOAD,
    "A transfer was sent", .file = "proof" },
  { "POST", "/api/payments/wise/confirm", NX_ROLES_OFFICE, NULL, confirm_fields, confirm, NX_ROUTE_IDEMPOTENT, "A transfer arrived" },
  { "POST", "/api/payments/validate", NX_ROLES_OFFICE, NULL, validate_fields, validate, NX_ROUTE_IDEMPOTENT, "Approve or reject a payment" },
  { "GET", "/api/payments/{id}/proof", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, NULL, proof, NX_ROUTE_NONE, "What a family joined to its declaration" },
  { NULL }
};

static NxResponse *
begin (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxConfig *config = nx_request_app (request)->config;
  const NxPaymentOrder order = { nx_values_string (body, "paymentId"), nx_values_enum (body, "type"), nx_values_string (body, "key"),
                                 nx_values_string (body, "studentId") };
  g_autoptr (NxPayment) payment = nx_transfers_begin (db, config, nx_request_actor (request), &order, error);

  if (payment == NULL)
    return NULL;
  NxJsonWriter *writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_record_write (NX_RECORD (payment), writer, "payment");
  nx_json_add_string (writer, "reference", payment->reference);
  nx_transfers_write_instructions (writer, "instructions", config, payment);
  nx_json_end_object (writer);
  return nx_response_json (201, writer);
}

static NxResponse *
declare (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  NxTransferDeclaration declaration = { .payment_id = nx_values_string (body, "paymentId"),
                                        .date = nx_values_date (body, "transferDate"),
                                        .note = nx_values_string (body, "note"),
                                        .proof = nx_request_part (request, "proof") };

  nx_values_money (body, "transferAmount", &declaration.amount);
  g_autoptr (NxPayment) payment
    = nx_transfers_declare (db, nx_request_app (request)->config, nx_request_actor (request), &declaration, error);
  return payment == NULL ? NULL : nx_response_record (200, "payment", payment);
}

/* {payment, granted: {subscriptionId?, credits}} */
static NxResponse *
answer_granted (NxDb *db, const NxActor *actor, NxPayment *payment, GError **error)
{
  g_autoptr (NxRows) granted = nx_transfers_store_granted (db, actor, payment->id, error);

  if (granted == NULL)
    return NULL;
  const char *subscription_id = nx_rows_text (granted, 0, "subscription_id");
  NxJsonWriter *writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_record_write (NX_RECORD (payment), writer, "payment");
  nx_json_begin_object (writer, "granted");
  if (subscription_id != NULL)
    nx_json_add_string (writer, "subscriptionId", subscription_id);
  nx_json_add_credits (writer, "credits", (gint32) nx_rows_int (granted, 0, "credits"));
  nx_json_end_object (writer);
  nx_json_end_object (writer);
  return nx_response_json (200, writer);
}

static NxResponse *
confirm (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxPayment) payment = NULL;
  NxMoney received = { 0, "" };

  nx_values_money (body, "receivedAmount", &received);
  if (!nx_transfers_confirm (db, actor, nx_values_string (body, "paymentId"), received, nx_values_date (body, "receivedOn"),
                             nx_values_bool (body, "acceptDifference", FALSE), nx_values_string (body, "note"), &payment, error))
    return NULL;
  return answer_granted (db, actor, payment, error);
}

static NxResponse *
validate (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxActor *actor = nx_request_actor (request);
  const char *id = nx_values_string (body, "paymentId"), *note = nx_values_string (body, "note");
  g_autoptr (NxPayment) payment = NULL;

  if (nx_values_enum (body, "action") == REJECT)
    return nx_transfers_reject (db, actor, id, note, &payment, error) ? nx_response_record (200, "payment", payment) : NULL;
  return nx_transfers_approve (db, actor, id, note, &payment, error) ? answer_granted (db, actor, payment, error) : NULL;
}

/* Whatever a family sent is saved, never shown: no browser makes a page of it. Its name is ours. */
static NxResponse *
proof (NxRequest *request, NxDb *db, GError **error)
{
  const char *media_type;
  g_autoptr (NxPayment) payment = nx_payments_get (db, nx_request_actor (request), nx_request_param (request, "id"), error);
  g_autoptr (GBytes) content = payment != NULL ? nx_proofs_open (db, nx_request_app (request)->config, payment->id, &media_type, error) : NULL;

  if (content == NULL)
    return NULL;
  const char *suffix = strrchr (media_type, '/') + 1;
  g_autofree char *disposition = g_strdup_printf ("attachment; filename=\"virement-%s.%s\"", payment->reference != NULL ? payment->reference : payment->id,
                                                  strcmp (suffix, "jpeg") == 0 ? "jpg" : suffix);
  NxResponse *response = nx_response_bytes (200, media_type, content);
  nx_response_header (response, "Content-Disposition", disposition);
  nx_response_header (response, "Content-Security-Policy", "sandbox; default-src 'none'");
  return nx_response_header (response, "Cache-Control", "no-store");
}
