/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/series-weeks.h"

#include <glib/gi18n-lib.h>
#include "server/coaches/coaches.h"

/* As far ahead as a booking may be. */
#define FARTHEST (2 * 366 * NX_TIME_DAY)

static const NxEnumValue payments[] = {
  { "AT_ONCE", NC_ ("SeriesPayment", "Each session when it is booked") },
  { "MONTHLY", NC_ ("SeriesPayment", "Each month, with its credits") },
  { NULL },
};
const NxEnum nx_series_payment_enum = { "SeriesPayment", payments };

static const NxEnumValue scopes[] = {
  { "this", NC_ ("SeriesScope", "This session") },
  { "following", NC_ ("SeriesScope", "This one and the following") },
  { "all", NC_ ("SeriesScope", "The whole series") },
  { NULL },
};
const NxEnum nx_series_scope_enum = { "SeriesScope", scopes };

NxWeek *
nx_week_new (int n, gint64 at, int duration)
{
  NxWeek *self = g_new0 (NxWeek, 1);

  self->n = n;
  self->at = at;
  self->duration = duration;

  return self;
}

void
nx_week_free (NxWeek *self)
{
  g_free (self->session_id);
  g_free (self->skipped);
  g_clear_error (&self->fault);
  g_free (self);
}

void
nx_series_outcome_clear (NxSeriesOutcome *self)
{
  g_clear_pointer (&self->series_id, g_free);
  g_clear_pointer (&self->weeks, g_ptr_array_unref);
}

int
nx_series_minute_of (gint64 at, const char *zone)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (at, nx_time_zone (zone));

  return g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
}

gint64
nx_series_moment (gint32 day, int minute, const char *zone)
{
  gint64 time;

  return nx_time_from_local (day, minute, nx_time_zone (zone), &time) ? time : NX_TIME_NONE;
}

gint64
nx_series_shift (gint64 at, int weeks, const char *zone)
{
  return nx_series_moment (nx_time_date_in_zone (at, nx_time_zone (zone)) + 7 * weeks, nx_series_minute_of (at, zone), zone);
}

char *
nx_series_closure_at (NxRows *closures, gint64 at, int duration, const char *zone)
{
  GTimeZone *tz = nx_time_zone (zone);
  gint32 first = nx_time_date_in_zone (at, tz), last = nx_time_date_in_zone (at + duration * NX_TIME_MINUTE - 1, tz);

  for (guint i = 0; i < nx_rows_count (closures); i++)
    if (nx_rows_date (closures, i, "first_day") <= last && nx_rows_date (closures, i, "last_day") >= first)
      return g_strdup (nx_rows_text (closures, i, "name"));

  return NULL;
}

gboolean
nx_series_is_weeks_own (const GError *error)
{
  static const NxErrorCode codes[] = {
    NX_ERROR_INSUFFICIENT_CREDITS, NX_ERROR_SLOT_TAKEN, NX_ERROR_STUDENT_BUSY, NX_ERROR_ROOM_TAKEN, NX_ERROR_OUTSIDE_AVAILABILITY,
    NX_ERROR_WORKSHOP_FULL, NX_ERROR_NO_COACH_AVAILABLE, NX_ERROR_NO_ACTIVE_PLAN, NX_ERROR_ALREADY_CANCELLED, NX_ERROR_ALREADY_HELD,
    NX_ERROR_CONFLICT, NX_ERROR_NOT_FOUND, NX_ERROR_CHANGED_ELSEWHERE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, NX_ERROR, (int) codes[i]))
      return TRUE;

  return FALSE;
}

gboolean
nx_series_check_start (const NxActor *actor, const char *member, gint64 at, GError **error)
{
  if (at == NX_TIME_NONE)
    return nx_error_refuse_member (error, member, _ ("That clock time does not exist on that day."));
  if (at % (NX_SLOT_GRID * NX_TIME_MINUTE) != 0)
    return nx_error_refuse_member (error, member, _ ("A session starts on the hour or at a quarter, half or three quarters past."));
  if (at <= actor->now)
    return nx_error_refuse_member (error, member, _ ("The start must be in the future."));
  if (at > actor->now + FARTHEST)
    return nx_error_refuse_member (error, member, _ ("The start must be within the next two years."));

  return TRUE;
}

gboolean
nx_series_check_duration (int duration, GError **error)
{
  if (duration < 30 || duration > 180 || duration % NX_SLOT_GRID != 0)
    return nx_error_refuse_member (error, "duration", _ ("A session lasts 30 to 180 minutes, in quarters of an hour."));

  return TRUE;
}

gboolean
nx_series_check_length (gint64 first_at, gint32 until, gint64 count, const char *zone, gint32 *last_day, int *weeks, GError **error)
{
  gint32 first = nx_time_date_in_zone (first_at, nx_time_zone (zone));

  if ((until == NX_DATE_NONE) == (count == 0))
    return nx_error_refuse_member (error, "until", _ ("Say either the last day of the series or the number of its weeks."));
  if (count < 0 || count > NX_SERIES_MAX_WEEKS)
    return nx_error_refuse_member (error, "count", _ ("A series has between 1 and 60 weeks."));
  if (count == 0 && until < first)
    return nx_error_refuse_member (error, "until", _ ("The last day must not come before the first session."));
  if (count == 0 && (until - first) / 7 + 1 > NX_SERIES_MAX_WEEKS)
    return nx_error_refuse_member (error, "until", _ ("A series has at most 60 weeks. Choose an earlier last day."));

  *weeks = count > 0 ? (int) count : (until - first) / 7 + 1;
  *last_day = count > 0 ? first + 7 * ((int) count - 1) : until;

  return TRUE;
}

typedef struct
{
  NxWeek *week;
  NxWeekFunc func;
  gpointer user_data;
} Try;

static gboolean
try_week (NxDb *db, gpointer data, GError **error)
{
  Try *try = data;

  return try->func (db, try->week, try->user_data, error);
}

gboolean
nx_series_try (NxDb *db, NxWeek *week, NxWeekFunc func, gpointer user_data, GError **error)
{
  Try try = { week, func, user_data };
  g_autoptr (GError) local = NULL;

  if (nx_db_savepoint (db, try_week, &try, &local))
    return TRUE;
  if (week->fresh)
    g_clear_pointer (&week->session_id, g_free);
  if (!nx_series_is_weeks_own (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  week->fault = g_steal_pointer (&local);

  return TRUE;
}

typedef struct
{
  NxDbFunc work;
  gpointer user_data;
  gboolean done;
} Trial;

/* A savepoint that is always undone: the work saw and passed every guard, and left nothing. */
static gboolean
work_in_vain (NxDb *db, gpointer data, GError **error)
{
  Trial *trial = data;

  if (!trial->work (db, trial->user_data, error) || !nx_db_flush (db, error))
    return FALSE;
  trial->done = TRUE;
  g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, "dry run");

  return FALSE;
}

gboolean
nx_series_trial (NxDb *db, gboolean dry_run, NxDbFunc work, gpointer user_data, GError **error)
{
  Trial trial = { work, user_data, FALSE };
  g_autoptr (GError) local = NULL;

  if (!dry_run)
    return work (db, user_data, error);
  if (!nx_db_savepoint (db, work_in_vain, &trial, &local) && trial.done)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

static void
write_week (const NxWeek *week, NxJsonWriter *json)
{
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "id", week->session_id);
  nx_json_add_time (json, "scheduledAt", week->at);
  nx_json_add_int (json, "duration", week->duration);
  nx_json_add_string (json, "code", week->fault != NULL ? nx_error_slug ((NxErrorCode) week->fault->code) : NULL);
  nx_json_add_string (json, "detail", week->fault != NULL ? week->fault->message : NULL);
  nx_json_end_object (json);
}

static void
write_conflict (const NxWeek *week, NxJsonWriter *json)
{
  nx_json_begin_object (json, NULL);
  nx_json_add_time (json, "at", week->at);
  nx_json_add_string (json, "code", nx_error_slug ((NxErrorCode) week->fault->code));
  nx_json_add_string (json, "detail", week->fault->message);
  nx_json_end_object (json);
}

static void
write_skipped (const NxWeek *week, NxJsonWriter *json)
{
  nx_json_begin_object (json, NULL);
  nx_json_add_time (json, "at", week->at);
  nx_json_add_string (json, "name", week->skipped);
  nx_json_end_object (json);
}

void
nx_series_write_outcome (const NxSeriesOutcome *outcome, const char *series, NxJsonWriter *json)
{
  static const struct { const char *name; void (*write) (const NxWeek *, NxJsonWriter *); } lists[] = {
    { "sessions", write_week }, { "conflicts", write_conflict }, { "skipped", write_skipped },
  };

  if (series != NULL)
    nx_json_add_raw (json, "series", series);
  else
    nx_json_add_null (json, "series");
  for (guint list = 0; list < G_N_ELEMENTS (lists); list++)
    {
      nx_json_begin_array (json, lists[list].name);
      for (guint i = 0; i < outcome->weeks->len; i++)
        {
          const NxWeek *week = g_ptr_array_index (outcome->weeks, i);

          if (list == 0 ? week->skipped == NULL : list == 1 ? week->fault != NULL : week->skipped != NULL)
            lists[list].write (week, json);
        }
      nx_json_end_array (json);
    }
  nx_json_add_credits (json, "cost", outcome->cost);
  nx_json_add_credits (json, "balance", outcome->balance);
}

void
nx_series_forget_fresh (NxSeriesOutcome *outcome)
{
  for (guint i = 0; i < outcome->weeks->len; i++)
    {
      NxWeek *week = g_ptr_array_index (outcome->weeks, i);

      if (week->fresh)
        g_clear_pointer (&week->session_id, g_free);
    }
}

gboolean
nx_series_check_any (const NxSeriesOutcome *outcome, GError **error)
{
  const NxWeek *first = NULL;

  for (guint i = 0; i < outcome->weeks->len; i++)
    {
      const NxWeek *week = g_ptr_array_index (outcome->weeks, i);

      if (week->fault == NULL && week->skipped == NULL)
        return TRUE;
      if (first == NULL && week->fault != NULL)
        first = week;
    }
  if (first == NULL)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_OUTSIDE_AVAILABILITY, _ ("Every day of this series is a holiday or closed."));
  else if (outcome->weeks->len == 1)
    g_propagate_error (error, g_error_copy (first->fault));
  else
    g_set_error (error, NX_ERROR, first->fault->code, _ ("Not one of the sessions is possible. %s"), first->fault->message);

  return FALSE;
}
