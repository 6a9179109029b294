/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-time.h"

G_BEGIN_DECLS

/** NxSpan: a stretch of time, end excluded, in microseconds UTC. */
typedef struct
{
  gint64 start, end;
} NxSpan;

/**
 * nx_spans_add_weekly: adds the weekly range as it falls on each day that touches [from, to).
 * @start_minute, @end_minute: of the day in the centre's zone; 1440 is midnight at the end
 */
void nx_spans_add_weekly (GArray *spans, int weekday, int start_minute, int end_minute, gint64 from, gint64 to);

/** Adds minutes @start_minute to @end_minute of @date in the centre's zone. */
void nx_spans_add_day (GArray *spans, gint32 date, int start_minute, int end_minute);

/** Sorts @spans and joins those that touch or overlap. */
void nx_spans_merge (GArray *spans);

/** Leaves of @spans (merged) what is not in @holes (merged). */
void nx_spans_subtract (GArray *spans, GArray *holes);

/**
 * nx_spans_starts: the starts on the grid, later than @now and within [from, to), at which @duration fits into one of @spans (merged).
 *
 * Returns: (transfer full) (element-type gint64)
 */
GArray *nx_spans_starts (GArray *spans, gint64 from, gint64 to, gint64 now, gint64 duration);

G_END_DECLS
