/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/* Dated exceptions to a coach's week, and what comes of all of it: when who can be booked. */

/**
 * nx_exceptions_list: that coach's that overlap [@from, @to), by time. For that coach and the office; others: %NX_ERROR_NOT_FOUND.
 * @from, @to: %NX_TIME_NONE for any
 *
 * Returns: (transfer full) (element-type NxAvailabilityException)
 */
GPtrArray *nx_exceptions_list (NxDb *db, const NxActor *actor, const char *coach_id, gint64 from, gint64 to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_exception_add: makes @exception under a new identifier, which it gets.
 *
 * Sessions that lie in it stay as they are. Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_INVALID (the end before the start, longer than
 * a year, seconds).
 */
gboolean nx_exception_add (NxDb *db, const NxActor *actor, NxAvailabilityException *exception, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean nx_exception_remove (NxDb *db, const NxActor *actor, const char *coach_id, const char *exception_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_open_ranges: when coaches can be booked within [@from, @to): weekly ranges and extra time, less absences and closures, in the
 * modalities that the coach offers. Sessions do not matter. By coach, then time; a stretch is one kind of modalities.
 * @coach_id: (nullable): all; of a coach who asks: their own
 *
 * Returns: (transfer full) (element-type NxOpenRange)
 */
GPtrArray *nx_open_ranges (NxDb *db, const NxActor *actor, const char *coach_id, gint64 from, gint64 to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
