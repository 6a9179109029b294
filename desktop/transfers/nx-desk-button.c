/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-pupil-search.h"
#include "desktop/students/nx-pay-dialog.h"
#include "desktop/transfers/nx-desk-button.h"

#define LIST_WIDTH 300
#define LIST_HEIGHT 320

struct _NxDeskButton
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkPopover *popover;
  GtkWidget *entry;
  GtkListBox *list;
  GtkLabel *hint;

  NxConnection *connection; /* (owned) */
  NxPupilSearch *search;    /* (owned) */
};

G_DEFINE_FINAL_TYPE (NxDeskButton, nx_desk_button, ADW_TYPE_BIN)


static void
take_from (NxDeskButton *self, GtkListBoxRow *row)
{
  g_autoptr (NxStudent) student = row != NULL ? g_object_ref (g_object_get_data (G_OBJECT (row), "student")) : NULL;
  g_autoptr (NxStudentData) data = nx_student_data_new (self->connection);
  if (student == NULL || student->id == NULL)
    return;
  gtk_popover_popdown (self->popover);
  nx_student_data_open (data, student->id, student);
  nx_pay_dialog_present (GTK_WIDGET (self), data);
}


static void
on_activate (NxDeskButton *self)
{
  take_from (self, gtk_list_box_get_selected_row (self->list));
}


static void
on_text_changed (NxDeskButton *self)
{
  nx_pupil_search_set_text (self->search, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}


static void
on_found (NxDeskButton *self)
{
  guint n = nx_pupil_search_get_count (self->search);
  gboolean asked = g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1) >= 2;
  gtk_label_set_text (self->hint, asked ? _("Nobody has a name like this.") : _("The first two letters of the name are enough."));
  gtk_widget_set_visible (GTK_WIDGET (self->hint), n == 0);
  gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->list), GTK_TYPE_SCROLLED_WINDOW), n > 0);
}


/* The arrows choose while the letters are being typed. */
static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, NxDeskButton *self)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up)
    return FALSE;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int next = (row != NULL ? gtk_list_box_row_get_index (row) : -1) + (keyval == GDK_KEY_Down ? 1 : -1);
  GtkListBoxRow *other = next >= 0 ? gtk_list_box_get_row_at_index (self->list, next) : NULL;
  if (other != NULL)
    gtk_list_box_select_row (self->list, other);
  return TRUE;
}


static void
on_shown (NxDeskButton *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  on_found (self);
  gtk_widget_grab_focus (self->entry);
}


static void
nx_desk_button_dispose (GObject *object)
{
  NxDeskButton *self = NX_DESK_BUTTON (object);
  if (self->search != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->search, self);
      g_object_run_dispose (G_OBJECT (self->search));
    }
  g_clear_object (&self->search);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_desk_button_parent_class)->dispose (object);
}


static void
nx_desk_button_class_init (NxDeskButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_desk_button_dispose;
}


static GtkWidget *
make_popover (NxDeskButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _("Who pays?"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the pupil"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (on_text_changed), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_activate), self);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Pupils"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (take_from), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  self->hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->hint, TRUE);
  gtk_label_set_xalign (self->hint, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "dim-label");
  gtk_widget_set_size_request (box, LIST_WIDTH, -1);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->hint));
  gtk_box_append (GTK_BOX (box), scroller);
  return box;
}


static void
nx_desk_button_init (NxDeskButton *self)
{
  GtkWidget *content = adw_button_content_new ();
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, make_popover (self));
  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "nx-cash-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _("_Take a Payment…"));
  adw_button_content_set_use_underline (ADW_BUTTON_CONTENT (content), TRUE);
  gtk_menu_button_set_child (self->button, content);
  gtk_menu_button_set_popover (self->button, GTK_WIDGET (self->popover));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Cash or a cheque at the desk (Ctrl+E)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Take a payment"), -1);
  g_signal_connect_swapped (self->popover, "show", G_CALLBACK (on_shown), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}


GtkWidget *
nx_desk_button_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxDeskButton *self = g_object_new (NX_TYPE_DESK_BUTTON, NULL);
  self->connection = g_object_ref (connection);
  self->search = nx_pupil_search_new (connection, self->list);
  g_signal_connect_swapped (self->search, "found", G_CALLBACK (on_found), self);
  return GTK_WIDGET (self);
}


void
nx_desk_button_ask (NxDeskButton *self)
{
  g_return_if_fail (NX_IS_DESK_BUTTON (self));
  gtk_menu_button_popup (self->button);
}
