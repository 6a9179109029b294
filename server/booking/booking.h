/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"
#include "server/nx-config.h"

G_BEGIN_DECLS

/*
 * Sessions, seats and booking (domain.md section 7). What changes something needs an open transaction. @config says where the
 * video rooms are. A session that the actor may not see is %NX_ERROR_NOT_FOUND.
 */

/** Minutes of a session of @type where none are asked for: 60, 60, 120. */
int nx_booking_default_duration (int type);

/** How long before the start a family cancels @type with a refund, in microseconds: 24 h or 48 h. */
gint64 nx_booking_refund_window (int type);

/** Whether a family that cancels at @now gets its credits back: the boundary itself still does. */
gboolean nx_booking_is_refundable (const NxSession *session, gint64 now);

/** @cost: (out): quarter-credits of a seat of @type, from the catalogue as it is at actor->now. */
gboolean nx_booking_cost (NxDb *db, const NxActor *actor, int type, gint32 *cost, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxBooking: what is asked for.
 * @student_id: (nullable): only an ELEVE leaves it out
 * @session_id: (nullable): a workshop to join; then only @student_id is read besides
 * @coach_id: (nullable): %NULL: one is chosen
 * @duration: minutes, 0 for the type's default
 * @room: (nullable): name of a room of the centre; without one any that is free is taken
 * @series_id: (nullable): the weekly series that it belongs to
 * @unpaid: makes a seat that a later month's credits pay: nothing is taken now, and none need be there
 * @quiet: writes no mail: whoever books several at once sends one for all
 */
typedef struct
{
  const char *student_id;
  const char *session_id;
  const char *coach_id;
  int subject;
  int type;
  gint64 scheduled_at;
  int duration;
  const char *title;
  const char *description;
  const char *room;
  const char *series_id;
  gboolean unpaid;
  gboolean quiet;
} NxBooking;

/**
 * nx_booking_book:
 * @balance: (out) (optional): the student's credits afterwards, in quarters
 *
 * Session, seat, ledger row, mails and live event in the caller's transaction.
 * Errors: %NX_ERROR_NOT_FOUND (the student or session is not the actor's), %NX_ERROR_INVALID, %NX_ERROR_INSUFFICIENT_CREDITS,
 * %NX_ERROR_SLOT_TAKEN, %NX_ERROR_STUDENT_BUSY, %NX_ERROR_ROOM_TAKEN, %NX_ERROR_OUTSIDE_AVAILABILITY, %NX_ERROR_WORKSHOP_FULL,
 * %NX_ERROR_NO_COACH_AVAILABLE, %NX_ERROR_NO_ACTIVE_PLAN.
 *
 * Returns: (transfer full): the session as the student sees it
 */
NxSession *nx_booking_book (NxDb *db, const NxActor *actor, const NxConfig *config, const NxBooking *booking, gint32 *balance,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum { NX_REFUND_BY_RULE, NX_REFUND_YES, NX_REFUND_NO } NxRefundChoice;

/**
 * NxCancellation: what is asked for, and what came of it.
 * @student_id: (nullable): one seat of a workshop; %NULL: a family's own seats, or, for coach and office, the whole session
 * @refund: the office's choice; others leave %NX_REFUND_BY_RULE
 * @quiet: writes no mail
 * @refunded: (out): whether credits were given back
 * @credits_refunded: (out): in quarters
 * @balance: (out): of the student (of the first, where there are several)
 */
typedef struct
{
  const char *session_id;
  const char *student_id;
  const char *reason;
  gboolean accept_no_refund;
  NxRefundChoice refund;
  gboolean quiet;
  gboolean refunded;
  gint32 credits_refunded;
  gint32 balance;
} NxCancellation;

/** Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_REFUND_WINDOW_PASSED, %NX_ERROR_ALREADY_CANCELLED, %NX_ERROR_ALREADY_HELD. */
gboolean nx_booking_cancel (NxDb *db, const NxActor *actor, NxCancellation *cancellation, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxMove: what to change of a session; %NX_TIME_NONE, 0 and %NULL leave it as it is.
 * @room: name of a room of the centre
 * @version: what the session's was when it was looked at: %NX_ERROR_CHANGED_ELSEWHERE where it is another now; 0 for any
 * @quiet: writes no mail
 */
typedef struct
{
  const char *session_id;
  gint64 scheduled_at;
  int duration;
  const char *coach_id;
  const char *room;
  gint64 version;
  gboolean quiet;
} NxMove;

/** Keeps cost and history; the guards of a booking hold for the new place. */
NxSession *nx_booking_move (NxDb *db, const NxActor *actor, const NxConfig *config, const NxMove *move, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxAttendanceMark: who was there.
 * @student_id: (nullable): %NULL: all pupils of the session
 * @attendance: NxAttendance, -1 takes the mark away
 * @has_refund, @refund: the office's: gives the credits of who did not come back, or takes them again
 */
typedef struct
{
  const char *session_id;
  const char *student_id;
  int attendance;
  gboolean has_refund, refund;
} NxAttendanceMark;

/**
 * nx_booking_mark: from 15 minutes before the start on, until a report says who was there. A session is NO_SHOW where it is over and
 * nobody was there.
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_CONFLICT (too early, or reported), %NX_ERROR_ALREADY_CANCELLED, %NX_ERROR_FORBIDDEN
 *
 * Returns: (transfer full): the session
 */
NxSession *nx_booking_mark (NxDb *db, const NxActor *actor, const NxConfig *config, const NxAttendanceMark *mark, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxSessionFilter: which of the sessions that the actor may see. %NX_TIME_NONE, %NULL and -1 mean any. By start, earliest first.
 * @from, @to: sessions that overlap [from, to)
 * @due_only: only those ended without a submitted report, at actor->now
 * @descending: latest first
 * @limit: 1 to 200, 0 for 50
 * @cursor: (nullable): where the last page ended
 */
typedef struct
{
  gint64 from, to;
  const char *coach_id;
  const char *student_id;
  int status;
  gboolean due_only;
  gboolean descending;
  int limit;
  const char *cursor;
} NxSessionFilter;
#define NX_SESSION_FILTER_INIT { .from = NX_TIME_NONE, .to = NX_TIME_NONE, .status = -1 }

/**
 * nx_booking_list: one statement whatever the number of sessions. A parent sees their children's, a pupil their own, a coach
 * theirs, the office all; `students` holds only those whom the actor may see.
 * @cursor: (out) (optional) (nullable): where to go on, %NULL at the end
 *
 * Returns: (transfer full) (element-type NxSession)
 */
GPtrArray *nx_booking_list (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSessionFilter *filter, char **cursor,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The same as an answer's whole document, {"items": […], "nextCursor": …}, written without records in between. */
gboolean nx_booking_write_list (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSessionFilter *filter,
                                NxJsonWriter *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

NxSession *nx_booking_get (NxDb *db, const NxActor *actor, const NxConfig *config, const char *session_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_booking_workshops: coming workshops that @student_id could join, by start.
 * @subject: NxSubject, or -1
 * @full: those without a free seat, to wait for one, instead of those with
 *
 * Returns: (transfer full) (element-type NxSession)
 */
GPtrArray *nx_booking_workshops (NxDb *db, const NxActor *actor, const NxConfig *config, const char *student_id, int subject,
                                 gboolean full, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** States of a session as a table (design.md rule 8). */
typedef enum
{
  NX_SESSION_EVENT_CANCEL,
  NX_SESSION_EVENT_HOLD,
  NX_SESSION_EVENT_MISS,
  NX_SESSION_EVENT_RESTORE, /* a cancellation is undone; somebody was there after all */
  NX_SESSION_EVENT_LAST
} NxSessionEvent;
typedef struct
{
  NxSessionStatus from;
  NxSessionEvent event;
  guint roles; /* bits 1 << NxRole of who may */
  NxSessionStatus to;
} NxSessionTransition;
extern const NxSessionTransition nx_session_transitions[];
extern const guint nx_session_n_transitions;
/** @to: (out) (optional). Returns: whether @event leads from @from for @role. */
gboolean nx_session_transition (NxSessionStatus from, NxSessionEvent event, int role, NxSessionStatus *to);

G_END_DECLS
