/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxStudentData: one student's file as the server has it: the student, the ledger, sessions and reports. A live event about the
 * student asks again; answers patch what is there.
 *
 * Signals: "changed" (): something of it is new; "failed" (GError *).
 */
#define NX_TYPE_STUDENT_DATA (nx_student_data_get_type ())
G_DECLARE_FINAL_TYPE (NxStudentData, nx_student_data, NX, STUDENT_DATA, GObject)

NxStudentData *nx_student_data_new (NxConnection *connection);
/** @student: (nullable): what is known already, shown until the answer comes. */
void nx_student_data_open (NxStudentData *self, const char *id, NxStudent *student);
void nx_student_data_refresh (NxStudentData *self);

NxConnection *nx_student_data_get_connection (NxStudentData *self);
/** Returns: (transfer none) (nullable) */
const char *nx_student_data_get_id (NxStudentData *self);
/** Returns: (transfer none) (nullable) */
NxStudent *nx_student_data_get_student (NxStudentData *self);
/** Whether everything was answered once. */
gboolean nx_student_data_get_complete (NxStudentData *self);
/** Whether the reader may take payments and adjust credits. */
gboolean nx_student_data_is_office (NxStudentData *self);
/* (transfer none): newest first, lots by expiry */
GListModel *nx_student_data_get_sessions (NxStudentData *self);
GListModel *nx_student_data_get_reports (NxStudentData *self);
GListModel *nx_student_data_get_lots (NxStudentData *self);
GListModel *nx_student_data_get_payments (NxStudentData *self);
GListModel *nx_student_data_get_transactions (NxStudentData *self);

G_END_DECLS
