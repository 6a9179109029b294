/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/bank-fixture.h"

/* Importing: what a file becomes, that it does so once, and that what is refused leaves nothing behind. */

#define HEAD "Date;Libelle;Montant;Nom\n"

static char *
read_sample (const char *name, gsize *length)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "statements", name, NULL);
  char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, length, NULL));
  return contents;
}

static void
test_import (BankFixture *self, gconstpointer data)
{
  g_autofree char *one = bank_reference (1), *two = bank_reference (2), *payment = bank_payment (1);
  g_autofree char *text = g_strdup_printf ("Date;Libelle;Montant;Nom;Solde\n"
                                           "18/11/2026;VIR RECU WISE EUR %s;179,000;BENALI MEHDI;1179,000\n"
                                           "19/11/2026;VIR %.4s-%s;170,000;Inconnu;1349,000\n"
                                           "20/11/2026;VERSEMENT ESPECES;50,000;;1399,000\n"
                                           "20/11/2026;FRAIS;-12,500;;1386,500\n", one, two, two + 4);
  g_autoptr (NxTestReply) reply = NULL, again = NULL, list = NULL;
  JsonObject *line, *match;

  bank_add_families (self, 3);
  reply = bank_import (self, text);
  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_string (reply, "format"), ==, "csv");
  g_assert_cmpstr (nx_test_reply_string (reply, "fileName"), ==, "relevé.csv");
  g_assert_false (json_node_get_boolean (nx_test_reply_node (reply, "known")));
  g_assert_true (json_node_get_boolean (nx_test_reply_node (reply, "balanced")));
  g_assert_cmpfloat (nx_test_reply_number (reply, "opening.amount"), ==, 1000000);
  g_assert_cmpfloat (nx_test_reply_number (reply, "closing.amount"), ==, 1386500);
  g_assert_cmpfloat (nx_test_reply_number (reply, "counts.lines"), ==, 4);
  g_assert_cmpfloat (nx_test_reply_number (reply, "counts.certain"), ==, 1);
  g_assert_cmpfloat (nx_test_reply_number (reply, "counts.doubtful"), ==, 1);
  g_assert_cmpfloat (nx_test_reply_number (reply, "counts.unknown"), ==, 1);
  g_assert_cmpfloat (nx_test_reply_number (reply, "counts.ignored"), ==, 1);
  line = bank_line (reply, 0);
  g_assert_cmpint (json_object_get_int_member (line, "position"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (line, "date"), ==, "2026-11-18");
  g_assert_cmpstr (json_object_get_string_member (line, "reference"), ==, one);
  g_assert_cmpstr (json_object_get_string_member (line, "status"), ==, "OPEN");
  match = json_object_get_object_member (line, "match");
  g_assert_true (json_object_get_boolean_member (match, "certain"));
  g_assert_cmpint (json_object_get_int_member (match, "confidence"), ==, 97);
  g_assert_cmpstr (json_object_get_string_member (match, "paymentId"), ==, payment);
  g_assert_cmpstr (json_object_get_string_member (match, "effect"), ==, "activera Hybride pour Inès Famille1, 4 crédits, courriel au parent");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (match, "reasons"), 0), ==,
                   "référence trouvée, clé de contrôle juste (+60)");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (match, "payment"), "reference"), ==, one);
  line = bank_line (reply, 1);
  match = json_object_get_object_member (line, "match");
  g_assert_false (json_object_get_boolean_member (match, "certain"));
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (match, "difference"), "amount"), ==, -10000);
  g_assert_true (json_object_get_null_member (bank_line (reply, 2), "match"));
  g_assert_cmpstr (json_object_get_string_member (bank_line (reply, 3), "status"), ==, "IGNORED");
  g_assert_cmpstr (json_object_get_string_member (bank_line (reply, 3), "ignoredBecause"), ==, "debit");

  again = bank_import (self, text);
  nx_test_assert_status (again, 200);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (again, "known")));
  g_assert_cmpstr (nx_test_reply_string (again, "statementId"), ==, nx_test_reply_string (reply, "statementId"));
  list = nx_test_get (self->server, "/api/payments/statements?limit=1", self->office);
  nx_test_assert_status (list, 200);
  g_assert_cmpfloat (nx_test_reply_number (list, "items.0.counts.certain"), ==, 1);
  g_assert_null (nx_test_reply_node (list, "items.0.lines"));
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statement_lines"), ==, 4);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM audit WHERE action = 'statement.imported'"), ==, 1);
}

static void
test_samples (BankFixture *self, gconstpointer data)
{
  static const struct { const char *name, *format; guint lines; gboolean balanced; } samples[] = {
    { "wise.csv", "wise_csv", 4, TRUE }, { "biat.csv", "csv", 4, TRUE }, { "camt053.xml", "camt053", 4, TRUE }, { "mixed.csv", "csv", 3, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      gsize length;
      g_autofree char *content = read_sample (samples[i].name, &length);
      g_autoptr (NxTestReply) reply = bank_upload (self, "/api/payments/statement", self->office, samples[i].name, content, (gssize) length, NULL);

      g_test_message ("%s", samples[i].name);
      nx_test_assert_status (reply, 200);
      g_assert_cmpstr (nx_test_reply_string (reply, "format"), ==, samples[i].format);
      g_assert_cmpfloat (nx_test_reply_number (reply, "counts.lines"), ==, samples[i].lines);
      if (samples[i].balanced)
        g_assert_true (json_node_get_boolean (nx_test_reply_node (reply, "balanced")));
      else
        g_assert_true (JSON_NODE_HOLDS_NULL (nx_test_reply_node (reply, "balanced")));
    }
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statement_lines WHERE label LIKE '=cmd%'"), ==, 1);
}

/* Two exports that overlap, with two lines alike: each is a line once, in both statements. */
static void
test_overlap (BankFixture *self, gconstpointer data)
{
  g_autofree char *one = bank_import_ok (self, HEAD "01/11/2026;A;10,000;x\n02/11/2026;B;20,000;x\n02/11/2026;B;20,000;x\n");
  g_autofree char *two = bank_import_ok (self, HEAD "02/11/2026;B;20,000;x\n02/11/2026;B;20,000;x\n02/11/2026;B;20,000;x\n03/11/2026;C;30,000;x\n");
  g_autoptr (NxTestReply) first = NULL, second = NULL, after = NULL, undone = NULL;
  g_autofree char *path = g_strconcat ("/api/payments/statement/", one, "/undo", NULL);

  first = bank_get (self, one);
  second = bank_get (self, two);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statement_lines"), ==, 5);
  g_assert_cmpfloat (nx_test_reply_number (second, "counts.lines"), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (bank_line (first, 1), "lineId"), ==, json_object_get_string_member (bank_line (second, 0), "lineId"));
  g_assert_cmpstr (json_object_get_string_member (bank_line (first, 2), "lineId"), ==, json_object_get_string_member (bank_line (second, 1), "lineId"));

  undone = nx_test_post (self->server, path, self->office, NULL);
  nx_test_assert_status (undone, 200);
  after = bank_get (self, two);
  g_assert_cmpfloat (nx_test_reply_number (after, "counts.lines"), ==, 4);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statement_lines"), ==, 4);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statements"), ==, 1);
  g_free (bank_import_ok (self, HEAD "01/11/2026;A;10,000;x\n02/11/2026;B;20,000;x\n02/11/2026;B;20,000;x\n"));
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statement_lines"), ==, 5);
}

static void
test_columns (BankFixture *self, gconstpointer data)
{
  const char *text = "Jour;Quoi;Entree\n20/11/2026;VIR A;179,000\n", *next = "Jour;Quoi;Entree\n21/11/2026;VIR B;12,000\n";
  const char *columns = "{\"date\":0,\"amount\":2,\"label\":1,\"payer\":null,\"credit\":null,\"debit\":null}";
  g_autoptr (NxTestReply) unknown = bank_import (self, text);
  g_autoptr (NxTestReply) preview = bank_upload (self, "/api/payments/statement/preview", self->office, "a.csv", text, -1, NULL);
  g_autoptr (NxTestReply) chosen = NULL, remembered = NULL, wrong = NULL;

  nx_test_assert_code (unknown, 409, "columns_needed");
  nx_test_assert_status (preview, 200);
  g_assert_cmpstr (nx_test_reply_string (preview, "delimiter"), ==, ";");
  g_assert_cmpstr (nx_test_reply_string (preview, "header.1"), ==, "Quoi");
  g_assert_cmpstr (nx_test_reply_string (preview, "sample.0.1"), ==, "VIR A");
  g_assert_cmpfloat (nx_test_reply_number (preview, "columns.date"), ==, 0);
  g_assert_cmpfloat (nx_test_reply_number (preview, "columns.amount"), ==, 2);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statements"), ==, 0);
  wrong = bank_upload (self, "/api/payments/statement", self->office, "a.csv", text, -1, "{\"date\":0,\"amount\":99}");
  nx_test_assert_code (wrong, 422, "invalid");
  g_clear_pointer (&wrong, nx_test_reply_free);
  wrong = bank_upload (self, "/api/payments/statement", self->office, "a.csv", text, -1, "{\"date\":0,\"what\":1}");
  nx_test_assert_code (wrong, 422, "invalid");
  chosen = bank_upload (self, "/api/payments/statement", self->office, "a.csv", text, -1, columns);
  nx_test_assert_status (chosen, 200);
  g_assert_cmpstr (json_object_get_string_member (bank_line (chosen, 0), "label"), ==, "VIR A");
  remembered = bank_import (self, next);
  nx_test_assert_status (remembered, 200);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (bank_line (remembered, 0), "amount"), "amount"), ==, 12000);
}

/* Each file of the list of bad input: the line, the reason, and nothing of it in the database. */
static void
test_bad_files (BankFixture *self, gconstpointer data)
{
  static const struct { const char *content; guint status; const char *code, *part; } cases[] = {
    { HEAD "20/11/2026;A;10,000;x\n31/02/2026;A;10,000;x\n", 422, "invalid", "Ligne 3" },
    { HEAD "20/11/2026;A;10,000;x\n20/11/2026;A;0,000;x\n", 422, "invalid", "Ligne 3" },
    { HEAD "20/11/2026;A;10,000;x\n20/11/2026;A;10,000 EUR;x\n", 422, "invalid", "Ligne 3" },
    { HEAD "20/11/2026;A;10,000;x\n23/11/2026;A;10,000;x\n", 422, "invalid", "Ligne 3" },
    { HEAD "20/11/2026;A;10,000;x\n20/11/2026;\"A \"b\" c\";10,000;x\n", 422, "invalid", "Ligne 3" },
    { HEAD "20/11/2026;A;10,000;x\n20/11/2026;\"A;10,000;x\n", 422, "invalid", "Ligne 3" },
    { HEAD "20/11/2026;A;10,000;x\n20/11/2026;A", 422, "invalid", "Ligne 3" },
    { HEAD "20/11/2026;A;10,000;x\n20/11/2026;A;=cmd|' /C calc'!A0;x\n", 422, "invalid", "Ligne 3" },
    { "<!DOCTYPE html><html><body>Session</body></html>", 422, "invalid", "page web" },
    { "<?xml version='1.0'?><!DOCTYPE Document [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Document>&x;</Document>", 422, "invalid", "Ligne 1" },
    { "%PDF-1.4 x", 422, "invalid", "PDF" },
    { " \n ", 422, "invalid", "vide" },
    { "a;b;c\n1;2;3\n", 409, "columns_needed", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NxTestReply) reply = bank_import (self, cases[i].content);

      g_test_message ("%u", i);
      nx_test_assert_code (reply, cases[i].status, cases[i].code);
      g_assert_nonnull (strstr (nx_test_reply_string (reply, "detail"), cases[i].part));
    }
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statements"), ==, 0);
  g_assert_cmpint (bank_number (self, "SELECT count (*) AS a FROM statement_lines"), ==, 0);
}

static void
test_sizes (BankFixture *self, gconstpointer data)
{
  g_autofree char *large = g_strnfill (5 * 1024 * 1024 + 1, 'x');
  g_autoptr (NxTestReply) too_large = bank_import (self, large), empty = bank_import (self, ""), many = NULL, just = NULL, absent = NULL;
  g_autoptr (GString) lines = g_string_new (HEAD);

  nx_test_assert_code (too_large, 413, "too_large");
  nx_test_assert_code (empty, 422, "invalid");
  absent = nx_test_post (self->server, "/api/payments/statement", self->office, "{}");
  nx_test_assert_code (absent, 422, "invalid");
  for (guint i = 0; i < NX_BANK_MAX_LINES; i++)
    g_string_append_printf (lines, "20/11/2026;VIR %u;1,000;x\n", i);
  just = bank_import (self, lines->str);
  nx_test_assert_status (just, 200);
  g_assert_cmpfloat (nx_test_reply_number (just, "counts.lines"), ==, NX_BANK_MAX_LINES);
  for (guint i = 0; i < 95000; i++)
    g_string_append (lines, "20/11/2026;VIR;1,000;x\n");
  many = bank_import (self, lines->str);
  nx_test_assert_code (many, 422, "invalid");
  g_assert_nonnull (strstr (nx_test_reply_string (many, "detail"), "5000"));
}

static void
test_strangers (BankFixture *self, gconstpointer data)
{
  g_autofree char *id = bank_import_ok (self, HEAD "20/11/2026;A;10,000;x\n");
  g_autofree char *path = g_strconcat ("/api/payments/statement/", id, NULL);
  g_autoptr (NxTestReply) upload = bank_upload (self, "/api/payments/statement", self->parent, "a.csv", "a", -1, NULL);
  g_autoptr (NxTestReply) read = nx_test_get (self->server, path, self->parent);
  g_autoptr (NxTestReply) nobody = nx_test_get (self->server, path, NULL);
  g_autoptr (NxTestReply) none = nx_test_get (self->server, "/api/payments/statement/x", self->office);
  g_autoptr (NxTestReply) missing = nx_test_get (self->server, "/api/payments/statement/00000000-0000-7000-8000-000000000000", self->office);

  nx_test_assert_code (upload, 403, "forbidden");
  nx_test_assert_code (read, 403, "forbidden");
  nx_test_assert_code (nobody, 401, "unauthenticated");
  nx_test_assert_code (none, 404, "not_found");
  nx_test_assert_code (missing, 404, "not_found");
}

#define TEST(name, function) g_test_add ("/bank-import/" name, BankFixture, NULL, bank_setup, function, bank_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("import", test_import);
  TEST ("samples", test_samples);
  TEST ("overlap", test_overlap);
  TEST ("columns", test_columns);
  TEST ("bad-files", test_bad_files);
  TEST ("sizes", test_sizes);
  TEST ("strangers", test_strangers);
  return g_test_run ();
}
