/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/nx-time.h"
#include "server/nx-statements.h"
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"

/*
 * Bookings a second through the server, against pgbench running the same SQL in the same pipelines on the same database: 16 clients
 * on both sides, taking turns. Prints "ratio ours pgbench lowest highest".
 */
#define CLIENTS 16
#define COACHES_EACH 3
#define ROUNDS 5
#define SECONDS 3
#define PER_ROUND 6000 /* more than one client can do in a round */
#define NOW "2026-11-24T09:00:00Z"

extern const NxRoute nx_booking_routes[];
static const NxRoute *const tables[] = { nx_booking_routes, NULL };

#define ID(kind, n) "('" kind "-0000-7000-8000-' || lpad ((" n ")::text, 12, '0'))::uuid"
#define EVERYONE "generate_series (1, 96) n"

/* Coaches and students 1 to 48 are the server's, 49 to 96 pgbench's: neither waits for the other's rows. */
static const char centre[] =
  "INSERT INTO users (id, email, role, first_name, last_name, created_at)"
  " SELECT " ID ("00000001", "n") ", 'parent' || n || '@example.com', 'PARENT', 'Salma', 'P' || n, '2026-09-01'::timestamptz FROM " EVERYONE
  " UNION ALL SELECT " ID ("00000003", "n") ", 'eleve' || n || '@nexus-student.local', 'ELEVE', 'E', 'N' || n, '2026-09-01' FROM " EVERYONE
  " UNION ALL SELECT " ID ("00000005", "n") ", 'coach' || n || '@nexus.test', 'COACH', 'C', 'N' || n, '2026-09-01' FROM " EVERYONE
  " UNION ALL SELECT " ID ("00000008", "1") ", 'bureau@nexus.test', 'ASSISTANTE', 'Amel', 'Bureau', '2026-09-01';"
  "INSERT INTO parents (id, user_id, created_at) SELECT " ID ("00000002", "n") ", " ID ("00000001", "n") ", '2026-09-01'::timestamptz FROM " EVERYONE ";"
  "INSERT INTO students (id, user_id, parent_id, grade, created_at) SELECT " ID ("00000004", "n") ", " ID ("00000003", "n") ", "
  ID ("00000002", "n") ", 'TERMINALE', '2026-09-01'::timestamptz FROM " EVERYONE ";"
  "INSERT INTO coaches (id, user_id, pseudonym, subjects, created_at) SELECT " ID ("00000006", "n") ", " ID ("00000005", "n") ", 'Coach ' || n,"
  " '{MATHEMATIQUES}'::text[], '2026-09-01'::timestamptz FROM " EVERYONE ";"
  "INSERT INTO availability (id, coach_id, weekday, start_minute, end_minute, types) SELECT gen_random_uuid (), c.id, d, 0, 1440, '{COURS_ONLINE}'"
  " FROM coaches c, generate_series (1, 7) d;"
  "INSERT INTO subscriptions (id, student_id, plan_name, status, credits_per_month, monthly_price, created_at, starts_at) SELECT "
  ID ("00000009", "n") ", " ID ("00000004", "n") ", 'HYBRIDE', 'ACTIVE', 16, 179000, '2026-11-01'::timestamptz, '2026-11-01'::timestamptz FROM " EVERYONE ";"
  "SELECT nx_ledger_grant (" ID ("00000011", "n") ", " ID ("00000010", "n") ", " ID ("00000004", "n") ", 'ADJUSTMENT', 4000000,"
  " '2030-01-01'::timestamptz, NULL, NULL, NULL, 'bench', NULL, 'bench', '2026-11-01'::timestamptz) FROM " EVERYONE ";"
  "VACUUM ANALYZE;";

/* --- through the server --- */

typedef struct
{
  NxTestServer *server;
  const char *token;
  guint client, first;
  gint64 until;
  guint booked, failed;
} Client;

static gboolean
send_all (int fd, const char *data, gsize length)
{
  while (length > 0)
    {
      ssize_t sent = send (fd, data, length, MSG_NOSIGNAL);

      if (sent <= 0)
        return FALSE;
      data += sent;
      length -= (gsize) sent;
    }

  return TRUE;
}

/* Reads one answer of a kept connection. Returns: its status, 0 where there was none. */
static guint
read_answer (int fd)
{
  char buffer[8192];
  gsize have = 0, need = 0;

  while (have < sizeof buffer - 1)
    {
      ssize_t got = recv (fd, buffer + have, sizeof buffer - 1 - have, 0);
      const char *head, *length;

      if (got <= 0)
        return 0;
      have += (gsize) got;
      buffer[have] = '\0';
      head = need == 0 ? strstr (buffer, "\r\n\r\n") : NULL;
      length = head != NULL ? strcasestr (buffer, "content-length:") : NULL;
      if (length != NULL)
        need = (gsize) (head + 4 - buffer) + strtoul (length + 15, NULL, 10);
      if (need > 0 && have >= need)
        return (guint) strtoul (buffer + 9, NULL, 10);
    }

  return 0;
}

static gpointer
run_client (gpointer data)
{
  Client *self = data;
  int fd = nx_test_connect (self->server, 20);
  gint64 base;

  g_assert_true (nx_time_parse ("2026-11-25T00:00:00Z", &base));
  for (guint n = self->first; g_get_monotonic_time () < self->until; n++)
    {
      guint coach = self->client + CLIENTS * (n % COACHES_EACH) + 1;
      g_autofree char *start = nx_time_format (base + n / COACHES_EACH * NX_TIME_HOUR);
      g_autofree char *body = g_strdup_printf ("{\"studentId\":\"00000004-0000-7000-8000-%012u\",\"coachId\":\"00000006-0000-7000-8000-%012u\","
                                               "\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\",\"scheduledAt\":\"%s\"}", coach, coach, start);
      g_autofree char *request = g_strdup_printf ("POST /api/sessions/book HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nAuthorization: Bearer %s\r\n"
                                                  "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                                                  self->server->port, self->token, strlen (body), body);
      guint status;

      if (!send_all (fd, request, strlen (request)))
        break;
      status = read_answer (fd);
      if (status == 201)
        self->booked++;
      else
        self->failed++;
      if (status == 0)
        break;
    }
  close (fd);

  return NULL;
}

static double
through_server (NxTestServer *server, const char *token, guint round)
{
  GThread *threads[CLIENTS];
  Client clients[CLIENTS];
  gint64 began = g_get_monotonic_time ();
  guint booked = 0;

  for (guint i = 0; i < CLIENTS; i++)
    {
      clients[i] = (Client){ .server = server, .token = token, .client = i, .first = round * PER_ROUND, .until = began + SECONDS * G_USEC_PER_SEC };
      threads[i] = g_thread_new ("client", run_client, &clients[i]);
    }
  for (guint i = 0; i < CLIENTS; i++)
    {
      g_thread_join (threads[i]);
      booked += clients[i].booked;
      if (clients[i].failed > 0)
        g_error ("%u bookings of client %u failed", clients[i].failed, i);
    }

  return booked / ((double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
}

/* --- pgbench --- */

#define STUDENT_V ID ("00000004", ":coach")
#define COACH_V ID ("00000006", ":coach")
#define SESSION_V ID ("0000bbbb", ":sid")
#define ACTION_V ID ("0000dddd", ":sid")
#define NOW_V ":now::timestamptz"

/* What stands for $1, $2 … of each statement; a pipeline of the server is one here. */
typedef struct
{
  const char *statement; /* (nullable): a line of pgbench's own */
  const char *values[16];
} Step;

static const Step steps[] = {
  { "accounts.principal", { ":jti", NOW_V } },
  { NULL, { "\\startpipeline" } },
  { NULL, { "BEGIN;" } },
  { "booking.facts", { STUDENT_V, "NULL", COACH_V, ":subject::text", ":type::text", "to_timestamp (:start)", "to_timestamp (:finish)", ":dow",
                       "to_timestamp (:day * 86400 - 3600)", "('1970-01-01'::date + :day::integer)", NOW_V, NOW_V, NOW_V, ":user",
                       "('1970-01-01'::date + :day::integer)", "NULL" } },
  { NULL, { "\\endpipeline" } },
  { NULL, { "\\startpipeline" } },
  { "holds.end", { "ARRAY[" COACH_V "]", "to_timestamp (:start)", "to_timestamp (:finish)", ":user", STUDENT_V, NOW_V } },
  { "booking.place", { SESSION_V, "ARRAY[" COACH_V "]", "NULL", "to_timestamp (:start)", "to_timestamp (:finish)", ":type::text", ":subject::text",
                       ":title::text", "NULL", "1", "4", "'the-room-of-bench-booking-' || :sid::text", ":user", NOW_V } },
  { "booking.add_seat", { ID ("0000cccc", ":sid"), SESSION_V, STUDENT_V, "to_timestamp (:start)", "to_timestamp (:finish)", "4", NOW_V, ":user",
                         "false" } },
  { "audit.outbox_add", { ":kind", "'family:' || :sid::text", ":address", ":name", ":locale", ":payload", NOW_V, NOW_V, ":request", ACTION_V } },
  { "audit.outbox_add", { ":kind", "'coach:' || :sid::text", ":address", ":name", ":locale", ":payload", NOW_V, NOW_V, ":request", ACTION_V } },
  { "audit.add", { NOW_V, ":user", ":role", ":action", ":object", SESSION_V, "NULL", ":payload", ":request", ":address", ACTION_V } },
  { "audit.publish", { ":action", SESSION_V, COACH_V, STUDENT_V, ":name", NOW_V } },
  { "undo.add_step", { ACTION_V, ":user", ":action", SESSION_V, NOW_V, ":request", ":step" } },
  { "credits.take", { "md5 (:sid::text)::uuid", STUDENT_V, ":usage", "4", SESSION_V, "NULL", ":user", ":request", NOW_V } },
  { NULL, { "\\endpipeline" } },
  { NULL, { "COMMIT;" } },
};

static const NxStatement *
find_statement (const char *name)
{
  for (const NxStatementTable *const *table = nx_statement_tables (); *table != NULL; table++)
    for (guint i = 0; i < (*table)->n_statements; i++)
      if (g_str_equal ((*table)->statements[i].name, name))
        return &(*table)->statements[i];
  g_error ("there is no statement %s", name);
}

static void
add_step (GString *script, const Step *step)
{
  const NxStatement *statement;

  if (step->statement == NULL)
    {
      g_string_append_printf (script, "%s\n", step->values[0]);
      return;
    }
  statement = find_statement (step->statement);
  for (const char *p = statement->sql; *p != '\0';)
    {
      char *end;
      gulong n = *p == '$' ? strtoul (p + 1, &end, 10) : 0;

      if (n == 0)
        {
          g_string_append_c (script, *p++);
          continue;
        }
      if (n > statement->n_params || step->values[n - 1] == NULL)
        g_error ("%s: nothing stands for $%lu", statement->name, n);
      g_string_append (script, step->values[n - 1]);
      p = end;
    }
  g_string_append (script, ";\n");
}

static char *
write_script (void)
{
  g_autoptr (GString) script = g_string_new ("\\set n :n + 1\n"
                                             "\\set coach 48 + :client_id + 16 * (:n % 3) + 1\n"
                                             "\\set start :base + (:n / 3) * 3600\n"
                                             "\\set finish :start + 3600\n"
                                             "\\set day (:start + 3600) / 86400\n"
                                             "\\set dow (:day + 3) % 7 + 1\n"
                                             "\\set sid :client_id * 10000000 + :n\n");
  char *path = NULL;
  int fd = g_file_open_tmp ("bench-booking-XXXXXX.sql", &path, NULL);

  g_assert (fd >= 0);
  close (fd);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    add_step (script, &steps[i]);
  g_assert (g_file_set_contents (path, script->str, -1, NULL));

  return path;
}

static double
through_pgbench (const char *conninfo, const char *script, const char *jti, guint round)
{
  g_autofree char *counter = g_strdup_printf ("n=%u", round * PER_ROUND), *seconds = g_strdup_printf ("%d", SECONDS);
  g_autofree char *token = g_strconcat ("jti=", jti, NULL), *out = NULL, *err = NULL;
  const char *bin = g_getenv ("PGBENCH") != NULL ? g_getenv ("PGBENCH") : "pgbench";
  const char *const argv[] = { bin, "-n", "-M", "prepared", "-c", "16", "-j", "1", "-T", seconds, "-f", script, "-D", counter, "-D", token,
    "-D", "base=1795564800", "-D", "now=" NOW, "-D", "subject=MATHEMATIQUES", "-D", "type=COURS_ONLINE", "-D", "title=Mathématiques",
    "-D", "user=00000008-0000-7000-8000-000000000001", "-D", "kind=booking_confirmation", "-D", "address=parent1@example.com", "-D", "name=Salma",
    "-D", "locale=fr", "-D", "role=ASSISTANTE", "-D", "action=session.booked", "-D", "object=session", "-D", "usage=USAGE", "-D", "request=0123456789abcdef",
    "-D", "step={\"op\":\"session.release\",\"sessionId\":\"00000000-0000-7000-8000-000000000000\",\"refund\":true,\"whole\":true}",
    "-D", "payload={\"name\":\"Salma\",\"sessionId\":\"00000000-0000-7000-8000-000000000000\",\"studentName\":\"E N1\",\"coachName\":\"Coach 1\","
          "\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\",\"at\":\"2026-11-27T13:00:00Z\",\"duration\":60,\"zone\":\"Africa/Tunis\",\"balance\":12}",
    conninfo, NULL };
  const char *tps;
  g_autoptr (GError) error = NULL;
  int status;

  g_setenv ("PGOPTIONS", "-c plan_cache_mode=force_generic_plan", TRUE); /* as the server's sessions */
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, &error))
    g_error ("pgbench: %s", error->message);
  tps = strstr (out, "\ntps = ");
  if (tps == NULL || strstr (out, "number of failed transactions: 0 ") == NULL || strstr (err, "aborted") != NULL)
    g_error ("pgbench failed: %s%s", out, err);

  return g_ascii_strtod (tps + 7, NULL);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
vacuum (NxDb *db)
{
  static const char *const commands[] = { "VACUUM ANALYZE students", "VACUUM ANALYZE credit_lots", "VACUUM ANALYZE sessions", "VACUUM ANALYZE seats",
    "VACUUM ANALYZE action_steps" };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    nx_test_db_script (db, commands[i]);
}

int
main (int argc, char **argv)
{
  gint64 now;
  char *conninfo = nx_test_db_new ();
  g_autoptr (NxTestClock) clock = NULL;
  g_autoptr (NxTestServer) server = NULL;
  g_autofree char *token = NULL, *script = write_script ();
  double ours[ROUNDS], pgbench[ROUNDS], ratios[ROUNDS];
  guint workers = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 8;

  g_assert_true (nx_time_parse (NOW, &now));
  clock = nx_test_clock_new (now);
  {
    NxDb *db = nx_test_db_open (conninfo);
    g_auto (GStrv) parts = g_strsplit (centre, ";", -1);

    for (guint i = 0; parts[i] != NULL && parts[i][0] != '\0'; i++)
      nx_test_db_script (db, parts[i]);
    nx_db_close (db);
  }
  server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (clock), .conninfo = conninfo, .workers = workers });
  token = nx_test_server_token (server, "00000008-0000-7000-8000-000000000001");

  for (guint round = 0; round < ROUNDS; round++)
    {
      static const NxStatement last_token = { "bench.jti", "SELECT jti FROM auth_tokens LIMIT 1", 0 };
      g_autoptr (NxRows) rows = nx_db_query (server->db, &last_token, NULL, 0, NULL);

      vacuum (server->db);
      ours[round] = through_server (server, token, round);
      vacuum (server->db);
      pgbench[round] = through_pgbench (conninfo, script, nx_rows_text (rows, 0, "jti"), round);
      ratios[round] = ours[round] / pgbench[round];
      g_printerr ("round %u: %.0f/s, pgbench %.0f/s\n", round + 1, ours[round], pgbench[round]);
    }
  qsort (ours, ROUNDS, sizeof *ours, compare);
  qsort (pgbench, ROUNDS, sizeof *pgbench, compare);
  qsort (ratios, ROUNDS, sizeof *ratios, compare);
  g_print ("%.3f %.1f %.1f %.3f %.3f\n", ratios[ROUNDS / 2], ours[ROUNDS / 2], pgbench[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
  g_unlink (script);
  nx_test_server_free (g_steal_pointer (&server));
  nx_test_db_drop (conninfo);

  return 0;
}
