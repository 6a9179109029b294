/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/centre-store.h"

#include "server/nx-audit.h"

enum { ROOMS, ROOM, ADD_ROOM, SET_ROOM, CLOSURES, CLOSURE, PUT_CLOSURE, REMOVE_CLOSURE, TELL_ALL };

#define ROOM_COLUMNS "SELECT id, name, capacity, active FROM rooms"
#define CLOSURE_COLUMNS "SELECT id, first_day, last_day, name, bookable FROM closures"

static const NxStatement statements[] = {
  [ROOMS] = { "centre.rooms", ROOM_COLUMNS " ORDER BY NOT active, name", 0 },
  [ROOM] = { "centre.room", ROOM_COLUMNS " WHERE id = $1::uuid FOR NO KEY UPDATE", 1 },
  [ADD_ROOM] = { "centre.add_room",
    "INSERT INTO rooms (id, name, capacity, active) VALUES ($1::uuid, $2, $3::smallint, $4::boolean)", 4 },
  [SET_ROOM] = { "centre.set_room",
    "UPDATE rooms SET name = $2, capacity = $3::smallint, active = $4::boolean WHERE id = $1::uuid", 4 },
  [CLOSURES] = { "centre.closures",
    CLOSURE_COLUMNS " WHERE daterange (first_day, last_day, '[]') && daterange ($1::date, $2::date, '[]')"
    " ORDER BY first_day, last_day, name LIMIT 1000", 2 },
  [CLOSURE] = { "centre.closure", CLOSURE_COLUMNS " WHERE id = $1::uuid FOR UPDATE", 1 },
  [PUT_CLOSURE] = { "centre.put_closure",
    "INSERT INTO closures (id, first_day, last_day, name, bookable) VALUES ($1::uuid, $2::date, $3::date, $4, $5::boolean)"
    " ON CONFLICT (id) DO UPDATE SET first_day = excluded.first_day, last_day = excluded.last_day, name = excluded.name,"
    " bookable = excluded.bookable", 5 },
  [REMOVE_CLOSURE] = { "centre.remove_closure", "DELETE FROM closures WHERE id = $1::uuid", 1 },
  [TELL_ALL] = { "centre.tell_all",
    "WITH event AS (INSERT INTO events (type, object_id, coach_id, by_name, at) SELECT 'availability.changed', $1::uuid, c.id, $2,"
    " $3::timestamptz FROM coaches c JOIN users u ON u.id = c.user_id AND u.deactivated_at IS NULL RETURNING seq)"
    " SELECT pg_notify ('" NX_LIVE_CHANNEL "', seq::text) FROM event", 3 },
};
NX_STATEMENTS (centre, statements)

static GPtrArray *
records (NxRows *rows, GType type)
{
  GPtrArray *records = rows != NULL ? nx_rows_records (rows, type) : NULL;

  if (rows != NULL)
    nx_rows_free (rows);

  return records;
}

GPtrArray *
nx_centre_store_rooms (NxDb *db, GError **error)
{
  return records (nx_db_query (db, &statements[ROOMS], NULL, 0, error), NX_TYPE_ROOM);
}

GPtrArray *
nx_centre_store_room (NxDb *db, const char *room_id, GError **error)
{
  return records (nx_db_run (db, &statements[ROOM], error, nx_text (room_id)), NX_TYPE_ROOM);
}

gboolean
nx_centre_store_add_room (NxDb *db, const NxRoom *room, GError **error)
{
  return nx_db_do (db, &statements[ADD_ROOM], error, nx_text (room->id), nx_text (room->name), nx_int (room->capacity),
                   nx_bool (room->active));
}

gboolean
nx_centre_store_set_room (NxDb *db, const NxRoom *room, GError **error)
{
  return nx_db_do (db, &statements[SET_ROOM], error, nx_text (room->id), nx_text (room->name), nx_int (room->capacity),
                   nx_bool (room->active));
}

GPtrArray *
nx_centre_store_closures (NxDb *db, gint32 from, gint32 to, GError **error)
{
  return records (nx_db_run (db, &statements[CLOSURES], error, from != NX_DATE_NONE ? nx_date (from) : nx_null (),
                             to != NX_DATE_NONE ? nx_date (to) : nx_null ()), NX_TYPE_CLOSURE);
}

GPtrArray *
nx_centre_store_closure (NxDb *db, const char *closure_id, GError **error)
{
  return records (nx_db_run (db, &statements[CLOSURE], error, nx_text (closure_id)), NX_TYPE_CLOSURE);
}

gboolean
nx_centre_store_put_closure (NxDb *db, const NxClosure *closure, GError **error)
{
  return nx_db_do (db, &statements[PUT_CLOSURE], error, nx_text (closure->id), nx_date (closure->firstDay),
                   nx_date (closure->lastDay), nx_text (closure->name), nx_bool (closure->bookable));
}

gboolean
nx_centre_store_remove_closure (NxDb *db, const char *closure_id, GError **error)
{
  return nx_db_do (db, &statements[REMOVE_CLOSURE], error, nx_text (closure_id));
}

gboolean
nx_centre_store_tell_all (NxDb *db, const NxActor *actor, const char *object_id, GError **error)
{
  g_autofree char *by = actor->first_name != NULL ? g_strjoin (" ", actor->first_name, actor->last_name, NULL) : NULL;

  return nx_db_later (db, &statements[TELL_ALL], error, nx_text (object_id), nx_text (by), nx_time (actor->now));
}
