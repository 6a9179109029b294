/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/credits/credits-expiry-store.h"

enum
{
  STUDENTS,
  LOTS,
  EXPIRE,
  TO_WARN,
  WARN,
  PARENT
};

#define TO_BE_TOLD                                                                                                          \
  "l.remaining > 0 AND l.expiry_notice_at IS NULL AND l.expires_at > $1::timestamptz AND l.expires_at < $2::timestamptz "   \
  "+ make_interval (days => (SELECT value::text::int FROM settings WHERE key = 'expiry_notice_days')) "

static const NxStatement statements[] = {
  [STUDENTS] = { "credits_expiry.students",
    "SELECT l.student_id AS id FROM credit_lots l WHERE l.remaining > 0 AND l.expires_at <= $1::timestamptz GROUP BY l.student_id "
    "ORDER BY min (l.expires_at), l.student_id", 1 },
  [LOTS] = { "credits_expiry.lots",
    "SELECT l.id, l.expires_at FROM credit_lots l WHERE l.student_id = $1::uuid AND l.remaining > 0 AND l.expires_at <= $2::timestamptz "
    "ORDER BY l.expires_at, l.granted_at, l.id", 2 },
  [EXPIRE] = { "credits_expiry.expire",
    "SELECT taken, balance FROM nx_ledger_expire ($1::uuid, $2::uuid, $3, $4::timestamptz)", 4 },
  [TO_WARN] = { "credits_expiry.to_warn",
    "SELECT l.student_id AS id FROM credit_lots l WHERE " TO_BE_TOLD "GROUP BY l.student_id ORDER BY min (l.expires_at), l.student_id", 2 },
  [WARN] = { "credits_expiry.warn",
    "UPDATE credit_lots l SET expiry_notice_at = $1::timestamptz WHERE l.student_id = $3::uuid AND " TO_BE_TOLD
    "RETURNING l.id, l.remaining, l.expires_at", 3 },
  [PARENT] = { "credits_expiry.parent",
    "SELECT pu.email, pu.first_name, pu.locale, su.first_name AS student_name, s.balance FROM students s "
    "JOIN users su ON su.id = s.user_id JOIN parents pa ON pa.id = s.parent_id JOIN users pu ON pu.id = pa.user_id "
    "WHERE s.id = $1::uuid FOR NO KEY UPDATE OF s", 1 },
};
NX_STATEMENTS (credits_expiry, statements)

NxRows *
nx_credits_expiry_store_students (NxDb *db, gint64 until, GError **error)
{
  return nx_db_run (db, &statements[STUDENTS], error, nx_time (until));
}

NxRows *
nx_credits_expiry_store_lots (NxDb *db, const char *student_id, gint64 until, GError **error)
{
  return nx_db_run (db, &statements[LOTS], error, nx_text (student_id), nx_time (until));
}

gboolean
nx_credits_expiry_store_expire (NxDb *db, const char *id, const char *lot_id, const char *request_id, gint64 now, gint32 *taken,
                                gint32 *balance, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[EXPIRE], error, nx_text (id), nx_text (lot_id), nx_text (request_id),
                                       nx_time (now));

  if (rows == NULL)
    return FALSE;
  *taken = (gint32) nx_rows_int (rows, 0, "taken");
  *balance = (gint32) nx_rows_int (rows, 0, "balance");
  return TRUE;
}

NxRows *
nx_credits_expiry_store_to_warn (NxDb *db, gint64 now, gint64 before, GError **error)
{
  return nx_db_run (db, &statements[TO_WARN], error, nx_time (now), nx_time (before));
}

NxRows *
nx_credits_expiry_store_warn (NxDb *db, const char *student_id, gint64 now, gint64 before, GError **error)
{
  return nx_db_run (db, &statements[WARN], error, nx_time (now), nx_time (before), nx_text (student_id));
}

NxRows *
nx_credits_expiry_store_parent (NxDb *db, const char *student_id, GError **error)
{
  return nx_db_run (db, &statements[PARENT], error, nx_text (student_id));
}
