/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

gboolean nx_receipts_store_issue (NxDb *db, const char *id, const char *receipt_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** One row: note_year, note_number; NULL where the payment has no invoice. */
NxRows *nx_receipts_store_issue_note (NxDb *db, const char *id, const char *payment_id, const char *reason, gint64 now,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** At most one row: the payment's status, its invoice and its credit note. @parent_id: (nullable): whose it must be. */
NxRows *nx_receipts_store_of_payment (NxDb *db, const char *payment_id, const char *parent_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
NxRows *nx_receipts_store_of_number (NxDb *db, int year, int number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @seller: JSON: members to set while nobody has edited the setting. */
gboolean nx_receipts_store_configure_seller (NxDb *db, const char *seller, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
