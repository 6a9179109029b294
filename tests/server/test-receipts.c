/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "common/nx-random.h"
#include "server/html/nx-page.h"
#include "server/nx-routes.h"
#include "server/payments/payments.h"
#include "server/receipts/receipts-service.h"
#include "tests/server/families-fixture.h"

/* Receipts as a parent gets them: over HTTP, from the database, looked into with poppler's tools. */

static void
complete_app (NxApp *app, gpointer data)
{
  g_autoptr (GError) error = NULL;

  app->templates = nx_page_load_templates (&error);
  g_assert_no_error (error);
}

static void
setup (FamiliesFixture *f, gconstpointer data)
{
  f->clock = nx_test_clock_new (FAMILIES_NOW);
  f->server = nx_test_server_new (&(NxTestServerOptions){ .tables = nx_route_tables (), .clock = NX_CLOCK (f->clock), .workers = 4,
                                                          .error_page = nx_page_error, .set_up = complete_app });
  f->office_id = nx_test_server_add_user (f->server, NX_ROLE_ASSISTANTE, "bureau@nexus.test");
  f->office = nx_test_server_token (f->server, f->office_id);
}

typedef struct
{
  NxActor actor;
  NxNewPayment due;
  NxMoney received;
  char *payment_id;
  gboolean settled;
} Sale;

static gboolean
run_sale (NxDb *db, gpointer data, GError **error)
{
  Sale *sale = data;
  g_autoptr (NxPayment) payment = nx_payments_create (db, &sale->actor, &sale->due, error);

  if (payment == NULL)
    return FALSE;
  g_free (sale->payment_id);
  sale->payment_id = g_strdup (payment->id);
  return !sale->settled || nx_payments_settle (db, &sale->actor, payment->id, sale->received, NULL, NULL, error);
}

static Sale
a_sale (FamiliesFixture *f, Family *family, const char *pack, gint64 millimes)
{
  return (Sale){ .actor = { .user_id = f->office_id, .role = NX_ROLE_ASSISTANTE, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr",
                            .request_id = "test", .now = FAMILIES_NOW },
                 .due = { .student_id = family->made.student_id, .item_key = pack, .type = NX_PAYMENT_TYPE_CREDIT_PACK,
                          .method = NX_PAYMENT_METHOD_MANUAL, .amount = NX_MONEY_TND (millimes), .credits = NX_CREDITS (4) },
                 .received = NX_MONEY_TND (millimes), .settled = TRUE };
}

static void
sell (FamiliesFixture *f, Sale *sale)
{
  g_autoptr (GError) error = NULL;
  const gboolean ok = nx_db_transaction (f->server->db, run_sale, sale, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static NxTestReply *
fetch (FamiliesFixture *f, const char *payment_id, const char *token)
{
  g_autofree char *path = g_strdup_printf ("/api/payments/%s/receipt.pdf", payment_id);

  return nx_test_get (f->server, path, token);
}

/* Looking into a PDF. Where the build keeps what it makes, so that a person can look as well. */
static char *
keep (const char *name, const char *data, gsize length)
{
  g_autofree char *folder = g_build_filename (g_get_current_dir (), "receipts", NULL);
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, data, (gssize) length, &error));
  return path;
}

static char *
tool (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  char *out = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return out;
}

static char *
text_of (const char *path)
{
  return tool ((const char *const[]){ "pdftotext", "-layout", path, "-", NULL });
}

static void
picture_of (const char *path)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - 4), *out = NULL;

  out = tool ((const char *const[]){ "pdftoppm", "-png", "-r", "110", path, stem, NULL });
}

#define assert_says(text, words) nx_says ((text), (words), __LINE__)
static void
nx_says (const char *text, const char *words, int line)
{
  if (strstr (text, words) == NULL)
    g_test_fail_printf ("line %d: “%s” is not there", line, words);
}

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, FamiliesFixture, NULL, setup, function, families_teardown)
  ADD ("/receipts/a-parents", test_a_parents_receipt);
  return g_test_run ();
}
