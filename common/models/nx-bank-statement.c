/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-bank-statement.h"

#include <glib/gi18n-lib.h>

static const NxField count_fields[] = {
  { "lines", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxBankCounts, lines) },
  { "certain", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxBankCounts, certain) },
  { "doubtful", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxBankCounts, doubtful) },
  { "unknown", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxBankCounts, unknown) },
  { "done", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxBankCounts, done) },
  { "ignored", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxBankCounts, ignored) },
  { NULL },
};

NX_DEFINE_RECORD (NxBankCounts, nx_bank_counts, count_fields)

static const NxField fields[] = {
  { "statementId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxBankStatement, statementId) },
  { "fileName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxBankStatement, fileName), .label = N_ ("File") },
  { "format", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxBankStatement, format), .label = N_ ("Format") },
  { "importedAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxBankStatement, importedAt), .label = N_ ("Imported on") },
  { "importedBy", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxBankStatement, importedBy), .label = N_ ("Imported by") },
  { "known", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxBankStatement, known) },
  { "opening", NX_FIELD_MONEY, .offset = G_STRUCT_OFFSET (NxBankStatement, opening), .label = N_ ("Opening balance") },
  { "closing", NX_FIELD_MONEY, .offset = G_STRUCT_OFFSET (NxBankStatement, closing), .label = N_ ("Closing balance") },
  { "balanced", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxBankStatement, balanced) },
  { "counts", NX_FIELD_RECORD, .record_type = nx_bank_counts_get_type, .offset = G_STRUCT_OFFSET (NxBankStatement, counts) },
  { "lines", NX_FIELD_RECORD_LIST, .record_type = nx_bank_line_get_type, .offset = G_STRUCT_OFFSET (NxBankStatement, lines) },
  { NULL },
};

NX_DEFINE_RECORD (NxBankStatement, nx_bank_statement, fields)
