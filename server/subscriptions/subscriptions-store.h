/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/subscriptions/subscriptions.h"

G_BEGIN_DECLS

/* Rows of subscriptions, subscription_periods and the catalogue. No rules here: subscriptions-service.c has them. */

/** %NxCatalogueItem's columns. */
NxRows *nx_subscriptions_store_catalogue (NxDb *db, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns: title, price, currency, credits, aria_included, one, all (prices of the ARIA add-ons); no row where it is not sold. */
NxRows *nx_subscriptions_store_plan (NxDb *db, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean nx_subscriptions_store_lock_student (NxDb *db, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** %NxSubscription's columns, the newest first. @status: (nullable). */
NxRows *nx_subscriptions_store_of (NxDb *db, const char *student_id, const char *status, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** The same of one subscription, and: amount (minor units), validity_months, parent_email, parent_name, parent_locale, student_name, payment_id. */
NxRows *nx_subscriptions_store_of_payment (NxDb *db, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** @aria_subjects: an array literal, "{NSI,SVT}". */
gboolean nx_subscriptions_store_insert (NxDb *db, const char *id, const NxSubscriptionChange *change, gint32 credits, NxMoney price,
                                        const char *aria_subjects, const NxActor *actor, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_subscriptions_store_start (NxDb *db, const char *id, gint64 starts_at, gint64 paid_until, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Paid, but starts later: stays INACTIVE with its start. */
gboolean nx_subscriptions_store_schedule (NxDb *db, const char *id, gint64 starts_at, gint64 paid_until, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_subscriptions_store_extend (NxDb *db, const char *id, gint64 paid_until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_subscriptions_store_end (NxDb *db, const char *id, NxSubscriptionStatus status, gint64 ends_at, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_subscriptions_store_set_end (NxDb *db, const char *id, gint64 ends_at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_subscriptions_store_add_period (NxDb *db, const char *period_id, const char *subscription_id, gint32 period, gint64 due_at,
                                            const char *payment_id, gint64 granted_at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Ids of INACTIVE subscriptions of @student_id that nobody began to pay. */
NxRows *nx_subscriptions_store_unpaid (NxDb *db, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
