/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions-quote.h"

#include <glib/gi18n-lib.h>

#include "server/subscriptions/subscriptions-store.h"

static NxMoney
money_of (NxRows *plan, const char *column)
{
  NxMoney money = { nx_rows_int (plan, 0, column), "" };

  g_strlcpy (money.currency, nx_rows_text (plan, 0, "currency"), sizeof money.currency);
  return money;
}

gboolean
nx_subscriptions_quote (NxDb *db, const NxActor *actor, const NxSubscription *running, NxPlanName plan, guint32 aria_subjects,
                        NxPlanQuote *quote, GError **error)
{
  g_autoptr (NxRows) row = nx_subscriptions_store_plan (db, nx_enum_slug (&nx_plan_name_enum, plan), error);

  if (row == NULL)
    return FALSE;
  if (nx_rows_count (row) == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_INVALID, _ ("This plan is not sold at the moment."));
      return FALSE;
    }

  *quote = (NxPlanQuote){ .plan = money_of (row, "price"), .one = money_of (row, "one"), .all = money_of (row, "all"),
                          .credits = (gint32) nx_rows_int (row, 0, "credits"),
                          .included = (guint) nx_rows_int (row, 0, "aria_included"),
                          .chosen = (guint) __builtin_popcount (aria_subjects), .starts_at = NX_TIME_NONE };
  quote->total = nx_subscriptions_price (quote->plan, quote->included, quote->chosen, quote->one, quote->all);
  quote->extra = quote->total;
  quote->extra.amount -= quote->plan.amount;
  if (running == NULL)
    return TRUE;

  quote->is_current = running->planName == (int) plan && running->ariaSubjects == aria_subjects;
  if (quote->total.amount < running->monthlyPrice.amount && running->paidUntil != NX_TIME_NONE
      && running->paidUntil > actor->now)
    quote->starts_at = running->paidUntil;
  return TRUE;
}
