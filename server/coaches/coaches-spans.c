/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches-spans.h"

#include "server/coaches/coaches.h"

#define GRID (NX_SLOT_GRID * NX_TIME_MINUTE)

static gint64
clock_time (gint32 date, int minute)
{
  gint64 time;

  if (nx_time_from_local (date + minute / 1440, minute % 1440, nx_time_zone (NX_TIME_CENTRE_ZONE), &time))
    return time;
  /* A clock time in a skipped hour: the range begins or ends where the hour was skipped to. */
  if (nx_time_from_local (date + minute / 1440, minute % 1440 / 60 * 60 + 60, nx_time_zone (NX_TIME_CENTRE_ZONE), &time))
    return time;
  return NX_TIME_NONE;
}

void
nx_spans_add_day (GArray *spans, gint32 date, int start_minute, int end_minute)
{
  NxSpan span = { clock_time (date, start_minute), clock_time (date, end_minute) };

  if (span.start != NX_TIME_NONE && span.start < span.end)
    g_array_append_val (spans, span);
}

void
nx_spans_add_weekly (GArray *spans, int weekday, int start_minute, int end_minute, gint64 from, gint64 to)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  gint32 first = nx_time_date_in_zone (from, zone), last = nx_time_date_in_zone (to, zone);

  for (gint32 date = first + (weekday - nx_date_weekday (first) + 7) % 7; date <= last; date += 7)
    nx_spans_add_day (spans, date, start_minute, end_minute);
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const NxSpan *x = a, *y = b;

  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

void
nx_spans_merge (GArray *spans)
{
  guint kept = 0;

  if (spans->len == 0)
    return;

  g_array_sort (spans, compare_spans);
  for (guint i = 1; i < spans->len; i++)
    {
      NxSpan *last = &g_array_index (spans, NxSpan, kept), next = g_array_index (spans, NxSpan, i);

      if (next.start <= last->end)
        last->end = MAX (last->end, next.end);
      else
        g_array_index (spans, NxSpan, ++kept) = next;
    }
  g_array_set_size (spans, kept + 1);
}

void
nx_spans_subtract (GArray *spans, GArray *holes)
{
  g_autoptr (GArray) left = g_array_sized_new (FALSE, FALSE, sizeof (NxSpan), spans->len + holes->len);
  guint first = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      NxSpan span = g_array_index (spans, NxSpan, i);

      while (first < holes->len && g_array_index (holes, NxSpan, first).end <= span.start)
        first++;
      for (guint j = first; j < holes->len && g_array_index (holes, NxSpan, j).start < span.end; j++)
        {
          NxSpan hole = g_array_index (holes, NxSpan, j), before = { span.start, hole.start };

          if (before.start < before.end)
            g_array_append_val (left, before);
          span.start = MAX (span.start, hole.end);
        }
      if (span.start < span.end)
        g_array_append_val (left, span);
    }

  g_array_set_size (spans, 0);
  if (left->len > 0)
    g_array_append_vals (spans, left->data, left->len);
}

GArray *
nx_spans_starts (GArray *spans, gint64 from, gint64 to, gint64 now, gint64 duration)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 earliest = MAX (from, now + 1);

  for (guint i = 0; i < spans->len; i++)
    {
      const NxSpan *span = &g_array_index (spans, NxSpan, i);
      gint64 start = (MAX (span->start, earliest) + GRID - 1) / GRID * GRID;

      for (; start + duration <= span->end && start < to; start += GRID)
        g_array_append_val (starts, start);
    }

  return starts;
}
