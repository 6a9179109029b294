/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

typedef enum { NX_IMPORT_IDLE, NX_IMPORT_READING, NX_IMPORT_SENDING, NX_IMPORT_WAITING, NX_IMPORT_COLUMNS, NX_IMPORT_FAILED } NxImportState;

/** NxStatementPreview: how a bank's CSV looks whose columns nobody has named yet. */
typedef struct
{
  char **header;
  GPtrArray *sample; /* (element-type GStrv) */
  int date, amount, credit, debit, label, payer; /* guesses: column, or -1 */
} NxStatementPreview;

/**
 * NxStatementImport: a bank's file on its way to the server. Signals: "changed" () with each step; "imported" (NxBankStatement).
 */
#define NX_TYPE_STATEMENT_IMPORT (nx_statement_import_get_type ())
G_DECLARE_FINAL_TYPE (NxStatementImport, nx_statement_import, NX, STATEMENT_IMPORT, GObject)

NxStatementImport *nx_statement_import_new (NxConnection *connection);
/** Reads @file and sends it; what was on its way before is given up. */
void nx_statement_import_start (NxStatementImport *self, GFile *file);
/** Sends the file again with the columns that @columns names (each a column's number, or -1). */
void nx_statement_import_send_columns (NxStatementImport *self, const NxStatementPreview *columns);
/** Asks how the file looks, to choose its columns (again). */
void nx_statement_import_ask_columns (NxStatementImport *self);
void nx_statement_import_stop (NxStatementImport *self);

NxImportState nx_statement_import_get_state (NxStatementImport *self);
/** Returns: (transfer none) */
const char *nx_statement_import_get_file_name (NxStatementImport *self);
/** Whether the file is text in columns, so that these can be chosen. */
gboolean nx_statement_import_is_table (NxStatementImport *self);
/** How much went out. */
void nx_statement_import_get_progress (NxStatementImport *self, goffset *written, goffset *total);
/** Returns: (transfer none) (nullable): in %NX_IMPORT_COLUMNS */
const NxStatementPreview *nx_statement_import_get_preview (NxStatementImport *self);
/** Returns: (transfer none) (nullable): in %NX_IMPORT_FAILED */
const GError *nx_statement_import_get_error (NxStatementImport *self);

/** Returns: (nullable): the line of the file that the error names, as it stands there. */
char *nx_statement_import_get_refused_line (NxStatementImport *self);

G_END_DECLS
