/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches-input.h"
#include "server/coaches/exceptions.h"
#include "server/http/nx-route.h"

#include <glib/gi18n-lib.h>

static NxResponse *handle_list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_add (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_remove (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_open (NxRequest *request, NxDb *db, GError **error);

static const NxField list_query[] = {
  { "from", NX_FIELD_STRING, 0, 1, 40, .label = N_ ("From") },
  { "to", NX_FIELD_STRING, 0, 1, 40, .label = N_ ("To") },
  { NULL },
};
static const NxField open_query[] = {
  { "from", NX_FIELD_STRING, 0, 1, 40, .label = N_ ("From") },
  { "to", NX_FIELD_STRING, 0, 1, 40, .label = N_ ("To") },
  { "coachId", NX_FIELD_ID, .label = N_ ("Coach") },
  { NULL },
};
static const NxField add_fields[] = {
  { "from", NX_FIELD_TIME, NX_FIELD_REQUIRED, .label = N_ ("From") },
  { "to", NX_FIELD_TIME, NX_FIELD_REQUIRED, .label = N_ ("To") },
  { "available", NX_FIELD_BOOL, NX_FIELD_REQUIRED, .label = N_ ("Extra time") },
  { "types", NX_FIELD_ENUM_LIST, 0, 1, 3, .enum_type = &nx_service_type_enum, .label = N_ ("Modalities") },
  { "reason", NX_FIELD_STRING, NX_FIELD_NULLABLE, 0, 200, .label = N_ ("Reason") },
  { NULL },
};

extern const NxRoute nx_exceptions_routes[];
const NxRoute nx_exceptions_routes[] = {
  { "GET", "/api/availability", NX_ROLES_STAFF, open_query, NULL, handle_open, NX_ROUTE_NONE,
    "When coaches can be booked: weekly ranges, exceptions and closures worked in" },
  { "GET", "/api/coaches/{id}/exceptions", NX_ROLES_STAFF, list_query, NULL, handle_list, NX_ROUTE_NONE,
    "Absences and extra time of a coach" },
  { "POST", "/api/coaches/{id}/exceptions", NX_ROLES_STAFF, NULL, add_fields, handle_add, NX_ROUTE_IDEMPOTENT,
    "An absence or extra time of a coach" },
  { "DELETE", "/api/coaches/{id}/exceptions/{exceptionId}", NX_ROLES_STAFF, NULL, NULL, handle_remove, NX_ROUTE_NONE,
    "Remove an exception" },
  { NULL },
};

static NxResponse *
handle_open (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (GPtrArray) ranges = NULL;
  gint64 from, to;

  if (!nx_input_period (query, &from, &to, error))
    return NULL;
  if (from == NX_TIME_NONE)
    from = to != NX_TIME_NONE ? to - 7 * NX_TIME_DAY : actor->now;
  if (to == NX_TIME_NONE)
    to = from + 7 * NX_TIME_DAY;
  ranges = nx_open_ranges (db, actor, nx_values_string (query, "coachId"), from, to, error);

  return ranges != NULL ? nx_response_list (ranges, NULL) : NULL;
}

static NxResponse *
handle_list (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (GPtrArray) exceptions = NULL;
  gint64 from, to;

  if (!nx_input_period (nx_request_query (request), &from, &to, error))
    return NULL;
  exceptions = nx_exceptions_list (db, nx_request_actor (request), nx_request_param (request, "id"), from, to, error);

  return exceptions != NULL ? nx_response_list (exceptions, NULL) : NULL;
}

static NxResponse *
handle_add (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_autoptr (NxAvailabilityException) exception = g_object_new (NX_TYPE_AVAILABILITY_EXCEPTION, NULL);

  exception->coachId = g_strdup (nx_request_param (request, "id"));
  exception->from = nx_values_time (body, "from");
  exception->to = nx_values_time (body, "to");
  exception->available = nx_values_bool (body, "available", FALSE);
  exception->types = nx_values_enum_list (body, "types");
  exception->reason = g_strdup (nx_values_string (body, "reason"));

  return nx_exception_add (db, nx_request_actor (request), exception, error) ? nx_response_record (201, "exception", exception) : NULL;
}

static NxResponse *
handle_remove (NxRequest *request, NxDb *db, GError **error)
{
  return nx_exception_remove (db, nx_request_actor (request), nx_request_param (request, "id"),
                              nx_request_param (request, "exceptionId"), error)
           ? nx_response_empty ()
           : NULL;
}
