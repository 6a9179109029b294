/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/reports/nx-reports-place.h"

#include "common/nx-i18n.h"
#include "desktop/nx-split-view.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-progress-line.h"
#include "desktop/widgets/nx-session-row.h"
#include "desktop/widgets/nx-session-text.h"

#define TICK_SECONDS 30
#define RECENT_DAYS  14
#define DUE_DAYS     60

struct _NxReportsPlace
{
  GtkWidget parent_instance;

  /* template widgets, borrowed */
  NxSplitView *split;
  GtkStack *stack;
  GtkListBox *list;
  AdwStatusPage *failed_page;
  NxProgressLine *progress;

  /* borrowed: made in code */
  NxReportEditor *editor;

  /* owned */
  NxConnection *connection; /* (nullable) */
  NxSessionSource *source;  /* of the last days: what the list shows */
  NxSessionSource *due;     /* of what is older and still due: added to the list */
  NxReportJournal *journal;
  GtkFilter *filter;
  GtkSorter *sorter;
  GListModel *model;
  char *wanted_id; /* (nullable): session to open when it is here */
  char *open_id;   /* (nullable): session that the editor shows */

  gint64 now;
  gboolean known;
  gboolean can_write;
  guint tick_id;
};

static void nx_reports_place_init_place (NxPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NxReportsPlace, nx_reports_place, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (NX_TYPE_PLACE, nx_reports_place_init_place))

/* The list */

static gboolean
is_listed (gpointer item, gpointer data)
{
  NxReportsPlace *self = data;
  NxSessionState state = nx_session_state (item, self->now);

  return state == NX_SESSION_STATE_RUNNING || state == NX_SESSION_STATE_REPORT_DUE || state == NX_SESSION_STATE_DONE;
}

static gboolean
is_open (NxReportsPlace *self, NxSession *session)
{
  return nx_session_state (session, self->now) != NX_SESSION_STATE_DONE;
}

/* What is to write comes first, the oldest first; what is written after it, the latest first. */
static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  NxReportsPlace *self = data;
  NxSession *x = (NxSession *) a, *y = (NxSession *) b;
  gboolean open_x = is_open (self, x), open_y = is_open (self, y);
  int order = x->scheduledAt < y->scheduledAt ? -1 : x->scheduledAt > y->scheduledAt ? 1 : g_strcmp0 (x->id, y->id);

  if (open_x != open_y)
    return open_x ? -1 : 1;
  return open_x ? order : -order;
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  NxReportsPlace *self = data;
  GtkWidget *row = nx_session_row_new (item, TRUE);

  nx_session_row_set_plain (NX_SESSION_ROW (row), "reports.open");
  nx_session_row_update (NX_SESSION_ROW (row), self->now);
  return row;
}

static void
make_heading (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  NxReportsPlace *self = data;
  gboolean open = is_open (self, nx_session_row_get_session (NX_SESSION_ROW (row)));
  GtkWidget *label;

  if (before != NULL && open == is_open (self, nx_session_row_get_session (NX_SESSION_ROW (before))))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (open ? _ ("To write") : _ ("Sent lately"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "list-heading");
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
find_row (NxReportsPlace *self, const char *id)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (NX_IS_SESSION_ROW (row) && g_strcmp0 (nx_session_row_get_session (NX_SESSION_ROW (row))->id, id) == 0)
      return row;
  return NULL;
}

static void
update_rows (NxReportsPlace *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (NX_IS_SESSION_ROW (row))
      nx_session_row_update (NX_SESSION_ROW (row), self->now);
  gtk_list_box_invalidate_headers (self->list);
}

static void
update_page (NxReportsPlace *self)
{
  GtkWidget *row = self->open_id != NULL ? find_row (self, self->open_id) : NULL;

  if (g_list_model_get_n_items (self->model) > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (self->known)
    gtk_stack_set_visible_child_name (self->stack, "empty");
  gtk_list_box_select_row (self->list, row != NULL ? GTK_LIST_BOX_ROW (row) : NULL);
  gtk_list_box_invalidate_headers (self->list);
}

static void
refilter (NxReportsPlace *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  update_rows (self);
  update_page (self);
}

/* The editor */

static void
open_session (NxReportsPlace *self, NxSession *session)
{
  NxUser *user = self->connection != NULL ? nx_connection_get_user (self->connection) : NULL;
  gboolean own = self->can_write
                 && (user == NULL || user->coachId == NULL
                     || (session->coach != NULL && g_strcmp0 (session->coach->id, user->coachId) == 0));

  if (g_strcmp0 (self->open_id, session->id) != 0)
    {
      g_free (self->open_id);
      self->open_id = g_strdup (session->id);
      nx_report_editor_open (self->editor, session, !own);
    }
  update_page (self);
  nx_split_view_show_content (self->split);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
look_for_wanted (NxReportsPlace *self)
{
  NxSession *session = nx_session_list_find (nx_session_source_get_list (self->source), self->wanted_id);

  if (session == NULL)
    return;
  g_clear_pointer (&self->wanted_id, g_free);
  open_session (self, session);
}

static void
ask (NxReportsPlace *self)
{
  gint64 recent = self->now - RECENT_DAYS * NX_TIME_DAY;

  if (self->connection == NULL)
    return;
  nx_session_source_load (self->source, recent, self->now + NX_TIME_HOUR);
  nx_session_source_load (self->due, self->now - DUE_DAYS * NX_TIME_DAY, recent);
}

/* Callbacks */

static gboolean
on_tick (gpointer data)
{
  NxReportsPlace *self = data;
  gint64 before = self->now;

  self->now = nx_connection_now (self->connection);
  if (before / NX_TIME_MINUTE != self->now / NX_TIME_MINUTE)
    refilter (self);
  return G_SOURCE_CONTINUE;
}

static void
on_loaded (NxReportsPlace *self)
{
  self->known = TRUE;
  update_page (self);
  look_for_wanted (self);
}

static void
on_due_loaded (NxReportsPlace *self)
{
  NxSessionList *due = nx_session_source_get_list (self->due), *list = nx_session_source_get_list (self->source);

  for (guint i = 0; i < nx_session_list_get_length (due); i++)
    nx_session_list_upsert (list, nx_session_list_get (due, i));
  update_page (self);
}

static void
on_failed (NxSessionSource *source, GError *error, NxReportsPlace *self)
{
  if (self->known)
    return;
  adw_status_page_set_description (self->failed_page, error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
on_busy_changed (NxReportsPlace *self)
{
  nx_progress_line_set_active (self->progress, nx_session_source_get_busy (self->source));
}

static void
on_items_changed (NxReportsPlace *self)
{
  update_page (self);
  if (self->wanted_id != NULL)
    look_for_wanted (self);
}

static void
on_submitted (NxReportEditor *editor, const char *id, NxReportsPlace *self)
{
  nx_session_source_load_one (self->source, id);
}

static void
action_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  nx_place_open (NX_PLACE (widget), g_variant_get_string (parameter, NULL));
}

/* Place */

static void
place_refresh (NxPlace *place)
{
  ask (NX_REPORTS_PLACE (place));
}

static void
place_open (NxPlace *place, const char *id)
{
  NxReportsPlace *self = NX_REPORTS_PLACE (place);

  g_free (self->wanted_id);
  self->wanted_id = g_strdup (id);
  look_for_wanted (self);
  if (self->wanted_id != NULL)
    nx_session_source_load_one (self->source, id);
}

static void
nx_reports_place_init_place (NxPlaceInterface *iface)
{
  iface->refresh = place_refresh;
  iface->open = place_open;
}

/* Overrides */

static void
nx_reports_place_dispose (GObject *object)
{
  NxReportsPlace *self = NX_REPORTS_PLACE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), NX_TYPE_REPORTS_PLACE);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_object (&self->model);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_clear_object (&self->source);
  g_clear_object (&self->due);
  g_clear_object (&self->journal);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->wanted_id, g_free);
  g_clear_pointer (&self->open_id, g_free);
  G_OBJECT_CLASS (nx_reports_place_parent_class)->dispose (object);
}

static void
nx_reports_place_class_init (NxReportsPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_reports_place_dispose;
  g_type_ensure (NX_TYPE_SPLIT_VIEW);
  g_type_ensure (NX_TYPE_PROGRESS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/reports/nx-reports-place.ui");
  gtk_widget_class_bind_template_child (widget_class, NxReportsPlace, failed_page);
  gtk_widget_class_bind_template_child (widget_class, NxReportsPlace, list);
  gtk_widget_class_bind_template_child (widget_class, NxReportsPlace, progress);
  gtk_widget_class_bind_template_child (widget_class, NxReportsPlace, split);
  gtk_widget_class_bind_template_child (widget_class, NxReportsPlace, stack);
  gtk_widget_class_install_action (widget_class, "reports.open", "s", action_open);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxreportsplace");
}

static void
nx_reports_place_init (NxReportsPlace *self)
{
  nx_style_ensure ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_stack_set_visible_child_name (self->stack, "wait");
}

static void
make_model (NxReportsPlace *self)
{
  NxSessionList *list = nx_session_source_get_list (self->source);
  GListModel *filtered;

  self->filter = GTK_FILTER (gtk_custom_filter_new (is_listed, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));
  filtered = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (list)), g_object_ref (self->filter)));
  self->model = G_LIST_MODEL (gtk_sort_list_model_new (filtered, g_object_ref (self->sorter)));
  gtk_list_box_bind_model (self->list, self->model, make_row, self, NULL);
  gtk_list_box_set_header_func (self->list, make_heading, self, NULL);
  g_signal_connect_swapped (self->model, "items-changed", G_CALLBACK (on_items_changed), self);
  g_signal_connect_object (list, "session-changed", G_CALLBACK (refilter), self, G_CONNECT_SWAPPED);
}

/* Public */

GtkWidget *
nx_reports_place_new (NxConnection *connection)
{
  NxReportsPlace *self = g_object_new (NX_TYPE_REPORTS_PLACE, NULL);
  NxUser *user = connection != NULL ? nx_connection_get_user (connection) : NULL;

  self->connection = connection != NULL ? g_object_ref (connection) : NULL;
  self->can_write = user == NULL || user->role == NX_ROLE_COACH;
  self->source = nx_session_source_new (connection);
  self->due = nx_session_source_new (connection);
  nx_session_source_set_query (self->due, "due=true");
  self->journal = nx_report_journal_new (NULL, user != NULL ? user->id : NULL);
  self->editor = nx_report_editor_new (connection, self->journal);
  g_object_set (self->split, "content", self->editor, NULL);
  make_model (self);
  g_signal_connect_object (self->editor, "submitted", G_CALLBACK (on_submitted), self, 0);
  g_signal_connect_object (self->source, "loaded", G_CALLBACK (on_loaded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->source, "failed", G_CALLBACK (on_failed), self, 0);
  g_signal_connect_object (self->source, "busy-changed", G_CALLBACK (on_busy_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->due, "loaded", G_CALLBACK (on_due_loaded), self, G_CONNECT_SWAPPED);
  if (connection == NULL)
    return GTK_WIDGET (self);
  self->now = nx_connection_now (connection);
  self->tick_id = g_timeout_add_seconds (TICK_SECONDS, on_tick, self);
  ask (self);
  return GTK_WIDGET (self);
}

NxSessionSource *
nx_reports_place_get_source (NxReportsPlace *self)
{
  return self->source;
}

NxReportEditor *
nx_reports_place_get_editor (NxReportsPlace *self)
{
  return self->editor;
}

void
nx_reports_place_set_now (NxReportsPlace *self, gint64 now)
{
  g_return_if_fail (NX_IS_REPORTS_PLACE (self));

  self->now = now;
  self->known = TRUE;
  nx_report_editor_set_now (self->editor, now);
  refilter (self);
}
