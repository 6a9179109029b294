/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/statements-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-random.h"
#include "server/nx-audit.h"
#include "server/statements/bank-private.h"
#include "server/statements/bank-reference.h"
#include "server/statements/statements-store.h"

/* --- columns as JSON --- */

static const struct
{
  const char *name;
  gsize offset;
} members[] = {
  { "date", G_STRUCT_OFFSET (NxBankColumns, date) },       { "amount", G_STRUCT_OFFSET (NxBankColumns, amount) },
  { "credit", G_STRUCT_OFFSET (NxBankColumns, credit) },   { "debit", G_STRUCT_OFFSET (NxBankColumns, debit) },
  { "label", G_STRUCT_OFFSET (NxBankColumns, label) },     { "payer", G_STRUCT_OFFSET (NxBankColumns, payer) },
  { "balance", G_STRUCT_OFFSET (NxBankColumns, balance) }, { "currency", G_STRUCT_OFFSET (NxBankColumns, currency) },
};

void
nx_statements_write_columns (NxJsonWriter *writer, const char *member, const NxBankColumns *columns)
{
  nx_json_begin_object (writer, member);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const int column = G_STRUCT_MEMBER (int, columns, members[i].offset);

      if (column >= 0)
        nx_json_add_int (writer, members[i].name, column);
      else
        nx_json_add_null (writer, members[i].name);
    }
  nx_json_end_object (writer);
}

static gboolean
refuse_columns (GError **error)
{
  GError *fault = g_error_new_literal (NX_ERROR, NX_ERROR_INVALID,
                                       _ ("The columns are an object such as {\"date\": 0, \"label\": 1, \"amount\": 2}."));

  nx_error_add_field (fault, "columns", fault->message);
  g_propagate_error (error, fault);
  return FALSE;
}

static gboolean
is_member (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (members[i].name, name))
      return TRUE;
  return FALSE;
}

gboolean
nx_statements_read_columns (const char *text, NxBankColumns *columns, GError **error)
{
  g_autoptr (JsonNode) root = nx_json_parse (text, -1, &nx_json_limits_request, NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autoptr (GList) names = object != NULL ? json_object_get_members (object) : NULL;

  *columns = NX_BANK_NO_COLUMNS;
  if (object == NULL)
    return refuse_columns (error);
  for (GList *name = names; name != NULL; name = name->next)
    if (!is_member (name->data))
      return refuse_columns (error);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      gint64 column;

      if (!json_object_has_member (object, members[i].name) || json_object_get_null_member (object, members[i].name))
        continue;
      if (!nx_json_get_int (object, members[i].name, &column) || column < 0 || column >= NX_BANK_MAX_COLUMNS)
        return refuse_columns (error);
      G_STRUCT_MEMBER (int, columns, members[i].offset) = (int) column;
    }
  return TRUE;
}

/* --- which columns --- */

/* @layout: (out): what was chosen before. */
static gboolean
find_layout (NxDb *db, const NxBankSource *source, NxBankColumns *layout, gboolean *found, GError **error)
{
  g_autoptr (NxRows) rows = source->signature != NULL ? nx_statements_store_layout (db, source->signature, error) : NULL;

  *found = FALSE;
  if (source->signature == NULL)
    return TRUE;
  if (rows == NULL)
    return FALSE;
  *found = nx_rows_count (rows) == 1 && nx_statements_read_columns (nx_rows_text (rows, 0, "columns"), layout, NULL);
  return TRUE;
}

static gboolean
choose_columns (NxDb *db, const NxBankSource *source, const NxBankColumns *asked, NxBankColumns *columns, GError **error)
{
  gboolean found;

  *columns = source->guess;
  if (source->format != NX_BANK_CSV)
    return TRUE;
  if (asked != NULL)
    {
      *columns = *asked;
      return TRUE;
    }
  if (!find_layout (db, source, columns, &found, error))
    return FALSE;
  if (found || source->sure)
    return TRUE;
  g_set_error_literal (
      error, NX_ERROR, NX_ERROR_COLUMNS_NEEDED,
      _ ("Which columns have the date, the amount and the label is not known yet for this bank. Choose them once."));
  return FALSE;
}

/* --- what a line is --- */

static void
update (GChecksum *checksum, const char *text)
{
  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text) + 1);
}

/* What makes two lines the same wherever they are: the bank's identifier, else what the bank wrote. */
static char *
identity_of (const NxBankFile *file, const NxBankEntry *entry)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *plain = g_strdup_printf ("%d %" G_GINT64_FORMAT, entry->date, entry->amount);
  g_autofree char *payer = nx_bank_fold (entry->payer), *label = nx_bank_fold (entry->label);

  update (checksum, plain);
  if (file->account != NULL)
    update (checksum, file->account);
  if (entry->bank_id != NULL)
    update (checksum, entry->bank_id);
  if (entry->bank_id == NULL || file->format == NX_BANK_CAMT053)
    {
      update (checksum, payer);
      update (checksum, label);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/* The n-th of what is written alike is another line than the first. */
static char *
fingerprint_of (const char *identity, guint occurrence)
{
  g_autofree char *numbered = g_strdup_printf ("%s %u", identity, occurrence);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, numbered, -1);
}

static char *
write_lines (const NxBankFile *file, const NxActor *actor)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  nx_json_begin_array (writer, NULL);
  for (guint i = 0; i < file->entries->len; i++)
    {
      const NxBankEntry *entry = g_ptr_array_index (file->entries, i);
      char *identity = identity_of (file, entry);
      const guint occurrence = GPOINTER_TO_UINT (g_hash_table_lookup (seen, identity));
      g_autofree char *fingerprint = fingerprint_of (identity, occurrence), *id = nx_uuid_new (actor->now);
      g_autofree char *reference = nx_reference_in (entry->label);

      g_hash_table_replace (seen, identity, GUINT_TO_POINTER (occurrence + 1));
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "id", id);
      nx_json_add_int (writer, "position", i + 1);
      nx_json_add_date (writer, "date", entry->date);
      nx_json_add_int (writer, "amount", entry->amount);
      nx_json_add_string (writer, "payer", entry->payer);
      nx_json_add_string (writer, "label", entry->label);
      nx_json_add_string (writer, "reference", reference);
      nx_json_add_string (writer, "fingerprint", fingerprint);
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
  return nx_json_writer_end (writer, NULL);
}

/* --- importing --- */

static void
hash_content (GBytes *content, guint8 *sha256)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = 0, digest = 32;
  const guchar *data = g_bytes_get_data (content, &length);

  g_checksum_update (checksum, data, (gssize) length);
  g_checksum_get_digest (checksum, sha256, &digest);
}

static char *
insert (NxDb *db, const NxActor *actor, const NxStatementUpload *upload, const guint8 *sha256, const NxBankSource *source,
        const NxBankFile *file, const NxBankColumns *columns, GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *id = nx_uuid_new (actor->now), *lines = write_lines (file, actor), *text = NULL, *after = NULL;
  g_autofree char *file_name = nx_bank_clean (upload->file_name != NULL ? upload->file_name : "");
  NxNewStatement statement = { id, *file_name != '\0' ? file_name : nx_bank_format_slug (file->format), NULL, sha256, file };

  if (file->format == NX_BANK_CSV)
    {
      nx_statements_write_columns (writer, NULL, columns);
      statement.columns = text = nx_json_writer_end (writer, NULL);
      if (upload->columns != NULL && source->signature != NULL
          && !nx_statements_store_keep_layout (db, actor, source->signature, text, error))
        return NULL;
    }
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "fileName", statement.file_name);
  nx_json_add_int (writer, "lines", file->entries->len);
  nx_json_end_object (writer);
  after = nx_json_writer_end (writer, NULL);
  if (!nx_statements_store_insert (db, actor, &statement, error) || !nx_statements_store_insert_lines (db, id, lines, error)
      || !nx_audit (db, actor, "statement.imported", "statement", id, NULL, after, error))
    return NULL;
  return g_steal_pointer (&id);
}

char *
nx_statements_import (NxDb *db, const NxActor *actor, const NxStatementUpload *upload, gboolean *known, GError **error)
{
  const gint32 today = nx_time_date_in_zone (actor->now, nx_time_zone (NX_TIME_CENTRE_ZONE));
  g_autoptr (NxBankSource) source = NULL;
  g_autoptr (NxBankFile) file = NULL;
  g_autoptr (NxRows) same = NULL;
  NxBankColumns columns;
  guint8 sha256[32];

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  *known = FALSE;
  hash_content (upload->content, sha256);
  if (!nx_statements_store_lock_imports (db, error))
    return NULL;
  same = nx_statements_store_find (db, sha256, error);
  if (same == NULL)
    return NULL;
  if (nx_rows_count (same) == 1)
    {
      *known = TRUE;
      return g_strdup (nx_rows_text (same, 0, "id"));
    }
  source = nx_bank_source_new (upload->content, error);
  if (source == NULL || !choose_columns (db, source, upload->columns, &columns, error))
    return NULL;
  file = nx_bank_read (source, &columns, today, error);
  return file != NULL ? insert (db, actor, upload, sha256, source, file, &columns, error) : NULL;
}
