/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/students/nx-student-data.h"

G_BEGIN_DECLS

/** NxStudentFile: one student's file; its top answers the phone, its tabs the rest. */
#define NX_TYPE_STUDENT_FILE (nx_student_file_get_type ())
G_DECLARE_FINAL_TYPE (NxStudentFile, nx_student_file, NX, STUDENT_FILE, AdwBin)

GtkWidget *nx_student_file_new (NxStudentData *data);
/** Back to the top and the first tab: another student's file. */
void nx_student_file_show_first (NxStudentFile *self);

G_END_DECLS
