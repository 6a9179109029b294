/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-restore.h"

enum { RESTORE, RESTORE_SEATS, SET_MARK, SET_MARKED, REPORTED };

static const NxStatement statements[] = {
  [RESTORE] = { "booking_restore.session",
    "UPDATE sessions SET seats_taken = seats_taken + $2::smallint, version = version + 1, updated_at = $3::timestamptz,"
    " status = 'SCHEDULED', cancelled_at = NULL, cancelled_by = NULL, cancel_reason = NULL, refunded = false"
    " WHERE id = $1::uuid AND status = CASE WHEN $4::boolean THEN 'CANCELLED' ELSE 'SCHEDULED' END RETURNING version", 4 },
  [RESTORE_SEATS] = { "booking_restore.seats",
    "UPDATE seats SET active = true, cancelled_at = NULL, refunded = false WHERE id = ANY ($1::uuid[]) AND NOT active", 1 },
  [SET_MARK] = { "booking_restore.set_mark",
    "UPDATE seats SET attendance = $2, refunded = $3::boolean WHERE id = $1::uuid", 3 },
  [SET_MARKED] = { "booking_restore.set_marked",
    "UPDATE sessions SET status = $2, updated_at = $3::timestamptz, version = version + 1"
    " WHERE id = $1::uuid AND version = $4::integer RETURNING version", 4 },
  [REPORTED] = { "booking_restore.is_reported",
    "SELECT EXISTS (SELECT FROM reports WHERE session_id = $1::uuid AND ($2::uuid IS NULL OR student_id = $2)"
    " AND status = 'SUBMITTED') AS reported", 2 },
};
NX_STATEMENTS (booking_restore, statements)

gboolean
nx_booking_store_restore (NxDb *db, const NxActor *actor, const char *session_id, guint n_seats, gboolean cancelled, gboolean *found, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[RESTORE], error, nx_text (session_id), nx_int (n_seats), nx_time (actor->now),
                                       nx_bool (cancelled));

  if (rows == NULL)
    return FALSE;
  *found = nx_rows_count (rows) > 0;

  return TRUE;
}

gboolean
nx_booking_store_restore_seats (NxDb *db, const char *seats, guint *n_restored, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[RESTORE_SEATS], error, nx_text (seats));

  if (rows == NULL)
    return FALSE;
  *n_restored = nx_rows_affected (rows);

  return TRUE;
}

gboolean
nx_booking_store_set_mark (NxDb *db, const char *seat_id, int attendance, gboolean refunded, GError **error)
{
  return nx_db_later (db, &statements[SET_MARK], error, nx_text (seat_id), nx_text (nx_enum_slug (&nx_attendance_enum, attendance)),
                      nx_bool (refunded));
}

gboolean
nx_booking_store_set_marked (NxDb *db, const NxActor *actor, const NxHeldSession *session, int status, gboolean *found, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[SET_MARKED], error, nx_text (session->id),
                                       nx_text (nx_enum_slug (&nx_session_status_enum, status)), nx_time (actor->now),
                                       nx_int (session->version));

  if (rows == NULL)
    return FALSE;
  *found = nx_rows_count (rows) > 0;

  return TRUE;
}

gboolean
nx_booking_store_is_reported (NxDb *db, const char *session_id, const char *student_id, gboolean *reported, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[REPORTED], error, nx_text (session_id), nx_text (student_id));

  if (rows == NULL)
    return FALSE;
  *reported = nx_rows_bool (rows, 0, "reported");

  return TRUE;
}
