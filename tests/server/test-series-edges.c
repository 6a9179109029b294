/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/series-web.h"

#include <string.h>

#include "server/jobs/nx-job.h"
#include "server/series/series.h"

/* Series that several people change, and that go on. */

#define COUNT(table) ask_number (&self->base, "SELECT count (*) AS a FROM " table)

static NxTestReply *
make (SeriesWeb *self, const char *type, const char *more)
{
  g_autofree char *body = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"%s\","
                                           "\"firstAt\":\"2026-11-25T16:00:00Z\"%s}", STUDENT (1), COACH (1), type, more);
  NxTestReply *reply = nx_test_post (self->server, "/api/series", self->office, body);

  nx_test_assert_status (reply, 201);

  return reply;
}

static NxTestReply *
edit (SeriesWeb *self, const char *token, NxTestReply *series, const char *what)
{
  g_autofree char *path = g_strconcat ("/api/series/", nx_test_reply_string (series, "series.id"), NULL);
  g_autofree char *body = g_strdup_printf ("{\"scope\":\"all\",%s}", what);

  return series_patch (self, token, path, body);
}

/* The weeks that are added are where the others are. */
static void
test_longer_in_its_room (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, "COURS_PRESENTIEL", ",\"count\":2,\"room\":\"Salle 2\""), longer = NULL;

  longer = edit (self, self->office, made, "\"until\":\"2026-12-09\"");
  nx_test_assert_status (longer, 200);
  g_assert_cmpint (COUNT ("sessions x JOIN rooms r ON r.id = x.room_id AND r.name = 'Salle 2' WHERE x.status = 'SCHEDULED'"), ==, 3);
}

/* What was ended as a whole is not brought back by a later last day. */
static void
test_ended_stays_ended (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, "COURS_ONLINE", ",\"count\":2"), ended = NULL, longer = NULL, back = NULL, again = NULL;

  ended = edit (self, self->office, made, "\"cancel\":true");
  nx_test_assert_status (ended, 200);
  longer = edit (self, self->office, made, "\"until\":\"2026-12-16\"");
  nx_test_assert_code (longer, 409, "already_cancelled");
  g_assert_cmpint (COUNT ("sessions WHERE status = 'SCHEDULED'"), ==, 0);

  back = series_undo (self, self->office, ended);
  nx_test_assert_status (back, 200);
  again = edit (self, self->office, made, "\"until\":\"2026-12-16\"");
  nx_test_assert_status (again, 200);
  g_assert_cmpint (COUNT ("sessions WHERE status = 'SCHEDULED'"), ==, 4);
}

/* The office changed the series after its coach did: the coach's undo does not take that back with it. */
static void
test_undo_overwrites_nothing (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, "COURS_ONLINE", ",\"count\":4"), shorter = NULL, longer = NULL, refused = NULL, back = NULL;
  g_autoptr (NxTestReply) done = NULL;

  shorter = edit (self, self->coach, made, "\"until\":\"2026-12-03\"");
  nx_test_assert_status (shorter, 200);
  longer = edit (self, self->office, made, "\"duration\":90");
  nx_test_assert_status (longer, 200);
  g_assert_cmpint (COUNT ("series WHERE duration = 90"), ==, 1);

  refused = series_undo (self, self->coach, shorter);
  nx_test_assert_code (refused, 409, "cannot_undo");
  g_assert_nonnull (strstr (nx_test_reply_string (refused, "detail"), "Amel Bureau"));
  g_assert_cmpint (COUNT ("series WHERE duration = 90"), ==, 1);
  g_assert_cmpint (COUNT ("sessions WHERE status = 'SCHEDULED'"), ==, 2);

  back = series_undo (self, self->office, longer);
  nx_test_assert_status (back, 200);
  done = series_undo (self, self->coach, shorter);
  nx_test_assert_status (done, 200);
  g_assert_cmpint (COUNT ("sessions WHERE status = 'SCHEDULED'"), ==, 4);
}

/* One session of it is taken back whatever became of the rest. */
static void
test_undo_of_one (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, "COURS_ONLINE", ",\"count\":3"), one = NULL, all = NULL, back = NULL;
  const char *id = series_text (made, "sessions", 1, "id");
  g_autofree char *path = g_strconcat ("/api/series/", nx_test_reply_string (made, "series.id"), NULL);
  g_autofree char *body = g_strdup_printf ("{\"scope\":\"this\",\"sessionId\":\"%s\",\"cancel\":true}", id);

  one = series_patch (self, self->office, path, body);
  nx_test_assert_status (one, 200);
  all = edit (self, self->office, made, "\"duration\":90");
  nx_test_assert_status (all, 200);
  back = series_undo (self, self->office, one);
  nx_test_assert_status (back, 200);
  g_assert_cmpint (COUNT ("series WHERE duration = 90"), ==, 1);
  g_assert_cmpint (COUNT ("sessions WHERE status = 'SCHEDULED'"), ==, 3);
}

/* One week went to a colleague: their coach changes all others, and reads why not that one. */
static void
test_a_week_of_a_colleague (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, "COURS_ONLINE", ",\"count\":3"), given = NULL, longer = NULL, only = NULL;
  const char *id = series_text (made, "sessions", 1, "id");
  g_autofree char *path = g_strconcat ("/api/sessions/", id, NULL), *to = g_strdup_printf ("{\"coachId\":\"%s\"}", COACH (2));
  g_autofree char *series = g_strconcat ("/api/series/", nx_test_reply_string (made, "series.id"), NULL);
  g_autofree char *one = g_strdup_printf ("{\"scope\":\"this\",\"sessionId\":\"%s\",\"cancel\":true}", id);

  given = series_patch (self, self->office, path, to);
  nx_test_assert_status (given, 200);
  longer = edit (self, self->coach, made, "\"duration\":90");
  nx_test_assert_status (longer, 200);
  g_assert_cmpuint (series_length (longer, "conflicts"), ==, 1);
  g_assert_cmpint (COUNT ("sessions WHERE upper (during) - lower (during) = interval '90 minutes'"), ==, 2);
  only = series_patch (self, self->coach, series, one);
  nx_test_assert_code (only, 404, "not_found");
}

static void
pay (SeriesWeb *self)
{
  g_autoptr (GError) error = NULL;
  gint64 now = nx_clock_now (NX_CLOCK (self->clock));
  NxJobRun run = { .db = self->base.db, .actor = { .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "job", .now = now }, .until = now };

  g_assert_true (nx_series_pay_due (&run, &error));
  g_assert_no_error (error);
}

#define BALANCE "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'"

/* Who was not there and is not charged for it is not charged later either, when the month's credits come. */
static void
test_forgiven_before_paid (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, "COURS_ONLINE", ",\"count\":1,\"payment\":\"MONTHLY\""), absent = NULL, after_all = NULL;
  g_autofree char *path = g_strdup_printf ("/api/sessions/%s/attendance", series_text (made, "sessions", 0, "id")), *token = NULL;

  nx_test_clock_set (self->clock, at ("2026-11-25T17:00:00Z"));
  token = nx_test_server_token (self->server, id_of (ID_OFFICE_USER, 1));
  absent = nx_test_post (self->server, path, token, "{\"attendance\":\"ABSENT\",\"refund\":true}");
  nx_test_assert_status (absent, 200);
  pay (self);
  g_assert_cmpint (ask_number (&self->base, BALANCE), ==, 16);

  after_all = nx_test_post (self->server, path, token, "{\"attendance\":\"LATE\"}");
  nx_test_assert_status (after_all, 200);
  pay (self);
  g_assert_cmpint (ask_number (&self->base, BALANCE), ==, 12);
  pay (self);
  g_assert_cmpint (ask_number (&self->base, BALANCE), ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/series-edges/" path, SeriesWeb, NULL, series_web_setup, test, series_web_teardown)
  ADD ("longer-in-its-room", test_longer_in_its_room);
  ADD ("ended-stays-ended", test_ended_stays_ended);
  ADD ("undo-overwrites-nothing", test_undo_overwrites_nothing);
  ADD ("undo-of-one", test_undo_of_one);
  ADD ("a-week-of-a-colleague", test_a_week_of_a_colleague);
  ADD ("forgiven-before-paid", test_forgiven_before_paid);
  return g_test_run ();
}
