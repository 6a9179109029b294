/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/** A submitted report can be corrected for so long; then a correction is an addendum that the family sees. */
#define NX_REPORT_CORRECTION (48 * NX_TIME_HOUR)
/** A session that ended so long ago without a submitted report is shown as due. */
#define NX_REPORT_DUE_AFTER (24 * NX_TIME_HOUR)

/** NxCompetence: what a pupil is marked on from 1 to 5, per subject. */
typedef struct
{
  const char *slug;  /* wire and database value */
  const char *label; /* N_() text */
} NxCompetence;

/** Returns: (transfer none): the competences of NxSubject @subject, ended by a %NULL slug. */
const NxCompetence *nx_report_competences (int subject);
/** Returns: (transfer none): the label of @slug in the calling thread's language, @slug itself where it is unknown. */
const char *nx_report_competence_label (int subject, const char *slug);

/** NxAddendum: a correction of a report that came after its 48 hours. */
typedef struct
{
  char *body;
  gint64 created_at;
} NxAddendum;
void nx_addendum_free (NxAddendum *self);

/**
 * nx_reports_of_session: for its coach and the office all with drafts and private notes; for a family its own, submitted, without.
 *
 * Returns: (transfer full) (element-type NxReport): `student` is filled
 */
GPtrArray *nx_reports_of_session (NxDb *db, const NxActor *actor, const char *session_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_reports_write_marks: writes the array "attendance": {studentId, attendance} of who was noted present, late or absent during the
 * session: what a report that is not begun says of them. For whoever may read the session's reports.
 */
gboolean nx_reports_write_marks (NxDb *db, const char *session_id, NxJsonWriter *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_reports_of_student: latest session first, with `session` (id, subject, type, scheduledAt, duration, coach) and `student` filled.
 * @limit: 1 to 200, 0 for 50
 *
 * Returns: (transfer full) (element-type NxReport)
 */
GPtrArray *nx_reports_of_student (NxDb *db, const NxActor *actor, const char *student_id, int limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxReportInput: what a coach wrote of one pupil. %NULL, -1 and %NX_DATE_NONE: nothing (yet).
 * @marks: JSON text: competence → 1 to 5
 */
typedef struct
{
  const char *student_id; /* (nullable) where the session has one pupil */
  int attendance;
  const char *worked, *strengths, *improve, *homework, *marks, *private_note;
  gint32 homework_due;
  const char *addendum;   /* (nullable): text of a correction after NX_REPORT_CORRECTION; made of what differs where there is none */
} NxReportInput;

/**
 * nx_reports_save: keeps a draft, or submits it; needs an open transaction. A submitted one is corrected in place for 48 hours, then
 * by an addendum. The first submission mails the parent (and the pupil) and makes the session COMPLETED, or NO_SHOW where nobody came.
 * @expected: the session's report version that was read (nx_reports_version()), -1 for any
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_INVALID, %NX_ERROR_ALREADY_CANCELLED, %NX_ERROR_CHANGED_ELSEWHERE
 */
gboolean nx_reports_save (NxDb *db, const NxActor *actor, const char *session_id, const NxReportInput *inputs, guint n_inputs,
                          gboolean submit, gint64 expected, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: a number that grows with every change of any report of a session; 0 where there is none. @reports: of nx_reports_of_session(). */
gint64 nx_reports_version (GPtrArray *reports);

/** One report with its session and student; the same rules. */
NxReport *nx_report_get (NxDb *db, const NxActor *actor, const char *report_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) (element-type NxAddendum): by time. */
GPtrArray *nx_report_addenda (NxDb *db, const NxActor *actor, const char *report_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
