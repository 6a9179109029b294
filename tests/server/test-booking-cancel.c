/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include <string.h>

static char *
book_of (BookingFixture *self, guint student, NxServiceType type, const char *start)
{
  NxBooking booking = lesson (student, 1, start);

  booking.type = type;
  return book_ok (self, &booking);
}

static void
cancel_refused (BookingFixture *self, NxActor actor, const char *session, NxErrorCode code)
{
  NxCancellation cancellation = { .session_id = session };
  g_autoptr (GError) error = NULL;

  g_assert_false (cancel (self->db, &actor, &cancellation, &error));
  g_assert_error (error, NX_ERROR, (int) code);
}

static NxCancellation
cancel_ok (BookingFixture *self, NxActor actor, NxCancellation cancellation)
{
  g_autoptr (GError) error = NULL;

  cancel (self->db, &actor, &cancellation, &error);
  g_assert_no_error (error);
  return cancellation;
}

typedef struct
{
  NxServiceType type;
  const char *start, *last; /* the last moment with a refund */
} Window;

static const Window windows[] = {
  { NX_SERVICE_COURS_ONLINE, "2026-11-27T13:00:00Z", "2026-11-26T13:00:00Z" },
  { NX_SERVICE_COURS_PRESENTIEL, "2026-11-27T13:00:00Z", "2026-11-26T13:00:00Z" },
  { NX_SERVICE_ATELIER_GROUPE, "2026-11-27T13:00:00Z", "2026-11-25T13:00:00Z" },
};

/* The boundary itself is still in time; one microsecond later is not. */
static void
test_window (BookingFixture *self, gconstpointer data)
{
  const Window *window = data;
  g_autofree char *early = book_of (self, 1, window->type, window->start), *late = NULL;
  NxCancellation done;

  self->now = at (window->last);
  done = cancel_ok (self, as_parent (self, 1), (NxCancellation){ .session_id = early });
  g_assert_true (done.refunded);
  g_assert_cmpint (done.balance, ==, 16);

  self->now = at ("2026-11-24T09:00:00Z");
  late = book_of (self, 3, window->type, window->start);
  self->now = at (window->last) + 1;
  cancel_refused (self, as_parent (self, 3), late, NX_ERROR_REFUND_WINDOW_PASSED);
  self->now = at (window->last) + NX_TIME_SECOND;
  cancel_refused (self, as_pupil (self, 3), late, NX_ERROR_REFUND_WINDOW_PASSED);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM seats WHERE active"), ==, 1);

  done = cancel_ok (self, as_parent (self, 3), (NxCancellation){ .session_id = late, .accept_no_refund = TRUE });
  g_assert_false (done.refunded);
  g_assert_cmpint (done.credits_refunded, ==, 0);
  g_assert_cmpint (done.balance, <, 16);
}

static void
test_late_by_staff (BookingFixture *self, gconstpointer data)
{
  g_autofree char *one = book_of (self, 1, NX_SERVICE_COURS_ONLINE, "2026-11-27T13:00:00Z");
  g_autofree char *two = book_of (self, 3, NX_SERVICE_COURS_ONLINE, "2026-11-27T14:00:00Z");
  g_autofree char *three = book_of (self, 4, NX_SERVICE_COURS_ONLINE, "2026-11-27T15:00:00Z");
  NxCancellation done, wish = { .session_id = three, .refund = NX_REFUND_YES };
  NxActor parent;
  g_autoptr (GError) error = NULL;

  self->now = at ("2026-11-27T12:59:59Z");
  done = cancel_ok (self, as_coach (self, 1), (NxCancellation){ .session_id = one, .reason = "Malade" });
  g_assert_true (done.refunded);
  done = cancel_ok (self, as_office (self), (NxCancellation){ .session_id = two, .refund = NX_REFUND_NO });
  g_assert_false (done.refunded);

  parent = as_parent (self, 4);
  g_assert_false (cancel (self->db, &parent, &wish, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_FORBIDDEN);
  done = cancel_ok (self, as_office (self), wish);
  g_assert_true (done.refunded);
}

static void
test_states (BookingFixture *self, gconstpointer data)
{
  g_autofree char *gone = book_of (self, 1, NX_SERVICE_COURS_ONLINE, "2026-11-27T13:00:00Z");
  g_autofree char *begun = book_of (self, 3, NX_SERVICE_COURS_ONLINE, "2026-11-27T14:00:00Z");

  cancel_ok (self, as_parent (self, 1), (NxCancellation){ .session_id = gone });
  cancel_refused (self, as_parent (self, 1), gone, NX_ERROR_ALREADY_CANCELLED);
  cancel_refused (self, as_office (self), gone, NX_ERROR_ALREADY_CANCELLED);

  self->now = at ("2026-11-27T14:00:00Z");
  cancel_refused (self, as_parent (self, 3), begun, NX_ERROR_ALREADY_HELD);
  cancel_refused (self, as_office (self), begun, NX_ERROR_ALREADY_HELD);
  self->now = at ("2026-11-27T13:59:59Z");
  cancel_ok (self, as_office (self), (NxCancellation){ .session_id = begun });
}

static void
test_strangers (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_of (self, 1, NX_SERVICE_COURS_ONLINE, "2026-11-27T13:00:00Z");
  NxActor orphan = as_pupil (self, 1);

  cancel_refused (self, as_parent (self, 3), session, NX_ERROR_NOT_FOUND);
  cancel_refused (self, as_pupil (self, 2), session, NX_ERROR_NOT_FOUND);
  cancel_refused (self, as_coach (self, 2), session, NX_ERROR_NOT_FOUND);
  cancel_refused (self, as_office (self), STUDENT (1), NX_ERROR_NOT_FOUND);
  cancel_refused (self, as_office (self), "nothing", NX_ERROR_NOT_FOUND);
  orphan.student_id = NULL;
  cancel_refused (self, orphan, session, NX_ERROR_NOT_FOUND);
}

static void
test_seat_of_a_workshop (BookingFixture *self, gconstpointer data)
{
  g_autofree char *workshop = book_of (self, 1, NX_SERVICE_ATELIER_GROUPE, "2026-11-30T13:00:00Z");
  NxBooking join = { .session_id = workshop, .student_id = STUDENT (3) };
  NxActor parent = as_parent (self, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxSession) seen = NULL, still = NULL;

  g_free (book_ok (self, &join));
  cancel_ok (self, as_parent (self, 3), (NxCancellation){ .session_id = workshop });
  g_assert_cmpint (ask_number (self, "SELECT seats_taken AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000003'"), ==, 16);

  /* For this family it is cancelled, for the others it goes on. */
  seen = nx_booking_get (self->db, &parent, &self->config, workshop, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seen->status, ==, NX_SESSION_CANCELLED);
  g_assert_true (seen->refunded);
  parent = as_parent (self, 1);
  still = nx_booking_get (self->db, &parent, &self->config, workshop, &error);
  g_assert_no_error (error);
  g_assert_cmpint (still->status, ==, NX_SESSION_SCHEDULED);
  g_assert_cmpint (still->students->len, ==, 1);

  /* Who left may come back; the last one to leave ends it. */
  g_free (book_ok (self, &join));
  cancel_ok (self, as_office (self), (NxCancellation){ .session_id = workshop, .student_id = STUDENT (3) });
  cancel_ok (self, as_parent (self, 1), (NxCancellation){ .session_id = workshop });
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'CANCELLED'"), ==, 1);
}

static void
test_whole_workshop (BookingFixture *self, gconstpointer data)
{
  g_autofree char *workshop = book_of (self, 1, NX_SERVICE_ATELIER_GROUPE, "2026-11-30T13:00:00Z");
  NxBooking join = { .session_id = workshop, .student_id = STUDENT (3) };
  NxCancellation done;

  g_free (book_ok (self, &join));
  self->now = at ("2026-11-30T12:00:00Z");
  done = cancel_ok (self, as_coach (self, 1), (NxCancellation){ .session_id = workshop, .reason = "Grippe" });
  g_assert_cmpint (done.credits_refunded, ==, 12);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM outbox WHERE kind = 'cancellation'"), ==, 3);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM credit_transactions WHERE type = 'REFUND'"), ==, 2);
}

typedef struct
{
  NxActor actor;
  const NxMove *move;
  BookingFixture *fixture;
  NxSession *session;
} Moving;

static gboolean
move_in_transaction (NxDb *db, gpointer data, GError **error)
{
  Moving *moving = data;

  g_clear_object (&moving->session);
  moving->session = nx_booking_move (db, &moving->actor, &moving->fixture->config, moving->move, error);
  return moving->session != NULL;
}

static NxSession *
move (BookingFixture *self, NxActor actor, NxMove wanted, GError **error)
{
  Moving moving = { .actor = actor, .move = &wanted, .fixture = self };

  return nx_db_transaction (self->db, move_in_transaction, &moving, error) ? moving.session : NULL;
}

static void
move_refused (BookingFixture *self, NxActor actor, NxMove wanted, NxErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (move (self, actor, wanted, &error));
  g_assert_error (error, NX_ERROR, (int) code);
}

static void
test_move (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_of (self, 1, NX_SERVICE_COURS_PRESENTIEL, "2026-11-27T13:00:00Z");
  NxMove later = { .session_id = session, .scheduled_at = at ("2026-11-27T13:30:00Z") };
  g_autoptr (GError) error = NULL;
  g_autoptr (NxSession) moved = NULL, given = NULL;

  g_free (book_of (self, 3, NX_SERVICE_COURS_ONLINE, "2026-11-27T15:00:00Z"));
  moved = move (self, as_coach (self, 1), later, &error);
  g_assert_no_error (error);
  g_assert_cmpint (moved->scheduledAt, ==, later.scheduled_at);
  g_assert_cmpint (moved->version, ==, 2);
  g_assert_cmpstr (moved->room, ==, "Salle 1");
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM seats t JOIN sessions s ON s.id = t.session_id WHERE t.during <> s.during"), ==, 0);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM outbox WHERE kind = 'move'"), ==, 2);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM events WHERE type = 'session.moved'"), ==, 1);

  later.scheduled_at = at ("2026-11-27T14:30:00Z");
  move_refused (self, as_coach (self, 1), later, NX_ERROR_SLOT_TAKEN);
  move_refused (self, as_coach (self, 2), later, NX_ERROR_NOT_FOUND);
  later.scheduled_at = at ("2026-11-29T13:00:00Z");
  move_refused (self, as_office (self), later, NX_ERROR_OUTSIDE_AVAILABILITY);
  later.scheduled_at = at ("2026-11-27T13:07:00Z");
  move_refused (self, as_office (self), later, NX_ERROR_INVALID);
  move_refused (self, as_office (self), (NxMove){ .session_id = session, .scheduled_at = NX_TIME_NONE }, NX_ERROR_INVALID);
  move_refused (self, as_coach (self, 1), (NxMove){ .session_id = session, .scheduled_at = NX_TIME_NONE, .coach_id = COACH (2) }, NX_ERROR_FORBIDDEN);
  move_refused (self, as_office (self), (NxMove){ .session_id = session, .scheduled_at = NX_TIME_NONE, .coach_id = COACH (3) }, NX_ERROR_INVALID);
  move_refused (self, as_office (self), (NxMove){ .session_id = session, .scheduled_at = NX_TIME_NONE, .room = "Salle 9" }, NX_ERROR_ROOM_TAKEN);

  self->now += NX_TIME_MINUTE;
  given = move (self, as_office (self), (NxMove){ .session_id = session, .scheduled_at = NX_TIME_NONE, .coach_id = COACH (2), .room = "Salle 2" }, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (given->coach->pseudonym, ==, "Athéna");
  g_assert_cmpstr (given->room, ==, "Salle 2");
}

static void
test_move_student_busy (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_of (self, 1, NX_SERVICE_COURS_ONLINE, "2026-11-27T13:00:00Z"), *other = NULL;
  NxBooking elsewhere = lesson (1, 2, "2026-11-27T15:00:00Z");

  other = book_ok (self, &elsewhere);
  move_refused (self, as_office (self), (NxMove){ .session_id = session, .scheduled_at = at ("2026-11-27T15:30:00Z") }, NX_ERROR_STUDENT_BUSY);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM events WHERE type = 'session.moved'"), ==, 0);
}

static void
test_transitions (void)
{
  guint reached = 1u << NX_SESSION_SCHEDULED;

  /* Every state can be reached from SCHEDULED, a cancelled session stays so, and nothing leads back. */
  for (guint round = 0; round < nx_session_n_transitions; round++)
    for (guint i = 0; i < nx_session_n_transitions; i++)
      if (reached & (1u << nx_session_transitions[i].from))
        reached |= 1u << nx_session_transitions[i].to;
  g_assert_cmpuint (reached, ==, (1u << nx_enum_count (&nx_session_status_enum)) - 1);
  for (guint i = 0; i < nx_session_n_transitions; i++)
    {
      /* Only what is taken back leads back. */
      g_assert_cmpint (nx_session_transitions[i].to == NX_SESSION_SCHEDULED, ==, nx_session_transitions[i].event == NX_SESSION_EVENT_RESTORE);
      g_assert_true (nx_session_transitions[i].from != NX_SESSION_CANCELLED || nx_session_transitions[i].event == NX_SESSION_EVENT_RESTORE);
      g_assert_cmpuint (nx_session_transitions[i].roles, !=, 0);
    }
  g_assert_false (nx_session_transition (NX_SESSION_SCHEDULED, NX_SESSION_EVENT_HOLD, NX_ROLE_PARENT, NULL));
  g_assert_false (nx_session_transition (NX_SESSION_CANCELLED, NX_SESSION_EVENT_CANCEL, NX_ROLE_ADMIN, NULL));
  g_assert_false (nx_session_transition (NX_SESSION_SCHEDULED, NX_SESSION_EVENT_CANCEL, -1, NULL));
}

/* Why the last family of a workshop gave it up is theirs to know; one that had left before learns that it was cancelled. */
static void
test_reason_is_private (BookingFixture *self, gconstpointer data)
{
  NxBooking workshop = lesson (1, 1, "2026-11-27T13:00:00Z"), join = { .student_id = STUDENT (3) };
  NxActor first = as_parent (self, 1), last = as_parent (self, 3), office = as_office (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (NxSession) to_first = NULL, to_last = NULL, to_office = NULL;

  workshop.type = NX_SERVICE_ATELIER_GROUPE;
  id = book_ok (self, &workshop);
  join.session_id = id;
  g_free (book_ok (self, &join));
  g_assert_true (cancel (self->db, &first, &(NxCancellation){ .session_id = id, .reason = "Voyage" }, &error));
  g_assert_no_error (error);
  self->now += NX_TIME_MINUTE;
  last.now = self->now;
  g_assert_true (cancel (self->db, &last, &(NxCancellation){ .session_id = id, .reason = "Hospitalisée" }, &error));
  g_assert_no_error (error);

  to_first = nx_booking_get (self->db, &first, &self->config, id, &error);
  to_last = nx_booking_get (self->db, &last, &self->config, id, &error);
  to_office = nx_booking_get (self->db, &office, &self->config, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (to_first->status, ==, NX_SESSION_CANCELLED);
  g_assert_null (to_first->cancelReason);
  g_assert_cmpstr (to_last->cancelReason, ==, "Hospitalisée");
  g_assert_cmpstr (to_office->cancelReason, ==, "Hospitalisée");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, BookingFixture, NULL, booking_setup, test, booking_teardown)
  g_test_add ("/booking/cancel/window-online", BookingFixture, &windows[0], booking_setup, test_window, booking_teardown);
  g_test_add ("/booking/cancel/window-in-person", BookingFixture, &windows[1], booking_setup, test_window, booking_teardown);
  g_test_add ("/booking/cancel/window-workshop", BookingFixture, &windows[2], booking_setup, test_window, booking_teardown);
  ADD ("/booking/cancel/late-by-staff", test_late_by_staff);
  ADD ("/booking/cancel/states", test_states);
  ADD ("/booking/cancel/strangers", test_strangers);
  ADD ("/booking/cancel/seat-of-a-workshop", test_seat_of_a_workshop);
  ADD ("/booking/cancel/whole-workshop", test_whole_workshop);
  ADD ("/booking/move", test_move);
  ADD ("/booking/move-student-busy", test_move_student_busy);
  ADD ("/booking/reason-is-private", test_reason_is_private);
  g_test_add_func ("/booking/transitions", test_transitions);
  return g_test_run ();
}
