/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/ledger-steps.h"

#include <stdlib.h>

#include "tests/lib/nx-test-db.h"
#include "tests/server/breakers-fixture.h"

/*
 * Four connections book, cancel, expire, grant, refund, adjust and settle at random on a handful of students and coaches, through
 * the services that the server uses, one transaction an operation. Time runs on with every operation, so that lots expire and
 * refund windows close meanwhile. Whatever the order in which they meet: each invariant holds while they run and after each part,
 * and the ledger says what the operations that came through were told, no more and no less.
 *
 * NEXUS_SEED repeats a run's dice (not its timing).
 */

#define PARTS 5

static gpointer
live (gpointer data)
{
  Client *client = data;

  for (guint n = 0; n < client->property->steps; n++)
    property_step (client);
  g_atomic_int_add (&client->property->running, -1);
  return NULL;
}

/* What the ledger holds of each student and type, compared with what was told. */
static void
compare_ledger (Property *self)
{
  static const NxStatement statement = {
    "property.ledger", "SELECT type, count (*) AS rows, sum (amount) AS sum FROM credit_transactions WHERE student_id = $1::uuid GROUP BY type", 1
  };
  g_autoptr (GError) error = NULL;

  for (guint student = 0; student < STUDENTS; student++)
    {
      g_autoptr (NxRows) rows = nx_db_run (self->centre.db, &statement, &error, nx_text (PUPIL (student)));
      gint64 sum[N_TYPES] = { 0 }, count[N_TYPES] = { 0 };

      g_assert_no_error (error);
      /* The centre's own grant of the start. */
      sum[NX_TRANSACTION_MONTHLY_ALLOCATION] = -16, count[NX_TRANSACTION_MONTHLY_ALLOCATION] = -1;
      for (guint i = 0; i < nx_rows_count (rows); i++)
        {
          int type = nx_enum_value (&nx_transaction_type_enum, nx_rows_text (rows, i, "type"));

          sum[type] += nx_rows_int (rows, i, "sum");
          count[type] += nx_rows_int (rows, i, "rows");
        }
      for (int type = 0; type < N_TYPES; type++)
        {
          if (type == NX_TRANSACTION_EXPIRATION)
            continue;
          for (guint i = 0; i < CLIENTS; i++)
            sum[type] -= self->tally[i].sum[student][type], count[type] -= self->tally[i].rows[student][type];
          if (sum[type] != 0 || count[type] != 0)
            g_error ("seed %u: student %u, %s: the ledger has %" G_GINT64_FORMAT " rows and %" G_GINT64_FORMAT " quarters more than told",
                     self->seed, student, nx_enum_slug (&nx_transaction_type_enum, type), count[type], sum[type]);
        }
    }
}

static guint
told (Property *self, Kind kind)
{
  guint n = 0;

  for (guint i = 0; i < CLIENTS; i++)
    n += self->tally[i].done[kind];
  return n;
}

static void
expect (Property *self, const char *sql, gint64 expected)
{
  gint64 found = ask_number (&self->centre, sql);

  if (found != expected)
    g_error ("seed %u: %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT ": %s", self->seed, found, expected, sql);
}

static void
check_clean (Property *self, NxDb *db)
{
  gint64 now = self->centre.now + (gint64) g_atomic_int_get (&self->step) * SECONDS_A_STEP * NX_TIME_SECOND;
  g_autofree char *faults = booking_faults (db, now);

  if (*faults != '\0')
    g_error ("seed %u, step %d: %s", self->seed, g_atomic_int_get (&self->step), faults);
}

/* Beside `nexus-server check`, and written apart from it. */
static void
check_quiet (Property *self)
{
  check_clean (self, self->centre.db);
  check_invariants (&self->centre);
  compare_ledger (self);
  /* The job tells nobody but the audit and the parent. */
  expect (self, "SELECT count (*) AS a FROM students s WHERE coalesce ((SELECT sum (-amount) FROM credit_transactions"
                " WHERE student_id = s.id AND type = 'EXPIRATION'), 0) <> coalesce ((SELECT sum (((before ->> 'balance')::numeric"
                " - (after ->> 'balance')::numeric) * 4) FROM audit WHERE object_id = s.id AND action = 'credits.expired'), 0)", 0);
  expect (self, "SELECT (SELECT count (*) FROM audit WHERE action = 'credits.expired')"
                " - (SELECT count (*) FROM outbox WHERE kind = 'credits_expired') AS a", 0);
  expect (self, "SELECT count (*) AS a FROM sessions", told (self, BOOK));
  expect (self, "SELECT count (*) AS a FROM sessions WHERE status = 'CANCELLED'", told (self, CANCEL));
  expect (self, "SELECT count (*) AS a FROM payments WHERE type = 'CREDIT_PACK'", told (self, BUY));
  expect (self, "SELECT count (*) AS a FROM payments p JOIN settlements x ON x.payment_id = p.id WHERE p.type = 'CREDIT_PACK'", told (self, SETTLE));
  expect (self, "SELECT count (*) AS a FROM receipts WHERE payment_id::text NOT LIKE '00000012-%'", told (self, SETTLE));
  expect (self, "SELECT count (*) AS a FROM credit_lots WHERE type = 'PURCHASE'", told (self, SETTLE));
  expect (self, "SELECT count (*) AS a FROM (SELECT FROM credit_transactions WHERE refund_of IS NOT NULL GROUP BY refund_of HAVING count (*) > 1) x", 0);
  expect (self, "SELECT count (*) AS a FROM (SELECT FROM credit_transactions WHERE type = 'EXPIRATION' GROUP BY lot_id HAVING count (*) > 1) x", 0);
  /* Whatever came back to a lot after its expiry would be there for ever. */
  expect (self, "SELECT count (*) AS a FROM credit_lots l WHERE remaining > 0 AND EXISTS (SELECT FROM credit_transactions"
                " WHERE lot_id = l.id AND type = 'EXPIRATION')", 0);
}

/* One part: all clients live, and the invariants are proved on a snapshot meanwhile. */
static void
run_part (Property *self, Client *clients, NxDb *watcher)
{
  GThread *threads[CLIENTS];
  int half = g_atomic_int_get (&self->step) + (int) (self->steps * CLIENTS / 2);

  g_atomic_int_set (&self->running, CLIENTS);
  for (guint i = 0; i < CLIENTS; i++)
    threads[i] = g_thread_new ("client", live, &clients[i]);
  while (g_atomic_int_get (&self->running) > 0 && g_atomic_int_get (&self->step) < half)
    g_usleep (5000);
  check_clean (self, watcher);
  for (guint i = 0; i < CLIENTS; i++)
    g_thread_join (threads[i]);
  check_quiet (self);
}

static void
report (Property *self, gint64 took)
{
  guint done = 0, refused = 0, busy = 0;

  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      guint n = 0;

      for (guint i = 0; i < CLIENTS; i++)
        n += self->tally[i].refused[kind];
      g_test_message ("%-12s %6u came through, %6u refused", property_kind_name (kind), told (self, kind), n);
      done += told (self, kind), refused += n;
      g_assert_cmpuint (told (self, kind), >, 0);
    }
  for (guint i = 0; i < CLIENTS; i++)
    busy += self->tally[i].busy;
  g_test_message ("seed %u: %u operations on %u connections in %.1f s: %u came through, %u refused, %u gave up", self->seed,
                  done + refused + busy, CLIENTS, took / 1e6, done, refused, busy);
  g_assert_cmpuint (done + refused + busy, ==, (guint) g_atomic_int_get (&self->step));
  g_assert_cmpuint (done, >, refused / 2);
  g_assert_cmpuint (busy, <=, (done + refused) / 100);
}

/* At the end of time everything has expired, once, and nobody has anything. */
static void
end_of_time (Property *self, Client *client)
{
  gint64 now = self->centre.now + 5 * 366 * NX_TIME_DAY, rows;

  property_expire (client, now);
  check_quiet (self);
  expect (self, "SELECT sum (balance) AS a FROM students", 0);
  rows = ask_number (&self->centre, "SELECT count (*) AS a FROM credit_transactions");
  property_expire (client, now + NX_TIME_DAY);
  expect (self, "SELECT count (*) AS a FROM credit_transactions", rows);
}

static void
test_property (void)
{
  static Property self;
  Client clients[CLIENTS];
  const char *seed = g_getenv ("NEXUS_SEED");
  g_autoptr (NxDb) watcher = NULL;
  gint64 began = g_get_monotonic_time ();

  booking_setup (&self.centre, NULL);
  booking_pay_plans (&self.centre);
  property_setup (&self);
  watcher = nx_test_db_open (self.centre.conninfo);
  self.seed = seed != NULL ? (guint32) strtoul (seed, NULL, 10) : (guint32) g_test_rand_int ();
  self.steps = breakers_count (100000, 6000) / CLIENTS / PARTS;
  g_test_message ("NEXUS_SEED=%u", self.seed);
  for (guint i = 0; i < CLIENTS; i++)
    clients[i] = (Client){ &self, nx_test_db_open (self.centre.conninfo), g_rand_new_with_seed (self.seed + i), &self.tally[i] };

  for (guint part = 0; part < PARTS; part++)
    run_part (&self, clients, watcher);
  report (&self, g_get_monotonic_time () - began);
  end_of_time (&self, &clients[0]);

  for (guint i = 0; i < CLIENTS; i++)
    {
      nx_db_close (clients[i].db);
      g_rand_free (clients[i].rand);
    }
  g_hash_table_unref (self.settled);
  nx_db_close (g_steal_pointer (&watcher));
  booking_teardown (&self.centre, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ledger/property", test_property);
  return g_test_run ();
}
