/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/db/nx-private-pg.h"
#include "server/nx-app.h"
#include "server/nx-config.h"

G_BEGIN_DECLS

/** NxCli: what the commands of the command line share. */
typedef struct
{
  const char *config_path; /* (nullable): --config */
  NxConfig *config;        /* (owned) (nullable): until an NxApp takes it */
  NxApp *app;              /* (owned) (nullable) */
  NxPrivatePg *pg;         /* (owned) (nullable): where no DATABASE_URL is set */
  NxClock *clock;          /* (owned) */
  NxDb *db;                /* (owned) (nullable) */
} NxCli;

/** Reads the configuration. */
gboolean nx_cli_load (NxCli *cli, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Reads the configuration, finds or starts the database, connects. @serve: this is the server, not a command. */
gboolean nx_cli_open (NxCli *cli, gboolean serve, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The same, brings the schema up to date, and makes the NxApp. */
gboolean nx_cli_open_app (NxCli *cli, gboolean serve, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Returns: (transfer none): how to connect to the database that was opened. */
const char *nx_cli_conninfo (NxCli *cli);
void nx_cli_close (NxCli *cli);

/** Returns: an actor for what the operator does at the command line. */
NxActor nx_cli_actor (NxCli *cli);

/** NxCommand: one word of the command line. Its function returns the exit status; with @error set, main says it and exits 1. */
typedef struct
{
  const char *name;
  const char *usage; /* what follows the word */
  const char *summary;
  int (*run) (NxCli *cli, int argc, char **argv, GError **error);
} NxCommand;

/** Exit status of a command line that makes no sense; it was said why. */
#define NX_CLI_USAGE 2
/** Says @format as a fault of the command line. Returns: %NX_CLI_USAGE. */
int nx_cli_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

/** Says what `check` finds. Returns: the exit status */
int nx_cli_prove (NxCli *cli, gboolean as_json, GError **error);

int nx_cli_serve (NxCli *cli, int argc, char **argv, GError **error);
int nx_cli_migrate (NxCli *cli, int argc, char **argv, GError **error);
int nx_cli_check (NxCli *cli, int argc, char **argv, GError **error);
int nx_cli_backup (NxCli *cli, int argc, char **argv, GError **error);
int nx_cli_restore (NxCli *cli, int argc, char **argv, GError **error);
int nx_cli_seed (NxCli *cli, int argc, char **argv, GError **error);
int nx_cli_user (NxCli *cli, int argc, char **argv, GError **error);
int nx_cli_cron (NxCli *cli, int argc, char **argv, GError **error);
int nx_cli_openapi (NxCli *cli, int argc, char **argv, GError **error);
int nx_cli_routes (NxCli *cli, int argc, char **argv, GError **error);

G_END_DECLS
