/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/nx-error.h"
#include "server/nx-config-check.h"

#define GOOD_SECRET "kZ8rT2vQ9wLxN4bH7mPcJ1sDfGyA5eUo"

typedef struct
{
  char *dir;
  char *file;
} Fixture;

static const char *const names[] = { "DATABASE_URL", "DATABASE_READ_URL", "APP_URL", "NEXT_PUBLIC_APP_URL", "NEXTAUTH_URL", "AUTH_SECRET",
  "NEXTAUTH_SECRET", "SMTP_HOST", "SMTP_PORT", "SMTP_SECURE", "SMTP_USER", "SMTP_PASSWORD", "SMTP_FROM", "OPENAI_API_KEY", "OPENAI_MODEL",
  "OPENAI_BASE_URL", "KONNECT_API_KEY", "KONNECT_WALLET_ID", "KONNECT_BASE_URL", "KONNECT_WEBHOOK_SECRET", "WISE_BENEFICIARY_NAME",
  "WISE_IBAN", "NEXT_PUBLIC_WISE_IBAN", "WISE_BIC", "JITSI_DOMAIN", "OFFICE_EMAIL", "LISTEN", "WORKERS" };

static void
forget_environment (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_unsetenv (names[i]);
}

static void
setup (Fixture *f, gconstpointer data)
{
  forget_environment ();
  f->dir = g_dir_make_tmp ("nx-config-XXXXXX", NULL);
  f->file = g_build_filename (f->dir, "server.conf", NULL);
  g_setenv ("DATA_DIR", f->dir, TRUE);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_autofree char *secret = g_build_filename (f->dir, "auth-secret", NULL);

  forget_environment ();
  g_unlink (secret);
  g_unlink (f->file);
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->file);
}

static void
write_file (Fixture *f, const char *text)
{
  g_assert_true (g_file_set_contents (f->file, text, -1, NULL));
}

static void
assert_refused (const char *file, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (nx_config_load (file, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_CONFIG);
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” does not name %s", error->message, word);
}

static void
test_defaults (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "auth-secret", NULL);
  g_autoptr (NxConfig) first = nx_config_load (NULL, NULL), second = NULL;
  struct stat st;

  g_assert_nonnull (first);
  g_assert_cmpstr (first->listen_host, ==, "127.0.0.1");
  g_assert_cmpuint (first->listen_port, ==, 8080);
  g_assert_cmpstr (first->app_url, ==, "http://127.0.0.1:8080");
  g_assert_false (first->secure);
  g_assert_cmpuint (first->workers, ==, 8);
  g_assert_null (first->database_url);
  g_assert_null (first->smtp_host);
  g_assert_null (first->openai_base_url);
  g_assert_cmpstr (first->office_email, ==, "contact@nexusreussite.academy");
  /* the secret is made once, for its owner only, and kept */
  g_assert_cmpuint (strlen (first->auth_secret), >=, 32);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
  second = nx_config_load (NULL, NULL);
  g_assert_cmpstr (first->auth_secret, ==, second->auth_secret);
}

static void
test_file_and_environment (Fixture *f, gconstpointer data)
{
  g_autoptr (NxConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  write_file (f, "[server]\nAPP_URL=https://nexus.example/\nWORKERS=3\nAUTH_SECRET=" GOOD_SECRET "\n[mail]\nSMTP_HOST=mail.example\n"
                 "SMTP_PORT=465\nSMTP_SECURE=true\nSMTP_FROM=Nexus <bureau@nexus.example>\n");
  g_setenv ("WORKERS", "5", TRUE);
  g_setenv ("SMTP_PORT", "", TRUE);
  config = nx_config_load (f->file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (config->app_url, ==, "https://nexus.example");
  g_assert_true (config->secure);
  g_assert_cmpuint (config->workers, ==, 5);
  g_assert_cmpuint (config->smtp_port, ==, 465);
  g_assert_true (config->smtp_secure);
  g_assert_cmpstr (config->office_email, ==, "bureau@nexus.example");
  g_assert_cmpstr (config->auth_secret, ==, GOOD_SECRET);
}

static void
test_old_names (Fixture *f, gconstpointer data)
{
  g_autoptr (NxConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("DATABASE_URL", "postgresql://nexus:secret@db.example:5432/nexus?schema=public&sslmode=require", TRUE);
  g_setenv ("NEXTAUTH_URL", "https://old.example", TRUE);
  g_setenv ("NEXTAUTH_SECRET", GOOD_SECRET, TRUE);
  g_setenv ("NEXT_PUBLIC_WISE_IBAN", "TN59 1000 6035 1835 9847 8831", TRUE);
  g_setenv ("KONNECT_BASE_URL", "https://api.konnect.network/api/v2", TRUE);
  config = nx_config_load (NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (config->database_url, ==, "postgresql://nexus:secret@db.example:5432/nexus?sslmode=require");
  g_assert_cmpstr (config->app_url, ==, "https://old.example");
  g_assert_cmpstr (config->auth_secret, ==, GOOD_SECRET);
  g_assert_cmpstr (config->wise_iban, ==, "TN5910006035183598478831");
  g_assert_cmpstr (config->konnect_base_url, ==, "https://api.konnect.network");
}

typedef struct
{
  const char *name, *value;
} Malformed;

static const Malformed malformed[] = {
  { "DATABASE_URL", "mysql://x" }, { "LISTEN", "localhost:8080" }, { "LISTEN", "127.0.0.1" }, { "LISTEN", "127.0.0.1:70000" },
  { "LISTEN", "127.0.0.1:" }, { "APP_URL", "nexus.example" }, { "APP_URL", "ftp://nexus.example" }, { "NEXTAUTH_URL", "https://" },
  { "SMTP_PORT", "0" }, { "SMTP_PORT", "587 " }, { "SMTP_SECURE", "maybe" }, { "SMTP_FROM", "nobody" },
  { "SMTP_FROM", "a@b\r\nBcc: c@d" }, { "OFFICE_EMAIL", "a@b@c" }, { "WORKERS", "0" }, { "WORKERS", "65" }, { "WORKERS", "-1" },
  { "AUTH_SECRET", "short" }, { "NEXTAUTH_SECRET", "your-secret-key-change-in-production" },
  { "AUTH_SECRET", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }, { "OPENAI_BASE_URL", "api" }, { "SMTP_HOST", "\xff\xfe" },
};

static void
test_malformed (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_setenv (malformed[i].name, malformed[i].value, TRUE);
      assert_refused (NULL, malformed[i].name);
      g_unsetenv (malformed[i].name);
    }
}

static void
test_file_faults (Fixture *f, gconstpointer data)
{
  write_file (f, "[server]\nAPP_ULR=https://x.example\n");
  assert_refused (f->file, "APP_ULR");
  write_file (f, "[a]\nWORKERS=3\n[b]\nWORKERS=4\n");
  assert_refused (f->file, "WORKERS");
  write_file (f, "WORKERS=3\n");
  assert_refused (f->file, "server.conf");
  g_unlink (f->file);
  assert_refused (f->file, "server.conf");
}

/* Transfers to an account that cannot exist are not offered; the rest goes on. */
static void
test_iban (Fixture *f, gconstpointer data)
{
  static const char *const wrong[] = { "TN59 1000 6035 1835 9847 8832", "TN5910006035183598478", "XX", "TN59-ÉÉÉÉ", "FR7630006000011234567890188" };
  static const char *const right[] = { "TN5910006035183598478831", "fr14 2004 1010 0505 0001 3m02 606", "GB82WEST12345698765432", "DE89370400440532013000" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (NxConfig) config = NULL;

      g_setenv ("WISE_IBAN", wrong[i], TRUE);
      g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "WISE_IBAN: *transfers are not offered");
      config = nx_config_load (NULL, NULL);
      g_test_assert_expected_messages ();
      g_assert_nonnull (config);
      g_assert_null (config->wise_iban);
    }
  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autoptr (NxConfig) config = NULL;

      g_setenv ("WISE_IBAN", right[i], TRUE);
      config = nx_config_load (NULL, NULL);
      g_assert_nonnull (config);
      g_assert_nonnull (config->wise_iban);
    }
}

static void
test_folder_in_the_way (Fixture *f, gconstpointer data)
{
  write_file (f, "x");
  g_setenv ("DATA_DIR", f->file, TRUE);
  assert_refused (NULL, "DATA_DIR");
  g_setenv ("DATA_DIR", f->dir, TRUE);
}

#define ADD(name, func) g_test_add ("/config/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("defaults", test_defaults);
  ADD ("file-and-environment", test_file_and_environment);
  ADD ("old-names", test_old_names);
  ADD ("malformed", test_malformed);
  ADD ("file-faults", test_file_faults);
  ADD ("iban", test_iban);
  ADD ("folder-in-the-way", test_folder_in_the_way);
  return g_test_run ();
}
