/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include "tests/lib/nx-test-db.h"

static GPtrArray *
list_with (BookingFixture *self, NxActor actor, NxSessionFilter filter, char **cursor)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *sessions = nx_booking_list (self->db, &actor, &self->config, &filter, cursor, &error);

  g_assert_no_error (error);
  return sessions;
}

static guint
count (BookingFixture *self, NxActor actor, NxSessionFilter filter)
{
  g_autoptr (GPtrArray) sessions = list_with (self, actor, filter, NULL);

  return sessions->len;
}

static void
book_week (BookingFixture *self)
{
  /* 1 and 3 with Hélios, 4 with Athéna, on three days. */
  static const struct { guint student, coach; const char *start; } rows[] = {
    { 1, 1, "2026-11-25T13:00:00Z" }, { 3, 1, "2026-11-25T14:00:00Z" }, { 4, 2, "2026-11-25T13:00:00Z" },
    { 1, 1, "2026-11-26T13:00:00Z" }, { 4, 2, "2026-11-27T13:00:00Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NxBooking booking = lesson (rows[i].student, rows[i].coach, rows[i].start);

      g_free (book_ok (self, &booking));
    }
}

static void
test_who_sees (BookingFixture *self, gconstpointer data)
{
  const NxSessionFilter any = NX_SESSION_FILTER_INIT;
  NxSessionFilter of = any;
  NxActor lost = as_coach (self, 1);
  g_autoptr (GPtrArray) family = NULL;
  NxSession *first;

  book_week (self);
  g_assert_cmpuint (count (self, as_office (self), any), ==, 5);
  g_assert_cmpuint (count (self, as_coach (self, 1), any), ==, 3);
  g_assert_cmpuint (count (self, as_coach (self, 2), any), ==, 2);
  g_assert_cmpuint (count (self, as_parent (self, 1), any), ==, 2);
  g_assert_cmpuint (count (self, as_pupil (self, 3), any), ==, 1);
  g_assert_cmpuint (count (self, as_pupil (self, 2), any), ==, 0);

  of.coach_id = COACH (2);
  g_assert_cmpuint (count (self, as_office (self), of), ==, 2);
  g_assert_cmpuint (count (self, as_coach (self, 1), of), ==, 0);
  g_assert_cmpuint (count (self, as_parent (self, 4), of), ==, 2);
  of = any;
  of.student_id = STUDENT (1);
  g_assert_cmpuint (count (self, as_office (self), of), ==, 2);
  g_assert_cmpuint (count (self, as_coach (self, 1), of), ==, 2);
  g_assert_cmpuint (count (self, as_coach (self, 2), of), ==, 0);
  g_assert_cmpuint (count (self, as_parent (self, 1), of), ==, 2);
  g_assert_cmpuint (count (self, as_parent (self, 3), of), ==, 0);
  g_assert_cmpuint (count (self, as_pupil (self, 2), of), ==, 0);
  of.student_id = "nobody";
  g_assert_cmpuint (count (self, as_office (self), of), ==, 0);
  lost.coach_id = NULL;
  g_assert_cmpuint (count (self, lost, any), ==, 0);

  family = list_with (self, as_parent (self, 1), any, NULL);
  first = g_ptr_array_index (family, 0);
  g_assert_cmpint (first->scheduledAt, ==, at ("2026-11-25T13:00:00Z"));
  g_assert_cmpstr (first->coach->pseudonym, ==, "Hélios");
  g_assert_cmpuint (first->students->len, ==, 1);
  g_assert_cmpint (first->creditCost, ==, 4);
}

static void
test_period (BookingFixture *self, gconstpointer data)
{
  NxSessionFilter of = NX_SESSION_FILTER_INIT;

  book_week (self);
  of.from = at ("2026-11-25T13:30:00Z"); /* in the middle of two of them */
  of.to = at ("2026-11-26T13:00:00Z");
  g_assert_cmpuint (count (self, as_office (self), of), ==, 3);
  of.from = at ("2026-11-25T14:00:00Z"); /* the end is not in it */
  g_assert_cmpuint (count (self, as_office (self), of), ==, 1);
  of.to = at ("2026-11-26T13:15:00Z");
  g_assert_cmpuint (count (self, as_office (self), of), ==, 2);
  g_assert_cmpuint (count (self, as_parent (self, 1), of), ==, 1);
  g_assert_cmpuint (count (self, as_coach (self, 2), of), ==, 0);
  of.from = NX_TIME_NONE;
  g_assert_cmpuint (count (self, as_office (self), of), ==, 4);
}

static void
test_pages (BookingFixture *self, gconstpointer data)
{
  NxSessionFilter of = NX_SESSION_FILTER_INIT;
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;
  NxActor office = as_office (self);
  guint total = 0;

  book_week (self);
  of.limit = 2;
  do
    {
      g_autoptr (GPtrArray) page = NULL;

      of.cursor = cursor;
      page = list_with (self, office, of, &cursor);
      g_free ((char *) of.cursor);
      g_assert_cmpuint (page->len, <=, 2);
      for (guint i = 0; i < page->len; i++, total++)
        {
          NxSession *session = g_ptr_array_index (page, i);

          g_assert_null (strstr (seen->str, session->id));
          g_string_append (seen, session->id);
        }
    }
  while (cursor != NULL);
  g_assert_cmpuint (total, ==, 5);

  of.cursor = "x";
  g_assert_null (nx_booking_list (self->db, &office, &self->config, &of, NULL, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
}

static void
test_status (BookingFixture *self, gconstpointer data)
{
  NxSessionFilter scheduled = NX_SESSION_FILTER_INIT, cancelled = NX_SESSION_FILTER_INIT, due = NX_SESSION_FILTER_INIT;
  NxActor office = as_office (self);
  g_autoptr (GPtrArray) missing = NULL, gone = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  NxCancellation cancellation = { .reason = "Malade" };

  book_week (self);
  first = ask_text (self, "SELECT id AS a FROM sessions ORDER BY lower (during), id LIMIT 1");
  cancellation.session_id = first;
  cancel (self->db, &office, &cancellation, &error);
  g_assert_no_error (error);
  scheduled.status = NX_SESSION_SCHEDULED;
  cancelled.status = NX_SESSION_CANCELLED;
  g_assert_cmpuint (count (self, as_office (self), scheduled), ==, 4);
  gone = list_with (self, as_office (self), cancelled, NULL);
  g_assert_cmpuint (gone->len, ==, 1);
  g_assert_cmpuint (((NxSession *) g_ptr_array_index (gone, 0))->students->len, ==, 1);

  due.due_only = TRUE;
  g_assert_cmpuint (count (self, as_office (self), due), ==, 0);
  self->now = at ("2026-11-26T14:30:00Z");
  missing = list_with (self, as_office (self), due, NULL);
  g_assert_cmpuint (missing->len, ==, 3);
  for (guint i = 0; i < missing->len; i++)
    {
      NxSession *session = g_ptr_array_index (missing, i);

      /* Overdue a day after the end. */
      g_assert_cmpint (session->reportDue, ==, session->scheduledAt + NX_TIME_HOUR + NX_TIME_DAY <= self->now);
    }
}

/* A place that was given up in a workshop that goes on is not in the pupil's file any more; for the family it is cancelled. */
static void
test_given_up (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z"), join = { .student_id = STUDENT (3) };
  NxSessionFilter of = NX_SESSION_FILTER_INIT;
  NxActor parent = as_parent (self, 3);
  g_autofree char *session = NULL;
  g_autoptr (GPtrArray) mine = NULL;
  NxCancellation cancellation = { .accept_no_refund = TRUE };

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  session = book_ok (self, &booking);
  join.session_id = session;
  g_free (book_ok (self, &join));
  of.student_id = STUDENT (3);
  g_assert_cmpuint (count (self, as_office (self), of), ==, 1);
  cancellation.session_id = session;
  g_assert_true (cancel (self->db, &parent, &cancellation, NULL));
  g_assert_cmpuint (count (self, as_office (self), of), ==, 0);
  g_assert_cmpuint (count (self, as_coach (self, 1), of), ==, 0);
  mine = list_with (self, parent, of, NULL);
  g_assert_cmpuint (mine->len, ==, 1);
  g_assert_cmpint (((NxSession *) g_ptr_array_index (mine, 0))->status, ==, NX_SESSION_CANCELLED);
  of.student_id = STUDENT (1);
  g_assert_cmpuint (count (self, as_office (self), of), ==, 1);
}

static void
test_location (BookingFixture *self, gconstpointer data)
{
  static const struct { const char *now; gboolean open; } cases[] = {
    { "2026-11-25T12:44:59Z", FALSE }, { "2026-11-25T12:45:00Z", TRUE }, { "2026-11-25T13:59:59Z", TRUE }, { "2026-11-25T14:00:00Z", FALSE },
  };
  NxBooking booking = lesson (1, 1, "2026-11-25T13:00:00Z");
  g_autofree char *id = book_ok (self, &booking);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      NxActor readers[] = { as_parent (self, 1), as_pupil (self, 1), as_coach (self, 1), as_office (self) };

      self->now = at (cases[i].now);
      for (guint r = 0; r < G_N_ELEMENTS (readers); r++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (NxSession) session = NULL;
          gboolean expected = cases[i].open && !nx_actor_is_office (&readers[r]);

          readers[r].now = self->now;
          session = nx_booking_get (self->db, &readers[r], &self->config, id, &error);
          g_assert_no_error (error);
          g_assert_cmpint (session->location != NULL, ==, expected);
          if (expected)
            g_assert_true (g_str_has_prefix (session->location, "https://meet.nexus.test/"));
        }
    }
}

/* A pupil who gave a seat up finds the workshop where it went, and no longer where it was. */
static void
test_moved (BookingFixture *self, gconstpointer data)
{
#define WORKSHOP "'0000dddd-0000-7000-8000-000000000001'"
  g_autofree char *session
      = g_strdup_printf ("INSERT INTO sessions (id, coach_id, during, type, subject, capacity, seat_cost, created_at, updated_at)"
                         " VALUES (" WORKSHOP ", '%s', '[2026-11-27 13:00Z,2026-11-27 14:00Z)', 'ATELIER_GROUPE', 'MATHEMATIQUES',"
                         " 8, 0, '2026-11-01Z', '2026-11-01Z')", COACH (1));
  g_autofree char *seat
      = g_strdup_printf ("INSERT INTO seats (id, session_id, student_id, during, cost, active, booked_at, cancelled_at)"
                         " SELECT gen_random_uuid (), id, '%s', during, 0, false, created_at, created_at FROM sessions"
                         " WHERE id = " WORKSHOP, STUDENT (1));
  NxSessionFilter before = { .from = at ("2026-11-27T00:00:00Z"), .to = at ("2026-11-28T00:00:00Z"), .status = -1 };
  NxSessionFilter after = { .from = at ("2027-01-15T00:00:00Z"), .to = at ("2027-01-16T00:00:00Z"), .status = -1 };

  nx_test_db_script (self->db, session);
  nx_test_db_script (self->db, seat);
  g_assert_cmpuint (count (self, as_parent (self, 1), before), ==, 1);
  nx_test_db_script (self->db, "UPDATE sessions SET during = '[2027-01-15 13:00Z,2027-01-15 14:00Z)' WHERE id = " WORKSHOP);
  g_assert_cmpuint (count (self, as_parent (self, 1), before), ==, 0);
  g_assert_cmpuint (count (self, as_parent (self, 1), after), ==, 1);
  g_assert_cmpuint (count (self, as_pupil (self, 1), after), ==, 1);
#undef WORKSHOP
}

static void
test_one (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-25T13:00:00Z");
  g_autofree char *id = book_ok (self, &booking);
  NxActor strangers[] = { as_parent (self, 3), as_pupil (self, 2), as_coach (self, 2) };

  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (nx_booking_get (self->db, &strangers[i], &self->config, id, &error));
      g_assert_error (error, NX_ERROR, NX_ERROR_NOT_FOUND);
    }
}

static void
test_fellows_are_hidden (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-25T13:00:00Z"), join = { .student_id = STUDENT (3) };
  NxSessionFilter any = NX_SESSION_FILTER_INIT;
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) mine = NULL, all = NULL;
  NxSession *session;

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  id = book_ok (self, &booking);
  join.session_id = id;
  g_free (book_ok (self, &join));

  mine = list_with (self, as_parent (self, 3), any, NULL);
  session = g_ptr_array_index (mine, 0);
  g_assert_cmpuint (session->students->len, ==, 1);
  g_assert_cmpstr (((NxPerson *) g_ptr_array_index (session->students, 0))->id, ==, STUDENT (3));
  g_assert_cmpint (session->seatsTaken, ==, 2);
  all = list_with (self, as_coach (self, 1), any, NULL);
  session = g_ptr_array_index (all, 0);
  g_assert_cmpuint (session->students->len, ==, 2);
}

/* The document that clients get says what the records say, for each kind of reader. */
static void
test_document (BookingFixture *self, gconstpointer data)
{
  NxSessionFilter any = NX_SESSION_FILTER_INIT;
  NxActor readers[] = { as_office (self), as_coach (self, 1), as_parent (self, 1), as_pupil (self, 3) };
  NxCancellation cancellation = { .reason = "Grippe", .accept_no_refund = TRUE };
  g_autofree char *first = NULL;

  book_week (self);
  first = ask_text (self, "SELECT id AS a FROM sessions ORDER BY lower (during), id LIMIT 1");
  cancellation.session_id = first;
  g_assert_true (cancel (self->db, &readers[0], &cancellation, NULL));
  self->now = at ("2026-11-26T12:50:00Z");
  for (guint r = 0; r < G_N_ELEMENTS (readers); r++)
    {
      g_autoptr (GPtrArray) records = NULL, read = NULL;
      g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
      g_autofree char *text = NULL;
      g_autoptr (JsonNode) root = NULL;

      readers[r].now = self->now;
      records = list_with (self, readers[r], any, NULL);
      g_assert_true (nx_booking_write_list (self->db, &readers[r], &self->config, &any, json, NULL));
      text = nx_json_writer_end (json, NULL);
      root = nx_json_parse (text, -1, &nx_json_limits_answer, NULL);
      read = nx_record_list_from_json (NX_TYPE_SESSION, nx_json_get_array (json_node_get_object (root), "items"), NULL);
      g_assert_cmpuint (read->len, ==, records->len);
      for (guint i = 0; i < read->len; i++)
        g_assert_true (nx_record_equal (g_ptr_array_index (read, i), g_ptr_array_index (records, i)));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, BookingFixture, NULL, booking_setup, test, booking_teardown)
  ADD ("/booking/list/who-sees", test_who_sees);
  ADD ("/booking/list/period", test_period);
  ADD ("/booking/list/pages", test_pages);
  ADD ("/booking/list/status", test_status);
  ADD ("/booking/list/given-up", test_given_up);
  ADD ("/booking/list/location", test_location);
  ADD ("/booking/list/moved", test_moved);
  ADD ("/booking/list/one", test_one);
  ADD ("/booking/list/document", test_document);
  ADD ("/booking/list/fellows-are-hidden", test_fellows_are_hidden);
  return g_test_run ();
}
