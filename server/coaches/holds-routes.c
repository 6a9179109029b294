/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches-input.h"
#include "server/coaches/holds.h"
#include "server/http/nx-route.h"

#include <glib/gi18n-lib.h>

static NxResponse *handle_list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_take (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_release (NxRequest *request, NxDb *db, GError **error);

static const NxField list_query[] = {
  { "from", NX_FIELD_STRING, 0, 1, 40, .label = N_ ("From") },
  { "to", NX_FIELD_STRING, 0, 1, 40, .label = N_ ("To") },
  { NULL },
};

static const NxField take_fields[] = {
  { "coachId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_ ("Coach") },
  { "scheduledAt", NX_FIELD_TIME, NX_FIELD_REQUIRED, .label = N_ ("Start") },
  { "duration", NX_FIELD_INT, NX_FIELD_REQUIRED, 30, 180, .label = N_ ("Duration") },
  { "room", NX_FIELD_STRING, NX_FIELD_NULLABLE, 1, 60, .label = N_ ("Room") },
  { "studentId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Student") },
  { "sessionId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Session to move") },
  { NULL },
};

extern const NxRoute nx_holds_routes[];
const NxRoute nx_holds_routes[] = {
  { "GET", "/api/holds", NX_ROLES_STAFF, list_query, NULL, handle_list, NX_ROUTE_NONE, "Times that are being booked now" },
  { "POST", "/api/holds", NX_ROLES_SIGNED_IN, NULL, take_fields, handle_take, NX_ROUTE_NONE,
    "Keep a time for three minutes while its form is open" },
  { "DELETE", "/api/holds/{id}", NX_ROLES_SIGNED_IN, NULL, NULL, handle_release, NX_ROUTE_NONE, "Give a kept time up" },
  { NULL },
};

static NxResponse *
handle_list (NxRequest *request, NxDb *db, GError **error)
{
  gint64 from, to;
  g_autoptr (GPtrArray) holds = NULL;

  if (!nx_input_period (nx_request_query (request), &from, &to, error))
    return NULL;
  holds = nx_holds_list (db, nx_request_actor (request), from, to, error);

  return holds != NULL ? nx_response_list (holds, NULL) : NULL;
}

static NxResponse *
handle_take (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  NxHoldRequest wanted = NX_HOLD_REQUEST_INIT;
  g_autoptr (NxHold) hold = NULL;

  wanted.coach_id = nx_values_string (body, "coachId");
  wanted.scheduled_at = nx_values_time (body, "scheduledAt");
  wanted.duration = (int) nx_values_int (body, "duration", 0);
  wanted.room = nx_values_string (body, "room");
  wanted.student_id = nx_values_string (body, "studentId");
  wanted.session_id = nx_values_string (body, "sessionId");
  hold = nx_hold_take (db, nx_request_actor (request), &wanted, error);

  return hold != NULL ? nx_response_record (201, "hold", hold) : NULL;
}

static NxResponse *
handle_release (NxRequest *request, NxDb *db, GError **error)
{
  return nx_hold_release (db, nx_request_actor (request), nx_request_param (request, "id"), error) ? nx_response_empty () : NULL;
}
