/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-time-grid.h"

#include "common/nx-i18n.h"
#include <math.h>
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-time-layout.h"
#include "desktop/widgets/nx-time-paint.h"

#define DAY         1440
#define NEW_MINUTES 60

enum
{
  CREATE,
  LEAVE,
  UNFOLD,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxTimeGrid
{
  GtkWidget parent_instance;

  /* borrowed */
  NxTimeLayout *layout;

  int today, now; /* column and minute, -1 for none */
  gboolean now_everywhere;
  guint32 closed;
  guint64 known; /* columns whose open hours are known */
  GArray *open;  /* owned: NxTimeRange */
  gboolean can_create;
  int cursor_column, cursor_minute;
  int drag_column, drag_start, drag_end; /* column -1: no drag */

  /* what is being moved would stand there; column -1: nothing is */
  int ghost_column, ghost_start, ghost_end;
  char *ghost_text, *ghost_refused; /* owned, (nullable) */
};

G_DEFINE_FINAL_TYPE (NxTimeGrid, nx_time_grid, GTK_TYPE_WIDGET)

/* Painting */

static void
column_area (NxTimeGrid *self, int column, int start, int end, graphene_rect_t *area)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width = gtk_widget_get_width (widget);
  NxTimeScale scale = nx_time_layout_get_scale (self->layout);
  double a = nx_time_layout_edge (self->layout, column, width, gtk_widget_get_direction (widget));
  double b = nx_time_layout_edge (self->layout, column + 1, width, gtk_widget_get_direction (widget));
  double top = nx_time_scale_y (&scale, start), bottom = nx_time_scale_y (&scale, end);

  graphene_rect_init (area, MIN (a, b), top, fabs (b - a), bottom - top);
}

static void
paint_columns (NxTimeGrid *self, GtkSnapshot *snapshot, GdkRGBA ink, GdkRGBA accent)
{
  int columns = nx_time_layout_get_columns (self->layout);
  graphene_rect_t area;

  for (int column = 0; column < columns; column++)
    {
      column_area (self, column, 0, DAY, &area);
      if (column == self->today && !self->now_everywhere)
        gtk_snapshot_append_color (snapshot, &(GdkRGBA){ accent.red, accent.green, accent.blue, 0.07f }, &area);
      if (column < 32 && self->closed & (1u << column))
        gtk_snapshot_append_color (snapshot, &(GdkRGBA){ ink.red, ink.green, ink.blue, 0.04f }, &area);
      if (column > 0)
        gtk_snapshot_append_color (snapshot, &(GdkRGBA){ ink.red, ink.green, ink.blue, 0.10f },
                                   &GRAPHENE_RECT_INIT (roundf (area.origin.x), 0, 1, area.size.height));
    }
}

/* What is not open in columns whose open hours are known. */
static void
paint_shut (NxTimeGrid *self, GtkSnapshot *snapshot, GdkRGBA ink)
{
  GdkRGBA shade = nx_paint_faded (ink, 0.055f);
  graphene_rect_t area;

  for (int column = 0, next = 0; column < MIN (64, nx_time_layout_get_columns (self->layout)); column++)
    {
      int shut_from = 0;

      if (!(self->known & (G_GUINT64_CONSTANT (1) << column)))
        continue;
      for (; next < (int) self->open->len && g_array_index (self->open, NxTimeRange, next).column <= column; next++)
        {
          NxTimeRange *range = &g_array_index (self->open, NxTimeRange, next);

          if (range->column < column)
            continue;
          column_area (self, column, shut_from, range->start, &area);
          gtk_snapshot_append_color (snapshot, &shade, &area);
          shut_from = MAX (shut_from, range->end);
        }
      column_area (self, column, shut_from, DAY, &area);
      gtk_snapshot_append_color (snapshot, &shade, &area);
    }
}

static void
paint_hours (NxTimeGrid *self, GtkSnapshot *snapshot, GdkRGBA ink)
{
  NxTimeScale scale = nx_time_layout_get_scale (self->layout);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  GdkRGBA line = nx_paint_faded (ink, 0.10f), faint = nx_paint_faded (ink, 0.045f);
  double close_y = nx_time_scale_y (&scale, scale.close), bottom = nx_time_scale_height (&scale) - close_y;

  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (0, 0, width, nx_time_scale_y (&scale, scale.open)));
  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (0, close_y, width, bottom));
  for (int minute = scale.open; minute <= scale.close; minute += 30)
    gtk_snapshot_append_color (snapshot, minute % 60 == 0 ? &line : &faint,
                               &GRAPHENE_RECT_INIT (0, round (nx_time_scale_y (&scale, minute)), width, 1));
}

static void
paint_now (NxTimeGrid *self, GtkSnapshot *snapshot)
{
  NxTimeScale scale = nx_time_layout_get_scale (self->layout);
  graphene_rect_t area;

  column_area (self, self->now_everywhere ? 0 : self->today, 0, DAY, &area);
  if (self->now_everywhere)
    graphene_rect_init (&area, 0, 0, gtk_widget_get_width (GTK_WIDGET (self)), 1);
  nx_paint_now (GTK_WIDGET (self), snapshot, area.origin.x, area.size.width, round (nx_time_scale_y (&scale, self->now)));
}

static void
paint_range (NxTimeGrid *self, GtkSnapshot *snapshot, int column, int start, int end, GdkRGBA accent)
{
  graphene_rect_t area;

  column_area (self, column, start, end, &area);
  nx_paint_range (GTK_WIDGET (self), snapshot, &area, start, end, &accent);
}

static void
paint_ghost (NxTimeGrid *self, GtkSnapshot *snapshot)
{
  g_autofree char *title = g_strdup_printf ("%02d:%02d", self->ghost_start / 60, self->ghost_start % 60);
  graphene_rect_t area;

  column_area (self, self->ghost_column, self->ghost_start, self->ghost_end, &area);
  nx_paint_ghost (GTK_WIDGET (self), snapshot, &area, title, self->ghost_text, self->ghost_refused);
}

static void
nx_time_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NxTimeGrid *self = NX_TIME_GRID (widget);
  GdkRGBA ink, accent = nx_palette_named (widget, "accent_color", (GdkRGBA){ 0.31f, 0.27f, 0.9f, 1 });

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  paint_columns (self, snapshot, ink, accent);
  paint_shut (self, snapshot, ink);
  paint_hours (self, snapshot, ink);
  /* Under the sessions: a line through a name would read as a cancelled one. */
  if (self->now >= 0 && (self->today >= 0 || self->now_everywhere))
    paint_now (self, snapshot);
  if (self->drag_column >= 0)
    paint_range (self, snapshot, self->drag_column, self->drag_start, self->drag_end, accent);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_snapshot_child (widget, child, snapshot);
  if (self->ghost_column >= 0)
    paint_ghost (self, snapshot);
  else if (self->drag_column < 0 && gtk_widget_is_focus (widget) && gtk_widget_has_visible_focus (widget))
    paint_range (self, snapshot, self->cursor_column, self->cursor_minute, MIN (DAY, self->cursor_minute + NEW_MINUTES), accent);
}

/* The cell cursor */

static void
announce_cursor (NxTimeGrid *self)
{
  g_autofree char *text
      = g_strdup_printf (_ ("column %d, %02d:%02d"), self->cursor_column + 1, self->cursor_minute / 60, self->cursor_minute % 60);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
show_cursor (NxTimeGrid *self)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t area;

  if (scroller == NULL)
    return;
  column_area (self, self->cursor_column, self->cursor_minute, MIN (DAY, self->cursor_minute + NEW_MINUTES), &area);
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), area.origin.y,
                             area.origin.y + area.size.height);
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller)), area.origin.x,
                             area.origin.x + area.size.width);
}

static gboolean
on_move_cursor (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  NxTimeGrid *self = NX_TIME_GRID (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  NxTimeScale scale = nx_time_layout_get_scale (self->layout);
  int dx, dy, column;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  if (focus != NULL && focus != widget && gtk_widget_get_parent (focus) == widget)
    {
      self->cursor_column = nx_time_layout_get_child (self->layout, focus)->column;
      self->cursor_minute = nx_time_layout_get_child (self->layout, focus)->start;
    }
  else if (focus != widget)
    return FALSE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    dx = -dx;
  column = self->cursor_column + dx;
  gtk_widget_grab_focus (widget);
  if (column < 0 || column >= nx_time_layout_get_columns (self->layout))
    {
      g_signal_emit (self, signals[LEAVE], 0, dx);
      return TRUE;
    }
  nx_time_grid_set_cursor (self, column, CLAMP (self->cursor_minute + dy, scale.open, scale.close - NX_TIME_SCALE_STEP));
  return TRUE;
}

/* Enter on a cell opens what stands there, or makes something where nothing does. */
static gboolean
on_activate_cell (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  NxTimeGrid *self = NX_TIME_GRID (widget);

  if (!gtk_widget_is_focus (widget))
    return FALSE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      NxTimeLayoutChild *place;

      if (!gtk_widget_should_layout (child))
        continue;
      place = nx_time_layout_get_child (self->layout, child);
      if (place->column == self->cursor_column && place->start <= self->cursor_minute && self->cursor_minute < place->end)
        {
          gtk_widget_grab_focus (child);
          gtk_widget_activate (child);
          return TRUE;
        }
    }
  if (self->can_create)
    g_signal_emit (self, signals[CREATE], 0, self->cursor_column, self->cursor_minute,
                   MIN (DAY, self->cursor_minute + NEW_MINUTES));
  return TRUE;
}

static gboolean
nx_time_grid_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *next;

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return gtk_widget_grab_focus (widget);
  /* GTK would go through the children by where they are; a reader of an agenda goes by time, across the columns. */
  if (focus == widget)
    next = direction == GTK_DIR_TAB_FORWARD ? gtk_widget_get_first_child (widget) : NULL;
  else if (focus != NULL && gtk_widget_get_parent (focus) == widget)
    {
      next = direction == GTK_DIR_TAB_FORWARD ? gtk_widget_get_next_sibling (focus) : gtk_widget_get_prev_sibling (focus);
      if (next == NULL && direction == GTK_DIR_TAB_BACKWARD)
        return gtk_widget_grab_focus (widget);
    }
  else if (focus != NULL && gtk_widget_is_ancestor (focus, widget))
    return FALSE;
  else if (direction == GTK_DIR_TAB_FORWARD)
    return gtk_widget_grab_focus (widget);
  else
    next = gtk_widget_get_last_child (widget);
  while (next != NULL && !(gtk_widget_should_layout (next) && gtk_widget_get_focusable (next)))
    next = direction == GTK_DIR_TAB_FORWARD ? gtk_widget_get_next_sibling (next) : gtk_widget_get_prev_sibling (next);
  if (next != NULL)
    return gtk_widget_grab_focus (next);
  return focus != widget && direction == GTK_DIR_TAB_BACKWARD && gtk_widget_grab_focus (widget);
}

/* The pointer */

static int
column_at (NxTimeGrid *self, double x)
{
  int columns = nx_time_layout_get_columns (self->layout), width = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)));
  int column = (int) (x / width * columns);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    column = columns - 1 - column;
  return CLAMP (column, 0, columns - 1);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, NxTimeGrid *self)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  NxTimeScale scale = nx_time_layout_get_scale (self->layout);
  int minute = nx_time_scale_minute (&scale, y);

  if (picked != GTK_WIDGET (self))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  if (minute < scale.open || minute >= scale.close)
    {
      g_signal_emit (self, signals[UNFOLD], 0);
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self));
  nx_time_grid_set_cursor (self, column_at (self, x), minute);
  if (!self->can_create)
    return;
  self->drag_column = self->cursor_column;
  self->drag_start = minute / 30 * 30;
  self->drag_end = MIN (DAY, self->drag_start + NEW_MINUTES);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, NxTimeGrid *self)
{
  NxTimeScale scale = nx_time_layout_get_scale (self->layout);
  double x, y;
  int from, to;

  if (self->drag_column < 0 || !gtk_gesture_drag_get_start_point (gesture, &x, &y) || fabs (dy) < 8)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  from = nx_time_scale_minute (&scale, MIN (y, y + dy));
  to = nx_time_scale_minute (&scale, MAX (y, y + dy)) + NX_TIME_SCALE_STEP;
  self->drag_start = MAX (from, scale.open);
  self->drag_end = CLAMP (to, self->drag_start + 30, MIN (scale.close, self->drag_start + 180));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, NxTimeGrid *self)
{
  int column = self->drag_column;

  self->drag_column = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (column < 0)
    return;
  self->cursor_minute = self->drag_start;
  g_signal_emit (self, signals[CREATE], 0, column, self->drag_start, self->drag_end);
}

static void
on_drag_cancel (GtkGesture *gesture, GdkEventSequence *sequence, NxTimeGrid *self)
{
  self->drag_column = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Overrides */

static void
nx_time_grid_dispose (GObject *object)
{
  nx_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (nx_time_grid_parent_class)->dispose (object);
}

static void
nx_time_grid_finalize (GObject *object)
{
  NxTimeGrid *self = NX_TIME_GRID (object);

  g_array_unref (self->open);
  g_free (self->ghost_text);
  g_free (self->ghost_refused);
  G_OBJECT_CLASS (nx_time_grid_parent_class)->finalize (object);
}

static void
add_cursor_binding (GtkWidgetClass *widget_class, guint key, guint keypad_key, int dx, int dy)
{
  gtk_widget_class_add_binding (widget_class, key, 0, on_move_cursor, "(ii)", dx, dy);
  gtk_widget_class_add_binding (widget_class, keypad_key, 0, on_move_cursor, "(ii)", dx, dy);
}

static void
nx_time_grid_class_init (NxTimeGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_time_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_time_grid_finalize;
  widget_class->snapshot = nx_time_grid_snapshot;
  widget_class->focus = nx_time_grid_focus;
  signals[CREATE] = g_signal_new ("create", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_INT, G_TYPE_INT, G_TYPE_INT);
  signals[LEAVE]
      = g_signal_new ("leave", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[UNFOLD] = g_signal_new ("unfold", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  add_cursor_binding (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0);
  add_cursor_binding (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0);
  add_cursor_binding (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, -NX_TIME_SCALE_STEP);
  add_cursor_binding (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, NX_TIME_SCALE_STEP);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, on_activate_cell, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, on_activate_cell, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, NX_TYPE_TIME_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_set_css_name (widget_class, "nxtimegrid");
}

static void
nx_time_grid_init (NxTimeGrid *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->layout = NX_TIME_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  self->today = self->now = self->drag_column = self->ghost_column = -1;
  self->cursor_minute = 14 * 60;
  self->open = g_array_new (FALSE, FALSE, sizeof (NxTimeRange));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (on_drag_cancel), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

/* Public */

GtkWidget *
nx_time_grid_new (void)
{
  return g_object_new (NX_TYPE_TIME_GRID, NULL);
}

void
nx_time_grid_set_columns (NxTimeGrid *self, int columns, int minimum_width)
{
  nx_time_layout_set_columns (self->layout, columns, minimum_width);
  self->cursor_column = CLAMP (self->cursor_column, 0, MAX (1, columns) - 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
nx_time_grid_set_now (NxTimeGrid *self, int today, int now, gboolean now_everywhere)
{
  if (self->today == today && self->now == now && self->now_everywhere == now_everywhere)
    return;
  self->today = today;
  self->now = now;
  self->now_everywhere = now_everywhere;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
nx_time_grid_set_hours (NxTimeGrid *self, int open, int close)
{
  nx_time_layout_set_hours (self->layout, open, close);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
nx_time_grid_set_closed (NxTimeGrid *self, guint32 closed_columns)
{
  self->closed = closed_columns;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
nx_time_grid_set_open (NxTimeGrid *self, GArray *ranges, guint64 known)
{
  g_return_if_fail (NX_IS_TIME_GRID (self));

  self->known = known;
  g_array_set_size (self->open, 0);
  if (ranges != NULL)
    g_array_append_vals (self->open, ranges->data, ranges->len);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
nx_time_grid_set_can_create (NxTimeGrid *self, gboolean can_create)
{
  self->can_create = can_create;
}

void
nx_time_grid_place (NxTimeGrid *self, GtkWidget *child, int column, int start, int end, int lane, int lanes)
{
  NxTimeLayoutChild *place;

  g_return_if_fail (NX_IS_TIME_GRID (self));

  if (gtk_widget_get_parent (child) == NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  place = nx_time_layout_get_child (self->layout, child);
  if (place->column == column && place->start == start && place->end == end && place->lane == lane && place->lanes == lanes)
    return;
  place->column = column;
  place->start = start;
  place->end = end;
  place->lane = lane;
  place->lanes = MAX (1, lanes);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self->layout));
}

void
nx_time_grid_set_order (NxTimeGrid *self, GPtrArray *children)
{
  GtkWidget *previous = NULL;

  for (guint i = 0; i < children->len; i++)
    {
      GtkWidget *child = g_ptr_array_index (children, i);

      if (gtk_widget_get_prev_sibling (child) != previous)
        gtk_widget_insert_after (child, GTK_WIDGET (self), previous);
      previous = child;
    }
}

void
nx_time_grid_get_cursor (NxTimeGrid *self, int *column, int *minute)
{
  *column = self->cursor_column;
  *minute = self->cursor_minute;
}

void
nx_time_grid_set_cursor (NxTimeGrid *self, int column, int minute)
{
  self->cursor_column = CLAMP (column, 0, nx_time_layout_get_columns (self->layout) - 1);
  self->cursor_minute = CLAMP (minute, 0, DAY - NX_TIME_SCALE_STEP);
  announce_cursor (self);
  show_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
nx_time_grid_get_cell (NxTimeGrid *self, int column, int start, int end, GdkRectangle *area)
{
  graphene_rect_t rect;

  column_area (self, column, start, end, &rect);
  *area = (GdkRectangle){ (int) rect.origin.x, (int) rect.origin.y, (int) rect.size.width, (int) rect.size.height };
}

NxTimeScale
nx_time_grid_get_scale (NxTimeGrid *self)
{
  return nx_time_layout_get_scale (self->layout);
}

void
nx_time_grid_set_ghost (NxTimeGrid *self, int column, int start, int end, const char *text, const char *refused)
{
  g_return_if_fail (NX_IS_TIME_GRID (self));

  self->ghost_column = MIN (column, nx_time_layout_get_columns (self->layout) - 1);
  self->ghost_start = CLAMP (start, 0, DAY - NX_TIME_SCALE_STEP);
  self->ghost_end = CLAMP (end, self->ghost_start + NX_TIME_SCALE_STEP, DAY);
  g_free (self->ghost_text);
  self->ghost_text = g_strdup (text);
  g_free (self->ghost_refused);
  self->ghost_refused = g_strdup (refused);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
nx_time_grid_clear_ghost (NxTimeGrid *self)
{
  nx_time_grid_set_ghost (self, -1, 0, 0, NULL, NULL);
}

gboolean
nx_time_grid_pick (NxTimeGrid *self, double x, double y, int *column, int *minute)
{
  NxTimeScale scale = nx_time_layout_get_scale (self->layout);

  g_return_val_if_fail (NX_IS_TIME_GRID (self), FALSE);

  if (x < 0 || y < 0 || x >= gtk_widget_get_width (GTK_WIDGET (self)) || y >= gtk_widget_get_height (GTK_WIDGET (self)))
    return FALSE;
  *column = column_at (self, x);
  *minute = nx_time_scale_minute (&scale, y);
  return TRUE;
}
