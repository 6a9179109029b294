/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/http/nx-route.h"
#include "server/nx-actor.h"
#include "server/nx-app.h"

G_BEGIN_DECLS

extern const NxRoute nx_payments_routes[];
extern const NxRoute nx_konnect_routes[];

/** NxNewPayment: a payment due. @amount comes from the catalogue, never from a client. */
typedef struct
{
  const char *student_id, *subscription_id, *item_key;
  NxPaymentType type;
  NxPaymentMethod method;
  NxMoney amount;
  gint32 credits; /* quarters that its settlement grants */
} NxNewPayment;

/** Makes a PENDING payment, in the caller's transaction. Returns: (transfer full). */
NxPayment *nx_payments_create (NxDb *db, const NxActor *actor, const NxNewPayment *payment, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_payments_settle: exactly once, in the caller's transaction: status COMPLETED, settlement and receipt number, the subscription or
 * the credits that it pays, mails, audit, live event.
 *
 * @note: (nullable)
 * @payment: (out) (optional) (transfer full): as it is now
 *
 * Errors: %NX_ERROR_ALREADY_SETTLED, %NX_ERROR_NOT_FOUND
 */
gboolean nx_payments_settle (NxDb *db, const NxActor *actor, const char *payment_id, NxMoney received, const char *note,
                             NxPayment **payment, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_payments_settle_on: the same with the day that the money came, in the centre's zone. A plan that was replaced before its money
 * came is settled as well: nothing starts, and the office is told (%NX_PAYMENT_ATTENTION_PLAN_REPLACED).
 */
gboolean nx_payments_settle_on (NxDb *db, const NxActor *actor, const char *payment_id, NxMoney received, gint32 received_on,
                                const char *note, NxPayment **payment, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NxPaymentOrder: what is to be paid: @payment_id, or what is chosen from the catalogue. */
typedef struct
{
  const char *payment_id; /* (nullable) */
  int type;               /* NxPaymentType, -1 with @payment_id */
  const char *key;        /* plan or pack */
  const char *student_id;
} NxPaymentOrder;

/**
 * nx_payments_order: finds the payment that is due, or makes it at the catalogue's price, and sets how it is to be paid; in the
 * caller's transaction, which then holds the locks of student and payment. What was chosen before and is still due is not made a
 * second time; an attempt that failed is PENDING again.
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_ALREADY_SETTLED, %NX_ERROR_INVALID (not in the catalogue, or neither of both was said),
 * %NX_ERROR_CONFLICT (its plan was replaced; or, for a card, the family says that its transfer is on the way)
 *
 * Returns: (transfer full)
 */
NxPayment *nx_payments_order (NxDb *db, const NxActor *actor, const NxPaymentOrder *order, NxPaymentMethod method, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_payments_pay_by_card: a link of Konnect's where the family pays. Waits for Konnect, so that its route is NX_ROUTE_REMOTE and
 * NX_ROUTE_OWN_TRANSACTION; never call it with a transaction open. A payment has one link at a time: who asks again, or at the same
 * moment, gets that one; a link that expired is followed by another, and both are watched.
 *
 * @payment: (out) (transfer full) (nullable): also set where Konnect failed: it is kept
 * @pay_url: (out) (transfer full) (nullable)
 *
 * Errors: %NX_ERROR_UPSTREAM_FAILED, %NX_ERROR_UNAVAILABLE (not set up), and those of nx_payments_order()
 */
gboolean nx_payments_pay_by_card (NxApp *app, NxDb *db, const NxActor *actor, const NxPaymentOrder *order, NxPayment **payment,
                                  char **pay_url, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_payments_refresh: asks Konnect now what became of a payment, and settles it where its money came: the page that a family
 * returns to, the office's key. Waits for Konnect like nx_payments_pay_by_card(), with the same flags. A payment that is settled, has
 * no link, or was asked about a moment ago is only read.
 *
 * @payment: (out) (transfer full): as it is now; also where Konnect failed
 *
 * Errors: %NX_ERROR_UPSTREAM_FAILED, %NX_ERROR_NOT_FOUND (or not the actor's)
 */
gboolean nx_payments_refresh (NxApp *app, NxDb *db, const NxActor *actor, const char *payment_id, NxPayment **payment, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_payments_poll_pending: asks Konnect about up to @limit links that are due to be asked about: 10 minutes after they were made,
 * then less and less often for 30 days. Any number of processes at once: each link is claimed. Ends its round where Konnect does not
 * answer. For the job runner; never with a transaction open.
 *
 * Returns: whether the database could be reached
 */
gboolean nx_payments_poll_pending (NxApp *app, NxDb *db, gint64 now, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** A choice that was replaced before anybody began to pay it: its PENDING payments become FAILED. */
gboolean nx_payments_give_up (NxDb *db, const NxActor *actor, const char *subscription_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** States of a payment as a table (design.md rule 8). */
typedef enum
{
  NX_PAYMENT_EVENT_SETTLE,
  NX_PAYMENT_EVENT_FAIL,
  NX_PAYMENT_EVENT_RETRY, /* the family tries again to pay */
  NX_PAYMENT_EVENT_REFUND,
  NX_PAYMENT_EVENT_LAST
} NxPaymentEvent;
typedef struct
{
  NxPaymentStatus from;
  NxPaymentEvent event;
  NxPaymentStatus to;
} NxPaymentTransition;
extern const NxPaymentTransition nx_payment_transitions[];
extern const guint nx_payment_n_transitions;
/** @to: (out) (optional). Returns: whether @event leads anywhere from @from. */
gboolean nx_payment_transition (NxPaymentStatus from, NxPaymentEvent event, NxPaymentStatus *to);

/** Returns: (transfer full) (element-type NxPayment): the payments of @student_id, the newest first. The caller has checked the student. */
GPtrArray *nx_payments_of (NxDb *db, const NxActor *actor, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_payments_by_ids: for the office.
 * @ids: an array in PostgreSQL's form
 *
 * Returns: (transfer full) (element-type utf8 NxPayment): by id, which belongs to the payment
 */
GHashTable *nx_payments_by_ids (NxDb *db, const char *ids, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
