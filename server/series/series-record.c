/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/series-record.h"

#include <glib/gi18n-lib.h>
#include "server/nx-audit.h"
#include "server/series/series-mail.h"

static void
write_time_or_null (NxJsonWriter *json, const char *member, gint64 time)
{
  if (time != NX_TIME_NONE)
    nx_json_add_time (json, member, time);
}

static void
write_row (NxJsonWriter *json, const NxSeriesRow *row)
{
  nx_json_add_string (json, "coachId", row->coach_id);
  nx_json_add_time (json, "firstAt", row->first_at);
  nx_json_add_int (json, "duration", row->duration);
  nx_json_add_int (json, "until", row->until);
  if (row->room_id != NULL)
    nx_json_add_string (json, "roomId", row->room_id);
  write_time_or_null (json, "cancelledAt", row->cancelled_at);
}

char *
nx_series_row_step (const NxSeriesRow *left, const NxSeriesRow *to)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "op", "series.row");
  nx_json_add_string (json, "seriesId", to->id);
  write_row (json, to);
  nx_json_begin_object (json, "left");
  write_row (json, left);
  nx_json_end_object (json);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

/* Identifiers, as they were asked for or as they are kept. */
static gboolean
same_id (const char *a, const char *b)
{
  return a == NULL || b == NULL ? a == b : g_ascii_strcasecmp (a, b) == 0;
}

gboolean
nx_series_row_is (const NxSeriesRow *row, const NxSeriesRow *other)
{
  return same_id (row->coach_id, other->coach_id) && same_id (row->room_id, other->room_id) && row->first_at == other->first_at &&
         row->duration == other->duration && row->until == other->until && row->cancelled_at == other->cancelled_at;
}

static void
clear_place (gpointer data)
{
  g_free (((NxWeekPlace *) data)->session_id);
}

GArray *
nx_week_places_new (void)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (NxWeekPlace));

  g_array_set_clear_func (places, clear_place);
  return places;
}

void
nx_week_places_add (GArray *places, const char *session_id, int n, gint64 at)
{
  NxWeekPlace place = { NULL, n, at };

  /* What it was at the beginning. */
  for (guint i = 0; i < places->len; i++)
    if (g_str_equal (g_array_index (places, NxWeekPlace, i).session_id, session_id))
      return;
  place.session_id = g_strdup (session_id);
  g_array_append_val (places, place);
}

char *
nx_series_weeks_step (const char *series_id, GArray *places)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "op", "series.weeks");
  nx_json_add_string (json, "seriesId", series_id);
  nx_json_begin_array (json, "weeks");
  for (guint i = 0; i < places->len; i++)
    {
      const NxWeekPlace *place = &g_array_index (places, NxWeekPlace, i);

      nx_json_begin_object (json, NULL);
      nx_json_add_string (json, "id", place->session_id);
      nx_json_add_int (json, "n", place->n);
      nx_json_add_time (json, "at", place->at);
      nx_json_end_object (json);
    }
  nx_json_end_array (json);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

char *
nx_series_json (const NxSeriesRow *row)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "id", row->id);
  nx_json_add_string (json, "studentId", row->student_id);
  nx_json_add_string (json, "studentName", row->student_name);
  nx_json_add_string (json, "coachId", row->coach_id);
  nx_json_add_string (json, "pseudonym", row->pseudonym);
  nx_json_add_string (json, "subject", nx_enum_slug (&nx_subject_enum, row->subject));
  nx_json_add_string (json, "type", nx_enum_slug (&nx_service_type_enum, row->type));
  nx_json_add_time (json, "firstAt", row->first_at);
  nx_json_add_int (json, "duration", row->duration);
  nx_json_add_date (json, "until", row->until);
  nx_json_add_string (json, "payment", nx_enum_slug (&nx_series_payment_enum, (int) row->payment));
  nx_json_add_string (json, "room", row->room);
  nx_json_add_time (json, "cancelledAt", row->cancelled_at);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

gboolean
nx_series_record (NxDb *db, const NxActor *actor, const char *action, const NxSeriesRow *before, const NxSeriesRow *after,
                  GError **error)
{
  g_autofree char *old = before != NULL ? nx_series_json (before) : NULL, *new = nx_series_json (after);
  gboolean same = before == NULL || g_strcmp0 (before->coach_id, after->coach_id) == 0;

  return nx_audit (db, actor, action, "series", after->id, old, new, error) &&
         nx_live_publish (db, actor, "series.changed", after->id, after->coach_id, after->student_id, error) &&
         (same || nx_live_publish (db, actor, "series.changed", after->id, before->coach_id, after->student_id, error));
}

/* Taking back */

static gboolean
gone (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_CANNOT_UNDO, _ ("This series no longer exists."));

  return FALSE;
}

/* @row: (inout): as @object says; what it does not say stays. */
static gboolean
read_row (JsonObject *object, NxSeriesRow *row)
{
  gint64 duration = 0, until = 0;

  row->room_id = NULL;
  row->cancelled_at = NX_TIME_NONE;
  if (!nx_json_get_string (object, "coachId", &row->coach_id) || !nx_json_get_time (object, "firstAt", &row->first_at) ||
      !nx_json_get_int (object, "duration", &duration) || !nx_json_get_int (object, "until", &until))
    return FALSE;
  row->duration = (int) duration;
  row->until = (gint32) until;

  return (!json_object_has_member (object, "roomId") || nx_json_get_string (object, "roomId", &row->room_id)) &&
         (!json_object_has_member (object, "cancelledAt") || nx_json_get_time (object, "cancelledAt", &row->cancelled_at));
}

static gboolean
refuse_changed (NxDb *db, const NxActor *actor, const char *series_id, GError **error)
{
  g_autofree char *who = nx_last_change (db, actor, "series", series_id, error);

  if (who != NULL)
    g_set_error (error, NX_ERROR, NX_ERROR_CANNOT_UNDO, _ ("This series was changed meanwhile. %s"), who);

  return FALSE;
}

/* What somebody changed since is not overwritten. */
static gboolean
apply_row (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  g_auto (NxSeriesRow) now = { 0 };
  NxSeriesRow then, left;
  JsonObject *left_object = nx_json_get_object (step, "left");
  const char *id = NULL;

  if (!nx_json_get_string (step, "seriesId", &id) || left_object == NULL)
    return gone (error);
  if (!nx_series_store_get (db, id, NULL, &now, error))
    return FALSE;
  if (nx_rows_count (now.rows) == 0)
    return gone (error);

  then = left = now;
  if (!read_row (step, &then) || !read_row (left_object, &left))
    return gone (error);
  if (!nx_series_row_is (&now, &left))
    return refuse_changed (db, actor, id, error);
  *inverse = nx_series_row_step (&then, &now);

  return nx_series_store_set (db, &then, error) && nx_series_record (db, actor, "series.changed", &now, &then, error);
}

static gboolean
find_week (NxRows *rows, const char *session_id, int *n, gint64 *at)
{
  for (guint i = 0; i < nx_rows_count (rows); i++)
    if (g_str_equal (nx_rows_text (rows, i, "id"), session_id))
      {
        *n = (int) nx_rows_int (rows, i, "n");
        *at = nx_rows_time (rows, i, "at");
        return TRUE;
      }

  return FALSE;
}

/* Two rounds: sessions may take each other's number. */
static gboolean
set_weeks (NxDb *db, JsonArray *weeks, GError **error)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < json_array_get_length (weeks); i++)
      {
        JsonObject *week = json_array_get_object_element (weeks, i);
        const char *id = NULL;
        gint64 n = 0, at = 0;

        if (!nx_json_get_string (week, "id", &id) || !nx_json_get_int (week, "n", &n) || !nx_json_get_time (week, "at", &at))
          return gone (error);
        if (!nx_series_store_set_week (db, id, round == 0 ? -1 : (int) n, at, error))
          return FALSE;
      }

  return TRUE;
}

static gboolean
apply_weeks (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  const char *series_id = NULL;
  JsonArray *weeks = nx_json_get_array (step, "weeks");
  g_autoptr (NxRows) rows = NULL;
  g_autoptr (GArray) places = nx_week_places_new ();

  if (!nx_json_get_string (step, "seriesId", &series_id) || weeks == NULL)
    return gone (error);
  rows = nx_series_store_weeks (db, series_id, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (weeks); i++)
    {
      const char *id = NULL;
      int n;
      gint64 at;

      if (!nx_json_get_string (json_array_get_object_element (weeks, i), "id", &id) || !find_week (rows, id, &n, &at))
        return gone (error);
      nx_week_places_add (places, id, n, at);
    }
  *inverse = nx_series_weeks_step (series_id, places);

  return set_weeks (db, weeks, error);
}

const NxStepKind nx_series_steps[] = {
  { "series.row", apply_row },
  { "series.weeks", apply_weeks },
  { "agenda.news", nx_agenda_news_apply },
  { NULL },
};
