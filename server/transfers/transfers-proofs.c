/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/transfers/transfers-proofs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/nx-random.h"
#include "server/transfers/nx-proof.h"
#include "server/transfers/transfers-store.h"

/* Far longer than any request: its row comes within seconds of the file, or never. */
#define ORPHAN_AGE NX_TIME_HOUR

static char *
folder_of (const NxConfig *config)
{
  return g_build_filename (config->data_dir, "proofs", NULL);
}

static gboolean
refuse_disk (const char *what, const char *path, GError **error)
{
  g_warning ("proofs: %s %s: %s", what, path, g_strerror (errno));
  g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAVAILABLE, _("The file could not be kept. Try again in a moment."));
  return FALSE;
}

/* --- writing --- */

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static gboolean
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return done;
}

/* On the disk when this returns, name and all. */
static gboolean
write_file (const NxConfig *config, const char *id, GBytes *content, GError **error)
{
  g_autofree char *folder = folder_of (config);
  g_autofree char *path = g_build_filename (folder, id, NULL);
  gsize length;
  const guint8 *data = g_bytes_get_data (content, &length);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return refuse_disk ("cannot make", folder, error);
  /* The same identifier again is the same content: its file went missing, or is half of one. */
  g_unlink (path);
  int fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return refuse_disk ("cannot make", path, error);
  gboolean done = write_all (fd, data, length) && fsync (fd) == 0;
  int fault = errno;
  close (fd);
  errno = fault;
  if (done && sync_folder (folder))
    return TRUE;
  refuse_disk ("cannot write", path, error);
  g_unlink (path);
  return FALSE;
}

static gboolean
has_file (const NxConfig *config, const char *id, gsize size)
{
  g_autofree char *folder = folder_of (config);
  g_autofree char *path = g_build_filename (folder, id, NULL);
  GStatBuf info;

  return g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) && (gsize) info.st_size == size;
}

gboolean
nx_proofs_keep (NxDb *db, const NxConfig *config, const NxActor *actor, const char *payment_id, const NxUploadPart *proof, GError **error)
{
  guint8 sum[NX_SHA256_LENGTH];
  gsize sum_length = sizeof sum;
  const char *media_type;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) content = nx_proof_check (proof->content, &media_type, &fault);

  if (content == NULL)
    {
      nx_error_add_field (fault, "proof", fault->message);
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, g_bytes_get_data (content, NULL), (gssize) g_bytes_get_size (content));
  g_checksum_get_digest (checksum, sum, &sum_length);
  g_autoptr (NxRows) same = nx_transfers_store_proof (db, payment_id, sum, error);
  if (same == NULL)
    return FALSE;
  g_autofree char *id = nx_rows_count (same) > 0 ? g_strdup (nx_rows_text (same, 0, "id")) : nx_uuid_new (actor->now);
  NxProofRow row = { .id = id, .payment_id = payment_id, .file_name = proof->file_name != NULL ? proof->file_name : "", .media_type = media_type,
                     .uploaded_by = actor->user_id, .size = g_bytes_get_size (content), .sha256 = sum, .uploaded_at = actor->now };
  return (has_file (config, id, row.size) || write_file (config, id, content, error)) && nx_transfers_store_add_proof (db, &row, error);
}

/* --- reading --- */

GBytes *
nx_proofs_open (NxDb *db, const NxConfig *config, const char *payment_id, const char **media_type, GError **error)
{
  static const char *const types[] = { "application/pdf", "image/png", "image/jpeg" };
  g_autoptr (NxRows) rows = nx_transfers_store_proof (db, payment_id, NULL, error);

  if (rows == NULL)
    return NULL;
  if (nx_rows_count (rows) == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("No proof was sent for this payment."));
      return NULL;
    }
  g_autofree char *folder = folder_of (config);
  g_autofree char *path = g_build_filename (folder, nx_rows_text (rows, 0, "id"), NULL);
  g_autoptr (GMappedFile) file = has_file (config, nx_rows_text (rows, 0, "id"), (gsize) nx_rows_int (rows, 0, "size")) ? g_mapped_file_new (path, FALSE, NULL) : NULL;
  *media_type = "application/octet-stream";
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i], nx_rows_text (rows, 0, "media_type")) == 0)
      *media_type = types[i];
  if (file != NULL)
    return g_mapped_file_get_bytes (file);
  g_warning ("proofs: %s is gone or not as it was", path);
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _("The file of this proof is not there any more. Ask the family for it again."));
  return NULL;
}

gboolean
nx_proofs_list (NxDb *db, const NxConfig *config, GPtrArray **present, GPtrArray **missing, GError **error)
{
  g_autoptr (GPtrArray) there = g_ptr_array_new_with_free_func (g_free), gone = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NxRows) rows = nx_transfers_store_all_proofs (db, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      const char *id = nx_rows_text (rows, i, "id");

      if (has_file (config, id, (gsize) nx_rows_int (rows, i, "size")))
        g_ptr_array_add (there, g_strdup (id));
      else
        g_ptr_array_add (gone, g_strdup_printf ("payment %s proof %s", nx_rows_text (rows, i, "payment_id"), id));
    }
  if (present != NULL)
    *present = g_steal_pointer (&there);
  if (missing != NULL)
    *missing = g_steal_pointer (&gone);
  return TRUE;
}

/* --- what is left over --- */

/* Names are identifiers of RFC 9562, version 7: they say when they were made. */
static gboolean
is_old (const char *name, gint64 now)
{
  char digits[13] = "";

  if (!nx_uuid_is_valid (name) || name[14] != '7')
    return FALSE;
  memcpy (digits, name, 8);
  memcpy (digits + 8, name + 9, 4);
  return (gint64) g_ascii_strtoull (digits, NULL, 16) * 1000 < now - ORPHAN_AGE;
}

static GPtrArray *
find_old (const char *folder, gint64 now, guint limit)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && names->len < limit && (name = g_dir_read_name (dir)) != NULL)
    if (is_old (name, now))
      g_ptr_array_add (names, g_strdup (name));
  return names;
}

static GHashTable *
find_known (NxDb *db, GPtrArray *names, GError **error)
{
  g_autoptr (GString) list = g_string_new ("{");

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? "," : "", (const char *) names->pdata[i]);
  g_string_append_c (list, '}');
  g_autoptr (NxRows) rows = nx_transfers_store_known_proofs (db, list->str, error);
  if (rows == NULL)
    return NULL;
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < nx_rows_count (rows); i++)
    g_hash_table_add (known, g_strdup (nx_rows_text (rows, i, "id")));
  return known;
}

gboolean
nx_proofs_clean (NxDb *db, const NxConfig *config, gint64 now, guint limit, guint *removed, GError **error)
{
  g_autofree char *folder = folder_of (config);
  g_autoptr (GPtrArray) names = find_old (folder, now, limit);
  g_autoptr (GHashTable) known = find_known (db, names, error);

  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      if (g_hash_table_contains (known, names->pdata[i]) || g_unlink (path) != 0)
        continue;
      g_message ("proofs: %s had no row; removed", path);
      if (removed != NULL)
        ++*removed;
    }
  return TRUE;
}

gboolean
nx_proofs_clean_job (NxJobRun *run, GError **error)
{
  if (run->app == NULL || run->app->config == NULL || run->app->config->data_dir == NULL)
    return TRUE;
  return nx_proofs_clean (run->db, run->app->config, run->until, G_MAXUINT, &run->done, error);
}
