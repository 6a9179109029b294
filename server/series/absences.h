/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"

G_BEGIN_DECLS

/*
 * A coach who is away (domain.md section 7): the sessions that it touches, what could become of each, and one confirmation that
 * settles them all. The time itself is kept free by an exception of the coach's availability. All needs an open transaction.
 */

/** NxAbsence: when and why. Strings belong to @rows. */
typedef struct
{
  NxRows *rows;
  const char *id, *coach_id, *pseudonym, *reason, *exception_id;
  gint64 from, to, covered_at, cancelled_at;
} NxAbsence;
void nx_absence_clear (NxAbsence *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxAbsence, nx_absence_clear)

/**
 * nx_absence_add: records it and writes "absence" and "sessions", each with its proposals: another coach who teaches the subject,
 * offers the modality and is free for all of it, the one with the fewest sessions of that week first; or the nearest free times of
 * the same coach within two weeks. The first proposals of all sessions go together.
 * @dry_run: nothing is saved
 *
 * Errors: %NX_ERROR_NOT_FOUND (a coach for another one), %NX_ERROR_INVALID.
 */
gboolean nx_absence_add (NxDb *db, const NxActor *actor, const NxConfig *config, const char *coach_id, gint64 from, gint64 to,
                         const char *reason, gboolean dry_run, NxJsonWriter *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The same of an absence that is there: what it still touches. */
gboolean nx_absence_write (NxDb *db, const NxActor *actor, const NxConfig *config, const char *absence_id, NxJsonWriter *json,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Writes "items": absences that overlap [from, to); of a coach their own. */
gboolean nx_absences_write (NxDb *db, const NxActor *actor, gint64 from, gint64 to, NxJsonWriter *json,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum { NX_COVER_MOVE, NX_COVER_CANCEL, NX_COVER_KEEP } NxCoverAction;
extern const NxEnum nx_cover_action_enum;
/** NxCoverChoice: what becomes of one session. @coach_id: (nullable). @scheduled_at: %NX_TIME_NONE for the same time. */
typedef struct
{
  const char *session_id, *coach_id;
  NxCoverAction action;
  gint64 scheduled_at;
} NxCoverChoice;

/**
 * nx_absence_cover: all of it or nothing; each family and each coach is told once.
 * @choices: (array length=n_choices)
 *
 * Writes "sessions", "moved", "cancelled". Errors: those of a move and of a cancellation, with the session that stood against it.
 */
gboolean
nx_absence_cover (NxDb *db, const NxActor *actor, const NxConfig *config, const char *absence_id, const NxCoverChoice *choices,
                  guint n_choices, NxJsonWriter *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
