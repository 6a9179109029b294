/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/* The centre itself: its rooms, and the days on which it is closed or has school holidays. */

/** Returns: (transfer full) (element-type NxRoom): all rooms, by name; those out of use last. */
GPtrArray *nx_rooms_list (NxDb *db, const NxActor *actor, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Makes @room (its name, capacity, active) under a new identifier, which it gets. Errors: %NX_ERROR_CONFLICT: the name is taken. */
gboolean nx_room_add (NxDb *db, const NxActor *actor, NxRoom *room, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_room_change:
 * @name: (nullable)
 * @capacity: 0 leaves it
 * @active: -1 leaves it; a room out of use keeps the sessions that it has and takes no more
 *
 * Returns: (transfer full): the room as it is now. Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_CONFLICT.
 */
NxRoom *nx_room_change (NxDb *db, const NxActor *actor, const char *room_id, const char *name, int capacity, int active,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_closures_list: those that touch the days from @from to @to (%NX_DATE_NONE: any), by day.
 *
 * Returns: (transfer full) (element-type NxClosure)
 */
GPtrArray *nx_closures_list (NxDb *db, const NxActor *actor, gint32 from, gint32 to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Makes @closure under a new identifier, which it gets. Sessions that lie in it stay. */
gboolean nx_closure_add (NxDb *db, const NxActor *actor, NxClosure *closure, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_closure_change: %NX_DATE_NONE, %NULL and -1 leave a member.
 *
 * Returns: (transfer full): the closure as it is now
 */
NxClosure *nx_closure_change (NxDb *db, const NxActor *actor, const char *closure_id, gint32 first_day, gint32 last_day,
                              const char *name, int bookable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean nx_closure_remove (NxDb *db, const NxActor *actor, const char *closure_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
