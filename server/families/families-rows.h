/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** Returns: (transfer full): the pupil of row @row with plan and next session; with the parent where @with_parent and the row has it. */
NxStudent *nx_families_student_from_row (NxRows *rows, guint row, gboolean with_parent);

G_END_DECLS
