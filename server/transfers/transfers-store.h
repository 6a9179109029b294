/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-money.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/* Rows of payments as far as they are transfers, and of payment_proofs. No rules here. */

/** @done: (out): %FALSE where another payment has @reference. */
gboolean nx_transfers_store_set_reference (NxDb *db, const char *id, const char *reference, gboolean *done, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_transfers_store_declare (NxDb *db, const char *id, gint32 date, gint64 amount, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_transfers_store_set_method (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_transfers_store_reject (NxDb *db, const char *id, const char *note, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns subscription_id (of one that runs), credits: what the request of @actor granted by @id. */
NxRows *nx_transfers_store_granted (NxDb *db, const NxActor *actor, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NxProofRow: a row of payment_proofs. */
typedef struct
{
  const char *id, *payment_id, *file_name, *media_type, *uploaded_by;
  gsize size;
  const guint8 *sha256;
  gint64 uploaded_at;
} NxProofRow;

#define NX_SHA256_LENGTH 32

/** Columns id, media_type, size: the latest proof of @payment_id; with @sha256 (nullable) the one of that content. */
NxRows *nx_transfers_store_proof (NxDb *db, const char *payment_id, const guint8 *sha256, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The same content again is the same row, with the time and name of now. */
gboolean nx_transfers_store_add_proof (NxDb *db, const NxProofRow *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Column id: those of @ids (an array literal) that have a row. */
NxRows *nx_transfers_store_all_proofs (NxDb *db, GError **error);
NxRows *nx_transfers_store_known_proofs (NxDb *db, const char *ids, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
