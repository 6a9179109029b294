/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-migrate.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-time.h"
#include "server/db/nx-sql-resources.h"

#define RESOURCE_FOLDER "/academy/nexusreussite/sql/migrations"

enum
{
  HAS_TABLE,
  LIST,
  FIND,
  RECORD
};

static const NxStatement statements[] = {
  [HAS_TABLE] = { "migrate.has_table", "SELECT to_regclass ('migrations') IS NOT NULL AS present", 0 },
  [LIST] = { "migrate.list", "SELECT name, checksum, applied_at FROM migrations ORDER BY name", 0 },
  [FIND] = { "migrate.find", "SELECT checksum FROM migrations WHERE name = $1", 1 },
  [RECORD] = { "migrate.record", "INSERT INTO migrations (name, checksum, applied_at) VALUES ($1, $2, $3)", 3 },
};
NX_STATEMENTS (migrate, statements)

/* Held to the end of the transaction: of several processes that start at once one migrates and the others find it done. */
static const char lock_script[]
    = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock (6513742);"
      "CREATE TABLE IF NOT EXISTS migrations (name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL, "
      "CONSTRAINT migrations_pkey PRIMARY KEY (name))";

void
nx_migration_free (NxMigration *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->checksum);
  g_free (self);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GBytes *
migration_text (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER "/", name, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (bytes == NULL)
    g_error ("a migration that is built in cannot be read: %s", error->message);
  return bytes;
}

/* All migrations of the program, as yet without the time of their application. */
static GPtrArray *
list_migrations (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_migration_free);
  g_auto (GStrv) names
      = g_resource_enumerate_children (nx_sql_get_resource (), RESOURCE_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (names == NULL)
    g_error ("the program was built without its migrations");
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      NxMigration *migration = g_new0 (NxMigration, 1);
      g_autoptr (GBytes) text = migration_text (names[i]);

      migration->name = g_strdup (names[i]);
      migration->checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, text);
      migration->applied_at = NX_TIME_NONE;
      g_ptr_array_add (list, migration);
    }
  return list;
}

static gboolean
check_unchanged (const NxMigration *migration, const char *applied_checksum, GError **error)
{
  if (g_str_equal (migration->checksum, applied_checksum))
    return TRUE;
  g_set_error (
      error, NX_ERROR, NX_ERROR_CONFIG,
      _ ("migration %s was changed after it was applied to this database: restore its text and add a new migration instead"),
      migration->name);
  return FALSE;
}

typedef struct
{
  const NxMigration *migration;
  gint64 now;
  gboolean applied;
} Application;

static gboolean
apply (NxDb *db, gpointer user_data, GError **error)
{
  Application *application = user_data;
  const NxMigration *migration = application->migration;
  g_autoptr (GBytes) text = migration_text (migration->name);
  g_autofree char *sql = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  g_autoptr (NxRows) rows = NULL;

  application->applied = FALSE;
  if (!nx_db_script (db, lock_script, error))
    return FALSE;
  rows = nx_db_run (db, &statements[FIND], error, nx_text (migration->name));
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) > 0)
    return check_unchanged (migration, nx_rows_text (rows, 0, "checksum"), error);
  if (!nx_db_script (db, sql, error))
    {
      g_prefix_error (error, "%s: ", migration->name);
      return FALSE;
    }
  application->applied = TRUE;
  return nx_db_do (db, &statements[RECORD], error, nx_text (migration->name), nx_text (migration->checksum),
                   nx_time (application->now));
}

gboolean
nx_migrate (NxDb *db, gint64 now, guint *applied, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  guint count = 0;

  g_return_val_if_fail (db != NULL, FALSE);

  list = nx_migrate_status (db, error);
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      Application application = { .migration = g_ptr_array_index (list, i), .now = now };

      if (application.migration->applied_at != NX_TIME_NONE)
        continue;
      if (!nx_db_transaction (db, apply, &application, error))
        return FALSE;
      if (application.applied)
        count++;
    }
  if (applied != NULL)
    *applied = count;
  return TRUE;
}

static NxMigration *
find_migration (GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    {
      NxMigration *migration = g_ptr_array_index (list, i);

      if (g_str_equal (migration->name, name))
        return migration;
    }
  return NULL;
}

GPtrArray *
nx_migrate_status (NxDb *db, GError **error)
{
  g_autoptr (GPtrArray) list = list_migrations ();
  g_autoptr (NxRows) present = NULL;
  g_autoptr (NxRows) rows = NULL;

  present = nx_db_query (db, &statements[HAS_TABLE], NULL, 0, error);
  if (present == NULL)
    return NULL;
  if (!nx_rows_bool (present, 0, "present"))
    return g_steal_pointer (&list);
  rows = nx_db_query (db, &statements[LIST], NULL, 0, error);
  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      NxMigration *migration = find_migration (list, nx_rows_text (rows, i, "name"));

      if (migration == NULL)
        continue;
      if (!check_unchanged (migration, nx_rows_text (rows, i, "checksum"), error))
        return NULL;
      migration->applied_at = nx_rows_time (rows, i, "applied_at");
    }
  return g_steal_pointer (&list);
}

gboolean
nx_migrate_is_current (NxDb *db, GError **error)
{
  g_autoptr (GPtrArray) list = nx_migrate_status (db, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      const NxMigration *migration = g_ptr_array_index (list, i);

      if (migration->applied_at == NX_TIME_NONE)
        {
          g_set_error (error, NX_ERROR, NX_ERROR_UNAVAILABLE, _ ("the database lacks migration %s"), migration->name);
          return FALSE;
        }
    }
  return TRUE;
}
