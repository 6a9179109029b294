/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "common/nx-format.h"
#include "server/html/nx-page.h"
#include "server/nx-audit.h"
#include "server/receipts/receipts-service.h"

static NxResponse *get_pdf (NxRequest *request, NxDb *db, GError **error);
static NxResponse *verify (NxRequest *request, NxDb *db, GError **error);

static const NxField verify_query[] = { { "c", NX_FIELD_STRING, .max = 40 }, { NULL } };

const NxRoute nx_receipts_routes[] = { { "GET", "/api/payments/{id}/receipt.pdf", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, NULL,
                                         get_pdf, NX_ROUTE_NONE, "Receipt of a settled payment, as PDF" },
                                       { NULL } };

const NxRoute nx_receipts_page_routes[]
    = { { "GET", "/recus/{number}", NX_ROLES_ANYONE, verify_query, NULL, verify, NX_ROUTE_PAGE, "Whether a receipt is genuine" },
        { NULL } };

/* Guessing a code of fifty bits is hopeless; trying keeps nobody else waiting. */
#define TRIES         30
#define TRIES_SECONDS 60

static NxResponse *
get_pdf (NxRequest *request, NxDb *db, GError **error)
{
  g_autofree char *file_name = NULL, *disposition = NULL;
  g_autoptr (GBytes) pdf = nx_receipts_pdf (nx_request_app (request), db, nx_request_actor (request),
                                            nx_request_param (request, "id"), &file_name, error);

  if (pdf == NULL)
    return NULL;
  disposition = g_strdup_printf ("inline; filename=\"%s\"", file_name);
  return nx_response_header (nx_response_bytes (200, "application/pdf", pdf), "Content-Disposition", disposition);
}

static NxResponse *
verify (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autofree char *bucket = g_strconcat ("receipt:", actor->remote != NULL ? actor->remote : "", NULL);
  g_autoptr (NxReceiptDocument) document = NULL;
  g_autofree char *paid_on = NULL, *amount = NULL, *note_on = NULL;
  NxJsonWriter *model;
  NxResponse *response;

  if (!nx_rate_limit (db, bucket, TRIES, TRIES_SECONDS, actor->now, error))
    return NULL;
  document = nx_receipts_verify (nx_request_app (request), db, nx_request_param (request, "number"),
                                 nx_values_string (nx_request_query (request), "c"), error);
  if (document == NULL)
    return NULL;
  paid_on = nx_format_date (document->paid_on);
  amount = nx_money_format (document->received);
  if (document->note_issued_on != NX_DATE_NONE)
    note_on = nx_format_date (document->note_issued_on);
  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "number", document->number);
  nx_json_add_string (model, "date", paid_on);
  nx_json_add_string (model, "amount", amount);
  nx_json_add_bool (model, "refunded", document->refunded);
  nx_json_add_string (model, "refundedOn", note_on);
  nx_json_end_object (model);
  response = nx_page_respond (request, 200, "receipt-verified", _ ("Genuine receipt"), model, error);
  return response == NULL
             ? NULL
             : nx_response_header (nx_response_header (response, "X-Robots-Tag", "noindex"), "Referrer-Policy", "no-referrer");
}
