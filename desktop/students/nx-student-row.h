/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** NxStudentRow: a student in the list: initials, name, class, plan and balance. Follows its student's changes. */
#define NX_TYPE_STUDENT_ROW (nx_student_row_get_type ())
G_DECLARE_FINAL_TYPE (NxStudentRow, nx_student_row, NX, STUDENT_ROW, AdwBin)

GtkWidget *nx_student_row_new (void);
/** @student: (nullable) */
void nx_student_row_set_student (NxStudentRow *self, NxStudent *student);

G_END_DECLS
