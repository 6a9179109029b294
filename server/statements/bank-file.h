/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Bank statements as files: pure functions from bytes to entries, no database. What cannot be read is %NX_ERROR_INVALID with a sentence
 * that names the line and the reason, also as the error's field "file"; nothing is read by half.
 */

#define NX_BANK_MAX_BYTES (5 * 1024 * 1024)
/** Lines of one statement; whoever has more cuts the period: a person looks at each. */
#define NX_BANK_MAX_LINES 5000
#define NX_BANK_MAX_COLUMNS 64
/** Characters of one field. */
#define NX_BANK_MAX_FIELD 1024
/** Millimes of one amount or balance: a thousand million dinars. */
#define NX_BANK_MAX_AMOUNT G_GINT64_CONSTANT (1000000000000)

typedef enum { NX_BANK_WISE_CSV, NX_BANK_CAMT053, NX_BANK_CSV } NxBankFormat;
/** Returns: "wise_csv", "camt053", "csv". */
const char *nx_bank_format_slug (NxBankFormat format);

/** NxBankColumns: where a CSV has what, from 0; -1 where it has not. Either @amount, with its sign, or @credit and perhaps @debit. */
typedef struct
{
  int date, amount, credit, debit, label, payer, balance, currency;
} NxBankColumns;

#define NX_BANK_NO_COLUMNS ((NxBankColumns){ -1, -1, -1, -1, -1, -1, -1, -1 })
gboolean nx_bank_columns_equal (const NxBankColumns *a, const NxBankColumns *b);

/** NxBankEntry: one movement as the bank wrote it. @amount in millimes, below 0 where money goes out. */
typedef struct
{
  guint line; /* of the file, from 1 */
  gint32 date;
  gint64 amount;
  char *payer, *label;
  char *bank_id; /* (nullable): the bank's own identifier */
} NxBankEntry;

/** NxBankFile: all that a file says. */
typedef struct
{
  NxBankFormat format;
  GPtrArray *entries; /* NxBankEntry, in the order of the file */
  gboolean has_balances;
  gint64 opening, closing;
  char *account; /* (nullable): its IBAN or number */
  guint skipped; /* movements that the bank has not booked yet */
} NxBankFile;

void nx_bank_file_free (NxBankFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxBankFile, nx_bank_file_free)

/** NxCsvRow: one record of a CSV; @line: where it begins. */
typedef struct
{
  guint line, n_fields;
  char **fields; /* (array length=n_fields) */
} NxCsvRow;

/** NxBankSource: a file whose form is known, before its columns are. */
typedef struct
{
  NxBankFormat format;
  char *text; /* UTF-8 */
  gsize length;
  /* CSV only */
  char delimiter;
  GPtrArray *rows; /* NxCsvRow */
  guint first;     /* index of the first row with data */
  int header;      /* index of the header's row, -1 where there is none */
  char *signature; /* (nullable): of the header: the same for the next file of the same bank */
  NxBankColumns guess;
  gboolean sure; /* the header's words say all that is needed */
} NxBankSource;

void nx_bank_source_free (NxBankSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxBankSource, nx_bank_source_free)

/** Decodes the text, tells the format by the content, and takes a CSV apart. Returns: (transfer full). */
NxBankSource *nx_bank_source_new (GBytes *content, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_bank_read:
 * @columns: (nullable): of a CSV; the guess where %NULL
 * @today: in the centre's zone: what is later is refused
 *
 * Errors: %NX_ERROR_INVALID
 *
 * Returns: (transfer full)
 */
NxBankFile *nx_bank_read (const NxBankSource *source, const NxBankColumns *columns, gint32 today, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
