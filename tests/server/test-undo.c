/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/undo-fixture.h"

#include <string.h>
#include "server/jobs/nx-jobs.h"

/* Every change of the agenda is taken back and done again, by whoever did it, and says why where it no longer can be. */

#define FRIDAY "2026-11-27T13:00:00Z"
#define FRIDAY_LATER "2026-11-27T15:00:00Z"

/* Undoes @action, redoes it, undoes it again: the agenda goes to and fro, to the last byte. */
static void
check_to_and_fro (Desk *self, const char *token, const char *action, const char *before)
{
  g_autofree char *after = dump_agenda (self->base.db), *undo = NULL, *redo = NULL, *again = NULL;
  g_autofree char *undone = NULL, *redone = NULL, *at_last = NULL;

  g_assert_cmpstr (after, !=, before);
  undo = desk_undo (self, token, action);
  undone = dump_agenda (self->base.db);
  g_assert_cmpstr (undone, ==, before);
  redo = desk_undo (self, token, undo);
  redone = dump_agenda (self->base.db);
  g_assert_cmpstr (redone, ==, after);
  again = desk_undo (self, token, redo);
  at_last = dump_agenda (self->base.db);
  g_assert_cmpstr (at_last, ==, before);
}

static void
test_booking (Desk *self, gconstpointer data)
{
  g_autofree char *before = dump_agenda (self->base.db), *action = desk_act (self, 1, 1, FRIDAY);

  check_to_and_fro (self, self->office, action, before);
}

static char *
cancel_json (const char *session, const char *more)
{
  return g_strdup_printf ("{\"sessionId\":\"%s\"%s}", session, more);
}

static void
test_cancellation (Desk *self, gconstpointer data)
{
  static const char *const ways[] = { "", ",\"refund\":false", ",\"reason\":\"Malade\"" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *session = desk_book (self, 3 + i, 1 + i % 2, FRIDAY, NULL), *before = dump_agenda (self->base.db);
      g_autofree char *json = cancel_json (session, ways[i]);
      g_autofree char *action = desk_change (self, self->office, "POST", "/api/sessions/cancel", json, 200);

      check_to_and_fro (self, self->office, action, before);
      g_free (desk_change (self, self->office, "POST", "/api/sessions/cancel", json, 200));
    }
}

static void
test_move (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *before = dump_agenda (self->base.db);
  g_autofree char *path = g_strconcat ("/api/sessions/", session, NULL);
  g_autofree char *to_other = g_strdup_printf ("{\"coachId\":\"%s\"}", COACH (2));
  const char *const moves[] = { "{\"scheduledAt\":\"" FRIDAY_LATER "\"}", "{\"duration\":90}", "{\"room\":\"Salle 2\"}", to_other,
                                "{\"scheduledAt\":\"2026-11-27T13:15:00Z\",\"duration\":30,\"room\":\"Salle 2\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_autofree char *action = desk_change (self, self->office, "PATCH", path, moves[i], 200);

      check_to_and_fro (self, self->office, action, before);
    }
}

static void
test_workshop (Desk *self, gconstpointer data)
{
  g_autofree char *json = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"ATELIER_GROUPE\","
                                           "\"scheduledAt\":\"" FRIDAY "\"}", STUDENT (1), COACH (1));
  g_autoptr (NxTestReply) made = nx_test_post (self->server, "/api/sessions/book", self->office, json);
  const char *session = nx_test_reply_string (made, "session.id");
  g_autofree char *join = g_strdup_printf ("{\"studentId\":\"%s\",\"sessionId\":\"%s\"}", STUDENT (3), session);
  g_autofree char *leave = g_strdup_printf ("{\"studentId\":\"%s\",\"sessionId\":\"%s\"}", STUDENT (3), session);
  g_autofree char *whole = cancel_json (session, ""), *alone = dump_agenda (self->base.db), *two = NULL;
  g_autofree char *joined = desk_change (self, self->office, "POST", "/api/sessions/book", join, 201);
  g_autofree char *left = NULL, *ended = NULL;

  check_to_and_fro (self, self->office, joined, alone);
  g_free (desk_change (self, self->office, "POST", "/api/sessions/book", join, 201));
  two = dump_agenda (self->base.db);
  left = desk_change (self, self->office, "POST", "/api/sessions/cancel", leave, 200);
  check_to_and_fro (self, self->office, left, two);
  ended = desk_change (self, self->office, "POST", "/api/sessions/cancel", whole, 200);
  check_to_and_fro (self, self->office, ended, two);
  /* The one who made it takes their place back: the other keeps theirs. */
  g_free (desk_undo (self, self->office, nx_test_reply_header (made, "x-action-id")));
  g_assert_cmpint (ask_number (&self->base, "SELECT seats_taken AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 1);
}

static void
test_attendance (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *before = NULL, *present = NULL, *absent = NULL, *refunded = NULL;
  g_autofree char *path = g_strdup_printf ("/api/sessions/%s/attendance", session), *marked = NULL, *missed = NULL, *report = NULL;
  g_autoptr (NxTestReply) prefilled = NULL;

  g_free (desk_change (self, self->office, "POST", path, "{\"attendance\":\"PRESENT\"}", 409));
  desk_go_to (self, at (FRIDAY) - 15 * NX_TIME_MINUTE);
  before = dump_agenda (self->base.db);
  present = desk_change (self, self->coach, "POST", path, "{\"attendance\":\"PRESENT\"}", 200);
  check_to_and_fro (self, self->coach, present, before);
  g_free (desk_change (self, self->coach, "POST", path, "{\"attendance\":\"LATE\"}", 200));
  report = g_strdup_printf ("/api/sessions/%s/report", session);
  prefilled = nx_test_get (self->server, report, self->coach);
  g_assert_cmpstr (nx_test_reply_string (prefilled, "attendance.0.attendance"), ==, "LATE");
  marked = dump_agenda (self->base.db);

  desk_go_to (self, at (FRIDAY) + NX_TIME_HOUR);
  absent = desk_change (self, self->coach, "POST", path, "{\"attendance\":\"ABSENT\"}", 200);
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM sessions WHERE status = 'NO_SHOW'"), ==, 1);
  check_to_and_fro (self, self->coach, absent, marked);
  g_free (desk_change (self, self->coach, "POST", path, "{\"attendance\":\"ABSENT\"}", 200));
  missed = dump_agenda (self->base.db);

  g_free (desk_change (self, self->coach, "POST", path, "{\"attendance\":\"ABSENT\",\"refund\":true}", 403));
  g_free (desk_change (self, self->office, "POST", path, "{\"attendance\":\"LATE\",\"refund\":true}", 422));
  refunded = desk_change (self, self->office, "POST", path, "{\"attendance\":\"ABSENT\",\"refund\":true}", 200);
  g_assert_cmpint (ask_number (&self->base, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'"), ==, 16);
  check_to_and_fro (self, self->office, refunded, missed);
}

/* Marked during the session; that it is over is the job's to say. */
static void
test_absent_to_the_end (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *path = g_strdup_printf ("/api/sessions/%s/attendance", session);
  g_autofree char *before = dump_agenda (self->base.db), *after = NULL, *absent = NULL;
  g_autoptr (GError) error = NULL;

  desk_go_to (self, at (FRIDAY) + 20 * NX_TIME_MINUTE);
  absent = desk_change (self, self->coach, "POST", path, "{\"attendance\":\"ABSENT\"}", 200);
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 1);
  desk_go_to (self, at (FRIDAY) + NX_TIME_HOUR);
  g_assert_true (nx_jobs_end_sessions (self->base.db, self->base.now, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM sessions WHERE status = 'NO_SHOW'"), ==, 1);
  g_free (desk_undo (self, self->coach, absent));
  after = dump_agenda (self->base.db);
  g_assert_cmpstr (after, ==, before);
}

static void
test_whose (Desk *self, gconstpointer data)
{
  g_autofree char *action = desk_act (self, 1, 1, FRIDAY), *json = NULL, *adjusted = NULL;
  g_autoptr (NxTestReply) unknown = nx_test_post (self->server, "/api/undo", self->office, "{\"actionId\":\"00000000-0000-7000-8000-000000000000\"}");
  g_autoptr (NxTestReply) nonsense = nx_test_post (self->server, "/api/undo", self->office, "{\"actionId\":\"x\"}");
  g_autoptr (NxTestReply) family = NULL;

  nx_test_assert_code (unknown, 404, "not_found");
  nx_test_assert_code (nonsense, 422, "invalid");
  desk_undo_refused (self, self->other_office, action, "Amel Bureau");
  desk_undo_refused (self, self->coach, action, "Amel Bureau");
  json = g_strdup_printf ("{\"actionId\":\"%s\"}", action);
  family = nx_test_post (self->server, "/api/undo", self->parent, json);
  nx_test_assert_code (family, 403, "forbidden");

  g_free (desk_undo (self, self->office, action));
  desk_undo_refused (self, self->office, action, "undone already");

  g_free (json);
  json = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":1,\"reason\":\"Geste commercial\"}", STUDENT (1));
  adjusted = desk_change (self, self->office, "POST", "/api/credits/adjust", json, 201);
  g_assert_cmpstr (adjusted, !=, "");
  desk_undo_refused (self, self->office, adjusted, "cannot be undone");
}

static void
test_families_have_no_actions (Desk *self, gconstpointer data)
{
  g_autofree char *json = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\","
                                           "\"scheduledAt\":\"" FRIDAY "\"}", STUDENT (1), COACH (1));
  g_autofree char *action = desk_change (self, self->parent, "POST", "/api/sessions/book", json, 201);

  g_assert_cmpstr (action, ==, "");
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM actions"), ==, 0);
}

/* Somebody else changed it since: what they did stands, and who they are is said. */
static void
test_changed_since (Desk *self, gconstpointer data)
{
  g_autofree char *booked = NULL, *session = desk_book (self, 1, 1, FRIDAY, &booked), *path = g_strconcat ("/api/sessions/", session, NULL);
  g_autofree char *moved = desk_change (self, self->office, "PATCH", path, "{\"scheduledAt\":\"" FRIDAY_LATER "\"}", 200), *json = NULL;

  g_free (desk_change (self, self->coach, "PATCH", path, "{\"duration\":90}", 200));
  desk_undo_refused (self, self->office, moved, "Coach N1 moved it");
  desk_undo_refused (self, self->office, booked, "Coach N1 moved it");
  json = cancel_json (session, "");
  g_free (desk_change (self, self->coach, "POST", "/api/sessions/cancel", json, 200));
  desk_undo_refused (self, self->office, moved, "Coach N1 cancelled it");
  desk_undo_refused (self, self->office, booked, "Coach N1 cancelled it");
}

static void
test_no_longer_possible (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *json = cancel_json (session, ""), *other = NULL, *spend = NULL, *busy = NULL;
  g_autofree char *action = desk_change (self, self->office, "POST", "/api/sessions/cancel", json, 200), *other_json = NULL, *busy_json = NULL;

  other = desk_book (self, 3, 1, FRIDAY, NULL);
  desk_undo_refused (self, self->office, action, "The coach has another session");
  other_json = cancel_json (other, "");
  g_free (desk_change (self, self->office, "POST", "/api/sessions/cancel", other_json, 200));

  busy = desk_book (self, 1, 2, FRIDAY, NULL);
  desk_undo_refused (self, self->office, action, "The room is taken");
  nx_test_db_script (self->base.db, "UPDATE sessions SET room_id = '00000007-0000-7000-8000-000000000002' WHERE status = 'SCHEDULED'");
  desk_undo_refused (self, self->office, action, "The student has another session");
  busy_json = cancel_json (busy, "");
  g_free (desk_change (self, self->office, "POST", "/api/sessions/cancel", busy_json, 200));

  spend = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":-3.5,\"reason\":\"Rendus en agence\"}", STUDENT (1));
  g_free (desk_change (self, self->office, "POST", "/api/credits/adjust", spend, 201));
  desk_undo_refused (self, self->office, action, "not enough credits");

  nx_test_db_script (self->base.db, "INSERT INTO closures (id, first_day, last_day, name) VALUES (gen_random_uuid (), '2026-11-27', '2026-11-27', 'Fête')");
  desk_undo_refused (self, self->office, action, "closed");
  nx_test_db_script (self->base.db, "DELETE FROM closures");

  desk_go_to (self, at (FRIDAY));
  desk_undo_refused (self, self->office, action, "has begun or is over");
}

/* What the refund gave back is spent meanwhile: the ordinary way takes it from another lot. */
static void
test_other_lots (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *json = cancel_json (session, "");
  g_autofree char *action = desk_change (self, self->office, "POST", "/api/sessions/cancel", json, 200);
  g_autofree char *spend = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":-4,\"reason\":\"Rendus en agence\"}", STUDENT (1));
  g_autofree char *give = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":2,\"reason\":\"Geste commercial\"}", STUDENT (1));

  g_free (desk_change (self, self->office, "POST", "/api/credits/adjust", spend, 201));
  g_free (desk_change (self, self->office, "POST", "/api/credits/adjust", give, 201));
  g_free (desk_undo (self, self->office, action));
  g_assert_cmpint (ask_number (&self->base, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'"), ==, 3);
}

/* A server that was started again knows what the desktop that was started again asks for. */
static void
test_restart (Desk *self, gconstpointer data)
{
  g_autofree char *before = dump_agenda (self->base.db), *action = NULL, *session = desk_book (self, 1, 1, FRIDAY, &action);
  g_autofree char *undo = NULL, *after = NULL;
  g_autoptr (NxTestReply) list = NULL, later = NULL, others = NULL;

  desk_start (self);
  list = nx_test_get (self->server, "/api/actions?limit=5", self->office);
  nx_test_assert_status (list, 200);
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.id"), ==, action);
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.kind"), ==, "session.booked");
  g_assert_cmpstr (nx_test_reply_string (list, "items.0.objectId"), ==, session);
  g_assert_nonnull (strstr (nx_test_reply_string (list, "items.0.sentence"), "Hélios"));
  undo = desk_undo (self, self->office, nx_test_reply_string (list, "items.0.id"));
  after = dump_agenda (self->base.db);
  g_assert_cmpstr (after, ==, before);

  later = nx_test_get (self->server, "/api/actions", self->office);
  g_assert_cmpstr (nx_test_reply_string (later, "items.0.id"), ==, undo);
  g_assert_cmpstr (nx_test_reply_string (later, "items.0.undoes"), ==, action);
  g_assert_cmpstr (nx_test_reply_string (later, "items.1.undoneBy"), ==, undo);
  others = nx_test_get (self->server, "/api/actions", self->other_office);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (others, "items"))), ==, 0);
}

#define MAILS(where) "SELECT count (*) AS a FROM outbox WHERE " where

static void
test_mails_taken_back (Desk *self, gconstpointer data)
{
  g_autofree char *action = desk_act (self, 1, 1, FRIDAY), *undo = NULL, *redo = NULL;

  g_assert_cmpint (ask_number (&self->base, MAILS ("not_before = created_at + interval '10 seconds' AND action_id IS NOT NULL")), ==, 2);
  desk_go_to (self, self->base.now + 9 * NX_TIME_SECOND);
  undo = desk_undo (self, self->office, action);
  g_assert_cmpint (ask_number (&self->base, MAILS ("cancelled_at IS NOT NULL")), ==, 2);
  g_assert_cmpint (ask_number (&self->base, MAILS ("true")), ==, 2);

  /* Nobody heard of the booking: it is told now. */
  redo = desk_undo (self, self->office, undo);
  g_assert_cmpint (ask_number (&self->base, MAILS ("kind = 'booking_confirmation' AND cancelled_at IS NULL")), ==, 2);
  g_free (desk_undo (self, self->office, redo));
  g_assert_cmpint (ask_number (&self->base, MAILS ("cancelled_at IS NULL")), ==, 0);
}

static void
test_mails_after (Desk *self, gconstpointer data)
{
  g_autofree char *action = desk_act (self, 1, 1, FRIDAY), *undo = NULL, *redo = NULL;

  desk_go_to (self, self->base.now + 11 * NX_TIME_SECOND);
  nx_test_db_script (self->base.db, "UPDATE outbox SET sent_at = not_before");
  undo = desk_undo (self, self->office, action);
  g_assert_cmpint (ask_number (&self->base, MAILS ("kind = 'cancellation' AND cancelled_at IS NULL")), ==, 2);

  /* The cancellation has not left: the families know of the booking, and it stands. */
  redo = desk_undo (self, self->office, undo);
  g_assert_cmpint (ask_number (&self->base, MAILS ("cancelled_at IS NOT NULL")), ==, 2);
  g_assert_cmpint (ask_number (&self->base, MAILS ("true")), ==, 4);
  g_free (desk_undo (self, self->office, redo));
  g_assert_cmpint (ask_number (&self->base, MAILS ("kind = 'cancellation' AND cancelled_at IS NULL")), ==, 2);
}

static void
test_replay (Desk *self, gconstpointer data)
{
  g_autofree char *json = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\","
                                           "\"scheduledAt\":\"" FRIDAY "\"}", STUDENT (1), COACH (1));
  const char *const headers[] = { "Idempotency-Key", "une-cle-bien-a-moi", NULL };
  NxTestRequest request = { .method = "POST", .path = "/api/sessions/book", .token = self->office, .body = json, .headers = headers };
  g_autoptr (NxTestReply) first = nx_test_send (self->server, &request), second = nx_test_send (self->server, &request);

  nx_test_assert_status (first, 201);
  nx_test_assert_status (second, 201);
  g_assert_cmpstr (nx_test_reply_header (second, "idempotent-replay"), ==, "true");
  g_assert_nonnull (nx_test_reply_header (first, "x-action-id"));
  g_assert_cmpstr (nx_test_reply_header (second, "x-action-id"), ==, nx_test_reply_header (first, "x-action-id"));
  g_free (desk_undo (self, self->office, nx_test_reply_header (second, "x-action-id")));
}

/* Who came, and what went back for who did not, is of that session: it goes nowhere else before that is taken back. */
static void
test_marked (Desk *self, gconstpointer data)
{
  g_autofree char *booked = NULL, *session = desk_book (self, 1, 1, FRIDAY, &booked), *path = g_strconcat ("/api/sessions/", session, NULL);
  g_autofree char *mark = g_strconcat (path, "/attendance", NULL), *json = cancel_json (session, "");
  const char *balance = "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'";

  desk_go_to (self, at (FRIDAY) - 10 * NX_TIME_MINUTE);
  g_free (desk_change (self, self->office, "POST", mark, "{\"attendance\":\"ABSENT\",\"refund\":true}", 200));
  g_assert_cmpint (ask_number (&self->base, balance), ==, 16);
  g_free (desk_change (self, self->office, "PATCH", path, "{\"scheduledAt\":\"" FRIDAY_LATER "\"}", 409));
  g_free (desk_change (self, self->office, "POST", "/api/sessions/cancel", json, 409));
  desk_undo_refused (self, self->office, booked, "noted");

  g_free (desk_change (self, self->office, "POST", mark, "{\"attendance\":null}", 200));
  g_assert_cmpint (ask_number (&self->base, balance), ==, 11);
  g_free (desk_change (self, self->office, "PATCH", path, "{\"scheduledAt\":\"" FRIDAY_LATER "\"}", 200));
  g_free (desk_change (self, self->office, "POST", "/api/sessions/cancel", json, 200));
  g_assert_cmpint (ask_number (&self->base, balance), ==, 16);
}

/* The office gave the credits back: that the pupil was there after all, and is charged again, is the office's to say. */
static void
test_refund_is_the_office_s (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *path = g_strdup_printf ("/api/sessions/%s/attendance", session);
  const char *balance = "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000001'";

  desk_go_to (self, at (FRIDAY) + NX_TIME_HOUR);
  g_free (desk_change (self, self->office, "POST", path, "{\"attendance\":\"ABSENT\",\"refund\":true}", 200));
  g_free (desk_change (self, self->coach, "POST", path, "{\"attendance\":\"PRESENT\"}", 403));
  g_free (desk_change (self, self->coach, "POST", path, "{\"attendance\":null}", 403));
  g_free (desk_change (self, self->coach, "POST", path, "{\"attendance\":\"ABSENT\"}", 200));
  g_assert_cmpint (ask_number (&self->base, balance), ==, 16);
  g_free (desk_change (self, self->office, "POST", path, "{\"attendance\":\"PRESENT\"}", 200));
  g_assert_cmpint (ask_number (&self->base, balance), ==, 11);
}

/* What the report says of a pupil is corrected there: the mark before it is no longer taken back. */
static void
test_reported (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *path = g_strdup_printf ("/api/sessions/%s/attendance", session);
  g_autofree char *absent = NULL;

  desk_go_to (self, at (FRIDAY) + 20 * NX_TIME_MINUTE);
  absent = desk_change (self, self->office, "POST", path, "{\"attendance\":\"ABSENT\",\"refund\":true}", 200);
  nx_test_db_script (self->base.db, "INSERT INTO reports (id, session_id, student_id, coach_id, status, attendance, created_at, updated_at, submitted_at)"
                                    " SELECT gen_random_uuid (), t.session_id, t.student_id, '00000006-0000-7000-8000-000000000001', 'SUBMITTED', 'ABSENT',"
                                    " '2026-11-27 14:00Z', '2026-11-27 14:00Z', '2026-11-27 14:00Z' FROM seats t;"
                                    "UPDATE sessions SET status = 'NO_SHOW'");
  desk_undo_refused (self, self->office, absent, "report");
}

/* A coach's session went to a colleague: its room is no longer theirs to change. */
static void
test_room_of_a_colleague (Desk *self, gconstpointer data)
{
  g_autofree char *json = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\","
                                           "\"scheduledAt\":\"" FRIDAY "\"}", STUDENT (1), COACH (1));
  g_autoptr (NxTestReply) made = nx_test_post (self->server, "/api/sessions/book", self->office, json);
  g_autofree char *path = g_strconcat ("/api/sessions/", nx_test_reply_string (made, "session.id"), NULL);
  g_autofree char *video = g_strconcat (path, "/video", NULL), *move = g_strdup_printf ("{\"coachId\":\"%s\"}", COACH (2));
  g_autofree char *replaced = desk_change (self, self->coach, "POST", video, NULL, 200);

  g_free (desk_change (self, self->office, "PATCH", path, move, 200));
  desk_undo_refused (self, self->coach, replaced, "no such session");
}

#define ADD(path, func) g_test_add (path, Desk, NULL, desk_setup, func, desk_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/undo/booking", test_booking);
  ADD ("/undo/cancellation", test_cancellation);
  ADD ("/undo/move", test_move);
  ADD ("/undo/workshop", test_workshop);
  ADD ("/undo/attendance", test_attendance);
  ADD ("/undo/absent-to-the-end", test_absent_to_the_end);
  ADD ("/undo/whose", test_whose);
  ADD ("/undo/families", test_families_have_no_actions);
  ADD ("/undo/changed-since", test_changed_since);
  ADD ("/undo/no-longer-possible", test_no_longer_possible);
  ADD ("/undo/other-lots", test_other_lots);
  ADD ("/undo/restart", test_restart);
  ADD ("/undo/mails-taken-back", test_mails_taken_back);
  ADD ("/undo/mails-after", test_mails_after);
  ADD ("/undo/replay", test_replay);
  ADD ("/undo/marked", test_marked);
  ADD ("/undo/refund-is-the-office-s", test_refund_is_the_office_s);
  ADD ("/undo/reported", test_reported);
  ADD ("/undo/room-of-a-colleague", test_room_of_a_colleague);

  return g_test_run ();
}
