/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking-change-store.h"

G_BEGIN_DECLS

/*
 * What changes a session that is there, shared by the changes themselves and by the steps that take them back (booking-steps.c). Each
 * records its own step; @inverse is that step's text.
 */

/**
 * nx_booking_release_seats: gives up the active seats of @session's rows, tells whom it concerns.
 * @whole: the session must end with it: %NX_ERROR_CONFLICT where somebody has joined meanwhile
 * @inverse: (out) (transfer full)
 */
gboolean nx_booking_release_seats (NxDb *db, const NxActor *actor, NxHeldSession *session, gboolean whole, gboolean refund,
                                   NxCancellation *cancellation, char **inverse, GError **error);

/** Moves @session to @move's place, past all guards. @inverse: (out) (transfer full) */
gboolean nx_booking_move_held (NxDb *db, const NxActor *actor, const NxMove *move, NxHeldSession *session, char **inverse, GError **error);

/** Sets %NX_ERROR_CHANGED_ELSEWHERE with who changed the session, what and when. Returns: %FALSE. */
gboolean nx_booking_refuse_changed (NxDb *db, const NxActor *actor, const char *session_id, GError **error);

/** Whether nobody was noted present, late or absent yet: such a session stays where it is, else its credits would no longer fit. */
gboolean nx_booking_check_unmarked (NxHeldSession *session, GError **error);

/** NxMark: what is to be noted of a seat. */
typedef struct
{
  NxHeldSeat seat;
  int attendance; /* NxAttendance, -1: none */
  gboolean refunded;
} NxMark;

/**
 * nx_booking_set_marks: notes who was there, gives credits back or takes them again, and sets the session's status.
 * @marks: (element-type NxMark)
 * @status: NxSessionStatus
 */
gboolean nx_booking_set_marks (NxDb *db, const NxActor *actor, NxHeldSession *session, GArray *marks, int status, char **inverse, GError **error);

/* --- the steps as text --- */

/** NxSeatsStep: seats to give up ("session.release") or to bring back ("session.restore"). Strings belong to who made them. */
typedef struct
{
  const char *session_id, *student_id; /* (nullable): of one pupil, else all of the session */
  const char *coach_id, *reason;       /* @reason: (nullable) */
  gint64 scheduled_at;
  int duration;
  const char *seats; /* array in PostgreSQL's form */
  gboolean refund;   /* their credits go with them */
  gboolean whole;    /* the session ends, or ended, with them */
} NxSeatsStep;
char *nx_booking_seats_step (const char *op, const NxSeatsStep *step);

/** NxSessionPlace: where and when. */
typedef struct
{
  const char *coach_id, *room_id; /* @room_id: (nullable) */
  gint64 scheduled_at;
  int duration;
} NxSessionPlace;
/** "session.place": from where it is (@from) back to @to. */
char *nx_booking_place_step (const char *session_id, const NxSessionPlace *from, const NxSessionPlace *to);

/** "session.attendance": from @marks back to what their seats say. */
char *nx_booking_marks_step (NxHeldSession *session, GArray *marks, int status);

G_END_DECLS
