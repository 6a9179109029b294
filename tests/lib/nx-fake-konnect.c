/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nx-fake-konnect.h"

#include <gio/gio.h>
#include <pthread.h>
#include <string.h>

#include "common/nx-json.h"

#define MAX_REQUEST 65536

typedef struct
{
  char *reference;
  JsonNode *request;
  JsonObject *says; /* what its state is answered with */
} Payment;

struct _NxFakeKonnect
{
  GSocketListener *listener;
  GCancellable *cancellable;
  GThread *thread;
  char *url;
  pthread_mutex_t mutex; /* for all below */
  NxFakeKonnectMode init_mode, read_mode;
  guint delay_ms, reads, inits;
  GPtrArray *payments;    /* Payment * */
  GPtrArray *connections; /* GThread *: of each connection */
  GString *complaints;
};

typedef struct
{
  NxFakeKonnect *fake;
  GSocketConnection *connection;
} Conversation;

static void
payment_free (gpointer data)
{
  Payment *payment = data;

  g_free (payment->reference);
  json_node_unref (payment->request);
  json_object_unref (payment->says);
  g_free (payment);
}

/* --- its books; all with the mutex held --- */

static void
complain (NxFakeKonnect *self, const char *what)
{
  g_string_append_printf (self->complaints, "%s; ", what);
}

static void
check_order (NxFakeKonnect *self, JsonObject *order)
{
  static const char *const texts[] = { "receiverWalletId", "token", "type", "orderId", "webhook", "successUrl", "failUrl", "firstName",
                                       "lastName", "phoneNumber", "email", NULL };

  for (guint i = 0; texts[i] != NULL; i++)
    if (g_strcmp0 (json_object_get_string_member_with_default (order, texts[i], ""), "") == 0)
      complain (self, texts[i]);
  if (json_object_get_int_member_with_default (order, "amount", 0) <= 0)
    complain (self, "amount");
  if (json_object_get_int_member_with_default (order, "lifespan", 0) <= 0)
    complain (self, "lifespan");
  if (g_strcmp0 (json_object_get_string_member_with_default (order, "receiverWalletId", ""), NX_FAKE_KONNECT_WALLET) != 0)
    complain (self, "wallet");
}

static void
add_wallet (JsonObject *says, const char *id)
{
  JsonObject *wallet = json_object_new ();

  json_object_set_string_member (wallet, "id", id);
  json_object_set_object_member (says, "receiverWallet", wallet);
}

static Payment *
make_payment (NxFakeKonnect *self, const char *body)
{
  g_autoptr (JsonNode) root = nx_json_parse (body, -1, &nx_json_limits_request, NULL);
  Payment *payment;
  JsonObject *order;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      complain (self, "body");
      return NULL;
    }
  order = json_node_get_object (root);
  check_order (self, order);
  payment = g_new0 (Payment, 1);
  payment->request = g_steal_pointer (&root);
  payment->reference = self->init_mode == NX_FAKE_KONNECT_SAME_REF ? g_strdup ("60889219a388f75c94a943ec")
                                                                   : g_strdup_printf ("60889219a388f75c94a9%04x", self->payments->len);
  payment->says = json_object_new ();
  json_object_set_string_member (payment->says, "id", payment->reference);
  json_object_set_string_member (payment->says, "status", "pending");
  json_object_set_int_member (payment->says, "amount", json_object_get_int_member_with_default (order, "amount", 0));
  json_object_set_int_member (payment->says, "reachedAmount", 0);
  json_object_set_string_member (payment->says, "token", json_object_get_string_member_with_default (order, "token", ""));
  json_object_set_string_member (payment->says, "orderId", json_object_get_string_member_with_default (order, "orderId", ""));
  add_wallet (payment->says, json_object_get_string_member_with_default (order, "receiverWalletId", ""));
  g_ptr_array_add (self->payments, payment);
  return payment;
}

static Payment *
find_payment (NxFakeKonnect *self, const char *reference)
{
  for (guint i = 0; i < self->payments->len; i++)
    if (g_str_equal (((Payment *) self->payments->pdata[i])->reference, reference))
      return self->payments->pdata[i];
  return NULL;
}

/* --- the wire --- */

static char *
read_request (GInputStream *in)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *end = NULL, *length;
  char buffer[4096];
  gsize wanted = MAX_REQUEST;

  while (text->len < wanted)
    {
      gssize n = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL);

      if (n <= 0)
        return NULL;
      g_string_append_len (text, buffer, n);
      end = end == NULL && wanted == MAX_REQUEST ? strstr (text->str, "\r\n\r\n") : end;
      if (end != NULL && wanted == MAX_REQUEST)
        {
          length = strcasestr (text->str, "\r\nContent-Length:");
          wanted = (gsize) (end - text->str) + 4 + (length != NULL ? (gsize) g_ascii_strtoull (length + 17, NULL, 10) : 0);
        }
    }
  return g_strdup (text->str);
}

static void
respond (GOutputStream *out, guint status, const char *type, const char *body, gsize shown)
{
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %u Status\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n", status,
                                           type, strlen (body), status == 302 ? "Location: /api/v2/payments/elsewhere\r\n" : "");

  g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
  g_output_stream_write_all (out, body, MIN (shown, strlen (body)), NULL, NULL, NULL);
}

static NxFakeKonnectMode
mode_of (NxFakeKonnect *self, gboolean init)
{
  NxFakeKonnectMode mode;

  pthread_mutex_lock (&self->mutex);
  mode = init ? self->init_mode : self->read_mode;
  pthread_mutex_unlock (&self->mutex);
  return mode;
}

static void
wait_as_told (NxFakeKonnect *self, gboolean init)
{
  guint ms;

  pthread_mutex_lock (&self->mutex);
  ms = self->delay_ms;
  pthread_mutex_unlock (&self->mutex);
  g_usleep (ms * 1000);
  while (mode_of (self, init) == NX_FAKE_KONNECT_STALL && !g_cancellable_is_cancelled (self->cancellable))
    g_usleep (5000);
}

/* Returns: (transfer full) (nullable): the good answer, NULL for 404. */
static char *
answer_of (NxFakeKonnect *self, gboolean init, const char *request)
{
  const char *body = strstr (request, "\r\n\r\n");
  g_auto (GStrv) words = g_strsplit (request, " ", 3);
  const char *name = g_strv_length (words) == 3 ? strrchr (words[1], '/') : NULL;
  g_autoptr (JsonNode) node = NULL;
  Payment *payment = NULL;
  char *answer = NULL;

  pthread_mutex_lock (&self->mutex);
  if (strstr (request, "x-api-key: " NX_FAKE_KONNECT_KEY "\r\n") == NULL)
    complain (self, "key");
  if (init)
    {
      payment = make_payment (self, body != NULL ? body + 4 : "");
      if (payment != NULL)
        answer = g_strdup_printf ("{\"payUrl\": \"%s\", \"paymentRef\": \"%s\"}",
                                  self->init_mode == NX_FAKE_KONNECT_BAD_URL ? "javascript:alert(1)" : "https://pay.konnect.test/go",
                                  payment->reference);
    }
  else
    {
      payment = name != NULL ? find_payment (self, name + 1) : NULL;
      if (payment != NULL)
        {
          g_autofree char *says = NULL;

          node = json_node_init_object (json_node_alloc (), payment->says);
          says = json_to_string (node, FALSE);
          answer = g_strdup_printf ("{\"payment\": %s}", says);
        }
    }
  pthread_mutex_unlock (&self->mutex);
  return answer;
}

static void
converse (NxFakeKonnect *self, GIOStream *stream)
{
  GOutputStream *out = g_io_stream_get_output_stream (stream);
  g_autofree char *request = read_request (g_io_stream_get_input_stream (stream)), *answer = NULL, *huge = NULL;
  gboolean init;

  if (request == NULL)
    return;
  init = g_str_has_prefix (request, "POST /api/v2/payments/init-payment ");
  if (!init && !g_str_has_prefix (request, "GET /api/v2/payments/"))
    {
      respond (out, 404, "text/plain", "what", G_MAXSIZE);
      return;
    }
  pthread_mutex_lock (&self->mutex);
  self->inits += init;
  self->reads += !init;
  pthread_mutex_unlock (&self->mutex);
  wait_as_told (self, init);
  switch (mode_of (self, init))
    {
    case NX_FAKE_KONNECT_ERROR:
      respond (out, 500, "text/html", "<h1>Internal</h1>", G_MAXSIZE);
      return;
    case NX_FAKE_KONNECT_LATER:
      respond (out, 503, "text/html", "<h1>Later</h1>", G_MAXSIZE);
      return;
    case NX_FAKE_KONNECT_REFUSE:
      respond (out, 401, "application/json", "{\"errors\": [{\"code\": \"UNAUTHORIZED\"}]}", G_MAXSIZE);
      return;
    case NX_FAKE_KONNECT_GARBAGE:
      respond (out, 200, "application/json", "{\"payUrl\": \"https://a\", \"payUrl\": NaN, \x01\xff", G_MAXSIZE);
      return;
    case NX_FAKE_KONNECT_EMPTY:
      respond (out, 200, "application/json", "{}", G_MAXSIZE);
      return;
    case NX_FAKE_KONNECT_HUGE:
      huge = g_strnfill (4 * 1024 * 1024, ' ');
      respond (out, 200, "application/json", huge, G_MAXSIZE);
      return;
    case NX_FAKE_KONNECT_REDIRECT:
      respond (out, 302, "text/plain", "", 0);
      return;
    default:
      answer = answer_of (self, init, request);
    }
  if (mode_of (self, init) == NX_FAKE_KONNECT_MUTE)
    return;
  if (answer == NULL)
    respond (out, 404, "application/json", "{\"errors\": []}", G_MAXSIZE);
  else
    respond (out, 200, "application/json", answer, mode_of (self, init) == NX_FAKE_KONNECT_CUT ? strlen (answer) / 2 : G_MAXSIZE);
}

static gpointer
converse_in_thread (gpointer data)
{
  Conversation *conversation = data;

  converse (conversation->fake, G_IO_STREAM (conversation->connection));
  g_io_stream_close (G_IO_STREAM (conversation->connection), NULL, NULL);
  g_object_unref (conversation->connection);
  g_free (conversation);
  return NULL;
}

static gpointer
serve (gpointer data)
{
  NxFakeKonnect *self = data;

  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      GSocketConnection *connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);
      Conversation *conversation;

      if (connection == NULL)
        continue;
      conversation = g_new0 (Conversation, 1);
      conversation->fake = self;
      conversation->connection = connection;
      g_ptr_array_add (self->connections, g_thread_new ("fake-konnect", converse_in_thread, conversation));
    }
  return NULL;
}

NxFakeKonnect *
nx_fake_konnect_start (void)
{
  NxFakeKonnect *self = g_new0 (NxFakeKonnect, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0), got = NULL;

  self->listener = g_socket_listener_new ();
  g_socket_listener_set_backlog (self->listener, 256);
  self->cancellable = g_cancellable_new ();
  self->payments = g_ptr_array_new_with_free_func (payment_free);
  self->connections = g_ptr_array_new ();
  self->complaints = g_string_new (NULL);
  pthread_mutex_init (&self->mutex, NULL);
  if (!g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, NULL))
    g_error ("the fake Konnect could not listen");
  self->url = g_strdup_printf ("http://127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  self->thread = g_thread_new ("fake-konnect", serve, self);
  return self;
}

void
nx_fake_konnect_stop (NxFakeKonnect *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->connections->len; i++)
    g_thread_join (self->connections->pdata[i]);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->payments);
  g_ptr_array_unref (self->connections);
  g_string_free (self->complaints, TRUE);
  pthread_mutex_destroy (&self->mutex);
  g_free (self->url);
  g_free (self);
}

const char *
nx_fake_konnect_url (NxFakeKonnect *self)
{
  return self->url;
}

void
nx_fake_konnect_set_modes (NxFakeKonnect *self, NxFakeKonnectMode init, NxFakeKonnectMode read)
{
  pthread_mutex_lock (&self->mutex);
  self->init_mode = init;
  self->read_mode = read;
  pthread_mutex_unlock (&self->mutex);
}

void
nx_fake_konnect_set_delay (NxFakeKonnect *self, guint ms)
{
  pthread_mutex_lock (&self->mutex);
  self->delay_ms = ms;
  pthread_mutex_unlock (&self->mutex);
}

static guint
read_counter (NxFakeKonnect *self, const guint *counter)
{
  guint n;

  pthread_mutex_lock (&self->mutex);
  n = *counter;
  pthread_mutex_unlock (&self->mutex);
  return n;
}

guint
nx_fake_konnect_count (NxFakeKonnect *self)
{
  return read_counter (self, &self->payments->len);
}

guint
nx_fake_konnect_reads (NxFakeKonnect *self)
{
  return read_counter (self, &self->reads);
}

guint
nx_fake_konnect_inits (NxFakeKonnect *self)
{
  return read_counter (self, &self->inits);
}

static Payment *
nth (NxFakeKonnect *self, guint n)
{
  g_assert_cmpuint (n, <, self->payments->len);
  return self->payments->pdata[n];
}

char *
nx_fake_konnect_reference (NxFakeKonnect *self, guint n)
{
  char *reference;

  pthread_mutex_lock (&self->mutex);
  reference = g_strdup (nth (self, n)->reference);
  pthread_mutex_unlock (&self->mutex);
  return reference;
}

JsonNode *
nx_fake_konnect_request (NxFakeKonnect *self, guint n)
{
  JsonNode *request;

  pthread_mutex_lock (&self->mutex);
  request = json_node_copy (nth (self, n)->request);
  pthread_mutex_unlock (&self->mutex);
  return request;
}

char *
nx_fake_konnect_complaints (NxFakeKonnect *self)
{
  char *text;

  pthread_mutex_lock (&self->mutex);
  text = g_strdup (self->complaints->str);
  pthread_mutex_unlock (&self->mutex);
  return text;
}

void
nx_fake_konnect_pay (NxFakeKonnect *self, guint n)
{
  JsonObject *says;

  pthread_mutex_lock (&self->mutex);
  says = nth (self, n)->says;
  json_object_set_string_member (says, "status", "completed");
  json_object_set_int_member (says, "reachedAmount", json_object_get_int_member (says, "amount"));
  pthread_mutex_unlock (&self->mutex);
}

void
nx_fake_konnect_say (NxFakeKonnect *self, guint n, const char *member, const char *json)
{
  JsonNode *value = json != NULL ? nx_json_parse (json, -1, &nx_json_limits_request, NULL) : NULL;

  g_assert_true (json == NULL || value != NULL);
  pthread_mutex_lock (&self->mutex);
  if (value == NULL)
    json_object_remove_member (nth (self, n)->says, member);
  else
    json_object_set_member (nth (self, n)->says, member, value);
  pthread_mutex_unlock (&self->mutex);
}
