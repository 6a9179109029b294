/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions.h"

#include <glib/gi18n-lib.h>

const NxField nx_subscriptions_change_fields[] = {
  { "studentId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_("Pupil") },
  { "planName", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &nx_plan_name_enum, .label = N_("Plan") },
  { "ariaSubjects", NX_FIELD_ENUM_LIST, NX_FIELD_REQUIRED, .min = 0, .max = 10, .enum_type = &nx_subject_enum, .label = N_("ARIA subjects") },
  { "method", NX_FIELD_ENUM, NX_FIELD_NULLABLE, .enum_type = &nx_payment_method_enum, .label = N_("Method of payment") },
  { NULL }
};

static NxResponse *change (NxRequest *request, NxDb *db, GError **error);
static NxResponse *catalogue (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_subscriptions_routes[] = {
  { "POST", "/api/subscriptions/change", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, nx_subscriptions_change_fields, change,
    NX_ROUTE_IDEMPOTENT, "Choose a plan and ARIA subjects for a pupil" },
  { "GET", "/api/catalogue", NX_ROLES_ANYONE, NULL, NULL, catalogue, NX_ROUTE_NONE, "Plans, packs, ARIA add-ons and session costs" },
  { NULL }
};

static NxResponse *
change (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxSubscriptionChange wanted = { .student_id = nx_values_string (body, "studentId"),
                                        .plan = (NxPlanName) nx_values_enum (body, "planName"),
                                        .aria_subjects = nx_values_enum_list (body, "ariaSubjects"),
                                        .method = nx_values_enum (body, "method") };
  g_autoptr (NxSubscription) subscription = NULL;
  g_autoptr (NxPayment) payment = NULL;
  g_autoptr (NxJsonWriter) writer = NULL;

  if (!nx_subscriptions_change (db, nx_request_actor (request), &wanted, &subscription, &payment, error))
    return NULL;
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_record_write (NX_RECORD (subscription), writer, "subscription");
  if (payment != NULL)
    nx_record_write (NX_RECORD (payment), writer, "payment");
  else
    nx_json_add_null (writer, "payment");
  nx_json_end_object (writer);
  return nx_response_json (201, g_steal_pointer (&writer));
}

static NxResponse *
catalogue (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (GPtrArray) items = nx_subscriptions_catalogue (db, nx_request_actor (request), error);

  return items == NULL ? NULL : nx_response_list (items, NULL);
}
