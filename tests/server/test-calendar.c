/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include <libical/ical.h>
#include <string.h>

#include "server/calendar/calendar.h"
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"
#include "tests/server/calendar-fixture.h"

/* The secret address: whom it shows what, how it ends, what others learn of it. */

extern const NxRoute nx_booking_routes[], nx_calendar_routes[];
static const NxRoute *const tables[] = { nx_booking_routes, nx_calendar_routes, NULL };

typedef struct
{
  BookingFixture base;
  NxTestClock *clock;
  NxTestServer *server;
} Web;

static void
web_setup (Web *self, gconstpointer data)
{
  booking_setup (&self->base, data);
  self->clock = nx_test_clock_new (self->base.now);
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (self->clock), .conninfo = self->base.conninfo });
}

static void
web_teardown (Web *self, gconstpointer data)
{
  nx_test_server_free (self->server);
  g_object_unref (self->clock);
  booking_teardown (&self->base, data);
}

/* (transfer full): the path of the calendar of @user, from the API. */
static char *
path_of (Web *self, const char *user, const char *method)
{
  g_autofree char *token = nx_test_server_token (self->server, user);
  g_autoptr (NxTestReply) reply = nx_test_send (self->server, &(NxTestRequest){ .method = method, .path = "/api/calendar", .token = token });
  const char *path;

  nx_test_assert_status (reply, 200);
  path = strstr (nx_test_reply_string (reply, "url"), "/api/calendar/");
  g_assert_nonnull (path);
  g_assert_true (g_str_has_suffix (path, ".ics"));
  /* 192 bits in base64. */
  g_assert_cmpuint (strlen (path), ==, strlen ("/api/calendar/") + 32 + strlen (".ics"));
  return g_strdup (path);
}

/* (transfer full): the calendar at @path, read back. */
static icalcomponent *
fetch (Web *self, const char *path)
{
  g_autoptr (NxTestReply) reply = nx_test_get (self->server, path, NULL);

  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_header (reply, "Content-Type"), ==, "text/calendar; charset=utf-8");
  g_assert_true (g_str_has_prefix (nx_test_reply_header (reply, "Cache-Control"), "private"));
  return calendar_parse (reply->body);
}

static icalcomponent *
fetch_of (Web *self, const char *user)
{
  g_autofree char *path = path_of (self, user, "GET");

  return fetch (self, path);
}

static void
assert_sessions (Web *self, const char *user, const char *first, ...)
{
  icalcomponent *calendar = fetch_of (self, user);
  guint n = 0;
  va_list more;

  va_start (more, first);
  for (const char *id = first; id != NULL; id = va_arg (more, const char *), n++)
    g_assert_nonnull (calendar_event (calendar, id));
  va_end (more);
  g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VEVENT_COMPONENT), ==, n);
  icalcomponent_free (calendar);
}

static char *
book_for (Web *self, guint student, guint coach, const char *start)
{
  NxBooking booking = lesson (student, coach, start);

  return book_ok (&self->base, &booking);
}

static void
test_each_role (Web *self, gconstpointer data)
{
  g_autofree char *one = book_for (self, 1, 1, "2026-11-27T13:00:00Z"), *two = book_for (self, 2, 2, "2026-11-27T13:00:00Z"),
                  *three = book_for (self, 3, 1, "2026-11-28T13:00:00Z");
  icalcomponent *calendar;
  icalcomponent *event;

  assert_sessions (self, id_of (ID_PARENT_USER, 1), one, two, NULL);
  assert_sessions (self, id_of (ID_PARENT_USER, 3), three, NULL);
  assert_sessions (self, id_of (ID_PARENT_USER, 4), NULL);
  assert_sessions (self, id_of (ID_PUPIL_USER, 1), one, NULL);
  assert_sessions (self, id_of (ID_PUPIL_USER, 2), two, NULL);
  assert_sessions (self, id_of (ID_COACH_USER, 1), one, three, NULL);
  assert_sessions (self, id_of (ID_COACH_USER, 3), NULL);
  assert_sessions (self, id_of (ID_OFFICE_USER, 1), one, two, three, NULL);

  calendar = fetch_of (self, id_of (ID_COACH_USER, 1));
  event = calendar_event (calendar, one);
  /* A calendar lives with others: a pupil is a first name and an initial there, a video room is not in it. */
  g_assert_cmpstr (icalcomponent_get_summary (event), ==, "Mathematics · Élève N. · Hélios");
  g_assert_null (strstr (icalcomponent_as_ical_string (event), "meet."));
  g_assert_nonnull (strstr (icalcomponent_as_ical_string (event), "/rejoindre"));
  g_assert_cmpint (icalcomponent_get_status (event), ==, ICAL_STATUS_CONFIRMED);
  icalcomponent_free (calendar);
}

/* Sixty days back, four hundred ahead, by their start; to the second. */
static void
test_window (Web *self, gconstpointer data)
{
  const gint64 start = at ("2026-11-27T13:00:00Z");
  const struct { gint64 now; guint n; } cases[] = {
    { start - 400 * NX_TIME_DAY, 0 }, { start - 400 * NX_TIME_DAY + NX_TIME_SECOND, 1 },
    { start + 60 * NX_TIME_DAY, 1 }, { start + 60 * NX_TIME_DAY + NX_TIME_SECOND, 0 },
  };
  g_autofree char *path = path_of (self, id_of (ID_PARENT_USER, 1), "GET"), *office = path_of (self, id_of (ID_OFFICE_USER, 1), "GET");

  g_free (book_for (self, 1, 1, "2026-11-27T13:00:00Z"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      nx_test_clock_set (self->clock, cases[i].now);
      for (guint who = 0; who < 2; who++)
        {
          icalcomponent *calendar = fetch (self, who == 0 ? path : office);

          g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VEVENT_COMPONENT), ==, cases[i].n);
          icalcomponent_free (calendar);
        }
    }
}

static void
test_cancelled_stay (Web *self, gconstpointer data)
{
  g_autofree char *id = book_for (self, 1, 1, "2027-01-27T13:00:00Z");
  g_autofree char *path = path_of (self, id_of (ID_PARENT_USER, 1), "GET"), *coach = path_of (self, id_of (ID_COACH_USER, 1), "GET");
  g_autoptr (GError) error = NULL;
  NxActor office = as_office (&self->base);
  NxCancellation cancellation = { .session_id = id };
  icalcomponent *before = fetch (self, path);
  const int sequence = icalcomponent_get_sequence (calendar_event (before, id));

  g_assert_true (cancel (self->base.db, &office, &cancellation, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      icalcomponent *calendar;

      nx_test_clock_set (self->clock, self->base.now + 14 * NX_TIME_DAY - NX_TIME_SECOND);
      calendar = fetch (self, i == 0 ? path : coach);
      g_assert_cmpint (icalcomponent_get_status (calendar_event (calendar, id)), ==, ICAL_STATUS_CANCELLED);
      g_assert_cmpint (icalcomponent_get_sequence (calendar_event (calendar, id)), >, sequence);
      icalcomponent_free (calendar);
      nx_test_clock_set (self->clock, self->base.now + 14 * NX_TIME_DAY);
      calendar = fetch (self, i == 0 ? path : coach);
      g_assert_null (calendar_event (calendar, id));
      icalcomponent_free (calendar);
    }
  icalcomponent_free (before);
}

static void
assert_gone (Web *self, const char *path)
{
  g_autoptr (NxTestReply) reply = nx_test_get (self->server, path, NULL), unknown = NULL;
  g_autofree char *other = NULL;

  nx_test_assert_code (reply, 404, "not_found");
  unknown = nx_test_get (self->server, "/api/calendar/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics", NULL);
  other = g_strndup (unknown->body, unknown->length);
  nx_test_assert_code (unknown, 404, "not_found");
  g_assert_cmpstr (nx_test_reply_string (reply, "detail"), ==, nx_test_reply_string (unknown, "detail"));
}

static void
test_renewed (Web *self, gconstpointer data)
{
  g_autofree char *old = path_of (self, id_of (ID_PARENT_USER, 1), "GET"), *again = path_of (self, id_of (ID_PARENT_USER, 1), "GET"),
                  *fresh = NULL, *shown = NULL, *other = path_of (self, id_of (ID_PARENT_USER, 3), "GET");

  g_assert_cmpstr (old, ==, again);
  g_assert_cmpstr (old, !=, other);
  icalcomponent_free (fetch (self, old));
  fresh = path_of (self, id_of (ID_PARENT_USER, 1), "POST");
  g_assert_cmpstr (fresh, !=, old);
  assert_gone (self, old);
  icalcomponent_free (fetch (self, fresh));
  icalcomponent_free (fetch (self, other));
  shown = path_of (self, id_of (ID_PARENT_USER, 1), "GET");
  g_assert_cmpstr (shown, ==, fresh);
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM audit WHERE action = 'calendar.renewed'"), ==, 1);

  nx_test_db_script (self->base.db, "UPDATE users SET deactivated_at = '2026-11-24T08:00:00Z' WHERE email = 'parent1@example.com'");
  assert_gone (self, fresh);
}

/* Whoever reads the database has no address: neither the secret nor what it is made from alone is there. */
static void
test_not_kept (Web *self, gconstpointer data)
{
  g_autofree char *path = path_of (self, id_of (ID_PARENT_USER, 1), "GET");
  g_autofree char *secret = g_strndup (path + strlen ("/api/calendar/"), 32);
  g_autofree char *row = ask_text (&self->base, "SELECT calendars::text || encode (salt, 'base64') || encode (salt, 'escape')"
                                                " || encode (hash, 'base64') || encode (hash, 'escape') AS a FROM calendars");

  g_assert_null (strstr (row, secret));
  /* Another AUTH_SECRET cannot show it again: the owner is given a new one, and the old one ends. */
  g_free (self->server->app->config->auth_secret);
  self->server->app->config->auth_secret = g_strdup ("another-secret-of-the-same-centre-0123456789");
  {
    NxCalendarAddress address = { NULL };
    g_autoptr (GError) error = NULL;
    NxActor parent = as_parent (&self->base, 1);

    g_assert_true (nx_calendar_address (self->base.db, self->server->app->config, &parent, &address, &error));
    g_assert_no_error (error);
    g_assert_null (strstr (address.url, secret));
    nx_calendar_address_clear (&address);
  }
  assert_gone (self, path);
}

static void
test_conditional (Web *self, gconstpointer data)
{
  g_autofree char *path = path_of (self, id_of (ID_PARENT_USER, 1), "GET"), *etag = NULL, *id = NULL;
  g_autoptr (NxTestReply) first = nx_test_get (self->server, path, NULL), same = NULL, head = NULL, changed = NULL;

  etag = g_strdup (nx_test_reply_header (first, "ETag"));
  g_assert_nonnull (etag);
  same = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = path, .headers = (const char *[]){ "If-None-Match", etag, NULL } });
  nx_test_assert_status (same, 304);
  g_assert_cmpuint (same->length, ==, 0);
  head = nx_test_send (self->server, &(NxTestRequest){ .method = "HEAD", .path = path });
  nx_test_assert_status (head, 200);
  id = book_for (self, 1, 1, "2026-11-27T13:00:00Z");
  changed = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = path, .headers = (const char *[]){ "If-None-Match", etag, NULL } });
  nx_test_assert_status (changed, 200);
  g_assert_nonnull (strstr (changed->body, id));
}

/* Guessing is slowed down, for whoever guesses; a calendar that is asked for too often waits by itself. */
static void
test_limits (Web *self, gconstpointer data)
{
  g_autofree char *path = path_of (self, id_of (ID_PARENT_USER, 1), "GET"), *other = path_of (self, id_of (ID_PARENT_USER, 3), "GET");
  guint refused = 0;

  for (guint i = 0; i < 70; i++)
    {
      g_autofree char *guess = g_strdup_printf ("/api/calendar/%032u.ics", i);
      g_autoptr (NxTestReply) reply = nx_test_get (self->server, guess, NULL);

      g_assert_true (reply->status == 404 || reply->status == 429);
      refused += reply->status == 429;
      if (reply->status == 429)
        g_assert_nonnull (nx_test_reply_header (reply, "Retry-After"));
    }
  g_assert_cmpuint (refused, ==, 10);
  for (guint i = 0; i < 120; i++)
    icalcomponent_free (fetch (self, path));
  {
    g_autoptr (NxTestReply) reply = nx_test_get (self->server, path, NULL);

    nx_test_assert_code (reply, 429, "rate_limited");
  }
  icalcomponent_free (fetch (self, other));
}

static void
test_odd_addresses (Web *self, gconstpointer data)
{
  static const char *const paths[] = { "/api/calendar/.ics", "/api/calendar/x", "/api/calendar/x.ICS", "/api/calendar/x.ics/y", "/api/calendar/%00.ics",
                                       "/api/calendar/%F0%9F%98%80.ics", "/api/calendar/' OR 1=1.ics" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *escaped = g_uri_escape_string (paths[i], "/%.", FALSE);
      g_autoptr (NxTestReply) reply = nx_test_get (self->server, escaped, NULL);

      g_assert_cmpuint (reply->status, >=, 400);
      g_assert_cmpuint (reply->status, <, 500);
    }
}

/* A family abroad reads its own clock, also over the nights when it changes. */
static void
test_own_zone (Web *self, gconstpointer data)
{
  g_autofree char *winter = NULL, *summer = NULL;
  icalcomponent *calendar;

  nx_test_db_script (self->base.db, "UPDATE users SET zone = 'Europe/Paris', locale = 'en' WHERE email = 'parent1@example.com'");
  winter = book_for (self, 1, 1, "2027-03-27T13:00:00Z");
  summer = book_for (self, 1, 1, "2027-03-29T13:00:00Z");
  calendar = fetch_of (self, id_of (ID_PARENT_USER, 1));
  calendar_assert_local (calendar, winter, "Europe/Paris", "20270327T140000", at ("2027-03-27T13:00:00Z"));
  calendar_assert_local (calendar, summer, "Europe/Paris", "20270329T150000", at ("2027-03-29T13:00:00Z"));
  g_assert_true (g_str_has_prefix (icalcomponent_get_summary (calendar_event (calendar, winter)), "Mathematics · "));
  icalcomponent_free (calendar);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Web, NULL, web_setup, test, web_teardown)
  ADD ("/calendar/each-role", test_each_role);
  ADD ("/calendar/window", test_window);
  ADD ("/calendar/cancelled-stay", test_cancelled_stay);
  ADD ("/calendar/renewed", test_renewed);
  ADD ("/calendar/not-kept", test_not_kept);
  ADD ("/calendar/conditional", test_conditional);
  ADD ("/calendar/limits", test_limits);
  ADD ("/calendar/odd-addresses", test_odd_addresses);
  ADD ("/calendar/own-zone", test_own_zone);
#undef ADD
  return g_test_run ();
}
