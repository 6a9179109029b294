/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-route.h"
#include "server/nx-actor.h"
#include "server/statements/bank-file.h"

G_BEGIN_DECLS

/*
 * Bank statements (domain.md section 9): imported, matched with the payments that are waited for, decided by a person, settled. Locks:
 * statement → lines → students → payments, each in the order of identifiers; imports and undoings are one at a time.
 *
 * Nothing is proposed from memory: proposals are made anew from the payments of the moment whenever a statement is read; only what a
 * person decided is kept.
 */

extern const NxRoute nx_statements_routes[];

/** NxStatementUpload: a file that the office gave. */
typedef struct
{
  const char *file_name; /* (nullable) */
  GBytes *content;
  const NxBankColumns *columns; /* (nullable): of a bank's CSV: remembered for the next file with the same header */
} NxStatementUpload;

/**
 * nx_statements_import: in the caller's transaction. A file that was imported before gives that statement, lines that are in another
 * statement already stay what they are.
 *
 * @known: (out): whether the very file was imported before
 *
 * Errors: %NX_ERROR_INVALID naming line and reason, %NX_ERROR_TOO_LARGE, %NX_ERROR_COLUMNS_NEEDED
 *
 * Returns: (transfer full): the statement's identifier
 */
char *nx_statements_import (NxDb *db, const NxActor *actor, const NxStatementUpload *upload, gboolean *known, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** NxStatementConfirmation: what a person ticked; @payment_id (nullable): as decided before. */
typedef struct
{
  const char *line_id, *payment_id, *note;
  gboolean accept_difference;
} NxStatementConfirmation;

/** NxStatementOutcome: @code: "settled", or the slug of what stood against it with @detail. */
typedef struct
{
  const char *line_id, *code;
  char *detail; /* (nullable) */
} NxStatementOutcome;

/**
 * nx_statements_confirm: settles line by line in the caller's transaction, each in a savepoint of its own: what fails stops no other.
 *
 * Errors: %NX_ERROR_NOT_FOUND for the statement, %NX_ERROR_UNAVAILABLE
 *
 * Returns: (transfer full) (element-type NxStatementOutcome): one for each of @items
 */
GPtrArray *nx_statements_confirm (NxDb *db, const NxActor *actor, const char *statement_id, const NxStatementConfirmation *items,
                                  guint n_items, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum { NX_DECIDE_MATCH, NX_DECIDE_SHARE, NX_DECIDE_IGNORE, NX_DECIDE_REJECT, NX_DECIDE_REOPEN } NxStatementAction;

typedef struct
{
  const char *payment_id;
  gint64 amount;
} NxStatementShare;

typedef struct
{
  NxStatementAction action;
  const NxStatementShare *shares; /* MATCH and REJECT: one; SHARE: two or more that make up the line */
  guint n_shares;
  const char *note; /* (nullable) */
} NxStatementDecision;

/** What a person decides of a line before it is settled; REOPEN takes all of it back. In the caller's transaction. */
gboolean nx_statements_decide (NxDb *db, const NxActor *actor, const char *line_id, const NxStatementDecision *decision,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Takes the whole import back while nothing of it is settled (%NX_ERROR_CANNOT_UNDO). */
gboolean nx_statements_undo (NxDb *db, const NxActor *actor, const char *statement_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
