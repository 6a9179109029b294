/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** NxMigration: a file of server/sql/migrations, built into the program. */
typedef struct
{
  char *name;        /* "0001-extensions.sql" */
  char *checksum;    /* SHA-256 of its text, in hexadecimal */
  gint64 applied_at; /* %NX_TIME_NONE where it is still to be applied */
} NxMigration;

void nx_migration_free (NxMigration *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxMigration, nx_migration_free)

/**
 * nx_migrate:
 * @now: microseconds UTC, written beside each migration
 * @applied: (out) (optional): how many were applied
 *
 * Applies what is missing, in the order of the names, each in one transaction under an advisory lock: several processes may start
 * at once. A migration whose text changed after it was applied is refused with %NX_ERROR_CONFIG; one that only a newer program
 * knows is left in peace, so that old and new run side by side during an upgrade.
 */
gboolean nx_migrate (NxDb *db, gint64 now, guint *applied, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) (element-type NxMigration): all migrations of the program, applied or not. */
GPtrArray *nx_migrate_status (NxDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: whether the database is reachable and nothing is left to apply; for readyz. */
gboolean nx_migrate_is_current (NxDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
