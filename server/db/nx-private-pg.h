/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NxPrivatePg: a PostgreSQL of our own in the data folder, for installations without DATABASE_URL: initdb with checksums, a Unix
 * socket only, no TCP. It runs as an ordinary user also where we are root (the owner of the data folder, else user postgres), ends
 * when we end however we end, and survives being killed as any PostgreSQL does.
 *
 *   DATA_DIR/postgres       the cluster
 *   DATA_DIR/run            its socket (a folder in /tmp where that path would be too long for a socket)
 *   DATA_DIR/postgres.log   what it says
 *   DATA_DIR/postgres.lock  held by the process that started it
 */
typedef struct _NxPrivatePg NxPrivatePg;

/**
 * nx_private_pg_start:
 * @serve: whether this is the server: a second one is refused with %NX_ERROR_CONFIG. A command of the command line joins the
 *   cluster of a server that runs instead
 *
 * Returns: (transfer full): a cluster that takes connections, or %NULL with %NX_ERROR_CONFIG saying what stands in the way
 */
NxPrivatePg *nx_private_pg_start (const char *data_dir, gboolean serve, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): how to connect. */
const char *nx_private_pg_conninfo (NxPrivatePg *self);
/** Returns: the postmaster that this process started, 0 where it joined another's. Its exit may be watched, not reaped. */
int nx_private_pg_pid (NxPrivatePg *self);

/** Stops what this process started (fast shutdown) and waits for it. */
void nx_private_pg_stop (NxPrivatePg *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxPrivatePg, nx_private_pg_stop)

G_END_DECLS
