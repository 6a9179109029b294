/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-view.h"

#include "common/nx-i18n.h"
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-layout.h"
#include "desktop/agenda/nx-agenda-view-private.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

#define DAY 1440

enum
{
  SELECTED,
  CREATE,
  LEAVE,
  DAY_CHOSEN,
  SESSION_CHOSEN,
  DATE_WANTED,
  BY_ROOM_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NxAgendaView, nx_agenda_view, GTK_TYPE_WIDGET)

static gboolean
on_sync (gpointer data)
{
  NxAgendaView *self = data;

  self->sync_id = 0;
  nx_agenda_view_sync (self);
  return G_SOURCE_REMOVE;
}

/* A hundred changes of one answer are laid out once, still before the next frame. */
static void
queue_sync (NxAgendaView *self)
{
  if (self->sync_id == 0)
    self->sync_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_sync, self, NULL);
}

/* Callbacks */

void
_nx_agenda_view_on_block_chosen (GtkWidget *block, NxAgendaView *self)
{
  nx_agenda_view_select (self, nx_agenda_block_get_session (NX_AGENDA_BLOCK (block))->id, FALSE);
}

void
_nx_agenda_view_on_more (GtkButton *button, NxAgendaView *self)
{
  g_signal_emit (self, signals[DAY_CHOSEN], 0, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "date")));
}

static void
on_session_changed (NxSessionList *list, NxSession *session, NxAgendaView *self)
{
  NxAgendaBlock *block = g_hash_table_lookup (self->blocks, session->id);

  if (block != NULL)
    nx_agenda_block_update (block, self->now);
  queue_sync (self);
  if (g_strcmp0 (session->id, self->selected) == 0)
    g_signal_emit (self, signals[SELECTED], 0, session);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, NxAgendaView *self)
{
  for (guint i = position; i < position + added; i++)
    {
      NxSession *session = nx_session_list_get (NX_SESSION_LIST (model), i);
      NxAgendaBlock *block = g_hash_table_lookup (self->blocks, session->id);

      if (block != NULL)
        nx_agenda_block_update (block, self->now);
      if (g_strcmp0 (session->id, self->selected) == 0)
        g_signal_emit (self, signals[SELECTED], 0, session);
    }
  queue_sync (self);
}

static gint64
midnight (gint32 date, int minute)
{
  gint64 time = NX_TIME_NONE;

  date += minute / DAY;
  /* A clock time that a change to summer time skips is read as the hour after it. */
  if (!nx_time_from_local (date, minute % DAY, nx_session_zone (), &time)
      && !nx_time_from_local (date, (minute + 60) % DAY, nx_session_zone (), &time))
    g_warning ("the zone of the centre has no hour %d on day %d", minute / 60, date);
  return time;
}

gint64
_nx_agenda_view_instant (NxAgendaView *self, int column, int minute)
{
  return midnight (self->date + (self->mode == NX_AGENDA_WEEK ? column : 0), minute);
}

gboolean
_nx_agenda_view_has_hours (NxAgendaView *self)
{
  return self->mode == NX_AGENDA_DAY || self->mode == NX_AGENDA_WEEK;
}

const char *
_nx_agenda_view_column_coach (NxAgendaView *self, int column)
{
  if (self->mode != NX_AGENDA_DAY || self->by_room || column >= (int) self->columns->len
      || _nx_agenda_view_column (self, column)->coach == NULL)
    return self->filter->only;
  return _nx_agenda_view_column (self, column)->coach->id;
}

static void
on_create (NxTimeGrid *grid, int column, int start, int end, NxAgendaView *self)
{
  g_signal_emit (self, signals[CREATE], 0, _nx_agenda_view_instant (self, column, start),
                 _nx_agenda_view_instant (self, column, end), _nx_agenda_view_column_coach (self, column));
}

static void
on_leave (NxTimeGrid *grid, int direction, NxAgendaView *self)
{
  int column, minute;

  if (self->mode == NX_AGENDA_DAY)
    return;
  nx_time_grid_get_cursor (self->grid, &column, &minute);
  g_signal_emit (self, signals[LEAVE], 0, direction);
  nx_time_grid_set_cursor (self->grid, direction > 0 ? 0 : (int) self->columns->len - 1, minute);
}

static void
on_unfold (NxTimeGrid *grid, NxAgendaView *self)
{
  self->unfolded = TRUE;
  nx_agenda_view_sync (self);
}

static void
on_head_chosen (NxAgendaHeads *heads, int column, NxAgendaView *self)
{
  if (self->mode == NX_AGENDA_WEEK)
    g_signal_emit (self, signals[DAY_CHOSEN], 0, self->date + column);
}

static void
on_month_day (NxAgendaMonthView *month, int date, NxAgendaView *self)
{
  g_signal_emit (self, signals[DAY_CHOSEN], 0, date);
}

static void
on_month_session (NxAgendaMonthView *month, const char *id, NxAgendaView *self)
{
  g_signal_emit (self, signals[SESSION_CHOSEN], 0, id);
}

static void
on_month_leave (NxAgendaMonthView *month, int date, NxAgendaView *self)
{
  g_signal_emit (self, signals[DATE_WANTED], 0, date);
}

static void
on_list_selected (NxAgendaListView *list, const char *id, NxAgendaView *self)
{
  if (g_strcmp0 (id, self->selected) != 0)
    nx_agenda_view_select (self, id, FALSE);
}

static void
on_by_room (GtkToggleButton *button, NxAgendaView *self)
{
  gboolean by_room = gtk_toggle_button_get_active (button);

  if (by_room == self->by_room)
    return;
  self->by_room = by_room;
  nx_agenda_view_sync (self);
  g_signal_emit (self, signals[BY_ROOM_CHANGED], 0);
}

/* Overrides */

static void
nx_agenda_view_dispose (GObject *object)
{
  NxAgendaView *self = NX_AGENDA_VIEW (object);

  g_clear_handle_id (&self->sync_id, g_source_remove);
  g_hash_table_remove_all (self->blocks);
  g_hash_table_remove_all (self->holds);
  g_ptr_array_set_size (self->more, 0);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_object (&self->source);
  g_clear_object (&self->facts);
  G_OBJECT_CLASS (nx_agenda_view_parent_class)->dispose (object);
}

static void
nx_agenda_view_finalize (GObject *object)
{
  NxAgendaView *self = NX_AGENDA_VIEW (object);

  g_hash_table_unref (self->blocks);
  g_hash_table_unref (self->holds);
  g_ptr_array_unref (self->more);
  g_ptr_array_unref (self->columns);
  nx_agenda_filter_free (self->filter);
  g_free (self->selected);
  G_OBJECT_CLASS (nx_agenda_view_parent_class)->finalize (object);
}

static guint
add_signal (NxAgendaViewClass *klass, const char *name, guint n, GType argument)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n, argument);
}

static void
nx_agenda_view_class_init (NxAgendaViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = nx_agenda_view_dispose;
  object_class->finalize = nx_agenda_view_finalize;
  signals[SELECTED] = add_signal (klass, "selected", 1, NX_TYPE_SESSION);
  signals[CREATE] = g_signal_new ("create", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_INT64, G_TYPE_INT64, G_TYPE_STRING);
  signals[LEAVE] = add_signal (klass, "leave", 1, G_TYPE_INT);
  signals[DAY_CHOSEN] = add_signal (klass, "day-chosen", 1, G_TYPE_INT);
  signals[SESSION_CHOSEN] = add_signal (klass, "session-chosen", 1, G_TYPE_STRING);
  signals[DATE_WANTED] = add_signal (klass, "date-wanted", 1, G_TYPE_INT);
  signals[BY_ROOM_CHANGED] = add_signal (klass, "by-room-changed", 0, G_TYPE_NONE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_GRID_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxagendaview");
}

static GtkWidget *
scroller (GtkWidget *child, GtkPolicyType horizontal, GtkPolicyType vertical)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), horizontal, vertical);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), child);
  return window;
}

static void
attach (NxAgendaView *self, GtkWidget *child, int column, int row, int span)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_set (gtk_layout_manager_get_layout_child (layout, child), "column", column, "row", row, "column-span", span,
                "row-span", span, NULL);
}

static GtkWidget *
make_corner (NxAgendaView *self)
{
  GtkWidget *corner = gtk_center_box_new ();

  self->by_room_button = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->by_room_button), "mark-location-symbolic");
  gtk_widget_add_css_class (self->by_room_button, "flat");
  gtk_widget_add_css_class (self->by_room_button, "circular");
  gtk_widget_set_valign (self->by_room_button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (self->by_room_button, FALSE);
  gtk_widget_set_tooltip_text (self->by_room_button, _ ("A column per room instead of per coach (C)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->by_room_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("A column per room"), -1);
  g_signal_connect (self->by_room_button, "toggled", G_CALLBACK (on_by_room), self);
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (corner), self->by_room_button);
  gtk_widget_add_css_class (corner, "corner");
  return corner;
}

static void
make_hours (NxAgendaView *self)
{
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->corner = make_corner (self);
  self->heads = NX_AGENDA_HEADS (nx_agenda_heads_new ());
  self->bands = NX_AGENDA_BANDS (nx_agenda_bands_new ());
  self->grid = NX_TIME_GRID (nx_time_grid_new ());
  self->ruler = NX_TIME_RULER (nx_time_ruler_new ());
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (self->heads));
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (self->bands));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Sessions"), -1);
  self->body_window = scroller (GTK_WIDGET (self->grid), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  self->heads_window = scroller (top, GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  self->hours_window = scroller (GTK_WIDGET (self->ruler), GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  gtk_widget_set_focusable (self->body_window, FALSE);
  gtk_scrolled_window_set_hadjustment (GTK_SCROLLED_WINDOW (self->heads_window),
                                       gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->body_window)));
  gtk_scrolled_window_set_vadjustment (GTK_SCROLLED_WINDOW (self->hours_window),
                                       gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->body_window)));
  gtk_widget_add_css_class (self->heads_window, "column-heads");
  gtk_widget_set_hexpand (self->body_window, TRUE);
  gtk_widget_set_vexpand (self->body_window, TRUE);
  attach (self, self->corner, 0, 0, 1);
  attach (self, self->heads_window, 1, 0, 1);
  attach (self, self->hours_window, 0, 1, 1);
  attach (self, self->body_window, 1, 1, 1);
  g_signal_connect (self->grid, "create", G_CALLBACK (on_create), self);
  g_signal_connect (self->grid, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (self->grid, "unfold", G_CALLBACK (on_unfold), self);
  g_signal_connect (self->heads, "chosen", G_CALLBACK (on_head_chosen), self);
}

static void
make_others (NxAgendaView *self)
{
  self->month = NX_AGENDA_MONTH_VIEW (nx_agenda_month_view_new ());
  self->list = NX_AGENDA_LIST_VIEW (nx_agenda_list_view_new ());
  attach (self, GTK_WIDGET (self->month), 0, 0, 2);
  attach (self, GTK_WIDGET (self->list), 0, 0, 2);
  g_signal_connect (self->month, "day-chosen", G_CALLBACK (on_month_day), self);
  g_signal_connect (self->month, "session-chosen", G_CALLBACK (on_month_session), self);
  g_signal_connect (self->month, "leave", G_CALLBACK (on_month_leave), self);
  g_signal_connect (self->list, "selected", G_CALLBACK (on_list_selected), self);
}

static void
show_mode (NxAgendaView *self)
{
  gboolean hours = _nx_agenda_view_has_hours (self);

  gtk_widget_set_visible (self->corner, hours);
  gtk_widget_set_visible (self->heads_window, hours);
  gtk_widget_set_visible (self->hours_window, hours);
  gtk_widget_set_visible (self->body_window, hours);
  gtk_widget_set_visible (self->by_room_button, self->mode == NX_AGENDA_DAY);
  gtk_widget_set_visible (GTK_WIDGET (self->month), self->mode == NX_AGENDA_MONTH);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->mode == NX_AGENDA_LIST);
}

static void
column_free (gpointer data)
{
  NxAgendaColumn *column = data;

  g_clear_object (&column->coach);
  g_free (column->room);
  g_free (column);
}

static void
nx_agenda_view_init (NxAgendaView *self)
{
  nx_style_ensure ();
  self->filter = nx_agenda_filter_new ();
  self->filter->hidden_states = 1u << NX_SESSION_STATE_CANCELLED;
  self->blocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->holds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->more = g_ptr_array_new ();
  self->columns = g_ptr_array_new_with_free_func (column_free);
  self->mode = NX_AGENDA_WEEK;
  gtk_widget_add_css_class (GTK_WIDGET (self), "time-view");
  make_hours (self);
  make_others (self);
  show_mode (self);
}

/* Public */

GtkWidget *
nx_agenda_view_new_with_facts (NxSessionSource *source, NxAgendaFacts *facts)
{
  NxAgendaView *self = g_object_new (NX_TYPE_AGENDA_VIEW, NULL);
  NxSessionList *list = nx_session_source_get_list (source);

  self->source = g_object_ref (source);
  self->facts = facts != NULL ? g_object_ref (facts) : nx_agenda_facts_new (NULL);
  g_signal_connect_object (list, "session-changed", G_CALLBACK (on_session_changed), self, 0);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  g_signal_connect_object (source, "coaches-changed", G_CALLBACK (queue_sync), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->facts, "changed", G_CALLBACK (queue_sync), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

GtkWidget *
nx_agenda_view_new (NxSessionSource *source)
{
  return nx_agenda_view_new_with_facts (source, NULL);
}

static gint32
first_of (NxAgendaMode mode, gint32 date)
{
  int year, month, day;

  if (mode == NX_AGENDA_DAY)
    return date;
  if (mode != NX_AGENDA_MONTH)
    return nx_date_week_start (date);
  nx_date_to_ymd (date, &year, &month, &day);
  return date - day + 1;
}

void
nx_agenda_view_set_period (NxAgendaView *self, NxAgendaMode mode, gint32 date)
{
  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  self->mode = mode;
  self->date = first_of (mode, date);
  self->asked_date = date;
  self->unfolded = FALSE;
  show_mode (self);
  nx_time_grid_clear_ghost (self->grid);
  nx_agenda_view_sync (self);
}

NxAgendaMode
nx_agenda_view_get_mode (NxAgendaView *self)
{
  return self->mode;
}

gint32
nx_agenda_view_get_first_day (NxAgendaView *self, int *days)
{
  *days = self->mode == NX_AGENDA_DAY    ? 1
          : self->mode == NX_AGENDA_WEEK ? 7
          : self->mode == NX_AGENDA_LIST ? NX_AGENDA_LIST_DAYS
                                         : nx_date_add_months (self->date, 1) - self->date;
  return self->date;
}

void
nx_agenda_view_get_range (NxAgendaView *self, gint64 *from, gint64 *to)
{
  int days;
  gint32 first = nx_agenda_view_get_first_day (self, &days), last = first + days;

  if (self->mode == NX_AGENDA_MONTH)
    {
      first = nx_date_week_start (first);
      last = nx_date_week_start (last - 1) + 7;
    }
  *from = midnight (first, 0);
  *to = midnight (last, 0);
}

void
nx_agenda_view_set_now (NxAgendaView *self, gint64 now)
{
  GHashTableIter iter;
  gpointer block;

  self->now = now;
  if (!_nx_agenda_view_has_hours (self))
    {
      nx_agenda_view_sync (self);
      return;
    }
  g_hash_table_iter_init (&iter, self->blocks);
  while (g_hash_table_iter_next (&iter, NULL, &block))
    nx_agenda_block_update (block, now);
  _nx_agenda_view_update_now (self);
}

NxAgendaFilter *
nx_agenda_view_get_filter (NxAgendaView *self)
{
  return self->filter;
}

void
nx_agenda_view_filter_changed (NxAgendaView *self)
{
  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  nx_agenda_view_sync (self);
}

void
nx_agenda_view_set_filter (NxAgendaView *self, GHashTable *hidden, const char *only, gboolean show_cancelled)
{
  NxAgendaFilter *filter = self->filter;

  g_clear_pointer (&filter->hidden_coaches, g_hash_table_unref);
  filter->hidden_coaches = hidden != NULL ? g_hash_table_ref (hidden) : NULL;
  g_free (filter->only);
  filter->only = g_strdup (only);
  filter->hidden_states &= ~(1u << NX_SESSION_STATE_CANCELLED);
  if (!show_cancelled)
    filter->hidden_states |= 1u << NX_SESSION_STATE_CANCELLED;
  nx_agenda_view_sync (self);
}

void
nx_agenda_view_set_by_room (NxAgendaView *self, gboolean by_room)
{
  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->by_room_button), by_room);
}

gboolean
nx_agenda_view_get_by_room (NxAgendaView *self)
{
  return self->by_room;
}

NxAgendaFacts *
nx_agenda_view_get_facts (NxAgendaView *self)
{
  return self->facts;
}

void
nx_agenda_view_set_can_create (NxAgendaView *self, gboolean can_create)
{
  nx_time_grid_set_can_create (self->grid, can_create);
}

void
nx_agenda_view_select (NxAgendaView *self, const char *id, gboolean focus)
{
  g_autofree char *wanted = g_strdup (id);
  NxAgendaBlock *old, *block;

  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  old = self->selected != NULL ? g_hash_table_lookup (self->blocks, self->selected) : NULL;
  if (old != NULL)
    nx_agenda_block_set_selected (old, FALSE);
  g_free (self->selected);
  self->selected = g_steal_pointer (&wanted);
  block = self->selected != NULL ? g_hash_table_lookup (self->blocks, self->selected) : NULL;
  if (block != NULL)
    nx_agenda_block_set_selected (block, TRUE);
  if (block != NULL && focus && _nx_agenda_view_has_hours (self))
    gtk_widget_grab_focus (GTK_WIDGET (block));
  nx_agenda_list_view_select (self->list, self->selected, focus && self->mode == NX_AGENDA_LIST);
  g_signal_emit (self, signals[SELECTED], 0, nx_agenda_view_get_selected (self));
}

NxSession *
nx_agenda_view_get_selected (NxAgendaView *self)
{
  return nx_session_list_find (nx_session_source_get_list (self->source), self->selected);
}

guint
nx_agenda_view_count (NxAgendaView *self)
{
  g_autoptr (GPtrArray) sessions = _nx_agenda_view_sessions (self);

  return sessions->len;
}
