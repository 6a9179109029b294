/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "common/nx-error.h"
#include "common/nx-money.h"
#include "common/nx-record.h"

G_BEGIN_DECLS

/*
 * Where SQL lives. A store opens with its table, indexed by an enum, and registers it on the line after it:
 *
 *   enum { INSERT_SESSION, FIND_SESSION };
 *
 *   static const NxStatement statements[] = {
 *     [INSERT_SESSION] = { "booking.insert_session", "INSERT INTO sessions (id, …) VALUES ($1, $2, …)", 9 },
 *     [FIND_SESSION] = { "booking.find_session", "SELECT … FROM sessions WHERE id = $1", 1 },
 *   };
 *   NX_STATEMENTS (booking, statements)
 *
 * and one line is added to each of the two lists in server/nx-statements.c. The name given to the macro is unique in the program
 * (booking, booking_slots, …). A test prepares every registered statement against an empty migrated database.
 *
 * Columns: timestamptz, date, uuid, text slugs, text[], jsonb; credits are integers in quarters; money is two columns, read as
 * nx_rows_record() wants it by: amount || ' ' || currency AS amount. A range column is read by lower (during) AS scheduled_at.
 */

/** NxDb: one connection to PostgreSQL, used by one thread at a time. PQ… calls are in server/db only. */
typedef struct _NxDb NxDb;

/**
 * NxStatement: SQL as listed data. Each store opens with a table of them; a test prepares every one against an empty migrated
 * database. Prepared once per connection, on first use.
 */
typedef struct
{
  const char *name; /* unique in the program: "booking.insert_session" */
  const char *sql;  /* parameters $1…$n, text format; give a type where PostgreSQL cannot infer it ($1::uuid) */
  guint n_params;
} NxStatement;

/** NxStatementTable: the statements of one store; made by NX_STATEMENTS(), listed in server/nx-statements.c. */
typedef struct
{
  const char *name;
  const NxStatement *statements; /* (array length=n_statements) */
  guint n_statements;
} NxStatementTable;

#define NX_STATEMENTS(store, table)                        \
  extern const NxStatementTable nx_##store##_statements;   \
  const NxStatementTable nx_##store##_statements = { #store, (table), G_N_ELEMENTS (table) };

typedef enum { NX_PARAM_NULL, NX_PARAM_TEXT, NX_PARAM_INT, NX_PARAM_BOOL, NX_PARAM_TIME, NX_PARAM_DATE, NX_PARAM_BYTES } NxParamKind;

/** NxParam: one value for a statement; made by the functions below, borrowed until the call returns. */
typedef struct
{
  NxParamKind kind;
  union { const char *text; gint64 number; struct { const void *data; gsize length; } bytes; } v;
} NxParam;

static inline NxParam nx_null (void) { return (NxParam){ .kind = NX_PARAM_NULL }; }
/** @text (nullable): UTF-8; %NULL is SQL NULL. Also for uuid, enum slugs, jsonb and array literals. */
static inline NxParam nx_text (const char *text) { return (NxParam){ .kind = text ? NX_PARAM_TEXT : NX_PARAM_NULL, .v.text = text }; }
static inline NxParam nx_int (gint64 number) { return (NxParam){ .kind = NX_PARAM_INT, .v.number = number }; }
static inline NxParam nx_bool (gboolean value) { return (NxParam){ .kind = NX_PARAM_BOOL, .v.number = value }; }
/** %NX_TIME_NONE is SQL NULL. */
static inline NxParam nx_time (gint64 time) { return (NxParam){ .kind = NX_PARAM_TIME, .v.number = time }; }
static inline NxParam nx_date (gint32 date) { return (NxParam){ .kind = NX_PARAM_DATE, .v.number = date }; }
static inline NxParam nx_bytes (const void *data, gsize length) { return (NxParam){ .kind = NX_PARAM_BYTES, .v.bytes = { data, length } }; }

/** NxRows: the rows that a statement gave. */
typedef struct _NxRows NxRows;
void nx_rows_free (NxRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxRows, nx_rows_free)

guint nx_rows_count (NxRows *self);
/** Rows that an INSERT, UPDATE or DELETE without RETURNING touched. */
guint nx_rows_affected (NxRows *self);
/** Returns: (transfer none) (nullable): @column (its SQL name) of row @row in text form, %NULL for SQL NULL. An unknown name is a programmer's
 * error. @column is a literal: it is known by its address. */
const char *nx_rows_text (NxRows *self, guint row, const char *column);
gint64 nx_rows_int (NxRows *self, guint row, const char *column);      /* 0 for NULL */
gboolean nx_rows_bool (NxRows *self, guint row, const char *column);   /* FALSE for NULL */
gint64 nx_rows_time (NxRows *self, guint row, const char *column);     /* NX_TIME_NONE for NULL */
gint32 nx_rows_date (NxRows *self, guint row, const char *column);     /* NX_DATE_NONE for NULL */
/** Returns: (transfer full) (nullable): a bytea column, %NULL for SQL NULL. */
GBytes *nx_rows_bytes (NxRows *self, guint row, const char *column);
/** Returns: (transfer full): a record of @type, filled from the columns whose names are its members' in snake_case; others are left alone. */
gpointer nx_rows_record (NxRows *self, guint row, GType type);
/** Returns: (transfer full) (element-type NxRecord): one record a row. */
GPtrArray *nx_rows_records (NxRows *self, GType type);

/**
 * nx_db_query:
 * @params: (array length=n_params)
 *
 * Runs one statement and waits for its rows. A violated constraint gives the code that server/db/nx-db-errors.c lists for its
 * name (slot_taken, insufficient_credits, …); anything else unexpected is %NX_ERROR_INTERNAL or %NX_ERROR_UNAVAILABLE with the
 * detail in the log only.
 *
 * Returns: (transfer full): the rows, or %NULL with @error set
 */
NxRows *nx_db_query (NxDb *db, const NxStatement *statement, const NxParam *params, guint n_params, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Convenience: nx_db_run (db, &st[X], error, nx_text (a), nx_int (b)). With no parameter, use nx_db_query (db, st, NULL, 0, error). */
#define nx_db_run(db, statement, error, ...) \
  nx_db_query ((db), (statement), (const NxParam[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const NxParam[]){ __VA_ARGS__ })), (error))

/** The same where the rows are of no interest. Returns: whether it went well. */
gboolean nx_db_execute (NxDb *db, const NxStatement *statement, const NxParam *params, guint n_params, GError **error) G_GNUC_WARN_UNUSED_RESULT;
#define nx_db_do(db, statement, error, ...) \
  nx_db_execute ((db), (statement), (const NxParam[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const NxParam[]){ __VA_ARGS__ })), (error))

/** Prepares a statement without running it: for the test of all statements. */
gboolean nx_db_prepare (NxDb *db, const NxStatement *statement, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_db_queue:
 *
 * Pipeline mode: sends the statement with what is sent next and does not wait. Its error, if any, is reported by the next
 * nx_db_query() or nx_db_flush() of the transaction, and aborts it. Only inside a transaction, only for statements whose rows are
 * of no interest (audit, outbox, notify).
 */
gboolean nx_db_queue (NxDb *db, const NxStatement *statement, const NxParam *params, guint n_params, GError **error) G_GNUC_WARN_UNUSED_RESULT;
#define nx_db_later(db, statement, error, ...) \
  nx_db_queue ((db), (statement), (const NxParam[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const NxParam[]){ __VA_ARGS__ })), (error))
/** Waits for all that was queued. */
gboolean nx_db_flush (NxDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_db_ahead:
 *
 * Sends the statement with the next nx_db_query() and keeps its rows for nx_db_take_ahead(): two questions, one round trip. Outside a
 * transaction, one at a time. Where it fails, so does that query.
 */
gboolean nx_db_ahead (NxDb *db, const NxStatement *statement, const NxParam *params, guint n_params, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Returns: (transfer full): the rows of nx_db_ahead(); waits for them where nothing was asked since. %NULL where they did not come. */
NxRows *nx_db_take_ahead (NxDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef gboolean (*NxDbFunc) (NxDb *db, gpointer user_data, GError **error);

/**
 * nx_db_transaction:
 *
 * BEGIN (sent with the first statement), @func, COMMIT; ROLLBACK where @func returns %FALSE. Inside a transaction it simply calls
 * @func: the outermost owns BEGIN and COMMIT. The outermost repeats on 40001 and 40P01, up to five times with jitter, so @func must
 * have no effect outside the database. READ COMMITTED.
 */
gboolean nx_db_transaction (NxDb *db, NxDbFunc func, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_db_in_transaction (NxDb *db);

/**
 * nx_db_snapshot:
 *
 * For an answer that several statements make together: @func reads one state of the database, whatever others commit meanwhile
 * (REPEATABLE READ, READ ONLY). Costs no round trip but the COMMIT. Inside a transaction it simply calls @func.
 */
gboolean nx_db_snapshot (NxDb *db, NxDbFunc func, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_db_savepoint:
 *
 * Inside a transaction: runs @func so that its failure undoes only what @func did, and the transaction can go on ("try this coach,
 * else the next"). Waits for what @func queued. Not after a deadlock, which repeats the whole. Up to three deep.
 */
gboolean nx_db_savepoint (NxDb *db, NxDbFunc func, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_db_normalise_conninfo:
 * @fault: (out): what is wrong with it
 *
 * Checks a connection string; a "schema" parameter, which only other programs know, is dropped. Returns: (transfer full) (nullable)
 */
char *nx_db_normalise_conninfo (const char *conninfo, char **fault);

/** Returns: (transfer full): the environment with what makes PostgreSQL's own programs connect to @conninfo; no password on a command line. */
char **nx_db_environment (const char *conninfo);

/** Opens a connection: TimeZone UTC, statement_timeout 5 s, lock_timeout 3 s, idle_in_transaction_session_timeout 15 s. */
NxDb *nx_db_open (const char *conninfo, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void nx_db_close (NxDb *db);
/** Returns: how many connections @db has had: a new one where an old one broke. */
guint nx_db_connections (NxDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxDb, nx_db_close)

/** Runs SQL text of several statements without parameters: migrations and tools only (lint: banned elsewhere). */
gboolean nx_db_script (NxDb *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The descriptor to poll for notifications, and reading them; for the live hub's own connection. */
int nx_db_socket (NxDb *db);
typedef void (*NxDbNotifyFunc) (const char *channel, const char *payload, gpointer user_data);
gboolean nx_db_read_notifications (NxDb *db, NxDbNotifyFunc func, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
