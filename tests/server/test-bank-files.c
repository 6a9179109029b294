/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-error.h"
#include "common/nx-time.h"
#include "server/statements/bank-private.h"

/* Readers of bank files: what they read, and that what they refuse is named by line and reason. */

#define TODAY "2026-11-22"

static gint32
day (const char *text)
{
  gint32 date;

  g_assert_true (nx_date_parse (text, &date));
  return date;
}

static NxBankFile *
read_bytes (const char *data, gsize length, const NxBankColumns *columns, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (NxBankSource) source = nx_bank_source_new (bytes, error);

  return source != NULL ? nx_bank_read (source, columns, day (TODAY), error) : NULL;
}

static NxBankFile *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  NxBankFile *file = read_bytes (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return file;
}

static NxBankFile *
read_sample (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "statements", name, NULL);
  g_autofree char *contents = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;
  NxBankFile *file;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  file = read_bytes (contents, length, NULL, &error);
  g_assert_no_error (error);
  return file;
}

/* Expects a refusal whose sentence begins with @start and contains @part. */
static void
refused_bytes (const char *data, gsize length, const char *start, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxBankFile) file = read_bytes (data, length, NULL, &error);

  g_assert_null (file);
  g_assert_nonnull (error);
  if (!g_str_has_prefix (error->message, start) || strstr (error->message, part) == NULL)
    g_error ("“%s” does not begin with “%s” and hold “%s”", error->message, start, part);
  if (error->code == NX_ERROR_INVALID)
    g_assert_true (g_hash_table_contains (nx_error_get_fields (error), "file"));
}

static void
refused (const char *text, const char *start, const char *part)
{
  refused_bytes (text, strlen (text), start, part);
}

static const NxBankEntry *
entry (NxBankFile *file, guint n)
{
  g_assert_cmpuint (n, <, file->entries->len);
  return g_ptr_array_index (file->entries, n);
}

static void
check (NxBankFile *file, guint n, guint line, const char *date, gint64 amount, const char *payer, const char *label)
{
  const NxBankEntry *one = entry (file, n);

  g_assert_cmpuint (one->line, ==, line);
  g_assert_cmpint (one->date, ==, day (date));
  g_assert_cmpint (one->amount, ==, amount);
  g_assert_cmpstr (one->payer, ==, payer);
  g_assert_cmpstr (one->label, ==, label);
}

static void
test_wise (void)
{
  g_autoptr (NxBankFile) file = read_sample ("wise.csv");

  g_assert_cmpint (file->format, ==, NX_BANK_WISE_CSV);
  g_assert_cmpuint (file->entries->len, ==, 4);
  check (file, 0, 2, "2026-11-20", -25500, "", "Sent money to STEG");
  check (file, 1, 3, "2026-11-20", 340000, "TRABELSI SAMI", "Received money from TRABELSI SAMI with reference NR 4HT8 22WD M");
  check (file, 3, 5, "2026-11-18", 179000, "Mehdi Ben Ali", "Received money from Mehdi Ben Ali with reference NR-7K3M-9QX2");
  g_assert_cmpstr (entry (file, 3)->bank_id, ==, "TRANSFER-1001");
  g_assert_true (file->has_balances);
  g_assert_cmpint (file->opening, ==, 820500);
  g_assert_cmpint (file->closing, ==, 1492500);
}

static void
test_bank (void)
{
  g_autoptr (NxBankFile) file = read_sample ("biat.csv");

  g_assert_cmpint (file->format, ==, NX_BANK_CSV);
  g_assert_cmpuint (file->entries->len, ==, 4);
  check (file, 0, 5, "2026-11-02", 179000, "", "VIR RECU WISE EUR NR-7K3M9QX2 BENALI");
  check (file, 1, 6, "2026-11-03", -12500, "", "FRAIS \"TENUE\" DE COMPTE; NOVEMBRE");
  check (file, 2, 7, "2026-11-05", 50000, "", "VERSEMENT ESPÈCES");
  check (file, 3, 8, "2026-11-20", 1340000, "", "VIR NR4HT822WD TRABELSI S");
  g_assert_cmpint (file->opening, ==, 1000000);
  g_assert_cmpint (file->closing, ==, 2556500);
}

/* CR, LF and CR LF in one file, a line end in quotes, thousands apart by a comma, a formula that stays text. */
static void
test_mixed (void)
{
  g_autoptr (NxBankFile) file = read_sample ("mixed.csv");

  g_assert_cmpuint (file->entries->len, ==, 3);
  check (file, 0, 2, "2026-11-02", 1250500, "Leïla Gharbi", "=cmd|calc!A0");
  check (file, 1, 3, "2026-11-03", 79000, "Ali", "two lines");
  check (file, 2, 5, "2026-11-04", -5000, "", "Fee");
  g_assert_false (file->has_balances);
}

static void
test_camt (void)
{
  g_autoptr (NxBankFile) file = read_sample ("camt053.xml");

  g_assert_cmpint (file->format, ==, NX_BANK_CAMT053);
  g_assert_cmpuint (file->entries->len, ==, 4);
  check (file, 0, 10, "2026-11-20", 179000, "Mehdi Ben Ali", "VIR RECU / NR-7K3M-9QX2");
  g_assert_cmpstr (entry (file, 0)->bank_id, ==, "B-1");
  check (file, 1, 24, "2026-11-20", 340000, "Sami Trabelsi", "NR4HT822WD");
  check (file, 2, 26, "2026-11-20", 180000, "Leïla Gharbi", "pack 4 crédits");
  check (file, 3, 30, "2026-11-20", -12500, "", "FRAIS");
  g_assert_cmpuint (file->skipped, ==, 1);
  g_assert_cmpstr (file->account, ==, "TN5910006035183598478831");
  g_assert_cmpint (file->opening + 179000 + 520000 - 12500, ==, file->closing);
}

/* Version 02, with a prefix: the names count, not their space. Two transactions that do not say their amounts stay one line. */
static void
test_camt_versions (void)
{
  g_autoptr (NxBankFile) file = read_text (
    "<c:Document xmlns:c='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><c:BkToCstmrStmt><c:Stmt><c:Ntry>"
    "<c:Amt Ccy='TND'>519</c:Amt><c:CdtDbtInd>CRDT</c:CdtDbtInd><c:Sts>BOOK</c:Sts><c:ValDt><c:Dt>2026-11-20+01:00</c:Dt></c:ValDt>"
    "<c:NtryDtls><c:TxDtls><c:RmtInf><c:Ustrd>NR7K3M9QX2</c:Ustrd></c:RmtInf></c:TxDtls><c:TxDtls><c:RmtInf><c:Ustrd>NR4HT822WD</c:Ustrd>"
    "</c:RmtInf></c:TxDtls></c:NtryDtls></c:Ntry></c:Stmt></c:BkToCstmrStmt></c:Document>");

  g_assert_cmpuint (file->entries->len, ==, 1);
  check (file, 0, 1, "2026-11-20", 519000, "", "NR7K3M9QX2 / NR4HT822WD");
}

static void
test_encodings (void)
{
  const char *text = "Date;Libellé;Montant\n20/11/2026;Leïla é;179,000\n";
  g_autofree char *wide = NULL;
  gsize length;
  g_autoptr (GByteArray) marked = g_byte_array_new ();
  g_autoptr (NxBankFile) file = NULL, latin = NULL;
  g_autoptr (GError) error = NULL;

  wide = g_convert (text, -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);
  g_byte_array_append (marked, (const guint8 *) "\xFF\xFE", 2);
  g_byte_array_append (marked, (const guint8 *) wide, (guint) length);
  file = read_bytes ((const char *) marked->data, marked->len, NULL, &error);
  g_assert_no_error (error);
  check (file, 0, 2, "2026-11-20", 179000, "", "Leïla é");
  refused_bytes ((const char *) marked->data, marked->len - 1, "The file begins as UTF-16", "cut short");
  refused_bytes (wide, length, "The file holds bytes that no text has", "UTF-16");

  latin = read_text ("Date;Libell\xe9;Montant\n20/11/2026;\x80 \x93Le\xefla\x94;179,000\n");
  check (latin, 0, 2, "2026-11-20", 179000, "", "€ “Leïla”");
  refused ("Date;Libell\xe9;Montant\n20/11/2026;\x81;179,000\n", "Line 2:", "neither UTF-8 nor Windows-1252");
}

static void
test_dates (void)
{
  static const struct { const char *text; NxBankDate result; const char *date; } cases[] = {
    { "20/11/2026", NX_BANK_DATE_OK, "2026-11-20" }, { "20-11-2026", NX_BANK_DATE_OK, "2026-11-20" },
    { "2026-11-20", NX_BANK_DATE_OK, "2026-11-20" }, { "20.11.26", NX_BANK_DATE_OK, "2026-11-20" },
    { "2/1/2026", NX_BANK_DATE_OK, "2026-01-02" }, { "2026-11-20T23:30:00", NX_BANK_DATE_OK, "2026-11-20" },
    { "20-11-2026 10:12", NX_BANK_DATE_OK, "2026-11-20" }, { "29/02/2024", NX_BANK_DATE_OK, "2024-02-29" },
    { "31/02/2026", NX_BANK_DATE_IMPOSSIBLE, NULL }, { "29/02/2026", NX_BANK_DATE_IMPOSSIBLE, NULL },
    { "11/20/2026", NX_BANK_DATE_IMPOSSIBLE, NULL }, { "00/11/2026", NX_BANK_DATE_IMPOSSIBLE, NULL },
    { "20/11/0026", NX_BANK_DATE_IMPOSSIBLE, NULL }, { "20/11-2026", NX_BANK_DATE_NONE, NULL }, { "", NX_BANK_DATE_NONE, NULL },
    { "20/11/202", NX_BANK_DATE_NONE, NULL }, { "179,000", NX_BANK_DATE_NONE, NULL }, { "20/11/2026x", NX_BANK_DATE_NONE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint32 date = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (nx_bank_parse_date (cases[i].text, &date), ==, cases[i].result);
      if (cases[i].date != NULL)
        g_assert_cmpint (date, ==, day (cases[i].date));
    }
}

static void
test_amounts (void)
{
  static const struct { const char *text; char decimal; gint64 millimes; } good[] = {
    { "179,000", ',', 179000 }, { "179.5", '.', 179500 }, { "1 250,500", ',', 1250500 }, { "1\xc2\xa0" "250,5", ',', 1250500 },
    { "1.250,500", ',', 1250500 }, { "1,250.500", '.', 1250500 }, { "1'250.5", '.', 1250500 }, { "+179", '.', 179000 },
    { "-179,000", ',', -179000 }, { "179,000-", ',', -179000 }, { "(179,000)", ',', -179000 }, { "\xe2\x88\x92" "5", ',', -5000 },
    { "179,000 TND", ',', 179000 }, { "DT 179,000", ',', 179000 }, { "0,001", ',', 1 }, { "179,0000", ',', 179000 },
    { "1 000 000 000", ',', G_GINT64_CONSTANT (1000000000000) }, { ",5", ',', 500 }, { "179,", ',', 179000 },
  };
  static const struct { const char *text; char decimal; } bad[] = {
    { "", ',' }, { "abc", ',' }, { "1,2,3", ',' }, { "12 50,0", ',' }, { "1.2.3", ',' }, { "179,0005", ',' }, { "179 EUR", ',' },
    { "€ 179", ',' }, { "--5", ',' }, { "-5-", ',' }, { "1e5", ',' }, { "99999999999999999999", ',' }, { "1 000 000 000,001", ',' },
    { "=1+1", ',' }, { "0x10", ',' }, { "NaN", ',' }, { "٣", ',' }, { "1.250.5", ',' }, { ".", '.' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const char *fault = NULL;
      gint64 millimes = 0;

      g_test_message ("%s", good[i].text);
      g_assert_true (nx_bank_parse_amount (good[i].text, good[i].decimal, &millimes, &fault));
      g_assert_cmpint (millimes, ==, good[i].millimes);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *fault = NULL;
      gint64 millimes;

      g_test_message ("%s", bad[i].text);
      g_assert_false (nx_bank_parse_amount (bad[i].text, bad[i].decimal, &millimes, &fault));
      g_assert_nonnull (fault);
    }
}

/* One decimal sign a file: what is plain on one line decides the others. */
static void
test_decimal_sign (void)
{
  g_autoptr (NxBankFile) comma = read_text ("Date;Libelle;Montant\n20/11/2026;a;1.250\n20/11/2026;b;3,5\n");
  g_autoptr (NxBankFile) point = read_text ("Date;Libelle;Montant\n20/11/2026;a;1,250\n20/11/2026;b;3.5\n");
  g_autoptr (NxBankFile) alone = read_text ("Date;Libelle;Montant\n20/11/2026;a;1,250\n");

  g_assert_cmpint (entry (comma, 0)->amount, ==, 1250000);
  g_assert_cmpint (entry (point, 0)->amount, ==, 1250000);
  g_assert_cmpint (entry (alone, 0)->amount, ==, 1250);
  refused ("Date;Libelle;Montant\n20/11/2026;a;1,5\n20/11/2026;b;3.5\n", "Line 3:", "is not that of line 2");
  refused ("Date;Libelle;Montant\n20/11/2026;a;1,250\n20/11/2026;b;1.250\n", "Line", "nothing says which");
}

static void
test_columns (void)
{
  const char *text = "x;20/11/2026;12,000;Sonia;179,000;TND\ny;21/11/2026;13,000;Ali;79,000;TND\n";
  const NxBankColumns columns = { .date = 1, .amount = 4, .credit = -1, .debit = -1, .label = 0, .payer = 3, .balance = -1, .currency = 5 };
  const NxBankColumns beyond = { .date = 1, .amount = 9, .credit = -1, .debit = -1, .label = 0, .payer = 3, .balance = -1, .currency = 5 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (NxBankSource) source = nx_bank_source_new (bytes, &error);
  g_autoptr (NxBankFile) file = NULL, none = NULL;

  g_assert_no_error (error);
  g_assert_false (source->sure);
  g_assert_null (source->signature);
  g_assert_cmpint (source->guess.date, ==, 1);
  file = nx_bank_read (source, &columns, day (TODAY), &error);
  g_assert_no_error (error);
  check (file, 1, 2, "2026-11-21", 79000, "Ali", "y");
  none = nx_bank_read (source, &beyond, day (TODAY), &error);
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
  g_assert_null (none);
}

static void
test_signature (void)
{
  static const char *const texts[] = { "Date opération;Libellé;Montant\n20/11/2026;a;1,5\n", "DATE OPERATION ; libelle;\"Montant\"\n01/01/2026;b;3,5\n",
                                       "Date;Libellé;Montant\n20/11/2026;a;1,5\n" };
  g_autofree char *signatures[3] = { NULL };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));
      g_autoptr (NxBankSource) source = nx_bank_source_new (bytes, NULL);

      g_assert_true (source->sure);
      signatures[i] = g_strdup (source->signature);
    }
  g_assert_cmpstr (signatures[0], ==, signatures[1]);
  g_assert_cmpstr (signatures[0], !=, signatures[2]);
  g_free (signatures[1]);
  g_free (signatures[2]);
}

#define WISE "TransferWise ID,Date,Amount,Currency,Description\n"
#define BANK "Date;Libelle;Montant\n"

static void
test_bad_lines (void)
{
  static const struct { const char *text, *start, *part; } cases[] = {
    { WISE "T-1,31-02-2026,5.00,TND,a\n", "Line 2:", "31-02-2026" },
    { WISE "T-1,20-11-2026,5.00,TND,a\nT-2,20-11-2026,0.00,TND,a\n", "Line 3:", "zero" },
    { WISE "T-1,20-11-2026,5.00,EUR,a\n", "Line 2:", "EUR" },
    { WISE "T-1,23-11-2026,5.00,TND,a\n", "Line 2:", "future" },
    { WISE "T-1,20-11-2026,5.00,TND,a\nT-2,20-11-2026,5.", "Line 3:", "cut short" },
    { WISE "T-1,20-11-2026,\"5.00,TND,a\n", "Line 2:", "never closed" },
    { WISE "T-1,20-11-2026,5.00,TND,\"a \"b\" c\"\n", "Line 2:", "not doubled" },
    { WISE "T-1,20-11-2026,,TND,a\n", "Line 2:", "missing" },
    { WISE "T-1,20-11-2026,99999999999999999999,TND,a\n", "Line 2:", "too large" },
    { WISE "T-1,20-11-2026,=cmd|' /C calc'!A0,TND,a\n", "Line 2:", "is not an amount" },
    { WISE, "The statement has no line.", "" },
    { BANK "31/02/2026;a;5,000\n", "Line 2:", "31/02/2026" },
    { BANK "20/11/2026;a;5,000\n20/11/2026;b;0,000\n", "Line 3:", "zero" },
    { BANK "20/11/2026;a;5,000\n20/11/2027;b;5,000\n", "Line 3:", "future" },
    { BANK "20/11/2026;a;5,000 EUR\n", "Line 2:", "dinars" },
    { BANK "20/11/2026;a;abc\n", "Line 2:", "abc" },
    { BANK ";a;5,000\n", "Line 2:", "date is missing" },
    { BANK "20/11/2026;a;5,000\n20/11/2026;a", "Line 3:", "cut short" },
    { BANK "20/11/2026;a;5,000;extra\n", "Line 2:", "4 columns instead of 3" },
    { "Date;Libelle;Credit;Debit\n20/11/2026;a;5,000;5,000\n", "Line 2:", "both a credit and a debit" },
    { "Date;Libelle;Credit;Debit\n20/11/2026;a;;\n", "Line 2:", "missing" },
    { BANK "Total;;5,000\n", "The statement has no line.", "" },
    { "one;two;three\nfour;five;six\n", "Say which column", "" },
    { "nothing at all\nlike a table\n", "This file is no table", "" },
    { "   \n \t \r\n", "The file is empty.", "" },
    { "\xef\xbb\xbf", "The file is empty.", "" },
    { "<!DOCTYPE html><html><body>Session expir\xc3\xa9" "e</body></html>", "This is a web page", "" },
    { "\n\n  <HTML><table><tr><td>1;2;3</td></tr></table>", "This is a web page", "" },
    { "%PDF-1.7 x", "This is a PDF", "" },
    { "PK\x03\x04xl/workbook.xml", "This is a spreadsheet", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u: %s", i, cases[i].text);
      refused (cases[i].text, cases[i].start, cases[i].part);
    }
  refused_bytes ("", 0, "The file is empty.", "");
}

#define XML(body) "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt><Stmt>\n" body "</Stmt></BkToCstmrStmt></Document>"
#define NTRY(amount, sign, date) "<Ntry><Amt Ccy='TND'>" amount "</Amt><CdtDbtInd>" sign "</CdtDbtInd><BookgDt><Dt>" date "</Dt></BookgDt></Ntry>\n"

static void
test_bad_xml (void)
{
  static const struct { const char *text, *start, *part; } cases[] = {
    { "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><Document/>", "Line 2:", "document type" },
    { "<?xml version='1.0'?><!DOCTYPE Document SYSTEM 'http://127.0.0.1:9/x.dtd'><Document/>", "Line 1:", "document type" },
    { "<!DOCTYPE lolz [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><lolz>&b;</lolz>", "Line 1:", "document type" },
    { XML ("<Ntry>&unknown;</Ntry>"), "Line 2:", "XML" },
    { XML (NTRY ("5.000", "CRDT", "2026-11-20") NTRY ("0.000", "CRDT", "2026-11-20")), "Line 3:", "zero" },
    { XML (NTRY ("-5.000", "CRDT", "2026-11-20")), "Line 2:", "comes or goes" },
    { XML (NTRY ("5.000", "", "2026-11-20")), "Line 2:", "comes or goes" },
    { XML (NTRY ("5.000", "CRDT", "2026-02-31")), "Line 2:", "2026-02-31" },
    { XML (NTRY ("5.000", "CRDT", "2026-11-23")), "Line 2:", "future" },
    { XML ("<Ntry><Amt Ccy='EUR'>5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-11-20</Dt></BookgDt></Ntry>"), "Line 2:", "EUR" },
    { XML ("<Ntry><CdtDbtInd>CRDT</CdtDbtInd></Ntry>"), "Line 2:", "amount is missing" },
    { XML ("<Ntry><Amt Ccy='TND'>5</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>"), "Line 2:", "date is missing" },
    { XML (""), "The statement has no line.", "" },
    { "<Document><BkToCstmrDbtCdtNtfctn><Ntfctn/></BkToCstmrDbtCdtNtfctn></Document>", "Line 1:", "another kind of bank message" },
    { "<rss><channel/></rss>", "Line 1:", "no bank statement" },
    { "<Document/>", "this XML is no bank statement", "" },
    { "<Document><BkToCstmrStmt><Stmt><Ntry><Amt Ccy='TND'>5.0", "Line 1:", "cut short" },
    { XML ("<Acct><Id><IBAN>A</IBAN></Id></Acct></Stmt>\n<Stmt><Acct><Id><IBAN>B</IBAN></Id></Acct>"), "Line 3:", "second account" },
  };
  g_autoptr (GString) deep = g_string_new ("<Document><BkToCstmrStmt><Stmt><Other>");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u: %s", i, cases[i].text);
      refused (cases[i].text, cases[i].start, cases[i].part);
    }
  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<a>");
  refused (deep->str, "Line 1:", "");
}

/* 100,000 lines and 5 MB and a byte are refused at once, whatever is in them. */
static void
test_limits (void)
{
  g_autoptr (GString) many = g_string_new (BANK);
  g_autoptr (GString) large = g_string_new (NULL);
  g_autoptr (GString) xml = g_string_new ("<Document><BkToCstmrStmt><Stmt>");
  g_autoptr (GString) just = g_string_new (BANK);
  g_autoptr (GString) wide = g_string_new ("a");
  g_autoptr (GString) field = g_string_new (BANK "20/11/2026;");
  g_autoptr (NxBankFile) file = NULL;
  const gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 100000; i++)
    g_string_append (many, "20/11/2026;VIR;1,000\n");
  refused (many->str, "Line 5201:", "more than 5000 lines");
  for (guint i = 0; i < 40000; i++)
    g_string_append (xml, NTRY ("5.000", "CRDT", "2026-11-20"));
  refused (xml->str, "Line 5001:", "more than 5000 lines");
  for (guint i = 0; i < NX_BANK_MAX_LINES; i++)
    g_string_append (just, "20/11/2026;VIR;1,000\n");
  file = read_text (just->str);
  g_assert_cmpuint (file->entries->len, ==, NX_BANK_MAX_LINES);
  while (large->len <= NX_BANK_MAX_BYTES)
    g_string_append_c (large, 'x');
  refused (large->str, "A statement is at most 5 MB.", "");
  for (guint i = 0; i < 70; i++)
    g_string_append_c (wide, ';');
  refused (wide->str, "Line 1:", "more than 64 columns");
  for (guint i = 0; i < 5000; i++)
    g_string_append_c (field, 'x');
  refused (field->str, "Line 2:", "more than 1024 characters");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
}

/* Labels steer nothing: control characters and marks of direction are gone. */
static void
test_clean (void)
{
  g_autofree char *clean = nx_bank_clean ("  a\x01\t b\u202e\u200bc\n d ");
  g_autofree char *folded = nx_bank_fold ("Leïla  Ben-ALI, l’École ﬁn");

  g_assert_cmpstr (clean, ==, "a b c d");
  g_assert_cmpstr (folded, ==, "LEILA BEN ALI L ECOLE FIN");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bank-files/wise", test_wise);
  g_test_add_func ("/bank-files/bank", test_bank);
  g_test_add_func ("/bank-files/mixed", test_mixed);
  g_test_add_func ("/bank-files/camt", test_camt);
  g_test_add_func ("/bank-files/camt-versions", test_camt_versions);
  g_test_add_func ("/bank-files/encodings", test_encodings);
  g_test_add_func ("/bank-files/dates", test_dates);
  g_test_add_func ("/bank-files/amounts", test_amounts);
  g_test_add_func ("/bank-files/decimal-sign", test_decimal_sign);
  g_test_add_func ("/bank-files/columns", test_columns);
  g_test_add_func ("/bank-files/signature", test_signature);
  g_test_add_func ("/bank-files/bad-lines", test_bad_lines);
  g_test_add_func ("/bank-files/bad-xml", test_bad_xml);
  g_test_add_func ("/bank-files/limits", test_limits);
  g_test_add_func ("/bank-files/clean", test_clean);
  return g_test_run ();
}
