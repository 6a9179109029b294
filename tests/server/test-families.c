/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/families-fixture.h"

#include <string.h>

#include "common/nx-json.h"
#include "common/nx-random.h"

/* Registration */

static NxTestReply *
post_registration (FamiliesFixture *f, JsonObject *object)
{
  g_autofree char *text = object_text (object);

  return nx_test_post (f->server, "/api/bilan-gratuit", NULL, text);
}

static void
test_register (FamiliesFixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) object = family_object ("Salma@Example.TN", "Éloïse", "Ben Rhouma");
  g_autoptr (NxTestReply) reply = NULL, in = NULL, session = NULL, again = NULL;
  g_autofree char *kinds = NULL, *cookie = NULL, *login = NULL;

  nx_test_db_script (f->server->db, "INSERT INTO leads (id, email, source, consent_version, consent_at, created_at, updated_at) "
                                    "VALUES ('01936d00-0000-7000-8000-00000000000a', 'salma@example.tn', 'quiz', '1', '2026-11-01', "
                                    "'2026-11-01', '2026-11-01')");
  json_object_set_boolean_member (object, "acceptNewsletter", TRUE);
  json_object_set_string_member (object, "studentBirthDate", "2009-02-28");
  reply = post_registration (f, object);
  nx_test_assert_status (reply, 201);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (reply, "success")));
  g_assert_true (nx_uuid_is_valid (nx_test_reply_string (reply, "parentId")));
  g_assert_true (nx_uuid_is_valid (nx_test_reply_string (reply, "studentId")));

  login = ask (f, "SELECT email AS a FROM users WHERE role = 'ELEVE'");
  g_assert_cmpstr (login, ==, "eloise.benrhouma@nexus-student.local");
  kinds = ask (f, "SELECT string_agg (kind || ' ' || coalesce (to_address, 'office'), ', ' ORDER BY kind) AS a FROM outbox");
  g_assert_cmpstr (kinds, ==, "activation salma@example.tn, new_assessment office, welcome salma@example.tn");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM consents WHERE purpose = 'tuition' AND student_id IS NOT NULL AND version <> ''"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM consents WHERE purpose = 'newsletter'"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM events WHERE type = 'assessment.created'"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM leads WHERE status = 'CONVERTED' AND parent_id IS NOT NULL"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM audit WHERE action = 'family.registered' AND request_id <> ''"), ==, 1);

  in = nx_test_post (f->server, "/api/auth/callback/credentials", NULL,
                     "{\"email\": \"salma@example.tn\", \"password\": \"" FAMILIES_PASSWORD "\"}");
  nx_test_assert_status (in, 200);
  g_assert_cmpstr (nx_test_reply_string (in, "user.role"), ==, "PARENT");
  cookie = g_strdup (nx_test_reply_header (in, "set-cookie"));
  g_assert_true (g_str_has_prefix (cookie, "nexus_session="));
  g_assert_nonnull (strstr (cookie, "HttpOnly"));
  *strchr (cookie, ';') = '\0';
  session = nx_test_send (f->server, &(NxTestRequest){ .method = "GET", .path = "/api/auth/session", .cookie = cookie });
  nx_test_assert_status (session, 200);
  g_assert_cmpstr (nx_test_reply_string (session, "user.firstName"), ==, "Salma");

  again = post_registration (f, object);
  nx_test_assert_code (again, 409, "email_taken");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM students"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM outbox"), ==, 3);
}

typedef struct
{
  const char *member;
  const char *value; /* JSON; NULL: the member is left out */
} Bad;

static void
test_register_refusals (FamiliesFixture *f, gconstpointer data)
{
  static const Bad bad[] = {
    { "parentEmail", "\"salma@example.tn\\nBcc: all@example.tn\"" }, { "parentEmail", "\"salma\"" }, { "parentEmail", "\"a@b@c.tn\"" },
    { "parentEmail", "\"\"" }, { "parentEmail", "12" }, { "parentEmail", "null" }, { "parentEmail", NULL },
    { "parentEmail", "\"x.y@nexus-student.local\"" },
    { "parentFirstName", "\"S\"" }, { "parentFirstName", "\"   \"" }, { "parentFirstName", "\"Sal\\u0007ma\"" },
    { "parentFirstName", "\"Sal\\nma\"" }, { "parentFirstName", "true" },
    { "studentLastName", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"" },
    { "parentPhone", "\"1234567\"" }, { "parentPhone", "\"appelez-moi\"" }, { "parentPhone", "\"+216 22 333 444 555 666\"" },
    { "parentPassword", "\"court\"" }, { "parentPassword", "\"azertyuiop\"" }, { "parentPassword", "\"Salma2026!!\"" },
    { "parentPassword", "\"kkkkkkkkjjjjjjjjhhhhhhhhkkkkkkkkjjjjjjjjhhhhhhhhkkkkkkkkjjjjjjjjhhhhhhhh1\"" },
    { "studentGrade", "\"CM2\"" }, { "studentGrade", "\"terminale\"" },
    { "studentBirthDate", "\"2026-02-30\"" }, { "studentBirthDate", "\"2009-13-01\"" }, { "studentBirthDate", "\"2026-11-24\"" },
    { "studentBirthDate", "\"1900-01-01\"" }, { "studentBirthDate", "\"28/02/2009\"" },
    { "subjects", "[]" }, { "subjects", "[\"MAGIE\"]" }, { "subjects", "[\"NSI\", \"NSI\"]" }, { "subjects", "\"NSI\"" },
    { "objectives", "\"court\"" }, { "preferredModality", "\"avion\"" },
    { "acceptTerms", "false" }, { "acceptTerms", "\"true\"" }, { "acceptTerms", NULL }, { "isAdmin", "true" }, { "role", "\"ADMIN\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (JsonObject) object = family_object ("salma@example.tn", "Yasmine", "Ben Rhouma");
      g_autoptr (NxTestReply) reply = NULL;
      JsonObject *fields;

      if (bad[i].value == NULL)
        json_object_remove_member (object, bad[i].member);
      else
        json_object_set_member (object, bad[i].member, nx_json_parse (bad[i].value, -1, &nx_json_limits_request, NULL));
      g_test_message ("%s %s", bad[i].member, bad[i].value != NULL ? bad[i].value : "(missing)");
      reply = post_registration (f, object);
      nx_test_assert_code (reply, 422, "invalid");
      fields = json_node_get_object (nx_test_reply_node (reply, "fields"));
      g_assert_true (json_object_has_member (fields, bad[i].member));
    }
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM students"), ==, 0);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM users"), ==, 1);
}

/* All that is wrong is said at once. */
static void
test_register_all_faults (FamiliesFixture *f, gconstpointer data)
{
  g_autoptr (NxTestReply) reply = nx_test_post (f->server, "/api/bilan-gratuit", NULL, "{\"parentEmail\": \"x\", \"subjects\": []}");

  nx_test_assert_code (reply, 422, "invalid");
  g_assert_cmpuint (json_object_get_size (json_node_get_object (nx_test_reply_node (reply, "fields"))), >=, 12);
}

static void
test_register_unusual_names (FamiliesFixture *f, gconstpointer data)
{
  static const struct { const char *first, *last, *login; } names[] = {
    { "Jean-Luc", "O’Connor \"Jo\"", "jeanluc.oconnorjo@nexus-student.local" },
    { "<script>alert(1)</script>", "'; DROP TABLE users; --", "scriptalert1script.droptableusers@nexus-student.local" },
    { "Zoé 🦊", "N'Diaye", "zoe.ndiaye@nexus-student.local" },
    { "محمد", "بن علي", "eleve@nexus-student.local" },
    { "Ærøskøbing", "Straße", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Family) family = { { NULL } };
      g_autofree char *email = g_strdup_printf ("p%u@example.tn", i);
      g_autofree char *path = NULL;
      g_autoptr (NxTestReply) reply = NULL;

      add_family (f, email, names[i].first, names[i].last, &family);
      if (names[i].login != NULL)
        g_assert_cmpstr (family.made.login, ==, names[i].login);
      path = g_strconcat ("/api/students/", family.made.student_id, NULL);
      reply = nx_test_get (f->server, path, family.parent);
      nx_test_assert_status (reply, 200);
      g_assert_cmpstr (nx_test_reply_string (reply, "student.firstName"), ==, names[i].first);
      g_assert_cmpstr (nx_test_reply_string (reply, "student.lastName"), ==, names[i].last);
    }
}

static void
test_homonyms (FamiliesFixture *f, gconstpointer data)
{
  static const char *const logins[] = { "maram.bensalah@nexus-student.local", "maram.bensalah2@nexus-student.local",
                                        "maram.bensalah3@nexus-student.local" };

  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    {
      g_auto (Family) family = { { NULL } };
      g_autofree char *email = g_strdup_printf ("p%u@example.tn", i);

      add_family (f, email, i == 1 ? "Máram" : "Maram", "Ben Salah", &family);
      g_assert_cmpstr (family.made.login, ==, logins[i]);
    }
}

static gpointer
register_in_thread (gpointer data)
{
  FamiliesFixture *f = ((gpointer *) data)[0];
  g_autofree char *email = g_strdup_printf ("thread%u@example.tn", GPOINTER_TO_UINT (((gpointer *) data)[1]));
  g_autoptr (JsonObject) object = family_object (email, "Maram", "Ben Salah");
  g_autoptr (NxTestReply) reply = post_registration (f, object);

  return GUINT_TO_POINTER (reply->status);
}

/* Homonyms at the same moment each get an address of their own. */
static void
test_homonyms_at_once (FamiliesFixture *f, gconstpointer data)
{
  GThread *threads[6];
  gpointer arguments[6][2];

  for (guint i = 0; i < 6; i++)
    {
      arguments[i][0] = f;
      arguments[i][1] = GUINT_TO_POINTER (i);
      threads[i] = g_thread_new ("register", register_in_thread, arguments[i]);
    }
  for (guint i = 0; i < 6; i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 201);
  g_assert_cmpint (ask_number (f, "SELECT count (DISTINCT email) AS a FROM users WHERE role = 'ELEVE'"), ==, 6);
}

static void
test_activation (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autofree char *token = NULL, *body = NULL, *path = NULL;
  g_autoptr (NxTestReply) before = NULL, first = NULL, second = NULL, after = NULL, resend = NULL;

  add_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &family);
  path = g_strconcat ("/api/students/", family.made.student_id, NULL);
  before = nx_test_get (f->server, path, f->office);
  g_assert_false (json_node_get_boolean (nx_test_reply_node (before, "student.activated")));
  token = ask (f, "SELECT split_part (payload ->> 'link', 'token=', 2) AS a FROM outbox WHERE kind = 'activation'");
  body = g_strdup_printf ("{\"token\": \"%s\", \"password\": \"girafe bleue 12\"}", token);
  first = nx_test_post (f->server, "/api/auth/activate", NULL, body);
  nx_test_assert_status (first, 204);
  second = nx_test_post (f->server, "/api/auth/activate", NULL, body);
  nx_test_assert_code (second, 409, "token_used_or_expired");
  after = nx_test_get (f->server, path, f->office);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (after, "student.activated")));
  g_free (path);
  path = g_strconcat ("/api/students/", family.made.student_id, "/activation", NULL);
  resend = nx_test_post (f->server, path, f->office, NULL);
  nx_test_assert_code (resend, 409, "conflict");
}

/* Who sees whom */

static void
expect_file (FamiliesFixture *f, const char *student_id, const char *token, guint status)
{
  g_autofree char *path = g_strconcat ("/api/students/", student_id, NULL);
  g_autoptr (NxTestReply) reply = nx_test_get (f->server, path, token);

  if (status == 404)
    nx_test_assert_code (reply, 404, "not_found");
  else
    nx_test_assert_status (reply, status);
}

static void
test_visibility (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) a = { { NULL } }, b = { { NULL } };
  g_autofree char *helios_id = NULL, *zenon_id = NULL, *path = NULL;
  g_autofree char *helios = add_coach (f, "Hélios", &helios_id), *zenon = add_coach (f, "Zénon", &zenon_id);
  g_autoptr (NxTestReply) office = NULL, coach = NULL, list = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &a);
  add_family (f, "b@example.tn", "Adam", "Trabelsi", &b);
  add_session (f, helios_id, a.made.student_id, 48);
  path = g_strconcat ("/api/students/", a.made.student_id, NULL);

  expect_file (f, a.made.student_id, NULL, 401);
  expect_file (f, a.made.student_id, a.parent, 200);
  expect_file (f, a.made.student_id, a.pupil, 200);
  expect_file (f, a.made.student_id, b.parent, 404);
  expect_file (f, a.made.student_id, b.pupil, 404);
  expect_file (f, a.made.student_id, helios, 200);
  expect_file (f, a.made.student_id, zenon, 404);
  expect_file (f, b.made.student_id, helios, 404);
  expect_file (f, a.made.parent_id, f->office, 404);
  expect_file (f, "1", f->office, 404);
  expect_file (f, "%27%20OR%201=1", f->office, 404);

  office = nx_test_get (f->server, path, f->office);
  g_assert_cmpstr (nx_test_reply_string (office, "student.parent.email"), ==, "a@example.tn");
  g_assert_cmpstr (nx_test_reply_string (office, "student.parent.phone"), ==, "+216 22 333 444");
  coach = nx_test_get (f->server, path, helios);
  g_assert_true (json_node_is_null (nx_test_reply_node (coach, "student.parent")));
  g_assert_null (strstr (coach->body, "example.tn"));
  /* A coach finds nobody by a parent's address or name. */
  list = nx_test_get (f->server, "/api/students?query=a@example.tn", helios);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (list, "items"))), ==, 0);
}

static void
expect_names (FamiliesFixture *f, const char *token, const char *query, const char *expected)
{
  g_autofree char *escaped = g_uri_escape_string (query, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/api/students?query=", escaped, NULL);
  g_autoptr (NxTestReply) reply = nx_test_get (f->server, path, token);
  g_autoptr (GString) names = g_string_new (NULL);
  JsonArray *items;

  nx_test_assert_status (reply, 200);
  items = json_node_get_array (nx_test_reply_node (reply, "items"));
  for (guint i = 0; i < json_array_get_length (items); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                            json_object_get_string_member (json_array_get_object_element (items, i), "firstName"));
  g_test_message ("%s: %s", query, names->str);
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_search (FamiliesFixture *f, gconstpointer data)
{
  static const struct { const char *email, *first, *last; } people[] = {
    { "one@example.tn", "Yasmine", "Ben Rhouma" },  { "two@example.tn", "Élodie", "Lefèvre" }, { "three@example.tn", "Adam", "Trabelsi" },
    { "four@example.tn", "Kaïs", "Ben Salah" },     { "five@example.tn", "Zoé", "N’Diaye" },   { "six@example.tn", "Anne-Sophie", "O'Connor" },
  };
  Family families[G_N_ELEMENTS (people)] = { { { NULL } } };
  g_autofree char *helios_id = NULL, *helios = add_coach (f, "Hélios", &helios_id);

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    add_family (f, people[i].email, people[i].first, people[i].last, &families[i]);
  add_session (f, helios_id, families[0].made.student_id, 48);

  expect_names (f, f->office, "", "Yasmine Kaïs Élodie Zoé Anne-Sophie Adam");
  expect_names (f, f->office, "ben rh", "Yasmine");
  expect_names (f, f->office, "rhouma ben", "Yasmine");
  expect_names (f, f->office, "be", "Yasmine Kaïs");
  expect_names (f, f->office, "ELODIE", "Élodie");
  expect_names (f, f->office, "lefevre élo", "Élodie");
  expect_names (f, f->office, "kais", "Kaïs");
  expect_names (f, f->office, "n'diaye", "Zoé");
  expect_names (f, f->office, "ndiaye", "Zoé");
  expect_names (f, f->office, "sophie", "Anne-Sophie");
  expect_names (f, f->office, "trabelzi", "Adam");
  expect_names (f, f->office, "yassmine", "Yasmine");
  expect_names (f, f->office, "rouma", "Yasmine");
  expect_names (f, f->office, "three@example.tn", "Adam");
  expect_names (f, f->office, "xqzt", "");
  expect_names (f, f->office, "%", "Yasmine Kaïs Élodie Zoé Anne-Sophie Adam");
  expect_names (f, f->office, "' OR 1=1 --", "");
  expect_names (f, helios, "", "Yasmine");
  expect_names (f, helios, "trabelsi", "");
  expect_names (f, helios, "yasm", "Yasmine");
  expect_names (f, families[2].parent, "", "Adam");
  expect_names (f, families[2].pupil, "yasmine", "");
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    family_clear (&families[i]);
}

static void
test_search_by_phone (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };

  add_family (f, "one@example.tn", "Yasmine", "Ben Rhouma", &family);
  expect_names (f, f->office, "+216 22 333 444", "Yasmine");
  expect_names (f, f->office, "99 888 777", "");
}

static void
test_pages (FamiliesFixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < 5; i++)
    {
      g_auto (Family) family = { { NULL } };
      g_autofree char *email = g_strdup_printf ("p%u@example.tn", i), *first = g_strdup_printf ("Élève %c", 'A' + (int) i);

      add_family (f, email, first, "Même Nom", &family);
    }
  do
    {
      g_autofree char *path = g_strdup_printf ("/api/students?limit=2%s%s", cursor != NULL ? "&cursor=" : "", cursor != NULL ? cursor : "");
      g_autoptr (NxTestReply) reply = nx_test_get (f->server, path, f->office);
      JsonArray *items;
      const char *next;

      nx_test_assert_status (reply, 200);
      items = json_node_get_array (nx_test_reply_node (reply, "items"));
      for (guint i = 0; i < json_array_get_length (items); i++)
        g_string_append (names, json_object_get_string_member (json_array_get_object_element (items, i), "firstName") + strlen ("Élève "));
      next = json_node_get_string (nx_test_reply_node (reply, "nextCursor"));
      g_free (cursor);
      cursor = next != NULL ? g_uri_escape_string (next, NULL, FALSE) : NULL;
    }
  while (cursor != NULL);
  g_assert_cmpstr (names->str, ==, "ABCDE");
}

/* Ten thousand pupils: a search stays within a blink. */
static void
test_search_speed (FamiliesFixture *f, gconstpointer data)
{
  static const char *const queries[] = { "ben rh", "be", "yassmina", "1234", "" };
  const NxActor office = { .role = NX_ROLE_ASSISTANTE, .user_id = f->office_id, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr",
                           .request_id = "test", .now = FAMILIES_NOW };

  nx_test_db_script (f->server->db, "SET statement_timeout = 0");
  nx_test_db_script (f->server->db,
                     "INSERT INTO users (id, email, role, first_name, last_name, created_at) SELECT "
                     "('01936d00-0000-7000-9000-' || lpad (to_hex (n), 12, '0'))::uuid, 'u' || n || '@example.tn', "
                     "CASE WHEN n <= 10000 THEN 'ELEVE' ELSE 'PARENT' END, left (md5 ((n * 7)::text), 8), left (md5 (n::text), 10), '2026-11-01' "
                     "FROM generate_series (1, 20000) n;"
                     "INSERT INTO parents (id, user_id, phone, created_at) SELECT ('01936d00-0000-7000-a000-' || lpad (to_hex (n), 12, '0'))::uuid, "
                     "('01936d00-0000-7000-9000-' || lpad (to_hex (n), 12, '0'))::uuid, n::text, '2026-11-01' FROM generate_series (10001, 20000) n;"
                     "INSERT INTO students (id, user_id, parent_id, grade, created_at) SELECT "
                     "('01936d00-0000-7000-b000-' || lpad (to_hex (n), 12, '0'))::uuid, ('01936d00-0000-7000-9000-' || lpad (to_hex (n), 12, '0'))::uuid, "
                     "('01936d00-0000-7000-a000-' || lpad (to_hex (n + 10000), 12, '0'))::uuid, 'TERMINALE', '2026-11-01' FROM generate_series (1, 10000) n;"
                     "ANALYZE users; ANALYZE students; ANALYZE parents;");
  nx_test_db_script (f->server->db, "VACUUM students");
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      gint64 best = G_MAXINT64;

      for (guint k = 0; k < 12; k++)
        {
          const gint64 start = g_get_monotonic_time ();
          g_autoptr (GError) error = NULL;
          g_autoptr (GPtrArray) found G_GNUC_UNUSED
            = nx_families_students (f->server->db, &office, queries[i], 50, NULL, NULL, &error);

          g_assert_no_error (error);
          best = MIN (best, g_get_monotonic_time () - start);
        }
      g_test_message ("“%s” among 10000: %.2f ms", queries[i], best / 1e3);
      g_assert_cmpint (best, <, 25000); /* five times what is asked for: this machine is shared */
    }
}

static void
test_edit_and_notes (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } }, other = { { NULL } };
  g_autofree char *helios_id = NULL, *helios = add_coach (f, "Hélios", &helios_id), *path = NULL, *notes = NULL;
  g_autoptr (NxTestReply) edited = NULL, refused = NULL, noted = NULL, seen = NULL, hidden = NULL, foreign = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  add_family (f, "b@example.tn", "Adam", "Trabelsi", &other);
  add_session (f, helios_id, family.made.student_id, 48);
  path = g_strconcat ("/api/students/", family.made.student_id, NULL);
  edited = nx_test_send (f->server, &(NxTestRequest){ .method = "PATCH", .path = path, .token = f->office,
                                                      .body = "{\"lastName\": \"Ben Rhouma-Lefèvre\", \"grade\": \"PREMIERE\"}" });
  nx_test_assert_status (edited, 200);
  g_assert_cmpstr (nx_test_reply_string (edited, "student.lastName"), ==, "Ben Rhouma-Lefèvre");
  g_assert_cmpstr (nx_test_reply_string (edited, "student.firstName"), ==, "Yasmine");
  g_assert_cmpstr (nx_test_reply_string (edited, "student.grade"), ==, "PREMIERE");
  expect_names (f, f->office, "lefevre", "Yasmine");
  refused = nx_test_send (f->server, &(NxTestRequest){ .method = "PATCH", .path = path, .token = family.parent, .body = "{}" });
  nx_test_assert_code (refused, 403, "forbidden");

  notes = g_strconcat (path, "/notes", NULL);
  noted = nx_test_post (f->server, notes, helios, "{\"body\": \"Préfère le matin.\"}");
  nx_test_assert_status (noted, 200);
  seen = nx_test_get (f->server, notes, f->office);
  g_assert_cmpstr (nx_test_reply_string (seen, "items.0.body"), ==, "Préfère le matin.");
  g_assert_cmpstr (nx_test_reply_string (seen, "items.0.author"), ==, "Hélios");
  hidden = nx_test_get (f->server, notes, family.parent);
  nx_test_assert_code (hidden, 403, "forbidden");
  g_free (notes);
  notes = g_strconcat ("/api/students/", other.made.student_id, "/notes", NULL);
  foreign = nx_test_get (f->server, notes, helios);
  nx_test_assert_code (foreign, 404, "not_found");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/families/" path, FamiliesFixture, NULL, families_setup, function, families_teardown)
  ADD ("register/all-of-it", test_register);
  ADD ("register/refusals", test_register_refusals);
  ADD ("register/all-faults", test_register_all_faults);
  ADD ("register/unusual-names", test_register_unusual_names);
  ADD ("register/homonyms", test_homonyms);
  ADD ("register/homonyms-at-once", test_homonyms_at_once);
  ADD ("activation", test_activation);
  ADD ("visibility", test_visibility);
  ADD ("search/cases", test_search);
  ADD ("search/phone", test_search_by_phone);
  ADD ("search/speed", test_search_speed);
  ADD ("pages", test_pages);
  ADD ("edit-and-notes", test_edit_and_notes);
  return g_test_run ();
}
