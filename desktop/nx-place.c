/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/nx-place.h"
#include "desktop/nx-window.h"

G_DEFINE_INTERFACE (NxPlace, nx_place, GTK_TYPE_WIDGET)

#define TOAST_SECONDS 10


static void
nx_place_default_init (NxPlaceInterface *iface)
{
}


void
nx_place_refresh (NxPlace *self)
{
  g_return_if_fail (NX_IS_PLACE (self));

  NxPlaceInterface *iface = NX_PLACE_GET_IFACE (self);
  if (iface->refresh != NULL)
    iface->refresh (self);
}


void
nx_place_focus_search (NxPlace *self)
{
  g_return_if_fail (NX_IS_PLACE (self));

  NxPlaceInterface *iface = NX_PLACE_GET_IFACE (self);
  if (iface->focus_search != NULL)
    iface->focus_search (self);
}


void
nx_place_open (NxPlace *self, const char *id)
{
  g_return_if_fail (NX_IS_PLACE (self));

  NxPlaceInterface *iface = NX_PLACE_GET_IFACE (self);
  if (iface->open != NULL)
    iface->open (self, id);
}


void
nx_place_create (NxPlace *self, const char *id)
{
  g_return_if_fail (NX_IS_PLACE (self));

  NxPlaceInterface *iface = NX_PLACE_GET_IFACE (self);
  if (iface->create != NULL)
    iface->create (self, id);
}


GtkWidget *
nx_place_get_header (NxPlace *self)
{
  g_return_val_if_fail (NX_IS_PLACE (self), NULL);

  NxPlaceInterface *iface = NX_PLACE_GET_IFACE (self);
  return iface->get_header != NULL ? iface->get_header (self) : NULL;
}


GSettings *
nx_settings (GtkWidget *from)
{
  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);

  NxWindow *window = nx_window_find (from);
  return window != NULL ? nx_window_get_settings (window) : NULL;
}


gboolean
nx_settings_letters (GtkWidget *from)
{
  GSettings *settings = nx_settings (from);
  return settings == NULL || g_settings_get_boolean (settings, "single-letter-keys");
}


AdwToast *
nx_toast (GtkWidget *from, const char *text, const char *undo_label)
{
  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  /* A toast's title is markup in libadwaita 1.2: a name with "&" or "<" would be lost. */
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);
  if (undo_label != NULL)
    {
      adw_toast_set_button_label (toast, undo_label);
      adw_toast_set_timeout (toast, TOAST_SECONDS);
    }

  NxWindow *window = nx_window_find (from);
  if (window != NULL)
    nx_window_add_toast (window, toast);
  else
    {
      GtkWidget *overlay = gtk_widget_get_ancestor (from, ADW_TYPE_TOAST_OVERLAY);
      if (overlay != NULL)
        adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
      else
        {
          /* Nowhere to show it: the widget left its window while it waited. The caller still gets an object to connect to. */
          g_object_set_data_full (G_OBJECT (from), "nx-last-toast", toast, g_object_unref);
        }
    }
  return toast;
}


void
nx_toast_error (GtkWidget *from, const GError *error)
{
  g_return_if_fail (GTK_IS_WIDGET (from));

  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  nx_toast (from, error->message, NULL);
}
