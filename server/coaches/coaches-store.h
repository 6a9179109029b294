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
/** Replaces the ranges of a coach. Queued. @ranges: (element-type NxAvailabilityRange) */
gboolean nx_coaches_store_set_ranges (NxDb *db, const NxActor *actor, const char *coach_id, GPtrArray *ranges, GError **error);

/**
 * nx_coaches_store_openings: (columns) coach_id, weekday, start_minute, end_minute: the weekly ranges that offer query->type, of the
 * named coach or of all who teach the subject; a coach without ranges is one row of NULLs.
 */
NxRows *nx_coaches_store_openings (NxDb *db, const NxSlotQuery *query, GError **error);

/**
 * nx_coaches_store_taken: (columns) kind, object_id, starts, ends, first_day, last_day. By kind: "session" (or a time that others
 * hold) and "away" of a coach, "extra" time of a coach, "student" of the student asked for, "room" in use, "free_room" a room that
 * exists, "closed" days.
 */
NxRows *nx_coaches_store_taken (NxDb *db, const NxActor *actor, const NxSlotQuery *query, gint64 until, GError **error);

G_END_DECLS
