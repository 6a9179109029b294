/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-service.h"

#include <glib/gi18n-lib.h>

#include "common/nx-format.h"
#include "server/payments/payments-store.h"

/* What happened to a payment, as sentences. A kind that is not in the table is shown by its name. */

typedef struct
{
  const char *kind;
  gboolean office; /* nothing that a family has to know */
  const char *sentence;
  /* (nullable): makes the sentence where it has something in it; NULL: as it is */
  char *(*say) (const char *sentence, JsonObject *detail);
} EventKind;

static const char *
text_of (JsonObject *detail, const char *member)
{
  const char *text = NULL;

  return nx_json_get_string (detail, member, &text) ? text : "";
}

/* Sentences come from a table: no format to print by. */
static char *
fill (const char *sentence, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);

  return g_strjoinv (text, parts);
}

/* "Konnect: %s paid.": what Konnect said, in minor units beside their currency. */
static char *
say_provider_amount (const char *sentence, JsonObject *detail)
{
  NxMoney money = { 0 };
  g_autofree char *amount = NULL;

  g_strlcpy (money.currency, text_of (detail, "currency"), sizeof money.currency);
  if (!nx_json_get_int (detail, "amount", &money.amount) || nx_money_decimals (money.currency) < 0)
    return fill (sentence, "?");
  amount = nx_money_format (money);
  return fill (sentence, amount);
}

static char *
say_money (const char *sentence, JsonObject *detail, const char *member)
{
  JsonObject *object = nx_json_get_object (detail, member);
  NxMoney money = { 0 };
  g_autofree char *amount = NULL;

  if (object == NULL || !nx_json_get_int (object, "amount", &money.amount))
    return fill (sentence, "?");
  g_strlcpy (money.currency, text_of (object, "currency"), sizeof money.currency);
  amount = nx_money_format (money);
  return fill (sentence, amount);
}

static char *
say_transfer_amount (const char *sentence, JsonObject *detail)
{
  return say_money (sentence, detail, "transferAmount");
}

static char *
say_received_amount (const char *sentence, JsonObject *detail)
{
  return say_money (sentence, detail, "receivedAmount");
}

static char *
say_reference (const char *sentence, JsonObject *detail)
{
  return fill (sentence, text_of (detail, "ref"));
}

static char *
say_note (const char *sentence, JsonObject *detail)
{
  return fill (sentence, text_of (detail, "note"));
}

static char *
say_reason (const char *sentence, JsonObject *detail)
{
  return fill (sentence, text_of (detail, "reason"));
}

static char *
say_difference (const char *sentence, JsonObject *detail)
{
  const char *difference = text_of (detail, "difference");

  if (g_str_equal (difference, "order"))
    return g_strdup (_("Konnect says paid, but for another order. Nothing was settled."));
  if (g_str_equal (difference, "currency"))
    return g_strdup (_("Konnect says paid, but not in dinars. Nothing was settled."));
  if (g_str_equal (difference, "wallet"))
    return g_strdup (_("Konnect says paid, but to another account. Nothing was settled."));
  return say_provider_amount (sentence, detail);
}

static const EventKind kinds[] = {
  { "created", FALSE, N_("The payment is due.") },
  { "retried", FALSE, N_("Another attempt to pay.") },
  { "link_made", FALSE, N_("A page for payment by card was opened (%s)."), say_reference },
  { "link_failed", FALSE, N_("The service for payments by card gave no page. Nothing was taken.") },
  { "link_lost", TRUE, N_("The service for payments by card was asked for a page; no answer was seen.") },
  { "link_found", TRUE, N_("A page whose address had been lost was found again by its notice.") },
  { "notice", TRUE, N_("Notice about %s."), say_reference },
  { "konnect_waiting", TRUE, N_("Konnect: not paid yet.") },
  { "konnect_completed", FALSE, N_("Konnect: %s paid."), say_provider_amount },
  { "konnect_failed", FALSE, N_("Konnect: the payment failed. Nothing was taken.") },
  { "konnect_mismatch", TRUE, N_("Konnect says paid, but of another amount: %s. Nothing was settled."), say_difference },
  { "konnect_unknown", TRUE, N_("Konnect does not know this page.") },
  { "instructed", FALSE, N_("Payment by transfer was chosen.") },
  { "declared", FALSE, N_("The family says that it sent a transfer of %s."), say_transfer_amount },
  { "confirmed", FALSE, N_("Received: %s."), say_received_amount },
  { "rejected", FALSE, N_("Rejected: %s"), say_note },
  { "cash", FALSE, N_("Taken at the desk: %s."), say_received_amount },
  { "settled", FALSE, N_("The payment is settled.") },
  { "given_up", FALSE, N_("Another choice was made: this is not due any more.") },
  { "abandoned", FALSE, N_("The family does not want it any more: this is not due.") },
  { "plan_replaced", FALSE, N_("The plan had been replaced meanwhile: the office decides what becomes of the money.") },
  { "paid_twice", FALSE, N_("%s came a second time: the office gives it back."), say_provider_amount },
  { "handled", TRUE, N_("Looked at: %s"), say_note },
  { "refunded", FALSE, N_("Refunded: %s"), say_reason },
};

static const EventKind *
find_kind (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind))
      return &kinds[i];
  return NULL;
}

static char *
say (const EventKind *kind, const char *name, JsonObject *detail)
{
  if (kind == NULL)
    return g_strdup (name);
  return kind->say != NULL ? kind->say (_(kind->sentence), detail) : g_strdup (_(kind->sentence));
}

static void
write_event (NxRows *rows, guint i, gboolean office, NxJsonWriter *writer)
{
  const char *name = nx_rows_text (rows, i, "kind"), *json = nx_rows_text (rows, i, "detail");
  const EventKind *kind = find_kind (name);
  g_autoptr (JsonNode) root = nx_json_parse (json, -1, &nx_json_limits_request, NULL);
  g_autoptr (JsonObject) none = json_object_new ();
  g_autofree char *sentence = NULL;

  if (!office && kind != NULL && kind->office)
    return;
  sentence = say (kind, name, root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : none);
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "kind", name);
  nx_json_add_time (writer, "at", nx_rows_time (rows, i, "at"));
  nx_json_add_string (writer, "by", nx_rows_text (rows, i, "by"));
  if (office)
    nx_json_add_raw (writer, "detail", json);
  else
    nx_json_add_null (writer, "detail");
  nx_json_add_string (writer, "sentence", sentence);
  nx_json_end_object (writer);
}

gboolean
nx_payments_write_events (NxDb *db, const NxActor *actor, const char *payment_id, NxJsonWriter *writer, GError **error)
{
  g_autoptr (NxRows) rows = nx_payments_store_events (db, payment_id, error);

  if (rows == NULL)
    return FALSE;
  nx_json_begin_array (writer, "events");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    write_event (rows, i, nx_actor_is_office (actor), writer);
  nx_json_end_array (writer);
  return TRUE;
}
