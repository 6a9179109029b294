/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/waiting/waiting-private.h"

#include "common/nx-i18n.h"
#include "common/nx-random.h"
#include "server/booking/booking-rules.h"
#include "server/booking/booking-store.h"
#include "server/coaches/coaches-input.h"
#include "server/nx-audit.h"
#include "server/undo/undo.h"

#define DEFAULT_LIMIT 50
#define MAX_LIMIT 200

/* What the actor may see at all. A role without its own object sees nothing. */
static gboolean
scope_of (const NxActor *actor, NxWaitingScope *scope)
{
  *scope = (NxWaitingScope){ .staff = nx_actor_is_office (actor) || actor->role == NX_ROLE_COACH };
  if (nx_actor_is_office (actor))
    return TRUE;

  scope->coach_id = actor->role == NX_ROLE_COACH ? actor->coach_id : NULL;
  scope->parent_id = actor->role == NX_ROLE_PARENT ? actor->parent_id : NULL;
  scope->student_id = actor->role == NX_ROLE_ELEVE ? actor->student_id : NULL;

  return scope->coach_id != NULL || scope->parent_id != NULL || scope->student_id != NULL;
}

static gboolean
not_found (GError **error)
{
  return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such name on a waiting list."));
}

/* The rows of one entry. @rows: (out) (transfer full). */
static gboolean
find (NxDb *db, const NxActor *actor, const char *id, NxRows **rows, GError **error)
{
  NxWaitingScope scope;

  *rows = NULL;
  if (!scope_of (actor, &scope) || !nx_uuid_is_valid (id))
    return not_found (error);
  *rows = nx_waiting_store_get (db, &scope, id, error);
  if (*rows == NULL)
    return FALSE;

  return nx_rows_count (*rows) > 0 || not_found (error);
}

NxWaitingEntry *
nx_waiting_get (NxDb *db, const NxActor *actor, const char *id, GError **error)
{
  g_autoptr (NxRows) rows = NULL;

  return find (db, actor, id, &rows, error) ? nx_rows_record (rows, 0, NX_TYPE_WAITING_ENTRY) : NULL;
}

static gboolean
read_cursor (const char *cursor, gint64 *after, GError **error)
{
  *after = 0;
  if (cursor == NULL || g_ascii_string_to_signed (cursor, 10, 0, G_MAXINT64, after, NULL))
    return TRUE;

  g_propagate_error (error, nx_input_fault ("cursor", _ ("This is not a cursor of this list.")));
  return FALSE;
}

GPtrArray *
nx_waiting_list (NxDb *db, const NxActor *actor, const NxWaitingFilter *filter, char **cursor, GError **error)
{
  NxWaitingScope scope;
  const guint limit = (guint) (filter->limit > 0 ? MIN (filter->limit, MAX_LIMIT) : DEFAULT_LIMIT);
  GPtrArray *entries;
  g_autoptr (NxRows) rows = NULL;
  gint64 after;

  *cursor = NULL;
  if (!read_cursor (filter->cursor, &after, error))
    return NULL;
  if (!scope_of (actor, &scope))
    return g_ptr_array_new_with_free_func (g_object_unref);
  rows = nx_waiting_store_list (db, &scope, filter, after, (int) limit + 1, error);
  if (rows == NULL)
    return NULL;

  entries = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < MIN (nx_rows_count (rows), limit); i++)
    g_ptr_array_add (entries, nx_rows_record (rows, i, NX_TYPE_WAITING_ENTRY));
  if (nx_rows_count (rows) > limit)
    *cursor = g_strdup (nx_rows_text (rows, limit - 1, "seq"));

  return entries;
}

/* What a change is about: the session, where there is one that the actor may know. */
static const char *
object_of (const NxWaitingEntry *entry)
{
  return entry->sessionId != NULL ? entry->sessionId : entry->id;
}

gboolean
nx_waiting_record (NxDb *db, const NxActor *actor, const char *action, const NxWaitingEntry *entry, GError **error)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  g_autofree char *after = NULL;

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "studentId", entry->studentId);
  nx_json_add_string (json, "sessionId", entry->sessionId);
  nx_json_add_string (json, "coachId", entry->coachId);
  nx_json_add_time (json, "scheduledAt", entry->scheduledAt);
  nx_json_end_object (json);
  after = nx_json_writer_end (json, NULL);

  return nx_audit (db, actor, action, "waiting", entry->id, NULL, after, error) &&
         nx_live_publish (db, actor, "waiting.changed", object_of (entry), entry->coachId, entry->studentId, error);
}

/* A pupil waits for themself; whether a parent may for this student is in the statement that reads it. */
static const char *
student_of (const NxActor *actor, const NxWaitingRequest *request, GError **error)
{
  if (actor->role != NX_ROLE_ELEVE)
    {
      if (request->student_id == NULL)
        g_propagate_error (error, nx_input_fault ("studentId", _ ("Say for which student.")));
      return request->student_id;
    }
  if (actor->student_id != NULL && (request->student_id == NULL || g_ascii_strcasecmp (request->student_id, actor->student_id) == 0))
    return actor->student_id;

  nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such student."));
  return NULL;
}

static gboolean
refuse_free (GError **error)
{
  return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("A place is free: it can be booked now, there is no need to wait."));
}

static gboolean
check_student (const NxBookingFacts *facts, GError **error)
{
  if (!facts->has_plan)
    return nx_booking_refuse (error, NX_ERROR_NO_ACTIVE_PLAN, _ ("Booking needs an active plan, or credits of a pack."));
  if (facts->student_busy)
    return nx_booking_refuse (error, NX_ERROR_STUDENT_BUSY, _ ("The student has another session at this time."));

  return TRUE;
}

static gboolean
join_seat (NxDb *db, const NxActor *actor, const char *id, const char *student_id, const char *session_id, NxBookingFacts *facts, GError **error)
{
  gboolean joined;

  if (facts->status == NX_SESSION_CANCELLED)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This workshop was cancelled."));
  if (facts->status != NX_SESSION_SCHEDULED || facts->scheduled_at <= actor->now)
    return nx_booking_refuse (error, NX_ERROR_ALREADY_HELD, _ ("This workshop has begun or is over."));
  if (!check_student (facts, error) || !nx_waiting_store_join_seat (db, actor, id, student_id, session_id, &joined, error))
    return FALSE;

  return joined || refuse_free (error);
}

static gboolean
check_coaches (const NxBooking *wanted, NxBookingFacts *facts, GError **error)
{
  gboolean named = wanted->coach_id != NULL, room = g_strcmp0 (facts->rooms, "{}") != 0, works = FALSE;
  NxBookableCoach coach;

  if (nx_booking_facts_n_coaches (facts) == 0)
    return named ? nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such coach."))
                 : nx_booking_refuse (error, NX_ERROR_NO_COACH_AVAILABLE, _ ("No coach teaches this subject in this way."));
  if (facts->closed)
    return nx_booking_refuse (error, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("The centre is closed on that day."));

  for (guint i = 0; i < nx_booking_facts_n_coaches (facts); i++)
    {
      nx_booking_facts_coach (facts, i, &coach);
      if (named && (!coach.teaches || !coach.offers))
        {
          g_propagate_error (error, nx_input_fault ("coachId", _ ("This coach does not teach that subject in this way.")));
          return FALSE;
        }
      works = works || coach.available;
      if (coach.available && !coach.busy && coach.held_by == NULL && room)
        return refuse_free (error);
    }
  if (works)
    return TRUE;

  return named ? nx_booking_refuse (error, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("The coach does not work at that time."))
               : nx_booking_refuse (error, NX_ERROR_NO_COACH_AVAILABLE, _ ("No coach of this subject works at that time."));
}

static gboolean
join_time (NxDb *db, const NxActor *actor, const char *id, const char *student_id, NxBooking *wanted, GError **error)
{
  g_auto (NxBookingFacts) facts = { 0 };

  if (wanted->duration == 0 && wanted->type >= 0)
    wanted->duration = nx_booking_default_duration (wanted->type);
  if (wanted->subject < 0 || wanted->type < 0 || wanted->scheduled_at == NX_TIME_NONE)
    {
      g_autoptr (GError) fault = NULL;
      const char *sentence = _ ("This is needed to wait for a time.");

      if (wanted->subject < 0)
        nx_error_collect_member (&fault, "subject", sentence);
      if (wanted->type < 0)
        nx_error_collect_member (&fault, "type", sentence);
      if (wanted->scheduled_at == NX_TIME_NONE)
        nx_error_collect_member (&fault, "scheduledAt", sentence);
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  if (!nx_booking_check_time (actor, wanted->scheduled_at, wanted->duration, error) ||
      !nx_booking_store_facts (db, actor, wanted, student_id, &facts, error))
    return FALSE;
  if (nx_rows_count (facts.rows) == 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such student."));

  return check_student (&facts, error) && check_coaches (wanted, &facts, error) &&
         nx_waiting_store_join_time (db, actor, id, student_id, wanted, error);
}

/* The office names the lesson that fills the time. */
static gboolean
join_lesson (NxDb *db, const NxActor *actor, const NxConfig *config, const char *id, const char *student_id, const char *session_id, GError **error)
{
  g_autoptr (NxSession) session = nx_actor_is_office (actor) ? nx_booking_get (db, actor, config, session_id, error) : NULL;
  NxBooking wanted;

  if (!nx_actor_is_office (actor))
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such workshop."));
  if (session == NULL)
    return FALSE;
  if (session->type == NX_SERVICE_ATELIER_GROUPE) /* then it is the student that there is none of */
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such student."));
  wanted = (NxBooking){ .student_id = student_id, .coach_id = session->coach->id, .subject = session->subject, .type = session->type,
                        .scheduled_at = session->scheduledAt, .duration = (int) session->duration };

  return join_time (db, actor, id, student_id, &wanted, error);
}

static gboolean
join_session (NxDb *db, const NxActor *actor, const NxConfig *config, const char *id, const char *student_id, const char *session_id, GError **error)
{
  g_auto (NxBookingFacts) facts = { 0 };

  if (!nx_booking_store_join_facts (db, actor, session_id, student_id, &facts, error))
    return FALSE;

  return nx_rows_count (facts.rows) > 0 ? join_seat (db, actor, id, student_id, session_id, &facts, error)
                                        : join_lesson (db, actor, config, id, student_id, session_id, error);
}

/* What is offered to a name is kept from all others for half an hour: a family that waits everywhere would keep the coaches free for
 * nobody. The pupil's row is locked. */
static gboolean
check_names (NxDb *db, const NxActor *actor, const char *id, GError **error)
{
  guint n_others;
  gboolean same;

  if (!nx_waiting_store_names (db, id, &n_others, &same, error))
    return FALSE;
  if (same)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("The pupil waits for this coach at that time already."));
  if (n_others < NX_WAITING_MOST_NAMES || nx_actor_is_office (actor))
    return TRUE;

  g_set_error (error, NX_ERROR, NX_ERROR_CONFLICT,
               ngettext ("The pupil is on %d waiting list already: leave it first.", "The pupil is on %d waiting lists already: leave one of them first.",
                         NX_WAITING_MOST_NAMES), NX_WAITING_MOST_NAMES);
  return FALSE;
}

NxWaitingEntry *
nx_waiting_join (NxDb *db, const NxActor *actor, const NxConfig *config, const NxWaitingRequest *request, GError **error)
{
  const char *student_id = student_of (actor, request, error);
  g_autofree char *id = nx_uuid_new (actor->now), *step = nx_waiting_step ("waiting.close", id, "LEFT");
  NxBooking wanted = { .student_id = student_id, .coach_id = request->coach_id, .subject = request->subject, .type = request->type,
                       .scheduled_at = request->scheduled_at, .duration = request->duration };
  g_autoptr (NxWaitingEntry) entry = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  if (student_id == NULL)
    return NULL;
  if (request->session_id != NULL ? !join_session (db, actor, config, id, student_id, request->session_id, error)
                                  : !join_time (db, actor, id, student_id, &wanted, error))
    return NULL;
  if (!check_names (db, actor, id, error))
    return NULL;

  entry = nx_waiting_get (db, actor, id, error);
  if (entry == NULL || !nx_waiting_record (db, actor, "waiting.joined", entry, error) ||
      !nx_action_add_step (db, actor, "waiting.changed", object_of (entry), step, error) || !nx_db_flush (db, error))
    return NULL;

  return g_steal_pointer (&entry);
}

gboolean
nx_waiting_leave (NxDb *db, const NxActor *actor, const char *id, GError **error)
{
  g_autoptr (NxWaitingEntry) entry = nx_waiting_get (db, actor, id, error);
  g_autofree char *step = nx_waiting_step ("waiting.reopen", id, NULL);
  gboolean ended;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  if (entry == NULL)
    return FALSE;
  if (entry->status == NX_WAITING_LEFT)
    return TRUE;
  if (!nx_waiting_store_end (db, id, "LEFT", NULL, actor->now, &ended, error))
    return FALSE;
  if (!ended)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("This name is no longer on the list."));

  return nx_waiting_record (db, actor, "waiting.left", entry, error) &&
         nx_action_add_step (db, actor, "waiting.changed", object_of (entry), step, error) && nx_db_flush (db, error);
}

static gboolean
check_offer (const NxActor *actor, const NxWaitingEntry *entry, GError **error)
{
  if (entry->status == NX_WAITING_ACCEPTED)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("This offer was accepted already."));
  if (entry->status == NX_WAITING_WAITING)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("No place has become free yet."));
  if (entry->status != NX_WAITING_OFFERED || entry->offerExpiresAt <= actor->now)
    return nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("This offer has ended: the place goes to the next name."));

  return TRUE;
}

static NxSession *
accept_time (NxDb *db, const NxActor *actor, const NxConfig *config, const NxWaitingEntry *entry, gint32 *balance, GError **error)
{
  NxBooking booking = { .student_id = entry->studentId, .coach_id = entry->coachId, .subject = entry->subject, .type = entry->type,
                        .scheduled_at = entry->scheduledAt, .duration = (int) entry->duration };
  g_autoptr (NxSession) session = NULL;
  gboolean taken;

  if (!nx_waiting_store_take_time (db, entry->id, actor->now, &taken, error))
    return NULL;
  if (!taken)
    {
      nx_booking_refuse (error, NX_ERROR_CONFLICT, _ ("This offer has ended: the place goes to the next name."));
      return NULL;
    }
  session = nx_booking_book (db, actor, config, &booking, balance, error);
  if (session == NULL || !nx_waiting_store_booked (db, entry->id, session->id, error))
    return NULL;

  return g_steal_pointer (&session);
}

NxSession *
nx_waiting_accept (NxDb *db, const NxActor *actor, const NxConfig *config, const char *id, gint32 *balance, GError **error)
{
  g_autoptr (NxRows) rows = NULL;
  g_autoptr (NxWaitingEntry) entry = NULL;
  g_autoptr (NxSession) session = NULL;
  g_autofree char *step = nx_waiting_step ("waiting.reopen", id, NULL);

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  if (!find (db, actor, id, &rows, error))
    return NULL;
  entry = nx_rows_record (rows, 0, NX_TYPE_WAITING_ENTRY);
  if (!check_offer (actor, entry, error) || !nx_waiting_store_lock_student (db, entry->studentId, error))
    return NULL;

  if (nx_rows_bool (rows, 0, "seat"))
    session = nx_booking_book (db, actor, config, &(NxBooking){ .student_id = entry->studentId, .session_id = entry->sessionId }, balance, error);
  else
    session = accept_time (db, actor, config, entry, balance, error);
  if (session == NULL)
    return NULL;
  /* The step runs before those of the booking: who gives the place back is then the next to whom it is offered. */
  if (!nx_waiting_record (db, actor, "waiting.accepted", entry, error) ||
      !nx_action_add_step (db, actor, "waiting.changed", object_of (entry), step, error) || !nx_db_flush (db, error))
    return NULL;

  return g_steal_pointer (&session);
}

gboolean
nx_waiting_make_room (NxDb *db, const NxActor *actor, const char *session_id, const char *coach_id, gint64 start, gint64 end, GError **error)
{
  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  return nx_waiting_store_make_room (db, session_id, coach_id, start, end, actor->now, error);
}
