/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "server/coaches/holds.h"
#include "tests/server/hours-fixture.h"

/* A time that is kept while somebody books it: whose it is, how long, and what the others are told. */

#define HOUR "2026-11-27T13:00:00Z"
#define LATER "2026-11-27T15:00:00Z"

static void
test_form (Hours *self, gconstpointer data)
{
  g_autofree char *body = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":60,\"room\":\"Salle 1\",\"studentId\":\"%s\"}",
                                           COACH (1), STUDENT (1));
  g_autoptr (NxTestReply) reply = hours_send (self, "POST", "/api/holds", self->office, body, 201);
  g_autoptr (NxTestReply) list = hours_send (self, "GET", "/api/holds?from=2026-11-27&to=2026-11-27", self->colleague, NULL, 200);
  g_autoptr (NxTestReply) elsewhere = hours_send (self, "GET", "/api/holds?from=2026-11-28", self->colleague, NULL, 200);

  g_assert_cmpstr (nx_test_reply_string (reply, "hold.coachId"), ==, COACH (1));
  g_assert_cmpstr (nx_test_reply_string (reply, "hold.scheduledAt"), ==, HOUR);
  g_assert_cmpint (nx_test_reply_number (reply, "hold.duration"), ==, 60);
  g_assert_cmpstr (nx_test_reply_string (reply, "hold.room"), ==, "Salle 1");
  g_assert_cmpstr (nx_test_reply_string (reply, "hold.byName"), ==, "Amel Bureau");
  g_assert_true (json_node_get_boolean (nx_test_reply_node (reply, "hold.byMe")));
  g_assert_cmpstr (nx_test_reply_string (reply, "hold.expiresAt"), ==, "2026-11-24T09:03:00Z");
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.id"), ==, nx_test_reply_string (reply, "hold.id"));
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.byName"), ==, "Amel Bureau");
  g_assert_false (json_node_get_boolean (nx_test_reply_node (list, "items.0.byMe")));
  g_assert_null (nx_test_reply_node (elsewhere, "items.0.id"));
}

static void
test_others_are_kept_out (Hours *self, gconstpointer data)
{
  g_autofree char *hold = hours_hold (self, self->parent, 1, HOUR), *second = NULL, *overlapping = NULL, *beside = NULL;
  g_autofree char *body = breakers_booking (3, 1, HOUR);
  g_autoptr (NxTestReply) family = nx_test_post (self->base.server, "/api/sessions/book", self->stranger, body);
  g_autoptr (NxTestReply) office = nx_test_post (self->base.server, "/api/sessions/book", self->office, body);

  g_assert_nonnull (hold);
  nx_test_assert_code (family, 409, "slot_taken");
  nx_test_assert_code (office, 409, "slot_taken");
  /* A family does not read who it is; the office does. */
  g_assert_null (strstr (family->body, "Salma"));
  g_assert_nonnull (strstr (office->body, "Salma Parent1"));

  g_assert_false (hours_offered (self, self->stranger, 1, HOUR, ""));
  g_assert_false (hours_offered (self, self->stranger, 1, "2026-11-27T13:45:00Z", ""));
  g_assert_true (hours_offered (self, self->stranger, 1, "2026-11-27T14:00:00Z", ""));
  g_assert_true (hours_offered (self, self->stranger, 2, HOUR, ""));
  g_assert_true (hours_offered (self, self->parent, 1, HOUR, ""));

  second = hours_hold (self, self->office, 1, HOUR);
  overlapping = hours_hold (self, self->office, 1, "2026-11-27T12:15:00Z");
  beside = hours_hold (self, self->office, 1, "2026-11-27T12:00:00Z");
  g_assert_null (second);
  g_assert_null (overlapping);
  g_assert_nonnull (beside);
}

static void
test_own_booking_ends_it (Hours *self, gconstpointer data)
{
  g_autofree char *hold = hours_hold (self, self->parent, 1, HOUR), *again = NULL;

  g_assert_nonnull (hold);
  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, HOUR), ==, 201);
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT count (*) AS a FROM holds"), ==, 0);
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT count (*) AS a FROM events WHERE type = 'hold.changed'"), ==, 2);
  again = hours_hold (self, self->office, 1, HOUR);
  g_assert_null (again);
}

static void
test_any_coach_goes_round_it (Hours *self, gconstpointer data)
{
  g_autofree char *hold = hours_hold (self, self->colleague, 1, HOUR), *other = NULL;
  g_autofree char *body = g_strdup_printf ("{\"studentId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\",\"scheduledAt\":\"" HOUR "\"}", STUDENT (1));
  g_autoptr (NxTestReply) reply = hours_send (self, "POST", "/api/sessions/book", self->parent, body, 201);

  g_assert_nonnull (hold);
  g_assert_cmpstr (nx_test_reply_string (reply, "session.coach.id"), ==, COACH (2));
  other = hours_hold (self, self->office, 2, LATER);
  g_free (hours_hold (self, self->colleague, 1, LATER));
  g_free (g_steal_pointer (&body));
  body = g_strdup_printf ("{\"studentId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\",\"scheduledAt\":\"" LATER "\"}", STUDENT (3));
  hours_refused (self, "POST", "/api/sessions/book", self->stranger, body, 409, "no_coach_available");
}

static void
test_expires_by_the_clock (Hours *self, gconstpointer data)
{
  g_autofree char *hold = hours_hold (self, self->parent, 1, HOUR), *late = NULL;

  g_assert_nonnull (hold);
  nx_test_clock_advance (self->base.clock, NX_HOLD_TIME - NX_TIME_SECOND);
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, HOUR), ==, 409);
  g_assert_false (hours_offered (self, self->stranger, 1, HOUR, ""));
  nx_test_clock_advance (self->base.clock, NX_TIME_SECOND);
  g_assert_true (hours_offered (self, self->stranger, 1, HOUR, ""));
  late = hours_hold (self, self->office, 1, HOUR);
  g_assert_nonnull (late);
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT count (*) AS a FROM holds"), ==, 1);
  nx_test_clock_advance (self->base.clock, NX_HOLD_TIME);
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, HOUR), ==, 201);
}

static void
test_asking_again_replaces (Hours *self, gconstpointer data)
{
  g_autofree char *first = hours_hold (self, self->office, 1, HOUR), *second = hours_hold (self, self->office, 1, "2026-11-27T13:30:00Z");
  g_autofree char *other = hours_hold (self, self->office, 2, HOUR), *family = hours_hold (self, self->parent, 1, LATER), *moved = NULL;
  g_autoptr (NxTestReply) list = NULL;

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_nonnull (other);
  g_assert_nonnull (family);
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT count (*) AS a FROM holds"), ==, 3);
  /* A family keeps one time, whoever the coach. */
  moved = hours_hold (self, self->parent, 2, LATER);
  g_assert_nonnull (moved);
  list = hours_send (self, "GET", "/api/holds", self->office, NULL, 200);
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT count (*) AS a FROM holds"), ==, 3);
  g_assert_true (hours_offered (self, self->stranger, 1, LATER, ""));
  /* What cannot be had leaves the old one in place. */
  g_free (g_steal_pointer (&moved));
  moved = hours_hold (self, self->parent, 2, HOUR);
  g_assert_null (moved);
  g_assert_false (hours_offered (self, self->stranger, 2, LATER, ""));
}

static void
test_release (Hours *self, gconstpointer data)
{
  g_autofree char *hold = hours_hold (self, self->parent, 1, HOUR), *path = g_strconcat ("/api/holds/", hold, NULL);
  g_autofree char *staff = NULL, *staff_path = NULL;

  hours_refused (self, "DELETE", path, self->stranger, NULL, 404, "not_found");
  hours_refused (self, "DELETE", path, self->coach, NULL, 404, "not_found");
  hours_refused (self, "DELETE", path, self->pupil, NULL, 404, "not_found");
  hours_refused (self, "DELETE", "/api/holds/00000000-0000-7000-8000-000000000000", self->office, NULL, 404, "not_found");
  hours_refused (self, "DELETE", "/api/holds/x", self->office, NULL, 404, "not_found");
  g_free (hours_do (self, "DELETE", path, self->parent, NULL, 204));
  hours_refused (self, "DELETE", path, self->parent, NULL, 404, "not_found");
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, HOUR), ==, 201);

  staff = hours_hold (self, self->parent, 1, LATER);
  staff_path = g_strconcat ("/api/holds/", staff, NULL);
  g_free (hours_do (self, "DELETE", staff_path, self->office, NULL, 204));
}

static void
test_moves_respect_it (Hours *self, gconstpointer data)
{
  NxBooking one = lesson (3, 1, HOUR);
  g_autofree char *session = book_ok (&self->base.centre, &one), *path = g_strconcat ("/api/sessions/", session, NULL);
  g_autofree char *hold = hours_hold (self, self->parent, 1, LATER), *own = NULL, *body = NULL;

  g_assert_nonnull (hold);
  hours_refused (self, "PATCH", path, self->office, "{\"scheduledAt\":\"" LATER "\"}", 409, "slot_taken");
  hours_refused (self, "PATCH", path, self->coach, "{\"scheduledAt\":\"2026-11-27T14:15:00Z\"}", 409, "slot_taken");
  g_free (hours_do (self, "PATCH", path, self->office, "{\"scheduledAt\":\"2026-11-27T14:00:00Z\"}", 200));

  /* A drag keeps the place it goes to; the session itself does not stand in its way, another one does. */
  body = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"2026-11-27T13:30:00Z\",\"duration\":60,\"sessionId\":\"%s\"}", COACH (1), session);
  g_free (hours_do (self, "POST", "/api/holds", self->office, body, 201));
  own = hours_hold (self, self->colleague, 1, "2026-11-27T14:00:00Z");
  g_assert_null (own);
  g_free (hours_do (self, "PATCH", path, self->office, "{\"scheduledAt\":\"2026-11-27T13:30:00Z\"}", 200));
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT count (*) AS a FROM holds WHERE user_id = '00000008-0000-7000-8000-000000000001'"), ==, 0);
}

static void
test_rooms (Hours *self, gconstpointer data)
{
  g_autofree char *one = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":60,\"room\":\"Salle 1\"}", COACH (1));
  g_autofree char *same = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":60,\"room\":\"Salle 1\"}", COACH (2));
  g_autofree char *other = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":60,\"room\":\"Salle 2\"}", COACH (2));
  g_autofree char *none = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":60,\"room\":\"Salle 9\"}", COACH (2));
  NxBooking lesson_there = lesson (3, 2, "2026-11-27T12:30:00Z");

  g_free (hours_do (self, "POST", "/api/holds", self->office, one, 201));
  hours_refused (self, "POST", "/api/holds", self->colleague, same, 409, "room_taken");
  hours_refused (self, "POST", "/api/holds", self->colleague, none, 422, "invalid");
  g_free (hours_do (self, "POST", "/api/holds", self->colleague, other, 201));
  /* Both rooms are kept: nothing at the centre is offered, nor booked, to others. */
  g_assert_false (hours_offered (self, self->parent, 2, "2026-11-27T13:30:00Z", "&type=COURS_PRESENTIEL"));
  g_assert_true (hours_offered (self, self->parent, 2, "2026-11-27T14:00:00Z", "&type=COURS_PRESENTIEL"));
  lesson_there.type = NX_SERVICE_COURS_PRESENTIEL;
  lesson_there.duration = 30;
  g_free (book_ok (&self->base.centre, &lesson_there));
}

static void
test_who_may (Hours *self, gconstpointer data)
{
  g_autofree char *own = hours_hold (self, self->coach, 1, HOUR), *pupil = hours_hold (self, self->pupil, 1, LATER);
  g_autofree char *foreign = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":60}", COACH (2));
  g_autofree char *child = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":60,\"studentId\":\"%s\"}", COACH (2), STUDENT (3));
  g_autoptr (NxTestReply) seen = hours_send (self, "GET", "/api/holds", self->coach, NULL, 200);
  g_autoptr (NxTestReply) nothing = hours_send (self, "GET", "/api/holds", self->other_coach, NULL, 200);

  g_assert_nonnull (own);
  g_assert_nonnull (pupil);
  hours_refused (self, "POST", "/api/holds", self->coach, foreign, 404, "not_found");
  hours_refused (self, "POST", "/api/holds", self->parent, child, 404, "not_found");
  hours_refused (self, "GET", "/api/holds", self->parent, NULL, 403, "forbidden");
  hours_refused (self, "POST", "/api/holds", NULL, foreign, 401, "unauthenticated");
  /* A coach sees that a time is being booked, not by which family. */
  g_assert_true (json_node_get_boolean (nx_test_reply_node (seen, "items.0.byMe")));
  g_assert_true (json_node_is_null (nx_test_reply_node (seen, "items.1.byName")));
  g_assert_null (nx_test_reply_node (nothing, "items.0.id"));
}

static void
test_bad_input (Hours *self, gconstpointer data)
{
  static const struct { const char *start; const char *duration; } bad[] = {
    { "2026-11-27T13:05:00Z", "60" }, { "2026-11-24T09:00:00Z", "60" }, { "2020-01-01T09:00:00Z", "60" }, { "2036-01-01T09:00:00Z", "60" },
    { "2026-11-27T13:00:00+01:00", "60" }, { "27/11/2026", "60" }, { HOUR, "0" }, { HOUR, "29" }, { HOUR, "181" }, { HOUR, "-60" },
    { HOUR, "40" }, { HOUR, "60.5" }, { HOUR, "\"60\"" }, { HOUR, "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"%s\",\"duration\":%s}", COACH (1), bad[i].start, bad[i].duration);

      hours_refused (self, "POST", "/api/holds", self->office, body, 422, "invalid");
    }
  hours_refused (self, "POST", "/api/holds", self->office, "{}", 422, "invalid");
  hours_refused (self, "POST", "/api/holds", self->office, "{\"coachId\":\"x\",\"scheduledAt\":\"" HOUR "\",\"duration\":60}", 422, "invalid");
  hours_refused (self, "POST", "/api/holds", self->office,
                 "{\"coachId\":\"00000000-0000-7000-8000-000000000000\",\"scheduledAt\":\"" HOUR "\",\"duration\":60}", 404, "not_found");
  hours_refused (self, "GET", "/api/holds?from=2026-13-01", self->office, NULL, 422, "invalid");
  hours_refused (self, "GET", "/api/holds?from=2026-12-02&to=2026-12-01", self->office, NULL, 422, "invalid");
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT count (*) AS a FROM holds"), ==, 0);
}

/* A family that asks for a time anew whenever its three minutes are over does not keep it from all others. */
static void
test_not_for_ever (Hours *self, gconstpointer data)
{
  g_autofree char *body = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":60}", COACH (1));
  g_autofree char *other = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *hold = hours_hold (self, self->parent, 1, i % 2 == 0 ? HOUR : "2026-11-27T12:30:00Z");

      g_assert_nonnull (hold);
      g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, HOUR), ==, 409);
      nx_test_clock_advance (self->base.clock, NX_HOLD_TIME);
    }
  hours_refused (self, "POST", "/api/holds", self->parent, body, 429, "rate_limited");
  other = hours_hold (self, self->parent, 2, HOUR);
  g_assert_nonnull (other);
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, HOUR), ==, 201);
}

/* Only who moves sessions keeps a time that a session fills. */
static void
test_family_moves_nothing (Hours *self, gconstpointer data)
{
  NxBooking one = lesson (3, 1, HOUR);
  g_autofree char *session = book_ok (&self->base.centre, &one), *path = g_strconcat ("/api/sessions/", session, NULL);
  g_autofree char *body = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":90,\"sessionId\":\"%s\"}", COACH (1), session);

  hours_refused (self, "POST", "/api/holds", self->parent, body, 409, "slot_taken");
  g_free (hours_do (self, "PATCH", path, self->office, "{\"duration\":90}", 200));
}

/* An offer of the waiting list: its pupil's, whoever books for them; nobody else's. */
static void
test_offers (Hours *self, gconstpointer data)
{
  ask_number (&self->base.centre, "INSERT INTO holds (id, coach_id, during, student_id, waiting_id, created_at, expires_at) VALUES"
              " (gen_random_uuid (), '00000006-0000-7000-8000-000000000001', '[2026-11-27 13:00+00,2026-11-27 14:00+00)',"
              " '00000004-0000-7000-8000-000000000001', gen_random_uuid (), '2026-11-24 09:00+00', '2026-11-24 09:30+00') RETURNING 1 AS a");
  g_assert_false (hours_offered (self, self->stranger, 1, HOUR, ""));
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, HOUR), ==, 409);
  g_assert_cmpuint (hours_book (self, self->office, 3, 1, HOUR), ==, 409);
  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, HOUR), ==, 201);
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT count (*) AS a FROM holds"), ==, 0);
}

/* --- races --- */

#define RACERS 40

typedef struct
{
  Hours *hours;
  char *token[RACERS];
  guint status[RACERS];
  gboolean books; /* the odd ones book instead */
} Run;

static void
hold_or_book (gpointer data, guint i)
{
  Run *run = data;
  g_autofree char *body = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"" HOUR "\",\"duration\":60}", COACH (1));
  g_autofree char *booking = breakers_booking (i + 3, 1, HOUR);
  gboolean books = run->books && i % 2 == 1;
  g_autoptr (NxTestReply) reply = nx_test_post (run->hours->base.server, books ? "/api/sessions/book" : "/api/holds", run->token[i],
                                                books ? booking : body);

  run->status[i] = reply->status;
  if (reply->status != 201)
    nx_test_assert_code (reply, 409, "slot_taken");
}

static guint
race (Hours *self, gboolean books)
{
  Run run = { .hours = self, .books = books };
  guint winners = 0;

  for (guint i = 0; i < RACERS; i++)
    run.token[i] = breakers_token (&self->base, ID_PARENT_USER, i + 3);
  breakers_race (RACERS, hold_or_book, &run);
  for (guint i = 0; i < RACERS; i++)
    {
      winners += run.status[i] == 201;
      g_free (run.token[i]);
    }

  return winners;
}

static void
test_race_of_holds (Hours *self, gconstpointer data)
{
  g_assert_cmpuint (race (self, FALSE), ==, 1);
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT count (*) AS a FROM holds"), ==, 1);
}

/* Holds against bookings: one of all wins, and never a session in somebody's hold. */
static void
test_race_with_bookings (Hours *self, gconstpointer data)
{
  for (guint round = 0; round < breakers_count (5, 2); round++)
    {
      g_assert_cmpuint (race (self, TRUE), ==, 1);
      g_assert_cmpint (ask_number (&self->base.centre, "SELECT (SELECT count (*) FROM holds) + (SELECT count (*) FROM sessions WHERE status <> 'CANCELLED') AS a"), ==, 1);
      ask_number (&self->base.centre, "DELETE FROM holds RETURNING 1 AS a");
      g_autofree char *session = ask_text (&self->base.centre, "SELECT id AS a FROM sessions WHERE status = 'SCHEDULED'");
      if (session != NULL)
        {
          g_autofree char *body = g_strdup_printf ("{\"sessionId\":\"%s\"}", session);

          g_free (hours_do (self, "POST", "/api/sessions/cancel", self->office, body, 200));
        }
    }
}

/* --- live --- */

typedef struct
{
  GMainContext *context;
  SoupWebsocketConnection *connection;
  GPtrArray *texts;
} Live;

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *bytes, gpointer data)
{
  g_ptr_array_add (((Live *) data)->texts, g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  Live *live = data;
  g_autoptr (GError) error = NULL;

  live->connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
  g_signal_connect (live->connection, "message", G_CALLBACK (on_message), live);
}

static void
live_open (Hours *self, Live *live, SoupSession *session, const char *token)
{
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u/api/live", self->base.server->port), *bearer = g_strconcat ("Bearer ", token, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);

  *live = (Live){ .context = g_main_context_default (), .texts = g_ptr_array_new_with_free_func (g_free) };
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_session_websocket_connect_async (session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, on_connected, live);
  while (live->connection == NULL)
    g_main_context_iteration (live->context, TRUE);
}

static void
live_close (Live *live)
{
  g_clear_object (&live->connection);
  g_ptr_array_unref (live->texts);
}

/* Returns: whether an event of @type about @object comes within two seconds. */
static gboolean
live_hears (Live *live, const char *type, const char *object)
{
  gint64 until = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < until)
    {
      for (guint i = 0; i < live->texts->len; i++)
        if (strstr (live->texts->pdata[i], type) != NULL && strstr (live->texts->pdata[i], object) != NULL)
          {
            g_ptr_array_set_size (live->texts, 0);
            return TRUE;
          }
      if (!g_main_context_iteration (live->context, FALSE))
        g_usleep (2000);
    }

  return FALSE;
}

static void
test_live (Hours *self, gconstpointer data)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  g_autofree char *hold = NULL, *path = NULL;
  g_autoptr (NxTestReply) closure = NULL;
  Live office, coach, other;

  live_open (self, &office, session, self->office);
  live_open (self, &coach, session, self->coach);
  live_open (self, &other, session, self->other_coach);
  hold = hours_hold (self, self->parent, 1, HOUR);
  g_assert_true (live_hears (&office, "hold.changed", COACH (1)));
  g_assert_true (live_hears (&coach, "hold.changed", COACH (1)));
  path = g_strconcat ("/api/holds/", hold, NULL);
  g_free (hours_do (self, "DELETE", path, self->parent, NULL, 204));
  g_assert_true (live_hears (&office, "hold.changed", COACH (1)));

  closure = hours_send (self, "POST", "/api/closures", self->office,
                        "{\"firstDay\":\"2027-01-14\",\"lastDay\":\"2027-01-14\",\"name\":\"Fête de la Révolution\"}", 201);
  g_assert_true (live_hears (&coach, "availability.changed", nx_test_reply_string (closure, "closure.id")));
  g_assert_true (live_hears (&other, "availability.changed", nx_test_reply_string (closure, "closure.id")));
  for (guint i = 0; i < other.texts->len; i++)
    g_assert_null (strstr (other.texts->pdata[i], "hold.changed"));
  live_close (&office);
  live_close (&coach);
  live_close (&other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/holds/" path, Hours, NULL, hours_setup, test, hours_teardown)
  ADD ("form", test_form);
  ADD ("others-are-kept-out", test_others_are_kept_out);
  ADD ("own-booking-ends-it", test_own_booking_ends_it);
  ADD ("any-coach", test_any_coach_goes_round_it);
  ADD ("expire", test_expires_by_the_clock);
  ADD ("asking-again", test_asking_again_replaces);
  ADD ("release", test_release);
  ADD ("moves", test_moves_respect_it);
  ADD ("rooms", test_rooms);
  ADD ("who-may", test_who_may);
  ADD ("bad-input", test_bad_input);
  ADD ("not-for-ever", test_not_for_ever);
  ADD ("family-moves-nothing", test_family_moves_nothing);
  ADD ("offers", test_offers);
  ADD ("race/holds", test_race_of_holds);
  ADD ("race/bookings", test_race_with_bookings);
  ADD ("live", test_live);
  return g_test_run ();
}
