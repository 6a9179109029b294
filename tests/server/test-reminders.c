/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include "server/notices/reminders.h"
#include "tests/lib/nx-test-db.h"

/* Reminders and missing reports: once for each start, to whom they belong, late and twice without harm. */

#define START "2026-11-27T13:00:00Z"
#define BEFORE(time, duration) (at (time) - (duration))

typedef gboolean (*Job) (NxJobRun *run, GError **error);

static void
run_over (BookingFixture *self, NxDb *db, Job job, gint64 now)
{
  g_autoptr (GError) error = NULL;
  NxJobRun run = { .db = db, .until = now, .day = nx_time_date_in_zone (now, nx_time_zone (NX_TIME_CENTRE_ZONE)) };

  run.actor = (NxActor){ .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "job", .now = now };
  job (&run, &error);
  g_assert_no_error (error);
}

static void
run (BookingFixture *self, Job job, gint64 now)
{
  run_over (self, self->db, job, now);
}

static gint64
mails (BookingFixture *self, const char *kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) AS a FROM outbox WHERE kind = '%s'", kind);

  return ask_number (self, sql);
}

static char *
addresses (BookingFixture *self, const char *kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT string_agg (coalesce (to_address, 'office'), ' ' ORDER BY to_address) AS a"
                                          " FROM outbox WHERE kind = '%s'", kind);

  return ask_text (self, sql);
}

static gboolean
move_in_transaction (NxDb *db, gpointer data, GError **error)
{
  BookingFixture *self = ((gpointer *) data)[0];
  const NxMove *wanted = ((gpointer *) data)[1];
  const NxActor *actor = ((gpointer *) data)[2];
  g_autoptr (NxSession) session = nx_booking_move (db, actor, &self->config, wanted, error);

  return session != NULL;
}

static void
move (BookingFixture *self, const char *session, const char *start, gint64 now)
{
  NxActor office = as_office (self);
  NxMove wanted = { .session_id = session, .scheduled_at = at (start) };
  gpointer data[] = { self, &wanted, &office };
  g_autoptr (GError) error = NULL;

  office.now = now;
  g_assert_true (nx_db_transaction (self->db, move_in_transaction, data, &error));
  g_assert_no_error (error);
}

static void
test_once (BookingFixture *self, gconstpointer data)
{
  NxBooking odd = lesson (1, 1, START), even = lesson (4, 2, START);
  g_autofree char *who = NULL, *link = NULL;
  const gint64 due = BEFORE (START, NX_REMINDER_NOTICE);

  g_free (book_ok (self, &odd));
  g_free (book_ok (self, &even));
  run (self, nx_reminders_due, due - NX_TIME_SECOND);
  g_assert_cmpint (mails (self, "reminder"), ==, 0);
  run (self, nx_reminders_due, due);
  /* The pupil with an address of their own, the parent of the one without, and both coaches. */
  who = addresses (self, "reminder");
  g_assert_cmpstr (who, ==, "coach1@nexus.test coach2@nexus.test eleve4@example.com parent1@example.com");
  link = ask_text (self, "SELECT string_agg (payload ->> 'link', ' ') AS a FROM outbox WHERE kind = 'reminder' AND to_address LIKE 'coach%'");
  g_assert_null (link);
  run (self, nx_reminders_due, due);
  run (self, nx_reminders_due, due + NX_TIME_HOUR);
  g_assert_cmpint (mails (self, "reminder"), ==, 4);
}

static void
test_late_and_over (BookingFixture *self, gconstpointer data)
{
  NxBooking soon = lesson (1, 1, START), past = lesson (3, 2, "2026-11-26T13:00:00Z");

  g_free (book_ok (self, &soon));
  g_free (book_ok (self, &past));
  /* The job stood still: what begins soon is still said, what began is not. */
  run (self, nx_reminders_due, BEFORE (START, NX_TIME_HOUR));
  g_assert_cmpint (mails (self, "reminder"), ==, 2);
  run (self, nx_reminders_due, at (START));
  g_assert_cmpint (mails (self, "reminder"), ==, 2);
}

static void
test_moved (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, START);
  g_autofree char *session = book_ok (self, &booking);

  run (self, nx_reminders_due, BEFORE (START, NX_REMINDER_NOTICE));
  g_assert_cmpint (mails (self, "reminder"), ==, 2);
  /* To Monday: everybody is reminded anew, on Sunday. */
  move (self, session, "2026-11-30T13:00:00Z", BEFORE (START, NX_TIME_HOUR));
  run (self, nx_reminders_due, BEFORE (START, NX_TIME_MINUTE));
  g_assert_cmpint (mails (self, "reminder"), ==, 2);
  run (self, nx_reminders_due, BEFORE ("2026-11-30T13:00:00Z", NX_REMINDER_NOTICE));
  g_assert_cmpint (mails (self, "reminder"), ==, 4);
  /* Within the day: the mail of the move was the reminder. */
  move (self, session, "2026-11-30T15:00:00Z", BEFORE ("2026-11-30T13:00:00Z", NX_TIME_HOUR));
  run (self, nx_reminders_due, BEFORE ("2026-11-30T13:00:00Z", NX_TIME_MINUTE));
  g_assert_cmpint (mails (self, "reminder"), ==, 4);
}

static void
test_cancelled (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, START);
  g_autofree char *session = book_ok (self, &booking);
  NxActor office = as_office (self);
  NxCancellation cancellation = { .session_id = session };

  g_assert_true (cancel (self->db, &office, &cancellation, NULL));
  run (self, nx_reminders_due, BEFORE (START, NX_REMINDER_NOTICE));
  g_assert_cmpint (mails (self, "reminder"), ==, 0);
}

/* Booked three hours before: the confirmation has just said it. */
static void
test_booked_late (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-24T13:00:00Z");

  g_free (book_ok (self, &booking));
  run (self, nx_reminders_due, self->now + NX_TIME_MINUTE);
  g_assert_cmpint (mails (self, "reminder"), ==, 0);
}

static void
test_siblings (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, START), join = { .student_id = STUDENT (2) }, third = { .student_id = STUDENT (3) };
  g_autofree char *workshop = NULL, *who = NULL;

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  workshop = book_ok (self, &booking);
  join.session_id = third.session_id = workshop;
  g_free (book_ok (self, &join));
  g_free (book_ok (self, &third));
  nx_test_db_script (self->db, "UPDATE users SET email = 'eleve2@nexus-student.local' WHERE email = 'eleve2@example.com'");
  run (self, nx_reminders_due, BEFORE (START, NX_REMINDER_NOTICE));
  who = addresses (self, "reminder");
  g_assert_cmpstr (who, ==, "coach1@nexus.test parent1@example.com parent1@example.com parent3@example.com");
}

static void
test_overdue (BookingFixture *self, gconstpointer data)
{
  NxBooking missing = lesson (1, 1, "2026-11-25T09:00:00Z"), reported = lesson (3, 2, "2026-11-25T09:00:00Z");
  g_autofree char *other = book_ok (self, &reported), *sql = NULL, *who = NULL;
  const gint64 due = at ("2026-11-26T10:00:00Z");

  g_free (book_ok (self, &missing));
  sql = g_strdup_printf ("INSERT INTO reports (id, session_id, student_id, coach_id, status, attendance, worked, submitted_at, created_at, updated_at)"
                         " VALUES (gen_random_uuid (), '%s', '%s', '%s', 'SUBMITTED', 'PRESENT', 'x', '2026-11-25', '2026-11-25', '2026-11-25')",
                         other, STUDENT (3), COACH (2));
  nx_test_db_script (self->db, sql);
  run (self, nx_reports_overdue_due, due - NX_TIME_SECOND);
  g_assert_cmpint (mails (self, "report_overdue"), ==, 0);
  run (self, nx_reports_overdue_due, due);
  run (self, nx_reports_overdue_due, due + NX_TIME_MINUTE);
  who = addresses (self, "report_overdue");
  g_assert_cmpstr (who, ==, "coach1@nexus.test office");
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM events WHERE type = 'report.due'"), ==, 1);
}

typedef struct
{
  BookingFixture *self;
  gint64 now;
} Crowd;

static gpointer
run_both (gpointer data)
{
  Crowd *crowd = data;
  g_autoptr (NxDb) db = nx_test_db_open (crowd->self->conninfo);

  run_over (crowd->self, db, nx_reminders_due, crowd->now);
  run_over (crowd->self, db, nx_reports_overdue_due, crowd->now);

  return NULL;
}

/* Four processes do the job at the same moment: everything is said once. */
static void
test_at_once (BookingFixture *self, gconstpointer data)
{
  Crowd crowd = { self, at ("2026-11-27T12:30:00Z") };
  GThread *threads[4];

  for (guint i = 1; i <= 20; i++)
    {
      const guint hour = 8 + (i - 1) % 10;
      g_autofree char *ahead = g_strdup_printf ("2026-11-28T%02u:00:00Z", hour), *over = g_strdup_printf ("2026-11-25T%02u:00:00Z", hour);
      NxBooking next = lesson (i, 1 + (i - 1) / 10, ahead), last = lesson (i, 1 + (i - 1) / 10, over);

      g_free (book_ok (self, &next));
      g_free (book_ok (self, &last));
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("job", run_both, &crowd);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  /* Starts 8:00 to 12:00, both coaches: a pupil's and a coach's mail each. */
  g_assert_cmpint (mails (self, "reminder"), ==, 2 * 2 * 5);
  g_assert_cmpint (mails (self, "report_overdue"), ==, 2 * 20);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM events WHERE type = 'report.due'"), ==, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/reminders/" path, BookingFixture, NULL, booking_setup, test, booking_teardown)
  ADD ("once", test_once);
  ADD ("late-and-over", test_late_and_over);
  ADD ("moved", test_moved);
  ADD ("cancelled", test_cancelled);
  ADD ("booked-late", test_booked_late);
  ADD ("siblings", test_siblings);
  ADD ("overdue", test_overdue);
  ADD ("at-once", test_at_once);
  return g_test_run ();
}
