/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-change.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/booking/booking-mail.h"
#include "server/booking/booking-rules.h"
#include "server/coaches/coaches-input.h"
#include "server/coaches/holds.h"
#include "server/nx-audit.h"
#include "server/undo/undo.h"

static gboolean
fault (GError **error, const char *member, const char *sentence)
{
  g_propagate_error (error, nx_input_fault (member, sentence));

  return FALSE;
}

static gboolean
check_request (const NxActor *actor, const NxMove *move, GError **error)
{
  if (!nx_uuid_is_valid (move->session_id))
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such session."));
  if (move->scheduled_at == NX_TIME_NONE && move->duration == 0 && move->coach_id == NULL && move->room == NULL)
    return fault (error, "scheduledAt", _ ("Say what to change: a start, a duration, a coach or a room."));
  if (move->coach_id != NULL && actor->role == NX_ROLE_COACH && g_strcmp0 (move->coach_id, actor->coach_id) != 0)
    return nx_booking_refuse (error, NX_ERROR_FORBIDDEN, _ ("Only the office gives a session to another coach."));

  return TRUE;
}

static gboolean
check_state (const NxActor *actor, NxHeldSession *session, GError **error)
{
  if (nx_held_session_n_seats (session) == 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such session."));
  if (session->status == NX_SESSION_CANCELLED)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This session was cancelled already."));
  if (session->status != NX_SESSION_SCHEDULED || session->scheduled_at <= actor->now)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_HELD, _ ("This session has begun or is over: it can no longer be moved."));

  return TRUE;
}

static gboolean
check_target (const NxActor *actor, const NxMove *move, const NxHeldSession *session, const NxMoveTarget *target, GError **error)
{
  gboolean in_person = session->type != NX_SERVICE_COURS_ONLINE;
  g_autofree char *held = target->coach.held_by != NULL ? nx_holds_refusal (actor, target->coach.held_by) : NULL;

  if (nx_rows_count (target->rows) == 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such coach."));
  if (!target->coach.teaches || !target->coach.offers)
    return fault (error, "coachId", _ ("This coach does not teach that subject in this way."));
  if (move->room != NULL && !in_person)
    return fault (error, "room", _ ("An online session has no room."));
  if (target->closed)
    return nx_booking_refuse (error, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("The centre is closed on that day."));
  if (!target->coach.available)
    return nx_booking_refuse (error, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("The coach does not work at that time."));
  if (target->coach.busy)
    return nx_booking_refuse (error, NX_ERROR_SLOT_TAKEN, _ ("The coach has another session at that time."));
  if (held != NULL)
    return nx_booking_refuse (error, NX_ERROR_SLOT_TAKEN, held);
  if (in_person && target->room_id == NULL)
    return nx_booking_refuse (error, NX_ERROR_ROOM_TAKEN, _ ("No such room is free at that time."));

  return TRUE;
}

static gboolean
tell_families (NxDb *db, const NxActor *actor, NxHeldSession *session, const char *turn, NxSessionNews *news, GError **error)
{
  for (guint i = 0; i < nx_held_session_n_seats (session); i++)
    {
      NxHeldSeat seat;
      g_autofree char *name = NULL;

      nx_held_session_seat (session, i, &seat);
      if (!seat.active)
        continue;
      name = g_strjoin (" ", seat.first_name, seat.last_name, NULL);
      news->student_name = name;
      if (!nx_booking_mail (db, actor, "move", turn, &seat.family, news, error))
        return FALSE;
    }
  news->student_name = NULL;

  return TRUE;
}

static gboolean
tell_coaches (NxDb *db, const NxActor *actor, const NxHeldSession *session, const NxMoveTarget *target, const char *turn,
              const NxSessionNews *before, const NxSessionNews *after, GError **error)
{
  gboolean same = g_str_equal (session->coach_id, target->coach.id);

  if (!nx_booking_mail (db, actor, "move", turn, &target->coach.reader, after, error))
    return FALSE;

  return same || nx_booking_mail (db, actor, "cancellation", turn, &session->coach, before, error);
}

static gboolean
tell (NxDb *db, const NxActor *actor, NxHeldSession *session, const NxMoveTarget *target, gint64 start, int duration, GError **error)
{
  g_autofree char *turn = g_strdup_printf ("%" G_GINT64_FORMAT, actor->now);
  g_autofree char *before_json = NULL, *after_json = NULL;
  NxSessionNews before = { .session_id = session->id, .coach_name = session->coach_name, .room = session->room,
                           .subject = session->subject, .type = session->type, .duration = session->duration,
                           .scheduled_at = session->scheduled_at };
  NxSessionNews after = before;

  after.coach_name = target->coach.pseudonym;
  after.room = target->room;
  after.duration = duration;
  after.scheduled_at = start;
  before_json = nx_booking_audit_json (&before, session->coach_id, NULL, 0);
  after_json = nx_booking_audit_json (&after, target->coach.id, NULL, 0);

  return tell_families (db, actor, session, turn, &after, error) &&
         tell_coaches (db, actor, session, target, turn, &before, &after, error) &&
         nx_audit (db, actor, "session.moved", "session", session->id, before_json, after_json, error) &&
         nx_live_publish (db, actor, "session.moved", session->id, target->coach.id, NULL, error) &&
         (g_str_equal (session->coach_id, target->coach.id) ||
          nx_live_publish (db, actor, "session.moved", session->id, session->coach_id, NULL, error));
}

static gboolean
end_holds (NxDb *db, const NxActor *actor, const NxMoveTarget *target, gint64 start, int duration, GError **error)
{
  g_autofree char *coaches = g_strdup_printf ("{%s}", target->coach.id);

  return nx_holds_end (db, actor, coaches, NULL, start, start + duration * NX_TIME_MINUTE, error);
}

gboolean
nx_booking_move_held (NxDb *db, const NxActor *actor, const NxMove *move, NxHeldSession *session, char **inverse, GError **error)
{
  g_auto (NxMoveTarget) target = { 0 };
  gint64 start = move->scheduled_at != NX_TIME_NONE ? move->scheduled_at : session->scheduled_at;
  int duration = move->duration > 0 ? move->duration : session->duration;
  gboolean found;
  NxSessionPlace before = { .coach_id = session->coach_id, .room_id = session->room_id, .scheduled_at = session->scheduled_at,
                            .duration = session->duration };
  NxSessionPlace after;

  if (!nx_booking_check_unmarked (session, error) || !nx_booking_check_time (actor, start, duration, error) ||
      !nx_booking_store_move_target (db, actor, session->id, move->coach_id != NULL ? move->coach_id : session->coach_id, start,
                                     duration, move->room, &target, error) ||
      !check_target (actor, move, session, &target, error) || !end_holds (db, actor, &target, start, duration, error) ||
      !nx_booking_store_move (db, actor, session->id, target.coach.id, start, duration, target.room_id, session->version, &found, error))
    return FALSE;
  if (!found)
    return nx_booking_refuse_changed (db, actor, session->id, error);

  after = (NxSessionPlace){ .coach_id = target.coach.id, .room_id = target.room_id, .scheduled_at = start, .duration = duration };
  *inverse = nx_booking_place_step (session->id, &after, &before);

  return nx_action_add_step (db, actor, "session.moved", session->id, *inverse, error) &&
         tell (db, actor, session, &target, start, duration, error);
}

/* Whoever looked at another state of the session than it is in sees that first. */
static gboolean
check_version (NxDb *db, const NxActor *actor, const NxMove *move, const NxHeldSession *session, GError **error)
{
  if (move->version != 0 && move->version != session->version)
    return nx_booking_refuse_changed (db, actor, session->id, error);

  return TRUE;
}

static gboolean
check_other_place (const NxMove *move, const NxHeldSession *session, GError **error)
{
  if ((move->scheduled_at != NX_TIME_NONE && move->scheduled_at != session->scheduled_at) ||
      (move->duration > 0 && move->duration != session->duration) ||
      (move->coach_id != NULL && g_ascii_strcasecmp (move->coach_id, session->coach_id) != 0) ||
      (move->room != NULL && g_strcmp0 (move->room, session->room) != 0))
    return TRUE;

  return fault (error, "scheduledAt", _ ("The session is there already: nothing would change."));
}

NxSession *
nx_booking_move (NxDb *db, const NxActor *actor, const NxConfig *config, const NxMove *move, GError **error)
{
  NxSessionScope scope = { .coach_id = actor->role == NX_ROLE_COACH ? actor->coach_id : NULL };
  g_auto (NxHeldSession) session = { 0 };
  g_autofree char *inverse = NULL;
  NxActor quiet = *actor;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  quiet.quiet = actor->quiet || move->quiet;
  if (!check_request (actor, move, error) || !nx_booking_store_hold (db, &scope, move->session_id, &session, error) ||
      (nx_held_session_n_seats (&session) > 0 && !check_version (db, actor, move, &session, error)) ||
      !check_state (actor, &session, error) || !check_other_place (move, &session, error) ||
      !nx_booking_move_held (db, &quiet, move, &session, &inverse, error))
    return NULL;

  return nx_booking_get (db, actor, config, session.id, error);
}
