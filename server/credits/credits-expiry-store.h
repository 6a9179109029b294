/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/* Lots at the end of their time. No rules here: credits-expiry.c has them. */

/** Column id: students with something left in a lot that is over at @until, the one who waits longest first. */
NxRows *nx_credits_expiry_store_students (NxDb *db, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns id, expires_at: such lots of @student_id. */
NxRows *nx_credits_expiry_store_lots (NxDb *db, const char *student_id, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @taken: (out): quarters, 0 where nothing was left. @balance: (out): what the student has now. */
gboolean nx_credits_expiry_store_expire (NxDb *db, const char *id, const char *lot_id, const char *request_id, gint64 now, gint32 *taken,
                                         gint32 *balance, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Column id: students with a lot that is valid at @now, over before @before plus the setting's days, and not told about. */
NxRows *nx_credits_expiry_store_to_warn (NxDb *db, gint64 now, gint64 before, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Marks those lots of @student_id as told about. Columns remaining, expires_at, in no order. */
NxRows *nx_credits_expiry_store_warn (NxDb *db, const char *student_id, gint64 now, gint64 before, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** One row: email, first_name, locale of the parent; student_name; balance. */
NxRows *nx_credits_expiry_store_parent (NxDb *db, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
