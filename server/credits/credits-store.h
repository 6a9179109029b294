/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/credits/credits.h"

G_BEGIN_DECLS

/* @id, @lot_id: identifiers of the rows to make. The functions are those of migration 0011. */
gboolean nx_credits_store_take (NxDb *db, const NxActor *actor, const char *id, const char *student_id, NxTransactionType type,
                                gint32 quarters, const char *session_id, const char *reason, gint32 *balance, GError **error);
gboolean nx_credits_store_grant (NxDb *db, const NxActor *actor, const char *id, const char *lot_id, const char *student_id,
                                 const NxGrant *grant, gint32 *balance, GError **error);
gboolean nx_credits_store_refund (NxDb *db, const NxActor *actor, const char *id, const char *lot_id, const char *student_id,
                                  const char *session_id, const char *reason, gint32 *refunded, gint32 *balance, GError **error);
gboolean nx_credits_store_retake (NxDb *db, const NxActor *actor, const char *id, const char *student_id, const char *session_id,
                                  gint32 *balance, GError **error);

/** @found: (out): whether the actor may see that student. */
gboolean nx_credits_store_balance (NxDb *db, const NxActor *actor, const char *student_id, gboolean *found, gint32 *balance, GError **error);
/** @named: (nullable): an array literal of lots that are wanted also where nothing is left of them. */
GPtrArray *nx_credits_store_lots (NxDb *db, const char *student_id, const char *named, GError **error);
/** %NxTransaction's columns, and seq; the latest before @before first. */
NxRows *nx_credits_store_transactions (NxDb *db, const char *student_id, gint64 before, guint limit, GError **error);
/** One row: used (quarters, from @since on), first (when the first of it was used); month_quarters, next_grant, validity_months of the plan. */
NxRows *nx_credits_store_pace (NxDb *db, const char *student_id, gint64 since, GError **error);
NxTransaction *nx_credits_store_transaction (NxDb *db, const char *id, GError **error);

/** Whether the actor may see that student, else %NX_ERROR_NOT_FOUND; an identifier of another form is nobody's. */
gboolean nx_credits_check_student (NxDb *db, const NxActor *actor, const char *student_id, gint32 *balance, GError **error);

G_END_DECLS
