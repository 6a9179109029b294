/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-private-pg.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/nx-error.h"
#include "tests/lib/nx-test-db.h"

typedef struct
{
  char *dir;
} Fixture;

/* Under /tmp whatever TMPDIR says: the user that PostgreSQL runs as must be able to enter. */
static void
setup (Fixture *f, gconstpointer data)
{
  f->dir = g_strdup ("/tmp/nx private's XXXXXX"); /* a blank and a quote: the folder is anyone's choice */
  g_assert_nonnull (g_mkdtemp (f->dir));
}

static void
teardown (Fixture *f, gconstpointer data)
{
  const char *argv[] = { "rm", "-rf", f->dir, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_free (f->dir);
}

static NxPrivatePg *
start (const char *dir, gboolean serve)
{
  g_autoptr (GError) error = NULL;
  NxPrivatePg *pg = nx_private_pg_start (dir, serve, &error);

  g_assert_no_error (error);
  return pg;
}

static void
run_sql (NxPrivatePg *pg, const char *sql)
{
  g_autoptr (NxDb) db = nx_test_db_open (nx_private_pg_conninfo (pg));

  nx_test_db_script (db, sql);
}

static gboolean
is_alive (int pid)
{
  return kill (pid, 0) == 0;
}

static void
test_start_stop_start (Fixture *f, gconstpointer data)
{
  NxPrivatePg *pg = start (f->dir, TRUE);
  int pid = nx_private_pg_pid (pg);

  run_sql (pg, "CREATE TABLE kept (x integer); INSERT INTO kept VALUES (1)");
  run_sql (pg, "DO $$ BEGIN ASSERT current_setting ('data_checksums') = 'on'; ASSERT current_setting ('fsync') = 'on'; "
               "ASSERT current_setting ('listen_addresses') = ''; ASSERT lower ('É') = 'é'; END $$");
  nx_private_pg_stop (pg);
  g_assert_false (is_alive (pid));

  pg = start (f->dir, TRUE);
  run_sql (pg, "DO $$ BEGIN ASSERT (SELECT count (*) = 1 FROM kept); END $$");
  nx_private_pg_stop (pg);
}

/* A command joins the cluster of a server that runs; a second server is refused. */
static void
test_shared (Fixture *f, gconstpointer data)
{
  g_autoptr (NxPrivatePg) server = start (f->dir, TRUE);
  g_autoptr (GError) error = NULL;
  NxPrivatePg *command = start (f->dir, FALSE);

  g_assert_cmpstr (nx_private_pg_conninfo (command), ==, nx_private_pg_conninfo (server));
  g_assert_cmpint (nx_private_pg_pid (command), ==, 0);
  nx_private_pg_stop (command);
  run_sql (server, "SELECT 1");

  g_assert_null (nx_private_pg_start (f->dir, TRUE, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, f->dir));
}

/* Whoever started it is killed: it ends by itself, and the next one starts on what was committed. */
static void
test_owner_killed (Fixture *f, gconstpointer data)
{
  int ready[2];
  char byte;
  pid_t child;
  NxPrivatePg *pg;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    {
      NxPrivatePg *own = start (f->dir, TRUE);

      run_sql (own, "CREATE TABLE kept (x integer); INSERT INTO kept VALUES (1)");
      g_assert_cmpint (write (ready[1], "x", 1), ==, 1);
      pause ();
      _exit (0);
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  pg = start (f->dir, TRUE);
  run_sql (pg, "DO $$ BEGIN ASSERT (SELECT count (*) = 1 FROM kept); END $$");
  nx_private_pg_stop (pg);
  close (ready[0]);
  close (ready[1]);
}

/* After a power cut the number in postmaster.pid may be a stranger's, who must not be touched. */
static void
test_stale_pid (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "postgres", "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  NxPrivatePg *pg = start (f->dir, TRUE);

  nx_private_pg_stop (pg);
  text = g_strdup_printf ("%d\n%s/postgres\n1\n5432\n%s/run\n\n\nready   \n", (int) getpid (), f->dir, f->dir);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  pg = start (f->dir, TRUE);
  run_sql (pg, "SELECT 1");
  nx_private_pg_stop (pg);
}

static void
assert_refused (const char *dir, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (nx_private_pg_start (dir, TRUE, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_CONFIG);
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” does not say “%s”", error->message, word);
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  g_autofree char *cluster = g_build_filename (f->dir, "postgres", NULL), *version = g_build_filename (cluster, "PG_VERSION", NULL);
  g_autofree char *file = g_build_filename (f->dir, "file", NULL), *below = g_build_filename (file, "data", NULL);

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  assert_refused (below, "DATA_DIR");
  assert_refused ("/proc/nexus", "DATA_DIR");
  g_assert_cmpint (g_mkdir (cluster, 0700), ==, 0);
  assert_refused (f->dir, cluster);
  g_assert_true (g_file_set_contents (version, "9\n", -1, NULL));
  assert_refused (f->dir, "postgresql-9");
}

static void
test_long_path (Fixture *f, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (110, 'a');
  g_autofree char *dir = g_build_filename (f->dir, filler, NULL);
  NxPrivatePg *pg;
  g_autofree char *socket_dir = NULL;

  g_assert_cmpint (chmod (f->dir, 0711), ==, 0);
  pg = start (dir, TRUE);
  run_sql (pg, "SELECT 1");
  socket_dir = g_strndup (nx_private_pg_conninfo (pg) + strlen ("host='"),
                          strcspn (nx_private_pg_conninfo (pg) + strlen ("host='"), "'"));
  g_assert_true (g_str_has_prefix (socket_dir, "/tmp/nexus-"));
  nx_private_pg_stop (pg);
  g_assert_false (g_file_test (socket_dir, G_FILE_TEST_EXISTS));
}

#define ADD(name, func) g_test_add ("/private-pg/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("start-stop-start", test_start_stop_start);
  ADD ("shared", test_shared);
  ADD ("owner-killed", test_owner_killed);
  ADD ("stale-pid", test_stale_pid);
  ADD ("refusals", test_refusals);
  ADD ("long-path", test_long_path);
  return g_test_run ();
}
