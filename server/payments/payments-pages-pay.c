/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-pages.h"

#include <string.h>

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "server/gateways/nx-konnect.h"
#include "server/html/nx-page-money.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/nx-app.h"
#include "server/payments/payments-service.h"
#include "server/transfers/transfers.h"

/* One payment: its state, the ways to pay it, the card, and the page that a family comes back to. */

/* The page asks again by itself this often, a little later each time; then the mail is quicker than looking. */
#define MAX_LOOKS 8
#define FIRST_LOOK 3

/* What the money brings: (transfer full) (nullable). */
static char *
brings_text (const NxPayment *payment)
{
  g_autofree char *credits = nx_credits_format_noun (payment->credits);

  if (payment->type == NX_PAYMENT_TYPE_SUBSCRIPTION)
    return payment->credits > 0 ? g_strdup_printf (_ ("%s, and ARIA for a month"), credits) : g_strdup (_ ("ARIA for a month"));
  return payment->credits > 0 ? g_steal_pointer (&credits) : NULL;
}

static void
write_event (NxJsonWriter *model, JsonObject *event, const NxActor *actor)
{
  const char *sentence = NULL, *at = NULL;
  g_autofree char *when = NULL;
  gint64 time = NX_TIME_NONE;

  if (!nx_json_get_string (event, "sentence", &sentence) || !nx_json_get_string (event, "at", &at) || !nx_time_parse (at, &time))
    return;
  when = nx_format_date_time (time, nx_page_zone (actor));
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "sentence", sentence);
  nx_json_add_string (model, "iso", at);
  nx_json_add_string (model, "when", when);
  nx_json_end_object (model);
}

/* Given up by the family, and not begun anew since. */
static gboolean
was_abandoned (JsonArray *events)
{
  gboolean abandoned = FALSE;

  for (guint i = 0; events != NULL && i < json_array_get_length (events); i++)
    {
      const char *kind = NULL;

      if (!nx_json_get_string (json_array_get_object_element (events, i), "kind", &kind))
        continue;
      if (strcmp (kind, "abandoned") == 0)
        abandoned = TRUE;
      else if (strcmp (kind, "retried") == 0)
        abandoned = FALSE;
    }
  return abandoned;
}

/* All that happened to the payment, as the service tells it, with times as a family reads them. */
static gboolean
write_history (NxJsonWriter *model, NxDb *db, const NxActor *actor, const NxPayment *payment, GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  JsonArray *events;

  nx_json_begin_object (writer, NULL);
  if (!nx_payments_write_events (db, actor, payment->id, writer, error))
    return FALSE;
  nx_json_end_object (writer);
  text = nx_json_writer_end (writer, NULL);
  root = nx_json_parse (text, -1, &nx_json_limits_answer, error);
  if (root == NULL)
    return FALSE;

  events = nx_json_get_array (json_node_get_object (root), "events");
  nx_json_begin_array (model, "events");
  for (guint i = 0; events != NULL && i < json_array_get_length (events); i++)
    write_event (model, json_array_get_object_element (events, i), actor);
  nx_json_end_array (model);
  nx_json_add_bool (model, "hasEvents", events != NULL && json_array_get_length (events) > 0);
  nx_json_add_bool (model, "isAbandoned", payment->status == NX_PAYMENT_FAILED && was_abandoned (events));
  return TRUE;
}

/* A way that is not set up is not offered, and the page says so. */
static void
write_ways (NxJsonWriter *model, const NxConfig *config, const NxPayment *payment)
{
  const gboolean card = nx_konnect_is_offered (config), transfer = nx_transfers_offered (config);
  const gboolean declared = payment->declaredAt != NX_TIME_NONE;
  const gboolean pending = payment->status == NX_PAYMENT_PENDING;

  nx_json_add_bool (model, "isOpen", (pending && !declared) || payment->status == NX_PAYMENT_FAILED);
  nx_json_add_bool (model, "card", card);
  nx_json_add_bool (model, "transfer", transfer);
  nx_json_add_bool (model, "noWay", !card && !transfer);
  nx_json_add_bool (model, "instructed", pending && payment->method == NX_PAYMENT_METHOD_WISE && payment->reference != NULL);
  nx_json_add_bool (model, "isDeclared", pending && declared);
  nx_json_add_bool (model, "isFailed", payment->status == NX_PAYMENT_FAILED);
  nx_json_add_bool (model, "isRefunded", payment->status == NX_PAYMENT_REFUNDED);
}

static void
write_payment (NxJsonWriter *model, const NxPayment *payment, const NxActor *actor)
{
  g_autofree char *brings = brings_text (payment), *child = g_strconcat ("/parent/enfants/", payment->studentId, NULL);
  g_autofree char *credits = g_strconcat (child, "/credits", NULL);
  g_autofree char *again = g_strconcat (child, payment->type == NX_PAYMENT_TYPE_SUBSCRIPTION ? "/formule" : "/packs", NULL);

  nx_page_write_payment (model, "payment", payment, actor);
  nx_json_add_string (model, "brings", brings);
  nx_json_add_string (model, "child", child);
  nx_json_add_string (model, "credits", payment->credits > 0 ? credits : NULL);
  nx_json_add_string (model, "again", again);
  nx_json_add_string (model, "reason", payment->status == NX_PAYMENT_FAILED ? payment->note : NULL);
}

NxResponse *
nx_payment_page (NxRequest *request, NxDb *db, const NxPayment *payment, guint status, const char *fault, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const gboolean may_abandon = payment->status == NX_PAYMENT_PENDING && payment->declaredAt == NX_TIME_NONE
                               && payment->type != NX_PAYMENT_TYPE_SUBSCRIPTION;
  g_autoptr (NxJsonWriter) model = nx_json_writer_new ();
  gboolean begun = FALSE;

  if (!nx_payments_is_begun (db, payment->id, &begun, error))
    return NULL;
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "fault", fault);
  nx_json_add_bool (model, "mayAbandon", may_abandon);
  nx_json_add_bool (model, "isBegun", begun);
  write_payment (model, payment, actor);
  write_ways (model, nx_request_app (request)->config, payment);
  if (!write_history (model, db, actor, payment, error))
    return NULL;
  nx_json_end_object (model);
  return nx_page_respond (request, status, "payment", _ ("Payment"), g_steal_pointer (&model), error);
}

static NxResponse *
show_payment (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxPayment) payment = nx_payments_get (db, nx_request_actor (request), nx_request_param (request, "id"), error);

  return payment != NULL ? nx_payment_page (request, db, payment, 200, NULL, error) : NULL;
}

static NxResponse *
do_abandon (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const char *id = nx_request_param (request, "id");
  g_autoptr (GError) fault = NULL;
  g_autoptr (NxPayment) payment = nx_payments_abandon (db, actor, id, &fault);
  g_autofree char *address = g_strconcat ("/parent/paiements/", id, NULL);

  if (payment != NULL)
    return nx_response_redirect (address);
  if (g_error_matches (fault, NX_ERROR, NX_ERROR_CONFLICT) || g_error_matches (fault, NX_ERROR, NX_ERROR_ALREADY_SETTLED))
    payment = nx_payments_get (db, actor, id, error);
  else
    g_propagate_error (error, g_steal_pointer (&fault));
  return payment != NULL ? nx_payment_page (request, db, payment, nx_error_status (fault->code), fault->message, error) : NULL;
}

/*
 * A form may lead to this site alone (form-action of the Content-Security-Policy), and that holds for where its answer sends the
 * browser as well. So the answer is a page that goes on to Konnect, with the link to press where nothing moves.
 */
static NxResponse *
leave_page (NxRequest *request, const NxPayment *payment, const char *pay_url, GError **error)
{
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  write_payment (model, payment, nx_request_actor (request));
  nx_json_add_string (model, "payUrl", pay_url);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "payment-leave", _ ("On to the card"), model, error);
}

static NxResponse *
do_card (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const NxPaymentOrder order = { .payment_id = nx_request_param (request, "id"), .type = -1 };
  g_autoptr (NxPayment) payment = NULL, seen = NULL;
  g_autofree char *pay_url = NULL;
  g_autoptr (GError) fault = NULL;

  /* Whose it is not learns nothing, whatever is set up. */
  seen = nx_payments_get (db, actor, order.payment_id, error);
  if (seen == NULL)
    return NULL;
  if (nx_payments_pay_by_card (nx_request_app (request), db, actor, &order, &payment, &pay_url, &fault) && pay_url != NULL)
    return leave_page (request, payment, pay_url, error);
  if (fault == NULL || fault->domain != NX_ERROR || fault->code == NX_ERROR_INTERNAL || fault->code == NX_ERROR_NOT_FOUND)
    {
      if (fault != NULL)
        g_propagate_error (error, g_steal_pointer (&fault));
      else
        g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "no link to pay by card");
      return NULL;
    }
  g_clear_object (&payment);
  payment = nx_payments_get (db, actor, order.payment_id, error);
  return payment != NULL ? nx_payment_page (request, db, payment, nx_error_status (fault->code), fault->message, error) : NULL;
}

static const NxField return_fields[] = {
  { "essai", NX_FIELD_STRING, .max = 3 },
  { NULL },
};

/* Konnect adds a reference to the address: a hint that is not looked at. The payment is asked about by our own words. */
static NxResponse *
show_return (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const char *id = nx_request_param (request, "id"), *typed = nx_values_string (nx_request_query (request), "essai");
  const gint64 look = typed != NULL ? CLAMP (g_ascii_strtoll (typed, NULL, 10), 0, MAX_LOOKS) : 0;
  g_autoptr (NxPayment) payment = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *page = g_strconcat ("/parent/paiements/", id, NULL);
  g_autofree char *next = g_strdup_printf ("/parent/paiements/%s/retour?essai=%d", id, (int) look + 1);
  NxJsonWriter *model;
  gboolean begun = FALSE;

  if (!nx_payments_refresh (nx_request_app (request), db, actor, id, &payment, &fault) && payment == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  /* Nothing was begun at Konnect, or it came to nothing: there is no answer to wait for. */
  if (!nx_payments_is_begun (db, id, &begun, error))
    return NULL;
  if (payment->status == NX_PAYMENT_PENDING && !begun)
    return nx_response_redirect (page);

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  write_payment (model, payment, actor);
  write_ways (model, nx_request_app (request)->config, payment);
  nx_json_add_bool (model, "isWaiting", payment->status == NX_PAYMENT_PENDING);
  nx_json_add_bool (model, "isSilent", fault != NULL);
  nx_json_add_string (model, "next", payment->status == NX_PAYMENT_PENDING ? next : NULL);
  nx_json_add_int (model, "seconds", FIRST_LOOK + 2 * look);
  nx_json_add_bool (model, "looksAgain", payment->status == NX_PAYMENT_PENDING && look < MAX_LOOKS);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "payment-return",
                          payment->status == NX_PAYMENT_COMPLETED ? _ ("Payment received")
                          : payment->status == NX_PAYMENT_PENDING ? _ ("We are waiting for the bank")
                                                                  : _ ("The payment did not go through"),
                          model, error);
}

const NxRoute nx_payment_page_routes[] = {
  { "GET", "/parent/paiements/{id}", NX_ROLES_PARENT, NULL, NULL, show_payment, NX_ROUTE_PAGE, "One payment, and how to pay it" },
  { "POST", "/parent/paiements/{id}/carte", NX_ROLES_PARENT, NULL, NULL, do_card,
    NX_ROUTE_PAGE | NX_ROUTE_REMOTE | NX_ROUTE_OWN_TRANSACTION, "Go on to Konnect's page" },
  { "POST", "/parent/paiements/{id}/abandonner", NX_ROLES_PARENT, NULL, NULL, do_abandon, NX_ROUTE_PAGE, "Give up a pack that is not paid" },
  { "GET", "/parent/paiements/{id}/retour", NX_ROLES_PARENT, return_fields, NULL, show_return,
    NX_ROUTE_PAGE | NX_ROUTE_REMOTE | NX_ROUTE_OWN_TRANSACTION, "Back from Konnect: paid, waiting, failed" },
  { NULL },
};
