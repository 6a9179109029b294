/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/nx-application.h"
#include "desktop/nx-login-page.h"

#define PROBE_PAUSE_MS 500

struct _NxLoginPage
{
  AdwBin parent_instance;

  /* Template */
  GtkSpinner *busy_spinner;
  AdwEntryRow *email_row;
  GtkLabel *error_label;
  GtkRevealer *error_revealer;
  AdwPasswordEntryRow *password_row;
  GtkImage *server_icon;
  GtkLabel *server_label;
  AdwEntryRow *server_row;
  GtkSpinner *server_spinner;
  GtkWidget *sign_in_button;

  /* Owned */
  NxConnection *connection;
  GCancellable *probe;   /* of the probe under way */
  GCancellable *sign_in; /* of the sign-in under way */
  guint probe_id;
};

G_DEFINE_FINAL_TYPE (NxLoginPage, nx_login_page, ADW_TYPE_BIN)


static const char *
row_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}


static void
update_button (NxLoginPage *self)
{
  gtk_widget_set_sensitive (self->sign_in_button, self->sign_in == NULL && *row_text (self->server_row) != '\0'
                                                    && *row_text (self->email_row) != '\0' && *row_text (self->password_row) != '\0');
}


static void
show_error (NxLoginPage *self, const char *sentence)
{
  if (sentence != NULL)
    gtk_label_set_text (self->error_label, sentence);
  gtk_revealer_set_reveal_child (self->error_revealer, sentence != NULL);
}


/* Probe: who answers at the address is said before a password goes there. */

static void
show_server (NxLoginPage *self, const char *icon, const char *sentence, gboolean good)
{
  gtk_spinner_set_spinning (self->server_spinner, FALSE);
  gtk_image_set_from_icon_name (self->server_icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->server_icon), icon != NULL);
  gtk_label_set_text (self->server_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->server_label), sentence != NULL);
  const char *off = good ? "error" : "success", *on = good ? "success" : "error";
  gtk_widget_remove_css_class (GTK_WIDGET (self->server_label), off);
  gtk_widget_add_css_class (GTK_WIDGET (self->server_label), on);
  gtk_widget_remove_css_class (GTK_WIDGET (self->server_icon), off);
  gtk_widget_add_css_class (GTK_WIDGET (self->server_icon), on);
}


static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxLoginPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *server = nx_connection_probe_finish (NX_CONNECTION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->connection == NULL)
    return;
  g_clear_object (&self->probe);
  if (server == NULL)
    {
      gboolean said = gtk_revealer_get_reveal_child (self->error_revealer)
                      && g_str_equal (gtk_label_get_text (self->error_label), error->message);
      show_server (self, said ? NULL : "dialog-warning-symbolic", said ? NULL : error->message, FALSE);
      return;
    }
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);
  const char *host = g_uri_get_host (uri);
  gboolean clear = g_str_equal (g_uri_get_scheme (uri), "http") && !g_str_equal (host, "localhost")
                   && !g_str_has_prefix (host, "127.") && !g_str_equal (host, "::1");
  g_autofree char *sentence = g_strdup_printf (clear ? _("This is Nexus Réussite at %s, but nothing is encrypted on the way.")
                                                     : _("This is Nexus Réussite at %s."), server);
  show_server (self, clear ? "channel-insecure-symbolic" : "emblem-ok-symbolic", sentence, !clear);
}


static gboolean
start_probe (gpointer user_data)
{
  NxLoginPage *self = user_data;
  self->probe_id = 0;
  if (*row_text (self->server_row) == '\0')
    return G_SOURCE_REMOVE;
  self->probe = g_cancellable_new ();
  gtk_spinner_set_spinning (self->server_spinner, TRUE);
  nx_connection_probe_async (self->connection, row_text (self->server_row), self->probe, on_probed, g_object_ref (self));
  return G_SOURCE_REMOVE;
}


static void
probe_later (NxLoginPage *self, guint pause_ms)
{
  g_clear_handle_id (&self->probe_id, g_source_remove);
  if (self->probe != NULL)
    g_cancellable_cancel (self->probe);
  g_clear_object (&self->probe);
  show_server (self, NULL, NULL, TRUE);
  self->probe_id = g_timeout_add (pause_ms, start_probe, self);
}


static void
on_server_changed (NxLoginPage *self)
{
  probe_later (self, PROBE_PAUSE_MS);
  show_error (self, NULL);
  update_button (self);
}


static void
on_field_changed (NxLoginPage *self)
{
  show_error (self, NULL);
  update_button (self);
}


/* Sign-in */

static void
set_busy (NxLoginPage *self, gboolean busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->busy_spinner), busy);
  gtk_spinner_set_spinning (self->busy_spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->server_row), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->email_row), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->password_row), !busy);
  update_button (self);
}


static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxLoginPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = nx_connection_sign_in_finish (NX_CONNECTION (source), result, &error);
  g_clear_object (&self->sign_in);
  if (self->connection == NULL)
    return;
  set_busy (self, FALSE);
  if (done)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gboolean wrong = g_error_matches (error, NX_ERROR, NX_ERROR_BAD_CREDENTIALS);
  /* What stands under the address already is said once, where the eye is now. */
  if (g_str_equal (gtk_label_get_text (self->server_label), error->message))
    show_server (self, NULL, NULL, TRUE);
  show_error (self, wrong ? _("The e-mail or the password is not right.") : error->message);
  if (wrong)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
      gtk_editable_select_region (GTK_EDITABLE (self->password_row), 0, -1);
    }
}


static void
on_sign_in_clicked (NxLoginPage *self)
{
  if (self->sign_in != NULL)
    return;
  show_error (self, NULL);
  self->sign_in = g_cancellable_new ();
  set_busy (self, TRUE);
  nx_connection_sign_in_async (self->connection, row_text (self->server_row), row_text (self->email_row),
                               row_text (self->password_row), self->sign_in, on_signed_in, g_object_ref (self));
}


/* Enter goes to what is missing, and signs in where nothing is. */
static void
on_entry_activated (NxLoginPage *self)
{
  if (gtk_widget_get_sensitive (self->sign_in_button))
    on_sign_in_clicked (self);
  else
    nx_login_page_focus (self);
}


static void
nx_login_page_dispose (GObject *object)
{
  NxLoginPage *self = NX_LOGIN_PAGE (object);
  g_clear_handle_id (&self->probe_id, g_source_remove);
  if (self->probe != NULL)
    g_cancellable_cancel (self->probe);
  if (self->sign_in != NULL)
    g_cancellable_cancel (self->sign_in);
  g_clear_object (&self->probe);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_login_page_parent_class)->dispose (object);
}


static void
nx_login_page_class_init (NxLoginPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_login_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, NX_RESOURCE_PATH "/nx-login-page.ui");
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, busy_spinner);
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, email_row);
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, server_icon);
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, server_label);
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, server_spinner);
  gtk_widget_class_bind_template_child (widget_class, NxLoginPage, sign_in_button);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_field_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_server_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in_clicked);
}


static void
nx_login_page_init (NxLoginPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}


GtkWidget *
nx_login_page_new (NxConnection *connection, GSettings *settings)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxLoginPage *self = g_object_new (NX_TYPE_LOGIN_PAGE, NULL);
  self->connection = g_object_ref (connection);
  gtk_editable_set_text (GTK_EDITABLE (self->server_row), nx_connection_get_server (connection));
  if (settings != NULL)
    {
      g_autofree char *account = g_settings_get_string (settings, "account");
      gtk_editable_set_text (GTK_EDITABLE (self->email_row), account);
    }
  if (*row_text (self->server_row) != '\0')
    probe_later (self, 0);
  return GTK_WIDGET (self);
}


void
nx_login_page_focus (NxLoginPage *self)
{
  g_return_if_fail (NX_IS_LOGIN_PAGE (self));

  gpointer rows[] = { self->server_row, self->email_row, self->password_row };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (*row_text (rows[i]) == '\0')
      {
        gtk_widget_grab_focus (rows[i]);
        return;
      }
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}
