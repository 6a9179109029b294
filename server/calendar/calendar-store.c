/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/calendar-store.h"

enum { FIND, PUT_FIRST, PUT, OWNER, OF_FAMILY, OF_STAFF, KEPT };

/* $1 from $2 to $3 cancelled after; a calendar program is not for more than this many. */
#define MOST " LIMIT 20000"
#define COLUMNS \
  "SELECT s.id, s.subject, s.title, s.type, lower (s.during) AS start, upper (s.during) AS end, s.version, s.updated_at," \
  " c.pseudonym, r.name AS room, "
#define PLACE " JOIN coaches c ON c.id = s.coach_id LEFT JOIN rooms r ON r.id = s.room_id "
#define PERIOD(range) "lower (" range ") >= $1::timestamptz AND lower (" range ") < $2::timestamptz"

static const NxStatement statements[] = {
  [FIND] = { "calendar.find", "SELECT salt, encode (hash, 'hex') AS hash, renewed_at FROM calendars WHERE user_id = $1::uuid", 1 },
  [PUT_FIRST] = { "calendar.put_first",
    "INSERT INTO calendars (user_id, salt, hash, renewed_at) VALUES ($1::uuid, $2::bytea, decode ($3, 'hex'), $4::timestamptz)"
    " ON CONFLICT (user_id) DO NOTHING", 4 },
  [PUT] = { "calendar.put",
    "INSERT INTO calendars (user_id, salt, hash, renewed_at) VALUES ($1::uuid, $2::bytea, decode ($3, 'hex'), $4::timestamptz)"
    " ON CONFLICT (user_id) DO UPDATE SET salt = excluded.salt, hash = excluded.hash, renewed_at = excluded.renewed_at", 4 },
  [OWNER] = { "calendar.owner",
    "SELECT u.id, u.role, u.locale, u.zone, c.id AS coach_id, p.id AS parent_id, s.id AS student_id FROM calendars k"
    " JOIN users u ON u.id = k.user_id AND u.deactivated_at IS NULL LEFT JOIN coaches c ON c.user_id = u.id"
    " LEFT JOIN parents p ON p.user_id = u.id LEFT JOIN students s ON s.user_id = u.id WHERE k.hash = decode ($1, 'hex')", 1 },
  /* For a family a seat that was given up is a cancelled session, whatever became of the others. */
  [OF_FAMILY] = { "calendar.of_family",
    COLUMNS "NOT m.active OR s.status = 'CANCELLED' AS cancelled, m.names, m.n_names FROM ("
    "SELECT t.session_id, bool_or (t.active) AS active, max (t.cancelled_at) AS given_up,"
    " string_agg (DISTINCT u.first_name, ', ') AS names, count (DISTINCT t.student_id) AS n_names"
    " FROM students d JOIN seats t ON t.student_id = d.id AND " PERIOD ("t.during") " JOIN users u ON u.id = d.user_id"
    " WHERE d.parent_id = $4::uuid OR d.id = $5::uuid GROUP BY t.session_id) m JOIN sessions s ON s.id = m.session_id" PLACE
    "WHERE CASE WHEN m.active AND s.status <> 'CANCELLED' THEN true ELSE coalesce (s.cancelled_at, m.given_up) > $3::timestamptz END"
    " ORDER BY lower (s.during), s.id" MOST, 5 },
  [OF_STAFF] = { "calendar.of_staff",
    COLUMNS "s.status = 'CANCELLED' AS cancelled, n.names, n.n_names FROM sessions s" PLACE
    "LEFT JOIN LATERAL (SELECT string_agg (DISTINCT u.first_name || ' ' || left (u.last_name, 1) || '.', ', ') AS names,"
    " count (DISTINCT t.student_id) AS n_names FROM seats t JOIN students d ON d.id = t.student_id JOIN users u ON u.id = d.user_id"
    " WHERE t.session_id = s.id AND (t.active OR s.status = 'CANCELLED')) n ON true"
    " WHERE ($4::uuid IS NULL OR s.coach_id = $4) AND ($5::uuid IS NULL OR s.id = $5) AND " PERIOD ("s.during")
    " AND (s.status <> 'CANCELLED' OR s.cancelled_at > $3::timestamptz) ORDER BY lower (s.during), s.id" MOST, 5 },
  [KEPT] = { "calendar.kept",
    "SELECT string_agg (su.first_name || ' ' || su.last_name, ', ' ORDER BY su.first_name, s.id) AS names FROM seats t"
    " JOIN students s ON s.id = t.student_id JOIN users su ON su.id = s.user_id JOIN parents p ON p.id = s.parent_id"
    " JOIN users m ON m.id = CASE WHEN su.email::text LIKE '%@nexus-student.local' THEN p.user_id ELSE su.id END"
    " WHERE t.session_id = $1::uuid AND t.active AND m.email = $2", 2 },
};
NX_STATEMENTS (calendar, statements)

NxRows *
nx_calendar_store_find (NxDb *db, const char *user_id, GError **error)
{
  return nx_db_run (db, &statements[FIND], error, nx_text (user_id));
}

gboolean
nx_calendar_store_put (NxDb *db, const char *user_id, GBytes *salt, const char *hash, gint64 now, gboolean replace, GError **error)
{
  gsize length;
  const void *data = g_bytes_get_data (salt, &length);

  return nx_db_do (db, &statements[replace ? PUT : PUT_FIRST], error, nx_text (user_id), nx_bytes (data, length), nx_text (hash), nx_time (now));
}

NxRows *
nx_calendar_store_owner (NxDb *db, const char *hash, GError **error)
{
  return nx_db_run (db, &statements[OWNER], error, nx_text (hash));
}

NxRows *
nx_calendar_store_sessions (NxDb *db, const NxCalendarScope *scope, GError **error)
{
  if (scope->parent_id != NULL || scope->student_id != NULL)
    return nx_db_run (db, &statements[OF_FAMILY], error, nx_time (scope->from), nx_time (scope->to), nx_time (scope->cancelled_after),
                      nx_text (scope->parent_id), nx_text (scope->student_id));
  return nx_db_run (db, &statements[OF_STAFF], error, nx_time (scope->from), nx_time (scope->to), nx_time (scope->cancelled_after),
                    nx_text (scope->coach_id), nx_text (scope->session_id));
}

NxRows *
nx_calendar_store_kept (NxDb *db, const char *session_id, const char *address, GError **error)
{
  return nx_db_run (db, &statements[KEPT], error, nx_text (session_id), nx_text (address));
}
