/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/waiting-fixture.h"

#include "server/waiting/waiting.h"

#define START "2026-11-27T13:00:00Z"

static char *
token_of (Breakers *self, guint student)
{
  /* Students 1 and 2 are siblings. */
  return breakers_token (self, ID_PARENT_USER, student == 2 ? 1 : student);
}

static NxTestReply *
post (Breakers *self, const char *path, guint student, const char *body)
{
  g_autofree char *token = token_of (self, student);

  return nx_test_post (self->server, path, token, body);
}

char *
waiting_workshop (Breakers *self, guint capacity)
{
  NxBooking booking = lesson (1, 1, START);
  g_autofree char *sql = NULL;
  char *id;

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  id = book_ok (&self->centre, &booking);
  sql = g_strdup_printf ("UPDATE sessions SET capacity = %u WHERE id = '%s'", capacity, id);
  nx_test_db_script (self->centre.db, sql);
  for (guint i = 2; i <= capacity; i++)
    {
      NxBooking join = { .student_id = STUDENT (i), .session_id = id };

      g_free (book_ok (&self->centre, &join));
    }

  return id;
}

char *
waiting_lesson (Breakers *self, guint student, const char *start)
{
  NxBooking booking = lesson (student, 1, start);

  return book_ok (&self->centre, &booking);
}

NxTestReply *
waiting_ask (Breakers *self, guint student, const char *session)
{
  g_autofree char *body = g_strdup_printf ("{\"studentId\":\"%s\",\"sessionId\":\"%s\"}", STUDENT (student), session);

  return post (self, "/api/waiting", student, body);
}

NxTestReply *
waiting_ask_time (Breakers *self, guint student, guint coach, const char *start)
{
  g_autofree char *who = coach > 0 ? g_strdup_printf ("\"coachId\":\"%s\",", COACH (coach)) : g_strdup ("");
  g_autofree char *body = g_strdup_printf ("{\"studentId\":\"%s\",%s\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\","
                                           "\"scheduledAt\":\"%s\"}", STUDENT (student), who, start);

  return post (self, "/api/waiting", student, body);
}

static char *
entry_of (NxTestReply *reply)
{
  g_autoptr (NxTestReply) owned = reply;

  nx_test_assert_status (owned, 201);
  return g_strdup (nx_test_reply_string (owned, "entry.id"));
}

char *
waiting_join (Breakers *self, guint student, const char *session)
{
  return entry_of (waiting_ask (self, student, session));
}

char *
waiting_join_time (Breakers *self, guint student, guint coach, const char *start)
{
  return entry_of (waiting_ask_time (self, student, coach, start));
}

NxTestReply *
waiting_accept (Breakers *self, guint student, const char *entry)
{
  g_autofree char *path = g_strdup_printf ("/api/waiting/%s/accept", entry);

  return post (self, path, student, "{}");
}

NxTestReply *
waiting_leave (Breakers *self, guint student, const char *entry)
{
  g_autofree char *path = g_strdup_printf ("/api/waiting/%s", entry), *token = token_of (self, student);

  return nx_test_send (self->server, &(NxTestRequest){ .method = "DELETE", .path = path, .token = token });
}

void
waiting_give_up (Breakers *self, const char *session, const char *student)
{
  NxActor office = as_office (&self->centre);
  NxCancellation cancellation = { .session_id = session, .student_id = student };
  g_autoptr (GError) error = NULL;

  office.now = waiting_now (self);
  cancel (self->centre.db, &office, &cancellation, &error);
  g_assert_no_error (error);
}

char *
waiting_status (Breakers *self, const char *entry)
{
  g_autofree char *sql = g_strdup_printf ("SELECT status AS a FROM waiting_list WHERE id = '%s'", entry);

  return ask_text (&self->centre, sql);
}

gint64
waiting_now (Breakers *self)
{
  return nx_clock_now (NX_CLOCK (self->clock));
}

void
waiting_job (Breakers *self, NxDb *db, gint64 now)
{
  g_autoptr (GError) error = NULL;
  NxJobRun run = { .db = db != NULL ? db : self->centre.db };

  if (now != NX_TIME_NONE)
    nx_test_clock_set (self->clock, now);
  run.until = waiting_now (self);
  run.day = nx_time_date_in_zone (run.until, nx_time_zone (NX_TIME_CENTRE_ZONE));
  run.actor = (NxActor){ .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "job offers", .now = run.until };
  nx_waiting_offers_due (&run, &error);
  g_assert_no_error (error);
}

gint64
waiting_mails (Breakers *self, const char *kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) AS a FROM outbox WHERE kind = '%s'", kind);

  return ask_number (&self->centre, sql);
}
