/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking.h"
#include "server/coaches/centre.h"
#include "server/http/nx-route.h"
#include "server/nx-app.h"

#include <glib/gi18n-lib.h>

static NxResponse *handle_rooms (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_add_room (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_change_room (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_closures (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_add_closure (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_change_closure (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_remove_closure (NxRequest *request, NxDb *db, GError **error);

#define ROOM(required)                                                \
  { "name", NX_FIELD_STRING, required, 1, 60, .label = N_ ("Name") }, \
    { "capacity", NX_FIELD_INT, required, 1, 100, .label = N_ ("Places") }, { "active", NX_FIELD_BOOL, .label = N_ ("In use") }
static const NxField add_room_fields[] = { ROOM (NX_FIELD_REQUIRED), { NULL } };
static const NxField change_room_fields[] = { ROOM (NX_FIELD_OPTIONAL), { NULL } };

static const NxField closures_query[] = {
  { "from", NX_FIELD_DATE, .label = N_ ("First day") },
  { "to", NX_FIELD_DATE, .label = N_ ("Last day") },
  { NULL },
};
#define CLOSURE(required)                                                         \
  { "firstDay", NX_FIELD_DATE, required, .label = N_ ("First day") },             \
    { "lastDay", NX_FIELD_DATE, required, .label = N_ ("Last day") },             \
    { "name", NX_FIELD_STRING, required, 1, 120, .label = N_ ("Name") }, { "bookable", NX_FIELD_BOOL, .label = N_ ("Sessions can be booked") }
static const NxField add_closure_fields[] = { CLOSURE (NX_FIELD_REQUIRED), { NULL } };
static const NxField change_closure_fields[] = { CLOSURE (NX_FIELD_OPTIONAL), { NULL } };

extern const NxRoute nx_centre_routes[];
const NxRoute nx_centre_routes[] = {
  { "GET", "/api/rooms", NX_ROLES_SIGNED_IN, NULL, NULL, handle_rooms, NX_ROUTE_NONE, "The rooms of the centre" },
  { "POST", "/api/admin/rooms", NX_ROLES_ADMIN, NULL, add_room_fields, handle_add_room, NX_ROUTE_NONE, "A new room" },
  { "PATCH", "/api/admin/rooms/{id}", NX_ROLES_ADMIN, NULL, change_room_fields, handle_change_room, NX_ROUTE_NONE,
    "Rename a room, change its places, take it out of use" },
  { "GET", "/api/closures", NX_ROLES_SIGNED_IN, closures_query, NULL, handle_closures, NX_ROUTE_NONE,
    "Days on which the centre is closed, and school holidays" },
  { "POST", "/api/closures", NX_ROLES_OFFICE, NULL, add_closure_fields, handle_add_closure, NX_ROUTE_IDEMPOTENT,
    "Close the centre, or mark school holidays; answers the sessions that lie in it" },
  { "PATCH", "/api/closures/{id}", NX_ROLES_OFFICE, NULL, change_closure_fields, handle_change_closure, NX_ROUTE_NONE,
    "Change a closure" },
  { "DELETE", "/api/closures/{id}", NX_ROLES_OFFICE, NULL, NULL, handle_remove_closure, NX_ROUTE_NONE, "Remove a closure" },
  { NULL },
};

/* -1 where it was not said. */
static int
choice (NxValues *values, const char *name)
{
  return nx_values_has (values, name) ? nx_values_bool (values, name, FALSE) : -1;
}

static NxResponse *
handle_rooms (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (GPtrArray) rooms = nx_rooms_list (db, nx_request_actor (request), error);

  return rooms != NULL ? nx_response_list (rooms, NULL) : NULL;
}

static NxResponse *
handle_add_room (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_autoptr (NxRoom) room = g_object_new (NX_TYPE_ROOM, NULL);

  room->name = g_strdup (nx_values_string (body, "name"));
  room->capacity = nx_values_int (body, "capacity", 0);
  room->active = nx_values_bool (body, "active", TRUE);

  return nx_room_add (db, nx_request_actor (request), room, error) ? nx_response_record (201, "room", room) : NULL;
}

static NxResponse *
handle_change_room (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_autoptr (NxRoom) room = nx_room_change (db, nx_request_actor (request), nx_request_param (request, "id"),
                                            nx_values_string (body, "name"), (int) nx_values_int (body, "capacity", 0),
                                            choice (body, "active"), error);

  return room != NULL ? nx_response_record (200, "room", room) : NULL;
}

static NxResponse *
handle_closures (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  g_autoptr (GPtrArray) closures
    = nx_closures_list (db, nx_request_actor (request), nx_values_date (query, "from"), nx_values_date (query, "to"), error);

  return closures != NULL ? nx_response_list (closures, NULL) : NULL;
}

static gint64
day_start (gint32 day)
{
  gint64 time;

  return nx_time_from_local (day, 0, nx_time_zone (NX_TIME_CENTRE_ZONE), &time) ? time : (gint64) day * NX_TIME_DAY;
}

/* What was there before the closure, for the office to move or to leave: most of it, by time. */
static NxResponse *
respond_with_sessions (NxRequest *request, NxDb *db, guint status, NxClosure *closure, GError **error)
{
  NxSessionFilter filter = NX_SESSION_FILTER_INIT;
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (NxJsonWriter) json = NULL;

  filter.from = day_start (closure->firstDay);
  filter.to = day_start (closure->lastDay + 1);
  filter.status = NX_SESSION_SCHEDULED;
  filter.limit = 200;
  sessions = nx_booking_list (db, nx_request_actor (request), nx_request_app (request)->config, &filter, NULL, error);
  if (sessions == NULL)
    return NULL;

  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_record_write (NX_RECORD (closure), json, "closure");
  nx_json_begin_array (json, "sessions");
  for (guint i = 0; i < sessions->len; i++)
    nx_record_write (g_ptr_array_index (sessions, i), json, NULL);
  nx_json_end_array (json);
  nx_json_end_object (json);

  return nx_response_json (status, g_steal_pointer (&json));
}

static NxResponse *
handle_add_closure (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_autoptr (NxClosure) closure = g_object_new (NX_TYPE_CLOSURE, NULL);

  closure->firstDay = nx_values_date (body, "firstDay");
  closure->lastDay = nx_values_date (body, "lastDay");
  closure->name = g_strdup (nx_values_string (body, "name"));
  closure->bookable = nx_values_bool (body, "bookable", FALSE);
  if (!nx_closure_add (db, nx_request_actor (request), closure, error))
    return NULL;

  return respond_with_sessions (request, db, 201, closure, error);
}

static NxResponse *
handle_change_closure (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_autoptr (NxClosure) closure
    = nx_closure_change (db, nx_request_actor (request), nx_request_param (request, "id"), nx_values_date (body, "firstDay"),
                         nx_values_date (body, "lastDay"), nx_values_string (body, "name"), choice (body, "bookable"), error);

  return closure != NULL ? respond_with_sessions (request, db, 200, closure, error) : NULL;
}

static NxResponse *
handle_remove_closure (NxRequest *request, NxDb *db, GError **error)
{
  return nx_closure_remove (db, nx_request_actor (request), nx_request_param (request, "id"), error) ? nx_response_empty () : NULL;
}
