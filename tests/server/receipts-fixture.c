/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/receipts-fixture.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "server/html/nx-page.h"
#include "server/nx-routes.h"

void
receipts_setup (FamiliesFixture *f, gconstpointer data)
{
  f->clock = nx_test_clock_new (FAMILIES_NOW);
  f->server = nx_test_server_new (&(NxTestServerOptions){
    .tables = nx_route_tables (), .clock = NX_CLOCK (f->clock), .workers = 4, .error_page = nx_page_error });
  f->office_id = nx_test_server_add_user (f->server, NX_ROLE_ASSISTANTE, "bureau@nexus.test");
  f->office = nx_test_server_token (f->server, f->office_id);
}

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

Sale
a_sale (FamiliesFixture *f, Family *family, const char *pack, gint64 millimes)
{
  return (Sale){ .actor = { .user_id = f->office_id,
                            .role = NX_ROLE_ASSISTANTE,
                            .zone = NX_TIME_CENTRE_ZONE,
                            .locale = "fr",
                            .request_id = "test",
                            .now = FAMILIES_NOW },
                 .due = { .student_id = family->made.student_id,
                          .item_key = pack,
                          .type = NX_PAYMENT_TYPE_CREDIT_PACK,
                          .method = NX_PAYMENT_METHOD_MANUAL,
                          .amount = NX_MONEY_TND (millimes),
                          .credits = NX_CREDITS (4) },
                 .received = NX_MONEY_TND (millimes),
                 .settled = TRUE };
}

void
sell (FamiliesFixture *f, Sale *sale)
{
  g_autoptr (GError) error = NULL;
  const gboolean ok = nx_db_transaction (f->server->db, run_sale, sale, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

NxTestReply *
fetch (FamiliesFixture *f, const char *payment_id, const char *token)
{
  g_autofree char *path = g_strdup_printf ("/api/payments/%s/receipt.pdf", payment_id);

  return nx_test_get (f->server, path, token);
}

/* Looking into a PDF. Where the build keeps what it makes, so that a person can look as well. */
char *
keep (const char *name, const char *data, gsize length)
{
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *folder = g_build_filename (here, "receipts", NULL);
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, data, (gssize) length, &error));
  return path;
}

char *
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

char *
text_of (const char *path)
{
  return tool ((const char *const[]){ "pdftotext", "-layout", path, "-", NULL });
}

void
picture_of (const char *path)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - 4), *out = NULL;

  out = tool ((const char *const[]){ "pdftoppm", "-png", "-r", "110", path, stem, NULL });
}

void
nx_says (const char *text, const char *words, int line)
{
  if (strstr (text, words) == NULL)
    g_test_fail_printf ("line %d: “%s” is not there", line, words);
}

static char *
pages_of (const char *path)
{
  g_autofree char *info = tool ((const char *const[]){ "pdfinfo", path, NULL });
  const char *pages = strstr (info, "Pages:");

  g_assert_nonnull (pages);
  return g_strdup_printf ("%d", atoi (pages + strlen ("Pages:")));
}

/* The PDF of the office in @locale, kept as @name. Returns: its text. */
char *
read_receipt (FamiliesFixture *f, Sale *sale, const char *locale, const char *name, const char *pages)
{
  NxActor office = sale->actor;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *path = NULL, *count = NULL;

  office.locale = locale;
  pdf = nx_receipts_pdf (f->server->app, f->server->db, &office, sale->payment_id, NULL, &error);
  g_assert_no_error (error);
  path = keep (name, g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf));
  picture_of (path);
  count = pages_of (path);
  g_assert_cmpstr (count, ==, pages);
  return text_of (path);
}
