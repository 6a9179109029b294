/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "tests/server/http-routes.h"

/* Requests as no well-behaved client sends them. Each is answered once, whatever else its bytes might be taken for. */

#define H "Host: a\r\n"
#define SMUGGLED "GET /smug HTTP/1.1\r\n" H "\r\n"

static const struct
{
  const char *name, *bytes;
  gsize length; /* 0: to the NUL */
  const char *statuses;
} cases[] = {
  { "CL+TE", "POST /x HTTP/1.1\r\n" H "Content-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED, 0, "411" },
  { "dupCL", "POST /x HTTP/1.1\r\n" H "Content-Length: 35\r\nContent-Length: 0\r\n\r\n" SMUGGLED, 0, "400" },
  { "CL plus", "POST /x HTTP/1.1\r\n" H "Content-Length: +5\r\n\r\nhello", 0, "400" },
  { "CL list", "POST /x HTTP/1.1\r\n" H "Content-Length: 5, 5\r\n\r\nhello", 0, "400" },
  { "CL neg", "POST /x HTTP/1.1\r\n" H "Content-Length: -5\r\n\r\nhello", 0, "400" },
  { "CL hex", "POST /x HTTP/1.1\r\n" H "Content-Length: 0x5\r\n\r\nhello", 0, "400" },
  { "CL huge", "POST /x HTTP/1.1\r\n" H "Content-Length: 99999999999999999999\r\n\r\nhello", 0, "400" },
  { "dupHost", "GET /x HTTP/1.1\r\n" H "Host: b\r\n\r\n", 0, "400" },
  { "noHost", "GET /x HTTP/1.1\r\n\r\n", 0, "400" },
  { "absURI other host", "GET http://other/x HTTP/1.1\r\n" H "\r\n", 0, "200" },
  { "TE identity", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc", 0, "411" },
  { "TE chunked,identity", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: chunked, identity\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 0, "501" },
  { "TE xchunked", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 0, "501" },
  { "TE tab", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding:\tchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 0, "411" },
  { "TE space colon", "POST /x HTTP/1.1\r\n" H "Content-Length: 5\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 0, "200" },
  { "dup TE", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0, "411" },
  { "chunk ext bare LF", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3;a\nabc\r\n0\r\n\r\n", 0, "411" },
  { "chunk neg", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", 0, "411" },
  { "chunk 0x", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n", 0, "411" },
  { "chunk overflow", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n", 0, "411" },
  { "chunk wrap", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n100000003\r\nabc\r\n0\r\n\r\n", 0, "411" },
  { "chunk garbage", "POST /x HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 0, "411" },
  { "obs-fold", "GET /x HTTP/1.1\r\n" H "X-A: one\r\n two\r\n\r\n", 0, "200" },
  { "bare LF", "GET /x HTTP/1.1\nHost: a\n\n", 0, "200" },
  { "bare CR hdr", "GET /x HTTP/1.1\r\n" H "X-A: a\rb\r\n\r\n", 0, "200" },
  { "NUL hdr", "GET /x HTTP/1.1\r\nHost: a\r\nX-A: a\0b\r\n\r\n", 39, "400" },
  { "HTTP/0.9", "GET /x\r\n", 0, "400" },
  { "HTTP/1.2", "GET /x HTTP/1.2\r\n" H "\r\n", 0, "505" },
  { "HTTP/2.0", "GET /x HTTP/2.0\r\n" H "\r\n", 0, "505" },
  { "lower method", "get /x HTTP/1.1\r\n" H "\r\n", 0, "405" },
  { "pct NUL", "GET /x%00y HTTP/1.1\r\n" H "\r\n", 0, "400" },
  { "pct slash", "GET /x%2fy..%2fz HTTP/1.1\r\n" H "\r\n", 0, "200" },
  { "dotdot", "GET /a/../b//c HTTP/1.1\r\n" H "\r\n", 0, "400" },
  { "pct bad utf8", "GET /x%ff%fe HTTP/1.1\r\n" H "\r\n", 0, "400" },
  { "raw 8bit path", "GET /x\xff HTTP/1.1\r\n" H "\r\n", 0, "400" },
  { "space path", "GET /x y HTTP/1.1\r\n" H "\r\n", 0, "400" },
  { "hdr inj resp", "GET /hdr?v=a%0d%0aSet-Cookie:%20x=1 HTTP/1.1\r\n" H "\r\n", 0, "200" },
  { "hdr inj LF", "GET /hdr?v=a%0aSet-Cookie:%20x=1 HTTP/1.1\r\n" H "\r\n", 0, "200" },
  { "expect", "POST /x HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", 0, "100+200" },
  { "TRACE", "TRACE /x HTTP/1.1\r\n" H "\r\n", 0, "405" },
  { "CONNECT", "CONNECT a:80 HTTP/1.1\r\n" H "\r\n", 0, "405" },
  { "OPTIONS *", "OPTIONS * HTTP/1.1\r\n" H "\r\n", 0, "404" },
  { "GET body", "GET /x HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc", 0, "200" },
  { "HEAD", "HEAD /x HTTP/1.1\r\n" H "\r\n", 0, "200" },
  { "hdr name space", "GET /x HTTP/1.1\r\n" H "X A: 1\r\n\r\n", 0, "200" },
  { "hdr leading space first", "GET /x HTTP/1.1\r\n X-A: 1\r\n" H "\r\n", 0, "200" },
  { "empty name", "GET /x HTTP/1.1\r\n" H ": 1\r\n\r\n", 0, "200" },
  { "no colon", "GET /x HTTP/1.1\r\n" H "nocolon\r\n\r\n", 0, "200" },
  { "host slash", "GET /x HTTP/1.1\r\nHost: a/b\r\n\r\n", 0, "400" },
  { "host userinfo", "GET /x HTTP/1.1\r\nHost: u:p@a\r\n\r\n", 0, "400" },
  { "host bad port", "GET /x HTTP/1.1\r\nHost: a:99999999\r\n\r\n", 0, "400" },
  { "pipelined", "GET /1 HTTP/1.1\r\n" H "\r\nGET /2 HTTP/1.1\r\n" H "\r\n", 0, "200" },
  { "h2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0, "505" },
  { "crlf first", "\r\nGET /x HTTP/1.1\r\n" H "\r\n", 0, "200" },
};

static char *
read_all (int fd)
{
  GString *all = g_string_new (NULL);
  char chunk[4096];
  gssize n;
  while ((n = recv (fd, chunk, sizeof chunk, 0)) > 0)
    g_string_append_len (all, chunk, n);
  return g_string_free (all, FALSE);
}

/* "100+200": every status line on the connection. */
static char *
statuses_of (const char *answer)
{
  GString *all = g_string_new (NULL);
  for (const char *at = strstr (answer, "HTTP/1."); at != NULL; at = strstr (at + 1, "HTTP/1."))
    if (at[8] == ' ')
      g_string_append_printf (all, "%s%.3s", all->len > 0 ? "+" : "", at + 9);
  return g_string_free (all, FALSE);
}

static void
send_all (int fd, const char *bytes, gsize length, gsize step)
{
  int on = 1;
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (gsize at = 0; at < length; at += step)
    {
      if (send (fd, bytes + at, MIN (step, length - at), MSG_NOSIGNAL) < 0)
        return; /* refused already: the answer is there */
      if (step == 1)
        g_usleep (50);
    }
}

static void
check_cases (gsize step)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  g_assert_cmpuint (G_N_ELEMENTS (cases), ==, 54);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* Sent byte by byte a second request may come after the first is answered: then it is one of its own. */
      if (step == 1 && strcmp (cases[i].name, "pipelined") == 0)
        continue;
      gsize length = cases[i].length != 0 ? cases[i].length : strlen (cases[i].bytes);
      int fd = nx_test_connect (server, 5);
      send_all (fd, cases[i].bytes, length, step);
      shutdown (fd, SHUT_WR);
      g_autofree char *answer = read_all (fd);
      close (fd);
      g_autofree char *statuses = statuses_of (answer);
      if (strcmp (statuses, cases[i].statuses) != 0)
        g_error ("%s: %s, expected %s:\n%s", cases[i].name, statuses, cases[i].statuses, answer);
      g_assert_null (strstr (answer, "/smug"));
      g_assert_null (strstr (answer, "\nSet-Cookie: x=1"));
    }
  g_autoptr (NxTestReply) after = nx_test_get (server, "/healthz", NULL);
  nx_test_assert_status (after, 200);
}

static void
test_cases (void)
{
  check_cases (G_MAXSIZE / 2);
}

static void
test_cases_by_bytes (void)
{
  check_cases (1);
}

/* Tolerated oddities are the last request on their connection. */
static void
test_dirty_closes (void)
{
  static const char *const oddities[] = {
    "GET /x HTTP/1.1\r\n" H "X-A: one\r\n two\r\n\r\n", "GET /x HTTP/1.1\nHost: a\n\n", "GET /x HTTP/1.1\r\n" H "nocolon\r\n\r\n",
    "\r\nGET /x HTTP/1.1\r\n" H "\r\n",
    "GET /1 HTTP/1.1\r\n" H "\r\nGET /2 HTTP/1.1\r\n" H "\r\n",
  };
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  for (guint i = 0; i < G_N_ELEMENTS (oddities); i++)
    {
      gint64 from = g_get_monotonic_time ();
      g_autofree char *answer = nx_test_raw (server, oddities[i], -1, 5, NULL);
      g_assert_nonnull (strstr (answer, "Connection: close\r\n"));
      g_assert_cmpint (g_get_monotonic_time () - from, <, 4 * G_USEC_PER_SEC);
    }
}

static void
read_answer (int fd, char *buffer, gsize size)
{
  gsize have = 0;
  for (;;)
    {
      gssize n = recv (fd, buffer + have, size - have - 1, 0);
      g_assert_cmpint (n, >, 0);
      have += n;
      buffer[have] = '\0';
      const char *end = strstr (buffer, "\r\n\r\n"), *length = strcasestr (buffer, "Content-Length: ");
      if (end != NULL && length != NULL && have >= (gsize) (end + 4 - buffer) + strtoul (length + 16, NULL, 10))
        return;
    }
}

static void
test_keep_alive (void)
{
  static const char get[] = "GET /x HTTP/1.1\r\n" H "\r\n", post[] = "POST /x HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc";
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  int fd = nx_test_connect (server, 5);
  for (guint i = 0; i < 100; i++)
    {
      const char *request = i % 2 == 0 ? get : post;
      char answer[8192];
      send_all (fd, request, strlen (request), 7);
      read_answer (fd, answer, sizeof answer);
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
      g_assert_null (strstr (answer, "Connection: close"));
    }
  /* And the hundred-and-first is checked like the first. */
  static const char bad[] = "TRACE /x HTTP/1.1\r\n" H "\r\n";
  send_all (fd, bad, strlen (bad), 64);
  g_autofree char *last = read_all (fd);
  g_assert_true (g_str_has_prefix (last, "HTTP/1.1 405 "));
  close (fd);
}

static void
test_limits (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  GString *text = g_string_new ("GET /x HTTP/1.1\r\n" H);
  for (guint i = 0; i < 65; i++)
    g_string_append_printf (text, "X-%u: 1\r\n", i);
  g_string_append (text, "\r\n");
  g_autofree char *many = nx_test_raw (server, text->str, -1, 5, NULL);
  g_assert_true (g_str_has_prefix (many, "HTTP/1.1 431 "));
  g_assert_nonnull (strstr (many, "application/problem+json"));

  g_string_assign (text, "GET /x HTTP/1.1\r\n" H "X-Long: ");
  for (guint i = 0; i < 20000; i++)
    g_string_append_c (text, 'a');
  g_string_append (text, "\r\n\r\n");
  g_autofree char *large = nx_test_raw (server, text->str, -1, 5, NULL);
  g_assert_true (g_str_has_prefix (large, "HTTP/1.1 431 "));

  g_string_assign (text, "GET /");
  for (guint i = 0; i < 1100; i++)
    g_string_append_c (text, 'a');
  g_string_append (text, " HTTP/1.1\r\n" H "\r\n");
  g_autofree char *path = nx_test_raw (server, text->str, -1, 5, NULL);
  g_assert_true (g_str_has_prefix (path, "HTTP/1.1 400 "));
  g_string_free (text, TRUE);
}

/* The answer arrives although the client goes on sending. */
static void
test_large_bodies (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  gsize size = 10 * 1000 * 1000;
  g_autofree char *body = g_strnfill (size, 'a');
  g_autofree char *with = g_strdup_printf ("POST /x HTTP/1.1\r\n" H "Content-Length: %zu\r\n\r\n%s", size, body);
  g_autofree char *refused = nx_test_raw (server, with, -1, 10, NULL);
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (refused, "\"code\":\"too_large\""));
  g_autofree char *without = g_strdup_printf ("POST /x HTTP/1.1\r\n" H "\r\n%s", body);
  g_autofree char *nothing = nx_test_raw (server, without, -1, 10, NULL);
  g_assert_true (g_str_has_prefix (nothing, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (nothing, "\"length\":0"));
  g_autofree char *chunked = g_strdup_printf ("POST /x HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n989680\r\n%s\r\n0\r\n\r\n", body);
  g_autofree char *length_required = nx_test_raw (server, chunked, -1, 10, NULL);
  g_assert_true (g_str_has_prefix (length_required, "HTTP/1.1 411 "));
  g_autofree char *fitting = g_strdup_printf ("POST /x HTTP/1.1\r\n" H "Connection: close\r\nContent-Length: 65536\r\n\r\n%.65536s", body);
  g_autofree char *taken = nx_test_raw (server, fitting, -1, 10, NULL);
  g_assert_true (g_str_has_prefix (taken, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (taken, "\"length\":65536"));
}

static void
test_deadlines (void)
{
  static const char *const halves[] = { "GET /x HTTP/1.1\r\nHos", "POST /x HTTP/1.1\r\n" H "Content-Length: 10\r\n\r\nabc", "G" };
  g_autoptr (NxTestServer) server =
    nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables, .limits = { .request_ms = 400, .idle_ms = 600 } });
  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      g_autofree char *answer = nx_test_raw (server, halves[i], -1, 5, NULL);
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 408 "));
    }
  g_autofree char *silent = nx_test_raw (server, "", -1, 5, NULL);
  g_assert_cmpstr (silent, ==, "");
  gint64 from = g_get_monotonic_time ();
  g_autofree char *idle = nx_test_raw (server, "GET /x HTTP/1.1\r\n" H "\r\n", -1, 5, NULL);
  g_assert_true (g_str_has_prefix (idle, "HTTP/1.1 200 "));
  g_assert_cmpint (g_get_monotonic_time () - from, >, 500000);
  g_assert_cmpint (g_get_monotonic_time () - from, <, 3000000);

  /* One byte at a time keeps nobody's place for longer. */
  int fd = nx_test_connect (server, 5);
  from = g_get_monotonic_time ();
  static const char slow[] = "GET /x HTTP/1.1\r\n" H "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n";
  for (guint i = 0; slow[i] != '\0' && send (fd, slow + i, 1, MSG_NOSIGNAL) == 1; i++)
    g_usleep (50000);
  g_assert_cmpint (g_get_monotonic_time () - from, <, 2500000);
  close (fd);
}

static double
count_connections (NxTestServer *server)
{
  g_autoptr (NxTestReply) metrics = nx_test_get (server, "/metrics", NULL);
  nx_test_assert_status (metrics, 200);
  return g_ascii_strtod (strstr (metrics->body, "\nnexus_connections ") + strlen ("\nnexus_connections "), NULL);
}

/* Clients that come and go leave nothing behind, whenever they go. */
static void
test_no_connection_stays (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  static const char *const starts[] = { "", "GET /x HT", "GET /x HTTP/1.1\r\n" H "\r\n", "POST /x HTTP/1.1\r\n" H "Content-Length: 9\r\n\r\nabc",
                                        "GET /x HTTP/1.1\r\n" H "\r\nGET /x HTTP/1.1\r\n" H "\r\nGET", "GET /api/slow HTTP/1.1\r\n" H "\r\n" };
  for (guint i = 0; i < 60; i++)
    {
      const char *start = starts[i % G_N_ELEMENTS (starts)];
      int fd = nx_test_connect (server, 5);
      char answer[2048];
      send_all (fd, start, strlen (start), 4096);
      if (i % G_N_ELEMENTS (starts) == 2)
        read_answer (fd, answer, sizeof answer);
      close (fd);
    }
  double open = 0;
  for (guint i = 0; i < 60; i++)
    {
      open = count_connections (server);
      if (open <= 1)
        return;
      g_usleep (100000);
    }
  g_error ("%g connections stay", open);
}

static void
test_cut_head (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = test_tables });
  int fd = nx_test_connect (server, 5);
  static const char cut[] = "GET /x HTTP/1.1\r\n" H;
  send_all (fd, cut, strlen (cut), 100);
  shutdown (fd, SHUT_WR);
  g_autofree char *answer = read_all (fd);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 400 "));
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-raw/cases", test_cases);
  g_test_add_func ("/http-raw/cases-by-bytes", test_cases_by_bytes);
  g_test_add_func ("/http-raw/dirty-closes", test_dirty_closes);
  g_test_add_func ("/http-raw/keep-alive", test_keep_alive);
  g_test_add_func ("/http-raw/limits", test_limits);
  g_test_add_func ("/http-raw/large-bodies", test_large_bodies);
  g_test_add_func ("/http-raw/deadlines", test_deadlines);
  g_test_add_func ("/http-raw/no-connection-stays", test_no_connection_stays);
  g_test_add_func ("/http-raw/cut-head", test_cut_head);
  return g_test_run ();
}
