/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking-list-store.h"
#include "server/booking/booking-store.h"

G_BEGIN_DECLS

/** NxHeldSession: a session that is about to change, and its coach. Strings belong to @rows, which hold one seat a row. */
typedef struct
{
  NxRows *rows;
  const char *id, *coach_id, *coach_name, *room_id, *room, *title;
  NxReader coach;
  int type, subject, status, duration;
  gint64 scheduled_at, ends_at, version;
} NxHeldSession;
void nx_held_session_clear (NxHeldSession *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxHeldSession, nx_held_session_clear)

/** NxHeldSeat: one of its seats. */
typedef struct
{
  const char *id, *student_id, *first_name, *last_name;
  NxReader family;
  gboolean active, refunded;
  int attendance; /* NxAttendance, -1 */
  gint32 balance;
} NxHeldSeat;

guint nx_held_session_n_seats (NxHeldSession *self);
void nx_held_session_seat (NxHeldSession *self, guint n, NxHeldSeat *seat);

/**
 * nx_booking_store_hold: the session and those seats that the scope may see, active or not; the rows of their students are locked,
 * in the order of their identifiers. No rows: not the actor's.
 */
gboolean nx_booking_store_hold (NxDb *db, const NxSessionScope *scope, const char *session_id, NxHeldSession *session, GError **error);

/** @seats: array in PostgreSQL's form. @n_given_up: (out): how many were still active. */
gboolean nx_booking_store_give_up (NxDb *db, const NxActor *actor, const char *seats, gboolean refunded, guint *n_given_up, GError **error);
/** Takes @n_seats off; without any left the session is CANCELLED. @cancelled: (out); @found: (out): whether it was SCHEDULED. */
gboolean nx_booking_store_release (NxDb *db, const NxActor *actor, const char *session_id, guint n_seats, const char *reason,
                                   gboolean refunded, gboolean *found, gboolean *cancelled, GError **error);

/** NxMoveTarget: where a session is to go, and what speaks against it. Strings belong to @rows. */
typedef struct
{
  NxRows *rows;
  const char *room_id, *room;
  NxBookableCoach coach;
  gboolean closed;
} NxMoveTarget;
void nx_move_target_clear (NxMoveTarget *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxMoveTarget, nx_move_target_clear)

/** No rows: there is no such coach. */
gboolean nx_booking_store_move_target (NxDb *db, const NxActor *actor, const char *session_id, const char *coach_id, gint64 start, int duration,
                                       const char *room, NxMoveTarget *target, GError **error);
/** @version: what it is to be now; @found: (out): %FALSE where it is another one, or the session is no longer SCHEDULED. */
gboolean nx_booking_store_move (NxDb *db, const NxActor *actor, const char *session_id, const char *coach_id, gint64 start, int duration,
                                const char *room_id, gint64 version, gboolean *found, GError **error);

G_END_DECLS
