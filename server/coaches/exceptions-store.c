/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/exceptions-store.h"

enum { LIST, GET, ADD, REMOVE, WEEKS };

#define COLUMNS \
  "SELECT e.id, e.coach_id, lower (e.during) AS \"from\", upper (e.during) AS \"to\", e.available, e.types, e.reason" \
  " FROM availability_exceptions e"

static const NxStatement statements[] = {
  [LIST] = { "exceptions.list",
    COLUMNS " WHERE ($1::uuid IS NULL OR e.coach_id = $1) AND e.during && tstzrange ($2::timestamptz, $3::timestamptz)"
    " ORDER BY e.coach_id, lower (e.during), e.id LIMIT 2000", 3 },
  [GET] = { "exceptions.get", COLUMNS " WHERE e.id = $2::uuid AND e.coach_id = $1::uuid FOR UPDATE", 2 },
  [ADD] = { "exceptions.add",
    "INSERT INTO availability_exceptions (id, coach_id, during, available, types, reason, created_at, created_by) VALUES ($1::uuid,"
    " $2::uuid, tstzrange ($3::timestamptz, $4::timestamptz), $5::boolean, $6::text[], $7, $8::timestamptz, $9::uuid)", 9 },
  [REMOVE] = { "exceptions.remove", "DELETE FROM availability_exceptions WHERE id = $1::uuid", 1 },
  [WEEKS] = { "exceptions.weeks",
    "SELECT c.id AS coach_id, a.weekday, a.start_minute, a.end_minute, a.types, c.online, c.in_person FROM coaches c"
    " JOIN users u ON u.id = c.user_id AND u.deactivated_at IS NULL LEFT JOIN availability a ON a.coach_id = c.id"
    " WHERE $1::uuid IS NULL OR c.id = $1 ORDER BY c.id, a.weekday, a.start_minute", 1 },
};
NX_STATEMENTS (exceptions, statements)

char *
nx_exceptions_store_types (guint32 types)
{
  GString *list = g_string_new ("{");

  for (guint i = 0; i < nx_enum_count (&nx_service_type_enum); i++)
    if (types & (1u << i))
      g_string_append_printf (list, "%s%s", list->len > 1 ? "," : "", nx_enum_slug (&nx_service_type_enum, (int) i));
  g_string_append_c (list, '}');

  return g_string_free (list, FALSE);
}

GPtrArray *
nx_exceptions_store_list (NxDb *db, const char *coach_id, gint64 from, gint64 to, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[LIST], error, nx_text (coach_id), nx_time (from), nx_time (to));

  return rows != NULL ? nx_rows_records (rows, NX_TYPE_AVAILABILITY_EXCEPTION) : NULL;
}

GPtrArray *
nx_exceptions_store_get (NxDb *db, const char *coach_id, const char *exception_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[GET], error, nx_text (coach_id), nx_text (exception_id));

  return rows != NULL ? nx_rows_records (rows, NX_TYPE_AVAILABILITY_EXCEPTION) : NULL;
}

gboolean
nx_exceptions_store_add (NxDb *db, const NxActor *actor, const NxAvailabilityException *exception, GError **error)
{
  g_autofree char *types = nx_exceptions_store_types (exception->types);

  return nx_db_do (db, &statements[ADD], error, nx_text (exception->id), nx_text (exception->coachId), nx_time (exception->from),
                   nx_time (exception->to), nx_bool (exception->available), nx_text (types), nx_text (exception->reason),
                   nx_time (actor->now), nx_text (actor->user_id));
}

gboolean
nx_exceptions_store_remove (NxDb *db, const char *exception_id, GError **error)
{
  return nx_db_do (db, &statements[REMOVE], error, nx_text (exception_id));
}

NxRows *
nx_exceptions_store_weeks (NxDb *db, const char *coach_id, GError **error)
{
  return nx_db_run (db, &statements[WEEKS], error, nx_text (coach_id));
}
