/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** @room: (out) (transfer full) (nullable). */
gboolean nx_booking_store_video_room (NxDb *db, const char *session_id, char **room, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @done: (out): whether it was @from, of a session that is planned and ends after @now, so that it is @to now. @coach_id: (out) (transfer full). */
gboolean nx_booking_store_set_video_room (NxDb *db, const char *session_id, const char *from, const char *to, gint64 now, gboolean *done,
                                          char **coach_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
