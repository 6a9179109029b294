/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/* What the anniversaries of subscriptions ask for. No rules here: subscriptions-renew.c has them. */

/** Column id: students with something due at @until, the one who waits longest first. */
NxRows *nx_renewals_store_students (NxDb *db, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * The first thing that is due for @student_id: no row, or one with what ("start", "grant", "end", "free", "ask", "lapse"), due, and the
 * columns of nx_subscriptions_store_of_payment() but payment_id; currency.
 */
NxRows *nx_renewals_store_next (NxDb *db, const char *student_id, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Marks the first paid month of a subscription that is due as granted. Columns period, payment_id; no row where there is none. */
NxRows *nx_renewals_store_take_period (NxDb *db, const char *subscription_id, gint64 until, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_renewals_store_name_period (NxDb *db, const char *payment_id, gint32 period, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
