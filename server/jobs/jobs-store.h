/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** Claims up to @limit mails that are due until @locked_until. Columns id kind to_address to_name locale payload attempts dedupe. */
NxRows *nx_jobs_store_claim_mails (NxDb *db, gint64 now, gint64 locked_until, guint limit, GError **error);
gboolean nx_jobs_store_mail_sent (NxDb *db, gint64 id, gint64 now, GError **error);
/** @dead_at: %NX_TIME_NONE where it is tried again at @not_before. */
gboolean nx_jobs_store_mail_failed (NxDb *db, gint64 id, gint64 not_before, gint64 dead_at, const char *reason, GError **error);
/** Mails that failed at least once and have not left: columns id kind to_address attempts not_before dead_at last_error created_at. */
NxRows *nx_jobs_store_troubled_mails (NxDb *db, guint limit, GError **error);
/** Puts a dead mail back in line. @found: (out): whether there was such a one. @spent: (out): whether its link is gone, so that it stays. */
gboolean nx_jobs_store_retry_mail (NxDb *db, gint64 id, gint64 now, gboolean *found, gboolean *spent, GError **error);
/** Deletes what has served at @now. */
gboolean nx_jobs_store_clear (NxDb *db, gint64 now, GError **error);
/** Ends the sessions that are over at @now and wholly reported on. Columns id coach_id status. */
NxRows *nx_jobs_store_end_sessions (NxDb *db, gint64 now, GError **error);

G_END_DECLS
