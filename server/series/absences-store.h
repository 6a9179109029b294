/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/series/absences.h"

G_BEGIN_DECLS

/** With its exception; the coach's row is locked first. */
gboolean nx_absences_store_add (NxDb *db, const NxActor *actor, const char *id, const char *exception_id, const char *coach_id,
                                gint64 from, gint64 to, const char *reason, GError **error);
/** No rows: no such absence, or not of @coach_id (nullable). */
gboolean nx_absences_store_get (NxDb *db, const char *id, const char *coach_id, NxAbsence *absence, GError **error);
/** The same, locked, so that two who cover it follow each other. */
gboolean nx_absences_store_lock (NxDb *db, const char *id, const char *coach_id, NxAbsence *absence, GError **error);
NxRows *nx_absences_store_list (NxDb *db, const NxActor *actor, const char *coach_id, gint64 from, gint64 to, GError **error);

/** Ends it, and its exception; or brings both back under @exception_id. */
gboolean nx_absences_store_end (NxDb *db, const NxActor *actor, const NxAbsence *absence, GError **error);
gboolean
nx_absences_store_restore (NxDb *db, const NxActor *actor, const NxAbsence *absence, const char *exception_id, GError **error);
/** Takes the exception away, for as long as sessions go back to where they were. */
gboolean nx_absences_store_open (NxDb *db, const NxAbsence *absence, GError **error);
gboolean nx_absences_store_set_covered (NxDb *db, const char *id, gint64 covered_at, GError **error);

/** Returns: rows of the coming sessions that it touches, by start: id, start, duration, subject, type, students (array of ids). */
NxRows *nx_absences_store_touched (NxDb *db, const NxActor *actor, const NxAbsence *absence, GError **error);
/** Returns: rows of coaches who could hold the session by what they teach, the one with the fewest sessions of its week first:
 * id. */
NxRows *nx_absences_store_candidates (NxDb *db, const char *session_id, const char *absent_coach, gint64 week_start,
                                      gint64 week_end, GError **error);
/** Returns: those of @starts (array in PostgreSQL's form) at which all pupils of the session are free, as "start". */
NxRows *nx_absences_store_pupils_free (NxDb *db, const char *session_id, const char *starts, int duration, GError **error);

G_END_DECLS
