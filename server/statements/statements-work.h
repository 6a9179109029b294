/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/statements/bank-match.h"
#include "server/statements/statements.h"

G_BEGIN_DECLS

/** NxStatementLine: a line with what was decided of it and what is proposed for it. */
typedef struct
{
  guint row;          /* in NxStatementWork.lines */
  int status;         /* NxBankLineStatus */
  NxBankCredit credit;
  GArray *decided;    /* (nullable): NxStatementShare: CONFIRMED */
  GArray *rejected;   /* (nullable): guint: dues */
  GArray *proposals;  /* (nullable): NxBankProposal, the best first */
} NxStatementLine;

/** NxStatementWork: a statement as it is worked through, with the payments of the moment. */
typedef struct
{
  NxRows *statement, *lines, *decisions, *dues;
  NxBankDue *due;         /* (array length=n_dues) */
  guint n_dues;
  GHashTable *due_by_id;  /* payment → index */
  NxBankIndex *index;
  NxStatementLine *line;  /* (array length=n_lines) */
  guint n_lines;
  GHashTable *line_by_id; /* line → index */
  GPtrArray *matched;     /* of the open lines */
  GHashTable *payments;   /* payment → NxPayment: those that are shown */
} NxStatementWork;

/** Reads, and matches what is open. Errors: %NX_ERROR_NOT_FOUND. */
NxStatementWork *nx_statement_work_new (NxDb *db, const NxActor *actor, const char *statement_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void nx_statement_work_free (NxStatementWork *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxStatementWork, nx_statement_work_free)

const char *nx_statement_work_due_id (const NxStatementWork *self, guint due);

/** {statementId …, counts}; with its lines where @lines. The caller has begun the object. */
void nx_statement_work_write (NxStatementWork *self, NxJsonWriter *writer, gboolean lines);
/** One LINE. @member: (nullable). */
void nx_statement_work_write_line (NxStatementWork *self, NxJsonWriter *writer, const char *member, guint line);

/* What the sentences say, in the reader's language. */
/** Returns: (transfer full): strings, NULL-terminated. */
char **nx_statement_reasons (const NxStatementWork *self, const NxBankProposal *proposal);
/** Returns: (transfer full): what settling @payment does. */
char *nx_statement_effect (const NxPayment *payment);

G_END_DECLS
