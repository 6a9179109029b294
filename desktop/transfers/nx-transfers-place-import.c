/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/transfers/nx-transfers-place-private.h"

/* Importing */

static void
fail_import (NxTransfersPlace *self)
{
  const GError *error = nx_statement_import_get_error (self->import);
  g_autofree char *markup = g_markup_escape_text (error->message, -1);
  gboolean network = g_error_matches (error, NX_ERROR, NX_ERROR_UNAVAILABLE);
  adw_status_page_set_title (self->import_failed_page, network ? _("The statement could not be sent") : _("Nothing was imported"));
  adw_status_page_set_description (self->import_failed_page, markup);
  g_autofree char *line = nx_statement_import_get_refused_line (self->import);
  gtk_label_set_text (self->refused_line, line != NULL ? line : "");
  gtk_widget_set_visible (GTK_WIDGET (self->refused_line), line != NULL);
  gtk_widget_set_visible (self->choose_columns_button,
                          nx_statement_import_is_table (self->import) && g_error_matches (error, NX_ERROR, NX_ERROR_INVALID));
  nx_transfers_place_show (self, "import-failed");
}


static void
show_import (NxTransfersPlace *self)
{
  goffset written, total;
  NxImportState state = nx_statement_import_get_state (self->import);
  nx_statement_import_get_progress (self->import, &written, &total);
  g_autofree char *title = g_markup_escape_text (nx_statement_import_get_file_name (self->import), -1);
  g_autofree char *part = g_format_size_full ((guint64) written, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *all = g_format_size_full ((guint64) total, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *text = state == NX_IMPORT_READING ? g_strdup (_("Reading the file…"))
                          : state == NX_IMPORT_SENDING && total > 0 ? g_strdup_printf (_("%s of %s sent…"), part, all)
                          : g_strdup (_("Lines are read and compared with what is awaited…"));
  adw_status_page_set_title (self->import_page, title);
  adw_status_page_set_description (self->import_page, text);
  if (state == NX_IMPORT_WAITING)
    gtk_progress_bar_pulse (self->import_bar);
  else
    gtk_progress_bar_set_fraction (self->import_bar, total > 0 ? (double) written / (double) total : 0);
  nx_transfers_place_show (self, "import");
}


static void
on_import_changed (NxTransfersPlace *self)
{
  switch (nx_statement_import_get_state (self->import))
    {
    case NX_IMPORT_READING:
    case NX_IMPORT_SENDING:
    case NX_IMPORT_WAITING: show_import (self); break;
    case NX_IMPORT_FAILED: fail_import (self); break;
    case NX_IMPORT_COLUMNS:
      nx_columns_pane_set_preview (self->columns, nx_statement_import_get_file_name (self->import),
                                   nx_statement_import_get_preview (self->import));
      nx_transfers_place_show (self, "columns");
      break;
    case NX_IMPORT_IDLE:
    default: nx_transfers_place_show (self, nx_statement_data_get_id (self->statement) != NULL ? "statement" : "welcome");
    }
}


static void
on_undo_import (AdwToast *toast, NxTransfersPlace *self)
{
  const char *id = g_object_get_data (G_OBJECT (toast), "nx-id");
  if (g_strcmp0 (nx_statement_data_get_id (self->statement), id) != 0)
    nx_statement_data_open (self->statement, id);
  nx_statement_data_undo (self->statement);
}


static void
on_imported (NxTransfersPlace *self, NxBankStatement *statement)
{
  guint n = statement->lines != NULL ? statement->lines->len : 0;
  nx_statement_data_take (self->statement, statement);
  nx_transfers_place_show_statement (self);
  nx_transfers_data_refresh (self->data);
  if (statement->known)
    {
      nx_toast (GTK_WIDGET (self), _("This file was imported before: nothing was added"), NULL);
      return;
    }
  g_autofree char *text = g_strdup_printf (ngettext ("%u line imported", "%u lines imported", n), n);
  AdwToast *toast = nx_toast (GTK_WIDGET (self), text, _("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "nx-id", g_strdup (statement->statementId), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_import), self, 0);
}


static void
on_columns_chosen (NxTransfersPlace *self)
{
  NxStatementPreview choice = nx_columns_pane_get_choice (self->columns);
  nx_statement_import_send_columns (self->import, &choice);
}


void
nx_transfers_place_choose_columns (NxTransfersPlace *self)
{
  nx_statement_import_ask_columns (self->import);
}


void
nx_transfers_place_stop (NxTransfersPlace *self)
{
  nx_statement_import_stop (self->import);
}


void
nx_transfers_place_import (NxTransfersPlace *self, GFile *file)
{
  g_return_if_fail (NX_IS_TRANSFERS_PLACE (self));
  g_return_if_fail (G_IS_FILE (file));

  if (!nx_transfers_place_is_online (self))
    {
      nx_toast (GTK_WIDGET (self), _("A statement is not imported offline."), NULL);
      return;
    }
  nx_statement_import_start (self->import, file);
}


static void
on_chosen (NxTransfersPlace *self, int response, GtkFileChooserNative *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_clear_object (&self->chooser);
  if (file != NULL)
    nx_transfers_place_import (self, file);
}


static void
add_filter (GtkFileChooserNative *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}


void
nx_transfers_place_choose (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const statements[] = { "*.csv", "*.CSV", "*.xml", "*.XML", "*.txt", "*.TXT", NULL }, *const all[] = { "*", NULL };
  NxTransfersPlace *self = NX_TRANSFERS_PLACE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Bank statement"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Import"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  add_filter (self->chooser, _("Statements (CSV, CAMT.053)"), statements);
  add_filter (self->chooser, _("All files"), all);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}


static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, NxTransfersPlace *self)
{
  GSList *files = g_value_get_boxed (value);
  if (files == NULL)
    return FALSE;
  nx_transfers_place_import (self, files->data);
  if (files->next != NULL)
    nx_toast (GTK_WIDGET (self), _("One statement at a time: the first was taken."), NULL);
  return TRUE;
}


void
nx_transfers_place_connect_import (NxTransfersPlace *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  g_signal_connect_swapped (self->import, "changed", G_CALLBACK (on_import_changed), self);
  g_signal_connect_swapped (self->import, "imported", G_CALLBACK (on_imported), self);
  g_signal_connect_swapped (self->columns, "chosen", G_CALLBACK (on_columns_chosen), self);
  g_signal_connect_swapped (self->columns, "given-up", G_CALLBACK (nx_transfers_place_stop), self);
}
