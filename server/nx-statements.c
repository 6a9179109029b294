/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-statements.h"

/* The statement tables of all stores. Adding a store: one line in each list, in the order of the alphabet. */

extern const NxStatementTable nx_migrate_statements;

static const NxStatementTable *const tables[] = {
  &nx_migrate_statements,
  NULL
};

const NxStatementTable *const *
nx_statement_tables (void)
{
  return tables;
}
