/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/credits/credits.h"
#include "server/http/nx-route.h"

#include <glib/gi18n-lib.h>

#define ROWS 50

static NxResponse *handle_account (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_adjust (NxRequest *request, NxDb *db, GError **error);

static const NxField account_query[] = {
  { "limit", NX_FIELD_INT, .min = 1, .max = 200 },
  { "cursor", NX_FIELD_STRING, .max = 20 },
  { NULL },
};

static const NxField adjust_fields[] = {
  { "studentId", NX_FIELD_ID, NX_FIELD_REQUIRED },
  { "amount", NX_FIELD_CREDITS, NX_FIELD_REQUIRED, -NX_CREDITS_MAX, NX_CREDITS_MAX, .label = N_ ("Credits") },
  { "reason", NX_FIELD_STRING, NX_FIELD_REQUIRED, 5, 500, .label = N_ ("Reason") },
  { "expiresAt", NX_FIELD_TIME, NX_FIELD_NULLABLE, .label = N_ ("Expiry") },
  { NULL },
};

extern const NxRoute nx_credits_routes[];
const NxRoute nx_credits_routes[] = {
  { "GET", "/api/students/{id}/credits", NX_ROLES_SIGNED_IN, account_query, NULL, handle_account, NX_ROUTE_NONE,
    "A student's balance, lots, ledger and forecast, the latest rows first" },
  { "POST", "/api/credits/adjust", NX_ROLES_OFFICE, NULL, adjust_fields, handle_adjust, NX_ROUTE_IDEMPOTENT,
    "Correct a student's balance by hand, with a reason" },
  { NULL },
};

static void
write_records (NxJsonWriter *json, const char *member, GPtrArray *records)
{
  nx_json_begin_array (json, member);
  for (guint i = 0; i < records->len; i++)
    nx_record_write (g_ptr_array_index (records, i), json, NULL);
  nx_json_end_array (json);
}

static NxResponse *
handle_account (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  g_autoptr (NxCreditAccount) account = NULL;
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  account = nx_credits_account_page (db, nx_request_actor (request), nx_request_param (request, "id"),
                                     (guint) nx_values_int (query, "limit", ROWS), nx_values_string (query, "cursor"), error);
  if (account == NULL)
    return NULL;

  nx_json_begin_object (json, NULL);
  nx_json_add_credits (json, "balance", account->balance);
  write_records (json, "lots", account->lots);
  write_records (json, "transactions", account->transactions);
  nx_json_add_string (json, "nextCursor", account->next);
  nx_json_begin_object (json, "forecast");
  nx_json_add_string (json, "sentence", account->forecast);
  nx_json_add_date (json, "runsOutOn", account->runs_out_on);
  nx_json_end_object (json);
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}

static NxResponse *
handle_adjust (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_autoptr (NxTransaction) transaction = NULL;
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  gint32 balance;

  transaction = nx_credits_adjust (db, nx_request_actor (request), nx_values_string (body, "studentId"),
                                   nx_values_credits (body, "amount", 0), nx_values_string (body, "reason"),
                                   nx_values_time (body, "expiresAt"), &balance, error);
  if (transaction == NULL)
    return NULL;

  nx_json_begin_object (json, NULL);
  nx_record_write (NX_RECORD (transaction), json, "transaction");
  nx_json_add_credits (json, "balance", balance);
  nx_json_end_object (json);

  return nx_response_json (201, g_steal_pointer (&json));
}
