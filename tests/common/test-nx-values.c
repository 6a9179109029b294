/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-models.h"
#include "common/nx-credits.h"
#include "common/nx-error.h"
#include "common/nx-json.h"

static const NxField fields[] = {
  { "firstName", NX_FIELD_STRING, NX_FIELD_REQUIRED, 2, 80, .label = "First name" },
  { "email", NX_FIELD_EMAIL, NX_FIELD_REQUIRED, .label = "E-mail" },
  { "phone", NX_FIELD_PHONE, NX_FIELD_OPTIONAL, 8, 20 },
  { "password", NX_FIELD_SECRET, NX_FIELD_OPTIONAL, 10, 0, .label = "Password" },
  { "objectives", NX_FIELD_TEXT, NX_FIELD_OPTIONAL, 10, 2000 },
  { "coachId", NX_FIELD_ID, NX_FIELD_NULLABLE },
  { "duration", NX_FIELD_INT, NX_FIELD_OPTIONAL, 30, 180 },
  { "count", NX_FIELD_INT, NX_FIELD_OPTIONAL, 1, 0 },
  { "free", NX_FIELD_INT },
  { "acceptTerms", NX_FIELD_BOOL, NX_FIELD_REQUIRED | NX_FIELD_MUST_BE_TRUE, .label = "Terms" },
  { "newsletter", NX_FIELD_BOOL },
  { "at", NX_FIELD_TIME },
  { "birthDate", NX_FIELD_DATE },
  { "amount", NX_FIELD_CREDITS, NX_FIELD_OPTIONAL, -40, 40 },
  { "price", NX_FIELD_MONEY, NX_FIELD_OPTIONAL, 1, 5000000, .label = "Price" },
  { "grade", NX_FIELD_ENUM, .enum_type = &nx_grade_enum, .label = "Grade" },
  { "subjects", NX_FIELD_ENUM_LIST, NX_FIELD_OPTIONAL, 1, 3, .enum_type = &nx_subject_enum },
  { "tags", NX_FIELD_STRING_LIST, NX_FIELD_OPTIONAL, 0, 3 },
  { "ranges", NX_FIELD_RECORD_LIST, NX_FIELD_OPTIONAL, 0, 10, .record_type = nx_availability_range_get_type },
  { "marks", NX_FIELD_JSON },
  { "version", NX_FIELD_INT, NX_FIELD_READ_ONLY | NX_FIELD_REQUIRED },
  { NULL },
};

#define BASE "\"firstName\":\"Inès\",\"email\":\"a@b.tn\",\"acceptTerms\":true"

static NxValues *
read_json (const char *json, GError **error)
{
  g_autoptr (GError) parse_error = NULL;
  g_autoptr (JsonNode) node = nx_json_parse (json, -1, &nx_json_limits_request, &parse_error);

  g_assert_no_error (parse_error);
  return nx_values_from_json (fields, json_node_get_object (node), error);
}

/* The base with @members added must fail for @member only, with @sentence. */
static void
assert_fault (const char *members, const char *member, const char *sentence)
{
  g_autofree char *json = g_strdup_printf ("{%s%s}", BASE, members);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values = read_json (json, &error);

  if (values != NULL)
    g_error ("taken: %s", members);
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
  g_assert_cmpuint (g_hash_table_size (nx_error_get_fields (error)), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (nx_error_get_fields (error), member), ==, sentence);
  g_assert_cmpstr (error->message, ==, sentence);
}

static NxValues *
take (const char *members)
{
  g_autofree char *json = g_strdup_printf ("{%s%s}", BASE, members);
  g_autoptr (GError) error = NULL;
  NxValues *values = read_json (json, &error);

  if (values == NULL)
    g_error ("refused: %s: %s", members, error->message);
  return values;
}

static void
assert_taken (const char *members)
{
  g_autoptr (NxValues) values = take (members);

  g_assert_nonnull (values);
}

static void
test_all_kinds (void)
{
  g_autoptr (NxValues) values = take (
      ",\"phone\":\" +216 12.345-678 \",\"password\":\"  ten chars  \",\"objectives\":\"line one\\r\\nline\\ttwo \","
      "\"coachId\":\"01932C07-7B00-7ABC-8DEF-0123456789AB\",\"duration\":60,\"count\":7,\"free\":-9007199254740992,"
      "\"newsletter\":false,\"at\":\"2026-11-25T14:00:00Z\",\"birthDate\":\"2010-02-28\",\"amount\":-1.25,"
      "\"price\":{\"amount\":179000,\"currency\":\"TND\"},\"grade\":\"TERMINALE\",\"subjects\":[\"NSI\",\"MATHEMATIQUES\"],"
      "\"tags\":[\" a \",\"b\"],\"marks\":{\"logic\":4}");
  NxMoney price;

  g_assert_cmpstr (nx_values_string (values, "firstName"), ==, "Inès");
  g_assert_cmpstr (nx_values_string (values, "phone"), ==, "+216 12.345-678");
  g_assert_cmpstr (nx_values_string (values, "password"), ==, "  ten chars  ");
  g_assert_cmpstr (nx_values_string (values, "objectives"), ==, "line one\nline two");
  g_assert_cmpstr (nx_values_string (values, "coachId"), ==, "01932c07-7b00-7abc-8def-0123456789ab");
  g_assert_cmpint (nx_values_int (values, "duration", 0), ==, 60);
  g_assert_cmpint (nx_values_int (values, "free", 0), ==, -G_GINT64_CONSTANT (9007199254740992));
  g_assert_true (nx_values_bool (values, "acceptTerms", FALSE));
  g_assert_false (nx_values_bool (values, "newsletter", TRUE));
  g_assert_cmpint (nx_values_time (values, "at"), ==, G_GINT64_CONSTANT (1795615200000000));
  g_assert_cmpint (nx_values_date (values, "birthDate"), ==, 14668);
  g_assert_cmpint (nx_values_credits (values, "amount", 0), ==, -5);
  g_assert_true (nx_values_money (values, "price", &price));
  g_assert_cmpint (price.amount, ==, 179000);
  g_assert_cmpint (nx_values_enum (values, "grade"), ==, NX_GRADE_TERMINALE);
  g_assert_cmpuint (nx_values_enum_list (values, "subjects"), ==, 1u << NX_SUBJECT_NSI | 1u << NX_SUBJECT_MATHEMATIQUES);
  g_assert_cmpstr (nx_values_string_list (values, "tags")[0], ==, "a");
  g_assert_cmpstr (nx_values_string_list (values, "tags")[1], ==, "b");
  g_assert_null (nx_values_string_list (values, "tags")[2]);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (nx_values_json (values, "marks")));
}

static void
test_absent (void)
{
  g_autoptr (NxValues) values = take (",\"coachId\":null");
  g_autoptr (NxValues) same = nx_values_ref (values);

  g_assert_false (nx_values_has (same, "coachId"));
  g_assert_true (nx_values_has (same, "firstName"));
  g_assert_null (nx_values_string (same, "phone"));
  g_assert_cmpint (nx_values_int (same, "duration", 60), ==, 60);
  g_assert_true (nx_values_bool (same, "newsletter", TRUE));
  g_assert_cmpint (nx_values_time (same, "at"), ==, NX_TIME_NONE);
  g_assert_cmpint (nx_values_date (same, "birthDate"), ==, NX_DATE_NONE);
  g_assert_cmpint (nx_values_credits (same, "amount", 3), ==, 3);
  g_assert_false (nx_values_money (same, "price", NULL));
  g_assert_cmpint (nx_values_enum (same, "grade"), ==, -1);
  g_assert_cmpuint (nx_values_enum_list (same, "subjects"), ==, 0);
  g_assert_null (nx_values_string_list (same, "tags"));
  g_assert_null (nx_values_json (same, "marks"));
}

static void
test_every_fault_at_once (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values = read_json (
      "{\"firstName\":\"I\",\"email\":5,\"phone\":\"abc\",\"duration\":15,\"at\":\"2026-02-30T10:00:00Z\",\"grade\":\"CP\","
      "\"price\":{\"amount\":0,\"currency\":\"TND\"},\"role\":\"ADMIN\",\"version\":3}",
      &error);
  GHashTable *faults = nx_error_get_fields (error);

  g_assert_null (values);
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
  g_assert_cmpuint (g_hash_table_size (faults), ==, 10);
  g_assert_cmpstr (g_hash_table_lookup (faults, "firstName"), ==, "First name: at least 2 characters are needed.");
  g_assert_cmpstr (g_hash_table_lookup (faults, "email"), ==, "E-mail: give a text.");
  g_assert_nonnull (g_hash_table_lookup (faults, "phone"));
  g_assert_cmpstr (g_hash_table_lookup (faults, "duration"), ==, "duration: give a value from 30 to 180.");
  g_assert_cmpstr (g_hash_table_lookup (faults, "at"), ==,
                   "at: give a date and time that exist, in UTC, like 2026-11-25T14:00:00Z.");
  g_assert_cmpstr (g_hash_table_lookup (faults, "grade"), ==, "Grade: choose one of these: SECONDE, PREMIERE, TERMINALE.");
  g_assert_cmpstr (g_hash_table_lookup (faults, "price"), ==, "Price: give a value from TND 0.001 to TND 5,000.000.");
  g_assert_cmpstr (g_hash_table_lookup (faults, "role"), ==, "“role” is not known here: leave it out.");
  g_assert_cmpstr (g_hash_table_lookup (faults, "version"), ==, "version: this cannot be set; leave it out.");
  g_assert_cmpstr (g_hash_table_lookup (faults, "acceptTerms"), ==, "Terms: please accept this to go on.");
  g_assert_cmpstr (error->message, ==, "10 entries need correcting.");
}

static void
test_required (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values = read_json ("{\"firstName\":\"  \",\"email\":null,\"acceptTerms\":false}", &error);

  g_assert_null (values);
  g_assert_cmpstr (g_hash_table_lookup (nx_error_get_fields (error), "firstName"), ==, "First name: please fill this in.");
  g_assert_cmpstr (g_hash_table_lookup (nx_error_get_fields (error), "email"), ==, "E-mail: please fill this in.");
  g_assert_cmpstr (g_hash_table_lookup (nx_error_get_fields (error), "acceptTerms"), ==, "Terms: please accept this to go on.");
}

static void
test_wrong_types (void)
{
  assert_fault (",\"phone\":null", "phone", "phone: null is not accepted; give a value or leave it out.");
  assert_fault (",\"phone\":12345678", "phone", "phone: give a text.");
  assert_fault (",\"duration\":\"60\"", "duration", "duration: give a whole number.");
  assert_fault (",\"duration\":60.5", "duration", "duration: give a whole number.");
  assert_fault (",\"duration\":true", "duration", "duration: give a whole number.");
  assert_fault (",\"newsletter\":\"true\"", "newsletter", "newsletter: give true or false.");
  assert_fault (",\"newsletter\":1", "newsletter", "newsletter: give true or false.");
  assert_fault (",\"at\":5", "at", "at: give a date and time that exist, in UTC, like 2026-11-25T14:00:00Z.");
  assert_fault (",\"birthDate\":\"2026-02-30\"", "birthDate", "birthDate: give a date that exists, like 2026-11-25.");
  assert_fault (",\"amount\":\"1.25\"", "amount", "amount: give a number of credits in steps of 0.25.");
  assert_fault (",\"amount\":1.2", "amount", "amount: give a number of credits in steps of 0.25.");
  assert_fault (",\"amount\":10.25", "amount", "amount: give a value from -10 to 10.");
  assert_fault (",\"count\":0", "count", "count: give at least 1.");
  assert_fault (",\"grade\":3", "grade", "Grade: choose one of these: SECONDE, PREMIERE, TERMINALE.");
  assert_fault (",\"tags\":\"a\"", "tags", "tags: give a list.");
  assert_fault (",\"tags\":[1]", "tags", "tags: give a list of texts.");
  assert_fault (",\"tags\":[\"a\",\"b\",\"c\",\"d\"]", "tags", "tags: at most 3 entries are accepted.");
  assert_fault (",\"tags\":[\" \"]", "tags", "tags: please fill this in.");
  assert_fault (",\"subjects\":[]", "subjects", "subjects: choose at least 1.");
  assert_fault (",\"subjects\":[\"NSI\",\"NSI\"]", "subjects", "subjects: “NSI” is there twice.");
  assert_fault (",\"coachId\":\"1 OR 1=1\"", "coachId", "coachId: this is not an identifier.");
}

static void
test_money (void)
{
  static const char *const bad[] = { "179",
                                     "\"179\"",
                                     "{}",
                                     "{\"amount\":179.5,\"currency\":\"TND\"}",
                                     "{\"amount\":1,\"currency\":\"XXX\"}",
                                     "{\"amount\":1}",
                                     "{\"amount\":1,\"currency\":\"TND\",\"x\":1}",
                                     "{\"amount\":\"1\",\"currency\":\"TND\"}" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *members = g_strdup_printf (",\"price\":%s", bad[i]);

      assert_fault (members, "price", "Price: give an amount with its currency (TND, EUR or USD).");
    }
}

static void
assert_email (const char *email, gboolean ok)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (NxValues) values = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (object, "firstName", "Inès");
  json_object_set_boolean_member (object, "acceptTerms", TRUE);
  json_object_set_string_member (object, "email", email);
  values = nx_values_from_json (fields, object, &error);
  if ((values != NULL) != ok)
    g_error ("“%s”: %s", email, error != NULL ? error->message : "taken");
}

static void
test_emails (void)
{
  static const char *const good[] = { "a@b.tn",
                                      "prenom.nom@nexus-student.local",
                                      "x+y@sub.example.co.uk",
                                      "root@localhost",
                                      "o'brien@example.org",
                                      "a@xn--caf-dma.fr",
                                      "1@2.fr",
                                      "  a@b.tn " };
  static const char *const bad[] = {
    "",
    "a",
    "a@",
    "@b.tn",
    "a@b",
    "a@@b.tn",
    "a@b@c.tn",
    "a b@c.tn",
    "a@b .tn",
    "\"a b\"@c.tn",
    "a@[127.0.0.1]",
    ".a@b.tn",
    "a.@b.tn",
    "a..b@c.tn",
    "a@-b.tn",
    "a@b-.tn",
    "a@b..tn",
    "a@.tn",
    "a@b.tn.",
    "a@b_c.tn",
    "é@b.tn",
    "a@é.fr",
    "a@b.tn\nBcc: x@y.tn",
    "a@b.tn\r\nX: y",
    "a@b.tn,c@d.tn",
    "a@b.tn;c@d.tn",
    "<a@b.tn>",
    "a(x)@b.tn",
    "a@b.tn\x7f",
    "a\u200b@b.tn",
    "a@b\uff0etn",
  };
  g_autofree char *local = g_strnfill (65, 'a');
  g_autofree char *long_local = g_strconcat (local, "@b.tn", NULL);
  g_autofree char *label = g_strnfill (64, 'a');
  g_autofree char *long_label = g_strconcat ("a@", label, ".tn", NULL);
  g_autoptr (GString) total = g_string_new ("a@");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (good); i++)
    assert_email (good[i], TRUE);
  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_email (bad[i], FALSE);
  assert_email (long_local, FALSE);
  assert_email (long_label, FALSE);
  while (total->len < 252)
    g_string_append (total, "b.");
  assert_email (g_string_append (total, "tn")->str, TRUE);
  g_string_insert (total, 2, "b");
  assert_email (total->str, FALSE);
}

static void
test_email_is_lowered (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values
      = read_json ("{\"firstName\":\"Inès\",\"email\":\" Ines@Example.ORG\",\"acceptTerms\":true}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (nx_values_string (values, "email"), ==, "ines@example.org");
}

static gboolean
name_is_taken (const char *name)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (NxValues) values = NULL;

  json_object_set_string_member (object, "firstName", name);
  json_object_set_boolean_member (object, "acceptTerms", TRUE);
  json_object_set_string_member (object, "email", "a@b.tn");
  values = nx_values_from_json (fields, object, NULL);
  return values != NULL;
}

static void
test_names (void)
{
  static const char *const good[]
      = { "O'Neil", "<script>alert(1)</script>",        "Zoé 😀",          "محمد", "a\u200fb", "D\"x\"", "Jean-Rémi",
          "李小龍", "Robert'); DROP TABLE students;--", "\u00a0Ana\u00a0" };
  static const char *const bad[] = { "a\nb",     "a\tb",     "a\x01z",   "a\x7fz", "a\xc2\x85z", "a\u202ez",
                                     "a\u2066z", "a\u2069z", "a\u2028z", "\u00a0", "x",          "\u2003x",
                                     "\u200b\u200b\u200b", "\u200e \ufeff\u200d" };
  g_autofree char *eighty = g_strnfill (80, 'x');
  g_autoptr (GString) accents = g_string_new (NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (good); i++)
    {
      if (!name_is_taken (good[i]))
        g_error ("refused: %s", good[i]);
    }
  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      if (name_is_taken (bad[i]))
        g_error ("taken: %s", bad[i]);
    }
  g_assert_true (name_is_taken (eighty));
  /* Limits count characters, not bytes. */
  for (i = 0; i < 80; i++)
    g_string_append (accents, "😀");
  g_assert_true (name_is_taken (accents->str));
  g_assert_false (name_is_taken (g_string_append (accents, "é")->str));
}

static void
test_default_limits (void)
{
  static const NxField plain[]
      = { { "s", NX_FIELD_STRING }, { "t", NX_FIELD_TEXT }, { "p", NX_FIELD_SECRET }, { "l", NX_FIELD_STRING_LIST }, { NULL } };
  static const struct
  {
    const char *name;
    gsize max;
  } limits[] = { { "s", 200 }, { "t", 4000 }, { "p", 200 } };
  guint i, extra;

  for (i = 0; i < G_N_ELEMENTS (limits); i++)
    for (extra = 0; extra < 2; extra++)
      {
        g_autoptr (JsonObject) object = json_object_new ();
        g_autofree char *text = g_strnfill (limits[i].max + extra, 'x');
        g_autoptr (NxValues) values = NULL;

        json_object_set_string_member (object, limits[i].name, text);
        values = nx_values_from_json (plain, object, NULL);
        g_assert_true ((values != NULL) == (extra == 0));
      }
  for (extra = 0; extra < 2; extra++)
    {
      g_autoptr (JsonObject) object = json_object_new ();
      JsonArray *array = json_array_new ();
      g_autoptr (NxValues) values = NULL;

      for (i = 0; i < 50 + extra; i++)
        json_array_add_string_element (array, "x");
      json_object_set_array_member (object, "l", array);
      values = nx_values_from_json (plain, object, NULL);
      g_assert_true ((values != NULL) == (extra == 0));
    }
}

static void
test_nested_records (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values = NULL;
  GHashTable *faults;

  assert_taken (",\"ranges\":[{\"weekday\":1,\"startMinute\":540,\"endMinute\":720,\"types\":[\"COURS_ONLINE\"]}]");
  values
      = read_json ("{" BASE ",\"ranges\":[{\"weekday\":8,\"startMinute\":540,\"endMinute\":720,\"types\":[\"COURS_ONLINE\"]},7,"
                   "{\"weekday\":1,\"startMinute\":0,\"endMinute\":720,\"types\":[],\"x\":1}]}",
                   &error);
  g_assert_null (values);
  faults = nx_error_get_fields (error);
  g_assert_cmpuint (g_hash_table_size (faults), ==, 4);
  g_assert_cmpstr (g_hash_table_lookup (faults, "ranges.0.weekday"), ==, "Weekday: give a value from 1 to 7.");
  g_assert_cmpstr (g_hash_table_lookup (faults, "ranges.1"), ==, "ranges: give an object.");
  g_assert_nonnull (g_hash_table_lookup (faults, "ranges.2.types"));
  g_assert_nonnull (g_hash_table_lookup (faults, "ranges.2.x"));
}

static void
test_flood_of_unknowns (void)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values = NULL;
  g_autofree char *long_name = g_strnfill (5000, 'n');
  int i;

  json_object_set_string_member (object, long_name, "");
  for (i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("x%d", i);

      json_object_set_string_member (object, name, "");
    }
  values = nx_values_from_json (fields, object, &error);
  g_assert_null (values);
  g_assert_cmpuint (g_hash_table_size (nx_error_get_fields (error)), <=, 50);
  g_assert_cmpuint (strlen (error->message), <, 500);
}

static NxValues *
read_pairs (GError **error, ...)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new (g_str_hash, g_str_equal);
  const char *name;
  va_list args;

  va_start (args, error);
  while ((name = va_arg (args, const char *)) != NULL)
    g_hash_table_insert (pairs, (gpointer) name, va_arg (args, char *));
  va_end (args);
  return nx_values_from_pairs (fields, pairs, error);
}

static void
test_pairs (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values = read_pairs (
      &error, "firstName", "Inès", "email", "a@b.tn", "acceptTerms", "on", "duration", " 60 ", "amount", "1,25", "price", "179,5",
      "birthDate", "2010-02-28", "subjects", "NSI\nMATHEMATIQUES", "tags", "a\n\nb", "phone", "  ", "coachId", "", "objectives",
      "two\r\nlines of text", "_csrf", "anything", "marks", "{\"a\":1}", "grade", "SECONDE", "at", "2026-11-25T14:00:00Z", NULL);
  NxMoney price;

  g_assert_no_error (error);
  g_assert_cmpint (nx_values_int (values, "duration", 0), ==, 60);
  g_assert_cmpint (nx_values_credits (values, "amount", 0), ==, 5);
  g_assert_true (nx_values_money (values, "price", &price));
  g_assert_cmpint (price.amount, ==, 179500);
  g_assert_cmpuint (nx_values_enum_list (values, "subjects"), ==, 3);
  g_assert_cmpuint (g_strv_length ((char **) nx_values_string_list (values, "tags")), ==, 2);
  g_assert_false (nx_values_has (values, "phone"));
  g_assert_false (nx_values_has (values, "coachId"));
  g_assert_cmpstr (nx_values_string (values, "objectives"), ==, "two\nlines of text");
  g_assert_true (nx_values_has (values, "newsletter"));
  g_assert_false (nx_values_bool (values, "newsletter", TRUE));
  g_assert_nonnull (nx_values_json (values, "marks"));
  g_assert_cmpint (nx_values_enum (values, "grade"), ==, NX_GRADE_SECONDE);
}

static void
test_pairs_faults (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values
      = read_pairs (&error, "firstName", "In\xffs", "email", "a@b.tn\nBcc: c@d.tn", "duration", "60x", "amount", "1,2", "price",
                    "-1", "birthDate", "30/02/2026", "subjects", "NSI\nNSI", "newsletter", "maybe", "grade", "CP", "marks", "{",
                    "extra", "1", "free", "99999999999999999999", NULL);

  g_assert_null (values);
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
  g_assert_cmpuint (g_hash_table_size (nx_error_get_fields (error)), ==, 13);
  g_assert_nonnull (g_hash_table_lookup (nx_error_get_fields (error), "acceptTerms"));
  g_assert_nonnull (g_hash_table_lookup (nx_error_get_fields (error), "extra"));
}

static void
test_wrong_getter (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (NxValues) values = take ("");

      (void) nx_values_int (values, "firstName", 0);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*No member*firstName*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/all-kinds", test_all_kinds);
  g_test_add_func ("/values/absent", test_absent);
  g_test_add_func ("/values/every-fault-at-once", test_every_fault_at_once);
  g_test_add_func ("/values/required", test_required);
  g_test_add_func ("/values/wrong-types", test_wrong_types);
  g_test_add_func ("/values/money", test_money);
  g_test_add_func ("/values/emails", test_emails);
  g_test_add_func ("/values/email-is-lowered", test_email_is_lowered);
  g_test_add_func ("/values/names", test_names);
  g_test_add_func ("/values/default-limits", test_default_limits);
  g_test_add_func ("/values/nested-records", test_nested_records);
  g_test_add_func ("/values/flood-of-unknowns", test_flood_of_unknowns);
  g_test_add_func ("/values/pairs", test_pairs);
  g_test_add_func ("/values/pairs-faults", test_pairs_faults);
  g_test_add_func ("/values/wrong-getter", test_wrong_getter);
  return g_test_run ();
}
