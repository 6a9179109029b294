/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>

#include "server/http/nx-watchdog.h"
#include "tests/server/http-routes.h"

/* How the server lives through want of descriptors, a stop, a database that is away; and what watches it. */

typedef struct
{
  NxTestServer *server;
  int stop, good, cut, other;
} Load;

static gpointer
run_load (gpointer data)
{
  Load *load = data;
  while (!g_atomic_int_get (&load->stop))
    {
      g_autoptr (NxTestReply) reply = nx_test_get (load->server, "/api/slow", NULL);
      if (reply->status == 200)
        g_atomic_int_inc (&load->good);
      else if (reply->status == 0 || reply->status == 503)
        {
          g_atomic_int_inc (&load->cut);
          g_usleep (50000);
        }
      else
        g_atomic_int_inc (&load->other);
    }
  return NULL;
}

static gpointer
ask_slowly (gpointer data)
{
  g_autofree char *answer = nx_test_raw (data, "GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n", -1, 10, NULL);
  return GINT_TO_POINTER (g_str_has_prefix (answer, "HTTP/1.1 200 ") && g_str_has_suffix (answer, "}"));
}

/* What was under way is answered in full; the rest is refused; all within the limit. */
static void
test_graceful_stop (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables, .workers = 8 });
  Load load = { server };
  GThread *threads[4], *under_way[4];
  guint ms = 0;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("load", run_load, &load);
  g_usleep (700000);
  for (guint i = 0; i < G_N_ELEMENTS (under_way); i++)
    under_way[i] = g_thread_new ("ask", ask_slowly, server);
  g_usleep (150000);
  nx_test_server_stop (server, &ms);
  g_assert_cmpuint (ms, <, 5000);
  for (guint i = 0; i < G_N_ELEMENTS (under_way); i++)
    g_assert_true (GPOINTER_TO_INT (g_thread_join (under_way[i])));
  g_atomic_int_set (&load.stop, 1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (load.good, >, 0);
  g_assert_cmpint (load.other, ==, 0);
}

static void
test_idle_stop (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (NULL);
  g_autoptr (NxTestReply) reply G_GNUC_UNUSED = nx_test_get (server, "/healthz", NULL);
  guint ms = 0;
  nx_test_server_stop (server, &ms);
  g_assert_cmpuint (ms, <, 3000);
}

/* libsoup's own listener would be deaf from here on. */
static void
test_no_descriptors (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  struct rlimit before, few;
  int fds[200];
  guint n = 0;

  g_autoptr (NxTestReply) warm = nx_test_get (server, "/api/count", NULL);
  nx_test_assert_status (warm, 200);
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &before), ==, 0);
  int next = dup (0);
  close (next);
  few = before;
  few.rlim_cur = next + 40;
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL); /* each refusal of the kernel is a warning */
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &few), ==, 0);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (server->port), .sin_addr = { htonl (INADDR_LOOPBACK) } };
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (fd < 0)
        break;
      fds[n++] = fd;
      if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
        break;
    }
  g_usleep (500000);
  for (guint i = 0; i < n; i++)
    close (fds[i]);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *answer = nx_test_raw (server, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", -1, 10, NULL);
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
    }
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
}

/* More connections than are let in wait in the kernel's queue, and get their turn. */
static void
test_connection_cap (void)
{
  g_autoptr (NxTestServer) server =
    nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables, .limits = { .max_connections = 8, .request_ms = 500, .idle_ms = 500 } });
  int fds[30];
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = nx_test_connect (server, 20);
  g_autofree char *answer = nx_test_raw (server, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", -1, 20, NULL);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

static void
test_database_away (void)
{
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_autoptr (NxTestReply) warm = nx_test_get (server, "/api/count", NULL);
  nx_test_assert_status (warm, 200);
  nx_test_db_script (server->db, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE datname = current_database () AND pid <> pg_backend_pid ()");
  guint good = 0;
  for (guint i = 0; i < 100 && good < 10; i++)
    {
      g_autoptr (NxTestReply) reply = nx_test_get (server, "/api/count", NULL);
      if (reply->status != 200)
        {
          nx_test_assert_code (reply, 503, "unavailable");
          g_usleep (20000);
        }
      good = reply->status == 200 ? good + 1 : 0;
    }
  g_assert_cmpuint (good, ==, 10);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
}

static void
on_gave_up (gpointer data)
{
  g_atomic_int_inc ((int *) data);
}

static void
test_watchdog (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (NULL);
  int gave_up = 0;
  NxWatchdog *watchdog = nx_watchdog_new ("127.0.0.1", server->port, 50, &(NxWatchdogHost){ .gave_up = on_gave_up, .data = &gave_up });
  g_usleep (400000);
  g_assert_cmpint (g_atomic_int_get (&gave_up), ==, 0);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  nx_test_server_stop (server, NULL);
  for (guint i = 0; i < 100 && g_atomic_int_get (&gave_up) == 0; i++)
    g_usleep (50000);
  g_assert_cmpint (g_atomic_int_get (&gave_up), ==, 1);
  nx_watchdog_free (watchdog);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
}

static void
test_log (void)
{
  int pipe_fds[2];
  char line[2048] = { 0 };
  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables, .log_fd = pipe_fds[1] });
  g_autofree char *user = nx_test_server_add_user (server, NX_ROLE_ADMIN, "a@nexus.test"), *token = nx_test_server_token (server, user);
  g_autoptr (NxTestReply) reply = nx_test_get (server, "/api/office", token);
  nx_test_assert_status (reply, 200);
  g_assert_cmpint (read (pipe_fds[0], line, sizeof line - 1), >, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = nx_json_parse (line, -1, &nx_json_limits_answer, &error);
  g_assert_no_error (error);
  JsonObject *object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "route"), ==, "/api/office");
  g_assert_cmpstr (json_object_get_string_member (object, "user"), ==, user);
  g_assert_cmpstr (json_object_get_string_member (object, "id"), ==, nx_test_reply_header (reply, "X-Request-Id"));
  g_assert_cmpint (json_object_get_int_member (object, "status"), ==, 200);
  g_assert_null (strstr (line, token));
  nx_test_server_stop (server, NULL);
  close (pipe_fds[0]);
  close (pipe_fds[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-life/graceful-stop", test_graceful_stop);
  g_test_add_func ("/http-life/idle-stop", test_idle_stop);
  g_test_add_func ("/http-life/no-descriptors", test_no_descriptors);
  g_test_add_func ("/http-life/connection-cap", test_connection_cap);
  g_test_add_func ("/http-life/database-away", test_database_away);
  g_test_add_func ("/http-life/watchdog", test_watchdog);
  g_test_add_func ("/http-life/log", test_log);
  return g_test_run ();
}
