/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/renewals-fixture.h"

#include <string.h>

#include "server/booking/booking.h"

/* What was paid back stays paid back: credits of a refunded payment are not spent a second time, a month is not asked for twice. */

#define SESSION "a0000000-0000-7000-8000-000000000001"

typedef struct
{
  FamiliesFixture f; /* first: everything of families-fixture.h takes it */
  Family family;
  char *coach, *coach_id;
  gint32 back;
} Refunds;

static void
setup (Refunds *self, gconstpointer data)
{
  families_setup (&self->f, data);
  add_family (&self->f, "a@example.tn", "Yasmine", "Ben Rhouma", &self->family);
  self->coach = add_coach (&self->f, "Hélios", &self->coach_id);
}

static void
teardown (Refunds *self, gconstpointer data)
{
  g_free (self->coach);
  g_free (self->coach_id);
  family_clear (&self->family);
  families_teardown (&self->f, data);
}

/* Returns: (transfer full): the payment. */
static char *
sell_pack (Refunds *self)
{
  g_autofree char *body = g_strdup_printf ("{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"}",
                                           self->family.made.student_id);
  g_autoptr (NxTestReply) sold = nx_test_post (self->f.server, "/api/payments/manual", self->f.office, body);

  nx_test_assert_status (sold, 201);
  return g_strdup (nx_test_reply_string (sold, "payment.id"));
}

/* Returns: (transfer full): the one whose credits are used first. */
static char *
sell_two_packs (Refunds *self)
{
  char *first = sell_pack (self);
  g_autofree char *second = NULL;

  nx_test_db_script (self->f.server->db, "UPDATE credit_lots SET expires_at = expires_at - interval '1 day'");
  second = sell_pack (self);
  g_assert_cmpstr (first, !=, second);
  return first;
}

static void
refund (Refunds *self, const char *payment)
{
  g_autofree char *path = g_strdup_printf ("/api/payments/%s/refund", payment);
  g_autoptr (NxTestReply) done = nx_test_post (self->f.server, path, self->f.office, "{\"reason\": \"Moves abroad\"}");

  nx_test_assert_status (done, 200);
}

/* A workshop of Friday that costs @quarters. */
static void
book (Refunds *self, guint quarters)
{
  const char *pupil = self->family.made.student_id;
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO sessions (id, coach_id, during, type, subject, capacity, seats_taken, seat_cost, jitsi_room, created_at, updated_at) VALUES "
    "('" SESSION "', '%s', '[2026-11-27 13:00Z, 2026-11-27 14:00Z)', 'COURS_ONLINE', 'MATHEMATIQUES', 1, 1, %u, "
    "'nx-abcdefghijklmnopqrstuvwx1', '2026-11-24T09:00Z', '2026-11-24T09:00Z');"
    "INSERT INTO seats (id, session_id, student_id, during, cost, booked_at) SELECT gen_random_uuid (), id, '%s', during, seat_cost, created_at "
    "FROM sessions WHERE id = '" SESSION "';"
    "SELECT nx_ledger_take ('00000009-0000-7000-8000-000000000001', '%s', 'USAGE', %u, '" SESSION "', NULL, NULL, 'test', '2026-11-24T07:00Z')",
    self->coach_id, quarters, pupil, pupil, quarters);

  nx_test_db_script (self->f.server->db, sql);
}

static gboolean
cancel_work (NxDb *db, gpointer data, GError **error)
{
  const NxActor office = { .role = NX_ROLE_ASSISTANTE, .user_id = ((Refunds *) data)->f.office_id, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr",
                           .request_id = "test", .now = FAMILIES_NOW };
  NxCancellation cancellation = { .session_id = SESSION, .reason = "Coach is ill" };

  if (!nx_booking_cancel (db, &office, &cancellation, error))
    return FALSE;
  ((Refunds *) data)->back = cancellation.credits_refunded;
  return TRUE;
}

/* @quarters: may be spent again. */
static void
cancel (Refunds *self, gint32 quarters)
{
  g_autoptr (GError) error = NULL;

  const gboolean done = nx_db_transaction (self->f.server->db, cancel_work, self, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpint (self->back, ==, quarters);
  assert_sound (&self->f, FAMILIES_NOW);
}

/* The ledger says that they came back and that they were taken back, and names the payment. */
static void
test_pack (Refunds *self, gconstpointer data)
{
  g_autofree char *payment = sell_pack (self), *told = NULL;

  book (self, 6);
  refund (self, payment);
  g_assert_cmpint (balance (&self->f), ==, 0);
  cancel (self, 0);
  g_assert_cmpint (balance (&self->f), ==, 0);
  told = g_strdup_printf ("PURCHASE 16, USAGE -6, ADJUSTMENT -10 %s Moves abroad, REFUND 6, ADJUSTMENT -6 %s Moves abroad", payment, payment);
  assert_text (&self->f,
               "SELECT string_agg (concat_ws (' ', type, amount, CASE WHEN type = 'ADJUSTMENT' THEN payment_id || ' ' || reason END), ', ' ORDER BY seq) "
               "AS a FROM credit_transactions", told);
}

static void
test_plan (Refunds *self, gconstpointer data)
{
  g_autofree char *payment = NULL;

  sell (&self->f, &self->family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  payment = ask (&self->f, "SELECT id::text AS a FROM payments");
  book (self, 6);
  refund (self, payment);
  cancel (self, 0);
  g_assert_cmpint (balance (&self->f), ==, 0);
}

/* Of a session that two payments paid for, what the other one paid comes back. */
static void
test_half (Refunds *self, gconstpointer data)
{
  g_autofree char *payment = sell_two_packs (self), *other = NULL;

  other = ask (&self->f, "SELECT id::text AS a FROM payments ORDER BY id = (SELECT l.payment_id FROM credit_lots l ORDER BY expires_at LIMIT 1) LIMIT 1");
  book (self, 20);
  refund (self, payment);
  refund (self, other);
  cancel (self, 0);
  g_assert_cmpint (balance (&self->f), ==, 0);
}

static void
test_other_half (Refunds *self, gconstpointer data)
{
  g_autofree char *payment = sell_two_packs (self);

  book (self, 20);
  refund (self, payment);
  cancel (self, 4);
  g_assert_cmpint (balance (&self->f), ==, 16);
}

/* What would land in lots that ended meanwhile, one of them of a payment that was refunded. */
static void
test_late (Refunds *self, gconstpointer data)
{
  g_autofree char *payment = sell_two_packs (self);

  book (self, 20);
  refund (self, payment);
  nx_test_db_script (self->f.server->db, "UPDATE credit_lots SET granted_at = '2026-10-01', expires_at = '2026-11-24T08:00Z'");
  cancel (self, 4);
  assert_text (&self->f, "SELECT string_agg (concat_ws (' ', granted, remaining), ', ') AS a FROM credit_lots WHERE type = 'REFUND'", "20 4");
}

/* A card that was refused, a new payment of the same month that the job made meanwhile: the first cannot be tried again beside it. */
static void
test_month_asked_anew (Refunds *self, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *again = NULL;
  g_autoptr (NxTestReply) retried = NULL;

  sell (&self->f, &self->family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  jobs (&self->f, "2026-12-17T09:00:00Z");
  first = waiting_payment (&self->f);
  nx_test_db_script (self->f.server->db, "UPDATE payments SET status = 'FAILED' WHERE status = 'PENDING'");
  jobs (&self->f, "2026-12-18T09:00:00Z");
  second = waiting_payment (&self->f);
  g_assert_cmpstr (second, !=, first);
  again = g_strdup_printf ("{\"paymentId\": \"%s\"}", first);
  retried = nx_test_post (self->f.server, "/api/payments/manual", self->f.office, again);
  nx_test_assert_code (retried, 409, "conflict");
  g_assert_cmpint (ask_number (&self->f, "SELECT count (*) AS a FROM settlements"), ==, 1);
}

/* What came was less than what was due: that is what goes back. Why, the office noted for itself. */
static void
test_what_came (Refunds *self, gconstpointer data)
{
  g_autofree char *body = g_strdup_printf ("{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\", \"amountReceived\": "
                                           "{\"amount\": 170000, \"currency\": \"TND\"}, \"note\": \"They cannot pay more\"}",
                                           self->family.made.student_id);
  g_autoptr (NxTestReply) sold = nx_test_post (self->f.server, "/api/payments/manual", self->f.office, body), office = NULL, family = NULL,
                          list = NULL;
  g_autofree char *path = NULL;

  nx_test_assert_status (sold, 201);
  path = g_strdup_printf ("/api/payments/%s", nx_test_reply_string (sold, "payment.id"));
  office = nx_test_get (self->f.server, path, self->f.office);
  g_assert_cmpstr (nx_test_reply_string (office, "payment.note"), ==, "They cannot pay more");
  family = nx_test_get (self->f.server, path, self->family.parent);
  nx_test_assert_status (family, 200);
  g_assert_null (strstr (family->body, "They cannot"));
  list = nx_test_get (self->f.server, "/api/payments", self->family.parent);
  nx_test_assert_status (list, 200);
  g_assert_null (strstr (list->body, "They cannot"));
  refund (self, nx_test_reply_string (sold, "payment.id"));
  assert_text (&self->f, "SELECT (payload -> 'amount' ->> 'amount') AS a FROM outbox WHERE kind = 'payment_refunded'", "170000");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Refunds, NULL, setup, function, teardown)
  ADD ("/refunds/pack", test_pack);
  ADD ("/refunds/plan", test_plan);
  ADD ("/refunds/both-payments", test_half);
  ADD ("/refunds/one-of-two-payments", test_other_half);
  ADD ("/refunds/lots-that-ended", test_late);
  ADD ("/refunds/what-came", test_what_came);
  ADD ("/refunds/month-asked-anew", test_month_asked_anew);
  return g_test_run ();
}
