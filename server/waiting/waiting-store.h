/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"
#include "server/waiting/waiting.h"

G_BEGIN_DECLS

/** NxWaitingScope: what the actor may see. */
typedef struct
{
  const char *parent_id, *student_id, *coach_id;
  gboolean staff;
} NxWaitingScope;

/** One row, or none. Columns of an NxWaitingEntry, and seat, offered_coach_id, start, fills. */
NxRows *nx_waiting_store_get (NxDb *db, const NxWaitingScope *scope, const char *id, GError **error);
/** Rows in the order of the list, with their number seq; those after @after. */
NxRows *nx_waiting_store_list (NxDb *db, const NxWaitingScope *scope, const NxWaitingFilter *filter, gint64 after, int limit, GError **error);

/** @joined: (out): %FALSE where a place is free. */
gboolean nx_waiting_store_join_seat (NxDb *db, const NxActor *actor, const char *id, const char *student_id, const char *session_id,
                                     gboolean *joined, GError **error);
gboolean nx_waiting_store_join_time (NxDb *db, const NxActor *actor, const char *id, const char *student_id, const NxBooking *wanted, GError **error);

/** @n_others: (out): how many other open names the pupil of @id has; @same: (out): whether one waits for that coach at an overlapping time. */
gboolean nx_waiting_store_names (NxDb *db, const char *id, guint *n_others, gboolean *same, GError **error);

/** @ended: (out): whether there was something to end. @reason: (nullable). */
gboolean nx_waiting_store_end (NxDb *db, const char *id, const char *status, const char *reason, gint64 now, gboolean *ended, GError **error);
gboolean nx_waiting_store_reopen (NxDb *db, const char *id, gint64 now, gboolean *reopened, GError **error);
gboolean nx_waiting_store_lock_student (NxDb *db, const char *student_id, GError **error);
gboolean nx_waiting_store_take_time (NxDb *db, const char *id, gint64 now, gboolean *taken, GError **error);
gboolean nx_waiting_store_booked (NxDb *db, const char *id, const char *session_id, GError **error);
gboolean nx_waiting_store_make_room (NxDb *db, const char *session_id, const char *coach_id, gint64 start, gint64 end, gint64 now, GError **error);

/* Of the job. Rows with one column, id. */
gboolean nx_waiting_store_reset_lapsed (NxDb *db, gint64 now, GError **error);
NxRows *nx_waiting_store_to_mail (NxDb *db, gint64 now, GError **error);
NxRows *nx_waiting_store_to_expire (NxDb *db, gint64 now, GError **error);
NxRows *nx_waiting_store_started (NxDb *db, gint64 now, GError **error);
NxRows *nx_waiting_store_to_fill (NxDb *db, gint64 now, GError **error);
NxRows *nx_waiting_store_to_catch (NxDb *db, gint64 now, GError **error);
NxRows *nx_waiting_store_to_attach (NxDb *db, gint64 now, GError **error);
NxRows *nx_waiting_store_untold (NxDb *db, GError **error);
gboolean nx_waiting_store_fill (NxDb *db, const char *session_id, gint64 now, GError **error);
gboolean nx_waiting_store_catch (NxDb *db, const char *id, gint64 now, GError **error);
gboolean nx_waiting_store_attach (NxDb *db, const char *id, GError **error);
/** Claims the telling: one row with what the mail says, none where another was first. */
NxRows *nx_waiting_store_tell_offer (NxDb *db, const char *id, gint64 now, GError **error);
NxRows *nx_waiting_store_tell_end (NxDb *db, const char *id, gint64 now, GError **error);

G_END_DECLS
