/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions.h"

#include <glib/gi18n-lib.h>

const NxField nx_subscriptions_change_fields[] = {
  { "studentId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_("Pupil") },
  { "planName", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &nx_plan_name_enum, .label = N_("Plan") },
  { "ariaSubjects", NX_FIELD_ENUM_LIST, NX_FIELD_REQUIRED, .min = 0, .max = 10, .enum_type = &nx_subject_enum, .label = N_("ARIA subjects") },
  { "method", NX_FIELD_ENUM, NX_FIELD_NULLABLE, .enum_type = &nx_payment_method_enum, .label = N_("Method of payment") },
  { "note", NX_FIELD_TEXT, NX_FIELD_NULLABLE, .min = 1, .max = 500, .label = N_("Note") },
  { NULL }
};

static const NxField cancel_fields[] = {
  { "studentId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_("Pupil") },
  { "reason", NX_FIELD_STRING, NX_FIELD_NULLABLE, .max = 500, .label = N_("Reason") },
  { NULL }
};
static const NxField resume_fields[] = {
  { "studentId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_("Pupil") },
  { NULL }
};

static NxResponse *change (NxRequest *request, NxDb *db, GError **error);
static NxResponse *catalogue (NxRequest *request, NxDb *db, GError **error);
static NxResponse *cancel (NxRequest *request, NxDb *db, GError **error);
static NxResponse *resume (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_subscriptions_routes[] = {
  { "POST", "/api/subscriptions/change", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, nx_subscriptions_change_fields, change,
    NX_ROUTE_IDEMPOTENT, "Choose a plan and ARIA subjects for a pupil" },
  { "POST", "/api/subscriptions/cancel", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, cancel_fields, cancel, NX_ROUTE_IDEMPOTENT,
    "End a pupil's plan when what is paid is over" },
  { "POST", "/api/subscriptions/resume", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, resume_fields, resume, NX_ROUTE_IDEMPOTENT,
    "Take the end of a plan back" },
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
                                        .method = nx_values_enum (body, "method"),
                                        .note = nx_values_string (body, "note") };
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

static NxResponse *
cancel (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_autoptr (NxSubscription) subscription = nx_subscriptions_cancel (db, nx_request_actor (request), nx_values_string (body, "studentId"),
                                                                     nx_values_string (body, "reason"), error);

  return subscription == NULL ? NULL : nx_response_record (200, "subscription", subscription);
}

static NxResponse *
resume (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxSubscription) subscription = nx_subscriptions_resume (db, nx_request_actor (request),
                                                                     nx_values_string (nx_request_body (request), "studentId"), error);

  return subscription == NULL ? NULL : nx_response_record (200, "subscription", subscription);
}
