/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/refunds-store.h"

enum
{
  MONTH,
  FORGET_MONTHS,
  LET_RUN
};

static const NxStatement statements[] = {
  [MONTH] = { "refunds.month",
    "SELECT x.id, x.student_id, x.status, x.paid_until, m.due_at, EXISTS (SELECT FROM subscription_periods l "
    "WHERE l.subscription_id = x.id AND l.period > m.period) AS paid_beyond "
    "FROM subscription_periods m JOIN subscriptions x ON x.id = m.subscription_id WHERE m.payment_id = $1::uuid "
    "ORDER BY m.period DESC LIMIT 1", 1 },
  [FORGET_MONTHS] = { "refunds.forget_months", "DELETE FROM subscription_periods WHERE payment_id = $1::uuid AND granted_at IS NULL", 1 },
  [LET_RUN] = { "refunds.let_run",
    "UPDATE subscriptions SET ends_at = NULL, version = version + 1 WHERE student_id = $1::uuid AND status = 'ACTIVE' "
    "AND ends_at = $2::timestamptz AND cancelled_at IS NULL", 2 },
};

NX_STATEMENTS (refunds, statements)

NxRows *
nx_refunds_store_month (NxDb *db, const char *payment_id, GError **error)
{
  return nx_db_run (db, &statements[MONTH], error, nx_text (payment_id));
}

gboolean
nx_refunds_store_forget_months (NxDb *db, const char *payment_id, GError **error)
{
  return nx_db_do (db, &statements[FORGET_MONTHS], error, nx_text (payment_id));
}

gboolean
nx_refunds_store_let_run (NxDb *db, const char *student_id, gint64 ends_at, GError **error)
{
  return nx_db_do (db, &statements[LET_RUN], error, nx_text (student_id), nx_time (ends_at));
}
