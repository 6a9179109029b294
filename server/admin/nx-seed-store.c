/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin/nx-seed-store.h"

enum { ADMINISTRATOR, LOCK, DEMO_EXISTS, ADD_ROOM, ADD_CLOSURE, ADD_COACH, ADD_AVAILABILITY, ADD_CONTENT, SILENCE };

static const NxStatement statements[] = {
  [ADMINISTRATOR] = { "seed.administrator",
    "SELECT email, password_hash IS NOT NULL AS activated FROM users WHERE role = 'ADMIN' AND deactivated_at IS NULL "
    "ORDER BY password_hash IS NULL, created_at LIMIT 1", 0 },
  [LOCK] = { "seed.lock", "SELECT pg_advisory_xact_lock (hashtext ('seed'))", 0 },
  [DEMO_EXISTS] = { "seed.demo_exists", "SELECT EXISTS (SELECT FROM coaches) AS there", 0 },
  [ADD_ROOM] = { "seed.add_room", "INSERT INTO rooms (id, name, capacity) VALUES ($1::uuid, $2, $3::smallint) ON CONFLICT (name) DO NOTHING", 3 },
  [ADD_CLOSURE] = { "seed.add_closure",
    "INSERT INTO closures (id, first_day, last_day, name) VALUES ($1::uuid, $2::date, $3::date, $4)", 4 },
  [ADD_COACH] = { "seed.add_coach",
    "INSERT INTO coaches (id, user_id, pseudonym, title, tag, description, subjects, color, mark, created_at) "
    "VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7::text[], $8::smallint, $9, $10::timestamptz)", 10 },
  [ADD_AVAILABILITY] = { "seed.add_availability",
    "INSERT INTO availability (id, coach_id, weekday, start_minute, end_minute, types) "
    "VALUES ($1::uuid, $2::uuid, $3::smallint, $4::smallint, $5::smallint, '{COURS_ONLINE,COURS_PRESENTIEL,ATELIER_GROUPE}')", 5 },
  [ADD_CONTENT] = { "seed.add_content",
    "INSERT INTO teaching_content (id, subject, grade, title, body, source, created_at, updated_at) "
    "VALUES ($1::uuid, $2, $3, $4, $5, 'Fiches du centre', $6::timestamptz, $6::timestamptz)", 6 },
  [SILENCE] = { "seed.silence", "UPDATE outbox SET cancelled_at = created_at WHERE request_id = $1 AND sent_at IS NULL", 1 },
};

NX_STATEMENTS (seed, statements)

NxRows *
nx_seed_store_administrator (NxDb *db, GError **error)
{
  return nx_db_query (db, &statements[ADMINISTRATOR], NULL, 0, error);
}

gboolean
nx_seed_store_demo_exists (NxDb *db, gboolean *there, GError **error)
{
  g_autoptr (NxRows) rows = NULL;

  if (!nx_db_execute (db, &statements[LOCK], NULL, 0, error))
    return FALSE;
  rows = nx_db_query (db, &statements[DEMO_EXISTS], NULL, 0, error);
  if (rows == NULL)
    return FALSE;
  *there = nx_rows_bool (rows, 0, "there");
  return TRUE;
}

gboolean
nx_seed_store_add_room (NxDb *db, const char *id, const char *name, int capacity, GError **error)
{
  return nx_db_later (db, &statements[ADD_ROOM], error, nx_text (id), nx_text (name), nx_int (capacity));
}

gboolean
nx_seed_store_add_closure (NxDb *db, const char *id, gint32 first, gint32 last, const char *name, GError **error)
{
  return nx_db_later (db, &statements[ADD_CLOSURE], error, nx_text (id), nx_date (first), nx_date (last), nx_text (name));
}

gboolean
nx_seed_store_add_coach (NxDb *db, const char *user_id, const NxCoach *coach, const char *subjects, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[ADD_COACH], error, nx_text (coach->id), nx_text (user_id), nx_text (coach->pseudonym),
                   nx_text (coach->title), nx_text (coach->tag), nx_text (coach->description), nx_text (subjects),
                   nx_int (coach->color), nx_text (coach->mark), nx_time (now));
}

gboolean
nx_seed_store_add_availability (NxDb *db, const char *id, const char *coach_id, gint64 weekday, gint64 start_minute,
                                gint64 end_minute, GError **error)
{
  return nx_db_later (db, &statements[ADD_AVAILABILITY], error, nx_text (id), nx_text (coach_id), nx_int (weekday),
                      nx_int (start_minute), nx_int (end_minute));
}

gboolean
nx_seed_store_add_content (NxDb *db, const char *id, const char *subject, const char *grade, const char *title, const char *body,
                           gint64 now, GError **error)
{
  return nx_db_later (db, &statements[ADD_CONTENT], error, nx_text (id), nx_text (subject), nx_text (grade), nx_text (title),
                      nx_text (body), nx_time (now));
}

gboolean
nx_seed_store_silence (NxDb *db, const char *request_id, GError **error)
{
  return nx_db_do (db, &statements[SILENCE], error, nx_text (request_id));
}
