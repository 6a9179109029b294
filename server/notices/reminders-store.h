/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** Rows with one column, id: sessions that begin after @now and by @until, of whose start nobody was reminded. */
NxRows *nx_reminders_store_due (NxDb *db, gint64 now, gint64 until, GError **error);
/**
 * Claims the reminding of the present start: a row for every pupil who was booked more than @notice before it, with the coach
 * in the columns that begin with coach_. No rows where it was claimed before, cancelled, or began.
 */
NxRows *nx_reminders_store_claim (NxDb *db, const char *session_id, gint64 now, gint64 notice, GError **error);

/** Rows with one column, id: sessions that ended between @since and @by and have a pupil without a submitted report. */
NxRows *nx_reminders_store_overdue (NxDb *db, gint64 since, gint64 by, GError **error);
/** Claims the telling: one row, none where it was claimed before or the report has come. */
NxRows *nx_reminders_store_claim_overdue (NxDb *db, const char *session_id, gint64 now, GError **error);

G_END_DECLS
