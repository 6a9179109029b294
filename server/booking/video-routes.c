/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "server/booking/booking-door.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/http/nx-route.h"
#include "server/nx-app.h"

/* The way into a session's video room: for programs, by the page that mails and calendars link to, and another room. */

static NxResponse *handle_join (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_video (NxRequest *request, NxDb *db, GError **error);
static NxResponse *show_join (NxRequest *request, NxDb *db, GError **error);

extern const NxRoute nx_video_routes[];
const NxRoute nx_video_routes[] = {
  { "GET", "/api/sessions/{id}/join", NX_ROLES_SIGNED_IN, NULL, NULL, handle_join, NX_ROUTE_NONE,
    "The reader's own link to the video room, from 15 minutes before the start to the end" },
  { "POST", "/api/sessions/{id}/video", NX_ROLES_STAFF, NULL, NULL, handle_video, NX_ROUTE_NONE, "Another video room in place of a broken one" },
  { "GET", "/seances/{id}/rejoindre", NX_ROLES_SIGNED_IN, NULL, NULL, show_join, NX_ROUTE_PAGE, "Into the video room, or when it opens" },
  { NULL },
};

static gboolean
load_door (NxRequest *request, NxDb *db, NxDoor *door, GError **error)
{
  return nx_booking_door (db, nx_request_actor (request), nx_request_app (request)->config, nx_request_param (request, "id"), door, error);
}

static NxResponse *
handle_join (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (NxDoor) door = { 0 };
  NxJsonWriter *json;

  if (!load_door (request, db, &door, error))
    return NULL;
  if (door.state != NX_DOOR_OPEN)
    {
      g_autofree char *sentence = nx_door_sentence (&door, nx_request_actor (request));

      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, sentence);
      return NULL;
    }
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "url", door.url);
  nx_json_end_object (json);
  return nx_response_json (200, json);
}

static NxResponse *
handle_video (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const NxConfig *config = nx_request_app (request)->config;
  const char *id = nx_request_param (request, "id");
  g_autoptr (NxSession) session = NULL;

  if (!nx_booking_new_video_room (db, actor, config, id, error))
    return NULL;
  session = nx_booking_get (db, actor, config, id, error);
  return session != NULL ? nx_response_record (200, "session", session) : NULL;
}

static NxResponse *
show_join (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_auto (NxDoor) door = { 0 };
  g_autofree char *sentence = NULL, *again = NULL;
  NxJsonWriter *model;

  if (!load_door (request, db, &door, error))
    return NULL;
  /* The service is not told where its visitors come from. */
  if (door.state == NX_DOOR_OPEN)
    return nx_response_header (nx_response_redirect (door.url), "Referrer-Policy", "no-referrer");

  sentence = nx_door_sentence (&door, actor);
  again = g_strconcat ("/seances/", door.session->id, "/rejoindre", NULL);
  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "home", nx_page_start (actor->role));
  nx_json_add_string (model, "sentence", sentence);
  nx_json_add_bool (model, "isEarly", door.state == NX_DOOR_EARLY);
  nx_json_add_bool (model, "isFamily", actor->role == NX_ROLE_PARENT || actor->role == NX_ROLE_ELEVE);
  nx_json_add_string (model, "again", again);
  nx_page_write_session (model, "session", door.session, actor);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "session-join", _ ("Join the session"), model, error);
}
