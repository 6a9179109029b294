/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking.h"
#include "server/coaches/coaches-input.h"
#include "server/http/nx-route.h"
#include "server/nx-app.h"

#include <string.h>
#include <glib/gi18n-lib.h>

static NxResponse *handle_book (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_cancel (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_get (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_move (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_attendance (NxRequest *request, NxDb *db, GError **error);

static const NxField book_fields[] = {
  { "studentId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Student") },
  { "sessionId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Workshop") },
  { "coachId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Coach") },
  { "subject", NX_FIELD_ENUM, 0, .enum_type = &nx_subject_enum, .label = N_ ("Subject") },
  { "type", NX_FIELD_ENUM, 0, .enum_type = &nx_service_type_enum, .label = N_ ("Modality") },
  { "scheduledAt", NX_FIELD_TIME, 0, .label = N_ ("Start") },
  { "duration", NX_FIELD_INT, NX_FIELD_NULLABLE, 30, 180, .label = N_ ("Duration") },
  { "title", NX_FIELD_STRING, NX_FIELD_NULLABLE, 1, 120, .label = N_ ("Title") },
  { "description", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 2000, .label = N_ ("Description") },
  { "room", NX_FIELD_STRING, NX_FIELD_NULLABLE, 1, 80, .label = N_ ("Room") },
  { NULL },
};

static const NxField cancel_fields[] = {
  { "sessionId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_ ("Session") },
  { "studentId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Student") },
  { "reason", NX_FIELD_STRING, NX_FIELD_NULLABLE, 0, 500, .label = N_ ("Reason") },
  { "acceptNoRefund", NX_FIELD_BOOL },
  { "refund", NX_FIELD_BOOL, NX_FIELD_NULLABLE },
  { NULL },
};

static const NxField list_query[] = {
  { "from", NX_FIELD_STRING, 0, 1, 40 },
  { "to", NX_FIELD_STRING, 0, 1, 40 },
  { "coachId", NX_FIELD_ID },
  { "studentId", NX_FIELD_ID },
  { "status", NX_FIELD_ENUM, 0, .enum_type = &nx_session_status_enum },
  { "due", NX_FIELD_BOOL },
  { "order", NX_FIELD_STRING, 0, 3, 4 },
  { "limit", NX_FIELD_INT, 0, 1, 200 },
  { "cursor", NX_FIELD_STRING, 0, 1, 200 },
  { NULL },
};

static const NxField move_fields[] = {
  { "scheduledAt", NX_FIELD_TIME, 0, .label = N_ ("Start") },
  { "duration", NX_FIELD_INT, 0, 30, 180, .label = N_ ("Duration") },
  { "coachId", NX_FIELD_ID, 0, .label = N_ ("Coach") },
  { "room", NX_FIELD_STRING, 0, 1, 80, .label = N_ ("Room") },
  { NULL },
};

static const NxField attendance_fields[] = {
  { "studentId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Student") },
  { "attendance", NX_FIELD_ENUM, NX_FIELD_NULLABLE, .enum_type = &nx_attendance_enum, .label = N_ ("Attendance") },
  { "refund", NX_FIELD_BOOL, NX_FIELD_NULLABLE },
  { NULL },
};

extern const NxRoute nx_booking_routes[];
const NxRoute nx_booking_routes[] = {
  { "POST", "/api/sessions/book", NX_ROLES_FAMILY | NX_ROLES_OFFICE, NULL, book_fields, handle_book, NX_ROUTE_IDEMPOTENT,
    "Book a session, or join a workshop" },
  { "POST", "/api/sessions/cancel", NX_ROLES_SIGNED_IN, NULL, cancel_fields, handle_cancel, NX_ROUTE_IDEMPOTENT,
    "Cancel a session or give a seat up" },
  { "GET", "/api/sessions", NX_ROLES_SIGNED_IN, list_query, NULL, handle_list, NX_ROUTE_KEPT,
    "The agenda that the reader may see" },
  { "GET", "/api/sessions/{id}", NX_ROLES_SIGNED_IN, NULL, NULL, handle_get, NX_ROUTE_NONE, "One session" },
  { "PATCH", "/api/sessions/{id}", NX_ROLES_STAFF, NULL, move_fields, handle_move, NX_ROUTE_NONE,
    "Move a session to another time, coach or room" },
  { "POST", "/api/sessions/{id}/attendance", NX_ROLES_STAFF, NULL, attendance_fields, handle_attendance, NX_ROUTE_NONE,
    "Note who was there" },
  { NULL },
};

static NxResponse *
handle_book (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_autoptr (NxSession) session = NULL;
  g_autoptr (NxJsonWriter) json = NULL;
  gint32 balance;
  NxBooking booking = {
    .student_id = nx_values_string (body, "studentId"),
    .session_id = nx_values_string (body, "sessionId"),
    .coach_id = nx_values_string (body, "coachId"),
    .subject = nx_values_enum (body, "subject"),
    .type = nx_values_enum (body, "type"),
    .scheduled_at = nx_values_time (body, "scheduledAt"),
    .duration = (int) nx_values_int (body, "duration", 0),
    .title = nx_values_string (body, "title"),
    .description = nx_values_string (body, "description"),
    .room = nx_values_string (body, "room"),
  };

  session = nx_booking_book (db, nx_request_actor (request), nx_request_app (request)->config, &booking, &balance, error);
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

static NxResponse *
handle_cancel (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_autoptr (NxJsonWriter) json = NULL;
  NxCancellation cancellation = {
    .session_id = nx_values_string (body, "sessionId"),
    .student_id = nx_values_string (body, "studentId"),
    .reason = nx_values_string (body, "reason"),
    .accept_no_refund = nx_values_bool (body, "acceptNoRefund", FALSE),
  };

  if (nx_values_has (body, "refund"))
    cancellation.refund = nx_values_bool (body, "refund", TRUE) ? NX_REFUND_YES : NX_REFUND_NO;
  if (!nx_booking_cancel (db, nx_request_actor (request), &cancellation, error))
    return NULL;

  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_bool (json, "success", TRUE);
  nx_json_add_bool (json, "refunded", cancellation.refunded);
  nx_json_add_credits (json, "creditsRefunded", cancellation.credits_refunded);
  nx_json_add_credits (json, "balance", cancellation.balance);
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}

static NxResponse *
handle_list (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  NxSessionFilter filter = NX_SESSION_FILTER_INIT;
  const char *order = nx_values_string (query, "order");
  g_autoptr (NxJsonWriter) json = NULL;

  if (!nx_input_period (query, &filter.from, &filter.to, error))
    return NULL;
  if (order != NULL && strcmp (order, "asc") != 0 && strcmp (order, "desc") != 0)
    {
      g_propagate_error (error, nx_input_fault ("order", _ ("The order is asc or desc.")));
      return NULL;
    }
  filter.coach_id = nx_values_string (query, "coachId");
  filter.student_id = nx_values_string (query, "studentId");
  filter.status = nx_values_enum (query, "status");
  filter.due_only = nx_values_bool (query, "due", FALSE);
  filter.descending = g_strcmp0 (order, "desc") == 0;
  filter.limit = (int) nx_values_int (query, "limit", 0);
  filter.cursor = nx_values_string (query, "cursor");

  json = nx_json_writer_new ();
  if (!nx_booking_write_list (db, nx_request_actor (request), nx_request_app (request)->config, &filter, json, error))
    return NULL;

  return nx_response_json (200, g_steal_pointer (&json));
}

static NxResponse *
respond_session (NxSession *session)
{
  g_autoptr (NxSession) owned = session;

  return owned != NULL ? nx_response_record (200, "session", owned) : NULL;
}

static NxResponse *
handle_get (NxRequest *request, NxDb *db, GError **error)
{
  return respond_session (nx_booking_get (db, nx_request_actor (request), nx_request_app (request)->config,
                                          nx_request_param (request, "id"), error));
}

/* Returns: the version of If-Match, 0 where there is none or "*", -1 where it is none of ours. */
static gint64
expected_version (NxRequest *request)
{
  const char *tag = nx_request_header (request, "If-Match");
  gsize length = tag != NULL ? strlen (tag) : 0;
  g_autofree char *number = NULL;
  gint64 version;

  if (tag == NULL || strcmp (tag, "*") == 0)
    return 0;
  if (length < 3 || tag[0] != '"' || tag[length - 1] != '"')
    return -1;
  number = g_strndup (tag + 1, length - 2);

  return g_ascii_string_to_signed (number, 10, 1, G_MAXINT32, &version, NULL) ? version : -1;
}

static NxResponse *
handle_move (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  NxMove move = {
    .session_id = nx_request_param (request, "id"),
    .scheduled_at = nx_values_time (body, "scheduledAt"),
    .duration = (int) nx_values_int (body, "duration", 0),
    .coach_id = nx_values_string (body, "coachId"),
    .room = nx_values_string (body, "room"),
    .version = expected_version (request),
  };

  return respond_session (nx_booking_move (db, nx_request_actor (request), nx_request_app (request)->config, &move, error));
}

static NxResponse *
handle_attendance (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  NxAttendanceMark mark = {
    .session_id = nx_request_param (request, "id"),
    .student_id = nx_values_string (body, "studentId"),
    .attendance = nx_values_enum (body, "attendance"),
    .has_refund = nx_values_has (body, "refund"),
    .refund = nx_values_bool (body, "refund", FALSE),
  };

  return respond_session (nx_booking_mark (db, nx_request_actor (request), nx_request_app (request)->config, &mark, error));
}
