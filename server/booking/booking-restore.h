/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking-change.h"

G_BEGIN_DECLS

/**
 * nx_booking_restore: brings seats back that were given up, and the session where it ended with them, under the names that they had;
 * takes the credits again from the lots that they went back to. Past all guards of a booking. @inverse: (out) (transfer full)
 */
gboolean nx_booking_restore (NxDb *db, const NxActor *actor, NxHeldSession *session, const NxSeatsStep *step, char **inverse, GError **error);

/* @found: (out): %FALSE where the session is no longer what it was. */
gboolean nx_booking_store_restore (NxDb *db, const NxActor *actor, const char *session_id, guint n_seats, gboolean cancelled, gboolean *found, GError **error);
/** @seats: array in PostgreSQL's form. @n_restored: (out): how many were given up. */
gboolean nx_booking_store_restore_seats (NxDb *db, const char *seats, guint *n_restored, GError **error);
gboolean nx_booking_store_set_mark (NxDb *db, const char *seat_id, int attendance, gboolean refunded, GError **error);
/** @found: (out): whether the session still had the version. */
gboolean nx_booking_store_set_marked (NxDb *db, const NxActor *actor, const NxHeldSession *session, int status, gboolean *found, GError **error);
/** @reported: (out): whether the report of one of these pupils was submitted: it says who was there. */
gboolean nx_booking_store_is_reported (NxDb *db, const char *session_id, const char *student_id, gboolean *reported, GError **error);

G_END_DECLS
