/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/absences-store.h"

enum
{
  LOCK_COACH,
  ADD_EXCEPTION,
  ADD,
  GET,
  LOCK,
  LIST,
  END_EXCEPTION,
  END,
  RESTORE,
  SET_COVERED,
  TOUCHED,
  CANDIDATES,
  PUPILS_FREE
};

#define ONE \
  "SELECT a.id, a.coach_id, c.pseudonym, a.reason, a.exception_id, lower (a.during) AS starts, upper (a.during) AS ends," \
  " a.covered_at, a.cancelled_at FROM absences a JOIN coaches c ON c.id = a.coach_id"
/* $1 coach $2 from $3 to $4 now: those that have begun are held, or not, whoever is away. */
#define TOUCHES(coach, from, to, now) \
  " x.coach_id = " coach " AND x.status = 'SCHEDULED' AND x.during && tstzrange (" from ", " to ") AND lower (x.during) > " now

static const NxStatement statements[] = {
  [LOCK_COACH] = { "absences.lock_coach", "SELECT id FROM coaches WHERE id = $1::uuid FOR NO KEY UPDATE", 1 },
  [ADD_EXCEPTION] = { "absences.add_exception",
    "INSERT INTO availability_exceptions (id, coach_id, during, available, reason, created_at, created_by) VALUES ($1::uuid, $2::uuid,"
    " tstzrange ($3::timestamptz, $4::timestamptz), false, $5, $6::timestamptz, $7::uuid)", 7 },
  [ADD] = { "absences.add",
    "INSERT INTO absences (id, coach_id, during, reason, exception_id, created_at, created_by) VALUES ($1::uuid, $2::uuid,"
    " tstzrange ($3::timestamptz, $4::timestamptz), $5, $6::uuid, $7::timestamptz, $8::uuid)", 8 },
  [GET] = { "absences.get", ONE " WHERE a.id = $1::uuid AND ($2::uuid IS NULL OR a.coach_id = $2)", 2 },
  [LOCK] = { "absences.lock", ONE " WHERE a.id = $1::uuid AND ($2::uuid IS NULL OR a.coach_id = $2) FOR NO KEY UPDATE OF a", 2 },
  [LIST] = { "absences.list",
    "SELECT a.id, a.coach_id, c.pseudonym, a.reason, lower (a.during) AS starts, upper (a.during) AS ends, a.covered_at,"
    " (SELECT count (*) FROM sessions x WHERE" TOUCHES ("a.coach_id", "lower (a.during)", "upper (a.during)", "$4::timestamptz") ") AS touched"
    " FROM absences a JOIN coaches c ON c.id = a.coach_id WHERE a.cancelled_at IS NULL AND ($1::uuid IS NULL OR a.coach_id = $1)"
    " AND a.during && tstzrange ($2::timestamptz, $3::timestamptz) ORDER BY lower (a.during), a.id LIMIT 500", 4 },
  [END_EXCEPTION] = { "absences.end_exception", "DELETE FROM availability_exceptions WHERE id = $1::uuid", 1 },
  [END] = { "absences.end", "UPDATE absences SET cancelled_at = $2::timestamptz, exception_id = NULL WHERE id = $1::uuid", 2 },
  [RESTORE] = { "absences.restore", "UPDATE absences SET cancelled_at = NULL, exception_id = $2::uuid WHERE id = $1::uuid", 2 },
  [SET_COVERED] = { "absences.set_covered", "UPDATE absences SET covered_at = $2::timestamptz WHERE id = $1::uuid", 2 },
  [TOUCHED] = { "absences.touched",
    "SELECT x.id, lower (x.during) AS start, (extract (epoch FROM upper (x.during) - lower (x.during)) / 60)::integer AS duration,"
    " x.subject, x.type, coalesce ((SELECT string_agg (t.student_id::text, ',' ORDER BY t.student_id) FROM seats t WHERE t.session_id = x.id"
    " AND t.active), '') AS students FROM sessions x WHERE" TOUCHES ("$1::uuid", "$2::timestamptz", "$3::timestamptz", "$4::timestamptz")
    " ORDER BY lower (x.during), x.id LIMIT 200", 4 },
  [CANDIDATES] = { "absences.candidates",
    "SELECT c.id, (SELECT count (*) FROM sessions o WHERE o.coach_id = c.id AND o.status <> 'CANCELLED' AND lower (o.during) >= $3::timestamptz"
    " AND lower (o.during) < $4::timestamptz) AS load FROM sessions x JOIN coaches c ON x.subject = ANY (c.subjects)"
    " AND CASE WHEN x.type = 'COURS_ONLINE' THEN c.online ELSE c.in_person END JOIN users u ON u.id = c.user_id AND u.deactivated_at IS NULL"
    " WHERE x.id = $1::uuid AND c.id <> $2::uuid ORDER BY load, c.pseudonym", 4 },
  [PUPILS_FREE] = { "absences.pupils_free",
    "SELECT w.start FROM unnest ($2::timestamptz[]) w (start) WHERE NOT EXISTS (SELECT FROM seats mine JOIN seats t"
    " ON t.student_id = mine.student_id AND t.active AND t.session_id <> mine.session_id"
    " AND t.during && tstzrange (w.start, w.start + make_interval (mins => $3::integer)) WHERE mine.session_id = $1::uuid AND mine.active)"
    " ORDER BY w.start", 3 },
};
NX_STATEMENTS (absences, statements)

void
nx_absence_clear (NxAbsence *self)
{
  g_clear_pointer (&self->rows, nx_rows_free);
}

gboolean
nx_absences_store_add (NxDb *db, const NxActor *actor, const char *id, const char *exception_id, const char *coach_id,
                       gint64 from, gint64 to, const char *reason, GError **error)
{
  return nx_db_do (db, &statements[LOCK_COACH], error, nx_text (coach_id)) &&
         nx_db_do (db, &statements[ADD_EXCEPTION], error, nx_text (exception_id), nx_text (coach_id), nx_time (from), nx_time (to),
                   nx_text (reason), nx_time (actor->now), nx_text (actor->user_id)) &&
         nx_db_do (db, &statements[ADD], error, nx_text (id), nx_text (coach_id), nx_time (from), nx_time (to), nx_text (reason),
                   nx_text (exception_id), nx_time (actor->now), nx_text (actor->user_id));
}

static gboolean
read_one (NxDb *db, const NxStatement *statement, const char *id, const char *coach_id, NxAbsence *absence, GError **error)
{
  NxRows *rows = nx_db_run (db, statement, error, nx_text (id), nx_text (coach_id));

  *absence = (NxAbsence){ .rows = rows };
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) == 0)
    return TRUE;

  absence->id = nx_rows_text (rows, 0, "id");
  absence->coach_id = nx_rows_text (rows, 0, "coach_id");
  absence->pseudonym = nx_rows_text (rows, 0, "pseudonym");
  absence->reason = nx_rows_text (rows, 0, "reason");
  absence->exception_id = nx_rows_text (rows, 0, "exception_id");
  absence->from = nx_rows_time (rows, 0, "starts");
  absence->to = nx_rows_time (rows, 0, "ends");
  absence->covered_at = nx_rows_time (rows, 0, "covered_at");
  absence->cancelled_at = nx_rows_time (rows, 0, "cancelled_at");

  return TRUE;
}

gboolean
nx_absences_store_get (NxDb *db, const char *id, const char *coach_id, NxAbsence *absence, GError **error)
{
  return read_one (db, &statements[GET], id, coach_id, absence, error);
}

gboolean
nx_absences_store_lock (NxDb *db, const char *id, const char *coach_id, NxAbsence *absence, GError **error)
{
  return read_one (db, &statements[LOCK], id, coach_id, absence, error);
}

NxRows *
nx_absences_store_list (NxDb *db, const NxActor *actor, const char *coach_id, gint64 from, gint64 to, GError **error)
{
  return nx_db_run (db, &statements[LIST], error, nx_text (coach_id), nx_time (from), nx_time (to), nx_time (actor->now));
}

gboolean
nx_absences_store_end (NxDb *db, const NxActor *actor, const NxAbsence *absence, GError **error)
{
  return nx_db_do (db, &statements[END], error, nx_text (absence->id), nx_time (actor->now)) &&
         (absence->exception_id == NULL || nx_db_do (db, &statements[END_EXCEPTION], error, nx_text (absence->exception_id)));
}

gboolean
nx_absences_store_restore (NxDb *db, const NxActor *actor, const NxAbsence *absence, const char *exception_id, GError **error)
{
  return nx_db_do (db, &statements[LOCK_COACH], error, nx_text (absence->coach_id))
         && nx_db_do (db, &statements[ADD_EXCEPTION], error, nx_text (exception_id), nx_text (absence->coach_id),
                      nx_time (absence->from), nx_time (absence->to), nx_text (absence->reason), nx_time (actor->now),
                      nx_text (actor->user_id))
         && nx_db_do (db, &statements[RESTORE], error, nx_text (absence->id), nx_text (exception_id));
}

gboolean
nx_absences_store_open (NxDb *db, const NxAbsence *absence, GError **error)
{
  return nx_db_do (db, &statements[END_EXCEPTION], error, nx_text (absence->exception_id));
}

gboolean
nx_absences_store_set_covered (NxDb *db, const char *id, gint64 covered_at, GError **error)
{
  return nx_db_do (db, &statements[SET_COVERED], error, nx_text (id), nx_time (covered_at));
}

NxRows *
nx_absences_store_touched (NxDb *db, const NxActor *actor, const NxAbsence *absence, GError **error)
{
  return nx_db_run (db, &statements[TOUCHED], error, nx_text (absence->coach_id), nx_time (absence->from), nx_time (absence->to),
                    nx_time (actor->now));
}

NxRows *
nx_absences_store_candidates (NxDb *db, const char *session_id, const char *absent_coach, gint64 week_start, gint64 week_end,
                              GError **error)
{
  return nx_db_run (db, &statements[CANDIDATES], error, nx_text (session_id), nx_text (absent_coach), nx_time (week_start),
                    nx_time (week_end));
}

NxRows *
nx_absences_store_pupils_free (NxDb *db, const char *session_id, const char *starts, int duration, GError **error)
{
  return nx_db_run (db, &statements[PUPILS_FREE], error, nx_text (session_id), nx_text (starts), nx_int (duration));
}
