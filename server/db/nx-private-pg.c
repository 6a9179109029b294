/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-private-pg-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/nx-error.h"

#define WAIT_STEP_US      10000
#define START_STEPS       6000 /* a minute: a crash recovery replays the log first */
#define LOCK_STEPS        2000
#define SERVER_LOCK_STEPS 100 /* one that was killed a moment ago still has it */
#define STOP_STEPS        1500
#define LOG_MAX           (8 * 1024 * 1024)

struct _NxPrivatePg
{
  NxPgPlace place;
  char *conninfo; /* (owned) */
  int lock;       /* held while this process owns the cluster, -1 where it joined another's */
  pid_t pid;      /* 0 likewise */
};

/* --- who owns the cluster --- */

/* Returns: a descriptor that holds the lock, or -1 where another process has it; @open_fault is errno where it could not be
 * opened. */
static int
try_lock (const char *path, int *open_fault)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  *open_fault = fd < 0 ? errno : 0;
  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      close (fd);
      return -1;
    }
  return fd;
}

static void
sign_lock (int fd, gboolean serve)
{
  g_autofree char *text = g_strdup_printf ("%d %s\n", (int) getpid (), serve ? "serve" : "command");

  if (ftruncate (fd, 0) != 0 || pwrite (fd, text, strlen (text), 0) < 0)
    g_debug ("the lock file could not be written");
}

static gboolean
server_holds (const char *path, int *pid)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  *pid = atoi (text);
  return strstr (text, " serve") != NULL;
}

/* The folder is anyone's choice: a blank, a quote and a backslash are quoted as libpq reads them. */
static char *
conninfo_for (const char *socket_dir)
{
  g_autoptr (GString) quoted = g_string_new (socket_dir);

  g_string_replace (quoted, "\\", "\\\\", 0);
  g_string_replace (quoted, "'", "\\'", 0);
  return g_strdup_printf ("host='%s' port=5432 user=nexus dbname=nexus", quoted->str);
}

static gboolean
join (NxPrivatePg *self)
{
  NxPostmaster postmaster = { 0 };

  if (!nx_pg_postmaster_read (self->place.cluster, &postmaster))
    return FALSE;
  if (postmaster.ready && postmaster.socket_dir != NULL)
    self->conninfo = conninfo_for (postmaster.socket_dir);
  nx_pg_postmaster_clear (&postmaster);
  return self->conninfo != NULL;
}

/* Takes the cluster, or joins it where a server has it. A short command that has it is waited for. */
static gboolean
take_or_join (NxPrivatePg *self, gboolean serve, GError **error)
{
  g_autofree char *path = g_build_filename (self->place.data_dir, "postgres.lock", NULL);

  for (guint i = 0; i < LOCK_STEPS; i++)
    {
      int fault, pid = 0;

      self->lock = try_lock (path, &fault);
      if (self->lock >= 0)
        {
          sign_lock (self->lock, serve);
          return TRUE;
        }
      if (fault != 0)
        {
          g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("DATA_DIR: the folder %s cannot be written: %s"),
                       self->place.data_dir, g_strerror (fault));
          return FALSE;
        }
      if (serve && i >= SERVER_LOCK_STEPS && server_holds (path, &pid))
        {
          g_set_error (error, NX_ERROR, NX_ERROR_CONFIG,
                       _ ("another nexus-server (process %d) runs with the data folder %s already"), pid, self->place.data_dir);
          return FALSE;
        }
      if (!serve && join (self))
        return TRUE;
      g_usleep (WAIT_STEP_US);
    }
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("the database in %s is in use by another process"), self->place.data_dir);
  return FALSE;
}

/* --- starting --- */

static void
remove_socket (NxPrivatePg *self)
{
  static const char *const names[] = { ".s.PGSQL.5432.lock", ".s.PGSQL.5432" };

  for (guint i = 0; self->place.run_dir != NULL && i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->place.run_dir, names[i], NULL);

      g_unlink (path);
    }
}

/* A postmaster whose owner was killed is on its way out; one that does not go is told to. */
static void
end_orphan (NxPrivatePg *self)
{
  g_autofree char *pid_file = g_build_filename (self->place.cluster, "postmaster.pid", NULL);
  NxPostmaster postmaster = { 0 };
  gboolean in_use = TRUE;

  for (guint i = 0; i < STOP_STEPS && nx_pg_postmaster_read (self->place.cluster, &postmaster); i++)
    {
      if (i == 0)
        kill (postmaster.pid, SIGINT);
      nx_pg_postmaster_clear (&postmaster);
      g_usleep (WAIT_STEP_US);
    }
  /* A postmaster that was killed leaves backends that go on writing until they notice. */
  for (guint i = 0; i < STOP_STEPS && (in_use = nx_pg_cluster_in_use (self->place.cluster)); i++)
    g_usleep (WAIT_STEP_US);
  if (in_use)
    return; /* PostgreSQL says what stands in its way */
  /* We hold the lock and nobody runs: what is left is of processes that are dead, whoever has their numbers now. */
  g_unlink (pid_file);
  remove_socket (self);
}

static int
open_log (NxPrivatePg *self)
{
  g_autofree char *path = g_build_filename (self->place.data_dir, "postgres.log", NULL);
  struct stat st;
  int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;

  if (g_stat (path, &st) == 0 && st.st_size > LOG_MAX)
    flags |= O_TRUNC;
  return g_open (path, flags, 0600);
}

static gboolean
spawn (NxPrivatePg *self, const char *programs, GError **error)
{
  g_autofree char *postgres = g_build_filename (programs, "postgres", NULL);
  const char *argv[] = { postgres,
                         "-D",
                         self->place.cluster,
                         "-k",
                         self->place.run_dir,
                         "-c",
                         "listen_addresses=",
                         "-c",
                         "port=5432",
                         "-c",
                         "unix_socket_permissions=0700",
                         "-c",
                         "fsync=on",
                         "-c",
                         "full_page_writes=on",
                         "-c",
                         "synchronous_commit=on",
                         "-c",
                         "max_connections=100",
                         "-c",
                         "shared_buffers=64MB",
                         "-c",
                         "max_wal_size=512MB",
                         "-c",
                         "random_page_cost=1.1",
                         "-c",
                         "jit=off",
                         "-c",
                         "deadlock_timeout=200ms",
                         "-c",
                         "log_min_messages=warning",
                         "-c",
                         "lc_messages=C",
                         "-c",
                         "timezone=UTC",
                         "-c",
                         "log_timezone=UTC",
                         "-c",
                         "logging_collector=off",
                         NULL };
  int log = open_log (self);
  g_autoptr (GError) local = NULL;
  GPid pid = 0;
  gboolean spawned = g_spawn_async_with_fds ("/", (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, nx_pg_place_become,
                                             &self->place, &pid, -1, log, log, &local);

  if (log >= 0)
    close (log);
  self->pid = spawned ? pid : 0;
  if (!spawned)
    g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("PostgreSQL could not be started: %s"), local->message);
  return spawned;
}

/* The last line that it wrote says why it gave up. */
static char *
last_words (NxPrivatePg *self)
{
  g_autofree char *path = g_build_filename (self->place.data_dir, "postgres.log", NULL);
  g_autofree char *text = NULL;
  char *newline;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup (path);
  g_strchomp (text);
  newline = strrchr (text, '\n');
  return g_strdup (newline != NULL ? newline + 1 : text);
}

static gboolean
wait_until_ready (NxPrivatePg *self, GError **error)
{
  g_autofree char *words = NULL;

  for (guint i = 0; i < START_STEPS; i++)
    {
      NxPostmaster postmaster = { 0 };
      gboolean ready
          = nx_pg_postmaster_read (self->place.cluster, &postmaster) && postmaster.pid == self->pid && postmaster.ready;

      nx_pg_postmaster_clear (&postmaster);
      if (ready)
        return TRUE;
      if (waitpid (self->pid, NULL, WNOHANG) == self->pid)
        {
          self->pid = 0;
          break;
        }
      g_usleep (WAIT_STEP_US);
    }
  words = last_words (self);
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("PostgreSQL did not start in %s: %s"), self->place.cluster, words);
  return FALSE;
}

static gboolean
start_own (NxPrivatePg *self, GError **error)
{
  g_autofree char *programs = NULL;

  if (!nx_pg_place_make_run_dir (&self->place, error))
    return FALSE;
  end_orphan (self);
  programs = nx_pg_place_make_cluster (&self->place, error);
  if (programs == NULL || !spawn (self, programs, error) || !wait_until_ready (self, error))
    return FALSE;
  self->conninfo = conninfo_for (self->place.run_dir);
  return TRUE;
}

NxPrivatePg *
nx_private_pg_start (const char *data_dir, gboolean serve, GError **error)
{
  g_autoptr (NxPrivatePg) self = g_new0 (NxPrivatePg, 1);

  g_return_val_if_fail (data_dir != NULL, NULL);

  self->lock = -1;
  if (!nx_pg_place_prepare (&self->place, data_dir, error) || !take_or_join (self, serve, error))
    return NULL;
  if (self->lock >= 0 && !start_own (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *
nx_private_pg_conninfo (NxPrivatePg *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->conninfo;
}

int
nx_private_pg_pid (NxPrivatePg *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->pid;
}

static void
stop_postmaster (NxPrivatePg *self)
{
  kill (self->pid, SIGINT);
  for (guint i = 0; i < STOP_STEPS; i++)
    {
      pid_t ended = waitpid (self->pid, NULL, WNOHANG);

      if (ended == self->pid || (ended < 0 && errno == ECHILD))
        return;
      g_usleep (WAIT_STEP_US);
    }
  /* Does not close in time: leave at once, the write-ahead log repairs at the next start. */
  kill (self->pid, SIGQUIT);
  waitpid (self->pid, NULL, 0);
}

void
nx_private_pg_stop (NxPrivatePg *self)
{
  if (self == NULL)
    return;
  if (self->pid != 0)
    stop_postmaster (self);
  if (self->lock >= 0)
    close (self->lock);
  nx_pg_place_clear (&self->place);
  g_free (self->conninfo);
  g_free (self);
}
