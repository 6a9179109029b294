/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-restore.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/booking/booking-location.h"
#include "server/booking/booking-rules.h"
#include "server/credits/credits.h"
#include "server/nx-audit.h"
#include "server/undo/undo.h"

gboolean
nx_booking_check_unmarked (NxHeldSession *session, GError **error)
{
  for (guint i = 0; i < nx_held_session_n_seats (session); i++)
    {
      NxHeldSeat seat;

      nx_held_session_seat (session, i, &seat);
      if (seat.active && seat.attendance >= 0)
        return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("Who was there is noted already. Take that back first."));
    }

  return TRUE;
}

/* Credits of who did not come, given back or taken again, so that they are what the mark says. */
static gboolean
settle (NxDb *db, const NxActor *actor, const NxHeldSession *session, const NxMark *mark, GError **error)
{
  if (mark->refunded && !mark->seat.refunded)
    return nx_credits_refund (db, actor, mark->seat.student_id, session->id, NULL, NULL, NULL, error);
  if (!mark->refunded && mark->seat.refunded)
    return nx_credits_retake (db, actor, mark->seat.student_id, session->id, NULL, error);

  return TRUE;
}

static char *
marks_json (GArray *marks, gboolean after)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_begin_array (json, "seats");
  for (guint i = 0; i < marks->len; i++)
    {
      const NxMark *mark = &g_array_index (marks, NxMark, i);

      nx_json_begin_object (json, NULL);
      nx_json_add_string (json, "studentId", mark->seat.student_id);
      nx_json_add_string (json, "attendance", nx_enum_slug (&nx_attendance_enum, after ? mark->attendance : mark->seat.attendance));
      nx_json_add_bool (json, "refunded", after ? mark->refunded : mark->seat.refunded);
      nx_json_end_object (json);
    }
  nx_json_end_array (json);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

gboolean
nx_booking_set_marks (NxDb *db, const NxActor *actor, NxHeldSession *session, GArray *marks, int status, char **inverse, GError **error)
{
  g_autofree char *before = marks_json (marks, FALSE), *after = marks_json (marks, TRUE);
  gboolean found = FALSE;

  /* The session's version first: of two that mark at once the second sees what the first did. */
  if (!nx_booking_store_set_marked (db, actor, session, status, &found, error))
    return FALSE;
  if (!found)
    return nx_booking_refuse_changed (db, actor, session->id, error);
  for (guint i = 0; i < marks->len; i++)
    {
      const NxMark *mark = &g_array_index (marks, NxMark, i);

      if (!nx_booking_store_set_mark (db, mark->seat.id, mark->attendance, mark->refunded, error) ||
          !settle (db, actor, session, mark, error))
        return FALSE;
    }
  *inverse = nx_booking_marks_step (session, marks, status);

  return nx_action_add_step (db, actor, "session.attendance", session->id, *inverse, error) &&
         nx_audit (db, actor, "session.attendance", "session", session->id, before, after, error) &&
         nx_live_publish (db, actor, "session.changed", session->id, session->coach_id, NULL, error) && nx_db_flush (db, error);
}

static gboolean
check_state (NxDb *db, const NxActor *actor, const NxAttendanceMark *mark, const NxHeldSession *session, GError **error)
{
  gboolean reported = FALSE;

  if (session->status == NX_SESSION_CANCELLED)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This session was cancelled already."));
  if (actor->now < session->scheduled_at - NX_BOOKING_DOOR)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("Who is there can be noted from 15 minutes before the start."));
  if (mark->has_refund && !nx_actor_is_office (actor))
    return nx_booking_refuse (error, NX_ERROR_FORBIDDEN, _ ("Only the office decides on a refund."));
  if (mark->has_refund && mark->refund && mark->attendance != NX_ATTENDANCE_ABSENT)
    return nx_error_refuse_member (error, "refund", _ ("Credits go back to who was absent."));
  if (!nx_booking_store_is_reported (db, session->id, mark->student_id, &reported, error))
    return FALSE;
  if (reported)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("The report of this session says who was there already. Correct it there."));

  return TRUE;
}

/* @all_absent: (out): whether nobody was there, with what is marked now. */
static gboolean
collect (NxHeldSession *session, const NxAttendanceMark *wanted, GArray *marks, gboolean *all_absent, GError **error)
{
  *all_absent = TRUE;
  for (guint i = 0; i < nx_held_session_n_seats (session); i++)
    {
      NxMark mark;
      gboolean chosen;

      nx_held_session_seat (session, i, &mark.seat);
      if (!mark.seat.active)
        continue;
      chosen = wanted->student_id == NULL || g_ascii_strcasecmp (wanted->student_id, mark.seat.student_id) == 0;
      mark.attendance = chosen ? wanted->attendance : mark.seat.attendance;
      *all_absent = *all_absent && mark.attendance == NX_ATTENDANCE_ABSENT;
      if (!chosen)
        continue;
      mark.refunded = mark.attendance == NX_ATTENDANCE_ABSENT && (wanted->has_refund ? wanted->refund : mark.seat.refunded);
      g_array_append_val (marks, mark);
    }
  if (marks->len == 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such student in this session."));

  return TRUE;
}

/* Whom the office gave the credits back is charged again by the office alone. */
static gboolean
check_refunds (const NxActor *actor, GArray *marks, GError **error)
{
  for (guint i = 0; i < marks->len && !nx_actor_is_office (actor); i++)
    {
      const NxMark *mark = &g_array_index (marks, NxMark, i);

      if (mark->seat.refunded && !mark->refunded)
        return nx_booking_refuse (error, NX_ERROR_FORBIDDEN, _ ("The office gave the credits back: only the office says that the pupil was there."));
    }

  return TRUE;
}

/* Nobody was there and it is over: NO_SHOW; somebody was there after all: as before. */
static int
status_after (const NxActor *actor, const NxHeldSession *session, gboolean all_absent)
{
  NxSessionStatus status = (NxSessionStatus) session->status;

  if (all_absent && actor->now >= session->ends_at)
    nx_session_transition (status, NX_SESSION_EVENT_MISS, actor->role, &status);
  else if (!all_absent && status == NX_SESSION_NO_SHOW)
    nx_session_transition (status, NX_SESSION_EVENT_RESTORE, actor->role, &status);

  return status;
}

NxSession *
nx_booking_mark (NxDb *db, const NxActor *actor, const NxConfig *config, const NxAttendanceMark *mark, GError **error)
{
  NxSessionScope scope = { .coach_id = actor->role == NX_ROLE_COACH ? actor->coach_id : NULL };
  g_auto (NxHeldSession) session = { 0 };
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (NxMark));
  g_autofree char *inverse = NULL;
  gboolean all_absent;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  if (nx_uuid_is_valid (mark->session_id) && !nx_booking_store_hold (db, &scope, mark->session_id, &session, error))
    return NULL;
  if (session.rows == NULL || nx_held_session_n_seats (&session) == 0)
    {
      nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such session."));
      return NULL;
    }
  if (!check_state (db, actor, mark, &session, error) || !collect (&session, mark, marks, &all_absent, error) ||
      !check_refunds (actor, marks, error) ||
      !nx_booking_set_marks (db, actor, &session, marks, status_after (actor, &session, all_absent), &inverse, error))
    return NULL;

  return nx_booking_get (db, actor, config, session.id, error);
}
