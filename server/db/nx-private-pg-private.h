/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/types.h>
#include "server/db/nx-private-pg.h"

G_BEGIN_DECLS

/** NxPgPlace: where a cluster lives and as whom it runs. */
typedef struct
{
  char *data_dir; /* (owned) */
  char *cluster;  /* (owned): DATA_DIR/postgres */
  char *run_dir;  /* (owned) (nullable): of the socket */
  gboolean run_is_temporary;
  gboolean drop; /* we are root: become @uid */
  uid_t uid;
  gid_t gid;
} NxPgPlace;

void nx_pg_place_clear (NxPgPlace *place);

/** Makes the data folder and finds out as whom the cluster can run there. */
gboolean nx_pg_place_prepare (NxPgPlace *place, const char *data_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Makes the socket's folder. */
gboolean nx_pg_place_make_run_dir (NxPgPlace *place, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Makes the cluster where there is none. Returns: (transfer full): the folder of the programs that can run it. */
char *nx_pg_place_make_cluster (NxPgPlace *place, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A child setup function for g_spawn: takes the cluster's user, and dies with its parent. @place is the user data. */
void nx_pg_place_become (gpointer place);

/** NxPostmaster: what postmaster.pid says. */
typedef struct
{
  pid_t pid;
  char *socket_dir; /* (owned) */
  gboolean ready;
} NxPostmaster;

/** Returns: whether a postmaster of that cluster is alive; @postmaster is set only then. */
gboolean nx_pg_postmaster_read (const char *cluster, NxPostmaster *postmaster);
void nx_pg_postmaster_clear (NxPostmaster *postmaster);
/** Whether any process of a PostgreSQL works in that cluster: backends may outlive their postmaster for a moment. */
gboolean nx_pg_cluster_in_use (const char *cluster);

G_END_DECLS
