/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include "desktop/preferences/nx-preferences-window.h"

static const char *const languages[] = { "", "fr", "en" };


static gboolean
language_to_row (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *language = g_variant_get_string (variant, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_str_equal (language, languages[i]))
      g_value_set_uint (value, i);
  return TRUE;
}


static GVariant *
language_from_row (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint i = g_value_get_uint (value);
  return g_variant_new_string (i < G_N_ELEMENTS (languages) ? languages[i] : "");
}


typedef struct
{
  const char *key;
  const char *id; /* in the .ui */
  const char *property;
  GSettingsBindGetMapping get; /* (nullable) */
  GSettingsBindSetMapping set; /* (nullable) */
} Preference;

static const Preference preferences[] = {
  { "language", "language_row", "selected", language_to_row, language_from_row },
  { "notices", "notices_switch", "active", NULL, NULL },
  { "single-letter-keys", "letters_switch", "active", NULL, NULL },
  { "server", "server_row", "text", NULL, NULL },
};


/* libadwaita 1.2 leaks the rows of a preferences window: their bindings must not go on holding the settings. */
static void
on_destroy (GtkWindow *window, GPtrArray *bound)
{
  for (guint i = 0; i < bound->len; i++)
    {
      g_settings_unbind (bound->pdata[i], preferences[i].property);
      g_settings_unbind (bound->pdata[i], "sensitive"); /* bound beside it: a locked key greys its row */
    }
  g_ptr_array_set_size (bound, 0);
}


static void
unref_array (gpointer data, GClosure *closure)
{
  g_ptr_array_unref (data);
}


void
nx_preferences_window_present (GtkWindow *parent, GSettings *settings)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (
    "/academy/nexusreussite/Nexus/preferences/nx-preferences-window.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  GPtrArray *bound = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (preferences); i++)
    {
      GObject *object = gtk_builder_get_object (builder, preferences[i].id);
      g_settings_bind_with_mapping (settings, preferences[i].key, object, preferences[i].property, G_SETTINGS_BIND_DEFAULT,
                                    preferences[i].get, preferences[i].set, NULL, NULL);
      g_ptr_array_add (bound, g_object_ref (object));
    }
  g_signal_connect_data (window, "destroy", G_CALLBACK (on_destroy), bound, unref_array, 0);
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
