/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/centre.h"
#include "server/coaches/coaches.h"
#include "server/coaches/coaches-spans.h"
#include "server/coaches/exceptions-store.h"

#include <glib/gi18n-lib.h>

#define N_TYPES 3

/* One coach's times, a list for each modality. */
typedef struct
{
  const char *coach_id;
  guint32 offers; /* NxServiceType bits */
  GArray *open[N_TYPES], *away[N_TYPES]; /* NxSpan */
} Week;

static void
week_init (Week *week, NxRows *rows, guint row)
{
  *week = (Week){ .coach_id = nx_rows_text (rows, row, "coach_id") };
  if (nx_rows_bool (rows, row, "online"))
    week->offers |= 1u << NX_SERVICE_COURS_ONLINE;
  if (nx_rows_bool (rows, row, "in_person"))
    week->offers |= 1u << NX_SERVICE_COURS_PRESENTIEL | 1u << NX_SERVICE_ATELIER_GROUPE;
  for (guint t = 0; t < N_TYPES; t++)
    {
      week->open[t] = g_array_new (FALSE, FALSE, sizeof (NxSpan));
      week->away[t] = g_array_new (FALSE, FALSE, sizeof (NxSpan));
    }
}

static void
week_clear (Week *week)
{
  for (guint t = 0; t < N_TYPES; t++)
    {
      g_array_unref (week->open[t]);
      g_array_unref (week->away[t]);
    }
}

static void
add_weekly (Week *week, NxRows *rows, guint row, gint64 from, gint64 to)
{
  g_autoptr (NxAvailabilityRange) range = NULL;

  if (nx_rows_text (rows, row, "weekday") == NULL)
    return;
  range = nx_rows_record (rows, row, NX_TYPE_AVAILABILITY_RANGE);
  for (guint t = 0; t < N_TYPES; t++)
    if (range->types & (1u << t))
      nx_spans_add_weekly (week->open[t], (int) range->weekday, (int) range->startMinute, (int) range->endMinute, from, to);
}

static void
add_exceptions (Week *week, GPtrArray *exceptions)
{
  for (guint i = 0; i < exceptions->len; i++)
    {
      const NxAvailabilityException *exception = g_ptr_array_index (exceptions, i);
      NxSpan span = { exception->from, exception->to };

      if (!g_str_equal (exception->coachId, week->coach_id))
        continue;
      for (guint t = 0; t < N_TYPES; t++)
        if (exception->types & (1u << t))
          g_array_append_val (exception->available ? week->open[t] : week->away[t], span);
    }
}

static guint32
types_at (Week *week, gint64 time)
{
  guint32 types = 0;

  for (guint t = 0; t < N_TYPES; t++)
    for (guint i = 0; i < week->open[t]->len; i++)
      {
        const NxSpan *span = &g_array_index (week->open[t], NxSpan, i);

        if (span->start <= time && time < span->end)
          types |= 1u << t;
      }

  return types & week->offers;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
add_range (GPtrArray *ranges, const char *coach_id, gint64 start, gint64 end, guint32 types)
{
  NxOpenRange *last = ranges->len > 0 ? g_ptr_array_index (ranges, ranges->len - 1) : NULL;

  if (types == 0 || start >= end)
    return;
  if (last != NULL && last->to == start && last->types == types && g_str_equal (last->coachId, coach_id))
    {
      last->to = end;
      return;
    }
  last = g_object_new (NX_TYPE_OPEN_RANGE, NULL);
  last->coachId = g_strdup (coach_id);
  last->from = start;
  last->to = end;
  last->types = types;
  g_ptr_array_add (ranges, last);
}

/* The lists of the modalities, cut at every boundary, as stretches of one kind each. */
static void
finish_week (Week *week, GArray *closed, gint64 from, gint64 to, GPtrArray *ranges)
{
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (cuts, from);
  g_array_append_val (cuts, to);
  for (guint t = 0; t < N_TYPES; t++)
    {
      if (closed->len > 0)
        g_array_append_vals (week->away[t], closed->data, closed->len);
      nx_spans_merge (week->open[t]);
      nx_spans_merge (week->away[t]);
      nx_spans_subtract (week->open[t], week->away[t]);
      for (guint i = 0; i < week->open[t]->len; i++)
        {
          NxSpan span = g_array_index (week->open[t], NxSpan, i);

          span.start = CLAMP (span.start, from, to);
          span.end = CLAMP (span.end, from, to);
          g_array_append_vals (cuts, (gint64[]){ span.start, span.end }, 2);
        }
    }
  g_array_sort (cuts, compare_times);
  for (guint i = 1; i < cuts->len; i++)
    {
      gint64 start = g_array_index (cuts, gint64, i - 1), end = g_array_index (cuts, gint64, i);

      if (start < end)
        add_range (ranges, week->coach_id, start, end, types_at (week, start));
    }
}

static GArray *
read_closed (NxDb *db, const NxActor *actor, gint64 from, gint64 to, GError **error)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  g_autoptr (GPtrArray) closures = nx_closures_list (db, actor, nx_time_date_in_zone (from, zone), nx_time_date_in_zone (to, zone), error);
  GArray *closed;

  if (closures == NULL)
    return NULL;
  closed = g_array_new (FALSE, FALSE, sizeof (NxSpan));
  for (guint i = 0; i < closures->len; i++)
    {
      const NxClosure *closure = g_ptr_array_index (closures, i);

      for (gint32 day = closure->firstDay; !closure->bookable && day <= closure->lastDay; day++)
        nx_spans_add_day (closed, day, 0, 1440);
    }

  return closed;
}

static gboolean
check (NxDb *db, const NxActor *actor, const char *coach_id, gint64 from, gint64 to, GError **error)
{
  g_autoptr (NxCoach) coach = NULL;

  if (to <= from)
    return nx_error_refuse_member (error, "to", _ ("The end must come after the beginning."));
  if (to - from > NX_SLOTS_MAX_DAYS * NX_TIME_DAY)
    return nx_error_refuse_member (error, "to", _ ("Ask for at most two months at once."));
  if (coach_id == NULL)
    return TRUE;
  if (actor->role == NX_ROLE_COACH && g_ascii_strcasecmp (coach_id, actor->coach_id) != 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such coach."));
      return FALSE;
    }
  coach = nx_coach_get (db, actor, coach_id, error);

  return coach != NULL;
}

GPtrArray *
nx_open_ranges (NxDb *db, const NxActor *actor, const char *coach_id, gint64 from, gint64 to, GError **error)
{
  const char *whose = coach_id != NULL ? coach_id : actor->role == NX_ROLE_COACH ? actor->coach_id : NULL;
  g_autoptr (GPtrArray) exceptions = NULL;
  g_autoptr (GArray) closed = NULL;
  g_autoptr (NxRows) rows = NULL;
  GPtrArray *ranges;

  if (!check (db, actor, coach_id, from, to, error))
    return NULL;
  exceptions = nx_exceptions_store_list (db, whose, from, to, error);
  closed = exceptions != NULL ? read_closed (db, actor, from, to, error) : NULL;
  rows = closed != NULL ? nx_exceptions_store_weeks (db, whose, error) : NULL;
  if (rows == NULL)
    return NULL;

  ranges = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < nx_rows_count (rows);)
    {
      Week week;

      for (week_init (&week, rows, i); i < nx_rows_count (rows) && g_str_equal (nx_rows_text (rows, i, "coach_id"), week.coach_id); i++)
        add_weekly (&week, rows, i, from, to);
      add_exceptions (&week, exceptions);
      finish_week (&week, closed, from, to, ranges);
      week_clear (&week);
    }

  return ranges;
}
