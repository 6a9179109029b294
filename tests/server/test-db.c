/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-db.h"

#include <string.h>

#include "common/models/nx-models.h"
#include "common/nx-random.h"
#include "common/nx-time.h"
#include "tests/lib/nx-test-db.h"

#define NOW G_GINT64_CONSTANT (1795363200000000)

enum { ECHO, INSERT, COUNT, FAIL, SLEEP, PID, KILL, TAKE, MISSING, WHOLE, RENAME, BAD_UUID };

static const NxStatement statements[] = {
  [ECHO] = { "test.echo", "SELECT $1::text AS a_text, $2::bigint AS a_number, $3::boolean AS a_flag, $4::timestamptz AS a_time, "
             "$5::date AS a_date, $6::bytea AS some_bytes, $7::text AS nothing", 7 },
  [INSERT] = { "test.insert", "INSERT INTO closures (id, first_day, last_day, name) VALUES ($1, '2026-12-20', '2026-12-21', $2)", 2 },
  [COUNT] = { "test.count", "SELECT count (*) AS n FROM closures", 0 },
  [FAIL] = { "test.fail", "INSERT INTO rooms (id, name, capacity) VALUES ($1, 'Salle 1', 4)", 1 },
  [SLEEP] = { "test.sleep", "SELECT pg_sleep ($1::integer)", 1 },
  [PID] = { "test.pid", "SELECT pg_backend_pid () AS pid", 0 },
  [KILL] = { "test.kill", "SELECT pg_terminate_backend ($1::integer)", 1 },
  [TAKE] = { "test.take", "UPDATE settings SET value = to_jsonb ((value #>> '{}')::integer + 1) WHERE key = $1", 1 },
  [MISSING] = { "test.missing", "SELECT * FROM no_such_table", 0 },
  [WHOLE] = { "test.record", "SELECT $1::uuid AS id, 'HYBRIDE' AS plan_name, 'ACTIVE' AS status, 16 AS credits_per_month, "
              "179000 || ' ' || 'TND' AS monthly_price, ARRAY['NSI', 'SVT'] AS aria_subjects, $2::timestamptz AS starts_at, 7 AS other", 2 },
  [RENAME] = { "test.affected", "UPDATE closures SET name = $1", 1 },
  [BAD_UUID] = { "test.bad_uuid", "SELECT 1 FROM rooms WHERE id = $1", 1 },
};

typedef struct
{
  char *conninfo;
  NxDb *db;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->conninfo = nx_test_db_new ();
  f->db = nx_test_db_open (f->conninfo);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  nx_db_close (f->db);
  nx_test_db_drop (f->conninfo);
}

static gint64
count_closures (NxDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_query (db, &statements[COUNT], NULL, 0, &error);

  g_assert_no_error (error);
  return nx_rows_int (rows, 0, "n");
}

static gboolean
insert (NxDb *db, const char *name, GError **error)
{
  g_autofree char *id = nx_uuid_new (NOW);

  return nx_db_later (db, &statements[INSERT], error, nx_text (id), nx_text (name));
}

/* --- values --- */

static void
test_values (Fixture *f, gconstpointer data)
{
  const char hard[] = "d’été, \"x\" \\ 😀 \n'";
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NxRows) rows = nx_db_run (f->db, &statements[ECHO], &error, nx_text (hard), nx_int (-9007199254740993), nx_bool (TRUE),
                                       nx_time (NOW + 123456), nx_date (nx_date_from_ymd (2028, 2, 29)), nx_bytes ("a\0b", 3),
                                       nx_null ());

  g_assert_no_error (error);
  g_assert_cmpuint (nx_rows_count (rows), ==, 1);
  g_assert_cmpstr (nx_rows_text (rows, 0, "a_text"), ==, hard);
  g_assert_cmpint (nx_rows_int (rows, 0, "a_number"), ==, G_GINT64_CONSTANT (-9007199254740993));
  g_assert_true (nx_rows_bool (rows, 0, "a_flag"));
  g_assert_cmpint (nx_rows_time (rows, 0, "a_time"), ==, NOW + 123456);
  g_assert_cmpint (nx_rows_date (rows, 0, "a_date"), ==, nx_date_from_ymd (2028, 2, 29));
  bytes = nx_rows_bytes (rows, 0, "some_bytes");
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "a\0b", 3);
  g_assert_null (nx_rows_text (rows, 0, "nothing"));
}

static void
test_nulls (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_run (f->db, &statements[ECHO], &error, nx_text (NULL), nx_null (), nx_null (), nx_time (NX_TIME_NONE),
                                       nx_date (NX_DATE_NONE), nx_null (), nx_null ());

  g_assert_no_error (error);
  g_assert_null (nx_rows_text (rows, 0, "a_text"));
  g_assert_cmpint (nx_rows_int (rows, 0, "a_number"), ==, 0);
  g_assert_false (nx_rows_bool (rows, 0, "a_flag"));
  g_assert_cmpint (nx_rows_time (rows, 0, "a_time"), ==, NX_TIME_NONE);
  g_assert_cmpint (nx_rows_date (rows, 0, "a_date"), ==, NX_DATE_NONE);
  g_assert_null (nx_rows_bytes (rows, 0, "some_bytes"));
}

static void
test_unknown_column (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_query (f->db, &statements[COUNT], NULL, 0, &error);

  g_assert_no_error (error);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*no column “wrong”*");
  g_assert_null (nx_rows_text (rows, 0, "wrong"));
  g_test_assert_expected_messages ();
}

static void
test_affected (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = NULL;

  nx_test_db_script (f->db, "INSERT INTO closures SELECT gen_random_uuid (), '2026-01-01', '2026-01-02', 'x' FROM generate_series (1, 3)");
  rows = nx_db_run (f->db, &statements[RENAME], &error, nx_text ("y"));
  g_assert_no_error (error);
  g_assert_cmpuint (nx_rows_affected (rows), ==, 3);
}

static void
test_record (Fixture *f, gconstpointer data)
{
  g_autofree char *id = nx_uuid_new (NOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (NxRows) rows = nx_db_run (f->db, &statements[WHOLE], &error, nx_text (id), nx_time (NOW));
  NxSubscription *subscription;

  g_assert_no_error (error);
  records = nx_rows_records (rows, NX_TYPE_SUBSCRIPTION);
  g_assert_cmpuint (records->len, ==, 1);
  subscription = g_ptr_array_index (records, 0);
  g_assert_cmpstr (subscription->id, ==, id);
  g_assert_cmpint (subscription->planName, ==, NX_PLAN_HYBRIDE);
  g_assert_cmpint (subscription->status, ==, NX_SUBSCRIPTION_ACTIVE);
  g_assert_cmpint (subscription->creditsPerMonth, ==, NX_CREDITS (4));
  g_assert_cmpint (subscription->monthlyPrice.amount, ==, 179000);
  g_assert_cmpstr (subscription->monthlyPrice.currency, ==, "TND");
  g_assert_cmpuint (subscription->ariaSubjects, ==, 1u << NX_SUBJECT_NSI | 1u << NX_SUBJECT_SVT);
  g_assert_cmpint (subscription->startsAt, ==, NOW);
  g_assert_cmpint (subscription->paidUntil, ==, NX_TIME_NONE);
}

/* --- errors --- */

static void
test_constraint (Fixture *f, gconstpointer data)
{
  g_autofree char *id = nx_uuid_new (NOW), *other = nx_uuid_new (NOW);
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_db_do (f->db, &statements[FAIL], &error, nx_text (id)));
  g_assert_no_error (error);
  g_assert_false (nx_db_do (f->db, &statements[FAIL], &error, nx_text (other)));
  g_assert_error (error, NX_ERROR, NX_ERROR_CONFLICT);
  /* the connection goes on */
  g_assert_cmpint (count_closures (f->db), ==, 0);
}

static void
test_bad_identifier (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (nx_db_do (f->db, &statements[BAD_UUID], &error, nx_text ("1; DROP TABLE users")));
  g_assert_error (error, NX_ERROR, NX_ERROR_NOT_FOUND);
}

static void
test_programmers_error (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*test.missing*no_such_table*42P01*");
  g_assert_null (nx_db_query (f->db, &statements[MISSING], NULL, 0, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, NX_ERROR, NX_ERROR_INTERNAL);
  g_assert_null (strstr (error->message, "no_such_table"));
  g_assert_cmpint (count_closures (f->db), ==, 0);
}

static void
test_timeout (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  nx_test_db_script (f->db, "SET statement_timeout = '50ms'");
  g_assert_false (nx_db_do (f->db, &statements[SLEEP], &error, nx_int (5)));
  g_assert_error (error, NX_ERROR, NX_ERROR_UNAVAILABLE);
  g_assert_cmpuint (nx_error_get_retry_after (error), >, 0);
}

/* --- transactions --- */

static gboolean
two_inserts (NxDb *db, gpointer user_data, GError **error)
{
  g_assert_true (nx_db_in_transaction (db));
  return insert (db, "Noël", error) && insert (db, "Pâques", error);
}

static gboolean
inserts_then_no (NxDb *db, gpointer user_data, GError **error)
{
  gboolean done = two_inserts (db, user_data, error) && nx_db_flush (db, error);

  g_assert_true (done);
  g_set_error_literal (error, NX_ERROR, NX_ERROR_OUTSIDE_AVAILABILITY, "no");
  return FALSE;
}

static gboolean
silently_no (NxDb *db, gpointer user_data, GError **error)
{
  return two_inserts (db, user_data, error) && FALSE;
}

static gboolean
nothing (NxDb *db, gpointer user_data, GError **error)
{
  return TRUE;
}

static gboolean
nested (NxDb *db, gpointer user_data, GError **error)
{
  return nx_db_transaction (db, two_inserts, NULL, error) && nx_db_in_transaction (db) && insert (db, "Aïd", error);
}

static void
test_transaction (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_db_transaction (f->db, two_inserts, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_closures (f->db), ==, 2);
  g_assert_false (nx_db_in_transaction (f->db));

  g_assert_false (nx_db_transaction (f->db, inserts_then_no, NULL, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_OUTSIDE_AVAILABILITY);
  g_clear_error (&error);
  g_assert_false (nx_db_transaction (f->db, silently_no, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_closures (f->db), ==, 2);

  g_assert_true (nx_db_transaction (f->db, nothing, NULL, &error));
  g_assert_true (nx_db_transaction (f->db, nested, NULL, &error));
  g_assert_cmpint (count_closures (f->db), ==, 5);
}

static gboolean
queued_conflict (NxDb *db, gpointer user_data, GError **error)
{
  g_autofree char *a = nx_uuid_new (NOW), *b = nx_uuid_new (NOW);
  int *where = user_data;

  if (!insert (db, "before", error) || !nx_db_later (db, &statements[FAIL], error, nx_text (a))
      || !nx_db_later (db, &statements[FAIL], error, nx_text (b)) || !insert (db, "after", error))
    return FALSE;
  if (*where == 1)
    {
      g_autoptr (NxRows) rows = nx_db_query (db, &statements[COUNT], NULL, 0, error);

      return rows != NULL;
    }
  return *where != 2 || nx_db_flush (db, error);
}

/* A queued statement's error comes out at the next query, flush or commit, and undoes all. */
static void
test_queued_error (Fixture *f, gconstpointer data)
{
  for (int where = 0; where < 3; where++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (nx_db_transaction (f->db, queued_conflict, &where, &error));
      g_assert_error (error, NX_ERROR, NX_ERROR_CONFLICT);
      g_assert_cmpint (count_closures (f->db), ==, 0);
    }
}

static gboolean
ignores_errors (NxDb *db, gpointer user_data, GError **error)
{
  int where = 2;

  g_assert_false (queued_conflict (db, &where, NULL));
  g_assert_false (nx_db_flush (db, NULL));
  return TRUE;
}

/* A function that overlooks an error cannot commit half of its work. */
static void
test_overlooked_error (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (nx_db_transaction (f->db, ignores_errors, NULL, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_CONFLICT);
  g_assert_cmpint (count_closures (f->db), ==, 0);
}

static gboolean
try_then_other (NxDb *db, gpointer user_data, GError **error)
{
  int where = 0;
  g_autoptr (GError) local = NULL;

  if (!insert (db, "first", error))
    return FALSE;
  g_assert_false (nx_db_savepoint (db, queued_conflict, &where, &local));
  g_assert_error (local, NX_ERROR, NX_ERROR_CONFLICT);
  return nx_db_savepoint (db, two_inserts, NULL, error);
}

static void
test_savepoint (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_db_transaction (f->db, try_then_other, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_closures (f->db), ==, 3);
}

/* --- retries --- */

typedef struct
{
  const char *conninfo;
  const char *first, *second;
  int *arrived;
  int calls;
  gboolean done;
} Crosser;

static gboolean
cross (NxDb *db, gpointer user_data, GError **error)
{
  Crosser *c = user_data;

  c->calls++;
  if (!nx_db_do (db, &statements[TAKE], error, nx_text (c->first)))
    return FALSE;
  /* Only the first time: both hold one row and want the other's. */
  if (c->calls == 1)
    {
      g_atomic_int_inc (c->arrived);
      while (g_atomic_int_get (c->arrived) < 2)
        g_usleep (1000);
    }
  return nx_db_do (db, &statements[TAKE], error, nx_text (c->second));
}

static gpointer
cross_thread (gpointer user_data)
{
  Crosser *c = user_data;
  g_autoptr (NxDb) db = nx_test_db_open (c->conninfo);
  g_autoptr (GError) error = NULL;

  c->done = nx_db_transaction (db, cross, c, &error);
  g_assert_no_error (error);
  return NULL;
}

static void
test_deadlock (Fixture *f, gconstpointer data)
{
  int arrived = 0;
  Crosser a = { f->conninfo, "one", "two", &arrived, 0, FALSE }, b = { f->conninfo, "two", "one", &arrived, 0, FALSE };
  g_autoptr (GThread) thread = NULL;

  nx_test_db_script (f->db, "INSERT INTO settings (key, value) VALUES ('one', '0'), ('two', '0')");
  thread = g_thread_new ("crosser", cross_thread, &a);
  cross_thread (&b);
  g_thread_join (g_steal_pointer (&thread));
  g_assert_true (a.done && b.done);
  g_assert_cmpint (a.calls + b.calls, ==, 3);
  nx_test_db_script (f->db, "DO $$ BEGIN ASSERT (SELECT count (*) = 2 FROM settings WHERE key IN ('one', 'two') AND value = '2'); END $$");
}

static gboolean
always_serialization_failure (NxDb *db, gpointer user_data, GError **error)
{
  int *calls = user_data;

  (*calls)++;
  return nx_db_script (db, "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$", error);
}

static void
test_retries_end (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int calls = 0;

  g_assert_false (nx_db_transaction (f->db, always_serialization_failure, &calls, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_UNAVAILABLE);
  g_assert_cmpint (calls, ==, 6);
}

/* --- broken connections --- */

static void
kill_connection (Fixture *f)
{
  g_autoptr (NxDb) other = nx_test_db_open (f->conninfo);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_query (f->db, &statements[PID], NULL, 0, &error);
  gint64 pid = nx_rows_int (rows, 0, "pid");

  g_assert_true (nx_db_do (other, &statements[KILL], &error, nx_int (pid)));
  g_assert_no_error (error);
}

static void
test_idle_connection_lost (Fixture *f, gconstpointer data)
{
  kill_connection (f);
  g_usleep (100000);
  g_assert_cmpint (count_closures (f->db), ==, 0);
}

static gboolean
loses_connection (NxDb *db, gpointer user_data, GError **error)
{
  Fixture *f = user_data;

  if (!insert (db, "lost", error) || !nx_db_flush (db, error))
    return FALSE;
  kill_connection (f);
  g_usleep (100000);
  return TRUE;
}

static void
test_connection_lost_inside (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (nx_db_transaction (f->db, loses_connection, f, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_UNAVAILABLE);
  g_assert_cmpint (count_closures (f->db), ==, 0);
  /* prepared statements and transactions work on the new connection */
  g_assert_true (nx_db_transaction (f->db, two_inserts, NULL, NULL));
  g_assert_cmpint (count_closures (f->db), ==, 2);
}

static void
test_connect_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (nx_db_open ("host=/nonexistent dbname=x", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_UNAVAILABLE);
}

static void
on_notify (const char *channel, const char *payload, gpointer user_data)
{
  g_string_append_printf (user_data, "%s=%s;", channel, payload);
}

static void
test_notifications (Fixture *f, gconstpointer data)
{
  g_autoptr (NxDb) listener = nx_test_db_open (f->conninfo);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  nx_test_db_script (listener, "LISTEN nx_live");
  nx_test_db_script (f->db, "NOTIFY nx_live, '1'; NOTIFY nx_live, '2'");
  g_assert_cmpint (nx_db_socket (listener), >=, 0);
  for (int i = 0; i < 100 && seen->len == 0; i++)
    {
      g_usleep (10000);
      g_assert_true (nx_db_read_notifications (listener, on_notify, seen, &error));
    }
  g_assert_cmpstr (seen->str, ==, "nx_live=1;nx_live=2;");
}

static gboolean
ahead (NxDb *db, guint statement, const char *value)
{
  const NxParam param = nx_text (value);

  return nx_db_ahead (db, &statements[statement], &param, statements[statement].n_params, NULL);
}

static gboolean
count_in_transaction (NxDb *db, gpointer data, GError **error)
{
  *(gint64 *) data = count_closures (db);
  return TRUE;
}

/* Two questions, one round trip: each gets its own rows, also where the other fails, is in a transaction, or never comes. */
static void
test_ahead (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) first = NULL, second = NULL, third = NULL, none = NULL, failed = NULL;
  gint64 n = -1;

  g_assert_true (ahead (f->db, PID, NULL));
  g_assert_cmpint (count_closures (f->db), ==, 0);
  first = nx_db_take_ahead (f->db, &error);
  g_assert_no_error (error);
  g_assert_cmpint (nx_rows_int (first, 0, "pid"), >, 0);
  none = nx_db_take_ahead (f->db, &error);
  g_assert_error (error, NX_ERROR, NX_ERROR_UNAVAILABLE);
  g_clear_error (&error);

  g_assert_true (ahead (f->db, PID, NULL));
  second = nx_db_take_ahead (f->db, &error);
  g_assert_no_error (error);
  g_assert_cmpint (nx_rows_int (second, 0, "pid"), ==, nx_rows_int (first, 0, "pid"));

  g_assert_true (ahead (f->db, PID, NULL));
  g_assert_true (nx_db_transaction (f->db, count_in_transaction, &n, &error));
  g_assert_cmpint (n, ==, 0);
  third = nx_db_take_ahead (f->db, &error);
  g_assert_no_error (error);
  g_assert_nonnull (third);

  g_assert_true (ahead (f->db, BAD_UUID, "no uuid"));
  failed = nx_db_query (f->db, &statements[COUNT], NULL, 0, &error);
  g_assert_null (failed);
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (nx_db_take_ahead (f->db, &error));
  g_clear_error (&error);
  g_assert_cmpint (count_closures (f->db), ==, 0);
}

#define ADD(name, func) g_test_add ("/db/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("values", test_values);
  ADD ("nulls", test_nulls);
  ADD ("unknown-column", test_unknown_column);
  ADD ("affected", test_affected);
  ADD ("record", test_record);
  ADD ("constraint", test_constraint);
  ADD ("bad-identifier", test_bad_identifier);
  ADD ("programmers-error", test_programmers_error);
  ADD ("timeout", test_timeout);
  ADD ("transaction", test_transaction);
  ADD ("queued-error", test_queued_error);
  ADD ("overlooked-error", test_overlooked_error);
  ADD ("savepoint", test_savepoint);
  ADD ("ahead", test_ahead);
  ADD ("deadlock", test_deadlock);
  ADD ("retries-end", test_retries_end);
  ADD ("idle-connection-lost", test_idle_connection_lost);
  ADD ("connection-lost-inside", test_connection_lost_inside);
  g_test_add_func ("/db/connect-refused", test_connect_refused);
  ADD ("notifications", test_notifications);
  return g_test_run ();
}
