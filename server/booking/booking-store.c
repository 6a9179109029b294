/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-store.h"

enum { FACTS, JOIN_FACTS, TAKE_NAME, ADD_SEAT, COUNT_SEAT, PLACE, SET_SERIES, COST };

/* The student, where the actor may book for them, and who is told. A technical address is nobody's: the parent reads for the pupil. */
#define STUDENT \
  "s.id AS student_id, s.balance, su.first_name, su.last_name, m.id AS family_id, m.email AS family_address," \
  " m.first_name AS family_name, m.locale AS family_locale, m.zone AS family_zone"
#define STUDENT_FROM \
  " FROM students s JOIN users su ON su.id = s.user_id JOIN parents p ON p.id = s.parent_id" \
  " JOIN users m ON m.id = CASE WHEN su.email::text LIKE '%@nexus-student.local' THEN p.user_id ELSE su.id END"
#define HAS_PLAN(now) \
  "(EXISTS (SELECT FROM subscriptions b WHERE b.student_id = s.id AND b.status = 'ACTIVE' AND (b.ends_at IS NULL OR b.ends_at > " now "))" \
  " OR EXISTS (SELECT FROM credit_lots l WHERE l.student_id = s.id AND l.type IN ('PURCHASE', 'REFUND') AND l.remaining > 0" \
  " AND l.expires_at > " now ")) AS has_plan"
/* A hold that is not of whoever books, nor an offer to the pupil it is for. */
#define OTHERS_HOLD(user, student) \
  "CASE WHEN h.waiting_id IS NULL THEN h.user_id IS DISTINCT FROM " user " ELSE h.student_id <> " student " END"
/* A place that is offered is taken, but for the pupil to whom it is offered. */
#define TAKEN(now) \
  "x.seats_taken + x.seats_offered - CASE WHEN n.status = 'OFFERED' AND n.offer_expires_at > " now " THEN 1 ELSE 0 END AS seats_taken"
#define COACH \
  "c.id AS coach_id, c.pseudonym, c.mark, c.color, cu.id AS coach_user, cu.email AS coach_address, cu.first_name AS coach_name," \
  " cu.locale AS coach_locale, cu.zone AS coach_zone"

/*
 * $1 student $2 parent $3 coach $4 subject $5 type $6 start $7 end $8 weekday $9 beginning of the day $10 day $11 now
 * $12 $13 the week $14 who books $15 the last day $16 the room, where one was named. One row a coach: the one who was named, or all who could be chosen, the free ones with the fewest sessions first.
 */
static const NxStatement statements[] = {
  [FACTS] = { "booking.facts",
    "SELECT " STUDENT ", k.cost, k.capacity, " HAS_PLAN ("$11::timestamptz") ", " COACH ","
    " EXISTS (SELECT FROM closures f WHERE NOT f.bookable AND daterange (f.first_day, f.last_day, '[]')"
    " && daterange ($10::date, $15::date, '[]')) AS closed,"
    " EXISTS (SELECT FROM seats t WHERE t.student_id = s.id AND t.active AND t.during && tstzrange ($6, $7)) AS student_busy,"
    " CASE WHEN $5 <> 'COURS_ONLINE' THEN (SELECT coalesce (array_agg (r.id ORDER BY r.capacity, r.name), '{}') FROM rooms r"
    " WHERE r.active AND r.capacity >= k.capacity AND ($16::text IS NULL OR r.name = $16)"
    " AND NOT EXISTS (SELECT FROM sessions x WHERE x.room_id = r.id AND x.status <> 'CANCELLED'"
    " AND x.during && tstzrange ($6, $7)) AND NOT EXISTS (SELECT FROM holds h WHERE h.room_id = r.id"
    " AND h.during && tstzrange ($6, $7) AND h.expires_at > $11 AND " OTHERS_HOLD ("$14::uuid", "$1") ")) END AS rooms,"
    " $4 = ANY (c.subjects) AS teaches, CASE WHEN $5 = 'COURS_ONLINE' THEN c.online ELSE c.in_person END AS offers,"
    " EXISTS (SELECT FROM sessions x WHERE x.coach_id = c.id AND x.status <> 'CANCELLED' AND x.during && tstzrange ($6, $7)) AS busy,"
    " (SELECT coalesce (u.first_name || ' ' || u.last_name, '') FROM holds h LEFT JOIN users u ON u.id = h.user_id"
    " WHERE h.coach_id = c.id AND h.during && tstzrange ($6, $7) AND h.expires_at > $11 AND " OTHERS_HOLD ("$14", "$1") " LIMIT 1) AS held_by,"
    " coalesce ((SELECT range_agg (w.during) @> tstzrange ($6, $7) FROM ("
    "SELECT tstzrange (d.start + make_interval (mins => a.start_minute), d.start + make_interval (mins => a.end_minute)) AS during"
    " FROM (VALUES ($8::smallint, $9::timestamptz), ($8 % 7 + 1, $9 + interval '24 hours')) d (weekday, start)"
    " JOIN availability a ON a.coach_id = c.id AND a.weekday = d.weekday AND $5 = ANY (a.types)"
    " UNION ALL SELECT e.during FROM availability_exceptions e WHERE e.coach_id = c.id AND e.available AND $5 = ANY (e.types)"
    " AND e.during && tstzrange ($6, $7)) w), false)"
    " AND NOT EXISTS (SELECT FROM availability_exceptions e WHERE e.coach_id = c.id AND NOT e.available AND $5 = ANY (e.types)"
    " AND e.during && tstzrange ($6, $7)) AS available,"
    " CASE WHEN $3 IS NULL THEN (SELECT count (*) FROM sessions x WHERE x.coach_id = c.id AND x.status <> 'CANCELLED'"
    " AND lower (x.during) >= $12::timestamptz AND lower (x.during) < $13::timestamptz) END AS load"
    STUDENT_FROM " JOIN session_costs k ON k.type = $5::text"
    " LEFT JOIN (coaches c JOIN users cu ON cu.id = c.user_id AND cu.deactivated_at IS NULL) ON c.id = $3::uuid OR ($3 IS NULL"
    " AND $4::text = ANY (c.subjects) AND CASE WHEN $5 = 'COURS_ONLINE' THEN c.online ELSE c.in_person END)"
    " WHERE s.id = $1::uuid AND ($2::uuid IS NULL OR s.parent_id = $2)"
    " ORDER BY busy, held_by NULLS FIRST, available DESC, load, c.pseudonym FOR NO KEY UPDATE OF s", 16 },
  [JOIN_FACTS] = { "booking.join_facts",
    "SELECT " STUDENT ", x.seat_cost AS cost, x.capacity, " TAKEN ("$4") ", n.id IS NOT NULL AS on_list, " HAS_PLAN ("$4::timestamptz") ", " COACH ", x.title,"
    " x.subject, x.type, x.status, lower (x.during) AS scheduled_at, r.name AS room,"
    " (extract (epoch FROM upper (x.during) - lower (x.during)) / 60)::integer AS duration,"
    " EXISTS (SELECT FROM seats t WHERE t.student_id = s.id AND t.active AND t.during && x.during) AS student_busy"
    STUDENT_FROM " JOIN sessions x ON x.id = $3::uuid AND x.type = 'ATELIER_GROUPE' JOIN coaches c ON c.id = x.coach_id"
    " JOIN users cu ON cu.id = c.user_id LEFT JOIN rooms r ON r.id = x.room_id"
    " LEFT JOIN waiting_list n ON n.session_id = x.id AND n.student_id = s.id AND n.seat AND n.status IN ('WAITING', 'OFFERED')"
    " WHERE s.id = $1::uuid AND ($2::uuid IS NULL OR s.parent_id = $2) FOR NO KEY UPDATE OF s", 4 },
  [TAKE_NAME] = { "booking.take_name", "SELECT nx_waiting_take_seat ($1::uuid, $2::uuid, $3::timestamptz)", 3 },
  [ADD_SEAT] = { "booking.add_seat",
    "INSERT INTO seats (id, session_id, student_id, during, cost, booked_at, booked_by, paid) VALUES ($1::uuid, $2::uuid, $3::uuid,"
    " tstzrange ($4::timestamptz, $5::timestamptz), $6::integer, $7::timestamptz, $8::uuid, NOT $9::boolean)", 9 },
  [COUNT_SEAT] = { "booking.count_seat",
    "UPDATE sessions SET seats_taken = seats_taken + 1, version = version + 1, updated_at = $2::timestamptz"
    " WHERE id = $1::uuid AND status = 'SCHEDULED' RETURNING seats_taken", 2 },
  [PLACE] = { "booking.place",
    "SELECT x.coach_id, r.name AS room FROM nx_place_session ($1::uuid, $2::uuid[], $3::uuid[], $4::timestamptz, $5::timestamptz,"
    " $6, $7, $8, $9, $10::integer, $11::integer, $12, $13::uuid, $14::timestamptz) x LEFT JOIN rooms r ON r.id = x.room_id", 14 },
  [SET_SERIES] = { "booking.set_series", "UPDATE sessions SET series_id = $2::uuid WHERE id = $1::uuid", 2 },
  [COST] = { "booking.cost", "SELECT cost FROM session_costs WHERE type = $1::text", 1 },
};
NX_STATEMENTS (booking, statements)

void
nx_booking_facts_clear (NxBookingFacts *self)
{
  g_clear_pointer (&self->rows, nx_rows_free);
}

guint
nx_booking_facts_n_coaches (NxBookingFacts *self)
{
  return nx_rows_text (self->rows, 0, "coach_id") != NULL ? nx_rows_count (self->rows) : 0;
}

static void
read_coach (NxRows *rows, guint row, NxBookableCoach *coach)
{
  coach->id = nx_rows_text (rows, row, "coach_id");
  coach->pseudonym = nx_rows_text (rows, row, "pseudonym");
  coach->mark = nx_rows_text (rows, row, "mark");
  coach->color = nx_rows_int (rows, row, "color");
  coach->reader.user_id = nx_rows_text (rows, row, "coach_user");
  coach->reader.address = nx_rows_text (rows, row, "coach_address");
  coach->reader.name = nx_rows_text (rows, row, "coach_name");
  coach->reader.locale = nx_rows_text (rows, row, "coach_locale");
  coach->reader.zone = nx_rows_text (rows, row, "coach_zone");
}

void
nx_booking_facts_coach (NxBookingFacts *self, guint n, NxBookableCoach *coach)
{
  *coach = (NxBookableCoach){ .teaches = TRUE, .offers = TRUE, .available = TRUE };
  read_coach (self->rows, n, coach);
  if (self->status >= 0)
    return; /* of a workshop: its coach is settled */

  coach->teaches = nx_rows_bool (self->rows, n, "teaches");
  coach->offers = nx_rows_bool (self->rows, n, "offers");
  coach->available = nx_rows_bool (self->rows, n, "available");
  coach->busy = nx_rows_bool (self->rows, n, "busy");
  coach->held_by = nx_rows_text (self->rows, n, "held_by");
}

static void
read_student (NxBookingFacts *facts)
{
  NxRows *rows = facts->rows;

  facts->student_id = nx_rows_text (rows, 0, "student_id");
  facts->balance = (gint32) nx_rows_int (rows, 0, "balance");
  facts->first_name = nx_rows_text (rows, 0, "first_name");
  facts->last_name = nx_rows_text (rows, 0, "last_name");
  facts->family.user_id = nx_rows_text (rows, 0, "family_id");
  facts->family.address = nx_rows_text (rows, 0, "family_address");
  facts->family.name = nx_rows_text (rows, 0, "family_name");
  facts->family.locale = nx_rows_text (rows, 0, "family_locale");
  facts->family.zone = nx_rows_text (rows, 0, "family_zone");
  facts->cost = (gint32) nx_rows_int (rows, 0, "cost");
  facts->capacity = (int) nx_rows_int (rows, 0, "capacity");
  facts->has_plan = nx_rows_bool (rows, 0, "has_plan");
  facts->student_busy = nx_rows_bool (rows, 0, "student_busy");
}

gboolean
nx_booking_store_facts (NxDb *db, const NxActor *actor, const NxBooking *booking, const char *student_id, NxBookingFacts *facts,
                        GError **error)
{
  gint64 end = booking->scheduled_at + booking->duration * NX_TIME_MINUTE, day_start, week_start, week_end;
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  gint32 day = nx_time_date_in_zone (booking->scheduled_at, zone), monday = nx_date_week_start (day);

  if (!nx_time_from_local (day, 0, zone, &day_start) || !nx_time_from_local (monday, 0, zone, &week_start) ||
      !nx_time_from_local (monday + 7, 0, zone, &week_end))
    day_start = week_start = week_end = booking->scheduled_at;

  *facts = (NxBookingFacts){ .status = -1 };
  facts->rows = nx_db_run (db, &statements[FACTS], error, nx_text (student_id),
                           nx_text (actor->role == NX_ROLE_PARENT ? actor->parent_id : NULL), nx_text (booking->coach_id),
                           nx_text (nx_enum_slug (&nx_subject_enum, booking->subject)),
                           nx_text (nx_enum_slug (&nx_service_type_enum, booking->type)), nx_time (booking->scheduled_at),
                           nx_time (end), nx_int (nx_date_weekday (day)), nx_time (day_start), nx_date (day), nx_time (actor->now),
                           nx_time (week_start), nx_time (week_end), nx_text (actor->user_id),
                           nx_date (nx_time_date_in_zone (end - 1, zone)), nx_text (booking->room));
  if (facts->rows == NULL)
    return FALSE;
  if (nx_rows_count (facts->rows) == 0)
    return TRUE;

  read_student (facts);
  facts->closed = nx_rows_bool (facts->rows, 0, "closed");
  facts->rooms = nx_rows_text (facts->rows, 0, "rooms");

  return TRUE;
}

gboolean
nx_booking_store_join_facts (NxDb *db, const NxActor *actor, const char *session_id, const char *student_id, NxBookingFacts *facts,
                             GError **error)
{
  NxRows *rows;

  *facts = (NxBookingFacts){ .status = -1 };
  rows = nx_db_run (db, &statements[JOIN_FACTS], error, nx_text (student_id),
                    nx_text (actor->role == NX_ROLE_PARENT ? actor->parent_id : NULL), nx_text (session_id), nx_time (actor->now));
  facts->rows = rows;
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) == 0)
    return TRUE;

  read_student (facts);
  facts->title = nx_rows_text (rows, 0, "title");
  facts->room = nx_rows_text (rows, 0, "room");
  facts->subject = nx_enum_value (&nx_subject_enum, nx_rows_text (rows, 0, "subject"));
  facts->type = nx_enum_value (&nx_service_type_enum, nx_rows_text (rows, 0, "type"));
  facts->status = nx_enum_value (&nx_session_status_enum, nx_rows_text (rows, 0, "status"));
  facts->scheduled_at = nx_rows_time (rows, 0, "scheduled_at");
  facts->duration = (int) nx_rows_int (rows, 0, "duration");
  facts->seats_taken = (int) nx_rows_int (rows, 0, "seats_taken");
  facts->on_list = nx_rows_bool (rows, 0, "on_list");

  return TRUE;
}

gboolean
nx_booking_store_take_name (NxDb *db, const NxActor *actor, const char *session_id, const char *student_id, GError **error)
{
  return nx_db_later (db, &statements[TAKE_NAME], error, nx_text (session_id), nx_text (student_id), nx_time (actor->now));
}

gboolean
nx_booking_store_add_seat (NxDb *db, const NxActor *actor, const NxSeat *seat, GError **error)
{
  return nx_db_later (db, &statements[ADD_SEAT], error, nx_text (seat->id), nx_text (seat->session_id), nx_text (seat->student_id),
                      nx_time (seat->start), nx_time (seat->end), nx_int (seat->cost), nx_time (actor->now), nx_text (actor->user_id),
                      nx_bool (seat->unpaid));
}

gboolean
nx_booking_store_count_seat (NxDb *db, const NxActor *actor, const char *session_id, int *seats_taken, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[COUNT_SEAT], error, nx_text (session_id), nx_time (actor->now));

  if (rows == NULL)
    return FALSE;
  *seats_taken = nx_rows_count (rows) > 0 ? (int) nx_rows_int (rows, 0, "seats_taken") : 0;

  return TRUE;
}

#define PLACEMENT(p, actor)                                                                                              \
  nx_text ((p)->id), nx_text ((p)->coaches), nx_text ((p)->rooms), nx_time ((p)->start), nx_time ((p)->end),             \
    nx_text (nx_enum_slug (&nx_service_type_enum, (p)->type)), nx_text (nx_enum_slug (&nx_subject_enum, (p)->subject)),  \
    nx_text ((p)->title), nx_text ((p)->description), nx_int ((p)->capacity), nx_int ((p)->cost),                        \
    nx_text ((p)->jitsi_room), nx_text ((actor)->user_id), nx_time ((actor)->now)

gboolean
nx_booking_store_place (NxDb *db, const NxActor *actor, const NxPlacement *placement, char **coach_id, char **room, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[PLACE], error, PLACEMENT (placement, actor));

  if (rows == NULL)
    return FALSE;
  *coach_id = g_strdup (nx_rows_text (rows, 0, "coach_id"));
  *room = g_strdup (nx_rows_text (rows, 0, "room"));

  return TRUE;
}

gboolean
nx_booking_store_place_later (NxDb *db, const NxActor *actor, const NxPlacement *placement, GError **error)
{
  return nx_db_later (db, &statements[PLACE], error, PLACEMENT (placement, actor));
}

gboolean
nx_booking_store_set_series (NxDb *db, const char *session_id, const char *series_id, GError **error)
{
  return nx_db_later (db, &statements[SET_SERIES], error, nx_text (session_id), nx_text (series_id));
}

gboolean
nx_booking_store_cost (NxDb *db, int type, gint32 *cost, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[COST], error, nx_text (nx_enum_slug (&nx_service_type_enum, type)));

  if (rows == NULL)
    return FALSE;
  *cost = nx_rows_count (rows) > 0 ? (gint32) nx_rows_int (rows, 0, "cost") : 0;

  return TRUE;
}
