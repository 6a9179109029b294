/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nx-bank-line.h"

G_BEGIN_DECLS

/** NxBankCounts: how far a statement's lines are. */
#define NX_TYPE_BANK_COUNTS (nx_bank_counts_get_type ())
G_DECLARE_FINAL_TYPE (NxBankCounts, nx_bank_counts, NX, BANK_COUNTS, NxRecord)

struct _NxBankCounts
{
  NxRecord parent_instance;
  gint64 lines;
  gint64 certain;
  gint64 doubtful;
  gint64 unknown;
  gint64 done;
  gint64 ignored;
};

/**
 * NxBankStatement: an imported bank statement.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_BANK_STATEMENT (nx_bank_statement_get_type ())
G_DECLARE_FINAL_TYPE (NxBankStatement, nx_bank_statement, NX, BANK_STATEMENT, NxRecord)

struct _NxBankStatement
{
  NxRecord parent_instance;
  char *statementId;
  char *fileName;
  char *format; /* "wise_csv", "camt053", "csv" */
  gint64 importedAt;
  char *importedBy;
  gboolean known;     /* the same file was imported before */
  NxMoney opening;    /* currency "" where the file has no balances */
  NxMoney closing;
  gboolean balanced;  /* opening + lines = closing; says nothing without both */
  NxBankCounts *counts; /* (nullable) */
  GPtrArray *lines;   /* (nullable): NxBankLine; NULL in a list of statements */
};

G_END_DECLS
