/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-error.h"
#include "common/nx-json.h"
#include "common/nx-time.h"

static gboolean
check (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = nx_json_guard_check (text, length, &nx_json_limits_answer, &error);

  g_assert_true (ok == (error == NULL));
  if (error != NULL)
    {
      g_assert_true (error->domain == NX_ERROR);
      g_assert_cmpuint (strlen (error->message), >, 0);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  return ok;
}

static void
assert_taken (const char *text)
{
  if (!check (text, -1))
    g_error ("refused: %s", text);
}

static void
assert_refused (const char *text)
{
  g_autoptr (JsonNode) node = NULL;

  if (check (text, -1))
    g_error ("taken: %s", text);
  node = nx_json_parse (text, -1, &nx_json_limits_answer, NULL);
  g_assert_null (node);
}

/* JSON by the letter of RFC 8259, where a program may set limits: answered 422, not 400. */
static gboolean
is_valid_yet_refused (const char *name, const GError *error)
{
  static const char *const names[] = { "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
                                       "y_object_escaped_null_in_key.json", "y_string_null_escape.json", NULL };

  return g_strv_contains (names, name) && g_error_matches (error, NX_ERROR, NX_ERROR_INVALID);
}

static void
check_file (const char *name, gsize *n)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "json", name, NULL);
  g_autofree char *contents = NULL;
  g_autofree char *exact = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  gboolean ok;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  /* Without a terminator, so that a sanitizer sees a byte read too far. */
  exact = g_memdup2 (contents, length);
  ok = check (exact, (gssize) length);
  node = nx_json_parse (contents, (gssize) length, &nx_json_limits_answer, &error);
  if (ok != (node != NULL))
    g_error ("%s: the guard and the parser do not agree: %s", name, error != NULL ? error->message : "");
  if ((name[0] == 'y' && !ok && !is_valid_yet_refused (name, error)) || (name[0] == 'n' && ok))
    g_error ("%s: %s", name, error != NULL ? error->message : "taken");
  if (name[0] == 'n')
    g_assert_error (error, NX_ERROR, NX_ERROR_BAD_JSON);
  (*n)++;
}

static void
test_suite_files (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "json", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gsize n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    check_file (name, &n);
  g_assert_cmpuint (n, >=, 318);
}

static void
test_brackets (void)
{
  gsize n = 100000;
  g_autofree char *text = g_malloc (2 * n + 1);
  gsize i;

  memset (text, '[', n);
  memset (text + n, ']', n);
  text[2 * n] = '\0';
  assert_refused (text);
  for (i = 0; i < n; i++)
    text[i] = '{';
  assert_refused (text);
  for (i = 0; i + 5 < n; i += 5)
    memcpy (text + i, "{\"a\":", 5);
  assert_refused (text);
}

static void
test_duplicates (void)
{
  g_autoptr (GString) many = g_string_new ("{");
  int i;

  assert_refused ("{\"a\":1,\"a\":2}");
  assert_refused ("{\"a\":1,\"\\u0061\":2}");
  assert_refused ("{\"\\u0061\":1,\"b\":0,\"a\":2}");
  assert_refused ("{\"\\ud83d\\ude00\":1,\"😀\":2}");
  assert_refused ("{\"\\/\":1,\"/\":2}");
  assert_refused ("{\"x\":[{\"a\":1,\"b\":{\"a\":1},\"a\":2}]}");
  assert_refused ("{\"\":1,\"\":2}");
  assert_taken ("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}");
  assert_taken ("{\"a\":1,\"A\":2,\"aa\":3,\"\":4,\"é\":5}");
  /* The same letter composed and decomposed are two members: JSON compares code points. */
  assert_taken ("{\"\\u00e9\":1,\"e\\u0301\":2}");

  for (i = 0; i < 20000; i++)
    g_string_append_printf (many, "\"key%d\":%d,", i, i);
  g_string_append (many, "\"last\":{\"key5\":1}}");
  assert_taken (many->str);
  g_string_truncate (many, many->len - 1);
  g_string_append (many, ",\"key777\":0}");
  assert_refused (many->str);
}

static void
test_strictness (void)
{
  static const char *const bad[] = {
    "",
    " ",
    "nul",
    "nulll",
    "True",
    "'a'",
    "{a:1}",
    "[1,]",
    "{\"a\":1,}",
    "[,1]",
    "[1 2]",
    "{\"a\" 1}",
    "[1]]",
    "[1}",
    "{\"a\":1]",
    "// x\n1",
    "/* x */1",
    "1 // x",
    "NaN",
    "Infinity",
    "-Infinity",
    "0x10",
    "+1",
    ".5",
    "1.",
    "01",
    "-01",
    "-",
    "1e",
    "1e+",
    "\"\t\"",
    "\"\n\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u12g4\"",
    "\"abc",
    "\"\\",
    "\"\\u0000\"",
    "{\"\\u0000\":1}",
    "\"\\ud800\"",
    "\"\\udc00\"",
    "\"\\ud800\\u0041\"",
    "\"\\ud800x\"",
    "\"\\ud800\\",
    "\xef\xbb\xbf{}",
    "\"\xff\"",
    "\"\xed\xa0\x80\"",
    "\"\xc0\xaf\"",
    "\"\xf4\x90\x80\x80\"",
    "\v1",
    "\f1",
    "\u00a01",
    "[1]\u2028",
    "\"a\"\"b\"",
    "{\"a\":}",
    "{:1}",
    "{\"a\"}",
    "{1:1}",
    "{\"a\":1 \"b\":2}",
    "[\"a\":1]",
    "}",
    "]",
    ",",
    ":",
  };
  static const char *const good[] = {
    "null",         "true",
    "false",        "0",
    "-0",           "-0.0",
    "1e5",          "1E-5",
    "1.5e+3",       "\"\"",
    "[]",           "{}",
    " [ ] ",        "\t{\r\n}\n",
    "\"\\u00e9\"",  "\"\\ud83d\\ude00\"",
    "\"\x7f\"",     "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "[[[]]]",       "{\"a\":[{\"b\":null}]}",
    "\"<script>\"", "\"\u202e\"",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i]);
  for (i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (GError) error = NULL;

      assert_taken (good[i]);
      node = nx_json_parse (good[i], -1, &nx_json_limits_answer, &error);
      if (node == NULL)
        g_error ("not parsed: %s: %s", good[i], error->message);
    }
  /* A NUL in the middle is not an end. */
  g_assert_false (check ("[1]\0", 4));
  g_assert_false (check ("\"a\0b\"", 5));
}

static void
test_numbers (void)
{
  static const char *const bad[] = { "9007199254740993",
                                     "-9007199254740993",
                                     "18446744073709551616",
                                     "99999999999999999999999",
                                     "1e308",
                                     "1e999",
                                     "-1e999",
                                     "1e99999999999999999999",
                                     "0.1e310" };
  static const char *const good[]
      = { "9007199254740992", "-9007199254740992",     "1e307", "1e-999", "0e999", "0.0e99999999999999999999",
          "0.00001e300",      "1.7976931348623157e307" };
  g_autofree char *digits = g_strnfill (400, '9');
  g_autofree char *decimal = g_strconcat (digits, ".5", NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i]);
  for (i = 0; i < G_N_ELEMENTS (good); i++)
    assert_taken (good[i]);
  assert_refused (digits);
  assert_refused (decimal);
}

static void
assert_limit (const char *text, const NxJsonLimits *limits, gboolean ok, NxErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_json_guard_check (text, -1, limits, &error) == ok);
  if (!ok)
    g_assert_error (error, NX_ERROR, (int) code);
}

static void
test_limits (void)
{
  const NxJsonLimits bytes = { 10, 32, 100 };
  const NxJsonLimits depth = { 1000, 3, 100 };
  const NxJsonLimits flat = { 1000, 0, 100 };
  const NxJsonLimits nodes = { 1000, 32, 4 };

  assert_limit ("[1,2,3,45]", &bytes, TRUE, 0);
  assert_limit ("[1,2,3,456]", &bytes, FALSE, NX_ERROR_TOO_LARGE);
  assert_limit ("[{\"a\":[]}]", &depth, TRUE, 0);
  assert_limit ("[{\"a\":[[]]}]", &depth, FALSE, NX_ERROR_BAD_JSON);
  assert_limit ("1", &flat, TRUE, 0);
  assert_limit ("[]", &flat, FALSE, NX_ERROR_BAD_JSON);
  assert_limit ("[1,2,3]", &nodes, TRUE, 0);
  assert_limit ("[1,2,3,4]", &nodes, FALSE, NX_ERROR_BAD_JSON);
  assert_limit ("{\"a\":{\"b\":[1]}}", &nodes, TRUE, 0);
}

static void
test_message (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (nx_json_guard_check ("{\"a\":1,\"a\":2}", -1, &nx_json_limits_request, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "This JSON cannot be taken: a member is there twice (byte 7).");
  g_assert_nonnull (g_hash_table_lookup (nx_error_get_fields (error), "a"));
  g_clear_error (&error);

  /* What is no JSON at all is told first, wherever it stands. */
  g_assert_false (nx_json_guard_check ("{\"a\":1,\"a\":2", -1, &nx_json_limits_request, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_BAD_JSON);
  g_assert_cmpstr (error->message, ==, "This is not acceptable JSON: it ends too early (byte 12).");
}

static void
test_getters (void)
{
  g_autoptr (JsonNode) node
      = nx_json_parse ("{\"s\":\"x\",\"i\":5,\"d\":1.25,\"b\":true,\"n\":null,\"t\":\"2026-11-25T14:00:00Z\","
                       "\"a\":[1],\"o\":{},\"e\":1e0,\"bad\":1.2}",
                       -1, &nx_json_limits_request, NULL);
  JsonObject *object = json_node_get_object (node);
  const char *text = NULL;
  gint64 number = 0;
  gboolean flag = FALSE;
  gint32 quarters = 0;

  g_assert_true (nx_json_get_string (object, "s", &text));
  g_assert_cmpstr (text, ==, "x");
  g_assert_false (nx_json_get_string (object, "i", &text));
  g_assert_false (nx_json_get_string (object, "n", &text));
  g_assert_false (nx_json_get_string (object, "missing", &text));
  g_assert_false (nx_json_get_string (object, "a", &text));
  g_assert_true (nx_json_get_int (object, "i", &number));
  g_assert_cmpint (number, ==, 5);
  g_assert_false (nx_json_get_int (object, "d", &number));
  g_assert_false (nx_json_get_int (object, "b", &number));
  g_assert_false (nx_json_get_int (object, "s", &number));
  g_assert_true (nx_json_get_bool (object, "b", &flag));
  g_assert_true (flag);
  g_assert_false (nx_json_get_bool (object, "i", &flag));
  g_assert_true (nx_json_get_credits (object, "d", &quarters));
  g_assert_cmpint (quarters, ==, 5);
  g_assert_true (nx_json_get_credits (object, "i", &quarters));
  g_assert_cmpint (quarters, ==, 20);
  g_assert_true (nx_json_get_credits (object, "e", &quarters));
  g_assert_cmpint (quarters, ==, 4);
  g_assert_false (nx_json_get_credits (object, "bad", &quarters));
  g_assert_false (nx_json_get_credits (object, "s", &quarters));
  g_assert_false (nx_json_get_credits (object, "missing", &quarters));
  g_assert_true (nx_json_get_time (object, "t", &number));
  g_assert_cmpint (number, ==, G_GINT64_CONSTANT (1795615200000000));
  g_assert_false (nx_json_get_time (object, "s", &number));
  g_assert_nonnull (nx_json_get_array (object, "a"));
  g_assert_null (nx_json_get_array (object, "o"));
  g_assert_nonnull (nx_json_get_object (object, "o"));
  g_assert_null (nx_json_get_object (object, "missing"));
}

static void
test_writer (void)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autoptr (JsonNode) tree
      = nx_json_parse ("{\"z\":[1,1.25,0.1,\"é\",true,null,{}],\"a\":-3}", -1, &nx_json_limits_request, NULL);
  g_autofree char *text = NULL;
  gsize length;

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "text", "a\"b\\c\n\x01\x7f<é😀");
  nx_json_add_string (writer, "none", NULL);
  nx_json_add_int (writer, "min", G_MININT64);
  nx_json_add_int (writer, "zero", 0);
  nx_json_add_bool (writer, "yes", TRUE);
  nx_json_add_bool (writer, "no", FALSE);
  nx_json_add_null (writer, "null");
  nx_json_add_credits (writer, "credits", 5);
  nx_json_add_money (writer, "money", NX_MONEY_TND (179000));
  nx_json_add_money (writer, "noMoney", (NxMoney){ 0, "" });
  nx_json_add_time (writer, "time", 0);
  nx_json_add_time (writer, "noTime", NX_TIME_NONE);
  nx_json_add_date (writer, "date", 1);
  nx_json_add_date (writer, "noDate", NX_DATE_NONE);
  nx_json_add_node (writer, "tree", tree);
  nx_json_add_node (writer, "noTree", NULL);
  nx_json_add_raw (writer, "raw", "{\"x\":1}");
  nx_json_add_raw (writer, "noRaw", NULL);
  nx_json_begin_array (writer, "list");
  nx_json_begin_object (writer, NULL);
  nx_json_end_object (writer);
  nx_json_begin_array (writer, NULL);
  nx_json_end_array (writer);
  nx_json_add_int (writer, NULL, 1);
  nx_json_end_array (writer);
  nx_json_add_int (writer, "quo\"te", 2);
  nx_json_end_object (writer);
  text = nx_json_writer_end (writer, &length);

  g_assert_cmpuint (length, ==, strlen (text));
  g_assert_cmpstr (
      text, ==,
      "{\"text\":\"a\\\"b\\\\c\\n\\u0001\\u007f<é😀\",\"none\":null,\"min\":-9223372036854775808,\"zero\":0,\"yes\":true,"
      "\"no\":false,\"null\":null,\"credits\":1.25,\"money\":{\"amount\":179000,\"currency\":\"TND\"},\"noMoney\":null,"
      "\"time\":\"1970-01-01T00:00:00Z\",\"noTime\":null,\"date\":\"1970-01-02\",\"noDate\":null,"
      "\"tree\":{\"z\":[1,1.25,0.1,\"é\",true,null,{}],\"a\":-3},\"noTree\":null,\"raw\":{\"x\":1},\"noRaw\":null,"
      "\"list\":[{},[],1],\"quo\\\"te\":2}");
}

static void
test_writer_again (void)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *big = g_strnfill (100000, '"');
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  nx_json_add_string (writer, NULL, big);
  first = nx_json_writer_end (writer, NULL);
  g_assert_cmpuint (strlen (first), ==, 200002);
  nx_json_begin_array (writer, NULL);
  nx_json_end_array (writer);
  second = nx_json_writer_end (writer, NULL);
  g_assert_cmpstr (second, ==, "[]");
}

static void
test_writer_asserts_nesting (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

      nx_json_begin_object (writer, NULL);
      nx_json_end_array (writer);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/suite-files", test_suite_files);
  g_test_add_func ("/json/brackets", test_brackets);
  g_test_add_func ("/json/duplicates", test_duplicates);
  g_test_add_func ("/json/strictness", test_strictness);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/message", test_message);
  g_test_add_func ("/json/getters", test_getters);
  g_test_add_func ("/json/writer", test_writer);
  g_test_add_func ("/json/writer-again", test_writer_again);
  g_test_add_func ("/json/writer-asserts-nesting", test_writer_asserts_nesting);
  return g_test_run ();
}
