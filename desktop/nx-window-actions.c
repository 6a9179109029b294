/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/nx-application.h"
#include "desktop/nx-place.h"
#include "desktop/nx-window-private.h"
#include "desktop/preferences/nx-about.h"
#include "desktop/preferences/nx-preferences-window.h"

static void
open_in_place (NxWindow *self, const char *place, GVariant *parameter)
{
  GtkWidget *widget = nx_window_show_place (self, place);
  if (widget != NULL)
    nx_place_open (NX_PLACE (widget), g_variant_get_string (parameter, NULL));
}


static void
action_open_student (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_in_place (NX_WINDOW (widget), "students", parameter);
}


static void
action_open_session (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_in_place (NX_WINDOW (widget), "agenda", parameter);
}


static void
action_open_report (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_in_place (NX_WINDOW (widget), "reports", parameter);
}


static void
action_open_payment (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_in_place (NX_WINDOW (widget), "transfers", parameter);
}


static void
action_new_session (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *place = nx_window_show_place (NX_WINDOW (widget), "agenda");
  if (place != NULL)
    nx_place_create (NX_PLACE (place), g_variant_get_string (parameter, NULL));
}


/* Ctrl+N makes what the visible place makes. */
static void
action_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *place = nx_window_get_place (NX_WINDOW (widget));
  if (place != NULL)
    nx_place_create (NX_PLACE (place), "");
}


static void
action_refresh (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *place = nx_window_get_place (NX_WINDOW (widget));
  if (place != NULL)
    nx_place_refresh (NX_PLACE (place));
}


static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *place = nx_window_get_place (NX_WINDOW (widget));
  if (place != NULL)
    nx_place_focus_search (NX_PLACE (place));
}


static void
action_reconnect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxWindow *self = NX_WINDOW (widget);
  nx_connection_reconnect (self->connection);
  action_refresh (widget, name, parameter);
}


static void
action_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxWindow *self = NX_WINDOW (widget);
  GtkSelectionModel *pages = adw_view_stack_get_pages (self->places);
  g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), (guint) g_variant_get_int32 (parameter) - 1);
  GtkWidget *bin = page != NULL ? adw_view_stack_page_get_child (page) : NULL;
  g_object_unref (pages);
  if (bin == NULL)
    return;
  /* Also from its own header bar one comes back to a place, so that its keys work again. */
  if (bin == adw_view_stack_get_visible_child (self->places))
    gtk_widget_grab_focus (nx_window_get_place (self));
  else
    adw_view_stack_set_visible_child (self->places, bin);
}


/* @parameter: +1 or -1; goes round. */
static void
action_next_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxWindow *self = NX_WINDOW (widget);
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->places);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (pages)), current = 0;
  for (guint i = 0; i < n; i++)
    if (gtk_selection_model_is_selected (pages, i))
      current = i;
  if (n > 0)
    gtk_selection_model_select_item (pages, (current + n + (guint) g_variant_get_int32 (parameter)) % n, TRUE);
}


static void
action_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  nx_undo_stack_undo (NX_WINDOW (widget)->undo);
}


static void
action_redo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  nx_undo_stack_redo (NX_WINDOW (widget)->undo);
}


static void
action_preferences (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxWindow *self = NX_WINDOW (widget);
  nx_preferences_window_present (GTK_WINDOW (self), self->settings);
}


static void
action_about (GtkWidget *widget, const char *name, GVariant *parameter)
{
  nx_about_present (GTK_WINDOW (widget));
}


/* Made when it is asked for: GtkApplication would build it for each start (gtk/help-overlay.ui). */
static void
action_shortcuts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (NX_RESOURCE_PATH "/help-overlay.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));
  gtk_window_set_transient_for (window, GTK_WINDOW (widget));
  gtk_window_present (window);
}


static void
action_sign_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  nx_connection_sign_out (NX_WINDOW (widget)->connection);
}


void
nx_window_update_actions (NxWindow *self)
{
  gboolean signed_in = nx_connection_get_user (self->connection) != NULL;
  static const char *const actions[] = { "win.sign-out", "win.refresh", "win.new", "win.search", "win.undo",
                                         "win.redo" };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], signed_in);
}


void
nx_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-student", "s", action_open_student);
  gtk_widget_class_install_action (widget_class, "win.open-session", "s", action_open_session);
  gtk_widget_class_install_action (widget_class, "win.open-report", "s", action_open_report);
  gtk_widget_class_install_action (widget_class, "win.open-payment", "s", action_open_payment);
  gtk_widget_class_install_action (widget_class, "win.new-session", "s", action_new_session);
  gtk_widget_class_install_action (widget_class, "win.new", NULL, action_new);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, action_refresh);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, action_search);
  gtk_widget_class_install_action (widget_class, "win.reconnect", NULL, action_reconnect);
  gtk_widget_class_install_action (widget_class, "win.place", "i", action_place);
  gtk_widget_class_install_action (widget_class, "win.next-place", "i", action_next_place);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, action_undo);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, action_redo);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, action_preferences);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, action_shortcuts);
  gtk_widget_class_install_action (widget_class, "win.about", NULL, action_about);
  gtk_widget_class_install_action (widget_class, "win.sign-out", NULL, action_sign_out);

  /* Class bindings act after the focused widget had the key: an entry keeps Ctrl+Z, the agenda its Ctrl+PgDn. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.new", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "win.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "win.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "win.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK, "win.next-place", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK, "win.next-place", "i", -1);
  for (int i = 1; i <= 9; i++)
    {
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + (guint) i, GDK_CONTROL_MASK, "win.place", "i", i);
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_0 + (guint) i, GDK_CONTROL_MASK, "win.place", "i", i);
    }
}
