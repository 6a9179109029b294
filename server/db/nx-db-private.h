/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>
#include "server/db/nx-db.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGconn, PQfinish)

/** More parameters than any statement needs; they are formatted on the stack. */
#define NX_DB_MAX_PARAMS 48

/** What was sent and not answered yet, in order. */
typedef enum
{
  NX_SENT_PREPARE, /* remember the statement as prepared */
  NX_SENT_CONTROL, /* BEGIN, COMMIT, SAVEPOINT …: only its failure matters */
  NX_SENT_QUEUED,  /* likewise */
  NX_SENT_AHEAD,   /* its rows are kept for nx_db_take_ahead() */
  NX_SENT_QUERY    /* its rows are waited for; always the last */
} NxSentKind;

typedef struct
{
  NxSentKind kind;
  const NxStatement *statement;
} NxSent;

/*
 * The connection stays in pipeline mode for life, so that BEGIN, PREPARE and queued statements travel with the statement that is
 * waited for: one round trip. Synchronous libpq calls (nx_db_script) leave the mode and come back.
 */
struct _NxDb
{
  PGconn *conn;         /* (owned) (nullable): NULL after the connection broke */
  char *conninfo;       /* (owned) */
  guint connections;    /* made so far */
  GHashTable *prepared; /* (owned): NxStatement pointers */
  GArray *sent;         /* (owned): NxSent */
  guint depth;          /* of nx_db_transaction() */
  guint savepoints;     /* open ones */
  gboolean begun;       /* BEGIN was sent */
  gboolean retryable;   /* the transaction failed on a serialization failure or a deadlock */
  PGresult *ahead;      /* (owned) (nullable): what nx_db_ahead() asked for */
  GError *failure;      /* (owned) (nullable): why the open transaction can only be rolled back */
};

/** Translates a failed result (nullable: the connection broke) of @statement (nullable). */
GError *nx_db_error_new (PGconn *conn, PGresult *result, const NxStatement *statement);
gboolean nx_db_error_is_retryable (PGresult *result);
/** Whether the connection is of no use after @result: the server is going away, was demoted, or lost our prepared statements. */
gboolean nx_db_error_is_fatal (PGresult *result);

/** @result: (transfer full). */
NxRows *nx_rows_new (PGresult *result);

/** Connects where there is no usable connection and none is lost inside a transaction. */
gboolean nx_db_ensure (NxDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Sends SQL text without parameters, in the pipeline. */
gboolean nx_db_send_control (NxDb *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Ends the flight and reads all answers. @result: (out) (optional) (transfer full): of the query, if one was sent. */
gboolean nx_db_receive (NxDb *self, PGresult **result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void nx_db_drop_connection (NxDb *self);

G_END_DECLS
