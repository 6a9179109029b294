/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "common/nx-json.h"
#include "common/nx-time.h"
#include "server/gateways/nx-mailer.h"
#include "server/gateways/nx-message.h"
#include "server/html/nx-page.h"
#include "server/jobs/jobs-store.h"
#include "server/jobs/nx-jobs.h"
#include "server/notices/nx-mail-content.h"
#include "tests/lib/nx-fake-smtp.h"
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-db.h"

#define NOW (G_GINT64_CONSTANT (1795000000) * NX_TIME_SECOND)

typedef struct
{
  char *conninfo, *folder;
  NxDb *db;
  NxConfig config;
  NxApp app;
  NxMailer *mailer;
  NxFakeSmtp *smtp;
} Fixture;

static NxTemplates *
load_mail_template (void)
{
  g_autoptr (GError) error = NULL;
  NxTemplates *templates = nx_page_load_templates (&error);
  g_assert_no_error (error);
  return templates;
}

static void
set_up (Fixture *f, gconstpointer with_smtp)
{
  f->conninfo = nx_test_db_new ();
  f->db = nx_test_db_open (f->conninfo);
  f->folder = g_dir_make_tmp ("nexus-mail-XXXXXX", NULL);
  f->smtp = nx_fake_smtp_start ();
  f->config = (NxConfig){ .app_url = (char *) "https://nexus.example", .data_dir = f->folder, .smtp_from = (char *) "Nexus Réussite <nexus@nexus.example>",
                          .office_email = (char *) "office@nexus.example" };
  if (with_smtp != NULL)
    {
      f->config.smtp_host = (char *) "127.0.0.1";
      f->config.smtp_port = nx_fake_smtp_port (f->smtp);
    }
  f->app = (NxApp){ .config = &f->config, .templates = load_mail_template () };
  f->mailer = nx_mailer_new (&f->config);
}

static void
tear_down (Fixture *f, gconstpointer with_smtp G_GNUC_UNUSED)
{
  nx_mailer_free (f->mailer);
  nx_templates_free (f->app.templates);
  nx_fake_smtp_stop (f->smtp);
  nx_db_close (f->db);
  nx_test_db_drop (f->conninfo);
  {
    g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", f->folder);
    g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  }
  g_free (f->folder);
}

static void
put_mail (Fixture *f, const char *dedupe, const char *to, const char *locale)
{
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO outbox (kind, dedupe, to_address, to_name, locale, payload, created_at, not_before) VALUES ('booking_confirmation', '%s', %s%s%s,"
    " 'Aïcha Ben Salah', '%s', '{\"name\": \"Aïcha\", \"studentName\": \"Lina <b>\", \"coachName\": \"Hélios\", \"at\": \"2026-11-25T13:00:00Z\","
    " \"duration\": 60, \"subject\": \"MATHEMATIQUES\", \"type\": \"COURS_ONLINE\", \"balance\": 3}', to_timestamp (1795000000), to_timestamp (1795000000))",
    dedupe, to != NULL ? "'" : "", to != NULL ? to : "NULL", to != NULL ? "'" : "", locale);
  nx_test_db_script (f->db, sql);
}

static NxOutboxCounts
deliver (Fixture *f, gint64 now)
{
  NxOutboxCounts counts;
  g_autoptr (GError) error = NULL;
  gboolean reached = nx_outbox_deliver (&f->app, f->db, f->mailer, now, &counts, &error);
  g_assert_no_error (error);
  g_assert_true (reached);
  return counts;
}

static void
test_sends_once (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *message = NULL, *to = NULL;
  put_mail (f, "booked:1", "aicha@nexus.example", "en");
  put_mail (f, "booked:2", NULL, "fr");
  g_assert_cmpuint (deliver (f, NOW).sent, ==, 2);
  g_assert_cmpuint (deliver (f, NOW + NX_TIME_HOUR).sent, ==, 0);
  g_assert_cmpuint (nx_fake_smtp_count (f->smtp), ==, 2);
  message = nx_fake_smtp_message (f->smtp, 0);
  to = nx_fake_smtp_recipients (f->smtp, 1);
  g_assert_cmpstr (to, ==, "office@nexus.example");
  g_assert_nonnull (strstr (message, "From: Nexus =?"));
  g_assert_nonnull (strstr (message, "Content-Type: multipart/alternative"));
  g_assert_nonnull (strstr (message, "Message-Id: <"));
  g_assert_nonnull (strstr (message, "Lina &lt;b&gt;"));
}

static void
test_waits_for_its_time (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  put_mail (f, "booked:1", "aicha@nexus.example", "fr");
  g_assert_cmpuint (deliver (f, NOW - NX_TIME_SECOND).sent, ==, 0);
  g_assert_cmpuint (deliver (f, NOW).sent, ==, 1);
}

static const NxFakeSmtpMode passing[] = { NX_FAKE_SMTP_SILENT, NX_FAKE_SMTP_BUSY, NX_FAKE_SMTP_TRY_LATER, NX_FAKE_SMTP_CUT_IN_DATA,
                                          NX_FAKE_SMTP_CUT_BEFORE_OK, NX_FAKE_SMTP_GARBAGE };

static void
expect_warning (void)
{
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*attempt*");
}

static void
test_tries_again (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    {
      g_autofree char *dedupe = g_strdup_printf ("booked:%u", i);
      gint64 later = NOW + i * NX_TIME_DAY;
      NxOutboxCounts counts;
      put_mail (f, dedupe, "aicha@nexus.example", "fr");
      nx_fake_smtp_set_mode (f->smtp, passing[i]);
      expect_warning ();
      counts = deliver (f, later);
      g_test_assert_expected_messages ();
      g_assert_cmpuint (counts.failed, ==, 1);
      g_assert_cmpuint (counts.dead, ==, 0);
      nx_fake_smtp_set_mode (f->smtp, NX_FAKE_SMTP_GOOD);
      g_assert_cmpuint (deliver (f, later + 59 * NX_TIME_SECOND).sent, ==, 0);
      g_assert_cmpuint (deliver (f, later + 61 * NX_TIME_SECOND).sent, ==, 1);
    }
}

static void
test_nobody_there (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  put_mail (f, "booked:1", "nobody@nexus.example", "fr");
  nx_fake_smtp_set_mode (f->smtp, NX_FAKE_SMTP_NO_SUCH_USER);
  expect_warning ();
  g_assert_cmpuint (deliver (f, NOW).dead, ==, 1);
  g_test_assert_expected_messages ();
  nx_fake_smtp_set_mode (f->smtp, NX_FAKE_SMTP_GOOD);
  g_assert_cmpuint (deliver (f, NOW + NX_TIME_DAY).sent, ==, 0);
}

static void
test_gives_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  guint dead = 0, rounds = 0;
  put_mail (f, "booked:1", "aicha@nexus.example", "fr");
  nx_fake_smtp_set_mode (f->smtp, NX_FAKE_SMTP_BUSY);
  for (gint64 at = NOW; dead == 0 && rounds < 40; at += 6 * NX_TIME_HOUR, rounds++)
    {
      expect_warning ();
      dead = deliver (f, at).dead;
      g_test_assert_expected_messages ();
    }
  g_assert_cmpuint (rounds, ==, 12);
}

/* Two processes on one outbox: nothing leaves twice. */
static gpointer
deliver_in_thread (gpointer data)
{
  Fixture *f = data;
  NxDb *db = nx_test_db_open (f->conninfo);
  NxMailer *mailer = nx_mailer_new (&f->config);
  guint sent = 0;
  for (int i = 0; i < 6; i++)
    {
      NxOutboxCounts counts;
      g_autoptr (GError) error = NULL;
      g_assert_true (nx_outbox_deliver (&f->app, db, mailer, NOW, &counts, &error));
      sent += counts.sent;
    }
  nx_mailer_free (mailer);
  nx_db_close (db);
  return GUINT_TO_POINTER (sent);
}

static void
test_two_processes (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  GThread *other;
  guint sent;
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *dedupe = g_strdup_printf ("booked:%u", i);
      put_mail (f, dedupe, "aicha@nexus.example", i % 2 ? "fr" : "en");
    }
  other = g_thread_new ("other", deliver_in_thread, f);
  sent = GPOINTER_TO_UINT (deliver_in_thread (f));
  sent += GPOINTER_TO_UINT (g_thread_join (other));
  g_assert_cmpuint (sent, ==, 60);
  g_assert_cmpuint (nx_fake_smtp_count (f->smtp), ==, 60);
}

static void
test_maildir (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *new = g_build_filename (f->folder, "mail", "new", NULL);
  g_autoptr (GDir) dir = NULL;
  put_mail (f, "booked:1", "aicha@nexus.example", "fr");
  g_assert_cmpuint (deliver (f, NOW).sent, ==, 1);
  dir = g_dir_open (new, 0, NULL);
  g_assert_nonnull (dir);
  g_assert_nonnull (g_dir_read_name (dir));
  g_assert_null (g_dir_read_name (dir));
}

static void
put_link (Fixture *f, const char *kind, const char *link)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO outbox (kind, dedupe, to_address, locale, payload, created_at, not_before) VALUES"
                                          " ('%s', '%s', 'lina@nexus.example', 'fr', '{\"name\": \"Lina\", \"link\": \"%s\"}',"
                                          " to_timestamp (1795000000), to_timestamp (1795000000))",
                                          kind, kind, link);
  nx_test_db_script (f->db, sql);
}

/* Whoever reads the table, or a backup of it, opens no account with it. */
static void
test_links_are_wiped (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *message = NULL;
  gboolean found, spent;
  g_autoptr (GError) error = NULL;
  put_link (f, "password_reset", "/mot-de-passe/nouveau?token=secret1");
  g_assert_cmpuint (deliver (f, NOW).sent, ==, 1);
  message = nx_fake_smtp_message (f->smtp, 0);
  g_assert_nonnull (strstr (message, "secret1"));
  nx_fake_smtp_set_mode (f->smtp, NX_FAKE_SMTP_BUSY);
  put_link (f, "account_ready", "https://nexus.example/activation?token=secret2");
  expect_warning ();
  g_assert_cmpuint (deliver (f, NOW).failed, ==, 1);
  g_test_assert_expected_messages ();
  nx_test_db_script (f->db, "DO $$ BEGIN ASSERT (SELECT count (*) = 1 FROM outbox WHERE payload::text LIKE '%secret2%'); END $$");
  nx_fake_smtp_set_mode (f->smtp, NX_FAKE_SMTP_NO_SUCH_USER);
  put_link (f, "activation", "/activation?token=secret3");
  expect_warning ();
  expect_warning ();
  g_assert_cmpuint (deliver (f, NOW + NX_TIME_HOUR).dead, ==, 2);
  g_test_assert_expected_messages ();
  nx_test_db_script (f->db, "DO $$ BEGIN ASSERT (SELECT count (*) = 0 FROM outbox WHERE payload::text LIKE '%secret%'); "
                            "ASSERT (SELECT count (*) = 3 FROM outbox WHERE payload ->> 'name' = 'Lina'); END $$");
  /* Sent again it would lead nowhere. */
  g_assert_true (nx_jobs_store_retry_mail (f->db, 2, NOW, &found, &spent, &error));
  g_assert_true (found && spent);
  nx_test_db_script (f->db, "DO $$ BEGIN ASSERT (SELECT dead_at IS NOT NULL FROM outbox WHERE id = 2); END $$");
  g_assert_true (nx_jobs_store_retry_mail (f->db, 99, NOW, &found, &spent, &error));
  g_assert_false (found);
}

static void
test_retry (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  gboolean found, spent;
  g_autoptr (GError) error = NULL;
  put_mail (f, "booked:1", "nobody@nexus.example", "fr");
  nx_fake_smtp_set_mode (f->smtp, NX_FAKE_SMTP_NO_SUCH_USER);
  expect_warning ();
  g_assert_cmpuint (deliver (f, NOW).dead, ==, 1);
  g_test_assert_expected_messages ();
  nx_fake_smtp_set_mode (f->smtp, NX_FAKE_SMTP_GOOD);
  g_assert_true (nx_jobs_store_retry_mail (f->db, 1, NOW, &found, &spent, &error));
  g_assert_true (found && !spent);
  g_assert_cmpuint (deliver (f, NOW).sent, ==, 1);
}

/* What is kept for a while only. */
static void
test_clear (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  put_mail (f, "booked:old", "a@nexus.example", "fr");
  put_mail (f, "booked:new", "a@nexus.example", "fr");
  put_mail (f, "booked:waiting", "a@nexus.example", "fr");
  nx_test_db_script (f->db,
                     "UPDATE outbox SET sent_at = to_timestamp (1795000000) - interval '91 days' WHERE dedupe = 'booked:old';"
                     "UPDATE outbox SET sent_at = to_timestamp (1795000000) - interval '89 days' WHERE dedupe = 'booked:new';"
                     "UPDATE outbox SET created_at = to_timestamp (1795000000) - interval '1 year' WHERE dedupe = 'booked:waiting';"
                     "INSERT INTO events (type, object_id, at) SELECT 'session.booked', gen_random_uuid (), to_timestamp (1795000000)"
                     " - make_interval (days => d) FROM unnest (ARRAY[1, 29, 31]) d;"
                     "INSERT INTO sign_in_attempts (key, attempts, last_at, blocked_until) SELECT 'k' || h, 3, to_timestamp (1795000000)"
                     " - make_interval (hours => h), to_timestamp (1795000000) - make_interval (hours => h) FROM unnest (ARRAY[1, 25]) h;");
  g_assert_true (nx_jobs_clear (f->db, NOW, &error));
  g_assert_no_error (error);
  nx_test_db_script (f->db, "DO $$ BEGIN ASSERT (SELECT array_agg (dedupe ORDER BY id) = '{booked:old}' FROM outbox WHERE payload = '{}');"
                            "ASSERT (SELECT count (*) = 2 FROM events), 'events';"
                            "ASSERT (SELECT array_agg (key) = '{k1}' FROM sign_in_attempts), 'attempts'; END $$");
}

static void
test_addresses (void)
{
  static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\nBcc: x@y", "a@b\r\nRCPT TO:<x@y>", "<a@b>", "a,b@c", "é@b" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (nx_message_address_is_safe (bad[i]));
  g_assert_true (nx_message_address_is_safe ("leila.ben-salah+nexus@nexus-student.local"));
}

/* What a person typed cannot become a header or a recipient. */
static void
test_injection (void)
{
  g_autoptr (GError) error = NULL;
  NxMessage message = { .from = "Nexus <nexus@nexus.example>", .to_address = "a@b.example", .to_name = "A\r\nBcc: evil@b.example",
                        .subject = "Hello\r\nX-Evil: 1", .text = "one\n.\ntwo\n", .message_id = "1@b.example", .date = NOW };
  g_autoptr (GBytes) bytes = nx_message_build (&message, &error);
  g_autofree char *text = NULL;
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_null (strstr (text, "\nBcc:"));
  g_assert_null (strstr (text, "\nX-Evil"));
  for (const char *p = strchr (text, '\n'); p != NULL; p = strchr (p + 1, '\n'))
    g_assert_true (p[-1] == '\r');
  message.to_address = "a@b.example\r\nBcc: evil@b.example";
  g_assert_null (nx_message_build (&message, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
}

/* Every kind says something with nothing to say it about, and links are absolute. */
static void
test_every_kind (void)
{
  g_autoptr (JsonObject) empty = json_object_new ();
  g_autoptr (NxTemplates) templates = load_mail_template ();
  for (guint i = 0; nx_mail_kind (i) != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NxMailContent) content = nx_mail_content_new (nx_mail_kind (i), empty, "https://nexus.example", &error);
      g_autofree char *text = NULL, *html = NULL;
      g_assert_no_error (error);
      text = nx_mail_content_text (content);
      html = nx_mail_content_html (content, templates, "en", &error);
      g_assert_no_error (error);
      g_assert_nonnull (nx_mail_content_subject (content));
      g_assert_null (strstr (text, "(null)"));
      g_assert_null (strstr (html, "(null)"));
      g_assert_null (strstr (html, "href=\"/"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, smtp, func) g_test_add (path, Fixture, smtp, set_up, func, tear_down)
  ADD ("/mail/smtp/sends-once", "smtp", test_sends_once);
  ADD ("/mail/smtp/waits-for-its-time", "smtp", test_waits_for_its_time);
  ADD ("/mail/smtp/tries-again", "smtp", test_tries_again);
  ADD ("/mail/smtp/nobody-there", "smtp", test_nobody_there);
  ADD ("/mail/smtp/gives-up", "smtp", test_gives_up);
  ADD ("/mail/smtp/two-processes", "smtp", test_two_processes);
  ADD ("/mail/smtp/links-are-wiped", "smtp", test_links_are_wiped);
  ADD ("/mail/smtp/retry", "smtp", test_retry);
  ADD ("/mail/clear", NULL, test_clear);
  ADD ("/mail/maildir", NULL, test_maildir);
#undef ADD
  g_test_add_func ("/mail/addresses", test_addresses);
  g_test_add_func ("/mail/injection", test_injection);
  g_test_add_func ("/mail/every-kind", test_every_kind);
  return g_test_run ();
}
