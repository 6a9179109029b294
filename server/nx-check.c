/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-check.h"

void
nx_check_result_free (NxCheckResult *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->faults);
  g_free (self);
}

typedef struct
{
  gint64 now;
  GPtrArray *results;
} Check;

static gboolean
check_one (NxDb *db, const NxStatement *statement, Check *check, GPtrArray *faults, GError **error)
{
  NxParam now = nx_time (check->now);
  g_autoptr (NxRows) rows = nx_db_query (db, statement, &now, statement->n_params, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (rows); i++)
    g_ptr_array_add (faults, g_strdup (nx_rows_text (rows, i, "fault")));
  return TRUE;
}

/* One snapshot for all: bookings that go on meanwhile do not look like faults. */
static gboolean
check_all (NxDb *db, gpointer user_data, GError **error)
{
  Check *check = user_data;
  const NxStatement *statement;
  const char *code, *says;
  g_autoptr (NxRows) patience = nx_db_query (db, nx_check_patience (), NULL, 0, error);

  if (patience == NULL)
    return FALSE;
  g_ptr_array_set_size (check->results, 0);
  for (guint i = 0; (statement = nx_check_invariant (i, &code, &says)) != NULL; i++)
    {
      NxCheckResult *result = g_new0 (NxCheckResult, 1);

      result->code = code;
      result->says = says;
      result->faults = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (check->results, result);
      if (!check_one (db, statement, check, result->faults, error))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
nx_check_run (NxDb *db, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_check_result_free);
  Check check = { now, results };

  g_return_val_if_fail (db != NULL, NULL);

  if (!nx_db_snapshot (db, check_all, &check, error))
    return NULL;
  return g_steal_pointer (&results);
}
