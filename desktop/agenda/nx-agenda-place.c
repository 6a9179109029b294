/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-agenda-place-dialogs.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

#define TICK_SECONDS 15
#define NARROW       760
#define PHONE        520
#define NARROWEST    340

static void nx_agenda_place_init_place (NxPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NxAgendaPlace, nx_agenda_place, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (NX_TYPE_PLACE, nx_agenda_place_init_place))

static void
update_detail (NxAgendaPlace *self, NxSession *session)
{
  nx_agenda_detail_set_session (self->detail, session, self->now, self->office || self->own_coach != NULL);
  adw_flap_set_reveal_flap (self->detail_flap, session != NULL);
}

static void
set_now (NxAgendaPlace *self, gint64 now)
{
  gint64 before = self->now;

  self->now = now;
  if (before / NX_TIME_MINUTE == now / NX_TIME_MINUTE)
    return;
  nx_agenda_view_set_now (self->view, now);
  nx_agenda_detail_set_session (self->detail, nx_agenda_view_get_selected (self->view), now,
                                self->office || self->own_coach != NULL);
  if (nx_time_date_in_zone (before, nx_session_zone ()) != nx_time_date_in_zone (now, nx_session_zone ()))
    {
      nx_agenda_view_sync (self->view);
      _nx_agenda_place_update_period (self);
    }
}

/* A session that was asked for from elsewhere: turn to it as soon as it is here. */
static void
look_for_wanted (NxAgendaPlace *self)
{
  g_autofree char *id = NULL;
  NxSession *session = nx_session_list_find (nx_session_source_get_list (self->source), self->wanted_id);

  if (session == NULL)
    return;
  id = g_steal_pointer (&self->wanted_id);
  nx_agenda_place_go (self, nx_agenda_view_get_mode (self->view),
                      nx_time_date_in_zone (session->scheduledAt, nx_session_zone ()));
  nx_agenda_view_sync (self->view);
  nx_agenda_view_select (self->view, id, TRUE);
}

/* Callbacks */

static gboolean
on_tick (gpointer data)
{
  NxAgendaPlace *self = data;

  set_now (self, nx_connection_now (self->connection));
  return G_SOURCE_CONTINUE;
}

static void
on_selected (NxAgendaView *view, NxSession *session, NxAgendaPlace *self)
{
  update_detail (self, session);
}

static void
on_create (NxAgendaView *view, gint64 start, gint64 end, const char *coach_id, NxAgendaPlace *self)
{
  _nx_agenda_place_begin_booking (self, start, end, coach_id, NULL);
}

static void
on_leave (NxAgendaView *view, int direction, NxAgendaPlace *self)
{
  _nx_agenda_place_turn (self, direction);
}

static void
on_day_chosen (GtkWidget *from, int date, NxAgendaPlace *self)
{
  gboolean keep = GTK_WIDGET (self->sidebar) == from;

  nx_agenda_place_go (self, keep ? nx_agenda_view_get_mode (self->view) : NX_AGENDA_DAY, date);
}

static void
on_filter_changed (NxAgendaPlace *self)
{
  NxAgendaFilter *filter = nx_agenda_view_get_filter (self->view);

  nx_agenda_sidebar_fill_filter (self->sidebar, filter);
  g_free (filter->only);
  filter->only = g_strdup (self->own_coach);
  nx_agenda_view_filter_changed (self->view);
  _nx_agenda_place_update_empty (self);
}

static void
on_loaded (NxAgendaPlace *self)
{
  self->copy_at = NX_TIME_NONE;
  if (nx_session_source_is_whole (self->source))
    _nx_agenda_place_update_strip (self, NULL);
  _nx_agenda_place_queue_copy (self);
  nx_agenda_view_sync (self->view);
  _nx_agenda_place_update_period (self);
  look_for_wanted (self);
}

static gboolean
on_empty (gpointer data)
{
  NxAgendaPlace *self = data;

  self->empty_id = 0;
  _nx_agenda_place_update_empty (self);
  return G_SOURCE_REMOVE;
}

/* A range comes one session at a time: what is counted is counted once. */
static void
on_items_changed (NxAgendaPlace *self)
{
  if (self->wanted_id != NULL)
    look_for_wanted (self);
  if (self->empty_id == 0)
    self->empty_id = g_idle_add (on_empty, self);
  _nx_agenda_place_queue_copy (self);
}

static void
on_failed (NxSessionSource *source, GError *error, NxAgendaPlace *self)
{
  g_autofree char *text = NULL;

  /* The window says that there is no network. */
  if (nx_connection_get_state (self->connection) == NX_CONNECTION_OFFLINE)
    return;
  text = g_strdup_printf (_ ("The agenda could not be brought up to date: %s"), error->message);
  _nx_agenda_place_update_strip (self, text);
}

static void
on_busy_changed (NxAgendaPlace *self)
{
  nx_progress_line_set_active (self->progress, nx_session_source_get_busy (self->source));
}

static gboolean
wants_side_pane (NxAgendaPlace *self)
{
  GSettings *settings = nx_settings (GTK_WIDGET (self));

  return settings == NULL || g_settings_get_boolean (settings, "agenda-side-pane");
}

/* What folds for want of room is not what was wanted. */
static void
on_sidebar_toggled (NxAgendaPlace *self)
{
  GSettings *settings = nx_settings (GTK_WIDGET (self));

  if (settings != NULL && self->restored && !self->narrow)
    g_settings_set_boolean (settings, "agenda-side-pane", gtk_toggle_button_get_active (self->sidebar_button));
}

/* Folding changes what is measured: it waits until the allocation that noticed is over. */
static gboolean
on_fold (gpointer data)
{
  NxAgendaPlace *self = data;
  AdwFlapFoldPolicy policy = self->narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER;

  self->fold_id = 0;
  adw_flap_set_fold_policy (self->side_flap, policy);
  adw_flap_set_fold_policy (self->detail_flap, policy);
  adw_flap_set_reveal_flap (self->side_flap, !self->narrow && wants_side_pane (self));
  if (self->narrow)
    gtk_button_set_icon_name (GTK_BUTTON (self->today_button), "x-office-calendar-symbolic");
  else
    gtk_button_set_label (GTK_BUTTON (self->today_button), _ ("Today"));
  gtk_widget_set_visible (self->mode_box, !self->phone);
  /* Seven columns on a phone's width tell nothing. */
  if (self->narrow && nx_agenda_view_get_mode (self->view) == NX_AGENDA_WEEK)
    gtk_toggle_button_set_active (self->day_button, TRUE);
  _nx_agenda_place_update_period (self);
  return G_SOURCE_REMOVE;
}

/* Place */

static void
place_refresh (NxPlace *place)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (place);

  nx_session_source_reload (self->source);
  nx_agenda_facts_reload (self->facts);
}

static void
place_focus_search (NxPlace *place)
{
  _nx_agenda_place_search (NX_AGENDA_PLACE (place));
}

static void
place_open (NxPlace *place, const char *id)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (place);

  g_free (self->wanted_id);
  self->wanted_id = g_strdup (id);
  look_for_wanted (self);
  if (self->wanted_id != NULL)
    nx_session_source_load_one (self->source, id);
}

static void
place_create (NxPlace *place, const char *id)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (place);
  const char *coach_id;
  gint64 start;

  start = _nx_agenda_place_next_start (self, &coach_id);
  _nx_agenda_place_begin_booking (self, start, start + NX_TIME_HOUR, coach_id, id);
}

static GtkWidget *
place_get_header (NxPlace *place)
{
  return NX_AGENDA_PLACE (place)->header;
}

static void
nx_agenda_place_init_place (NxPlaceInterface *iface)
{
  iface->refresh = place_refresh;
  iface->focus_search = place_focus_search;
  iface->open = place_open;
  iface->create = place_create;
  iface->get_header = place_get_header;
}

/* Overrides */

/* In its window the place has its settings: it comes back as it was left. */
static void
nx_agenda_place_root (GtkWidget *widget)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  GSettings *settings;
  g_autofree char *view = NULL;

  GTK_WIDGET_CLASS (nx_agenda_place_parent_class)->root (widget);
  settings = nx_settings (widget);
  if (settings == NULL || self->restored)
    return;
  view = g_settings_get_string (settings, "agenda-view");
  adw_flap_set_reveal_flap (self->side_flap, wants_side_pane (self));
  nx_agenda_sidebar_bind (self->sidebar, settings);
  nx_agenda_view_set_by_room (self->view, g_settings_get_boolean (settings, "agenda-by-room"));
  if (_nx_agenda_place_mode_of (view) != nx_agenda_view_get_mode (self->view))
    nx_agenda_place_go (self, _nx_agenda_place_mode_of (view), nx_time_date_in_zone (self->now, nx_session_zone ()));
  self->restored = TRUE;
}

static void
nx_agenda_place_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
  /* Panes that do not fit are folded by the allocation: they ask for no room of their own. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, NARROWEST);
}

static void
nx_agenda_place_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int minimum;

  if (self->narrow != (width < NARROW) || self->phone != (width < PHONE))
    {
      self->narrow = width < NARROW;
      self->phone = width < PHONE;
      if (self->fold_id == 0)
        self->fold_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_fold, self, NULL);
    }
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (child, MAX (width, minimum), height, baseline, NULL);
}

static gboolean
nx_agenda_place_grab_focus (GtkWidget *widget)
{
  nx_agenda_view_focus_grid (NX_AGENDA_PLACE (widget)->view);
  return TRUE;
}

static void
nx_agenda_place_dispose (GObject *object)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->fold_id, g_source_remove);
  g_clear_handle_id (&self->empty_id, g_source_remove);
  _nx_agenda_place_close_copy (self);
  g_clear_pointer (&self->go_to, gtk_widget_unparent);
  if (self->booking != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->booking));
  g_clear_weak_pointer (&self->menu_from);
  g_clear_object (&self->move);
  g_clear_object (&self->header);
  gtk_widget_dispose_template (GTK_WIDGET (self), NX_TYPE_AGENDA_PLACE);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_object (&self->source);
  g_clear_object (&self->facts);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->own_coach, g_free);
  g_clear_pointer (&self->wanted_id, g_free);
  G_OBJECT_CLASS (nx_agenda_place_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, content_overlay);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, day_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, detail_flap);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, empty);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, empty_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, empty_new_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, empty_next_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, header);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, list_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, menu_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, mode_box);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, mode_menu_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, month_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, new_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, next_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, period_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, period_short_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, period_tiny_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, previous_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, progress);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, search_bar);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, search_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, search_count);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, search_entry);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, side_flap);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, strip);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, strip_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, today_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaPlace, week_button);
}

static void
nx_agenda_place_class_init (NxAgendaPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_place_dispose;
  widget_class->grab_focus = nx_agenda_place_grab_focus;
  widget_class->measure = nx_agenda_place_measure;
  widget_class->root = nx_agenda_place_root;
  widget_class->size_allocate = nx_agenda_place_size_allocate;
  g_type_ensure (NX_TYPE_PROGRESS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/agenda/nx-agenda-place.ui");
  bind_children (widget_class);
  _nx_agenda_place_class_init_actions (widget_class);
  _nx_agenda_place_class_init_views (widget_class);
  _nx_agenda_place_class_init_acts (widget_class);
  _nx_agenda_place_class_init_dialogs (widget_class);
  gtk_widget_class_set_css_name (widget_class, "nxagendaplace");
}

static void
on_header_clicked (GtkWidget *button, NxAgendaPlace *self)
{
  if (button == self->new_button)
    gtk_widget_activate_action (GTK_WIDGET (self), "agenda.new", NULL);
  else
    _nx_agenda_place_turn (self, button == self->previous_button ? -1 : button == self->next_button ? 1 : 0);
}

/* The header stands in the window's bar, outside of the place: it is connected, and leaves the focus where it is. */
static void
connect_header (NxAgendaPlace *self)
{
  GtkWidget *buttons[] = { self->previous_button, self->today_button, self->next_button, self->new_button };
  GtkWidget *toggles[] = { GTK_WIDGET (self->search_button), GTK_WIDGET (self->sidebar_button) };

  g_object_ref (self->header);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      gtk_widget_set_focus_on_click (buttons[i], FALSE);
      g_signal_connect_object (buttons[i], "clicked", G_CALLBACK (on_header_clicked), self, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    gtk_widget_set_focus_on_click (toggles[i], FALSE);
  g_signal_connect_object (self->sidebar_button, "toggled", G_CALLBACK (on_sidebar_toggled), self, G_CONNECT_SWAPPED);
}

static void
nx_agenda_place_init (NxAgendaPlace *self)
{
  nx_style_ensure ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->asked_from = self->copy_at = NX_TIME_NONE;
  connect_header (self);
  _nx_agenda_place_init_views (self);
  _nx_agenda_place_init_keys (self);
}

static void
make_children (NxAgendaPlace *self)
{
  self->view = NX_AGENDA_VIEW (nx_agenda_view_new_with_facts (self->source, self->facts));
  self->sidebar = NX_AGENDA_SIDEBAR (nx_agenda_sidebar_new (self->source, self->own_coach));
  nx_agenda_sidebar_set_facts (self->sidebar, self->facts);
  self->detail = NX_AGENDA_DETAIL (nx_agenda_detail_new ());
  gtk_overlay_set_child (self->content_overlay, GTK_WIDGET (self->view));
  adw_flap_set_flap (self->side_flap, GTK_WIDGET (self->sidebar));
  adw_flap_set_flap (self->detail_flap, GTK_WIDGET (self->detail));
  nx_agenda_view_set_can_create (self->view, self->office);
  gtk_widget_set_visible (self->new_button, self->office);
  gtk_widget_set_visible (self->empty_new_button, self->office);
  g_signal_connect_object (self->view, "selected", G_CALLBACK (on_selected), self, 0);
  g_signal_connect_object (self->view, "create", G_CALLBACK (on_create), self, 0);
  g_signal_connect_object (self->view, "leave", G_CALLBACK (on_leave), self, 0);
  g_signal_connect_object (self->view, "day-chosen", G_CALLBACK (on_day_chosen), self, 0);
  _nx_agenda_place_connect_views (self);
  g_signal_connect_object (self->sidebar, "day-chosen", G_CALLBACK (on_day_chosen), self, 0);
  g_signal_connect_object (self->sidebar, "filter-changed", G_CALLBACK (on_filter_changed), self, G_CONNECT_SWAPPED);
}

static void
connect_source (NxAgendaPlace *self)
{
  g_signal_connect_object (self->source, "loaded", G_CALLBACK (on_loaded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->source, "failed", G_CALLBACK (on_failed), self, 0);
  g_signal_connect_object (self->source, "busy-changed", G_CALLBACK (on_busy_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (nx_session_source_get_list (self->source), "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
}

/* Public */

GtkWidget *
nx_agenda_place_new (NxConnection *connection)
{
  NxAgendaPlace *self = g_object_new (NX_TYPE_AGENDA_PLACE, NULL);
  NxUser *user = connection != NULL ? nx_connection_get_user (connection) : NULL;

  self->connection = connection != NULL ? g_object_ref (connection) : NULL;
  self->source = nx_session_source_new (connection);
  self->facts = nx_agenda_facts_new (connection);
  self->office = user == NULL || user->role == NX_ROLE_ADMIN || user->role == NX_ROLE_ASSISTANTE;
  self->own_coach = user != NULL && user->role == NX_ROLE_COACH ? g_strdup (user->coachId) : NULL;
  make_children (self);
  _nx_agenda_place_init_dialogs (self);
  _nx_agenda_place_init_acts (self);
  connect_source (self);
  on_filter_changed (self);
  if (connection == NULL)
    return GTK_WIDGET (self);
  self->tick_id = g_timeout_add_seconds (TICK_SECONDS, on_tick, self);
  set_now (self, nx_connection_now (connection));
  _nx_agenda_place_open_copy (self);
  nx_agenda_place_go (self, NX_AGENDA_WEEK, nx_time_date_in_zone (self->now, nx_session_zone ()));
  return GTK_WIDGET (self);
}

NxSessionSource *
nx_agenda_place_get_source (NxAgendaPlace *self)
{
  return self->source;
}

NxAgendaView *
nx_agenda_place_get_view (NxAgendaPlace *self)
{
  return self->view;
}

void
nx_agenda_place_set_now (NxAgendaPlace *self, gint64 now)
{
  g_return_if_fail (NX_IS_AGENDA_PLACE (self));

  set_now (self, now);
}
