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

/** @found: (out): whether the actor may see that student. */
gboolean nx_credits_store_balance (NxDb *db, const NxActor *actor, const char *student_id, gboolean *found, gint32 *balance, GError **error);
GPtrArray *nx_credits_store_lots (NxDb *db, const char *student_id, GError **error);
GPtrArray *nx_credits_store_transactions (NxDb *db, const char *student_id, GError **error);
NxTransaction *nx_credits_store_transaction (NxDb *db, const char *id, GError **error);

G_END_DECLS
