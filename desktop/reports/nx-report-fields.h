/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/reports/nx-report-form.h"

G_BEGIN_DECLS

/**
 * NxReportFields: one pupil's part of a report, all by keyboard: P, L or A while the attendance has the focus, digits while a
 * competence has it, four short texts, the homework's day, the note to the office. It writes straight into the pupil.
 *
 * Signal: "changed" ().
 */
#define NX_TYPE_REPORT_FIELDS (nx_report_fields_get_type ())
G_DECLARE_FINAL_TYPE (NxReportFields, nx_report_fields, NX, REPORT_FIELDS, GtkWidget)

GtkWidget *nx_report_fields_new (void);
/** @competences: (element-type NxReportCompetence). Both are borrowed until the next call. @pupil: (nullable) */
void nx_report_fields_set_pupil (NxReportFields *self, NxReportPupil *pupil, GPtrArray *competences, gint32 today);
/** The competences came after the pupil: the texts and the focus stay. */
void nx_report_fields_set_competences (NxReportFields *self, GPtrArray *competences);
/** As if the key was pressed while the attendance has the focus. Returns: whether it is one of its keys */
gboolean nx_report_fields_attendance_key (NxReportFields *self, guint key);
/** Sets the mark of the competence at @row. */
void nx_report_fields_set_mark (NxReportFields *self, guint row, int mark);
GtkTextBuffer *nx_report_fields_get_buffer (NxReportFields *self, NxReportText which);
GtkEditable *nx_report_fields_get_due (NxReportFields *self);

G_END_DECLS
