/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-change.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "server/booking/booking-restore.h"
#include "server/booking/booking-rules.h"
#include "server/undo/undo.h"
#include "server/waiting/waiting.h"

/* --- the steps as text --- */

char *
nx_booking_seats_step (const char *op, const NxSeatsStep *step)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "op", op);
  nx_json_add_string (json, "sessionId", step->session_id);
  nx_json_add_string (json, "studentId", step->student_id);
  nx_json_add_string (json, "coachId", step->coach_id);
  nx_json_add_int (json, "start", step->scheduled_at);
  nx_json_add_int (json, "duration", step->duration);
  nx_json_add_string (json, "seats", step->seats);
  nx_json_add_string (json, "reason", step->reason);
  nx_json_add_bool (json, "refund", step->refund);
  nx_json_add_bool (json, "whole", step->whole);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

static void
write_place (NxJsonWriter *json, const char *member, const NxSessionPlace *place)
{
  nx_json_begin_object (json, member);
  nx_json_add_string (json, "coachId", place->coach_id);
  nx_json_add_string (json, "roomId", place->room_id);
  nx_json_add_int (json, "start", place->scheduled_at);
  nx_json_add_int (json, "duration", place->duration);
  nx_json_end_object (json);
}

char *
nx_booking_place_step (const char *session_id, const NxSessionPlace *from, const NxSessionPlace *to)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "op", "session.place");
  nx_json_add_string (json, "sessionId", session_id);
  write_place (json, "from", from);
  write_place (json, "to", to);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

static void
write_mark (NxJsonWriter *json, const char *member, int attendance, gboolean refunded)
{
  nx_json_begin_object (json, member);
  nx_json_add_string (json, "attendance", nx_enum_slug (&nx_attendance_enum, attendance));
  nx_json_add_bool (json, "refunded", refunded);
  nx_json_end_object (json);
}

char *
nx_booking_marks_step (NxHeldSession *session, GArray *marks, int status)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "op", "session.attendance");
  nx_json_add_string (json, "sessionId", session->id);
  nx_json_add_string (json, "from", nx_enum_slug (&nx_session_status_enum, status));
  nx_json_add_string (json, "to", nx_enum_slug (&nx_session_status_enum, session->status));
  nx_json_begin_array (json, "seats");
  for (guint i = 0; i < marks->len; i++)
    {
      const NxMark *mark = &g_array_index (marks, NxMark, i);

      nx_json_begin_object (json, NULL);
      nx_json_add_string (json, "id", mark->seat.id);
      write_mark (json, "from", mark->attendance, mark->refunded);
      write_mark (json, "to", mark->seat.attendance, mark->seat.refunded);
      nx_json_end_object (json);
    }
  nx_json_end_array (json);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

/* A member that is JSON's null, or of another type, is none. */
static const char *
text_of (JsonObject *object, const char *member)
{
  const char *text = NULL;

  return nx_json_get_string (object, member, &text) ? text : NULL;
}

static gint64
number_of (JsonObject *object, const char *member)
{
  gint64 number = 0;

  return nx_json_get_int (object, member, &number) ? number : 0;
}

static gboolean
bool_of (JsonObject *object, const char *member)
{
  gboolean value = FALSE;

  return nx_json_get_bool (object, member, &value) && value;
}

static NxSeatsStep
read_seats_step (JsonObject *step)
{
  return (NxSeatsStep){
    .session_id = text_of (step, "sessionId"), .student_id = text_of (step, "studentId"), .coach_id = text_of (step, "coachId"),
    .reason = text_of (step, "reason"), .seats = text_of (step, "seats"), .scheduled_at = number_of (step, "start"),
    .duration = (int) number_of (step, "duration"), .refund = bool_of (step, "refund"), .whole = bool_of (step, "whole"),
  };
}

static NxSessionPlace
read_place (JsonObject *step, const char *member)
{
  JsonObject *place = nx_json_get_object (step, member);

  if (place == NULL)
    return (NxSessionPlace){ .coach_id = "" };
  return (NxSessionPlace){ .coach_id = text_of (place, "coachId"), .room_id = text_of (place, "roomId"),
                           .scheduled_at = number_of (place, "start"), .duration = (int) number_of (place, "duration") };
}

/* --- what stands against them --- */

/* What an undo needs of the session now; whose it is was decided when the action was done. */
static gboolean
hold (NxDb *db, const char *session_id, const char *student_id, NxHeldSession *session, GError **error)
{
  NxSessionScope scope = { .student_id = student_id };

  if (!nx_booking_store_hold (db, &scope, session_id, session, error))
    return FALSE;
  if (nx_held_session_n_seats (session) == 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such session."));

  return TRUE;
}

static gboolean
check_status (NxDb *db, const NxActor *actor, const NxHeldSession *session, int status, GError **error)
{
  if (session->status != status)
    return nx_booking_refuse_changed (db, actor, session->id, error);
  if (session->scheduled_at <= actor->now)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_HELD, _ ("The session has begun or is over."));

  return TRUE;
}

static gboolean
is_at (const NxHeldSession *session, const char *coach_id, gint64 start, int duration)
{
  return g_strcmp0 (session->coach_id, coach_id) == 0 && session->scheduled_at == start && session->duration == duration;
}

/* Whether the rows' seats that are @active are exactly those of @step; more than that: somebody has joined. */
static gboolean
check_seats (NxDb *db, const NxActor *actor, NxHeldSession *session, const NxSeatsStep *step, gboolean active, GError **error)
{
  g_auto (GStrv) named = g_strsplit_set (step->seats, "{,}", -1);
  guint n_named = 0, n_found = 0, n_others = 0;

  for (guint i = 0; named[i] != NULL; i++)
    n_named += *named[i] != '\0';
  for (guint i = 0; i < nx_held_session_n_seats (session); i++)
    {
      NxHeldSeat seat;

      nx_held_session_seat (session, i, &seat);
      if (seat.active != active)
        continue;
      if (g_strv_contains ((const char *const *) named, seat.id))
        n_found++;
      else
        n_others++;
    }
  if (n_found < n_named)
    return nx_booking_refuse_changed (db, actor, session->id, error);
  if (active && n_others > 0)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("Somebody has joined this session since."));

  return TRUE;
}

/* --- taking them back --- */

static gboolean
apply_release (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *object, char **inverse, GError **error)
{
  NxSeatsStep step = read_seats_step (object);
  g_auto (NxHeldSession) session = { 0 };
  NxCancellation cancellation = { .session_id = step.session_id, .student_id = step.student_id, .reason = step.reason };

  if (!hold (db, step.session_id, step.student_id, &session, error) ||
      !check_status (db, actor, &session, NX_SESSION_SCHEDULED, error))
    return FALSE;
  if (!is_at (&session, step.coach_id, step.scheduled_at, step.duration))
    return nx_booking_refuse_changed (db, actor, session.id, error);

  return check_seats (db, actor, &session, &step, TRUE, error) &&
         nx_booking_release_seats (db, actor, &session, step.whole, step.refund, &cancellation, inverse, error);
}

static gboolean
apply_restore (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *object, char **inverse, GError **error)
{
  NxSeatsStep step = read_seats_step (object);
  g_auto (NxHeldSession) session = { 0 };

  if (!hold (db, step.session_id, step.student_id, &session, error) ||
      !check_status (db, actor, &session, step.whole ? NX_SESSION_CANCELLED : NX_SESSION_SCHEDULED, error))
    return FALSE;
  if (!is_at (&session, step.coach_id, step.scheduled_at, step.duration))
    return nx_booking_refuse_changed (db, actor, session.id, error);

  return check_seats (db, actor, &session, &step, FALSE, error) && nx_booking_restore (db, actor, &session, &step, inverse, error);
}

static gboolean
apply_place (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *object, char **inverse, GError **error)
{
  NxSessionPlace from = read_place (object, "from"), to = read_place (object, "to");
  g_auto (NxHeldSession) session = { 0 };
  NxMove move = { .session_id = text_of (object, "sessionId"), .scheduled_at = to.scheduled_at, .duration = to.duration,
                  .coach_id = to.coach_id, .room = to.room_id };

  if (!hold (db, move.session_id, NULL, &session, error))
    return FALSE;
  if (!is_at (&session, from.coach_id, from.scheduled_at, from.duration) || g_strcmp0 (session.room_id, from.room_id) != 0)
    return nx_booking_refuse_changed (db, actor, session.id, error);

  return check_status (db, actor, &session, NX_SESSION_SCHEDULED, error) &&
         nx_waiting_make_room (db, actor, session.id, to.coach_id, to.scheduled_at, to.scheduled_at + to.duration * NX_TIME_MINUTE, error) &&
         nx_booking_move_held (db, actor, &move, &session, inverse, error);
}

/* @mark: (out): back to what @element says, where nobody changed it since. */
static gboolean
read_mark (NxHeldSession *session, JsonObject *element, NxMark *mark)
{
  const char *id = text_of (element, "id");
  JsonObject *from = nx_json_get_object (element, "from"), *to = nx_json_get_object (element, "to");

  for (guint i = 0; i < nx_held_session_n_seats (session); i++)
    {
      nx_held_session_seat (session, i, &mark->seat);
      if (g_strcmp0 (mark->seat.id, id) != 0)
        continue;
      mark->attendance = nx_enum_value (&nx_attendance_enum, text_of (to, "attendance"));
      mark->refunded = bool_of (to, "refunded");
      return mark->seat.active && mark->seat.attendance == nx_enum_value (&nx_attendance_enum, text_of (from, "attendance")) &&
             mark->seat.refunded == bool_of (from, "refunded");
    }

  return FALSE;
}

/* What a report says of a pupil is corrected there. */
static gboolean
check_unreported (NxDb *db, const char *session_id, const char *student_id, GError **error)
{
  gboolean reported = FALSE;

  if (!nx_booking_store_is_reported (db, session_id, student_id, &reported, error))
    return FALSE;

  return !reported || nx_booking_refuse (error, NX_ERROR_CONFLICT,
                                         _ ("The report of this session says who was there already. Correct it there."));
}

static gboolean
apply_attendance (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *object, char **inverse, GError **error)
{
  g_auto (NxHeldSession) session = { 0 };
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (NxMark));
  JsonArray *seats = nx_json_get_array (object, "seats");
  int from;

  if (!hold (db, text_of (object, "sessionId"), NULL, &session, error))
    return FALSE;
  from = nx_enum_value (&nx_session_status_enum, text_of (object, "from"));
  /* That it ended meanwhile with nobody there is what the marks say, and goes with them. */
  if (session.status != from && (session.status != NX_SESSION_NO_SHOW || from != NX_SESSION_SCHEDULED))
    return nx_booking_refuse_changed (db, actor, session.id, error);
  for (guint i = 0; seats != NULL && i < json_array_get_length (seats); i++)
    {
      NxMark mark;

      if (!read_mark (&session, json_array_get_object_element (seats, i), &mark))
        return nx_booking_refuse_changed (db, actor, session.id, error);
      if (!check_unreported (db, session.id, mark.seat.student_id, error))
        return FALSE;
      g_array_append_val (marks, mark);
    }

  return nx_booking_set_marks (db, actor, &session, marks, nx_enum_value (&nx_session_status_enum, text_of (object, "to")), inverse, error);
}

/* What undoes a booking, a cancellation, a move and a mark of attendance. */
extern const NxStepKind nx_booking_steps[];
const NxStepKind nx_booking_steps[] = {
  { "session.release", apply_release },
  { "session.restore", apply_restore },
  { "session.place", apply_place },
  { "session.attendance", apply_attendance },
  { NULL, NULL },
};
