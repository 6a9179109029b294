/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include <string.h>

#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"

/* The routes of coaches, sessions, credits and reports as a client meets them. */

extern const NxRoute nx_booking_routes[], nx_coaches_routes[], nx_credits_routes[], nx_reports_routes[];
static const NxRoute *const tables[] = { nx_booking_routes, nx_coaches_routes, nx_credits_routes, nx_reports_routes, NULL };

typedef struct
{
  BookingFixture base;
  NxTestClock *clock;
  NxTestServer *server;
  char *office, *parent, *stranger, *pupil, *coach, *other_coach;
} Web;

static void
set_domain (NxApp *app, gpointer data)
{
  g_free (app->config->jitsi_domain);
  app->config->jitsi_domain = g_strdup ("meet.nexus.test");
}

static void
web_setup (Web *self, gconstpointer data)
{
  booking_setup (&self->base, data);
  self->clock = nx_test_clock_new (self->base.now);
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (self->clock),
                                                             .conninfo = self->base.conninfo, .set_up = set_domain });
  self->office = nx_test_server_token (self->server, id_of (ID_OFFICE_USER, 1));
  self->parent = nx_test_server_token (self->server, id_of (ID_PARENT_USER, 1));
  self->stranger = nx_test_server_token (self->server, id_of (ID_PARENT_USER, 3));
  self->pupil = nx_test_server_token (self->server, id_of (ID_PUPIL_USER, 1));
  self->coach = nx_test_server_token (self->server, id_of (ID_COACH_USER, 1));
  self->other_coach = nx_test_server_token (self->server, id_of (ID_COACH_USER, 2));
}

static void
web_teardown (Web *self, gconstpointer data)
{
  nx_test_server_free (self->server);
  g_object_unref (self->clock);
  g_free (self->office);
  g_free (self->parent);
  g_free (self->stranger);
  g_free (self->pupil);
  g_free (self->coach);
  g_free (self->other_coach);
  booking_teardown (&self->base, data);
}

/* api.md "Rules": a list is read by pages. */
static void
test_coaches_by_pages (Web *self, gconstpointer data)
{
  g_autoptr (NxTestReply) all = nx_test_get (self->server, "/api/coaches", self->parent);
  JsonArray *items = json_object_get_array_member (json_node_get_object (all->json), "items");
  g_autoptr (GString) path = g_string_new ("/api/coaches?limit=1");
  guint seen = 0;

  for (; seen < json_array_get_length (items); seen++)
    {
      g_autoptr (NxTestReply) page = nx_test_get (self->server, path->str, self->parent);
      JsonObject *root = json_node_get_object (page->json);
      JsonArray *one = json_object_get_array_member (root, "items");

      g_assert_cmpuint (page->status, ==, 200);
      g_assert_cmpuint (json_array_get_length (one), ==, 1);
      g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (one, 0), "id"), ==,
                       json_object_get_string_member (json_array_get_object_element (items, seen), "id"));
      if (json_object_get_null_member (root, "nextCursor"))
        break;
      g_string_printf (path, "/api/coaches?limit=1&cursor=%s", json_object_get_string_member (root, "nextCursor"));
    }
  g_assert_cmpuint (seen + 1, ==, json_array_get_length (items));
}

static char *
booking_json (const char *start, const char *more)
{
  return g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\","
                          "\"scheduledAt\":\"%s\"%s}", STUDENT (1), COACH (1), start, more);
}

static char *
book_over_http (Web *self, const char *start)
{
  g_autofree char *body = booking_json (start, "");
  g_autoptr (NxTestReply) reply = nx_test_post (self->server, "/api/sessions/book", self->parent, body);

  nx_test_assert_status (reply, 201);
  return g_strdup (nx_test_reply_string (reply, "session.id"));
}

static void
test_book (Web *self, gconstpointer data)
{
  g_autofree char *body = booking_json ("2026-11-27T13:00:00Z", "");
  g_autoptr (NxTestReply) reply = nx_test_post (self->server, "/api/sessions/book", self->parent, body), again = NULL, agenda = NULL;

  nx_test_assert_status (reply, 201);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (reply, "success")));
  g_assert_cmpfloat (nx_test_reply_number (reply, "balance"), ==, 3);
  g_assert_cmpfloat (nx_test_reply_number (reply, "session.creditCost"), ==, 1);
  g_assert_cmpfloat (nx_test_reply_number (reply, "session.duration"), ==, 60);
  g_assert_cmpstr (nx_test_reply_string (reply, "session.status"), ==, "SCHEDULED");
  g_assert_cmpstr (nx_test_reply_string (reply, "session.type"), ==, "COURS_ONLINE");
  g_assert_cmpstr (nx_test_reply_string (reply, "session.scheduledAt"), ==, "2026-11-27T13:00:00Z");
  g_assert_cmpstr (nx_test_reply_string (reply, "session.coach.pseudonym"), ==, "Hélios");
  g_assert_cmpstr (nx_test_reply_string (reply, "session.coach.id"), ==, COACH (1));
  g_assert_true (JSON_NODE_HOLDS_NULL (nx_test_reply_node (reply, "session.location")));

  again = nx_test_post (self->server, "/api/sessions/book", self->parent, body);
  nx_test_assert_code (again, 409, "slot_taken");
  agenda = nx_test_get (self->server, "/api/sessions?from=2026-11-27&to=2026-11-27", self->coach);
  nx_test_assert_status (agenda, 200);
  g_assert_cmpstr (nx_test_reply_string (agenda, "items.0.students.0.id"), ==, STUDENT (1));
}

static NxTestReply *
book_with_key (Web *self, const char *token, const char *key, const char *body)
{
  return nx_test_send (self->server, &(NxTestRequest){ .method = "POST", .path = "/api/sessions/book", .token = token, .body = body,
                                                       .headers = (const char *[]){ "Idempotency-Key", key, NULL } });
}

static void
test_replay (Web *self, gconstpointer data)
{
  g_autofree char *body = booking_json ("2026-11-27T13:00:00Z", ""), *other = booking_json ("2026-11-27T14:00:00Z", "");
  g_autoptr (NxTestReply) first = book_with_key (self, self->parent, "0123456789abcdef", body);
  g_autoptr (NxTestReply) replay = book_with_key (self, self->parent, "0123456789abcdef", body);
  g_autoptr (NxTestReply) misuse = book_with_key (self, self->parent, "0123456789abcdef", other);

  nx_test_assert_status (first, 201);
  nx_test_assert_status (replay, 201);
  g_assert_cmpstr (first->body, ==, replay->body);
  g_assert_cmpstr (nx_test_reply_header (replay, "Idempotent-Replay"), ==, "true");
  nx_test_assert_code (misuse, 409, "idempotency_conflict");
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM sessions"), ==, 1);
}

static gpointer
replay_at_once (gpointer data)
{
  Web *self = data;
  g_autofree char *body = booking_json ("2026-11-27T13:00:00Z", "");

  return book_with_key (self, self->parent, "fedcba9876543210", body);
}

static void
test_replay_at_once (Web *self, gconstpointer data)
{
  GThread *threads[6];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("client", replay_at_once, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (NxTestReply) reply = g_thread_join (threads[i]);

      nx_test_assert_status (reply, 201);
    }
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM sessions"), ==, 1);
  g_assert_cmpint (ask_number (&self->base, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'"), ==, 12);
}

static gpointer
race_for_a_slot (gpointer data)
{
  Web *self = ((gpointer *) data)[0];
  guint student = GPOINTER_TO_UINT (((gpointer *) data)[1]);
  g_autofree char *body = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\","
                                           "\"type\":\"COURS_ONLINE\",\"scheduledAt\":\"2026-11-27T13:00:00Z\"}", STUDENT (student), COACH (1));
  g_autoptr (NxTestReply) reply = nx_test_post (self->server, "/api/sessions/book", self->office, body);

  return GUINT_TO_POINTER (reply->status);
}

static void
test_fifty_clients (Web *self, gconstpointer data)
{
  GThread *threads[50];
  gpointer arguments[50][2];
  guint booked = 0, refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      arguments[i][0] = self;
      arguments[i][1] = GUINT_TO_POINTER (i + 1);
      threads[i] = g_thread_new ("client", race_for_a_slot, arguments[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      guint status = GPOINTER_TO_UINT (g_thread_join (threads[i]));

      booked += status == 201;
      refused += status == 409;
    }
  g_assert_cmpuint (booked, ==, 1);
  g_assert_cmpuint (refused, ==, 49);
}

static void
test_bad_input (Web *self, gconstpointer data)
{
  static const struct { const char *start, *more; } cases[] = {
    { "2026-02-30T13:00:00Z", "" }, { "2026-11-27T24:00:00Z", "" }, { "2026-11-27T13:00:00+01:00", "" }, { "2026-11-27", "" },
    { "demain", "" }, { "2026-11-20T13:00:00Z", "" }, { "2026-11-27T13:01:00Z", "" }, { "2026-11-27T13:00:00Z", ",\"duration\":0" },
    { "2026-11-27T13:00:00Z", ",\"duration\":29" }, { "2026-11-27T13:00:00Z", ",\"duration\":181" },
    { "2026-11-27T13:00:00Z", ",\"duration\":-60" }, { "2026-11-27T13:00:00Z", ",\"duration\":60.5" },
    { "2026-11-27T13:00:00Z", ",\"duration\":\"60\"" }, { "2026-11-27T13:00:00Z", ",\"duration\":40" },
    { "2026-11-27T13:00:00Z", ",\"surprise\":1" }, { "2026-11-27T13:00:00Z", ",\"title\":\"a\\u0007b\"" },
  };
  g_autoptr (NxTestReply) empty = nx_test_post (self->server, "/api/sessions/book", self->office, "{}"), twice = NULL, order = NULL;

  nx_test_assert_code (empty, 422, "invalid");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = booking_json (cases[i].start, cases[i].more);
      g_autoptr (NxTestReply) reply = nx_test_post (self->server, "/api/sessions/book", self->office, body);

      g_test_message ("%s%s", cases[i].start, cases[i].more);
      nx_test_assert_code (reply, 422, "invalid");
      g_assert_nonnull (nx_test_reply_node (reply, "fields"));
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *more = g_strdup_printf (",\"%s\":\"%0*d\"", i == 0 ? "title" : "description", i == 0 ? 121 : 2001, 7);
      g_autofree char *body = booking_json ("2026-11-27T13:00:00Z", more);
      g_autoptr (NxTestReply) reply = nx_test_post (self->server, "/api/sessions/book", self->office, body);

      nx_test_assert_code (reply, 422, "invalid");
      g_assert_nonnull (nx_test_reply_string (reply, i == 0 ? "fields.title" : "fields.description"));
    }
  order = nx_test_get (self->server, "/api/sessions?order=sideways", self->office);
  nx_test_assert_code (order, 422, "invalid");
  twice = nx_test_post (self->server, "/api/sessions/book", self->office, "{\"type\":\"COURS_ONLINE\",\"type\":\"COURS_ONLINE\"}");
  g_assert_cmpuint (twice->status, >=, 400);
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM sessions"), ==, 0);
}

static void
test_cancel (Web *self, gconstpointer data)
{
  g_autofree char *session = book_over_http (self, "2026-11-27T13:00:00Z"), *late = book_over_http (self, "2026-11-24T15:00:00Z");
  g_autofree char *body = g_strdup_printf ("{\"sessionId\":\"%s\"}", session), *late_body = g_strdup_printf ("{\"sessionId\":\"%s\"}", late);
  g_autofree char *give_up = g_strdup_printf ("{\"sessionId\":\"%s\",\"acceptNoRefund\":true}", late);
  g_autoptr (NxTestReply) foreign = nx_test_post (self->server, "/api/sessions/cancel", self->stranger, body);
  g_autoptr (NxTestReply) done = nx_test_post (self->server, "/api/sessions/cancel", self->parent, body);
  g_autoptr (NxTestReply) again = nx_test_post (self->server, "/api/sessions/cancel", self->parent, body);
  g_autoptr (NxTestReply) refused = nx_test_post (self->server, "/api/sessions/cancel", self->parent, late_body);
  g_autoptr (NxTestReply) given_up = nx_test_post (self->server, "/api/sessions/cancel", self->parent, give_up);

  nx_test_assert_code (foreign, 404, "not_found");
  nx_test_assert_status (done, 200);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (done, "refunded")));
  g_assert_cmpfloat (nx_test_reply_number (done, "creditsRefunded"), ==, 1);
  g_assert_cmpfloat (nx_test_reply_number (done, "balance"), ==, 3);
  nx_test_assert_code (again, 409, "already_cancelled");
  nx_test_assert_code (refused, 409, "refund_window_passed");
  nx_test_assert_status (given_up, 200);
  g_assert_false (json_node_get_boolean (nx_test_reply_node (given_up, "refunded")));
}

static void
test_lists (Web *self, gconstpointer data)
{
  g_autofree char *session = book_over_http (self, "2026-11-27T13:00:00Z");
  g_autofree char *path = g_strconcat ("/api/sessions/", session, NULL), *account = g_strconcat ("/api/students/", STUDENT (1), "/credits", NULL);
  g_autofree char *slots = g_strconcat ("/api/coaches/", COACH (1), "/slots?from=2026-11-27&to=2026-11-27&type=COURS_ONLINE", NULL);
  g_autoptr (NxTestReply) nobody = nx_test_get (self->server, "/api/sessions", NULL), bad = nx_test_get (self->server, "/api/sessions?from=x", self->office);
  g_autoptr (NxTestReply) one = nx_test_get (self->server, path, self->pupil), foreign = nx_test_get (self->server, path, self->stranger);
  g_autoptr (NxTestReply) credits = nx_test_get (self->server, account, self->parent), others = nx_test_get (self->server, account, self->stranger);
  g_autoptr (NxTestReply) free_starts = nx_test_get (self->server, slots, self->parent), coaches = nx_test_get (self->server, "/api/coaches", self->pupil);
  g_autoptr (NxTestReply) garbage = nx_test_get (self->server, "/api/sessions/%27%20OR%201=1", self->office);

  nx_test_assert_code (nobody, 401, "unauthenticated");
  nx_test_assert_code (bad, 422, "invalid");
  nx_test_assert_status (one, 200);
  g_assert_cmpstr (nx_test_reply_string (one, "session.id"), ==, session);
  nx_test_assert_code (foreign, 404, "not_found");
  nx_test_assert_status (credits, 200);
  g_assert_cmpfloat (nx_test_reply_number (credits, "balance"), ==, 3);
  g_assert_cmpstr (nx_test_reply_string (credits, "transactions.0.type"), ==, "USAGE");
  g_assert_cmpfloat (nx_test_reply_number (credits, "transactions.0.amount"), ==, -1);
  g_assert_cmpfloat (nx_test_reply_number (credits, "lots.0.remaining"), ==, 3);
  nx_test_assert_code (others, 404, "not_found");
  nx_test_assert_status (free_starts, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (free_starts, "items"))), ==, 45 - 7);
  nx_test_assert_status (coaches, 200);
  g_assert_cmpstr (nx_test_reply_string (coaches, "items.0.pseudonym"), ==, "Athéna");
  nx_test_assert_code (garbage, 404, "not_found");
}

static void
test_availability (Web *self, gconstpointer data)
{
  g_autofree char *path = g_strconcat ("/api/coaches/", COACH (1), "/availability", NULL);
  static const char good[] = "{\"ranges\":[{\"weekday\":1,\"startMinute\":480,\"endMinute\":720,\"types\":[\"COURS_ONLINE\"]}]}";
  g_autoptr (NxTestReply) foreign = nx_test_put (self->server, path, self->other_coach, good);
  g_autoptr (NxTestReply) family = nx_test_put (self->server, path, self->parent, good);
  g_autoptr (NxTestReply) done = nx_test_put (self->server, path, self->coach, good);
  g_autoptr (NxTestReply) bad = nx_test_put (self->server, path, self->coach, "{\"ranges\":[{\"weekday\":8}]}");
  g_autoptr (NxTestReply) none = nx_test_put (self->server, path, self->coach, "{\"ranges\":7}");
  g_autoptr (NxTestReply) now = nx_test_get (self->server, path, self->parent);

  nx_test_assert_code (foreign, 404, "not_found");
  nx_test_assert_code (family, 403, "forbidden");
  nx_test_assert_status (done, 200);
  nx_test_assert_code (bad, 422, "invalid");
  nx_test_assert_code (none, 422, "invalid");
  g_assert_cmpfloat (nx_test_reply_number (now, "ranges.0.endMinute"), ==, 720);
}

static void
test_adjust (Web *self, gconstpointer data)
{
  g_autofree char *good = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":1.25,\"reason\":\"Geste commercial\"}", STUDENT (1));
  g_autofree char *odd = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":0.3,\"reason\":\"Geste commercial\"}", STUDENT (1));
  g_autofree char *less = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":-100,\"reason\":\"Correction\"}", STUDENT (1));
  g_autofree char *dumb = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":1,\"reason\":\"oui\"}", STUDENT (1));
  g_autoptr (NxTestReply) family = nx_test_post (self->server, "/api/credits/adjust", self->parent, good);
  g_autoptr (NxTestReply) done = nx_test_post (self->server, "/api/credits/adjust", self->office, good);
  g_autoptr (NxTestReply) fraction = nx_test_post (self->server, "/api/credits/adjust", self->office, odd);
  g_autoptr (NxTestReply) below = nx_test_post (self->server, "/api/credits/adjust", self->office, less);
  g_autoptr (NxTestReply) reason = nx_test_post (self->server, "/api/credits/adjust", self->office, dumb);

  nx_test_assert_code (family, 403, "forbidden");
  nx_test_assert_status (done, 201);
  g_assert_cmpfloat (nx_test_reply_number (done, "balance"), ==, 5.25);
  g_assert_cmpfloat (nx_test_reply_number (done, "transaction.amount"), ==, 1.25);
  nx_test_assert_code (fraction, 422, "invalid");
  nx_test_assert_code (below, 409, "insufficient_credits");
  nx_test_assert_code (reason, 422, "invalid");
}

/* A coach sees how many credits a pupil has; what a family paid and why the office gave or took is not theirs to read. */
static void
test_credits_of_a_coach (Web *self, gconstpointer data)
{
  g_autofree char *session = book_over_http (self, "2026-11-27T13:00:00Z");
  g_autofree char *good = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":1.25,\"reason\":\"Geste commercial\"}", STUDENT (1));
  g_autofree char *account = g_strconcat ("/api/students/", STUDENT (1), "/credits", NULL);
  g_autoptr (NxTestReply) done = nx_test_post (self->server, "/api/credits/adjust", self->office, good);
  g_autoptr (NxTestReply) theirs = nx_test_get (self->server, account, self->coach), family = nx_test_get (self->server, account, self->parent);

  nx_test_assert_status (done, 201);
  nx_test_assert_status (theirs, 200);
  g_assert_cmpfloat (nx_test_reply_number (theirs, "balance"), ==, 4.25);
  g_assert_null (strstr (theirs->body, "Geste"));
  g_assert_nonnull (strstr (family->body, "Geste"));
  g_assert_nonnull (session);
}

static NxTestReply *
put_report (Web *self, const char *path, const char *token, const char *match, const char *body)
{
  return nx_test_send (self->server, &(NxTestRequest){ .method = "PUT", .path = path, .token = token, .body = body,
                                                       .headers = match != NULL ? (const char *[]){ "If-Match", match, NULL } : NULL });
}

static void
test_report (Web *self, gconstpointer data)
{
  static const char draft[] = "{\"worked\":\"Dérivées\",\"submit\":false}";
  static const char full[] = "{\"attendance\":\"PRESENT\",\"worked\":\"Dérivées\",\"strengths\":\"Rigueur\",\"improve\":\"Rédaction\","
                             "\"homework\":\"p. 12\",\"homeworkDue\":\"2026-12-01\",\"marks\":{\"calculer\":4},\"privateNote\":\"secret du bureau\",\"submit\":true}";
  g_autofree char *session = book_over_http (self, "2026-11-24T10:00:00Z"), *path = g_strconcat ("/api/sessions/", session, "/report", NULL);
  g_autofree char *file = g_strconcat ("/api/students/", STUDENT (1), "/reports", NULL), *tag = NULL;
  g_autoptr (NxTestReply) early = nx_test_get (self->server, path, self->parent), kept = NULL, stale = NULL, sent = NULL;
  g_autoptr (NxTestReply) seen = NULL, foreign = NULL, office = NULL, list = NULL, competences = NULL;

  nx_test_assert_code (early, 404, "not_found");
  nx_test_clock_set (self->clock, at ("2026-11-24T11:10:00Z"));
  kept = put_report (self, path, self->coach, NULL, draft);
  nx_test_assert_status (kept, 200);
  tag = g_strdup (nx_test_reply_header (kept, "ETag"));
  g_assert_cmpstr (tag, ==, "\"1\"");
  stale = put_report (self, path, self->coach, "\"7\"", full);
  nx_test_assert_code (stale, 412, "changed_elsewhere");
  sent = put_report (self, path, self->coach, tag, full);
  nx_test_assert_status (sent, 200);
  g_assert_cmpstr (nx_test_reply_string (sent, "report.status"), ==, "SUBMITTED");

  seen = nx_test_get (self->server, path, self->parent);
  nx_test_assert_status (seen, 200);
  g_assert_null (strstr (seen->body, "secret du bureau"));
  g_assert_cmpfloat (nx_test_reply_number (seen, "report.marks.calculer"), ==, 4);
  office = nx_test_get (self->server, path, self->office);
  g_assert_nonnull (strstr (office->body, "secret du bureau"));
  foreign = put_report (self, path, self->other_coach, NULL, full);
  nx_test_assert_code (foreign, 404, "not_found");
  list = nx_test_get (self->server, file, self->pupil);
  nx_test_assert_status (list, 200);
  g_assert_null (strstr (list->body, "secret du bureau"));
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.worked"), ==, "Dérivées");
  competences = nx_test_get (self->server, "/api/competences?subject=MATHEMATIQUES", self->coach);
  g_assert_cmpstr (nx_test_reply_string (competences, "items.0.slug"), ==, "calculer");
}

static void
test_move (Web *self, gconstpointer data)
{
  g_autofree char *session = book_over_http (self, "2026-11-27T13:00:00Z"), *path = g_strconcat ("/api/sessions/", session, NULL);
  g_autoptr (NxTestReply) done = nx_test_send (self->server, &(NxTestRequest){ .method = "PATCH", .path = path, .token = self->coach,
                                                                               .body = "{\"scheduledAt\":\"2026-11-27T15:00:00Z\"}" });
  g_autoptr (NxTestReply) nothing = nx_test_send (self->server, &(NxTestRequest){ .method = "PATCH", .path = path, .token = self->coach, .body = "{}" });
  g_autoptr (NxTestReply) family = nx_test_send (self->server, &(NxTestRequest){ .method = "PATCH", .path = path, .token = self->parent, .body = "{}" });

  nx_test_assert_status (done, 200);
  g_assert_cmpstr (nx_test_reply_string (done, "session.scheduledAt"), ==, "2026-11-27T15:00:00Z");
  nx_test_assert_code (nothing, 422, "invalid");
  nx_test_assert_code (family, 403, "forbidden");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Web, NULL, web_setup, test, web_teardown)
  ADD ("/booking/http/coaches-by-pages", test_coaches_by_pages);
  ADD ("/booking/http/book", test_book);
  ADD ("/booking/http/replay", test_replay);
  ADD ("/booking/http/replay-at-once", test_replay_at_once);
  ADD ("/booking/http/fifty-clients", test_fifty_clients);
  ADD ("/booking/http/bad-input", test_bad_input);
  ADD ("/booking/http/cancel", test_cancel);
  ADD ("/booking/http/lists", test_lists);
  ADD ("/booking/http/availability", test_availability);
  ADD ("/booking/http/adjust", test_adjust);
  ADD ("/booking/http/credits-of-a-coach", test_credits_of_a_coach);
  ADD ("/booking/http/report", test_report);
  ADD ("/booking/http/move", test_move);
  return g_test_run ();
}
