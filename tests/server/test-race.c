/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/breakers-fixture.h"

/*
 * Many clients at one moment, over real sockets, against eight workers. What the database guards under the service alone is in
 * test-booking-races; here the answers count: one 201, a clear 409 for each other, one answer for one Idempotency-Key.
 */

#define CLIENTS 50

typedef struct
{
  Breakers *breakers;
  char *token[CLIENTS];
  char *body[CLIENTS];
  const char *path;
  const char *key; /* (nullable): Idempotency-Key of all */
  NxTestReply *reply[CLIENTS];
} Run;

static void
send_one (gpointer data, guint i)
{
  Run *run = data;
  const char *headers[] = { "Idempotency-Key", run->key, NULL };

  run->reply[i] = nx_test_send (run->breakers->server, &(NxTestRequest){ .method = "POST",
                                                                         .path = run->path,
                                                                         .token = run->token[i],
                                                                         .body = run->body[i],
                                                                         .headers = run->key != NULL ? headers : NULL });
}

static void
run_clear (Run *run)
{
  for (guint i = 0; i < CLIENTS; i++)
    {
      g_clear_pointer (&run->token[i], g_free);
      g_clear_pointer (&run->body[i], g_free);
      g_clear_pointer (&run->reply[i], nx_test_reply_free);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* Every client is answered @status, or else 409 with @code. Returns: how many were answered @status. */
static guint
count_winners (Run *run, guint n, guint status, const char *code)
{
  guint winners = 0;

  for (guint i = 0; i < n; i++)
    {
      if (run->reply[i]->status == status)
        winners++;
      else
        nx_test_assert_code (run->reply[i], 409, code);
    }
  return winners;
}

static void
test_one_slot (Breakers *self, gconstpointer data)
{
  g_auto (Run) run = { .breakers = self, .path = "/api/sessions/book" };

  for (guint i = 0; i < CLIENTS; i++)
    {
      run.token[i] = breakers_token (self, ID_PARENT_USER, i == 1 ? 1 : i + 1);
      run.body[i] = breakers_booking (i + 1, 1, "2026-11-27T13:00:00Z");
    }
  breakers_race (CLIENTS, send_one, &run);
  g_assert_cmpuint (count_winners (&run, CLIENTS, 201, "slot_taken"), ==, 1);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM sessions"), ==, 1);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM credit_transactions WHERE type = 'USAGE'"), ==, 1);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM students WHERE balance = 16"), ==, 59);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM outbox"), ==, 2);
}

static void
test_one_credit (Breakers *self, gconstpointer data)
{
  g_auto (Run) run = { .breakers = self, .path = "/api/sessions/book" };
  static const char *const earlier[] = { "2026-12-01T13:00:00Z", "2026-12-02T13:00:00Z", "2026-12-03T13:00:00Z" };

  for (guint i = 0; i < G_N_ELEMENTS (earlier); i++)
    {
      NxBooking booking = lesson (1, 1, earlier[i]);

      g_free (book_ok (&self->centre, &booking));
    }
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *start = g_strdup_printf ("2026-11-%02uT%02u:00:00Z", 26 + i / 6, 8 + i % 6);

      /* The parent and the pupil at once. */
      run.token[i] = breakers_token (self, i % 2 == 0 ? ID_PARENT_USER : ID_PUPIL_USER, 1);
      run.body[i]
          = i % 2 == 0
                ? breakers_booking (1, 1 + i % 3 % 2, start)
                : g_strdup_printf ("{\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\",\"scheduledAt\":\"%s\"}", start);
    }
  breakers_race (12, send_one, &run);
  g_assert_cmpuint (count_winners (&run, 12, 201, "insufficient_credits"), ==, 1);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM sessions"), ==, 4);
  g_assert_cmpint (
      ask_number (&self->centre, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'"), ==, 0);
}

static void
test_cancel (Breakers *self, gconstpointer data)
{
  g_auto (Run) run = { .breakers = self, .path = "/api/sessions/cancel" };
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z");
  g_autofree char *session = book_ok (&self->centre, &booking);
  static const IdKind who[] = { ID_PARENT_USER, ID_PUPIL_USER, ID_COACH_USER, ID_OFFICE_USER };
  double balance = 0, refunded = 0;

  for (guint i = 0; i < 8; i++)
    {
      run.token[i] = breakers_token (self, who[i % 4], 1);
      run.body[i] = g_strdup_printf ("{\"sessionId\":\"%s\"}", session);
    }
  breakers_race (8, send_one, &run);
  g_assert_cmpuint (count_winners (&run, 8, 200, "already_cancelled"), ==, 1);
  for (guint i = 0; i < 8; i++)
    if (run.reply[i]->status == 200)
      {
        balance = nx_test_reply_number (run.reply[i], "balance");
        refunded = nx_test_reply_number (run.reply[i], "creditsRefunded");
      }
  g_assert_cmpfloat (refunded, ==, 1);
  g_assert_cmpfloat (balance, ==, 4);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM credit_transactions WHERE type = 'REFUND'"), ==, 1);
}

/* @n copies of one request with one key: one of them does it, the others get its answer, byte by byte. */
static void
check_same_key (Run *run, guint n, guint status)
{
  guint first = 0;

  breakers_race (n, send_one, run);
  for (guint i = 0; i < n; i++)
    {
      nx_test_assert_status (run->reply[i], status);
      g_assert_cmpstr (run->reply[i]->body, ==, run->reply[0]->body);
      first += nx_test_reply_header (run->reply[i], "Idempotent-Replay") == NULL;
    }
  g_assert_cmpuint (first, ==, 1);
}

static void
test_cash (Breakers *self, gconstpointer data)
{
  g_auto (Run) run = { .breakers = self, .path = "/api/subscriptions/change", .key = "cash-sale-0001" };

  for (guint i = 0; i < 8; i++)
    {
      run.token[i] = breakers_token (self, ID_OFFICE_USER, 1);
      run.body[i] = g_strdup_printf (
          "{\"studentId\":\"%s\",\"planName\":\"IMMERSION\",\"ariaSubjects\":[],\"method\":\"manual\"}", STUDENT (5));
    }
  check_same_key (&run, 8, 201);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM payments WHERE item_key = 'IMMERSION'"), ==, 1);
  g_assert_cmpint (
      ask_number (&self->centre,
                  "SELECT count (*) AS a FROM subscriptions WHERE student_id = '00000004-0000-7000-8000-000000000005'"
                  " AND status = 'ACTIVE' AND plan_name = 'IMMERSION'"),
      ==, 1);
  g_assert_cmpint (
      ask_number (&self->centre, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000005'"), ==,
      16 + 32);
}

/* Without a key they are eight sales; the pupil has one active plan all the same. */
static void
test_cash_without_key (Breakers *self, gconstpointer data)
{
  g_auto (Run) run = { .breakers = self, .path = "/api/subscriptions/change" };
  guint good = 0;

  for (guint i = 0; i < 8; i++)
    {
      run.token[i] = breakers_token (self, ID_OFFICE_USER, 1);
      run.body[i] = g_strdup_printf (
          "{\"studentId\":\"%s\",\"planName\":\"IMMERSION\",\"ariaSubjects\":[],\"method\":\"manual\"}", STUDENT (5));
    }
  breakers_race (8, send_one, &run);
  for (guint i = 0; i < 8; i++)
    {
      g_assert_true (run.reply[i]->status == 201 || run.reply[i]->status == 409);
      good += run.reply[i]->status == 201;
    }
  g_assert_cmpuint (good, >=, 1);
  g_assert_cmpint (
      ask_number (&self->centre, "SELECT count (*) AS a FROM payments WHERE item_key = 'IMMERSION' AND status = 'COMPLETED'"), ==,
      good);
  g_assert_cmpint (
      ask_number (&self->centre,
                  "SELECT count (*) AS a FROM subscriptions WHERE student_id = '00000004-0000-7000-8000-000000000005'"
                  " AND status = 'ACTIVE'"),
      ==, 1);
}

static void
test_same_key (Breakers *self, gconstpointer data)
{
  g_auto (Run) run = { .breakers = self, .path = "/api/sessions/book", .key = "double-click-1" };

  for (guint i = 0; i < 16; i++)
    {
      run.token[i] = breakers_token (self, ID_PARENT_USER, 7);
      run.body[i] = breakers_booking (7, 1, "2026-11-27T13:00:00Z");
    }
  check_same_key (&run, 16, 201);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM sessions"), ==, 1);
  g_assert_cmpint (
      ask_number (&self->centre, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000007'"), ==, 12);

  /* The same key of somebody else is another key; with another body it is a mistake. */
  g_autofree char *other = breakers_token (self, ID_PARENT_USER, 8), *body = breakers_booking (8, 2, "2026-11-27T13:00:00Z");
  const char *headers[] = { "Idempotency-Key", run.key, NULL };
  g_autoptr (NxTestReply) theirs = nx_test_send (self->server, &(NxTestRequest){
    .method = "POST", .path = run.path, .token = other, .body = body, .headers = headers });
  nx_test_assert_status (theirs, 201);
  g_autofree char *changed = breakers_booking (7, 1, "2026-11-27T15:00:00Z");
  g_autoptr (NxTestReply) conflict = nx_test_send (self->server, &(NxTestRequest){
    .method = "POST", .path = run.path, .token = run.token[0], .body = changed, .headers = headers });
  nx_test_assert_code (conflict, 409, "idempotency_conflict");
}

static void
test_same_key_adjusted (Breakers *self, gconstpointer data)
{
  g_auto (Run) run = { .breakers = self, .path = "/api/credits/adjust", .key = "gesture-0001" };

  for (guint i = 0; i < 8; i++)
    {
      run.token[i] = breakers_token (self, ID_OFFICE_USER, 1);
      run.body[i] = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":0.25,\"reason\":\"A gesture\"}", STUDENT (9));
    }
  check_same_key (&run, 8, 201);
  g_assert_cmpint (
      ask_number (&self->centre, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000009'"), ==, 17);
}

static void
test_workshop (Breakers *self, gconstpointer data)
{
  g_auto (Run) run = { .breakers = self, .path = "/api/sessions/book" };
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z");
  g_autofree char *session = NULL;

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  session = book_ok (&self->centre, &booking);
  gint64 capacity = ask_number (&self->centre, "SELECT capacity AS a FROM sessions");
  for (guint i = 0; i < 20; i++)
    {
      run.token[i] = breakers_token (self, ID_PUPIL_USER, i + 2);
      run.body[i] = g_strdup_printf ("{\"sessionId\":\"%s\"}", session);
    }
  breakers_race (20, send_one, &run);
  g_assert_cmpint (count_winners (&run, 20, 201, "workshop_full"), ==, capacity - 1);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM seats WHERE active"), ==, capacity);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM students WHERE balance = 10"), ==, capacity);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Breakers, NULL, breakers_setup, test, breakers_teardown)
  ADD ("/race/one-slot", test_one_slot);
  ADD ("/race/one-credit", test_one_credit);
  ADD ("/race/cancel", test_cancel);
  ADD ("/race/cash", test_cash);
  ADD ("/race/cash-without-key", test_cash_without_key);
  ADD ("/race/same-key", test_same_key);
  ADD ("/race/same-key-adjusted", test_same_key_adjusted);
  ADD ("/race/workshop", test_workshop);
  return g_test_run ();
}
