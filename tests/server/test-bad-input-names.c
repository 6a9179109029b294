/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/breakers-fixture.h"

/*
 * What people are called and what they write, however odd: kept as it came, byte by byte, and shown on pages as text, never as
 * markup or as part of a template, a format or a statement.
 */

#define EIGHTY_E "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé"

static const char *const names[] = {
  "O'Brien",
  "D’Aubigné",
  "Anne \"Nanou\" Marie",
  "<script>alert(1)</script>",
  "</title><img src=x onerror=alert(1)>",
  "a\" onmouseover=\"alert(1)",
  "{{studentFirstName}}",
  "{{{body}}} {{> input}}",
  "%s%n%100000d",
  "C:\\temp\\n",
  "Robert'); DROP TABLE students;--",
  "&amp; &lt;b&gt;",
  "=HYPERLINK(\"http://x\")",
  "😀👩‍🎓🏳️‍🌈",
  "محمد الأمين",
  "\u200fمحمد\u200f",
  "ב\u200eא",
  "e\u0301\u0302\u0303\u0304\u0305",
  "𝓛𝓮𝓲𝓵𝓪",
  "ﬁﬀ Ǆ ﷽",
  "李小龍",
  "null",
  "undefined",
  "../../etc/passwd",
  "CON",
  "a\u00a0b",
  EIGHTY_E "e",
};

/* --- words --- */

static void
append_json (GString *text, const char *member, const char *value)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), value);
  g_autofree char *quoted = json_to_string (node, FALSE);

  g_string_append_printf (text, "%s\"%s\":%s", text->len > 1 ? "," : "", member, quoted);
}

/* What a browser shows of it: character references undone. */
static char *
shown (const char *html)
{
  static const struct { const char *entity, *text;
  } entities[] = {
    { "&lt;", "<" },   { "&gt;", ">" },   { "&quot;", "\"" }, { "&#39;", "'" }, { "&#x27;", "'" }, { "&#x2F;", "/" },
    { "&#x60;", "`" }, { "&#x3D;", "=" }, { "&#61;", "=" },   { "&#96;", "`" }, { "&#47;", "/" },  { "&amp;", "&" },
  };
  GString *text = g_string_new (html);

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (text, entities[i].entity, entities[i].text, 0);
  return g_string_free (text, FALSE);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    n++;
  return n;
}

/* @page shows @word, and has the tags of @plain, which shows a word without anything odd at the same places. */
static void
check_page (NxTestReply *page, NxTestReply *plain, const char *word)
{
  static const char *const marks[] = { "<", "<script", "<img", "<b", "onerror=", "onmouseover=", "</title>", "{{" };
  g_autofree char *text = shown (page->body);

  nx_test_assert_status (page, 200);
  if (strstr (text, word) == NULL)
    g_error ("“%s” is not shown: %s", word, page->body);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      /* "onerror=" as text is harmless: what counts is a "<" or a quote that is not ours. */
      gboolean tag = marks[i][0] == '<';

      if (tag && count (page->body, marks[i]) != count (plain->body, marks[i]))
        g_error ("“%s” makes markup (%s): %s", word, marks[i], page->body);
    }
  if (strchr (word, '"') != NULL && strstr (page->body, word) != NULL)
    g_error ("“%s” keeps its quotes: %s", word, page->body);
}

static NxTestReply *
get_page (Breakers *self, const char *path, const char *cookie)
{
  return nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = path, .cookie = cookie });
}

/* --- names --- */

static char *
register_named (Breakers *self, const char *name, guint i)
{
  g_autoptr (GString) body = g_string_new ("{");
  g_autofree char *email = g_strdup_printf ("names%u@example.com", i);

  append_json (body, "parentFirstName", name);
  append_json (body, "parentLastName", name);
  append_json (body, "parentEmail", email);
  append_json (body, "studentFirstName", name);
  append_json (body, "studentLastName", name);
  append_json (body, "studentSchool", name);
  append_json (body, "difficulties", name);
  g_string_append (
      body,
      ",\"parentPhone\":\"+216 20 111 222\",\"parentPassword\":\"un tapis de fleurs\",\"studentGrade\":\"TERMINALE\","
      "\"subjects\":[\"NSI\"],\"currentLevel\":\"12\",\"objectives\":\"La mention très bien\",\"preferredModality\":\"online\","
      "\"acceptTerms\":true}");
  nx_test_db_script (self->centre.db, "DELETE FROM rate_limits");
  g_autoptr (NxTestReply) reply = nx_test_post (self->server, "/api/bilan-gratuit", NULL, body->str);
  if (reply->status != 201)
    g_error ("“%s”: %u %s", name, reply->status, reply->body);
  return g_strdup (nx_test_reply_string (reply, "studentId"));
}

static char *
cookie_of_parent (Breakers *self, const char *student)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT p.user_id::text AS a FROM students s JOIN parents p ON p.id = s.parent_id WHERE s.id = '%s'", student);
  g_autofree char *user = ask_text (&self->centre, sql), *token = nx_test_server_token (self->server, user);

  return g_strconcat ("nexus_session=", token, NULL);
}

static void
test_names (Breakers *self, gconstpointer data)
{
  g_autofree char *office = breakers_token (self, ID_OFFICE_USER, 1);
  g_autofree char *usual = register_named (self, "Yasmine", 1000), *usual_cookie = cookie_of_parent (self, usual);
  g_autofree char *usual_path = g_strconcat ("/parent/enfants/", usual, NULL);
  g_autoptr (NxTestReply) plain = get_page (self, "/parent", usual_cookie),
                          plain_child = get_page (self, usual_path, usual_cookie);

  for (guint i = 0; i < breakers_count (G_N_ELEMENTS (names), 10); i++)
    {
      g_autofree char *student = register_named (self, names[i], i);
      g_autofree char *path = g_strconcat ("/api/students/", student, NULL), *cookie = cookie_of_parent (self, student);
      g_autofree char *page_path = g_strconcat ("/parent/enfants/", student, NULL);
      g_autoptr (NxTestReply) file = nx_test_get (self->server, path, office);
      g_autoptr (NxTestReply) page = get_page (self, "/parent", cookie), child = get_page (self, page_path, cookie);

      nx_test_assert_status (file, 200);
      g_assert_cmpstr (nx_test_reply_string (file, "student.firstName"), ==, names[i]);
      g_assert_cmpstr (nx_test_reply_string (file, "student.lastName"), ==, names[i]);
      g_assert_cmpstr (nx_test_reply_string (file, "student.school"), ==, names[i]);
      check_page (page, plain, names[i]);
      check_page (child, plain_child, names[i]);
    }
}

/* One more than fits, in characters, not bytes: refused with the name of the member, on the API and on the page. */
static void
test_long_names (Breakers *self, gconstpointer data)
{
  static const struct { const char *unit; guint n; guint status; } cases[] = {
    { "a", 200, 422 }, { "a", 81, 422 }, { "😀", 81, 422 }, { "é", 200, 422 }, { "😀", 80, 201 }, { "a", 1, 422 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GString *name = g_string_new (NULL);
      for (guint j = 0; j < cases[i].n; j++)
        g_string_append (name, cases[i].unit);
      g_autofree char *body = g_strdup_printf (
          "{\"parentFirstName\":\"%s\",\"parentLastName\":\"Ben "
          "Salah\",\"parentEmail\":\"long%u@example.com\",\"parentPhone\":\"+216 20 111 222\","
          "\"parentPassword\":\"un tapis de fleurs\",\"studentFirstName\":\"Yasmine\",\"studentLastName\":\"Ben "
          "Salah\",\"studentGrade\":\"TERMINALE\","
          "\"subjects\":[\"NSI\"],\"currentLevel\":\"12\",\"objectives\":\"La mention très "
          "bien\",\"preferredModality\":\"online\",\"acceptTerms\":true}",
          name->str, i);
      g_autoptr (NxTestReply) reply = nx_test_post (self->server, "/api/bilan-gratuit", NULL, body);
      nx_test_assert_status (reply, cases[i].status);
      if (cases[i].status == 422)
        g_assert_nonnull (nx_test_reply_node (reply, "fields.parentFirstName"));
      g_string_free (name, TRUE);
    }
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM users WHERE email LIKE 'long%'"), ==, 1);

  /* The page shows again what was typed, as text, but never the password. */
  g_autoptr (NxTestReply) form = nx_test_form (self->server, "/bilan-gratuit", NULL,
                                               "parentFirstName=%3Cscript%3Ealert(1)%3C%2Fscript%3E&parentEmail=%22%3E%3Cb%3E&"
                                               "parentPassword=un+secret+qui+reste&objectives=%3C%2Ftextarea%3E%3Cb%3E");
  nx_test_assert_status (form, 422);
  g_assert_null (strstr (form->body, "<script>alert"));
  g_assert_null (strstr (form->body, "\"><b>"));
  g_assert_null (strstr (form->body, "</textarea><b>"));
  g_assert_null (strstr (form->body, "un secret qui reste"));
  g_autofree char *text = shown (form->body);
  g_assert_nonnull (strstr (text, "<script>alert(1)</script>"));
}

/* --- what coaches and families write --- */

static const char *const words[] = {
  "<script>alert('x')</script>",
  "ligne 1\nligne 2",
  "{{{private}}}",
  "<b>gras</b> & \"guillemets\"",
  "مرحبا\u200f",
  "😀 100 % %s",
  "a < b && c > d",
};

static char *
held_session (Breakers *self, guint n)
{
  g_autofree char *sql
      = g_strdup_printf ("INSERT INTO sessions (id, coach_id, during, type, subject, status, seats_taken, seat_cost, jitsi_room, "
                         "created_at, updated_at)"
                         " VALUES ('00000023-0000-7000-8000-0000000000%02u', '00000006-0000-7000-8000-000000000001', tstzrange "
                         "('2026-11-20 07:00+00'::timestamptz"
                         " + interval '1 hour' * %u, '2026-11-20 08:00+00'::timestamptz + interval '1 hour' * %u), "
                         "'COURS_ONLINE', 'MATHEMATIQUES', 'SCHEDULED', 1, 0,"
                         " 'a-room-that-nobody-guesses-%u', '2026-11-19', '2026-11-19');"
                         "INSERT INTO seats (id, session_id, student_id, during, cost, booked_at) SELECT gen_random_uuid (), id,"
                         " '00000004-0000-7000-8000-000000000004', during, 0, created_at FROM sessions WHERE jitsi_room = "
                         "'a-room-that-nobody-guesses-%u'",
                         n, n, n, n, n);

  nx_test_db_script (self->centre.db, sql);
  return g_strdup_printf ("00000023-0000-7000-8000-0000000000%02u", n);
}

static void
put_report (Breakers *self, const char *session, const char *coach, const char *word)
{
  g_autoptr (GString) body = g_string_new ("{");
  g_autofree char *path = g_strconcat ("/api/sessions/", session, "/report", NULL);

  append_json (body, "attendance", "PRESENT");
  append_json (body, "worked", word);
  append_json (body, "strengths", word);
  append_json (body, "improve", word);
  append_json (body, "homework", word);
  append_json (body, "privateNote", word);
  g_string_append (body, ",\"submit\":true}");
  g_autoptr (NxTestReply) reply = nx_test_put (self->server, path, coach, body->str);
  nx_test_assert_status (reply, 200);
}

static void
test_reports (Breakers *self, gconstpointer data)
{
  g_autofree char *coach = breakers_token (self, ID_COACH_USER, 1), *cookie = breakers_cookie (self, ID_PARENT_USER, 4);
  g_autofree char *parent = breakers_token (self, ID_PARENT_USER, 4), *usual = held_session (self, 10), *usual_path = NULL;

  put_report (self, usual, coach, "mot");
  usual_path = g_strconcat ("/rapports/", usual, NULL);
  g_autoptr (NxTestReply) plain = get_page (self, usual_path, cookie);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *session = held_session (self, 11 + i), *page_path = g_strconcat ("/rapports/", session, NULL);
      g_autofree char *path = g_strconcat ("/api/sessions/", session, "/report", NULL);

      put_report (self, session, coach, words[i]);
      g_autoptr (NxTestReply) page = get_page (self, page_path, cookie), api = nx_test_get (self->server, path, parent);
      nx_test_assert_status (api, 200);
      g_assert_cmpstr (nx_test_reply_string (api, "report.worked"), ==, words[i]);
      g_assert_cmpstr (nx_test_reply_string (api, "report.homework"), ==, words[i]);
      JsonNode *private = nx_test_reply_node (api, "report.privateNote");
      g_assert_true (private == NULL || JSON_NODE_HOLDS_NULL (private));
      if (strchr (words[i], '\n') == NULL)
        check_page (page, plain, words[i]);
      nx_test_assert_status (page, 200);
    }
}

/* --- searching --- */

static void
test_search (Breakers *self, gconstpointer data)
{
  g_autofree char *office = breakers_token (self, ID_OFFICE_USER, 1);
  static const char *const queries[] = {
    "%25",
    "_",
    "%27",
    "%22",
    "%5C",
    "%27%20OR%20%271%27=%271",
    "%F0%9F%98%80",
    "%D9%85",
    "%7B%7D",
    "%7B,",
    "a%00",
    "%E2%80%8F",
    "*",
    "%28",
    "%5B",
    "%2B216",
    "a%20b%20c%20d%20e%20f%20g%20h%20i",
    "%20",
    "%C3%A9",
    "e%CC%81",
  };
  gint64 all = ask_number (&self->centre, "SELECT count (*) AS a FROM students");

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *path = g_strdup_printf ("/api/students?limit=200&query=%s", queries[i]);
      g_autoptr (NxTestReply) reply = nx_test_get (self->server, path, office);
      if (reply->status != 200 && reply->status != 422 && reply->status != 400)
        g_error ("%s: %u %s", queries[i], reply->status, reply->body);
    }
  /* A quote finds nobody more than nothing does. */
  g_autoptr (NxTestReply) none = nx_test_get (self->server, "/api/students?limit=200&query=zzzzzzzz%27%20OR%201=1--", office);
  nx_test_assert_status (none, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (none, "items"))), <, all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Breakers, NULL, breakers_setup, test, breakers_teardown)
  ADD ("/bad-input/names", test_names);
  ADD ("/bad-input/long-names", test_long_names);
  ADD ("/bad-input/reports", test_reports);
  ADD ("/bad-input/search", test_search);
  return g_test_run ();
}
