/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#define HELIOS 1
#define ATHENA 2
#define ZENON 3

static void
test_book (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, HELIOS, "2026-11-27T13:00:00Z");
  NxActor parent = as_parent (self, 1);
  g_autoptr (GError) error = NULL;
  gint32 balance = 0;
  g_autoptr (NxSession) session = book (self, self->db, &parent, &booking, &balance, &error);
  g_autofree char *mails = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (balance, ==, 12);
  g_assert_cmpint (session->status, ==, NX_SESSION_SCHEDULED);
  g_assert_cmpint (session->duration, ==, 60);
  g_assert_cmpint (session->creditCost, ==, 4);
  g_assert_cmpstr (session->coach->pseudonym, ==, "Hélios");
  g_assert_null (session->location);
  /* No title was given: each reader sees the subject in their own language. */
  g_assert_cmpstr (session->title, ==, nx_enum_label (&nx_subject_enum, NX_SUBJECT_MATHEMATIQUES));
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE title = ''"), ==, 1);

  /* The pupil's address is technical: their parent reads, and the coach. */
  mails = ask_text (self, "SELECT string_agg (to_address, ' ' ORDER BY to_address) AS a FROM outbox WHERE kind = 'booking_confirmation'");
  g_assert_cmpstr (mails, ==, "coach1@nexus.test parent1@example.com");
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM events WHERE type = 'session.booked'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM audit WHERE action = 'session.booked'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT length (jitsi_room) AS a FROM sessions"), >=, 22);
}

static void
test_pupil_with_an_address (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (2, HELIOS, "2026-11-27T13:00:00Z");
  NxActor pupil = as_pupil (self, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxSession) session = NULL;

  booking.student_id = NULL;
  session = book (self, self->db, &pupil, &booking, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM outbox WHERE to_address = 'eleve2@example.com'"), ==, 1);
}

static void
test_who_books (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, HELIOS, "2026-11-27T13:00:00Z"), nobody = lesson (999, HELIOS, "2026-11-27T13:00:00Z");
  NxActor stranger = as_parent (self, 3), other = as_pupil (self, 2), office = as_office (self);

  book_refused (self, &stranger, &booking, NX_ERROR_NOT_FOUND);
  book_refused (self, &other, &booking, NX_ERROR_NOT_FOUND);
  book_refused (self, &office, &nobody, NX_ERROR_NOT_FOUND);
  booking.student_id = NULL;
  book_refused (self, &office, &booking, NX_ERROR_INVALID);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions"), ==, 0);
}

static void
test_bad_starts (BookingFixture *self, gconstpointer data)
{
  static const char *const starts[] = {
    "2026-11-24T09:00:00Z",    /* now is not the future */
    "2026-11-23T13:00:00Z",    /* the past */
    "2026-11-27T13:05:00Z",    /* off the grid */
    "2026-11-27T13:00:00.5Z",  /* half a second off */
    "2099-11-27T13:00:00Z",    /* nobody plans that far */
  };
  static const int durations[] = { 29, 31, 50, 181, 195, -60 };
  NxActor office = as_office (self);

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      NxBooking booking = lesson (1, HELIOS, starts[i]);

      book_refused (self, &office, &booking, NX_ERROR_INVALID);
    }
  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      NxBooking booking = lesson (1, HELIOS, "2026-11-27T13:00:00Z");

      booking.duration = durations[i];
      book_refused (self, &office, &booking, NX_ERROR_INVALID);
    }
}

static void
test_availability (BookingFixture *self, gconstpointer data)
{
  static const struct { const char *start; int duration; gboolean open; } cases[] = {
    { "2026-11-27T07:00:00Z", 60, TRUE },   /* 8:00 in Tunis: the first minute */
    { "2026-11-27T06:45:00Z", 60, FALSE },
    { "2026-11-27T18:00:00Z", 60, TRUE },   /* to 20:00 */
    { "2026-11-27T18:15:00Z", 60, FALSE },
    { "2026-11-29T13:00:00Z", 60, FALSE },  /* Sunday */
    { "2026-12-02T13:00:00Z", 60, FALSE },  /* a closure */
    { "2026-12-03T13:00:00Z", 60, FALSE },  /* absent from 13:30 to 14:30 UTC */
    { "2026-12-03T14:30:00Z", 60, TRUE },   /* back on the minute */
    { "2026-12-06T13:00:00Z", 60, TRUE },   /* extra time on a Sunday */
    { "2026-12-04T18:30:00Z", 60, TRUE },   /* a range and extra time that touch */
  };
  NxActor office = as_office (self);

  ask_number (self, "INSERT INTO closures (id, first_day, last_day, name) VALUES (gen_random_uuid (), '2026-12-01', '2026-12-02', 'Fête') RETURNING 1 AS a");
  ask_number (self, "INSERT INTO availability_exceptions (id, coach_id, during, available, created_at) VALUES"
                    " (gen_random_uuid (), '00000006-0000-7000-8000-000000000001', '[2026-12-03 13:30+00,2026-12-03 14:30+00)', false, '2026-11-01'),"
                    " (gen_random_uuid (), '00000006-0000-7000-8000-000000000001', '[2026-12-06 13:00+00,2026-12-06 14:00+00)', true, '2026-11-01'),"
                    " (gen_random_uuid (), '00000006-0000-7000-8000-000000000001', '[2026-12-04 19:00+00,2026-12-04 20:00+00)', true, '2026-11-01') RETURNING 1 AS a");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      NxBooking booking = lesson (10 + i, HELIOS, cases[i].start);

      booking.duration = cases[i].duration;
      g_test_message ("%s", cases[i].start);
      if (cases[i].open)
        g_free (book_ok (self, &booking));
      else
        book_refused (self, &office, &booking, NX_ERROR_OUTSIDE_AVAILABILITY);
    }
}

static void
test_overlaps (BookingFixture *self, gconstpointer data)
{
  NxBooking first = lesson (1, HELIOS, "2026-11-27T13:00:00Z");
  NxBooking adjacent = lesson (3, HELIOS, "2026-11-27T14:00:00Z"), before = lesson (4, HELIOS, "2026-11-27T12:00:00Z");
  NxBooking over = lesson (5, HELIOS, "2026-11-27T13:45:00Z"), twice = lesson (1, ATHENA, "2026-11-27T13:15:00Z");
  NxActor office = as_office (self);

  g_free (book_ok (self, &first));
  g_free (book_ok (self, &adjacent));
  g_free (book_ok (self, &before));
  book_refused (self, &office, &over, NX_ERROR_SLOT_TAKEN);
  book_refused (self, &office, &twice, NX_ERROR_STUDENT_BUSY);
}

static void
test_running_session (BookingFixture *self, gconstpointer data)
{
  NxBooking running = lesson (1, HELIOS, "2026-11-24T09:15:00Z"), over = lesson (3, HELIOS, "2026-11-24T10:00:00Z");
  NxBooking after = lesson (3, HELIOS, "2026-11-24T10:15:00Z");
  NxActor office;

  g_free (book_ok (self, &running));
  self->now = at ("2026-11-24T09:40:00Z");
  office = as_office (self);
  book_refused (self, &office, &over, NX_ERROR_SLOT_TAKEN);
  g_free (book_ok (self, &after));
}

static void
test_coach_who_does_not_fit (BookingFixture *self, gconstpointer data)
{
  NxBooking subject = lesson (1, ZENON, "2026-11-27T13:00:00Z"), in_person = lesson (1, ZENON, "2026-11-27T13:00:00Z");
  NxBooking unknown = lesson (1, 99, "2026-11-27T13:00:00Z");
  NxActor office = as_office (self);

  book_refused (self, &office, &subject, NX_ERROR_INVALID);
  in_person.subject = NX_SUBJECT_FRANCAIS;
  in_person.type = NX_SERVICE_COURS_PRESENTIEL;
  book_refused (self, &office, &in_person, NX_ERROR_INVALID);
  book_refused (self, &office, &unknown, NX_ERROR_NOT_FOUND);
}

static void
test_chosen_coach (BookingFixture *self, gconstpointer data)
{
  NxBooking busy = lesson (3, HELIOS, "2026-11-26T13:00:00Z"), any = lesson (1, 0, "2026-11-27T13:00:00Z");
  NxBooking second = lesson (4, 0, "2026-11-27T13:00:00Z"), third = lesson (5, 0, "2026-11-27T13:00:00Z");
  NxBooking none = lesson (6, 0, "2026-11-27T13:00:00Z");
  NxActor office = as_office (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxSession) one = NULL, two = NULL;

  /* Hélios has a session that week already: Athéna is chosen, then Hélios, then nobody is left. */
  g_free (book_ok (self, &busy));
  one = book (self, self->db, &office, &any, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (one->coach->pseudonym, ==, "Athéna");
  two = book (self, self->db, &office, &second, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (two->coach->pseudonym, ==, "Hélios");
  book_refused (self, &office, &third, NX_ERROR_NO_COACH_AVAILABLE);
  none.subject = NX_SUBJECT_SVT;
  book_refused (self, &office, &none, NX_ERROR_NO_COACH_AVAILABLE);
}

static void
test_rooms (BookingFixture *self, gconstpointer data)
{
  NxBooking one = lesson (1, HELIOS, "2026-11-27T13:00:00Z"), two = lesson (3, ATHENA, "2026-11-27T13:30:00Z");
  NxBooking three = lesson (4, 0, "2026-11-27T13:45:00Z");
  NxActor office = as_office (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxSession) session = NULL;

  one.type = two.type = three.type = NX_SERVICE_COURS_PRESENTIEL;
  session = book (self, self->db, &office, &one, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (session->location, ==, "Salle 1");
  g_assert_cmpint (session->creditCost, ==, 5);
  g_free (book_ok (self, &two));
  g_assert_cmpint (ask_number (self, "SELECT count (DISTINCT room_id) AS a FROM sessions"), ==, 2);

  ask_number (self, "INSERT INTO users (id, email, role, first_name, last_name, created_at) SELECT gen_random_uuid (), 'x@nexus.test', 'COACH', 'X', 'Y', '2026-01-01' RETURNING 1 AS a");
  ask_number (self, "INSERT INTO coaches (id, user_id, pseudonym, subjects, created_at) SELECT gen_random_uuid (), id, 'Kairos', '{MATHEMATIQUES}', '2026-01-01' FROM users WHERE email = 'x@nexus.test' RETURNING 1 AS a");
  ask_number (self, "INSERT INTO availability (id, coach_id, weekday, start_minute, end_minute, types) SELECT gen_random_uuid (), id, 5, 480, 1200, '{COURS_PRESENTIEL}' FROM coaches WHERE pseudonym = 'Kairos' RETURNING 1 AS a");
  book_refused (self, &office, &three, NX_ERROR_SLOT_TAKEN);
}

/* The room that is named, or none: it is taken, too small or unknown. */
static void
test_named_room (BookingFixture *self, gconstpointer data)
{
  NxBooking one = lesson (1, HELIOS, "2026-11-27T13:00:00Z"), two = lesson (3, ATHENA, "2026-11-27T13:30:00Z");
  NxActor office = as_office (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxSession) session = NULL;

  one.type = two.type = NX_SERVICE_COURS_PRESENTIEL;
  one.room = two.room = "Salle 2";
  session = book (self, self->db, &office, &one, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (session->location, ==, "Salle 2");
  book_refused (self, &office, &two, NX_ERROR_ROOM_TAKEN);
  two.room = "Salle 9";
  book_refused (self, &office, &two, NX_ERROR_ROOM_TAKEN);
  two.room = "Salle 1";
  g_free (book_ok (self, &two));
}

static void
test_needs_a_plan (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, HELIOS, "2026-11-27T13:00:00Z");
  NxActor office = as_office (self);

  ask_number (self, "UPDATE subscriptions SET status = 'EXPIRED' WHERE student_id = '00000004-0000-7000-8000-000000000001' RETURNING 1 AS a");
  book_refused (self, &office, &booking, NX_ERROR_NO_ACTIVE_PLAN);
}

static void
test_credits_run_out (BookingFixture *self, gconstpointer data)
{
  static const char *const starts[] = { "2026-11-25T13:00:00Z", "2026-11-26T13:00:00Z", "2026-11-27T13:00:00Z", "2026-11-28T13:00:00Z" };
  NxBooking fifth = lesson (1, HELIOS, "2026-11-30T13:00:00Z");
  NxActor office = as_office (self);

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      NxBooking booking = lesson (1, HELIOS, starts[i]);

      g_free (book_ok (self, &booking));
    }
  book_refused (self, &office, &fifth, NX_ERROR_INSUFFICIENT_CREDITS);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions"), ==, 4);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM outbox"), ==, 8);
}

static void
test_workshop (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, HELIOS, "2026-11-27T13:00:00Z"), join = { 0 };
  NxActor office = as_office (self);
  g_autofree char *workshop = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  workshop = book_ok (self, &booking);
  join.session_id = workshop;
  for (guint student = 2; student <= 8; student++)
    {
      join.student_id = STUDENT (student);
      g_free (book_ok (self, &join));
    }
  g_assert_cmpint (ask_number (self, "SELECT seats_taken AS a FROM sessions"), ==, 8);
  join.student_id = STUDENT (9);
  book_refused (self, &office, &join, NX_ERROR_WORKSHOP_FULL);
  join.student_id = STUDENT (8);
  book_refused (self, &office, &join, NX_ERROR_STUDENT_BUSY);

  open = nx_booking_workshops (self->db, &office, &self->config, STUDENT (9), -1, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (open->len, ==, 0);
  join.session_id = STUDENT (1);
  book_refused (self, &office, &join, NX_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, BookingFixture, NULL, booking_setup, test, booking_teardown)
  ADD ("/booking/book", test_book);
  ADD ("/booking/pupil-with-an-address", test_pupil_with_an_address);
  ADD ("/booking/who-books", test_who_books);
  ADD ("/booking/bad-starts", test_bad_starts);
  ADD ("/booking/availability", test_availability);
  ADD ("/booking/overlaps", test_overlaps);
  ADD ("/booking/running-session", test_running_session);
  ADD ("/booking/coach-who-does-not-fit", test_coach_who_does_not_fit);
  ADD ("/booking/chosen-coach", test_chosen_coach);
  ADD ("/booking/rooms", test_rooms);
  ADD ("/booking/named-room", test_named_room);
  ADD ("/booking/needs-a-plan", test_needs_a_plan);
  ADD ("/booking/credits-run-out", test_credits_run_out);
  ADD ("/booking/workshop", test_workshop);
  return g_test_run ();
}
