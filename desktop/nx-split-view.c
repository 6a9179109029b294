/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/nx-split-view.h"

struct _NxSplitView
{
  AdwBin parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *sidebar_bin;
  GtkWidget *content_box;
  GtkWidget *content_bin;
  GtkWidget *back_bar;
  GtkWidget *back_button;
  AdwButtonContent *back_content;
};

G_DEFINE_FINAL_TYPE (NxSplitView, nx_split_view, ADW_TYPE_BIN)

enum { PROP_0, PROP_SIDEBAR, PROP_CONTENT, PROP_BACK_LABEL, PROP_FOLDED, N_PROPS };
static GParamSpec *props[N_PROPS];


static void
on_folded (NxSplitView *self)
{
  gtk_widget_set_visible (self->back_bar, adw_leaflet_get_folded (self->leaflet));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLDED]);
}


static void
action_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  nx_split_view_show_sidebar (NX_SPLIT_VIEW (widget));
}


static void
set_back_label (NxSplitView *self, const char *label)
{
  adw_button_content_set_label (self->back_content, label != NULL ? label : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->back_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label != NULL ? label : "", -1);
}


static void
nx_split_view_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  NxSplitView *self = NX_SPLIT_VIEW (object);
  switch (property_id)
    {
    case PROP_SIDEBAR: g_value_set_object (value, adw_bin_get_child (ADW_BIN (self->sidebar_bin))); break;
    case PROP_CONTENT: g_value_set_object (value, adw_bin_get_child (ADW_BIN (self->content_bin))); break;
    case PROP_BACK_LABEL: g_value_set_string (value, adw_button_content_get_label (self->back_content)); break;
    case PROP_FOLDED: g_value_set_boolean (value, adw_leaflet_get_folded (self->leaflet)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}


static void
nx_split_view_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  NxSplitView *self = NX_SPLIT_VIEW (object);
  switch (property_id)
    {
    case PROP_SIDEBAR: adw_bin_set_child (ADW_BIN (self->sidebar_bin), g_value_get_object (value)); break;
    case PROP_CONTENT: adw_bin_set_child (ADW_BIN (self->content_bin), g_value_get_object (value)); break;
    case PROP_BACK_LABEL: set_back_label (self, g_value_get_string (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}


static void
nx_split_view_class_init (NxSplitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = nx_split_view_get_property;
  object_class->set_property = nx_split_view_set_property;

  const GParamFlags flags = G_PARAM_STATIC_STRINGS;
  props[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET, flags | G_PARAM_READWRITE);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags | G_PARAM_READWRITE);
  props[PROP_BACK_LABEL] = g_param_spec_string ("back-label", NULL, NULL, NULL, flags | G_PARAM_READWRITE);
  props[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, flags | G_PARAM_READABLE);
  g_object_class_install_properties (object_class, N_PROPS, props);

  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  gtk_widget_class_install_action (widget_class, "split.back", NULL, action_back);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "split.back", NULL);
}


static void
nx_split_view_init (NxSplitView *self)
{
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  adw_leaflet_set_can_navigate_back (self->leaflet, TRUE);
  self->sidebar_bin = adw_bin_new ();
  self->content_bin = adw_bin_new ();
  gtk_widget_set_hexpand (self->content_bin, TRUE);
  gtk_widget_set_vexpand (self->content_bin, TRUE);

  self->back_content = ADW_BUTTON_CONTENT (adw_button_content_new ());
  adw_button_content_set_icon_name (self->back_content, "go-previous-symbolic");
  self->back_button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->back_button), GTK_WIDGET (self->back_content));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back_button), "split.back");
  gtk_widget_set_tooltip_text (self->back_button, _("Back (Alt+←)"));
  gtk_widget_add_css_class (self->back_button, "flat");
  self->back_bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->back_bar, "toolbar");
  gtk_box_append (GTK_BOX (self->back_bar), self->back_button);

  self->content_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_hexpand (self->content_box, TRUE);
  gtk_box_append (GTK_BOX (self->content_box), self->back_bar);
  gtk_box_append (GTK_BOX (self->content_box), self->content_bin);

  AdwLeafletPage *line;
  adw_leaflet_append (self->leaflet, self->sidebar_bin);
  line = adw_leaflet_append (self->leaflet, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_leaflet_page_set_navigatable (line, FALSE);
  adw_leaflet_append (self->leaflet, self->content_box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->leaflet));
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (on_folded), self, G_CONNECT_SWAPPED);
  on_folded (self);
}


gboolean
nx_split_view_get_folded (NxSplitView *self)
{
  g_return_val_if_fail (NX_IS_SPLIT_VIEW (self), FALSE);
  return adw_leaflet_get_folded (self->leaflet);
}


void
nx_split_view_show_content (NxSplitView *self)
{
  g_return_if_fail (NX_IS_SPLIT_VIEW (self));
  adw_leaflet_set_visible_child (self->leaflet, self->content_box);
}


void
nx_split_view_show_sidebar (NxSplitView *self)
{
  g_return_if_fail (NX_IS_SPLIT_VIEW (self));
  adw_leaflet_set_visible_child (self->leaflet, self->sidebar_bin);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_child_focus (self->sidebar_bin, GTK_DIR_TAB_FORWARD);
}
