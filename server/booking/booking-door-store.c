/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-door-store.h"

enum { ROOM, SET_ROOM };

static const NxStatement statements[] = {
  [ROOM] = { "booking_door.room", "SELECT jitsi_room FROM sessions WHERE id = $1::uuid", 1 },
  /* The version stays: nothing that a mail or a colleague's change depends on is another. */
  [SET_ROOM] = { "booking_door.set_room",
    "UPDATE sessions SET jitsi_room = $3 WHERE id = $1::uuid AND jitsi_room = $2 AND status = 'SCHEDULED'"
    " AND upper (during) > $4::timestamptz RETURNING coach_id", 4 },
};
NX_STATEMENTS (booking_door, statements)

gboolean
nx_booking_store_video_room (NxDb *db, const char *session_id, char **room, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[ROOM], error, nx_text (session_id));

  if (rows == NULL)
    return FALSE;
  *room = nx_rows_count (rows) > 0 ? g_strdup (nx_rows_text (rows, 0, "jitsi_room")) : NULL;

  return TRUE;
}

gboolean
nx_booking_store_set_video_room (NxDb *db, const char *session_id, const char *from, const char *to, gint64 now, gboolean *done,
                                 char **coach_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[SET_ROOM], error, nx_text (session_id), nx_text (from), nx_text (to), nx_time (now));

  if (rows == NULL)
    return FALSE;
  *done = nx_rows_count (rows) > 0;
  *coach_id = *done ? g_strdup (nx_rows_text (rows, 0, "coach_id")) : NULL;

  return TRUE;
}
