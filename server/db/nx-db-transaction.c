/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-db-private.h"

#include <string.h>

#include "common/nx-random.h"

/* More would only add to the load that made the transactions collide. */
#define MAX_RETRIES 5

static void
forget (NxDb *self)
{
  g_clear_error (&self->failure);
  self->begun = FALSE;
  self->retryable = FALSE;
}

/* Ends what BEGIN began; a connection on which that fails is given up, which ends it as well. */
static void
rollback (NxDb *self)
{
  gboolean begun = self->begun;
  guint depth = self->depth;

  self->depth = 0; /* failures from here on are not the transaction's */
  if (self->conn != NULL && self->sent->len > 0 && !nx_db_receive (self, NULL, NULL))
    g_debug ("queued statements failed before rollback");
  forget (self);
  if (begun && self->conn != NULL && (!nx_db_send_control (self, "ROLLBACK", NULL) || !nx_db_receive (self, NULL, NULL)))
    nx_db_drop_connection (self);
  self->depth = depth;
}

static gboolean
commit (NxDb *self, GError **error)
{
  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return FALSE;
    }
  if (!self->begun)
    return TRUE;
  return nx_db_send_control (self, "COMMIT", error) && nx_db_receive (self, NULL, error);
}

/* Between 1 and 2^attempt times 4 ms: two that collided do not come back together. */
static void
pause_before_retry (guint attempt)
{
  guint16 dice;

  nx_random_bytes (&dice, sizeof dice);
  g_usleep (1000 + (gulong) dice % ((4000UL << attempt)));
}

static gboolean
attempt (NxDb *self, NxDbFunc func, gpointer user_data, GError **error)
{
  gboolean done;

  self->depth = 1;
  done = func (self, user_data, error) && commit (self, error);
  if (!done)
    {
      gboolean retryable = self->retryable;

      rollback (self);
      self->retryable = retryable;
    }
  self->depth = 0;
  return done;
}

gboolean
nx_db_transaction (NxDb *db, NxDbFunc func, gpointer user_data, GError **error)
{
  g_return_val_if_fail (db != NULL && func != NULL, FALSE);

  if (db->depth > 0)
    return func (db, user_data, error);
  /* What was asked for ahead is no part of it. */
  if (!nx_db_flush (db, error))
    return FALSE;

  for (guint retries = 0;; retries++)
    {
      g_autoptr (GError) local = NULL;

      forget (db);
      if (attempt (db, func, user_data, &local))
        {
          forget (db);
          return TRUE;
        }
      if (!db->retryable || retries == MAX_RETRIES)
        {
          forget (db);
          if (local != NULL)
            g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      pause_before_retry (retries);
    }
}

typedef struct
{
  NxDbFunc func;
  gpointer user_data;
} Snapshot;

static gboolean
read_snapshot (NxDb *db, gpointer data, GError **error)
{
  Snapshot *snapshot = data;

  if (!nx_db_ensure (db, error) || !nx_db_send_control (db, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", error))
    return FALSE;
  db->begun = TRUE;
  return snapshot->func (db, snapshot->user_data, error);
}

gboolean
nx_db_snapshot (NxDb *db, NxDbFunc func, gpointer user_data, GError **error)
{
  Snapshot snapshot = { func, user_data };

  g_return_val_if_fail (db != NULL && func != NULL, FALSE);

  return db->depth > 0 ? func (db, user_data, error) : nx_db_transaction (db, read_snapshot, &snapshot, error);
}

gboolean
nx_db_in_transaction (NxDb *db)
{
  g_return_val_if_fail (db != NULL, FALSE);

  return db->depth > 0;
}

/* Savepoints are nested, so their depth is name enough. */
static const char *const savepoint_begin[] = { "SAVEPOINT nx_1", "SAVEPOINT nx_2", "SAVEPOINT nx_3" };
static const char *const savepoint_end[] = { "RELEASE SAVEPOINT nx_1", "RELEASE SAVEPOINT nx_2", "RELEASE SAVEPOINT nx_3" };
static const char *const savepoint_undo[]
    = { "ROLLBACK TO SAVEPOINT nx_1", "ROLLBACK TO SAVEPOINT nx_2", "ROLLBACK TO SAVEPOINT nx_3" };

static gboolean
begin_savepoint (NxDb *db, GError **error)
{
  if (!nx_db_flush (db, error) || !nx_db_ensure (db, error))
    return FALSE;
  if (!db->begun)
    {
      if (!nx_db_send_control (db, "BEGIN", error))
        return FALSE;
      db->begun = TRUE;
    }
  return nx_db_send_control (db, savepoint_begin[db->savepoints], error);
}

/* Undoes what was done since the savepoint; not after a deadlock, which the outermost repeats as a whole. */
static void
undo_savepoint (NxDb *db)
{
  if (db->conn != NULL && db->failure == NULL && db->sent->len > 0 && !nx_db_receive (db, NULL, NULL))
    g_debug ("queued statements failed before rollback to a savepoint");
  if (db->conn == NULL || db->retryable)
    return;
  g_clear_error (&db->failure);
  if (nx_db_send_control (db, savepoint_undo[db->savepoints], NULL) && !nx_db_receive (db, NULL, NULL))
    nx_db_drop_connection (db);
}

gboolean
nx_db_savepoint (NxDb *db, NxDbFunc func, gpointer user_data, GError **error)
{
  gboolean done;

  g_return_val_if_fail (db != NULL && func != NULL, FALSE);
  g_return_val_if_fail (db->depth > 0 && db->savepoints < G_N_ELEMENTS (savepoint_begin), FALSE);

  if (!begin_savepoint (db, error))
    return FALSE;
  db->savepoints++;
  done = func (db, user_data, error) && nx_db_flush (db, error);
  db->savepoints--;
  if (!done)
    {
      undo_savepoint (db);
      return FALSE;
    }
  return nx_db_send_control (db, savepoint_end[db->savepoints], error);
}
