/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/nx-statements.h"
#include "tests/lib/nx-test-db.h"
#include "tests/server/booking-fixture.h"

/*
 * Free slots of a coach for four weeks, in a database of as many sessions as the first argument says (a million where it says
 * nothing): 120 coaches, eight sessions a day each, three years back and six weeks ahead. Prints a line for each kind of question, in
 * microseconds: "online p50 p95 trivial ratio own database", where trivial is the median of a statement that reads one row by its key, asked in
 * turns with it, ratio what the p95 is of that, own and database the processor time of one question
 * on either side. With "explain" as second argument it shows how what is taken is found.
 */

#define COACHES 120
#define STUDENTS 2000
#define ROOMS 12
#define TIMES 300

#define ID(kind, n) "('" kind "-0000-7000-8000-' || lpad ((" n ")::text, 12, '0'))::uuid"

static const char people[] =
  "SET statement_timeout = 0; SET lock_timeout = 0; SET synchronous_commit = off; SET work_mem = '64MB'; SET maintenance_work_mem = '256MB';"
  "INSERT INTO users (id, email, role, first_name, last_name, created_at)"
  " SELECT " ID ("00000051", "n") ", 'eleve-b' || n || '@nexus-student.local', 'ELEVE', 'E', 'N' || n, '2023-09-01'::timestamptz FROM generate_series (1, 2000) n"
  " UNION ALL SELECT " ID ("00000052", "n") ", 'coach-b' || n || '@nexus.test', 'COACH', 'C', 'N' || n, '2023-09-01' FROM generate_series (1, 120) n;"
  "INSERT INTO students (id, user_id, parent_id, grade, created_at) SELECT " ID ("00000053", "n") ", " ID ("00000051", "n") ", "
  ID ("00000002", "1") ", 'TERMINALE', '2023-09-01'::timestamptz FROM generate_series (1, 2000) n;"
  "INSERT INTO coaches (id, user_id, pseudonym, subjects, created_at) SELECT " ID ("00000054", "n") ", " ID ("00000052", "n") ", 'Coach ' || n,"
  " '{SVT}'::text[], '2023-09-01'::timestamptz FROM generate_series (1, 120) n;"
  "INSERT INTO rooms (id, name, capacity) SELECT " ID ("00000055", "n") ", 'Salle B' || n, 10 FROM generate_series (1, 12) n;"
  "INSERT INTO availability (id, coach_id, weekday, start_minute, end_minute, types) SELECT gen_random_uuid (), c.id, d, 480, 1260,"
  " '{COURS_ONLINE,COURS_PRESENTIEL,ATELIER_GROUPE}' FROM coaches c, generate_series (1, 6) d WHERE c.subjects = '{SVT}';"
  "INSERT INTO availability_exceptions (id, coach_id, during, available, created_at) SELECT gen_random_uuid (), c.id,"
  " tstzrange ('2026-11-26 09:00+00'::timestamptz + make_interval (days => k * 7), '2026-11-26 11:00+00'::timestamptz + make_interval (days => k * 7)),"
  " k % 2 = 0, '2026-11-01' FROM coaches c, generate_series (-20, 5) k WHERE c.subjects = '{SVT}';"
  "INSERT INTO closures (id, first_day, last_day, name) SELECT gen_random_uuid (), d, d + 1, 'Fête' FROM"
  " (SELECT '2024-01-14'::date + k * 30 AS d FROM generate_series (0, 36) k) x;"
  "ALTER TABLE sessions DISABLE TRIGGER USER; ALTER TABLE seats DISABLE TRIGGER USER;";

/* Day by day, as they came to be; the n-th of a day is of coach n / 8, at an hour of its own. */
static const char sessions[] =
  "INSERT INTO sessions (id, coach_id, during, type, subject, status, seats_taken, seat_cost, room_id, jitsi_room, created_at, updated_at)"
  " SELECT gen_random_uuid (), " ID ("00000054", "1 + n / 8") ", tstzrange (s.start, s.start + interval '1 hour'),"
  " CASE WHEN n / 8 < 12 THEN 'COURS_PRESENTIEL' ELSE 'COURS_ONLINE' END, 'SVT', CASE WHEN d < 0 THEN 'COMPLETED' ELSE 'SCHEDULED' END, 1, 4,"
  " CASE WHEN n / 8 < 12 THEN " ID ("00000055", "1 + n / 8") " END, CASE WHEN n / 8 >= 12 THEN md5 (d::text || '-' || n) END,"
  " s.start - interval '30 days', s.start - interval '30 days' FROM generate_series ((%d), 41) d, generate_series (0, 959) n,"
  " LATERAL (SELECT '2026-11-24 07:00+00'::timestamptz + make_interval (days => d, mins => 90 * (n %% 8) + 15 * ((d + n / 8) %% 3)) AS start) s;"
  "INSERT INTO seats (id, session_id, student_id, during, cost, booked_at) SELECT gen_random_uuid (), x.id, " ID ("00000053", "right (x.coach_id::text, 12)::integer + 120 * x.n") ","
  " x.during, 4, x.created_at FROM (SELECT s.*, row_number () OVER (PARTITION BY s.coach_id, lower (s.during)::date ORDER BY s.during) - 1 AS n"
  " FROM sessions s WHERE lower (s.during) > '2026-11-20' AND s.subject = 'SVT') x;"
  "ALTER TABLE sessions ENABLE TRIGGER USER; ALTER TABLE seats ENABLE TRIGGER USER;";

static const NxStatement trivial = { "bench.trivial", "SELECT pseudonym FROM coaches WHERE id = $1::uuid", 1 };
static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static char *
coach (guint n)
{
  return g_strdup_printf ("00000054-0000-7000-8000-%012u", 1 + n % COACHES);
}

/* Of this program, and of its connection: what other programs on the machine do not change. */
static double
own_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
database_seconds (BookingFixture *fixture)
{
  g_autofree char *path = NULL, *text = NULL;
  g_autofree char *pid = ask_text (fixture, "SELECT pg_backend_pid () AS a");

  path = g_strdup_printf ("/proc/%s/stat", pid);
  if (!g_file_get_contents (path, &text, NULL, NULL) || strrchr (text, ')') == NULL)
    return 0;
  g_auto (GStrv) fields = g_strsplit (strrchr (text, ')') + 2, " ", -1);

  return (atof (fields[11]) + atof (fields[12])) / (double) sysconf (_SC_CLK_TCK);
}

static gint64
ask_trivial (BookingFixture *fixture, guint n)
{
  gint64 began = g_get_monotonic_time ();
  g_autofree char *id = coach (n);
  g_autoptr (NxRows) rows = nx_db_run (fixture->db, &trivial, NULL, nx_text (id));

  g_assert_cmpuint (nx_rows_count (rows), ==, 1);

  return g_get_monotonic_time () - began;
}

static gint64
ask_slots (BookingFixture *fixture, const NxSlotQuery *wanted, guint n)
{
  NxActor actor = as_office (fixture);
  NxSlotQuery query = *wanted;
  g_autofree char *id = coach (n), *student = g_strdup_printf ("00000053-0000-7000-8000-%012u", 1 + n % (8 * COACHES));
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time (), took;
  g_autoptr (GPtrArray) slots = NULL;

  query.coach_id = query.subject < 0 ? id : NULL;
  query.student_id = query.student_id != NULL ? student : NULL;
  slots = nx_coaches_slots (fixture->db, &actor, &query, &error);
  took = g_get_monotonic_time () - began;
  g_assert_no_error (error);
  g_assert_cmpuint (slots->len, >, 10);

  return took;
}

static void
measure (BookingFixture *fixture, const char *name, const NxSlotQuery *query, guint times)
{
  g_autofree gint64 *ours = g_new (gint64, times), *theirs = g_new (gint64, times);

  for (guint i = 0; i < 20; i++)
    {
      ask_slots (fixture, query, i * 7);
      ask_trivial (fixture, i);
    }
  double own = own_seconds (), database = database_seconds (fixture);
  for (guint i = 0; i < times; i++)
    ask_slots (fixture, query, i * 37);
  own = own_seconds () - own;
  database = database_seconds (fixture) - database;
  for (guint i = 0; i < times; i++)
    {
      ours[i] = ask_slots (fixture, query, i * 37);
      theirs[i] = ask_trivial (fixture, i * 37);
    }
  qsort (ours, times, sizeof *ours, compare);
  qsort (theirs, times, sizeof *theirs, compare);
  g_print ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %.1f %.0f %.0f\n", name, ours[times / 2], ours[times * 95 / 100],
           theirs[times / 2], (double) ours[times * 95 / 100] / (double) MAX (theirs[times / 2], 1), own * 1e6 / times, database * 1e6 / times);
}

/* How the statement that reads what is taken finds it. */
static void
show_plan (BookingFixture *fixture, const char *type)
{
  g_autofree char *id = coach (3), *sql = NULL;
  NxStatement *explain = g_new0 (NxStatement, 1); /* a connection knows it by its address */

  for (const NxStatementTable *const *table = nx_statement_tables (); *table != NULL; table++)
    for (guint i = 0; i < (*table)->n_statements; i++)
      if (g_str_equal ((*table)->statements[i].name, "coaches.taken"))
        sql = g_strconcat ("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) ", (*table)->statements[i].sql, NULL);
  *explain = (NxStatement){ type, g_steal_pointer (&sql), 10 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_run (fixture->db, explain, &error, nx_text (id), nx_null (), nx_text (type), nx_time (at ("2026-11-25T00:00:00Z")),
                                       nx_time (at ("2026-12-23T00:00:00Z")), nx_null (), nx_text ("2026-11-25"), nx_text ("2026-12-23"), nx_null (),
                                       nx_time (fixture->now));
  g_assert_no_error (error);
  for (guint i = 0; i < nx_rows_count (rows); i++)
    g_print ("%s\n", nx_rows_text (rows, i, "QUERY PLAN"));
}

int
main (int argc, char **argv)
{
  guint wanted = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 1000000;
  BookingFixture fixture = { 0 };
  NxSlotQuery query = { .subject = -1, .type = NX_SERVICE_COURS_ONLINE, .from = at ("2026-11-25T00:00:00Z"), .to = at ("2026-12-23T00:00:00Z") };
  g_autofree char *fill = g_strdup_printf (sessions, 41 - (int) (MAX (wanted, 960 * 60) / 960));
  gint64 began = g_get_monotonic_time ();

  booking_setup (&fixture, NULL);
  nx_test_db_script (fixture.db, people);
  nx_test_db_script (fixture.db, fill);
  nx_test_db_script (fixture.db, "VACUUM ANALYZE");
  g_print ("sessions %" G_GINT64_FORMAT ", filled in %.0f s\n", ask_number (&fixture, "SELECT count (*) AS a FROM sessions"),
           (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);

  measure (&fixture, "online", &query, TIMES);
  query.student_id = "";
  measure (&fixture, "online-of-a-student", &query, TIMES);
  query.type = NX_SERVICE_COURS_PRESENTIEL;
  query.student_id = NULL;
  measure (&fixture, "in-person", &query, TIMES);
  query.type = NX_SERVICE_COURS_ONLINE;
  query.subject = NX_SUBJECT_SVT;
  measure (&fixture, "any-of-120-coaches", &query, 20);
  if (argc > 2)
    {
      show_plan (&fixture, "COURS_ONLINE");
      show_plan (&fixture, "COURS_PRESENTIEL");
    }

  nx_db_close (fixture.db);
  nx_test_db_drop (fixture.conninfo);

  return 0;
}
