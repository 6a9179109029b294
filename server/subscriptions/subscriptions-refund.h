/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/**
 * nx_subscriptions_refunded: what the refund of @payment_id does to the plan that it paid, in the caller's transaction with the student
 * locked: a month that has not begun is not paid any more; a plan whose month has begun, and that is not paid beyond it, ends now; a
 * plan that was to start does not. Months that are over stay as they were.
 *
 * @ended: (out): whether the plan ends now
 */
gboolean nx_subscriptions_refunded (NxDb *db, const NxActor *actor, const char *payment_id, gboolean *ended, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
