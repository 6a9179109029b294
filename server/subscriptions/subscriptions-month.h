/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/*
 * A subscription's months. @row: one row of nx_subscriptions_store_of_payment() or nx_renewals_store_next(): id, student_id,
 * plan_name, credits_per_month, validity_months, and the parent's name and address.
 */

/** @time plus @months on the centre's calendar, at the same clock time; 31 becomes the last day of the month. */
gint64 nx_subscriptions_add_months (gint64 time, int months);
/** The anniversary after @paid_until, counted from the start: 31 January, 28 February, 31 March. */
gint64 nx_subscriptions_next_anniversary (gint64 starts_at, gint64 paid_until);
/** The month that begins at @due_at, as the day that it begins. */
gint32 nx_subscriptions_period (gint64 due_at);

/** Grants the credits of a month, from now on. @payment_id: (nullable): of a plan that costs nothing. */
gboolean nx_subscriptions_grant_month (NxDb *db, const NxActor *actor, NxRows *row, const char *payment_id, gint32 period,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Grants the paid months that are due at @until. */
gboolean nx_subscriptions_grant_due (NxDb *db, const NxActor *actor, NxRows *row, gint64 until, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** @link: a path of the site; @dedupe: (transfer full). */
gboolean nx_subscriptions_mail (NxDb *db, const NxActor *actor, const char *kind, char *dedupe, NxRows *row, const char *link,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
