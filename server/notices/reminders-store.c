/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/notices/reminders-store.h"

enum
{
  DUE,
  CLAIM,
  OVERDUE,
  CLAIM_OVERDUE
};

#define UNREPORTED \
  "EXISTS (SELECT FROM seats t WHERE t.session_id = x.id AND t.active AND NOT EXISTS (SELECT FROM reports p" \
  " WHERE p.session_id = x.id AND p.student_id = t.student_id AND p.status = 'SUBMITTED'))"
#define FACTS \
  "x.id, x.coach_id, c.pseudonym, x.subject, x.type, lower (x.during) AS start, r.name AS room," \
  " (extract (epoch FROM upper (x.during) - lower (x.during)) / 60)::integer AS duration, x.version, cu.id AS coach_user," \
  " cu.email AS coach_address, cu.first_name AS coach_name, cu.locale AS coach_locale, cu.zone AS coach_zone"
#define FACTS_FROM " JOIN coaches c ON c.id = x.coach_id JOIN users cu ON cu.id = c.user_id LEFT JOIN rooms r ON r.id = x.room_id"

static const NxStatement statements[] = {
  [DUE] = { "reminders.due",
    "SELECT x.id FROM sessions x WHERE x.status = 'SCHEDULED' AND lower (x.during) > $1::timestamptz AND lower (x.during) <= $2::timestamptz"
    " AND x.reminded_for IS DISTINCT FROM lower (x.during) ORDER BY lower (x.during), x.id", 2 },
  /* Whoever booked within the last day was told just now. */
  [CLAIM] = { "reminders.claim",
    "WITH x AS (UPDATE sessions s SET reminded_for = lower (s.during) WHERE s.id = $1::uuid AND s.status = 'SCHEDULED'"
    " AND lower (s.during) > $2::timestamptz AND s.reminded_for IS DISTINCT FROM lower (s.during) RETURNING s.*)"
    " SELECT " FACTS ", s.id AS student_id, su.first_name || ' ' || su.last_name AS student_name, m.id AS user_id, m.email, m.first_name,"
    " m.locale, m.zone FROM x" FACTS_FROM " JOIN seats t ON t.session_id = x.id AND t.active"
    " AND t.booked_at <= lower (x.during) - $3::bigint * interval '1 microsecond'"
    " JOIN students s ON s.id = t.student_id JOIN users su ON su.id = s.user_id JOIN parents p ON p.id = s.parent_id"
    " JOIN users m ON m.id = CASE WHEN su.email::text LIKE '%@nexus-student.local' THEN p.user_id ELSE su.id END"
    " ORDER BY su.last_name, su.first_name, s.id", 3 },
  [OVERDUE] = { "reminders.overdue",
    "SELECT x.id FROM sessions x WHERE x.status = 'SCHEDULED' AND x.overdue_told_at IS NULL AND lower (x.during) > $1::timestamptz"
    " AND lower (x.during) < $2::timestamptz AND upper (x.during) <= $2 AND " UNREPORTED " ORDER BY lower (x.during), x.id", 2 },
  [CLAIM_OVERDUE] = { "reminders.claim_overdue",
    "WITH x AS (UPDATE sessions x SET overdue_told_at = $2::timestamptz WHERE x.id = $1::uuid AND x.status = 'SCHEDULED'"
    " AND x.overdue_told_at IS NULL AND " UNREPORTED " RETURNING x.*)"
    " SELECT " FACTS ", (SELECT string_agg (su.first_name || ' ' || su.last_name, ', ' ORDER BY su.last_name, su.first_name) FROM seats t"
    " JOIN students s ON s.id = t.student_id JOIN users su ON su.id = s.user_id WHERE t.session_id = x.id AND t.active AND NOT EXISTS"
    " (SELECT FROM reports p WHERE p.session_id = x.id AND p.student_id = t.student_id AND p.status = 'SUBMITTED')) AS student_name"
    " FROM x" FACTS_FROM, 2 },
};
NX_STATEMENTS (reminders, statements)

NxRows *
nx_reminders_store_due (NxDb *db, gint64 now, gint64 until, GError **error)
{
  return nx_db_run (db, &statements[DUE], error, nx_time (now), nx_time (until));
}

NxRows *
nx_reminders_store_claim (NxDb *db, const char *session_id, gint64 now, gint64 notice, GError **error)
{
  return nx_db_run (db, &statements[CLAIM], error, nx_text (session_id), nx_time (now), nx_int (notice));
}

NxRows *
nx_reminders_store_overdue (NxDb *db, gint64 since, gint64 by, GError **error)
{
  return nx_db_run (db, &statements[OVERDUE], error, nx_time (since), nx_time (by));
}

NxRows *
nx_reminders_store_claim_overdue (NxDb *db, const char *session_id, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[CLAIM_OVERDUE], error, nx_text (session_id), nx_time (now));
}
