/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/undo-fixture.h"

#include <string.h>

extern const NxRoute nx_booking_routes[], nx_credits_routes[], nx_reports_routes[], nx_undo_routes[], nx_history_routes[], nx_video_routes[];
static const NxRoute *const tables[] = { nx_booking_routes, nx_credits_routes, nx_reports_routes, nx_undo_routes, nx_history_routes, nx_video_routes, NULL };

void
desk_start (Desk *self)
{
  g_clear_pointer (&self->server, nx_test_server_free);
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (self->clock), .conninfo = self->base.conninfo });
}

static void
sign_in_as (Desk *self, char **token, IdKind kind, guint n)
{
  g_free (*token);
  *token = nx_test_server_token (self->server, id_of (kind, n));
}

/* Again where time went by: nobody stays signed in for days. */
static void
sign_in (Desk *self)
{
  sign_in_as (self, &self->office, ID_OFFICE_USER, 1);
  sign_in_as (self, &self->other_office, ID_OFFICE_USER, 2);
  sign_in_as (self, &self->coach, ID_COACH_USER, 1);
  sign_in_as (self, &self->parent, ID_PARENT_USER, 1);
}

void
desk_setup (Desk *self, gconstpointer data)
{
  booking_setup (&self->base, data);
  booking_pay_plans (&self->base);
  nx_test_db_script (self->base.db, "INSERT INTO users (id, email, role, first_name, last_name, created_at) VALUES"
                                    " ('00000008-0000-7000-8000-000000000002', 'autre@nexus.test', 'ASSISTANTE', 'Rim', 'Autre', '2026-09-01')");
  self->clock = nx_test_clock_new (self->base.now);
  desk_start (self);
  sign_in (self);
}

void
desk_teardown (Desk *self, gconstpointer data)
{
  g_autofree char *faults = booking_faults (self->base.db, self->base.now);

  g_assert_cmpstr (faults, ==, "");
  nx_test_server_free (self->server);
  g_object_unref (self->clock);
  g_free (self->office);
  g_free (self->other_office);
  g_free (self->coach);
  g_free (self->parent);
  booking_teardown (&self->base, data);
}

void
desk_go_to (Desk *self, gint64 now)
{
  self->base.now = now;
  nx_test_clock_set (self->clock, now);
  sign_in (self);
}

char *
desk_change (Desk *self, const char *token, const char *method, const char *path, const char *json, guint status)
{
  g_autoptr (NxTestReply) reply = nx_test_send (self->server, &(NxTestRequest){ .method = method, .path = path, .token = token, .body = json });
  const char *action;

  nx_test_assert_status (reply, status);
  action = nx_test_reply_header (reply, "x-action-id");

  return g_strdup (action != NULL ? action : "");
}

char *
desk_book (Desk *self, guint student, guint coach, const char *start, char **action)
{
  g_autofree char *json = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_PRESENTIEL\","
                                           "\"scheduledAt\":\"%s\"}", STUDENT (student), COACH (coach), start);
  g_autoptr (NxTestReply) reply = nx_test_post (self->server, "/api/sessions/book", self->office, json);

  nx_test_assert_status (reply, 201);
  if (action != NULL)
    *action = g_strdup (nx_test_reply_header (reply, "x-action-id"));

  return g_strdup (nx_test_reply_string (reply, "session.id"));
}

char *
desk_act (Desk *self, guint student, guint coach, const char *start)
{
  char *action;

  g_free (desk_book (self, student, coach, start, &action));

  return action;
}

static NxTestReply *
post_undo (Desk *self, const char *token, const char *action)
{
  g_autofree char *json = g_strdup_printf ("{\"actionId\":\"%s\"}", action);

  return nx_test_post (self->server, "/api/undo", token, json);
}

char *
desk_undo (Desk *self, const char *token, const char *action)
{
  g_autoptr (NxTestReply) reply = post_undo (self, token, action);

  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_string (reply, "actionId"), ==, nx_test_reply_header (reply, "x-action-id"));
  g_assert_cmpuint (strlen (nx_test_reply_string (reply, "sentence")), >, 10);

  return g_strdup (nx_test_reply_string (reply, "actionId"));
}

void
desk_undo_refused (Desk *self, const char *token, const char *action, const char *words)
{
  g_autofree char *before = dump_agenda (self->base.db), *after = NULL;
  g_autoptr (NxTestReply) reply = post_undo (self, token, action);

  nx_test_assert_code (reply, 409, "cannot_undo");
  if (strstr (nx_test_reply_string (reply, "detail"), words) == NULL)
    g_error ("\"%s\" does not say \"%s\"", nx_test_reply_string (reply, "detail"), words);
  after = dump_agenda (self->base.db);
  g_assert_cmpstr (after, ==, before);
}

static const NxStatement statements[] = {
  { "test.dump_agenda",
    "SELECT string_agg (line, E'\\n' ORDER BY line) AS text FROM ("
    "SELECT concat_ws ('|', 'session', id, coach_id, during, type, subject, status, title, description, capacity, seats_taken, seat_cost,"
    " coalesce (room_id::text, '-'), coalesce (jitsi_room, '-'), coalesce (series_id::text, '-')) AS line FROM sessions WHERE status <> 'CANCELLED'"
    " UNION ALL SELECT concat_ws ('|', 'seat', id, session_id, student_id, during, cost, booked_at, booked_by, paid, refunded,"
    " coalesce (attendance, '-')) FROM seats WHERE active"
    " UNION ALL SELECT concat_ws ('|', 'lot', id, student_id, type, granted, remaining, granted_at, expires_at) FROM credit_lots"
    " WHERE remaining > 0 OR type <> 'REFUND'"
    " UNION ALL SELECT concat_ws ('|', 'balance', id, balance) FROM students) l", 0 },
};

char *
dump_agenda (NxDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_query (db, &statements[0], NULL, 0, &error);

  g_assert_no_error (error);

  return g_strdup (nx_rows_text (rows, 0, "text"));
}
