/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/konnect-fixture.h"

#include "server/payments/payments.h"

/* Many at once, and a Konnect that does not answer. */

typedef struct
{
  KonnectFixture *k;
  const char *payment_id, *reference;
  guint n;
} Part;

static gpointer
take_part (gpointer data)
{
  const Part *part = data;
  KonnectFixture *k = part->k;
  g_autofree char *body = g_strdup_printf ("{\"payment_ref\": \"%s\"}", part->reference);
  g_autoptr (NxTestReply) reply = NULL;

  switch (part->n % 5)
    {
    case 0:
    case 1:
      reply = konnect_hint (k, part->reference);
      break;
    case 2:
      reply = konnect_post (k, body, KONNECT_SECRET);
      break;
    case 3:
      reply = konnect_refresh (k, part->payment_id, part->n % 2 == 0 ? k->family.parent : k->f.office);
      break;
    default:
      konnect_poll (k);
      return NULL;
    }
  nx_test_assert_status (reply, 200);
  return NULL;
}

/* Notices of both kinds, the return, the office and the job, all at one moment, five times over. */
static void
test_one_settlement (KonnectFixture *k, gconstpointer data)
{
  g_autofree char *id = konnect_choose (k, "HYBRIDE"), *reference = NULL;
  g_autoptr (NxTestReply) link = konnect_pay (k, id);
  Part parts[30];
  GThread *threads[G_N_ELEMENTS (parts)];

  nx_test_assert_status (link, 201);
  reference = nx_fake_konnect_reference (k->konnect, 0);
  nx_fake_konnect_pay (k->konnect, 0);
  nx_test_clock_advance (k->f.clock, 11 * NX_TIME_MINUTE);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      parts[i] = (Part){ k, id, reference, i };
      threads[i] = g_thread_new ("part", take_part, &parts[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_thread_join (threads[i]);
  konnect_assert_settled_once (k, 1);
  g_assert_cmpint (konnect_events (k, "konnect_completed"), ==, 1);
  g_assert_cmpint (konnect_events (k, "paid_twice"), ==, 0);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'ACTIVE'"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT sum (balance) AS a FROM students"), ==, 16);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'subscription_active'"), ==, 1);
}

static gpointer
buy_in_thread (gpointer data)
{
  g_autoptr (NxTestReply) reply = konnect_buy (data);

  nx_test_assert_status (reply, 201);
  return g_strdup (nx_test_reply_string (reply, "payment.id"));
}

/* Eight that ask for the same thing at once: one payment, one link. */
static void
test_one_link (KonnectFixture *k, gconstpointer data)
{
  GThread *threads[8];
  g_autofree char *first = NULL;

  nx_fake_konnect_set_delay (k->konnect, 300);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("buy", buy_in_thread, k);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *id = g_thread_join (threads[i]);

      if (first == NULL)
        first = g_strdup (id);
      g_assert_cmpstr (id, ==, first);
    }
  g_assert_cmpuint (nx_fake_konnect_count (k->konnect), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM payments"), ==, 1);
  g_assert_cmpint (konnect_events (k, "link_made"), ==, 1);
}

static gpointer
buy_and_wait (gpointer data)
{
  g_autoptr (NxTestReply) reply = konnect_buy (data);

  return GUINT_TO_POINTER (reply->status);
}

static gpointer
hint_and_wait (gpointer data)
{
  g_autofree char *reference = nx_fake_konnect_reference (((KonnectFixture *) data)->konnect, 0);
  g_autoptr (NxTestReply) reply = konnect_hint (data, reference);

  return GUINT_TO_POINTER (reply->status);
}

/* Konnect takes calls and says nothing: pages, sign-in and the API go on; who asked is told after fifteen seconds. */
static void
test_stall (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) link = konnect_buy (k), after = NULL;
  GThread *waiting[16];
  gint64 from, longest = 0, ended;
  guint received = 0;

  nx_test_assert_status (link, 201);
  nx_test_clock_advance (k->f.clock, 2 * NX_TIME_HOUR);
  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_STALL, NX_FAKE_KONNECT_STALL);
  from = g_get_monotonic_time ();
  waiting[0] = g_thread_new ("buy", buy_and_wait, k);
  for (guint i = 1; i < G_N_ELEMENTS (waiting); i++)
    waiting[i] = g_thread_new ("hint", hint_and_wait, k);
  while (nx_fake_konnect_reads (k->konnect) + nx_fake_konnect_inits (k->konnect) < 5)
    g_usleep (5000);
  for (guint i = 0; i < 40; i++)
    {
      const gint64 asked = g_get_monotonic_time ();
      g_autoptr (NxTestReply) home = nx_test_get (k->f.server, "/", NULL), own = nx_test_get (k->f.server, "/api/payments", k->family.parent);

      nx_test_assert_status (home, 200);
      nx_test_assert_status (own, 200);
      longest = MAX (longest, g_get_monotonic_time () - asked);
    }
  g_test_message ("home page and list, the slowest of 40 while Konnect stalls: %" G_GINT64_FORMAT " ms", longest / 1000);
  g_assert_cmpint (longest, <, 1000000);
  /* Nothing holds a transaction open meanwhile. */
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM pg_stat_activity WHERE datname = current_database () AND state = 'idle in transaction'"), ==, 0);
  after = nx_test_get (k->f.server, "/healthz", NULL);
  nx_test_assert_status (after, 200);
  ended = GPOINTER_TO_UINT (g_thread_join (waiting[0]));
  g_assert_cmpint (ended, ==, 502);
  /* Those who had to wait for a worker are not held up in their turn. */
  for (guint i = 1; i < G_N_ELEMENTS (waiting); i++)
    received += GPOINTER_TO_UINT (g_thread_join (waiting[i])) == 200;
  g_assert_cmpuint (received, ==, G_N_ELEMENTS (waiting) - 1);
  g_assert_cmpint (g_get_monotonic_time () - from, <, 25 * G_USEC_PER_SEC);
  g_assert_cmpuint (nx_fake_konnect_reads (k->konnect) + nx_fake_konnect_inits (k->konnect), <, 12);
  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_GOOD, NX_FAKE_KONNECT_GOOD);
  konnect_assert_nothing_settled (k);
}

/* The money came while we were deaf: the job finds it. */
static void
test_deaf (KonnectFixture *k, gconstpointer data)
{
  g_autoptr (NxTestReply) link = konnect_buy (k), refresh = NULL;

  nx_fake_konnect_pay (k->konnect, 0);
  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_GOOD, NX_FAKE_KONNECT_ERROR);
  konnect_notify (k, 0); /* received, and kept for later */
  refresh = konnect_refresh (k, nx_test_reply_string (link, "payment.id"), k->family.parent);
  nx_test_assert_code (refresh, 502, "upstream_failed");
  konnect_assert_nothing_settled (k);
  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_GOOD, NX_FAKE_KONNECT_GOOD);
  nx_test_clock_advance (k->f.clock, NX_TIME_MINUTE);
  konnect_poll (k); /* a minute after the notice, not ten */
  konnect_assert_settled_once (k, 1);
}

/* The server ended between the question and the answer: what it wrote before says so, and another link is made in time. */
static void
test_killed_between (KonnectFixture *k, gconstpointer data)
{
  g_autofree char *id = konnect_choose (k, "HYBRIDE");
  g_autofree char *insert = g_strdup_printf ("INSERT INTO konnect_links (id, payment_id, asked_at, expires_at) VALUES "
                                             "('00000009-0000-7000-8000-000000000009', '%s', '2026-11-24T09:00:00Z', '2026-11-24T10:00:00Z')", id);
  g_autoptr (NxTestReply) made = NULL;

  nx_test_db_script (k->f.server->db, insert);
  nx_test_clock_advance (k->f.clock, NX_TIME_MINUTE);
  made = konnect_pay (k, id);
  nx_test_assert_status (made, 201);
  g_assert_cmpint (konnect_events (k, "link_lost"), ==, 1);
  g_assert_cmpint (ask_number (&k->f, "SELECT count (*) AS a FROM konnect_links WHERE state = 'LOST'"), ==, 1);
  nx_fake_konnect_pay (k->konnect, 0);
  konnect_notify (k, 0);
  konnect_assert_settled_once (k, 1);
}

static void
test_keys (KonnectFixture *k, gconstpointer data)
{
  static const char *const key[] = { "Idempotency-Key", "card-0001", NULL };
  g_autofree char *body = g_strdup_printf ("{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"}", k->family.made.student_id);
  g_autofree char *another = g_strdup_printf ("{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_8\", \"studentId\": \"%s\"}", k->family.made.student_id);
  NxTestRequest request = { .method = "POST", .path = "/api/payments/konnect", .token = k->family.parent, .body = body, .headers = key };
  g_autoptr (NxTestReply) failed = NULL, first = NULL, replay = NULL, other = NULL;

  /* What failed is not kept: the same key tries again. */
  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_ERROR, NX_FAKE_KONNECT_GOOD);
  failed = nx_test_send (k->f.server, &request);
  nx_test_assert_code (failed, 502, "upstream_failed");
  nx_fake_konnect_set_modes (k->konnect, NX_FAKE_KONNECT_GOOD, NX_FAKE_KONNECT_GOOD);
  first = nx_test_send (k->f.server, &request);
  nx_test_assert_status (first, 201);
  nx_test_clock_advance (k->f.clock, 3 * NX_TIME_HOUR);
  replay = nx_test_send (k->f.server, &request);
  g_assert_cmpstr (replay->body, ==, first->body);
  g_assert_cmpstr (nx_test_reply_header (replay, "idempotent-replay"), ==, "true");
  request.body = another;
  other = nx_test_send (k->f.server, &request);
  nx_test_assert_code (other, 409, "idempotency_conflict");
  g_assert_cmpuint (nx_fake_konnect_count (k->konnect), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, KonnectFixture, NULL, konnect_setup, function, konnect_teardown)
  ADD ("/konnect-races/one-settlement", test_one_settlement);
  ADD ("/konnect-races/one-link", test_one_link);
  ADD ("/konnect-races/deaf", test_deaf);
  ADD ("/konnect-races/killed-between", test_killed_between);
  ADD ("/konnect-races/keys", test_keys);
  ADD ("/konnect-races/stall", test_stall);
  return g_test_run ();
}
