/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-change-store.h"

enum { HOLD, GIVE_UP, RELEASE, MOVE_TARGET, MOVE };

static const NxStatement statements[] = {
  [HOLD] = { "booking_change.hold",
    "SELECT x.id, x.coach_id, c.pseudonym, cu.id AS coach_user, cu.email AS coach_address, cu.first_name AS coach_name,"
    " cu.locale AS coach_locale, cu.zone AS coach_zone, r.name AS room, x.title, x.type, x.subject, x.status,"
    " lower (x.during) AS scheduled_at, (extract (epoch FROM upper (x.during) - lower (x.during)) / 60)::integer AS duration,"
    " x.room_id, x.version, upper (x.during) AS ends_at, t.id AS seat_id, t.active, t.attendance, t.refunded, s.id AS student_id, s.balance, su.first_name, su.last_name, m.id AS family_id,"
    " m.email AS family_address, m.first_name AS family_name, m.locale AS family_locale, m.zone AS family_zone"
    " FROM sessions x JOIN coaches c ON c.id = x.coach_id JOIN users cu ON cu.id = c.user_id LEFT JOIN rooms r ON r.id = x.room_id"
    " JOIN seats t ON t.session_id = x.id JOIN students s ON s.id = t.student_id JOIN users su ON su.id = s.user_id"
    " JOIN parents p ON p.id = s.parent_id"
    " JOIN users m ON m.id = CASE WHEN su.email::text LIKE '%@nexus-student.local' THEN p.user_id ELSE su.id END"
    " WHERE x.id = $1::uuid AND ($2::uuid IS NULL OR x.coach_id = $2) AND ($3::uuid IS NULL OR s.parent_id = $3)"
    " AND ($4::uuid IS NULL OR s.id = $4) ORDER BY s.id, t.active DESC FOR NO KEY UPDATE OF s", 4 },
  [GIVE_UP] = { "booking_change.give_up",
    "UPDATE seats SET active = false, cancelled_at = $2::timestamptz, refunded = $3::boolean AND paid WHERE id = ANY ($1::uuid[]) AND active", 3 },
  [RELEASE] = { "booking_change.release",
    "UPDATE sessions SET seats_taken = seats_taken - $2::smallint, version = version + 1, updated_at = $3::timestamptz,"
    " status = CASE WHEN seats_taken > $2 THEN status ELSE 'CANCELLED' END,"
    " cancelled_at = CASE WHEN seats_taken > $2 THEN NULL ELSE $3 END,"
    " cancelled_by = CASE WHEN seats_taken > $2 THEN NULL ELSE $4::uuid END,"
    " cancel_reason = CASE WHEN seats_taken > $2 THEN NULL ELSE $5::text END, refunded = seats_taken <= $2 AND $6::boolean"
    " WHERE id = $1::uuid AND status = 'SCHEDULED' RETURNING status", 6 },
  [MOVE_TARGET] = { "booking_change.move_target",
    "SELECT c.id AS coach_id, c.pseudonym, c.mark, c.color, cu.id AS coach_user, cu.email AS coach_address,"
    " cu.first_name AS coach_name, cu.locale AS coach_locale, cu.zone AS coach_zone, x.subject = ANY (c.subjects) AS teaches,"
    " CASE WHEN x.type = 'COURS_ONLINE' THEN c.online ELSE c.in_person END AS offers,"
    " EXISTS (SELECT FROM closures f WHERE NOT f.bookable AND daterange (f.first_day, f.last_day, '[]')"
    " && daterange ($5::date, $9::date, '[]')) AS closed,"
    " EXISTS (SELECT FROM sessions o WHERE o.coach_id = c.id AND o.id <> x.id AND o.status <> 'CANCELLED'"
    " AND o.during && tstzrange ($3::timestamptz, $4::timestamptz)) AS busy,"
    " (SELECT coalesce (u.first_name || ' ' || u.last_name, '') FROM holds h LEFT JOIN users u ON u.id = h.user_id"
    " WHERE h.coach_id = c.id AND h.during && tstzrange ($3, $4) AND h.expires_at > $11::timestamptz"
    " AND (h.waiting_id IS NOT NULL OR h.user_id IS DISTINCT FROM $10::uuid) LIMIT 1) AS held_by,"
    " coalesce ((SELECT range_agg (w.during) @> tstzrange ($3, $4) FROM ("
    "SELECT tstzrange (d.start + make_interval (mins => a.start_minute), d.start + make_interval (mins => a.end_minute)) AS during"
    " FROM (VALUES ($7::smallint, $6::timestamptz), ($7 % 7 + 1, $6 + interval '24 hours')) d (weekday, start)"
    " JOIN availability a ON a.coach_id = c.id AND a.weekday = d.weekday AND x.type = ANY (a.types)"
    " UNION ALL SELECT e.during FROM availability_exceptions e WHERE e.coach_id = c.id AND e.available AND x.type = ANY (e.types)"
    " AND e.during && tstzrange ($3, $4)) w), false)"
    " AND NOT EXISTS (SELECT FROM availability_exceptions e WHERE e.coach_id = c.id AND NOT e.available AND x.type = ANY (e.types)"
    " AND e.during && tstzrange ($3, $4)) AS available, room.id AS room_id, room.name AS room"
    " FROM sessions x JOIN coaches c ON c.id = $2::uuid JOIN users cu ON cu.id = c.user_id AND cu.deactivated_at IS NULL"
    " LEFT JOIN LATERAL (SELECT r.id, r.name FROM rooms r WHERE x.room_id IS NOT NULL AND r.active AND r.capacity >= x.capacity"
    " AND ($8::text IS NULL OR r.name = $8 OR r.id::text = $8) AND NOT EXISTS (SELECT FROM sessions o WHERE o.room_id = r.id AND o.id <> x.id"
    " AND o.status <> 'CANCELLED' AND o.during && tstzrange ($3, $4)) AND NOT EXISTS (SELECT FROM holds h WHERE h.room_id = r.id"
    " AND h.during && tstzrange ($3, $4) AND h.expires_at > $11 AND (h.waiting_id IS NOT NULL OR h.user_id IS DISTINCT FROM $10))"
    " ORDER BY r.id <> x.room_id, r.capacity, r.name LIMIT 1)"
    " room ON true WHERE x.id = $1::uuid", 11 },
  [MOVE] = { "booking_change.move",
    "UPDATE sessions SET coach_id = $2::uuid, during = tstzrange ($3::timestamptz, $4::timestamptz), room_id = $5::uuid,"
    " updated_at = $6::timestamptz, version = version + 1 WHERE id = $1::uuid AND status = 'SCHEDULED' AND version = $7::integer RETURNING version", 7 },
};
NX_STATEMENTS (booking_change, statements)

void
nx_held_session_clear (NxHeldSession *self)
{
  g_clear_pointer (&self->rows, nx_rows_free);
}

void
nx_move_target_clear (NxMoveTarget *self)
{
  g_clear_pointer (&self->rows, nx_rows_free);
}

static void
read_coach_reader (NxRows *rows, NxReader *reader)
{
  reader->user_id = nx_rows_text (rows, 0, "coach_user");
  reader->address = nx_rows_text (rows, 0, "coach_address");
  reader->name = nx_rows_text (rows, 0, "coach_name");
  reader->locale = nx_rows_text (rows, 0, "coach_locale");
  reader->zone = nx_rows_text (rows, 0, "coach_zone");
}

gboolean
nx_booking_store_hold (NxDb *db, const NxSessionScope *scope, const char *session_id, NxHeldSession *session, GError **error)
{
  NxRows *rows = nx_db_run (db, &statements[HOLD], error, nx_text (session_id), nx_text (scope->coach_id), nx_text (scope->parent_id),
                            nx_text (scope->student_id));

  *session = (NxHeldSession){ .rows = rows };
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) == 0)
    return TRUE;

  session->id = nx_rows_text (rows, 0, "id");
  session->coach_id = nx_rows_text (rows, 0, "coach_id");
  session->coach_name = nx_rows_text (rows, 0, "pseudonym");
  session->room = nx_rows_text (rows, 0, "room");
  session->title = nx_rows_text (rows, 0, "title");
  session->type = nx_enum_value (&nx_service_type_enum, nx_rows_text (rows, 0, "type"));
  session->subject = nx_enum_value (&nx_subject_enum, nx_rows_text (rows, 0, "subject"));
  session->status = nx_enum_value (&nx_session_status_enum, nx_rows_text (rows, 0, "status"));
  session->room_id = nx_rows_text (rows, 0, "room_id");
  session->version = nx_rows_int (rows, 0, "version");
  session->scheduled_at = nx_rows_time (rows, 0, "scheduled_at");
  session->ends_at = nx_rows_time (rows, 0, "ends_at");
  session->duration = (int) nx_rows_int (rows, 0, "duration");
  read_coach_reader (rows, &session->coach);

  return TRUE;
}

guint
nx_held_session_n_seats (NxHeldSession *self)
{
  return nx_rows_count (self->rows);
}

void
nx_held_session_seat (NxHeldSession *self, guint n, NxHeldSeat *seat)
{
  NxRows *rows = self->rows;

  *seat = (NxHeldSeat){
    .id = nx_rows_text (rows, n, "seat_id"),
    .active = nx_rows_bool (rows, n, "active"),
    .refunded = nx_rows_bool (rows, n, "refunded"),
    .attendance = nx_enum_value (&nx_attendance_enum, nx_rows_text (rows, n, "attendance")),
    .student_id = nx_rows_text (rows, n, "student_id"),
    .balance = (gint32) nx_rows_int (rows, n, "balance"),
    .first_name = nx_rows_text (rows, n, "first_name"),
    .last_name = nx_rows_text (rows, n, "last_name"),
    .family.user_id = nx_rows_text (rows, n, "family_id"),
    .family.address = nx_rows_text (rows, n, "family_address"),
    .family.name = nx_rows_text (rows, n, "family_name"),
    .family.locale = nx_rows_text (rows, n, "family_locale"),
    .family.zone = nx_rows_text (rows, n, "family_zone"),
  };
}

gboolean
nx_booking_store_give_up (NxDb *db, const NxActor *actor, const char *seats, gboolean refunded, guint *n_given_up, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[GIVE_UP], error, nx_text (seats), nx_time (actor->now), nx_bool (refunded));

  if (rows == NULL)
    return FALSE;
  *n_given_up = nx_rows_affected (rows);

  return TRUE;
}

gboolean
nx_booking_store_release (NxDb *db, const NxActor *actor, const char *session_id, guint n_seats, const char *reason, gboolean refunded,
                          gboolean *found, gboolean *cancelled, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[RELEASE], error, nx_text (session_id), nx_int (n_seats), nx_time (actor->now),
                                       nx_text (actor->user_id), nx_text (reason), nx_bool (refunded));

  if (rows == NULL)
    return FALSE;
  *found = nx_rows_count (rows) > 0;
  *cancelled = *found && g_strcmp0 (nx_rows_text (rows, 0, "status"), "CANCELLED") == 0;

  return TRUE;
}

gboolean
nx_booking_store_move_target (NxDb *db, const NxActor *actor, const char *session_id, const char *coach_id, gint64 start, int duration, const char *room,
                              NxMoveTarget *target, GError **error)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  gint32 day = nx_time_date_in_zone (start, zone);
  gint64 day_start;
  NxRows *rows;

  *target = (NxMoveTarget){ NULL };
  if (!nx_time_from_local (day, 0, zone, &day_start))
    day_start = start;
  rows = nx_db_run (db, &statements[MOVE_TARGET], error, nx_text (session_id), nx_text (coach_id), nx_time (start),
                    nx_time (start + duration * NX_TIME_MINUTE), nx_date (day), nx_time (day_start), nx_int (nx_date_weekday (day)),
                    nx_text (room), nx_date (nx_time_date_in_zone (start + duration * NX_TIME_MINUTE - 1, zone)),
                    nx_text (actor->user_id), nx_time (actor->now));
  target->rows = rows;
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) == 0)
    return TRUE;

  target->room_id = nx_rows_text (rows, 0, "room_id");
  target->room = nx_rows_text (rows, 0, "room");
  target->closed = nx_rows_bool (rows, 0, "closed");
  target->coach.id = nx_rows_text (rows, 0, "coach_id");
  target->coach.pseudonym = nx_rows_text (rows, 0, "pseudonym");
  target->coach.teaches = nx_rows_bool (rows, 0, "teaches");
  target->coach.offers = nx_rows_bool (rows, 0, "offers");
  target->coach.available = nx_rows_bool (rows, 0, "available");
  target->coach.busy = nx_rows_bool (rows, 0, "busy");
  target->coach.held_by = nx_rows_text (rows, 0, "held_by");
  read_coach_reader (rows, &target->coach.reader);

  return TRUE;
}

gboolean
nx_booking_store_move (NxDb *db, const NxActor *actor, const char *session_id, const char *coach_id, gint64 start, int duration,
                       const char *room_id, gint64 version, gboolean *found, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[MOVE], error, nx_text (session_id), nx_text (coach_id), nx_time (start),
                                       nx_time (start + duration * NX_TIME_MINUTE), nx_text (room_id), nx_time (actor->now), nx_int (version));

  if (rows == NULL)
    return FALSE;
  *found = nx_rows_count (rows) > 0;

  return TRUE;
}
