/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-door.h"

#include <glib/gi18n-lib.h>

#include "common/nx-format.h"
#include "common/nx-json.h"
#include "server/booking/booking-door-store.h"
#include "server/booking/booking-location.h"
#include "server/booking/booking-rules.h"
#include "server/gateways/nx-jitsi.h"
#include "server/nx-audit.h"
#include "server/undo/undo.h"

void
nx_door_clear (NxDoor *self)
{
  g_clear_object (&self->session);
  g_clear_pointer (&self->url, g_free);
}

static gint64
end_of (const NxSession *session)
{
  return session->scheduledAt + session->duration * NX_TIME_MINUTE;
}

static NxDoorState
state_of (const NxSession *session, const char *room, const NxConfig *config, gint64 now)
{
  if (session->status == NX_SESSION_CANCELLED)
    return NX_DOOR_CANCELLED;
  if (session->type != NX_SERVICE_COURS_ONLINE)
    return NX_DOOR_IN_PERSON;
  if (session->status != NX_SESSION_SCHEDULED || now >= end_of (session))
    return NX_DOOR_OVER;
  if (room == NULL || config->jitsi_domain == NULL)
    return NX_DOOR_NONE;

  return now < session->scheduledAt - NX_BOOKING_DOOR ? NX_DOOR_EARLY : NX_DOOR_OPEN;
}

gboolean
nx_booking_door (NxDb *db, const NxActor *actor, const NxConfig *config, const char *session_id, NxDoor *door, GError **error)
{
  g_autofree char *room = NULL;
  NxSession *session = nx_booking_get (db, actor, config, session_id, error);

  door->session = session;
  if (session == NULL || !nx_booking_store_video_room (db, session_id, &room, error))
    return FALSE;

  door->opens_at = session->scheduledAt - NX_BOOKING_DOOR;
  door->state = state_of (session, room, config, actor->now);
  if (door->state != NX_DOOR_OPEN)
    return TRUE;
  door->url = nx_booking_video_link (config, actor, &(NxBookingPlace){ .jitsi_room = room, .coach_id = session->coach->id,
                                     .coach_name = session->coach->pseudonym, .title = session->title,
                                     .start = session->scheduledAt, .end = end_of (session) }, error);

  return door->url != NULL;
}

char *
nx_door_sentence (const NxDoor *door, const NxActor *actor)
{
  GTimeZone *zone = nx_time_zone (actor->zone);
  g_autofree char *when = NULL;

  switch (door->state)
    {
    case NX_DOOR_EARLY:
      when = nx_format_date_time (door->opens_at, zone != NULL ? zone : nx_time_zone (NX_TIME_CENTRE_ZONE));
      return g_strdup_printf (_ ("The room opens 15 minutes before the start: %s."), when);
    case NX_DOOR_OVER:
      return g_strdup (_ ("This session is over: its room is closed."));
    case NX_DOOR_CANCELLED:
      return g_strdup (_ ("This session was cancelled: it has no room."));
    case NX_DOOR_IN_PERSON:
      if (door->session->room != NULL)
        return g_strdup_printf (_ ("This session takes place at the centre: %s."), door->session->room);
      return g_strdup (_ ("This session takes place at the centre."));
    case NX_DOOR_NONE:
      return g_strdup (_ ("No video service is set up at the moment. Please call the office."));
    default:
      return NULL;
    }
}

/* --- another room --- */

static char *
step_json (const char *session_id, const char *from, const char *to)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "op", "session.video");
  nx_json_add_string (json, "sessionId", session_id);
  nx_json_add_string (json, "from", from);
  nx_json_add_string (json, "to", to);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

/* @done: (out): whether the room was still @from. The audit tells of it, not the names: who knows one can enter. */
static gboolean
replace (NxDb *db, const NxActor *actor, const char *session_id, const char *from, const char *to, gboolean *done, GError **error)
{
  g_autofree char *coach_id = NULL;

  if (!nx_booking_store_set_video_room (db, session_id, from, to, actor->now, done, &coach_id, error))
    return FALSE;

  return !*done || (nx_audit (db, actor, "session.video", "session", session_id, NULL, NULL, error)
                    && nx_live_publish (db, actor, "session.changed", session_id, coach_id, NULL, error));
}

gboolean
nx_booking_new_video_room (NxDb *db, const NxActor *actor, const NxConfig *config, const char *session_id, GError **error)
{
  g_autoptr (NxSession) session = nx_booking_get (db, actor, config, session_id, error);
  g_autofree char *from = NULL, *to = nx_jitsi_room_new (), *step = NULL;
  gboolean done;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  if (session == NULL || !nx_booking_store_video_room (db, session_id, &from, error))
    return FALSE;
  if (from == NULL)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("This session has no video room."));
  if (!replace (db, actor, session_id, from, to, &done, error))
    return FALSE;
  if (!done)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("The video room can be replaced as long as the session is planned. Please look again."));
  step = step_json (session_id, from, to);

  return nx_action_add_step (db, actor, "session.video", session_id, step, error);
}

static gboolean
apply_video (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  const char *session_id = NULL, *from = NULL, *to = NULL;
  g_autoptr (NxSession) session = NULL;
  gboolean done;

  if (!nx_json_get_string (step, "sessionId", &session_id) || !nx_json_get_string (step, "from", &from) || !nx_json_get_string (step, "to", &to))
    return nx_booking_refuse (error, NX_ERROR_INTERNAL, "a step of a video room is not whole");
  /* A coach whose session went to a colleague has no part in its room any more. */
  session = nx_booking_get (db, actor, config, session_id, error);
  if (session == NULL || !replace (db, actor, session_id, to, from, &done, error))
    return FALSE;
  if (!done)
    return nx_booking_refuse (error, NX_ERROR_CANNOT_UNDO, _ ("The session is over, or its video room was replaced again since."));
  *inverse = step_json (session_id, to, from);

  return TRUE;
}

extern const NxStepKind nx_video_steps[];
const NxStepKind nx_video_steps[] = {
  { "session.video", apply_video },
  { NULL },
};
