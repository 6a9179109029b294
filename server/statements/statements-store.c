/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/statements-store.h"

#include "common/nx-random.h"

enum
{
  LOCK_IMPORTS, FIND, INSERT_STATEMENT, INSERT_LINES, INSERT_CONTENTS, LAYOUT, KEEP_LAYOUT, GET, LIST, LINES, DECISIONS, DUES, LOCK, LOCK_LINES, LOCK_STUDENTS, CONFIRMED, LOCK_LINE, PAYMENT, SET_STATUS, SETTLED, MATCH, FORGET, LOCK_ALL_LINES, COUNT_SETTLED, DELETE_CONTENTS,
  PASS_ON, DELETE_MATCHES, DELETE_LINES, DELETE_STATEMENT
};

#define STATEMENT_COLUMNS                                                                                                    \
  "s.id, s.file_name, s.format, s.imported_at, u.first_name || ' ' || u.last_name AS imported_by, s.account, s.columns, "    \
  "s.opening, s.closing, s.opening IS NULL AS no_balances, s.skipped, "                                                      \
  "coalesce ((SELECT sum (l.amount) FROM statement_contents c JOIN statement_lines l ON l.id = c.line_id "                   \
  "WHERE c.statement_id = s.id), 0)::bigint AS movements "                                                                   \
  "FROM statements s JOIN users u ON u.id = s.imported_by "

#define LINE_RECORDS                                                                                                         \
  "jsonb_to_recordset ($2::jsonb) AS x (id uuid, position int, date date, amount bigint, payer text, label text, reference text, " \
  "fingerprint text) "

static const NxStatement statements[] = {
  [LOCK_IMPORTS] = { "statements.lock_imports", "SELECT pg_advisory_xact_lock (hashtext ('nexus.statements'), 0)", 0 },
  [FIND] = { "statements.find", "SELECT id FROM statements WHERE sha256 = $1::bytea", 1 },
  [INSERT_STATEMENT] = { "statements.insert",
    "INSERT INTO statements (id, sha256, file_name, format, imported_at, imported_by, opening, closing, account, columns, skipped) "
    "VALUES ($1::uuid, $2::bytea, $3, $4, $5::timestamptz, $6::uuid, $7::bigint, $8::bigint, $9, $10::jsonb, $11::int)", 11 },
  [INSERT_LINES] = { "statements.insert_lines",
    "INSERT INTO statement_lines (id, statement_id, position, booked_on, amount, currency, payer, label, reference, fingerprint, "
    "status, ignored_because) "
    "SELECT x.id, $1::uuid, x.position, x.date, x.amount, 'TND', x.payer, x.label, x.reference, decode (x.fingerprint, 'hex'), "
    "CASE WHEN x.amount > 0 THEN 'OPEN' ELSE 'IGNORED' END, CASE WHEN x.amount > 0 THEN NULL ELSE 'debit' END "
    "FROM " LINE_RECORDS "ORDER BY x.position ON CONFLICT ON CONSTRAINT statement_lines_fingerprint_key DO NOTHING", 2 },
  [INSERT_CONTENTS] = { "statements.insert_contents",
    "INSERT INTO statement_contents (statement_id, position, line_id) SELECT $1::uuid, x.position, l.id "
    "FROM " LINE_RECORDS "JOIN statement_lines l ON l.fingerprint = decode (x.fingerprint, 'hex')", 2 },
  [LAYOUT] = { "statements.layout", "SELECT columns FROM statement_layouts WHERE signature = decode ($1, 'hex')", 1 },
  [KEEP_LAYOUT] = { "statements.keep_layout",
    "INSERT INTO statement_layouts (signature, columns, chosen_at, chosen_by) VALUES (decode ($1, 'hex'), $2::jsonb, $3::timestamptz, "
    "$4::uuid) ON CONFLICT (signature) DO UPDATE SET columns = excluded.columns, chosen_at = excluded.chosen_at, "
    "chosen_by = excluded.chosen_by", 4 },
  [GET] = { "statements.get", "SELECT " STATEMENT_COLUMNS "WHERE s.id = $1::uuid", 1 },
  [LIST] = { "statements.list",
    "SELECT " STATEMENT_COLUMNS "WHERE ($1::uuid IS NULL OR s.id < $1::uuid) ORDER BY s.id DESC LIMIT $2::int", 2 },
  [LINES] = { "statements.lines",
    "SELECT l.id, c.position, l.booked_on, l.amount, l.payer, l.label, l.reference, l.status, l.ignored_because, l.note, l.settled_at, "
    "u.first_name || ' ' || u.last_name AS settled_by FROM statement_contents c JOIN statement_lines l ON l.id = c.line_id "
    "LEFT JOIN users u ON u.id = l.settled_by WHERE c.statement_id = $1::uuid ORDER BY c.position", 1 },
  [DECISIONS] = { "statements.decisions",
    "SELECT m.line_id, m.payment_id, m.amount, m.status FROM statement_contents c JOIN matches m ON m.line_id = c.line_id "
    "WHERE c.statement_id = $1::uuid AND m.status <> 'PROPOSED' ORDER BY c.position, m.payment_id", 1 },
  /* What is settled or rejected counts half a year: a family that pays again with an old reference is told so. */
  [DUES] = { "statements.dues",
    "SELECT p.id, p.reference, p.parent_id, pu.first_name, pu.last_name, p.amount, p.declared_amount, "
    "coalesce (p.transfer_date, (p.declared_at AT TIME ZONE 'Africa/Tunis')::date) AS declared_on, p.status = 'PENDING' AS open, "
    "EXISTS (SELECT FROM matches m JOIN statement_lines l ON l.id = m.line_id WHERE m.payment_id = p.id AND m.status = 'CONFIRMED' "
    "AND l.status = 'MATCHED') AS taken "
    "FROM payments p JOIN parents pa ON pa.id = p.parent_id JOIN users pu ON pu.id = pa.user_id "
    "WHERE p.currency = 'TND' AND (p.status = 'PENDING' OR (p.reference IS NOT NULL AND p.created_at > $2::timestamptz - interval '180 days') "
    "OR p.id IN (SELECT m.payment_id FROM statement_contents c JOIN matches m ON m.line_id = c.line_id WHERE c.statement_id = $1::uuid)) "
    "ORDER BY p.id", 2 },
  [LOCK] = { "statements.lock", "SELECT id FROM statements WHERE id = $1::uuid FOR UPDATE", 1 },
  [LOCK_LINES] = { "statements.lock_lines",
    "SELECT l.id, l.status, l.amount, l.booked_on FROM statement_lines l WHERE l.id IN (SELECT c.line_id FROM statement_contents c "
    "WHERE c.statement_id = $1::uuid AND c.line_id = ANY ($2::uuid[])) OR (l.status = 'MATCHED' AND l.id IN (SELECT m.line_id FROM matches m "
    "WHERE m.payment_id = ANY ($3::uuid[]) AND m.status = 'CONFIRMED')) ORDER BY l.id FOR UPDATE", 3 },
  [LOCK_STUDENTS] = { "statements.lock_students",
    "SELECT s.id FROM students s WHERE s.id IN (SELECT p.student_id FROM payments p WHERE p.id = ANY ($1::uuid[])) ORDER BY s.id "
    "FOR NO KEY UPDATE", 1 },
  [CONFIRMED] = { "statements.confirmed",
    "SELECT line_id, payment_id, amount FROM matches WHERE line_id = ANY ($1::uuid[]) AND status = 'CONFIRMED' ORDER BY line_id, payment_id", 1 },
  [LOCK_LINE] = { "statements.lock_line",
    "SELECT l.id, l.status, l.amount, l.ignored_because, l.statement_id FROM statement_lines l WHERE l.id = $1::uuid FOR UPDATE", 1 },
  [PAYMENT] = { "statements.payment", "SELECT status FROM payments WHERE id = $1::uuid", 1 },
  [SET_STATUS] = { "statements.set_status",
    "UPDATE statement_lines SET status = $2, ignored_because = CASE WHEN $2 = 'IGNORED' THEN 'person' END, note = $3 "
    "WHERE id = $1::uuid", 3 },
  [SETTLED] = { "statements.settled",
    "UPDATE statement_lines SET status = 'SETTLED', settled_at = $2::timestamptz, settled_by = $3::uuid WHERE id = $1::uuid", 3 },
  [MATCH] = { "statements.match",
    "INSERT INTO matches (id, line_id, payment_id, amount, confidence, status, decided_at, decided_by) "
    "VALUES ($1::uuid, $2::uuid, $3::uuid, $4::bigint, 0, $5, $6::timestamptz, $7::uuid) ON CONFLICT (line_id, payment_id) "
    "DO UPDATE SET amount = excluded.amount, status = excluded.status, decided_at = excluded.decided_at, decided_by = excluded.decided_by", 7 },
  [FORGET] = { "statements.forget", "DELETE FROM matches WHERE line_id = $1::uuid AND ($2::text IS NULL OR status = $2)", 2 },
  [LOCK_ALL_LINES] = { "statements.lock_all_lines",
    "SELECT id FROM statement_lines WHERE statement_id = $1::uuid ORDER BY id FOR UPDATE", 1 },
  [COUNT_SETTLED] = { "statements.count_settled",
    "SELECT count (*) AS settled FROM statement_lines WHERE statement_id = $1::uuid AND status = 'SETTLED'", 1 },
  [DELETE_CONTENTS] = { "statements.delete_contents", "DELETE FROM statement_contents WHERE statement_id = $1::uuid", 1 },
  /* A line that another statement has as well is that one's from now on. */
  [PASS_ON] = { "statements.pass_on",
    "UPDATE statement_lines l SET statement_id = c.statement_id, position = c.position "
    "FROM (SELECT DISTINCT ON (line_id) line_id, statement_id, position FROM statement_contents ORDER BY line_id, statement_id) c "
    "WHERE l.statement_id = $1::uuid AND c.line_id = l.id", 1 },
  [DELETE_MATCHES] = { "statements.delete_matches",
    "DELETE FROM matches m USING statement_lines l WHERE l.id = m.line_id AND l.statement_id = $1::uuid", 1 },
  [DELETE_LINES] = { "statements.delete_lines", "DELETE FROM statement_lines WHERE statement_id = $1::uuid", 1 },
  [DELETE_STATEMENT] = { "statements.delete", "DELETE FROM statements WHERE id = $1::uuid", 1 },
};
NX_STATEMENTS (statements, statements)

gboolean
nx_statements_store_lock_imports (NxDb *db, GError **error)
{
  return nx_db_execute (db, &statements[LOCK_IMPORTS], NULL, 0, error);
}

NxRows *
nx_statements_store_find (NxDb *db, const guint8 *sha256, GError **error)
{
  return nx_db_run (db, &statements[FIND], error, nx_bytes (sha256, 32));
}

gboolean
nx_statements_store_insert (NxDb *db, const NxActor *actor, const NxNewStatement *statement, GError **error)
{
  const NxBankFile *file = statement->file;

  return nx_db_do (db, &statements[INSERT_STATEMENT], error, nx_text (statement->id), nx_bytes (statement->sha256, 32),
                   nx_text (statement->file_name), nx_text (nx_bank_format_slug (file->format)), nx_time (actor->now),
                   nx_text (actor->user_id), file->has_balances ? nx_int (file->opening) : nx_null (),
                   file->has_balances ? nx_int (file->closing) : nx_null (), nx_text (file->account), nx_text (statement->columns),
                   nx_int (file->skipped));
}

gboolean
nx_statements_store_insert_lines (NxDb *db, const char *statement_id, const char *lines, GError **error)
{
  return nx_db_do (db, &statements[INSERT_LINES], error, nx_text (statement_id), nx_text (lines))
         && nx_db_do (db, &statements[INSERT_CONTENTS], error, nx_text (statement_id), nx_text (lines));
}

NxRows *
nx_statements_store_layout (NxDb *db, const char *signature, GError **error)
{
  return nx_db_run (db, &statements[LAYOUT], error, nx_text (signature));
}

gboolean
nx_statements_store_keep_layout (NxDb *db, const NxActor *actor, const char *signature, const char *columns, GError **error)
{
  return nx_db_do (db, &statements[KEEP_LAYOUT], error, nx_text (signature), nx_text (columns), nx_time (actor->now),
                   nx_text (actor->user_id));
}

NxRows *
nx_statements_store_get (NxDb *db, const char *id, GError **error)
{
  return nx_db_run (db, &statements[GET], error, nx_text (id));
}

NxRows *
nx_statements_store_list (NxDb *db, const char *cursor, guint limit, GError **error)
{
  return nx_db_run (db, &statements[LIST], error, nx_text (cursor), nx_int (limit));
}

NxRows *
nx_statements_store_lines (NxDb *db, const char *id, GError **error)
{
  return nx_db_run (db, &statements[LINES], error, nx_text (id));
}

NxRows *
nx_statements_store_decisions (NxDb *db, const char *id, GError **error)
{
  return nx_db_run (db, &statements[DECISIONS], error, nx_text (id));
}

NxRows *
nx_statements_store_dues (NxDb *db, const char *id, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[DUES], error, nx_text (id), nx_time (now));
}

NxRows *
nx_statements_store_lock (NxDb *db, const char *id, GError **error)
{
  return nx_db_run (db, &statements[LOCK], error, nx_text (id));
}

NxRows *
nx_statements_store_lock_lines (NxDb *db, const char *statement_id, const char *lines, const char *payments, GError **error)
{
  return nx_db_run (db, &statements[LOCK_LINES], error, nx_text (statement_id), nx_text (lines), nx_text (payments));
}

gboolean
nx_statements_store_lock_students (NxDb *db, const char *payments, GError **error)
{
  return nx_db_do (db, &statements[LOCK_STUDENTS], error, nx_text (payments));
}

NxRows *
nx_statements_store_confirmed (NxDb *db, const char *lines, GError **error)
{
  return nx_db_run (db, &statements[CONFIRMED], error, nx_text (lines));
}

NxRows *
nx_statements_store_lock_line (NxDb *db, const char *line_id, GError **error)
{
  return nx_db_run (db, &statements[LOCK_LINE], error, nx_text (line_id));
}

NxRows *
nx_statements_store_payment (NxDb *db, const char *payment_id, GError **error)
{
  return nx_db_run (db, &statements[PAYMENT], error, nx_text (payment_id));
}

gboolean
nx_statements_store_set_status (NxDb *db, const char *line_id, const char *status, const char *note, GError **error)
{
  return nx_db_later (db, &statements[SET_STATUS], error, nx_text (line_id), nx_text (status), nx_text (note));
}

gboolean
nx_statements_store_settled (NxDb *db, const NxActor *actor, const char *line_id, GError **error)
{
  return nx_db_later (db, &statements[SETTLED], error, nx_text (line_id), nx_time (actor->now), nx_text (actor->user_id));
}

gboolean
nx_statements_store_match (NxDb *db, const NxActor *actor, const char *line_id, const char *payment_id, gint64 amount,
                           const char *status, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);

  return nx_db_later (db, &statements[MATCH], error, nx_text (id), nx_text (line_id), nx_text (payment_id), nx_int (amount),
                      nx_text (status), nx_time (actor->now), nx_text (actor->user_id));
}

gboolean
nx_statements_store_forget (NxDb *db, const char *line_id, const char *status, GError **error)
{
  return nx_db_later (db, &statements[FORGET], error, nx_text (line_id), nx_text (status));
}

/* Whoever decides of a line or settles it meanwhile, by this statement or another, is waited for. */
NxRows *
nx_statements_store_count_settled (NxDb *db, const char *id, GError **error)
{
  if (!nx_db_do (db, &statements[LOCK_ALL_LINES], error, nx_text (id)))
    return NULL;
  return nx_db_run (db, &statements[COUNT_SETTLED], error, nx_text (id));
}

gboolean
nx_statements_store_delete (NxDb *db, const char *id, GError **error)
{
  static const int steps[] = { DELETE_CONTENTS, PASS_ON, DELETE_MATCHES, DELETE_LINES, DELETE_STATEMENT };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!nx_db_do (db, &statements[steps[i]], error, nx_text (id)))
      return FALSE;
  return TRUE;
}
