/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/* What a refund asks of subscriptions and their months. No rules here: subscriptions-refund.c has them. */

/**
 * The latest month that @payment_id paid for. Columns of its subscription: id, student_id, status, paid_until; due_at of the month;
 * paid_beyond: whether another payment paid a later one. No row where it paid for none.
 */
NxRows *nx_refunds_store_month (NxDb *db, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Months of @payment_id whose credits were not granted are not to be granted any more. */
gboolean nx_refunds_store_forget_months (NxDb *db, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The plan that was to end at @ends_at for another one goes on. */
gboolean nx_refunds_store_let_run (NxDb *db, const char *student_id, gint64 ends_at, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
