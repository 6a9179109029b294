/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/statements/statements.h"

G_BEGIN_DECLS

/* Rows of statements, their lines, matches and layouts. No rules here. */

/** One import or undoing at a time, till the end of the transaction. */
gboolean nx_statements_store_lock_imports (NxDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Column id. */
NxRows *nx_statements_store_find (NxDb *db, const guint8 *sha256, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  const char *id, *file_name, *columns; /* @columns: (nullable): JSON */
  const guint8 *sha256;
  const NxBankFile *file;
} NxNewStatement;
gboolean nx_statements_store_insert (NxDb *db, const NxActor *actor, const NxNewStatement *statement, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** @lines: JSON array of {id, position, date, amount, payer, label, reference, fingerprint}; those that there are already stay. */
gboolean nx_statements_store_insert_lines (NxDb *db, const char *statement_id, const char *lines, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** Column columns (JSON text). @signature: hexadecimal. */
NxRows *nx_statements_store_layout (NxDb *db, const char *signature, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_statements_store_keep_layout (NxDb *db, const NxActor *actor, const char *signature, const char *columns,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** One row, none where there is no such statement. */
NxRows *nx_statements_store_get (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
NxRows *nx_statements_store_list (NxDb *db, const char *cursor, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
NxRows *nx_statements_store_lines (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** What was decided of its lines: line_id payment_id amount status. */
NxRows *nx_statements_store_decisions (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Payments that its lines may settle, or did. */
NxRows *nx_statements_store_dues (NxDb *db, const char *id, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Column id: no row where there is none. */
NxRows *nx_statements_store_lock (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns id status amount booked_on: those of @lines in @statement_id, and those matched with one of @payments. Array literals. */
NxRows *nx_statements_store_lock_lines (NxDb *db, const char *statement_id, const char *lines, const char *payments,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The students of @payments, in order. */
gboolean nx_statements_store_lock_students (NxDb *db, const char *payments, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns line_id payment_id amount: what is CONFIRMED of @lines. */
NxRows *nx_statements_store_confirmed (NxDb *db, const char *lines, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns id status amount ignored_because statement_id. */
NxRows *nx_statements_store_lock_line (NxDb *db, const char *line_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Column status of a payment that may be matched. */
NxRows *nx_statements_store_payment (NxDb *db, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Changes of a line are queued: no round trip of their own. */

/** @status: OPEN, MATCHED or IGNORED. */
gboolean nx_statements_store_set_status (NxDb *db, const char *line_id, const char *status, const char *note, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean
nx_statements_store_settled (NxDb *db, const NxActor *actor, const char *line_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @status: CONFIRMED or REJECTED; takes the place of what was decided of the two before. */
gboolean nx_statements_store_match (NxDb *db, const NxActor *actor, const char *line_id, const char *payment_id, gint64 amount,
                                    const char *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @status: (nullable): only those. */
gboolean nx_statements_store_forget (NxDb *db, const char *line_id, const char *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Column settled: how many lines of its own are. */
NxRows *nx_statements_store_count_settled (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_statements_store_delete (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
