/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-statements.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/nx-test-db.h"

/* The highest $n of a statement: its number of parameters must be the one that its row says. */
static guint
highest_parameter (const char *sql)
{
  guint highest = 0;

  for (const char *p = strchr (sql, '$'); p != NULL; p = strchr (p + 1, '$'))
    highest = MAX (highest, (guint) atoi (p + 1));
  return highest;
}

static guint
check_table (NxDb *db, const NxStatementTable *table, GHashTable *names)
{
  guint faults = 0;

  for (guint i = 0; i < table->n_statements; i++)
    {
      const NxStatement *statement = &table->statements[i];
      g_autoptr (GError) error = NULL;

      if (statement->name == NULL || statement->sql == NULL)
        g_error ("statement %u of %s is empty", i, table->name);
      if (!g_hash_table_add (names, (gpointer) statement->name))
        {
          g_test_message ("%s: the name is taken", statement->name);
          faults++;
        }
      if (highest_parameter (statement->sql) != statement->n_params)
        {
          g_test_message ("%s: has %u parameters, says %u", statement->name, highest_parameter (statement->sql), statement->n_params);
          faults++;
        }
      if (!nx_db_prepare (db, statement, &error))
        {
          g_test_message ("%s: does not prepare", statement->name);
          faults++;
        }
    }
  return faults;
}

static GLogWriterOutput
write_to_test (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "MESSAGE"))
        g_test_message ("%s", (const char *) fields[i].value);
    }
  return G_LOG_WRITER_HANDLED;
}

static void
test_prepare_all (void)
{
  char *conninfo = nx_test_db_new ();
  g_autoptr (NxDb) db = nx_test_db_open (conninfo);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  const NxStatementTable *const *tables = nx_statement_tables ();
  guint faults = 0;

  /* Every fault is shown, not the first: warnings of the database layer do not end the test. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_writer_func (write_to_test, NULL, NULL);
  for (guint i = 0; tables[i] != NULL; i++)
    faults += check_table (db, tables[i], names);
  g_test_message ("%u statements", g_hash_table_size (names));
  g_assert_cmpuint (faults, ==, 0);
  g_clear_pointer (&db, nx_db_close);
  nx_test_db_drop (conninfo);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statements/prepare-all", test_prepare_all);
  return g_test_run ();
}
