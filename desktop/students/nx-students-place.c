/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/nx-place.h"
#include "desktop/nx-split-view.h"
#include "desktop/store/nx-list-patch.h"
#include "desktop/students/nx-student-data.h"
#include "desktop/students/nx-student-file.h"
#include "desktop/students/nx-student-list.h"
#include "desktop/students/nx-student-row.h"
#include "desktop/students/nx-students-place.h"
#include "desktop/widgets/nx-progress-line.h"

struct _NxStudentsPlace
{
  AdwBin parent_instance;

  /* Template */
  GtkWidget *clear_button;
  GtkStack *content_stack;
  AdwStatusPage *empty_page;
  AdwBin *file_bin;
  GtkLabel *heading;
  GtkStack *list_stack;
  GtkListView *list_view;
  NxProgressLine *progress;
  GtkEditable *search_entry;
  NxSplitView *split;

  /* Owned */
  NxConnection *connection;
  NxStudentList *list;
  NxStudentData *data;
  GSignalGroup *signals;
  GtkSingleSelection *selection;
  gboolean open_first; /* Enter was pressed before the answer came */
};

static void nx_students_place_iface_init (NxPlaceInterface *iface);
static void update_selection (NxStudentsPlace *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (NxStudentsPlace, nx_students_place, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (NX_TYPE_PLACE, nx_students_place_iface_init))


static guint
n_students (NxStudentsPlace *self)
{
  return g_list_model_get_n_items (nx_student_list_get_items (self->list));
}


static void
open_student (NxStudentsPlace *self, const char *id, NxStudent *known)
{
  gboolean same = g_strcmp0 (nx_student_data_get_id (self->data), id) == 0;
  if (adw_bin_get_child (self->file_bin) == NULL)
    adw_bin_set_child (self->file_bin, nx_student_file_new (self->data));
  nx_student_data_open (self->data, id, known);
  gtk_stack_set_visible_child_name (self->content_stack, "file");
  nx_split_view_show_content (self->split);
  if (!same)
    nx_student_file_show_first (NX_STUDENT_FILE (adw_bin_get_child (self->file_bin)));
  update_selection (self);
}


static void
open_position (NxStudentsPlace *self, guint position)
{
  g_autoptr (NxStudent) student = g_list_model_get_item (nx_student_list_get_items (self->list), position);
  if (student != NULL)
    open_student (self, student->id, student);
}


/* The list */

/* The row of the open file is the selected one, as far as it is in the list. */
static void
update_selection (NxStudentsPlace *self)
{
  const char *id = nx_student_data_get_id (self->data);
  guint position = id != NULL ? nx_list_find (nx_student_list_get_items (self->list), id, G_STRUCT_OFFSET (NxStudent, id)) : G_MAXUINT;
  gtk_single_selection_set_selected (self->selection, position == G_MAXUINT ? GTK_INVALID_LIST_POSITION : position);
}


static void
update_empty (NxStudentsPlace *self)
{
  const char *searched = nx_student_list_get_searched (self->list);
  gboolean filtered = searched != NULL && *searched != '\0';
  if (filtered)
    {
      g_autofree char *title = g_markup_printf_escaped (_("Nothing matches “%s”"), searched);
      adw_status_page_set_title (self->empty_page, title);
      adw_status_page_set_description (self->empty_page, _("Two letters of a name are enough, with or without accents."));
    }
  else
    {
      adw_status_page_set_title (self->empty_page, _("No student yet"));
      adw_status_page_set_description (self->empty_page, _("They arrive through the free assessment on the website."));
    }
  gtk_widget_set_visible (self->clear_button, filtered);
}


/* The search is over: the focus goes to its result, and the window's keys, Ctrl+Z among them, are no longer the entry's. */
static void
open_first (NxStudentsPlace *self)
{
  open_position (self, 0);
  gtk_widget_child_focus (GTK_WIDGET (self->list_view), GTK_DIR_TAB_FORWARD);
}


static void
on_list_changed (NxStudentsPlace *self)
{
  if (!nx_student_list_get_loaded (self->list))
    return;
  guint n = n_students (self);
  const char *searched = nx_student_list_get_searched (self->list);
  gboolean filtered = searched != NULL && *searched != '\0';
  g_autofree char *found = g_strdup_printf (ngettext ("%u student found", "%u students found", n), n);
  gtk_label_set_text (self->heading, n == 0 ? "" : filtered ? found : _("Most recent"));
  update_empty (self);
  gtk_stack_set_visible_child_name (self->list_stack, n > 0 ? "list" : "empty");
  update_selection (self);
  if (self->open_first && n > 0)
    open_first (self);
  self->open_first = FALSE;
}


static void
on_loading (NxStudentsPlace *self)
{
  nx_progress_line_set_active (self->progress, nx_student_list_get_loading (self->list));
}


static void
on_failed (NxStudentsPlace *self, GError *error)
{
  /* The window's strip says that the server cannot be reached, and for how long. */
  if (!g_error_matches (error, NX_ERROR, NX_ERROR_UNAVAILABLE) && !g_error_matches (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED))
    nx_toast_error (GTK_WIDGET (self), error);
}


static void
on_search_changed (NxStudentsPlace *self)
{
  self->open_first = FALSE;
  nx_student_list_set_query (self->list, gtk_editable_get_text (self->search_entry));
}


static void
on_search_activate (NxStudentsPlace *self)
{
  const char *searched = nx_student_list_get_searched (self->list);
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->search_entry)));
  if (g_strcmp0 (searched, typed) == 0 && !nx_student_list_get_loading (self->list))
    open_first (self);
  else
    self->open_first = TRUE;
}


static void
on_stop_search (NxStudentsPlace *self)
{
  gtk_editable_set_text (self->search_entry, "");
}


static void
on_clear_clicked (NxStudentsPlace *self)
{
  gtk_editable_set_text (self->search_entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}


static void
on_row_activated (NxStudentsPlace *self, guint position)
{
  open_position (self, position);
}


static void
on_edge_reached (NxStudentsPlace *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM)
    nx_student_list_load_more (self->list);
}


/* Down in the search entry goes to the results. */
static gboolean
on_search_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, NxStudentsPlace *self)
{
  if ((keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down) || n_students (self) == 0)
    return FALSE;
  return gtk_widget_child_focus (GTK_WIDGET (self->list_view), GTK_DIR_TAB_FORWARD);
}


static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, nx_student_row_new ());
}


static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  nx_student_row_set_student (NX_STUDENT_ROW (gtk_list_item_get_child (item)), NX_STUDENT (gtk_list_item_get_item (item)));
}


static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  nx_student_row_set_student (NX_STUDENT_ROW (gtk_list_item_get_child (item)), NULL);
}


static void
on_live_event (NxStudentsPlace *self, NxLiveEvent *event)
{
  if (g_str_has_prefix (event->type, "assessment.") || g_str_has_prefix (event->type, "payment.")
      || g_str_has_prefix (event->type, "student.")
      || (event->studentId != NULL
          && nx_list_find (nx_student_list_get_items (self->list), event->studentId, G_STRUCT_OFFSET (NxStudent, id)) != G_MAXUINT))
    nx_student_list_refresh (self->list);
}


/* What the file was told, the row beside it says too. */
static void
on_file_changed (NxStudentsPlace *self)
{
  NxStudent *student = nx_student_data_get_student (self->data);
  GListModel *items = nx_student_list_get_items (self->list);
  guint position = student != NULL && nx_student_data_get_complete (self->data)
                     ? nx_list_find (items, student->id, G_STRUCT_OFFSET (NxStudent, id)) : G_MAXUINT;
  g_autoptr (NxRecord) row = position != G_MAXUINT ? g_list_model_get_item (items, position) : NULL;
  if (row != NULL && row != NX_RECORD (student))
    nx_record_update (row, NX_RECORD (student));
}


static void
on_resync (NxStudentsPlace *self)
{
  nx_student_list_refresh (self->list);
}


/* NxPlace */

static void
place_refresh (NxPlace *place)
{
  NxStudentsPlace *self = NX_STUDENTS_PLACE (place);
  nx_student_list_refresh (self->list);
  nx_student_data_refresh (self->data);
}


static void
place_focus_search (NxPlace *place)
{
  NxStudentsPlace *self = NX_STUDENTS_PLACE (place);
  nx_split_view_show_sidebar (self->split);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_select_region (self->search_entry, 0, -1);
}


static void
place_open (NxPlace *place, const char *id)
{
  open_student (NX_STUDENTS_PLACE (place), id, NULL);
}


static void
place_create (NxPlace *place, const char *id)
{
  NxStudentsPlace *self = NX_STUDENTS_PLACE (place);
  const char *open = nx_student_data_get_id (self->data);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.new-session", "s", open != NULL ? open : "");
}


static void
nx_students_place_iface_init (NxPlaceInterface *iface)
{
  iface->refresh = place_refresh;
  iface->focus_search = place_focus_search;
  iface->open = place_open;
  iface->create = place_create;
}


static void
nx_students_place_dispose (GObject *object)
{
  NxStudentsPlace *self = NX_STUDENTS_PLACE (object);
  g_clear_object (&self->signals);
  g_clear_object (&self->selection);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  if (self->data != NULL)
    g_signal_handlers_disconnect_by_data (self->data, self);
  g_clear_object (&self->list);
  g_clear_object (&self->data);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_students_place_parent_class)->dispose (object);
}


/* Two typed letters find a pupil, without a key before them. */
static gboolean
nx_students_place_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (NX_STUDENTS_PLACE (widget)->search_entry));
}


static void
nx_students_place_class_init (NxStudentsPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_students_place_dispose;
  widget_class->grab_focus = nx_students_place_grab_focus;

  g_type_ensure (NX_TYPE_PROGRESS_LINE);
  g_type_ensure (NX_TYPE_SPLIT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/students/nx-students-place.ui");
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, clear_button);
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, content_stack);
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, empty_page);
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, file_bin);
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, heading);
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, list_stack);
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, list_view);
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, progress);
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, search_entry);
  gtk_widget_class_bind_template_child (widget_class, NxStudentsPlace, split);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_edge_reached);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
}


static void
nx_students_place_init (NxStudentsPlace *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_search_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);

  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
}


GtkWidget *
nx_students_place_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxStudentsPlace *self = g_object_new (NX_TYPE_STUDENTS_PLACE, NULL);
  self->connection = g_object_ref (connection);
  self->data = nx_student_data_new (connection);
  self->list = nx_student_list_new (connection);
  self->selection = gtk_single_selection_new (g_object_ref (nx_student_list_get_items (self->list)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (self->list, "notify::searched", G_CALLBACK (on_list_changed), self);
  g_signal_connect_swapped (self->list, "notify::loading", G_CALLBACK (on_loading), self);
  g_signal_connect_swapped (self->data, "changed", G_CALLBACK (on_file_changed), self);
  g_signal_connect_swapped (self->data, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect_swapped (self->list, "failed", G_CALLBACK (on_failed), self);

  self->signals = g_signal_group_new (NX_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->signals, "live-event", G_CALLBACK (on_live_event), self);
  g_signal_group_connect_swapped (self->signals, "resync", G_CALLBACK (on_resync), self);
  g_signal_group_set_target (self->signals, connection);
  nx_student_list_refresh (self->list);
  return GTK_WIDGET (self);
}
