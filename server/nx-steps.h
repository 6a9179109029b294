/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/undo/undo.h"

G_BEGIN_DECLS

/** Returns: (transfer none) (array zero-terminated=1): what each domain knows to take back. */
const NxStepKind *const *nx_step_tables (void);

G_END_DECLS
