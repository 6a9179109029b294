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


void
nx_preferences_window_present (GtkWindow *parent, GSettings *settings)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (
    "/academy/nexusreussite/Nexus/preferences/nx-preferences-window.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));

  g_settings_bind (settings, "notices", gtk_builder_get_object (builder, "notices_switch"), "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "single-letter-keys", gtk_builder_get_object (builder, "letters_switch"), "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "server", gtk_builder_get_object (builder, "server_row"), "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "language", gtk_builder_get_object (builder, "language_row"), "selected",
                                G_SETTINGS_BIND_DEFAULT, language_to_row, language_from_row, NULL, NULL);

  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
