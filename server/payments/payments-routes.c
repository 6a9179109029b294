/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-service.h"

#include <glib/gi18n-lib.h>

#include "server/families/families.h"
#include "server/transfers/transfers.h"

static const NxField list_query[] = {
  { "status", NX_FIELD_ENUM, .enum_type = &nx_payment_status_enum },
  { "method", NX_FIELD_ENUM, .enum_type = &nx_payment_method_enum },
  { "studentId", NX_FIELD_ID },
  { "attention", NX_FIELD_BOOL },
  { "limit", NX_FIELD_INT, .min = 1, .max = 200 },
  { "cursor", NX_FIELD_STRING, .max = 100 },
  { NULL }
};

static const NxField desk_fields[] = {
  { "paymentId", NX_FIELD_ID, .label = N_("Payment") },
  { "type", NX_FIELD_ENUM, .enum_type = &nx_payment_type_enum, .label = N_("Kind of payment") },
  { "key", NX_FIELD_STRING, .min = 1, .max = 40, .label = N_("Item") },
  { "studentId", NX_FIELD_ID, .label = N_("Pupil") },
  { "amountReceived", NX_FIELD_MONEY, NX_FIELD_NULLABLE, .min = 0, .max = 100000000, .label = N_("Amount") },
  { "note", NX_FIELD_TEXT, NX_FIELD_NULLABLE, .min = 1, .max = 1000, .label = N_("Note") },
  { NULL }
};

static const NxField refund_fields[] = {
  { "reason", NX_FIELD_TEXT, NX_FIELD_REQUIRED, .min = 5, .max = 1000, .label = N_("Reason") },
  { NULL }
};

static const NxField handled_fields[] = {
  { "note", NX_FIELD_TEXT, NX_FIELD_REQUIRED, .min = 3, .max = 1000, .label = N_("Note") },
  { NULL }
};

static NxResponse *list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *get (NxRequest *request, NxDb *db, GError **error);
static NxResponse *take_cash (NxRequest *request, NxDb *db, GError **error);
static NxResponse *refund (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handled (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_payments_routes[] = {
  { "GET", "/api/payments", NX_ROLES_OFFICE | NX_ROLES_PARENT, list_query, NULL, list, NX_ROUTE_NONE, "Payments, the newest first" },
  { "GET", "/api/payments/{id}", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, NULL, get, NX_ROUTE_NONE, "One payment, and what happened to it" },
  { "POST", "/api/payments/manual", NX_ROLES_OFFICE, NULL, desk_fields, take_cash, NX_ROUTE_IDEMPOTENT, "Cash or a cheque taken at the desk" },
  { "POST", "/api/payments/{id}/refund", NX_ROLES_OFFICE, NULL, refund_fields, refund, NX_ROUTE_IDEMPOTENT, "Take back what is left unused" },
  { "POST", "/api/payments/{id}/handled", NX_ROLES_OFFICE, NULL, handled_fields, handled, NX_ROUTE_NONE,
    "What called the office's attention was looked at" },
  { NULL }
};

static NxResponse *
list (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  const NxActor *actor = nx_request_actor (request);
  const char *student_id = nx_values_string (query, "studentId"), *cursor = nx_values_string (query, "cursor");
  const guint limit = (guint) nx_values_int (query, "limit", 50);
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) payments = NULL;

  if (student_id != NULL && !nx_families_check_student (db, actor, student_id, error))
    return NULL;
  if (nx_values_bool (query, "attention", FALSE) && nx_actor_is_office (actor))
    payments = nx_payments_list_attention (db, actor, limit, cursor, &next, error);
  else
    payments = nx_payments_list (db, actor, student_id, nx_values_enum (query, "status"), nx_values_enum (query, "method"), limit, cursor,
                                 &next, error);
  return payments == NULL ? NULL : nx_response_list (payments, next);
}

static NxResponse *
get (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxPayment) payment = nx_payments_get (db, actor, nx_request_param (request, "id"), error);
  g_autoptr (NxJsonWriter) writer = NULL;

  if (payment == NULL)
    return NULL;
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_record_write (NX_RECORD (payment), writer, "payment");
  if (!nx_payments_write_events (db, actor, payment->id, writer, error))
    return NULL;
  nx_transfers_write_instructions (writer, "instructions", nx_request_app (request)->config, payment);
  nx_json_end_object (writer);
  return nx_response_json (200, g_steal_pointer (&writer));
}

static NxResponse *
take_cash (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  NxDeskPayment desk = { .order = { .payment_id = nx_values_string (body, "paymentId"),
                                    .type = nx_values_enum (body, "type"),
                                    .key = nx_values_string (body, "key"),
                                    .student_id = nx_values_string (body, "studentId") },
                         .note = nx_values_string (body, "note") };
  g_autoptr (NxPayment) payment = NULL;

  if (!nx_values_money (body, "amountReceived", &desk.received))
    desk.received = (NxMoney){ 0 };
  payment = nx_payments_take_cash (db, nx_request_actor (request), &desk, error);
  return payment == NULL ? NULL : nx_response_record (201, "payment", payment);
}

static NxResponse *
refund (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (NxRefund) result = { NULL };
  g_autofree char *sentence = NULL;
  NxJsonWriter *writer;

  if (!nx_payments_refund (db, nx_request_actor (request), nx_request_param (request, "id"),
                           nx_values_string (nx_request_body (request), "reason"), &result, error))
    return NULL;
  sentence = nx_payments_refund_sentence (&result);
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_record_write (NX_RECORD (result.payment), writer, "payment");
  nx_json_begin_object (writer, "reversed");
  nx_json_add_credits (writer, "credits", result.reversed);
  nx_json_end_object (writer);
  nx_json_begin_object (writer, "notReversed");
  nx_json_add_credits (writer, "credits", result.kept);
  nx_json_add_string (writer, "sentence", sentence);
  nx_json_end_object (writer);
  nx_json_add_bool (writer, "planEnded", result.plan_ended);
  nx_json_end_object (writer);
  return nx_response_json (200, writer);
}

static NxResponse *
handled (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxPayment) payment = nx_payments_handled (db, nx_request_actor (request), nx_request_param (request, "id"),
                                                       nx_values_string (nx_request_body (request), "note"), error);

  return payment == NULL ? NULL : nx_response_record (200, "payment", payment);
}
