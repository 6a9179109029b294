/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "server/nx-routes.h"
#include "tests/server/breakers-fixture.h"

/*
 * Every route × every role × own, foreign and missing objects, as tests/golden/authz.txt says. The table is walked against the
 * server's own route tables, so that neither can have a row that the other has not. Whatever is answered to a family or a coach
 * holds no string that was planted in another family.
 */

enum { OWN, FOREIGN, MISSING, RELATIONS };
enum { ANONYMOUS, PARENT, ELEVE, COACH_ROLE, ASSISTANTE, ADMIN, ROLES };

static const char *const role_names[] = { "anonymous", "PARENT", "ELEVE", "COACH", "ASSISTANTE", "ADMIN" };
static const char *const relation_names[] = { "own", "foreign", "missing" };

/* pupils 1 and 3 have nothing in common: not the parent, not the coach. */
static const guint pupil_of[] = { 1, 3 }, coach_of[] = { 1, 2 };

#define NOBODY "0000dead-0000-7000-8000-000000000000"

typedef struct
{
  char *method, *path, *body;
  guint empty, nothing;
  guint cells[ROLES][RELATIONS];
  const NxRoute *route;
  gboolean has_object;
} Line;

typedef struct
{
  Breakers breakers;
  GPtrArray *lines;
  char *token[ROLES];
  char *mail;
  guint hour, unique;
  guint requests;
  GString *wrong;
} Matrix;

static char *
read_golden (const char *name)
{
  g_autofree char *path = g_build_filename (NX_GOLDEN_DIR, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* --- the table --- */

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->method);
  g_free (line->path);
  g_free (line->body);
  g_free (line);
}

static void
read_cell (const char *text, guint *cell)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);
  guint n = g_strv_length (parts);

  g_assert_true (n == 1 || n == RELATIONS);
  for (guint i = 0; i < RELATIONS; i++)
    {
      cell[i] = (guint) atoi (parts[n == 1 ? 0 : i]);
      g_assert_cmpuint (cell[i], >=, 200);
    }
}

static Line *
read_line (const char *text)
{
  g_auto (GStrv) all = g_strsplit_set (text, " \t", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  Line *line = g_new0 (Line, 1);

  for (guint i = 0; all[i] != NULL; i++)
    if (*all[i] != '\0')
      g_ptr_array_add (words, all[i]);
  if (words->len != 4 + ROLES)
    g_error ("authz.txt: %u columns: %s", words->len, text);
  line->method = g_strdup (words->pdata[0]);
  line->path = g_strdup (words->pdata[1]);
  line->body = strcmp (words->pdata[2], "-") != 0 ? g_strdup (words->pdata[2]) : NULL;
  if (strcmp (words->pdata[3], "-") != 0)
    {
      g_auto (GStrv) parts = g_strsplit (words->pdata[3], "/", 2);

      line->empty = (guint) atoi (parts[0]);
      line->nothing = (guint) atoi (parts[1] != NULL ? parts[1] : parts[0]);
    }
  for (guint i = 0; i < ROLES; i++)
    read_cell (words->pdata[4 + i], line->cells[i]);
  for (const char *at = strchr (text, '{'); at != NULL; at = strchr (at + 1, '{'))
    line->has_object |= g_str_has_prefix (at, "{student}") || g_str_has_prefix (at, "{coach}")
                        || g_str_has_prefix (at, "{session}") || g_str_has_prefix (at, "{held}")
                        || g_str_has_prefix (at, "{payment}") || g_str_has_prefix (at, "{workshop}")
                        || g_str_has_prefix (at, "{statement}") || g_str_has_prefix (at, "{line}")
                        || g_str_has_prefix (at, "{mail}") || g_str_has_prefix (at, "{absence}")
                        || g_str_has_prefix (at, "{series}") || g_str_has_prefix (at, "{waiting}")
                        || g_str_has_prefix (at, "{closure}") || g_str_has_prefix (at, "{room}") || g_str_has_prefix (at, "{hold}");
  return line;
}

/* "/a/{student}/b?c=d" is of the pattern "/a/{id}/b". */
static gboolean
is_of_pattern (const char *path, const char *pattern)
{
  g_autofree char *only = g_strndup (path, strcspn (path, "?"));
  g_auto (GStrv) a = g_strsplit (only, "/", -1), b = g_strsplit (pattern, "/", -1);

  if (g_strv_length (a) != g_strv_length (b))
    return FALSE;
  for (guint i = 0; a[i] != NULL; i++)
    if (a[i][0] == '{' ? b[i][0] != '{' : strcmp (a[i], b[i]) != 0)
      return FALSE;
  return TRUE;
}

static GPtrArray *
all_routes (void)
{
  GPtrArray *routes = g_ptr_array_new ();
  const NxRoute *const *tables = nx_route_tables ();

  for (const NxRoute *route = nx_http_routes; route->method != NULL; route++)
    g_ptr_array_add (routes, (gpointer) route);
  for (guint i = 0; tables[i] != NULL; i++)
    for (const NxRoute *route = tables[i]; route->method != NULL; route++)
      g_ptr_array_add (routes, (gpointer) route);
  return routes;
}

static GPtrArray *
read_table (void)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  g_autofree char *text = read_golden ("authz.txt");
  g_auto (GStrv) rows = g_strsplit (text, "\n", -1);
  for (guint i = 0; rows[i] != NULL; i++)
    if (rows[i][0] != '\0' && rows[i][0] != '#')
      g_ptr_array_add (lines, read_line (rows[i]));
  return lines;
}

static void
match_routes (GPtrArray *lines)
{
  g_autoptr (GPtrArray) routes = all_routes ();
  g_autoptr (GString) missing = g_string_new (NULL);

  for (guint r = 0; r < routes->len; r++)
    {
      const NxRoute *route = routes->pdata[r];
      guint found = 0;

      for (guint i = 0; i < lines->len; i++)
        {
          Line *line = lines->pdata[i];

          if (strcmp (line->method, route->method) != 0 || !is_of_pattern (line->path, route->pattern))
            continue;
          line->route = route;
          found++;
        }
      if (found == 0)
        g_string_append_printf (missing, "route without a line: %s %s\n", route->method, route->pattern);
    }
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = lines->pdata[i];

      if (line->route == NULL)
        g_string_append_printf (missing, "line without a route: %s %s\n", line->method, line->path);
    }
  g_assert_cmpstr (missing->str, ==, "");
}

/* --- the families --- */

/* What is found nowhere in an answer, by who reads it. */
static const char *const of_others[] = { "canari", "98765432", "98 765 432", "00000001-0000-7000-8000-000000000003",
                                         "00000002-0000-7000-8000-000000000003", "00000003-0000-7000-8000-000000000003",
                                         "00000004-0000-7000-8000-000000000003", "00000012-0000-7000-8000-000000000003",
                                         "00000023-0000-7000-8000-000000000003", NULL };
static const char *const of_coaches[] = { "vrainom", "secretnote", "secretprive", NULL };

static const char *
find_secret (const char *body, const char *const *secrets, const char *asked)
{
  g_autofree char *low = g_utf8_strdown (body, -1);

  for (guint i = 0; secrets[i] != NULL; i++)
    if (strstr (low, secrets[i]) != NULL && strstr (asked, secrets[i]) == NULL)
      return secrets[i];
  return NULL;
}

static void
matrix_setup (Matrix *self, gconstpointer data)
{
  g_autofree char *planted = read_golden ("planted.sql");

  breakers_setup (&self->breakers, NULL);
  nx_test_db_script (self->breakers.centre.db, planted);
  NxTestServer *server = self->breakers.server;
  g_autofree char *admin = nx_test_server_add_user (server, NX_ROLE_ADMIN, "admin@nexus.test");

  self->lines = read_table ();
  match_routes (self->lines);
  self->token[PARENT] = breakers_token (&self->breakers, ID_PARENT_USER, 1);
  self->token[ELEVE] = breakers_token (&self->breakers, ID_PUPIL_USER, 1);
  self->token[COACH_ROLE] = breakers_token (&self->breakers, ID_COACH_USER, 1);
  self->token[ASSISTANTE] = breakers_token (&self->breakers, ID_OFFICE_USER, 1);
  self->token[ADMIN] = nx_test_server_token (server, admin);
  self->mail = ask_text (&self->breakers.centre, "SELECT id::text AS a FROM outbox WHERE dedupe = 'canari'");
  self->wrong = g_string_new (NULL);
}

static void
matrix_teardown (Matrix *self, gconstpointer data)
{
  g_ptr_array_unref (self->lines);
  for (guint i = 0; i < ROLES; i++)
    g_free (self->token[i]);
  g_free (self->mail);
  g_string_free (self->wrong, TRUE);
  nx_test_db_script (self->breakers.centre.db, "UPDATE outbox SET dead_at = NULL");
  breakers_teardown (&self->breakers, NULL);
}

/* --- a request --- */

static char *
next_start (Matrix *self)
{
  guint hour = self->hour++;
  gint64 time = at ("2026-11-26T08:00:00Z") + (hour / 8) * NX_TIME_DAY;
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (time / NX_TIME_SECOND + hour % 8 * 3600);

  if (g_date_time_get_day_of_week (day) == 7)
    {
      self->hour += 8 - hour % 8;
      return next_start (self);
    }
  return g_date_time_format (day, "%Y-%m-%dT%H:%M:%SZ");
}

static char *
registration (Matrix *self, gboolean form)
{
  static const char json[] = "{\"parentFirstName\":\"Leïla\",\"parentLastName\":\"Ben "
                             "Salah\",\"parentEmail\":\"m%u@example.com\",\"parentPhone\":\"+216 20 111 222\","
                             "\"parentPassword\":\"un-tapis-de-fleurs\",\"studentFirstName\":\"Yasmine\",\"studentLastName\":"
                             "\"BenSalah\",\"studentGrade\":\"TERMINALE\","
                             "\"subjects\":[\"NSI\"],\"currentLevel\":\"12\",\"objectives\":\"La-mention-très-bien\","
                             "\"preferredModality\":\"online\",\"acceptTerms\":true}";
  static const char pairs[]
      = "parentFirstName=Le%%C3%%AFla&parentLastName=Ben+Salah&parentEmail=m%u@example.com&parentPhone=%%2B216+20+111+222&"
        "parentPassword=un-tapis-de-fleurs&studentFirstName=Yasmine&studentLastName=BenSalah&studentGrade=TERMINALE&subjects=NSI&"
        "currentLevel=12&"
        "objectives=La-mention-bien&preferredModality=online&acceptTerms=1";

  self->unique++;
  return form ? g_strdup_printf (pairs, self->unique) : g_strdup_printf (json, self->unique);
}

static char *
ranges (void)
{
  GString *text = g_string_new ("[");

  for (guint day = 1; day <= 6; day++)
    g_string_append_printf (
        text, "%s{\"weekday\":%u,\"startMinute\":480,\"endMinute\":1200,\"types\":[\"COURS_ONLINE\",\"ATELIER_GROUPE\"]}",
        day > 1 ? "," : "", day);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static char *
new_session (Matrix *self, guint relation)
{
  g_autofree char *start = next_start (self);
  NxBooking booking = lesson (pupil_of[relation], coach_of[relation], start);

  booking.title = relation == FOREIGN ? "Canaricours" : "Intégrales";
  return book_ok (&self->breakers.centre, &booking);
}

/* Two hours, with a third family in it; not with the coach who must not meet pupil 3. */
static char *
new_workshop (Matrix *self)
{
  if (self->hour % 8 == 7)
    self->hour++;
  g_autofree char *start = next_start (self);
  NxBooking booking = lesson (5, 2, start);

  self->hour++;
  booking.type = NX_SERVICE_ATELIER_GROUPE;
  return book_ok (&self->breakers.centre, &booking);
}

/* A place of a workshop that is offered to the pupil, or one without a place. */
static char *
new_waiting (Matrix *self, guint relation, gboolean offered)
{
  g_autofree char *start = next_start (self), *sql = NULL, *session = NULL;
  NxBooking booking = lesson (5, coach_of[relation], start);

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  booking.duration = 60;
  session = book_ok (&self->breakers.centre, &booking);
  self->unique++;
  sql = offered ? g_strdup_printf ("UPDATE sessions SET capacity = 2, seats_offered = 1, names_waiting = 1 WHERE id = '%s';"
                                   "INSERT INTO waiting_list (id, student_id, seat, session_id, subject, type, status, created_at, offered_at,"
                                   " offer_expires_at, mailed_at) VALUES ('00000029-0000-7000-8000-%012u', '%s', true, '%s', 'MATHEMATIQUES',"
                                   " 'ATELIER_GROUPE', 'OFFERED', '2026-11-24', '2026-11-24', '2026-11-25', '2026-11-24')",
                                   session, self->unique, STUDENT (pupil_of[relation]), session)
                : g_strdup_printf ("UPDATE sessions SET capacity = 1 WHERE id = '%s'", session);
  nx_test_db_script (self->breakers.centre.db, sql);
  return offered ? g_strdup_printf ("00000029-0000-7000-8000-%012u", self->unique) : g_steal_pointer (&session);
}

/* A bank statement of one line, as it was before anybody touched it. */
static char *
new_statement (Matrix *self, const char *kind)
{
  nx_test_db_script (self->breakers.centre.db,
                     "DELETE FROM statement_contents; DELETE FROM matches; DELETE FROM statement_lines; DELETE FROM statements;"
                     "INSERT INTO statements (id, sha256, file_name, format, imported_at, imported_by) SELECT "
                     "'00000031-0000-7000-8000-000000000001', sha256 ('x'), 'x.csv', 'csv', '2026-11-20', min (id::text)::uuid "
                     "FROM users WHERE role = 'ASSISTANTE';"
                     "INSERT INTO statement_lines (id, statement_id, position, booked_on, amount, currency, fingerprint) VALUES "
                     "('00000032-0000-7000-8000-000000000001', '00000031-0000-7000-8000-000000000001', 1, '2026-11-20', 5000, 'TND', 'x');"
                     "INSERT INTO statement_contents VALUES ('00000031-0000-7000-8000-000000000001', 1, "
                     "'00000032-0000-7000-8000-000000000001')");
  return g_strdup_printf ("%s-0000-7000-8000-000000000001", kind);
}

/* Far from the hours in which sessions are made; a hold is the parent's. */
static char *
new_hours (Matrix *self, const char *name, guint relation)
{
  NxDb *db = self->breakers.centre.db;

  nx_test_db_script (db, "DELETE FROM closures; DELETE FROM availability_exceptions; DELETE FROM holds");
  if (strcmp (name, "room") == 0)
    return g_strdup (id_of (ID_ROOM, 1));
  if (strcmp (name, "closure") == 0)
    nx_test_db_script (db, "INSERT INTO closures (id, first_day, last_day, name) VALUES "
                           "('00000033-0000-7000-8000-000000000001', '2027-08-01', '2027-08-31', 'Canaricours')");
  else if (strcmp (name, "exception") == 0)
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO availability_exceptions (id, coach_id, during, available, created_at) VALUES "
                                              "('00000033-0000-7000-8000-000000000001', '%s', "
                                              "'[2027-07-01 07:00+00,2027-07-01 17:00+00)', false, '2026-11-01')", COACH (coach_of[relation]));

      nx_test_db_script (db, sql);
    }
  else
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO holds (id, coach_id, during, user_id, created_at, expires_at) VALUES "
                                              "('00000033-0000-7000-8000-000000000001', '%s', '[2027-07-01 07:00+00,2027-07-01 08:00+00)', "
                                              "'%s', '2026-11-24 08:59+00', '2027-07-01')",
                                              COACH (1), id_of (ID_PARENT_USER, pupil_of[relation]));

      nx_test_db_script (db, sql);
    }
  return g_strdup ("00000033-0000-7000-8000-000000000001");
}

/* Returns: (transfer full): what {name} stands for. */
static char *
value_of (Matrix *self, const char *name, guint relation)
{
  gboolean missing = relation == MISSING;

  if (strcmp (name, "student") == 0)
    return g_strdup (missing ? NOBODY : STUDENT (pupil_of[relation]));
  if (strcmp (name, "coach") == 0)
    return g_strdup (missing ? NOBODY : COACH (coach_of[relation]));
  if (strcmp (name, "session") == 0)
    return missing ? g_strdup (NOBODY) : new_session (self, relation);
  if (strcmp (name, "held") == 0)
    return missing ? g_strdup (NOBODY) : g_strdup_printf ("00000023-0000-7000-8000-00000000000%u", pupil_of[relation]);
  if (strcmp (name, "series") == 0)
    return g_strdup_printf ("00000027-0000-7000-8000-00000000000%s", missing ? "9" : relation == FOREIGN ? "2" : "1");
  if (strcmp (name, "absence") == 0)
    return g_strdup_printf ("00000028-0000-7000-8000-00000000000%s", missing ? "9" : relation == FOREIGN ? "2" : "1");
  if (strcmp (name, "payment") == 0)
    return missing ? g_strdup (NOBODY) : g_strdup_printf ("00000012-0000-7000-8000-00000000000%u", pupil_of[relation]);
  if (strcmp (name, "plan") == 0)
    return g_strdup (missing ? "NOTHING" : "HYBRIDE");
  if (strcmp (name, "pack") == 0)
    return g_strdup (missing ? "NOTHING" : "CREDITS_4");
  if (strcmp (name, "workshop") == 0)
    return missing ? g_strdup (NOBODY) : new_workshop (self);
  if (strcmp (name, "waiting") == 0 || strcmp (name, "full") == 0)
    return missing ? g_strdup (NOBODY) : new_waiting (self, relation, strcmp (name, "waiting") == 0);
  if (strcmp (name, "mail") == 0)
    {
      nx_test_db_script (self->breakers.centre.db, "UPDATE outbox SET dead_at = '2026-11-21' WHERE dedupe = 'canari'");
      return g_strdup (missing ? "987654" : self->mail);
    }
  if (strcmp (name, "statement") == 0)
    return missing ? g_strdup (NOBODY) : new_statement (self, "00000031");
  if (strcmp (name, "line") == 0)
    return missing ? g_strdup (NOBODY) : new_statement (self, "00000032");
  if (strcmp (name, "closure") == 0 || strcmp (name, "room") == 0 || strcmp (name, "hold") == 0 || strcmp (name, "exception") == 0)
    return missing ? g_strdup (NOBODY) : new_hours (self, name, relation);
  if (strcmp (name, "start") == 0)
    return next_start (self);
  if (strcmp (name, "ranges") == 0)
    return ranges ();
  if (strcmp (name, "registration") == 0)
    return registration (self, FALSE);
  g_assert_cmpstr (name, ==, "form");
  return registration (self, TRUE);
}

static char *
fill (Matrix *self, const char *template, guint relation)
{
  GString *text = g_string_new (NULL);

  for (const char *at = template; *at != '\0'; at++)
    {
      const char *end = *at == '{' && g_ascii_isalpha (at[1]) ? strchr (at, '}') : NULL;

      if (end == NULL)
        {
          g_string_append_c (text, *at);
          continue;
        }
      g_autofree char *name = g_strndup (at + 1, end - at - 1), *value = value_of (self, name, relation);
      g_string_append (text, value);
      at = end;
    }
  return g_string_free (text, FALSE);
}

static NxTestReply *
send_as (Matrix *self, const Line *line, guint role, const char *path, const char *body)
{
  static const char *const page_headers[]
      = { "Sec-Fetch-Site", "same-origin", "Accept", "text/html", "Accept-Language", "en", NULL };
  static const char *const api_headers[] = { "Accept-Language", "en", NULL };
  gboolean page = (line->route->flags & NX_ROUTE_PAGE) != 0;
  g_autofree char *cookie = page && self->token[role] != NULL ? g_strconcat ("nexus_session=", self->token[role], NULL) : NULL;

  self->requests++;
  return nx_test_send (self->breakers.server, &(NxTestRequest){
    .method = line->method, .path = path, .cookie = cookie, .token = page ? NULL : self->token[role], .body = body,
    .content_type = page ? "application/x-www-form-urlencoded" : NULL, .headers = page ? page_headers : api_headers });
}

static void
complain (Matrix *self, const Line *line, guint role, const char *relation, const char *what, NxTestReply *reply)
{
  const char *title = strstr (reply->body, "<title>");

  g_string_append_printf (self->wrong, "%s %s, %s, %s: %s: %.*s\n", line->method, line->path, role_names[role], relation, what,
                          title != NULL ? (int) strcspn (title + 1, "<") + 1 : 300, title != NULL ? title : reply->body);
}

/* --- the checks of an answer --- */

static void
check_status (Matrix *self, const Line *line, guint role, const char *relation, NxTestReply *reply, guint expected)
{
  gboolean page = (line->route->flags & NX_ROUTE_PAGE) != 0;

  if (reply->status != expected)
    {
      g_autofree char *what = g_strdup_printf ("%u, expected %u", reply->status, expected);

      complain (self, line, role, relation, what, reply);
      return;
    }
  if (nx_test_reply_header (reply, "X-Request-Id") == NULL)
    complain (self, line, role, relation, "no request id", reply);
  if (expected >= 400 && !page
      && (reply->json == NULL || nx_test_reply_node (reply, "detail") == NULL || nx_test_reply_node (reply, "code") == NULL))
    complain (self, line, role, relation, "no problem document", reply);
}

static void
check_secrets (Matrix *self, const Line *line, guint role, const char *relation, NxTestReply *reply, const char *asked)
{
  const char *found = role != ASSISTANTE && role != ADMIN ? find_secret (reply->body, of_others, asked) : NULL;

  if (found == NULL && (role == ANONYMOUS || role == PARENT || role == ELEVE))
    found = find_secret (reply->body, of_coaches, asked);
  if (found == NULL)
    return;
  g_autofree char *what = g_strdup_printf ("tells “%s”", found);
  complain (self, line, role, relation, what, reply);
}

/* The answer without what the question held: of a foreign object it is that of a missing one. */
static char *
without_ids (const char *body)
{
  static const char uuid[]
      = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:%A]+Z";
  g_autoptr (GRegex) regex = g_regex_new (uuid, 0, 0, NULL);

  return g_regex_replace_literal (regex, body, -1, 0, "ID", 0, NULL);
}

static void
check_cell (Matrix *self, const Line *line, guint role)
{
  g_autofree char *foreign = NULL;

  for (guint relation = OWN; relation < (line->has_object ? RELATIONS : 1); relation++)
    {
      guint expected = line->cells[role][relation];
      g_autofree char *path = fill (self, line->path, relation);
      g_autofree char *body = line->body != NULL ? fill (self, line->body, relation) : NULL;
      g_autofree char *asked = g_strconcat (path, " ", body, NULL);
      g_autofree char *low = g_ascii_strdown (asked, -1);
      g_autoptr (NxTestReply) reply = send_as (self, line, role, path, body);

      check_status (self, line, role, relation_names[relation], reply, expected);
      check_secrets (self, line, role, relation_names[relation], reply, low);
      if (relation == FOREIGN && expected == 404)
        foreign = without_ids (reply->body);
      g_autofree char *missing = relation == MISSING && foreign != NULL ? without_ids (reply->body) : NULL;
      if (missing != NULL && strcmp (missing, foreign) != 0)
        complain (self, line, role, relation_names[relation], "is told from foreign", reply);
    }
}

/* What is no identifier at all is as missing as one of nobody. */
static void
check_garbage (Matrix *self, const Line *line, guint role)
{
  static const char *const garbage[] = { "x", "%27%20OR%201=1--", "0", "-1", "%F0%9F%98%80" };
  g_autofree char *only = g_strndup (line->path, strcspn (line->path, "?"));
  const char *open = strchr (only, '{'), *close = strchr (only, '}');

  if (open == NULL || line->cells[role][OWN] >= 400)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      g_autofree char *path = g_strdup_printf ("%.*s%s%s", (int) (open - only), only, garbage[i], close + 1);
      g_autofree char *body = line->body != NULL ? fill (self, line->body, OWN) : NULL;
      g_autoptr (NxTestReply) reply = send_as (self, line, role, path, body);
      check_status (self, line, role, garbage[i], reply, 404);
    }
}

static void
check_empty (Matrix *self, const Line *line, guint role)
{
  gboolean page = (line->route->flags & NX_ROUTE_PAGE) != 0;
  g_autofree char *path = fill (self, line->path, OWN), *again = fill (self, line->path, OWN);
  g_autoptr (NxTestReply) empty = send_as (self, line, role, path, page ? "" : "{}");
  g_autoptr (NxTestReply) nothing = send_as (self, line, role, again, NULL);

  check_status (self, line, role, "an empty body", empty, line->empty);
  check_status (self, line, role, "no body", nothing, line->nothing);
}

static void
check_line (Matrix *self, const Line *line)
{
  int first = -1;

  for (guint role = 0; role < ROLES; role++)
    {
      nx_test_db_script (self->breakers.centre.db, "DELETE FROM rate_limits; DELETE FROM sign_in_attempts");
      check_cell (self, line, role);
      if (first < 0 && line->cells[role][OWN] != 401 && line->cells[role][OWN] != 403 &&
          (role != ANONYMOUS || (line->route->roles & NX_ROLES_ANYONE) != 0))
        first = (int) role;
      if (line->route == NULL || strcmp (line->route->pattern, "/api/auth/signout") != 0)
        continue;
      nx_test_db_script (self->breakers.centre.db, "UPDATE auth_tokens SET revoked_at = NULL");
    }
  if (strstr (line->path, "deconnexion") != NULL)
    nx_test_db_script (self->breakers.centre.db, "UPDATE auth_tokens SET revoked_at = NULL");
  if (first < 0)
    return;
  check_garbage (self, line, (guint) first);
  if (line->empty != 0)
    check_empty (self, line, (guint) first);
}

static void
test_authz (Matrix *self, gconstpointer data)
{
  for (guint i = 0; i < self->lines->len; i++)
    check_line (self, self->lines->pdata[i]);
  g_test_message ("%u lines, %u requests", self->lines->len, self->requests);
  if (self->wrong->len > 0)
    g_printerr ("%s", self->wrong->str);
  g_assert_cmpuint (self->wrong->len, ==, 0);
}

/* The map that operators and reviewers read: a change of a route is a change of tests/golden/routes.txt. */
static void
test_golden_routes (void)
{
  g_autofree char *expected = read_golden ("routes.txt"), *map = nx_routes_print (nx_route_tables ());

  if (strcmp (map, expected) != 0)
    g_printerr ("Is the change meant? Then: nexus-server routes > tests/golden/routes.txt\n%s", map);
  g_assert_cmpstr (map, ==, expected);
}

/* The roles of the table of rights are those of the route. */
static void
test_roles (void)
{
  g_autoptr (GPtrArray) lines = read_table ();
  static const NxRoles roles[ROLES]
      = { NX_ROLES_ANYONE, NX_ROLES_PARENT, NX_ROLES_ELEVE, NX_ROLES_COACH, NX_ROLES_ASSISTANTE, NX_ROLES_ADMIN };

  match_routes (lines);
  for (guint i = 0; i < lines->len; i++)
    for (guint role = PARENT; role < ROLES; role++)
      {
        const Line *line = lines->pdata[i];
        gboolean may = (line->route->roles & (roles[role] | NX_ROLES_ANYONE)) != 0;

        if (may == (line->cells[role][OWN] == 403))
          g_error ("%s %s: %s", line->method, line->path, role_names[role]);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/matrix/golden-routes", test_golden_routes);
  g_test_add_func ("/matrix/roles", test_roles);
  g_test_add ("/matrix/authz", Matrix, NULL, matrix_setup, test_authz, matrix_teardown);
  return g_test_run ();
}
