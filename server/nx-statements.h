/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** Returns: (transfer none) (array zero-terminated=1): the statement tables of all stores, for the test that prepares them. */
const NxStatementTable *const *nx_statement_tables (void);

G_END_DECLS
