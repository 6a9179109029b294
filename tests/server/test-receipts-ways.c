/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "server/gateways/nx-mailer.h"
#include "server/jobs/nx-jobs.h"
#include "tests/server/receipts-fixture.h"

/* How a receipt reaches people: over HTTP, by mail, by its QR code; and how fast. */

static void
test_a_parents_receipt (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } }, other = { { NULL } };
  g_autoptr (NxTestReply) own = NULL, again = NULL, office = NULL, foreign = NULL, pupil = NULL, nobody = NULL, none = NULL;
  g_autofree char *path = NULL, *text = NULL, *info = NULL, *fonts = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  add_family (f, "b@example.tn", "Adam", "Trabelsi", &other);
  nx_test_db_script (f->server->db, "UPDATE settings SET value = value || '{\"address\": \"12 rue du Lac Biwa, 1053 Tunis\", "
                                    "\"taxNumber\": \"1234567/A/M/000\"}' WHERE key = 'seller'");
  sale = a_sale (f, &family, "CREDITS_4", 178500);
  sell (f, &sale);
  own = fetch (f, sale.payment_id, family.parent);
  nx_test_assert_status (own, 200);
  g_assert_cmpstr (nx_test_reply_header (own, "content-type"), ==, "application/pdf");
  g_assert_cmpstr (nx_test_reply_header (own, "content-disposition"), ==, "inline; filename=\"recu-2026-000001.pdf\"");
  g_assert_cmpstr (nx_test_reply_header (own, "cache-control"), ==, "no-store");
  g_assert_cmpint (strncmp (own->body, "%PDF-", 5), ==, 0);

  /* Later, and to the office: the same bytes. */
  nx_test_clock_advance (f->clock, 3 * NX_TIME_HOUR);
  again = fetch (f, sale.payment_id, family.parent);
  office = fetch (f, sale.payment_id, f->office);
  g_assert_cmpmem (own->body, own->length, again->body, again->length);
  g_assert_cmpmem (own->body, own->length, office->body, office->length);

  foreign = fetch (f, sale.payment_id, other.parent);
  nx_test_assert_code (foreign, 404, "not_found");
  pupil = fetch (f, sale.payment_id, family.pupil);
  nx_test_assert_status (pupil, 403);
  nobody = fetch (f, sale.payment_id, NULL);
  nx_test_assert_status (nobody, 401);
  none = fetch (f, "018f0000-0000-7000-8000-000000000000", f->office);
  nx_test_assert_code (none, 404, "not_found");

  path = keep ("receipt.pdf", own->body, own->length);
  text = text_of (path);
  assert_says (text, "2026-000001");
  assert_says (text, "24 novembre 2026");
  assert_says (text, "Salma Ben Rhouma");
  assert_says (text, "Yasmine Ben Rhouma");
  assert_says (text, "4 crédits");
  assert_says (text, "24 novembre 2027");
  assert_says (text, "178,500");
  assert_says (text, "cent soixante-dix-huit dinars et cinq cents millimes");
  assert_says (text, "Acquitté");
  assert_says (text, "1234567/A/M/000");
  assert_says (text, "/recus/2026-000001?c=");
  info = tool ((const char *const[]){ "pdfinfo", path, NULL });
  assert_says (info, "Reçu 2026-000001");
  assert_says (info, "A4");
  fonts = tool ((const char *const[]){ "pdffonts", path, NULL });
  assert_says (fonts, "+Inter");
  /* All of them are in the file. */
  g_assert_false (g_regex_match_simple ("\\sno\\s+(yes|no)\\s+(yes|no)\\s", fonts, 0, 0));
  picture_of (path);
  g_free (sale.payment_id);
}

static void
test_not_settled (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxTestReply) reply = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sale = a_sale (f, &family, "CREDITS_4", 180000);
  sale.settled = FALSE;
  sell (f, &sale);
  reply = fetch (f, sale.payment_id, family.parent);
  nx_test_assert_code (reply, 409, "conflict");
  g_free (sale.payment_id);
}

static void
test_verification (FamiliesFixture *f, gconstpointer data)
{
  static const char *const wrong[] = { "/recus/2026-000001",      "/recus/2026-000001?c=",   "/recus/2026-000001?c=AAAAAAAAAA",
                                       "/recus/2026-000002?c=%s", "/recus/2026-1?c=%s",      "/recus/2026-0000001?c=%s",
                                       "/recus/x?c=%s",           "/recus/2026-000001?c=%sA" };
  g_auto (Family) family = { { NULL } };
  g_autofree char *text = NULL, *code = NULL, *path = NULL, *typed = NULL;
  g_autoptr (NxTestReply) good = NULL, by_hand = NULL;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sale = a_sale (f, &family, "CREDITS_4", 180000);
  sell (f, &sale);
  text = read_receipt (f, &sale, "fr", "verified.pdf", "1");
  g_assert_nonnull (strstr (text, "?c="));
  code = g_strndup (strstr (text, "?c=") + 3, 10);

  path = g_strdup_printf ("/recus/2026-000001?c=%s", code);
  good = nx_test_send (
      f->server,
      &(NxTestRequest){ .method = "GET", .path = path, .headers = (const char *const[]){ "Accept-Language", "fr", NULL } });
  nx_test_assert_status (good, 200);
  assert_says (good->body, "2026-000001");
  assert_says (good->body, "mardi 24 novembre 2026");
  assert_says (good->body, "180,000\u00a0TND");
  assert_says (good->body, "Ce reçu est authentique");
  g_assert_null (strstr (good->body, "Rhouma"));
  g_assert_null (strstr (good->body, "remboursé"));
  g_assert_cmpstr (nx_test_reply_header (good, "x-robots-tag"), ==, "noindex");
  g_assert_cmpstr (nx_test_reply_header (good, "referrer-policy"), ==, "no-referrer");

  typed = g_ascii_strdown (code, -1);
  g_free (path);
  path = g_strdup_printf ("/recus/2026-000001?c=%.5s-%s", typed, typed + 5);
  by_hand = nx_test_get (f->server, path, NULL);
  nx_test_assert_status (by_hand, 200);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (GStrv) parts = g_strsplit (wrong[i], "%s", 2);
      g_autofree char *address = g_strjoinv (code, parts);
      g_autoptr (NxTestReply) reply = nx_test_get (f->server, address, NULL);

      nx_test_assert_status (reply, 404);
    }
  /* Whoever tries codes is made to wait. */
  for (guint i = 0; i < 40; i++)
    nx_test_reply_free (nx_test_get (f->server, "/recus/2026-000001?c=AAAAAAAAAA", NULL));
  g_clear_pointer (&good, nx_test_reply_free);
  good = nx_test_get (f->server, path, NULL);
  nx_test_assert_status (good, 429);
  g_free (sale.payment_id);
}

/* Pages of memory that the process has. */
static gint64
memory_pages (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  words = g_strsplit (text, " ", 3);
  return g_ascii_strtoll (words[1], NULL, 10);
}

/* The mail that left into the Maildir of the data folder. */
static char *
read_mail (FamiliesFixture *f, NxMailer *mailer)
{
  g_autofree char *folder = g_build_filename (f->server->app->config->data_dir, "mail", "new", NULL);
  g_autoptr (GError) error = NULL;
  NxOutboxCounts counts;
  GDir *dir;
  char *text = NULL;

  g_assert_true (nx_outbox_deliver (f->server->app, f->server->db, mailer, FAMILIES_NOW + NX_TIME_HOUR, &counts, &error));
  g_assert_cmpuint (counts.failed, ==, 0);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *mail = NULL;

      g_assert_true (g_file_get_contents (path, &mail, NULL, &error));
      g_assert_cmpint (g_unlink (path), ==, 0);
      if (strstr (mail, "178,500") != NULL || strstr (mail, "178=2C500") != NULL)
        {
          g_free (text);
          text = g_steal_pointer (&mail);
        }
    }
  g_dir_close (dir);
  return text;
}

static void
test_mail_carries_it (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxMailer) mailer = nx_mailer_new (f->server->app->config);
  g_autoptr (NxTestReply) reply = NULL;
  g_autofree char *mail = NULL, *without = NULL;
  g_autofree guchar *pdf = NULL;
  const char *part, *body, *end;
  gsize length;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sale = a_sale (f, &family, "CREDITS_4", 178500);
  sell (f, &sale);
  mail = read_mail (f, mailer);
  g_assert_nonnull (mail);
  assert_says (mail, "Content-Type: multipart/mixed");
  assert_says (mail, "Content-Type: multipart/alternative");
  part = strstr (mail, "Content-Type: application/pdf");
  g_assert_nonnull (part);
  assert_says (part, "filename=recu-2026-000001.pdf");
  body = strstr (part, "\r\n\r\n");
  end = strstr (body, "\r\n--");
  {
    g_autofree char *base64 = g_strndup (body, (gsize) (end - body));

    pdf = g_base64_decode (base64, &length);
  }
  reply = fetch (f, sale.payment_id, family.parent);
  g_assert_cmpmem (pdf, length, reply->body, reply->length);

  /* One that cannot be made costs the mail nothing but the file. */
  nx_test_db_script (f->server->db, "UPDATE outbox SET sent_at = NULL, payload = payload || '{\"receipt\": \"2026-000999\"}' "
                                    "WHERE kind = 'payment_confirmed'");
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*leaves without it*");
  without = read_mail (f, mailer);
  g_test_assert_expected_messages ();
  g_assert_nonnull (without);
  g_assert_null (strstr (without, "application/pdf"));
  g_assert_null (strstr (without, "joint"));
  g_free (sale.payment_id);
}

/* A sanitizer is slow, and keeps what was freed for a while. */
#define SLOWER (g_getenv ("NEXUS_SANITIZED") != NULL ? 10 : 1)

static void
test_speed (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  gint64 best = G_MAXINT64, pages;
  Sale sale;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sale = a_sale (f, &family, "CREDITS_4", 180000);
  sell (f, &sale);
  for (guint i = 0; i < 20; i++)
    {
      const gint64 began = g_get_monotonic_time ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) pdf = nx_receipts_pdf (f->server->app, f->server->db, &sale.actor, sale.payment_id, NULL, &error);

      g_assert_no_error (error);
      if (i == 0)
        g_test_message ("the first: %.1f ms, %" G_GSIZE_FORMAT " bytes", (g_get_monotonic_time () - began) / 1000.0,
                        g_bytes_get_size (pdf));
      else
        best = MIN (best, g_get_monotonic_time () - began);
    }
  g_test_message ("the best of the next: %.1f ms", best / 1000.0);
  g_assert_cmpint (best, <, 50 * 1000 * SLOWER);

  /* Faces are kept, receipts are not: 200 more need no more memory. */
  pages = memory_pages ();
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GBytes) pdf = nx_receipts_pdf (f->server->app, f->server->db, &sale.actor, sale.payment_id, NULL, NULL);

      g_assert_nonnull (pdf);
    }
  g_test_message ("200 more: %" G_GINT64_FORMAT " pages of memory", memory_pages () - pages);
  if (SLOWER == 1)
    g_assert_cmpint (memory_pages () - pages, <, 1024);
  g_free (sale.payment_id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, FamiliesFixture, NULL, receipts_setup, function, families_teardown)
  ADD ("/receipts/a-parents", test_a_parents_receipt);
  ADD ("/receipts/not-settled", test_not_settled);
  ADD ("/receipts/verification", test_verification);
  ADD ("/receipts/mail", test_mail_carries_it);
  ADD ("/receipts/speed", test_speed);
  return g_test_run ();
}
