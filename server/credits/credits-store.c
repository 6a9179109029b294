/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/credits/credits-store.h"

enum { TAKE, GRANT, REFUND, RETAKE, BALANCE, LOTS, TRANSACTIONS, TRANSACTION, PACE };

#define LOT_COLUMNS "id, type, granted, remaining, granted_at, expires_at, payment_id, reason, subscription_id, period "
#define TRANSACTION_COLUMNS                                                                                               \
  "t.id, t.seq, t.type, t.amount, t.balance_after, t.session_id, t.payment_id, t.lot_id, t.reason, t.created_at, "          \
  "coalesce (nullif (x.title, ''), x.subject) AS session_title, coalesce (x.title, '') = '' AS is_subject, lower (x.during) AS session_at, "        \
  "(SELECT coalesce (jsonb_agg (jsonb_build_object ('lotId', d.lot_id, 'amount', d.amount / 4.0) ORDER BY d.id), '[]') "    \
  "FROM credit_draws d WHERE d.transaction_id = t.id) AS draws "                                                            \
  "FROM credit_transactions t LEFT JOIN sessions x ON x.id = t.session_id "

static const NxStatement statements[] = {
  [TAKE] = { "credits.take",
    "SELECT nx_ledger_take ($1::uuid, $2::uuid, $3, $4::integer, $5::uuid, $6, $7::uuid, $8, $9::timestamptz) AS balance", 9 },
  [GRANT] = { "credits.grant",
    "SELECT nx_ledger_grant ($1::uuid, $2::uuid, $3::uuid, $4, $5::integer, $6::timestamptz, $7::uuid, $8::uuid, $9::date, $10,"
    " $11::uuid, $12, $13::timestamptz) AS balance", 13 },
  [REFUND] = { "credits.refund",
    "SELECT refunded, balance FROM nx_ledger_refund ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6::uuid, $7, $8::timestamptz)", 8 },
  [RETAKE] = { "credits.retake",
    "SELECT nx_ledger_retake ($1::uuid, $2::uuid, $3::uuid, NULL, $4::uuid, $5, $6::timestamptz) AS balance", 6 },
  [BALANCE] = { "credits.balance",
    "SELECT balance FROM students s WHERE id = $1::uuid AND ($2::boolean OR id = $3::uuid OR parent_id = $4::uuid"
    " OR ($5::uuid IS NOT NULL AND EXISTS (SELECT FROM seats JOIN sessions x ON x.id = seats.session_id"
    " WHERE seats.student_id = s.id AND seats.active AND x.coach_id = $5::uuid AND x.status <> 'CANCELLED')))", 5 },
  [LOTS] = { "credits.lots",
    "SELECT * FROM (SELECT " LOT_COLUMNS "FROM credit_lots WHERE student_id = $1::uuid AND remaining > 0 "
    "UNION ALL SELECT " LOT_COLUMNS "FROM credit_lots WHERE id = ANY ($2::uuid[]) AND remaining = 0) l "
    "ORDER BY remaining = 0, expires_at, granted_at, id", 2 },
  [TRANSACTIONS] = { "credits.transactions",
    "SELECT " TRANSACTION_COLUMNS "WHERE t.student_id = $1::uuid AND t.seq < $2::bigint ORDER BY t.seq DESC LIMIT $3::int", 3 },
  [TRANSACTION] = { "credits.transaction", "SELECT " TRANSACTION_COLUMNS "WHERE t.id = $1::uuid", 1 },
  /* Sessions that were booked and not given back. Who books more than that has a pace all the same. */
  [PACE] = { "credits.pace",
    "SELECT coalesce (-sum (u.amount), 0) AS used, min (u.created_at) AS first, p.month_quarters, p.next_grant, p.validity_months "
    "FROM (VALUES (1)) one LEFT JOIN (SELECT amount, created_at FROM credit_transactions WHERE student_id = $1::uuid "
    "AND type IN ('USAGE', 'REFUND') ORDER BY seq DESC LIMIT 120) u ON u.created_at >= $2::timestamptz "
    "LEFT JOIN (SELECT credits_per_month AS month_quarters, paid_until AS next_grant, validity_months FROM subscriptions "
    "WHERE student_id = $1::uuid AND status = 'ACTIVE' AND ends_at IS NULL AND paid_until IS NOT NULL) p ON true "
    "GROUP BY p.month_quarters, p.next_grant, p.validity_months", 2 },
};
NX_STATEMENTS (credits, statements)

gboolean
nx_credits_store_take (NxDb *db, const NxActor *actor, const char *id, const char *student_id, NxTransactionType type,
                       gint32 quarters, const char *session_id, const char *reason, gint32 *balance, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[TAKE], error, nx_text (id), nx_text (student_id),
                                       nx_text (nx_enum_slug (&nx_transaction_type_enum, type)), nx_int (quarters),
                                       nx_text (session_id), nx_text (reason), nx_text (actor->user_id),
                                       nx_text (actor->request_id), nx_time (actor->now));

  if (rows == NULL)
    return FALSE;
  *balance = (gint32) nx_rows_int (rows, 0, "balance");

  return TRUE;
}

gboolean
nx_credits_store_grant (NxDb *db, const NxActor *actor, const char *id, const char *lot_id, const char *student_id,
                        const NxGrant *grant, gint32 *balance, GError **error)
{
  g_autoptr (NxRows) rows = NULL;

  rows = nx_db_run (db, &statements[GRANT], error, nx_text (id), nx_text (lot_id), nx_text (student_id),
                    nx_text (nx_enum_slug (&nx_transaction_type_enum, grant->type)), nx_int (grant->quarters),
                    nx_time (grant->expires_at), nx_text (grant->payment_id), nx_text (grant->subscription_id),
                    grant->period == NX_DATE_NONE ? nx_null () : nx_date (grant->period), nx_text (grant->reason),
                    nx_text (actor->user_id), nx_text (actor->request_id), nx_time (actor->now));
  if (rows == NULL)
    return FALSE;
  *balance = (gint32) nx_rows_int (rows, 0, "balance");

  return TRUE;
}

gboolean
nx_credits_store_refund (NxDb *db, const NxActor *actor, const char *id, const char *lot_id, const char *student_id,
                         const char *session_id, const char *reason, gint32 *refunded, gint32 *balance, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[REFUND], error, nx_text (id), nx_text (lot_id), nx_text (student_id),
                                       nx_text (session_id), nx_text (reason), nx_text (actor->user_id),
                                       nx_text (actor->request_id), nx_time (actor->now));

  if (rows == NULL)
    return FALSE;
  *refunded = (gint32) nx_rows_int (rows, 0, "refunded");
  *balance = (gint32) nx_rows_int (rows, 0, "balance");

  return TRUE;
}

gboolean
nx_credits_store_retake (NxDb *db, const NxActor *actor, const char *id, const char *student_id, const char *session_id, gint32 *balance,
                         GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[RETAKE], error, nx_text (id), nx_text (student_id), nx_text (session_id),
                                       nx_text (actor->user_id), nx_text (actor->request_id), nx_time (actor->now));

  if (rows == NULL)
    return FALSE;
  *balance = (gint32) nx_rows_int (rows, 0, "balance");

  return TRUE;
}

gboolean
nx_credits_store_balance (NxDb *db, const NxActor *actor, const char *student_id, gboolean *found, gint32 *balance, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[BALANCE], error, nx_text (student_id), nx_bool (nx_actor_is_office (actor)),
                                       nx_text (actor->role == NX_ROLE_ELEVE ? actor->student_id : NULL),
                                       nx_text (actor->role == NX_ROLE_PARENT ? actor->parent_id : NULL),
                                       nx_text (actor->role == NX_ROLE_COACH ? actor->coach_id : NULL));

  if (rows == NULL)
    return FALSE;
  *found = nx_rows_count (rows) > 0;
  *balance = *found ? (gint32) nx_rows_int (rows, 0, "balance") : 0;

  return TRUE;
}

GPtrArray *
nx_credits_store_lots (NxDb *db, const char *student_id, const char *named, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[LOTS], error, nx_text (student_id), nx_text (named));

  return rows != NULL ? nx_rows_records (rows, NX_TYPE_LOT) : NULL;
}

NxRows *
nx_credits_store_transactions (NxDb *db, const char *student_id, gint64 before, guint limit, GError **error)
{
  return nx_db_run (db, &statements[TRANSACTIONS], error, nx_text (student_id), nx_int (before), nx_int (limit));
}

NxRows *
nx_credits_store_pace (NxDb *db, const char *student_id, gint64 since, GError **error)
{
  return nx_db_run (db, &statements[PACE], error, nx_text (student_id), nx_time (since));
}

NxTransaction *
nx_credits_store_transaction (NxDb *db, const char *id, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[TRANSACTION], error, nx_text (id));

  return rows != NULL ? nx_rows_record (rows, 0, NX_TYPE_TRANSACTION) : NULL;
}
