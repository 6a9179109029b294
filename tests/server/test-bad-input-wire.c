/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/server/breakers-fixture.h"

/*
 * Below JSON: sizes, halves, floods, methods and paths, against the real routes over raw sockets. Each is answered or its
 * connection ended in time; others are served meanwhile and afterwards; nothing is written; no descriptor stays open.
 */

#define H "Host: nexus.test\r\n"
#define DEADLINE_MS 1500

static const NxServerLimits limits = { .request_ms = DEADLINE_MS, .idle_ms = 3000 };

static gint64
count_rows (Breakers *self)
{
  return ask_number (&self->centre,
                     "SELECT (SELECT count (*) FROM users) + (SELECT count (*) FROM sessions) + (SELECT count (*) FROM outbox)"
                     " + (SELECT count (*) FROM audit) + (SELECT count (*) FROM credit_transactions) + (SELECT count (*) FROM "
                     "idempotency_keys) AS a");
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Whether a usual reader is served, and how soon at worst, in milliseconds. */
static guint
serve_others (Breakers *self, const char *token, guint n)
{
  gint64 worst = 0;

  for (guint i = 0; i < n; i++)
    {
      gint64 from = g_get_monotonic_time ();
      g_autoptr (NxTestReply) reply = nx_test_get (self->server, "/api/coaches", token);

      nx_test_assert_status (reply, 200);
      worst = MAX (worst, g_get_monotonic_time () - from);
    }
  return worst / 1000;
}

static char *
ask_raw (Breakers *self, const char *text, gsize length, guint *status)
{
  gsize received;
  char *answer = nx_test_raw (self->server, text, length > 0 ? (gssize) length : -1, 8, &received);

  *status = g_str_has_prefix (answer, "HTTP/1.1 ") ? (guint) g_ascii_strtoull (answer + 9, NULL, 10) : 0;
  return answer;
}

static char *
repeated (const char *head, const char *unit, gsize n, const char *tail)
{
  GString *text = g_string_new (head);

  for (gsize i = 0; i < n; i++)
    g_string_append (text, unit);
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

/* --- bodies of ten megabytes --- */

static void
test_large (Breakers *self, gconstpointer data)
{
  static const char *const routes[]
      = { "/api/sessions/book", "/api/bilan-gratuit", "/api/auth/callback/credentials", "/connexion", "/api/nothing" };
  g_autofree char *token = breakers_token (self, ID_PARENT_USER, 1), *body = g_strnfill (10 * 1000 * 1000, ' ');
  gint64 before = count_rows (self);
  guint status;

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      g_autofree char *with
          = g_strdup_printf ("POST %s HTTP/1.1\r\n" H "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                             "Content-Length: 10000000\r\n\r\n%s",
                             routes[i], token, body);
      g_autofree char *refused = ask_raw (self, with, 0, &status);
      g_assert_cmpuint (status, ==, 413);
      g_assert_nonnull (strstr (refused, "\"code\":\"too_large\""));
      g_autofree char *chunked
          = g_strdup_printf ("POST %s HTTP/1.1\r\n" H "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "989680\r\n%s\r\n0\r\n\r\n",
                             routes[i], body);
      g_autofree char *length_required = ask_raw (self, chunked, 0, &status);
      g_assert_cmpuint (status, ==, 411);
      g_assert_nonnull (strstr (length_required, "\"code\":\"length_required\""));
      /* Without a length there is no body; what follows is no request. */
      g_autofree char *without
          = g_strdup_printf ("POST %s HTTP/1.1\r\n" H "Authorization: Bearer %s\r\nContent-Type: application/json\r\n\r\n%s",
                             routes[i], token, body);
      g_autofree char *nothing = ask_raw (self, without, 0, &status);
      g_assert_cmpuint (status, >=, 400);
      g_assert_cmpuint (status, <, 500);
      g_assert_null (strstr (nothing + 1, "HTTP/1.1 "));
    }
  g_assert_cmpint (count_rows (self), ==, before);
  g_assert_cmpuint (serve_others (self, token, 3), <, 5000);
}

/* --- halves held open --- */

static void
test_held_open (Breakers *self, gconstpointer data)
{
  static const char *const halves[] = {
    "",
    "G",
    "GET / HTTP/1.1\r\n",
    "GET / HTTP/1.1\r\n" H "X-A: ",
    "POST /api/sessions/book HTTP/1.1\r\n" H "Content-Length: 1000\r\n\r\n{",
    "POST /connexion HTTP/1.1\r\n" H "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\nemail=",
  };
  guint n = breakers_count (300, 100);
  g_autofree int *links = g_new (int, n);
  g_autofree char *token = breakers_token (self, ID_PARENT_USER, 1);
  gint64 before = count_rows (self);

  serve_others (self, token, 8);
  guint descriptors = count_descriptors ();
  for (guint i = 0; i < n; i++)
    {
      const char *half = halves[i % G_N_ELEMENTS (halves)];
      links[i] = nx_test_connect (self->server, 10);
      g_assert_cmpint (send (links[i], half, strlen (half), MSG_NOSIGNAL), ==, strlen (half));
    }
  guint worst = serve_others (self, token, 20);
  g_test_message ("%u halves held open, others wait at most %u ms", n, worst);
  g_assert_cmpuint (worst, <, 2000);

  gint64 from = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      char answer[4096];
      gssize length = recv (links[i], answer, sizeof answer - 1, 0);

      if (length > 0)
        {
          answer[length] = '\0';
          g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 408 "));
        }
      close (links[i]);
    }
  g_assert_cmpint (g_get_monotonic_time () - from, <, 9 * G_USEC_PER_SEC);
  for (guint i = 0; i < 50 && count_descriptors () > descriptors + 8; i++)
    g_usleep (100000);
  g_assert_cmpuint (count_descriptors (), <=, descriptors + 8);
  g_assert_cmpint (count_rows (self), ==, before);
}

/* --- floods --- */

static void
test_floods (Breakers *self, gconstpointer data)
{
  g_autofree char *token = breakers_token (self, ID_PARENT_USER, 1);
  g_autofree char *headers = repeated ("GET /api/coaches HTTP/1.1\r\n" H, "X-A: 1\r\n", 10000, "\r\n");
  g_autofree char *line = repeated ("GET /api/coaches HTTP/1.1\r\n" H "Cookie: ", "nexus_session=a; ", 60000, "\r\n\r\n");
  g_autofree char *endless = repeated ("GET /api/coaches HTTP/1.1\r\n" H, "a", 1000000, "");
  g_autofree char *path = repeated ("GET /api/students?query=", "a", 100000, " HTTP/1.1\r\n" H "\r\n");
  g_autofree char *authorization = repeated ("GET /api/coaches HTTP/1.1\r\n" H "Authorization: Bearer ", "a", 5000, "\r\n\r\n");
  g_autofree char *language = repeated ("GET / HTTP/1.1\r\n" H "Accept-Language: ", "fr;q=0.1,", 800, "\r\n\r\n");
  const struct { const char *text; guint low, high;
  } floods[] = {
    { headers, 431, 431 }, { line, 431, 431 },          { endless, 400, 431 },
    { path, 400, 431 },    { authorization, 401, 431 }, { language, 200, 431 },
  };
  guint status;

  for (guint i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      g_autofree char *answer = ask_raw (self, floods[i].text, 0, &status);
      if (status < floods[i].low || status > floods[i].high)
        g_error ("flood %u: %u %.300s", i, status, answer);
    }
  /* Pipelined requests by the hundred are one request and a closed connection. */
  g_autofree char *pipeline = repeated ("", "GET /healthz HTTP/1.1\r\n" H "\r\n", 500, "");
  g_autofree char *first = ask_raw (self, pipeline, 0, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_null (strstr (first + 1, "HTTP/1.1 200"));
  g_assert_cmpuint (serve_others (self, token, 3), <, 5000);
}

/* --- methods and paths --- */

static const struct
{
  const char *line;
  guint status;
  const char *code; /* (nullable): on pages */
} lines[] = {
  { "BREW /api/coaches", 405, "method_not_allowed" },
  { "get /api/coaches", 405, "method_not_allowed" },
  { "PROPFIND /api/coaches", 405, "method_not_allowed" },
  { "TRACE /api/coaches", 405, "method_not_allowed" },
  { "PUT /api/coaches", 405, "method_not_allowed" },
  { "DELETE /api/students/00000004-0000-7000-8000-000000000001", 405, "method_not_allowed" },
  { "GET /api/coaches%00", 400, "bad_request" },
  { "GET /api/students/00000004-0000-7000-8000-000000000001%00", 400, "bad_request" },
  { "GET /%00", 400, "bad_request" },
  /* Dots are taken out before anything looks at the path (RFC 3986 5.2.4): what is asked for and what is checked is one thing. */
  { "GET /../etc/passwd", 404, NULL },
  { "GET /assets/../../etc/passwd", 404, NULL },
  { "GET /api/../api/coaches", 200, NULL },
  { "GET /api/students/../coaches", 200, NULL },
  { "GET /api/coaches/../outbox/../../api/nothing", 404, "not_found" },
  { "GET /assets/..%2f..%2fetc%2fpasswd", 0, NULL },
  { "GET /assets/%2e%2e/%2e%2e/etc/passwd", 0, NULL },
  { "GET /assets/..%5c..%5cetc%5cpasswd", 0, NULL },
  { "GET //etc/passwd", 0, NULL },
  { "GET /api//coaches", 400, "bad_request" },
  { "GET /api/coaches/", 404, "not_found" },
  { "GET /API/coaches", 404, NULL },
  { "GET /api/coaches;jsessionid=1", 404, "not_found" },
  { "GET /api/students/%252e%252e", 404, "not_found" },
  { "GET /api/students/%c0%ae%c0%ae", 400, "bad_request" },
  { "GET /api/students/a%2fb", 404, "not_found" },
  { "GET /api/students/a%0d%0aSet-Cookie:%20x=1", 404, "not_found" },
  { "GET /api/students?query=%ff%fe", 400, "bad_request" },
  { "GET /api/students?query=%", 0, NULL },
  { "GET /api/students?query=%zz", 0, NULL },
  { "GET /api/students?%00=1", 400, "bad_request" },
  { "GET http://evil.example/api/coaches", 200, NULL },
  { "GET api/coaches", 400, NULL },
};

static void
test_lines (Breakers *self, gconstpointer data)
{
  g_autofree char *token = breakers_token (self, ID_OFFICE_USER, 1);
  gint64 before = count_rows (self);
  guint wrong = 0, status;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "%s HTTP/1.1\r\n" H "Connection: close\r\nAuthorization: Bearer %s\r\nAccept: application/json\r\n\r\n", lines[i].line,
          token);
      g_autofree char *answer = ask_raw (self, text, 0, &status);
      g_autofree char *code = lines[i].code != NULL ? g_strdup_printf ("\"code\":\"%s\"", lines[i].code) : NULL;
      gboolean fits = lines[i].status != 0 ? status == lines[i].status : status >= 400 && status < 500;

      if (fits && (code == NULL || strstr (answer, code) != NULL) && strstr (answer, "root:") == NULL
          && strstr (answer, "\nSet-Cookie: x") == NULL && (status != 405 || strstr (answer, "\r\nAllow: ") != NULL))
        continue;
      g_printerr ("%s: %u, expected %u %s: %.900s\n", lines[i].line, status, lines[i].status, lines[i].code, answer);
      wrong++;
    }
  g_assert_cmpuint (wrong, ==, 0);
  g_assert_cmpint (count_rows (self), ==, before);
}

/* --- all at once --- */

typedef struct
{
  Breakers *breakers;
  char *token;
  guint served;
} Siege;

static void
besiege (gpointer data, guint i)
{
  static const char *const texts[] = {
    "POST /api/sessions/book HTTP/1.1\r\n" H "Content-Length: 99999999999\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "\r\n\r\n\r\n",
    "GET / HTTP/1.1\r\n" H "Range: bytes=0-1,2-3,4-5\r\n\r\n",
    "POST /connexion HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\na",
    "GET /api/live HTTP/1.1\r\n" H
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n",
  };
  Siege *siege = data;
  gint64 until = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;

  for (guint n = 0; g_get_monotonic_time () < until; n++)
    {
      if (i == 0)
        {
          siege->served += serve_others (siege->breakers, siege->token, 1) < 5000;
          continue;
        }
      const char *text = texts[(i + n) % G_N_ELEMENTS (texts)];
      int fd = nx_test_connect (siege->breakers->server, 1);
      send (fd, text, strlen (text), MSG_NOSIGNAL);
      if (n % 3 == 0)
        {
          struct linger rude = { 1, 0 };
          setsockopt (fd, SOL_SOCKET, SO_LINGER, &rude, sizeof rude); /* RST */
        }
      close (fd);
      g_usleep (1000);
    }
}

static void
test_siege (Breakers *self, gconstpointer data)
{
  Siege siege = { .breakers = self, .token = breakers_token (self, ID_PARENT_USER, 1) };
  gint64 before = count_rows (self);

  breakers_race (8, besiege, &siege);
  g_test_message ("%u requests of others were served meanwhile", siege.served);
  g_assert_cmpuint (siege.served, >, 3);
  g_assert_cmpuint (serve_others (self, siege.token, 5), <, 5000);
  g_assert_cmpint (count_rows (self), ==, before);
  g_free (siege.token);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Breakers, &limits, breakers_setup, test, breakers_teardown)
  ADD ("/bad-input/large", test_large);
  ADD ("/bad-input/held-open", test_held_open);
  ADD ("/bad-input/floods", test_floods);
  ADD ("/bad-input/lines", test_lines);
  ADD ("/bad-input/siege", test_siege);
  return g_test_run ();
}
