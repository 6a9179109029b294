/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-history-store.h"

enum { EVENTS, SEATS };

static const NxStatement statements[] = {
  [EVENTS] = { "booking_history.events",
    "SELECT a.action, a.at, a.before ->> 'scheduledAt' AS was_at, a.after ->> 'scheduledAt' AS is_at,"
    " concat_ws (' ', u.first_name, u.last_name) AS name FROM audit a LEFT JOIN users u ON u.id = a.actor_id"
    " WHERE a.object_type = 'session' AND a.object_id = $1::uuid ORDER BY a.id DESC LIMIT 50", 1 },
  [SEATS] = { "booking_history.seats",
    "SELECT x.student_id, d.balance, x.attendance, x.paid FROM seats x JOIN students d ON d.id = x.student_id"
    " WHERE x.session_id = $1::uuid AND x.active ORDER BY x.student_id", 1 },
};
NX_STATEMENTS (booking_history, statements)

NxRows *
nx_booking_history_store_events (NxDb *db, const char *session_id, GError **error)
{
  return nx_db_run (db, &statements[EVENTS], error, nx_text (session_id));
}

NxRows *
nx_booking_history_store_seats (NxDb *db, const char *session_id, GError **error)
{
  return nx_db_run (db, &statements[SEATS], error, nx_text (session_id));
}
