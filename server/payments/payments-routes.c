/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-service.h"

#include "server/families/families.h"

static const NxField list_query[] = {
  { "status", NX_FIELD_ENUM, .enum_type = &nx_payment_status_enum },
  { "method", NX_FIELD_ENUM, .enum_type = &nx_payment_method_enum },
  { "studentId", NX_FIELD_ID },
  { "limit", NX_FIELD_INT, .min = 1, .max = 200 },
  { "cursor", NX_FIELD_STRING, .max = 100 },
  { NULL }
};

static NxResponse *list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *get (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_payments_routes[] = {
  { "GET", "/api/payments", NX_ROLES_OFFICE | NX_ROLES_PARENT, list_query, NULL, list, NX_ROUTE_NONE, "Payments, the newest first" },
  { "GET", "/api/payments/{id}", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, NULL, get, NX_ROUTE_NONE, "One payment" },
  { NULL }
};

static NxResponse *
list (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  const NxActor *actor = nx_request_actor (request);
  const char *student_id = nx_values_string (query, "studentId");
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) payments = NULL;

  if (student_id != NULL && !nx_families_check_student (db, actor, student_id, error))
    return NULL;
  payments = nx_payments_list (db, actor, student_id, nx_values_enum (query, "status"), nx_values_enum (query, "method"),
                               (guint) nx_values_int (query, "limit", 50), nx_values_string (query, "cursor"), &next, error);
  return payments == NULL ? NULL : nx_response_list (payments, next);
}

static NxResponse *
get (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxPayment) payment = nx_payments_get (db, nx_request_actor (request), nx_request_param (request, "id"), error);

  return payment == NULL ? NULL : nx_response_record (200, "payment", payment);
}
