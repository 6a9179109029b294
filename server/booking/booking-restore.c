/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-restore.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "server/booking/booking-mail.h"
#include "server/booking/booking-rules.h"
#include "server/coaches/holds.h"
#include "server/credits/credits.h"
#include "server/nx-audit.h"
#include "server/undo/undo.h"
#include "server/waiting/waiting.h"

gboolean
nx_booking_refuse_changed (NxDb *db, const NxActor *actor, const char *session_id, GError **error)
{
  g_autofree char *who = nx_last_change (db, actor, "session", session_id, error);

  if (who == NULL)
    return FALSE;
  g_set_error (error, NX_ERROR, NX_ERROR_CHANGED_ELSEWHERE, _ ("This session was changed meanwhile. %s"), who);

  return FALSE;
}

/* A session that comes back needs its time as any other: its coach, who still works then, and its room. */
static gboolean
check_place (NxDb *db, const NxActor *actor, const NxHeldSession *session, GError **error)
{
  g_auto (NxMoveTarget) target = { 0 };
  g_autofree char *held = NULL, *coaches = g_strdup_printf ("{%s}", session->coach_id);

  if (!nx_booking_store_move_target (db, actor, session->id, session->coach_id, session->scheduled_at, session->duration,
                                     session->room_id, &target, error))
    return FALSE;
  if (nx_rows_count (target.rows) == 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such coach."));
  if (target.closed)
    return nx_booking_refuse (error, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("The centre is closed on that day."));
  if (!target.coach.available)
    return nx_booking_refuse (error, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("The coach does not work at that time."));
  if (target.coach.busy)
    return nx_booking_refuse (error, NX_ERROR_SLOT_TAKEN, _ ("The coach has another session at that time."));
  held = target.coach.held_by != NULL ? nx_holds_refusal (actor, target.coach.held_by) : NULL;
  if (held != NULL)
    return nx_booking_refuse (error, NX_ERROR_SLOT_TAKEN, held);
  if (session->room_id != NULL && target.room_id == NULL)
    return nx_booking_refuse (error, NX_ERROR_ROOM_TAKEN, _ ("The room is taken at this time."));

  return nx_holds_end (db, actor, coaches, NULL, session->scheduled_at, session->ends_at, error);
}

static guint
count_of (const char *seats)
{
  guint n = 1;

  for (const char *at = seats; *at != '\0'; at++)
    n += *at == ',';

  return n;
}

/* One pupil's: the credits, and the mail that says that the place is theirs again. */
static gboolean
restore_seat (NxDb *db, const NxActor *actor, const NxHeldSession *session, const NxHeldSeat *seat, const NxSeatsStep *step,
              NxSessionNews *news, GError **error)
{
  g_autofree char *name = g_strjoin (" ", seat->first_name, seat->last_name, NULL);

  news->balance = seat->balance;
  if (step->refund && !nx_credits_retake (db, actor, seat->student_id, session->id, &news->balance, error))
    return FALSE;
  news->student_name = name;
  news->has_balance = TRUE;
  if (!nx_booking_mail (db, actor, "booking_confirmation", seat->id, &seat->family, news, error))
    return FALSE;
  news->has_balance = FALSE;
  if (!nx_booking_mail (db, actor, "booking_confirmation", seat->id, &session->coach, news, error))
    return FALSE;
  news->student_name = NULL;

  return nx_live_publish (db, actor, "session.booked", session->id, session->coach_id, seat->student_id, error);
}

static gboolean
restore_seats (NxDb *db, const NxActor *actor, NxHeldSession *session, const NxSeatsStep *step, NxSessionNews *news, GError **error)
{
  for (guint i = 0; i < nx_held_session_n_seats (session); i++)
    {
      NxHeldSeat seat;

      nx_held_session_seat (session, i, &seat);
      if (strstr (step->seats, seat.id) != NULL && !restore_seat (db, actor, session, &seat, step, news, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
nx_booking_restore (NxDb *db, const NxActor *actor, NxHeldSession *session, const NxSeatsStep *step, char **inverse, GError **error)
{
  guint n_restored = 0, n = count_of (step->seats);
  gboolean found = FALSE;
  g_autofree char *after = NULL;
  NxSessionNews news = { .session_id = session->id, .coach_name = session->coach_name, .room = session->room, .subject = session->subject,
                         .type = session->type, .duration = session->duration, .scheduled_at = session->scheduled_at };

  if (step->whole && !nx_session_transition (session->status, NX_SESSION_EVENT_RESTORE, actor->role, NULL))
    return nx_booking_refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This session was cancelled already."));
  /* What became free may have been offered to the waiting list meanwhile. */
  if (!nx_waiting_make_room (db, actor, session->id, session->coach_id, session->scheduled_at, session->ends_at, error))
    return FALSE;
  if (step->whole && !check_place (db, actor, session, error))
    return FALSE;
  if (!nx_booking_store_restore (db, actor, session->id, n, step->whole, &found, error) ||
      !nx_booking_store_restore_seats (db, step->seats, &n_restored, error))
    return FALSE;
  if (!found || n_restored != n)
    return nx_booking_refuse_changed (db, actor, session->id, error);

  after = nx_booking_audit_json (&news, session->coach_id, step->student_id, 0);
  if (!restore_seats (db, actor, session, step, &news, error) ||
      !nx_audit (db, actor, "session.restored", "session", session->id, NULL, after, error) || !nx_db_flush (db, error))
    return FALSE;
  *inverse = nx_booking_seats_step ("session.release", step);

  return TRUE;
}
