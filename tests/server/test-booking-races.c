/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include <pthread.h>

#include "tests/lib/nx-test-db.h"

/* Many clients at once, each with a connection of its own; what comes of it is counted. */
typedef struct _Race Race;
typedef gboolean (*RaceFunc) (Race *race, NxDb *db, guint n, GError **error);

struct _Race
{
  BookingFixture *fixture;
  RaceFunc func;
  const char *session_id;
  pthread_mutex_t mutex;
  pthread_cond_t go;
  guint waiting;
  gboolean started;
  guint won;
  guint lost[NX_ERROR_LAST];
};

typedef struct
{
  Race *race;
  guint n;
} Runner;

static gpointer
run (gpointer data)
{
  Runner *runner = data;
  Race *race = runner->race;
  g_autoptr (NxDb) db = nx_test_db_open (race->fixture->conninfo);
  g_autoptr (GError) error = NULL;
  gboolean won;

  pthread_mutex_lock (&race->mutex);
  race->waiting++;
  pthread_cond_broadcast (&race->go);
  while (!race->started)
    pthread_cond_wait (&race->go, &race->mutex);
  pthread_mutex_unlock (&race->mutex);

  won = race->func (race, db, runner->n, &error);

  pthread_mutex_lock (&race->mutex);
  if (won)
    race->won++;
  else
    race->lost[error->code]++;
  pthread_mutex_unlock (&race->mutex);

  return NULL;
}

static void
race_run (Race *race, guint n_runners)
{
  g_autofree Runner *runners = g_new0 (Runner, n_runners);
  g_autofree GThread **threads = g_new0 (GThread *, n_runners);

  pthread_mutex_init (&race->mutex, NULL);
  pthread_cond_init (&race->go, NULL);
  for (guint i = 0; i < n_runners; i++)
    {
      runners[i] = (Runner){ race, i };
      threads[i] = g_thread_new ("runner", run, &runners[i]);
    }
  pthread_mutex_lock (&race->mutex);
  while (race->waiting < n_runners)
    pthread_cond_wait (&race->go, &race->mutex);
  race->started = TRUE;
  pthread_cond_broadcast (&race->go);
  pthread_mutex_unlock (&race->mutex);
  for (guint i = 0; i < n_runners; i++)
    g_thread_join (threads[i]);
  pthread_mutex_destroy (&race->mutex);
  pthread_cond_destroy (&race->go);
}

static gboolean
book_one_slot (Race *race, NxDb *db, guint n, GError **error)
{
  NxBooking booking = lesson (n + 1, 1, "2026-11-27T13:00:00Z");
  NxActor office = as_office (race->fixture);
  g_autoptr (NxSession) session = book (race->fixture, db, &office, &booking, NULL, error);

  return session != NULL;
}

static void
test_one_slot (BookingFixture *self, gconstpointer data)
{
  Race race = { .fixture = self, .func = book_one_slot };

  race_run (&race, 50);
  g_assert_cmpint (race.won, ==, 1);
  g_assert_cmpint (race.lost[NX_ERROR_SLOT_TAKEN], ==, 49);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM outbox"), ==, 2);
}

static gboolean
book_any_coach (Race *race, NxDb *db, guint n, GError **error)
{
  NxBooking booking = lesson (n + 1, 0, "2026-11-27T13:00:00Z");
  NxActor office = as_office (race->fixture);
  g_autoptr (NxSession) session = NULL;

  booking.type = NX_SERVICE_COURS_PRESENTIEL;
  session = book (race->fixture, db, &office, &booking, NULL, error);

  return session != NULL;
}

static void
test_any_coach (BookingFixture *self, gconstpointer data)
{
  Race race = { .fixture = self, .func = book_any_coach };

  /* Two coaches teach it and there are two rooms: two of the sixteen find a place, also where they chose the same at first. */
  race_run (&race, 16);
  g_assert_cmpint (race.won, ==, 2);
  g_assert_cmpint (race.lost[NX_ERROR_NO_COACH_AVAILABLE] + race.lost[NX_ERROR_SLOT_TAKEN], ==, 14);
  g_assert_cmpint (ask_number (self, "SELECT count (DISTINCT coach_id) + count (DISTINCT room_id) AS a FROM sessions"), ==, 4);
}

static gboolean
book_last_credit (Race *race, NxDb *db, guint n, GError **error)
{
  g_autofree char *start = g_strdup_printf ("2026-11-%02uT%02u:00:00Z", 26 + n / 8, 8 + n % 8);
  NxBooking booking = lesson (1, 1 + n % 2, start);
  NxActor parent = as_parent (race->fixture, 1);
  g_autoptr (NxSession) session = book (race->fixture, db, &parent, &booking, NULL, error);

  return session != NULL;
}

static void
test_last_credit (BookingFixture *self, gconstpointer data)
{
  Race race = { .fixture = self, .func = book_last_credit };
  static const char *const starts[] = { "2026-12-01T13:00:00Z", "2026-12-02T13:00:00Z", "2026-12-03T13:00:00Z" };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      NxBooking booking = lesson (1, 1, starts[i]);

      g_free (book_ok (self, &booking));
    }
  race_run (&race, 12);
  g_assert_cmpint (race.won, ==, 1);
  g_assert_cmpint (race.lost[NX_ERROR_INSUFFICIENT_CREDITS], ==, 11);
  g_assert_cmpint (ask_number (self, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'"), ==, 0);
}

static gboolean
cancel_session (Race *race, NxDb *db, guint n, GError **error)
{
  NxActor actor = n % 3 == 0 ? as_office (race->fixture) : n % 3 == 1 ? as_parent (race->fixture, 1) : as_coach (race->fixture, 1);
  NxCancellation cancellation = { .session_id = race->session_id };

  return cancel (db, &actor, &cancellation, error);
}

static void
test_cancel_once (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z");
  g_autofree char *session = book_ok (self, &booking);
  Race race = { .fixture = self, .func = cancel_session, .session_id = session };

  race_run (&race, 8);
  g_assert_cmpint (race.won, ==, 1);
  g_assert_cmpint (race.lost[NX_ERROR_ALREADY_CANCELLED], ==, 7);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM credit_transactions WHERE type = 'REFUND'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'"), ==, 16);
}

static gboolean
join (Race *race, NxDb *db, guint n, GError **error)
{
  NxBooking booking = { .session_id = race->session_id, .student_id = STUDENT (n + 2) };
  NxActor office = as_office (race->fixture);
  g_autoptr (NxSession) session = book (race->fixture, db, &office, &booking, NULL, error);

  return session != NULL;
}

static void
test_workshop_seats (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z");
  Race race = { .fixture = self, .func = join };
  g_autofree char *session = NULL;

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  session = book_ok (self, &booking);
  race.session_id = session;
  race_run (&race, 20);
  g_assert_cmpint (race.won, ==, 7);
  g_assert_cmpint (race.lost[NX_ERROR_WORKSHOP_FULL], ==, 13);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM seats"), ==, 8);
}

static gboolean
book_and_cancel (Race *race, NxDb *db, guint n, GError **error)
{
  NxActor office = as_office (race->fixture);

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *start = g_strdup_printf ("2026-11-%02uT%02u:%02u:00Z", 26 + (n + i) % 3, 8 + i, (n % 4) * 15);
      NxBooking booking = lesson (1 + (n * 7 + i) % 10, 1 + (n + i) % 2, start);
      g_autoptr (GError) local = NULL;
      g_autoptr (NxSession) session = book (race->fixture, db, &office, &booking, NULL, &local);
      NxCancellation cancellation = { .session_id = session != NULL ? session->id : NULL };

      if (session == NULL && local->code == NX_ERROR_INTERNAL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (session != NULL && i % 2 == 0 && !cancel (db, &office, &cancellation, error))
        return FALSE;
    }

  return TRUE;
}

static void
test_mixed (BookingFixture *self, gconstpointer data)
{
  Race race = { .fixture = self, .func = book_and_cancel };

  race_run (&race, 24);
  g_assert_cmpint (race.won, ==, 24);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions a JOIN sessions b ON a.coach_id = b.coach_id AND a.id < b.id"
                                     " AND a.during && b.during WHERE a.status <> 'CANCELLED' AND b.status <> 'CANCELLED'"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, BookingFixture, NULL, booking_setup, test, booking_teardown)
  ADD ("/booking/races/one-slot", test_one_slot);
  ADD ("/booking/races/any-coach", test_any_coach);
  ADD ("/booking/races/last-credit", test_last_credit);
  ADD ("/booking/races/cancel-once", test_cancel_once);
  ADD ("/booking/races/workshop-seats", test_workshop_seats);
  ADD ("/booking/races/mixed", test_mixed);
  return g_test_run ();
}
