/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/series-web.h"

#include <string.h>

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
  return g_test_run ();
}
