/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-db-private.h"

#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>

#include "common/nx-time.h"

/* Every session is the same, whatever the cluster's configuration says: results are read as text in these forms. A statement is
 * planned once, not again for every value: each is written so that one plan serves all, and planning takes longer than most run. */
static const char session_settings[]
    = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET bytea_output = 'hex'; SET client_min_messages = warning; "
      "SET standard_conforming_strings = on; SET jit = off; SET plan_cache_mode = force_generic_plan; "
      "SET default_transaction_isolation = 'read committed'; "
      "SET statement_timeout = '5s'; SET lock_timeout = '3s'; SET idle_in_transaction_session_timeout = '15s'";

/* --- connection --- */

static void
ignore_notice (void *data, const PGresult *result)
{
  g_debug ("database notice: %s", PQresultErrorMessage (result));
}

static PGconn *
connect_to (const char *conninfo, GError **error)
{
  const char *keywords[]
      = { "connect_timeout", "tcp_user_timeout", "fallback_application_name", "dbname", "client_encoding", NULL };
  const char *values[] = { "5", "10000", "nexus-server", conninfo, "UTF8", NULL };
  g_autoptr (PGconn) conn = PQconnectdbParams (keywords, values, 1);
  g_autoptr (PGresult) result = NULL;

  if (PQstatus (conn) != CONNECTION_OK)
    {
      g_propagate_error (error, nx_db_error_new (conn, NULL, NULL));
      return NULL;
    }
  PQsetNoticeReceiver (conn, ignore_notice, NULL);
  result = PQexec (conn, session_settings);
  if (PQresultStatus (result) != PGRES_COMMAND_OK || !PQenterPipelineMode (conn))
    {
      g_propagate_error (error, nx_db_error_new (conn, result, NULL));
      return NULL;
    }
  return g_steal_pointer (&conn);
}

void
nx_db_drop_connection (NxDb *self)
{
  g_clear_pointer (&self->conn, PQfinish);
  g_hash_table_remove_all (self->prepared);
  g_array_set_size (self->sent, 0);
}

/* Whether the server hung up while the connection was idle: found out before a request pays for it. Its last words come first. */
static gboolean
is_stale (NxDb *self)
{
  struct pollfd pfd = { .fd = PQsocket (self->conn), .events = POLLIN };

  for (guint i = 0; i < 4 && poll (&pfd, 1, 0) > 0; i++)
    {
      if (!PQconsumeInput (self->conn) || PQstatus (self->conn) == CONNECTION_BAD)
        return TRUE;
    }
  return FALSE;
}

gboolean
nx_db_ensure (NxDb *self, GError **error)
{
  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return FALSE;
    }
  if (self->begun || self->sent->len > 0)
    return TRUE;
  if (self->conn != NULL && is_stale (self))
    nx_db_drop_connection (self);
  if (self->conn != NULL)
    return TRUE;
  self->conn = connect_to (self->conninfo, error);
  self->connections += self->conn != NULL;
  return self->conn != NULL;
}

NxDb *
nx_db_open (const char *conninfo, GError **error)
{
  g_autoptr (NxDb) self = g_new0 (NxDb, 1);

  g_return_val_if_fail (conninfo != NULL, NULL);

  self->conninfo = g_strdup (conninfo);
  self->prepared = g_hash_table_new (NULL, NULL);
  self->sent = g_array_new (FALSE, FALSE, sizeof (NxSent));
  if (!nx_db_ensure (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
nx_db_close (NxDb *self)
{
  if (self == NULL)
    return;
  nx_db_drop_connection (self);
  g_hash_table_unref (self->prepared);
  g_array_unref (self->sent);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->ahead, PQclear);
  g_free (self->conninfo);
  g_free (self);
}

guint
nx_db_connections (NxDb *db)
{
  return db->connections;
}

/* --- sending --- */

/* Reports what stopped the transaction or statement, remembers it where a transaction is open, and lets a dead connection go. */
static void
fail (NxDb *self, PGresult *result, const NxStatement *statement, GError **error)
{
  GError *failure = nx_db_error_new (self->conn, result, statement);

  if (self->conn != NULL && (PQstatus (self->conn) == CONNECTION_BAD || nx_db_error_is_fatal (result)))
    nx_db_drop_connection (self);
  if (self->depth > 0 && self->failure == NULL)
    {
      self->retryable = nx_db_error_is_retryable (result);
      self->failure = g_error_copy (failure);
    }
  g_propagate_error (error, failure);
}

static void
remember (NxDb *self, NxSentKind kind, const NxStatement *statement)
{
  NxSent sent = { kind, statement };

  g_array_append_val (self->sent, sent);
}

gboolean
nx_db_send_control (NxDb *self, const char *sql, GError **error)
{
  if (!PQsendQueryParams (self->conn, sql, 0, NULL, NULL, NULL, NULL, 0))
    {
      fail (self, NULL, NULL, error);
      return FALSE;
    }
  remember (self, NX_SENT_CONTROL, NULL);
  return TRUE;
}

typedef struct
{
  const char *values[NX_DB_MAX_PARAMS];
  int lengths[NX_DB_MAX_PARAMS];
  int formats[NX_DB_MAX_PARAMS];
  char buffers[NX_DB_MAX_PARAMS][NX_TIME_BUFFER];
} NxWireParams;

static void
format_date (gint32 date, char *buffer)
{
  int year, month, day;

  nx_date_to_ymd (date, &year, &month, &day);
  g_snprintf (buffer, NX_TIME_BUFFER, "%04d-%02d-%02d", year, month, day);
}

static void
format_param (NxWireParams *wire, guint i, const NxParam *param)
{
  char *buffer = wire->buffers[i];

  wire->lengths[i] = 0;
  wire->formats[i] = 0;
  wire->values[i] = buffer;
  switch (param->kind)
    {
    case NX_PARAM_TEXT:
      wire->values[i] = param->v.text;
      break;
    case NX_PARAM_INT:
      g_snprintf (buffer, NX_TIME_BUFFER, "%" G_GINT64_FORMAT, param->v.number);
      break;
    case NX_PARAM_BOOL:
      wire->values[i] = param->v.number ? "t" : "f";
      break;
    case NX_PARAM_TIME:
      if (param->v.number == NX_TIME_NONE)
        wire->values[i] = NULL;
      else
        nx_time_format_to (param->v.number, buffer);
      break;
    case NX_PARAM_DATE:
      if (param->v.number == NX_DATE_NONE)
        wire->values[i] = NULL;
      else
        format_date ((gint32) param->v.number, buffer);
      break;
    case NX_PARAM_BYTES:
      /* libpq takes a NULL pointer for SQL NULL: no bytes are still bytes. */
      wire->values[i] = param->v.bytes.data != NULL ? param->v.bytes.data : "";
      wire->lengths[i] = (int) param->v.bytes.length;
      wire->formats[i] = 1;
      break;
    case NX_PARAM_NULL:
    default:
      wire->values[i] = NULL;
      break;
    }
}

static gboolean
send_prepare (NxDb *self, const NxStatement *statement, GError **error)
{
  if (g_hash_table_contains (self->prepared, statement))
    return TRUE;
  if (!PQsendPrepare (self->conn, statement->name, statement->sql, 0, NULL))
    {
      fail (self, NULL, statement, error);
      return FALSE;
    }
  /* Taken as done, so that the same statement twice in one flight is prepared once; undone where it fails. */
  g_hash_table_add (self->prepared, (gpointer) statement);
  remember (self, NX_SENT_PREPARE, statement);
  return TRUE;
}

static gboolean
send_statement (NxDb *self, NxSentKind kind, const NxStatement *statement, const NxParam *params, guint n_params, GError **error)
{
  NxWireParams wire;

  if (!nx_db_ensure (self, error))
    return FALSE;
  if (self->depth > 0 && !self->begun)
    {
      if (!nx_db_send_control (self, "BEGIN", error))
        return FALSE;
      self->begun = TRUE;
    }
  if (!send_prepare (self, statement, error))
    return FALSE;
  for (guint i = 0; i < n_params; i++)
    format_param (&wire, i, &params[i]);
  if (!PQsendQueryPrepared (self->conn, statement->name, (int) n_params, wire.values, wire.lengths, wire.formats, 0))
    {
      fail (self, NULL, statement, error);
      return FALSE;
    }
  remember (self, kind, statement);
  return TRUE;
}

/* --- receiving --- */

static gboolean
is_success (PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Reads one answer. Returns: (transfer full) (nullable): its result, with the NULL that ends it read as well. */
static PGresult *
read_answer (NxDb *self)
{
  g_autoptr (PGresult) result = PQgetResult (self->conn);
  PGresult *more;

  while (result != NULL && (more = PQgetResult (self->conn)) != NULL)
    PQclear (more);
  return g_steal_pointer (&result);
}

gboolean
nx_db_receive (NxDb *self, PGresult **result, GError **error)
{
  g_autoptr (PGresult) sync = NULL;
  g_autoptr (PGresult) first_fault = NULL;
  g_autoptr (PGresult) rows = NULL;
  const NxStatement *faulty = NULL;
  gboolean failed = FALSE;

  if (!PQpipelineSync (self->conn))
    {
      fail (self, NULL, NULL, error);
      return FALSE;
    }
  for (guint i = 0; i < self->sent->len; i++)
    {
      NxSent *sent = &g_array_index (self->sent, NxSent, i);
      g_autoptr (PGresult) answer = read_answer (self);

      if (answer != NULL && is_success (answer))
        {
          if (sent->kind == NX_SENT_QUERY)
            rows = g_steal_pointer (&answer);
          else if (sent->kind == NX_SENT_AHEAD)
            self->ahead = g_steal_pointer (&answer);
          continue;
        }
      if (sent->kind == NX_SENT_PREPARE)
        g_hash_table_remove (self->prepared, sent->statement);
      if (!failed)
        {
          failed = TRUE;
          faulty = sent->statement;
          first_fault = g_steal_pointer (&answer);
        }
      if (PQstatus (self->conn) == CONNECTION_BAD)
        break;
    }
  g_array_set_size (self->sent, 0);
  if (PQstatus (self->conn) == CONNECTION_OK)
    sync = PQgetResult (self->conn);
  if (failed || PQstatus (self->conn) != CONNECTION_OK || PQresultStatus (sync) != PGRES_PIPELINE_SYNC)
    {
      fail (self, first_fault, faulty, error);
      return FALSE;
    }
  if (result != NULL)
    *result = g_steal_pointer (&rows);
  return TRUE;
}

/* --- public --- */

NxRows *
nx_db_query (NxDb *db, const NxStatement *statement, const NxParam *params, guint n_params, GError **error)
{
  PGresult *result = NULL;

  g_return_val_if_fail (db != NULL && statement != NULL, NULL);
  g_return_val_if_fail (n_params == statement->n_params && n_params <= NX_DB_MAX_PARAMS, NULL);

  if (!send_statement (db, NX_SENT_QUERY, statement, params, n_params, error) || !nx_db_receive (db, &result, error))
    return NULL;
  return nx_rows_new (result);
}

gboolean
nx_db_execute (NxDb *db, const NxStatement *statement, const NxParam *params, guint n_params, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_query (db, statement, params, n_params, error);

  return rows != NULL;
}

gboolean
nx_db_prepare (NxDb *db, const NxStatement *statement, GError **error)
{
  g_return_val_if_fail (db != NULL && statement != NULL, FALSE);

  return nx_db_ensure (db, error) && send_prepare (db, statement, error) && nx_db_flush (db, error);
}

gboolean
nx_db_queue (NxDb *db, const NxStatement *statement, const NxParam *params, guint n_params, GError **error)
{
  g_return_val_if_fail (db != NULL && statement != NULL, FALSE);
  g_return_val_if_fail (db->depth > 0, FALSE);
  g_return_val_if_fail (n_params == statement->n_params && n_params <= NX_DB_MAX_PARAMS, FALSE);

  return send_statement (db, NX_SENT_QUEUED, statement, params, n_params, error);
}

gboolean
nx_db_ahead (NxDb *db, const NxStatement *statement, const NxParam *params, guint n_params, GError **error)
{
  g_return_val_if_fail (db != NULL && statement != NULL, FALSE);
  g_return_val_if_fail (db->depth == 0 && db->sent->len == 0, FALSE);
  g_return_val_if_fail (n_params == statement->n_params && n_params <= NX_DB_MAX_PARAMS, FALSE);

  g_clear_pointer (&db->ahead, PQclear);
  return send_statement (db, NX_SENT_AHEAD, statement, params, n_params, error);
}

NxRows *
nx_db_take_ahead (NxDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL && db->depth == 0, NULL);

  if (!nx_db_flush (db, error))
    return NULL;
  if (db->ahead == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAVAILABLE, _ ("The service is busy or being restarted. Please try again in a moment."));
      return NULL;
    }
  return nx_rows_new (g_steal_pointer (&db->ahead));
}

gboolean
nx_db_flush (NxDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);

  if (db->failure != NULL)
    return nx_db_ensure (db, error);
  return db->sent->len == 0 || nx_db_receive (db, NULL, error);
}

gboolean
nx_db_script (NxDb *db, const char *sql, GError **error)
{
  g_autoptr (PGresult) result = NULL;

  g_return_val_if_fail (db != NULL && sql != NULL, FALSE);

  if (!nx_db_flush (db, error) || !nx_db_ensure (db, error))
    return FALSE;
  if (db->depth > 0 && !db->begun)
    {
      if (!nx_db_send_control (db, "BEGIN", error) || !nx_db_receive (db, NULL, error))
        return FALSE;
      db->begun = TRUE;
    }
  PQexitPipelineMode (db->conn);
  result = PQexec (db->conn, sql);
  if (!is_success (result) || !PQenterPipelineMode (db->conn))
    {
      if (PQstatus (db->conn) == CONNECTION_OK)
        PQenterPipelineMode (db->conn);
      fail (db, result, NULL, error);
      return FALSE;
    }
  return TRUE;
}

int
nx_db_socket (NxDb *db)
{
  g_return_val_if_fail (db != NULL, -1);

  return db->conn != NULL ? PQsocket (db->conn) : -1;
}

gboolean
nx_db_read_notifications (NxDb *db, NxDbNotifyFunc func, gpointer user_data, GError **error)
{
  PGnotify *notify;

  g_return_val_if_fail (db != NULL && func != NULL, FALSE);

  if (db->conn == NULL || !PQconsumeInput (db->conn) || PQstatus (db->conn) == CONNECTION_BAD)
    {
      fail (db, NULL, NULL, error);
      return FALSE;
    }
  while ((notify = PQnotifies (db->conn)) != NULL)
    {
      func (notify->relname, notify->extra, user_data);
      PQfreemem (notify);
    }
  return TRUE;
}
