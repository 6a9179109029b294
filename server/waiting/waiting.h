/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/jobs/nx-job.h"
#include "server/nx-actor.h"
#include "server/nx-config.h"

G_BEGIN_DECLS

/*
 * The waiting list (domain.md section 7): names for a full workshop, or for a time of a coach that is taken. A freed place is
 * offered in the order of the list, 30 minutes each, at once and by the database itself (migration 0026), and is nobody else's
 * meanwhile: a seat counts in sessions.seats_offered, a time is a hold. What changes something needs an open transaction. An entry
 * that the actor may not see is %NX_ERROR_NOT_FOUND: a family sees its own, a coach those for their sessions, the office all.
 */

/** How long an offer stands, in microseconds; not beyond the start. */
#define NX_WAITING_OFFER_TIME (30 * NX_TIME_MINUTE)

/** How many lists a family has a pupil's name on at once; the office may add more. */
#define NX_WAITING_MOST_NAMES 10

/**
 * NxWaitingRequest: what a name waits for.
 * @student_id: (nullable): only an ELEVE leaves it out
 * @session_id: (nullable): a full workshop; for the office also a lesson, whose coach and time are then waited for
 * @coach_id: (nullable): of a time: %NULL for any coach who teaches the subject
 * @duration: minutes, 0 for the type's default
 */
typedef struct
{
  const char *student_id, *session_id, *coach_id;
  int subject, type;
  gint64 scheduled_at;
  int duration;
} NxWaitingRequest;

/**
 * nx_waiting_join: puts a name at the end of the list. What a booking needs is needed here too, but for the credits.
 *
 * Errors: %NX_ERROR_CONFLICT (a place is free: it can be booked; or the name is on the list), %NX_ERROR_NOT_FOUND,
 * %NX_ERROR_INVALID, %NX_ERROR_NO_ACTIVE_PLAN, %NX_ERROR_STUDENT_BUSY, %NX_ERROR_OUTSIDE_AVAILABILITY, %NX_ERROR_NO_COACH_AVAILABLE,
 * %NX_ERROR_ALREADY_CANCELLED, %NX_ERROR_ALREADY_HELD.
 *
 * Returns: (transfer full)
 */
NxWaitingEntry *nx_waiting_join (NxDb *db, const NxActor *actor, const NxConfig *config, const NxWaitingRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) */
NxWaitingEntry *nx_waiting_get (NxDb *db, const NxActor *actor, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NxWaitingFilter: %NULL and -1 mean any. @limit: 0 for 50. */
typedef struct
{
  const char *session_id, *student_id;
  int status;
  int limit;
  const char *cursor;
} NxWaitingFilter;

/** In the order of the list. @cursor: (out) (nullable). Returns: (transfer full) (element-type NxWaitingEntry) */
GPtrArray *nx_waiting_list (NxDb *db, const NxActor *actor, const NxWaitingFilter *filter, char **cursor, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Takes a name off; what was offered to it goes to the next. Once more does nothing. Errors: %NX_ERROR_CONFLICT where it was accepted or has ended. */
gboolean nx_waiting_leave (NxDb *db, const NxActor *actor, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_waiting_accept: books what is offered, as nx_booking_book() does, in the same transaction.
 *
 * Errors: %NX_ERROR_CONFLICT where nothing is offered (any more), and those of nx_booking_book().
 *
 * Returns: (transfer full): the session as the student sees it
 */
NxSession *nx_waiting_accept (NxDb *db, const NxActor *actor, const NxConfig *config, const char *id, gint32 *balance, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_waiting_make_room: before an undo brings a seat or a session back: takes offers back that nobody was told of yet, as far as
 * they stand in its way. An offer that was mailed stays: the guards then refuse the undo.
 * @coach_id, @start, @end: where the session comes back to
 */
gboolean nx_waiting_make_room (NxDb *db, const NxActor *actor, const char *session_id, const char *coach_id, gint64 start, gint64 end,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The job `offers`: mails new offers, ends those whose time has passed, and offers what became free in any other way. */
gboolean nx_waiting_offers_due (NxJobRun *run, GError **error);

G_END_DECLS
