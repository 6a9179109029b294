/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches.h"
#include "server/coaches/coaches-input.h"
#include "server/http/nx-route.h"

#include <glib/gi18n-lib.h>

static NxResponse *handle_list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_slots (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_availability (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_set_availability (NxRequest *request, NxDb *db, GError **error);

static const NxField list_query[] = {
  { "limit", NX_FIELD_INT, 0, 1, 200 },
  { "cursor", NX_FIELD_ID },
  { NULL },
};

static const NxField slots_query[] = {
  { "from", NX_FIELD_STRING, 0, 1, 40, .label = N_ ("First day") },
  { "to", NX_FIELD_STRING, 0, 1, 40, .label = N_ ("Last day") },
  { "type", NX_FIELD_ENUM, 0, .enum_type = &nx_service_type_enum, .label = N_ ("Modality") },
  { "duration", NX_FIELD_INT, 0, 30, 180, .label = N_ ("Duration") },
  { "studentId", NX_FIELD_ID },
  { NULL },
};

static const NxField availability_fields[] = {
  { "ranges", NX_FIELD_JSON, NX_FIELD_REQUIRED, .label = N_ ("Weekly availability") },
  { NULL },
};

extern const NxRoute nx_coaches_routes[];
const NxRoute nx_coaches_routes[] = {
  { "GET", "/api/coaches", NX_ROLES_SIGNED_IN, list_query, NULL, handle_list, NX_ROUTE_NONE, "All coaches" },
  { "GET", "/api/coaches/{id}/slots", NX_ROLES_SIGNED_IN, slots_query, NULL, handle_slots, NX_ROUTE_NONE,
    "Starts that can be booked now with a coach" },
  { "GET", "/api/coaches/{id}/availability", NX_ROLES_SIGNED_IN, NULL, NULL, handle_availability, NX_ROUTE_NONE,
    "A coach's weekly availability" },
  { "PUT", "/api/coaches/{id}/availability", NX_ROLES_STAFF, NULL, availability_fields, handle_set_availability, NX_ROUTE_NONE,
    "Replace a coach's weekly availability" },
  { NULL },
};

static const char *
coach_id (GPtrArray *coaches, guint i)
{
  return ((NxCoach *) g_ptr_array_index (coaches, i))->id;
}

static NxResponse *
handle_list (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  const guint limit = (guint) nx_values_int (query, "limit", 50);
  const char *cursor = nx_values_string (query, "cursor"), *next = NULL;
  g_autoptr (GPtrArray) coaches = nx_coaches_list (db, nx_request_actor (request), error);
  guint first = 0;

  if (coaches == NULL)
    return NULL;
  /* A centre has some dozens: all are read, and a page of them is shown. */
  while (cursor != NULL && first < coaches->len && !g_str_equal (coach_id (coaches, first), cursor))
    first++;
  if (cursor != NULL && first < coaches->len)
    g_ptr_array_remove_range (coaches, 0, first + 1);
  if (coaches->len > limit)
    {
      g_ptr_array_set_size (coaches, (int) limit);
      next = coach_id (coaches, limit - 1);
    }
  return nx_response_list (coaches, next);
}

static NxResponse *
handle_slots (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *values = nx_request_query (request);
  const NxActor *actor = nx_request_actor (request);
  NxSlotQuery query = { .coach_id = nx_request_param (request, "id"), .subject = -1, .type = nx_values_enum (values, "type") };
  g_autoptr (GPtrArray) slots = NULL;

  if (!nx_input_period (values, &query.from, &query.to, error))
    return NULL;
  if (query.type < 0)
    query.type = NX_SERVICE_COURS_ONLINE;
  if (query.from == NX_TIME_NONE)
    query.from = actor->now;
  if (query.to == NX_TIME_NONE)
    query.to = query.from + 28 * NX_TIME_DAY;
  query.duration = (int) nx_values_int (values, "duration", 0);
  query.student_id = nx_values_string (values, "studentId");

  slots = nx_coaches_slots (db, actor, &query, error);

  return slots != NULL ? nx_response_list (slots, NULL) : NULL;
}

static NxResponse *
respond_ranges (NxDb *db, const NxActor *actor, const char *coach_id, GError **error)
{
  g_autoptr (GPtrArray) ranges = nx_coach_availability (db, actor, coach_id, error);
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  if (ranges == NULL)
    return NULL;

  nx_json_begin_object (json, NULL);
  nx_json_begin_array (json, "ranges");
  for (guint i = 0; i < ranges->len; i++)
    nx_record_write (g_ptr_array_index (ranges, i), json, NULL);
  nx_json_end_array (json);
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}

static NxResponse *
handle_availability (NxRequest *request, NxDb *db, GError **error)
{
  return respond_ranges (db, nx_request_actor (request), nx_request_param (request, "id"), error);
}

static NxResponse *
handle_set_availability (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const char *coach_id = nx_request_param (request, "id");
  g_autoptr (GPtrArray) ranges = nx_input_ranges (nx_values_json (nx_request_body (request), "ranges"), error);

  if (ranges == NULL || !nx_coach_set_availability (db, actor, coach_id, ranges, error))
    return NULL;

  return respond_ranges (db, actor, coach_id, error);
}
