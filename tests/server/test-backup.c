/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "server/db/nx-pg-bin.h"
#include "tests/server/transfers-fixture.h"

/* A backup by the binary itself, restored elsewhere: the database and the proofs that families joined to their transfers. */

#define PDF "%PDF-1.4\n1 0 obj<<>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n9\n%%EOF\n"

static const char *binary;

typedef struct
{
  TransfersFixture t; /* first: everything of transfers-fixture.h takes it */
  char *folder, *file, *payment, *proof;
} Backup;

static void
remove_all (const char *path)
{
  const char *argv[] = { "rm", "-rf", "--", path, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
setup (Backup *self, gconstpointer data)
{
  transfers_setup (&self->t, NULL);
  self->payment = transfers_begin (&self->t, "HYBRIDE");
  const char *const fields[] = { "paymentId", self->payment, "transferDate", "2026-11-23", "transferAmount", "179", NULL };
  g_autoptr (NxTestReply) declared
    = nx_test_upload (self->t.f.server, "/api/payments/wise/declare", self->t.family.parent, fields,
                      &(NxTestFile){ "proof", "recu.pdf", "application/pdf", PDF, strlen (PDF) });
  nx_test_assert_status (declared, 200);
  self->proof = ask (&self->t.f, "SELECT id::text AS a FROM payment_proofs");
  self->folder = g_dir_make_tmp ("nx-backup-XXXXXX", NULL);
  self->file = g_build_filename (self->folder, "nexus.backup", NULL);
}

static void
teardown (Backup *self, gconstpointer data)
{
  remove_all (self->folder);
  g_free (self->folder);
  g_free (self->file);
  g_free (self->payment);
  g_free (self->proof);
  transfers_teardown (&self->t, NULL);
}

/* Returns: (transfer full): what it said */
static char *
run (const char *conninfo, const char *data_dir, int expected, const char *command, const char *argument)
{
  const char *argv[] = { binary, command, argument, NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "DATABASE_URL", conninfo, TRUE);
  char *said = NULL;
  g_autofree char *failed = NULL;
  int status = 0;
  g_autoptr (GError) error = NULL;

  environment = g_environ_setenv (environment, "DATA_DIR", data_dir, TRUE);
  environment = g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
  g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_DEFAULT, NULL, NULL, &said, &failed, &status, &error);
  g_assert_no_error (error);
  if (!WIFEXITED (status) || WEXITSTATUS (status) != expected)
    g_error ("%s ended with %d: %s%s", command, status, said, failed);
  return said;
}

static void
test_elsewhere (Backup *self, gconstpointer data)
{
  const char *here = self->t.f.server->app->config->data_dir;
  char *conninfo = nx_test_db_new_empty ();
  g_autofree char *there = g_build_filename (self->folder, "there", NULL), *proof = g_build_filename (there, "proofs", self->proof, NULL);
  g_autofree char *saved = run (self->t.f.server->conninfo, here, 0, "backup", self->file), *restored = NULL, *content = NULL, *told = NULL;
  g_autoptr (GDir) dir = NULL;
  GStatBuf info;
  guint n = 0;

  g_assert_nonnull (saved);
  /* One file, for its owner alone, and nothing beside it. */
  g_assert_cmpint (g_stat (self->file, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  dir = g_dir_open (self->folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 1);

  restored = run (conninfo, there, 0, "restore", self->file);
  g_assert_nonnull (strstr (restored, "F01"));
  g_assert_true (g_file_get_contents (proof, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, PDF);
  g_assert_cmpint (g_stat (proof, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

  /* A file that is gone is named by the check. */
  g_assert_cmpint (g_unlink (proof), ==, 0);
  told = run (conninfo, there, 1, "check", NULL);
  g_assert_nonnull (strstr (told, "F01  BROKEN"));
  g_assert_nonnull (strstr (told, self->payment));
  nx_test_db_drop (conninfo);
}

/* A backup that is the database alone. */
static void
test_dump (Backup *self, gconstpointer data)
{
  const char *here = self->t.f.server->app->config->data_dir;
  g_autofree char *program = nx_pg_program ("pg_dump", NULL), *restored = NULL;
  g_auto (GStrv) environment = nx_db_environment (self->t.f.server->conninfo);
  const char *argv[] = { program, "--format=custom", "--no-owner", "--no-privileges", "--file", self->file, NULL };
  char *conninfo = nx_test_db_new_empty ();
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  restored = run (conninfo, here, 0, "restore", self->file);
  nx_test_db_drop (conninfo);
}

/* What is none changes nothing. */
static void
test_nonsense (Backup *self, gconstpointer data)
{
  char *conninfo = nx_test_db_new_empty ();
  g_autofree char *there = g_build_filename (self->folder, "there", NULL), *said = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_assert_true (g_file_set_contents (self->file, "<!doctype html><p>Not found", -1, NULL));
  said = run (conninfo, there, 1, "restore", self->file);
  dir = g_dir_open (there, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, "restore") || g_str_equal (name, "proofs"));
  nx_test_db_drop (conninfo);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  binary = argv[1];
#define ADD(path, function) g_test_add ("/backup/" path, Backup, NULL, setup, function, teardown)
  ADD ("elsewhere", test_elsewhere);
  ADD ("database-alone", test_dump);
  ADD ("nonsense", test_nonsense);
  return g_test_run ();
}
