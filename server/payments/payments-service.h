/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/payments/payments.h"

G_BEGIN_DECLS

/** Returns: (transfer full): the payment, %NX_ERROR_NOT_FOUND where the actor may not see it. */
NxPayment *nx_payments_get (NxDb *db, const NxActor *actor, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Newest first; office all, a parent their own. @status, @method: -1 for any. @next: (out) (transfer full) (nullable). */
GPtrArray *nx_payments_list (NxDb *db, const NxActor *actor, const char *student_id, int status, int method, guint limit,
                             const char *cursor, char **next, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
