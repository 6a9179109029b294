/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions-store.h"

enum
{
  CATALOGUE,
  PLAN,
  LOCK_STUDENT,
  OF,
  OF_PAYMENT,
  INSERT_SUBSCRIPTION,
  START,
  SCHEDULE,
  EXTEND,
  END,
  SET_END,
  ADD_PERIOD,
  UNPAID,
  RUNNING,
  POSTPONE_END,
  POSTPONE_START,
  POSTPONE_PERIOD,
  COPY,
  MOVE_PAYMENT,
  CANCEL,
  RESUME
};

#define SUBSCRIPTION_COLUMNS                                                                                          \
  "x.id, x.student_id, x.plan_name, x.status, x.credits_per_month, x.monthly_price || ' ' || x.currency AS monthly_price, " \
  "x.aria_subjects, x.starts_at, x.paid_until, x.ends_at, x.cancelled_at "

static const NxStatement statements[] = {
  [CATALOGUE] = { "subscriptions.catalogue",
    "SELECT name AS key, 'plan' AS kind, title AS name, price || ' ' || currency AS price, credits, validity_months, popular, "
    "1 AS part, position FROM plans WHERE active "
    "UNION ALL SELECT key, lower (type), title, price || ' ' || currency, credits, validity_months, false, 2, position FROM packs "
    "WHERE (valid_from IS NULL OR valid_from <= $1::timestamptz) AND (valid_until IS NULL OR valid_until > $1::timestamptz) "
    "UNION ALL SELECT key, 'aria', title, price || ' ' || currency, 0, 0, false, 3, price::int / 1000 FROM aria_addons "
    "UNION ALL SELECT type, 'session', '', '0 TND', cost, 0, false, 4, cost FROM session_costs ORDER BY part, position", 1 },
  [PLAN] = { "subscriptions.plan",
    "SELECT p.title, p.price, p.currency, p.credits, p.validity_months, p.aria_subjects_included AS aria_included, "
    "(SELECT price FROM aria_addons WHERE key = 'ONE_SUBJECT') AS one, (SELECT price FROM aria_addons WHERE key = 'ALL_SUBJECTS') AS all "
    "FROM plans p WHERE p.name = $1 AND p.active", 1 },
  [LOCK_STUDENT] = { "subscriptions.lock_student", "SELECT id FROM students WHERE id = $1::uuid FOR NO KEY UPDATE", 1 },
  [OF] = { "subscriptions.of",
    "SELECT " SUBSCRIPTION_COLUMNS "FROM subscriptions x WHERE x.student_id = $1::uuid AND ($2::text IS NULL OR x.status = $2) "
    "ORDER BY x.created_at DESC, x.id DESC", 2 },
  [OF_PAYMENT] = { "subscriptions.of_payment",
    "SELECT " SUBSCRIPTION_COLUMNS ", x.monthly_price AS amount, x.currency, x.validity_months, m.id AS payment_id, "
    "pu.email AS parent_email, pu.first_name AS parent_name, pu.locale AS parent_locale, su.first_name AS student_name "
    "FROM payments m JOIN subscriptions x ON x.id = m.subscription_id "
    "JOIN parents pa ON pa.id = m.parent_id JOIN users pu ON pu.id = pa.user_id "
    "JOIN students s ON s.id = x.student_id JOIN users su ON su.id = s.user_id WHERE m.id = $1::uuid", 1 },
  [INSERT_SUBSCRIPTION] = { "subscriptions.insert",
    "INSERT INTO subscriptions (id, student_id, plan_name, status, credits_per_month, monthly_price, currency, aria_subjects, "
    "created_at, created_by, validity_months) "
    "VALUES ($1::uuid, $2::uuid, $3, 'INACTIVE', $4::int, $5::bigint, $6, $7::text[], $8::timestamptz, $9::uuid, $10::smallint)", 10 },
  [START] = { "subscriptions.start",
    "UPDATE subscriptions SET status = 'ACTIVE', starts_at = $2::timestamptz, paid_until = $3::timestamptz, version = version + 1 "
    "WHERE id = $1::uuid", 3 },
  [SCHEDULE] = { "subscriptions.schedule",
    "UPDATE subscriptions SET starts_at = $2::timestamptz, paid_until = $3::timestamptz, version = version + 1 WHERE id = $1::uuid", 3 },
  [EXTEND] = { "subscriptions.extend",
    "UPDATE subscriptions SET paid_until = $2::timestamptz, version = version + 1 WHERE id = $1::uuid", 2 },
  [END] = { "subscriptions.end",
    "UPDATE subscriptions SET status = $2, ends_at = $3::timestamptz, version = version + 1 WHERE id = $1::uuid", 3 },
  [SET_END] = { "subscriptions.set_end",
    "UPDATE subscriptions SET ends_at = $2::timestamptz, version = version + 1 WHERE id = $1::uuid", 2 },
  [ADD_PERIOD] = { "subscriptions.add_period",
    "INSERT INTO subscription_periods (id, subscription_id, period, due_at, payment_id, granted_at) "
    "VALUES ($1::uuid, $2::uuid, $3::date, $4::timestamptz, $5::uuid, $6::timestamptz)", 6 },
  [UNPAID] = { "subscriptions.unpaid",
    "SELECT x.id FROM subscriptions x WHERE x.student_id = $1::uuid AND x.status = 'INACTIVE' AND x.starts_at IS NULL "
    "AND NOT EXISTS (SELECT FROM payments p WHERE p.subscription_id = x.id AND (p.status = 'COMPLETED' "
    "OR (p.status = 'PENDING' AND (p.provider_ref IS NOT NULL OR p.declared_at IS NOT NULL))))", 1 },
  [RUNNING] = { "subscriptions.running",
    "SELECT id, student_id, credits_per_month, validity_months FROM subscriptions WHERE student_id = $1::uuid AND status = 'ACTIVE'", 1 },
  /* What ends or begins where the paid month did: the end that a family asked for, the plan that waits, and its first month. */
  [POSTPONE_END] = { "subscriptions.postpone_end",
    "UPDATE subscriptions SET ends_at = $3::timestamptz, version = version + 1 WHERE student_id = $1::uuid AND status = 'ACTIVE' "
    "AND ends_at = $2::timestamptz", 3 },
  [POSTPONE_PERIOD] = { "subscriptions.postpone_period",
    "UPDATE subscription_periods p SET due_at = $3::timestamptz, period = $4::date FROM subscriptions x WHERE x.id = p.subscription_id "
    "AND x.student_id = $1::uuid AND x.status = 'INACTIVE' AND x.starts_at = $2::timestamptz AND p.granted_at IS NULL", 4 },
  [POSTPONE_START] = { "subscriptions.postpone_start",
    "UPDATE subscriptions SET starts_at = $3::timestamptz, paid_until = $4::timestamptz, version = version + 1 "
    "WHERE student_id = $1::uuid AND status = 'INACTIVE' AND starts_at = $2::timestamptz", 4 },
  [COPY] = { "subscriptions.copy",
    "INSERT INTO subscriptions (id, student_id, plan_name, status, credits_per_month, monthly_price, currency, aria_subjects, "
    "created_at, created_by, validity_months) SELECT $1::uuid, student_id, plan_name, 'INACTIVE', credits_per_month, monthly_price, "
    "currency, aria_subjects, $3::timestamptz, $4::uuid, validity_months FROM subscriptions WHERE id = $2::uuid", 4 },
  [MOVE_PAYMENT] = { "subscriptions.move_payment", "UPDATE payments SET subscription_id = $2::uuid, period = NULL WHERE id = $1::uuid", 2 },
  [CANCEL] = { "subscriptions.cancel",
    "UPDATE subscriptions SET ends_at = $2::timestamptz, cancelled_at = $3::timestamptz, cancelled_by = $4::uuid, cancel_reason = $5, "
    "version = version + 1 WHERE id = $1::uuid", 5 },
  [RESUME] = { "subscriptions.resume",
    "UPDATE subscriptions SET ends_at = NULL, cancelled_at = NULL, cancelled_by = NULL, cancel_reason = NULL, version = version + 1 "
    "WHERE id = $1::uuid", 1 },
};

NX_STATEMENTS (subscriptions, statements)

NxRows *
nx_subscriptions_store_catalogue (NxDb *db, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[CATALOGUE], error, nx_time (now));
}

NxRows *
nx_subscriptions_store_plan (NxDb *db, const char *name, GError **error)
{
  return nx_db_run (db, &statements[PLAN], error, nx_text (name));
}

gboolean
nx_subscriptions_store_lock_student (NxDb *db, const char *student_id, GError **error)
{
  return nx_db_do (db, &statements[LOCK_STUDENT], error, nx_text (student_id));
}

NxRows *
nx_subscriptions_store_of (NxDb *db, const char *student_id, const char *status, GError **error)
{
  return nx_db_run (db, &statements[OF], error, nx_text (student_id), nx_text (status));
}

NxRows *
nx_subscriptions_store_of_payment (NxDb *db, const char *payment_id, GError **error)
{
  return nx_db_run (db, &statements[OF_PAYMENT], error, nx_text (payment_id));
}

gboolean
nx_subscriptions_store_insert (NxDb *db, const char *id, const NxSubscriptionChange *change, gint32 credits, NxMoney price,
                               int validity_months, const char *aria_subjects, const NxActor *actor, GError **error)
{
  return nx_db_do (db, &statements[INSERT_SUBSCRIPTION], error, nx_text (id), nx_text (change->student_id),
                   nx_text (nx_enum_slug (&nx_plan_name_enum, change->plan)), nx_int (credits), nx_int (price.amount),
                   nx_text (price.currency), nx_text (aria_subjects), nx_time (actor->now), nx_text (actor->user_id),
                   nx_int (validity_months));
}

gboolean
nx_subscriptions_store_start (NxDb *db, const char *id, gint64 starts_at, gint64 paid_until, GError **error)
{
  return nx_db_do (db, &statements[START], error, nx_text (id), nx_time (starts_at), nx_time (paid_until));
}

gboolean
nx_subscriptions_store_schedule (NxDb *db, const char *id, gint64 starts_at, gint64 paid_until, GError **error)
{
  return nx_db_do (db, &statements[SCHEDULE], error, nx_text (id), nx_time (starts_at), nx_time (paid_until));
}

gboolean
nx_subscriptions_store_extend (NxDb *db, const char *id, gint64 paid_until, GError **error)
{
  return nx_db_do (db, &statements[EXTEND], error, nx_text (id), nx_time (paid_until));
}

gboolean
nx_subscriptions_store_end (NxDb *db, const char *id, NxSubscriptionStatus status, gint64 ends_at, GError **error)
{
  return nx_db_do (db, &statements[END], error, nx_text (id), nx_text (nx_enum_slug (&nx_subscription_status_enum, status)),
                   nx_time (ends_at));
}

gboolean
nx_subscriptions_store_set_end (NxDb *db, const char *id, gint64 ends_at, GError **error)
{
  return nx_db_do (db, &statements[SET_END], error, nx_text (id), nx_time (ends_at));
}

gboolean
nx_subscriptions_store_add_period (NxDb *db, const char *period_id, const char *subscription_id, gint32 period, gint64 due_at,
                                   const char *payment_id, gint64 granted_at, GError **error)
{
  return nx_db_do (db, &statements[ADD_PERIOD], error, nx_text (period_id), nx_text (subscription_id), nx_date (period),
                   nx_time (due_at), nx_text (payment_id), nx_time (granted_at));
}

NxRows *
nx_subscriptions_store_unpaid (NxDb *db, const char *student_id, GError **error)
{
  return nx_db_run (db, &statements[UNPAID], error, nx_text (student_id));
}

NxRows *
nx_subscriptions_store_running (NxDb *db, const char *student_id, GError **error)
{
  return nx_db_run (db, &statements[RUNNING], error, nx_text (student_id));
}

gboolean
nx_subscriptions_store_postpone (NxDb *db, const char *student_id, gint64 from, gint64 to, gint64 paid_until, gint32 period,
                                 GError **error)
{
  return nx_db_do (db, &statements[POSTPONE_END], error, nx_text (student_id), nx_time (from), nx_time (to))
         && nx_db_do (db, &statements[POSTPONE_PERIOD], error, nx_text (student_id), nx_time (from), nx_time (to), nx_date (period))
         && nx_db_do (db, &statements[POSTPONE_START], error, nx_text (student_id), nx_time (from), nx_time (to), nx_time (paid_until));
}

gboolean
nx_subscriptions_store_copy (NxDb *db, const char *id, const char *of, const char *payment_id, const NxActor *actor, GError **error)
{
  return nx_db_do (db, &statements[COPY], error, nx_text (id), nx_text (of), nx_time (actor->now), nx_text (actor->user_id))
         && nx_db_do (db, &statements[MOVE_PAYMENT], error, nx_text (payment_id), nx_text (id));
}

gboolean
nx_subscriptions_store_cancel (NxDb *db, const char *id, gint64 ends_at, const char *reason, const NxActor *actor, GError **error)
{
  return nx_db_do (db, &statements[CANCEL], error, nx_text (id), nx_time (ends_at), nx_time (actor->now), nx_text (actor->user_id),
                   nx_text (reason));
}

gboolean
nx_subscriptions_store_resume (NxDb *db, const char *id, GError **error)
{
  return nx_db_do (db, &statements[RESUME], error, nx_text (id));
}
