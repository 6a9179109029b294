/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/series/series.h"

G_BEGIN_DECLS

/** NxSeriesRow: a series as it is kept. Strings belong to @rows. */
typedef struct
{
  NxRows *rows;
  const char *id, *coach_id, *student_id, *student_name, *pseudonym, *zone, *room_id, *room;
  int subject, type, duration;
  NxSeriesPayment payment;
  gint64 first_at, cancelled_at;
  gint32 until, cost, balance;
} NxSeriesRow;
void nx_series_row_clear (NxSeriesRow *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxSeriesRow, nx_series_row_clear)

gboolean nx_series_store_add (NxDb *db, const NxActor *actor, const char *id, const NxSeriesPlan *plan, const char *room_id,
                              gint32 until, GError **error);
/** No rows: no such series, or not of @coach_id (nullable). Locked, so that two edits follow each other. */
gboolean nx_series_store_get (NxDb *db, const char *id, const char *coach_id, NxSeriesRow *row, GError **error);
/** The same without a lock. */
gboolean nx_series_store_read (NxDb *db, const char *id, const char *coach_id, NxSeriesRow *row, GError **error);
/** Replaces what an edit changes. */
gboolean nx_series_store_set (NxDb *db, const NxSeriesRow *row, GError **error);

/** Names @session_id the @n-th week of its series, which wants it at @at. @n < 0: it is no week any more. Queued. */
gboolean nx_series_store_set_week (NxDb *db, const char *session_id, int n, gint64 at, GError **error);
/** Returns: rows of its sessions by start: id, n, at, start, duration, status, coach_id, pseudonym, room, room_id, unpaid. */
NxRows *nx_series_store_weeks (NxDb *db, const char *series_id, GError **error);

/** Returns: rows of the closures that touch the days: first_day, last_day, name. */
NxRows *nx_series_store_closures (NxDb *db, gint32 first_day, gint32 last_day, GError **error);
/** @id: (out) (transfer full) (nullable): of the active room of that name. */
gboolean nx_series_store_room (NxDb *db, const char *name, char **id, GError **error);
/** @has: (out): whether a plan grants the student credits each month. */
gboolean nx_series_store_has_grant (NxDb *db, const NxActor *actor, const char *student_id, gboolean *has, GError **error);
gboolean nx_series_store_balance (NxDb *db, const char *student_id, gint32 *balance, GError **error);

/** Returns: rows of the students, as "id", with seats that can be paid now. */
NxRows *nx_series_store_payers (NxDb *db, gint64 now, GError **error);
/** Locks the student. */
gboolean nx_series_store_lock_student (NxDb *db, const char *student_id, GError **error);
/** Returns: rows of their seats to pay: seat_id, session_id, coach_id, cost, by start. */
NxRows *nx_series_store_unpaid (NxDb *db, const char *student_id, gint64 now, GError **error);
/** @paid: (out): whether it was still to be paid. */
gboolean nx_series_store_pay (NxDb *db, const char *seat_id, gboolean *paid, GError **error);

/** Returns: rows of the people of these sessions (array in PostgreSQL's form), one a seat that is active or was given up at @now.
 */
NxRows *nx_series_store_people (NxDb *db, const char *sessions, gint64 now, GError **error);
/** Returns: rows of what the action did to sessions, in its order: session_id, action, was_at, was_coach. */
NxRows *nx_series_store_changes (NxDb *db, const char *action_id, GError **error);
/** Returns: one row of the coach: their reader's columns. */
NxRows *nx_series_store_coach (NxDb *db, const char *coach_id, GError **error);

G_END_DECLS
