/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "common/nx-random.h"
#include "server/http/nx-upload.h"
#include "server/transfers/nx-proof.h"
#include "server/transfers/transfers-proofs.h"
#include "tests/server/transfers-fixture.h"

/* What families join to a declaration: what it is, where it is kept, who sees it. */

#define DECLARE "/api/payments/wise/declare"
#define PDF "%PDF-1.4\n1 0 obj<<>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n9\n%%EOF\n"

/* --- files --- */

static void
add_be32 (GByteArray *bytes, guint32 number)
{
  const guint8 text[] = { number >> 24, number >> 16, number >> 8, number };
  g_byte_array_append (bytes, text, 4);
}

static guint32
crc (const guint8 *data, gsize length)
{
  guint32 sum = 0xffffffffu;
  for (gsize i = 0; i < length; i++)
    {
      sum ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xedb88320u : sum >> 1;
    }
  return ~sum;
}

static void
add_chunk (GByteArray *bytes, const char *type, const void *data, gsize length)
{
  guint from;

  add_be32 (bytes, (guint32) length);
  from = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (bytes, data, (guint) length);
  add_be32 (bytes, crc (bytes->data + from, bytes->len - from));
}

static GByteArray *
make_png (guint32 width, guint32 height)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (GByteArray) head = g_byte_array_new ();

  add_be32 (head, width);
  add_be32 (head, height);
  g_byte_array_append (head, (const guint8 *) "\x08\x02\0\0\0", 5);
  g_byte_array_append (bytes, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  add_chunk (bytes, "IHDR", head->data, head->len);
  add_chunk (bytes, "IDAT", "not looked at", 13);
  add_chunk (bytes, "IEND", NULL, 0);
  return bytes;
}

static GByteArray *
make_jpeg (guint width, guint height)
{
  GByteArray *bytes = g_byte_array_new ();
  const guint8 frame[] = { 0xff, 0xc2, 0, 11, 8, height >> 8, height, width >> 8, width, 1, 1, 0x11, 0 };
  const guint8 scan[] = { 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0x00, 0xff, 0xd0, 0x34 };

  g_byte_array_append (bytes, (const guint8 *) "\xff\xd8\xff\xe0\0\x04JF\xff\xff\xfe\0\x06text", 17);
  g_byte_array_append (bytes, frame, sizeof frame);
  g_byte_array_append (bytes, scan, sizeof scan);
  g_byte_array_append (bytes, scan, sizeof scan);
  g_byte_array_append (bytes, (const guint8 *) "\xff\xd9", 2);
  return bytes;
}

static const char *
type_of (const void *data, gsize length, gsize *kept)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_memdup2 (data, length), length);
  g_autoptr (GError) error = NULL;
  const char *type = "";
  g_autoptr (GBytes) content = nx_proof_check (bytes, &type, &error);

  if (kept != NULL)
    *kept = content != NULL ? g_bytes_get_size (content) : 0;
  g_assert_true ((content == NULL) == (error != NULL));
  return content != NULL ? type : NULL;
}

/* Each beginning of it is refused, and no byte is read too far. */
static void
check_all_cuts (const guint8 *data, gsize length, gsize least)
{
  for (gsize cut = 0; cut < least; cut++)
    g_assert_null (type_of (data, cut, NULL));
  g_assert_nonnull (type_of (data, length, NULL));
}

static void
test_kinds (void)
{
  g_autoptr (GByteArray) png = make_png (1000, 2000), jpeg = make_jpeg (3000, 4000);
  gsize kept;

  g_assert_cmpstr (type_of (PDF, sizeof PDF - 1, NULL), ==, "application/pdf");
  g_assert_cmpstr (type_of (png->data, png->len, NULL), ==, "image/png");
  g_assert_cmpstr (type_of (jpeg->data, jpeg->len, &kept), ==, "image/jpeg");
  g_assert_cmpuint (kept, ==, jpeg->len);
  check_all_cuts ((const guint8 *) PDF, sizeof PDF - 1, sizeof PDF - 2);
  check_all_cuts (png->data, png->len, png->len);
  check_all_cuts (jpeg->data, jpeg->len, jpeg->len);
  /* What telephones add behind a picture is left out. */
  gsize length = jpeg->len;
  g_byte_array_append (jpeg, (const guint8 *) "SEFH and more PK\5\6", 18);
  g_assert_cmpstr (type_of (jpeg->data, jpeg->len, &kept), ==, "image/jpeg");
  g_assert_cmpuint (kept, ==, length);
}

static void
test_refused (void)
{
#define CASE(text) { text, sizeof (text) - 1 }
  static const struct { const char *data; gsize length; } wrong[] = {
    CASE (""), CASE ("MZ\x90\0\3\0\0\0"), CASE ("\x7f" "ELF"), CASE ("GIF89a"), CASE ("<!doctype html><p>"), CASE ("<svg xmlns='x'/>"),
    CASE ("#!/bin/sh\n"), CASE ("PK\3\4"), CASE (" " PDF), CASE ("%PDF-9.0\nstartxref\n%%EOF\n"),
    CASE (PDF "<script>alert(1)</script>"), CASE (PDF "MZ\x90"),
    CASE ("%PDF-1.4\n<html><script>\nstartxref\n9\n%%EOF\n"), CASE ("%PDF-1.4\n/JavaScript\nstartxref\n9\n%%EOF\n"),
    CASE ("%PDF-1.4\n/Launch\nstartxref\n9\n%%EOF\n"),
    /* An archive whose remark is the rest of the document. */
    CASE ("%PDF-1.4\nstartxref\n9\nPK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x06\0%%EOF\n") };
#undef CASE

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%u", i);
      g_assert_null (type_of (wrong[i].data, wrong[i].length, NULL));
    }
}

static void
test_pictures (void)
{
  static const struct { guint width, height; gboolean good; } sizes[] = {
    { 1, 1, TRUE }, { 12000, 4000, TRUE }, { 12001, 1, FALSE }, { 20000, 20000, FALSE }, { 8000, 8000, FALSE }, { 0, 10, FALSE }, { 10, 0, FALSE },
    { 0x7fffffff, 0x7fffffff, FALSE }, { 0xffffffff, 1, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GByteArray) png = make_png (sizes[i].width, sizes[i].height);
      g_assert_true ((type_of (png->data, png->len, NULL) != NULL) == sizes[i].good);
      if (sizes[i].width > 0xffff)
        continue;
      g_autoptr (GByteArray) jpeg = make_jpeg (sizes[i].width, sizes[i].height);
      g_assert_true ((type_of (jpeg->data, jpeg->len, NULL) != NULL) == sizes[i].good);
    }
  g_autoptr (GByteArray) png = make_png (10, 10);
  for (guint i = 0; i < png->len; i++)
    {
      png->data[i] ^= 0x10; /* each byte is covered by a check sum, or is the form itself */
      g_assert_null (type_of (png->data, png->len, NULL));
      png->data[i] ^= 0x10;
    }
  g_byte_array_append (png, (const guint8 *) "<script>", 8);
  g_assert_null (type_of (png->data, png->len, NULL));
  g_autoptr (GByteArray) jpeg = make_jpeg (10, 10);
  for (guint i = 0; i < jpeg->len; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        jpeg->data[i] ^= 1u << bit;
        type_of (jpeg->data, jpeg->len, NULL);
        jpeg->data[i] ^= 1u << bit;
      }
}

/* --- over HTTP --- */

static NxTestReply *
declare (TransfersFixture *t, const char *id, const char *file_name, const void *content, gsize length)
{
  const char *const fields[] = { "paymentId", id, "transferDate", "2026-11-23", "transferAmount", "179", "note", "envoyé", NULL };
  return nx_test_upload (t->f.server, DECLARE, t->family.parent, fields, &(NxTestFile){ "proof", file_name, "application/pdf", content, length });
}

static char *
proofs_folder (TransfersFixture *t)
{
  return g_build_filename (t->f.server->app->config->data_dir, "proofs", NULL);
}

static guint
count_files (TransfersFixture *t)
{
  g_autofree char *folder = proofs_folder (t);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_kept (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE"), *path = g_strdup_printf ("/api/payments/%s/proof", id);
  g_autoptr (GByteArray) png = make_png (300, 200);
  g_autoptr (NxTestReply) none = nx_test_get (t->f.server, path, t->family.parent);
  nx_test_assert_code (none, 409, "conflict");

  g_autoptr (NxTestReply) sent = declare (t, id, "../../etc/reçu.pdf", PDF, sizeof PDF - 1);
  nx_test_assert_status (sent, 200);
  g_assert_true (json_node_get_boolean (nx_test_reply_node (sent, "payment.hasProof")));
  g_assert_cmpint (nx_test_reply_number (sent, "payment.declaredAmount.amount"), ==, 179000);
  g_autofree char *row = ask (&t->f, "SELECT file_name || ' ' || media_type || ' ' || size AS a FROM payment_proofs");
  g_autofree char *awaited = g_strdup_printf ("reçu.pdf application/pdf %u", (guint) sizeof PDF - 1);
  g_assert_cmpstr (row, ==, awaited);
  g_autofree char *file = ask (&t->f, "SELECT id AS a FROM payment_proofs"), *folder = proofs_folder (t), *full = g_build_filename (folder, file, NULL);
  GStatBuf info;
  g_assert_cmpint (g_stat (full, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);

  const char *const readers[] = { t->family.parent, t->f.office, t->colleague };
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (NxTestReply) read = nx_test_get (t->f.server, path, readers[i]);
      nx_test_assert_status (read, 200);
      g_assert_cmpmem (read->body, read->length, PDF, sizeof PDF - 1);
      g_assert_cmpstr (nx_test_reply_header (read, "Content-Type"), ==, "application/pdf");
      g_assert_true (g_str_has_prefix (nx_test_reply_header (read, "Content-Disposition"), "attachment; filename=\"virement-NR"));
      g_assert_cmpstr (nx_test_reply_header (read, "X-Content-Type-Options"), ==, "nosniff");
      g_assert_nonnull (strstr (nx_test_reply_header (read, "Content-Security-Policy"), "sandbox"));
      g_assert_cmpstr (nx_test_reply_header (read, "Cache-Control"), ==, "no-store");
    }
  const struct { const char *token; guint status; } others[] = { { NULL, 401 }, { t->other.parent, 404 }, { t->family.pupil, 403 }, { t->coach, 403 } };
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (NxTestReply) refused = nx_test_get (t->f.server, path, others[i].token);
      nx_test_assert_status (refused, others[i].status);
    }

  g_autoptr (NxTestReply) same = declare (t, id, "again.pdf", PDF, sizeof PDF - 1);
  nx_test_assert_status (same, 200);
  g_assert_cmpuint (count_files (t), ==, 1);
  nx_test_clock_advance (t->f.clock, NX_TIME_MINUTE);
  g_autoptr (NxTestReply) picture = declare (t, id, "recu.pdf", png->data, png->len);
  nx_test_assert_status (picture, 200);
  g_autoptr (NxTestReply) latest = nx_test_get (t->f.server, path, t->f.office);
  g_assert_cmpstr (nx_test_reply_header (latest, "Content-Type"), ==, "image/png");
  g_assert_cmpmem (latest->body, latest->length, png->data, png->len);
  g_assert_cmpuint (count_files (t), ==, 2);
}

static void
test_not_kept (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE");
  g_autoptr (GByteArray) huge = make_png (20000, 20000);
  g_autofree char *large = g_malloc0 (NX_UPLOAD_MAX_FILES + 1);
  g_autoptr (NxTestReply) program = declare (t, id, "facture.pdf", "MZ\x90\0\3", 5);
  nx_test_assert_code (program, 422, "invalid");
  g_assert_nonnull (nx_test_reply_node (program, "fields.proof"));
  g_autoptr (NxTestReply) page = declare (t, id, "recu.png", "<html>", 6);
  nx_test_assert_code (page, 422, "invalid");
  g_autoptr (NxTestReply) picture = declare (t, id, "recu.png", huge->data, huge->len);
  nx_test_assert_code (picture, 422, "invalid");
  memcpy (large, PDF, sizeof PDF - 1);
  g_autoptr (NxTestReply) too_large = declare (t, id, "recu.pdf", large, NX_UPLOAD_MAX_FILES + 1);
  nx_test_assert_code (too_large, 413, "too_large");
  g_assert_cmpuint (count_files (t), ==, 0);
  g_assert_cmpint (ask_number (&t->f, "SELECT count (*) AS a FROM payments WHERE declared_at IS NOT NULL"), ==, 0);

  /* The disk takes nothing: nothing is said to be declared. */
  g_autofree char *folder = proofs_folder (t);
  g_rmdir (folder);
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "proofs: cannot make*");
  g_autoptr (NxTestReply) full = declare (t, id, "recu.pdf", PDF, sizeof PDF - 1);
  g_test_assert_expected_messages ();
  nx_test_assert_code (full, 503, "unavailable");
  g_assert_cmpint (ask_number (&t->f, "SELECT count (*) AS a FROM payments WHERE declared_at IS NOT NULL"), ==, 0);
  g_unlink (folder);
}

static void
test_gone (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE"), *path = g_strdup_printf ("/api/payments/%s/proof", id);
  g_autoptr (NxTestReply) sent = declare (t, id, "recu.pdf", PDF, sizeof PDF - 1);
  nx_test_assert_status (sent, 200);
  g_autofree char *file = ask (&t->f, "SELECT id AS a FROM payment_proofs"), *folder = proofs_folder (t), *full = g_build_filename (folder, file, NULL);
  g_unlink (full);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "proofs: *is gone*");
  g_autoptr (NxTestReply) gone = nx_test_get (t->f.server, path, t->f.office);
  g_test_assert_expected_messages ();
  nx_test_assert_code (gone, 404, "not_found");
  /* Sent again it is there again, under the same row. */
  g_autoptr (NxTestReply) again = declare (t, id, "recu.pdf", PDF, sizeof PDF - 1);
  nx_test_assert_status (again, 200);
  g_autoptr (NxTestReply) read = nx_test_get (t->f.server, path, t->f.office);
  nx_test_assert_status (read, 200);
  g_assert_cmpint (ask_number (&t->f, "SELECT count (*) AS a FROM payment_proofs"), ==, 1);
}

/* --- killed between file and row --- */

typedef struct
{
  NxConfig config;
  NxActor actor;
  const char *payment_id;
} Doomed;

static gboolean
keep_and_die (NxDb *db, gpointer data, GError **error)
{
  Doomed *doomed = data;
  g_autoptr (GBytes) content = g_bytes_new_static (PDF, sizeof PDF - 1);
  const NxUploadPart part = { "proof", "recu.pdf", "application/pdf", content };

  if (nx_proofs_keep (db, &doomed->config, &doomed->actor, doomed->payment_id, &part, error))
    raise (SIGKILL);
  return FALSE;
}

/* argv: --doomed, conninfo, data folder, payment, user. */
static int
run_doomed (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxDb) db = nx_db_open (argv[2], &error);
  Doomed doomed = { .config = { .data_dir = argv[3] }, .payment_id = argv[4],
                    .actor = { .role = NX_ROLE_PARENT, .user_id = argv[5], .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "doomed", .now = FAMILIES_NOW } };

  g_assert_no_error (error);
  g_assert_false (nx_db_transaction (db, keep_and_die, &doomed, &error));
  g_error ("still alive: %s", error->message);
  return 1;
}

static void
test_killed (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE"), *self = g_file_read_link ("/proc/self/exe", NULL), *folder = proofs_folder (t);
  const NxConfig *config = t->f.server->app->config;
  char *argv[] = { self, (char *) "--doomed", t->f.server->conninfo, config->data_dir, id, t->family.made.parent_user_id, NULL };
  g_autoptr (GError) error = NULL;
  int status;
  guint removed = 0;

  g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  g_assert_cmpuint (count_files (t), ==, 1);
  g_assert_cmpint (ask_number (&t->f, "SELECT count (*) AS a FROM payment_proofs"), ==, 0);
  g_autoptr (NxTestReply) sent = declare (t, id, "recu.pdf", PDF, sizeof PDF - 1);
  nx_test_assert_status (sent, 200);
  g_autofree char *note = g_build_filename (folder, "LISEZMOI", NULL);
  g_assert_true (g_file_set_contents (note, "not ours", -1, NULL));
  g_assert_cmpuint (count_files (t), ==, 3);

  g_assert_true (nx_proofs_clean (t->f.server->db, config, FAMILIES_NOW + 50 * NX_TIME_MINUTE, 100, &removed, &error));
  g_assert_cmpuint (removed, ==, 0);
  g_assert_true (nx_proofs_clean (t->f.server->db, config, FAMILIES_NOW + 70 * NX_TIME_MINUTE, 100, &removed, &error));
  g_assert_cmpuint (removed, ==, 1);
  g_assert_true (nx_proofs_clean (t->f.server->db, config, FAMILIES_NOW + 70 * NX_TIME_MINUTE, 100, &removed, &error));
  g_assert_cmpuint (removed, ==, 1);
  g_assert_cmpuint (count_files (t), ==, 2);
  g_autofree char *path = g_strdup_printf ("/api/payments/%s/proof", id);
  g_autoptr (NxTestReply) read = nx_test_get (t->f.server, path, t->f.office);
  nx_test_assert_status (read, 200);
}

int
main (int argc, char **argv)
{
  if (argc == 6 && strcmp (argv[1], "--doomed") == 0)
    return run_doomed (argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfers/proofs/kinds", test_kinds);
  g_test_add_func ("/transfers/proofs/refused", test_refused);
  g_test_add_func ("/transfers/proofs/pictures", test_pictures);
#define ADD(path, function) g_test_add ("/transfers/proofs/" path, TransfersFixture, NULL, transfers_setup, function, transfers_teardown)
  ADD ("kept", test_kept);
  ADD ("not-kept", test_not_kept);
  ADD ("gone", test_gone);
  ADD ("killed", test_killed);
#undef ADD
  return g_test_run ();
}
