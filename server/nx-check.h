/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** NxCheckResult: what one invariant found. */
typedef struct
{
  const char *code;  /* "L01" */
  const char *says;  /* English, for the operator */
  GPtrArray *faults; /* (element-type utf8): what breaks it; empty where it holds */
} NxCheckResult;

void nx_check_result_free (NxCheckResult *self);

/**
 * nx_check_run:
 * @now: microseconds UTC
 *
 * Proves the ledger and booking invariants on one snapshot of the live data (`nexus-server check`). The queries are written apart
 * from the domains on purpose: an independent check finds what their authors' own assertions share as a blind spot.
 *
 * Returns: (transfer full) (element-type NxCheckResult): one result an invariant, in order
 */
GPtrArray *nx_check_run (NxDb *db, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): the statement of an invariant, its code and what it says; %NULL past the last. */
const NxStatement *nx_check_invariant (guint i, const char **code, const char **says);

/** Returns: (transfer none): what lets the queries of the transaction take their time. */
const NxStatement *nx_check_patience (void);

G_END_DECLS
