/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/html/nx-page-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-format.h"
#include "server/html/nx-page-session.h"

char *
nx_page_price (NxMoney price)
{
  g_autofree char *whole = NULL;

  if (strcmp (price.currency, "TND") != 0 || price.amount % 1000 != 0)
    return nx_money_format (price);

  whole = nx_format_count (price.amount / 1000);
  return g_strconcat (whole, "\u00a0TND", NULL);
}

char *
nx_page_date (gint64 time, const NxActor *actor)
{
  return time != NX_TIME_NONE ? nx_format_date (nx_time_date_in_zone (time, nx_page_zone (actor))) : NULL;
}

char *
nx_page_payment_title (const NxPayment *payment)
{
  const int plan = nx_enum_value (&nx_plan_name_enum, payment->itemKey);

  if (payment->type == NX_PAYMENT_TYPE_SUBSCRIPTION && plan >= 0)
    return g_strdup (nx_enum_label (&nx_plan_name_enum, plan));
  if (payment->type == NX_PAYMENT_TYPE_CREDIT_PACK)
    return nx_credits_format_noun (payment->credits);
  return g_strdup (payment->title != NULL ? payment->title : payment->itemKey);
}

static const char *
tagline_of (int plan)
{
  switch (plan)
    {
    case NX_PLAN_ACCES_PLATEFORME:
      return _ ("To work on one’s own, well accompanied");
    case NX_PLAN_HYBRIDE:
      return _ ("About one session a week");
    case NX_PLAN_IMMERSION:
      return _ ("About two sessions a week");
    default:
      return "";
    }
}

void
nx_page_write_plan (NxJsonWriter *writer, const NxCatalogueItem *item)
{
  const int plan = nx_enum_value (&nx_plan_name_enum, item->key);
  g_autofree char *price = nx_page_price (item->price);
  g_autofree char *credits = nx_credits_format_noun (item->credits);
  g_autofree char *monthly = g_strdup_printf (_ ("%s every month"), credits);

  nx_json_add_string (writer, "key", item->key);
  nx_json_add_string (writer, "name", plan >= 0 ? nx_enum_label (&nx_plan_name_enum, plan) : item->name);
  nx_json_add_string (writer, "tagline", tagline_of (plan));
  nx_json_add_string (writer, "price", price);
  nx_json_add_bool (writer, "popular", item->popular);
  nx_json_begin_array (writer, "features");
  nx_json_add_string (writer, NULL, item->credits > 0 ? monthly : _ ("Sessions by the pack, when needed"));
  nx_json_add_string (writer, NULL, _ ("ARIA for one subject"));
  nx_json_add_string (writer, NULL,
                      item->credits > 0 ? _ ("A report after every session") : _ ("The parent’s and the pupil’s spaces"));
  nx_json_end_array (writer);
}

typedef struct
{
  const char *text, *tone; /* tone: a class of the stylesheet */
} State;

static State
state_of (const NxPayment *payment)
{
  switch (payment->status)
    {
    case NX_PAYMENT_COMPLETED:
      return (State){ _ ("Paid"), "ok" };
    case NX_PAYMENT_FAILED:
      return (State){ _ ("Not completed"), "off" };
    case NX_PAYMENT_REFUNDED:
      return (State){ _ ("Refunded"), "off" };
    default:
      return payment->declaredAt != NX_TIME_NONE ? (State){ _ ("Transfer on its way"), "" } : (State){ _ ("To pay"), "warn" };
    }
}

static const char *
kind_of (const NxPayment *payment)
{
  switch (payment->type)
    {
    case NX_PAYMENT_TYPE_SUBSCRIPTION:
      return _ ("Plan, one month");
    case NX_PAYMENT_TYPE_CREDIT_PACK:
      return _ ("Credit pack");
    default:
      return _ ("Special pack");
    }
}

void
nx_page_write_payment (NxJsonWriter *writer, const char *member, const NxPayment *payment, const NxActor *actor)
{
  const State state = state_of (payment);
  const gboolean is_paid = payment->status == NX_PAYMENT_COMPLETED;
  const gboolean is_due = payment->status == NX_PAYMENT_PENDING && payment->declaredAt == NX_TIME_NONE;
  g_autofree char *title = nx_page_payment_title (payment);
  g_autofree char *amount = nx_money_format (payment->amount);
  g_autofree char *href = g_strconcat ("/parent/paiements/", payment->id, NULL);
  g_autofree char *receipt = g_strconcat ("/api/payments/", payment->id, "/receipt.pdf", NULL);
  g_autofree char *made = nx_page_date (payment->createdAt, actor);
  g_autofree char *settled = nx_page_date (payment->settledAt, actor);
  g_autofree char *declared = nx_page_date (payment->declaredAt, actor);

  nx_json_begin_object (writer, member);
  nx_json_add_string (writer, "id", payment->id);
  nx_json_add_string (writer, "href", href);
  nx_json_add_string (writer, "title", title);
  nx_json_add_string (writer, "kind", kind_of (payment));
  nx_json_add_string (writer, "pupil", payment->studentName);
  nx_json_add_string (writer, "amount", amount);
  nx_json_add_string (writer, "method", nx_enum_label (&nx_payment_method_enum, payment->method));
  nx_json_add_string (writer, "state", state.text);
  nx_json_add_string (writer, "tone", state.tone);
  nx_json_add_string (writer, "made", made);
  nx_json_add_string (writer, "settled", settled);
  nx_json_add_string (writer, "declared", declared);
  nx_json_add_bool (writer, "isDue", is_due);
  nx_json_add_bool (writer, "isPaid", is_paid);
  nx_json_add_string (writer, "receipt", is_paid && payment->receiptNumber != NULL ? receipt : NULL);
  nx_json_add_string (writer, "receiptNumber", payment->receiptNumber);
  nx_json_end_object (writer);
}

void
nx_page_write_payments (NxJsonWriter *writer, const char *member, GPtrArray *payments, const NxActor *actor)
{
  nx_json_begin_array (writer, member);
  for (guint i = 0; i < payments->len; i++)
    nx_page_write_payment (writer, NULL, g_ptr_array_index (payments, i), actor);
  nx_json_end_array (writer);
}

void
nx_page_write_hidden (NxJsonWriter *writer, const char *const *pairs)
{
  nx_json_begin_array (writer, "hidden");
  for (guint i = 0; pairs[i] != NULL; i += 2)
    {
      if (pairs[i + 1] == NULL)
        continue;
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "name", pairs[i]);
      nx_json_add_string (writer, "value", pairs[i + 1]);
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
}
