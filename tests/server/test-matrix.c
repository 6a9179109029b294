/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "server/nx-routes.h"
#include "tests/server/matrix-values.h"

/*
 * Every route × every role × own, foreign and missing objects, as tests/golden/authz.txt says. The table is walked against the
 * server's own route tables, so that neither can have a row that the other has not. Whatever is answered to a family or a coach
 * holds no string that was planted in another family.
 */

static const char *const role_names[] = { "anonymous", "PARENT", "ELEVE", "COACH", "ASSISTANTE", "ADMIN" };
static const char *const relation_names[] = { "own", "foreign", "missing" };

typedef struct
{
  char *method, *path, *body;
  guint empty, nothing;
  guint cells[ROLES][RELATIONS];
  const NxRoute *route;
  gboolean has_object;
} Line;

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
      g_autofree char *path = matrix_fill (self, line->path, relation);
      g_autofree char *body = line->body != NULL ? matrix_fill (self, line->body, relation) : NULL;
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
      g_autofree char *body = line->body != NULL ? matrix_fill (self, line->body, OWN) : NULL;
      g_autoptr (NxTestReply) reply = send_as (self, line, role, path, body);
      check_status (self, line, role, garbage[i], reply, 404);
    }
}

static void
check_empty (Matrix *self, const Line *line, guint role)
{
  gboolean page = (line->route->flags & NX_ROUTE_PAGE) != 0;
  g_autofree char *path = matrix_fill (self, line->path, OWN), *again = matrix_fill (self, line->path, OWN);
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
