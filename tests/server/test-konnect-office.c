/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/konnect-fixture.h"

#include <string.h>

#include "server/payments/payments.h"

/* What the office does with payments: cash, refunds, what called its attention; and what happened, in words. */

static NxTestReply *
act (KonnectFixture *k, const char *id, const char *what, const char *token, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/api/payments/%s%s%s", id, *what != '\0' ? "/" : "", what);

  return body == NULL ? nx_test_get (k->f.server, path, token) : nx_test_post (k->f.server, path, token, body);
}

static NxTestReply *
sell_pack (KonnectFixture *k, const char *rest, const char *key)
{
  g_autofree char *body = g_strdup_printf ("{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"%s}",
                                           k->family.made.student_id, rest);
  const char *const headers[] = { "Idempotency-Key", key, NULL };

  return nx_test_send (k->f.server, &(NxTestRequest){ .method = "POST", .path = "/api/payments/manual", .token = k->f.office, .body = body,
                                                      .headers = key != NULL ? headers : NULL });
}

static void
test_cash (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) sold = sell_pack (k, "", "cash-0001"), again = sell_pack (k, "", "cash-0001"), less = NULL, said = NULL,
                          other = NULL, plan = NULL;
  g_autofree char *plan_body = g_strdup_printf ("{\"type\": \"SUBSCRIPTION\", \"key\": \"HYBRIDE\", \"studentId\": \"%s\"}",
                                                k->family.made.student_id);

  nx_test_assert_status (sold, 201);
  g_assert_cmpstr (nx_test_reply_string (sold, "payment.status"), ==, "COMPLETED");
  g_assert_cmpstr (nx_test_reply_string (sold, "payment.method"), ==, "manual");
  g_assert_cmpstr (sold->body, ==, again->body);
  g_assert_cmpint (ask_number (&k->f, "SELECT sum (balance) AS a FROM students"), ==, 16);
  less = sell_pack (k, ", \"amountReceived\": {\"amount\": 170000, \"currency\": \"TND\"}", NULL);
  nx_test_assert_code (less, 409, "amount_mismatch");
  other = sell_pack (k, ", \"amountReceived\": {\"amount\": 180000, \"currency\": \"EUR\"}, \"note\": \"in euros\"", NULL);
  nx_test_assert_code (other, 409, "amount_mismatch");
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM payments"), ==, 1);
  said = sell_pack (k, ", \"amountReceived\": {\"amount\": 170000, \"currency\": \"TND\"}, \"note\": \"Second child\"", NULL);
  nx_test_assert_status (said, 201);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM settlements WHERE amount = 170000"), ==, 1);
  plan = nx_test_post (k->f.server, "/api/payments/manual", k->f.office, plan_body);
  nx_test_assert_status (plan, 201);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'ACTIVE'"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT sum (balance) AS a FROM students"), ==, 48);
}

/* The family had begun to pay by card and comes to the desk instead; then its card is charged after all. */
static void
test_cash_for_a_link (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) link = konnect_buy (k), cash = sell_pack (k, "", NULL), list = NULL, handled = NULL, again = NULL;
  const char *id = nx_test_reply_string (link, "payment.id");

  g_assert_cmpstr (nx_test_reply_string (cash, "payment.id"), ==, id);
  nx_fake_konnect_pay (k->konnect, 0);
  konnect_notify (k, 0);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM settlements"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT sum (balance) AS a FROM students"), ==, 16);
  list = nx_test_get (k->f.server, "/api/payments?attention=true", k->f.office);
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.id"), ==, id);
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.attention"), ==, "PAID_TWICE");
  handled = act (k, id, "handled", k->f.office, "{\"note\": \"Given back by Konnect\"}");
  nx_test_assert_status (handled, 200);
  again = act (k, id, "handled", k->f.office, "{\"note\": \"Given back by Konnect\"}");
  nx_test_assert_code (again, 409, "conflict");
}

static void
test_refund_of_a_pack (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) sold = sell_pack (k, "", NULL), none = NULL, done = NULL, twice = NULL, family = NULL, foreign = NULL, pending = NULL,
                          link = NULL;
  const char *id = nx_test_reply_string (sold, "payment.id");

  /* Something is used first. */
  nx_test_db_script (k->f.server->db,
                     "SELECT nx_ledger_take ('00000009-0000-7000-8000-000000000001', (SELECT student_id FROM payments LIMIT 1), 'ADJUSTMENT', 5, "
                     "NULL, 'a quarter', NULL, 'test', '2026-11-24T10:00:00Z')");
  none = act (k, id, "refund", k->f.office, "{\"reason\": \"\"}");
  nx_test_assert_code (none, 422, "invalid");
  family = act (k, id, "refund", k->family.parent, "{\"reason\": \"I want it\"}");
  nx_test_assert_code (family, 403, "forbidden");
  foreign = act (k, "01234567-89ab-7cde-8f01-23456789abcd", "refund", k->f.office, "{\"reason\": \"Nobody's\"}");
  nx_test_assert_code (foreign, 404, "not_found");
  done = act (k, id, "refund", k->f.office, "{\"reason\": \"Moves abroad\"}");
  nx_test_assert_status (done, 200);
  g_assert_cmpstr (nx_test_reply_string (done, "payment.status"), ==, "REFUNDED");
  g_assert_cmpfloat (nx_test_reply_number (done, "reversed.credits"), ==, 2.75);
  g_assert_cmpfloat (nx_test_reply_number (done, "notReversed.credits"), ==, 1.25);
  g_assert_nonnull (strstr (nx_test_reply_string (done, "notReversed.sentence"), "1"));
  g_assert_cmpint (ask_number (&k->f, "SELECT sum (balance) AS a FROM students"), ==, 0);
  g_assert_cmpint (ask_number (&k->f, "SELECT sum (remaining) AS a FROM credit_lots"), ==, 0);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_refunded'"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM audit WHERE action = 'payment.refunded'"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM invoices"), ==, 2);
  twice = act (k, id, "refund", k->f.office, "{\"reason\": \"Moves abroad\"}");
  nx_test_assert_code (twice, 409, "conflict");
  link = konnect_buy (k);
  pending = act (k, nx_test_reply_string (link, "payment.id"), "refund", k->f.office, "{\"reason\": \"Moves abroad\"}");
  nx_test_assert_code (pending, 409, "conflict");
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_refunded'"), ==, 1);
}

static void
test_refund_of_a_plan (KonnectFixture *k, gconstpointer data)
{
  g_autofree char *id = konnect_choose (k, "HYBRIDE");
  g_autoptr (NxTestReply) link = konnect_pay (k, id), done = NULL;
  nx_test_assert_status (link, 201);
  g_autofree char *anew = NULL;

  nx_fake_konnect_pay (k->konnect, 0);
  konnect_notify (k, 0);
  konnect_assert_settled_once (k, 1);
  done = act (k, id, "refund", k->f.office, "{\"reason\": \"Changed their mind\"}");
  nx_test_assert_status (done, 200);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (done, "planEnded")));
  g_assert_cmpfloat (nx_test_reply_number (done, "reversed.credits"), ==, 4);
  g_assert_true (json_node_is_null (nx_test_reply_node (done, "notReversed.sentence")));
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'CANCELLED' AND ends_at IS NOT NULL"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT sum (balance) AS a FROM students"), ==, 0);
  /* And the family may come back. */
  anew = konnect_choose (k, "HYBRIDE");
  g_assert_cmpstr (anew, !=, id);
}

typedef struct
{
  KonnectFixture *k;
  const char *id;
} Refund;

static gpointer
refund_in_thread (gpointer data)
{
  Refund *refund = data;
  g_autoptr (NxTestReply) reply = act (refund->k, refund->id, "refund", refund->k->f.office, "{\"reason\": \"At once\"}");

  return GUINT_TO_POINTER (reply->status);
}

static void
test_refunds_at_once (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) sold = sell_pack (k, "", NULL);
  Refund refund = { k, nx_test_reply_string (sold, "payment.id") };
  GThread *threads[8];
  guint done = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("refund", refund_in_thread, &refund);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    done += GPOINTER_TO_UINT (g_thread_join (threads[i])) == 200;
  g_assert_cmpuint (done, ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM credit_transactions"), ==, 2);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_refunded'"), ==, 1);
}

/* Money for a plan that was replaced by another, which runs: settled, nothing starts, the office is told and refunds it. */
static void
test_replaced_plan (KonnectFixture *k, gconstpointer data)
{
  g_autofree char *first = konnect_choose (k, "HYBRIDE"), *second = NULL;
  g_autoptr (NxTestReply) link = konnect_pay (k, first), other = NULL, list = NULL, done = NULL;
  nx_test_assert_status (link, 201);

  second = konnect_choose (k, "IMMERSION");
  other = konnect_pay (k, second);
  nx_test_assert_status (other, 201);
  nx_fake_konnect_pay (k->konnect, 1);
  konnect_notify (k, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'ACTIVE' AND plan_name = 'IMMERSION'"), ==, 1);
  nx_test_db_script (k->f.server->db, "UPDATE subscriptions SET status = 'CANCELLED', ends_at = '2026-11-24T09:00:00Z' WHERE plan_name = 'HYBRIDE'");
  nx_fake_konnect_pay (k->konnect, 0);
  konnect_notify (k, 0);
  konnect_notify (k, 0);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM settlements"), ==, 2);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM receipts"), ==, 2);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'ACTIVE'"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT sum (balance) AS a FROM students"), ==, 32);
  list = nx_test_get (k->f.server, "/api/payments?attention=true", k->f.office);
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.id"), ==, first);
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.attention"), ==, "PLAN_REPLACED");
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_attention'"), ==, 1);
  done = act (k, first, "refund", k->f.office, "{\"reason\": \"Paid for nothing\"}");
  nx_test_assert_status (done, 200);
  g_assert_false (json_node_get_boolean (nx_test_reply_node (done, "planEnded")));
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'ACTIVE'"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM payments WHERE attention IS NOT NULL"), ==, 0);
}

static void
assert_history (NxTestReply *reply, const char *const *kinds)
{
  JsonArray *events = json_node_get_array (nx_test_reply_node (reply, "events"));

  for (guint i = 0; kinds[i] != NULL; i++)
    {
      JsonObject *event;

      g_assert_cmpuint (i, <, json_array_get_length (events));
      event = json_array_get_object_element (events, i);
      g_assert_cmpstr (json_object_get_string_member (event, "kind"), ==, kinds[i]);
      g_assert_null (strstr (json_object_get_string_member (event, "sentence"), "%"));
      g_assert_cmpuint (strlen (json_object_get_string_member (event, "sentence")), >, 8);
    }
  g_assert_cmpuint (json_array_get_length (events), ==, g_strv_length ((char **) kinds));
}

static void
test_history (KonnectFixture *k, gconstpointer data)
{
  static const char *const for_office[] = { "created", "link_made", "notice", "konnect_mismatch", "notice", "konnect_completed", "settled", NULL };
  static const char *const for_family[] = { "created", "link_made", "konnect_completed", "settled", NULL };
  g_autoptr (NxTestReply) link = konnect_buy (k), office = NULL, family = NULL, foreign = NULL;
  const char *id = nx_test_reply_string (link, "payment.id");

  nx_fake_konnect_pay (k->konnect, 0);
  nx_fake_konnect_say (k->konnect, 0, "amount", "1000");
  konnect_notify (k, 0);
  nx_test_clock_advance (k->f.clock, NX_TIME_MINUTE);
  nx_fake_konnect_say (k->konnect, 0, "amount", "180000");
  konnect_notify (k, 0);
  office = act (k, id, "", k->f.office, NULL);
  family = act (k, id, "", k->family.parent, NULL);
  assert_history (office, for_office);
  assert_history (family, for_family);
  g_assert_nonnull (strstr (office->body, "\"from\": \"127.0.0.1\""));
  g_assert_null (strstr (family->body, "127.0.0.1"));
  g_assert_cmpstr (nx_test_reply_string (family, "payment.receiptNumber"), ==, "2026-000001");
  g_assert_true (json_node_is_null (nx_test_reply_node (family, "instructions")));
  foreign = act (k, id, "", k->other.parent, NULL);
  nx_test_assert_code (foreign, 404, "not_found");
}

static void
test_lists (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) page = NULL, next = NULL, card = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (NxTestReply) sold = sell_pack (k, "", NULL);

      nx_test_assert_status (sold, 201);
    }
  page = nx_test_get (k->f.server, "/api/payments?limit=3&status=COMPLETED&method=manual", k->f.office);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (page, "items"))), ==, 3);
  path = g_strdup_printf ("/api/payments?limit=3&cursor=%s", nx_test_reply_string (page, "nextCursor"));
  next = nx_test_get (k->f.server, path, k->f.office);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (next, "items"))), ==, 2);
  g_assert_true (json_node_is_null (nx_test_reply_node (next, "nextCursor")));
  card = nx_test_get (k->f.server, "/api/payments?method=konnect", k->f.office);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (card, "items"))), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, KonnectFixture, NULL, konnect_setup, function, konnect_teardown)
  ADD ("/konnect-office/cash", test_cash);
  ADD ("/konnect-office/cash-for-a-link", test_cash_for_a_link);
  ADD ("/konnect-office/refund-of-a-pack", test_refund_of_a_pack);
  ADD ("/konnect-office/refund-of-a-plan", test_refund_of_a_plan);
  ADD ("/konnect-office/refunds-at-once", test_refunds_at_once);
  ADD ("/konnect-office/replaced-plan", test_replaced_plan);
  ADD ("/konnect-office/history", test_history);
  ADD ("/konnect-office/lists", test_lists);
  return g_test_run ();
}
