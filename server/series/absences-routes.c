/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches-input.h"
#include "server/http/nx-route.h"
#include "server/nx-app.h"
#include "server/series/absences.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"

/* Nobody has more sessions in one absence. */
#define MOST_CHOICES 200

static NxResponse *handle_add (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_get (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_cover (NxRequest *request, NxDb *db, GError **error);

static const NxField add_fields[] = {
  { "from", NX_FIELD_TIME, NX_FIELD_REQUIRED, .label = N_ ("Beginning") },
  { "to", NX_FIELD_TIME, NX_FIELD_REQUIRED, .label = N_ ("End") },
  { "reason", NX_FIELD_STRING, NX_FIELD_NULLABLE, 0, 500, .label = N_ ("Reason") },
  { "dryRun", NX_FIELD_BOOL },
  { NULL },
};

static const NxField list_query[] = {
  { "from", NX_FIELD_STRING, 0, 1, 40 },
  { "to", NX_FIELD_STRING, 0, 1, 40 },
  { NULL },
};

static const NxField cover_fields[] = {
  { "choices", NX_FIELD_JSON, NX_FIELD_REQUIRED, .label = N_ ("What becomes of the sessions") },
  { NULL },
};

static const NxField choice_fields[] = {
  { "sessionId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_ ("Session") },
  { "action", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &nx_cover_action_enum, .label = N_ ("What becomes of it") },
  { "coachId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Coach") },
  { "scheduledAt", NX_FIELD_TIME, NX_FIELD_NULLABLE, .label = N_ ("Start") },
  { NULL },
};

extern const NxRoute nx_absences_routes[];
const NxRoute nx_absences_routes[] = {
  { "POST", "/api/coaches/{id}/absences", NX_ROLES_STAFF, NULL, add_fields, handle_add, NX_ROUTE_IDEMPOTENT,
    "Record that a coach is away: the sessions that it touches, with what could become of them" },
  { "GET", "/api/absences", NX_ROLES_STAFF, list_query, NULL, handle_list, NX_ROUTE_NONE, "Absences of coaches" },
  { "GET", "/api/absences/{id}", NX_ROLES_STAFF, NULL, NULL, handle_get, NX_ROUTE_NONE,
    "An absence and the sessions that it still touches" },
  { "POST", "/api/absences/{id}/cover", NX_ROLES_STAFF, NULL, cover_fields, handle_cover, NX_ROUTE_IDEMPOTENT,
    "Move or cancel the sessions of an absence, all at once" },
  { NULL },
};

static NxResponse *
handle_add (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  gboolean dry_run = nx_values_bool (body, "dryRun", FALSE);
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  if (!nx_absence_add (db, nx_request_actor (request), nx_request_app (request)->config, nx_request_param (request, "id"),
                       nx_values_time (body, "from"), nx_values_time (body, "to"), nx_values_string (body, "reason"), dry_run,
                       json, error))
    return NULL;
  nx_json_end_object (json);

  return nx_response_json (dry_run ? 200 : 201, g_steal_pointer (&json));
}

static NxResponse *
handle_list (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  gint64 from, to;

  if (!nx_input_period (nx_request_query (request), &from, &to, error))
    return NULL;
  nx_json_begin_object (json, NULL);
  if (!nx_absences_write (db, nx_request_actor (request), from, to, json, error))
    return NULL;
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}

static NxResponse *
handle_get (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  if (!nx_absence_write (db, nx_request_actor (request), nx_request_app (request)->config, nx_request_param (request, "id"), json,
                         error))
    return NULL;
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}

/* Returns: (element-type NxValues) */
static GPtrArray *
read_choices (JsonNode *node, GError **error)
{
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_values_unref);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GError) local = NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array) && i < MOST_CHOICES; i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      NxValues *values
          = JSON_NODE_HOLDS_OBJECT (item) ? nx_values_from_json (choice_fields, json_node_get_object (item), &local) : NULL;

      if (values == NULL)
        {
          nx_error_refuse_member (error, "choices",
                                  local != NULL ? local->message : _ ("A choice names a session and what becomes of it."));
          return NULL;
        }
      g_ptr_array_add (choices, values);
    }
  if (array == NULL || choices->len == 0 || json_array_get_length (array) > MOST_CHOICES)
    {
      nx_error_refuse_member (error, "choices", _ ("Say what becomes of the sessions."));
      return NULL;
    }

  return g_steal_pointer (&choices);
}

static NxResponse *
handle_cover (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (GPtrArray) values = read_choices (nx_values_json (nx_request_body (request), "choices"), error);
  g_autofree NxCoverChoice *choices = NULL;
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  if (values == NULL)
    return NULL;
  choices = g_new0 (NxCoverChoice, values->len);
  for (guint i = 0; i < values->len; i++)
    {
      NxValues *value = g_ptr_array_index (values, i);

      choices[i] = (NxCoverChoice){ .session_id = nx_values_string (value, "sessionId"),
                                    .coach_id = nx_values_string (value, "coachId"),
                                    .action = (NxCoverAction) nx_values_enum (value, "action"),
                                    .scheduled_at = nx_values_time (value, "scheduledAt") };
    }
  nx_json_begin_object (json, NULL);
  if (!nx_absence_cover (db, nx_request_actor (request), nx_request_app (request)->config, nx_request_param (request, "id"),
                         choices, values->len, json, error))
    return NULL;
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}
