/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/reports/reports.h"

G_BEGIN_DECLS

/**
 * nx_reports_store_hold: locks the coach's session. (columns) status, subject, type, scheduled_at, duration, pseudonym, then one row a
 * pupil who has a seat: student_id, first_name, last_name, pupil_* and parent_* (id, address, name, locale, zone), and what their
 * report holds now (report_id NULL where there is none).
 */
NxRows *nx_reports_store_hold (NxDb *db, const char *session_id, const char *coach_id, GError **error);

/** @status: slug. @submitted_at: kept where the report was submitted before. */
gboolean nx_reports_store_write (NxDb *db, const NxActor *actor, const char *id, const char *session_id, const NxReportInput *input,
                                 NxReportStatus status, GError **error);
/** student_id and attendance of the pupils of whom it was noted during the session. */
NxRows *nx_reports_store_seat_marks (NxDb *db, const char *session_id, GError **error);
gboolean nx_reports_store_add_addendum (NxDb *db, const NxActor *actor, const char *id, const char *report_id, const char *body, GError **error);
gboolean nx_reports_store_set_session_status (NxDb *db, const NxActor *actor, const char *session_id, NxSessionStatus status, GError **error);

/* What the actor may read: staff all of theirs, families what was submitted, without private notes. */
gboolean nx_reports_store_session_is_visible (NxDb *db, const NxActor *actor, const char *session_id, gboolean *visible, int *subject, GError **error);
GPtrArray *nx_reports_store_of_session (NxDb *db, const NxActor *actor, const char *session_id, GError **error);
GPtrArray *nx_reports_store_of_student (NxDb *db, const NxActor *actor, const char *student_id, int limit, GError **error);
GPtrArray *nx_reports_store_get (NxDb *db, const NxActor *actor, const char *report_id, GError **error);
GPtrArray *nx_reports_store_addenda (NxDb *db, const char *report_id, GError **error);

G_END_DECLS
