/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/gateways/nx-konnect.h"

#include <curl/curl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

#include "common/nx-json.h"

#define CONNECT_MS 5000
#define TOTAL_MS 15000
#define MAX_ANSWER (256 * 1024)
#define MAX_TEXT 100 /* of what Konnect says, as far as we keep it */

/* Transactions of a payment that was tried often make its answer long. */
static const NxJsonLimits limits = { MAX_ANSWER, 24, 8000 };

/* Before the second and the third attempt. */
static const guint pauses_ms[] = { 250, 750 };

gboolean
nx_konnect_is_offered (const NxConfig *config)
{
  return config->konnect_api_key != NULL && config->konnect_wallet_id != NULL && config->konnect_base_url != NULL;
}

gboolean
nx_konnect_reference_is_valid (const char *text)
{
  gsize length = 0;

  for (const char *at = text; at != NULL && *at != '\0'; at++, length++)
    if (length == NX_KONNECT_MAX_REFERENCE || (!g_ascii_isalnum (*at) && strchr ("-._~:", *at) == NULL))
      return FALSE;
  return length > 0 && strspn (text, ".") < length;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

gboolean
nx_konnect_pay_url_is_valid (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  if (url == NULL || strlen (url) > NX_KONNECT_MAX_URL)
    return FALSE;
  /* It becomes a header: visible ASCII only. */
  for (const char *at = url; *at != '\0'; at++)
    if (*at <= ' ' || *at >= 0x7f || *at == '\\' || *at == '"')
      return FALSE;
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return TRUE;
  return g_str_equal (g_uri_get_scheme (uri), "http") && is_loopback (g_uri_get_host (uri));
}

void
nx_konnect_link_clear (NxKonnectLink *self)
{
  g_clear_pointer (&self->pay_url, g_free);
  g_clear_pointer (&self->reference, g_free);
}

void
nx_konnect_state_clear (NxKonnectState *self)
{
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->order_id, g_free);
  g_clear_pointer (&self->currency, g_free);
  g_clear_pointer (&self->wallet, g_free);
}

/* Its pulse */

#define STALLS 3
#define REST (10 * G_USEC_PER_SEC)
/* A call that has waited for so long is half a stall already. */
#define LONG_MS 5000
#define MAX_WAITING 16

struct _NxKonnectPulse
{
  pthread_mutex_t mutex;
  guint stalls;     /* in a row */
  gint64 closed_to; /* monotonic: nobody asks before */
  gint64 waiting[MAX_WAITING]; /* since when each call waits, 0 for none */
};

NxKonnectPulse *
nx_konnect_pulse_new (void)
{
  NxKonnectPulse *self = g_new0 (NxKonnectPulse, 1);

  pthread_mutex_init (&self->mutex, NULL);
  return self;
}

void
nx_konnect_pulse_free (NxKonnectPulse *self)
{
  if (self == NULL)
    return;
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

/* The first place without a call; a busier process than that is not counted. */
static guint
take_place (NxKonnectPulse *self, gint64 now)
{
  for (guint i = 0; i < MAX_WAITING; i++)
    if (self->waiting[i] == 0)
      {
        self->waiting[i] = now;
        return i;
      }
  return MAX_WAITING;
}

static guint
count_long (const NxKonnectPulse *self, gint64 now)
{
  guint n = 0;

  for (guint i = 0; i < MAX_WAITING; i++)
    n += self->waiting[i] != 0 && now - self->waiting[i] > LONG_MS * 1000;
  return n;
}

/* Whether it may be asked: whoever is let through first after a rest tries for all. @place: (out): for take_pulse(). */
static gboolean
may_ask (NxKonnectPulse *self, guint *place)
{
  const gint64 now = g_get_monotonic_time ();
  gboolean may;

  pthread_mutex_lock (&self->mutex);
  may = self->stalls < STALLS ? self->stalls + count_long (self, now) < STALLS : now >= self->closed_to;
  if (may && self->stalls >= STALLS)
    self->closed_to = now + REST + TOTAL_MS * 1000;
  if (may)
    *place = take_place (self, now);
  pthread_mutex_unlock (&self->mutex);
  return may;
}

static void
take_pulse (NxKonnectPulse *self, guint place, gboolean stalled)
{
  pthread_mutex_lock (&self->mutex);
  if (place < MAX_WAITING)
    self->waiting[place] = 0;
  self->stalls = stalled ? MIN (self->stalls + 1, STALLS) : 0;
  if (self->stalls >= STALLS)
    self->closed_to = g_get_monotonic_time () + REST;
  pthread_mutex_unlock (&self->mutex);
}

/* One exchange */

typedef struct
{
  const NxConfig *config;
  const char *url;
  const char *body; /* (nullable): GET where NULL */
  gint64 deadline;  /* monotonic */
  GString *answer;
  long status; /* of HTTP, 0 where there was no answer */
  CURLcode code;
  gboolean unasked;
  char trouble[CURL_ERROR_SIZE];
} Call;

static size_t
take_answer (char *data, size_t size, size_t count, void *user_data)
{
  Call *call = user_data;

  /* Less than was given ends the transfer. */
  if (call->answer->len + size * count > MAX_ANSWER)
    return 0;
  g_string_append_len (call->answer, data, (gssize) (size * count));
  return size * count;
}

static long
left_ms (const Call *call)
{
  return (long) MAX (1, (call->deadline - g_get_monotonic_time ()) / 1000);
}

static void
set_options (Call *call, CURL *curl, struct curl_slist *headers)
{
  curl_easy_setopt (curl, CURLOPT_URL, call->url);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (curl, CURLOPT_PROXY, "");
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT_MS, MIN (CONNECT_MS, left_ms (call)));
  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, left_ms (call));
  curl_easy_setopt (curl, CURLOPT_ERRORBUFFER, call->trouble);
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (curl, CURLOPT_USERAGENT, "Nexus-Reussite/" NX_VERSION);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, take_answer);
  curl_easy_setopt (curl, CURLOPT_WRITEDATA, call);
  if (call->body != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_POST, 1L);
      curl_easy_setopt (curl, CURLOPT_POSTFIELDS, call->body);
      curl_easy_setopt (curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) strlen (call->body));
    }
}

static void
exchange (Call *call)
{
  g_autofree char *key = g_strconcat ("x-api-key: ", call->config->konnect_api_key, NULL);
  struct curl_slist *headers = curl_slist_append (NULL, key);
  CURL *curl = curl_easy_init ();

  headers = curl_slist_append (headers, "Accept: application/json");
  headers = curl_slist_append (headers, "Expect:");
  if (call->body != NULL)
    headers = curl_slist_append (headers, "Content-Type: application/json");
  g_string_truncate (call->answer, 0);
  call->trouble[0] = '\0';
  call->status = 0;
  set_options (call, curl, headers);
  call->code = curl_easy_perform (curl);
  curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &call->status);
  curl_slist_free_all (headers);
  curl_easy_cleanup (curl);
}

/* Nothing of the request can have had an effect. */
static gboolean
had_no_effect (const Call *call)
{
  if (call->code != CURLE_OK)
    return call->unasked || call->code == CURLE_COULDNT_CONNECT || call->code == CURLE_COULDNT_RESOLVE_HOST;
  return call->status == 429 || call->status == 503;
}

static gboolean
may_pass (const Call *call)
{
  return call->code != CURLE_OK ? call->code != CURLE_WRITE_ERROR && call->code != CURLE_URL_MALFORMAT
                                : call->status == 429 || call->status >= 500;
}

static void
exchange_with_patience (Call *call, NxKonnectPulse *pulse)
{
  guint place = MAX_WAITING;

  if (!may_ask (pulse, &place))
    {
      call->code = CURLE_OPERATION_TIMEDOUT;
      g_strlcpy (call->trouble, "it did not answer a moment ago and is left alone", sizeof call->trouble);
      call->unasked = TRUE;
      return;
    }
  call->deadline = g_get_monotonic_time () + TOTAL_MS * 1000;
  for (guint attempt = 0;; attempt++)
    {
      exchange (call);
      if (attempt == G_N_ELEMENTS (pauses_ms) || !(call->body != NULL ? had_no_effect (call) : may_pass (call))
          || left_ms (call) <= (long) pauses_ms[attempt] + 1)
        break;
      g_usleep (pauses_ms[attempt] * 1000);
    }
  take_pulse (pulse, place, call->code == CURLE_OPERATION_TIMEDOUT);
}

static void
set_failed (const Call *call, const char *what, GError **error)
{
  /* The start of an answer tells an operator more than its number; never the key, which is only in the request. */
  g_autofree char *start = g_utf8_make_valid (call->answer->str, (gssize) MIN (call->answer->len, 200));

  for (char *at = start; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_message ("Konnect: %s: %s (answer %ld)%s%s", what,
             call->code != CURLE_OK ? (call->trouble[0] != '\0' ? call->trouble : curl_easy_strerror (call->code)) : "not as expected",
             call->status, *start != '\0' ? ": " : "", start);
  g_set_error_literal (error, NX_ERROR, NX_ERROR_UPSTREAM_FAILED,
                       _("The service for payments by card does not answer as it should. Nothing was taken; try again in a moment."));
}

/* Returns: (transfer full) (nullable): the object that was answered. */
static JsonNode *
read_object (Call *call, const char *what, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) fault = NULL;

  if (call->code == CURLE_OK && call->status >= 200 && call->status < 300)
    root = nx_json_parse (call->answer->str, (gssize) call->answer->len, &limits, &fault);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  set_failed (call, what, error);
  return NULL;
}

static char *
address_of (const NxConfig *config, const char *rest)
{
  return g_strconcat (config->konnect_base_url, "/api/v2/payments/", rest, NULL);
}

/* Making a link */

static void
add_text (NxJsonWriter *writer, const char *member, const char *text)
{
  if (text != NULL && *text != '\0')
    nx_json_add_string (writer, member, text);
}

static char *
order_to_json (const NxConfig *config, const NxKonnectOrder *order)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "receiverWalletId", config->konnect_wallet_id);
  nx_json_add_string (writer, "token", order->amount.currency);
  nx_json_add_int (writer, "amount", order->amount.amount);
  nx_json_add_string (writer, "type", "immediate");
  add_text (writer, "description", order->description);
  nx_json_add_int (writer, "lifespan", order->lifespan_minutes);
  nx_json_add_string (writer, "orderId", order->order_id);
  nx_json_add_string (writer, "webhook", order->webhook);
  nx_json_add_string (writer, "successUrl", order->success_url);
  nx_json_add_string (writer, "failUrl", order->fail_url);
  add_text (writer, "firstName", order->first_name);
  add_text (writer, "lastName", order->last_name);
  add_text (writer, "phoneNumber", order->phone);
  add_text (writer, "email", order->email);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

gboolean
nx_konnect_init (const NxConfig *config, NxKonnectPulse *pulse, const NxKonnectOrder *order, NxKonnectLink *link, gboolean *refused,
                 GError **error)
{
  g_autofree char *body = order_to_json (config, order), *url = address_of (config, "init-payment");
  g_autoptr (GString) answer = g_string_new (NULL);
  Call call = { .config = config, .url = url, .body = body, .answer = answer };
  g_autoptr (JsonNode) root = NULL;
  const char *pay_url = NULL, *reference = NULL;

  g_return_val_if_fail (nx_konnect_is_offered (config) && g_str_equal (order->amount.currency, "TND"), FALSE);

  exchange_with_patience (&call, pulse);
  *refused = had_no_effect (&call) || (call.code == CURLE_OK && call.status >= 400 && call.status < 500);
  root = read_object (&call, "init-payment", error);
  if (root == NULL)
    return FALSE;
  if (!nx_json_get_string (json_node_get_object (root), "payUrl", &pay_url) || !nx_konnect_pay_url_is_valid (pay_url)
      || !nx_json_get_string (json_node_get_object (root), "paymentRef", &reference) || !nx_konnect_reference_is_valid (reference))
    {
      set_failed (&call, "init-payment: no payUrl or paymentRef that can be used", error);
      return FALSE;
    }
  link->pay_url = g_strdup (pay_url);
  link->reference = g_strdup (reference);
  return TRUE;
}

/* Reading a state */

static char *
text_of (JsonObject *object, const char *member)
{
  const char *text = NULL;

  return nx_json_get_string (object, member, &text) && g_utf8_strlen (text, -1) <= MAX_TEXT ? g_strdup (text) : NULL;
}

/* Its identifier, or an object with one. */
static char *
wallet_of (JsonObject *payment)
{
  JsonObject *wallet = nx_json_get_object (payment, "receiverWallet");
  char *id = text_of (payment, "receiverWallet");

  if (id == NULL && wallet != NULL)
    id = text_of (wallet, "id");
  if (id == NULL && wallet != NULL)
    id = text_of (wallet, "_id");
  return id != NULL ? id : text_of (payment, "receiverWalletId");
}

static gboolean
read_state (JsonObject *root, NxKonnectState *state)
{
  JsonObject *payment = nx_json_get_object (root, "payment");

  payment = payment != NULL ? payment : root;
  state->status = text_of (payment, "status");
  state->order_id = text_of (payment, "orderId");
  state->currency = text_of (payment, "token");
  state->wallet = wallet_of (payment);
  if (!nx_json_get_int (payment, "amount", &state->amount))
    state->amount = -1;
  if (!nx_json_get_int (payment, "reachedAmount", &state->reached))
    state->reached = -1;
  return state->status != NULL;
}

gboolean
nx_konnect_read (const NxConfig *config, NxKonnectPulse *pulse, const char *reference, NxKonnectState *state, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (reference, NULL, FALSE), *url = address_of (config, escaped);
  g_autoptr (GString) answer = g_string_new (NULL);
  Call call = { .config = config, .url = url, .answer = answer };
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (nx_konnect_is_offered (config) && nx_konnect_reference_is_valid (reference), FALSE);

  exchange_with_patience (&call, pulse);
  if (call.code == CURLE_OK && call.status == 404)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _("Konnect does not know this payment."));
      return FALSE;
    }
  root = read_object (&call, "state of a payment", error);
  if (root == NULL)
    return FALSE;
  if (read_state (json_node_get_object (root), state))
    return TRUE;
  nx_konnect_state_clear (state);
  set_failed (&call, "state of a payment: it has none", error);
  return FALSE;
}
