/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "desktop/preferences/nx-about.h"

void
nx_about_present (GtkWindow *parent)
{
  GtkWidget *window = adw_about_window_new ();
  g_object_set (window, "application-name", _("Nexus Réussite"), "application-icon", "academy.nexusreussite.Nexus",
                "version", NX_VERSION, "developer-name", "Nexus Réussite", "license-type", GTK_LICENSE_GPL_3_0,
                "comments", _("The office’s and the coaches’ day: agenda, students, credits and reports."),
                "copyright", "© 2026 Nexus Réussite",
                /* Translators: put your own names here, one a line */
                "translator-credits", _("translator-credits"), NULL);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}
