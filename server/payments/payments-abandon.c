/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-service.h"

#include <glib/gi18n-lib.h>

#include "server/nx-audit.h"
#include "server/payments/konnect-store.h"
#include "server/payments/payments-store.h"

/* A pack that nobody wants any more. The pages that were opened for it stay watched: money that comes by one is never lost. */

gboolean
nx_payments_is_begun (NxDb *db, const char *payment_id, gboolean *begun, GError **error)
{
  return nx_konnect_store_has_open (db, payment_id, begun, error);
}

static gboolean
check_abandon (const NxPayment *payment, NxPaymentStatus *to, GError **error)
{
  if (payment->status == NX_PAYMENT_COMPLETED || payment->status == NX_PAYMENT_REFUNDED)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_ALREADY_SETTLED, _("This payment is settled already."));
  else if (!nx_payment_transition (payment->status, NX_PAYMENT_EVENT_FAIL, to))
    g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("This payment is not due any more."));
  else if (payment->type == NX_PAYMENT_TYPE_SUBSCRIPTION)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("A plan is changed or ended on the plan’s page."));
  else if (payment->declaredAt != NX_TIME_NONE)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT,
                         _("You told us that your transfer is on the way. Write to the office if it is not."));
  else
    return TRUE;
  return FALSE;
}

NxPayment *
nx_payments_abandon (NxDb *db, const NxActor *actor, const char *payment_id, GError **error)
{
  g_autoptr (NxPayment) seen = nx_payments_get (db, actor, payment_id, error);
  g_autoptr (NxRows) lock = seen != NULL ? nx_payments_store_lock (db, payment_id, error) : NULL;
  g_autoptr (NxPayment) payment = lock != NULL ? nx_payments_get (db, actor, payment_id, error) : NULL;
  NxPaymentStatus to;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  if (payment == NULL || !check_abandon (payment, &to, error))
    return NULL;
  g_return_val_if_fail (to == NX_PAYMENT_FAILED, NULL);
  if (!nx_payments_store_fail (db, payment_id, error) || !nx_payments_note (db, actor, payment_id, "abandoned", NULL, error)
      || !nx_audit (db, actor, "payment.abandoned", "payment", payment_id, "{\"status\": \"PENDING\"}", "{\"status\": \"FAILED\"}", error))
    return NULL;
  return nx_payments_get (db, actor, payment_id, error);
}
