/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-view.h"

#include "common/nx-i18n.h"
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
  g_signal_emit (self, signals[DAY_CHOSEN], 0, self->date + GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "column")));
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

static void
on_coaches_changed (NxSessionSource *source, NxAgendaView *self)
{
  queue_sync (self);
}

gint64
_nx_agenda_view_instant (NxAgendaView *self, int column, int minute)
{
  gint32 date = self->date + (self->mode == NX_AGENDA_WEEK ? column : 0) + minute / DAY;
  gint64 time = NX_TIME_NONE;

  /* A clock time that a change to summer time skips is read as the hour after it. */
  if (!nx_time_from_local (date, minute % DAY, nx_session_zone (), &time)
      && !nx_time_from_local (date, (minute + 60) % DAY, nx_session_zone (), &time))
    g_warning ("the zone of the centre has no hour %d on day %d", minute / 60, date);
  return time;
}

const char *
_nx_agenda_view_column_coach (NxAgendaView *self, int column)
{
  if (self->mode == NX_AGENDA_WEEK || column >= (int) self->columns->len)
    return self->only;
  return ((NxCoach *) g_ptr_array_index (self->columns, column))->id;
}

static void
on_create (NxTimeGrid *grid, int column, int start, int end, NxAgendaView *self)
{
  g_signal_emit (self, signals[CREATE], 0, _nx_agenda_view_instant (self, column, start), _nx_agenda_view_instant (self, column, end),
                 _nx_agenda_view_column_coach (self, column));
}

static void
on_leave (NxTimeGrid *grid, int direction, NxAgendaView *self)
{
  if (self->mode == NX_AGENDA_DAY)
    return;
  g_signal_emit (self, signals[LEAVE], 0, direction);
  nx_time_grid_set_cursor (self->grid, direction > 0 ? 0 : _nx_agenda_view_n_columns (self) - 1, NX_AGENDA_OPEN + 6 * 60);
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

/* Overrides */

static void
nx_agenda_view_dispose (GObject *object)
{
  NxAgendaView *self = NX_AGENDA_VIEW (object);

  g_clear_handle_id (&self->sync_id, g_source_remove);
  if (self->blocks != NULL)
    g_hash_table_remove_all (self->blocks);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_object (&self->source);
  G_OBJECT_CLASS (nx_agenda_view_parent_class)->dispose (object);
}

static void
nx_agenda_view_finalize (GObject *object)
{
  NxAgendaView *self = NX_AGENDA_VIEW (object);

  g_hash_table_unref (self->blocks);
  g_ptr_array_unref (self->more);
  g_ptr_array_unref (self->columns);
  g_clear_pointer (&self->hidden, g_hash_table_unref);
  g_free (self->only);
  g_free (self->selected);
  G_OBJECT_CLASS (nx_agenda_view_parent_class)->finalize (object);
}

static void
nx_agenda_view_class_init (NxAgendaViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = nx_agenda_view_dispose;
  object_class->finalize = nx_agenda_view_finalize;
  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    NX_TYPE_SESSION);
  signals[CREATE] = g_signal_new ("create", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_INT64, G_TYPE_INT64, G_TYPE_STRING);
  signals[LEAVE]
      = g_signal_new ("leave", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[DAY_CHOSEN] = g_signal_new ("day-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT);
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
attach (NxAgendaView *self, GtkWidget *child, int column, int row)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_set (gtk_layout_manager_get_layout_child (layout, child), "column", column, "row", row, NULL);
}

static void
nx_agenda_view_init (NxAgendaView *self)
{
  GtkWidget *corner = gtk_label_new (NULL), *heads, *hours, *body;

  nx_style_ensure ();
  self->blocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->more = g_ptr_array_new ();
  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  self->mode = NX_AGENDA_WEEK;
  gtk_widget_add_css_class (GTK_WIDGET (self), "time-view");
  gtk_widget_add_css_class (corner, "corner");
  self->heads = NX_AGENDA_HEADS (nx_agenda_heads_new ());
  self->grid = NX_TIME_GRID (nx_time_grid_new ());
  self->ruler = NX_TIME_RULER (nx_time_ruler_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Sessions"), -1);
  body = scroller (GTK_WIDGET (self->grid), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  heads = scroller (GTK_WIDGET (self->heads), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  hours = scroller (GTK_WIDGET (self->ruler), GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  gtk_widget_set_focusable (body, FALSE);
  gtk_scrolled_window_set_hadjustment (GTK_SCROLLED_WINDOW (heads),
                                       gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (body)));
  gtk_scrolled_window_set_vadjustment (GTK_SCROLLED_WINDOW (hours),
                                       gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (body)));
  gtk_widget_add_css_class (heads, "column-heads");
  gtk_widget_set_hexpand (body, TRUE);
  gtk_widget_set_vexpand (body, TRUE);
  attach (self, corner, 0, 0);
  attach (self, heads, 1, 0);
  attach (self, hours, 0, 1);
  attach (self, body, 1, 1);
  g_signal_connect (self->grid, "create", G_CALLBACK (on_create), self);
  g_signal_connect (self->grid, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (self->grid, "unfold", G_CALLBACK (on_unfold), self);
  g_signal_connect (self->heads, "chosen", G_CALLBACK (on_head_chosen), self);
}

/* Public */

GtkWidget *
nx_agenda_view_new (NxSessionSource *source)
{
  NxAgendaView *self = g_object_new (NX_TYPE_AGENDA_VIEW, NULL);
  NxSessionList *list = nx_session_source_get_list (source);

  self->source = g_object_ref (source);
  g_signal_connect_object (list, "session-changed", G_CALLBACK (on_session_changed), self, 0);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  g_signal_connect_object (source, "coaches-changed", G_CALLBACK (on_coaches_changed), self, 0);
  return GTK_WIDGET (self);
}

void
nx_agenda_view_set_period (NxAgendaView *self, NxAgendaMode mode, gint32 date)
{
  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  self->mode = mode;
  self->date = mode == NX_AGENDA_WEEK ? nx_date_week_start (date) : date;
  self->unfolded = FALSE;
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
  *days = self->mode == NX_AGENDA_WEEK ? 7 : 1;
  return self->date;
}

void
nx_agenda_view_get_range (NxAgendaView *self, gint64 *from, gint64 *to)
{
  *from = _nx_agenda_view_instant (self, 0, 0);
  *to = _nx_agenda_view_instant (self, 0, self->mode == NX_AGENDA_WEEK ? 7 * DAY : DAY);
}

void
nx_agenda_view_set_now (NxAgendaView *self, gint64 now)
{
  GHashTableIter iter;
  gpointer block;

  self->now = now;
  g_hash_table_iter_init (&iter, self->blocks);
  while (g_hash_table_iter_next (&iter, NULL, &block))
    nx_agenda_block_update (block, now);
  _nx_agenda_view_update_now (self);
}

void
nx_agenda_view_set_filter (NxAgendaView *self, GHashTable *hidden, const char *only, gboolean show_cancelled)
{
  g_clear_pointer (&self->hidden, g_hash_table_unref);
  self->hidden = hidden != NULL ? g_hash_table_ref (hidden) : NULL;
  g_free (self->only);
  self->only = g_strdup (only);
  self->show_cancelled = show_cancelled;
  nx_agenda_view_sync (self);
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
  if (block != NULL && focus)
    gtk_widget_grab_focus (GTK_WIDGET (block));
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

void
nx_agenda_view_get_cursor (NxAgendaView *self, gint64 *start, const char **coach_id)
{
  int column, minute;

  nx_time_grid_get_cursor (self->grid, &column, &minute);
  *start = _nx_agenda_view_instant (self, column, minute);
  *coach_id = _nx_agenda_view_column_coach (self, column);
}

/* Column and minute of @start in what is shown. */
void
_nx_agenda_view_find_cell (NxAgendaView *self, gint64 start, const char *coach_id, int *column, int *minute)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (start, nx_session_zone ());

  *minute = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
  *column = self->mode == NX_AGENDA_WEEK ? nx_time_date_in_zone (start, nx_session_zone ()) - self->date
                                         : _nx_agenda_view_coach_column (self, coach_id);
}

void
nx_agenda_view_set_cursor (NxAgendaView *self, gint64 start)
{
  gint64 from, to;
  int column, minute;

  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  nx_agenda_view_get_range (self, &from, &to);
  if (start < from || start >= to)
    return;
  _nx_agenda_view_find_cell (self, start, NULL, &column, &minute);
  nx_time_grid_set_cursor (self->grid, MAX (0, column), minute);
}

GtkWidget *
nx_agenda_view_get_anchor (NxAgendaView *self, gint64 start, gint64 end, const char *coach_id, GdkRectangle *area)
{
  GtkWidget *body = gtk_widget_get_ancestor (GTK_WIDGET (self->grid), GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t seen;
  graphene_point_t corner;
  int column, minute;

  _nx_agenda_view_find_cell (self, start, coach_id, &column, &minute);
  column = CLAMP (column, 0, _nx_agenda_view_n_columns (self) - 1);
  nx_time_grid_set_cursor (self->grid, column, minute);
  nx_time_grid_get_cell (self->grid, column, minute, MIN (DAY, minute + (int) ((end - start) / NX_TIME_MINUTE)), area);
  /* What is scrolled away has no place on the screen to point to: the nearest that is seen instead. */
  if (!gtk_widget_compute_bounds (body, GTK_WIDGET (self), &seen)
      || !gtk_widget_compute_point (GTK_WIDGET (self->grid), GTK_WIDGET (self), &GRAPHENE_POINT_INIT (area->x, area->y), &corner))
    return GTK_WIDGET (self);
  area->width = MAX (1, MIN (area->width, (int) seen.size.width));
  area->height = MAX (1, MIN (area->height, (int) seen.size.height));
  area->x = (int) CLAMP (corner.x, seen.origin.x, seen.origin.x + seen.size.width - area->width);
  area->y = (int) CLAMP (corner.y, seen.origin.y, seen.origin.y + seen.size.height - area->height);
  return GTK_WIDGET (self);
}

gboolean
nx_agenda_view_has_keys (NxAgendaView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus == GTK_WIDGET (self->grid)
         || (focus != NULL && NX_IS_AGENDA_BLOCK (focus) && gtk_widget_get_parent (focus) == GTK_WIDGET (self->grid));
}

void
nx_agenda_view_focus_grid (NxAgendaView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}
