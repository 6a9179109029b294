/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/series/series-store.h"

G_BEGIN_DECLS

/** Returns: (transfer full): the step that brings the series, which was left as @left says, back to what @to says: "series.row". */
char *nx_series_row_step (const NxSeriesRow *left, const NxSeriesRow *to);
/** Whether an edit left nothing of the series itself other than it was: coach, start, length, end, room. */
gboolean nx_series_row_is (const NxSeriesRow *row, const NxSeriesRow *other);
/** Returns: (transfer full): the step that gives sessions back the weeks that they were: "series.weeks". @weeks: array of {id, n,
 * at}. */
typedef struct
{
  char *session_id;
  int n;
  gint64 at;
} NxWeekPlace;
GArray *nx_week_places_new (void);
void nx_week_places_add (GArray *places, const char *session_id, int n, gint64 at);
char *nx_series_weeks_step (const char *series_id, GArray *places);

/** Audit and live event of a change of a series. @before: (nullable) */
gboolean nx_series_record (NxDb *db, const NxActor *actor, const char *action, const NxSeriesRow *before,
                           const NxSeriesRow *after, GError **error);
/** Returns: (transfer full): the series as an answer's member. */
char *nx_series_json (const NxSeriesRow *row);

G_END_DECLS
