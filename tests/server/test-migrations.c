/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-migrate.h"

#include <string.h>

#include "common/nx-time.h"
#include "tests/lib/nx-test-db.h"

#define NOW G_GINT64_CONSTANT (1795363200000000)

enum { UNINDEXED, NAMELESS, ZONELESS };

/* Rules of the schema that hold for every table. */
static const NxStatement statements[] = {
  [UNINDEXED] = { "test.unindexed_foreign_keys",
    "SELECT c.conname AS fault FROM pg_constraint c WHERE c.contype = 'f' AND NOT EXISTS (SELECT 1 FROM pg_index i "
    "WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])", 0 },
  [NAMELESS] = { "test.nameless_constraints",
    "SELECT conrelid::regclass || ': ' || conname AS fault FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
    "AND contype IN ('c', 'u', 'x') AND conrelid <> 0 AND (conname ~ '_check[0-9]*$' OR conname ~ '_excl[0-9]*$' "
    "OR NOT starts_with (conname, (SELECT relname FROM pg_class WHERE oid = conrelid)::text || '_'))", 0 },
  [ZONELESS] = { "test.zoneless_times",
    "SELECT table_name || '.' || column_name AS fault FROM information_schema.columns WHERE table_schema = 'public' "
    "AND data_type IN ('timestamp without time zone', 'time without time zone', 'real', 'double precision', 'money')", 0 },
};

typedef struct
{
  char *conninfo;
  NxDb *db;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->conninfo = nx_test_db_new_empty ();
  f->db = nx_test_db_open (f->conninfo);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  nx_db_close (f->db);
  nx_test_db_drop (f->conninfo);
}

static void
test_empty_then_twice (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  guint applied = 0;

  before = nx_migrate_status (f->db, &error);
  g_assert_no_error (error);
  g_assert_false (nx_migrate_is_current (f->db, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_UNAVAILABLE);
  g_clear_error (&error);

  g_assert_true (nx_migrate (f->db, NOW, &applied, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (applied, ==, before->len);
  g_assert_true (nx_migrate_is_current (f->db, &error));

  g_assert_true (nx_migrate (f->db, NOW + 1, &applied, &error));
  g_assert_cmpuint (applied, ==, 0);
  after = nx_migrate_status (f->db, &error);
  for (guint i = 0; i < after->len; i++)
    g_assert_cmpint (((NxMigration *) g_ptr_array_index (after, i))->applied_at, ==, NOW);
}

static void
test_changed_checksum (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_migrate (f->db, NOW, NULL, &error));
  nx_test_db_script (f->db, "UPDATE migrations SET checksum = 'else' WHERE name LIKE '0003%'");
  g_assert_false (nx_migrate (f->db, NOW, NULL, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "0003-coaches.sql"));
}

static void
test_missing_one (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint applied = 0;

  g_assert_true (nx_migrate (f->db, NOW, NULL, &error));
  nx_test_db_script (f->db, "DROP TABLE reports, report_addenda; DELETE FROM migrations WHERE name LIKE '0008%'");
  g_assert_true (nx_migrate (f->db, NOW, &applied, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (applied, ==, 1);
}

static void
test_newer_program_before (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_migrate (f->db, NOW, NULL, &error));
  nx_test_db_script (f->db, "INSERT INTO migrations VALUES ('9999-of-the-future.sql', 'x', '2030-01-01')");
  g_assert_true (nx_migrate (f->db, NOW, NULL, &error));
  g_assert_true (nx_migrate_is_current (f->db, &error));
}

static gpointer
migrate_thread (gpointer conninfo)
{
  g_autoptr (NxDb) db = nx_test_db_open (conninfo);
  g_autoptr (GError) error = NULL;
  guint applied = 0;

  g_assert_true (nx_migrate (db, NOW, &applied, &error));
  g_assert_no_error (error);
  return GUINT_TO_POINTER (applied);
}

/* Processes that start at once: each migration is applied by exactly one of them. */
static void
test_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) status = nx_migrate_status (f->db, NULL);
  GThread *threads[4];
  guint total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("migrate", migrate_thread, f->conninfo);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    total += GPOINTER_TO_UINT (g_thread_join (threads[i]));
  g_assert_cmpuint (total, ==, status->len);
}

static void
assert_no_fault (NxDb *db, const NxStatement *statement)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_query (db, statement, NULL, 0, &error);

  g_assert_no_error (error);
  if (nx_rows_count (rows) > 0)
    g_error ("%s: %s", statement->name, nx_rows_text (rows, 0, "fault"));
}

static void
test_rules (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_migrate (f->db, NOW, NULL, &error));
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    assert_no_fault (f->db, &statements[i]);
}

#define ADD(name, func) g_test_add ("/migrations/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("empty-then-twice", test_empty_then_twice);
  ADD ("changed-checksum", test_changed_checksum);
  ADD ("missing-one", test_missing_one);
  ADD ("newer-program-before", test_newer_program_before);
  ADD ("at-once", test_at_once);
  ADD ("rules", test_rules);
  return g_test_run ();
}
