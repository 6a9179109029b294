/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/*
 * Holds: a time of a coach (and of a room) that is kept while somebody books it, or while it is offered to the waiting list. It is
 * nobody else's until it expires by its clock. A booking by the holder, or for the pupil to whom it is offered, ends it.
 */

/** How long a form keeps its time. */
#define NX_HOLD_TIME (3 * NX_TIME_MINUTE)

/**
 * NxHoldRequest: what to keep.
 * @duration: minutes, 0 for an hour
 * @room: (nullable): name of a room to keep as well
 * @student_id: (nullable): whom it is for; needed for an offer
 * @session_id: (nullable): the session that is about to be moved there: it does not stand in its own way
 * @waiting_id: (nullable): makes it an offer to @student_id, nobody's form
 * @expires_at: %NX_TIME_NONE for three minutes
 */
typedef struct
{
  const char *coach_id;
  gint64 scheduled_at;
  int duration;
  const char *room;
  const char *student_id;
  const char *session_id;
  const char *waiting_id;
  gint64 expires_at;
} NxHoldRequest;
#define NX_HOLD_REQUEST_INIT { .expires_at = NX_TIME_NONE }

/**
 * nx_hold_take: keeps a time; in the caller's transaction. What the same person held of this coach before is given up (a family
 * keeps one time in all).
 *
 * Errors: %NX_ERROR_INVALID, %NX_ERROR_NOT_FOUND (coach, student; a coach keeps their own time only), %NX_ERROR_SLOT_TAKEN,
 * %NX_ERROR_ROOM_TAKEN.
 *
 * Returns: (transfer full): the hold as its holder sees it
 */
NxHold *nx_hold_take (NxDb *db, const NxActor *actor, const NxHoldRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Gives a hold of one's own up; the office any person's. Errors: %NX_ERROR_NOT_FOUND. */
gboolean nx_hold_release (NxDb *db, const NxActor *actor, const char *hold_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Ends the offer of an entry of the waiting list, if there is one. Queued: no round trip of its own. */
gboolean nx_hold_end_offer (NxDb *db, const NxActor *actor, const char *waiting_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_holds_end: ends what stands in the way of whoever books now: the actor's own holds, and the offers to @student_id, of these
 * coaches at this time. To be called before the session is placed, in its transaction. Queued: no round trip of its own.
 * @coaches: array of identifiers in PostgreSQL's form
 * @student_id: (nullable)
 */
gboolean nx_holds_end (NxDb *db, const NxActor *actor, const char *coaches, const char *student_id, gint64 start, gint64 end,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_holds_list: what is held at actor->now and overlaps [@from, @to), by time: the office sees all, a coach theirs.
 * @from, @to: %NX_TIME_NONE for any
 *
 * Returns: (transfer full) (element-type NxHold)
 */
GPtrArray *nx_holds_list (NxDb *db, const NxActor *actor, gint64 from, gint64 to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_holds_refusal: the sentence for a time that others hold.
 * @by: who: "" an offer to the waiting list
 *
 * Staff reads the name, families do not. Returns: (transfer full)
 */
char *nx_holds_refusal (const NxActor *actor, const char *by);

G_END_DECLS
