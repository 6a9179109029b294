/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/**
 * A real PostgreSQL for tests. The first call starts a throw-away cluster (or uses the one that the environment variable
 * NX_TEST_POSTGRES names: conninfo of a superuser; the test runner starts one for the whole run) and migrates a template; each
 * database is then a copy of it. Nothing is left behind, also when the test crashes: a watchdog of its own session waits for the
 * end of a pipe.
 */

/** Returns: (transfer full): conninfo of a fresh migrated database. */
char *nx_test_db_new (void);
/** Returns: (transfer full): conninfo of a database with nothing in it. */
char *nx_test_db_new_empty (void);
/** Drops it, whoever is still connected. @conninfo: (transfer full), from one of the above. */
void nx_test_db_drop (char *conninfo);

/** Returns: (transfer full): an open connection; fails the test where there is none. */
NxDb *nx_test_db_open (const char *conninfo);
/** Runs SQL and fails the test where it does not go well: for fixtures and injected faults. */
void nx_test_db_script (NxDb *db, const char *sql);

G_END_DECLS
