/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/http-routes.h"

/* The life of an ordinary request: routing, sign-in, input, answers. */

static void
test_health (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (NULL);
  g_autoptr (NxTestReply) health = nx_test_get (server, "/healthz", NULL);
  nx_test_assert_status (health, 200);
  g_assert_cmpstr (nx_test_reply_string (health, "status"), ==, "ok");
  g_assert_cmpuint (strlen (nx_test_reply_header (health, "X-Request-Id")), ==, 16);
  g_autoptr (NxTestReply) ready = nx_test_get (server, "/readyz", NULL);
  nx_test_assert_status (ready, 200);
  g_autoptr (NxTestReply) metrics = nx_test_get (server, "/metrics", NULL);
  nx_test_assert_status (metrics, 200);
  g_assert_nonnull (strstr (metrics->body, "nexus_requests_total{method=\"GET\",route=\"/healthz\",status=\"2xx\"} 1\n"));
  g_autoptr (NxTestReply) proxied =
    nx_test_send (server, &(NxTestRequest){ .method = "GET", .path = "/metrics", .headers = (const char *[]){ "X-Forwarded-For", "10.1.1.1", NULL } });
  nx_test_assert_code (proxied, 404, "not_found");
}

static void
test_routing (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autoptr (NxTestReply) param = nx_test_get (server, "/api/things/a%20b%2Fc", NULL);
  nx_test_assert_status (param, 200);
  g_assert_cmpstr (nx_test_reply_string (param, "id"), ==, "a b/c");
  g_autoptr (NxTestReply) none = nx_test_get (server, "/api/thingsx", NULL);
  nx_test_assert_code (none, 404, "not_found");
  g_autoptr (NxTestReply) slash = nx_test_get (server, "/api/echo/", NULL);
  nx_test_assert_code (slash, 404, "not_found");
  g_autoptr (NxTestReply) method = nx_test_send (server, &(NxTestRequest){ .method = "DELETE", .path = "/api/echo" });
  nx_test_assert_code (method, 405, "method_not_allowed");
  g_assert_cmpstr (nx_test_reply_header (method, "Allow"), ==, "GET, HEAD, OPTIONS, POST");
  g_autoptr (NxTestReply) options = nx_test_send (server, &(NxTestRequest){ .method = "OPTIONS", .path = "/api/echo" });
  nx_test_assert_status (options, 204);
  g_assert_cmpstr (nx_test_reply_header (options, "Allow"), ==, "GET, HEAD, OPTIONS, POST");
  g_autoptr (NxTestReply) head = nx_test_send (server, &(NxTestRequest){ .method = "HEAD", .path = "/api/echo" });
  nx_test_assert_status (head, 200);
  g_assert_cmpuint (head->length, ==, 0);
  g_assert_cmpstr (nx_test_reply_header (head, "Content-Length"), !=, "0");
}

static void
test_roles (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autofree char *admin = nx_test_server_add_user (server, NX_ROLE_ADMIN, "admin@nexus.test");
  g_autofree char *parent = nx_test_server_add_user (server, NX_ROLE_PARENT, "parent@nexus.test");
  g_autofree char *admin_token = nx_test_server_token (server, admin), *parent_token = nx_test_server_token (server, parent);

  g_autoptr (NxTestReply) nobody = nx_test_get (server, "/api/office", NULL);
  nx_test_assert_code (nobody, 401, "unauthenticated");
  g_assert_cmpstr (nx_test_reply_header (nobody, "WWW-Authenticate"), ==, "Bearer");
  g_autoptr (NxTestReply) wrong = nx_test_get (server, "/api/office", parent_token);
  nx_test_assert_code (wrong, 403, "forbidden");
  g_autoptr (NxTestReply) forged = nx_test_get (server, "/api/office", "a.b.c");
  nx_test_assert_code (forged, 401, "unauthenticated");
  g_autoptr (NxTestReply) right = nx_test_get (server, "/api/office", admin_token);
  nx_test_assert_status (right, 200);
  g_assert_cmpstr (nx_test_reply_string (right, "user"), ==, admin);
  g_assert_cmpstr (nx_test_reply_header (right, "Cache-Control"), ==, "no-store");
  /* The role is checked before the body is looked at. */
  g_autoptr (NxTestReply) order = nx_test_post (server, "/api/family", NULL, "");
  nx_test_assert_code (order, 401, "unauthenticated");
}

static void
test_input (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  static const struct { const char *body; guint status; const char *code; } cases[] = {
    { "{\"name\":\"Zoé\"}", 200, NULL },
    { "{\"name\":\"Zoé\",\"other\":1}", 422, "invalid" },
    { "{\"name\":5}", 422, "invalid" },
    { "{}", 422, "invalid" },
    { "[]", 422, "invalid" },
    { "", 400, "bad_json" },
    { "{\"name\":\"a\",\"name\":\"b\"}", 422, "invalid" },
    { "{\"name\":", 400, "bad_json" },
    { "nonsense", 400, "bad_json" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NxTestReply) reply = nx_test_post (server, "/api/echo", NULL, cases[i].body);
      if (cases[i].code == NULL)
        nx_test_assert_status (reply, cases[i].status);
      else
        nx_test_assert_code (reply, cases[i].status, cases[i].code);
    }
  g_autoptr (NxTestReply) fields = nx_test_post (server, "/api/echo", NULL, "{\"count\":\"x\"}");
  nx_test_assert_code (fields, 422, "invalid");
  g_assert_nonnull (nx_test_reply_string (fields, "fields.name"));
  g_assert_nonnull (nx_test_reply_string (fields, "fields.count"));
  g_assert_cmpstr (nx_test_reply_header (fields, "Content-Type"), ==, "application/problem+json");
  g_autoptr (NxTestReply) type =
    nx_test_send (server, &(NxTestRequest){ .method = "POST", .path = "/api/echo", .body = "name=x", .content_type = "application/x-www-form-urlencoded" });
  nx_test_assert_code (type, 415, "unsupported_media_type");
  g_autoptr (NxTestReply) query = nx_test_get (server, "/api/echo?limit=7", NULL);
  nx_test_assert_status (query, 200);
  g_assert_cmpfloat (nx_test_reply_number (query, "limit"), ==, 7);
  g_autoptr (NxTestReply) unknown = nx_test_get (server, "/api/echo?limits=7", NULL);
  nx_test_assert_code (unknown, 422, "invalid");
  g_autoptr (NxTestReply) untaken = nx_test_get (server, "/api/things/1?x=1", NULL);
  nx_test_assert_code (untaken, 422, "invalid");
  g_autoptr (NxTestReply) range = nx_test_get (server, "/api/echo?limit=1000", NULL);
  nx_test_assert_code (range, 422, "invalid");
  g_autoptr (NxTestReply) escape = nx_test_get (server, "/api/echo?limit=%00", NULL);
  nx_test_assert_code (escape, 400, "bad_request");
}

/* 100 000 brackets kill json-glib; the guard stands before it. */
static void
test_deep_json (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables, .limits = { .max_body = 1 << 20 } });
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (NxTestReply) reply = nx_test_post (server, "/api/echo", NULL, deep);
  g_assert_true (reply->status == 400 || reply->status == 413);
  deep[60000] = '\0';
  g_autoptr (NxTestReply) shorter = nx_test_post (server, "/api/echo", NULL, deep);
  nx_test_assert_code (shorter, 400, "bad_json");
  g_autoptr (NxTestReply) after = nx_test_get (server, "/healthz", NULL);
  nx_test_assert_status (after, 200);
}

static void
test_errors_are_hidden (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*secret table*");
  g_autoptr (NxTestReply) reply = nx_test_get (server, "/api/broken", NULL);
  nx_test_assert_code (reply, 500, "internal");
  g_assert_null (strstr (reply->body, "secret"));
  g_test_assert_expected_messages ();
}

static void
test_languages (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  static const struct { const char *accept, *cookie, *language; } cases[] = {
    { NULL, NULL, "fr" },          { "en", NULL, "en" },           { "de, en;q=0.5, fr;q=0.4", NULL, "en" }, { "fr-TN,fr;q=0.9,en;q=0.8", NULL, "fr" },
    { "de", NULL, "fr" },          { "en;q=0, fr", NULL, "fr" },   { "fr", "nexus_language=en", "en" },      { "en", "a=b; nexus_language=fr", "fr" },
    { "en", "nexus_language=xx", "en" }, { "english", NULL, "fr" }, { ",,;q=", NULL, "fr" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *headers[] = { "Accept-Language", cases[i].accept, NULL };
      g_autoptr (NxTestReply) reply = nx_test_send (server, &(NxTestRequest){ .method = "GET", .path = "/api/echo", .cookie = cases[i].cookie,
                                                                              .headers = cases[i].accept != NULL ? headers : NULL });
      nx_test_assert_status (reply, 200);
      g_assert_cmpstr (nx_test_reply_string (reply, "language"), ==, cases[i].language);
    }
  /* From a worker, from the server's own thread, and from the gate. */
  static const char *const english[] = { "Accept-Language", "en", NULL };
  static const struct { const char *method, *path, *french; } words[] = {
    { "GET", "/api/office", "Veuillez vous connecter." },
    { "GET", "/api/none", "Il n’y a rien à cette adresse." },
    { "TRACE", "/api/none", "Cette méthode n’est pas connue ici." },
  };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (NxTestReply) french = nx_test_send (server, &(NxTestRequest){ .method = words[i].method, .path = words[i].path });
      g_autoptr (NxTestReply) other = nx_test_send (server, &(NxTestRequest){ .method = words[i].method, .path = words[i].path, .headers = english });
      g_assert_cmpstr (nx_test_reply_string (french, "detail"), ==, words[i].french);
      g_assert_cmpstr (nx_test_reply_string (other, "detail"), !=, words[i].french);
      g_assert_cmpuint (french->status, ==, other->status);
    }
}

static void
test_busy (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables, .workers = 1, .limits = { .queue_length = 1 } });
  int fds[8];
  guint refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      static const char request[] = "GET /api/slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      fds[i] = nx_test_connect (server, 10);
      g_assert_cmpint (send (fds[i], request, strlen (request), MSG_NOSIGNAL), ==, strlen (request));
    }
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      char answer[4096] = { 0 };
      gssize n = recv (fds[i], answer, sizeof answer - 1, 0);
      g_assert_cmpint (n, >, 0);
      if (g_str_has_prefix (answer, "HTTP/1.1 503 "))
        {
          refused++;
          g_assert_nonnull (strstr (answer, "Retry-After: "));
        }
      else
        g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
      close (fds[i]);
    }
  g_assert_cmpuint (refused, >=, 5);
}

static void
test_openapi (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autoptr (NxTestReply) reply = nx_test_get (server, "/api/openapi.json", NULL);
  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_string (reply, "openapi"), ==, "3.1.0");
  JsonNode *echo = nx_test_reply_node (reply, "paths");
  JsonObject *operation = json_object_get_object_member (json_object_get_object_member (json_node_get_object (echo), "/api/echo"), "post");
  g_assert_true (json_object_has_member (operation, "requestBody"));
  g_assert_nonnull (json_object_get_object_member (json_node_get_object (echo), "/api/live"));
  g_autofree char *map = nx_routes_print (test_tables);
  g_assert_nonnull (strstr (map, "GET     /api/office                                  ADMIN ASSISTANTE\n"));
  g_assert_nonnull (strstr (map, "[idempotent]\n"));
}

static void
test_bad_tables (void)
{
  static const NxRoute twice[] = { { "GET", "/a", NX_ROLES_ANYONE, NULL, NULL, test_echo }, { "GET", "/a", NX_ROLES_ANYONE, NULL, NULL, test_echo }, { NULL } };
  static const NxRoute malformed[] = { { "GET", "a//b", NX_ROLES_ANYONE, NULL, NULL, test_echo }, { NULL } };
  const NxRoute *const *const tables[] = { (const NxRoute *const[]){ twice, NULL }, (const NxRoute *const[]){ malformed, NULL } };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      NxApp app = { 0 };
      g_autoptr (GError) error = NULL;
      g_assert_null (nx_server_new (&app, "", tables[i], &error));
      g_assert_error (error, NX_ERROR, NX_ERROR_CONFIG);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/health", test_health);
  g_test_add_func ("/http/routing", test_routing);
  g_test_add_func ("/http/roles", test_roles);
  g_test_add_func ("/http/input", test_input);
  g_test_add_func ("/http/deep-json", test_deep_json);
  g_test_add_func ("/http/errors-are-hidden", test_errors_are_hidden);
  g_test_add_func ("/http/languages", test_languages);
  g_test_add_func ("/http/busy", test_busy);
  g_test_add_func ("/http/openapi", test_openapi);
  g_test_add_func ("/http/bad-tables", test_bad_tables);
  return g_test_run ();
}
