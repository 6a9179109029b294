/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-move-private.h"

#include "common/nx-time.h"
#include "desktop/widgets/nx-time-grid.h"

/* So near to its edge a block that is dragged scrolls the hours. */
#define SCROLL_ZONE 28
#define SCROLL_MS   16
#define SCROLL_STEP 9

static GtkScrolledWindow *
scroller (NxAgendaMove *self)
{
  GtkWidget *block = nx_agenda_view_block_of (self->view, self->session->id);
  GtkWidget *found = block != NULL ? gtk_widget_get_ancestor (block, GTK_TYPE_SCROLLED_WINDOW) : NULL;

  return found != NULL ? GTK_SCROLLED_WINDOW (found) : NULL;
}

/* What is seen of the hours, in the view's own coordinates. */
static gboolean
seen_area (NxAgendaMove *self, graphene_rect_t *area)
{
  GtkScrolledWindow *window = scroller (self);

  return window != NULL && gtk_widget_compute_bounds (GTK_WIDGET (window), GTK_WIDGET (self->view), area);
}

/* The ghost goes where the pointer is; beyond the edge of what is seen, to that edge. */
static void
follow_pointer (NxAgendaMove *self)
{
  NxSession *session = self->session;
  gint64 end = session->scheduledAt + session->duration * NX_TIME_MINUTE, time;
  const char *coach_id = NULL;
  graphene_rect_t area;

  if (!seen_area (self, &area)
      || !nx_agenda_view_pick (self->view, CLAMP (self->pointer_x, area.origin.x + 1, area.origin.x + area.size.width - 2),
                               CLAMP (self->pointer_y, area.origin.y + 1, area.origin.y + area.size.height - 2), &time, &coach_id))
    return;
  if (self->edge > 0)
    _nx_agenda_move_set_target (self, session->scheduledAt,
                                (int) ((time - session->scheduledAt) / NX_TIME_MINUTE) + NX_TIME_SCALE_STEP, self->coach_id);
  else if (self->edge < 0)
    {
      int duration = CLAMP ((int) ((end - time) / NX_TIME_MINUTE), 30, 180);

      _nx_agenda_move_set_target (self, end - duration * NX_TIME_MINUTE, duration, self->coach_id);
    }
  else
    _nx_agenda_move_set_target (self, session->scheduledAt + time - self->grabbed, self->duration,
                                nx_agenda_view_get_mode (self->view) == NX_AGENDA_DAY && coach_id != NULL ? coach_id : self->coach_id);
}

static double
scroll_step (double position, double from, double size)
{
  if (position < from + SCROLL_ZONE)
    return -SCROLL_STEP;
  return position > from + size - SCROLL_ZONE ? SCROLL_STEP : 0;
}

static void
scroll_by (GtkAdjustment *adjustment, double step)
{
  if (step != 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + step);
}

static gboolean
on_scroll (gpointer data)
{
  NxAgendaMove *self = data;
  GtkScrolledWindow *window = scroller (self);
  graphene_rect_t area;

  if (window == NULL || !seen_area (self, &area))
    return G_SOURCE_CONTINUE;
  scroll_by (gtk_scrolled_window_get_vadjustment (window), scroll_step (self->pointer_y, area.origin.y, area.size.height));
  /* The end of a day is not dragged over to the next one. */
  if (self->edge == 0)
    scroll_by (gtk_scrolled_window_get_hadjustment (window), scroll_step (self->pointer_x, area.origin.x, area.size.width));
  follow_pointer (self);
  return G_SOURCE_CONTINUE;
}

/* The block under a point of the view. (transfer none) (nullable) */
static NxAgendaBlock *
block_at (NxAgendaMove *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  GtkWidget *block = picked != NULL ? gtk_widget_get_ancestor (picked, NX_TYPE_AGENDA_BLOCK) : NULL;

  if (block == NULL || !NX_IS_TIME_GRID (gtk_widget_get_parent (block)))
    return NULL;
  return NX_AGENDA_BLOCK (block);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, NxAgendaMove *self)
{
  if (block_at (self, x, y) == NULL || nx_agenda_move_is_active (self))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
}

/* Far enough to be meant. Returns: whether it is a drag now. */
static gboolean
take_up (NxAgendaMove *self, GtkGestureDrag *gesture, double dx, double dy)
{
  GtkWidget *view = GTK_WIDGET (self->view);
  NxAgendaBlock *block;
  graphene_point_t inside;
  double x, y;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y)
      || !gtk_drag_check_threshold (view, (int) x, (int) y, (int) (x + dx), (int) (y + dy)))
    return FALSE;
  block = block_at (self, x, y);
  if (block == NULL || !nx_agenda_view_pick (self->view, x, y, &self->grabbed, NULL)
      || !gtk_widget_compute_point (view, GTK_WIDGET (block), &GRAPHENE_POINT_INIT ((float) x, (float) y), &inside)
      || !_nx_agenda_move_take (self, nx_agenda_block_get_session (block), NX_AGENDA_MOVE_DRAG))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return FALSE;
    }
  self->edge = nx_agenda_block_edge_at (block, inside.y);
  self->scroll_id = g_timeout_add (SCROLL_MS, on_scroll, self);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_set_cursor_from_name (view, self->edge != 0 ? "ns-resize" : "grabbing");
  return TRUE;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, NxAgendaMove *self)
{
  double x, y;

  if (self->state == NX_AGENDA_MOVE_NONE && !take_up (self, gesture, dx, dy))
    return;
  if (self->state != NX_AGENDA_MOVE_DRAG || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  self->pointer_x = x + dx;
  self->pointer_y = y + dy;
  follow_pointer (self);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, NxAgendaMove *self)
{
  if (self->state != NX_AGENDA_MOVE_DRAG)
    return;
  _nx_agenda_move_end_drag (self);
  _nx_agenda_move_confirm (self);
}

static void
on_cancel (GtkGesture *gesture, GdkEventSequence *sequence, NxAgendaMove *self)
{
  if (self->state == NX_AGENDA_MOVE_DRAG)
    nx_agenda_move_give_up (self);
}

void
_nx_agenda_move_end_drag (NxAgendaMove *self)
{
  gboolean dragging = self->scroll_id != 0;

  g_clear_handle_id (&self->scroll_id, g_source_remove);
  if (!dragging)
    return;
  gtk_widget_set_cursor (GTK_WIDGET (self->view), NULL);
  /* Given up while the button is still down: what the pointer does until it is released is nobody's. */
  if (self->state == NX_AGENDA_MOVE_NONE)
    gtk_gesture_set_state (self->gesture, GTK_EVENT_SEQUENCE_DENIED);
}

void
_nx_agenda_move_init_drag (NxAgendaMove *self)
{
  self->gesture = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (self->gesture), GDK_BUTTON_PRIMARY);
  g_signal_connect_object (self->gesture, "drag-begin", G_CALLBACK (on_drag_begin), self, 0);
  g_signal_connect_object (self->gesture, "drag-update", G_CALLBACK (on_drag_update), self, 0);
  g_signal_connect_object (self->gesture, "drag-end", G_CALLBACK (on_drag_end), self, 0);
  g_signal_connect_object (self->gesture, "cancel", G_CALLBACK (on_cancel), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (self->gesture));
}
