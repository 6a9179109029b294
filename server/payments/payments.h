/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/http/nx-route.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

extern const NxRoute nx_payments_routes[];

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

/** A choice that was replaced before anybody began to pay it: its PENDING payments become FAILED. */
gboolean nx_payments_give_up (NxDb *db, const NxActor *actor, const char *subscription_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** States of a payment as a table (design.md rule 8). */
typedef enum { NX_PAYMENT_EVENT_SETTLE, NX_PAYMENT_EVENT_FAIL, NX_PAYMENT_EVENT_REFUND, NX_PAYMENT_EVENT_LAST } NxPaymentEvent;
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

G_END_DECLS
