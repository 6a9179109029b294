/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** How many quarter-credits: not known here. */
#define NX_BALANCE_UNKNOWN G_MININT32

/**
 * NxAttendanceList: the pupils of a session, a row each with their balance, and who came: P, L or A while a row has the focus, or
 * its three buttons. A row opens the pupil's file.
 *
 * Signal: "mark" (char *student_id, int attendance): an NxAttendance, -1 takes the mark off.
 */
#define NX_TYPE_ATTENDANCE_LIST (nx_attendance_list_get_type ())
G_DECLARE_FINAL_TYPE (NxAttendanceList, nx_attendance_list, NX, ATTENDANCE_LIST, GtkWidget)

GtkWidget *nx_attendance_list_new (void);
/** Shows the pupils of @session; rows of pupils who stay are kept, with their focus. @can_mark: whether it has begun, or soon will */
void nx_attendance_list_set_session (NxAttendanceList *self, NxSession *session, gboolean can_mark);
/** What is known of one pupil's seat: @attendance -1 where nothing is marked. */
void nx_attendance_list_set_seat (NxAttendanceList *self, const char *student_id, gint32 balance, int attendance, gboolean unpaid);
int nx_attendance_list_get_mark (NxAttendanceList *self, const char *student_id);
/** (transfer none) (nullable): balance and state of a pupil, as shown. */
const char *nx_attendance_list_get_text (NxAttendanceList *self, const char *student_id);
/** Puts the focus on the first pupil who is not marked. */
void nx_attendance_list_focus (NxAttendanceList *self);

/** (transfer none): "present", "late", "absent", "not marked". */
const char *nx_attendance_word (int attendance);
/** The attendance of the key P, L or A, -1 of another. */
int nx_attendance_of_key (guint key);

G_END_DECLS
