/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-route.h"
#include "server/nx-app.h"
#include "server/waiting/waiting.h"

#include <glib/gi18n-lib.h>

static NxResponse *handle_join (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_get (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_leave (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_accept (NxRequest *request, NxDb *db, GError **error);

static const NxField join_fields[] = {
  { "studentId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Student") },
  { "sessionId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Workshop") },
  { "coachId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Coach") },
  { "subject", NX_FIELD_ENUM, 0, .enum_type = &nx_subject_enum, .label = N_ ("Subject") },
  { "type", NX_FIELD_ENUM, 0, .enum_type = &nx_service_type_enum, .label = N_ ("Modality") },
  { "scheduledAt", NX_FIELD_TIME, 0, .label = N_ ("Start") },
  { "duration", NX_FIELD_INT, NX_FIELD_NULLABLE, 30, 180, .label = N_ ("Duration") },
  { NULL },
};

static const NxField list_query[] = {
  { "sessionId", NX_FIELD_ID },
  { "studentId", NX_FIELD_ID },
  { "status", NX_FIELD_ENUM, 0, .enum_type = &nx_waiting_status_enum },
  { "limit", NX_FIELD_INT, 0, 1, 200 },
  { "cursor", NX_FIELD_STRING, 0, 1, 200 },
  { NULL },
};

extern const NxRoute nx_waiting_routes[];
const NxRoute nx_waiting_routes[] = {
  { "POST", "/api/waiting", NX_ROLES_FAMILY | NX_ROLES_OFFICE, NULL, join_fields, handle_join, NX_ROUTE_IDEMPOTENT,
    "Put a name on the waiting list of a full workshop, or of a coach's time" },
  { "GET", "/api/waiting", NX_ROLES_SIGNED_IN, list_query, NULL, handle_list, NX_ROUTE_NONE,
    "The names on waiting lists that the reader may see, in their order" },
  { "GET", "/api/waiting/{id}", NX_ROLES_SIGNED_IN, NULL, NULL, handle_get, NX_ROUTE_NONE, "One name on a waiting list" },
  { "DELETE", "/api/waiting/{id}", NX_ROLES_FAMILY | NX_ROLES_OFFICE, NULL, NULL, handle_leave, NX_ROUTE_NONE,
    "Take a name off a waiting list" },
  { "POST", "/api/waiting/{id}/accept", NX_ROLES_FAMILY | NX_ROLES_OFFICE, NULL, NULL, handle_accept, NX_ROUTE_IDEMPOTENT | NX_ROUTE_PARTIAL,
    "Book the place that is offered" },
  { NULL },
};

static NxResponse *
respond_entry (guint status, NxWaitingEntry *entry)
{
  g_autoptr (NxWaitingEntry) owned = entry;

  return owned != NULL ? nx_response_record (status, "entry", owned) : NULL;
}

static NxResponse *
handle_join (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  NxWaitingRequest wanted = {
    .student_id = nx_values_string (body, "studentId"),
    .session_id = nx_values_string (body, "sessionId"),
    .coach_id = nx_values_string (body, "coachId"),
    .subject = nx_values_enum (body, "subject"),
    .type = nx_values_enum (body, "type"),
    .scheduled_at = nx_values_time (body, "scheduledAt"),
    .duration = (int) nx_values_int (body, "duration", 0),
  };

  return respond_entry (201, nx_waiting_join (db, nx_request_actor (request), nx_request_app (request)->config, &wanted, error));
}

static NxResponse *
handle_list (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  NxWaitingFilter filter = {
    .session_id = nx_values_string (query, "sessionId"),
    .student_id = nx_values_string (query, "studentId"),
    .status = nx_values_enum (query, "status"),
    .limit = (int) nx_values_int (query, "limit", 0),
    .cursor = nx_values_string (query, "cursor"),
  };
  g_autofree char *cursor = NULL;
  g_autoptr (GPtrArray) entries = nx_waiting_list (db, nx_request_actor (request), &filter, &cursor, error);

  return entries != NULL ? nx_response_list (entries, cursor) : NULL;
}

static NxResponse *
handle_get (NxRequest *request, NxDb *db, GError **error)
{
  return respond_entry (200, nx_waiting_get (db, nx_request_actor (request), nx_request_param (request, "id"), error));
}

static NxResponse *
handle_leave (NxRequest *request, NxDb *db, GError **error)
{
  return nx_waiting_leave (db, nx_request_actor (request), nx_request_param (request, "id"), error) ? nx_response_empty () : NULL;
}

static NxResponse *
handle_accept (NxRequest *request, NxDb *db, GError **error)
{
  gint32 balance = 0;
  g_autoptr (NxJsonWriter) json = NULL;
  g_autoptr (NxSession) session = nx_waiting_accept (db, nx_request_actor (request), nx_request_app (request)->config,
                                                     nx_request_param (request, "id"), &balance, error);

  if (session == NULL)
    return NULL;
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_bool (json, "success", TRUE);
  nx_record_write (NX_RECORD (session), json, "session");
  nx_json_add_credits (json, "balance", balance);
  nx_json_end_object (json);

  return nx_response_json (201, g_steal_pointer (&json));
}
