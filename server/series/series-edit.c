/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/series.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/series/series-mail.h"
#include "server/series/series-record.h"
#include "server/series/series-weeks.h"

/* A series that is being changed. */
typedef struct
{
  const NxActor *actor;
  const NxConfig *config;
  const NxSeriesEdit *edit;
  NxSeriesOutcome *outcome;
  NxSeriesRow before, after;
  NxRows *sessions;
  guint named;        /* the row of edit->session_id */
  char *room_id;      /* of edit->room */
  GArray *places;     /* NxWeekPlace: which weeks the sessions were */
  NxAgendaNews *news;
  gboolean dry_run;
} Editing;

static gboolean
fault (GError **error, NxErrorCode code, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, (int) code, sentence);

  return FALSE;
}

static gboolean
check_request (const NxActor *actor, const NxSeriesEdit *edit, GError **error)
{
  gboolean moves = edit->scheduled_at != NX_TIME_NONE || edit->duration > 0 || edit->coach_id != NULL || edit->room != NULL;

  if (edit->cancel ? moves || edit->until != NX_DATE_NONE : !moves && edit->until == NX_DATE_NONE)
    return nx_error_refuse_member (error, "scope",
                                   edit->cancel ? _ ("Cancel, or change: not both at once.")
                                                : _ ("Say what to change: a start, a duration, a coach, a room or a last day."));
  if (edit->until != NX_DATE_NONE && edit->scope == NX_SERIES_THIS)
    return nx_error_refuse_member (error, "until", _ ("The last day is of the series, not of one session."));
  if (edit->session_id == NULL && (edit->scope != NX_SERIES_ALL || edit->scheduled_at != NX_TIME_NONE))
    return nx_error_refuse_member (error, "sessionId", _ ("Say of which session."));
  if (edit->coach_id != NULL && actor->role == NX_ROLE_COACH && g_strcmp0 (edit->coach_id, actor->coach_id) != 0)
    return fault (error, NX_ERROR_FORBIDDEN, _ ("Only the office gives a session to another coach."));
  if (edit->scheduled_at != NX_TIME_NONE && !nx_series_check_start (actor, "scheduledAt", edit->scheduled_at, error))
    return FALSE;

  return edit->duration == 0 || nx_series_check_duration (edit->duration, error);
}

static gboolean
is_week (const Editing *self, guint row)
{
  return nx_rows_int (self->sessions, row, "n") >= 0;
}

static gboolean
is_open (const Editing *self, guint row)
{
  return g_str_equal (nx_rows_text (self->sessions, row, "status"), "SCHEDULED") &&
         nx_rows_time (self->sessions, row, "start") > self->actor->now;
}

/* Moved by itself: elsewhere than the series wants it. */
static gboolean
is_apart (const Editing *self, guint row)
{
  return nx_rows_time (self->sessions, row, "start") != nx_rows_time (self->sessions, row, "at");
}

static gboolean
find_named (Editing *self, GError **error)
{
  self->named = G_MAXUINT;
  for (guint i = 0; self->edit->session_id != NULL && i < nx_rows_count (self->sessions); i++)
    if (is_week (self, i) && g_ascii_strcasecmp (nx_rows_text (self->sessions, i, "id"), self->edit->session_id) == 0)
      self->named = i;
  if (self->edit->session_id != NULL && self->named == G_MAXUINT)
    return fault (error, NX_ERROR_NOT_FOUND, _ ("There is no such session in this series."));

  return TRUE;
}

static gboolean
in_scope (const Editing *self, guint row)
{
  if (!is_week (self, row))
    return FALSE;
  switch (self->edit->scope)
    {
    case NX_SERIES_THIS:
      return row == self->named;
    case NX_SERIES_FOLLOWING:
      return nx_rows_int (self->sessions, row, "n") >= nx_rows_int (self->sessions, self->named, "n");
    default:
      return TRUE;
    }
}

/* When the session of @row is to be: the same clock time as the one that was named, as many weeks away as their numbers say. */
static gint64
target_time (const Editing *self, guint row)
{
  const NxSeriesEdit *edit = self->edit;
  gint64 weeks;

  if (edit->scheduled_at == NX_TIME_NONE || (row != self->named && is_apart (self, row)))
    return nx_rows_time (self->sessions, row, "start");
  weeks = nx_rows_int (self->sessions, row, "n") - nx_rows_int (self->sessions, self->named, "n");

  return nx_series_shift (edit->scheduled_at, (int) weeks, self->before.zone);
}

/* A series keeps its weeks: each session stays nearer to its own week than to the next. */
static gboolean
check_shift (const Editing *self, GError **error)
{
  GTimeZone *zone = nx_time_zone (self->before.zone);
  gint32 days;

  if (self->edit->scheduled_at == NX_TIME_NONE || self->edit->scope == NX_SERIES_THIS)
    return TRUE;
  days = nx_time_date_in_zone (self->edit->scheduled_at, zone) -
         nx_time_date_in_zone (nx_rows_time (self->sessions, self->named, "at"), zone);

  return ABS (days) <= 6
         || nx_error_refuse_member (error, "scheduledAt",
                                    _ ("A series moves by less than a week: for more, change its end or make another one."));
}

/* What was cancelled as a whole does not go on. */
static gboolean
check_ended (const Editing *self, GError **error)
{
  if (self->edit->until == NX_DATE_NONE || self->before.cancelled_at == NX_TIME_NONE)
    return TRUE;

  return fault (error, NX_ERROR_ALREADY_CANCELLED, _ ("This series was cancelled. To go on, make another one."));
}

static gboolean
check_last_day (Editing *self, GError **error)
{
  gint32 until = self->edit->until, last_day;
  int weeks;

  if (until == NX_DATE_NONE)
    return TRUE;
  if (!nx_series_check_length (self->before.first_at, until, 0, self->before.zone, &last_day, &weeks, error))
    return FALSE;
  self->after.until = until;

  return TRUE;
}

static gboolean
find_room (NxDb *db, Editing *self, GError **error)
{
  if (self->edit->room == NULL)
    return TRUE;
  if (self->before.type == NX_SERVICE_COURS_ONLINE)
    return nx_error_refuse_member (error, "room", _ ("An online session has no room."));
  if (!nx_series_store_room (db, self->edit->room, &self->room_id, error))
    return FALSE;

  return self->room_id != NULL || nx_error_refuse_member (error, "room", _ ("There is no such room."));
}

/* Weeks */

static gboolean
move_week (NxDb *db, NxWeek *week, gpointer data, GError **error)
{
  Editing *self = data;
  guint row = (guint) week->n;
  const char *id = nx_rows_text (self->sessions, row, "id"), *coach_id = nx_rows_text (self->sessions, row, "coach_id");
  const NxSeriesEdit *edit = self->edit;
  NxMove move = { .session_id = id, .scheduled_at = NX_TIME_NONE, .quiet = TRUE };
  g_autoptr (NxSession) session = NULL;

  if (week->at != nx_rows_time (self->sessions, row, "start"))
    move.scheduled_at = week->at;
  if (edit->duration > 0 && edit->duration != nx_rows_int (self->sessions, row, "duration"))
    move.duration = edit->duration;
  if (edit->coach_id != NULL && g_ascii_strcasecmp (edit->coach_id, coach_id) != 0)
    move.coach_id = edit->coach_id;
  if (edit->room != NULL && g_strcmp0 (edit->room, nx_rows_text (self->sessions, row, "room")) != 0)
    move.room = edit->room;
  week->session_id = g_strdup (id);
  if (move.scheduled_at == NX_TIME_NONE && move.duration == 0 && move.coach_id == NULL && move.room == NULL)
    return TRUE;

  session = nx_booking_move (db, self->actor, self->config, &move, error);
  if (session == NULL)
    return FALSE;
  nx_agenda_news_add (self->news, NX_NEWS_MOVED, id, nx_rows_time (self->sessions, row, "start"), coach_id);

  return TRUE;
}

static gboolean
cancel_week (NxDb *db, NxWeek *week, gpointer data, GError **error)
{
  Editing *self = data;
  const char *id = nx_rows_text (self->sessions, (guint) week->n, "id");
  NxCancellation cancellation = { .session_id = id, .reason = self->edit->reason, .quiet = TRUE };

  if (!nx_booking_cancel (db, self->actor, &cancellation, error))
    return FALSE;
  week->session_id = g_strdup (id);
  self->outcome->cost -= cancellation.credits_refunded;
  nx_agenda_news_add (self->news, NX_NEWS_CANCELLED, id, NX_TIME_NONE, NULL);

  return TRUE;
}

/* A week of the outcome, for the session of @row; its number is the row's until the work is done. */
static NxWeek *
add_week (Editing *self, guint row, gint64 at)
{
  int duration = (int) nx_rows_int (self->sessions, row, "duration");
  NxWeek *week = nx_week_new ((int) row, at, self->edit->duration > 0 ? self->edit->duration : duration);

  g_ptr_array_add (self->outcome->weeks, week);
  return week;
}

/* Where the series wants a session, from now on; what it was goes into the step that takes the edit back. */
static gboolean
rename_week (NxDb *db, Editing *self, guint row, int n, gint64 at, GError **error)
{
  const char *id = nx_rows_text (self->sessions, row, "id");
  int old_n = (int) nx_rows_int (self->sessions, row, "n");
  gint64 old_at = nx_rows_time (self->sessions, row, "at");

  if (n == old_n && at == old_at)
    return TRUE;
  nx_week_places_add (self->places, id, old_n, old_at);

  return nx_series_store_set_week (db, id, n, at, error);
}

static gboolean
move_one (NxDb *db, Editing *self, guint row, NxRows *closures, GError **error)
{
  gint64 at = target_time (self, row);
  gboolean follows = self->edit->scope != NX_SERIES_THIS && self->edit->scheduled_at != NX_TIME_NONE &&
                     (row == self->named || !is_apart (self, row));
  gboolean shifts = at != nx_rows_time (self->sessions, row, "start");
  NxWeek *week = add_week (self, row, at);
  g_autofree char *closure = shifts && self->edit->scope != NX_SERIES_THIS
                               ? nx_series_closure_at (closures, at, week->duration, self->before.zone) : NULL;

  if (at == NX_TIME_NONE || closure != NULL)
    {
      /* It stays where it is: nothing is lost on a holiday. */
      week->at = at == NX_TIME_NONE ? nx_rows_time (self->sessions, row, "start") : at;
      week->fault = g_error_new (NX_ERROR, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("It would fall on a holiday or a closed day (%s)."),
                                 closure != NULL ? closure : "");
      return TRUE;
    }
  if (!nx_series_try (db, week, move_week, self, error))
    return FALSE;

  return week->fault != NULL || !follows || rename_week (db, self, row, (int) nx_rows_int (self->sessions, row, "n"), at, error);
}

/* Towards where there is room: a session that moves later follows the one after it. */
static gboolean
move_weeks (NxDb *db, Editing *self, GError **error)
{
  const NxSeriesEdit *edit = self->edit;
  guint n = nx_rows_count (self->sessions);
  gboolean later = edit->scheduled_at != NX_TIME_NONE && edit->scheduled_at > nx_rows_time (self->sessions, self->named, "start");
  gint32 first = nx_time_date_in_zone (self->actor->now, nx_time_zone (self->before.zone));
  g_autoptr (NxRows) closures = nx_series_store_closures (db, first, first + 2 * 366, error);

  if (closures == NULL)
    return FALSE;
  if (edit->scheduled_at == NX_TIME_NONE && edit->duration == 0 && edit->coach_id == NULL && edit->room == NULL)
    return TRUE;
  for (guint i = 0; i < n; i++)
    {
      guint row = later ? n - 1 - i : i;

      if (!in_scope (self, row))
        continue;
      if (is_open (self, row))
        {
          if (!move_one (db, self, row, closures, error))
            return FALSE;
        }
      /* Cancelled: not brought back, but its week moves with the others. */
      else if (edit->scope != NX_SERIES_THIS && edit->scheduled_at != NX_TIME_NONE && !is_apart (self, row) &&
               g_str_equal (nx_rows_text (self->sessions, row, "status"), "CANCELLED") && target_time (self, row) != NX_TIME_NONE &&
               !rename_week (db, self, row, (int) nx_rows_int (self->sessions, row, "n"), target_time (self, row), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
cancel_weeks (NxDb *db, Editing *self, gint32 after_day, gboolean leaves, GError **error)
{
  GTimeZone *zone = nx_time_zone (self->before.zone);

  for (guint row = 0; row < nx_rows_count (self->sessions); row++)
    {
      gint64 at = nx_rows_time (self->sessions, row, "at");
      NxWeek *week;

      if (!is_week (self, row) || !is_open (self, row)
          || (leaves ? nx_time_date_in_zone (at, zone) <= after_day : !in_scope (self, row)))
        continue;
      week = add_week (self, row, nx_rows_time (self->sessions, row, "start"));
      if (!nx_series_try (db, week, cancel_week, self, error))
        return FALSE;
      /* Out of the series, not cancelled by somebody's wish: a later last day makes this week again. */
      if (leaves && week->fault == NULL && !rename_week (db, self, row, -1, at, error))
        return FALSE;
    }

  return TRUE;
}

/* More weeks */

static gboolean
book_week (NxDb *db, NxWeek *week, gpointer data, GError **error)
{
  Editing *self = data;
  NxBooking booking = {
    .student_id = self->before.student_id,
    .coach_id = self->after.coach_id,
    .subject = self->before.subject,
    .type = self->before.type,
    .scheduled_at = week->at,
    .duration = self->after.duration,
    /* What was asked for, now or when the series was made; none of an online one. */
    .room = self->edit->room != NULL ? self->edit->room : self->before.room,
    .series_id = self->before.id,
    .unpaid = self->before.payment == NX_SERIES_MONTHLY,
    .quiet = TRUE,
  };
  g_autoptr (NxSession) session = nx_booking_book (db, self->actor, self->config, &booking, NULL, error);

  if (session == NULL || !nx_series_store_set_week (db, session->id, week->n, week->at, error) || !nx_db_flush (db, error))
    return FALSE;
  week->session_id = g_strdup (session->id);
  self->outcome->cost += self->before.cost;
  nx_agenda_news_add (self->news, NX_NEWS_BOOKED, session->id, NX_TIME_NONE, NULL);
  /* Taken back, it is no week of the series any more, and can be made again. */
  nx_week_places_add (self->places, session->id, -1, week->at);

  return TRUE;
}

/* The last week that there is, or was, and when the series wants it. */
static void
find_last (const Editing *self, int *n, gint64 *at)
{
  *n = 0;
  *at = self->after.first_at;
  for (guint row = 0; row < nx_rows_count (self->sessions); row++)
    if (is_week (self, row) && nx_rows_int (self->sessions, row, "n") >= *n)
      {
        *n = (int) nx_rows_int (self->sessions, row, "n");
        *at = nx_rows_time (self->sessions, row, "at");
      }
}

static gboolean
extend (NxDb *db, Editing *self, GError **error)
{
  GTimeZone *zone = nx_time_zone (self->before.zone);
  g_autoptr (NxRows) closures = nx_series_store_closures (db, self->before.until, self->after.until + 1, error);
  int last_n;
  gint64 last_at;

  if (closures == NULL)
    return FALSE;
  find_last (self, &last_n, &last_at);
  for (int n = last_n + 1; n < last_n + 1 + NX_SERIES_MAX_WEEKS; n++)
    {
      gint64 at = nx_series_shift (last_at, n - last_n, self->before.zone);
      NxWeek *week;

      if (at == NX_TIME_NONE || nx_time_date_in_zone (at, zone) <= self->before.until || at <= self->actor->now)
        continue;
      if (nx_time_date_in_zone (at, zone) > self->after.until)
        break;
      week = nx_week_new (n, at, self->after.duration);
      week->fresh = TRUE;
      g_ptr_array_add (self->outcome->weeks, week);
      week->skipped = nx_series_closure_at (closures, at, week->duration, self->before.zone);
      if (week->skipped == NULL && !nx_series_try (db, week, book_week, self, error))
        return FALSE;
    }

  return TRUE;
}

/* The whole */

static gboolean
reload (NxDb *db, Editing *self, GError **error)
{
  g_clear_pointer (&self->sessions, nx_rows_free);
  self->sessions = nx_series_store_weeks (db, self->before.id, error);

  return self->sessions != NULL && find_named (self, error);
}

static void
describe_after (Editing *self)
{
  const NxSeriesEdit *edit = self->edit;
  GTimeZone *zone = nx_time_zone (self->before.zone);

  if (edit->scope == NX_SERIES_THIS)
    return;
  if (edit->coach_id != NULL)
    self->after.coach_id = edit->coach_id;
  if (edit->duration > 0)
    self->after.duration = edit->duration;
  if (self->room_id != NULL)
    self->after.room_id = self->room_id;
  if (edit->scheduled_at != NX_TIME_NONE)
    {
      gint32 shift = nx_time_date_in_zone (edit->scheduled_at, zone) -
                     nx_time_date_in_zone (nx_rows_time (self->sessions, self->named, "at"), zone);

      if (edit->scope == NX_SERIES_ALL)
        self->after.first_at
            = nx_series_shift (edit->scheduled_at, -(int) nx_rows_int (self->sessions, self->named, "n"), self->before.zone);
      /* A later weekday: the last session is still of the series. */
      self->after.until += MAX (shift, 0);
    }
  if (edit->cancel && edit->scope == NX_SERIES_ALL)
    self->after.cancelled_at = self->actor->now;
  else if (edit->cancel)
    self->after.until = nx_time_date_in_zone (nx_rows_time (self->sessions, self->named, "at"), zone) - 1;
}

/* In the order of the calendar, and with their numbers again. */
static int
compare_weeks (gconstpointer a, gconstpointer b)
{
  const NxWeek *x = *(NxWeek *const *) a, *y = *(NxWeek *const *) b;

  return (x->at > y->at) - (x->at < y->at);
}

static gboolean
change_weeks (NxDb *db, Editing *self, GError **error)
{
  const NxSeriesEdit *edit = self->edit;
  gint32 until = self->after.until;

  if (edit->cancel)
    return cancel_weeks (db, self, 0, FALSE, error);
  if (!move_weeks (db, self, error))
    return FALSE;
  if (edit->until == NX_DATE_NONE)
    return TRUE;
  if (!reload (db, self, error))
    return FALSE;
  self->after.until = until;

  return edit->until < self->before.until ? cancel_weeks (db, self, edit->until, TRUE, error) : extend (db, self, error);
}

static gboolean
add_news_step (NxDb *db, Editing *self, GError **error)
{
  return nx_agenda_news_add_step (db, self->actor, "series.changed", self->before.id, "SERIES_CHANGED", self->before.id, error);
}

static gboolean
record (NxDb *db, Editing *self, GError **error)
{
  g_autofree char *row_step = nx_series_row_step (&self->after, &self->before),
                  *weeks_step = nx_series_weeks_step (self->before.id, self->places);

  return (nx_series_row_is (&self->after, &self->before) ||
          nx_action_add_step (db, self->actor, "series.changed", self->before.id, row_step, error)) &&
         (self->places->len == 0 || nx_action_add_step (db, self->actor, "series.changed", self->before.id, weeks_step, error)) &&
         add_news_step (db, self, error);
}

static gboolean
change (NxDb *db, gpointer data, GError **error)
{
  Editing *self = data;

  if (!add_news_step (db, self, error))
    return FALSE;
  describe_after (self);
  if (!check_last_day (self, error) || !change_weeks (db, self, error))
    return FALSE;
  g_ptr_array_sort (self->outcome->weeks, compare_weeks);
  if (!nx_series_store_balance (db, self->before.student_id, &self->outcome->balance, error) ||
      !nx_series_store_set (db, &self->after, error))
    return FALSE;
  if (self->dry_run)
    return TRUE;
  if (self->outcome->weeks->len > 0 && !nx_series_check_any (self->outcome, error))
    return FALSE;

  return record (db, self, error) && nx_series_record (db, self->actor, "series.changed", &self->before, &self->after, error) &&
         nx_agenda_news_send (self->news, db, self->actor, error);
}

static gboolean
open_series (NxDb *db, Editing *self, GError **error)
{
  const NxSeriesEdit *edit = self->edit;

  if (nx_uuid_is_valid (edit->series_id)
      && !nx_series_store_get (db, edit->series_id, self->actor->role == NX_ROLE_COACH ? self->actor->coach_id : NULL,
                               &self->before, error))
    return FALSE;
  if (self->before.id == NULL)
    return fault (error, NX_ERROR_NOT_FOUND, _ ("There is no such series."));
  self->after = self->before;
  self->outcome->series_id = g_strdup (self->before.id);

  return reload (db, self, error) && check_request (self->actor, edit, error) && check_ended (self, error) &&
         check_shift (self, error) && find_room (db, self, error);
}

static gboolean
check_something (Editing *self, GError **error)
{
  for (guint row = 0; row < nx_rows_count (self->sessions); row++)
    if (in_scope (self, row) && is_open (self, row))
      return TRUE;
  /* A series that is over can go on. */
  if (self->edit->until != NX_DATE_NONE)
    return TRUE;
  if (self->named != G_MAXUINT && g_str_equal (nx_rows_text (self->sessions, self->named, "status"), "CANCELLED"))
    return fault (error, NX_ERROR_ALREADY_CANCELLED, _ ("This session was cancelled already."));

  return fault (error, NX_ERROR_ALREADY_HELD, _ ("Nothing of this series is still to come."));
}

gboolean
nx_series_edit (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSeriesEdit *edit, gboolean dry_run,
                NxSeriesOutcome *outcome, GError **error)
{
  Editing self = { .actor = actor, .config = config, .edit = edit, .outcome = outcome, .dry_run = dry_run };
  gboolean done;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  *outcome = (NxSeriesOutcome){ .weeks = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_week_free) };
  self.places = nx_week_places_new ();
  self.news = nx_agenda_news_new ("SERIES_CHANGED", edit->series_id, edit->reason);
  done = open_series (db, &self, error) && check_something (&self, error) && nx_series_trial (db, dry_run, change, &self, error);
  if (dry_run)
    nx_series_forget_fresh (outcome);
  nx_series_row_clear (&self.before);
  g_clear_pointer (&self.sessions, nx_rows_free);
  g_free (self.room_id);
  g_array_unref (self.places);
  nx_agenda_news_free (self.news);

  return done;
}
