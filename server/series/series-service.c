/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/series.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/coaches/coaches.h"
#include "server/families/families.h"
#include "server/nx-audit.h"
#include "server/series/series-mail.h"
#include "server/series/series-record.h"
#include "server/series/series-weeks.h"

/* A series that is being made. */
typedef struct
{
  const NxActor *actor;
  const NxConfig *config;
  const NxSeriesPlan *plan;
  NxSeriesOutcome *outcome;
  gint32 last_day, cost;
  int n_weeks;
  char *room_id;
  gboolean dry_run;
} Making;

static gboolean
check_people (NxDb *db, const NxActor *actor, const NxSeriesPlan *plan, GError **error)
{
  g_autoptr (NxCoach) coach = NULL;

  /* A coach makes series of their own hours only; of others' they learn nothing. */
  if (actor->role == NX_ROLE_COACH && g_strcmp0 (plan->coach_id, actor->coach_id) != 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such coach."));
      return FALSE;
    }
  if (!nx_families_check_student (db, actor, plan->student_id, error))
    return FALSE;
  coach = nx_coach_get (db, actor, plan->coach_id, error);

  return coach != NULL;
}

static gboolean
check_payment (NxDb *db, const NxActor *actor, const NxSeriesPlan *plan, GError **error)
{
  gboolean has;

  if (plan->payment != NX_SERIES_MONTHLY)
    return TRUE;
  if (!nx_series_store_has_grant (db, actor, plan->student_id, &has, error))
    return FALSE;
  if (!has)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_NO_ACTIVE_PLAN,
                         _ ("A series that is paid month by month needs an active plan that brings credits each month."));

  return has;
}

static gboolean
check_room (NxDb *db, const NxSeriesPlan *plan, char **room_id, GError **error)
{
  if (plan->room == NULL)
    return TRUE;
  if (plan->type == NX_SERVICE_COURS_ONLINE)
    return nx_error_refuse_member (error, "room", _ ("An online session has no room."));
  if (!nx_series_store_room (db, plan->room, room_id, error))
    return FALSE;

  return *room_id != NULL || nx_error_refuse_member (error, "room", _ ("There is no such room."));
}

static gboolean
check_plan (NxDb *db, Making *making, GError **error)
{
  const NxSeriesPlan *plan = making->plan;

  if (!nx_series_check_start (making->actor, "firstAt", plan->first_at, error)
      || !nx_series_check_duration (plan->duration, error)
      || !nx_series_check_length (plan->first_at, plan->until, plan->count, NX_TIME_CENTRE_ZONE, &making->last_day,
                                  &making->n_weeks, error))
    return FALSE;
  if (!nx_series_check_start (making->actor, plan->count > 0 ? "count" : "until",
                              nx_series_shift (plan->first_at, making->n_weeks - 1, NX_TIME_CENTRE_ZONE), error))
    return FALSE;

  return check_people (db, making->actor, plan, error) && check_payment (db, making->actor, plan, error) &&
         check_room (db, plan, &making->room_id, error) && nx_booking_cost (db, making->actor, plan->type, &making->cost, error);
}

static gboolean
book_week (NxDb *db, NxWeek *week, gpointer data, GError **error)
{
  Making *making = data;
  const NxSeriesPlan *plan = making->plan;
  NxBooking booking = {
    .student_id = plan->student_id, .coach_id = plan->coach_id, .subject = plan->subject, .type = plan->type,
    .scheduled_at = week->at, .duration = plan->duration, .room = plan->room, .series_id = making->outcome->series_id,
    .unpaid = plan->payment == NX_SERIES_MONTHLY, .quiet = TRUE,
  };
  g_autoptr (NxSession) session = nx_booking_book (db, making->actor, making->config, &booking, NULL, error);

  if (session == NULL)
    return FALSE;
  week->session_id = g_strdup (session->id);

  return nx_series_store_set_week (db, session->id, week->n, week->at, error);
}

static gboolean
book_weeks (NxDb *db, Making *making, GError **error)
{
  const NxSeriesPlan *plan = making->plan;
  gint32 first_day = nx_time_date_in_zone (plan->first_at, nx_time_zone (NX_TIME_CENTRE_ZONE));
  g_autoptr (NxRows) closures = nx_series_store_closures (db, first_day, making->last_day + 1, error);

  if (closures == NULL)
    return FALSE;
  for (int n = 0; n < making->n_weeks; n++)
    {
      NxWeek *week = nx_week_new (n, nx_series_shift (plan->first_at, n, NX_TIME_CENTRE_ZONE), plan->duration);

      week->fresh = TRUE;
      g_ptr_array_add (making->outcome->weeks, week);
      week->skipped = nx_series_closure_at (closures, week->at, plan->duration, NX_TIME_CENTRE_ZONE);
      if (week->skipped != NULL)
        continue;
      if (!nx_series_try (db, week, book_week, making, error))
        return FALSE;
      if (week->fault == NULL)
        making->outcome->cost += making->cost;
    }

  return TRUE;
}

static gboolean
tell (NxDb *db, Making *making, GError **error)
{
  NxSeriesOutcome *outcome = making->outcome;
  g_autoptr (NxAgendaNews) news = nx_agenda_news_new ("SERIES", outcome->series_id, NULL);
  g_auto (NxSeriesRow) row = { 0 };

  for (guint i = 0; i < outcome->weeks->len; i++)
    {
      const NxWeek *week = g_ptr_array_index (outcome->weeks, i);

      if (week->session_id != NULL)
        nx_agenda_news_add (news, NX_NEWS_BOOKED, week->session_id, NX_TIME_NONE, NULL);
    }

  return nx_series_store_get (db, outcome->series_id, NULL, &row, error) &&
         nx_series_record (db, making->actor, "series.created", NULL, &row, error) &&
         nx_agenda_news_send (news, db, making->actor, error);
}

static gboolean
add_news_step (NxDb *db, Making *making, GError **error)
{
  const char *id = making->outcome->series_id;

  return nx_agenda_news_add_step (db, making->actor, "series.changed", id, "SERIES_CHANGED", id, error);
}

/* What is left of a series that was taken back is a series that is over. */
static gboolean
record_step (NxDb *db, Making *making, GError **error)
{
  const NxSeriesPlan *plan = making->plan;
  NxSeriesRow left = { .id = making->outcome->series_id, .coach_id = plan->coach_id, .first_at = plan->first_at,
                       .duration = plan->duration, .until = making->last_day, .room_id = making->room_id,
                       .cancelled_at = NX_TIME_NONE };
  NxSeriesRow over = left;
  g_autofree char *step = NULL;

  over.cancelled_at = making->actor->now;
  step = nx_series_row_step (&left, &over);

  return add_news_step (db, making, error) && nx_action_add_step (db, making->actor, "series.changed", over.id, step, error);
}

static gboolean
make (NxDb *db, gpointer data, GError **error)
{
  Making *making = data;
  NxSeriesOutcome *outcome = making->outcome;

  if (!nx_series_store_add (db, making->actor, outcome->series_id, making->plan, making->room_id, making->last_day, error) ||
      !record_step (db, making, error) || !book_weeks (db, making, error) ||
      !nx_series_store_balance (db, making->plan->student_id, &outcome->balance, error))
    return FALSE;
  if (making->dry_run)
    return TRUE;

  return nx_series_check_any (outcome, error) && add_news_step (db, making, error) && tell (db, making, error);
}

gboolean
nx_series_create (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSeriesPlan *plan, gboolean dry_run,
                  NxSeriesOutcome *outcome, GError **error)
{
  Making making = { .actor = actor, .config = config, .outcome = outcome, .dry_run = dry_run };
  NxSeriesPlan full = *plan;
  gboolean done;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  *outcome = (NxSeriesOutcome){ .weeks = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_week_free) };
  if (full.duration == 0)
    full.duration = nx_booking_default_duration (full.type);
  making.plan = &full;
  if (!check_plan (db, &making, error))
    return FALSE;

  outcome->series_id = nx_uuid_new (actor->now);
  done = nx_series_trial (db, dry_run, make, &making, error);
  g_free (making.room_id);
  if (dry_run)
    {
      g_clear_pointer (&outcome->series_id, g_free);
      nx_series_forget_fresh (outcome);
    }

  return done;
}

/* Reading */

static void
write_session (NxRows *rows, guint row, NxJsonWriter *json)
{
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "id", nx_rows_text (rows, row, "id"));
  nx_json_add_time (json, "scheduledAt", nx_rows_time (rows, row, "start"));
  nx_json_add_int (json, "duration", nx_rows_int (rows, row, "duration"));
  nx_json_add_string (json, "status", nx_rows_text (rows, row, "status"));
  nx_json_add_string (json, "coachId", nx_rows_text (rows, row, "coach_id"));
  nx_json_add_string (json, "pseudonym", nx_rows_text (rows, row, "pseudonym"));
  nx_json_add_string (json, "room", nx_rows_text (rows, row, "room"));
  nx_json_add_bool (json, "unpaid", nx_rows_bool (rows, row, "unpaid"));
  nx_json_add_bool (json, "moved", nx_rows_time (rows, row, "start") != nx_rows_time (rows, row, "at"));
  nx_json_add_null (json, "code");
  nx_json_add_null (json, "detail");
  nx_json_end_object (json);
}

gboolean
nx_series_write (NxDb *db, const NxActor *actor, const char *series_id, NxJsonWriter *json, GError **error)
{
  g_auto (NxSeriesRow) row = { 0 };
  g_autoptr (NxRows) weeks = NULL;
  g_autofree char *series = NULL;

  if (nx_uuid_is_valid (series_id) &&
      !nx_series_store_read (db, series_id, actor->role == NX_ROLE_COACH ? actor->coach_id : NULL, &row, error))
    return FALSE;
  if (row.id == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such series."));
      return FALSE;
    }
  weeks = nx_series_store_weeks (db, series_id, error);
  if (weeks == NULL)
    return FALSE;

  series = nx_series_json (&row);
  nx_json_add_raw (json, "series", series);
  nx_json_begin_array (json, "sessions");
  for (guint i = 0; i < nx_rows_count (weeks); i++)
    write_session (weeks, i, json);
  nx_json_end_array (json);

  return TRUE;
}
