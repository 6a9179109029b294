/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"

G_BEGIN_DECLS

/* Rows of the tables as structs; their strings belong to the facts that they came with. */

/** NxReader: who gets a mail, and how they read it. */
typedef struct
{
  const char *user_id, *address, *name, *locale, *zone;
} NxReader;

/** NxBookableCoach: one who could hold the session. */
typedef struct
{
  const char *id, *pseudonym, *mark;
  gint64 color;
  gboolean teaches, offers, available, busy;
  const char *held_by; /* (nullable): who keeps this time, other than whoever books; "" an offer to the waiting list */
  NxReader reader;
} NxBookableCoach;

/** NxBookingFacts: everything that the rules of a booking need, read by one statement; the student's row is locked. */
typedef struct
{
  NxRows *rows;
  const char *student_id, *first_name, *last_name;
  NxReader family; /* the pupil, or the parent where the pupil's address is technical */
  gint32 balance, cost;
  int capacity;
  gboolean has_plan, closed, student_busy;
  const char *rooms; /* (nullable): array of the rooms that are free; NULL online */
  /* of a workshop to join */
  const char *title, *room;
  int subject, type, status;
  gint64 scheduled_at;
  int duration;
  int seats_taken;  /* or offered to somebody else */
  gboolean on_list; /* the student is on its waiting list */
} NxBookingFacts;
void nx_booking_facts_clear (NxBookingFacts *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxBookingFacts, nx_booking_facts_clear)

guint nx_booking_facts_n_coaches (NxBookingFacts *self);
void nx_booking_facts_coach (NxBookingFacts *self, guint n, NxBookableCoach *coach);

/** @facts: (out): its rows are none where the student is not the actor's. */
gboolean nx_booking_store_facts (NxDb *db, const NxActor *actor, const NxBooking *booking, const char *student_id,
                                 NxBookingFacts *facts, GError **error);
/** The same for a workshop that exists; none also where there is no such workshop. */
gboolean nx_booking_store_join_facts (NxDb *db, const NxActor *actor, const char *session_id, const char *student_id,
                                      NxBookingFacts *facts, GError **error);

/** Whoever takes a seat is off its waiting list; what was offered to them is theirs. Queued. */
gboolean nx_booking_store_take_name (NxDb *db, const NxActor *actor, const char *session_id, const char *student_id, GError **error);

/** NxSeat: a place to take. */
typedef struct
{
  const char *id, *session_id, *student_id;
  gint64 start, end;
  gint32 cost;
  gboolean unpaid; /* a later month's credits pay it */
} NxSeat;
gboolean nx_booking_store_add_seat (NxDb *db, const NxActor *actor, const NxSeat *seat, GError **error);
/** One more taken; the database refuses more than its capacity. @seats_taken: (out): 0 where the session is no longer SCHEDULED. */
gboolean nx_booking_store_count_seat (NxDb *db, const NxActor *actor, const char *session_id, int *seats_taken, GError **error);

/** NxPlacement: a session to make, at the first of @coaches and @rooms (arrays in PostgreSQL's form) that is still free. */
typedef struct
{
  const char *id, *coaches, *rooms, *title, *description, *jitsi_room;
  gint64 start, end;
  int type, subject, capacity;
  gint32 cost;
} NxPlacement;
/** @coach_id, @room: (out) (transfer full): what was chosen; @room is a name, %NULL online. */
gboolean nx_booking_store_place (NxDb *db, const NxActor *actor, const NxPlacement *placement, char **coach_id, char **room, GError **error);
/** The same where there is one coach and no room to choose from: sent with what follows, without waiting. */
gboolean nx_booking_store_place_later (NxDb *db, const NxActor *actor, const NxPlacement *placement, GError **error);

/** Says of which weekly series the session is. Queued. */
gboolean nx_booking_store_set_series (NxDb *db, const char *session_id, const char *series_id, GError **error);

gboolean nx_booking_store_cost (NxDb *db, int type, gint32 *cost, GError **error);

G_END_DECLS
