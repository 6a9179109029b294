/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-private-pg-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/nx-error.h"
#include "server/db/nx-pg-bin.h"

#define SOCKET_NAME     "/.s.PGSQL.5432"
#define SOCKET_PATH_MAX (sizeof (((struct sockaddr_un *) NULL)->sun_path) - 1)

/* $1: programs, $2: the folder that becomes the cluster. Made aside and renamed, so that one cut short is not taken for whole. */
static const char init_script[] = "rm -rf \"$2.new\" && "
                                  "\"$1/initdb\" --pgdata=\"$2.new\" --username=nexus --auth=trust --encoding=UTF8 "
                                  "--locale=C.UTF-8 --data-checksums >/dev/null && "
                                  "echo 'CREATE DATABASE nexus' | \"$1/postgres\" --single -D \"$2.new\" postgres >/dev/null && "
                                  "mv \"$2.new\" \"$2\"";

void
nx_pg_place_clear (NxPgPlace *place)
{
  if (place->run_is_temporary)
    g_rmdir (place->run_dir);
  g_free (place->data_dir);
  g_free (place->cluster);
  g_free (place->run_dir);
  memset (place, 0, sizeof *place);
}

static gboolean
set_folder_fault (const char *folder, int fault, GError **error)
{
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("DATA_DIR: the folder %s cannot be written: %s"), folder, g_strerror (fault));
  return FALSE;
}

/* Runs a check as the cluster's user. */
static gboolean
user_can (NxPgPlace *place, const char *folder, int mode)
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    {
      nx_pg_place_become (place);
      _exit (access (folder, mode) == 0 ? 0 : 1);
    }
  return child > 0 && waitpid (child, &status, 0) == child && status == 0;
}

static gboolean
choose_user (NxPgPlace *place, GError **error)
{
  const struct passwd *user;
  struct stat st;

  if (geteuid () != 0)
    return TRUE;
  place->drop = TRUE;
  if (g_stat (place->data_dir, &st) != 0)
    return set_folder_fault (place->data_dir, errno, error);
  if (st.st_uid != 0)
    {
      place->uid = st.st_uid;
      place->gid = st.st_gid;
      return TRUE;
    }
  user = getpwnam ("postgres");
  if (user == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG,
                   _ ("PostgreSQL does not run as root and there is no user postgres: install the package postgresql, or give "
                      "the folder %s to an ordinary user"),
                   place->data_dir);
      return FALSE;
    }
  place->uid = user->pw_uid;
  place->gid = user->pw_gid;
  /* Its user passes through our folder to its own; what is ours in it has modes of its own. */
  if (chmod (place->data_dir, (st.st_mode & 0777) | 0711) != 0)
    return set_folder_fault (place->data_dir, errno, error);
  return TRUE;
}

gboolean
nx_pg_place_prepare (NxPgPlace *place, const char *data_dir, GError **error)
{
  place->data_dir = g_canonicalize_filename (data_dir, NULL);
  place->cluster = g_build_filename (place->data_dir, "postgres", NULL);
  if (g_mkdir_with_parents (place->data_dir, 0700) != 0)
    return set_folder_fault (place->data_dir, errno, error);
  if (access (place->data_dir, W_OK | X_OK) != 0)
    return set_folder_fault (place->data_dir, errno, error);
  if (!choose_user (place, error))
    return FALSE;
  if (place->drop && !user_can (place, place->data_dir, X_OK))
    {
      const struct passwd *user = getpwuid (place->uid);

      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG,
                   _ ("DATA_DIR: the user %s, whom PostgreSQL runs as, cannot enter %s; choose a folder such as /var/lib/nexus"),
                   user != NULL ? user->pw_name : "?", place->data_dir);
      return FALSE;
    }
  return TRUE;
}

static gboolean
make_owned_folder (NxPgPlace *place, const char *folder, GError **error)
{
  if (g_mkdir (folder, 0700) != 0 && errno != EEXIST)
    return set_folder_fault (folder, errno, error);
  if (place->drop && chown (folder, place->uid, place->gid) != 0)
    return set_folder_fault (folder, errno, error);
  return TRUE;
}

gboolean
nx_pg_place_make_run_dir (NxPgPlace *place, GError **error)
{
  place->run_dir = g_build_filename (place->data_dir, "run", NULL);
  if (strlen (place->run_dir) + strlen (SOCKET_NAME) <= SOCKET_PATH_MAX)
    return make_owned_folder (place, place->run_dir, error);
  g_free (place->run_dir);
  place->run_dir = g_strdup ("/tmp/nexus-XXXXXX");
  if (g_mkdtemp (place->run_dir) == NULL)
    return set_folder_fault ("/tmp", errno, error);
  place->run_is_temporary = TRUE;
  return make_owned_folder (place, place->run_dir, error);
}

/* Returns: the major version that made the cluster, 0 where there is none. */
static int
cluster_version (NxPgPlace *place)
{
  g_autofree char *path = g_build_filename (place->cluster, "PG_VERSION", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? atoi (text) : 0;
}

static char *
programs_of_version (NxPgPlace *place, int version, GError **error)
{
  g_autofree char *dir = g_strdup_printf ("/usr/lib/postgresql/%d/bin", version);
  g_autofree char *postgres = g_build_filename (dir, "postgres", NULL);
  g_autofree char *newest = nx_pg_bin_dir ();

  if (g_file_test (postgres, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&dir);
  /* Not Debian's layout: whatever is in the PATH says itself whether it fits. */
  if (newest != NULL && !g_str_has_prefix (newest, "/usr/lib/postgresql/"))
    return g_steal_pointer (&newest);
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG,
               _ ("the database in %s was made by PostgreSQL %d, which is not installed: install the package postgresql-%d"),
               place->cluster, version, version);
  return NULL;
}

static gboolean
run_init (NxPgPlace *place, const char *programs, GError **error)
{
  const char *argv[] = { "/bin/sh", "-c", init_script, "nexus-initdb", programs, place->cluster, NULL };
  g_autofree char *said = NULL;
  g_autoptr (GError) local = NULL;
  int status = 0;

  if (g_spawn_sync ("/", (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, nx_pg_place_become, place, NULL, &said, &status,
                    &local)
      && g_spawn_check_wait_status (status, NULL))
    return TRUE;
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("the database in %s could not be made: %s"), place->cluster,
               local != NULL ? local->message : g_strstrip (said));
  return FALSE;
}

/* The cluster is made beside its final name by its own user, who needs a folder of their own where ours is root's. */
static gboolean
make_cluster (NxPgPlace *place, const char *programs, GError **error)
{
  g_autofree char *nursery = g_build_filename (place->data_dir, ".postgres-init", NULL);
  g_autofree char *final = g_steal_pointer (&place->cluster);
  gboolean made;

  place->cluster = g_build_filename (nursery, "postgres", NULL);
  made = make_owned_folder (place, nursery, error) && run_init (place, programs, error);
  if (made && g_rename (place->cluster, final) != 0)
    made = set_folder_fault (final, errno, error);
  g_rmdir (nursery);
  g_free (place->cluster);
  place->cluster = g_steal_pointer (&final);
  return made;
}

char *
nx_pg_place_make_cluster (NxPgPlace *place, GError **error)
{
  g_autofree char *programs = NULL;
  int version = cluster_version (place);

  if (version != 0)
    return programs_of_version (place, version, error);
  if (g_file_test (place->cluster, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("DATA_DIR: %s exists and is no PostgreSQL cluster"), place->cluster);
      return NULL;
    }
  programs = nx_pg_bin_dir ();
  if (programs == NULL)
    {
      g_free (nx_pg_program ("initdb", error));
      return NULL;
    }
  return make_cluster (place, programs, error) ? g_steal_pointer (&programs) : NULL;
}

void
nx_pg_place_become (gpointer user_data)
{
  const NxPgPlace *place = user_data;

  /* A session of its own: Ctrl-C in the terminal is for us, who then stop it in order. */
  setsid ();
  if (place->drop && (setgroups (0, NULL) != 0 || setgid (place->gid) != 0 || setuid (place->uid) != 0))
    _exit (126);
  umask (0077);
  prctl (PR_SET_PDEATHSIG, SIGINT);
}

/* --- postmaster.pid --- */

void
nx_pg_postmaster_clear (NxPostmaster *postmaster)
{
  g_clear_pointer (&postmaster->socket_dir, g_free);
}

/* Process numbers are used again: after a power cut a stranger may have the one in the file. */
static gboolean
is_postmaster_of (pid_t pid, const char *cluster)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", (int) pid);
  g_autofree char *words = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &words, &length, NULL) && memmem (words, length, cluster, strlen (cluster) + 1) != NULL;
}

gboolean
nx_pg_postmaster_read (const char *cluster, NxPostmaster *postmaster)
{
  g_autofree char *path = g_build_filename (cluster, "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  pid_t pid;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  pid = (pid_t) atoi (lines[0] != NULL ? lines[0] : "");
  if (pid <= 1 || !is_postmaster_of (pid, cluster))
    return FALSE;
  postmaster->pid = pid;
  postmaster->socket_dir = g_strv_length (lines) > 4 ? g_strdup (lines[4]) : NULL;
  postmaster->ready = g_strv_length (lines) > 7 && g_str_has_prefix (lines[7], "ready");
  return TRUE;
}

/* Each process of a cluster has the cluster's folder as its own; one that is dead and not reaped has none. */
gboolean
nx_pg_cluster_in_use (const char *cluster)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  g_autofree char *real = realpath (cluster, NULL);
  const char *name;

  while (real != NULL && processes != NULL && (name = g_dir_read_name (processes)) != NULL)
    {
      g_autofree char *link = g_ascii_isdigit (name[0]) ? g_build_filename ("/proc", name, "cwd", NULL) : NULL;
      g_autofree char *folder = link != NULL ? g_file_read_link (link, NULL) : NULL;

      if (g_strcmp0 (folder, real) == 0)
        return TRUE;
    }
  return FALSE;
}
