/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"
#include "server/jobs/nx-job.h"
#include "server/undo/undo.h"

G_BEGIN_DECLS

/*
 * Weekly series (domain.md section 7): the same lesson each week, at the same clock time in the centre's zone. Each week is a
 * session like any other, booked, moved and cancelled past the same guards; the series knows which week it is. All needs an open
 * transaction.
 */

/** The longest series, in weeks. */
#define NX_SERIES_MAX_WEEKS 60

typedef enum { NX_SERIES_AT_ONCE, NX_SERIES_MONTHLY } NxSeriesPayment;
extern const NxEnum nx_series_payment_enum;
typedef enum { NX_SERIES_THIS, NX_SERIES_FOLLOWING, NX_SERIES_ALL } NxSeriesScope;
extern const NxEnum nx_series_scope_enum;

/**
 * NxWeek: one week of a series, as it is or would be.
 * @n: its number, 0 for the first
 * @at: when it is, or was to be
 * @session_id: (owned) (nullable): none where it could not be made, and where nothing is saved
 * @skipped: (owned) (nullable): the name of the closure that it falls on, or why it is left out
 * @fault: (owned) (nullable): why it cannot be
 * @fresh: not there before
 */
typedef struct
{
  int n;
  gint64 at;
  int duration;
  char *session_id;
  char *skipped;
  GError *fault;
  gboolean fresh;
} NxWeek;

/**
 * NxSeriesOutcome: what came of it, or would come.
 * @series_id: (nullable): none where nothing is saved
 * @weeks: (element-type NxWeek): by time
 * @cost: quarter-credits that are taken, less those given back; of a MONTHLY series what its weeks will cost
 * @balance: of the student afterwards
 */
typedef struct
{
  char *series_id;
  GPtrArray *weeks;
  gint32 cost, balance;
} NxSeriesOutcome;
void nx_series_outcome_clear (NxSeriesOutcome *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxSeriesOutcome, nx_series_outcome_clear)

/**
 * NxSeriesPlan: a series to make. @until (%NX_DATE_NONE) or @count (0).
 * @room: (nullable): name of a room; any that is free
 */
typedef struct
{
  const char *student_id, *coach_id, *room;
  int subject, type, duration;
  gint64 first_at;
  gint32 until;
  gint64 count;
  NxSeriesPayment payment;
} NxSeriesPlan;

/**
 * nx_series_create: books every week that can be; closures and holidays are skipped, clashes and what the credits do not reach are
 * told week by week. Where not one can be made it is refused with what stands against the first.
 * @dry_run: nothing is saved
 *
 * Errors: %NX_ERROR_NOT_FOUND (foreign student; a coach for another one), %NX_ERROR_INVALID, and those of a booking.
 */
gboolean nx_series_create (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSeriesPlan *plan, gboolean dry_run,
                           NxSeriesOutcome *outcome, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxSeriesEdit: what to change; %NX_TIME_NONE, 0, %NULL and %NX_DATE_NONE leave it as it is.
 * @session_id: which week "this" and "following" speak of, and @scheduled_at
 *
 * A week that was cancelled is never brought back. One that was moved by itself keeps its time, and gets the rest of the change.
 */
typedef struct
{
  const char *series_id, *session_id, *coach_id, *room, *reason;
  NxSeriesScope scope;
  gint64 scheduled_at;
  int duration;
  gint32 until;
  gboolean cancel;
} NxSeriesEdit;
gboolean nx_series_edit (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSeriesEdit *edit, gboolean dry_run,
                         NxSeriesOutcome *outcome, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Writes "series" and "sessions". Errors: %NX_ERROR_NOT_FOUND, also for a coach whose series it is not. */
gboolean nx_series_write (NxDb *db, const NxActor *actor, const char *series_id, NxJsonWriter *json,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_series_pay_due: a job: takes the credits for the seats of MONTHLY series whose month was granted, the earliest first, as far
 * as the balance goes. Each once, whoever runs it.
 */
gboolean nx_series_pay_due (NxJobRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** How series and absences are taken back. */
extern const NxStepKind nx_series_steps[];
extern const NxStepKind nx_absences_steps[];

G_END_DECLS
