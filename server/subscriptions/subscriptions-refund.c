/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions-refund.h"

#include "common/nx-enums.h"
#include "server/nx-audit.h"
#include "server/payments/payments.h"
#include "server/subscriptions/refunds-store.h"
#include "server/subscriptions/subscriptions-store.h"

static gboolean
end_now (NxDb *db, const NxActor *actor, NxRows *row, const char *before, GError **error)
{
  const char *id = nx_rows_text (row, 0, "id");

  return nx_subscriptions_store_end (db, id, NX_SUBSCRIPTION_CANCELLED, actor->now, error) && nx_payments_give_up (db, actor, id, error)
         && nx_audit (db, actor, "subscription.refunded", "subscription", id, before, "{\"status\": \"CANCELLED\"}", error)
         && nx_live_publish (db, actor, "subscription.changed", id, NULL, nx_rows_text (row, 0, "student_id"), error);
}

gboolean
nx_subscriptions_refunded (NxDb *db, const NxActor *actor, const char *payment_id, gboolean *ended, GError **error)
{
  g_autoptr (NxRows) row = nx_refunds_store_month (db, payment_id, error);
  const char *status;
  gint64 due_at;

  *ended = FALSE;
  if (row == NULL)
    return FALSE;
  /* Settled without effect: its plan had been replaced. */
  if (nx_rows_count (row) == 0)
    return TRUE;
  status = nx_rows_text (row, 0, "status");
  due_at = nx_rows_time (row, 0, "due_at");
  if (!nx_refunds_store_forget_months (db, payment_id, error))
    return FALSE;
  if (g_str_equal (status, "INACTIVE"))
    {
      *ended = TRUE;
      return nx_refunds_store_let_run (db, nx_rows_text (row, 0, "student_id"), due_at, error)
             && end_now (db, actor, row, "{\"status\": \"INACTIVE\"}", error);
    }
  if (!g_str_equal (status, "ACTIVE") || nx_rows_bool (row, 0, "paid_beyond"))
    return TRUE;
  if (due_at > actor->now)
    return nx_subscriptions_store_extend (db, nx_rows_text (row, 0, "id"), due_at, error)
           && nx_audit (db, actor, "subscription.unpaid", "subscription", nx_rows_text (row, 0, "id"), NULL, NULL, error);
  *ended = nx_rows_time (row, 0, "paid_until") > actor->now;
  return !*ended || end_now (db, actor, row, "{\"status\": \"ACTIVE\"}", error);
}
