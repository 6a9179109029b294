/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-closures-dialog.h"

#include "common/nx-i18n.h"
#include "desktop/agenda/nx-closures-page.h"
#include "desktop/agenda/nx-hours-page.h"
#include "desktop/agenda/nx-rooms-page.h"

struct _NxClosuresDialog
{
  NxAgendaSheet parent_instance;

  GtkStack *stack; /* borrowed: child */
};

G_DEFINE_FINAL_TYPE (NxClosuresDialog, nx_closures_dialog, NX_TYPE_AGENDA_SHEET)

static void
nx_closures_dialog_class_init (NxClosuresDialogClass *klass)
{
}

static void
nx_closures_dialog_init (NxClosuresDialog *self)
{
}

/* What one page was refused does not concern another. */
static void
on_page_changed (NxClosuresDialog *self)
{
  nx_agenda_sheet_say_error (NX_AGENDA_SHEET (self), NULL);
  nx_agenda_sheet_say (NX_AGENDA_SHEET (self), NULL);
}

NxClosuresDialog *
nx_closures_dialog_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source, const char *own_coach, gboolean admin)
{
  NxClosuresDialog *self;
  NxAgendaSheet *sheet;
  GtkWidget *switcher;

  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  self = g_object_new (NX_TYPE_CLOSURES_DIALOG, NULL);
  sheet = NX_AGENDA_SHEET (self);
  nx_agenda_sheet_begin (sheet, from, connection, source);
  nx_agenda_sheet_set_titles (sheet, own_coach != NULL ? _ ("My Hours") : _ ("Closures, Rooms, Hours"), NULL, _ ("_Close"), NULL);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  if (own_coach == NULL)
    {
      switcher = gtk_stack_switcher_new ();
      gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (switcher, "nx-switcher");
      gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->stack);
      gtk_box_append (nx_agenda_sheet_get_box (sheet), switcher);
      gtk_stack_add_titled (self->stack, nx_closures_page_new (sheet), "closures", _ ("Closures"));
      gtk_stack_add_titled (self->stack, nx_rooms_page_new (sheet, admin), "rooms", _ ("Rooms"));
    }
  gtk_stack_add_titled (self->stack, nx_hours_page_new (sheet, own_coach), "hours", _ ("Hours"));
  gtk_box_append (nx_agenda_sheet_get_box (sheet), GTK_WIDGET (self->stack));
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (on_page_changed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  return self;
}

void
nx_closures_dialog_show (NxClosuresDialog *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->stack, page);
}

GtkWidget *
nx_closures_dialog_get_page (NxClosuresDialog *self, const char *page)
{
  return gtk_stack_get_child_by_name (self->stack, page);
}
