/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/statements/bank-file.h"

G_BEGIN_DECLS

/** Sets %NX_ERROR_INVALID: "Line 12: …", also as the field "file". @line: 0 where it is about the whole file. Returns: %FALSE */
gboolean nx_bank_fault (GError **error, guint line, const char *format, ...) G_GNUC_PRINTF (3, 4);

/**
 * nx_bank_decode: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252 (of which Latin-1 is a part).
 *
 * Returns: (transfer full): UTF-8 without a mark and without NUL
 */
char *nx_bank_decode (GBytes *content, gsize *length, GError **error);

/** Takes a CSV apart: RFC 4180, any line ends. Returns: (transfer full) (element-type NxCsvRow). */
GPtrArray *nx_csv_split (const char *text, gsize length, char delimiter, GError **error);
/** Returns: ';', ',' or a tab; '\0' where it is no table. */
char nx_csv_delimiter (const char *text, gsize length);
/** Returns: (transfer none): field @column of @row, "" where there is none. */
const char *nx_csv_field (const NxCsvRow *row, int column);

typedef enum { NX_BANK_DATE_OK, NX_BANK_DATE_NONE, NX_BANK_DATE_IMPOSSIBLE } NxBankDate;
/** DD/MM/YYYY, DD-MM-YYYY, DD.MM.YYYY, two digits of the year, or ISO; a time of day after it is not looked at. */
NxBankDate nx_bank_parse_date (const char *text, gint32 *date);

/** What an amount's form says of the decimal sign: '.', ',', or 0 where it may be either. %FALSE: it is no amount. */
gboolean nx_bank_amount_form (const char *text, char *decimal, char *seen);
/**
 * nx_bank_parse_amount:
 * @decimal: '.' or ','
 * @fault: (out) (transfer none): a translated reason without the value
 *
 * Signs before or after, brackets, thousands apart, "TND" or "DT" beside.
 */
gboolean nx_bank_parse_amount (const char *text, char decimal, gint64 *millimes, const char **fault);
/** Whether @text names the dinar, or nothing. */
gboolean nx_bank_is_dinar (const char *text);

/** Returns: (transfer full): one line: control characters and runs of blanks become one space. */
char *nx_bank_clean (const char *text);
/** Returns: (transfer full): capitals without accents, words apart by one space: what is compared. */
char *nx_bank_fold (const char *text);

NxBankFile *nx_bank_file_new (NxBankFormat format);
NxBankEntry *
nx_bank_entry_new (guint line, gint32 date, gint64 amount, const char *payer, const char *label, const char *bank_id);
/** Checks what holds for every format: not zero, not in the future, not too many; then takes it. @entry: (transfer full). */
gboolean nx_bank_file_add (NxBankFile *self, NxBankEntry *entry, gint32 today, GError **error);
/** Balances by the running balance after each entry; @balances: (element-type gint64) one an entry. */
void nx_bank_file_run_balance (NxBankFile *self, GArray *balances);

/** Finds header, first data, signature and guess of a split CSV. */
void nx_bank_guess (NxBankSource *source);
/** Whether the header is that of Wise; @columns: (out), of a Wise file: where it has what. */
gboolean nx_bank_is_wise (const NxBankSource *source);

NxBankFile *nx_bank_read_wise (const NxBankSource *source, gint32 today, GError **error);
NxBankFile *nx_bank_read_csv (const NxBankSource *source, const NxBankColumns *columns, gint32 today, GError **error);
NxBankFile *nx_bank_read_camt (const NxBankSource *source, gint32 today, GError **error);

G_END_DECLS
