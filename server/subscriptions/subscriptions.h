/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/http/nx-route.h"
#include "server/jobs/nx-job.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

extern const NxRoute nx_subscriptions_routes[];
/** studentId, planName, ariaSubjects, method, note */
extern const NxField nx_subscriptions_change_fields[];

/** NxSubscriptionChange: what a choice of a plan asks for. */
typedef struct
{
  const char *student_id;
  NxPlanName plan;
  guint32 aria_subjects; /* NxSubject bits */
  int method;            /* NxPaymentMethod, -1 for not said; MANUAL is the office's alone: settled at once */
  const char *note;      /* (nullable): of what is taken at the desk: a cheque's number */
} NxSubscriptionChange;

/**
 * nx_subscriptions_change: domain.md section 6, in the caller's transaction.
 *
 * @subscription: (out) (transfer full)
 * @payment: (out) (transfer full) (nullable): %NULL where nothing is due
 *
 * Errors: %NX_ERROR_NOT_FOUND (a student that the actor may not see), %NX_ERROR_FORBIDDEN, %NX_ERROR_INVALID
 */
gboolean nx_subscriptions_change (NxDb *db, const NxActor *actor, const NxSubscriptionChange *change, NxSubscription **subscription,
                                  NxPayment **payment, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_subscriptions_paid: the effect of a settled SUBSCRIPTION payment, called by nx_payments_settle() in its transaction with the
 * student locked: the subscription of @payment_id becomes ACTIVE and the previous one CANCELLED, or is set to start at the next
 * anniversary where it is a cheaper plan; the first month's credits are granted where it starts now. The payment of a plan that
 * runs already is its renewal: one more month, and that month's credits once it has come.
 */
gboolean nx_subscriptions_paid (NxDb *db, const NxActor *actor, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The plan that was paid and waits: its time has come. In the caller's transaction; @row: see subscriptions-month.h. */
gboolean nx_subscriptions_start_scheduled (NxDb *db, const NxActor *actor, NxRows *row, gint64 until, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** nx_subscriptions_renew_due: a job: what the anniversaries ask for; see subscriptions-renew.c. */
gboolean nx_subscriptions_renew_due (NxJobRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_subscriptions_cancel: the family, or the office for it, ends the plan of @student_id: at the end of what is paid, or now where
 * nothing is. @reason: (nullable). In the caller's transaction.
 *
 * Returns: (transfer full): the subscription, whose endsAt says when
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_CONFLICT where there is none, or it ends already
 */
NxSubscription *nx_subscriptions_cancel (NxDb *db, const NxActor *actor, const char *student_id, const char *reason, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Takes that back, until the day that it ends. Returns: (transfer full). */
NxSubscription *nx_subscriptions_resume (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** States of a subscription as a table (design.md rule 8). */
typedef enum
{
  NX_SUBSCRIPTION_EVENT_START,   /* paid, and its time has come */
  NX_SUBSCRIPTION_EVENT_REPLACE, /* another one started, or was chosen instead before this was paid */
  NX_SUBSCRIPTION_EVENT_CANCEL,  /* the family ends it */
  NX_SUBSCRIPTION_EVENT_LAPSE,   /* a renewal was not paid */
  NX_SUBSCRIPTION_EVENT_LAST
} NxSubscriptionEvent;
typedef struct
{
  NxSubscriptionStatus from;
  NxSubscriptionEvent event;
  NxSubscriptionStatus to;
} NxSubscriptionTransition;
extern const NxSubscriptionTransition nx_subscription_transitions[];
extern const guint nx_subscription_n_transitions;
/** @to: (out) (optional). Returns: whether @event leads anywhere from @from. */
gboolean nx_subscription_transition (NxSubscriptionStatus from, NxSubscriptionEvent event, NxSubscriptionStatus *to);

/**
 * nx_subscriptions_price: what a plan costs a month with its ARIA subjects (domain.md section 4).
 * @included: subjects that the plan holds; @one, @all: prices of one more subject and of all of them
 */
NxMoney nx_subscriptions_price (NxMoney plan, guint included, guint chosen, NxMoney one, NxMoney all);

/** Returns: (transfer full) (nullable): the ACTIVE subscription of @student_id; %NULL without @error where there is none. */
NxSubscription *nx_subscriptions_active (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Returns: (transfer full) (element-type NxSubscription): all of @student_id, the newest first. */
GPtrArray *nx_subscriptions_of (NxDb *db, const NxActor *actor, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_subscriptions_catalogue: what is sold at actor->now: plans (kind "plan"), packs ("credit_pack", "special_pack"), ARIA add-ons
 * ("aria") and session costs ("session": key is the service type, credits its cost).
 *
 * Returns: (transfer full) (element-type NxCatalogueItem)
 */
GPtrArray *nx_subscriptions_catalogue (NxDb *db, const NxActor *actor, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
