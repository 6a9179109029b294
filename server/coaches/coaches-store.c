/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches-store.h"

#include "common/nx-random.h"
#include "server/coaches/exceptions-store.h"

#define COLUMNS \
  "SELECT c.id, c.pseudonym, c.title, c.tag, c.description, c.subjects, c.online, c.in_person, c.mark, c.color" \
  " FROM coaches c JOIN users u ON u.id = c.user_id WHERE u.deactivated_at IS NULL"

/* Who is looked at: $1 one coach, or all who teach $2 with modality $3. */
#define WHO \
  "($1::uuid IS NULL OR c.id = $1) AND ($2::text IS NULL OR $2 = ANY (c.subjects))" \
  " AND CASE WHEN $3::text = 'COURS_ONLINE' THEN c.online ELSE c.in_person END"

/*
 * Sessions of @who that overlap $4 to $5. None is longer than three hours, so where they start says it: a B-tree gives a coach's or a
 * room's month in order, where the index of the exclusion constraint would be searched all over. Its states are named as in the
 * indexes sessions_coach_weeks_idx and sessions_room_weeks_idx, which no other statement is to be planned with.
 */
#define SESSIONS_OF(who) \
  who " AND x.status IN ('SCHEDULED', 'COMPLETED', 'NO_SHOW') AND lower (x.during) > $4::timestamptz - interval '3 hours'" \
  " AND lower (x.during) < $5::timestamptz AND upper (x.during) > $4"

enum { LIST, GET, RANGES, LOCK, CLEAR_RANGES, ADD_RANGE, OPENINGS, TAKEN };

static const NxStatement statements[] = {
  [LIST] = { "coaches.list", COLUMNS " ORDER BY c.pseudonym", 0 },
  [GET] = { "coaches.get", COLUMNS " AND c.id = $1::uuid", 1 },
  [RANGES] = { "coaches.ranges",
    "SELECT weekday, start_minute, end_minute, types FROM availability WHERE coach_id = $1::uuid ORDER BY weekday, start_minute", 1 },
  [LOCK] = { "coaches.lock", "SELECT id FROM coaches WHERE id = $1::uuid FOR NO KEY UPDATE", 1 },
  [CLEAR_RANGES] = { "coaches.clear_ranges", "DELETE FROM availability WHERE coach_id = $1::uuid", 1 },
  [ADD_RANGE] = { "coaches.add_range",
    "INSERT INTO availability (id, coach_id, weekday, start_minute, end_minute, types) VALUES ($1::uuid, $2::uuid, $3::smallint,"
    " $4::smallint, $5::smallint, $6::text[])", 6 },
  [OPENINGS] = { "coaches.openings",
    "SELECT c.id AS coach_id, a.weekday, a.start_minute, a.end_minute FROM coaches c JOIN users u ON u.id = c.user_id"
    " AND u.deactivated_at IS NULL LEFT JOIN availability a ON a.coach_id = c.id AND $3 = ANY (a.types) WHERE " WHO
    " ORDER BY c.pseudonym, c.id", 3 },
  /* What others hold is taken, but an offer to this student is not. */
  [TAKEN] = { "coaches.taken",
    "WITH who AS (SELECT c.id FROM coaches c JOIN users u ON u.id = c.user_id AND u.deactivated_at IS NULL WHERE " WHO "),"
    " held AS (SELECT h.coach_id, h.room_id, h.during FROM holds h WHERE h.during && tstzrange ($4::timestamptz, $5::timestamptz)"
    " AND h.expires_at > $10::timestamptz AND CASE WHEN h.waiting_id IS NULL THEN h.user_id IS DISTINCT FROM $9::uuid"
    " ELSE h.student_id IS DISTINCT FROM $6::uuid END)"
    " SELECT 'session' AS kind, x.coach_id AS object_id, lower (x.during) AS starts, upper (x.during) AS ends,"
    " NULL::date AS first_day, NULL::date AS last_day FROM who JOIN sessions x ON " SESSIONS_OF ("x.coach_id = who.id")
    " UNION ALL SELECT 'session', h.coach_id, lower (h.during), upper (h.during), NULL, NULL FROM who JOIN held h ON h.coach_id = who.id"
    " UNION ALL SELECT CASE WHEN e.available THEN 'extra' ELSE 'away' END, e.coach_id, lower (e.during), upper (e.during), NULL, NULL"
    " FROM who JOIN availability_exceptions e ON e.coach_id = who.id AND $3 = ANY (e.types) AND e.during && tstzrange ($4, $5)"
    " UNION ALL SELECT 'student', t.student_id, lower (t.during), upper (t.during), NULL, NULL FROM seats t"
    " WHERE t.student_id = $6 AND t.active AND t.during && tstzrange ($4, $5)"
    " UNION ALL SELECT 'free_room', r.id, NULL, NULL, NULL, NULL FROM rooms r JOIN session_costs k ON k.type = $3"
    " WHERE $3 <> 'COURS_ONLINE' AND r.active AND r.capacity >= k.capacity"
    " UNION ALL SELECT 'room', x.room_id, lower (x.during), upper (x.during), NULL, NULL FROM rooms r JOIN sessions x"
    " ON " SESSIONS_OF ("x.room_id = r.id") " WHERE $3 <> 'COURS_ONLINE' AND r.active"
    " UNION ALL SELECT 'room', h.room_id, lower (h.during), upper (h.during), NULL, NULL FROM held h"
    " WHERE $3 <> 'COURS_ONLINE' AND h.room_id IS NOT NULL"
    " UNION ALL SELECT 'closed', NULL, NULL, NULL, f.first_day, f.last_day FROM closures f"
    " WHERE NOT f.bookable AND daterange (f.first_day, f.last_day, '[]') && daterange ($7::date, $8::date, '[]')", 10 },
};
NX_STATEMENTS (coaches, statements)

GPtrArray *
nx_coaches_store_list (NxDb *db, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_query (db, &statements[LIST], NULL, 0, error);

  return rows != NULL ? nx_rows_records (rows, NX_TYPE_COACH) : NULL;
}

GPtrArray *
nx_coaches_store_get (NxDb *db, const char *coach_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[GET], error, nx_text (coach_id));

  return rows != NULL ? nx_rows_records (rows, NX_TYPE_COACH) : NULL;
}

GPtrArray *
nx_coaches_store_ranges (NxDb *db, const char *coach_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[RANGES], error, nx_text (coach_id));

  return rows != NULL ? nx_rows_records (rows, NX_TYPE_AVAILABILITY_RANGE) : NULL;
}

gboolean
nx_coaches_store_lock (NxDb *db, const char *coach_id, GError **error)
{
  return nx_db_do (db, &statements[LOCK], error, nx_text (coach_id));
}

static gboolean
add_range (NxDb *db, const NxActor *actor, const char *coach_id, const NxAvailabilityRange *range, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now), *types = nx_exceptions_store_types (range->types);

  return nx_db_later (db, &statements[ADD_RANGE], error, nx_text (id), nx_text (coach_id), nx_int (range->weekday),
                      nx_int (range->startMinute), nx_int (range->endMinute), nx_text (types));
}

gboolean
nx_coaches_store_set_ranges (NxDb *db, const NxActor *actor, const char *coach_id, GPtrArray *ranges, GError **error)
{
  if (!nx_db_later (db, &statements[CLEAR_RANGES], error, nx_text (coach_id)))
    return FALSE;
  for (guint i = 0; i < ranges->len; i++)
    if (!add_range (db, actor, coach_id, g_ptr_array_index (ranges, i), error))
      return FALSE;

  return TRUE;
}

NxRows *
nx_coaches_store_openings (NxDb *db, const NxSlotQuery *query, GError **error)
{
  return nx_db_run (db, &statements[OPENINGS], error, nx_text (query->coach_id),
                    nx_text (nx_enum_slug (&nx_subject_enum, query->subject)),
                    nx_text (nx_enum_slug (&nx_service_type_enum, query->type)));
}

NxRows *
nx_coaches_store_taken (NxDb *db, const NxActor *actor, const NxSlotQuery *query, gint64 until, GError **error)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);

  return nx_db_run (db, &statements[TAKEN], error, nx_text (query->coach_id),
                    nx_text (nx_enum_slug (&nx_subject_enum, query->subject)),
                    nx_text (nx_enum_slug (&nx_service_type_enum, query->type)), nx_time (query->from), nx_time (until),
                    nx_text (query->student_id), nx_date (nx_time_date_in_zone (query->from, zone)),
                    nx_date (nx_time_date_in_zone (until, zone)), nx_text (actor->user_id), nx_time (actor->now));
}
