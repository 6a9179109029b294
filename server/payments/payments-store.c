/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-store.h"

enum
{
  INSERT_PAYMENT,
  GET,
  SEVERAL,
  LIST,
  LOCK_STUDENT,
  LOCK_STUDENT_SELF,
  LOCK,
  PLAN_ITEM,
  PACK_ITEM,
  SETTLEMENT,
  SETTLED,
  RECEIPT_NUMBER,
  RECEIPT,
  EVENT,
  GIVE_UP,
  DUE,
  PACK,
  SET_METHOD,
  RETRY,
  FAIL,
  SET_ATTENTION,
  EVENTS,
  LOTS,
  TAKE_BACK,
  REFUND
};

#define PAYMENT_COLUMNS                                                                                              \
  "p.id, p.student_id, p.type, p.method, p.status, p.amount || ' ' || p.currency AS amount, p.item_key, p.reference, " \
  "p.created_at, p.settled_at, p.note, p.credits, coalesce (pl.title, pk.title) AS title, " \
  "su.first_name || ' ' || su.last_name AS student_name, pu.first_name || ' ' || pu.last_name AS parent_name, " \
  "p.declared_at, p.declared_amount || ' ' || p.currency AS declared_amount, p.transfer_date, " \
  "EXISTS (SELECT FROM payment_proofs f WHERE f.payment_id = p.id) AS has_proof, " \
  "r.year || '-' || lpad (r.number::text, 6, '0') AS receipt_number, p.refunded_at, p.attention "

#define PAYMENT_TABLES                                                                                          \
  "FROM payments p JOIN students s ON s.id = p.student_id JOIN users su ON su.id = s.user_id "                  \
  "JOIN parents pa ON pa.id = p.parent_id JOIN users pu ON pu.id = pa.user_id "                                 \
  "LEFT JOIN plans pl ON p.type = 'SUBSCRIPTION' AND pl.name = p.item_key "                                     \
  "LEFT JOIN packs pk ON p.type <> 'SUBSCRIPTION' AND pk.key = p.item_key LEFT JOIN receipts r ON r.payment_id = p.id "

static const NxStatement statements[] = {
  [INSERT_PAYMENT] = { "payments.insert",
    "INSERT INTO payments (id, student_id, parent_id, type, method, amount, currency, item_key, credits, subscription_id, "
    "created_at, created_by) "
    "SELECT $1::uuid, s.id, s.parent_id, $3, $4, $5::bigint, $6, $7, $8::int, $9::uuid, $10::timestamptz, $11::uuid "
    "FROM students s WHERE s.id = $2::uuid", 11 },
  [GET] = { "payments.get",
    "SELECT " PAYMENT_COLUMNS PAYMENT_TABLES "WHERE p.id = $1::uuid AND ($2::uuid IS NULL OR p.parent_id = $2::uuid)", 2 },
  [SEVERAL] = { "payments.several", "SELECT " PAYMENT_COLUMNS PAYMENT_TABLES "WHERE p.id = ANY ($1::uuid[])", 1 },
  [LIST] = { "payments.list",
    "SELECT " PAYMENT_COLUMNS PAYMENT_TABLES "WHERE ($1::uuid IS NULL OR p.parent_id = $1::uuid) "
    "AND ($2::uuid IS NULL OR p.student_id = $2::uuid) AND ($3::text IS NULL OR p.status = $3) "
    "AND ($4::text IS NULL OR p.method = $4) AND ($5::uuid IS NULL OR p.id < $5::uuid) "
    "AND (NOT $7::boolean OR p.attention IS NOT NULL) ORDER BY p.id DESC LIMIT $6::int", 7 },
  [LOCK_STUDENT] = { "payments.lock_student",
    "SELECT s.id FROM students s WHERE s.id = (SELECT student_id FROM payments WHERE id = $1::uuid) FOR NO KEY UPDATE", 1 },
  [LOCK_STUDENT_SELF] = { "payments.lock_student_self", "SELECT id FROM students WHERE id = $1::uuid FOR NO KEY UPDATE", 1 },
  [LOCK] = { "payments.lock",
    "SELECT p.id, p.student_id, p.type, p.method, p.status, p.amount || ' ' || p.currency AS amount, p.item_key, p.credits, "
    "p.subscription_id, pu.email AS parent_email, pu.first_name AS parent_name, pu.locale AS parent_locale, "
    "su.first_name AS student_name, coalesce ((SELECT x.amount FROM settlements x WHERE x.payment_id = p.id), p.amount) AS received, p.currency "
    "FROM payments p JOIN parents pa ON pa.id = p.parent_id JOIN users pu ON pu.id = pa.user_id "
    "JOIN students s ON s.id = p.student_id JOIN users su ON su.id = s.user_id WHERE p.id = $1::uuid FOR UPDATE OF p", 1 },
  [PLAN_ITEM] = { "payments.plan_item", "SELECT title, credits, validity_months FROM plans WHERE name = $1", 1 },
  [PACK_ITEM] = { "payments.pack_item", "SELECT title, credits, validity_months FROM packs WHERE key = $1", 1 },
  [SETTLEMENT] = { "payments.settlement",
    "INSERT INTO settlements (payment_id, method, amount, currency, received_on, settled_at, settled_by, request_id, note) "
    "SELECT p.id, p.method, $2::bigint, $3, $4::date, $5::timestamptz, $6::uuid, $7, $8 FROM payments p WHERE p.id = $1::uuid", 8 },
  [SETTLED] = { "payments.settled",
    "UPDATE payments SET status = 'COMPLETED', settled_at = $2::timestamptz, settled_by = $3::uuid, note = coalesce ($4, note), "
    "version = version + 1 WHERE id = $1::uuid", 4 },
  [RECEIPT_NUMBER] = { "payments.receipt_number",
    "INSERT INTO receipt_counters AS c (year, last_number) VALUES ($1::smallint, 1) "
    "ON CONFLICT (year) DO UPDATE SET last_number = c.last_number + 1 RETURNING last_number", 1 },
  [RECEIPT] = { "payments.receipt",
    "INSERT INTO receipts (id, payment_id, year, number, issued_at) VALUES ($1::uuid, $2::uuid, $3::smallint, $4::int, $5::timestamptz)", 5 },
  [EVENT] = { "payments.event",
    "INSERT INTO payment_events (id, payment_id, kind, at, actor_id, request_id, detail) "
    "VALUES ($1::uuid, $2::uuid, $3, $4::timestamptz, $5::uuid, $6, coalesce ($7::jsonb, '{}'))", 7 },
  [GIVE_UP] = { "payments.give_up",
    "UPDATE payments SET status = 'FAILED', version = version + 1 WHERE subscription_id = $1::uuid AND status = 'PENDING' "
    "AND provider_ref IS NULL AND declared_at IS NULL RETURNING id", 1 },
  /* The same thing at the same price, still to be paid: for a plan the one that it would start or renew. */
  [DUE] = { "payments.due",
    "SELECT p.id FROM payments p LEFT JOIN subscriptions x ON x.id = p.subscription_id WHERE p.student_id = $1::uuid "
    "AND p.type = $2 AND p.item_key = $3 AND p.status = 'PENDING' AND p.declared_at IS NULL "
    "AND CASE p.type WHEN 'SUBSCRIPTION' THEN x.status IN ('INACTIVE', 'ACTIVE') "
    "ELSE (p.amount, p.currency, p.credits) = (SELECT k.price, k.currency, k.credits FROM packs k WHERE k.key = $3) END "
    "ORDER BY p.id DESC LIMIT 1", 3 },
  [PACK] = { "payments.pack",
    "SELECT price, currency, credits FROM packs WHERE key = $1 AND type = $2 AND (valid_from IS NULL OR valid_from <= $3::timestamptz) "
    "AND (valid_until IS NULL OR valid_until > $3)", 3 },
  [SET_METHOD] = { "payments.set_method",
    "UPDATE payments SET method = $2, provider_ref = CASE WHEN method = $2 THEN provider_ref END, version = version + 1 "
    "WHERE id = $1::uuid AND method <> $2", 2 },
  /* Not where its plan was given up: whoever wants it chooses it again. */
  [RETRY] = { "payments.retry",
    "UPDATE payments p SET status = 'PENDING', version = version + 1 WHERE p.id = $1::uuid AND p.status = 'FAILED' "
    "AND (p.type <> 'SUBSCRIPTION' OR EXISTS (SELECT FROM subscriptions x WHERE x.id = p.subscription_id "
    "AND x.status IN ('INACTIVE', 'ACTIVE')))", 1 },
  [FAIL] = { "payments.fail", "UPDATE payments SET status = 'FAILED', version = version + 1 WHERE id = $1::uuid", 1 },
  [SET_ATTENTION] = { "payments.set_attention",
    "UPDATE payments SET attention = $2, version = version + 1 WHERE id = $1::uuid", 2 },
  [EVENTS] = { "payments.events",
    "SELECT e.kind, e.at, e.detail::text AS detail, u.first_name || ' ' || u.last_name AS by FROM payment_events e "
    "LEFT JOIN users u ON u.id = e.actor_id WHERE e.payment_id = $1::uuid ORDER BY e.seq LIMIT 500", 1 },
  [LOTS] = { "payments.lots",
    "SELECT l.id, l.granted FROM credit_lots l WHERE l.payment_id = $1::uuid OR (l.subscription_id, l.period) IN "
    "(SELECT m.subscription_id, m.period FROM subscription_periods m WHERE m.payment_id = $1::uuid) ORDER BY l.expires_at, l.id", 1 },
  [TAKE_BACK] = { "payments.take_back",
    "SELECT nx_ledger_take_back ($1::uuid, $2::uuid, $3::uuid, $4, $5::uuid, $6, $7::timestamptz) AS taken", 7 },
  [REFUND] = { "payments.refund",
    "UPDATE payments SET status = 'REFUNDED', refunded_at = $2::timestamptz, refunded_by = $3::uuid, attention = NULL, "
    "version = version + 1 WHERE id = $1::uuid", 3 },
};

NX_STATEMENTS (payments, statements)

gboolean
nx_payments_store_insert (NxDb *db, const char *id, const NxNewPayment *payment, const char *created_by, gint64 now,
                          GError **error)
{
  return nx_db_do (db, &statements[INSERT_PAYMENT], error, nx_text (id), nx_text (payment->student_id),
                   nx_text (nx_enum_slug (&nx_payment_type_enum, payment->type)),
                   nx_text (nx_enum_slug (&nx_payment_method_enum, payment->method)), nx_int (payment->amount.amount),
                   nx_text (payment->amount.currency), nx_text (payment->item_key), nx_int (payment->credits),
                   nx_text (payment->subscription_id), nx_time (now), nx_text (created_by));
}

NxRows *
nx_payments_store_get (NxDb *db, const char *id, const char *parent_id, GError **error)
{
  return nx_db_run (db, &statements[GET], error, nx_text (id), nx_text (parent_id));
}

NxRows *
nx_payments_store_several (NxDb *db, const char *ids, GError **error)
{
  return nx_db_run (db, &statements[SEVERAL], error, nx_text (ids));
}

NxRows *
nx_payments_store_list (NxDb *db, const NxPaymentFilter *filter, GError **error)
{
  return nx_db_run (db, &statements[LIST], error, nx_text (filter->parent_id), nx_text (filter->student_id),
                    nx_text (nx_enum_slug (&nx_payment_status_enum, filter->status)),
                    nx_text (nx_enum_slug (&nx_payment_method_enum, filter->method)), nx_text (filter->cursor),
                    nx_int (filter->limit), nx_bool (filter->attention));
}

NxRows *
nx_payments_store_lock (NxDb *db, const char *id, GError **error)
{
  if (!nx_db_do (db, &statements[LOCK_STUDENT], error, nx_text (id)))
    return NULL;
  return nx_db_run (db, &statements[LOCK], error, nx_text (id));
}

gboolean
nx_payments_store_lock_student (NxDb *db, const char *student_id, GError **error)
{
  return nx_db_do (db, &statements[LOCK_STUDENT_SELF], error, nx_text (student_id));
}

NxRows *
nx_payments_store_item (NxDb *db, NxPaymentType type, const char *item_key, GError **error)
{
  return nx_db_run (db, &statements[type == NX_PAYMENT_TYPE_SUBSCRIPTION ? PLAN_ITEM : PACK_ITEM], error, nx_text (item_key));
}

gboolean
nx_payments_store_settle (NxDb *db, const char *id, NxMoney received, gint32 received_on, const char *settled_by,
                          const char *request_id, const char *note, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[SETTLEMENT], error, nx_text (id), nx_int (received.amount), nx_text (received.currency),
                   nx_date (received_on), nx_time (now), nx_text (settled_by), nx_text (request_id), nx_text (note))
         && nx_db_do (db, &statements[SETTLED], error, nx_text (id), nx_time (now), nx_text (settled_by), nx_text (note));
}

gboolean
nx_payments_store_receipt (NxDb *db, const char *receipt_id, const char *payment_id, int year, gint64 now, int *number,
                           GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[RECEIPT_NUMBER], error, nx_int (year));

  if (rows == NULL)
    return FALSE;
  *number = (int) nx_rows_int (rows, 0, "last_number");
  return nx_db_do (db, &statements[RECEIPT], error, nx_text (receipt_id), nx_text (payment_id), nx_int (year), nx_int (*number),
                   nx_time (now));
}

gboolean
nx_payments_store_event (NxDb *db, const char *event_id, const char *payment_id, const char *kind, const NxActor *actor,
                         const char *detail, GError **error)
{
  return nx_db_later (db, &statements[EVENT], error, nx_text (event_id), nx_text (payment_id), nx_text (kind),
                      nx_time (actor->now), nx_text (actor->user_id), nx_text (actor->request_id), nx_text (detail));
}

NxRows *
nx_payments_store_give_up (NxDb *db, const char *subscription_id, GError **error)
{
  return nx_db_run (db, &statements[GIVE_UP], error, nx_text (subscription_id));
}

NxRows *
nx_payments_store_due (NxDb *db, const char *student_id, NxPaymentType type, const char *item_key, GError **error)
{
  return nx_db_run (db, &statements[DUE], error, nx_text (student_id), nx_text (nx_enum_slug (&nx_payment_type_enum, type)),
                    nx_text (item_key));
}

NxRows *
nx_payments_store_pack (NxDb *db, NxPaymentType type, const char *key, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[PACK], error, nx_text (key), nx_text (nx_enum_slug (&nx_payment_type_enum, type)), nx_time (now));
}

gboolean
nx_payments_store_set_method (NxDb *db, const char *id, NxPaymentMethod method, GError **error)
{
  return nx_db_do (db, &statements[SET_METHOD], error, nx_text (id), nx_text (nx_enum_slug (&nx_payment_method_enum, method)));
}

gboolean
nx_payments_store_retry (NxDb *db, const char *id, gboolean *done, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[RETRY], error, nx_text (id));

  if (rows == NULL)
    return FALSE;
  *done = nx_rows_affected (rows) == 1;
  return TRUE;
}

gboolean
nx_payments_store_fail (NxDb *db, const char *id, GError **error)
{
  return nx_db_do (db, &statements[FAIL], error, nx_text (id));
}

gboolean
nx_payments_store_set_attention (NxDb *db, const char *id, const char *attention, GError **error)
{
  return nx_db_do (db, &statements[SET_ATTENTION], error, nx_text (id), nx_text (attention));
}

NxRows *
nx_payments_store_events (NxDb *db, const char *id, GError **error)
{
  return nx_db_run (db, &statements[EVENTS], error, nx_text (id));
}

NxRows *
nx_payments_store_lots (NxDb *db, const char *payment_id, GError **error)
{
  return nx_db_run (db, &statements[LOTS], error, nx_text (payment_id));
}

gboolean
nx_payments_store_take_back (NxDb *db, const NxActor *actor, const char *id, const char *lot_id, const char *payment_id,
                             const char *reason, gint32 *taken, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[TAKE_BACK], error, nx_text (id), nx_text (lot_id), nx_text (payment_id),
                                       nx_text (reason), nx_text (actor->user_id), nx_text (actor->request_id), nx_time (actor->now));

  if (rows == NULL)
    return FALSE;
  *taken = (gint32) nx_rows_int (rows, 0, "taken");
  return TRUE;
}

gboolean
nx_payments_store_refund (NxDb *db, const char *id, const char *refunded_by, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[REFUND], error, nx_text (id), nx_time (now), nx_text (refunded_by));
}
