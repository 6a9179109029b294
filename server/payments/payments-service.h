/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/payments/payments.h"

G_BEGIN_DECLS

/** Returns: (transfer full): the payment, %NX_ERROR_NOT_FOUND where the actor may not see it. */
NxPayment *nx_payments_get (NxDb *db, const NxActor *actor, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Newest first; office all, a parent their own. @status, @method: -1 for any. @next: (out) (transfer full) (nullable). */
GPtrArray *nx_payments_list (NxDb *db, const NxActor *actor, const char *student_id, int status, int method, guint limit,
                             const char *cursor, char **next, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Keeps an event of @payment_id (nullable: a call about a payment that we do not know). @detail: (nullable): JSON text. */
gboolean nx_payments_note (NxDb *db, const NxActor *actor, const char *payment_id, const char *kind, const char *detail, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Sets @error to what is said of a payment that is not there, or not for the actor. Returns: %NULL. */
gpointer nx_payments_refuse_unknown (GError **error);
/** The office has to look at @payment_id, which is locked: kept with the payment, and mailed once. */
gboolean nx_payments_call_attention (NxDb *db, const NxActor *actor, const char *payment_id, NxPaymentAttention attention, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
