/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-change.h"

#include <glib/gi18n-lib.h>
#include "common/nx-format.h"
#include "common/nx-random.h"
#include "server/booking/booking-mail.h"
#include "server/booking/booking-rules.h"
#include "server/credits/credits.h"
#include "server/nx-audit.h"
#include "server/undo/undo.h"

static gboolean
is_family (const NxActor *actor)
{
  return actor->role == NX_ROLE_PARENT || actor->role == NX_ROLE_ELEVE;
}

/* Whose seats the actor may give up; %FALSE with "not found" where there are none. */
static gboolean
scope_of (const NxActor *actor, const NxCancellation *cancellation, NxSessionScope *scope, GError **error)
{
  const char *student_id = cancellation->student_id;

  *scope = (NxSessionScope){ .student_id = student_id };
  if (nx_actor_is_office (actor))
    return TRUE;

  scope->coach_id = actor->role == NX_ROLE_COACH ? actor->coach_id : NULL;
  scope->parent_id = actor->role == NX_ROLE_PARENT ? actor->parent_id : NULL;
  if (actor->role == NX_ROLE_ELEVE)
    scope->student_id = actor->student_id;
  if ((scope->coach_id != NULL || scope->parent_id != NULL || actor->student_id != NULL) &&
      (actor->role != NX_ROLE_ELEVE || student_id == NULL || g_ascii_strcasecmp (student_id, actor->student_id) == 0))
    return TRUE;

  return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such session."));
}

/* The active seats of the rows, as an array in PostgreSQL's form. */
static char *
active_seats (NxHeldSession *session, guint *n_active)
{
  g_autoptr (GString) list = g_string_new ("{");

  *n_active = 0;
  for (guint i = 0; i < nx_held_session_n_seats (session); i++)
    {
      NxHeldSeat seat;

      nx_held_session_seat (session, i, &seat);
      if (!seat.active)
        continue;
      if ((*n_active)++ > 0)
        g_string_append_c (list, ',');
      g_string_append (list, seat.id);
    }
  g_string_append_c (list, '}');

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static gboolean
check_state (const NxActor *actor, const NxHeldSession *session, guint n_active, GError **error)
{
  if (session->status == NX_SESSION_CANCELLED || (session->status == NX_SESSION_SCHEDULED && n_active == 0))
    return nx_booking_refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This session was cancelled already."));
  if (!nx_session_transition (session->status, NX_SESSION_EVENT_CANCEL, actor->role, NULL) || session->scheduled_at <= actor->now)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_HELD, _ ("This session has begun or is over: it can no longer be cancelled."));

  return TRUE;
}

/* When a family could last cancel with a refund, for the sentence that says that it no longer can. */
static gboolean
refuse_late (const NxActor *actor, const NxHeldSession *session, GError **error)
{
  GTimeZone *zone = nx_time_zone (actor->zone);
  g_autofree char *until = nx_format_date_time (session->scheduled_at - nx_booking_refund_window (session->type),
                                                zone != NULL ? zone : nx_time_zone (NX_TIME_CENTRE_ZONE));

  g_set_error (error, NX_ERROR, NX_ERROR_REFUND_WINDOW_PASSED,
               _ ("This session could be cancelled with a refund until %s. You can still give it up, without refund."), until);

  return FALSE;
}

/* domain.md section 7: the family until its deadline, included; coach and office always, unless the office says otherwise. */
static gboolean
decide_refund (const NxActor *actor, const NxCancellation *cancellation, const NxHeldSession *session, gboolean *refund, GError **error)
{
  gint64 left = session->scheduled_at - actor->now;

  if (cancellation->refund != NX_REFUND_BY_RULE && !nx_actor_is_office (actor))
    return nx_booking_refuse (error, NX_ERROR_FORBIDDEN, _ ("Only the office decides on a refund."));
  if (!is_family (actor))
    {
      *refund = cancellation->refund != NX_REFUND_NO;
      return TRUE;
    }

  *refund = left >= nx_booking_refund_window (session->type);
  if (!*refund && !cancellation->accept_no_refund)
    return refuse_late (actor, session, error);

  return TRUE;
}

/* Gives up @n_active seats, of which each must still be there: of several that cancel at once, one comes through. */
static gboolean
release (NxDb *db, const NxActor *actor, const NxCancellation *cancellation, NxHeldSession *session, const char *seats, guint n_active,
         gboolean whole, gboolean refund, gboolean *cancelled, GError **error)
{
  guint n_given_up;
  gboolean found;

  if (!nx_booking_store_give_up (db, actor, seats, refund, &n_given_up, error))
    return FALSE;
  if (n_given_up != n_active)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This session was cancelled already."));
  if (!nx_booking_store_release (db, actor, session->id, n_active, cancellation->reason, refund, &found, cancelled, error))
    return FALSE;
  if (!found)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This session was cancelled already."));
  if (whole && !*cancelled)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("Somebody has just joined this session. Please look again."));

  return TRUE;
}

static gboolean
refund_seat (NxDb *db, const NxActor *actor, const NxHeldSession *session, const NxHeldSeat *seat, gboolean refund,
             NxSessionNews *news, NxCancellation *cancellation, GError **error)
{
  gint32 given = 0, balance = seat->balance;
  g_autofree char *name = g_strjoin (" ", seat->first_name, seat->last_name, NULL);

  if (refund && !nx_credits_refund (db, actor, seat->student_id, session->id, cancellation->reason, &given, &balance, error))
    return FALSE;

  if (cancellation->credits_refunded == 0 && cancellation->balance < 0)
    cancellation->balance = balance;
  cancellation->credits_refunded += given;
  news->student_name = name;
  news->has_refund = TRUE;
  news->credits_refunded = given;
  if (!nx_booking_mail (db, actor, "cancellation", seat->id, &seat->family, news, error))
    return FALSE;
  news->student_name = NULL;
  news->has_refund = FALSE;

  return TRUE;
}

static gboolean
refund_seats (NxDb *db, const NxActor *actor, NxHeldSession *session, gboolean refund, NxSessionNews *news,
              NxCancellation *cancellation, GError **error)
{
  cancellation->balance = -1;
  cancellation->credits_refunded = 0;
  for (guint i = 0; i < nx_held_session_n_seats (session); i++)
    {
      NxHeldSeat seat;

      nx_held_session_seat (session, i, &seat);
      if (seat.active && !refund_seat (db, actor, session, &seat, refund, news, cancellation, error))
        return FALSE;
    }
  cancellation->refunded = cancellation->credits_refunded > 0;

  return TRUE;
}

static gboolean
tell (NxDb *db, const NxActor *actor, NxHeldSession *session, NxSessionNews *news, const NxCancellation *cancellation,
      gboolean cancelled, GError **error)
{
  NxHeldSeat first;
  g_autofree char *name = NULL, *before = NULL, *after = NULL;
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  for (guint i = 0; i < nx_held_session_n_seats (session); i++)
    {
      nx_held_session_seat (session, i, &first);
      if (first.active)
        break;
    }
  name = g_strjoin (" ", first.first_name, first.last_name, NULL);
  news->student_name = name;
  if (cancelled && !nx_booking_mail (db, actor, "cancellation", NULL, &session->coach, news, error))
    return FALSE;

  before = nx_booking_audit_json (news, session->coach_id, first.student_id, cancellation->credits_refunded);
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "status", cancelled ? "CANCELLED" : "SCHEDULED");
  nx_json_add_credits (json, "creditsRefunded", cancellation->credits_refunded);
  nx_json_add_string (json, "reason", cancellation->reason);
  nx_json_end_object (json);
  after = nx_json_writer_end (json, NULL);

  return nx_audit (db, actor, "session.cancelled", "session", session->id, before, after, error) &&
         nx_live_publish (db, actor, "session.cancelled", session->id, session->coach_id, first.student_id, error) &&
         nx_db_flush (db, error);
}

gboolean
nx_booking_release_seats (NxDb *db, const NxActor *actor, NxHeldSession *session, gboolean whole, gboolean refund,
                          NxCancellation *cancellation, char **inverse, GError **error)
{
  guint n_active;
  gboolean cancelled = FALSE;
  g_autofree char *seats = active_seats (session, &n_active);
  NxSessionNews news = { .session_id = session->id, .coach_name = session->coach_name, .room = session->room,
                         .reason = cancellation->reason, .subject = session->subject, .type = session->type,
                         .duration = session->duration, .scheduled_at = session->scheduled_at };
  NxSeatsStep step = { .session_id = session->id, .student_id = cancellation->student_id, .coach_id = session->coach_id,
                       .reason = cancellation->reason, .scheduled_at = session->scheduled_at, .duration = session->duration,
                       .seats = seats, .refund = refund };

  if (!nx_booking_check_unmarked (session, error) ||
      !release (db, actor, cancellation, session, seats, n_active, whole, refund, &cancelled, error) ||
      !refund_seats (db, actor, session, refund, &news, cancellation, error))
    return FALSE;
  step.whole = cancelled;
  *inverse = nx_booking_seats_step ("session.restore", &step);

  return nx_action_add_step (db, actor, "session.cancelled", session->id, *inverse, error) &&
         tell (db, actor, session, &news, cancellation, cancelled, error);
}

gboolean
nx_booking_cancel (NxDb *db, const NxActor *actor, NxCancellation *cancellation, GError **error)
{
  NxSessionScope scope;
  g_auto (NxHeldSession) session = { 0 };
  g_autofree char *seats = NULL, *inverse = NULL;
  NxActor quiet = *actor;
  guint n_active;
  gboolean refund = FALSE;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  if (!scope_of (actor, cancellation, &scope, error) ||
      !nx_booking_store_hold (db, &scope, cancellation->session_id, &session, error))
    return FALSE;
  if (nx_held_session_n_seats (&session) == 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such session."));

  seats = active_seats (&session, &n_active);
  if (!check_state (actor, &session, n_active, error) || !decide_refund (actor, cancellation, &session, &refund, error))
    return FALSE;
  quiet.quiet = actor->quiet || cancellation->quiet;

  return nx_booking_release_seats (db, &quiet, &session, !is_family (actor) && cancellation->student_id == NULL, refund, cancellation,
                                   &inverse, error);
}
