/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/konnect-fixture.h"

#include <string.h>

#include "common/nx-json.h"
#include "server/gateways/nx-konnect.h"

/* Payment by card: the link, what settles, and what does not. */

static void
test_addresses (void)
{
  static const char *const good[] = { "https://gateway.konnect.network/pay?payment_ref=1", "http://127.0.0.1:9/pay", "http://localhost/x",
                                      "http://[::1]:80/", NULL };
  static const char *const bad[] = { "http://konnect.network/pay", "javascript:alert(1)", "https:///pay", "https://a b/", "https://u:p@h/",
                                     "https://h/\r\nX: y", "//h/", "", "ftp://127.0.0.1/", "https://h/\"", "https://h/\\", NULL };
  static const char *const references[] = { "60889219a388f75c94a943ec", "a", "A-b_c.d~e:f", NULL };
  static const char *const no_references[] = { "", ".", "..", "a/b", "a b", "a?b", "é", "a%2f", "a\nb", NULL };
  g_autofree char *path = g_strnfill (2000, 'a'), *longest = g_strconcat ("https://h/", path, NULL), *many = g_strnfill (101, 'a');

  for (guint i = 0; good[i] != NULL; i++)
    g_assert_true (nx_konnect_pay_url_is_valid (good[i]));
  for (guint i = 0; bad[i] != NULL; i++)
    g_assert_false (nx_konnect_pay_url_is_valid (bad[i]));
  g_assert_false (nx_konnect_pay_url_is_valid (NULL));
  g_assert_false (nx_konnect_pay_url_is_valid (longest));
  for (guint i = 0; references[i] != NULL; i++)
    g_assert_true (nx_konnect_reference_is_valid (references[i]));
  for (guint i = 0; no_references[i] != NULL; i++)
    g_assert_false (nx_konnect_reference_is_valid (no_references[i]));
  g_assert_false (nx_konnect_reference_is_valid (many));
  g_assert_false (nx_konnect_reference_is_valid (NULL));
}

static void
test_link (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) reply = konnect_buy (k), again = konnect_buy (k), by_id = NULL;
  g_autoptr (JsonNode) request = NULL;
  g_autofree char *back = NULL;
  JsonObject *order;

  nx_test_assert_status (reply, 201);
  g_assert_cmpstr (nx_test_reply_string (reply, "payUrl"), ==, "https://pay.konnect.test/go");
  g_assert_cmpstr (nx_test_reply_string (reply, "payment.status"), ==, "PENDING");
  g_assert_cmpstr (nx_test_reply_string (reply, "payment.method"), ==, "konnect");
  g_assert_cmpfloat (nx_test_reply_number (reply, "payment.amount.amount"), ==, 180000);
  request = nx_fake_konnect_request (k->konnect, 0);
  order = json_node_get_object (request);
  back = g_strdup_printf ("http://nexus.test/parent/paiements/%s/retour", nx_test_reply_string (reply, "payment.id"));
  g_assert_cmpstr (json_object_get_string_member (order, "receiverWalletId"), ==, NX_FAKE_KONNECT_WALLET);
  g_assert_cmpstr (json_object_get_string_member (order, "token"), ==, "TND");
  g_assert_cmpint (json_object_get_int_member (order, "amount"), ==, 180000);
  g_assert_cmpstr (json_object_get_string_member (order, "type"), ==, "immediate");
  g_assert_cmpstr (json_object_get_string_member (order, "orderId"), ==, nx_test_reply_string (reply, "payment.id"));
  g_assert_cmpstr (json_object_get_string_member (order, "webhook"), ==, "http://nexus.test/api/webhooks/konnect");
  g_assert_cmpstr (json_object_get_string_member (order, "successUrl"), ==, back);
  g_assert_cmpstr (json_object_get_string_member (order, "failUrl"), ==, back);
  g_assert_cmpstr (json_object_get_string_member (order, "firstName"), ==, "Salma");
  g_assert_cmpstr (json_object_get_string_member (order, "email"), ==, "a@example.tn");
  g_assert_cmpstr (json_object_get_string_member (order, "phoneNumber"), ==, "+216 22 333 444");

  /* Again, however it is said: the same payment, the same link. */
  by_id = konnect_pay (k, nx_test_reply_string (reply, "payment.id"));
  g_assert_cmpstr (nx_test_reply_string (again, "payment.id"), ==, nx_test_reply_string (reply, "payment.id"));
  g_assert_cmpstr (nx_test_reply_string (by_id, "payUrl"), ==, nx_test_reply_string (reply, "payUrl"));
  g_assert_cmpuint (nx_fake_konnect_count (k->konnect), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM payments"), ==, 1);
  konnect_assert_nothing_settled (k);
}

static void
test_refusals (KonnectFixture *k, gconstpointer data)
{
  static const struct { const char *body; guint status; const char *code; } cases[] = {
    { "{}", 422, "invalid" },
    { "{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\"}", 422, "invalid" },
    { "{\"type\": \"CREDIT_PACK\", \"key\": \"GRAND_ORAL\", \"studentId\": \"%s\"}", 422, "invalid" },
    { "{\"type\": \"CREDIT_PACK\", \"key\": \"NOTHING\", \"studentId\": \"%s\"}", 422, "invalid" },
    { "{\"type\": \"SUBSCRIPTION\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"}", 422, "invalid" },
    { "{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\", \"amount\": 1}", 422, "invalid" },
    { "{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"01234567-89ab-7cde-8f01-23456789abcd\"}", 404, "not_found" },
    { "{\"paymentId\": \"01234567-89ab-7cde-8f01-23456789abcd\"}", 404, "not_found" },
  };
  g_autoptr (NxTestReply) foreign = NULL, bought = NULL, office = NULL, nobody = NULL;
  g_autofree char *of_other = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i].body, "%s", 2);
      g_autofree char *body = g_strjoinv (k->family.made.student_id, parts);
      g_autoptr (NxTestReply) reply = nx_test_post (k->f.server, "/api/payments/konnect", k->family.parent, body);

      nx_test_assert_code (reply, cases[i].status, cases[i].code);
    }
  bought = konnect_buy (k);
  of_other = g_strdup_printf ("{\"paymentId\": \"%s\"}", nx_test_reply_string (bought, "payment.id"));
  foreign = nx_test_post (k->f.server, "/api/payments/konnect", k->other.parent, of_other);
  nx_test_assert_code (foreign, 404, "not_found");
  office = nx_test_post (k->f.server, "/api/payments/konnect", k->f.office, of_other);
  nx_test_assert_code (office, 403, "forbidden");
  nobody = nx_test_post (k->f.server, "/api/payments/konnect", NULL, of_other);
  nx_test_assert_code (nobody, 401, "unauthenticated");
  g_assert_cmpuint (nx_fake_konnect_count (k->konnect), ==, 1);
}

/* Whatever comes instead of a link: 502, the payment is there, and asking again gives a link for that very payment. */
static void
test_no_link (KonnectFixture *k, gconstpointer data)
{
  static const NxFakeKonnectMode modes[] = { NX_FAKE_KONNECT_ERROR, NX_FAKE_KONNECT_LATER, NX_FAKE_KONNECT_REFUSE, NX_FAKE_KONNECT_GARBAGE,
                                             NX_FAKE_KONNECT_EMPTY, NX_FAKE_KONNECT_HUGE, NX_FAKE_KONNECT_CUT, NX_FAKE_KONNECT_MUTE,
                                             NX_FAKE_KONNECT_REDIRECT, NX_FAKE_KONNECT_BAD_URL };
  g_autoptr (NxTestReply) made = NULL;
  g_autofree char *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (NxTestReply) reply = NULL;

      nx_fake_konnect_set_modes (k->konnect, modes[i], NX_FAKE_KONNECT_GOOD);
      reply = konnect_buy (k);
      nx_test_assert_code (reply, 502, "upstream_failed");
      g_assert_cmpint (konnect_events (k, "link_failed"), ==, i + 1);
    }
  first = ask (&k->f, "SELECT id::text AS a FROM payments WHERE status = 'PENDING'");
  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_GOOD, NX_FAKE_KONNECT_GOOD);
  made = konnect_buy (k);
  nx_test_assert_status (made, 201);
  g_assert_cmpstr (nx_test_reply_string (made, "payment.id"), ==, first);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM payments"), ==, 1);
}

static void
test_one_reference_for_two (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) first = NULL, second = NULL;
  g_autofree char *plan = konnect_choose (k, "HYBRIDE");

  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_SAME_REF, NX_FAKE_KONNECT_GOOD);
  first = konnect_buy (k);
  nx_test_assert_status (first, 201);
  second = konnect_pay (k, plan);
  nx_test_assert_code (second, 502, "upstream_failed");
}

static void
test_plan_paid (KonnectFixture *k, gconstpointer data)
{
  g_autofree char *id = konnect_choose (k, "HYBRIDE");
  g_autoptr (NxTestReply) link = konnect_pay (k, id), late = NULL, paid = NULL;

  nx_test_assert_status (link, 201);
  konnect_notify (k, 0); /* not paid yet: a hint is nothing */
  konnect_assert_nothing_settled (k);
  nx_fake_konnect_pay (k->konnect, 0);
  konnect_notify (k, 0);
  konnect_assert_settled_once (k, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'ACTIVE' AND plan_name = 'HYBRIDE'"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT sum (balance) AS a FROM students"), ==, 16);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'subscription_active'"), ==, 1);

  /* Replays, the return, the office: all find it done, and nobody asks Konnect any more. */
  for (guint i = 0; i < 50; i++)
    konnect_notify (k, 0);
  g_assert_cmpuint (nx_fake_konnect_reads (k->konnect), ==, 2);
  paid = konnect_refresh (k, id, k->family.parent);
  g_assert_cmpstr (nx_test_reply_string (paid, "payment.status"), ==, "COMPLETED");
  konnect_assert_settled_once (k, 1);
  g_assert_cmpint (konnect_events (k, "notice"), <=, 30);
  late = konnect_pay (k, id);
  nx_test_assert_code (late, 409, "already_settled");
}

/* Each lie settles nothing, is kept, and calls the office; the truth afterwards settles. */
static void
test_lies (KonnectFixture *k, gconstpointer data)
{
  static const struct { const char *member, *lie, *difference; } lies[] = {
    { "amount", "180000.5", "amount" },      { "amount", "179999", "amount" },     { "amount", "\"180000\"", "amount" },
    { "amount", "180001", "amount" },        { "amount", NULL, "amount" },         { "amount", "-180000", "amount" },
    { "amount", "1800000000000", "amount" }, { "reachedAmount", "179999", "amount" }, { "token", "\"EUR\"", "currency" },
    { "token", NULL, "currency" },           { "token", "\"tnd\"", "currency" },   { "orderId", "\"123\"", "order" },
    { "orderId", NULL, "order" },            { "receiverWallet", "\"other\"", "wallet" }, { "orderId", "[\"x\"]", "order" },
    { "receiverWallet", "{\"id\": \"other\"}", "wallet" },
  };
  static const struct { const char *member, *truth; } truths[] = {
    { "amount", "180000" }, { "reachedAmount", "180000" }, { "token", "\"TND\"" }, { "receiverWallet", "{\"id\": \"" NX_FAKE_KONNECT_WALLET "\"}" },
  };
  g_autoptr (NxTestReply) link = konnect_buy (k), office = NULL;
  g_autofree char *order = g_strdup_printf ("\"%s\"", nx_test_reply_string (link, "payment.id")), *differences = NULL;

  nx_fake_konnect_pay (k->konnect, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      nx_test_clock_advance (k->f.clock, NX_TIME_MINUTE);
      nx_fake_konnect_say (k->konnect, 0, lies[i].member, lies[i].lie);
      konnect_notify (k, 0);
      konnect_assert_nothing_settled (k);
      g_assert_cmpint (konnect_events (k, "konnect_mismatch"), ==, i + 1);
      differences = ask (&k->f, "SELECT detail->>'difference' AS a FROM payment_events WHERE kind = 'konnect_mismatch' ORDER BY at DESC, id DESC LIMIT 1");
      g_assert_cmpstr (differences, ==, lies[i].difference);
      g_clear_pointer (&differences, g_free);
      for (guint t = 0; t < G_N_ELEMENTS (truths); t++)
        nx_fake_konnect_say (k->konnect, 0, truths[t].member, truths[t].truth);
      nx_fake_konnect_say (k->konnect, 0, "orderId", order);
    }
  office = nx_test_get (k->f.server, "/api/payments", k->f.office);
  g_assert_cmpstr (nx_test_reply_string (office, "items.0.attention"), ==, "MISMATCH");
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_attention'"), ==, 1);
  nx_test_clock_advance (k->f.clock, NX_TIME_MINUTE);
  konnect_notify (k, 0);
  konnect_assert_settled_once (k, 1);
}

static void
test_states (KonnectFixture *k, gconstpointer data)
{
  static const char *const waiting[] = { "\"pending\"", "\"Completed\"", "\"completed \"", "\"success\"", "\"\"", NULL };
  g_autoptr (NxTestReply) link = konnect_buy (k), failed = NULL, again = NULL, office = NULL, unreadable = NULL;
  const char *id = nx_test_reply_string (link, "payment.id");

  nx_fake_konnect_pay (k->konnect, 0);
  for (guint i = 0; waiting[i] != NULL; i++)
    {
      nx_fake_konnect_say (k->konnect, 0, "status", waiting[i]);
      konnect_notify (k, 0);
      konnect_assert_nothing_settled (k);
    }
  nx_fake_konnect_say (k->konnect, 0, "status", "true");
  unreadable = konnect_refresh (k, id, k->f.office);
  nx_test_assert_code (unreadable, 502, "upstream_failed");
  nx_fake_konnect_say (k->konnect, 0, "status", "\"failed\"");
  failed = konnect_refresh (k, id, k->family.parent);
  g_assert_cmpstr (nx_test_reply_string (failed, "payment.status"), ==, "FAILED");
  konnect_assert_nothing_settled (k);
  /* The family tries again: the same payment, another link. */
  again = konnect_pay (k, id);
  nx_test_assert_status (again, 201);
  g_assert_cmpstr (nx_test_reply_string (again, "payment.status"), ==, "PENDING");
  g_assert_cmpuint (nx_fake_konnect_count (k->konnect), ==, 2);
  /* The first one's success comes late, after all: the money is there. */
  nx_fake_konnect_pay (k->konnect, 0);
  office = konnect_refresh (k, id, k->f.office);
  g_assert_cmpstr (nx_test_reply_string (office, "payment.status"), ==, "COMPLETED");
  konnect_assert_settled_once (k, 1);
  /* And the second one is paid as well: it settles nothing, and the office is told that money has to go back. */
  nx_fake_konnect_pay (k->konnect, 1);
  konnect_notify (k, 1);
  konnect_notify (k, 1);
  konnect_assert_settled_once (k, 1);
  g_assert_cmpint (konnect_events (k, "paid_twice"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM payments WHERE attention = 'PAID_TWICE'"), ==, 1);
}

static void
test_late_success (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) link = konnect_buy (k);
  nx_test_assert_status (link, 201);

  nx_fake_konnect_say (k->konnect, 0, "status", "\"expired\"");
  konnect_notify (k, 0);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM payments WHERE status = 'FAILED'"), ==, 1);
  nx_fake_konnect_pay (k->konnect, 0);
  konnect_notify (k, 0);
  konnect_assert_settled_once (k, 1);
}

/* A link that is over is followed by another; both are watched. */
static void
test_expired_link (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) first = konnect_buy (k), second = NULL;

  nx_test_clock_advance (k->f.clock, NX_TIME_HOUR);
  second = konnect_buy (k);
  nx_test_assert_status (second, 201);
  g_assert_cmpstr (nx_test_reply_string (first, "payment.id"), ==, nx_test_reply_string (second, "payment.id"));
  g_assert_cmpuint (nx_fake_konnect_count (k->konnect), ==, 2);
  nx_fake_konnect_pay (k->konnect, 0);
  konnect_poll (k);
  konnect_assert_settled_once (k, 1);
}

static void
test_poll (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) link = konnect_buy (k);
  nx_test_assert_status (link, 201);

  nx_fake_konnect_pay (k->konnect, 0);
  konnect_poll (k); /* too early: the family is at it */
  g_assert_cmpuint (nx_fake_konnect_reads (k->konnect), ==, 0);
  nx_test_clock_advance (k->f.clock, 11 * NX_TIME_MINUTE);
  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_GOOD, NX_FAKE_KONNECT_GARBAGE);
  konnect_poll (k);
  konnect_assert_nothing_settled (k);
  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_GOOD, NX_FAKE_KONNECT_GOOD);
  nx_test_clock_advance (k->f.clock, 2 * NX_TIME_MINUTE);
  konnect_poll (k);
  konnect_assert_settled_once (k, 1);
  nx_test_clock_advance (k->f.clock, NX_TIME_DAY);
  konnect_poll (k);
  g_assert_cmpuint (nx_fake_konnect_reads (k->konnect), ==, 2);
}

/* What is never paid is asked about less and less, and in the end no more. */
static void
test_poll_gives_up (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) link = konnect_buy (k);
  nx_test_assert_status (link, 201);

  for (guint i = 0; i < 24; i++)
    {
      nx_test_clock_advance (k->f.clock, NX_TIME_HOUR);
      konnect_poll (k);
    }
  g_assert_cmpuint (nx_fake_konnect_reads (k->konnect), ==, 24);
  for (guint i = 0; i < 60; i++)
    {
      nx_test_clock_advance (k->f.clock, NX_TIME_DAY);
      konnect_poll (k);
    }
  g_assert_cmpuint (nx_fake_konnect_reads (k->konnect), <=, 24 + 31);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM konnect_links WHERE next_check_at IS NULL"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM payment_events"), <, 10);
}

static void
test_signatures (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) link = konnect_buy (k), good = NULL, none = NULL, wrong = NULL, replay = NULL, odd = NULL, empty = NULL, text = NULL;
  nx_test_assert_status (link, 201);
  g_autofree char *reference = nx_fake_konnect_reference (k->konnect, 0);
  g_autofree char *body = g_strdup_printf ("{\"payment_ref\": \"%s\", \"status\": \"completed\"}", reference);
  static const char *const forged[] = { "", "sha256=", "sha256=00", "md5=d41d8cd98f00b204e9800998ecf8427e",
                                        "sha256=zz00000000000000000000000000000000000000000000000000000000000000",
                                        "sha256=0000000000000000000000000000000000000000000000000000000000000000" };

  nx_fake_konnect_pay (k->konnect, 0);
  none = konnect_post (k, body, NULL);
  nx_test_assert_code (none, 401, "bad_signature");
  wrong = konnect_post (k, body, "another secret");
  nx_test_assert_code (wrong, 401, "bad_signature");
  for (guint i = 0; i < G_N_ELEMENTS (forged); i++)
    {
      const char *const headers[] = { "X-Konnect-Signature", forged[i], NULL };
      g_autoptr (NxTestReply) reply = nx_test_send (k->f.server, &(NxTestRequest){ .method = "POST", .path = "/api/webhooks/konnect",
                                                                                     .body = body, .headers = headers });

      nx_test_assert_code (reply, 401, "bad_signature");
    }
  konnect_assert_nothing_settled (k);
  g_assert_cmpuint (nx_fake_konnect_reads (k->konnect), ==, 0);
  g_assert_cmpint (konnect_events (k, "notice_forged"), ==, 8);

  odd = konnect_post (k, "{\"payment_ref\": ", KONNECT_SECRET);
  nx_test_assert_code (odd, 400, "bad_json");
  empty = konnect_post (k, "{}", KONNECT_SECRET);
  nx_test_assert_code (empty, 422, "invalid");
  text = konnect_post (k, "[1]", KONNECT_SECRET);
  nx_test_assert_code (text, 422, "invalid");
  good = konnect_post (k, body, KONNECT_SECRET);
  nx_test_assert_status (good, 200);
  g_assert_cmpstr (good->body, ==, "{\"received\":true}");
  konnect_assert_settled_once (k, 1);
  replay = konnect_post (k, body, KONNECT_SECRET);
  nx_test_assert_status (replay, 200);
  g_assert_cmpstr (replay->body, ==, good->body);
  konnect_assert_settled_once (k, 1);
}

/* A signed notice is no more than a hint. */
static void
test_signed_lie (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) link = konnect_buy (k), reply = NULL;
  nx_test_assert_status (link, 201);
  g_autofree char *reference = nx_fake_konnect_reference (k->konnect, 0);
  g_autofree char *body = g_strdup_printf ("{\"payment_ref\": \"%s\", \"status\": \"completed\", \"amount\": 180000}", reference);

  reply = konnect_post (k, body, KONNECT_SECRET);
  nx_test_assert_status (reply, 200);
  konnect_assert_nothing_settled (k);
}

static void
test_unknown_references (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) missing = NULL, link = konnect_buy (k);
  nx_test_assert_status (link, 201);
  static const char *const strangers[] = { "60889219a388f75c94a943ff", "..%2f..%2fadmin", "%00", "%27%20OR%201%3D1", "a%0d%0ab" };

  missing = nx_test_get (k->f.server, "/api/webhooks/konnect", NULL);
  nx_test_assert_code (missing, 422, "invalid");
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      g_autoptr (NxTestReply) reply = konnect_hint (k, strangers[i]);

      g_assert_true (reply->status == 200 || reply->status == 422 || reply->status == 400);
    }
  konnect_assert_nothing_settled (k);
  g_assert_cmpuint (nx_fake_konnect_reads (k->konnect), ==, 0);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *reference = g_strdup_printf ("feed%020u", i);
      g_autoptr (NxTestReply) reply = konnect_hint (k, reference);

      nx_test_assert_status (reply, 200);
    }
  g_assert_cmpint (konnect_events (k, "notice_unknown"), ==, 30);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM payment_events WHERE payment_id IS NULL"), ==, 30);
  /* A reference of another family's payment, paid: its own payment is settled, not this one. */
  konnect_assert_nothing_settled (k);
}

/* The server died, or gave up, between Konnect's making a link and our keeping it: the notice of its payment finds it again. */
static void
test_lost_answer (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) lost = NULL;

  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_MUTE, NX_FAKE_KONNECT_GOOD);
  lost = konnect_buy (k);
  nx_test_assert_code (lost, 502, "upstream_failed");
  g_assert_cmpuint (nx_fake_konnect_count (k->konnect), ==, 1);
  konnect_notify (k, 0);
  konnect_assert_nothing_settled (k);
  nx_fake_konnect_pay (k->konnect, 0);
  konnect_notify (k, 0);
  konnect_assert_settled_once (k, 1);
  g_assert_cmpint (konnect_events (k, "link_found"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/konnect/addresses", test_addresses);
#define ADD(path, function) g_test_add (path, KonnectFixture, NULL, konnect_setup, function, konnect_teardown)
  ADD ("/konnect/link", test_link);
  ADD ("/konnect/refusals", test_refusals);
  ADD ("/konnect/no-link", test_no_link);
  ADD ("/konnect/one-reference-for-two", test_one_reference_for_two);
  ADD ("/konnect/plan-paid", test_plan_paid);
  ADD ("/konnect/lies", test_lies);
  ADD ("/konnect/states", test_states);
  ADD ("/konnect/late-success", test_late_success);
  ADD ("/konnect/expired-link", test_expired_link);
  ADD ("/konnect/poll", test_poll);
  ADD ("/konnect/poll-gives-up", test_poll_gives_up);
  ADD ("/konnect/signatures", test_signatures);
  ADD ("/konnect/signed-lie", test_signed_lie);
  ADD ("/konnect/unknown-references", test_unknown_references);
  ADD ("/konnect/lost-answer", test_lost_answer);
  return g_test_run ();
}
