/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/subscriptions/subscriptions.h"

G_BEGIN_DECLS

/** NxPlanQuote: what a choice of a plan would cost and do, before anybody confirms it. */
typedef struct
{
  NxMoney plan;        /* a month, with the subjects that it includes */
  NxMoney extra;       /* a month, for the ARIA subjects beyond */
  NxMoney total;       /* of both: what is paid each month, the first time now */
  NxMoney one, all;    /* the add-ons: one more subject, all of them */
  gint32 credits;      /* quarters a month */
  guint included, chosen; /* ARIA subjects */
  gboolean is_current; /* the very plan and subjects that run already */
  gint64 starts_at;    /* %NX_TIME_NONE: as soon as it is paid; else the anniversary from which a cheaper one runs */
} NxPlanQuote;

/**
 * nx_subscriptions_quote: the prices of the catalogue and the rules of nx_subscriptions_paid(), without effect.
 *
 * @running: (nullable): the ACTIVE subscription of the pupil
 * @aria_subjects: NxSubject bits
 *
 * Errors: %NX_ERROR_INVALID where the plan is not sold
 */
gboolean nx_subscriptions_quote (NxDb *db, const NxActor *actor, const NxSubscription *running, NxPlanName plan,
                                 guint32 aria_subjects, NxPlanQuote *quote, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
