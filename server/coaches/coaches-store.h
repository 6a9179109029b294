/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/coaches/coaches.h"

G_BEGIN_DECLS

GPtrArray *nx_coaches_store_list (NxDb *db, GError **error);
/** Returns: (transfer full): none or one coach. */
GPtrArray *nx_coaches_store_get (NxDb *db, const char *coach_id, GError **error);
GPtrArray *nx_coaches_store_ranges (NxDb *db, const char *coach_id, GError **error);
/** Until the end of the transaction nobody else changes what is the coach's. */
gboolean nx_coaches_store_lock (NxDb *db, const char *coach_id, GError **error);
/** Replaces the ranges of a coach; what is written before the next statement is waited for is sent with it. */
gboolean nx_coaches_store_clear_ranges (NxDb *db, const char *coach_id, GError **error);
gboolean nx_coaches_store_add_range (NxDb *db, const char *id, const char *coach_id, const NxAvailabilityRange *range, GError **error);

/**
 * nx_coaches_store_openings: (columns) coach_id, weekday, start_minute, end_minute: the weekly ranges that offer query->type, of the
 * named coach or of all who teach the subject; a coach without ranges is one row of NULLs.
 */
NxRows *nx_coaches_store_openings (NxDb *db, const NxSlotQuery *query, GError **error);

/**
 * nx_coaches_store_taken: (columns) kind, object_id, starts, ends, first_day, last_day. By kind: "session" and "away" of a coach,
 * "extra" time of a coach, "student" of the student asked for, "room" in use, "free_room" a room that exists, "closed" days.
 */
NxRows *nx_coaches_store_taken (NxDb *db, const NxSlotQuery *query, gint64 until, GError **error);

G_END_DECLS
