/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/coaches/holds.h"

G_BEGIN_DECLS

/** @room_id: (out) (transfer full) (nullable): %NULL where no room in use has this name. */
gboolean nx_holds_store_room (NxDb *db, const char *name, char **room_id, GError **error);
/** @only: what else this person holds is given up whatever the coach. */
gboolean nx_holds_store_take (NxDb *db, const NxActor *actor, const char *id, const char *room_id, const NxHoldRequest *request,
                              gboolean only, GError **error);
/** @coach_id: (out) (transfer full) (nullable): whose time it was, %NULL where there is no such hold that the actor may give up. */
gboolean nx_holds_store_release (NxDb *db, const NxActor *actor, const char *hold_id, char **coach_id, GError **error);
gboolean nx_holds_store_end (NxDb *db, const NxActor *actor, const char *coaches, const char *student_id, gint64 start, gint64 end,
                             GError **error);
gboolean nx_holds_store_end_offer (NxDb *db, const NxActor *actor, const char *waiting_id, GError **error);
/** Returns: (transfer full) (element-type NxHold). */
GPtrArray *nx_holds_store_list (NxDb *db, const NxActor *actor, gint64 from, gint64 to, GError **error);

G_END_DECLS
