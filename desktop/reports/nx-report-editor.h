/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/api/nx-connection.h"
#include "desktop/reports/nx-report-fields.h"
#include "desktop/reports/nx-report-form.h"
#include "desktop/reports/nx-report-journal.h"

G_BEGIN_DECLS

/**
 * NxReportEditor: the report of one session. What is typed is on disk at every pause, and on the server as a draft soon after;
 * whatever the server answers, the text stays.
 *
 * Signal: "submitted" (char *session_id).
 */
#define NX_TYPE_REPORT_EDITOR (nx_report_editor_get_type ())
G_DECLARE_FINAL_TYPE (NxReportEditor, nx_report_editor, NX, REPORT_EDITOR, GtkWidget)

/** @connection: (nullable): without one nothing is sent or fetched */
NxReportEditor *nx_report_editor_new (NxConnection *connection, NxReportJournal *journal);
/** @read_only: for those who may read the report but not write it */
void nx_report_editor_open (NxReportEditor *self, NxSession *session, gboolean read_only);
/** Takes what the server answered; the editor asks by itself where it has a connection. */
void nx_report_editor_take (NxReportEditor *self, GPtrArray *reports, const char *etag);
void nx_report_editor_set_competences (NxReportEditor *self, GPtrArray *competences);
/** Where there is no connection: the time. */
void nx_report_editor_set_now (NxReportEditor *self, gint64 now);

/** Returns: (transfer none) (nullable) */
NxReportForm *nx_report_editor_get_form (NxReportEditor *self);
NxReportFields *nx_report_editor_get_fields (NxReportEditor *self);
const char *nx_report_editor_get_status (NxReportEditor *self);
gboolean nx_report_editor_get_conflict (NxReportEditor *self);
/** Does now what a pause in typing does. */
void nx_report_editor_pause (NxReportEditor *self);

G_END_DECLS
