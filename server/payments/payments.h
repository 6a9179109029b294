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
} NxNewPayment;

/** Makes a PENDING payment, in the caller's transaction. Returns: (transfer full). */
NxPayment *nx_payments_create (NxDb *db, const NxActor *actor, const NxNewPayment *payment, GError **error) G_GNUC_WARN_UNUSED_RESULT;

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

/** Returns: (transfer full) (element-type NxPayment): the payments of @student_id, the newest first. The caller has checked the student. */
GPtrArray *nx_payments_of (NxDb *db, const NxActor *actor, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
