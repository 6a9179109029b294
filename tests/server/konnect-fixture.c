/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/konnect-fixture.h"

#include <string.h>

#include "server/html/nx-page.h"
#include "server/nx-check.h"
#include "server/nx-routes.h"
#include "server/payments/payments.h"

static void
set_up_konnect (NxApp *app, gpointer data)
{
  app->config->konnect_api_key = g_strdup (NX_FAKE_KONNECT_KEY);
  app->config->konnect_wallet_id = g_strdup (NX_FAKE_KONNECT_WALLET);
  app->config->konnect_webhook_secret = g_strdup (KONNECT_SECRET);
  app->config->konnect_base_url = g_strdup (nx_fake_konnect_url (data));
}

void
konnect_setup (KonnectFixture *self, gconstpointer data)
{
  FamiliesFixture *f = &self->f;

  self->konnect = nx_fake_konnect_start ();
  f->clock = nx_test_clock_new (FAMILIES_NOW);
  f->server = nx_test_server_new (&(NxTestServerOptions){ .tables = nx_route_tables (), .clock = NX_CLOCK (f->clock), .workers = 4,
                                                          .error_page = nx_page_error, .set_up = set_up_konnect,
                                                          .data = self->konnect });
  f->office_id = nx_test_server_add_user (f->server, NX_ROLE_ASSISTANTE, "bureau@nexus.test");
  f->office = nx_test_server_token (f->server, f->office_id);
  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &self->family);
  add_family (f, "b@example.tn", "Adam", "Trabelsi", &self->other);
}

/* Nothing that `nexus-server check` finds fault with is left behind by any test. */
static void
check_all (KonnectFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = nx_check_run (self->f.server->db, nx_clock_now (NX_CLOCK (self->f.clock)), &error);

  g_assert_no_error (error);
  for (guint i = 0; i < results->len; i++)
    {
      const NxCheckResult *result = g_ptr_array_index (results, i);

      if (result->faults->len > 0)
        g_error ("%s %s: %s", result->code, result->says, (const char *) g_ptr_array_index (result->faults, 0));
    }
}

void
konnect_teardown (KonnectFixture *self, gconstpointer data)
{
  g_autofree char *complaints = nx_fake_konnect_complaints (self->konnect);

  g_assert_cmpstr (complaints, ==, "");
  check_all (self);
  family_clear (&self->family);
  family_clear (&self->other);
  families_teardown (&self->f, NULL);
  nx_fake_konnect_stop (self->konnect);
}

NxTestReply *
konnect_buy (KonnectFixture *self)
{
  g_autofree char *body = g_strdup_printf ("{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"}",
                                           self->family.made.student_id);

  return nx_test_post (self->f.server, "/api/payments/konnect", self->family.parent, body);
}

NxTestReply *
konnect_pay (KonnectFixture *self, const char *payment_id)
{
  g_autofree char *body = g_strdup_printf ("{\"paymentId\": \"%s\"}", payment_id);

  return nx_test_post (self->f.server, "/api/payments/konnect", self->family.parent, body);
}

char *
konnect_choose (KonnectFixture *self, const char *plan)
{
  g_autofree char *body = g_strdup_printf ("{\"studentId\": \"%s\", \"planName\": \"%s\", \"ariaSubjects\": []}",
                                           self->family.made.student_id, plan);
  g_autoptr (NxTestReply) reply = nx_test_post (self->f.server, "/api/subscriptions/change", self->family.parent, body);

  nx_test_assert_status (reply, 201);
  return g_strdup (nx_test_reply_string (reply, "payment.id"));
}

NxTestReply *
konnect_hint (KonnectFixture *self, const char *reference)
{
  g_autofree char *path = g_strconcat ("/api/webhooks/konnect?payment_ref=", reference, NULL);

  return nx_test_get (self->f.server, path, NULL);
}

void
konnect_notify (KonnectFixture *self, guint n)
{
  g_autofree char *reference = nx_fake_konnect_reference (self->konnect, n);
  g_autoptr (NxTestReply) reply = konnect_hint (self, reference);

  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (reply->body, ==, "{\"received\":true}");
}

NxTestReply *
konnect_post (KonnectFixture *self, const char *body, const char *secret)
{
  g_autofree char *hex = secret != NULL ? g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret), body, -1) : NULL;
  g_autofree char *signature = g_strconcat ("sha256=", hex, NULL);
  const char *const headers[] = { "X-Konnect-Signature", signature, NULL };

  return nx_test_send (self->f.server, &(NxTestRequest){ .method = "POST", .path = "/api/webhooks/konnect", .body = body,
                                                         .headers = secret != NULL ? headers : NULL });
}

NxTestReply *
konnect_refresh (KonnectFixture *self, const char *payment_id, const char *token)
{
  g_autofree char *path = g_strdup_printf ("/api/payments/%s/refresh", payment_id);

  return nx_test_send (self->f.server, &(NxTestRequest){ .method = "POST", .path = path, .token = token });
}

void
konnect_poll (KonnectFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxDb) db = nx_test_db_open (self->f.server->conninfo);
  gboolean good = nx_payments_poll_pending (self->f.server->app, db, nx_clock_now (NX_CLOCK (self->f.clock)), 20, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

gint64
konnect_events (KonnectFixture *self, const char *kind)
{
  /* Each question keeps its statement for ever: kinds are few. */
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) AS a FROM payment_events WHERE kind = '%s'", kind);

  return ask_number (&self->f, sql);
}

void
konnect_assert_nothing_settled (KonnectFixture *self)
{
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM settlements"), ==, 0);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM receipts"), ==, 0);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM credit_lots"), ==, 0);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM payments WHERE status = 'COMPLETED'"), ==, 0);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_confirmed'"), ==, 0);
}

void
konnect_assert_settled_once (KonnectFixture *self, guint lots)
{
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM settlements WHERE settled_by IS NULL AND method = 'konnect'"), ==, 1);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM settlements"), ==, 1);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM receipts"), ==, 1);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM credit_lots"), ==, lots);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM payments WHERE status = 'COMPLETED'"), ==, 1);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_confirmed'"), ==, 1);
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM events WHERE type = 'payment.settled'"), ==, 1);
  g_assert_cmpint (konnect_events (self, "settled"), ==, 1);
}
