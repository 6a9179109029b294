/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/waiting-fixture.h"

#include <string.h>

#include "server/waiting/waiting.h"

/* The waiting list (domain.md section 7): the order, the 30 minutes, who may do what. */

#define HOUR "2026-11-27T13:00:00Z"
#define TOLD(kind, n) g_assert_cmpint (waiting_mails (self, kind), ==, (n))

static void
expect (NxTestReply *reply, guint status, const char *code)
{
  g_autoptr (NxTestReply) owned = reply;

  if (code != NULL)
    nx_test_assert_code (owned, status, code);
  else
    nx_test_assert_status (owned, status);
}

static NxTestReply *
join (Breakers *self, guint student, const char *session)
{
  g_autofree char *token = breakers_token (self, ID_PARENT_USER, student);
  g_autofree char *body = g_strdup_printf ("{\"studentId\":\"%s\",\"sessionId\":\"%s\"}", STUDENT (student), session);

  return nx_test_post (self->server, "/api/sessions/book", token, body);
}

static gint64
of_session (Breakers *self, const char *column, const char *session)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s AS a FROM sessions WHERE id = '%s'", column, session);

  return ask_number (&self->centre, sql);
}

static void
test_order (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = NULL, *six = NULL, *seven = NULL, *office = NULL, *path = NULL;
  g_autoptr (NxTestReply) mine = NULL, list = NULL, shown = NULL;

  five = waiting_join (self, 5, workshop);
  six = waiting_join (self, 6, workshop);
  seven = waiting_join (self, 7, workshop);
  expect (waiting_ask (self, 6, workshop), 409, "conflict");
  office = breakers_token (self, ID_OFFICE_USER, 1);
  path = g_strdup_printf ("/api/waiting?sessionId=%s", workshop);
  list = nx_test_get (self->server, path, office);
  nx_test_assert_status (list, 200);
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.id"), ==, five);
  g_assert_cmpfloat (nx_test_reply_number (list, "items.2.position"), ==, 3);
  g_assert_cmpstr (nx_test_reply_string (list, "items.2.studentName"), ==, "Élève N7");
  g_assert_cmpstr (nx_test_reply_string (list, "items.1.scheduledAt"), ==, HOUR);
  g_free (path);
  path = g_strdup_printf ("/api/sessions/%s", workshop);
  shown = nx_test_get (self->server, path, office);
  g_assert_cmpfloat (nx_test_reply_number (shown, "session.waiting"), ==, 3);

  /* A place is free: it is the first name's, and nobody else's. */
  waiting_give_up (self, workshop, STUDENT (2));
  waiting_assert_status (self, five, "OFFERED");
  waiting_assert_status (self, six, "WAITING");
  expect (join (self, 8, workshop), 409, "workshop_full");
  expect (join (self, 6, workshop), 409, "workshop_full");
  expect (waiting_accept (self, 6, six), 409, "conflict");
  expect (waiting_accept (self, 6, five), 404, "not_found");
  expect (waiting_leave (self, 6, five), 404, "not_found");
  mine = waiting_accept (self, 5, five);
  nx_test_assert_status (mine, 201);
  g_assert_cmpstr (nx_test_reply_string (mine, "session.id"), ==, workshop);
  g_assert_cmpfloat (nx_test_reply_number (mine, "balance"), ==, 2.5);
  expect (waiting_accept (self, 5, five), 409, "conflict");
  waiting_assert_status (self, five, "ACCEPTED");
  g_assert_cmpint (of_session (self, "seats_taken", workshop), ==, 2);
  g_assert_cmpint (of_session (self, "seats_offered", workshop), ==, 0);
  g_assert_cmpint (of_session (self, "names_waiting", workshop), ==, 2);
}

static void
test_to_the_second (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop), *six = waiting_join (self, 6, workshop);
  const gint64 offered = waiting_now (self);

  waiting_give_up (self, workshop, STUDENT (2));
  waiting_job (self, NULL, NX_TIME_NONE);
  TOLD ("waiting_offer", 1);
  waiting_job (self, NULL, offered + NX_WAITING_OFFER_TIME - NX_TIME_SECOND);
  waiting_assert_status (self, five, "OFFERED");
  nx_test_clock_set (self->clock, offered + NX_WAITING_OFFER_TIME);
  expect (waiting_accept (self, 5, five), 409, "conflict");
  expect (join (self, 5, workshop), 409, "workshop_full");
  waiting_job (self, NULL, NX_TIME_NONE);
  waiting_assert_status (self, five, "EXPIRED");
  waiting_assert_status (self, six, "OFFERED");
  TOLD ("waiting_offer", 2);
  TOLD ("waiting_expired", 1);
  /* Again, and nothing more happens. */
  waiting_job (self, NULL, NX_TIME_NONE);
  TOLD ("waiting_offer", 2);
  TOLD ("waiting_expired", 1);
  nx_test_clock_advance (self->clock, NX_WAITING_OFFER_TIME - NX_TIME_SECOND);
  expect (waiting_accept (self, 6, six), 201, NULL);
}

/* The job stood still for a day: the family still gets its 30 minutes, counted from the mail. */
static void
test_late (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop), *six = waiting_join (self, 6, workshop);
  gint64 late;

  waiting_give_up (self, workshop, STUDENT (2));
  late = waiting_now (self) + NX_TIME_DAY;
  waiting_job (self, NULL, late);
  waiting_assert_status (self, five, "OFFERED");
  TOLD ("waiting_offer", 1);
  TOLD ("waiting_expired", 0);
  waiting_job (self, NULL, late + NX_WAITING_OFFER_TIME - NX_TIME_SECOND);
  waiting_assert_status (self, five, "OFFERED");
  waiting_job (self, NULL, late + NX_WAITING_OFFER_TIME);
  waiting_assert_status (self, six, "OFFERED");
  expect (waiting_accept (self, 6, six), 201, NULL);
}

static void
test_leave (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop), *six = waiting_join (self, 6, workshop);

  waiting_give_up (self, workshop, STUDENT (2));
  expect (waiting_leave (self, 5, five), 204, NULL);
  expect (waiting_leave (self, 5, five), 204, NULL);
  waiting_assert_status (self, six, "OFFERED");
  /* Whoever is offered a place may also book it in the ordinary way. */
  expect (join (self, 6, workshop), 201, NULL);
  waiting_assert_status (self, six, "ACCEPTED");
  expect (waiting_leave (self, 6, six), 409, "conflict");
  g_assert_cmpint (of_session (self, "seats_taken + seats_offered + names_waiting", workshop), ==, 2);
}

static void
test_cancelled (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop), *six = waiting_join (self, 6, workshop);

  waiting_give_up (self, workshop, STUDENT (2));
  waiting_assert_status (self, five, "OFFERED");
  waiting_give_up (self, workshop, NULL);
  waiting_assert_status (self, five, "EXPIRED");
  waiting_assert_status (self, six, "EXPIRED");
  waiting_job (self, NULL, NX_TIME_NONE);
  waiting_job (self, NULL, NX_TIME_NONE);
  TOLD ("waiting_expired", 2);
  TOLD ("waiting_offer", 0);
  expect (waiting_accept (self, 5, five), 409, "conflict");
  expect (waiting_ask (self, 7, workshop), 409, "already_cancelled");
}

static void
test_started (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop), *sql = NULL;

  nx_test_clock_set (self->clock, at (HOUR) - 10 * NX_TIME_MINUTE);
  waiting_give_up (self, workshop, STUDENT (2));
  /* Not beyond the start. */
  sql = g_strdup_printf ("SELECT (offer_expires_at = '%s')::int AS a FROM waiting_list WHERE id = '%s'", HOUR, five);
  g_assert_cmpint (ask_number (&self->centre, sql), ==, 1);
  waiting_job (self, NULL, at (HOUR));
  waiting_assert_status (self, five, "EXPIRED");
  TOLD ("waiting_expired", 0);
  expect (waiting_ask (self, 7, workshop), 409, "already_held");
}

static void
test_time (Breakers *self, gconstpointer data)
{
  g_autofree char *held = waiting_lesson (self, 3, HOUR), *five = NULL, *six = NULL, *body = breakers_booking (8, 1, HOUR), *eight = NULL;
  g_autofree char *booked = NULL;
  g_autoptr (NxTestReply) mine = NULL;

  eight = breakers_token (self, ID_PARENT_USER, 8);
  expect (waiting_ask_time (self, 5, 1, "2026-11-27T15:00:00Z"), 409, "conflict");
  five = waiting_join_time (self, 5, 1, HOUR);
  six = waiting_join_time (self, 6, 1, HOUR);
  g_assert_cmpint (of_session (self, "names_waiting", held), ==, 2);
  expect (waiting_ask_time (self, 5, 1, HOUR), 409, "conflict");

  waiting_give_up (self, held, NULL);
  waiting_assert_status (self, five, "OFFERED");
  waiting_assert_status (self, six, "WAITING");
  expect (nx_test_post (self->server, "/api/sessions/book", eight, body), 409, "slot_taken");
  waiting_job (self, NULL, NX_TIME_NONE);
  TOLD ("waiting_offer", 1);
  mine = waiting_accept (self, 5, five);
  nx_test_assert_status (mine, 201);
  g_assert_cmpstr (nx_test_reply_string (mine, "session.coach.id"), ==, COACH (1));
  g_assert_cmpstr (nx_test_reply_string (mine, "session.scheduledAt"), ==, HOUR);
  booked = g_strdup (nx_test_reply_string (mine, "session.id"));
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM holds"), ==, 0);

  /* The next name waits for that one now. */
  waiting_job (self, NULL, NX_TIME_NONE);
  g_assert_cmpint (of_session (self, "names_waiting", booked), ==, 1);
  waiting_give_up (self, booked, NULL);
  waiting_assert_status (self, six, "OFFERED");
  waiting_job (self, NULL, NX_TIME_NONE);
  waiting_job (self, NULL, waiting_now (self) + NX_WAITING_OFFER_TIME);
  waiting_assert_status (self, six, "EXPIRED");
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM holds"), ==, 0);
  expect (nx_test_post (self->server, "/api/sessions/book", eight, body), 201, NULL);
}

static void
test_moved_away (Breakers *self, gconstpointer data)
{
  g_autofree char *held = waiting_lesson (self, 3, HOUR), *five = waiting_join_time (self, 5, 1, HOUR);
  g_autofree char *path = g_strdup_printf ("/api/sessions/%s", held), *office = breakers_token (self, ID_OFFICE_USER, 1);

  expect (nx_test_send (self->server, &(NxTestRequest){ .method = "PATCH", .path = path, .token = office,
                                                        .body = "{\"scheduledAt\":\"2026-11-27T15:00:00Z\"}" }), 200, NULL);
  waiting_assert_status (self, five, "OFFERED");
  g_assert_cmpint (of_session (self, "names_waiting", held), ==, 0);
  expect (waiting_accept (self, 5, five), 201, NULL);
}

/* Any coach will do: both have a lesson, one of them is cancelled. */
static void
test_any_coach (Breakers *self, gconstpointer data)
{
  g_autofree char *second = NULL, *five = NULL;
  NxBooking other = lesson (4, 2, HOUR);
  g_autoptr (NxTestReply) mine = NULL;

  g_free (waiting_lesson (self, 3, HOUR));
  expect (waiting_ask_time (self, 5, 0, HOUR), 409, "conflict");
  second = book_ok (&self->centre, &other);
  five = waiting_join_time (self, 5, 0, HOUR);
  waiting_give_up (self, second, NULL);
  waiting_assert_status (self, five, "OFFERED");
  mine = waiting_accept (self, 5, five);
  nx_test_assert_status (mine, 201);
  g_assert_cmpstr (nx_test_reply_string (mine, "session.coach.id"), ==, COACH (2));
}

/* A hold or an absence stood in the way: the job finds what became free without a cancellation, and does not offer who is away. */
static void
test_late_catch (Breakers *self, gconstpointer data)
{
  g_autofree char *held = waiting_lesson (self, 3, HOUR), *five = waiting_join_time (self, 5, 1, HOUR);

  nx_test_db_script (self->centre.db, "INSERT INTO availability_exceptions (id, coach_id, during, available, created_at) SELECT"
                     " gen_random_uuid (), id, '[2026-11-27 08:00Z, 2026-11-27 20:00Z)', false, '2026-11-24' FROM coaches WHERE pseudonym = 'Hélios'");
  waiting_give_up (self, held, NULL);
  waiting_job (self, NULL, NX_TIME_NONE);
  waiting_assert_status (self, five, "WAITING");
  nx_test_db_script (self->centre.db, "DELETE FROM availability_exceptions");
  waiting_job (self, NULL, NX_TIME_NONE);
  waiting_assert_status (self, five, "OFFERED");
  TOLD ("waiting_offer", 1);
}

static void
test_bad_input (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 3), *parent = breakers_token (self, ID_PARENT_USER, 5), *coach = NULL, *body = NULL;
  g_autofree char *lesson_id = waiting_lesson (self, 6, "2026-11-28T13:00:00Z"), *office = breakers_token (self, ID_OFFICE_USER, 1), *entry = NULL, *foreign = NULL;
  g_autofree char *pupil = breakers_token (self, ID_PUPIL_USER, 5), *path = NULL, *more = NULL;
  g_autoptr (NxTestReply) empty = nx_test_post (self->server, "/api/waiting", parent, "{}"), none = NULL;

  nx_test_assert_code (empty, 422, "invalid");
  coach = breakers_token (self, ID_COACH_USER, 1);
  expect (nx_test_post (self->server, "/api/waiting", coach, "{}"), 403, "forbidden");
  foreign = g_strdup_printf ("{\"studentId\":\"%s\",\"sessionId\":\"%s\"}", STUDENT (7), workshop);
  expect (nx_test_post (self->server, "/api/waiting", parent, foreign), 404, "not_found");
  expect (nx_test_post (self->server, "/api/waiting", pupil, foreign), 404, "not_found");
  body = g_strdup_printf ("{\"studentId\":\"%s\",\"sessionId\":\"%s\"}", STUDENT (5), lesson_id);
  expect (nx_test_post (self->server, "/api/waiting", parent, body), 404, "not_found");
  expect (nx_test_post (self->server, "/api/waiting", office, body), 201, NULL);
  expect (waiting_ask (self, 5, "00000000-0000-7000-8000-000000000000"), 404, "not_found");
  expect (waiting_ask_time (self, 5, 1, "2026-11-20T13:00:00Z"), 422, "invalid");
  expect (waiting_ask_time (self, 5, 1, "2026-11-27T13:01:00Z"), 422, "invalid");
  expect (waiting_ask_time (self, 5, 3, HOUR), 422, "invalid");
  expect (waiting_ask_time (self, 5, 1, "2026-11-29T13:00:00Z"), 409, "outside_availability");
  expect (waiting_ask_time (self, 2, 1, HOUR), 409, "student_busy");
  /* Somebody who has a seat in it does not wait for it. */
  expect (waiting_ask (self, 2, workshop), 409, "student_busy");

  entry = waiting_join (self, 5, workshop);
  path = g_strdup_printf ("/api/waiting/%s", entry);
  more = breakers_token (self, ID_PARENT_USER, 9);
  none = nx_test_get (self->server, path, more);
  nx_test_assert_code (none, 404, "not_found");
  expect (nx_test_get (self->server, path, pupil), 200, NULL);
  expect (nx_test_get (self->server, path, coach), 200, NULL);
  expect (nx_test_get (self->server, "/api/waiting?cursor=x", office), 422, "invalid");
}

/* Undo */

static NxTestReply *
send_as (Breakers *self, const char *token, const char *method, const char *path, const char *body)
{
  return nx_test_send (self->server, &(NxTestRequest){ .method = method, .path = path, .token = token, .body = body });
}

static void
undo (Breakers *self, const char *token, NxTestReply *action, guint status)
{
  g_autofree char *body = g_strdup_printf ("{\"actionId\":\"%s\"}", nx_test_reply_header (action, "x-action-id"));

  expect (nx_test_post (self->server, "/api/undo", token, body), status, status == 409 ? "cannot_undo" : NULL);
}

static void
test_undo (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop), *office = NULL, *body = NULL, *path = NULL;
  g_autofree char *six = NULL, *accept = NULL, *give_up = NULL;
  g_autoptr (NxTestReply) joined = NULL, left = NULL, cancelled = NULL, accepted = NULL;

  office = breakers_token (self, ID_OFFICE_USER, 1);
  body = g_strdup_printf ("{\"studentId\":\"%s\",\"sessionId\":\"%s\"}", STUDENT (6), workshop);
  joined = send_as (self, office, "POST", "/api/waiting", body);
  nx_test_assert_status (joined, 201);
  six = g_strdup (nx_test_reply_string (joined, "entry.id"));
  undo (self, office, joined, 200);
  waiting_assert_status (self, six, "LEFT");

  path = g_strdup_printf ("/api/waiting/%s", five);
  left = send_as (self, office, "DELETE", path, NULL);
  nx_test_assert_status (left, 204);
  undo (self, office, left, 200);
  waiting_assert_status (self, five, "WAITING");
  g_assert_cmpint (of_session (self, "names_waiting", workshop), ==, 1);

  /* A cancellation that is undone before anybody was told of the offer takes the place back. */
  give_up = g_strdup_printf ("{\"sessionId\":\"%s\",\"studentId\":\"%s\"}", workshop, STUDENT (2));
  cancelled = send_as (self, office, "POST", "/api/sessions/cancel", give_up);
  nx_test_assert_status (cancelled, 200);
  waiting_assert_status (self, five, "OFFERED");
  undo (self, office, cancelled, 200);
  waiting_assert_status (self, five, "WAITING");
  g_assert_cmpint (of_session (self, "seats_taken", workshop), ==, 2);

  /* After the mail it stays. */
  g_clear_pointer (&cancelled, nx_test_reply_free);
  nx_test_clock_advance (self->clock, NX_TIME_SECOND);
  cancelled = send_as (self, office, "POST", "/api/sessions/cancel", give_up);
  nx_test_assert_status (cancelled, 200);
  waiting_job (self, NULL, NX_TIME_NONE);
  undo (self, office, cancelled, 409);
  waiting_assert_status (self, five, "OFFERED");

  /* What the office accepted for a family by phone goes back to the family. */
  accept = g_strdup_printf ("/api/waiting/%s/accept", five);
  accepted = send_as (self, office, "POST", accept, "{}");
  nx_test_assert_status (accepted, 201);
  nx_test_clock_advance (self->clock, NX_TIME_SECOND);
  undo (self, office, accepted, 200);
  waiting_assert_status (self, five, "OFFERED");
  g_assert_cmpint (of_session (self, "seats_taken", workshop), ==, 1);
  g_assert_cmpint (of_session (self, "seats_offered", workshop), ==, 1);
}

/* The page that the mail leads to. */
static void
test_page (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop), *path = NULL, *cookie = NULL, *stranger = NULL;
  g_autofree char *decline = NULL;
  g_autoptr (NxTestReply) waits = NULL, offered = NULL, done = NULL, after = NULL, other = NULL;

  path = g_strdup_printf ("/seances/attente/%s", five);
  decline = g_strdup_printf ("%s/refuser", path);
  cookie = breakers_cookie (self, ID_PARENT_USER, 5);
  stranger = breakers_cookie (self, ID_PARENT_USER, 6);
  waits = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = path, .cookie = cookie });
  nx_test_assert_status (waits, 200);
  g_assert_null (strstr (waits->body, "name=\"accept\""));
  other = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = path, .cookie = stranger });
  nx_test_assert_status (other, 404);

  waiting_give_up (self, workshop, STUDENT (2));
  offered = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = path, .cookie = cookie });
  g_assert_nonnull (strstr (offered->body, decline));
  done = nx_test_form (self->server, path, cookie, "");
  nx_test_assert_status (done, 303);
  waiting_assert_status (self, five, "ACCEPTED");
  /* Twice on the button: the same end. */
  after = nx_test_form (self->server, path, cookie, "");
  nx_test_assert_status (after, 303);
}

static void
test_page_declines (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop), *six = waiting_join (self, 6, workshop);
  g_autofree char *decline = g_strdup_printf ("/seances/attente/%s/refuser", five), *cookie = breakers_cookie (self, ID_PUPIL_USER, 5);
  g_autofree char *path = g_strdup_printf ("/seances/attente/%s", five);
  g_autoptr (NxTestReply) done = NULL, after = NULL, late = NULL;

  waiting_give_up (self, workshop, STUDENT (2));
  done = nx_test_form (self->server, decline, cookie, "");
  nx_test_assert_status (done, 303);
  waiting_assert_status (self, five, "LEFT");
  waiting_assert_status (self, six, "OFFERED");
  after = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = path, .cookie = cookie });
  nx_test_assert_status (after, 200);
  late = nx_test_form (self->server, path, cookie, "");
  nx_test_assert_status (late, 409);
}

/* Both days count of a time that goes over midnight: the coach's hours of the second, and its closure. */
static void
test_over_midnight (Breakers *self, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *five = NULL, *six = NULL;

  nx_test_db_script (self->centre.db, "INSERT INTO availability (id, coach_id, weekday, start_minute, end_minute, types) VALUES"
                     " (gen_random_uuid (), '00000006-0000-7000-8000-000000000001', 5, 1320, 1440, '{COURS_ONLINE}'),"
                     " (gen_random_uuid (), '00000006-0000-7000-8000-000000000001', 6, 0, 120, '{COURS_ONLINE}')");
  first = waiting_lesson (self, 3, "2026-11-27T22:30:00Z");
  second = waiting_lesson (self, 3, "2026-12-04T22:30:00Z");
  five = waiting_join_time (self, 5, 1, "2026-11-27T22:30:00Z");
  six = waiting_join_time (self, 6, 1, "2026-12-04T22:30:00Z");
  nx_test_db_script (self->centre.db, "INSERT INTO closures (id, first_day, last_day, name) VALUES (gen_random_uuid (), '2026-12-05', '2026-12-05', 'Fête')");
  waiting_give_up (self, first, NULL);
  waiting_give_up (self, second, NULL);
  waiting_assert_status (self, five, "OFFERED");
  waiting_assert_status (self, six, "WAITING");
}

/* The time of a coach who has left is nobody's to offer. */
static void
test_coach_has_left (Breakers *self, gconstpointer data)
{
  g_autofree char *held = waiting_lesson (self, 3, HOUR), *five = waiting_join_time (self, 5, 1, HOUR);

  nx_test_db_script (self->centre.db, "UPDATE users SET deactivated_at = '2026-11-24 09:00Z' WHERE id = '00000005-0000-7000-8000-000000000001'");
  waiting_give_up (self, held, NULL);
  waiting_assert_status (self, five, "WAITING");
  waiting_job (self, NULL, NX_TIME_NONE);
  waiting_assert_status (self, five, "WAITING");
}

/* Every name that is offered a time keeps it from all others for half an hour: nobody has many of them. */
static void
test_many_names (Breakers *self, gconstpointer data)
{
  g_autofree char *office = breakers_token (self, ID_OFFICE_USER, 1), *body = NULL;

  for (guint i = 0; i <= NX_WAITING_MOST_NAMES; i++)
    {
      g_autofree char *start = g_strdup_printf ("2026-11-27T%02u:00:00Z", 7 + i);

      g_free (waiting_lesson (self, 10 + i, start));
      expect (waiting_ask_time (self, 5, 1, start), i < NX_WAITING_MOST_NAMES ? 201 : 409, i < NX_WAITING_MOST_NAMES ? NULL : "conflict");
    }
  expect (waiting_ask_time (self, 6, 1, "2026-11-27T07:00:00Z"), 201, NULL);
  expect (waiting_ask_time (self, 6, 1, "2026-11-27T07:15:00Z"), 409, "conflict");
  expect (waiting_ask_time (self, 6, 1, "2026-11-27T08:00:00Z"), 201, NULL);
  body = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\","
                          "\"scheduledAt\":\"2026-11-27T%02u:00:00Z\"}", STUDENT (5), COACH (1), 7 + NX_WAITING_MOST_NAMES);
  expect (nx_test_post (self->server, "/api/waiting", office, body), 201, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/waiting/" path, Breakers, NULL, breakers_setup, test, breakers_teardown)
  ADD ("order", test_order);
  ADD ("to-the-second", test_to_the_second);
  ADD ("late", test_late);
  ADD ("leave", test_leave);
  ADD ("cancelled", test_cancelled);
  ADD ("started", test_started);
  ADD ("time", test_time);
  ADD ("moved-away", test_moved_away);
  ADD ("any-coach", test_any_coach);
  ADD ("late-catch", test_late_catch);
  ADD ("bad-input", test_bad_input);
  ADD ("undo", test_undo);
  ADD ("over-midnight", test_over_midnight);
  ADD ("coach-has-left", test_coach_has_left);
  ADD ("many-names", test_many_names);
  ADD ("page", test_page);
  ADD ("page-declines", test_page_declines);
  return g_test_run ();
}
