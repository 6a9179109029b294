/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/renewals-store.h"

enum
{
  STUDENTS,
  NEXT,
  TAKE_PERIOD,
  NAME_PERIOD
};

#define DAYS(key) "make_interval (days => (SELECT value::text::int FROM settings WHERE key = '" key "')) "
/* The month that comes after what is paid: subscriptions whose renewal a family has to pay. */
#define UNPAID "FROM subscriptions x WHERE x.status = 'ACTIVE' AND x.monthly_price > 0 AND x.ends_at IS NULL "

/*
 * Each thing that the time asks for, with the moment that it was due. A family whose transfer is declared is waited for; one that was
 * asked late, since no server ran, has its days of grace from then.
 */
#define DUE                                                                                                                     \
  "SELECT x.id, x.student_id, 'grant' AS what, 1 AS part, p.due_at AS due FROM subscription_periods p "                         \
  "JOIN subscriptions x ON x.id = p.subscription_id WHERE p.granted_at IS NULL AND p.due_at <= $1::timestamptz "                \
  "AND x.status = 'ACTIVE' "                                                                                                    \
  "UNION ALL SELECT x.id, x.student_id, 'start', 2, x.starts_at FROM subscriptions x WHERE x.status = 'INACTIVE' "              \
  "AND x.starts_at <= $1::timestamptz "                                                                                         \
  "UNION ALL SELECT x.id, x.student_id, 'end', 3, x.ends_at FROM subscriptions x WHERE x.status = 'ACTIVE' "                    \
  "AND x.cancelled_at IS NOT NULL AND x.ends_at <= $1::timestamptz "                                                            \
  "UNION ALL SELECT x.id, x.student_id, 'free', 4, x.paid_until FROM subscriptions x WHERE x.status = 'ACTIVE' "                \
  "AND x.monthly_price = 0 AND x.ends_at IS NULL AND x.paid_until <= $1::timestamptz "                                          \
  "UNION ALL SELECT x.id, x.student_id, 'ask', 5, x.paid_until - " DAYS ("renewal_notice_days") UNPAID                          \
  "AND x.paid_until <= $1::timestamptz + " DAYS ("renewal_notice_days")                                                         \
  "AND NOT EXISTS (SELECT FROM payments m WHERE m.subscription_id = x.id AND m.status = 'PENDING') "                            \
  "UNION ALL SELECT x.id, x.student_id, 'lapse', 6, greatest (x.paid_until, a.asked_at) + " DAYS ("renewal_grace_days")         \
  "FROM (SELECT x.* " UNPAID "AND x.paid_until <= $1::timestamptz - " DAYS ("renewal_grace_days") ") x "                        \
  "JOIN LATERAL (SELECT min (m.created_at) AS asked_at FROM payments m WHERE m.subscription_id = x.id "                         \
  "AND m.period = (x.paid_until AT TIME ZONE 'Africa/Tunis')::date) a ON a.asked_at <= $1::timestamptz - "                      \
  DAYS ("renewal_grace_days")                                                                                                   \
  "WHERE NOT EXISTS (SELECT FROM payments m WHERE m.subscription_id = x.id AND m.status = 'PENDING' "                           \
  "AND m.declared_at IS NOT NULL) "

static const NxStatement statements[] = {
  [STUDENTS] = { "renewals.students",
    "SELECT d.student_id AS id FROM (" DUE ") d GROUP BY d.student_id ORDER BY min (d.due), d.student_id", 1 },
  [NEXT] = { "renewals.next",
    "SELECT d.what, d.due, x.id, x.student_id, x.plan_name, x.status, x.credits_per_month, x.monthly_price AS amount, x.currency, "
    "x.starts_at, x.paid_until, x.validity_months, pu.email AS parent_email, pu.first_name AS parent_name, "
    "pu.locale AS parent_locale, su.first_name AS student_name "
    "FROM (" DUE ") d JOIN subscriptions x ON x.id = d.id JOIN students s ON s.id = x.student_id JOIN users su ON su.id = s.user_id "
    "JOIN parents pa ON pa.id = s.parent_id JOIN users pu ON pu.id = pa.user_id "
    "WHERE d.student_id = $2::uuid ORDER BY d.due, d.part LIMIT 1", 2 },
  [TAKE_PERIOD] = { "renewals.take_period",
    "UPDATE subscription_periods p SET granted_at = $3::timestamptz WHERE p.id = (SELECT q.id FROM subscription_periods q "
    "WHERE q.subscription_id = $1::uuid AND q.granted_at IS NULL AND q.due_at <= $2::timestamptz ORDER BY q.due_at LIMIT 1) "
    "RETURNING p.period, p.payment_id", 3 },
  [NAME_PERIOD] = { "renewals.name_period", "UPDATE payments SET period = $2::date WHERE id = $1::uuid", 2 },
};
NX_STATEMENTS (renewals, statements)

NxRows *
nx_renewals_store_students (NxDb *db, gint64 until, GError **error)
{
  return nx_db_run (db, &statements[STUDENTS], error, nx_time (until));
}

NxRows *
nx_renewals_store_next (NxDb *db, const char *student_id, gint64 until, GError **error)
{
  return nx_db_run (db, &statements[NEXT], error, nx_time (until), nx_text (student_id));
}

NxRows *
nx_renewals_store_take_period (NxDb *db, const char *subscription_id, gint64 until, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[TAKE_PERIOD], error, nx_text (subscription_id), nx_time (until), nx_time (now));
}

gboolean
nx_renewals_store_name_period (NxDb *db, const char *payment_id, gint32 period, GError **error)
{
  return nx_db_do (db, &statements[NAME_PERIOD], error, nx_text (payment_id), nx_date (period));
}
