/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/coaches/centre.h"

G_BEGIN_DECLS

GPtrArray *nx_centre_store_rooms (NxDb *db, GError **error);
/** Locks it. Returns: (transfer full): none or one. */
GPtrArray *nx_centre_store_room (NxDb *db, const char *room_id, GError **error);
gboolean nx_centre_store_add_room (NxDb *db, const NxRoom *room, GError **error);
gboolean nx_centre_store_set_room (NxDb *db, const NxRoom *room, GError **error);

GPtrArray *nx_centre_store_closures (NxDb *db, gint32 from, gint32 to, GError **error);
/** Locks it. Returns: (transfer full): none or one. */
GPtrArray *nx_centre_store_closure (NxDb *db, const char *closure_id, GError **error);
/** Adds it, or replaces the one with its identifier. */
gboolean nx_centre_store_put_closure (NxDb *db, const NxClosure *closure, GError **error);
gboolean nx_centre_store_remove_closure (NxDb *db, const char *closure_id, GError **error);
/** The live event "availability.changed" for every coach, and so for the office. Queued. */
gboolean nx_centre_store_tell_all (NxDb *db, const NxActor *actor, const char *object_id, GError **error);

G_END_DECLS
