/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/nx-again-dialog.h"
#include "desktop/nx-application.h"

typedef struct
{
  NxConnection *connection;
  AdwMessageDialog *dialog; /* (weak) */
  GtkEditable *password; /* owned: the dialog has let go of it when its response comes */
  GtkLabel *error_label;
} Again;


static void
again_free (gpointer data)
{
  Again *self = data;
  g_clear_weak_pointer (&self->dialog);
  g_object_unref (self->password);
  g_object_unref (self->connection);
  g_free (self);
}


static void
on_password_changed (Again *self)
{
  if (self->dialog == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  adw_message_dialog_set_response_enabled (self->dialog, "sign-in", *gtk_editable_get_text (self->password) != '\0');
}


static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) window = user_data;
  g_autoptr (GError) error = NULL;
  if (nx_connection_sign_in_finish (NX_CONNECTION (source), result, &error) || !GTK_IS_WINDOW (window))
    return;
  /* Signed out still: the window asks again, with the reason. */
  GtkWindow *dialog = nx_again_dialog_find (GTK_WINDOW (window));
  if (dialog == NULL)
    return;
  GtkLabel *label = g_object_get_data (G_OBJECT (dialog), "nx-error-label");
  gtk_label_set_text (label, g_error_matches (error, NX_ERROR, NX_ERROR_BAD_CREDENTIALS) ? _("The password is not right.")
                                                                                          : error->message);
  gtk_widget_set_visible (GTK_WIDGET (label), TRUE);
}


static void
on_response (AdwMessageDialog *dialog, const char *response, Again *self)
{
  NxUser *user = nx_connection_get_user (self->connection);
  if (g_str_equal (response, "sign-in") && user != NULL)
    nx_connection_sign_in_async (self->connection, nx_connection_get_server (self->connection), user->email,
                                 gtk_editable_get_text (self->password), NULL, on_signed_in,
                                 g_object_ref (gtk_window_get_transient_for (GTK_WINDOW (dialog))));
  else
    nx_connection_sign_out (self->connection);
}


GtkWindow *
nx_again_dialog_find (GtkWindow *parent)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (gtk_window_get_transient_for (l->data) == parent && g_object_get_data (l->data, "nx-error-label") != NULL
        && gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}


GtkWindow *
nx_again_dialog_present (GtkWindow *parent, NxConnection *connection)
{
  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxUser *user = nx_connection_get_user (connection);
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (NX_RESOURCE_PATH "/nx-again-dialog.ui");
  Again *self = g_new0 (Again, 1);
  self->connection = g_object_ref (connection);
  g_set_weak_pointer (&self->dialog, ADW_MESSAGE_DIALOG (gtk_builder_get_object (builder, "dialog")));
  self->password = g_object_ref (GTK_EDITABLE (gtk_builder_get_object (builder, "password_row")));
  self->error_label = GTK_LABEL (gtk_builder_get_object (builder, "error_label"));
  AdwActionRow *account = ADW_ACTION_ROW (gtk_builder_get_object (builder, "account_row"));
  adw_action_row_set_subtitle (account, user != NULL ? user->email : NULL);

  GtkWindow *window = GTK_WINDOW (self->dialog);
  g_object_set_data (G_OBJECT (window), "nx-error-label", self->error_label);
  g_object_set_data_full (G_OBJECT (window), "nx-again", self, again_free);
  g_signal_connect_swapped (self->password, "changed", G_CALLBACK (on_password_changed), self);
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  return window;
}
