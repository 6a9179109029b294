/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-json.h"
#include "server/payments/payments-refresh.h"
#include "server/payments/payments-service.h"

/* Payment by card: a family begins it, Konnect gives notice, whoever waits asks. All wait for Konnect: none of the usual workers does. */

#define DIGEST 32
#define REMOTE (NX_ROUTE_REMOTE | NX_ROUTE_OWN_TRANSACTION)

static const NxField pay_fields[] = {
  { "paymentId", NX_FIELD_ID, .label = N_("Payment") },
  { "type", NX_FIELD_ENUM, .enum_type = &nx_payment_type_enum, .label = N_("Kind of payment") },
  { "key", NX_FIELD_STRING, .min = 1, .max = 40, .label = N_("Item") },
  { "studentId", NX_FIELD_ID, .label = N_("Pupil") },
  { NULL }
};

static const NxField notice_query[] = {
  { "payment_ref", NX_FIELD_STRING, NX_FIELD_REQUIRED, .min = 1, .max = 200, .label = N_("Reference") },
  { NULL }
};

static NxResponse *pay (NxRequest *request, NxDb *db, GError **error);
static NxResponse *hint (NxRequest *request, NxDb *db, GError **error);
static NxResponse *notice (NxRequest *request, NxDb *db, GError **error);
static NxResponse *refresh (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_konnect_routes[] = {
  { "POST", "/api/payments/konnect", NX_ROLES_PARENT, NULL, pay_fields, pay, REMOTE | NX_ROUTE_IDEMPOTENT,
    "A link where what is due, or what is chosen, is paid by card" },
  { "POST", "/api/payments/{id}/refresh", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, NULL, refresh, REMOTE,
    "Ask Konnect what became of a payment" },
  { "GET", "/api/webhooks/konnect", NX_ROLES_ANYONE, notice_query, NULL, hint, NX_ROUTE_REMOTE, "Notice of Konnect: a hint" },
  { "POST", "/api/webhooks/konnect", NX_ROLES_ANYONE, NULL, NULL, notice, REMOTE | NX_ROUTE_RAW, "Signed notice: a hint as well" },
  { NULL }
};

static NxResponse *
pay (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxPaymentOrder order = { .payment_id = nx_values_string (body, "paymentId"),
                                 .type = nx_values_enum (body, "type"),
                                 .key = nx_values_string (body, "key"),
                                 .student_id = nx_values_string (body, "studentId") };
  g_autoptr (NxPayment) payment = NULL;
  g_autofree char *pay_url = NULL;
  NxJsonWriter *writer;

  if (!nx_payments_pay_by_card (nx_request_app (request), db, nx_request_actor (request), &order, &payment, &pay_url, error))
    return NULL;
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_record_write (NX_RECORD (payment), writer, "payment");
  nx_json_add_string (writer, "payUrl", pay_url);
  nx_json_end_object (writer);
  return nx_response_json (201, writer);
}

static NxResponse *
refresh (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxPayment) payment = NULL;

  if (!nx_payments_refresh (nx_request_app (request), db, nx_request_actor (request), nx_request_param (request, "id"), &payment, error))
    return NULL;
  return nx_response_record (200, "payment", payment);
}

/* Whether it was known or not, first or again, true or not: the answer is the same and says nothing. */
static NxResponse *
received (void)
{
  NxJsonWriter *writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_bool (writer, "received", TRUE);
  nx_json_end_object (writer);
  return nx_response_json (200, writer);
}

static NxResponse *
hint (NxRequest *request, NxDb *db, GError **error)
{
  const char *reference = nx_values_string (nx_request_query (request), "payment_ref");

  return nx_payments_take_notice (nx_request_app (request), db, nx_request_actor (request), reference, FALSE, error) ? received () : NULL;
}

/* "sha256=" and 64 digits of either case. */
static gboolean
read_signature (const char *header, guint8 *digest)
{
  static const char prefix[] = "sha256=";

  if (header == NULL || !g_str_has_prefix (header, prefix) || strlen (header) != strlen (prefix) + 2 * DIGEST)
    return FALSE;
  header += strlen (prefix);
  for (guint i = 0; i < DIGEST; i++)
    {
      const int high = g_ascii_xdigit_value (header[2 * i]), low = g_ascii_xdigit_value (header[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      digest[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

/* In the same time wherever the first difference is. */
static gboolean
signature_is_right (const char *header, const char *secret, GBytes *body)
{
  gsize length = 0, digest_length = DIGEST;
  const guchar *data = g_bytes_get_data (body, &length);
  guint8 given[DIGEST], right[DIGEST];
  volatile guint8 difference = 0;
  g_autoptr (GHmac) hmac = NULL;

  if (secret == NULL || !read_signature (header, given))
    return FALSE;
  hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret));
  if (length > 0)
    g_hmac_update (hmac, data, (gssize) length);
  g_hmac_get_digest (hmac, right, &digest_length);
  for (guint i = 0; i < DIGEST; i++)
    difference |= given[i] ^ right[i];
  return difference == 0;
}

static const char *
read_reference (JsonNode *root, GError **error)
{
  const char *reference = NULL;
  GError *invalid;

  if (root == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (root) && nx_json_get_string (json_node_get_object (root), "payment_ref", &reference))
    return reference;
  invalid = g_error_new_literal (NX_ERROR, NX_ERROR_INVALID, _("The notice names no payment."));
  nx_error_add_field (invalid, "payment_ref", _("This is needed."));
  g_propagate_error (error, invalid);
  return NULL;
}

static NxResponse *
notice (NxRequest *request, NxDb *db, GError **error)
{
  GBytes *body = nx_request_raw_body (request);
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) root = NULL;
  const char *reference;

  if (!signature_is_right (nx_request_header (request, "X-Konnect-Signature"),
                           nx_request_app (request)->config->konnect_webhook_secret, body))
    {
      if (nx_payments_note_forgery (db, nx_request_actor (request), error))
        g_set_error_literal (error, NX_ERROR, NX_ERROR_BAD_SIGNATURE, _("The signature of this notice is missing or wrong."));
      return NULL;
    }
  root = nx_json_parse (text != NULL ? text : "", (gssize) length, &nx_json_limits_request, error);
  reference = read_reference (root, error);
  if (reference == NULL || !nx_payments_take_notice (nx_request_app (request), db, nx_request_actor (request), reference, TRUE, error))
    return NULL;
  return received ();
}
