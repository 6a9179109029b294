/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/series-store.h"

enum
{
  ADD,
  GET,
  READ,
  SET,
  SET_WEEK,
  WEEKS,
  CLOSURES,
  ROOM,
  HAS_GRANT,
  BALANCE,
  PAYERS,
  LOCK_STUDENT,
  UNPAID,
  PAY,
  PEOPLE,
  CHANGES,
  COACH
};

/*
 * Until when the months that were granted reach: to the first that is still to be granted, or to the end of what is paid. What has
 * begun already is owed in any case.
 */
#define REACH(now) \
  "greatest (" now ", coalesce ((SELECT coalesce ((SELECT min (p.due_at) FROM subscription_periods p WHERE p.subscription_id = b.id" \
  " AND p.granted_at IS NULL), b.paid_until) FROM subscriptions b WHERE b.student_id = s.id AND b.status = 'ACTIVE'), " now "))"
#define TO_PAY(now) \
  " FROM students s JOIN seats t ON t.student_id = s.id AND t.active AND NOT t.paid AND NOT t.refunded" \
  " JOIN sessions x ON x.id = t.session_id AND lower (t.during) < " REACH (now)

#define ONE \
  "SELECT e.id, e.coach_id, c.pseudonym, e.student_id, u.first_name || ' ' || u.last_name AS student_name, e.subject, e.type," \
  " e.first_at, e.zone, e.duration, e.until, e.payment, e.room_id, r.name AS room, e.cancelled_at, k.cost, s.balance" \
  " FROM series e JOIN coaches c ON c.id = e.coach_id JOIN students s ON s.id = e.student_id JOIN users u ON u.id = s.user_id" \
  " JOIN session_costs k ON k.type = e.type LEFT JOIN rooms r ON r.id = e.room_id" \
  " WHERE e.id = $1::uuid AND ($2::uuid IS NULL OR e.coach_id = $2)"

static const NxStatement statements[] = {
  [ADD] = { "series.add",
    "INSERT INTO series (id, coach_id, student_id, subject, type, first_at, zone, duration, until, payment, room_id, created_at, created_by)"
    " VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::timestamptz, $7, $8::smallint, $9::date, $10, $11::uuid, $12::timestamptz,"
    " $13::uuid)", 13 },
  [GET] = { "series.get",
    ONE " FOR NO KEY UPDATE OF e", 2 },
  [READ] = { "series.read", ONE, 2 },
  [SET] = { "series.set",
    "UPDATE series SET coach_id = $2::uuid, first_at = $3::timestamptz, duration = $4::smallint, until = $5::date, room_id = $6::uuid,"
    " cancelled_at = $7::timestamptz, version = version + 1 WHERE id = $1::uuid", 7 },
  [SET_WEEK] = { "series.set_week",
    "UPDATE sessions SET series_n = $2::smallint, series_at = $3::timestamptz WHERE id = $1::uuid", 3 },
  [WEEKS] = { "series.weeks",
    "SELECT x.id, coalesce (x.series_n, -1) AS n, coalesce (x.series_at, lower (x.during)) AS at, lower (x.during) AS start,"
    " (extract (epoch FROM upper (x.during) - lower (x.during)) / 60)::integer AS duration, x.status, x.coach_id, c.pseudonym,"
    " x.room_id, r.name AS room, EXISTS (SELECT FROM seats t WHERE t.session_id = x.id AND t.active AND NOT t.paid AND NOT t.refunded) AS unpaid"
    " FROM sessions x JOIN coaches c ON c.id = x.coach_id LEFT JOIN rooms r ON r.id = x.room_id WHERE x.series_id = $1::uuid"
    " ORDER BY lower (x.during), x.id", 1 },
  [CLOSURES] = { "series.closures",
    "SELECT first_day, last_day, name FROM closures WHERE daterange (first_day, last_day, '[]') && daterange ($1::date, $2::date, '[]')"
    " ORDER BY first_day, id", 2 },
  [ROOM] = { "series.room", "SELECT id FROM rooms WHERE name = $1::text AND active", 1 },
  [HAS_GRANT] = { "series.has_grant",
    "SELECT id FROM subscriptions WHERE student_id = $1::uuid AND status = 'ACTIVE' AND credits_per_month > 0"
    " AND (ends_at IS NULL OR ends_at > $2::timestamptz)", 2 },
  [BALANCE] = { "series.balance", "SELECT balance FROM students WHERE id = $1::uuid", 1 },
  [PAYERS] = { "series.payers",
    "SELECT s.id" TO_PAY ("$1::timestamptz") " GROUP BY s.id HAVING min (t.cost) <= s.balance ORDER BY s.id", 1 },
  [LOCK_STUDENT] = { "series.lock_student", "SELECT id FROM students WHERE id = $1::uuid FOR NO KEY UPDATE", 1 },
  [UNPAID] = { "series.unpaid",
    "SELECT t.id AS seat_id, t.session_id, x.coach_id, t.cost" TO_PAY ("$2::timestamptz") " WHERE s.id = $1::uuid"
    " ORDER BY lower (t.during), t.id", 2 },
  [PAY] = { "series.pay", "UPDATE seats SET paid = true WHERE id = $1::uuid AND active AND NOT paid AND NOT refunded", 1 },
  [PEOPLE] = { "series.people",
    "SELECT x.id AS session_id, lower (x.during) AS at, (extract (epoch FROM upper (x.during) - lower (x.during)) / 60)::integer AS duration,"
    " x.subject, x.type, x.version, r.name AS room, x.coach_id, c.pseudonym, t.id AS seat_id, t.active, su.first_name || ' ' || su.last_name AS student_name,"
    " s.parent_id, pu.id AS parent_user, pu.email AS parent_address, pu.first_name AS parent_name, pu.locale AS parent_locale,"
    " pu.zone AS parent_zone, m.id AS reader_user, m.email AS reader_address, m.first_name AS reader_name, m.locale AS reader_locale,"
    " m.zone AS reader_zone,"
    " coalesce ((SELECT f.amount FROM credit_transactions f WHERE f.session_id = x.id AND f.student_id = s.id AND f.type = 'REFUND'"
    " ORDER BY f.seq DESC LIMIT 1), 0) AS given_back, t.refunded"
    " FROM sessions x JOIN coaches c ON c.id = x.coach_id LEFT JOIN rooms r ON r.id = x.room_id"
    " JOIN seats t ON t.session_id = x.id AND (t.active OR t.cancelled_at = $2::timestamptz) JOIN students s ON s.id = t.student_id"
    " JOIN users su ON su.id = s.user_id JOIN parents p ON p.id = s.parent_id JOIN users pu ON pu.id = p.user_id"
    " JOIN users m ON m.id = CASE WHEN su.email::text LIKE '%@nexus-student.local' THEN p.user_id ELSE su.id END"
    " WHERE x.id = ANY ($1::uuid[]) ORDER BY lower (x.during), x.id, t.id", 2 },
  [CHANGES] = { "series.changes",
    "SELECT a.object_id AS session_id, a.action, (a.before ->> 'scheduledAt')::timestamptz AS was_at, a.before ->> 'coachId' AS was_coach"
    " FROM audit a WHERE a.action_id = $1::uuid AND a.object_type = 'session'"
    " AND a.action IN ('session.booked', 'session.restored', 'session.moved', 'session.cancelled') ORDER BY a.id", 1 },
  [COACH] = { "series.coach",
    "SELECT c.id, c.pseudonym, u.id AS reader_user, u.email AS reader_address, u.first_name AS reader_name, u.locale AS reader_locale,"
    " u.zone AS reader_zone FROM coaches c JOIN users u ON u.id = c.user_id WHERE c.id = $1::uuid", 1 },
};
NX_STATEMENTS (series, statements)

void
nx_series_row_clear (NxSeriesRow *self)
{
  g_clear_pointer (&self->rows, nx_rows_free);
}

gboolean
nx_series_store_add (NxDb *db, const NxActor *actor, const char *id, const NxSeriesPlan *plan, const char *room_id, gint32 until,
                     GError **error)
{
  return nx_db_do (db, &statements[ADD], error, nx_text (id), nx_text (plan->coach_id), nx_text (plan->student_id),
                   nx_text (nx_enum_slug (&nx_subject_enum, plan->subject)),
                   nx_text (nx_enum_slug (&nx_service_type_enum, plan->type)), nx_time (plan->first_at),
                   nx_text (NX_TIME_CENTRE_ZONE), nx_int (plan->duration), nx_date (until),
                   nx_text (nx_enum_slug (&nx_series_payment_enum, (int) plan->payment)), nx_text (room_id), nx_time (actor->now),
                   nx_text (actor->user_id));
}

static gboolean
read_one (NxDb *db, const NxStatement *statement, const char *id, const char *coach_id, NxSeriesRow *row, GError **error)
{
  NxRows *rows = nx_db_run (db, statement, error, nx_text (id), nx_text (coach_id));

  *row = (NxSeriesRow){ .rows = rows };
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) == 0)
    return TRUE;

  row->id = nx_rows_text (rows, 0, "id");
  row->coach_id = nx_rows_text (rows, 0, "coach_id");
  row->pseudonym = nx_rows_text (rows, 0, "pseudonym");
  row->student_id = nx_rows_text (rows, 0, "student_id");
  row->student_name = nx_rows_text (rows, 0, "student_name");
  row->zone = nx_rows_text (rows, 0, "zone");
  row->room_id = nx_rows_text (rows, 0, "room_id");
  row->room = nx_rows_text (rows, 0, "room");
  row->subject = nx_enum_value (&nx_subject_enum, nx_rows_text (rows, 0, "subject"));
  row->type = nx_enum_value (&nx_service_type_enum, nx_rows_text (rows, 0, "type"));
  row->duration = (int) nx_rows_int (rows, 0, "duration");
  row->payment = (NxSeriesPayment) nx_enum_value (&nx_series_payment_enum, nx_rows_text (rows, 0, "payment"));
  row->first_at = nx_rows_time (rows, 0, "first_at");
  row->cancelled_at = nx_rows_time (rows, 0, "cancelled_at");
  row->until = nx_rows_date (rows, 0, "until");
  row->cost = (gint32) nx_rows_int (rows, 0, "cost");
  row->balance = (gint32) nx_rows_int (rows, 0, "balance");

  return TRUE;
}

gboolean
nx_series_store_get (NxDb *db, const char *id, const char *coach_id, NxSeriesRow *row, GError **error)
{
  return read_one (db, &statements[GET], id, coach_id, row, error);
}

gboolean
nx_series_store_read (NxDb *db, const char *id, const char *coach_id, NxSeriesRow *row, GError **error)
{
  return read_one (db, &statements[READ], id, coach_id, row, error);
}

gboolean
nx_series_store_set (NxDb *db, const NxSeriesRow *row, GError **error)
{
  return nx_db_do (db, &statements[SET], error, nx_text (row->id), nx_text (row->coach_id), nx_time (row->first_at),
                   nx_int (row->duration), nx_date (row->until), nx_text (row->room_id), nx_time (row->cancelled_at));
}

gboolean
nx_series_store_set_week (NxDb *db, const char *session_id, int n, gint64 at, GError **error)
{
  return nx_db_later (db, &statements[SET_WEEK], error, nx_text (session_id), n < 0 ? nx_null () : nx_int (n), nx_time (at));
}

NxRows *
nx_series_store_weeks (NxDb *db, const char *series_id, GError **error)
{
  return nx_db_run (db, &statements[WEEKS], error, nx_text (series_id));
}

NxRows *
nx_series_store_closures (NxDb *db, gint32 first_day, gint32 last_day, GError **error)
{
  return nx_db_run (db, &statements[CLOSURES], error, nx_date (first_day), nx_date (last_day));
}

gboolean
nx_series_store_room (NxDb *db, const char *name, char **id, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[ROOM], error, nx_text (name));

  if (rows == NULL)
    return FALSE;
  *id = nx_rows_count (rows) > 0 ? g_strdup (nx_rows_text (rows, 0, "id")) : NULL;

  return TRUE;
}

gboolean
nx_series_store_has_grant (NxDb *db, const NxActor *actor, const char *student_id, gboolean *has, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[HAS_GRANT], error, nx_text (student_id), nx_time (actor->now));

  *has = rows != NULL && nx_rows_count (rows) > 0;
  return rows != NULL;
}

gboolean
nx_series_store_balance (NxDb *db, const char *student_id, gint32 *balance, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[BALANCE], error, nx_text (student_id));

  if (rows == NULL)
    return FALSE;
  *balance = nx_rows_count (rows) > 0 ? (gint32) nx_rows_int (rows, 0, "balance") : 0;

  return TRUE;
}

NxRows *
nx_series_store_payers (NxDb *db, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[PAYERS], error, nx_time (now));
}

gboolean
nx_series_store_lock_student (NxDb *db, const char *student_id, GError **error)
{
  return nx_db_do (db, &statements[LOCK_STUDENT], error, nx_text (student_id));
}

NxRows *
nx_series_store_unpaid (NxDb *db, const char *student_id, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[UNPAID], error, nx_text (student_id), nx_time (now));
}

gboolean
nx_series_store_pay (NxDb *db, const char *seat_id, gboolean *paid, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[PAY], error, nx_text (seat_id));

  if (rows == NULL)
    return FALSE;
  *paid = nx_rows_affected (rows) > 0;

  return TRUE;
}

NxRows *
nx_series_store_people (NxDb *db, const char *sessions, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[PEOPLE], error, nx_text (sessions), nx_time (now));
}

NxRows *
nx_series_store_changes (NxDb *db, const char *action_id, GError **error)
{
  return nx_db_run (db, &statements[CHANGES], error, nx_text (action_id));
}

NxRows *
nx_series_store_coach (NxDb *db, const char *coach_id, GError **error)
{
  return nx_db_run (db, &statements[COACH], error, nx_text (coach_id));
}
