/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/undo-fixture.h"

#include <string.h>

/* Two people at one session, and what is asked for that cannot be. */

#define FRIDAY "2026-11-27T13:00:00Z"

static NxTestReply *
move_if (Desk *self, const char *token, const char *session, const char *version, const char *json)
{
  g_autofree char *path = g_strconcat ("/api/sessions/", session, NULL);
  const char *const headers[] = { version != NULL ? "If-Match" : NULL, version, NULL };

  return nx_test_send (self->server, &(NxTestRequest){ .method = "PATCH", .path = path, .token = token, .body = json, .headers = headers });
}

static void
test_if_match (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *before = NULL, *after = NULL;
  g_autoptr (NxTestReply) first = move_if (self, self->coach, session, "\"1\"", "{\"scheduledAt\":\"2026-11-27T15:00:00Z\"}");
  g_autoptr (NxTestReply) second = NULL, third = NULL, fourth = NULL, any = NULL;

  nx_test_assert_status (first, 200);
  g_assert_cmpint ((int) nx_test_reply_number (first, "session.version"), ==, 2);
  before = dump_agenda (self->base.db);
  desk_go_to (self, self->base.now + 2 * NX_TIME_MINUTE);
  second = move_if (self, self->office, session, "\"1\"", "{\"scheduledAt\":\"2026-11-27T16:00:00Z\"}");
  nx_test_assert_code (second, 412, "changed_elsewhere");
  g_assert_nonnull (strstr (nx_test_reply_string (second, "detail"), "Coach N1 moved it"));
  third = move_if (self, self->office, session, "W/x", "{\"scheduledAt\":\"2026-11-27T16:00:00Z\"}");
  nx_test_assert_code (third, 412, "changed_elsewhere");
  after = dump_agenda (self->base.db);
  g_assert_cmpstr (after, ==, before);
  fourth = move_if (self, self->office, session, "\"2\"", "{\"scheduledAt\":\"2026-11-27T16:00:00Z\"}");
  nx_test_assert_status (fourth, 200);
  any = move_if (self, self->office, session, "*", "{\"duration\":90}");
  nx_test_assert_status (any, 200);
}

static void
test_onto_itself (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL);
  g_autofree char *coach = g_strdup_printf ("{\"coachId\":\"%s\"}", COACH (1));
  const char *const moves[] = { "{\"scheduledAt\":\"" FRIDAY "\"}", "{\"duration\":60}", coach, "{\"room\":\"Salle 1\"}",
                                "{\"scheduledAt\":\"" FRIDAY "\",\"duration\":60,\"room\":\"Salle 1\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_autoptr (NxTestReply) reply = move_if (self, self->office, session, NULL, moves[i]);

      nx_test_assert_code (reply, 422, "invalid");
      g_assert_nonnull (nx_test_reply_node (reply, "fields.scheduledAt"));
    }
}

typedef struct
{
  Desk *desk;
  const char *token, *session, *body, *action;
  gboolean checked;
  int *gate;
  guint status;
  char *detail;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;
  g_autoptr (NxTestReply) reply = NULL;

  g_atomic_int_add (racer->gate, 1);
  while (g_atomic_int_get (racer->gate) < 2)
    ;
  if (racer->action != NULL)
    reply = nx_test_post (racer->desk->server, "/api/undo", racer->token, racer->body);
  else
    reply = move_if (racer->desk, racer->token, racer->session, racer->checked ? "\"1\"" : NULL, racer->body);
  racer->status = reply->status;
  racer->detail = reply->status >= 400 ? g_strdup (nx_test_reply_string (reply, "detail")) : NULL;

  return NULL;
}

/* Returns: how many came through. */
static guint
race_two (Racer *one, Racer *other)
{
  int gate = 0;
  GThread *first, *second;

  one->gate = other->gate = &gate;
  first = g_thread_new ("one", race, one);
  second = g_thread_new ("other", race, other);
  g_thread_join (first);
  g_thread_join (second);

  return (one->status == 200) + (other->status == 200);
}

/* Whoever comes second sees who was first, and overwrites nothing. */
static void
test_two_move_at_once (Desk *self, gconstpointer data)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autofree char *session = desk_book (self, 3 + round, 1, FRIDAY, NULL), *json = g_strdup_printf ("{\"sessionId\":\"%s\"}", session);
      Racer office = { .desk = self, .token = self->office, .session = session, .body = "{\"scheduledAt\":\"2026-11-27T15:00:00Z\"}", .checked = TRUE };
      Racer coach = { .desk = self, .token = self->coach, .session = session, .body = "{\"scheduledAt\":\"2026-11-27T16:30:00Z\"}", .checked = TRUE };
      Racer *loser;
      g_autoptr (NxTestReply) now = NULL;
      g_autofree char *path = g_strconcat ("/api/sessions/", session, NULL);

      g_assert_cmpuint (race_two (&office, &coach), ==, 1);
      loser = office.status == 200 ? &coach : &office;
      g_assert_cmpuint (loser->status, ==, 412);
      g_assert_nonnull (strstr (loser->detail, loser == &coach ? "Amel Bureau moved it" : "Coach N1 moved it"));
      now = nx_test_get (self->server, path, self->office);
      g_assert_cmpstr (nx_test_reply_string (now, "session.scheduledAt"), ==,
                       loser == &coach ? "2026-11-27T15:00:00Z" : "2026-11-27T16:30:00Z");
      g_free (office.detail);
      g_free (coach.detail);
      g_free (desk_change (self, self->office, "POST", "/api/sessions/cancel", json, 200));
    }
}

/* Two windows of one person undo the same: once. */
static void
test_two_undo_at_once (Desk *self, gconstpointer data)
{
  g_autofree char *before = dump_agenda (self->base.db);

  for (guint round = 0; round < 20; round++)
    {
      g_autofree char *action = desk_act (self, 3 + round, 1, FRIDAY), *body = g_strdup_printf ("{\"actionId\":\"%s\"}", action);
      g_autofree char *after = NULL;
      Racer one = { .desk = self, .token = self->office, .action = action, .body = body }, other = one;

      g_assert_cmpuint (race_two (&one, &other), ==, 1);
      g_assert_cmpuint (one.status + other.status, ==, 200 + 409);
      after = dump_agenda (self->base.db);
      g_assert_cmpstr (after, ==, before);
      g_free (one.detail);
      g_free (other.detail);
    }
}

typedef struct
{
  const char *members; /* what differs from a good booking */
  guint status;
  const char *code, *field;
} Bad;

static void
test_bad_bookings (Desk *self, gconstpointer data)
{
  static const Bad bad[] = {
    { "\"scheduledAt\":\"2026-11-20T13:00:00Z\"", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":\"2026-11-24T09:00:00Z\"", 422, "invalid", "scheduledAt" }, /* this very moment */
    { "\"scheduledAt\":\"2026-11-27T13:07:00Z\"", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":\"2026-11-27T13:00:01Z\"", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":\"2026-11-27T14:00:00+01:00\"", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":\"2026-11-27 13:00\"", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":\"27/11/2026 14:00\"", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":\"2026-11-27\"", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":\"2026-02-29T13:00:00Z\"", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":\"2026-11-27T24:00:00Z\"", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":1795784400", 422, "invalid", "scheduledAt" },
    { "\"scheduledAt\":null", 422, "invalid", "scheduledAt" },
    { "\"duration\":0", 422, "invalid", "duration" },
    { "\"duration\":29", 422, "invalid", "duration" },
    { "\"duration\":31", 422, "invalid", "duration" },
    { "\"duration\":181", 422, "invalid", "duration" },
    { "\"duration\":195", 422, "invalid", "duration" },
    { "\"duration\":-60", 422, "invalid", "duration" },
    { "\"duration\":60.5", 422, "invalid", "duration" },
    { "\"duration\":\"60\"", 422, "invalid", "duration" },
    { "\"subject\":\"FRANCAIS\"", 422, "invalid", "coachId" },
    { "\"subject\":\"LATIN\"", 422, "invalid", "subject" },
    { "\"type\":\"COURS_DU_SOIR\"", 422, "invalid", "type" },
    { "\"capacity\":0", 422, "invalid", "capacity" },
    { "\"studentId\":\"00000004-0000-7000-8000-000000000003\"", 404, "not_found", NULL }, /* of another family */
  };
  g_autofree char *before = dump_agenda (self->base.db), *after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *name = g_strndup (bad[i].members + 1, strcspn (bad[i].members + 1, "\""));
      static const char *const usual[][2] = { { "studentId", "\"00000004-0000-7000-8000-000000000001\"" },
                                              { "coachId", "\"00000006-0000-7000-8000-000000000001\"" },
                                              { "subject", "\"MATHEMATIQUES\"" },
                                              { "type", "\"COURS_ONLINE\"" },
                                              { "scheduledAt", "\"" FRIDAY "\"" } };
      g_autoptr (GString) json = g_string_new ("{");
      g_autoptr (NxTestReply) reply = NULL;
      g_autofree char *field = bad[i].field != NULL ? g_strconcat ("fields.", bad[i].field, NULL) : NULL;

      for (guint j = 0; j < G_N_ELEMENTS (usual); j++)
        if (strcmp (usual[j][0], name) != 0)
          g_string_append_printf (json, "\"%s\":%s,", usual[j][0], usual[j][1]);
      g_string_append_printf (json, "%s}", bad[i].members);
      reply = nx_test_post (self->server, "/api/sessions/book", self->parent, json->str);
      g_test_message ("%s", bad[i].members);
      nx_test_assert_code (reply, bad[i].status, bad[i].code);
      if (field != NULL)
        g_assert_nonnull (nx_test_reply_node (reply, field));
    }
  after = dump_agenda (self->base.db);
  g_assert_cmpstr (after, ==, before);
}

/* One who does not come to the centre, and does not teach that. */
static void
test_wrong_coach (Desk *self, gconstpointer data)
{
  g_autofree char *in_person = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"FRANCAIS\",\"type\":\"COURS_PRESENTIEL\","
                                                "\"scheduledAt\":\"" FRIDAY "\"}", STUDENT (1), COACH (3));
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *other = g_strdup_printf ("{\"coachId\":\"%s\"}", COACH (3));
  g_autoptr (NxTestReply) booked = nx_test_post (self->server, "/api/sessions/book", self->parent, in_person);
  g_autoptr (NxTestReply) moved = move_if (self, self->office, session, NULL, other);
  static const char *const bad[] = { "{\"duration\":29}", "{\"duration\":181}", "{\"scheduledAt\":\"2026-11-27T13:05:00Z\"}", "{\"scheduledAt\":\"2026-11-23T13:00:00Z\"}" };

  nx_test_assert_code (booked, 422, "invalid");
  g_assert_nonnull (nx_test_reply_node (booked, "fields.type"));
  nx_test_assert_code (moved, 422, "invalid");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (NxTestReply) again = move_if (self, self->office, session, NULL, bad[i]);

      nx_test_assert_code (again, 422, "invalid");
    }
}

/* The database has the last word on a workshop without a place. */
static void
test_no_capacity (Desk *self, gconstpointer data)
{
  nx_test_db_script (self->base.db, "DO $$ BEGIN UPDATE session_costs SET capacity = 0 WHERE type = 'ATELIER_GROUPE';"
                                    " RAISE EXCEPTION 'taken'; EXCEPTION WHEN check_violation THEN NULL; END $$");
}

static void
test_bad_marks (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *path = g_strdup_printf ("/api/sessions/%s/attendance", session);
  g_autofree char *stranger = g_strdup_printf ("{\"studentId\":\"%s\",\"attendance\":\"PRESENT\"}", STUDENT (9));
  g_autoptr (NxTestReply) list = NULL;

  desk_go_to (self, at (FRIDAY));
  g_free (desk_change (self, self->office, "POST", path, "{\"attendance\":\"ASLEEP\"}", 422));
  g_free (desk_change (self, self->office, "POST", path, stranger, 404));
  g_free (desk_change (self, self->parent, "POST", path, "{\"attendance\":\"PRESENT\"}", 403));
  g_free (desk_change (self, self->office, "POST", "/api/sessions/x/attendance", "{\"attendance\":\"PRESENT\"}", 404));
  g_free (desk_change (self, self->office, "POST", path, "{\"attendance\":\"LATE\"}", 200));
  list = nx_test_get (self->server, "/api/sessions", self->office);
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.attendance"), ==, "LATE");
  g_assert_false (json_node_get_boolean (nx_test_reply_node (list, "items.0.unpaid")));
  g_assert_cmpint ((int) nx_test_reply_number (list, "items.0.waiting"), ==, 0);
}

#define ADD(path, func) g_test_add (path, Desk, NULL, desk_setup, func, desk_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/agenda/if-match", test_if_match);
  ADD ("/agenda/onto-itself", test_onto_itself);
  ADD ("/agenda/two-move-at-once", test_two_move_at_once);
  ADD ("/agenda/two-undo-at-once", test_two_undo_at_once);
  ADD ("/agenda/bad-bookings", test_bad_bookings);
  ADD ("/agenda/wrong-coach", test_wrong_coach);
  ADD ("/agenda/no-capacity", test_no_capacity);
  ADD ("/agenda/bad-marks", test_bad_marks);

  return g_test_run ();
}
