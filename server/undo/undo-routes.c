/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-route.h"
#include "server/nx-app.h"
#include "server/undo/undo.h"

#define DEFAULT_LIMIT 50

static NxResponse *handle_undo (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_actions (NxRequest *request, NxDb *db, GError **error);

static const NxField undo_fields[] = {
  { "actionId", NX_FIELD_ID, NX_FIELD_REQUIRED },
  { NULL },
};

static const NxField actions_query[] = {
  { "limit", NX_FIELD_INT, 0, 1, 200 },
  { NULL },
};

extern const NxRoute nx_undo_routes[];
const NxRoute nx_undo_routes[] = {
  { "POST", "/api/undo", NX_ROLES_STAFF, NULL, undo_fields, handle_undo, NX_ROUTE_IDEMPOTENT,
    "Take back what one did; taking back an undo does it again" },
  { "GET", "/api/actions", NX_ROLES_STAFF, actions_query, NULL, handle_actions, NX_ROUTE_NONE,
    "What one did lately and can take back" },
  { NULL },
};

static NxResponse *
handle_undo (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_auto (NxUndone) undone = { NULL };
  g_autoptr (NxJsonWriter) json = NULL;

  if (!nx_undo (db, actor, nx_request_app (request)->config, nx_values_string (nx_request_body (request), "actionId"), &undone, error))
    return NULL;

  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_bool (json, "undone", TRUE);
  nx_json_add_string (json, "actionId", actor->action_id);
  nx_json_add_string (json, "sentence", undone.sentence);
  nx_json_begin_array (json, "objectIds");
  for (guint i = 0; i < undone.object_ids->len; i++)
    nx_json_add_string (json, NULL, undone.object_ids->pdata[i]);
  nx_json_end_array (json);
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}

static NxResponse *
handle_actions (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  guint limit = (guint) nx_values_int (nx_request_query (request), "limit", DEFAULT_LIMIT);

  nx_json_begin_object (json, NULL);
  if (!nx_actions_write (db, nx_request_actor (request), limit, json, error))
    return NULL;
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}
