/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** Returns: rows of what happened to a session, the latest first: action, at, name (empty of the
 * platform itself), was_at and is_at (text, nullable): its start before and after. */
NxRows *nx_booking_history_store_events (NxDb *db, const char *session_id, GError **error);
/** Returns: rows of the seats that are active: student_id, balance, attendance (nullable), paid. */
NxRows *nx_booking_history_store_seats (NxDb *db, const char *session_id, GError **error);

G_END_DECLS
