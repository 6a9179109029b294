/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/receipts/receipts-store.h"

enum
{
  ISSUE,
  ISSUE_NOTE,
  OF_PAYMENT,
  OF_NUMBER,
  CONFIGURE_SELLER
};

#define COLUMNS                                                                                                          \
  "p.status, i.id, i.year, i.number, i.issued_at, i.issued_on, i.seller, i.buyer, i.pupil, i.lines, i.currency, "        \
  "i.net_amount, i.tax_rate, i.tax_amount, i.stamp_duty, i.total, i.received, i.method, i.reference, i.paid_on, "        \
  "c.year AS note_year, c.number AS note_number, c.issued_on AS note_issued_on, c.reason AS note_reason "                \
  "FROM payments p LEFT JOIN invoices i ON i.payment_id = p.id AND i.kind = 'INVOICE' "                                  \
  "LEFT JOIN invoices c ON c.credited_id = i.id "

static const NxStatement statements[] = {
  [ISSUE] = { "receipts.issue", "SELECT nx_issue_invoice ($1::uuid, $2::uuid)", 2 },
  [ISSUE_NOTE] = { "receipts.issue_note",
                   "SELECT note_year, note_number FROM nx_issue_credit_note ($1::uuid, $2::uuid, $3, $4::timestamptz)", 4 },
  [OF_PAYMENT] = { "receipts.of_payment",
                   "SELECT " COLUMNS "WHERE p.id = $1::uuid AND ($2::uuid IS NULL OR p.parent_id = $2::uuid)", 2 },
  [OF_NUMBER] = { "receipts.of_number", "SELECT " COLUMNS "WHERE i.year = $1::smallint AND i.number = $2::int", 2 },
  [CONFIGURE_SELLER] = { "receipts.configure_seller",
                         "UPDATE settings SET value = value || $1::jsonb WHERE key = 'seller' AND updated_by IS NULL "
                         "AND NOT value @> $1::jsonb", 1 },
};
NX_STATEMENTS (receipts, statements)

gboolean
nx_receipts_store_issue (NxDb *db, const char *id, const char *receipt_id, GError **error)
{
  return nx_db_later (db, &statements[ISSUE], error, nx_text (id), nx_text (receipt_id));
}

NxRows *
nx_receipts_store_issue_note (NxDb *db, const char *id, const char *payment_id, const char *reason, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[ISSUE_NOTE], error, nx_text (id), nx_text (payment_id), nx_text (reason), nx_time (now));
}

NxRows *
nx_receipts_store_of_payment (NxDb *db, const char *payment_id, const char *parent_id, GError **error)
{
  return nx_db_run (db, &statements[OF_PAYMENT], error, nx_text (payment_id), nx_text (parent_id));
}

NxRows *
nx_receipts_store_of_number (NxDb *db, int year, int number, GError **error)
{
  return nx_db_run (db, &statements[OF_NUMBER], error, nx_int (year), nx_int (number));
}

gboolean
nx_receipts_store_configure_seller (NxDb *db, const char *seller, GError **error)
{
  return nx_db_do (db, &statements[CONFIGURE_SELLER], error, nx_text (seller));
}
