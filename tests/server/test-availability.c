/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/hours-fixture.h"

/* When a coach can be booked: the edges of days, ranges, exceptions and closures; who may change them, and taking that back. */

#define EXCEPTIONS(n) "/api/coaches/00000006-0000-7000-8000-00000000000" #n "/exceptions"
#define HOURS(n) "/api/coaches/00000006-0000-7000-8000-00000000000" #n "/availability"
#define ALL "[\"COURS_ONLINE\",\"COURS_PRESENTIEL\",\"ATELIER_GROUPE\"]"

static char *
set_hours (Hours *self, const char *ranges)
{
  g_autofree char *body = g_strdup_printf ("{\"ranges\":[%s]}", ranges);

  return hours_do (self, "PUT", HOURS (1), self->office, body, 200);
}

static guint
n_items (NxTestReply *reply)
{
  return json_array_get_length (json_object_get_array_member (json_node_get_object (reply->json), "items"));
}

static void
test_midnight (Hours *self, gconstpointer data)
{
  g_free (set_hours (self, "{\"weekday\":5,\"startMinute\":1320,\"endMinute\":1440,\"types\":" ALL "},"
                           "{\"weekday\":6,\"startMinute\":0,\"endMinute\":120,\"types\":" ALL "}"));
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-27T21:00:00Z", ""));
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-27T22:30:00Z", "")); /* 23:30 to 0:30 */
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-27T22:45:00Z", ""));
  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, "2026-11-27T22:30:00Z"), ==, 201);
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, "2026-11-27T23:30:00Z"), ==, 201); /* adjacent */
  g_assert_false (hours_offered (self, self->parent, 1, "2026-11-28T00:15:00Z", ""));
  hours_refused (self, "POST", "/api/closures", self->office, "{}", 422, "invalid");
  g_free (hours_do (self, "POST", "/api/closures", self->office, "{\"firstDay\":\"2026-12-05\",\"lastDay\":\"2026-12-05\",\"name\":\"Fête\"}", 201));
  /* It would last into the closed day. */
  g_assert_false (hours_offered (self, self->parent, 1, "2026-12-04T22:30:00Z", ""));
  g_assert_true (hours_offered (self, self->parent, 1, "2026-12-04T22:00:00Z", ""));
  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, "2026-12-04T22:30:00Z"), ==, 409);
  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, "2026-12-04T22:00:00Z"), ==, 201);
}

static void
test_ends (Hours *self, gconstpointer data)
{
  g_autofree char *late = breakers_booking (1, 1, "2026-11-27T18:15:00Z"), *early = breakers_booking (1, 1, "2026-11-27T06:45:00Z");

  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, "2026-11-27T13:00:00Z"), ==, 201);
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-27T12:00:00Z", ""));
  g_assert_false (hours_offered (self, self->parent, 1, "2026-11-27T12:15:00Z", ""));
  g_assert_false (hours_offered (self, self->parent, 1, "2026-11-27T13:45:00Z", ""));
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-27T14:00:00Z", ""));
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-27T18:00:00Z", ""));
  g_assert_false (hours_offered (self, self->parent, 1, "2026-11-27T18:15:00Z", ""));
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-27T18:15:00Z", "&duration=45"));
  hours_refused (self, "POST", "/api/sessions/book", self->parent, late, 409, "outside_availability");
  hours_refused (self, "POST", "/api/sessions/book", self->parent, early, 409, "outside_availability");
  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, "2026-11-27T18:00:00Z"), ==, 201);
}

/* Tunis knows no summer time: the days on which clocks change in Paris are days like any other. */
static void
test_clocks_of_paris (Hours *self, gconstpointer data)
{
  static const char *const days[] = { "2027-03-27", "2027-03-28", "2027-03-29", "2027-10-30", "2027-10-31", "2027-11-01" };

  g_free (set_hours (self, "{\"weekday\":1,\"startMinute\":480,\"endMinute\":1200,\"types\":" ALL "},{\"weekday\":6,\"startMinute\":480,"
                           "\"endMinute\":1200,\"types\":" ALL "},{\"weekday\":7,\"startMinute\":480,\"endMinute\":1200,\"types\":" ALL "}"));
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *query = g_strdup_printf ("from=%s&to=%s", days[i], days[i]), *first = g_strconcat (days[i], "T07:00:00Z", NULL);
      g_autofree char *before = g_strconcat (days[i], "T06:45:00Z", NULL), *last = g_strconcat (days[i], "T18:00:00Z", NULL);

      g_assert_cmpuint (hours_count (self, self->parent, 1, query), ==, 45);
      g_assert_true (hours_offered (self, self->parent, 1, first, ""));
      g_assert_false (hours_offered (self, self->parent, 1, before, ""));
      g_assert_true (hours_offered (self, self->parent, 1, last, ""));
    }
  g_assert_cmpuint (hours_book (self, self->office, 1, 1, "2027-03-28T07:00:00Z"), ==, 201);
  g_assert_cmpuint (hours_book (self, self->office, 1, 1, "2027-10-31T18:00:00Z"), ==, 201);
}

static void
test_leap_day (Hours *self, gconstpointer data)
{
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2028-02-29&to=2028-02-29"), ==, 45);
  g_assert_cmpuint (hours_book (self, self->office, 1, 1, "2028-02-29T09:00:00Z"), ==, 201);
  hours_refused (self, "POST", "/api/closures", self->office, "{\"firstDay\":\"2027-02-29\",\"lastDay\":\"2027-02-29\",\"name\":\"x\"}", 422, "invalid");
  g_free (hours_do (self, "POST", "/api/closures", self->office, "{\"firstDay\":\"2028-02-28\",\"lastDay\":\"2028-02-29\",\"name\":\"Pont\"}", 201));
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2028-02-28&to=2028-02-29"), ==, 0);
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2028-03-01&to=2028-03-01"), ==, 45);
}

static void
test_exceptions (Hours *self, gconstpointer data)
{
  g_autofree char *undone = NULL, *path = NULL, *foreign = NULL;
  g_autoptr (NxTestReply) away = NULL, list = NULL, before = NULL;

  /* From Friday 21:00 to Saturday 10:00, in Tunis. */
  away = hours_send (self, "POST", EXCEPTIONS (1), self->coach,
                     "{\"from\":\"2026-11-27T20:00:00Z\",\"to\":\"2026-11-28T09:00:00Z\",\"available\":false,\"reason\":\"Voyage\"}", 201);
  g_assert_cmpstr (nx_test_reply_string (away, "exception.coachId"), ==, COACH (1));
  g_assert_cmpstr (nx_test_reply_string (away, "exception.types.2"), ==, "ATELIER_GROUPE");
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-11-27&to=2026-11-27"), ==, 45);
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-11-28&to=2026-11-28"), ==, 37);
  g_assert_false (hours_offered (self, self->parent, 1, "2026-11-28T08:45:00Z", ""));
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-28T09:00:00Z", ""));
  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, "2026-11-28T08:45:00Z"), ==, 409);

  /* Extra time over midnight, online only. */
  g_free (hours_do (self, "POST", EXCEPTIONS (1), self->office,
                    "{\"from\":\"2026-11-30T22:00:00Z\",\"to\":\"2026-12-01T01:00:00Z\",\"available\":true,\"types\":[\"COURS_ONLINE\"]}", 201));
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-30T22:30:00Z", ""));
  g_assert_false (hours_offered (self, self->parent, 1, "2026-11-30T22:30:00Z", "&type=COURS_PRESENTIEL"));
  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, "2026-11-30T22:30:00Z"), ==, 201);

  list = hours_send (self, "GET", EXCEPTIONS (1) "?from=2026-11-01&to=2026-12-31", self->coach, NULL, 200);
  before = hours_send (self, "GET", EXCEPTIONS (1) "?to=2026-11-26", self->coach, NULL, 200);
  g_assert_cmpuint (n_items (list), ==, 2);
  g_assert_cmpuint (n_items (before), ==, 0);
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.reason"), ==, "Voyage");

  hours_refused (self, "GET", EXCEPTIONS (1), self->other_coach, NULL, 404, "not_found");
  hours_refused (self, "POST", EXCEPTIONS (2), self->coach, "{\"from\":\"2026-11-27T20:00:00Z\",\"to\":\"2026-11-28T09:00:00Z\",\"available\":false}", 404, "not_found");
  path = g_strconcat (EXCEPTIONS (1) "/", nx_test_reply_string (away, "exception.id"), NULL);
  foreign = g_strconcat (EXCEPTIONS (2) "/", nx_test_reply_string (away, "exception.id"), NULL);
  hours_refused (self, "DELETE", foreign, self->office, NULL, 404, "not_found");
  hours_refused (self, "DELETE", path, self->other_coach, NULL, 404, "not_found");
  undone = hours_do (self, "DELETE", path, self->office, NULL, 204);
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-11-28&to=2026-11-28"), ==, 45);
  hours_refused (self, "DELETE", path, self->office, NULL, 404, "not_found");

  /* It comes back as it was, and goes again. */
  g_autoptr (NxTestReply) back = hours_undo (self, self->office, undone, 200);
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-11-28&to=2026-11-28"), ==, 37);
  g_autoptr (NxTestReply) again = hours_undo (self, self->office, nx_test_reply_string (back, "actionId"), 200);
  g_assert_cmpstr (nx_test_reply_string (again, "objectIds.0"), ==, COACH (1));
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-11-28&to=2026-11-28"), ==, 45);
}

static void
test_closures (Hours *self, gconstpointer data)
{
  g_autofree char *removed = NULL, *path = NULL;
  g_autoptr (NxTestReply) reply = NULL, list = NULL, none = NULL, changed = NULL;

  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, "2026-12-02T09:00:00Z"), ==, 201);
  reply = hours_send (self, "POST", "/api/closures", self->office, "{\"firstDay\":\"2026-12-01\",\"lastDay\":\"2026-12-02\",\"name\":\"Travaux\"}", 201);
  g_assert_false (json_node_get_boolean (nx_test_reply_node (reply, "closure.bookable")));
  g_assert_cmpstr (nx_test_reply_string (reply, "sessions.0.scheduledAt"), ==, "2026-12-02T09:00:00Z");
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-12-01&to=2026-12-02"), ==, 0);
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-11-30&to=2026-11-30"), ==, 45);
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-12-03&to=2026-12-03"), ==, 45);
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, "2026-12-01T07:00:00Z"), ==, 409);
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, "2026-12-02T18:00:00Z"), ==, 409);

  list = hours_send (self, "GET", "/api/closures?from=2026-12-02&to=2026-12-31", self->pupil, NULL, 200);
  none = hours_send (self, "GET", "/api/closures?from=2026-12-03", self->pupil, NULL, 200);
  g_assert_cmpuint (n_items (list), ==, 1);
  g_assert_cmpuint (n_items (none), ==, 0);

  /* School holidays are only shown. */
  path = g_strconcat ("/api/closures/", nx_test_reply_string (reply, "closure.id"), NULL);
  changed = hours_send (self, "PATCH", path, self->office, "{\"bookable\":true,\"lastDay\":\"2026-12-04\"}", 200);
  g_assert_cmpstr (nx_test_reply_string (changed, "closure.name"), ==, "Travaux");
  g_assert_cmpuint (hours_count (self, self->stranger, 1, "from=2026-12-01&to=2026-12-01"), ==, 45);
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, "2026-12-01T07:00:00Z"), ==, 201);

  hours_refused (self, "PATCH", path, self->office, "{\"lastDay\":\"2026-11-30\"}", 422, "invalid");
  hours_refused (self, "PATCH", "/api/closures/x", self->office, "{\"name\":\"a\"}", 404, "not_found");
  hours_refused (self, "POST", "/api/closures", self->coach, "{\"firstDay\":\"2026-12-01\",\"lastDay\":\"2026-12-02\",\"name\":\"x\"}", 403, "forbidden");
  removed = hours_do (self, "DELETE", path, self->office, NULL, 204);
  hours_refused (self, "DELETE", path, self->office, NULL, 404, "not_found");
  g_autoptr (NxTestReply) back = hours_undo (self, self->office, removed, 200);
  g_autoptr (NxTestReply) after = hours_send (self, "GET", "/api/closures", self->pupil, NULL, 200);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (back, "undone")));
  g_assert_cmpstr (nx_test_reply_string (after, "items.0.id"), ==, nx_test_reply_string (reply, "closure.id"));
  g_assert_cmpstr (nx_test_reply_string (after, "items.0.lastDay"), ==, "2026-12-04");
}

/* What a colleague changed since is not overwritten. */
static void
test_undo_sees_others (Hours *self, gconstpointer data)
{
  g_autoptr (NxTestReply) reply = hours_send (self, "POST", "/api/closures", self->office, "{\"firstDay\":\"2027-01-14\",\"lastDay\":\"2027-01-14\",\"name\":\"Fête\"}", 201);
  const char *added = nx_test_reply_header (reply, "x-action-id");
  g_autofree char *path = g_strconcat ("/api/closures/", nx_test_reply_string (reply, "closure.id"), NULL), *hours = NULL, *more = NULL;
  g_autoptr (NxTestReply) refused = NULL, late = NULL;

  g_assert_nonnull (added);
  g_free (hours_do (self, "PATCH", path, self->colleague, "{\"name\":\"Fête de la Révolution\"}", 200));
  refused = hours_undo (self, self->office, added, 409);
  nx_test_assert_code (refused, 409, "cannot_undo");
  g_free (hours_do (self, "DELETE", path, self->colleague, NULL, 204));

  hours = set_hours (self, "{\"weekday\":2,\"startMinute\":600,\"endMinute\":720,\"types\":[\"COURS_ONLINE\"]},"
                           "{\"weekday\":1,\"startMinute\":480,\"endMinute\":720,\"types\":" ALL "}");
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-11-27&to=2026-11-27"), ==, 0);
  g_autoptr (NxTestReply) back = hours_undo (self, self->office, hours, 200);
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-11-27&to=2026-11-27"), ==, 45);
  g_autoptr (NxTestReply) again = hours_undo (self, self->office, nx_test_reply_string (back, "actionId"), 200);
  g_assert_cmpuint (hours_count (self, self->parent, 1, "from=2026-11-30&to=2026-11-30"), ==, 13);
  more = hours_do (self, "PUT", HOURS (1), self->colleague, "{\"ranges\":[]}", 200);
  late = hours_undo (self, self->office, nx_test_reply_string (again, "actionId"), 409);
  nx_test_assert_code (late, 409, "cannot_undo");
}

static void
test_rooms (Hours *self, gconstpointer data)
{
  g_autoptr (NxTestReply) all = hours_send (self, "GET", "/api/rooms", self->pupil, NULL, 200);
  g_autoptr (NxTestReply) added = hours_send (self, "POST", "/api/admin/rooms", self->admin, "{\"name\":\"Salle 3\",\"capacity\":4}", 201);
  g_autofree char *path = g_strconcat ("/api/admin/rooms/", nx_test_reply_string (added, "room.id"), NULL);
  g_autofree char *first = g_strconcat ("/api/admin/rooms/", id_of (ID_ROOM, 1), NULL), *second = g_strconcat ("/api/admin/rooms/", id_of (ID_ROOM, 2), NULL);
  g_autoptr (NxTestReply) renamed = NULL;

  g_assert_cmpuint (n_items (all), ==, 2);
  g_assert_cmpstr (nx_test_reply_string (all, "items.0.name"), ==, "Salle 1");
  g_assert_true (json_node_get_boolean (nx_test_reply_node (added, "room.active")));
  hours_refused (self, "POST", "/api/admin/rooms", self->admin, "{\"name\":\"Salle 1\",\"capacity\":4}", 409, "conflict");
  hours_refused (self, "POST", "/api/admin/rooms", self->admin, "{\"name\":\"\",\"capacity\":4}", 422, "invalid");
  hours_refused (self, "POST", "/api/admin/rooms", self->admin, "{\"name\":\"Salle 4\",\"capacity\":0}", 422, "invalid");
  hours_refused (self, "POST", "/api/admin/rooms", self->office, "{\"name\":\"Salle 4\",\"capacity\":4}", 403, "forbidden");
  hours_refused (self, "PATCH", "/api/admin/rooms/x", self->admin, "{\"capacity\":4}", 404, "not_found");
  renamed = hours_send (self, "PATCH", path, self->admin, "{\"name\":\"Bibliothèque\",\"active\":false}", 200);
  g_assert_cmpstr (nx_test_reply_string (renamed, "room.name"), ==, "Bibliothèque");
  g_assert_cmpint (nx_test_reply_number (renamed, "room.capacity"), ==, 4);

  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-27T13:00:00Z", "&type=COURS_PRESENTIEL"));
  g_free (hours_do (self, "PATCH", first, self->admin, "{\"active\":false}", 200));
  g_free (hours_do (self, "PATCH", second, self->admin, "{\"active\":false}", 200));
  g_assert_false (hours_offered (self, self->parent, 1, "2026-11-27T13:00:00Z", "&type=COURS_PRESENTIEL"));
  g_assert_true (hours_offered (self, self->parent, 1, "2026-11-27T13:00:00Z", ""));
}

static void
test_open_ranges (Hours *self, gconstpointer data)
{
  g_autofree char *one = g_strdup_printf ("/api/availability?from=2026-11-27&to=2026-11-29&coachId=%s", COACH (1));
  g_autofree char *foreign = g_strdup_printf ("/api/availability?coachId=%s", COACH (2));
  g_autoptr (NxTestReply) plain = hours_send (self, "GET", one, self->office, NULL, 200), cut = NULL, all = NULL, own = NULL, closed = NULL;

  g_assert_cmpuint (n_items (plain), ==, 2); /* Friday and Saturday; on Sunday nobody works */
  g_assert_cmpstr (nx_test_reply_string (plain, "items.0.from"), ==, "2026-11-27T07:00:00Z");
  g_assert_cmpstr (nx_test_reply_string (plain, "items.0.to"), ==, "2026-11-27T19:00:00Z");

  /* No lessons at the centre from 10 to 11, and an hour more in the evening, online. */
  g_free (hours_do (self, "POST", EXCEPTIONS (1), self->office, "{\"from\":\"2026-11-27T09:00:00Z\",\"to\":\"2026-11-27T10:00:00Z\",\"available\":false,"
                                                                "\"types\":[\"COURS_PRESENTIEL\",\"ATELIER_GROUPE\"]}", 201));
  g_free (hours_do (self, "POST", EXCEPTIONS (1), self->office, "{\"from\":\"2026-11-27T19:00:00Z\",\"to\":\"2026-11-27T20:00:00Z\",\"available\":true,"
                                                                "\"types\":[\"COURS_ONLINE\"]}", 201));
  cut = hours_send (self, "GET", one, self->coach, NULL, 200);
  g_assert_cmpuint (n_items (cut), ==, 5);
  g_assert_cmpstr (nx_test_reply_string (cut, "items.1.from"), ==, "2026-11-27T09:00:00Z");
  g_assert_cmpstr (nx_test_reply_string (cut, "items.1.types.0"), ==, "COURS_ONLINE");
  g_assert_null (nx_test_reply_node (cut, "items.1.types.1"));
  g_assert_cmpstr (nx_test_reply_string (cut, "items.3.to"), ==, "2026-11-27T20:00:00Z");

  all = hours_send (self, "GET", "/api/availability?from=2026-11-27&to=2026-11-27", self->office, NULL, 200);
  g_assert_cmpuint (n_items (all), ==, 6);
  own = hours_send (self, "GET", "/api/availability?from=2026-11-27&to=2026-11-27", self->other_coach, NULL, 200);
  g_assert_cmpuint (n_items (own), ==, 1);
  hours_refused (self, "GET", foreign, self->coach, NULL, 404, "not_found");
  hours_refused (self, "GET", "/api/availability", self->parent, NULL, 403, "forbidden");
  hours_refused (self, "GET", "/api/availability?from=2026-01-01&to=2026-12-31", self->office, NULL, 422, "invalid");
  hours_refused (self, "GET", "/api/availability?coachId=00000000-0000-7000-8000-000000000000", self->office, NULL, 404, "not_found");

  g_free (hours_do (self, "POST", "/api/closures", self->office, "{\"firstDay\":\"2026-11-27\",\"lastDay\":\"2026-11-27\",\"name\":\"Pont\"}", 201));
  closed = hours_send (self, "GET", one, self->office, NULL, 200);
  g_assert_cmpuint (n_items (closed), ==, 1);
  g_assert_cmpstr (nx_test_reply_string (closed, "items.0.from"), ==, "2026-11-28T07:00:00Z");
}

static void
test_bad_input (Hours *self, gconstpointer data)
{
  static const char *const exceptions[] = {
    "{}", "{\"from\":\"2026-11-27T20:00:00Z\",\"to\":\"2026-11-27T20:00:00Z\",\"available\":false}",
    "{\"from\":\"2026-11-28T20:00:00Z\",\"to\":\"2026-11-27T20:00:00Z\",\"available\":false}",
    "{\"from\":\"2026-11-27T20:00:30Z\",\"to\":\"2026-11-27T21:00:00Z\",\"available\":false}",
    "{\"from\":\"2026-11-27T20:00:00+01:00\",\"to\":\"2026-11-27T21:00:00Z\",\"available\":false}",
    "{\"from\":\"2026-11-27T20:00:00Z\",\"to\":\"2029-11-27T21:00:00Z\",\"available\":false}",
    "{\"from\":\"2026-11-27T20:00:00Z\",\"to\":\"2026-11-27T21:00:00Z\",\"available\":\"no\"}",
    "{\"from\":\"2026-11-27T20:00:00Z\",\"to\":\"2026-11-27T21:00:00Z\",\"available\":true,\"types\":[]}",
    "{\"from\":\"2026-11-27T20:00:00Z\",\"to\":\"2026-11-27T21:00:00Z\",\"available\":true,\"types\":[\"COURS\"]}",
    "{\"from\":\"2026-11-27T20:00:00Z\",\"to\":\"2026-11-27T21:00:00Z\",\"available\":true,\"coachId\":\"x\"}",
  };
  static const char *const closures[] = {
    "{\"firstDay\":\"2026-12-02\",\"lastDay\":\"2026-12-01\",\"name\":\"x\"}", "{\"firstDay\":\"2026-12-02\",\"lastDay\":\"2028-12-01\",\"name\":\"x\"}",
    "{\"firstDay\":\"2026-12-32\",\"lastDay\":\"2026-12-32\",\"name\":\"x\"}", "{\"firstDay\":\"2026-12-02\",\"lastDay\":\"2026-12-02\",\"name\":\"\"}",
    "{\"firstDay\":\"2026-12-02\",\"lastDay\":\"2026-12-02\",\"name\":\"a\\u0007\"}", "{\"firstDay\":\"2026-12-02\",\"name\":\"x\"}",
    "{\"firstDay\":\"2026-12-02\",\"lastDay\":\"2026-12-02\",\"name\":\"x\",\"bookable\":1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    hours_refused (self, "POST", EXCEPTIONS (1), self->office, exceptions[i], 422, "invalid");
  for (guint i = 0; i < G_N_ELEMENTS (closures); i++)
    hours_refused (self, "POST", "/api/closures", self->office, closures[i], 422, "invalid");
  hours_refused (self, "GET", "/api/closures?from=2026-12-02&to=2026-12-01", self->office, NULL, 422, "invalid");
  hours_refused (self, "GET", "/api/closures?from=2026-12-02T00:00:00Z", self->office, NULL, 422, "invalid");
  g_assert_cmpint (ask_number (&self->base.centre, "SELECT (SELECT count (*) FROM closures) + (SELECT count (*) FROM availability_exceptions) AS a"), ==, 0);
}

static GPtrArray *
nearest (Hours *self, guint coach, const char *around, guint n)
{
  NxSlotQuery query = { .coach_id = coach > 0 ? COACH (coach) : NULL, .subject = NX_SUBJECT_MATHEMATIQUES, .type = NX_SERVICE_COURS_ONLINE };
  NxActor actor = as_office (&self->base.centre);
  g_autoptr (GError) error = NULL;
  GPtrArray *slots = nx_coaches_nearest (self->base.centre.db, &actor, &query, at (around), n, &error);

  g_assert_no_error (error);

  return slots;
}

static gint64
start_of (GPtrArray *slots, guint i)
{
  return ((NxSlot *) g_ptr_array_index (slots, i))->start;
}

static void
test_nearest (Hours *self, gconstpointer data)
{
  g_autoptr (GPtrArray) around = NULL, edge = NULL, far = NULL, both = NULL, none = NULL, past = NULL;

  g_assert_cmpuint (hours_book (self, self->parent, 1, 1, "2026-11-27T13:00:00Z"), ==, 201);
  around = nearest (self, 1, "2026-11-27T13:00:00Z", 3);
  g_assert_cmpuint (around->len, ==, 3);
  g_assert_cmpint (start_of (around, 0), ==, at ("2026-11-27T11:45:00Z"));
  g_assert_cmpint (start_of (around, 1), ==, at ("2026-11-27T12:00:00Z"));
  g_assert_cmpint (start_of (around, 2), ==, at ("2026-11-27T14:00:00Z"));
  edge = nearest (self, 1, "2026-11-27T22:00:00Z", 1);
  g_assert_cmpint (start_of (edge, 0), ==, at ("2026-11-27T18:00:00Z"));
  both = nearest (self, 0, "2026-11-27T13:00:00Z", 3); /* the other coach is free then */
  g_assert_cmpint (start_of (both, 1), ==, at ("2026-11-27T13:00:00Z"));
  past = nearest (self, 1, "2026-01-01T10:00:00Z", 2);
  g_assert_cmpint (start_of (past, 0), ==, at ("2026-11-24T09:15:00Z"));

  ask_number (&self->base.centre, "INSERT INTO closures (id, first_day, last_day, name) VALUES (gen_random_uuid (), '2026-11-24', '2026-12-10', 'Travaux') RETURNING 1 AS a");
  far = nearest (self, 1, "2026-11-27T13:00:00Z", 3);
  g_assert_cmpuint (far->len, ==, 3);
  g_assert_cmpint (start_of (far, 0), ==, at ("2026-12-11T07:00:00Z"));
  ask_number (&self->base.centre, "UPDATE closures SET last_day = '2027-02-28' RETURNING 1 AS a");
  none = nearest (self, 1, "2026-11-27T13:00:00Z", 3);
  g_assert_cmpuint (none->len, ==, 0);
}

/* Whatever the hours: each quarter of an hour of four days is bookable exactly where it is offered. */
static void
test_offered_is_bookable (Hours *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261124);
  NxActor office = as_office (&self->base.centre);
  NxSlotQuery query = { .coach_id = COACH (1), .subject = NX_SUBJECT_MATHEMATIQUES, .from = at ("2026-11-26T23:00:00Z"), .to = at ("2026-11-30T23:00:00Z") };
  guint bookable = 0;

  g_free (set_hours (self, "{\"weekday\":5,\"startMinute\":600,\"endMinute\":1440,\"types\":" ALL "},{\"weekday\":6,\"startMinute\":0,\"endMinute\":300,"
                           "\"types\":[\"COURS_ONLINE\"]},{\"weekday\":6,\"startMinute\":300,\"endMinute\":900,\"types\":" ALL "},"
                           "{\"weekday\":1,\"startMinute\":480,\"endMinute\":1200,\"types\":[\"COURS_PRESENTIEL\"]}"));
  nx_test_db_script (self->base.centre.db,
    "INSERT INTO availability_exceptions (id, coach_id, during, available, types, created_at) VALUES"
    " (gen_random_uuid (), '00000006-0000-7000-8000-000000000001', '[2026-11-28 08:10+00,2026-11-28 09:20+00)', false, '{COURS_ONLINE}', '2026-11-01'),"
    " (gen_random_uuid (), '00000006-0000-7000-8000-000000000001', '[2026-11-28 22:30+00,2026-11-29 02:05+00)', true, '{COURS_ONLINE,COURS_PRESENTIEL}', '2026-11-01');"
    "INSERT INTO closures (id, first_day, last_day, name, bookable) VALUES (gen_random_uuid (), '2026-11-30', '2026-11-30', 'Pont', false),"
    " (gen_random_uuid (), '2026-11-27', '2026-11-28', 'Vacances', true);"
    "UPDATE rooms SET active = name = 'Salle 1'");
  g_assert_cmpuint (hours_book (self, self->stranger, 3, 1, "2026-11-27T11:30:00Z"), ==, 201);
  g_free (hours_hold (self, self->stranger, 1, "2026-11-27T16:00:00Z"));
  NxBooking there = lesson (4, 2, "2026-11-27T13:00:00Z");
  there.type = NX_SERVICE_COURS_PRESENTIEL;
  g_free (book_ok (&self->base.centre, &there));

  for (guint type = 0; type < 2; type++)
    {
      g_autoptr (GPtrArray) slots = NULL;
      guint found = 0;

      query.type = (int) type;
      query.duration = 30 + 15 * g_rand_int_range (rand, 0, 4);
      slots = nx_coaches_slots (self->base.centre.db, &office, &query, NULL);
      for (gint64 start = query.from; start < query.to; start += 15 * NX_TIME_MINUTE)
        {
          NxBooking booking = { .student_id = STUDENT (6), .coach_id = COACH (1), .subject = NX_SUBJECT_MATHEMATIQUES, .type = (int) type,
                                .scheduled_at = start, .duration = query.duration };
          gboolean offered = found < slots->len && start_of (slots, found) == start;
          g_autoptr (GError) error = NULL;
          g_autoptr (NxSession) session = book (&self->base.centre, self->base.centre.db, &office, &booking, NULL, &error);
          NxCancellation cancellation = { .session_id = session != NULL ? session->id : NULL };

          if ((session != NULL) != offered)
            g_error ("type %u at %s: %s, yet %s", type, nx_time_format (start), offered ? "offered" : "not offered",
                     session != NULL ? "booked" : error->message);
          found += offered;
          bookable += offered;
          if (session != NULL)
            g_assert_true (cancel (self->base.centre.db, &office, &cancellation, NULL));
        }
      g_assert_cmpuint (found, ==, slots->len);
    }
  g_assert_cmpuint (bookable, >, 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/availability/" path, Hours, NULL, hours_setup, test, hours_teardown)
  ADD ("midnight", test_midnight);
  ADD ("ends", test_ends);
  ADD ("clocks-of-paris", test_clocks_of_paris);
  ADD ("leap-day", test_leap_day);
  ADD ("exceptions", test_exceptions);
  ADD ("closures", test_closures);
  ADD ("undo-sees-others", test_undo_sees_others);
  ADD ("rooms", test_rooms);
  ADD ("open-ranges", test_open_ranges);
  ADD ("bad-input", test_bad_input);
  ADD ("nearest", test_nearest);
  ADD ("offered-is-bookable", test_offered_is_bookable);
  return g_test_run ();
}
