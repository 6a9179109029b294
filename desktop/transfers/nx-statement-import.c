/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "desktop/transfers/nx-statement-data.h"
#include "desktop/transfers/nx-statement-import.h"

/* Of a line that was refused: enough to recognise it. */
#define LINE_SHOWN 240
#define IMPORT_PATH "/api/payments/statement"
#define PREVIEW_PATH "/api/payments/statement/preview"

struct _NxStatementImport
{
  GObject parent_instance;

  /* Owned */
  NxConnection *connection;
  GCancellable *cancellable; /* of the file that is on its way */
  GFile *file;               /* (nullable) */
  char *file_name;
  GBytes *content;           /* (nullable) */
  NxStatementPreview *preview;
  GError *error;

  NxImportState state;
  goffset written, total;
};

G_DEFINE_FINAL_TYPE (NxStatementImport, nx_statement_import, G_TYPE_OBJECT)

enum { CHANGED, IMPORTED, N_SIGNALS };
static guint signals[N_SIGNALS];


static void
preview_free (NxStatementPreview *preview)
{
  g_strfreev (preview->header);
  g_clear_pointer (&preview->sample, g_ptr_array_unref);
  g_free (preview);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxStatementPreview, preview_free)


static void
set_state (NxStatementImport *self, NxImportState state)
{
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}


/* @error: (transfer full) */
static void
fail (NxStatementImport *self, GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }
  g_clear_error (&self->error);
  self->error = error;
  set_state (self, NX_IMPORT_FAILED);
}


static void
begin_anew (NxStatementImport *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_error (&self->error);
  self->written = self->total = 0;
}


/* The form */

static const char *
media_type (NxStatementImport *self)
{
  g_autofree char *lower = g_ascii_strdown (self->file_name, -1);
  if (g_str_has_suffix (lower, ".xml"))
    return "application/xml";
  return g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".txt") ? "text/csv" : "application/octet-stream";
}


static void
write_column (NxJsonWriter *writer, const char *name, int column)
{
  if (column >= 0)
    nx_json_add_int (writer, name, column);
  else
    nx_json_add_null (writer, name);
}


static char *
columns_json (const NxStatementPreview *columns)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  write_column (writer, "date", columns->date);
  write_column (writer, "amount", columns->amount);
  write_column (writer, "label", columns->label);
  write_column (writer, "payer", columns->payer);
  write_column (writer, "credit", columns->credit);
  write_column (writer, "debit", columns->debit);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}


static void
on_progress (goffset written, goffset total, gpointer user_data)
{
  NxStatementImport *self = user_data;
  self->written = written;
  self->total = total;
  set_state (self, written < total ? NX_IMPORT_SENDING : NX_IMPORT_WAITING);
}


static void
send_file (NxStatementImport *self, const char *path, const char *columns, GAsyncReadyCallback callback)
{
  g_autoptr (NxUpload) upload = nx_upload_new ();
  GError *error = NULL;
  if (!nx_upload_add_file (upload, "file", self->file_name, media_type (self), self->content, &error))
    {
      fail (self, error);
      return;
    }
  if (columns != NULL)
    nx_upload_add_text (upload, "columns", columns);
  set_state (self, NX_IMPORT_SENDING);
  nx_connection_upload_async (self->connection, path, g_steal_pointer (&upload), on_progress, self, self->cancellable, callback,
                              g_object_ref (self));
}


/* Which columns */

static char **
read_cells (JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *cell = json_array_get_element (array, i);
      gboolean text = JSON_NODE_HOLDS_VALUE (cell) && json_node_get_value_type (cell) == G_TYPE_STRING;
      g_strv_builder_add (cells, text ? json_node_get_string (cell) : "");
    }
  return g_strv_builder_end (cells);
}


static int
guess (JsonObject *columns, const char *name, guint n)
{
  gint64 column;
  return columns != NULL && nx_json_get_int (columns, name, &column) && column >= 0 && column < n ? (int) column : -1;
}


static NxStatementPreview *
read_preview (GBytes *json, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (json, &length);
  g_autoptr (JsonNode) root = nx_json_parse (text, (gssize) length, &nx_json_limits_answer, error);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *header = object != NULL ? nx_json_get_array (object, "header") : NULL;
  JsonArray *sample = object != NULL ? nx_json_get_array (object, "sample") : NULL;
  if (header == NULL || json_array_get_length (header) == 0)
    {
      g_clear_error (error);
      g_set_error (error, NX_ERROR, NX_ERROR_BAD_JSON, _("The server gave an answer that cannot be read."));
      return NULL;
    }
  NxStatementPreview *preview = g_new0 (NxStatementPreview, 1);
  JsonObject *columns = nx_json_get_object (object, "columns");
  guint n = json_array_get_length (header);
  preview->header = read_cells (json_object_get_member (object, "header"));
  preview->sample = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 0; sample != NULL && i < json_array_get_length (sample); i++)
    g_ptr_array_add (preview->sample, read_cells (json_array_get_element (sample, i)));
  preview->date = guess (columns, "date", n);
  preview->amount = guess (columns, "amount", n);
  preview->credit = guess (columns, "credit", n);
  preview->debit = guess (columns, "debit", n);
  preview->label = guess (columns, "label", n);
  preview->payer = guess (columns, "payer", n);
  return preview;
}


static void
on_preview (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStatementImport) self = user_data;
  GError *error = NULL;
  g_autoptr (NxDownload) answer = nx_connection_download_finish (NX_CONNECTION (source), result, &error);
  NxStatementPreview *preview = answer != NULL ? read_preview (answer->content, &error) : NULL;
  if (preview == NULL)
    {
      fail (self, error);
      return;
    }
  g_clear_pointer (&self->preview, preview_free);
  self->preview = preview;
  set_state (self, NX_IMPORT_COLUMNS);
}


void
nx_statement_import_ask_columns (NxStatementImport *self)
{
  g_return_if_fail (NX_IS_STATEMENT_IMPORT (self));

  begin_anew (self);
  if (self->content != NULL)
    send_file (self, PREVIEW_PATH, NULL, on_preview);
}


/* The statement */

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStatementImport) self = user_data;
  GError *error = NULL;
  g_autoptr (NxBankStatement) statement = nx_statement_read_finish (result, &error);
  if (statement == NULL)
    {
      fail (self, error);
      return;
    }
  g_clear_pointer (&self->content, g_bytes_unref);
  set_state (self, NX_IMPORT_IDLE);
  g_signal_emit (self, signals[IMPORTED], 0, statement);
}


static void
on_imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStatementImport) self = user_data;
  GError *error = NULL;
  g_autoptr (NxDownload) answer = nx_connection_download_finish (NX_CONNECTION (source), result, &error);
  if (answer != NULL)
    nx_statement_read_async (answer->content, self->cancellable, on_read, g_object_ref (self));
  else if (g_error_matches (error, NX_ERROR, NX_ERROR_COLUMNS_NEEDED))
    {
      g_error_free (error);
      nx_statement_import_ask_columns (self);
    }
  else
    fail (self, error);
}


void
nx_statement_import_send_columns (NxStatementImport *self, const NxStatementPreview *columns)
{
  g_return_if_fail (NX_IS_STATEMENT_IMPORT (self));
  g_return_if_fail (columns != NULL);

  g_autofree char *json = columns_json (columns);
  begin_anew (self);
  if (self->content != NULL)
    send_file (self, IMPORT_PATH, json, on_imported);
}


static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStatementImport) self = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) content = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  if (content == NULL)
    {
      fail (self, error);
      return;
    }
  g_clear_pointer (&self->content, g_bytes_unref);
  self->content = g_steal_pointer (&content);
  send_file (self, IMPORT_PATH, NULL, on_imported);
}


/* The size is looked at first: a film that was dropped by mistake is not read. */
static void
on_info (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStatementImport) self = user_data;
  GError *error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  if (info == NULL)
    {
      fail (self, error);
      return;
    }
  g_free (self->file_name);
  self->file_name = g_strdup (g_file_info_get_display_name (info));
  if (g_file_info_get_size (info) > NX_UPLOAD_MAX_BYTES)
    {
      g_autofree char *size = g_format_size_full ((guint64) g_file_info_get_size (info), G_FORMAT_SIZE_IEC_UNITS);
      fail (self, g_error_new (NX_ERROR, NX_ERROR_TOO_LARGE, _("“%s” has %s. A file may have 5 MiB at most; nothing was sent."),
                               self->file_name, size));
      return;
    }
  g_file_load_bytes_async (G_FILE (source), self->cancellable, on_loaded, g_object_ref (self));
}


void
nx_statement_import_start (NxStatementImport *self, GFile *file)
{
  g_return_if_fail (NX_IS_STATEMENT_IMPORT (self));
  g_return_if_fail (G_IS_FILE (file));

  g_autoptr (GFile) kept = g_object_ref (file);
  begin_anew (self);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_set_object (&self->file, kept);
  g_free (self->file_name);
  self->file_name = g_file_get_basename (kept);
  set_state (self, NX_IMPORT_READING);
  g_file_query_info_async (kept, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME, G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT, self->cancellable, on_info, g_object_ref (self));
}


void
nx_statement_import_stop (NxStatementImport *self)
{
  g_return_if_fail (NX_IS_STATEMENT_IMPORT (self));

  begin_anew (self);
  set_state (self, NX_IMPORT_IDLE);
}


/* GObject */

static void
nx_statement_import_dispose (GObject *object)
{
  g_cancellable_cancel (NX_STATEMENT_IMPORT (object)->cancellable);
  G_OBJECT_CLASS (nx_statement_import_parent_class)->dispose (object);
}


static void
nx_statement_import_finalize (GObject *object)
{
  NxStatementImport *self = NX_STATEMENT_IMPORT (object);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->preview, preview_free);
  g_clear_error (&self->error);
  g_free (self->file_name);
  G_OBJECT_CLASS (nx_statement_import_parent_class)->finalize (object);
}


static void
nx_statement_import_class_init (NxStatementImportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_statement_import_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_statement_import_finalize;
  signals[CHANGED] = g_signal_new ("changed", NX_TYPE_STATEMENT_IMPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[IMPORTED] = g_signal_new ("imported", NX_TYPE_STATEMENT_IMPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    NX_TYPE_BANK_STATEMENT);
}


static void
nx_statement_import_init (NxStatementImport *self)
{
  self->cancellable = g_cancellable_new ();
  self->file_name = g_strdup ("");
}


NxStatementImport *
nx_statement_import_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxStatementImport *self = g_object_new (NX_TYPE_STATEMENT_IMPORT, NULL);
  self->connection = g_object_ref (connection);
  return self;
}


NxImportState
nx_statement_import_get_state (NxStatementImport *self)
{
  return self->state;
}


const char *
nx_statement_import_get_file_name (NxStatementImport *self)
{
  return self->file_name;
}


gboolean
nx_statement_import_is_table (NxStatementImport *self)
{
  return self->content != NULL && strcmp (media_type (self), "application/xml") != 0;
}


void
nx_statement_import_get_progress (NxStatementImport *self, goffset *written, goffset *total)
{
  *written = self->written;
  *total = self->total;
}


const NxStatementPreview *
nx_statement_import_get_preview (NxStatementImport *self)
{
  return self->preview;
}


const GError *
nx_statement_import_get_error (NxStatementImport *self)
{
  return self->error;
}


/* The server's sentence begins with the line's number in the reader's own words: ours are the same. */
static guint
refused_number (const char *sentence)
{
  g_autofree char *prefix = g_strdup (_("Line %u: %s"));
  char *end = strstr (prefix, "%u");
  if (end == NULL)
    return 0;
  *end = '\0';
  return g_str_has_prefix (sentence, prefix) ? (guint) g_ascii_strtoull (sentence + strlen (prefix), NULL, 10) : 0;
}


char *
nx_statement_import_get_refused_line (NxStatementImport *self)
{
  g_return_val_if_fail (NX_IS_STATEMENT_IMPORT (self), NULL);

  gsize length = 0;
  const char *text = self->content != NULL ? g_bytes_get_data (self->content, &length) : NULL;
  const char *end = text != NULL ? text + length : NULL;
  guint n = self->error != NULL ? refused_number (self->error->message) : 0;
  for (guint i = 1; text != NULL && i < n; i++)
    {
      const char *next = memchr (text, '\n', (gsize) (end - text));
      text = next != NULL ? next + 1 : NULL;
    }
  if (n == 0 || text == NULL || text == end)
    return NULL;
  const char *stop = memchr (text, '\n', (gsize) (end - text));
  gssize size = MIN ((stop != NULL ? stop : end) - text, LINE_SHOWN);
  g_autofree char *line = g_utf8_validate (text, size, NULL) ? g_strndup (text, (gsize) size)
                                                              : g_convert (text, size, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  return line != NULL ? g_strstrip (g_utf8_make_valid (line, -1)) : NULL;
}
