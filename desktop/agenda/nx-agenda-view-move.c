/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-view-private.h"
#include "desktop/widgets/nx-session-text.h"

#define DAY       1440
#define AFTERNOON (14 * 60)

/* Where things are: the cursor, what a popover points at, and what the view offers to those who move sessions. */

/* In a month and a list only the day is chosen: a session begins there in the afternoon, when pupils are out of school. */
static gint64
day_cursor (NxAgendaView *self)
{
  NxSession *session = nx_agenda_view_get_selected (self);
  int days;
  gint32 first = nx_agenda_view_get_first_day (self, &days), date = first;
  gint64 time = self->now;

  if (self->mode == NX_AGENDA_MONTH)
    date = nx_agenda_month_view_get_cursor (self->month);
  else if (session != NULL)
    date = nx_time_date_in_zone (session->scheduledAt, nx_session_zone ());
  else if (self->asked_date >= first && self->asked_date < first + days)
    date = self->asked_date;
  if (!nx_time_from_local (date, AFTERNOON, nx_session_zone (), &time))
    return self->now;
  return time;
}

void
nx_agenda_view_get_cursor (NxAgendaView *self, gint64 *start, const char **coach_id)
{
  int column, minute;

  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  if (!_nx_agenda_view_has_hours (self))
    {
      *start = day_cursor (self);
      *coach_id = self->filter->only;
      return;
    }
  nx_time_grid_get_cursor (self->grid, &column, &minute);
  *start = _nx_agenda_view_instant (self, column, minute);
  *coach_id = _nx_agenda_view_column_coach (self, column);
}

void
_nx_agenda_view_find_cell (NxAgendaView *self, gint64 start, const char *coach_id, int *column, int *minute)
{
  _nx_agenda_view_minutes (start, 0, minute, NULL);
  *column = _nx_agenda_view_column_of (self, start, coach_id, NULL);
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
  if (!_nx_agenda_view_has_hours (self))
    {
      nx_agenda_view_show_date (self, nx_time_date_in_zone (start, nx_session_zone ()));
      return;
    }
  _nx_agenda_view_find_cell (self, start, NULL, &column, &minute);
  nx_time_grid_set_cursor (self->grid, MAX (0, column), minute);
}

void
nx_agenda_view_show_date (NxAgendaView *self, gint32 date)
{
  int column, minute;

  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  if (self->mode == NX_AGENDA_MONTH)
    nx_agenda_month_view_set_cursor (self->month, date);
  else if (self->mode == NX_AGENDA_LIST)
    nx_agenda_list_view_scroll_to (self->list, date);
  else if (self->mode == NX_AGENDA_WEEK && date >= self->date && date < self->date + 7)
    {
      nx_time_grid_get_cursor (self->grid, &column, &minute);
      nx_time_grid_set_cursor (self->grid, date - self->date, minute);
    }
}

/* What is scrolled away has no place on the screen to point to: the nearest that is seen instead. */
static GtkWidget *
anchor_cell (NxAgendaView *self, GdkRectangle *area)
{
  graphene_rect_t seen;
  graphene_point_t corner;

  if (!gtk_widget_compute_bounds (self->body_window, GTK_WIDGET (self), &seen)
      || !gtk_widget_compute_point (GTK_WIDGET (self->grid), GTK_WIDGET (self), &GRAPHENE_POINT_INIT (area->x, area->y), &corner))
    return GTK_WIDGET (self);
  area->width = MAX (1, MIN (area->width, (int) seen.size.width));
  area->height = MAX (1, MIN (area->height, (int) seen.size.height));
  area->x = (int) CLAMP (corner.x, seen.origin.x, seen.origin.x + seen.size.width - area->width);
  area->y = (int) CLAMP (corner.y, seen.origin.y, seen.origin.y + seen.size.height - area->height);
  return GTK_WIDGET (self);
}

GtkWidget *
nx_agenda_view_get_anchor (NxAgendaView *self, gint64 start, gint64 end, const char *coach_id, GdkRectangle *area)
{
  gint32 date = nx_time_date_in_zone (start, nx_session_zone ());
  int column, minute;

  *area = (GdkRectangle){ gtk_widget_get_width (GTK_WIDGET (self)) / 2, 24, 1, 1 };
  if (self->mode == NX_AGENDA_MONTH)
    nx_agenda_month_view_get_cell (self->month, date, GTK_WIDGET (self), area);
  if (!_nx_agenda_view_has_hours (self))
    return GTK_WIDGET (self);
  _nx_agenda_view_find_cell (self, start, coach_id, &column, &minute);
  column = CLAMP (column, 0, (int) self->columns->len - 1);
  nx_time_grid_set_cursor (self->grid, column, minute);
  nx_time_grid_get_cell (self->grid, column, minute, MIN (DAY, minute + (int) ((end - start) / NX_TIME_MINUTE)), area);
  return anchor_cell (self, area);
}

gboolean
nx_agenda_view_has_keys (NxAgendaView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL)
    return FALSE;
  if (!_nx_agenda_view_has_hours (self))
    return gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  return focus == GTK_WIDGET (self->grid)
         || (NX_IS_AGENDA_BLOCK (focus) && gtk_widget_get_parent (focus) == GTK_WIDGET (self->grid));
}

void
nx_agenda_view_focus_grid (NxAgendaView *self)
{
  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  gtk_widget_grab_focus (self->mode == NX_AGENDA_MONTH  ? GTK_WIDGET (self->month)
                         : self->mode == NX_AGENDA_LIST ? GTK_WIDGET (self->list)
                                                        : GTK_WIDGET (self->grid));
}

/* For those who move sessions */

static gboolean
pick_cell (NxAgendaView *self, double x, double y, int *column, int *minute)
{
  graphene_point_t point;
  graphene_rect_t seen;

  /* What is scrolled away lies under the heads, or beyond the edge: nothing is there for a pointer. */
  return _nx_agenda_view_has_hours (self) && gtk_widget_compute_bounds (self->body_window, GTK_WIDGET (self), &seen)
         && graphene_rect_contains_point (&seen, &GRAPHENE_POINT_INIT ((float) x, (float) y))
         && gtk_widget_compute_point (GTK_WIDGET (self), GTK_WIDGET (self->grid), &GRAPHENE_POINT_INIT ((float) x, (float) y),
                                      &point)
         && nx_time_grid_pick (self->grid, point.x, point.y, column, minute);
}

gboolean
nx_agenda_view_pick (NxAgendaView *self, double x, double y, gint64 *time, const char **coach_id)
{
  int column, minute;

  g_return_val_if_fail (NX_IS_AGENDA_VIEW (self), FALSE);

  if (!pick_cell (self, x, y, &column, &minute))
    return FALSE;
  *time = _nx_agenda_view_instant (self, column, minute);
  if (coach_id != NULL)
    *coach_id = _nx_agenda_view_column_coach (self, column);
  return TRUE;
}

const char *
nx_agenda_view_pick_room (NxAgendaView *self, double x, double y)
{
  int column, minute;

  g_return_val_if_fail (NX_IS_AGENDA_VIEW (self), NULL);

  if (self->mode != NX_AGENDA_DAY || !self->by_room || !pick_cell (self, x, y, &column, &minute)
      || column >= (int) self->columns->len)
    return NULL;
  return _nx_agenda_view_column (self, column)->room;
}

GtkWidget *
nx_agenda_view_block_of (NxAgendaView *self, const char *id)
{
  g_return_val_if_fail (NX_IS_AGENDA_VIEW (self), NULL);

  return id != NULL && _nx_agenda_view_has_hours (self) ? g_hash_table_lookup (self->blocks, id) : NULL;
}

void
nx_agenda_view_set_ghost (NxAgendaView *self, NxSession *session, gint64 start, int duration, const char *coach_id,
                          const char *refused_text)
{
  g_autofree char *text = NULL;
  gint64 from, to;
  int column, minute;

  g_return_if_fail (NX_IS_AGENDA_VIEW (self));
  g_return_if_fail (NX_IS_SESSION (session));

  nx_agenda_view_get_range (self, &from, &to);
  if (coach_id == NULL && session->coach != NULL)
    coach_id = session->coach->id;
  _nx_agenda_view_minutes (start, 0, &minute, NULL);
  column = _nx_agenda_view_has_hours (self) ? _nx_agenda_view_column_of (self, start, coach_id, session->room) : -1;
  if (start < from || start >= to || column < 0)
    {
      nx_time_grid_clear_ghost (self->grid);
      return;
    }
  text = nx_session_pupils_short (session);
  nx_time_grid_set_ghost (self->grid, column, minute, minute + duration, text, refused_text);
}

void
nx_agenda_view_clear_ghost (NxAgendaView *self)
{
  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  nx_time_grid_clear_ghost (self->grid);
}
