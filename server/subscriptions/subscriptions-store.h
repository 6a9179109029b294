/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/subscriptions/subscriptions.h"

G_BEGIN_DECLS

/* Rows of subscriptions, subscription_periods and the catalogue. No rules here: subscriptions-service.c has them. */

/** %NxCatalogueItem's columns. */
NxRows *nx_subscriptions_store_catalogue (NxDb *db, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns: title, price, currency, credits, validity_months, aria_included, one, all (prices of the ARIA add-ons); no row where it is not sold. */
NxRows *nx_subscriptions_store_plan (NxDb *db, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean nx_subscriptions_store_lock_student (NxDb *db, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** %NxSubscription's columns, the newest first. @status: (nullable). */
NxRows *nx_subscriptions_store_of (NxDb *db, const char *student_id, const char *status, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** The same of one subscription, and: amount (minor units), currency, validity_months, parent_email, parent_name, parent_locale, student_name, payment_id. */
NxRows *nx_subscriptions_store_of_payment (NxDb *db, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** @aria_subjects: an array literal, "{NSI,SVT}". */
gboolean nx_subscriptions_store_insert (NxDb *db, const char *id, const NxSubscriptionChange *change, gint32 credits, NxMoney price,
                                        int validity_months, const char *aria_subjects, const NxActor *actor, GError **error)
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
/** The ACTIVE one of @student_id, as nx_subscriptions_grant_due() wants it; no row where there is none. */
NxRows *nx_subscriptions_store_running (NxDb *db, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** What of @student_id ends or begins at @from does so at @to: an end that was asked for, a plan that waits (paid until @paid_until). */
gboolean nx_subscriptions_store_postpone (NxDb *db, const char *student_id, gint64 from, gint64 to, gint64 paid_until, gint32 period,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** An INACTIVE one with the terms of the subscription @of, which @payment_id pays from now on. */
gboolean nx_subscriptions_store_copy (NxDb *db, const char *id, const char *of, const char *payment_id, const NxActor *actor,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_subscriptions_store_cancel (NxDb *db, const char *id, gint64 ends_at, const char *reason, const NxActor *actor,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_subscriptions_store_resume (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
