/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/today/nx-today-place.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/today/nx-today-text.h"
#include "desktop/transfers/nx-transfers-todo.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-progress-line.h"
#include "desktop/widgets/nx-session-row.h"
#include "desktop/widgets/nx-session-text.h"

#define TICK_SECONDS 15
#define NARROW       860
#define DUE_DAYS     60

struct _NxTodayPlace
{
  GtkWidget parent_instance;

  /* template widgets, borrowed */
  GtkLabel *greeting_label;
  GtkLabel *summary_label;
  GtkWidget *next_box;
  AdwAvatar *next_avatar;
  GtkLabel *next_countdown;
  GtkLabel *next_pupil;
  GtkLabel *next_what;
  GtkWidget *next_buttons;
  GtkWidget *next_student;
  GtkWidget *next_open;
  GtkWidget *next_join;
  GtkWidget *columns;
  GtkWidget *due_column;
  GtkStack *day_stack;
  GtkListBox *day_list;
  GtkStack *due_stack;
  GtkListBox *due_list;
  AdwStatusPage *done_page;
  AdwStatusPage *failed_page;
  NxProgressLine *progress;

  /* borrowed: made in code */
  NxTransfersTodo *transfers; /* (nullable): of the office */

  /* owned */
  NxConnection *connection; /* (nullable) */
  NxSessionSource *day;
  NxSessionSource *due;
  GtkFilter *day_filter;
  GtkFilter *due_filter;
  GListModel *day_model;
  GListModel *due_model;

  gint64 now;
  gboolean day_known;
  gboolean narrow;
  guint tick_id;
  guint turn_id;
};

static void nx_today_place_init_place (NxPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NxTodayPlace, nx_today_place, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (NX_TYPE_PLACE, nx_today_place_init_place))

/* What is in the lists */

static gboolean
is_today (gpointer item, gpointer data)
{
  NxTodayPlace *self = data;
  NxSession *session = item;
  gint64 from, to;

  nx_today_range (self->now, &from, &to);
  return session->scheduledAt >= from && session->scheduledAt < to && session->status != NX_SESSION_CANCELLED;
}

static gboolean
is_due (gpointer item, gpointer data)
{
  NxTodayPlace *self = data;

  return nx_session_state (item, self->now) == NX_SESSION_STATE_REPORT_DUE;
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  NxTodayPlace *self = data;
  GtkWidget *row = nx_session_row_new (item, FALSE);

  nx_session_row_set_narrow (NX_SESSION_ROW (row), self->narrow);
  nx_session_row_update (NX_SESSION_ROW (row), self->now);
  return row;
}

static GtkWidget *
make_due_row (gpointer item, gpointer data)
{
  NxTodayPlace *self = data;
  GtkWidget *row = nx_session_row_new (item, TRUE);

  nx_session_row_update (NX_SESSION_ROW (row), self->now);
  return row;
}

static void
update_rows (NxTodayPlace *self, GtkListBox *list)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (NX_IS_SESSION_ROW (row))
      {
        nx_session_row_set_narrow (NX_SESSION_ROW (row), self->narrow);
        nx_session_row_update (NX_SESSION_ROW (row), self->now);
      }
}

/* What stands above them */

static void
update_next (NxTodayPlace *self)
{
  NxSession *next = nx_today_next (nx_session_source_get_list (self->day), self->now, NULL);
  g_autofree char *countdown = NULL, *time = NULL, *line = NULL, *pupils = NULL, *what = NULL, *with = NULL;
  gboolean single;

  gtk_widget_set_visible (self->next_box, next != NULL);
  if (next == NULL)
    return;
  countdown = nx_today_countdown (next, self->now);
  time = nx_format_time (next->scheduledAt, nx_session_zone ());
  /* Translators: the next session: "Next: 16:40, in 12 minutes" */
  line = g_strdup_printf (next->scheduledAt > self->now ? _ ("Next: %s, %s") : _ ("Now: %s, %s"), time, countdown);
  pupils = nx_session_pupils (next);
  what = nx_session_what (next);
  with = next->coach != NULL ? g_strdup_printf ("%s · %s", what, next->coach->pseudonym) : g_strdup (what);
  single = next->students != NULL && next->students->len == 1;
  gtk_label_set_label (self->next_countdown, line);
  gtk_label_set_label (self->next_pupil, pupils);
  gtk_label_set_label (self->next_what, with);
  adw_avatar_set_text (self->next_avatar, pupils);
  gtk_widget_set_visible (self->next_student, single);
  if (single)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->next_student), "s",
                                      ((NxPerson *) g_ptr_array_index (next->students, 0))->id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->next_open), "s", next->id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->next_join), "s", next->id);
  gtk_widget_set_visible (self->next_join, nx_session_can_join (next, self->now));
}

static void
update_head (NxTodayPlace *self)
{
  NxUser *user = self->connection != NULL ? nx_connection_get_user (self->connection) : NULL;
  guint sessions = g_list_model_get_n_items (self->day_model), due = g_list_model_get_n_items (self->due_model);
  g_autofree char *greeting = nx_today_greeting (user != NULL ? user->firstName : NULL, self->now);
  g_autofree char *date = nx_format_date (nx_time_date_in_zone (self->now, nx_session_zone ()));
  g_autofree char *summary = nx_today_summary (sessions, due), *line = NULL;

  gtk_label_set_label (self->greeting_label, greeting);
  line = self->day_known ? g_strdup_printf ("%s · %s", date, summary) : g_strdup (date);
  gtk_label_set_label (self->summary_label, line);
}

static void
update_pages (NxTodayPlace *self)
{
  guint sessions = g_list_model_get_n_items (self->day_model), due = g_list_model_get_n_items (self->due_model);
  gint64 checked = nx_session_source_get_loaded_at (self->due);
  g_autofree char *time = checked != NX_TIME_NONE ? nx_format_time (checked, nx_session_zone ()) : NULL;
  g_autofree char *text = time != NULL ? g_strdup_printf (_ ("Last checked at %s"), time) : NULL;

  if (sessions > 0)
    gtk_stack_set_visible_child_name (self->day_stack, "list");
  else if (self->day_known)
    gtk_stack_set_visible_child_name (self->day_stack, "empty");
  gtk_stack_set_visible_child_name (self->due_stack, due > 0 ? "list" : "done");
  gtk_widget_set_visible (GTK_WIDGET (self->due_stack), due > 0 || self->transfers == NULL || nx_transfers_todo_get_count (self->transfers) == 0);
  adw_status_page_set_title (self->done_page,
                             checked != NX_TIME_NONE || self->connection == NULL ? _ ("All is done.") : _ ("Checking…"));
  adw_status_page_set_description (self->done_page, text);
}

static void
update (NxTodayPlace *self)
{
  update_head (self);
  update_next (self);
  update_pages (self);
}

static void
ask (NxTodayPlace *self)
{
  gint64 from, to;

  if (self->connection == NULL)
    return;
  nx_today_range (self->now, &from, &to);
  nx_session_source_load (self->day, from, to);
  nx_session_source_load (self->due, from - DUE_DAYS * NX_TIME_DAY, to);
  if (self->transfers != NULL)
    nx_transfers_todo_refresh (self->transfers);
}

static void
set_now (NxTodayPlace *self, gint64 now)
{
  gint64 before = self->now;

  if (before / NX_TIME_MINUTE == now / NX_TIME_MINUTE)
    return;
  self->now = now;
  gtk_filter_changed (self->day_filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_filter_changed (self->due_filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_rows (self, self->day_list);
  update_rows (self, self->due_list);
  update (self);
  if (nx_time_date_in_zone (before, nx_session_zone ()) != nx_time_date_in_zone (now, nx_session_zone ()))
    ask (self);
}

/* Callbacks */

static gboolean
on_tick (gpointer data)
{
  NxTodayPlace *self = data;

  set_now (self, nx_connection_now (self->connection));
  return G_SOURCE_CONTINUE;
}

static void
on_session_changed (NxSessionList *list, NxSession *session, NxTodayPlace *self)
{
  gtk_filter_changed (self->day_filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_filter_changed (self->due_filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_rows (self, self->day_list);
  update_rows (self, self->due_list);
  update (self);
}

static void
on_day_loaded (NxTodayPlace *self)
{
  self->day_known = TRUE;
  update (self);
}

static void
on_failed (NxSessionSource *source, GError *error, NxTodayPlace *self)
{
  if (source != self->day || self->day_known)
    return;
  adw_status_page_set_description (self->failed_page, error->message);
  gtk_stack_set_visible_child_name (self->day_stack, "failed");
}

static void
on_busy_changed (NxTodayPlace *self)
{
  nx_progress_line_set_active (self->progress, nx_session_source_get_busy (self->day) || nx_session_source_get_busy (self->due));
}

static void
action_join (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxTodayPlace *self = NX_TODAY_PLACE (widget);
  NxSession *session = nx_session_list_find (nx_session_source_get_list (self->day), g_variant_get_string (parameter, NULL));

  if (session != NULL && nx_session_can_join (session, self->now))
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), session->location, GDK_CURRENT_TIME);
}

static gboolean
on_turn (gpointer data)
{
  NxTodayPlace *self = data;

  self->turn_id = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->next_box),
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_size_request (self->due_column, self->narrow ? -1 : 340, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->next_avatar), !self->narrow);
  update_rows (self, self->day_list);
  return G_SOURCE_REMOVE;
}

/* Place */

static void
place_refresh (NxPlace *place)
{
  ask (NX_TODAY_PLACE (place));
}

static void
place_create (NxPlace *place, const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (place), "win.new-session", "s", id);
}

static void
nx_today_place_init_place (NxPlaceInterface *iface)
{
  iface->refresh = place_refresh;
  iface->create = place_create;
}

/* Overrides */

static void
nx_today_place_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, -1, minimum, natural, minimum_baseline, natural_baseline);
  /* The columns are put one under the other by the allocation: side by side they ask for no room. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 340);
}

static void
nx_today_place_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  NxTodayPlace *self = NX_TODAY_PLACE (widget);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int minimum;

  if (self->narrow != (width < NARROW))
    {
      self->narrow = width < NARROW;
      if (self->turn_id == 0)
        self->turn_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_turn, self, NULL);
    }
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (child, MAX (width, minimum), height, baseline, NULL);
}

static gboolean
nx_today_place_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (NX_TODAY_PLACE (widget)->day_list), GTK_DIR_TAB_FORWARD);
}

static void
nx_today_place_dispose (GObject *object)
{
  NxTodayPlace *self = NX_TODAY_PLACE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->turn_id, g_source_remove);
  if (self->day_list != NULL)
    gtk_list_box_bind_model (self->day_list, NULL, NULL, NULL, NULL);
  if (self->due_list != NULL)
    gtk_list_box_bind_model (self->due_list, NULL, NULL, NULL, NULL);
  self->transfers = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), NX_TYPE_TODAY_PLACE);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_object (&self->day_model);
  g_clear_object (&self->due_model);
  g_clear_object (&self->day_filter);
  g_clear_object (&self->due_filter);
  g_clear_object (&self->day);
  g_clear_object (&self->due);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_today_place_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, columns);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, day_list);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, day_stack);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, done_page);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, due_column);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, due_list);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, due_stack);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, failed_page);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, greeting_label);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, next_avatar);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, next_box);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, next_buttons);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, next_countdown);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, next_join);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, next_open);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, next_pupil);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, next_student);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, next_what);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, progress);
  gtk_widget_class_bind_template_child (widget_class, NxTodayPlace, summary_label);
}

static void
nx_today_place_class_init (NxTodayPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_today_place_dispose;
  widget_class->measure = nx_today_place_measure;
  widget_class->size_allocate = nx_today_place_size_allocate;
  widget_class->grab_focus = nx_today_place_grab_focus;
  g_type_ensure (NX_TYPE_PROGRESS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/today/nx-today-place.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "row.join", "s", action_join);
  gtk_widget_class_set_css_name (widget_class, "nxtodayplace");
}

static void
nx_today_place_init (NxTodayPlace *self)
{
  nx_style_ensure ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_stack_set_visible_child_name (self->day_stack, "wait");
}

static GListModel *
filtered (NxSessionSource *source, GtkFilter *filter)
{
  return G_LIST_MODEL (
      gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (nx_session_source_get_list (source))), g_object_ref (filter)));
}

static void
connect_source (NxTodayPlace *self, NxSessionSource *source)
{
  NxSessionList *list = nx_session_source_get_list (source);

  g_signal_connect_object (list, "session-changed", G_CALLBACK (on_session_changed), self, 0);
  g_signal_connect_object (source, "failed", G_CALLBACK (on_failed), self, 0);
  g_signal_connect_object (source, "busy-changed", G_CALLBACK (on_busy_changed), self, G_CONNECT_SWAPPED);
}

/* What waits for the office besides reports. */
static void
make_transfers (NxTodayPlace *self)
{
  NxUser *user = nx_connection_get_user (self->connection);

  if (user == NULL || user->role == NX_ROLE_COACH)
    return;
  self->transfers = NX_TRANSFERS_TODO (nx_transfers_todo_new (self->connection));
  gtk_box_insert_child_after (GTK_BOX (self->due_column), GTK_WIDGET (self->transfers), gtk_widget_get_first_child (self->due_column));
  g_signal_connect_object (self->transfers, "changed", G_CALLBACK (update_pages), self, G_CONNECT_SWAPPED);
}

/* Public */

GtkWidget *
nx_today_place_new (NxConnection *connection)
{
  NxTodayPlace *self = g_object_new (NX_TYPE_TODAY_PLACE, NULL);

  self->connection = connection != NULL ? g_object_ref (connection) : NULL;
  self->day = nx_session_source_new (connection);
  self->due = nx_session_source_new (connection);
  nx_session_source_set_query (self->due, "due=true");
  self->day_filter = GTK_FILTER (gtk_custom_filter_new (is_today, self, NULL));
  self->due_filter = GTK_FILTER (gtk_custom_filter_new (is_due, self, NULL));
  self->day_model = filtered (self->day, self->day_filter);
  self->due_model = filtered (self->due, self->due_filter);
  gtk_list_box_bind_model (self->day_list, self->day_model, make_row, self, NULL);
  gtk_list_box_bind_model (self->due_list, self->due_model, make_due_row, self, NULL);
  connect_source (self, self->day);
  connect_source (self, self->due);
  g_signal_connect_object (self->day, "loaded", G_CALLBACK (on_day_loaded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->due, "loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->day_model, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->due_model, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (connection == NULL)
    return GTK_WIDGET (self);
  make_transfers (self);
  self->tick_id = g_timeout_add_seconds (TICK_SECONDS, on_tick, self);
  set_now (self, nx_connection_now (connection));
  return GTK_WIDGET (self);
}

NxSessionSource *
nx_today_place_get_day (NxTodayPlace *self)
{
  return self->day;
}

NxSessionSource *
nx_today_place_get_due (NxTodayPlace *self)
{
  return self->due;
}

void
nx_today_place_set_now (NxTodayPlace *self, gint64 now)
{
  g_return_if_fail (NX_IS_TODAY_PLACE (self));

  self->day_known = TRUE;
  set_now (self, now);
}
