/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "common/nx-i18n.h"
#include "desktop/transfers/nx-file-open.h"
#include "desktop/transfers/nx-proof-pane.h"

struct _NxProofPane
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *heading;
  GtkWidget *open_button;
  AdwStatusPage *other_page;
  GtkPicture *picture;
  GtkStack *stack;

  /* Owned */
  NxConnection *connection;
  NxPayment *payment; /* (nullable) */
  NxDownload *file;   /* (nullable) */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (NxProofPane, nx_proof_pane, ADW_TYPE_BIN)

enum { CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];


static void
on_open_clicked (NxProofPane *self)
{
  if (self->file != NULL)
    nx_file_open (GTK_WIDGET (self), self->file, _("proof"));
}


static void
on_close_clicked (NxProofPane *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}


static void
say (NxProofPane *self, const char *title, const char *description)
{
  g_autofree char *markup = description != NULL ? g_markup_escape_text (description, -1) : NULL;
  adw_status_page_set_title (self->other_page, title);
  adw_status_page_set_description (self->other_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "other");
}


static gboolean
is_picture (NxDownload *file)
{
  return file->media_type != NULL && (strcmp (file->media_type, "image/png") == 0 || strcmp (file->media_type, "image/jpeg") == 0);
}


/* Decoding takes longer than a frame. */
static void
decode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_bytes (task_data, &error);
  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}


static void
on_decoded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NxProofPane *self = NX_PROOF_PANE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);
  if (texture != NULL)
    {
      gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
      gtk_stack_set_visible_child_name (self->stack, "picture");
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, _("This picture cannot be shown"), _("Another application may open it."));
}


static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxProofPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (NxDownload) file = nx_connection_download_finish (NX_CONNECTION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (file == NULL)
    {
      say (self, _("The proof could not be fetched"), error->message);
      return;
    }
  g_clear_pointer (&self->file, nx_download_free);
  self->file = g_steal_pointer (&file);
  gtk_widget_set_sensitive (self->open_button, TRUE);
  if (is_picture (self->file))
    {
      g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_decoded, NULL);
      g_task_set_task_data (task, g_bytes_ref (self->file->content), (GDestroyNotify) g_bytes_unref);
      g_task_run_in_thread (task, decode_in_thread);
      return;
    }
  say (self, self->file->file_name != NULL ? self->file->file_name : _("Proof"), _("It is opened by your reader of documents."));
  on_open_clicked (self);
}


void
nx_proof_pane_show (NxProofPane *self, NxPayment *payment)
{
  g_return_if_fail (NX_IS_PROOF_PANE (self));
  g_return_if_fail (NX_IS_PAYMENT (payment) && payment->id != NULL);

  g_autofree char *path = nx_connection_path ("/api/payments/%s/proof", payment->id);
  g_autofree char *heading = payment->parentName != NULL ? g_strdup_printf (_("Proof of %s"), payment->parentName) : g_strdup (_("Proof"));
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_set_object (&self->payment, payment);
  g_clear_pointer (&self->file, nx_download_free);
  gtk_widget_set_sensitive (self->open_button, FALSE);
  gtk_picture_set_paintable (self->picture, NULL);
  gtk_label_set_text (self->heading, heading);
  gtk_stack_set_visible_child_name (self->stack, "wait");
  nx_connection_download_async (self->connection, path, self->cancellable, on_fetched, g_object_ref (self));
}


NxPayment *
nx_proof_pane_get_payment (NxProofPane *self)
{
  g_return_val_if_fail (NX_IS_PROOF_PANE (self), NULL);
  return self->payment;
}


static void
nx_proof_pane_dispose (GObject *object)
{
  NxProofPane *self = NX_PROOF_PANE (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->payment);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_proof_pane_parent_class)->dispose (object);
}


static void
nx_proof_pane_finalize (GObject *object)
{
  NxProofPane *self = NX_PROOF_PANE (object);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->file, nx_download_free);
  G_OBJECT_CLASS (nx_proof_pane_parent_class)->finalize (object);
}


static void
nx_proof_pane_class_init (NxProofPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_proof_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_proof_pane_finalize;
  signals[CLOSED] = g_signal_new ("closed", NX_TYPE_PROOF_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/transfers/nx-proof-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, NxProofPane, heading);
  gtk_widget_class_bind_template_child (widget_class, NxProofPane, open_button);
  gtk_widget_class_bind_template_child (widget_class, NxProofPane, other_page);
  gtk_widget_class_bind_template_child (widget_class, NxProofPane, picture);
  gtk_widget_class_bind_template_child (widget_class, NxProofPane, stack);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked);
}


static void
nx_proof_pane_init (NxProofPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}


GtkWidget *
nx_proof_pane_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxProofPane *self = g_object_new (NX_TYPE_PROOF_PANE, NULL);
  self->connection = g_object_ref (connection);
  return GTK_WIDGET (self);
}
