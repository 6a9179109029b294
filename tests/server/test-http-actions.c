/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/http-routes.h"

/* Changes: transactions, idempotency keys, which site a request came from; forms and pages. */

#define KEY "Idempotency-Key"

static NxTestReply *
book (NxTestServer *server, const char *token, const char *key, const char *body)
{
  const char *headers[] = { KEY, key, NULL };
  return nx_test_send (server, &(NxTestRequest){ .method = "POST", .path = "/api/book", .token = token, .body = body,
                                                 .headers = key != NULL ? headers : NULL });
}

static guint
count (NxTestServer *server)
{
  g_autoptr (NxTestReply) reply = nx_test_get (server, "/api/count", NULL);
  nx_test_assert_status (reply, 200);
  return (guint) nx_test_reply_number (reply, "n");
}

static void
test_transactions (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *user = nx_test_server_add_user (server, NX_ROLE_PARENT, "a@nexus.test");
  g_autofree char *token = nx_test_server_token (server, user);
  g_autoptr (NxTestReply) done = book (server, token, NULL, "{\"name\":\"x\"}");
  nx_test_assert_status (done, 201);
  g_autoptr (NxTestReply) error = book (server, token, NULL, "{\"name\":\"x\",\"fail\":\"error\"}");
  nx_test_assert_code (error, 409, "slot_taken");
  g_autoptr (NxTestReply) status = book (server, token, NULL, "{\"name\":\"x\",\"fail\":\"status\"}");
  nx_test_assert_status (status, 409);
  g_assert_cmpuint (count (server), ==, 1);
}

static void
test_idempotency (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *one = nx_test_server_add_user (server, NX_ROLE_PARENT, "a@nexus.test"), *two = nx_test_server_add_user (server, NX_ROLE_PARENT, "b@nexus.test");
  g_autofree char *token = nx_test_server_token (server, one), *other = nx_test_server_token (server, two);

  g_autoptr (NxTestReply) first = book (server, token, "key-number-1", "{\"name\":\"x\"}");
  nx_test_assert_status (first, 201);
  g_assert_null (nx_test_reply_header (first, "Idempotent-Replay"));
  g_autoptr (NxTestReply) again = book (server, token, "key-number-1", "{\"name\":\"x\"}");
  nx_test_assert_status (again, 201);
  g_assert_cmpstr (nx_test_reply_header (again, "Idempotent-Replay"), ==, "true");
  g_assert_cmpstr (again->body, ==, first->body);
  g_assert_cmpuint (count (server), ==, 1);
  g_autoptr (NxTestReply) changed = book (server, token, "key-number-1", "{\"name\":\"y\"}");
  nx_test_assert_code (changed, 409, "idempotency_conflict");
  g_autoptr (NxTestReply) stranger = book (server, other, "key-number-1", "{\"name\":\"x\"}");
  nx_test_assert_status (stranger, 201);
  g_assert_null (nx_test_reply_header (stranger, "Idempotent-Replay"));

  /* What failed left no trace: the same key may be tried again. */
  g_autoptr (NxTestReply) failed = book (server, token, "key-number-2", "{\"name\":\"x\",\"fail\":\"error\"}");
  nx_test_assert_code (failed, 409, "slot_taken");
  g_autoptr (NxTestReply) retried = book (server, token, "key-number-2", "{\"name\":\"x\"}");
  nx_test_assert_status (retried, 201);
  g_assert_cmpuint (count (server), ==, 3);

  static const char *const bad[] = { "short", "with a space", "12345678901234567890123456789012345678901234567890123456789012345" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (NxTestReply) reply = book (server, token, bad[i], "{\"name\":\"x\"}");
      nx_test_assert_code (reply, 422, "invalid");
    }
}

typedef struct
{
  NxTestServer *server;
  const char *token;
  int first, replayed, busy;
} Twins;

static gpointer
run_twin (gpointer data)
{
  Twins *twins = data;
  g_autoptr (NxTestReply) reply = book (twins->server, twins->token, "key-of-twins", "{\"name\":\"x\"}");
  if (reply->status == 503)
    g_atomic_int_inc (&twins->busy);
  else if (nx_test_reply_header (reply, "Idempotent-Replay") != NULL)
    g_atomic_int_inc (&twins->replayed);
  else if (reply->status == 201)
    g_atomic_int_inc (&twins->first);
  return NULL;
}

static void
test_twins (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *user = nx_test_server_add_user (server, NX_ROLE_PARENT, "a@nexus.test"), *token = nx_test_server_token (server, user);
  Twins twins = { server, token };
  GThread *threads[12];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("twin", run_twin, &twins);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (twins.first, ==, 1);
  g_assert_cmpint (twins.replayed + twins.busy, ==, 11);
  g_assert_cmpuint (count (server), ==, 1);
}

static void
test_cross_site (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *user = nx_test_server_add_user (server, NX_ROLE_PARENT, "a@nexus.test"), *token = nx_test_server_token (server, user);
  g_autofree char *cookie = g_strconcat ("nexus_session=", token, NULL);
  g_autofree char *own = g_strdup_printf ("http://127.0.0.1:%u", server->port), *own_page = g_strconcat (own, "/form", NULL);
  const struct { const char *name, *value; guint status; } cases[] = {
    { NULL, NULL, 403 },
    { "Sec-Fetch-Site", "same-origin", 200 },
    { "Sec-Fetch-Site", "none", 200 },
    { "Sec-Fetch-Site", "same-site", 403 },
    { "Sec-Fetch-Site", "cross-site", 403 },
    { "Origin", own, 200 },
    { "Origin", "http://nexus.test", 200 },
    { "Origin", "http://nexus.test.evil.example", 403 },
    { "Origin", "null", 403 },
    { "Referer", own_page, 200 },
    { "Referer", "https://evil.example/http://nexus.test/", 403 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *headers[] = { cases[i].name, cases[i].value, NULL };
      g_autoptr (NxTestReply) reply = nx_test_send (server, &(NxTestRequest){ .method = "POST", .path = "/api/family", .cookie = cookie,
                                                                              .body = "{\"name\":\"x\"}", .headers = headers });
      if (reply->status != cases[i].status)
        g_error ("%s: %s: %u", cases[i].name, cases[i].value, reply->status);
      if (reply->status == 403)
        nx_test_assert_code (reply, 403, "cross_site");
    }
  /* A form of a visitor, without a cookie: another site may not sign people in. */
  g_autoptr (NxTestReply) visitor = nx_test_send (server, &(NxTestRequest){ .method = "POST", .path = "/form", .body = "name=Zo",
                                                                            .content_type = "application/x-www-form-urlencoded" });
  nx_test_assert_status (visitor, 403);
  /* A program with its token says nothing of a site. */
  g_autoptr (NxTestReply) program = nx_test_post (server, "/api/family", token, "{\"name\":\"x\"}");
  nx_test_assert_status (program, 200);
}

static void
test_forms (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autoptr (NxTestReply) good = nx_test_form (server, "/form", NULL, "name=Zo%C3%A9+B&password=secret");
  nx_test_assert_status (good, 303);
  g_assert_cmpstr (nx_test_reply_header (good, "Location"), ==, "/done");
  g_assert_cmpstr (nx_test_reply_header (good, "Set-Cookie"), ==, "test=1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
  g_autoptr (NxTestReply) bad = nx_test_form (server, "/form", NULL, "name=%3C&password=secret");
  nx_test_assert_status (bad, 422);
  g_assert_cmpstr (bad->body, ==, "<p>typed=&lt; secret= faults=1</p>");
  g_assert_nonnull (strstr (nx_test_reply_header (bad, "Content-Security-Policy"), "default-src 'none'"));
  static const char *const malformed[] = { "name=%zz", "name=%00", "name=%ff", "name=a%", "=x", "name=%1b" };
  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autoptr (NxTestReply) reply = nx_test_form (server, "/form", NULL, malformed[i]);
      nx_test_assert_status (reply, 400);
      g_assert_true (g_str_has_prefix (nx_test_reply_header (reply, "Content-Type"), "text/html"));
    }
  g_autoptr (NxTestReply) json =
    nx_test_send (server, &(NxTestRequest){ .method = "POST", .path = "/form", .body = "{}", .headers = (const char *[]){ "Sec-Fetch-Site", "none", NULL } });
  nx_test_assert_status (json, 415);
}

static void
test_pages (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autoptr (NxTestReply) visitor = nx_test_get (server, "/parent/home?x=1", NULL);
  nx_test_assert_status (visitor, 303);
  g_assert_cmpstr (nx_test_reply_header (visitor, "Location"), ==, "/connexion?suite=/parent/home%3Fx%3D1");
  g_autofree char *path = g_strdup_printf ("/parent/home?x=%0600d", 1);
  g_autoptr (NxTestReply) long_query = nx_test_get (server, path, NULL);
  g_assert_cmpstr (nx_test_reply_header (long_query, "Location"), ==, "/connexion?suite=/parent/home");
  g_autoptr (NxTestReply) none = nx_test_get (server, "/nowhere/at/all", NULL);
  nx_test_assert_status (none, 404);
  g_assert_true (g_str_has_prefix (nx_test_reply_header (none, "Content-Type"), "text/html"));
  g_autoptr (NxTestReply) wants_json =
    nx_test_send (server, &(NxTestRequest){ .method = "GET", .path = "/nowhere/at/all", .headers = (const char *[]){ "Accept", "application/json", NULL } });
  nx_test_assert_code (wants_json, 404, "not_found");
}

static void
check_expired (NxTestServer *server, const char *referer, const char *location)
{
  const char *headers[] = { "Sec-Fetch-Site", "same-origin", "Referer", referer, NULL };
  g_autoptr (NxTestReply) reply = nx_test_send (server, &(NxTestRequest){ .method = "POST", .path = "/parent/home", .cookie = "nexus_session=a.b.c", .body = "name=Zo",
                                                          .content_type = "application/x-www-form-urlencoded", .headers = headers });
  nx_test_assert_status (reply, 303);
  g_assert_cmpstr (nx_test_reply_header (reply, "Location"), ==, location);
}

/* A form that is sent after its person was signed out: they come back to it. */
static void
test_expired (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *own = g_strconcat (server->url, "/reserver/confirmer?debut=2026-11-25T14%3A00%3A00Z&eleve=1", NULL);
  check_expired (server, own, "/connexion?suite=/reserver/confirmer%3Fdebut%3D2026-11-25T14%253A00%253A00Z%26eleve%3D1&expire=1");
  check_expired (server, "https://evil.example/x", "/connexion?suite=/parent/home&expire=1");
  check_expired (server, "", "/connexion?suite=/parent/home&expire=1");
}

static NxTestReply *
get_cached (NxTestServer *server, const char *cookie, const char *name, const char *value)
{
  const char *headers[] = { name, value, NULL };
  return nx_test_send (server, &(NxTestRequest){ .method = "GET", .path = "/cached", .cookie = cookie, .headers = headers });
}

static void
drop (NxServer *server, gpointer data)
{
  nx_server_drop_pages (server);
}

static void
wait_for_another (NxTestServer *server, const char *body)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (NxTestReply) later = get_cached (server, NULL, NULL, NULL);
      if (strcmp (later->body, body) != 0)
        return;
      g_usleep (20000);
    }
  g_error ("the page outlives a change of the catalogue");
}

static void
test_cached_pages (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *user = nx_test_server_add_user (server, NX_ROLE_PARENT, "a@nexus.test"), *token = nx_test_server_token (server, user);
  g_autofree char *cookie = g_strconcat ("nexus_session=", token, NULL);

  g_autoptr (NxTestReply) first = get_cached (server, NULL, NULL, NULL), second = get_cached (server, NULL, NULL, NULL);
  nx_test_assert_status (first, 200);
  g_assert_cmpstr (first->body, ==, second->body);
  const char *etag = nx_test_reply_header (second, "ETag");
  g_assert_nonnull (etag);
  g_autoptr (NxTestReply) unchanged = get_cached (server, NULL, "If-None-Match", etag);
  nx_test_assert_status (unchanged, 304);
  g_assert_cmpuint (unchanged->length, ==, 0);
  g_autoptr (NxTestReply) english = get_cached (server, NULL, "Accept-Language", "en");
  g_assert_nonnull (strstr (english->body, "<p>en nobody"));
  g_autoptr (NxTestReply) person = get_cached (server, cookie, NULL, NULL);
  g_assert_nonnull (strstr (person->body, user));
  g_assert_cmpstr (nx_test_reply_header (person, "Cache-Control"), ==, "no-store");
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  nx_test_server_call (server, drop, NULL);
  g_autoptr (NxTestReply) program = get_cached (server, NULL, "Authorization", bearer);
  g_assert_nonnull (strstr (program->body, user));
  g_autoptr (NxTestReply) fresh = get_cached (server, NULL, NULL, NULL);
  g_assert_nonnull (strstr (fresh->body, "nobody"));
  g_assert_cmpstr (fresh->body, !=, first->body);

  /* Whoever changes what visitors are shown, in whatever way, the database says so to every process. */
  static const char *const changes[] = { "UPDATE plans SET price = price + 1", "UPDATE packs SET valid_until = now ()",
                                         "UPDATE session_costs SET cost = cost + 1", "DELETE FROM aria_addons", "DELETE FROM coaches" };
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (NxTestReply) kept = get_cached (server, NULL, NULL, NULL);
      nx_test_db_script (server->db, changes[i]);
      wait_for_another (server, kept->body);
    }
}

/* Hashing has its own workers: reads go on. */
static gpointer
hash (gpointer data)
{
  g_autoptr (NxTestReply) reply = nx_test_send (data, &(NxTestRequest){ .method = "POST", .path = "/api/hash" });
  return GUINT_TO_POINTER (reply->status);
}

static void
test_slow_pool (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables, .workers = 2 });
  g_autoptr (NxTestReply) warm G_GNUC_UNUSED = nx_test_get (server, "/api/count", NULL);
  GThread *threads[8];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("hash", hash, server);
  g_usleep (50000);
  gint64 from = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (count (server), ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - from, <, 1000000);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-actions/transactions", test_transactions);
  g_test_add_func ("/http-actions/idempotency", test_idempotency);
  g_test_add_func ("/http-actions/twins", test_twins);
  g_test_add_func ("/http-actions/cross-site", test_cross_site);
  g_test_add_func ("/http-actions/forms", test_forms);
  g_test_add_func ("/http-actions/pages", test_pages);
  g_test_add_func ("/http-actions/expired", test_expired);
  g_test_add_func ("/http-actions/cached-pages", test_cached_pages);
  g_test_add_func ("/http-actions/slow-pool", test_slow_pool);
  return g_test_run ();
}
