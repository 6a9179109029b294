/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/series-web.h"

#include <string.h>

#include "server/jobs/nx-job.h"
#include "server/notices/nx-mail-content.h"
#include "server/series/series.h"

/* Weekly series as the office meets them. It is Tuesday 2026-11-24, 10:00 in Tunis; a pupil has 4 credits until the month ends. */

static char *
plan (guint student, guint coach, const char *first, const char *more)
{
  return g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\","
                          "\"firstAt\":\"%s\"%s}", STUDENT (student), COACH (coach), first, more);
}

static NxTestReply *
make (SeriesWeb *self, guint student, const char *first, const char *more)
{
  g_autofree char *body = plan (student, 1, first, more);

  return nx_test_post (self->server, "/api/series", self->office, body);
}

static NxTestReply *
edit (SeriesWeb *self, NxTestReply *series, guint session, const char *scope, const char *more)
{
  const char *id = series_text (series, "sessions", session, "id");
  g_autofree char *path = g_strconcat ("/api/series/", nx_test_reply_string (series, "series.id"), NULL);
  g_autofree char *body = g_strdup_printf ("{\"scope\":\"%s\",\"sessionId\":\"%s\"%s}", scope, id, more);

  return series_patch (self, self->office, path, body);
}

/* The sessions that go on, by time: "25 16:00, 2 16:00 …". */
static void
assert_agenda (SeriesWeb *self, const char *expected)
{
  g_autofree char *agenda = ask_text (&self->base, "SELECT coalesce (string_agg (to_char (lower (during), 'DD/MM HH24:MI'), ', ' ORDER BY during), '') AS a"
                                                   " FROM sessions WHERE status = 'SCHEDULED' AND series_id IS NOT NULL");

  g_assert_cmpstr (agenda, ==, expected);
}

#define COUNT(table) ask_number (&self->base, "SELECT count (*) AS a FROM " table)
#define BALANCE(n) ask_number (&self->base, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-00000000000" #n "'")

static void
test_dry_run (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) dry = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":4,\"dryRun\":true"), again = NULL;

  nx_test_assert_status (dry, 200);
  g_assert_true (JSON_NODE_HOLDS_NULL (nx_test_reply_node (dry, "series")));
  g_assert_cmpuint (series_length (dry, "sessions"), ==, 4);
  g_assert_null (series_text (dry, "sessions", 0, "id"));
  g_assert_cmpstr (series_text (dry, "sessions", 3, "scheduledAt"), ==, "2026-12-16T16:00:00Z");
  g_assert_cmpuint (series_length (dry, "conflicts"), ==, 0);
  g_assert_cmpfloat (nx_test_reply_number (dry, "cost"), ==, 4);
  g_assert_cmpfloat (nx_test_reply_number (dry, "balance"), ==, 0);

  g_assert_cmpint (COUNT ("sessions") + COUNT ("seats") + COUNT ("series") + COUNT ("outbox") + COUNT ("events"), ==, 0);
  g_assert_cmpint (COUNT ("actions") + COUNT ("action_steps") + COUNT ("audit WHERE action ~ '^(series|session)'"), ==, 0);
  g_assert_cmpint (BALANCE (1), ==, 16);
  /* As often as one likes. */
  again = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":4,\"dryRun\":true");
  g_assert_cmpuint (series_length (again, "conflicts"), ==, 0);
}

static void
test_create (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, 1, "2026-11-25T16:00:00Z", ",\"until\":\"2026-12-16\""), seen = NULL;
  g_autofree char *path = NULL, *weeks = NULL;

  nx_test_assert_status (made, 201);
  g_assert_cmpuint (series_length (made, "sessions"), ==, 4);
  g_assert_cmpfloat (nx_test_reply_number (made, "balance"), ==, 0);
  g_assert_cmpstr (nx_test_reply_string (made, "series.until"), ==, "2026-12-16");
  g_assert_nonnull (nx_test_reply_header (made, "X-Action-Id"));
  assert_agenda (self, "25/11 16:00, 02/12 16:00, 09/12 16:00, 16/12 16:00");
  weeks = ask_text (&self->base, "SELECT string_agg (series_n::text, ' ' ORDER BY during) AS a FROM sessions");
  g_assert_cmpstr (weeks, ==, "0 1 2 3");
  /* The family and the coach, once each. */
  g_assert_cmpint (COUNT ("outbox WHERE kind = 'agenda_changes'"), ==, 2);
  g_assert_cmpint (COUNT ("outbox"), ==, 2);

  path = g_strconcat ("/api/series/", nx_test_reply_string (made, "series.id"), NULL);
  seen = nx_test_get (self->server, path, self->coach);
  nx_test_assert_status (seen, 200);
  g_assert_cmpuint (series_length (seen, "sessions"), ==, 4);
  g_assert_cmpstr (nx_test_reply_string (seen, "series.pseudonym"), ==, "Hélios");
}

static void
test_holidays_and_clashes (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *taken = NULL;
  g_autoptr (NxTestReply) made = NULL;

  nx_test_db_script (self->base.db,
    "INSERT INTO closures (id, first_day, last_day, name, bookable) VALUES (gen_random_uuid (), '2026-12-02', '2026-12-02', 'Inventaire', false),"
    " (gen_random_uuid (), '2026-12-14', '2026-12-27', 'Vacances d''hiver', true)");
  taken = series_book (self, 4, 1, "2026-12-09T16:30:00Z");
  made = make (self, 1, "2026-11-25T16:00:00Z", ",\"until\":\"2026-12-31\"");
  nx_test_assert_status (made, 201);
  g_assert_cmpuint (series_length (made, "skipped"), ==, 3);
  g_assert_cmpstr (series_text (made, "skipped", 0, "name"), ==, "Inventaire");
  g_assert_cmpstr (series_text (made, "skipped", 0, "at"), ==, "2026-12-02T16:00:00Z");
  g_assert_cmpstr (series_text (made, "skipped", 2, "name"), ==, "Vacances d'hiver");
  g_assert_cmpuint (series_length (made, "conflicts"), ==, 1);
  g_assert_cmpstr (series_text (made, "conflicts", 0, "code"), ==, "slot_taken");
  g_assert_cmpstr (series_text (made, "conflicts", 0, "at"), ==, "2026-12-09T16:00:00Z");
  g_assert_nonnull (series_text (made, "conflicts", 0, "detail"));
  g_assert_cmpstr (series_text (made, "sessions", 1, "code"), ==, "slot_taken");
  assert_agenda (self, "25/11 16:00, 30/12 16:00");
  g_assert_cmpint (BALANCE (1), ==, 8);
}

/* The longest there is; and what the mail says of it. */
static void
test_sixty_weeks (SeriesWeb *self, gconstpointer data)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (NxTestReply) dry = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":60,\"payment\":\"MONTHLY\",\"dryRun\":true");
  gint64 middle = g_get_monotonic_time ();
  g_autoptr (NxTestReply) made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":60,\"payment\":\"MONTHLY\"");
  gint64 end = g_get_monotonic_time ();
  g_autofree char *payload = ask_text (&self->base, "SELECT payload::text AS a FROM outbox WHERE to_address = 'parent1@example.com'"), *text = NULL;
  g_autoptr (JsonNode) node = nx_json_parse (payload, -1, &nx_json_limits_answer, NULL);
  g_autoptr (NxMailContent) mail = nx_mail_content_new ("agenda_changes", json_node_get_object (node), "https://nexus.test", NULL);

  g_test_message ("sixty weeks: tried in %" G_GINT64_FORMAT " ms, made in %" G_GINT64_FORMAT " ms", (middle - begin) / 1000, (end - middle) / 1000);
  nx_test_assert_status (dry, 200);
  nx_test_assert_status (made, 201);
  g_assert_cmpuint (series_length (made, "sessions"), ==, 60);
  g_assert_cmpuint (series_length (made, "conflicts"), ==, 0);
  g_assert_cmpint (COUNT ("outbox"), ==, 2);
  text = nx_mail_content_text (mail);
  g_assert_nonnull (strstr (nx_mail_content_subject (mail), "Élève N1"));
  g_assert_nonnull (strstr (text, "60 weekly sessions are booked."));
  g_assert_nonnull (strstr (text, "Mathematics with Hélios"));
  g_assert_nonnull (strstr (text, "https://nexus.test/parent"));
}

static void
test_credits_for_three (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *body = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_PRESENTIEL\","
                                           "\"firstAt\":\"2026-11-25T16:00:00Z\",\"count\":5,\"room\":\"Salle 2\"}", STUDENT (1), COACH (1));
  g_autoptr (NxTestReply) made = nx_test_post (self->server, "/api/series", self->office, body);

  nx_test_assert_status (made, 201);
  g_assert_cmpuint (series_length (made, "conflicts"), ==, 2);
  g_assert_cmpstr (series_text (made, "conflicts", 0, "code"), ==, "insufficient_credits");
  g_assert_cmpstr (series_text (made, "conflicts", 0, "at"), ==, "2026-12-16T16:00:00Z");
  g_assert_cmpfloat (nx_test_reply_number (made, "cost"), ==, 3.75);
  g_assert_cmpfloat (nx_test_reply_number (made, "balance"), ==, 0.25);
  assert_agenda (self, "25/11 16:00, 02/12 16:00, 09/12 16:00");
  g_assert_cmpint (COUNT ("sessions x JOIN rooms r ON r.id = x.room_id WHERE r.name = 'Salle 2'"), ==, 3);
}

static void
test_nothing_possible (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = NULL, night = NULL;

  g_free (series_book (self, 4, 1, "2026-11-25T16:00:00Z"));
  g_free (series_book (self, 4, 1, "2026-12-02T16:00:00Z"));
  made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":2");
  nx_test_assert_code (made, 409, "slot_taken");
  g_assert_cmpint (COUNT ("series"), ==, 0);
  night = make (self, 1, "2026-11-25T22:00:00Z", ",\"count\":2");
  nx_test_assert_code (night, 409, "outside_availability");
}

static void
test_leap_day (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, 1, "2028-02-15T16:00:00Z", ",\"until\":\"2028-03-14\",\"payment\":\"MONTHLY\"");

  nx_test_assert_status (made, 201);
  assert_agenda (self, "15/02 16:00, 22/02 16:00, 29/02 16:00, 07/03 16:00, 14/03 16:00");
}

/* Tunis does not change its clocks: a family in Paris has another hour from one week to the next, and the series the same instants. */
static void
test_clocks_of_paris (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) spring = NULL, autumn = NULL;
  g_autofree char *payload = NULL, *hours = NULL;

  nx_test_db_script (self->base.db, "UPDATE users SET zone = 'Europe/Paris' WHERE id = '00000001-0000-7000-8000-000000000001'");
  spring = make (self, 1, "2027-03-23T16:00:00Z", ",\"count\":3,\"payment\":\"MONTHLY\"");
  nx_test_assert_status (spring, 201);
  autumn = make (self, 1, "2027-10-26T16:00:00Z", ",\"count\":2,\"payment\":\"MONTHLY\"");
  nx_test_assert_status (autumn, 201);
  assert_agenda (self, "23/03 16:00, 30/03 16:00, 06/04 16:00, 26/10 16:00, 02/11 16:00");
  hours = ask_text (&self->base, "SELECT string_agg (to_char (lower (during) AT TIME ZONE 'Europe/Paris', 'HH24'), ' ' ORDER BY during) AS a FROM sessions");
  g_assert_cmpstr (hours, ==, "17 18 18 18 17");
  payload = ask_text (&self->base, "SELECT payload ->> 'zone' AS a FROM outbox WHERE to_address = 'parent1@example.com' LIMIT 1");
  g_assert_cmpstr (payload, ==, "Europe/Paris");
}

static void
test_scopes (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":4");
  g_autoptr (NxTestReply) one = NULL, dry = NULL, following = NULL, all = NULL, far = NULL;

  nx_test_assert_status (made, 201);
  one = edit (self, made, 1, "this", ",\"scheduledAt\":\"2026-12-03T09:00:00Z\"");
  nx_test_assert_status (one, 200);
  g_assert_cmpuint (series_length (one, "sessions"), ==, 1);
  assert_agenda (self, "25/11 16:00, 03/12 09:00, 09/12 16:00, 16/12 16:00");

  dry = edit (self, made, 2, "following", ",\"scheduledAt\":\"2026-12-10T17:00:00Z\",\"dryRun\":true");
  nx_test_assert_status (dry, 200);
  g_assert_cmpuint (series_length (dry, "sessions"), ==, 2);
  assert_agenda (self, "25/11 16:00, 03/12 09:00, 09/12 16:00, 16/12 16:00");
  following = edit (self, made, 2, "following", ",\"scheduledAt\":\"2026-12-10T17:00:00Z\"");
  nx_test_assert_status (following, 200);
  assert_agenda (self, "25/11 16:00, 03/12 09:00, 10/12 17:00, 17/12 17:00");

  /* All: the one that was moved by itself keeps its time, and gets the coach and the length. */
  all = edit (self, made, 0, "all", ",\"scheduledAt\":\"2026-11-26T10:00:00Z\",\"duration\":90,\"coachId\":\"00000006-0000-7000-8000-000000000002\"");
  nx_test_assert_status (all, 200);
  assert_agenda (self, "26/11 10:00, 03/12 09:00, 10/12 10:00, 17/12 10:00");
  g_assert_cmpint (COUNT ("sessions WHERE coach_id = '00000006-0000-7000-8000-000000000002' AND upper (during) - lower (during) = interval '90 minutes'"), ==, 4);
  far = edit (self, made, 0, "all", ",\"scheduledAt\":\"2026-12-04T10:00:00Z\"");
  nx_test_assert_code (far, 422, "invalid");
  g_assert_nonnull (nx_test_reply_string (far, "fields.scheduledAt"));
}

static void
test_cancelled_stays (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":3");
  g_autoptr (NxTestReply) cancelled = edit (self, made, 1, "this", ",\"cancel\":true"), again = NULL, moved = NULL, longer = NULL, shorter = NULL;
  g_autoptr (NxTestReply) relonger = NULL, last = NULL, ended = NULL, on = NULL;

  nx_test_assert_status (cancelled, 200);
  g_assert_cmpfloat (nx_test_reply_number (cancelled, "cost"), ==, -1);
  g_assert_cmpfloat (nx_test_reply_number (cancelled, "balance"), ==, 2);
  again = edit (self, made, 1, "this", ",\"cancel\":true");
  nx_test_assert_code (again, 409, "already_cancelled");
  moved = edit (self, made, 0, "all", ",\"scheduledAt\":\"2026-11-25T17:00:00Z\"");
  nx_test_assert_status (moved, 200);
  assert_agenda (self, "25/11 17:00, 09/12 17:00");
  longer = edit (self, made, 0, "all", ",\"until\":\"2026-12-23\"");
  nx_test_assert_status (longer, 200);
  g_assert_cmpuint (series_length (longer, "sessions"), ==, 2);
  assert_agenda (self, "25/11 17:00, 09/12 17:00, 16/12 17:00, 23/12 17:00");

  /* The end comes earlier, and later again: these weeks nobody cancelled, the other one somebody did. */
  last = edit (self, made, 2, "this", ",\"cancel\":true");
  nx_test_assert_status (last, 200);
  shorter = edit (self, made, 0, "all", ",\"until\":\"2026-12-10\"");
  nx_test_assert_status (shorter, 200);
  assert_agenda (self, "25/11 17:00");
  relonger = edit (self, made, 0, "all", ",\"until\":\"2026-12-16\"");
  nx_test_assert_status (relonger, 200);
  assert_agenda (self, "25/11 17:00, 16/12 17:00");
  ended = edit (self, made, 0, "following", ",\"cancel\":true");
  nx_test_assert_status (ended, 200);
  assert_agenda (self, "");
  g_assert_cmpint (BALANCE (1), ==, 16);
  on = edit (self, made, 0, "all", ",\"duration\":90");
  nx_test_assert_code (on, 409, "already_cancelled");
}

static void
test_undo (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":4"), undone = NULL, redone = NULL, moved = NULL, back = NULL;
  g_autofree char *state = NULL;

  undone = series_undo (self, self->office, made);
  nx_test_assert_status (undone, 200);
  assert_agenda (self, "");
  g_assert_cmpint (BALANCE (1), ==, 16);
  g_assert_cmpint (COUNT ("series WHERE cancelled_at IS NULL"), ==, 0);
  /* Nobody hears of it. */
  g_assert_cmpint (COUNT ("outbox WHERE sent_at IS NULL AND dead_at IS NULL AND kind = 'cancellation'"), ==, 0);
  {
    g_autofree char *body = g_strdup_printf ("{\"actionId\":\"%s\"}", nx_test_reply_string (undone, "actionId"));

    redone = nx_test_post (self->server, "/api/undo", self->office, body);
  }
  nx_test_assert_status (redone, 200);
  assert_agenda (self, "25/11 16:00, 02/12 16:00, 09/12 16:00, 16/12 16:00");
  g_assert_cmpint (COUNT ("series WHERE cancelled_at IS NULL"), ==, 1);
  g_assert_cmpint (BALANCE (1), ==, 0);

  state = ask_text (&self->base, "SELECT md5 (string_agg (concat (id, coach_id, during, series_n, series_at), ';' ORDER BY id)) AS a FROM sessions WHERE status = 'SCHEDULED'");
  moved = edit (self, made, 1, "following", ",\"scheduledAt\":\"2026-12-03T10:00:00Z\",\"until\":\"2026-12-10\"");
  nx_test_assert_status (moved, 200);
  assert_agenda (self, "25/11 16:00, 03/12 10:00, 10/12 10:00");
  back = series_undo (self, self->office, moved);
  nx_test_assert_status (back, 200);
  assert_agenda (self, "25/11 16:00, 02/12 16:00, 09/12 16:00, 16/12 16:00");
  {
    g_autofree char *now = ask_text (&self->base, "SELECT md5 (string_agg (concat (id, coach_id, during, series_n, series_at), ';' ORDER BY id)) AS a FROM sessions WHERE status = 'SCHEDULED'");

    g_assert_cmpstr (now, ==, state);
  }
}

/* The mails have left: the family and the coach read of it, each once. */
static void
test_undo_after_the_mails (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":4"), undone = NULL, redone = NULL;
  g_autofree char *body = NULL;

  nx_test_db_script (self->base.db, "UPDATE outbox SET sent_at = '2026-11-24 09:00:30Z'");
  nx_test_clock_advance (self->clock, NX_TIME_MINUTE);
  undone = series_undo (self, self->office, made);
  nx_test_assert_status (undone, 200);
  g_assert_cmpint (COUNT ("outbox WHERE sent_at IS NULL"), ==, 2);
  g_assert_cmpint (COUNT ("outbox WHERE sent_at IS NULL AND kind = 'agenda_changes' AND jsonb_array_length (payload -> 'changes') = 4"), ==, 2);
  g_assert_cmpint (COUNT ("outbox WHERE payload -> 'changes' -> 0 ->> 'kind' = 'CANCELLED'"), ==, 2);

  nx_test_db_script (self->base.db, "UPDATE outbox SET sent_at = '2026-11-24 09:01:30Z'");
  nx_test_clock_advance (self->clock, NX_TIME_MINUTE);
  body = g_strdup_printf ("{\"actionId\":\"%s\"}", nx_test_reply_string (undone, "actionId"));
  redone = nx_test_post (self->server, "/api/undo", self->office, body);
  nx_test_assert_status (redone, 200);
  g_assert_cmpint (COUNT ("outbox WHERE sent_at IS NULL"), ==, 2);
  g_assert_cmpint (COUNT ("outbox WHERE sent_at IS NULL AND payload -> 'changes' -> 3 ->> 'kind' = 'BOOKED'"), ==, 2);
}

/* Payment by the month */

static void
pay (NxDb *db, gint64 now)
{
  g_autoptr (GError) error = NULL;
  NxJobRun run = { .db = db, .actor = { .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "job", .now = now }, .until = now };

  if (!nx_series_pay_due (&run, &error))
    g_error ("%s", error->message);
}

static gpointer
pay_elsewhere (gpointer data)
{
  SeriesWeb *self = data;
  g_autoptr (NxDb) db = nx_test_db_open (self->base.conninfo);

  pay (db, at ("2026-12-01T09:00:00Z"));
  return NULL;
}

#define PAID "seats WHERE active AND paid"

static void
test_monthly (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":8,\"payment\":\"MONTHLY\""), first = NULL, last = NULL;
  GThread *threads[2];

  nx_test_assert_status (made, 201);
  g_assert_cmpfloat (nx_test_reply_number (made, "cost"), ==, 8);
  g_assert_cmpfloat (nx_test_reply_number (made, "balance"), ==, 4);
  g_assert_cmpint (COUNT (PAID), ==, 0);

  /* The month that was granted pays what lies in it. */
  pay (self->base.db, self->base.now);
  pay (self->base.db, self->base.now);
  g_assert_cmpint (COUNT (PAID), ==, 1);
  g_assert_cmpint (BALANCE (1), ==, 12);

  /* The next month's grant, and two servers at once: as far as the credits go, the earliest first. */
  nx_test_db_script (self->base.db, "UPDATE subscriptions SET paid_until = '2027-01-01'");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("payer", pay_elsewhere, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (COUNT (PAID), ==, 4);
  g_assert_cmpint (BALANCE (1), ==, 0);
  g_assert_cmpint (COUNT ("credit_transactions WHERE type = 'USAGE'"), ==, 4);
  g_assert_cmpint (COUNT ("seats t JOIN sessions x ON x.id = t.session_id WHERE t.paid AND x.series_n > 3"), ==, 0);

  /* Cancelled: what was paid comes back, what was not does not. */
  last = edit (self, made, 7, "this", ",\"cancel\":true");
  nx_test_assert_status (last, 200);
  g_assert_cmpfloat (nx_test_reply_number (last, "cost"), ==, 0);
  g_assert_cmpint (BALANCE (1), ==, 0);
  first = edit (self, made, 1, "this", ",\"cancel\":true");
  nx_test_assert_status (first, 200);
  g_assert_cmpfloat (nx_test_reply_number (first, "cost"), ==, -1);
  g_assert_cmpint (BALANCE (1), ==, 4);
  /* The credit that is free again pays the next. */
  pay (self->base.db, at ("2026-12-01T09:01:00Z"));
  g_assert_cmpint (COUNT (PAID), ==, 4);
  g_assert_cmpint (BALANCE (1), ==, 0);
}

/* What was paid meanwhile comes back, what was not never left; and the same again. */
static void
test_monthly_undone (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":3,\"payment\":\"MONTHLY\""), undone = NULL, redone = NULL;
  g_autoptr (NxTestReply) cancelled = NULL, back = NULL;
  g_autofree char *body = NULL;

  pay (self->base.db, self->base.now);
  g_assert_cmpint (BALANCE (1), ==, 12);
  undone = series_undo (self, self->office, made);
  nx_test_assert_status (undone, 200);
  assert_agenda (self, "");
  g_assert_cmpint (BALANCE (1), ==, 16);
  body = g_strdup_printf ("{\"actionId\":\"%s\"}", nx_test_reply_string (undone, "actionId"));
  redone = nx_test_post (self->server, "/api/undo", self->office, body);
  nx_test_assert_status (redone, 200);
  g_assert_cmpint (BALANCE (1), ==, 12);
  g_assert_cmpint (COUNT (PAID), ==, 1);
  g_assert_cmpint (COUNT ("seats WHERE active AND NOT paid"), ==, 2);

  cancelled = edit (self, made, 2, "this", ",\"cancel\":true");
  nx_test_assert_status (cancelled, 200);
  back = series_undo (self, self->office, cancelled);
  nx_test_assert_status (back, 200);
  g_assert_cmpint (COUNT ("seats WHERE active AND NOT paid"), ==, 2);
  g_assert_cmpint (BALANCE (1), ==, 12);
}

static void
test_monthly_needs_a_plan (SeriesWeb *self, gconstpointer data)
{
  g_autoptr (NxTestReply) made = NULL;

  nx_test_db_script (self->base.db, "UPDATE subscriptions SET status = 'CANCELLED', ends_at = '2026-11-20' WHERE student_id = '00000004-0000-7000-8000-000000000001'");
  made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":2,\"payment\":\"MONTHLY\"");
  nx_test_assert_code (made, 409, "no_active_plan");
}

static void
test_who (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *theirs = plan (1, 1, "2026-11-25T16:00:00Z", ",\"count\":2"), *others = plan (1, 2, "2026-11-25T16:00:00Z", ",\"count\":2");
  g_autofree char *nobody = plan (99, 1, "2026-11-25T16:00:00Z", ",\"count\":2"), *session = NULL, *path = NULL;
  g_autoptr (NxTestReply) family = nx_test_post (self->server, "/api/series", self->parent, theirs);
  g_autoptr (NxTestReply) stranger = nx_test_post (self->server, "/api/series", self->coach, theirs);
  g_autoptr (NxTestReply) missing = nx_test_post (self->server, "/api/series", self->office, nobody), own = NULL, foreign = NULL, seen = NULL;
  g_autoptr (NxTestReply) changed = NULL, unknown = NULL;

  nx_test_assert_code (family, 403, "forbidden");
  /* A coach has series of the pupils whom they have, in their own hours. */
  nx_test_assert_code (stranger, 404, "not_found");
  nx_test_assert_code (missing, 404, "not_found");
  session = series_book (self, 1, 1, "2026-11-27T13:00:00Z");
  own = nx_test_post (self->server, "/api/series", self->coach, theirs);
  nx_test_assert_status (own, 201);
  foreign = nx_test_post (self->server, "/api/series", self->coach, others);
  nx_test_assert_code (foreign, 404, "not_found");
  path = g_strconcat ("/api/series/", nx_test_reply_string (own, "series.id"), NULL);
  seen = nx_test_get (self->server, path, self->other_coach);
  nx_test_assert_code (seen, 404, "not_found");
  changed = series_patch (self, self->other_coach, path, "{\"scope\":\"all\",\"cancel\":true}");
  nx_test_assert_code (changed, 404, "not_found");
  unknown = series_patch (self, self->office, "/api/series/00000000-0000-7000-8000-000000000000", "{\"scope\":\"all\",\"cancel\":true}");
  nx_test_assert_code (unknown, 404, "not_found");
}

static void
test_bad_input (SeriesWeb *self, gconstpointer data)
{
  static const struct { const char *first, *more, *field; } cases[] = {
    { "2026-11-25T16:00:00Z", "", "fields.until" },
    { "2026-11-25T16:00:00Z", ",\"count\":10000", "fields.count" },
    { "2026-11-25T16:00:00Z", ",\"count\":0", "fields.count" },
    { "2026-11-25T16:00:00Z", ",\"count\":61", "fields.count" },
    { "2026-11-25T16:00:00Z", ",\"count\":4,\"until\":\"2026-12-25\"", "fields.until" },
    { "2026-11-25T16:00:00Z", ",\"until\":\"2186-12-25\"", "fields.until" },
    { "2026-11-25T16:00:00Z", ",\"until\":\"2026-11-24\"", "fields.until" },
    { "2026-11-25T16:00:00Z", ",\"until\":\"2026-02-30\"", "fields.until" },
    { "2026-11-25T16:07:00Z", ",\"count\":4", "fields.firstAt" },
    { "2026-11-24T08:00:00Z", ",\"count\":4", "fields.firstAt" },
    { "2036-11-24T08:00:00Z", ",\"count\":4", "fields.firstAt" },
    { "2028-11-20T16:00:00Z", ",\"count\":40", "fields.count" },
    { "2026-11-25T16:00:00+01:00", ",\"count\":4", "fields.firstAt" },
    { "2026-11-25T16:00:00Z", ",\"count\":4,\"duration\":29", "fields.duration" },
    { "2026-11-25T16:00:00Z", ",\"count\":4,\"duration\":181", "fields.duration" },
    { "2026-11-25T16:00:00Z", ",\"count\":4,\"duration\":40", "fields.duration" },
    { "2026-11-25T16:00:00Z", ",\"count\":4,\"room\":\"Salle 1\"", "fields.room" },
    { "2026-11-25T16:00:00Z", ",\"count\":4,\"payment\":\"NEVER\"", "fields.payment" },
    { "2026-11-25T16:00:00Z", ",\"count\":4,\"surprise\":1", "fields.surprise" },
  };
  static const char *const edits[] = {
    "{}", "{\"scope\":\"all\"}", "{\"scope\":\"some\",\"cancel\":true}", "{\"scope\":\"this\",\"cancel\":true}",
    "{\"scope\":\"all\",\"cancel\":true,\"duration\":60}", "{\"scope\":\"all\",\"until\":\"2186-12-25\"}", "{\"scope\":\"all\",\"duration\":29}",
    "{\"scope\":\"all\",\"scheduledAt\":\"2026-12-02T16:00:00Z\"}", "{\"scope\":\"all\",\"until\":\"2026-11-01\"}",
  };
  g_autoptr (NxTestReply) made = NULL, french = NULL;
  g_autofree char *path = NULL, *body = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NxTestReply) reply = make (self, 1, cases[i].first, cases[i].more);

      g_test_message ("%s%s", cases[i].first, cases[i].more);
      nx_test_assert_code (reply, 422, "invalid");
      g_assert_nonnull (nx_test_reply_string (reply, cases[i].field));
    }
  body = g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"FRANCAIS\",\"type\":\"COURS_ONLINE\","
                          "\"firstAt\":\"2026-11-25T16:00:00Z\",\"count\":3}", STUDENT (1), COACH (1));
  french = nx_test_post (self->server, "/api/series", self->office, body);
  nx_test_assert_code (french, 422, "invalid");
  g_assert_cmpint (COUNT ("series"), ==, 0);

  made = make (self, 1, "2026-11-25T16:00:00Z", ",\"count\":2");
  path = g_strconcat ("/api/series/", nx_test_reply_string (made, "series.id"), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (NxTestReply) reply = series_patch (self, self->office, path, edits[i]);

      g_test_message ("%s", edits[i]);
      nx_test_assert_code (reply, 422, "invalid");
    }
  assert_agenda (self, "25/11 16:00, 02/12 16:00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, SeriesWeb, NULL, series_web_setup, test, series_web_teardown)
  ADD ("/series/dry-run", test_dry_run);
  ADD ("/series/create", test_create);
  ADD ("/series/holidays-and-clashes", test_holidays_and_clashes);
  ADD ("/series/sixty-weeks", test_sixty_weeks);
  ADD ("/series/credits-for-three", test_credits_for_three);
  ADD ("/series/nothing-possible", test_nothing_possible);
  ADD ("/series/leap-day", test_leap_day);
  ADD ("/series/clocks-of-paris", test_clocks_of_paris);
  ADD ("/series/scopes", test_scopes);
  ADD ("/series/cancelled-stays", test_cancelled_stays);
  ADD ("/series/undo", test_undo);
  ADD ("/series/undo-after-the-mails", test_undo_after_the_mails);
  ADD ("/series/monthly", test_monthly);
  ADD ("/series/monthly-undone", test_monthly_undone);
  ADD ("/series/monthly-needs-a-plan", test_monthly_needs_a_plan);
  ADD ("/series/who", test_who);
  ADD ("/series/bad-input", test_bad_input);
  return g_test_run ();
}
