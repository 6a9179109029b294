/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/** Starts lie on this grid, in minutes (domain.md section 7). */
#define NX_SLOT_GRID 15
/** The longest period that slots are computed for at once, in days. */
#define NX_SLOTS_MAX_DAYS 62

/** Returns: (transfer full) (element-type NxCoach): all coaches that teach now, in the order of their pseudonyms. */
GPtrArray *nx_coaches_list (NxDb *db, const NxActor *actor, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): the coach, or %NULL with %NX_ERROR_NOT_FOUND. */
NxCoach *nx_coach_get (NxDb *db, const NxActor *actor, const char *coach_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxSlotQuery: which starts are asked for.
 * @coach_id: (nullable): one coach; %NULL for any who teaches @subject
 * @subject: NxSubject, or -1 for any (only with @coach_id)
 * @type: NxServiceType; coaches and ranges that do not offer it give nothing
 * @duration: minutes, 0 for the type's default
 * @from, @to: starts with from ≤ start < to; at most %NX_SLOTS_MAX_DAYS apart
 * @student_id: (nullable): leaves out the times at which this student has a session already
 */
typedef struct
{
  const char *coach_id;
  int subject;
  int type;
  int duration;
  gint64 from, to;
  const char *student_id;
} NxSlotQuery;

/**
 * nx_coaches_slots: what can be booked now: weekly ranges in the centre's zone and dated exceptions, without closures, sessions
 * that exist, what others hold, times without a free room and the past. One item a start and coach, by start, then pseudonym.
 *
 * Returns: (transfer full) (element-type NxSlot): the slots, or %NULL with %NX_ERROR_NOT_FOUND for an unknown coach
 */
GPtrArray *nx_coaches_slots (NxDb *db, const NxActor *actor, const NxSlotQuery *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_coaches_nearest: the free starts nearest to a time, for a page that has to say that a time was just taken.
 * @query: its from and to are not read
 * @around: the time that was wanted
 * @n: how many starts at most
 *
 * Looks ever farther, up to four weeks to each side. Each start once, with one coach who is free.
 *
 * Returns: (transfer full) (element-type NxSlot): by time
 */
GPtrArray *nx_coaches_nearest (NxDb *db, const NxActor *actor, const NxSlotQuery *query, gint64 around, guint n, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) (element-type NxAvailabilityRange): the weekly ranges of a coach, or %NX_ERROR_NOT_FOUND. */
GPtrArray *nx_coach_availability (NxDb *db, const NxActor *actor, const char *coach_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_coach_set_availability:
 * @ranges: (element-type NxAvailabilityRange): replaces all weekly ranges
 *
 * Who may: that coach and the office. Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_INVALID (off the grid, overlapping, end before start).
 */
gboolean nx_coach_set_availability (NxDb *db, const NxActor *actor, const char *coach_id, GPtrArray *ranges, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
