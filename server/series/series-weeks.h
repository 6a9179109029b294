/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/series/series-store.h"

G_BEGIN_DECLS

NxWeek *nx_week_new (int n, gint64 at, int duration);
void nx_week_free (NxWeek *self);

/** The moment @weeks weeks after @at, at the same clock time in @zone. %NX_TIME_NONE: that clock time does not exist on that day.
 */
gint64 nx_series_shift (gint64 at, int weeks, const char *zone);
/** The moment at @minute of the day that lies @days after the day of @at. */
gint64 nx_series_moment (gint32 day, int minute, const char *zone);
int nx_series_minute_of (gint64 at, const char *zone);

/** Returns: (transfer full) (nullable): the name of the closure of the rows that the time falls on. */
char *nx_series_closure_at (NxRows *closures, gint64 at, int duration, const char *zone);

/** Whether @error stands against one week only, and the others can still be made. */
gboolean nx_series_is_weeks_own (const GError *error);

/** Errors: %NX_ERROR_INVALID naming @member. */
gboolean nx_series_check_start (const NxActor *actor, const char *member, gint64 at, GError **error);
gboolean nx_series_check_duration (int duration, GError **error);
/** The last day from @until or @count, as long as a series may be. @weeks: (out) */
gboolean nx_series_check_length (gint64 first_at, gint32 until, gint64 count, const char *zone, gint32 *last_day, int *weeks,
                                 GError **error);

/** NxWeekFunc: makes or changes one week; what it did is undone where it fails. */
typedef gboolean (*NxWeekFunc) (NxDb *db, NxWeek *week, gpointer user_data, GError **error);
/** In a savepoint of its own. Returns: %FALSE only for what stands against the whole; what stands against the week is in it. */
gboolean nx_series_try (NxDb *db, NxWeek *week, NxWeekFunc func, gpointer user_data, GError **error);

/** NxTrialFunc: work that is undone as a whole where @dry_run. */
gboolean nx_series_trial (NxDb *db, gboolean dry_run, NxDbFunc work, gpointer user_data, GError **error);

/** Writes "series", "sessions", "conflicts", "skipped", "cost", "balance" of @outcome. @series: (nullable): as JSON */
void nx_series_write_outcome (const NxSeriesOutcome *outcome, const char *series, NxJsonWriter *json);
/** After a dry run: what would be new has no name. */
void nx_series_forget_fresh (NxSeriesOutcome *outcome);
/** The first week's fault, where nothing could be done. %TRUE where something could. */
gboolean nx_series_check_any (const NxSeriesOutcome *outcome, GError **error);

G_END_DECLS
