/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-pupil-field.h"

#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-sheet.h"
#include "desktop/agenda/nx-pupil-search.h"
#include "desktop/widgets/nx-palette.h"

enum
{
  CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxPupilField
{
  GtkWidget parent_instance;

  /* borrowed: children */
  GtkWidget *entry;
  GtkRevealer *revealer;
  GtkListBox *matches;

  /* owned */
  NxPupilSearch *search;
  NxStudent *student; /* (nullable) */

  gboolean filling;
};

G_DEFINE_FINAL_TYPE (NxPupilField, nx_pupil_field, GTK_TYPE_WIDGET)

static void
on_found (NxPupilSearch *search, NxPupilField *self)
{
  gtk_revealer_set_reveal_child (self->revealer, nx_pupil_search_get_count (search) > 0 && self->student == NULL);
}

static void
on_changed (NxPupilField *self)
{
  gboolean had = self->student != NULL;

  if (self->filling)
    return;
  g_clear_object (&self->student);
  nx_pupil_search_set_text (self->search, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  if (had)
    g_signal_emit (self, signals[CHOSEN], 0);
}

static void
on_activated (NxPupilField *self, GtkListBoxRow *row)
{
  nx_pupil_field_set_student (self, g_object_get_data (G_OBJECT (row), "student"));
  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxPupilField *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->matches);
  int position = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (!gtk_revealer_get_reveal_child (self->revealer))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      row = gtk_list_box_get_row_at_index (self->matches, position + (key == GDK_KEY_Down ? 1 : -1));
      if (row != NULL)
        gtk_list_box_select_row (self->matches, row);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Tab:
      if (row == NULL)
        return FALSE;
      on_activated (self, row);
      return key != GDK_KEY_Tab;
    case GDK_KEY_Escape:
      gtk_revealer_set_reveal_child (self->revealer, FALSE);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
nx_pupil_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (NX_PUPIL_FIELD (widget)->entry);
}

static void
nx_pupil_field_dispose (GObject *object)
{
  NxPupilField *self = NX_PUPIL_FIELD (object);

  if (self->search != NULL)
    g_object_run_dispose (G_OBJECT (self->search));
  g_clear_object (&self->search);
  g_clear_object (&self->student);
  nx_widget_drop_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (nx_pupil_field_parent_class)->dispose (object);
}

static void
nx_pupil_field_class_init (NxPupilFieldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_pupil_field_dispose;
  widget_class->grab_focus = nx_pupil_field_grab_focus;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
nx_pupil_field_init (NxPupilField *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *list = nx_agenda_list_new (_ ("Pupil")), *matches = nx_agenda_list_new (_ ("Pupils that match"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 6);
  self->entry = nx_agenda_entry_new ("", NULL, _ ("Two letters of the name"));
  gtk_list_box_append (GTK_LIST_BOX (list), self->entry);
  self->matches = GTK_LIST_BOX (matches);
  gtk_list_box_set_selection_mode (self->matches, GTK_SELECTION_BROWSE);
  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_transition_type (self->revealer, GTK_REVEALER_TRANSITION_TYPE_NONE);
  gtk_revealer_set_child (self->revealer, matches);
  gtk_widget_set_parent (list, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->revealer), GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->matches, "row-activated", G_CALLBACK (on_activated), self);
}

GtkWidget *
nx_pupil_field_new (NxConnection *connection, const char *title)
{
  NxPupilField *self = g_object_new (NX_TYPE_PUPIL_FIELD, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), title);
  self->search = nx_pupil_search_new (connection, self->matches);
  g_signal_connect_object (self->search, "found", G_CALLBACK (on_found), self, 0);
  return GTK_WIDGET (self);
}

NxStudent *
nx_pupil_field_get_student (NxPupilField *self)
{
  g_return_val_if_fail (NX_IS_PUPIL_FIELD (self), NULL);

  return self->student;
}

void
nx_pupil_field_set_student (NxPupilField *self, NxStudent *student)
{
  g_autofree char *name = NULL;

  g_return_if_fail (NX_IS_PUPIL_FIELD (self));

  name = student != NULL ? g_strdup_printf ("%s %s", student->firstName, student->lastName) : g_strdup ("");
  self->filling = TRUE;
  g_set_object (&self->student, student);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), name);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  self->filling = FALSE;
  g_signal_emit (self, signals[CHOSEN], 0);
}

GtkEditable *
nx_pupil_field_get_entry (NxPupilField *self)
{
  g_return_val_if_fail (NX_IS_PUPIL_FIELD (self), NULL);

  return GTK_EDITABLE (self->entry);
}
