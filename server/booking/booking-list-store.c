/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-list-store.h"

/*
 * $1 from $2 to $3 status $4 due only $5 now $6 cursor's start $7 cursor's id $8 limit; who: $9 coach $10 parent $11 student.
 * A session lasts three hours at most, which lets an index on the start find what overlaps the beginning of the period.
 */
#define PERIOD \
  " lower (s.during) < coalesce ($2::timestamptz, 'infinity')" \
  " AND lower (s.during) > coalesce ($1::timestamptz - interval '3 hours', '-infinity')" \
  " AND upper (s.during) > coalesce ($1::timestamptz, '-infinity')" \
  " AND (NOT $4::boolean OR (s.status = 'SCHEDULED' AND upper (s.during) <= $5::timestamptz))"
/* Of the seats, which have their session's time: a long history costs nothing. */
#define SEAT_PERIOD \
  " AND lower (t.during) < coalesce ($2::timestamptz, 'infinity')" \
  " AND lower (t.during) > coalesce ($1::timestamptz - interval '3 hours', '-infinity')"
#define AFTER " AND ($6::timestamptz IS NULL OR (lower (s.during), s.id) > ($6, $7::uuid))"
#define BEFORE " AND ($6::timestamptz IS NULL OR (lower (s.during), s.id) < ($6, $7::uuid))"
#define ASCENDING " ORDER BY lower (s.during), s.id LIMIT $8"
#define DESCENDING " ORDER BY lower (s.during) DESC, s.id DESC LIMIT $8"

/*
 * By start for the office, by coach, or by the seats of a student or a family: each has its index, and its own statement, because
 * one plan cannot serve all.
 */
#define OF_ALL \
  "SELECT s.id FROM sessions s WHERE $9::uuid IS NULL AND $10::uuid IS NULL AND $11::uuid IS NULL" \
  " AND ($3::text IS NULL OR s.status = $3) AND" PERIOD
#define OF_COACH \
  "SELECT s.id FROM sessions s WHERE s.coach_id = $9::uuid AND $10::uuid IS NULL AND $11::uuid IS NULL" \
  " AND ($3::text IS NULL OR s.status = $3) AND" PERIOD
#define OF_STUDENT \
  "SELECT s.id FROM sessions s WHERE s.id IN (SELECT t.session_id FROM seats t WHERE t.student_id = $11::uuid" SEAT_PERIOD ")" \
  " AND (s.status = 'CANCELLED' OR EXISTS (SELECT FROM seats t WHERE t.session_id = s.id AND t.student_id = $11 AND t.active))" \
  " AND $10::uuid IS NULL" \
  " AND ($9::uuid IS NULL OR s.coach_id = $9) AND ($3::text IS NULL OR s.status = $3) AND" PERIOD
#define FAMILY \
  "SELECT id FROM students WHERE id = $11::uuid AND ($10::uuid IS NULL OR parent_id = $10)" \
  " UNION ALL SELECT id FROM students WHERE parent_id = $10::uuid AND $11::uuid IS NULL"
#define OF_FAMILY \
  "SELECT s.id FROM (SELECT t.session_id, bool_or (t.active) AS active FROM seats t" \
  " WHERE t.student_id IN (" FAMILY ")" SEAT_PERIOD \
  " GROUP BY t.session_id) mine JOIN sessions s ON s.id = mine.session_id WHERE ($9::uuid IS NULL OR s.coach_id = $9)" \
  " AND ($3::text IS NULL OR CASE WHEN mine.active THEN s.status ELSE 'CANCELLED' END = $3) AND" PERIOD

/* One row a seat that the reader may see; the rows of a session follow each other. */
#define SESSIONS(visible) \
  "SELECT s.id, s.title, s.description, s.subject, s.type, s.status, lower (s.during) AS scheduled_at," \
  " upper (s.during) AS ends_at, s.capacity, s.seats_taken, s.seat_cost AS credit_cost, s.jitsi_room, s.cancelled_at," \
  " s.cancel_reason, s.refunded, s.version, s.names_waiting, s.series_id, s.coach_id, c.pseudonym, c.mark, c.color, r.name AS room, x.student_id," \
  " u.first_name, u.last_name, x.cost AS seat_cost, x.active AS seat_active, x.cancelled_at AS seat_cancelled_at," \
  " x.refunded AS seat_refunded, x.paid, x.attendance, p.status AS report_status" \
  " FROM sessions s JOIN coaches c ON c.id = s.coach_id LEFT JOIN rooms r ON r.id = s.room_id" \
  " LEFT JOIN (seats x JOIN students d ON d.id = x.student_id JOIN users u ON u.id = d.user_id" \
  " LEFT JOIN reports p ON p.session_id = x.session_id AND p.student_id = x.student_id) ON x.session_id = s.id AND " visible
#define BY_STAFF SESSIONS ("(x.active OR s.status = 'CANCELLED')")
#define BY_FAMILY SESSIONS ("x.student_id = ANY (ARRAY (" FAMILY "))")
/* An array of identifiers, not a join: the planner takes it for ten rows, and not, as a page whose size it cannot know, for one. */
#define OF(page) " WHERE s.id = ANY (ARRAY (" page "))"
#define STUDENT_ORDER " u.last_name, u.first_name, x.student_id, x.active DESC"
#define UP " ORDER BY lower (s.during), s.id," STUDENT_ORDER
#define DOWN " ORDER BY lower (s.during) DESC, s.id DESC," STUDENT_ORDER

enum { ALL_UP, ALL_DOWN, COACH_UP, COACH_DOWN, STUDENT_UP, STUDENT_DOWN, FAMILY_UP, FAMILY_DOWN, STAFF_ONE, FAMILY_ONE, WORKSHOPS };

static const NxStatement statements[] = {
  [ALL_UP] = { "booking_list.all", BY_STAFF OF (OF_ALL AFTER ASCENDING) UP, 11 },
  [ALL_DOWN] = { "booking_list.all_latest", BY_STAFF OF (OF_ALL BEFORE DESCENDING) DOWN, 11 },
  [COACH_UP] = { "booking_list.coach", BY_STAFF OF (OF_COACH AFTER ASCENDING) UP, 11 },
  [COACH_DOWN] = { "booking_list.coach_latest", BY_STAFF OF (OF_COACH BEFORE DESCENDING) DOWN, 11 },
  [STUDENT_UP] = { "booking_list.student", BY_STAFF OF (OF_STUDENT AFTER ASCENDING) UP, 11 },
  [STUDENT_DOWN] = { "booking_list.student_latest", BY_STAFF OF (OF_STUDENT BEFORE DESCENDING) DOWN, 11 },
  [FAMILY_UP] = { "booking_list.family", BY_FAMILY OF (OF_FAMILY AFTER ASCENDING) UP, 11 },
  [FAMILY_DOWN] = { "booking_list.family_latest", BY_FAMILY OF (OF_FAMILY BEFORE DESCENDING) DOWN, 11 },
  [STAFF_ONE] = { "booking_list.one",
    BY_STAFF " WHERE s.id = $1::uuid AND ($2::uuid IS NULL OR s.coach_id = $2) ORDER BY" STUDENT_ORDER, 2 },
  [FAMILY_ONE] = { "booking_list.family_one",
    SESSIONS ("(d.parent_id = $2::uuid OR d.id = $3::uuid)") " WHERE s.id = $1::uuid AND x.id IS NOT NULL ORDER BY" STUDENT_ORDER, 3 },
  [WORKSHOPS] = { "booking_list.workshops",
    SESSIONS ("x.student_id = $3 AND x.active") " WHERE s.id = ANY (ARRAY (SELECT w.id FROM sessions w WHERE"
    " lower (w.during) > $1::timestamptz AND w.status = 'SCHEDULED' AND w.type = 'ATELIER_GROUPE' AND (w.seats_taken + w.seats_offered < w.capacity) <> $4::boolean"
    " AND ($2::text IS NULL OR w.subject = $2) AND NOT EXISTS (SELECT FROM seats t WHERE t.student_id = $3::uuid AND t.active"
    " AND t.during && w.during) ORDER BY lower (w.during), w.id LIMIT 50))" UP, 4 },
};
NX_STATEMENTS (booking_list, statements)

static gboolean
is_family (const NxActor *actor)
{
  return actor->role == NX_ROLE_PARENT || actor->role == NX_ROLE_ELEVE;
}

NxSessionViews *
nx_booking_store_list (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSessionScope *scope,
                       const NxSessionFilter *filter, gint64 cursor_start, const char *cursor_id, int limit, GError **error)
{
  guint base = is_family (actor)           ? FAMILY_UP
               : scope->student_id != NULL ? STUDENT_UP
               : scope->coach_id != NULL   ? COACH_UP
                                           : ALL_UP;
  g_autoptr (NxRows) rows = NULL;

  rows = nx_db_run (db, &statements[base + (filter->descending ? 1 : 0)], error, nx_time (filter->from), nx_time (filter->to),
                    nx_text (nx_enum_slug (&nx_session_status_enum, filter->status)), nx_bool (filter->due_only),
                    nx_time (actor->now), nx_time (cursor_start), nx_text (cursor_id), nx_int (limit), nx_text (scope->coach_id),
                    nx_text (scope->parent_id), nx_text (scope->student_id));

  return rows != NULL ? nx_session_views_new (g_steal_pointer (&rows), actor, config) : NULL;
}

NxSessionViews *
nx_booking_store_get (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSessionScope *scope, const char *session_id, GError **error)
{
  g_autoptr (NxRows) rows = NULL;

  if (is_family (actor))
    rows = nx_db_run (db, &statements[FAMILY_ONE], error, nx_text (session_id), nx_text (scope->parent_id), nx_text (scope->student_id));
  else
    rows = nx_db_run (db, &statements[STAFF_ONE], error, nx_text (session_id), nx_text (scope->coach_id));

  return rows != NULL ? nx_session_views_new (g_steal_pointer (&rows), actor, config) : NULL;
}

NxSessionViews *
nx_booking_store_workshops (NxDb *db, const NxActor *actor, const NxConfig *config, const char *student_id, int subject, gboolean full,
                            GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[WORKSHOPS], error, nx_time (actor->now),
                                       nx_text (nx_enum_slug (&nx_subject_enum, subject)), nx_text (student_id), nx_bool (full));

  return rows != NULL ? nx_session_views_new (g_steal_pointer (&rows), actor, config) : NULL;
}
