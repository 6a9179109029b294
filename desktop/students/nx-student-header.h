/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/students/nx-student-data.h"

G_BEGIN_DECLS

/** NxStudentHeader: who it is, whom to call, plan, balance, next session, and what can be done. */
#define NX_TYPE_STUDENT_HEADER (nx_student_header_get_type ())
G_DECLARE_FINAL_TYPE (NxStudentHeader, nx_student_header, NX, STUDENT_HEADER, AdwBin)

void nx_student_header_set_data (NxStudentHeader *self, NxStudentData *data);

G_END_DECLS
