/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <stdio.h>
#include <glib/gi18n-lib.h>
#include "desktop/nx-application.h"

/* The language chosen in the preferences wins over the system's; it must be set before anything is translated. */
static void
set_language (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, NX_APPLICATION_ID, TRUE) : NULL;
  if (schema != NULL)
    {
      g_autoptr (GSettings) settings = g_settings_new (NX_APPLICATION_ID);
      g_autofree char *language = g_settings_get_string (settings, "language");
      if (*language != '\0')
        g_setenv ("LANGUAGE", language, TRUE);
    }
  const char *locale = setlocale (LC_ALL, "");
  /* gettext translates nothing in the "C" locale, whatever LANGUAGE says. */
  if (locale == NULL || g_str_equal (locale, "C") || g_str_equal (locale, "POSIX"))
    setlocale (LC_ALL, "C.UTF-8");
}


int
main (int argc, char **argv)
{
  set_language ();
  const char *locale_dir = g_getenv ("NEXUS_LOCALE_DIR");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : NX_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (!nx_application_check_installation ())
    return 1;
  g_autoptr (NxApplication) application = nx_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
