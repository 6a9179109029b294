/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-models.h"
#include "common/nx-error.h"
#include "common/nx-json.h"

static gboolean
set (gpointer record, const char *name, const char *text)
{
  const NxField *field = nx_fields_find (nx_record_get_fields (record), name);

  g_assert_nonnull (field);
  return nx_record_set_text (record, field, text);
}

static char *
write_record (gpointer record)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_record_write (record, writer, NULL);
  return nx_json_writer_end (writer, NULL);
}

static gpointer
read_record (GType type, const char *json, GError **error)
{
  g_autoptr (GError) parse_error = NULL;
  g_autoptr (JsonNode) node = nx_json_parse (json, -1, &nx_json_limits_answer, &parse_error);

  g_assert_no_error (parse_error);
  return nx_record_from_json (type, json_node_get_object (node), error);
}

static NxSession *
make_session (void)
{
  NxSession *session = g_object_new (NX_TYPE_SESSION, NULL);

  g_assert_true (set (session, "id", "01932c07-7b00-7abc-8def-0123456789ab"));
  g_assert_true (set (session, "title", "Limites & \"continuité\""));
  g_assert_true (set (session, "subject", "MATHEMATIQUES"));
  g_assert_true (set (session, "type", "COURS_ONLINE"));
  g_assert_true (set (session, "status", "SCHEDULED"));
  g_assert_true (set (session, "scheduledAt", "2026-11-25 14:00:00+00"));
  g_assert_true (set (session, "duration", "60"));
  g_assert_true (set (session, "creditCost", "5"));
  g_assert_true (set (session, "coach", "{\"id\":\"c1\",\"pseudonym\":\"Hélios\",\"color\":3}"));
  g_assert_true (set (session, "students", "[{\"id\":\"s1\",\"firstName\":\"Inès\"},{\"id\":\"s2\"}]"));
  g_assert_true (set (session, "reportDue", "t"));
  g_assert_true (set (session, "version", "7"));
  return session;
}

#define SESSION_JSON                                                                                                             \
  "{\"id\":\"01932c07-7b00-7abc-8def-0123456789ab\",\"title\":\"Limites & \\\"continuité\\\"\",\"description\":null,"           \
  "\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\",\"status\":\"SCHEDULED\",\"scheduledAt\":\"2026-11-25T14:00:00Z\","   \
  "\"duration\":60,\"creditCost\":1.25,\"coach\":{\"id\":\"c1\",\"pseudonym\":\"Hélios\",\"title\":null,\"tag\":null,"          \
  "\"description\":null,\"subjects\":[],\"online\":false,\"inPerson\":false,\"mark\":null,\"color\":3},"                         \
  "\"students\":[{\"id\":\"s1\",\"firstName\":\"Inès\",\"lastName\":null},{\"id\":\"s2\",\"firstName\":null,"                   \
  "\"lastName\":null}],\"capacity\":0,\"seatsTaken\":0,\"location\":null,\"room\":null,\"reportStatus\":null,"                   \
  "\"reportDue\":true,\"cancelledAt\":null,\"cancelReason\":null,\"refunded\":false,\"version\":7," \
  "\"seriesId\":null,\"unpaid\":false,\"waiting\":0,\"attendance\":null}"

static void
test_write (void)
{
  g_autoptr (NxSession) session = make_session ();
  g_autofree char *json = write_record (session);

  g_assert_cmpstr (json, ==, SESSION_JSON);
}

static void
test_write_inside (void)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autoptr (NxSlot) slot = g_object_new (NX_TYPE_SLOT, "duration", (gint64) 60, NULL);
  g_autofree char *json = NULL;

  nx_json_begin_object (writer, NULL);
  nx_record_write (NX_RECORD (slot), writer, "slot");
  nx_json_begin_array (writer, "slots");
  nx_record_write (NX_RECORD (slot), writer, NULL);
  nx_record_write (NX_RECORD (slot), writer, NULL);
  nx_json_end_array (writer);
  nx_json_add_int (writer, "n", 2);
  nx_json_end_object (writer);
  json = nx_json_writer_end (writer, NULL);
#define SLOT_JSON "{\"start\":null,\"duration\":60,\"coachId\":null}"
  g_assert_cmpstr (json, ==, "{\"slot\":" SLOT_JSON ",\"slots\":[" SLOT_JSON "," SLOT_JSON "],\"n\":2}");
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxSession) session = make_session ();
  g_autoptr (NxSession) back = read_record (NX_TYPE_SESSION, SESSION_JSON, &error);

  g_assert_no_error (error);
  g_assert_true (nx_record_equal (NX_RECORD (session), NX_RECORD (back)));
  g_assert_cmpint (back->scheduledAt, ==, G_GINT64_CONSTANT (1795615200000000));
  g_assert_cmpint (back->creditCost, ==, 5);
  g_assert_cmpstr (back->coach->pseudonym, ==, "Hélios");
  g_assert_cmpuint (back->students->len, ==, 2);
  g_assert_cmpint (back->reportStatus, ==, -1);
  g_assert_cmpint (back->cancelledAt, ==, NX_TIME_NONE);
}

/* Every model: an empty record is written, read back and the same. */
static void
test_all_models (void)
{
  const GType types[] = { NX_TYPE_AVAILABILITY_RANGE,
                          NX_TYPE_BANK_LINE,
                          NX_TYPE_BANK_MATCH,
                          NX_TYPE_BANK_SHARE,
                          NX_TYPE_BANK_STATEMENT,
                          NX_TYPE_CATALOGUE_ITEM,
                          NX_TYPE_COACH,
                          NX_TYPE_FAMILY,
                          NX_TYPE_LIVE_EVENT,
                          NX_TYPE_LOT,
                          NX_TYPE_PAYMENT,
                          NX_TYPE_PERSON,
                          NX_TYPE_REPORT,
                          NX_TYPE_SESSION,
                          NX_TYPE_SLOT,
                          NX_TYPE_STUDENT,
                          NX_TYPE_SUBSCRIPTION,
                          NX_TYPE_TRANSACTION,
                          NX_TYPE_USER,
                          NX_TYPE_WAITING_ENTRY };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NxRecord) record = g_object_new (types[i], NULL);
      g_autofree char *json = write_record (record);
      g_autoptr (NxRecord) back = read_record (types[i], json, &error);
      g_autoptr (NxRecord) copy = nx_record_copy (record);
      g_autofree char *again = NULL;

      g_assert_no_error (error);
      again = write_record (back);
      g_assert_cmpstr (json, ==, again);
      g_assert_true (nx_record_equal (record, copy));
    }
}

static void
test_absent_values (void)
{
  g_autoptr (NxStudent) student = g_object_new (NX_TYPE_STUDENT, NULL);

  g_assert_cmpint (student->grade, ==, -1);
  g_assert_cmpint (student->birthDate, ==, NX_DATE_NONE);
  g_assert_cmpint (student->nextExpiry, ==, NX_TIME_NONE);
  g_assert_null (student->parent);
  g_assert_cmpint (student->balance, ==, 0);
}

static void
test_from_json_is_strict (void)
{
  static const struct
  {
    const char *json, *member;
  } bad[] = {
    { "{\"id\":5}", "id" },
    { "{\"duration\":\"60\"}", "duration" },
    { "{\"duration\":60.5}", "duration" },
    { "{\"scheduledAt\":\"2026-11-25 14:00\"}", "scheduledAt" },
    { "{\"subject\":\"LATIN\"}", "subject" },
    { "{\"creditCost\":1.1}", "creditCost" },
    { "{\"coach\":[]}", "coach" },
    { "{\"coach\":{\"color\":\"red\"}}", "color" },
    { "{\"students\":{}}", "students" },
    { "{\"refunded\":0}", "refunded" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_record (NX_TYPE_SESSION, bad[i].json, &error));
      g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
      g_assert_nonnull (g_hash_table_lookup (nx_error_get_fields (error), bad[i].member));
    }
}

static void
test_from_json_takes_a_newer_server (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxSession) session = read_record (NX_TYPE_SESSION, "{\"id\":\"x\",\"mood\":{\"a\":[1]},\"coach\":null}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (session->id, ==, "x");
}

static void
test_list_from_json (void)
{
  g_autoptr (JsonNode) good = nx_json_parse ("[{\"id\":\"a\"},{\"id\":\"b\"}]", -1, &nx_json_limits_answer, NULL);
  g_autoptr (JsonNode) bad = nx_json_parse ("[{\"id\":\"a\"},null]", -1, &nx_json_limits_answer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = nx_record_list_from_json (NX_TYPE_PERSON, json_node_get_array (good), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((NxPerson *) g_ptr_array_index (list, 1))->id, ==, "b");
  g_assert_null (nx_record_list_from_json (NX_TYPE_PERSON, json_node_get_array (bad), &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
}

static void
test_set_text (void)
{
  g_autoptr (NxStudent) student = g_object_new (NX_TYPE_STUDENT, NULL);
  g_autoptr (NxPayment) payment = g_object_new (NX_TYPE_PAYMENT, NULL);
  g_autoptr (NxReport) report = g_object_new (NX_TYPE_REPORT, NULL);
  g_autoptr (NxLiveEvent) event = g_object_new (NX_TYPE_LIVE_EVENT, NULL);

  g_assert_true (set (student, "subjects", "{NSI,SES}"));
  g_assert_cmpuint (student->subjects, ==, 1u << NX_SUBJECT_NSI | 1u << NX_SUBJECT_SES);
  g_assert_true (set (student, "subjects", "{}"));
  g_assert_cmpuint (student->subjects, ==, 0);
  g_assert_true (set (student, "birthDate", "2010-02-28"));
  g_assert_true (set (student, "balance", "-16"));
  g_assert_cmpint (student->balance, ==, -16);
  g_assert_true (set (student, "firstName", "Inès"));
  g_assert_true (set (student, "firstName", NULL));
  g_assert_null (student->firstName);
  g_assert_true (set (payment, "amount", "179000 TND"));
  g_assert_cmpint (payment->amount.amount, ==, 179000);
  g_assert_cmpstr (payment->amount.currency, ==, "TND");
  g_assert_true (set (payment, "amount", NULL));
  g_assert_cmpstr (payment->amount.currency, ==, "");
  g_assert_true (set (report, "marks", "{\"logic\": 4}"));
  g_assert_true (JSON_NODE_HOLDS_OBJECT (report->marks));
  g_assert_true (set (event, "seq", "9223372036854775807"));
  g_assert_cmpint (event->seq, ==, G_MAXINT64);
  g_assert_true (set (event, "seq", "-9223372036854775808"));
  g_assert_cmpint (event->seq, ==, G_MININT64);

  g_assert_false (set (event, "seq", "9223372036854775808"));
  g_assert_false (set (event, "seq", ""));
  g_assert_false (set (event, "seq", "1a"));
  g_assert_false (set (student, "balance", "2147483648"));
  g_assert_false (set (student, "activated", "true"));
  g_assert_false (set (student, "grade", "CP"));
  g_assert_false (set (student, "subjects", "{NSI"));
  g_assert_false (set (student, "subjects", "NSI"));
  g_assert_false (set (student, "subjects", "{NSI,}"));
  g_assert_false (set (student, "subjects", "{LATIN}"));
  g_assert_false (set (student, "birthDate", "2010-02-30"));
  g_assert_false (set (student, "createdAt", "yesterday"));
  g_assert_false (set (payment, "amount", "179000"));
  g_assert_false (set (payment, "amount", "x TND"));
  g_assert_false (set (report, "marks", "{"));
  g_assert_false (set (report, "student", "[]"));
}

/* A record of the test's own, for the kinds that no model has. */
#define TEST_TYPE_THING (test_thing_get_type ())
G_DECLARE_FINAL_TYPE (TestThing, test_thing, TEST, THING, NxRecord)
struct _TestThing
{
  NxRecord parent_instance;
  char *secret;
  char **names;
  gint64 after;
};
static const NxField thing_fields[] = {
  { "secret", NX_FIELD_SECRET, .offset = G_STRUCT_OFFSET (TestThing, secret) },
  { "names", NX_FIELD_STRING_LIST, .offset = G_STRUCT_OFFSET (TestThing, names) },
  { "after", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (TestThing, after) },
  { NULL },
};
NX_DEFINE_RECORD (TestThing, test_thing, thing_fields)

static void
test_string_lists (void)
{
  g_autoptr (TestThing) thing = g_object_new (TEST_TYPE_THING, NULL);
  g_autofree char *empty = write_record (thing);
  g_autofree char *json = NULL;
  g_autoptr (TestThing) back = NULL;

  g_assert_cmpstr (empty, ==, "{\"names\":[],\"after\":0}");
  g_assert_true (set (thing, "secret", "hunter2"));
  g_assert_true (set (thing, "names", "{plain,\"with, comma\",\"quote \\\" and \\\\\",\"\",\"NULL\"}"));
  json = write_record (thing);
  /* A secret is never written, and the comma does not stay behind. */
  g_assert_cmpstr (json, ==, "{\"names\":[\"plain\",\"with, comma\",\"quote \\\" and \\\\\",\"\",\"NULL\"],\"after\":0}");
  g_assert_false (set (thing, "names", "{NULL}"));
  g_assert_false (set (thing, "names", "{\"open}"));
  g_assert_false (set (thing, "names", "{a}b"));
  g_assert_false (set (thing, "names", "{a\\"));
  back = read_record (TEST_TYPE_THING, json, NULL);
  g_assert_cmpuint (g_strv_length (back->names), ==, 5);
}

static void
count (GObject *object, GParamSpec *pspec, gpointer n)
{
  (*(int *) n)++;
}

static void
test_properties (void)
{
  g_autoptr (NxSession) session = make_session ();
  g_autoptr (NxCoach) coach = NULL;
  g_autoptr (GPtrArray) students = NULL;
  g_autofree char *title = NULL;
  gint64 at = 0;
  int subject = 0, notified = 0, other = 0;

  g_signal_connect (session, "notify::title", G_CALLBACK (count), &notified);
  g_signal_connect (session, "notify::scheduledAt", G_CALLBACK (count), &other);
  g_object_set (session, "title", "Suites", "subject", NX_SUBJECT_NSI, NULL);
  g_object_set (session, "title", "Suites", NULL);
  g_assert_cmpint (notified, ==, 1);
  g_assert_cmpint (other, ==, 0);
  g_object_get (session, "title", &title, "subject", &subject, "scheduledAt", &at, "coach", &coach, "students", &students, NULL);
  g_assert_cmpstr (title, ==, "Suites");
  g_assert_cmpint (subject, ==, NX_SUBJECT_NSI);
  g_assert_cmpint (at, ==, session->scheduledAt);
  g_assert_true (coach == session->coach);
  g_assert_true (students == session->students);
  g_object_set (session, "coach", NULL, "students", NULL, "refunded", TRUE, "duration", (gint64) 90, NULL);
  g_assert_null (session->coach);
  g_assert_null (session->students);
  g_assert_true (session->refunded);
}

static void
test_property_kinds (void)
{
  g_autoptr (NxPayment) payment = g_object_new (NX_TYPE_PAYMENT, NULL);
  g_autoptr (NxStudent) student = g_object_new (NX_TYPE_STUDENT, "subjects", 5u, "birthDate", 100, "balance", 8, NULL);
  g_autoptr (NxReport) report = g_object_new (NX_TYPE_REPORT, NULL);
  g_autoptr (JsonNode) marks = nx_json_parse ("{\"a\":1}", -1, &nx_json_limits_answer, NULL);
  NxMoney price = NX_MONEY_TND (5);
  NxMoney *seen = NULL;

  g_assert_cmpuint (student->subjects, ==, 5);
  g_assert_cmpint (student->birthDate, ==, 100);
  g_assert_cmpint (student->balance, ==, 8);
  g_object_set (payment, "amount", &price, NULL);
  g_object_get (payment, "amount", &seen, NULL);
  g_assert_true (seen == &payment->amount);
  g_assert_cmpint (seen->amount, ==, 5);
  g_object_set (payment, "amount", NULL, NULL);
  g_assert_cmpstr (payment->amount.currency, ==, "");
  g_object_set (report, "marks", marks, NULL);
  g_assert_true (json_node_equal (report->marks, marks));
}

static void
test_equal_and_copy (void)
{
  g_autoptr (NxSession) a = make_session ();
  g_autoptr (NxSession) b = nx_record_copy (a);
  g_autoptr (NxPerson) person = g_object_new (NX_TYPE_PERSON, NULL);

  g_assert_true (nx_record_equal (NX_RECORD (a), NX_RECORD (b)));
  g_assert_true (a->coach != b->coach);
  g_assert_true (a->students != b->students);
  g_free (((NxPerson *) g_ptr_array_index (b->students, 1))->firstName);
  ((NxPerson *) g_ptr_array_index (b->students, 1))->firstName = g_strdup ("Omar");
  g_assert_false (nx_record_equal (NX_RECORD (a), NX_RECORD (b)));
  g_assert_false (nx_record_equal (NX_RECORD (a), NX_RECORD (person)));
  g_assert_false (nx_record_equal (NX_RECORD (a), NULL));
  g_assert_true (nx_record_equal (NULL, NULL));
}

static void
test_update (void)
{
  g_autoptr (NxSession) shown = make_session ();
  g_autoptr (NxSession) fresh = nx_record_copy (shown);
  int title = 0, status = 0, room = 0, students = 0;

  g_signal_connect (shown, "notify::title", G_CALLBACK (count), &title);
  g_signal_connect (shown, "notify::status", G_CALLBACK (count), &status);
  g_signal_connect (shown, "notify::room", G_CALLBACK (count), &room);
  g_signal_connect (shown, "notify::students", G_CALLBACK (count), &students);
  g_assert_false (nx_record_update (NX_RECORD (shown), NX_RECORD (fresh)));

  fresh->status = NX_SESSION_CANCELLED;
  g_assert_true (set (fresh, "room", "B2"));
  g_ptr_array_remove_index (fresh->students, 0);
  g_assert_true (nx_record_update (NX_RECORD (shown), NX_RECORD (fresh)));
  g_assert_cmpint (title, ==, 0);
  g_assert_cmpint (status, ==, 1);
  g_assert_cmpint (room, ==, 1);
  g_assert_cmpint (students, ==, 1);
  g_assert_cmpstr (shown->room, ==, "B2");
  g_assert_cmpuint (shown->students->len, ==, 1);
  g_assert_true (nx_record_equal (NX_RECORD (shown), NX_RECORD (fresh)));

  g_clear_object (&fresh->coach);
  g_assert_true (nx_record_update (NX_RECORD (shown), NX_RECORD (fresh)));
  g_assert_null (shown->coach);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/write", test_write);
  g_test_add_func ("/record/write-inside", test_write_inside);
  g_test_add_func ("/record/round-trip", test_round_trip);
  g_test_add_func ("/record/all-models", test_all_models);
  g_test_add_func ("/record/absent-values", test_absent_values);
  g_test_add_func ("/record/from-json-is-strict", test_from_json_is_strict);
  g_test_add_func ("/record/from-json-takes-a-newer-server", test_from_json_takes_a_newer_server);
  g_test_add_func ("/record/list-from-json", test_list_from_json);
  g_test_add_func ("/record/set-text", test_set_text);
  g_test_add_func ("/record/string-lists", test_string_lists);
  g_test_add_func ("/record/properties", test_properties);
  g_test_add_func ("/record/property-kinds", test_property_kinds);
  g_test_add_func ("/record/equal-and-copy", test_equal_and_copy);
  g_test_add_func ("/record/update", test_update);
  return g_test_run ();
}
