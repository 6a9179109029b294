/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-change.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/booking/booking-location.h"
#include "server/booking/booking-mail.h"
#include "server/booking/booking-rules.h"
#include "server/coaches/coaches.h"
#include "server/coaches/coaches-input.h"
#include "server/coaches/holds.h"
#include "server/credits/credits.h"
#include "server/gateways/nx-jitsi.h"
#include "server/nx-audit.h"
#include "server/undo/undo.h"

/* Nobody plans a lesson further ahead; it also keeps dates within what the calendar arithmetic was tested for. */
#define FARTHEST (2 * 366 * NX_TIME_DAY)

gboolean
nx_booking_cost (NxDb *db, const NxActor *actor, int type, gint32 *cost, GError **error)
{
  return nx_booking_store_cost (db, type, cost, error);
}

gboolean
nx_booking_refuse (GError **error, NxErrorCode code, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, (int) code, sentence);

  return FALSE;
}

static gboolean
fault (GError **error, const char *member, const char *sentence)
{
  g_propagate_error (error, nx_input_fault (member, sentence));

  return FALSE;
}

/* A pupil books for themself; whether a parent may book for this student is in the statement that reads it. */
static const char *
student_of (const NxActor *actor, const NxBooking *booking, GError **error)
{
  if (actor->role == NX_ROLE_ELEVE)
    {
      if (actor->student_id != NULL &&
          (booking->student_id == NULL || g_ascii_strcasecmp (booking->student_id, actor->student_id) == 0))
        return actor->student_id;
      nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such student."));
      return NULL;
    }
  if (booking->student_id == NULL)
    fault (error, "studentId", _ ("Say for which student."));

  return booking->student_id;
}

gboolean
nx_booking_check_time (const NxActor *actor, gint64 start, int duration, GError **error)
{
  if (start % (NX_SLOT_GRID * NX_TIME_MINUTE) != 0)
    return fault (error, "scheduledAt", _ ("A session starts on the hour or at a quarter, half or three quarters past."));
  if (start <= actor->now)
    return fault (error, "scheduledAt", _ ("The start must be in the future."));
  if (start > actor->now + FARTHEST)
    return fault (error, "scheduledAt", _ ("The start must be within the next two years."));
  if (duration < 30 || duration > 180 || duration % NX_SLOT_GRID != 0)
    return fault (error, "duration", _ ("A session lasts 30 to 180 minutes, in quarters of an hour."));

  return TRUE;
}

static gboolean
check_input (const NxActor *actor, const NxBooking *booking, GError **error)
{
  g_autoptr (GError) missing = NULL;
  const char *sentence = _ ("This is needed to book.");

  if (booking->subject < 0 || booking->type < 0 || booking->scheduled_at == NX_TIME_NONE)
    {
      missing = g_error_new_literal (NX_ERROR, NX_ERROR_INVALID, _ ("Say what to book: a subject, a modality and a start."));
      if (booking->subject < 0)
        nx_error_add_field (missing, "subject", sentence);
      if (booking->type < 0)
        nx_error_add_field (missing, "type", sentence);
      if (booking->scheduled_at == NX_TIME_NONE)
        nx_error_add_field (missing, "scheduledAt", sentence);
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }

  return nx_booking_check_time (actor, booking->scheduled_at, booking->duration, error);
}

/* Why the coach of a row cannot hold it; in the order in which a person would ask. */
static gboolean
check_coach (const NxActor *actor, const NxBookableCoach *coach, GError **error)
{
  g_autofree char *held = coach->held_by != NULL ? nx_holds_refusal (actor, coach->held_by) : NULL;

  if (!coach->teaches)
    return fault (error, "coachId", _ ("This coach does not teach that subject."));
  if (!coach->offers)
    return fault (error, "type", _ ("This coach does not offer that modality."));
  if (!coach->available)
    return nx_booking_refuse (error, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("The coach does not work at that time."));
  if (coach->busy)
    return nx_booking_refuse (error, NX_ERROR_SLOT_TAKEN, _ ("This time has just been taken. Please choose another one."));
  if (held != NULL)
    return nx_booking_refuse (error, NX_ERROR_SLOT_TAKEN, held);

  return TRUE;
}

static gboolean
is_free (const NxBookableCoach *coach)
{
  return coach->available && !coach->busy && coach->held_by == NULL;
}

static gboolean
check_facts (const NxActor *actor, const NxBooking *booking, NxBookingFacts *facts, GError **error)
{
  NxBookableCoach first;

  if (nx_rows_count (facts->rows) == 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such student."));
  if (!facts->has_plan)
    return nx_booking_refuse (error, NX_ERROR_NO_ACTIVE_PLAN, _ ("Booking needs an active plan, or credits of a pack."));
  if (nx_booking_facts_n_coaches (facts) == 0)
    return booking->coach_id != NULL ? nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such coach."))
                                     : nx_booking_refuse (error, NX_ERROR_NO_COACH_AVAILABLE, _ ("No coach teaches this subject in this way."));
  if (facts->closed)
    return nx_booking_refuse (error, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("The centre is closed on that day."));

  nx_booking_facts_coach (facts, 0, &first);
  if (booking->coach_id != NULL && !check_coach (actor, &first, error))
    return FALSE;
  if (booking->coach_id == NULL && !is_free (&first))
    return nx_booking_refuse (error, NX_ERROR_NO_COACH_AVAILABLE, _ ("No coach of this subject is free at that time."));
  if (g_strcmp0 (facts->rooms, "{}") == 0 && booking->room != NULL)
    return nx_booking_refuse (error, NX_ERROR_ROOM_TAKEN, _ ("No such room is free at that time."));
  if (g_strcmp0 (facts->rooms, "{}") == 0)
    return nx_booking_refuse (error, NX_ERROR_SLOT_TAKEN, _ ("All rooms of the centre are taken at that time."));
  if (facts->student_busy)
    return nx_booking_refuse (error, NX_ERROR_STUDENT_BUSY, _ ("The student has another session at this time."));
  if (facts->balance < facts->cost && !booking->unpaid)
    return nx_booking_refuse (error, NX_ERROR_INSUFFICIENT_CREDITS, _ ("There are not enough credits."));

  return TRUE;
}

/* The coaches that are free, as an array in PostgreSQL's form. */
static char *
free_coaches (NxBookingFacts *facts, guint *n_free)
{
  g_autoptr (GString) list = g_string_new ("{");

  *n_free = 0;
  for (guint i = 0; i < nx_booking_facts_n_coaches (facts); i++)
    {
      NxBookableCoach coach;

      nx_booking_facts_coach (facts, i, &coach);
      if (!is_free (&coach))
        continue;
      if ((*n_free)++ > 0)
        g_string_append_c (list, ',');
      g_string_append (list, coach.id);
    }
  g_string_append_c (list, '}');

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static void
find_coach (NxBookingFacts *facts, const char *coach_id, NxBookableCoach *coach)
{
  for (guint i = 0; i < nx_booking_facts_n_coaches (facts); i++)
    {
      nx_booking_facts_coach (facts, i, coach);
      if (g_str_equal (coach->id, coach_id))
        return;
    }
}

/* @coach: (out): who holds it; @room: (out) (transfer full) (nullable). */
static gboolean
place (NxDb *db, const NxActor *actor, const NxBooking *booking, NxBookingFacts *facts, const char *session_id, const char *jitsi_room,
       NxBookableCoach *coach, char **room, GError **error)
{
  guint n_free;
  g_autofree char *coaches = free_coaches (facts, &n_free), *coach_id = NULL;
  g_autoptr (GError) local = NULL;
  NxPlacement placement = {
    .id = session_id, .coaches = coaches, .rooms = facts->rooms,
    /* Without a title of its own a session is called by its subject, in the language of whoever reads it. */
    .title = booking->title != NULL ? booking->title : "", .description = booking->description,
    .jitsi_room = jitsi_room, .start = booking->scheduled_at, .end = booking->scheduled_at + booking->duration * NX_TIME_MINUTE,
    .type = booking->type, .subject = booking->subject, .capacity = facts->capacity, .cost = facts->cost,
  };

  nx_booking_facts_coach (facts, 0, coach);
  if (!nx_holds_end (db, actor, coaches, facts->student_id, placement.start, placement.end, error))
    return FALSE;
  if (n_free == 1 && facts->rooms == NULL && booking->coach_id != NULL)
    return nx_booking_store_place_later (db, actor, &placement, error);

  if (nx_booking_store_place (db, actor, &placement, &coach_id, room, &local))
    {
      find_coach (facts, coach_id, coach);
      return TRUE;
    }
  if (booking->coach_id == NULL && g_error_matches (local, NX_ERROR, NX_ERROR_SLOT_TAKEN))
    return nx_booking_refuse (error, NX_ERROR_NO_COACH_AVAILABLE, _ ("No coach of this subject is free at that time."));
  if (g_error_matches (local, NX_ERROR, NX_ERROR_ROOM_TAKEN))
    return nx_booking_refuse (error, NX_ERROR_SLOT_TAKEN, _ ("All rooms of the centre are taken at that time."));
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

/* Mails, audit and live event, sent with the statement that takes the credits. */
static gboolean
tell (NxDb *db, const NxActor *actor, NxBookingFacts *facts, const NxBookableCoach *coach, NxSessionNews *news, const char *seat_id, gboolean unpaid,
      GError **error)
{
  g_autofree char *name = g_strjoin (" ", facts->first_name, facts->last_name, NULL);
  g_autofree char *after = nx_booking_audit_json (news, coach->id, facts->student_id, facts->cost);

  news->student_name = name;
  news->coach_name = coach->pseudonym;
  news->has_balance = TRUE;
  news->balance = facts->balance - (unpaid ? 0 : facts->cost);
  if (!nx_booking_mail (db, actor, "booking_confirmation", seat_id, &facts->family, news, error))
    return FALSE;
  news->has_balance = FALSE;
  if (!nx_booking_mail (db, actor, "booking_confirmation", seat_id, &coach->reader, news, error))
    return FALSE;

  return nx_audit (db, actor, "session.booked", "session", news->session_id, NULL, after, error) &&
         nx_live_publish (db, actor, "session.booked", news->session_id, coach->id, facts->student_id, error);
}

/* How to take the booking back: its seat, and the session with it where nobody else has one. */
static gboolean
record (NxDb *db, const NxActor *actor, NxBookingFacts *facts, const NxBookableCoach *coach, const NxSessionNews *news, const char *seat_id,
        GError **error)
{
  g_autofree char *seats = g_strdup_printf ("{%s}", seat_id), *step = NULL;

  if (actor->action_id == NULL)
    return TRUE;
  step = nx_booking_seats_step ("session.release", &(NxSeatsStep){ .session_id = news->session_id, .student_id = facts->student_id,
                                .coach_id = coach->id, .scheduled_at = news->scheduled_at, .duration = news->duration, .seats = seats,
                                .refund = TRUE });

  return nx_action_add_step (db, actor, "session.booked", news->session_id, step, error);
}

/* The seat and its payment. Everything that was queued is refused or done when this returns. */
static gboolean
take_seat (NxDb *db, const NxActor *actor, NxBookingFacts *facts, const NxBookableCoach *coach, NxSessionNews *news, gboolean unpaid,
           gint32 *balance, GError **error)
{
  g_autofree char *seat_id = nx_uuid_new (actor->now);
  gint32 left = facts->balance;
  NxSeat seat = {
    .id = seat_id, .session_id = news->session_id, .student_id = facts->student_id, .start = news->scheduled_at,
    .end = news->scheduled_at + news->duration * NX_TIME_MINUTE, .cost = facts->cost, .unpaid = unpaid,
  };

  if (!nx_booking_store_add_seat (db, actor, &seat, error) || !tell (db, actor, facts, coach, news, seat_id, unpaid, error) ||
      !record (db, actor, facts, coach, news, seat_id, error))
    return FALSE;
  if (unpaid ? !nx_db_flush (db, error) : !nx_credits_use (db, actor, facts->student_id, news->session_id, facts->cost, &left, error))
    return FALSE;
  if (balance != NULL)
    *balance = left;

  return TRUE;
}

/* The session as the student sees it, from what is known already: reading it back would cost a round trip. */
static NxSession *
make_session (const NxActor *actor, const NxConfig *config, NxBookingFacts *facts, const NxBookableCoach *coach,
              const NxSessionNews *news, const char *title, const char *jitsi_room)
{
  NxSession *session = g_object_new (NX_TYPE_SESSION, NULL);
  NxPerson *student = g_object_new (NX_TYPE_PERSON, NULL);

  session->id = g_strdup (news->session_id);
  session->title = g_strdup (nx_session_title (title, news->subject));
  session->subject = news->subject;
  session->type = news->type;
  session->status = NX_SESSION_SCHEDULED;
  session->scheduledAt = news->scheduled_at;
  session->duration = news->duration;
  session->creditCost = facts->cost;
  session->coach = g_object_new (NX_TYPE_COACH, NULL);
  session->coach->id = g_strdup (coach->id);
  session->coach->pseudonym = g_strdup (coach->pseudonym);
  session->coach->mark = g_strdup (coach->mark);
  session->coach->color = coach->color;
  student->id = g_strdup (facts->student_id);
  student->firstName = g_strdup (facts->first_name);
  student->lastName = g_strdup (facts->last_name);
  if (session->students == NULL)
    session->students = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (session->students, student);
  session->capacity = facts->capacity;
  session->seatsTaken = facts->seats_taken + 1;
  session->room = g_strdup (news->room);
  session->reportStatus = -1;
  session->version = 1;
  session->cancelledAt = NX_TIME_NONE;
  session->attendance = -1;
  session->location = nx_booking_location (config, actor, &(NxBookingPlace){ .room = news->room, .jitsi_room = jitsi_room,
                                           .coach_id = coach->id, .coach_name = coach->pseudonym,
                                           .title = session->title, .scheduled = TRUE, .has_seat = TRUE, .start = news->scheduled_at,
                                           .end = news->scheduled_at + news->duration * NX_TIME_MINUTE });

  return session;
}

static NxSession *
book_new (NxDb *db, const NxActor *actor, const NxConfig *config, const NxBooking *wanted, const char *student_id, gint32 *balance,
          GError **error)
{
  g_auto (NxBookingFacts) facts = { 0 };
  g_autofree char *session_id = NULL, *jitsi_room = NULL, *room = NULL;
  NxBooking booking = *wanted;
  NxBookableCoach coach;
  NxSessionNews news;
  NxSession *session;

  if (booking.duration == 0 && booking.type >= 0)
    booking.duration = nx_booking_default_duration (booking.type);
  if (!check_input (actor, &booking, error) || !nx_booking_store_facts (db, actor, &booking, student_id, &facts, error) ||
      !check_facts (actor, &booking, &facts, error))
    return NULL;

  session_id = nx_uuid_new (actor->now);
  jitsi_room = booking.type == NX_SERVICE_COURS_ONLINE ? nx_jitsi_room_new () : NULL;
  if (!place (db, actor, &booking, &facts, session_id, jitsi_room, &coach, &room, error))
    return NULL;

  news = (NxSessionNews){ .session_id = session_id, .room = room, .subject = booking.subject, .type = booking.type,
                          .duration = booking.duration, .scheduled_at = booking.scheduled_at };
  if ((booking.series_id != NULL && !nx_booking_store_set_series (db, session_id, booking.series_id, error)) ||
      !take_seat (db, actor, &facts, &coach, &news, booking.unpaid, balance, error))
    return NULL;

  session = make_session (actor, config, &facts, &coach, &news, booking.title, jitsi_room);
  session->description = g_strdup (booking.description);
  session->seriesId = g_strdup (booking.series_id);
  session->unpaid = booking.unpaid;

  return session;
}

static gboolean
check_join (const NxActor *actor, NxBookingFacts *facts, GError **error)
{
  if (nx_rows_count (facts->rows) == 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such workshop."));
  if (facts->status == NX_SESSION_CANCELLED)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This workshop was cancelled."));
  if (facts->status != NX_SESSION_SCHEDULED || facts->scheduled_at <= actor->now)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_HELD, _ ("This workshop has begun or is over."));
  if (!facts->has_plan)
    return nx_booking_refuse (error, NX_ERROR_NO_ACTIVE_PLAN, _ ("Booking needs an active plan, or credits of a pack."));
  if (facts->student_busy)
    return nx_booking_refuse (error, NX_ERROR_STUDENT_BUSY, _ ("The student has another session at this time."));
  if (facts->seats_taken >= facts->capacity)
    return nx_booking_refuse (error, NX_ERROR_WORKSHOP_FULL, _ ("This workshop is full."));
  if (facts->balance < facts->cost)
    return nx_booking_refuse (error, NX_ERROR_INSUFFICIENT_CREDITS, _ ("There are not enough credits."));

  return TRUE;
}

static NxSession *
join_workshop (NxDb *db, const NxActor *actor, const NxConfig *config, const char *session_id, const char *student_id,
               gint32 *balance, GError **error)
{
  g_auto (NxBookingFacts) facts = { 0 };
  NxBookableCoach coach;
  NxSessionNews news;
  int seats_taken;

  if (!nx_booking_store_join_facts (db, actor, session_id, student_id, &facts, error) || !check_join (actor, &facts, error) ||
      (facts.on_list && !nx_booking_store_take_name (db, actor, session_id, student_id, error)) ||
      !nx_booking_store_count_seat (db, actor, session_id, &seats_taken, error))
    return NULL;
  if (seats_taken == 0)
    {
      nx_booking_refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This workshop was cancelled."));
      return NULL;
    }

  facts.seats_taken = seats_taken - 1;
  nx_booking_facts_coach (&facts, 0, &coach);
  news = (NxSessionNews){ .session_id = session_id, .room = facts.room, .subject = facts.subject, .type = facts.type,
                          .duration = facts.duration, .scheduled_at = facts.scheduled_at };
  if (!take_seat (db, actor, &facts, &coach, &news, FALSE, balance, error))
    return NULL;

  return make_session (actor, config, &facts, &coach, &news, facts.title, NULL);
}

NxSession *
nx_booking_book (NxDb *db, const NxActor *actor, const NxConfig *config, const NxBooking *booking, gint32 *balance, GError **error)
{
  const char *student_id = student_of (actor, booking, error);
  NxActor quiet = *actor;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  if (student_id == NULL)
    return NULL;
  quiet.quiet = actor->quiet || booking->quiet;
  if (booking->session_id != NULL)
    return join_workshop (db, &quiet, config, booking->session_id, student_id, balance, error);

  return book_new (db, &quiet, config, booking, student_id, balance, error);
}
