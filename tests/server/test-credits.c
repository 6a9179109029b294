/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include "server/booking/booking.h"
#include "server/credits/credits-forecast.h"
#include "tests/lib/nx-test-db.h"

typedef struct
{
  const NxActor *actor;
  guint student;
  gint32 quarters;
  const char *reason;
  gint64 expires_at;
  gint32 balance;
  NxTransaction *transaction;
} Adjustment;

static gboolean
adjust_in_transaction (NxDb *db, gpointer data, GError **error)
{
  Adjustment *work = data;

  work->transaction = nx_credits_adjust (db, work->actor, STUDENT (work->student), work->quarters, work->reason, work->expires_at,
                                         &work->balance, error);
  return work->transaction != NULL;
}

static NxTransaction *
adjust (BookingFixture *self, guint student, gint32 quarters, gint64 expires_at, gint32 *balance, GError **error)
{
  NxActor office = as_office (self);
  Adjustment work = { .actor = &office, .student = student, .quarters = quarters, .reason = "geste commercial", .expires_at = expires_at };

  if (!nx_db_transaction (self->db, adjust_in_transaction, &work, error))
    return NULL;
  if (balance != NULL)
    *balance = work.balance;

  return work.transaction;
}

static void
add_lot (BookingFixture *self, guint student, gint32 quarters, const char *expires)
{
  g_autoptr (GError) error = NULL;
  NxActor office = as_office (self);
  NxGrant lot = { .type = NX_TRANSACTION_ADJUSTMENT, .quarters = quarters, .expires_at = at (expires), .reason = "essai", .period = NX_DATE_NONE };

  grant (self->db, &office, student, &lot, NULL, &error);
  g_assert_no_error (error);
}

static void
test_earliest_expiry_first (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z");
  g_autofree char *session = NULL, *draws = NULL;

  /* Of 16 until November 2027, 1 until December 2026 and 2 until January: a lesson of 4 takes 1, 2, 1. */
  add_lot (self, 1, 2, "2027-01-10T00:00:00Z");
  add_lot (self, 1, 1, "2026-12-10T00:00:00Z");
  session = book_ok (self, &booking);
  draws = ask_text (self, "SELECT string_agg (to_char (l.expires_at, 'YYYY-MM') || ' ' || d.amount, ', ' ORDER BY d.id) AS a FROM credit_draws d"
                          " JOIN credit_lots l ON l.id = d.lot_id");
  g_assert_cmpstr (draws, ==, "2026-12 -1, 2027-01 -2, 2027-11 -1");
}

static void
test_expired_is_not_spent (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z");
  NxActor office = as_office (self);

  /* The balance still holds what the nightly job has not taken yet. */
  ask_number (self, "UPDATE credit_lots SET granted_at = '2026-01-01', expires_at = '2026-11-24T09:00:00Z'"
                    " WHERE student_id = '00000004-0000-7000-8000-000000000001' RETURNING 1 AS a");
  g_assert_cmpint (ask_number (self, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'"), ==, 16);
  book_refused (self, &office, &booking, NX_ERROR_INSUFFICIENT_CREDITS);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions"), ==, 0);

  /* One microsecond before its end a lot can still be used. */
  self->now -= 1;
  g_free (book_ok (self, &booking));
}

static void
test_refund_returns_to_its_lots (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z");
  NxActor parent = as_parent (self, 1);
  g_autofree char *session = NULL;
  g_autoptr (GError) error = NULL;
  NxCancellation cancellation = { 0 };

  add_lot (self, 1, 2, "2026-12-10T00:00:00Z");
  session = book_ok (self, &booking);
  cancellation.session_id = session;
  cancel (self->db, &parent, &cancellation, &error);
  g_assert_no_error (error);
  g_assert_true (cancellation.refunded);
  g_assert_cmpint (cancellation.credits_refunded, ==, 4);
  g_assert_cmpint (cancellation.balance, ==, 18);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM credit_lots WHERE remaining <> granted"), ==, 0);
}

static void
test_refund_into_an_expired_lot (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-12-15T13:00:00Z");
  NxActor office;
  g_autofree char *session = NULL, *expires = NULL;
  g_autoptr (GError) error = NULL;
  NxCancellation cancellation = { 0 };

  add_lot (self, 1, 3, "2026-12-10T00:00:00Z");
  session = book_ok (self, &booking);
  self->now = at ("2026-12-10T00:00:00Z"); /* its last moment is not in it */
  office = as_office (self);
  cancellation.session_id = session;
  cancel (self->db, &office, &cancellation, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cancellation.credits_refunded, ==, 4);

  g_assert_cmpint (ask_number (self, "SELECT remaining AS a FROM credit_lots WHERE type = 'REFUND'"), ==, 3);
  expires = ask_text (self, "SELECT expires_at::text AS a FROM credit_lots WHERE type = 'REFUND'");
  g_assert_cmpstr (expires, ==, "2027-01-09 00:00:00+00");
  g_assert_cmpint (ask_number (self, "SELECT remaining AS a FROM credit_lots WHERE type = 'MONTHLY_ALLOCATION' AND student_id ="
                                     " '00000004-0000-7000-8000-000000000001'"), ==, 16);
}

static void
test_adjust (BookingFixture *self, gconstpointer data)
{
  g_autoptr (NxTransaction) more = NULL, less = NULL;
  g_autoptr (GError) error = NULL;
  gint32 balance;

  more = adjust (self, 3, 5, NX_TIME_NONE, &balance, &error);
  g_assert_no_error (error);
  g_assert_cmpint (balance, ==, 21);
  g_assert_cmpint (more->amount, ==, 5);
  g_assert_cmpint (more->balanceAfter, ==, 21);
  g_assert_cmpint (more->type, ==, NX_TRANSACTION_ADJUSTMENT);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM credit_lots WHERE type = 'ADJUSTMENT' AND expires_at = '2027-11-24T09:00:00Z'"), ==, 1);

  less = adjust (self, 3, -20, NX_TIME_NONE, &balance, &error);
  g_assert_no_error (error);
  g_assert_cmpint (balance, ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM audit WHERE action = 'credits.adjusted'"), ==, 2);
  /* A file that is open on another desk changes by itself. */
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM events WHERE type = 'credits.adjusted' AND student_id = object_id"), ==, 2);

  g_assert_null (adjust (self, 3, -2, NX_TIME_NONE, NULL, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INSUFFICIENT_CREDITS);
  g_clear_error (&error);
  g_assert_null (adjust (self, 3, 0, NX_TIME_NONE, NULL, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (adjust (self, 3, 4, self->now, NULL, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
  g_assert_nonnull (g_hash_table_lookup (nx_error_get_fields (error), "expiresAt"));
  g_clear_error (&error);
  g_assert_null (adjust (self, 999, 4, NX_TIME_NONE, NULL, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_NOT_FOUND);
}

static void
assert_account (BookingFixture *self, NxActor actor, guint student, gboolean visible)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxCreditAccount) account = nx_credits_account (self->db, &actor, STUDENT (student), &error);

  if (!visible)
    {
      g_assert_error (error, NX_ERROR, NX_ERROR_NOT_FOUND);
      g_assert_null (account);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (account->balance, >, 0);
  g_assert_cmpint (account->lots->len, >=, 1);
  g_assert_cmpint (account->transactions->len, >=, 1);
}

static void
test_who_reads_an_account (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z");
  NxActor nobody = as_pupil (self, 1), office = as_office (self);
  g_autofree char *id = book_ok (self, &booking);
  NxCancellation cancellation = { .reason = "Malade" };

  assert_account (self, as_office (self), 5, TRUE);
  assert_account (self, as_parent (self, 1), 1, TRUE);
  assert_account (self, as_parent (self, 1), 2, TRUE);
  assert_account (self, as_parent (self, 3), 1, FALSE);
  assert_account (self, as_pupil (self, 1), 1, TRUE);
  assert_account (self, as_pupil (self, 1), 2, FALSE);
  assert_account (self, as_coach (self, 1), 1, TRUE);
  assert_account (self, as_coach (self, 2), 1, FALSE);
  nobody.student_id = NULL;
  assert_account (self, nobody, 1, FALSE);

  /* What never took place makes nobody a pupil's coach. */
  cancellation.session_id = id;
  g_assert_true (cancel (self->db, &office, &cancellation, NULL));
  assert_account (self, as_coach (self, 1), 1, FALSE);
}

/* Where does this credit come from: from the row of the ledger to its lots, from the lot to what granted it. */
static void
test_each_credit_is_followed (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z");
  NxActor office = as_office (self), parent = as_parent (self, 1);
  g_autofree char *session = NULL;
  g_autoptr (NxCreditAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  const NxTransaction *usage, *given;
  const NxDraw *small, *large;
  const NxLot *lot;
  gint32 drawn = 0;

  add_lot (self, 1, 3, "2026-12-10T00:00:00Z");
  booking.title = "Suites et limites";
  session = book_ok (self, &booking);
  account = nx_credits_account (self->db, &parent, STUDENT (1), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (account->transactions->len, ==, 3);
  usage = g_ptr_array_index (account->transactions, 0);
  g_assert_cmpstr (usage->sessionId, ==, session);
  g_assert_cmpstr (usage->sessionTitle, ==, "Suites et limites");
  g_assert_cmpint (usage->sessionAt, ==, at ("2026-11-27T13:00:00Z"));
  g_assert_cmpuint (usage->draws->len, ==, 2);
  for (guint i = 0; i < usage->draws->len; i++)
    drawn += ((NxDraw *) g_ptr_array_index (usage->draws, i))->amount;
  g_assert_cmpint (drawn, ==, usage->amount);
  small = g_ptr_array_index (usage->draws, 0);
  large = g_ptr_array_index (usage->draws, 1);
  g_assert_cmpint (small->amount, ==, -3);

  /* The lot that is still open comes first; the one that is used up is there, since a row speaks of it. */
  g_assert_cmpuint (account->lots->len, ==, 2);
  lot = g_ptr_array_index (account->lots, 0);
  g_assert_cmpstr (lot->id, ==, large->lotId);
  g_assert_cmpint (lot->remaining, ==, 15);
  g_assert_cmpstr (lot->subscriptionId, ==, "00000009-0000-7000-8000-000000000001");
  g_assert_cmpint (lot->period, ==, nx_date_from_ymd (2026, 11, 1));
  lot = g_ptr_array_index (account->lots, 1);
  g_assert_cmpstr (lot->id, ==, small->lotId);
  g_assert_cmpint (lot->remaining, ==, 0);
  given = g_ptr_array_index (account->transactions, 1);
  g_assert_cmpstr (given->lotId, ==, small->lotId);
  g_assert_cmpuint (given->draws->len, ==, 0);
  g_assert_cmpint (given->sessionAt, ==, NX_TIME_NONE);

  /* A session that nobody named is called by its subject. */
  g_clear_pointer (&account, nx_credit_account_free);
  g_clear_pointer (&session, g_free);
  booking = lesson (1, 2, "2026-11-28T13:00:00Z");
  session = book_ok (self, &booking);
  account = nx_credits_account (self->db, &office, STUDENT (1), &error);
  usage = g_ptr_array_index (account->transactions, 0);
  g_assert_cmpstr (usage->sessionTitle, ==, nx_enum_label (&nx_subject_enum, NX_SUBJECT_MATHEMATIQUES));
}

/* Past rows: a lot, then 99 rows that use it up, and so on. */
static void
add_history (BookingFixture *self, guint student, guint rows)
{
  for (guint first = 1; first <= rows; first += 500)
    {
      g_autofree char *sql = g_strdup_printf (
        "DO $$ DECLARE i integer; BEGIN FOR i IN %1$u..%2$u LOOP"
        " IF i %% 100 = 1 THEN PERFORM nx_ledger_grant (gen_random_uuid (), gen_random_uuid (), '%3$s', 'ADJUSTMENT', 99, '2027-06-01', NULL,"
        "  NULL, NULL, 'histoire', NULL, 'test', '2020-01-01'::timestamptz + i * interval '1 hour');"
        " ELSE PERFORM nx_ledger_take (gen_random_uuid (), '%3$s', 'ADJUSTMENT', 1, NULL, 'histoire', NULL, 'test',"
        "  '2020-01-01'::timestamptz + i * interval '1 hour'); END IF; END LOOP; END $$;",
        first, MIN (first + 499, rows), STUDENT (student));

      nx_test_db_script (self->db, sql);
    }
}

static void
test_pages (BookingFixture *self, gconstpointer data)
{
  NxActor office = as_office (self);
  g_autofree char *cursor = NULL;
  guint seen = 0, pages = 0;
  gint64 last = G_MAXINT64;

  add_history (self, 1, 250);
  do
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NxCreditAccount) account = nx_credits_account_page (self->db, &office, STUDENT (1), 50, cursor, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < account->transactions->len; i++)
        {
          const NxTransaction *one = g_ptr_array_index (account->transactions, i);

          /* The fixture's own row is the first of the ledger, though not the oldest by its date. */
          if (seen + i < 250)
            g_assert_cmpint (one->createdAt, <, last);
          last = one->createdAt;
        }
      seen += account->transactions->len;
      pages++;
      g_free (cursor);
      cursor = g_steal_pointer (&account->next);
    }
  while (cursor != NULL);
  g_assert_cmpuint (seen, ==, 251);
  g_assert_cmpuint (pages, ==, 6);
}

static gint64
best_time (BookingFixture *self, guint student)
{
  NxActor office = as_office (self);
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 150; i++)
    {
      const gint64 before = g_get_monotonic_time ();
      g_autoptr (NxCreditAccount) account = nx_credits_account_page (self->db, &office, STUDENT (student), 50, NULL, NULL);

      g_assert_cmpuint (account->transactions->len, ==, 50);
      best = MIN (best, g_get_monotonic_time () - before);
    }
  return best;
}

static void
test_long_history_is_as_fast (BookingFixture *self, gconstpointer data)
{
  gint64 brief, full;

  add_history (self, 3, 100);
  add_history (self, 4, 10000);
  nx_test_db_script (self->db, "ANALYZE credit_transactions; ANALYZE credit_lots; ANALYZE credit_draws");
  brief = best_time (self, 3);
  full = best_time (self, 4);
  g_test_message ("100 rows: %" G_GINT64_FORMAT " µs, 10,000 rows: %" G_GINT64_FORMAT " µs", brief, full);
  g_assert_cmpfloat ((double) full, <=, 1.2 * (double) brief + 100);
}

/* Without a database */

static gint32
foresee (gint32 used, gint32 month, const NxForecastLot *lots, guint n_lots)
{
  const gint32 today = nx_date_from_ymd (2026, 11, 24);
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (NxForecastLot));
  NxForecast forecast = { today, used, 56, array, month, nx_date_from_ymd (2026, 12, 1), 12 };
  gint32 day;

  g_array_append_vals (array, lots, n_lots);
  day = nx_forecast_run (&forecast);
  return day == NX_DATE_NONE ? -1 : day - today;
}

static void
test_forecast (void)
{
  const gint32 today = nx_date_from_ymd (2026, 11, 24);
  const NxForecastLot sixteen = { 16, today + 300 }, brief[] = { { 16, today + 6 }, { 8, today + 300 } };

  /* 4 credits in 8 weeks: a credit in two weeks, 4 credits last for eight. */
  g_assert_cmpint (foresee (16, 0, &sixteen, 1), ==, 56);
  g_assert_cmpint (foresee (32, 0, &sixteen, 1), ==, 28);
  g_assert_cmpint (foresee (0, 0, &sixteen, 1), ==, -1);
  g_assert_cmpint (foresee (16, 0, NULL, 0), ==, 0);
  /* What ends before it is used does not help: 7 days of the first, then 28 days of the second. */
  g_assert_cmpint (foresee (16, 0, brief, 2), ==, 7 + 28);
  /* The plan brings more than is used, or less. */
  g_assert_cmpint (foresee (16, 16, &sixteen, 1), ==, -1);
  g_assert_cmpint (foresee (112, 16, &sixteen, 1), ==, 16);
}

static void
test_ledger_is_append_only (BookingFixture *self, gconstpointer data)
{
  static const NxStatement statements[] = {
    { "test.rewrite", "UPDATE credit_transactions SET amount = amount + 1", 0 },
    { "test.forget", "DELETE FROM credit_transactions", 0 },
    { "test.rewrite_draw", "UPDATE credit_draws SET amount = amount - 1", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*append-only*");
      g_assert_false (nx_db_execute (self->db, &statements[i], NULL, 0, &error));
      g_test_assert_expected_messages ();
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, BookingFixture, NULL, booking_setup, test, booking_teardown)
  ADD ("/credits/earliest-expiry-first", test_earliest_expiry_first);
  ADD ("/credits/expired-is-not-spent", test_expired_is_not_spent);
  ADD ("/credits/refund-returns-to-its-lots", test_refund_returns_to_its_lots);
  ADD ("/credits/refund-into-an-expired-lot", test_refund_into_an_expired_lot);
  ADD ("/credits/adjust", test_adjust);
  ADD ("/credits/who-reads-an-account", test_who_reads_an_account);
  ADD ("/credits/each-credit-is-followed", test_each_credit_is_followed);
  ADD ("/credits/pages", test_pages);
  ADD ("/credits/long-history-is-as-fast", test_long_history_is_as_fast);
  g_test_add_func ("/credits/forecast", test_forecast);
  ADD ("/credits/ledger-is-append-only", test_ledger_is_append_only);
  return g_test_run ();
}
