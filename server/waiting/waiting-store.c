/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/waiting/waiting-store.h"

enum
{
  ONE,
  LIST,
  JOIN_SEAT,
  JOIN_TIME,
  NAMES,
  END,
  REOPEN,
  LOCK_STUDENT,
  TAKE_TIME,
  BOOKED,
  MAKE_ROOM,
  RESET_LAPSED,
  TO_MAIL,
  TO_EXPIRE,
  STARTED,
  TO_FILL,
  TO_CATCH,
  TO_ATTACH,
  UNTOLD,
  FILL,
  CATCH,
  ATTACH,
  TELL_OFFER,
  TELL_END
};

#define OPEN(w) w ".status IN ('WAITING', 'OFFERED')"

/*
 * $1 parent $2 student $3 coach $4 staff. What fills a time is another family's session: only staff are told which. A time is shown
 * with the coach who is offered, a seat with its session's.
 */
#define ENTRY \
  "SELECT w.id, w.seq, w.seat, w.student_id, su.first_name || ' ' || su.last_name AS student_name," \
  " CASE WHEN w.seat OR w.status = 'ACCEPTED' OR $4::boolean THEN w.session_id END AS session_id, c.id AS coach_id," \
  " c.pseudonym AS coach_name, w.subject, w.type, w.offered_coach_id, lower (coalesce (x.during, w.during)) AS scheduled_at," \
  " (extract (epoch FROM upper (coalesce (x.during, w.during)) - lower (coalesce (x.during, w.during))) / 60)::integer AS duration," \
  " w.status, CASE WHEN w.status = 'OFFERED' THEN w.offer_expires_at END AS offer_expires_at," \
  " CASE WHEN " OPEN ("w") " THEN 1 + (SELECT count (*) FROM waiting_list o WHERE " OPEN ("o") " AND o.seq < w.seq AND" \
  " CASE WHEN w.seat THEN o.seat AND o.session_id = w.session_id ELSE NOT o.seat AND o.during && w.during" \
  " AND (o.coach_id = w.coach_id OR o.coach_id IS NULL OR w.coach_id IS NULL) END) ELSE 0 END AS position" \
  " FROM waiting_list w JOIN students s ON s.id = w.student_id JOIN users su ON su.id = s.user_id" \
  " LEFT JOIN sessions x ON x.id = w.session_id AND w.seat" \
  " LEFT JOIN coaches c ON c.id = coalesce (x.coach_id, w.offered_coach_id, w.coach_id)" \
  " WHERE ($1::uuid IS NULL OR s.parent_id = $1) AND ($2::uuid IS NULL OR s.id = $2) AND ($3::uuid IS NULL OR c.id = $3)"

/* Who is told, and of what. A technical address is nobody's: the parent reads for the pupil. */
#define NEWS \
  " SELECT w.id, w.offered_at, w.ended_at, w.end_reason, w.offer_expires_at, w.student_id, w.seat, w.session_id, w.subject, w.type," \
  " su.first_name || ' ' || su.last_name AS student_name, m.id AS user_id, m.email, m.first_name, m.locale, m.zone," \
  " c.id AS coach_id, c.pseudonym AS coach_name, lower (coalesce (x.during, w.during)) AS start," \
  " (extract (epoch FROM upper (coalesce (x.during, w.during)) - lower (coalesce (x.during, w.during))) / 60)::integer AS duration" \
  " FROM told w JOIN students s ON s.id = w.student_id JOIN users su ON su.id = s.user_id JOIN parents p ON p.id = s.parent_id" \
  " JOIN users m ON m.id = CASE WHEN su.email::text LIKE '%@nexus-student.local' THEN p.user_id ELSE su.id END" \
  " LEFT JOIN sessions x ON x.id = w.session_id AND w.seat" \
  " LEFT JOIN coaches c ON c.id = coalesce (x.coach_id, w.offered_coach_id, w.coach_id)"

#define START "(SELECT lower (coalesce (x.during, w.during)) FROM (SELECT) one LEFT JOIN sessions x ON x.id = w.session_id AND w.seat)"

static const NxStatement statements[] = {
  [ONE] = { "waiting.one", ENTRY " AND w.id = $5::uuid", 5 },
  [LIST] = { "waiting.list",
    ENTRY " AND ($5::uuid IS NULL OR w.session_id = $5) AND ($6::uuid IS NULL OR w.student_id = $6) AND ($7::text IS NULL OR w.status = $7)"
    " AND w.seq > $8::bigint ORDER BY w.seq LIMIT $9", 9 },
  [JOIN_SEAT] = { "waiting.join_seat",
    "SELECT nx_waiting_join_seat ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::timestamptz) AS joined", 5 },
  [JOIN_TIME] = { "waiting.join_time",
    "INSERT INTO waiting_list (id, student_id, seat, coach_id, subject, type, during, created_at, created_by) VALUES ($1::uuid, $2::uuid,"
    " false, $3::uuid, $4::text, $5::text, tstzrange ($6::timestamptz, $7::timestamptz), $8::timestamptz, $9::uuid)", 9 },
  [NAMES] = { "waiting.names",
    "SELECT count (*) AS n, coalesce (bool_or (NOT w.seat AND w.during && mine.during AND w.coach_id IS NOT DISTINCT FROM mine.coach_id), false)"
    " AS same FROM waiting_list mine JOIN waiting_list w ON w.student_id = mine.student_id AND w.id <> mine.id AND " OPEN ("w")
    " WHERE mine.id = $1::uuid", 1 },
  [END] = { "waiting.end", "SELECT nx_waiting_end ($1::uuid, $2::text, $3::text, $4::timestamptz) AS ended", 4 },
  [REOPEN] = { "waiting.reopen", "SELECT nx_waiting_reopen ($1::uuid, $2::timestamptz) AS reopened", 2 },
  [LOCK_STUDENT] = { "waiting.lock_student", "SELECT id FROM students WHERE id = $1::uuid FOR NO KEY UPDATE", 1 },
  [TAKE_TIME] = { "waiting.take_time", "SELECT nx_waiting_take_time ($1::uuid, $2::timestamptz) AS taken", 2 },
  [BOOKED] = { "waiting.booked", "UPDATE waiting_list SET session_id = $2::uuid WHERE id = $1::uuid", 2 },
  [MAKE_ROOM] = { "waiting.make_room",
    "SELECT nx_waiting_make_room ($1::uuid, $2::uuid, tstzrange ($3::timestamptz, $4::timestamptz), $5::timestamptz)", 5 },
  /* Nobody was told in time, and the hold has run out: the name is asked anew. */
  [RESET_LAPSED] = { "waiting.reset_lapsed",
    "WITH lapsed AS (UPDATE waiting_list w SET status = 'WAITING', offered_at = NULL, offer_expires_at = NULL, offered_coach_id = NULL"
    " WHERE w.status = 'OFFERED' AND NOT w.seat AND w.mailed_at IS NULL AND w.offer_expires_at <= $1::timestamptz RETURNING w.id)"
    " DELETE FROM holds h USING lapsed WHERE h.waiting_id = lapsed.id", 1 },
  [TO_MAIL] = { "waiting.to_mail",
    "SELECT w.id FROM waiting_list w WHERE w.status = 'OFFERED' AND w.mailed_at IS NULL AND " START " > $1::timestamptz ORDER BY w.seq", 1 },
  [TO_EXPIRE] = { "waiting.to_expire",
    "SELECT w.id FROM waiting_list w WHERE w.status = 'OFFERED' AND w.mailed_at IS NOT NULL AND w.offer_expires_at <= $1::timestamptz"
    " ORDER BY w.offer_expires_at, w.seq", 1 },
  [STARTED] = { "waiting.started",
    "SELECT w.id FROM waiting_list w WHERE " OPEN ("w") " AND " START " <= $1::timestamptz ORDER BY w.seq", 1 },
  [TO_FILL] = { "waiting.to_fill",
    "SELECT x.id FROM sessions x WHERE x.id = ANY (ARRAY (SELECT w.session_id FROM waiting_list w WHERE w.seat AND w.status = 'WAITING'))"
    " AND x.status = 'SCHEDULED' AND x.seats_taken + x.seats_offered < x.capacity AND lower (x.during) > $1::timestamptz ORDER BY x.id", 1 },
  [TO_CATCH] = { "waiting.to_catch",
    "SELECT w.id FROM waiting_list w WHERE NOT w.seat AND w.status = 'WAITING' AND lower (w.during) > $1::timestamptz ORDER BY w.seq", 1 },
  [TO_ATTACH] = { "waiting.to_attach",
    "SELECT w.id FROM waiting_list w WHERE NOT w.seat AND w.status = 'WAITING' AND w.session_id IS NULL AND w.coach_id IS NOT NULL"
    " AND lower (w.during) > $1::timestamptz AND EXISTS (SELECT FROM sessions x WHERE x.coach_id = w.coach_id AND x.status = 'SCHEDULED'"
    " AND x.during && w.during) ORDER BY w.seq", 1 },
  [UNTOLD] = { "waiting.untold",
    "SELECT w.id FROM waiting_list w WHERE w.status = 'EXPIRED' AND w.end_told_at IS NULL AND w.end_reason <> 'STARTED' ORDER BY w.seq", 0 },
  [FILL] = { "waiting.fill", "SELECT nx_waiting_fill ($1::uuid, $2::timestamptz)", 2 },
  [CATCH] = { "waiting.catch", "SELECT nx_waiting_catch ($1::uuid, $2::timestamptz)", 2 },
  [ATTACH] = { "waiting.attach", "SELECT nx_waiting_attach ($1::uuid)", 1 },
  /* Where the job was late, the 30 minutes begin with the mail. */
  [TELL_OFFER] = { "waiting.tell_offer",
    "WITH told AS (UPDATE waiting_list w SET mailed_at = $2::timestamptz, offer_expires_at = CASE WHEN w.offered_at"
    " < $2 - interval '2 minutes' THEN nx_waiting_offer_end (" START ", $2) ELSE w.offer_expires_at END"
    " WHERE w.id = $1::uuid AND w.status = 'OFFERED' AND w.mailed_at IS NULL RETURNING w.*),"
    " held AS (UPDATE holds h SET expires_at = told.offer_expires_at FROM told WHERE h.waiting_id = told.id)" NEWS, 2 },
  [TELL_END] = { "waiting.tell_end",
    "WITH told AS (UPDATE waiting_list w SET end_told_at = $2::timestamptz WHERE w.id = $1::uuid AND w.status = 'EXPIRED'"
    " AND w.end_told_at IS NULL RETURNING w.*)" NEWS, 2 },
};
NX_STATEMENTS (waiting, statements)

NxRows *
nx_waiting_store_get (NxDb *db, const NxWaitingScope *scope, const char *id, GError **error)
{
  return nx_db_run (db, &statements[ONE], error, nx_text (scope->parent_id), nx_text (scope->student_id), nx_text (scope->coach_id),
                    nx_bool (scope->staff), nx_text (id));
}

NxRows *
nx_waiting_store_list (NxDb *db, const NxWaitingScope *scope, const NxWaitingFilter *filter, gint64 after, int limit, GError **error)
{
  return nx_db_run (db, &statements[LIST], error, nx_text (scope->parent_id), nx_text (scope->student_id), nx_text (scope->coach_id),
                    nx_bool (scope->staff), nx_text (filter->session_id), nx_text (filter->student_id),
                    nx_text (nx_enum_slug (&nx_waiting_status_enum, filter->status)), nx_int (after), nx_int (limit));
}

/* @flag: (out) (optional): the boolean @column of the one row. @column is known by its address. */
static gboolean
read_flag (NxRows *rows, const char *column, gboolean *flag)
{
  g_autoptr (NxRows) owned = rows;

  if (owned != NULL)
    *flag = nx_rows_bool (owned, 0, column);

  return owned != NULL;
}

gboolean
nx_waiting_store_join_seat (NxDb *db, const NxActor *actor, const char *id, const char *student_id, const char *session_id,
                            gboolean *joined, GError **error)
{
  return read_flag (nx_db_run (db, &statements[JOIN_SEAT], error, nx_text (id), nx_text (student_id), nx_text (session_id),
                               nx_text (actor->user_id), nx_time (actor->now)), "joined", joined);
}

gboolean
nx_waiting_store_join_time (NxDb *db, const NxActor *actor, const char *id, const char *student_id, const NxBooking *wanted, GError **error)
{
  return nx_db_do (db, &statements[JOIN_TIME], error, nx_text (id), nx_text (student_id), nx_text (wanted->coach_id),
                   nx_text (nx_enum_slug (&nx_subject_enum, wanted->subject)),
                   nx_text (nx_enum_slug (&nx_service_type_enum, wanted->type)), nx_time (wanted->scheduled_at),
                   nx_time (wanted->scheduled_at + wanted->duration * NX_TIME_MINUTE), nx_time (actor->now), nx_text (actor->user_id))
         && nx_db_do (db, &statements[ATTACH], error, nx_text (id));
}

gboolean
nx_waiting_store_names (NxDb *db, const char *id, guint *n_others, gboolean *same, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[NAMES], error, nx_text (id));

  if (rows == NULL)
    return FALSE;
  *n_others = (guint) nx_rows_int (rows, 0, "n");
  *same = nx_rows_bool (rows, 0, "same");

  return TRUE;
}

gboolean
nx_waiting_store_end (NxDb *db, const char *id, const char *status, const char *reason, gint64 now, gboolean *ended, GError **error)
{
  return read_flag (nx_db_run (db, &statements[END], error, nx_text (id), nx_text (status), nx_text (reason), nx_time (now)), "ended", ended);
}

gboolean
nx_waiting_store_reopen (NxDb *db, const char *id, gint64 now, gboolean *reopened, GError **error)
{
  return read_flag (nx_db_run (db, &statements[REOPEN], error, nx_text (id), nx_time (now)), "reopened", reopened);
}

gboolean
nx_waiting_store_lock_student (NxDb *db, const char *student_id, GError **error)
{
  return nx_db_do (db, &statements[LOCK_STUDENT], error, nx_text (student_id));
}

gboolean
nx_waiting_store_take_time (NxDb *db, const char *id, gint64 now, gboolean *taken, GError **error)
{
  return read_flag (nx_db_run (db, &statements[TAKE_TIME], error, nx_text (id), nx_time (now)), "taken", taken);
}

gboolean
nx_waiting_store_booked (NxDb *db, const char *id, const char *session_id, GError **error)
{
  return nx_db_later (db, &statements[BOOKED], error, nx_text (id), nx_text (session_id));
}

gboolean
nx_waiting_store_make_room (NxDb *db, const char *session_id, const char *coach_id, gint64 start, gint64 end, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[MAKE_ROOM], error, nx_text (session_id), nx_text (coach_id), nx_time (start), nx_time (end), nx_time (now));
}

gboolean
nx_waiting_store_reset_lapsed (NxDb *db, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[RESET_LAPSED], error, nx_time (now));
}

NxRows *
nx_waiting_store_to_mail (NxDb *db, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[TO_MAIL], error, nx_time (now));
}

NxRows *
nx_waiting_store_to_expire (NxDb *db, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[TO_EXPIRE], error, nx_time (now));
}

NxRows *
nx_waiting_store_started (NxDb *db, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[STARTED], error, nx_time (now));
}

NxRows *
nx_waiting_store_to_fill (NxDb *db, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[TO_FILL], error, nx_time (now));
}

NxRows *
nx_waiting_store_to_catch (NxDb *db, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[TO_CATCH], error, nx_time (now));
}

NxRows *
nx_waiting_store_to_attach (NxDb *db, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[TO_ATTACH], error, nx_time (now));
}

NxRows *
nx_waiting_store_untold (NxDb *db, GError **error)
{
  return nx_db_query (db, &statements[UNTOLD], NULL, 0, error);
}

gboolean
nx_waiting_store_fill (NxDb *db, const char *session_id, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[FILL], error, nx_text (session_id), nx_time (now));
}

gboolean
nx_waiting_store_catch (NxDb *db, const char *id, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[CATCH], error, nx_text (id), nx_time (now));
}

gboolean
nx_waiting_store_attach (NxDb *db, const char *id, GError **error)
{
  return nx_db_do (db, &statements[ATTACH], error, nx_text (id));
}

NxRows *
nx_waiting_store_tell_offer (NxDb *db, const char *id, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[TELL_OFFER], error, nx_text (id), nx_time (now));
}

NxRows *
nx_waiting_store_tell_end (NxDb *db, const char *id, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[TELL_END], error, nx_text (id), nx_time (now));
}
