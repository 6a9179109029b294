/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-format.h"
#include "desktop/students/nx-credit-trace.h"
#include "desktop/students/nx-student-file.h"
#include "desktop/students/nx-student-header.h"
#include "desktop/students/nx-student-rows.h"
#include "desktop/students/nx-timeline.h"

struct _NxStudentFile
{
  AdwBin parent_instance;

  /* Template */
  GtkStackPage *credits_page;
  NxStudentHeader *header;
  GtkListBox *lots_list;
  GtkListBox *payments_list;
  GtkListBox *reports_list;
  GtkScrolledWindow *scroller;
  GtkListBox *sessions_list;
  GtkStack *tabs;
  GtkListBox *timeline_list;
  GtkListBox *transactions_list;

  /* Owned */
  NxStudentData *data;
  GListStore *timeline;
};

G_DEFINE_FINAL_TYPE (NxStudentFile, nx_student_file, ADW_TYPE_BIN)


static gint32
item_day (GtkListBoxRow *row)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "nx-day"));
}


static GtkWidget *
timeline_row (gpointer object, gpointer connection)
{
  NxTimelineItem *item = object;
  GtkWidget *row = nx_file_timeline_row_new (item, connection);
  gint32 day = nx_time_date_in_zone (item->at, nx_time_zone (NX_TIME_CENTRE_ZONE));
  g_object_set_data (G_OBJECT (row), "nx-day", GINT_TO_POINTER (day));
  return row;
}


/* A day is said once, above what happened on it. */
static void
day_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  if (before != NULL && item_day (before) == item_day (row))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (gtk_list_box_row_get_header (row) != NULL)
    return;
  g_autofree char *day = nx_format_date (item_day (row));
  GtkWidget *label = gtk_label_new (day);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "nx-day");
  gtk_list_box_row_set_header (row, label);
}


static void
on_changed (NxStudentFile *self)
{
  nx_timeline_update (self->timeline, self->data);
  gtk_stack_page_set_visible (self->credits_page, nx_student_data_is_office (self->data));
}


static void
bind_list (GtkListBox *list, GListModel *model, GtkListBoxCreateWidgetFunc make, gpointer user_data, const char *empty)
{
  gtk_list_box_bind_model (list, model, make, user_data, NULL);
  gtk_list_box_set_placeholder (list, nx_empty_row_new (empty));
}


static void
nx_student_file_dispose (GObject *object)
{
  NxStudentFile *self = NX_STUDENT_FILE (object);
  if (self->data != NULL)
    g_signal_handlers_disconnect_by_data (self->data, self);
  g_clear_object (&self->data);
  g_clear_object (&self->timeline);
  G_OBJECT_CLASS (nx_student_file_parent_class)->dispose (object);
}


static void
nx_student_file_class_init (NxStudentFileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_student_file_dispose;

  g_type_ensure (NX_TYPE_STUDENT_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/students/nx-student-file.ui");
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, credits_page);
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, header);
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, lots_list);
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, payments_list);
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, reports_list);
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, scroller);
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, sessions_list);
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, tabs);
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, timeline_list);
  gtk_widget_class_bind_template_child (widget_class, NxStudentFile, transactions_list);
}


static void
nx_student_file_init (NxStudentFile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->timeline = g_list_store_new (NX_TYPE_TIMELINE_ITEM);
}


GtkWidget *
nx_student_file_new (NxStudentData *data)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (data), NULL);

  NxStudentFile *self = g_object_new (NX_TYPE_STUDENT_FILE, NULL);
  self->data = g_object_ref (data);
  nx_student_header_set_data (self->header, data);
  NxConnection *connection = nx_student_data_get_connection (data);
  bind_list (self->timeline_list, G_LIST_MODEL (self->timeline), timeline_row, connection, _("Nothing has happened yet."));
  gtk_list_box_set_header_func (self->timeline_list, day_header, NULL, NULL);
  bind_list (self->sessions_list, nx_student_data_get_sessions (data), nx_file_session_row_new, connection, _("No session yet."));
  bind_list (self->reports_list, nx_student_data_get_reports (data), nx_file_report_row_new, connection,
             _("No report yet. The first one comes after the first session."));
  bind_list (self->payments_list, nx_student_data_get_payments (data), nx_credit_payment_row_new, data, _("No payment yet."));
  bind_list (self->lots_list, nx_student_data_get_lots (data), nx_credit_lot_row_new, data, _("No credit was granted yet."));
  bind_list (self->transactions_list, nx_student_data_get_transactions (data), nx_credit_transaction_row_new, data,
             _("No movement yet."));
  g_signal_connect_swapped (data, "changed", G_CALLBACK (on_changed), self);
  on_changed (self);
  return GTK_WIDGET (self);
}


void
nx_student_file_show_first (NxStudentFile *self)
{
  g_return_if_fail (NX_IS_STUDENT_FILE (self));
  gtk_stack_set_visible_child_name (self->tabs, "timeline");
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}
