/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/series-web.h"

#include <string.h>

/* A coach who is away for a day, and what becomes of the sessions. Pupils 1 and 2 are siblings, 2 with an address of their own. */

#define COUNT(table) ask_number (&self->base, "SELECT count (*) AS a FROM " table)
#define ABSENCES "/api/coaches/00000006-0000-7000-8000-000000000001/absences"
#define DAY "{\"from\":\"2026-11-27T07:00:00Z\",\"to\":\"2026-11-27T19:00:00Z\",\"reason\":\"Grippe\"%s}"

static NxTestReply *
away (SeriesWeb *self, const char *token, const char *more)
{
  g_autofree char *body = g_strdup_printf (DAY, more);

  return nx_test_post (self->server, ABSENCES, token, body);
}

static NxTestReply *
cover (SeriesWeb *self, const char *token, const char *absence, const char *choices)
{
  g_autofree char *path = g_strdup_printf ("/api/absences/%s/cover", absence), *body = g_strdup_printf ("{\"choices\":[%s]}", choices);

  return nx_test_post (self->server, path, token, body);
}

static char *
choice (const char *session, const char *action, const char *more)
{
  return g_strdup_printf ("{\"sessionId\":\"%s\",\"action\":\"%s\"%s}", session, action, more);
}

#define TO_ATHENA ",\"coachId\":\"00000006-0000-7000-8000-000000000002\""

/* What goes on, as coach and time: one line. */
static char *
agenda (SeriesWeb *self)
{
  return ask_text (&self->base, "SELECT coalesce (string_agg (c.pseudonym || to_char (lower (x.during), ' DD HH24:MI'), ', ' ORDER BY x.during, c.pseudonym), '') AS a"
                                " FROM sessions x JOIN coaches c ON c.id = x.coach_id WHERE x.status = 'SCHEDULED'");
}

static void
assert_agenda (SeriesWeb *self, const char *expected)
{
  g_autofree char *now = agenda (self);

  g_assert_cmpstr (now, ==, expected);
}

static void
test_proposals (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *first = series_book (self, 1, 1, "2026-11-27T13:00:00Z"), *path = NULL;
  g_autoptr (NxTestReply) dry = NULL, made = NULL, list = NULL, one = NULL, mine = NULL;

  g_free (series_book (self, 3, 1, "2026-11-27T15:00:00Z"));
  /* Athéna is busy at the time of the second. */
  g_free (series_book (self, 5, 2, "2026-11-27T15:30:00Z"));
  g_free (series_book (self, 7, 1, "2026-11-28T13:00:00Z"));
  dry = away (self, self->office, ",\"dryRun\":true");
  nx_test_assert_status (dry, 200);
  g_assert_true (JSON_NODE_HOLDS_NULL (nx_test_reply_node (dry, "absence")));
  g_assert_cmpuint (series_length (dry, "sessions"), ==, 2);
  g_assert_cmpint (COUNT ("absences") + COUNT ("availability_exceptions") + COUNT ("actions"), ==, 0);

  made = away (self, self->office, "");
  nx_test_assert_status (made, 201);
  g_assert_cmpuint (series_length (made, "sessions"), ==, 2);
  g_assert_cmpstr (nx_test_reply_string (made, "sessions.0.session.id"), ==, first);
  g_assert_cmpstr (nx_test_reply_string (made, "sessions.0.proposals.0.kind"), ==, "COACH");
  g_assert_cmpstr (nx_test_reply_string (made, "sessions.0.proposals.0.pseudonym"), ==, "Athéna");
  g_assert_cmpstr (nx_test_reply_string (made, "sessions.0.proposals.0.scheduledAt"), ==, "2026-11-27T13:00:00Z");
  g_assert_cmpstr (nx_test_reply_string (made, "sessions.0.proposals.1.kind"), ==, "TIME");
  /* Hélios' own free times only: never within the absence. */
  g_assert_cmpstr (nx_test_reply_string (made, "sessions.1.proposals.0.kind"), ==, "TIME");
  g_assert_cmpstr (nx_test_reply_string (made, "sessions.1.proposals.0.coachId"), ==, COACH (1));
  g_assert_false (g_str_has_prefix (nx_test_reply_string (made, "sessions.1.proposals.0.scheduledAt"), "2026-11-27"));
  g_assert_nonnull (nx_test_reply_string (made, "sessions.1.proposals.0.sentence"));
  g_assert_cmpint (COUNT ("availability_exceptions WHERE NOT available"), ==, 1);

  list = nx_test_get (self->server, "/api/absences?from=2026-11-01&to=2026-12-31", self->office);
  nx_test_assert_status (list, 200);
  g_assert_cmpuint (series_length (list, "items"), ==, 1);
  g_assert_cmpfloat (nx_test_reply_number (list, "items.0.touched"), ==, 2);
  mine = nx_test_get (self->server, "/api/absences", self->other_coach);
  g_assert_cmpuint (series_length (mine, "items"), ==, 0);
  path = g_strconcat ("/api/absences/", nx_test_reply_string (made, "absence.id"), NULL);
  one = nx_test_get (self->server, path, self->office);
  nx_test_assert_status (one, 200);
  g_assert_cmpuint (series_length (one, "sessions"), ==, 2);
}

/* Two sessions at one time cannot both go to the one coach who is free. */
static void
test_proposals_go_together (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *one = series_book (self, 1, 1, "2026-11-27T13:00:00Z"), *two = series_book (self, 3, 1, "2026-11-27T14:00:00Z"), *choices = NULL;
  g_autoptr (NxTestReply) made = NULL, done = NULL;
  g_autofree char *a = NULL, *b = NULL;

  /* Athéna does not work that day: both go to times of Hélios, which must not be the same. */
  nx_test_db_script (self->base.db, "INSERT INTO availability_exceptions (id, coach_id, during, available, created_at) VALUES (gen_random_uuid (),"
                                    " '00000006-0000-7000-8000-000000000002', '[2026-11-27 00:00Z, 2026-11-28 00:00Z)', false, '2026-11-20')");
  made = away (self, self->office, "");
  nx_test_assert_status (made, 201);
  g_assert_cmpstr (nx_test_reply_string (made, "sessions.0.proposals.0.scheduledAt"), !=, nx_test_reply_string (made, "sessions.1.proposals.0.scheduledAt"));
  {
    g_autofree char *first = g_strdup_printf (",\"scheduledAt\":\"%s\"", nx_test_reply_string (made, "sessions.0.proposals.0.scheduledAt"));
    g_autofree char *second = g_strdup_printf (",\"scheduledAt\":\"%s\"", nx_test_reply_string (made, "sessions.1.proposals.0.scheduledAt"));

    a = choice (one, "MOVE", first);
    b = choice (two, "MOVE", second);
  }
  choices = g_strjoin (",", a, b, NULL);
  done = cover (self, self->office, nx_test_reply_string (made, "absence.id"), choices);
  nx_test_assert_status (done, 200);
}

static void
test_full_day (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *one = series_book (self, 1, 1, "2026-11-27T08:00:00Z"), *two = series_book (self, 2, 1, "2026-11-27T09:00:00Z");
  g_autofree char *three = series_book (self, 3, 1, "2026-11-27T10:00:00Z"), *again = series_book (self, 3, 1, "2026-11-27T13:00:00Z");
  g_autofree char *five = series_book (self, 5, 1, "2026-11-27T14:00:00Z"), *kept = series_book (self, 7, 1, "2026-11-27T15:00:00Z");
  g_autofree char *before = agenda (self), *choices = NULL, *a = choice (one, "MOVE", TO_ATHENA), *b = choice (two, "MOVE", TO_ATHENA);
  g_autofree char *c = choice (three, "MOVE", ",\"scheduledAt\":\"2026-11-28T10:00:00Z\""), *d = choice (again, "MOVE", TO_ATHENA);
  g_autofree char *e = choice (five, "CANCEL", ""), *f = choice (kept, "KEEP", "");
  g_autoptr (NxTestReply) made = away (self, self->office, ""), done = NULL, undone = NULL, redone = NULL;

  nx_test_assert_status (made, 201);
  nx_test_db_script (self->base.db, "DELETE FROM outbox WHERE kind <> 'booking_confirmation'");
  choices = g_strjoin (",", a, b, c, d, e, f, NULL);
  done = cover (self, self->office, nx_test_reply_string (made, "absence.id"), choices);
  nx_test_assert_status (done, 200);
  g_assert_cmpfloat (nx_test_reply_number (done, "moved"), ==, 4);
  g_assert_cmpfloat (nx_test_reply_number (done, "cancelled"), ==, 1);
  g_assert_cmpuint (series_length (done, "sessions"), ==, 5);
  assert_agenda (self, "Athéna 27 08:00, Athéna 27 09:00, Athéna 27 13:00, Hélios 27 15:00, Hélios 28 10:00");
  g_assert_cmpint (ask_number (&self->base, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000005'"), ==, 16);

  /* Three families, and the two coaches: one mail each. The siblings' is their parent's. */
  g_assert_cmpint (COUNT ("outbox WHERE kind = 'agenda_changes'"), ==, 5);
  g_assert_cmpint (COUNT ("outbox WHERE kind IN ('move', 'cancellation')"), ==, 0);
  g_assert_cmpint (ask_number (&self->base, "SELECT jsonb_array_length (payload -> 'changes') AS a FROM outbox WHERE to_address = 'parent1@example.com' AND kind = 'agenda_changes'"), ==, 2);
  g_assert_cmpint (ask_number (&self->base, "SELECT jsonb_array_length (payload -> 'changes') AS a FROM outbox WHERE to_address = 'parent3@example.com' AND kind = 'agenda_changes'"), ==, 2);
  g_assert_cmpint (COUNT ("outbox WHERE kind = 'agenda_changes' AND payload::text LIKE '%Grippe%' AND to_address LIKE 'parent%'"), ==, 0);

  /* One action takes it all back. */
  undone = series_undo (self, self->office, done);
  nx_test_assert_status (undone, 200);
  assert_agenda (self, before);
  g_assert_cmpint (COUNT ("absences WHERE covered_at IS NOT NULL"), ==, 0);
  g_assert_cmpint (ask_number (&self->base, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000005'"), ==, 12);
  /* And the absence itself. */
  redone = series_undo (self, self->office, made);
  nx_test_assert_status (redone, 200);
  g_assert_cmpint (COUNT ("absences WHERE cancelled_at IS NULL") + COUNT ("availability_exceptions"), ==, 0);
}

static void
test_all_or_nothing (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *one = series_book (self, 1, 1, "2026-11-27T08:00:00Z"), *two = series_book (self, 3, 1, "2026-11-27T09:00:00Z");
  g_autofree char *a = choice (one, "MOVE", TO_ATHENA), *b = choice (two, "MOVE", TO_ATHENA), *twice = NULL;
  g_autofree char *before = NULL, *choices = NULL;
  g_autoptr (NxTestReply) made = NULL, done = NULL, doubled = NULL;

  g_free (series_book (self, 5, 2, "2026-11-27T09:00:00Z"));
  before = agenda (self);
  made = away (self, self->office, "");
  choices = g_strjoin (",", a, b, NULL);
  done = cover (self, self->office, nx_test_reply_string (made, "absence.id"), choices);
  nx_test_assert_code (done, 409, "slot_taken");
  /* It says which one. */
  g_assert_nonnull (strstr (nx_test_reply_string (done, "detail"), "10:00"));
  assert_agenda (self, before);
  g_assert_cmpint (COUNT ("outbox WHERE kind = 'agenda_changes'") + COUNT ("absences WHERE covered_at IS NOT NULL"), ==, 0);
  twice = g_strjoin (",", a, a, NULL);
  doubled = cover (self, self->office, nx_test_reply_string (made, "absence.id"), twice);
  nx_test_assert_code (doubled, 422, "invalid");
}

typedef struct
{
  SeriesWeb *web;
  const char *absence, *choices;
} Race;

static gpointer
cover_at_once (gpointer data)
{
  Race *race = data;
  g_autoptr (NxTestReply) reply = cover (race->web, race->web->office, race->absence, race->choices);

  return GUINT_TO_POINTER (reply->status);
}

static void
test_race (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *one = series_book (self, 1, 1, "2026-11-27T08:00:00Z"), *two = series_book (self, 3, 1, "2026-11-27T09:00:00Z");
  g_autofree char *a = choice (one, "MOVE", TO_ATHENA), *b = choice (two, "CANCEL", ""), *choices = g_strjoin (",", a, b, NULL);
  g_autoptr (NxTestReply) made = away (self, self->office, "");
  Race race = { self, nx_test_reply_string (made, "absence.id"), choices };
  GThread *threads[4];
  guint done = 0, refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("cover", cover_at_once, &race);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      guint status = GPOINTER_TO_UINT (g_thread_join (threads[i]));

      done += status == 200;
      refused += status == 409;
    }
  g_assert_cmpuint (done, ==, 1);
  g_assert_cmpuint (refused, ==, 3);
  assert_agenda (self, "Athéna 27 08:00");
  g_assert_cmpint (COUNT ("outbox WHERE kind = 'agenda_changes'"), ==, 4);
}

static void
test_who (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *session = series_book (self, 1, 1, "2026-11-27T08:00:00Z"), *foreign_session = series_book (self, 3, 2, "2026-11-27T08:00:00Z");
  g_autofree char *give = choice (session, "MOVE", TO_ATHENA), *later = choice (session, "MOVE", ",\"scheduledAt\":\"2026-11-28T10:00:00Z\"");
  g_autofree char *not_theirs = choice (foreign_session, "CANCEL", "");
  g_autoptr (NxTestReply) family = away (self, self->parent, ""), foreign = away (self, self->other_coach, ""), own = away (self, self->coach, "");
  g_autoptr (NxTestReply) missing = NULL, given = NULL, stolen = NULL, moved = NULL, nowhere = NULL, unknown = NULL, seen = NULL;
  g_autofree char *path = NULL;
  const char *absence;

  nx_test_assert_code (family, 403, "forbidden");
  nx_test_assert_code (foreign, 404, "not_found");
  missing = nx_test_post (self->server, "/api/coaches/00000006-0000-7000-8000-000000000099/absences", self->office,
                          "{\"from\":\"2026-11-27T07:00:00Z\",\"to\":\"2026-11-27T19:00:00Z\"}");
  nx_test_assert_code (missing, 404, "not_found");
  nx_test_assert_status (own, 201);
  absence = nx_test_reply_string (own, "absence.id");
  g_assert_cmpstr (nx_test_reply_string (own, "sessions.0.proposals.0.kind"), ==, "TIME");

  path = g_strconcat ("/api/absences/", absence, NULL);
  seen = nx_test_get (self->server, path, self->other_coach);
  nx_test_assert_code (seen, 404, "not_found");
  nowhere = cover (self, self->other_coach, absence, later);
  nx_test_assert_code (nowhere, 404, "not_found");
  given = cover (self, self->coach, absence, give);
  nx_test_assert_code (given, 403, "forbidden");
  stolen = cover (self, self->office, absence, not_theirs);
  nx_test_assert_code (stolen, 409, "conflict");
  unknown = cover (self, self->office, "00000000-0000-7000-8000-000000000000", later);
  nx_test_assert_code (unknown, 404, "not_found");
  moved = cover (self, self->coach, absence, later);
  nx_test_assert_status (moved, 200);
}

static void
test_bad_input (SeriesWeb *self, gconstpointer data)
{
  static const char *const bodies[] = {
    "{}", "{\"from\":\"2026-11-27T07:00:00Z\"}", "{\"from\":\"2026-11-27T07:00:00Z\",\"to\":\"2026-11-27T07:00:00Z\"}",
    "{\"from\":\"2026-11-27T19:00:00Z\",\"to\":\"2026-11-27T07:00:00Z\"}", "{\"from\":\"2026-11-20T07:00:00Z\",\"to\":\"2026-11-21T07:00:00Z\"}",
    "{\"from\":\"2026-11-27T07:00:00Z\",\"to\":\"2029-11-27T07:00:00Z\"}", "{\"from\":\"demain\",\"to\":\"2026-11-27T07:00:00Z\"}",
    "{\"from\":\"2026-11-27T07:00:00+01:00\",\"to\":\"2026-11-27T09:00:00Z\"}",
    "{\"from\":\"2026-11-27T07:00:00Z\",\"to\":\"2026-11-27T09:00:00Z\",\"surprise\":true}",
  };
  static const char *const choices[] = { "{}", "{\"choices\":[]}", "{\"choices\":7}", "{\"choices\":[7]}", "{\"choices\":[{}]}",
                                         "{\"choices\":[{\"sessionId\":\"x\",\"action\":\"MOVE\"}]}" };
  g_autofree char *session = series_book (self, 1, 1, "2026-11-27T08:00:00Z"), *path = NULL, *vague = choice (session, "MOVE", "");
  g_autofree char *odd = choice (session, "EXPLODE", ""), *grid = choice (session, "MOVE", ",\"scheduledAt\":\"2026-11-28T10:07:00Z\"");
  const char *const bad[] = { vague, odd, grid };
  g_autoptr (NxTestReply) made = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (NxTestReply) reply = nx_test_post (self->server, ABSENCES, self->office, bodies[i]);

      g_test_message ("%s", bodies[i]);
      nx_test_assert_code (reply, 422, "invalid");
    }
  made = away (self, self->office, "");
  path = g_strdup_printf ("/api/absences/%s/cover", nx_test_reply_string (made, "absence.id"));
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (NxTestReply) reply = nx_test_post (self->server, path, self->office, choices[i]);

      g_test_message ("%s", choices[i]);
      nx_test_assert_code (reply, 422, "invalid");
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (NxTestReply) reply = cover (self, self->office, nx_test_reply_string (made, "absence.id"), bad[i]);

      g_test_message ("%s", bad[i]);
      nx_test_assert_code (reply, 422, "invalid");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, SeriesWeb, NULL, series_web_setup, test, series_web_teardown)
  ADD ("/absences/proposals", test_proposals);
  ADD ("/absences/proposals-go-together", test_proposals_go_together);
  ADD ("/absences/full-day", test_full_day);
  ADD ("/absences/all-or-nothing", test_all_or_nothing);
  ADD ("/absences/race", test_race);
  ADD ("/absences/who", test_who);
  ADD ("/absences/bad-input", test_bad_input);
  return g_test_run ();
}
