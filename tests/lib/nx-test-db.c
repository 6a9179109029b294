/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/nx-test-db.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/db/nx-migrate.h"
#include "server/db/nx-pg-bin.h"

typedef struct
{
  char *server;   /* conninfo without a database */
  char *template; /* name of the migrated database */
  uid_t uid;
  gid_t gid;
  guint count;
} Cluster;

enum
{
  DATABASE_EXISTS
};

/* Not registered: tests only. */
static const NxStatement statements[] = {
  [DATABASE_EXISTS] = { "test.database_exists", "SELECT 1 FROM pg_database WHERE datname = $1", 1 },
};

/* Waits on its standard input: its end, whatever ended the test, stops the server and removes the folder. */
static const char watchdog[]
    = "trap '' INT TERM HUP\n"
      "cd \"$2\" || exit 1\n"
      "\"$1/initdb\" --no-sync --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >initdb.log 2>&1 "
      "</dev/null"
      " || { cat initdb.log >&2; rm -rf \"$2\"; exit 1; }\n"
      "\"$1/postgres\" -D data -k \"$2\" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
      " -c wal_level=minimal -c max_wal_senders=0 -c max_connections=150 -c shared_buffers=48MB -c autovacuum=off -c deadlock_timeout=200ms >postgres.log 2>&1 </dev/null "
      "&\n"
      "pid=$!\n"
      "n=0\n"
      "until \"$1/pg_isready\" -q -h \"$2\"; do n=$((n + 1)); [ $n -lt 600 ] || break; sleep 0.05; done\n"
      "echo ready\n"
      "cat >/dev/null\n"
      "kill -QUIT $pid\n"
      "wait $pid\n"
      "rm -rf \"$2\"\n";

static void
become_postgres (gpointer user_data)
{
  const Cluster *cluster = user_data;

  setsid ();
  if (geteuid () == 0 && (setgroups (0, NULL) != 0 || setgid (cluster->gid) != 0 || setuid (cluster->uid) != 0))
    _exit (1);
}

static char *
make_folder (Cluster *cluster)
{
  char *folder = g_strdup ("/tmp/nx-test-XXXXXX"); /* not TMPDIR: a socket's path has at most 107 bytes */
  const struct passwd *user = geteuid () == 0 ? getpwnam ("postgres") : NULL;

  if (g_mkdtemp (folder) == NULL)
    g_error ("no folder for the database in /tmp");
  if (geteuid () != 0)
    return folder;
  if (user == NULL)
    g_error ("PostgreSQL refuses to run as root and there is no user postgres");
  cluster->uid = user->pw_uid;
  cluster->gid = user->pw_gid;
  if (chown (folder, cluster->uid, cluster->gid) != 0)
    g_error ("the database's folder could not be given to user postgres");
  return folder;
}

static void
wait_until_ready (int fd)
{
  char word[6] = "";
  gsize length = 0;

  while (length < 5)
    {
      gssize n = read (fd, word + length, 5 - length);

      if (n <= 0)
        g_error ("the test's PostgreSQL did not start");
      length += (gsize) n;
    }
}

static char *
start_server (Cluster *cluster)
{
  g_autofree char *folder = make_folder (cluster);
  g_autofree char *bin = nx_pg_bin_dir ();
  const char *argv[] = { "/bin/sh", "-c", watchdog, "nx-test-postgres", bin, folder, NULL };
  g_autoptr (GError) error = NULL;
  int in = -1, out = -1;

  if (bin == NULL)
    g_error ("PostgreSQL's programs are not installed");
  /* The write end stays open, and closed on exec, for the life of this process: it is what the watchdog watches. */
  if (!g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, become_postgres, cluster, NULL, &in, &out, NULL,
                                 &error))
    g_error ("the test's PostgreSQL did not start: %s", error->message);
  wait_until_ready (out);
  close (out);
  return g_strdup_printf ("host=%s user=postgres", folder);
}

NxDb *
nx_test_db_open (const char *conninfo)
{
  g_autoptr (GError) error = NULL;
  NxDb *db = nx_db_open (conninfo, &error);

  g_assert_no_error (error);
  return db;
}

void
nx_test_db_script (NxDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gboolean done = nx_db_script (db, sql, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static char *
conninfo_of (const Cluster *cluster, const char *database)
{
  return g_strdup_printf ("%s dbname=%s", cluster->server, database);
}

/* Databases are made and dropped from here; other test processes may do the same on the same server. */
static NxDb *
open_admin (const Cluster *cluster)
{
  g_autofree char *conninfo = conninfo_of (cluster, "postgres");
  NxDb *db = nx_test_db_open (conninfo);

  nx_test_db_script (db, "SET statement_timeout = 0; SET lock_timeout = 0");
  return db;
}

static gboolean
database_exists (NxDb *admin, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_run (admin, &statements[DATABASE_EXISTS], &error, nx_text (name));

  g_assert_no_error (error);
  return nx_rows_count (rows) > 0;
}

/* The template is named after what is in it, and gets its name only when it is complete. */
static char *
template_name (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto (GStrv) names = g_resources_enumerate_children ("/academy/nexusreussite/sql/migrations", 0, NULL);

  g_assert_nonnull (names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/academy/nexusreussite/sql/migrations/", names[i], NULL);
      g_autoptr (GBytes) text = g_resources_lookup_data (path, 0, NULL);

      g_checksum_update (checksum, (const guchar *) names[i], -1);
      g_checksum_update (checksum, g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text));
    }
  return g_strdup_printf ("nx_template_%.16s", g_checksum_get_string (checksum));
}

static void
build_template (Cluster *cluster, NxDb *admin)
{
  g_autofree char *draft = g_strdup_printf ("%s_%d", cluster->template, (int) getpid ());
  g_autofree char *conninfo = conninfo_of (cluster, draft);
  g_autofree char *create = g_strdup_printf ("CREATE DATABASE %s TEMPLATE template0", draft);
  g_autofree char *publish = g_strdup_printf ("ALTER DATABASE %s RENAME TO %s", draft, cluster->template);
  g_autoptr (NxDb) db = NULL;
  g_autoptr (GError) error = NULL;

  nx_test_db_script (admin, create);
  db = nx_test_db_open (conninfo);
  if (!nx_migrate (db, G_GINT64_CONSTANT (1767225600000000), NULL, &error))
    g_error ("the migrations do not apply: %s", error->message);
  g_clear_pointer (&db, nx_db_close);
  nx_test_db_script (admin, publish);
}

static Cluster *
cluster_get (void)
{
  static Cluster cluster;
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      const char *given = g_getenv ("NX_TEST_POSTGRES");
      g_autoptr (NxDb) admin = NULL;

      cluster.server = given != NULL && given[0] != '\0' ? g_strdup (given) : start_server (&cluster);
      cluster.template = template_name ();
      admin = open_admin (&cluster);
      nx_test_db_script (admin, "SELECT pg_advisory_lock (20261122)");
      if (!database_exists (admin, cluster.template))
        build_template (&cluster, admin);
      g_once_init_leave (&once, 1);
    }
  return &cluster;
}

static char *
create_database (const char *template)
{
  Cluster *cluster = cluster_get ();
  g_autoptr (NxDb) admin = open_admin (cluster);
  g_autofree char *name = g_strdup_printf ("nx_t_%d_%u", (int) getpid (), (guint) g_atomic_int_add ((gint *) &cluster->count, 1));
  g_autofree char *create
      = g_strdup_printf ("CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY", name, template != NULL ? template : cluster->template);

  nx_test_db_script (admin, create);
  return conninfo_of (cluster, name);
}

char *
nx_test_db_new (void)
{
  return create_database (NULL);
}

char *
nx_test_db_new_empty (void)
{
  return create_database ("template0");
}

void
nx_test_db_drop (char *conninfo)
{
  const char *name = strstr (conninfo, " dbname=");
  g_autoptr (NxDb) admin = NULL;
  g_autofree char *drop = NULL;

  g_assert_nonnull (name);
  admin = open_admin (cluster_get ());
  drop = g_strdup_printf ("DROP DATABASE IF EXISTS %s WITH (FORCE)", name + strlen (" dbname="));
  nx_test_db_script (admin, drop);
  g_free (conninfo);
}
