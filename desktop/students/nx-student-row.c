/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/students/nx-student-row.h"
#include "desktop/students/nx-student-text.h"

struct _NxStudentRow
{
  AdwBin parent_instance;

  /* Template */
  AdwAvatar *avatar;
  GtkImage *flag_image;
  GtkLabel *name_label;
  GtkLabel *summary_label;

  /* Owned */
  GSignalGroup *signals;
};

G_DEFINE_FINAL_TYPE (NxStudentRow, nx_student_row, ADW_TYPE_BIN)


/* The row of a list view has no name of its own in GTK 4.8: it is the parent of what the factory made. */
static void
name_list_row (NxStudentRow *self, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}


static void
update (NxStudentRow *self)
{
  g_autoptr (NxStudent) student = g_signal_group_dup_target (self->signals);
  if (student == NULL)
    return;
  g_autofree char *name = nx_student_name (student);
  g_autofree char *summary = nx_student_summary (student);
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->summary_label, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->flag_image), student->subscription != NULL && student->balance == 0);
  g_autofree char *spoken = g_strjoin (", ", name, summary, NULL);
  name_list_row (self, spoken);
}


static void
nx_student_row_dispose (GObject *object)
{
  NxStudentRow *self = NX_STUDENT_ROW (object);
  g_clear_object (&self->signals);
  G_OBJECT_CLASS (nx_student_row_parent_class)->dispose (object);
}


static void
nx_student_row_class_init (NxStudentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_student_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/students/nx-student-row.ui");
  gtk_widget_class_bind_template_child (widget_class, NxStudentRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, NxStudentRow, flag_image);
  gtk_widget_class_bind_template_child (widget_class, NxStudentRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, NxStudentRow, summary_label);
}


static void
nx_student_row_init (NxStudentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (NX_TYPE_STUDENT);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}


GtkWidget *
nx_student_row_new (void)
{
  return g_object_new (NX_TYPE_STUDENT_ROW, NULL);
}


void
nx_student_row_set_student (NxStudentRow *self, NxStudent *student)
{
  g_return_if_fail (NX_IS_STUDENT_ROW (self));
  g_signal_group_set_target (self->signals, student);
  update (self);
}
