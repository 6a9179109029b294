/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/transfers/transfers-store.h"

enum { SET_REFERENCE, DECLARE, SET_METHOD, REJECT, GRANTED, PROOF, ADD_PROOF, KNOWN_PROOFS, ALL_PROOFS };

static const NxStatement statements[] = {
  [SET_REFERENCE] = { "transfers.set_reference",
    "UPDATE payments SET reference = $2, version = version + 1 WHERE id = $1::uuid AND reference IS NULL "
    "AND NOT EXISTS (SELECT FROM payments o WHERE o.reference = $2)", 2 },
  [DECLARE] = { "transfers.declare",
    "UPDATE payments SET method = 'wise', transfer_date = $2::date, declared_amount = $3::bigint, declared_at = $4::timestamptz, "
    "version = version + 1 WHERE id = $1::uuid", 4 },
  [SET_METHOD] = { "transfers.set_method", "UPDATE payments SET method = 'wise', version = version + 1 WHERE id = $1::uuid AND method <> 'wise'", 1 },
  /* What was declared stays in the events; the next attempt declares anew. */
  [REJECT] = { "transfers.reject",
    "UPDATE payments SET status = 'FAILED', note = $2, transfer_date = NULL, declared_amount = NULL, declared_at = NULL, "
    "version = version + 1 WHERE id = $1::uuid", 2 },
  [GRANTED] = { "transfers.granted",
    "SELECT (SELECT s.id FROM subscriptions s WHERE s.id = p.subscription_id AND s.status = 'ACTIVE') AS subscription_id, "
    "(SELECT coalesce (sum (t.amount), 0) FROM credit_transactions t WHERE t.student_id = p.student_id AND t.request_id = $2 "
    "AND t.created_at = $3::timestamptz AND t.type IN ('MONTHLY_ALLOCATION', 'PURCHASE')) AS credits "
    "FROM payments p WHERE p.id = $1::uuid", 3 },
  [PROOF] = { "transfers.proof",
    "SELECT id, media_type, size FROM payment_proofs WHERE payment_id = $1::uuid AND ($2::bytea IS NULL OR sha256 = $2::bytea) "
    "ORDER BY uploaded_at DESC, id DESC LIMIT 1", 2 },
  [ADD_PROOF] = { "transfers.add_proof",
    "INSERT INTO payment_proofs AS f (id, payment_id, file_name, media_type, size, sha256, uploaded_at, uploaded_by) "
    "VALUES ($1::uuid, $2::uuid, $3, $4, $5::int, $6::bytea, $7::timestamptz, $8::uuid) ON CONFLICT (payment_id, sha256) "
    "DO UPDATE SET file_name = excluded.file_name, uploaded_at = excluded.uploaded_at, uploaded_by = excluded.uploaded_by", 8 },
  [ALL_PROOFS] = { "transfers.all_proofs", "SELECT id, payment_id, size FROM payment_proofs ORDER BY id", 0 },
  [KNOWN_PROOFS] = { "transfers.known_proofs", "SELECT id FROM payment_proofs WHERE id = ANY ($1::uuid[])", 1 },
};

NX_STATEMENTS (transfers, statements)

gboolean
nx_transfers_store_set_reference (NxDb *db, const char *id, const char *reference, gboolean *done, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[SET_REFERENCE], error, nx_text (id), nx_text (reference));

  if (rows == NULL)
    return FALSE;
  *done = nx_rows_affected (rows) == 1;
  return TRUE;
}

gboolean
nx_transfers_store_declare (NxDb *db, const char *id, gint32 date, gint64 amount, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[DECLARE], error, nx_text (id), nx_date (date), nx_int (amount), nx_time (now));
}

gboolean
nx_transfers_store_set_method (NxDb *db, const char *id, GError **error)
{
  return nx_db_do (db, &statements[SET_METHOD], error, nx_text (id));
}

gboolean
nx_transfers_store_reject (NxDb *db, const char *id, const char *note, GError **error)
{
  return nx_db_do (db, &statements[REJECT], error, nx_text (id), nx_text (note));
}

NxRows *
nx_transfers_store_granted (NxDb *db, const NxActor *actor, const char *id, GError **error)
{
  return nx_db_run (db, &statements[GRANTED], error, nx_text (id), nx_text (actor->request_id), nx_time (actor->now));
}

NxRows *
nx_transfers_store_proof (NxDb *db, const char *payment_id, const guint8 *sha256, GError **error)
{
  return nx_db_run (db, &statements[PROOF], error, nx_text (payment_id), sha256 != NULL ? nx_bytes (sha256, NX_SHA256_LENGTH) : nx_null ());
}

gboolean
nx_transfers_store_add_proof (NxDb *db, const NxProofRow *row, GError **error)
{
  return nx_db_do (db, &statements[ADD_PROOF], error, nx_text (row->id), nx_text (row->payment_id), nx_text (row->file_name),
                   nx_text (row->media_type), nx_int ((gint64) row->size), nx_bytes (row->sha256, NX_SHA256_LENGTH), nx_time (row->uploaded_at),
                   nx_text (row->uploaded_by));
}

NxRows *
nx_transfers_store_known_proofs (NxDb *db, const char *ids, GError **error)
{
  return nx_db_run (db, &statements[KNOWN_PROOFS], error, nx_text (ids));
}

NxRows *
nx_transfers_store_all_proofs (NxDb *db, GError **error)
{
  return nx_db_query (db, &statements[ALL_PROOFS], NULL, 0, error);
}
