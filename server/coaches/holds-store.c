/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/holds-store.h"

#include "server/nx-audit.h"

enum { ROOM, TAKE, RELEASE, END, END_OFFER, LIST };

/* Tells of each coach whose hold ended with the statement, as nx_live_publish() does. */
#define TELL(now) \
  ", event AS (INSERT INTO events (type, object_id, coach_id, at) SELECT DISTINCT 'hold.changed', g.coach_id, g.coach_id, " now \
  " FROM gone g RETURNING seq) SELECT pg_notify ('" NX_LIVE_CHANNEL "', seq::text) FROM event"

static const NxStatement statements[] = {
  [ROOM] = { "holds.room", "SELECT id FROM rooms WHERE name = $1 AND active", 1 },
  [TAKE] = { "holds.take",
    "SELECT nx_hold_slot ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5::timestamptz, $6::uuid, $7::uuid, $8::uuid, $9::uuid,"
    " $10::boolean, $11::timestamptz, $12::timestamptz)", 12 },
  [RELEASE] = { "holds.release",
    "DELETE FROM holds WHERE id = $1::uuid AND waiting_id IS NULL AND ($2::uuid IS NULL OR user_id = $2) RETURNING coach_id", 2 },
  [END] = { "holds.end",
    "WITH gone AS (DELETE FROM holds h WHERE h.coach_id = ANY ($1::uuid[]) AND h.during && tstzrange ($2::timestamptz, $3::timestamptz)"
    " AND CASE WHEN h.waiting_id IS NULL THEN h.user_id = $4::uuid ELSE h.student_id = $5::uuid END RETURNING h.coach_id)"
    TELL ("$6::timestamptz"), 6 },
  [END_OFFER] = { "holds.end_offer",
    "WITH gone AS (DELETE FROM holds h WHERE h.waiting_id = $1::uuid RETURNING h.coach_id)" TELL ("$2::timestamptz"), 2 },
  /* A coach does not read which family looks at their hours. */
  [LIST] = { "holds.list",
    "SELECT h.id, h.coach_id, lower (h.during) AS scheduled_at,"
    " (extract (epoch FROM upper (h.during) - lower (h.during)) / 60)::integer AS duration, r.name AS room, h.expires_at,"
    " CASE WHEN h.user_id = $5::uuid OR $4::uuid IS NULL OR u.role IN ('ADMIN', 'ASSISTANTE', 'COACH')"
    " THEN u.first_name || ' ' || u.last_name END AS by_name, coalesce (h.user_id = $5, false) AS by_me"
    " FROM holds h LEFT JOIN rooms r ON r.id = h.room_id LEFT JOIN users u ON u.id = h.user_id"
    " WHERE h.expires_at > $3::timestamptz AND h.during && tstzrange ($1::timestamptz, $2::timestamptz)"
    " AND ($4 IS NULL OR h.coach_id = $4) ORDER BY lower (h.during), h.coach_id LIMIT 1000", 5 },
};
NX_STATEMENTS (holds, statements)

gboolean
nx_holds_store_room (NxDb *db, const char *name, char **room_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[ROOM], error, nx_text (name));

  *room_id = NULL;
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) > 0)
    *room_id = g_strdup (nx_rows_text (rows, 0, "id"));

  return TRUE;
}

gboolean
nx_holds_store_take (NxDb *db, const NxActor *actor, const char *id, const char *room_id, const NxHoldRequest *request,
                     gboolean only, GError **error)
{
  return nx_db_do (db, &statements[TAKE], error, nx_text (id), nx_text (request->coach_id), nx_text (room_id),
                   nx_time (request->scheduled_at), nx_time (request->scheduled_at + request->duration * NX_TIME_MINUTE),
                   nx_text (request->waiting_id == NULL ? actor->user_id : NULL), nx_text (request->student_id),
                   nx_text (request->waiting_id), nx_text (request->session_id), nx_bool (only), nx_time (actor->now),
                   nx_time (request->expires_at));
}

gboolean
nx_holds_store_release (NxDb *db, const NxActor *actor, const char *hold_id, char **coach_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[RELEASE], error, nx_text (hold_id),
                                       nx_text (nx_actor_is_office (actor) ? NULL : actor->user_id));

  *coach_id = NULL;
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) > 0)
    *coach_id = g_strdup (nx_rows_text (rows, 0, "coach_id"));

  return TRUE;
}

gboolean
nx_holds_store_end (NxDb *db, const NxActor *actor, const char *coaches, const char *student_id, gint64 start, gint64 end,
                    GError **error)
{
  return nx_db_later (db, &statements[END], error, nx_text (coaches), nx_time (start), nx_time (end), nx_text (actor->user_id),
                      nx_text (student_id), nx_time (actor->now));
}

gboolean
nx_holds_store_end_offer (NxDb *db, const NxActor *actor, const char *waiting_id, GError **error)
{
  return nx_db_later (db, &statements[END_OFFER], error, nx_text (waiting_id), nx_time (actor->now));
}

GPtrArray *
nx_holds_store_list (NxDb *db, const NxActor *actor, gint64 from, gint64 to, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[LIST], error, nx_time (from), nx_time (to), nx_time (actor->now),
                                       nx_text (nx_actor_is_office (actor) ? NULL : actor->coach_id), nx_text (actor->user_id));

  return rows != NULL ? nx_rows_records (rows, NX_TYPE_HOLD) : NULL;
}
