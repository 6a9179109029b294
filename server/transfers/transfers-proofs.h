/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/jobs/nx-job.h"
#include "server/transfers/transfers.h"

G_BEGIN_DECLS

/*
 * Files of proofs: DATA_DIR/proofs/<id>, for this process' user alone. A file is on the disk before its row is: what has no row is
 * left of a request that failed, and goes.
 */

/**
 * nx_proofs_keep: in the caller's transaction.
 * @proof: whatever came: what it is is found out here
 *
 * Errors: %NX_ERROR_INVALID with the sentence for "proof"; %NX_ERROR_UNAVAILABLE where the disk takes nothing
 */
gboolean nx_proofs_keep (NxDb *db, const NxConfig *config, const NxActor *actor, const char *payment_id, const NxUploadPart *proof,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_proofs_open: the latest proof of a payment; the caller has checked who asks.
 * @media_type: (out) (transfer none)
 *
 * Errors: %NX_ERROR_CONFLICT (none was sent), %NX_ERROR_NOT_FOUND (its file is gone)
 *
 * Returns: (transfer full): mapped, not read
 */
GBytes *nx_proofs_open (NxDb *db, const NxConfig *config, const char *payment_id, const char **media_type, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_proofs_list: @present: (out) (optional): identifiers whose file is there and whole; @missing: (out) (optional): those whose file
 * is not, each as "payment … proof …".
 */
gboolean nx_proofs_list (NxDb *db, const NxConfig *config, GPtrArray **present, GPtrArray **missing, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** Removes files that are older than an hour and have no row, at most @limit. @removed: (out) (optional). */
gboolean nx_proofs_clean (NxDb *db, const NxConfig *config, gint64 now, guint limit, guint *removed, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** The same as a job of every hour. */
gboolean nx_proofs_clean_job (NxJobRun *run, GError **error);

G_END_DECLS
