/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-view-private.h"
#include "desktop/widgets/nx-session-text.h"

/* What the view offers to those who move sessions. */

gboolean
nx_agenda_view_pick (NxAgendaView *self, double x, double y, gint64 *time, const char **coach_id)
{
  GtkWidget *body = gtk_widget_get_ancestor (GTK_WIDGET (self->grid), GTK_TYPE_SCROLLED_WINDOW);
  graphene_point_t point;
  graphene_rect_t seen;
  int column, minute;

  g_return_val_if_fail (NX_IS_AGENDA_VIEW (self), FALSE);

  /* What is scrolled away lies under the heads, or beyond the edge: nothing is there for a pointer. */
  if (!gtk_widget_compute_bounds (body, GTK_WIDGET (self), &seen)
      || !graphene_rect_contains_point (&seen, &GRAPHENE_POINT_INIT ((float) x, (float) y))
      || !gtk_widget_compute_point (GTK_WIDGET (self), GTK_WIDGET (self->grid), &GRAPHENE_POINT_INIT ((float) x, (float) y), &point)
      || !nx_time_grid_pick (self->grid, point.x, point.y, &column, &minute))
    return FALSE;
  *time = _nx_agenda_view_instant (self, column, minute);
  if (coach_id != NULL)
    *coach_id = _nx_agenda_view_column_coach (self, column);
  return TRUE;
}

GtkWidget *
nx_agenda_view_block_of (NxAgendaView *self, const char *id)
{
  g_return_val_if_fail (NX_IS_AGENDA_VIEW (self), NULL);

  return id != NULL ? g_hash_table_lookup (self->blocks, id) : NULL;
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
  _nx_agenda_view_find_cell (self, start, coach_id, &column, &minute);
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
