/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/nx-application.h"
#include "desktop/notify/nx-notifier.h"
#include "desktop/nx-window.h"

struct _NxApplication
{
  AdwApplication parent_instance;

  /* Owned */
  GSettings *settings;
  NxConnection *connection;
  NxNotifier *notifier;
  char *server; /* (nullable): of --server */
};

G_DEFINE_FINAL_TYPE (NxApplication, nx_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "server", 's', 0, G_OPTION_ARG_STRING, NULL, N_("Address of the server"), N_("URL") },
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_("Show the version and leave"), NULL },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};


static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  /* Closing the window saves its size and place, and lets a place keep its draft. */
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}


static void
on_open_session (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (G_APPLICATION (user_data));
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  if (NX_IS_WINDOW (window))
    nx_window_open_session (NX_WINDOW (window), g_variant_get_string (parameter, NULL));
}


static const GActionEntry actions[] = {
  { .name = "quit", .activate = on_quit },
  { .name = "open-session", .activate = on_open_session, .parameter_type = "s" },
};


static int
nx_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  NxApplication *self = NX_APPLICATION (application);
  if (g_variant_dict_contains (given, "version"))
    {
      g_print ("nexus-desktop %s\n", NX_VERSION);
      return 0;
    }
  g_variant_dict_lookup (given, "server", "s", &self->server);
  return -1;
}


static void
nx_application_startup (GApplication *application)
{
  NxApplication *self = NX_APPLICATION (application);
  G_APPLICATION_CLASS (nx_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (NX_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);

  static const struct { const char *action, *keys[3]; } accels[] = {
    { "app.quit", { "<Control>q" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.show-help-overlay", { "<Control>question", "F1" } },
    { "window.close", { "<Control>w" } },
  };
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, (const char *const *) accels[i].keys);

  self->settings = g_settings_new (NX_APPLICATION_ID);
  if (self->server != NULL)
    g_settings_set_string (self->settings, "server", self->server);
  self->connection = nx_connection_new (self->settings);
  self->notifier = nx_notifier_new (GTK_APPLICATION (self), self->connection, self->settings);
}


static void
nx_application_activate (GApplication *application)
{
  NxApplication *self = NX_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (window == NULL)
    window = GTK_WINDOW (nx_window_new (GTK_APPLICATION (self), self->connection, self->settings));
  gtk_window_present (window);
}


static void
nx_application_finalize (GObject *object)
{
  NxApplication *self = NX_APPLICATION (object);
  g_clear_object (&self->notifier);
  g_clear_object (&self->connection);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->server, g_free);
  G_OBJECT_CLASS (nx_application_parent_class)->finalize (object);
}


static void
nx_application_class_init (NxApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_application_finalize;
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  application_class->handle_local_options = nx_application_handle_local_options;
  application_class->startup = nx_application_startup;
  application_class->activate = nx_application_activate;
}


static void
nx_application_init (NxApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self), _("The application of the office and the coaches of Nexus Réussite"));
}


NxApplication *
nx_application_new (void)
{
  g_set_application_name (_("Nexus Réussite"));
  return g_object_new (NX_TYPE_APPLICATION, "application-id", NX_APPLICATION_ID, "resource-base-path", NX_RESOURCE_PATH, NULL);
}


gboolean
nx_application_check_installation (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, NX_APPLICATION_ID, TRUE) : NULL;
  if (schema != NULL)
    return TRUE;
  g_printerr (_("The settings of %s are not installed. Set GSETTINGS_SCHEMA_DIR to the folder that holds their compiled schema.\n"),
              NX_APPLICATION_ID);
  return FALSE;
}


NxConnection *
nx_application_get_connection (NxApplication *self)
{
  g_return_val_if_fail (NX_IS_APPLICATION (self), NULL);
  return self->connection;
}


GSettings *
nx_application_get_settings (NxApplication *self)
{
  g_return_val_if_fail (NX_IS_APPLICATION (self), NULL);
  return self->settings;
}
