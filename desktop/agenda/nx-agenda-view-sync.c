/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-layout.h"
#include "desktop/agenda/nx-agenda-view-private.h"
#include "desktop/widgets/nx-session-text.h"

#define DAY         1440
#define DAY_COLUMN  112
#define WEEK_COLUMN 92

/* Columns */

static gboolean
coach_visible (NxAgendaView *self, const char *id)
{
  if (self->only != NULL)
    return g_strcmp0 (self->only, id) == 0;
  return self->hidden == NULL || id == NULL || !g_hash_table_contains (self->hidden, id);
}

int
_nx_agenda_view_coach_column (NxAgendaView *self, const char *id)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (g_strcmp0 (((NxCoach *) g_ptr_array_index (self->columns, i))->id, id) == 0)
      return (int) i;
  return -1;
}

int
_nx_agenda_view_n_columns (NxAgendaView *self)
{
  return self->mode == NX_AGENDA_WEEK ? 7 : MAX (1, (int) self->columns->len);
}

static gboolean
shown (NxAgendaView *self, NxSession *session)
{
  if (session->status == NX_SESSION_CANCELLED && !self->show_cancelled)
    return FALSE;
  return coach_visible (self, session->coach != NULL ? session->coach->id : NULL);
}

/* A coach who is not in the list of coaches (has left) still has a column on a day with a session. */
static void
find_columns (NxAgendaView *self, GPtrArray *sessions)
{
  GPtrArray *coaches = nx_session_source_get_coaches (self->source);

  g_ptr_array_set_size (self->columns, 0);
  if (self->mode == NX_AGENDA_WEEK)
    return;
  for (guint i = 0; i < coaches->len; i++)
    {
      NxCoach *coach = g_ptr_array_index (coaches, i);

      if (coach_visible (self, coach->id))
        g_ptr_array_add (self->columns, g_object_ref (coach));
    }
  for (guint i = 0; i < sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (sessions, i);

      if (session->coach != NULL && _nx_agenda_view_coach_column (self, session->coach->id) < 0)
        g_ptr_array_add (self->columns, g_object_ref (session->coach));
    }
}

/* Laying out */

typedef struct
{
  GPtrArray *sessions; /* borrowed, by start */
  GArray *spans;
} Column;

static void
get_minutes (NxSession *session, int *start, int *end)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (session->scheduledAt, nx_session_zone ());

  *start = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
  *end = MIN (DAY, *start + (int) MAX (session->duration, NX_TIME_SCALE_STEP));
}

GPtrArray *
_nx_agenda_view_sessions (NxAgendaView *self)
{
  NxSessionList *list = nx_session_source_get_list (self->source);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();
  gint64 from, to;

  nx_agenda_view_get_range (self, &from, &to);
  for (guint i = nx_session_list_lower_bound (list, from); i < nx_session_list_get_length (list); i++)
    {
      NxSession *session = nx_session_list_get (list, i);

      if (session->scheduledAt >= to)
        break;
      if (shown (self, session))
        g_ptr_array_add (sessions, session);
    }
  return g_steal_pointer (&sessions);
}

static NxAgendaBlock *
get_block (NxAgendaView *self, NxSession *session)
{
  GtkWidget *block = g_hash_table_lookup (self->blocks, session->id);

  if (block != NULL)
    return NX_AGENDA_BLOCK (block);
  block = nx_agenda_block_new (session);
  nx_agenda_block_update (NX_AGENDA_BLOCK (block), self->now);
  nx_agenda_block_set_selected (NX_AGENDA_BLOCK (block), g_strcmp0 (session->id, self->selected) == 0);
  g_signal_connect (block, "chosen", G_CALLBACK (_nx_agenda_view_on_block_chosen), self);
  g_hash_table_insert (self->blocks, g_strdup (session->id), block);
  return NX_AGENDA_BLOCK (block);
}

static void
add_more (NxAgendaView *self, int column, const NxAgendaOverflow *overflow)
{
  g_autofree char *text = g_strdup_printf ("+%u", overflow->count);
  g_autofree char *day = nx_format_date (self->date + (self->mode == NX_AGENDA_WEEK ? column : 0));
  g_autofree char *name
      = g_strdup_printf (ngettext ("%u more session, %s at %02d:%02d", "%u more sessions, %s at %02d:%02d", overflow->count),
                         overflow->count, day, overflow->start / 60, overflow->start % 60);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "more");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "column", GINT_TO_POINTER (self->mode == NX_AGENDA_WEEK ? column : 0));
  g_signal_connect (button, "clicked", G_CALLBACK (_nx_agenda_view_on_more), self);
  nx_time_grid_place (self->grid, button, column, overflow->start, overflow->end, NX_AGENDA_MAX_LANES - 1, NX_AGENDA_MAX_LANES);
  g_ptr_array_add (self->more, button);
}

static void
place_column (NxAgendaView *self, int index, Column *column, GHashTable *seen)
{
  g_autoptr (GArray) overflows = g_array_new (FALSE, TRUE, sizeof (NxAgendaOverflow));

  nx_agenda_layout_column ((NxAgendaSpan *) (void *) column->spans->data, column->spans->len, overflows);
  for (guint i = 0; i < column->spans->len; i++)
    {
      NxAgendaSpan *span = &g_array_index (column->spans, NxAgendaSpan, i);
      NxSession *session = g_ptr_array_index (column->sessions, i);
      NxAgendaBlock *block;

      if (span->hidden)
        continue;
      block = get_block (self, session);
      nx_agenda_block_set_show_mark (block, self->mode == NX_AGENDA_WEEK && self->only == NULL);
      nx_time_grid_place (self->grid, GTK_WIDGET (block), index, span->start, span->end, span->lane, span->lanes);
      g_hash_table_add (seen, block);
    }
  for (guint i = 0; i < overflows->len; i++)
    add_more (self, index, &g_array_index (overflows, NxAgendaOverflow, i));
}

static void
drop_unseen (NxAgendaView *self, GHashTable *seen)
{
  GHashTableIter iter;
  gpointer block;

  g_hash_table_iter_init (&iter, self->blocks);
  while (g_hash_table_iter_next (&iter, NULL, &block))
    {
      if (g_hash_table_contains (seen, block))
        continue;
      /* The focus stays in the grid, where the block was. */
      if (gtk_widget_is_focus (block))
        gtk_widget_grab_focus (GTK_WIDGET (self->grid));
      gtk_widget_unparent (block);
      g_hash_table_iter_remove (&iter);
    }
}

static void
order_blocks (NxAgendaView *self, GPtrArray *sessions)
{
  g_autoptr (GPtrArray) ordered = g_ptr_array_new ();

  for (guint i = 0; i < sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (sessions, i);
      gpointer block = g_hash_table_lookup (self->blocks, session->id);

      if (block != NULL)
        g_ptr_array_add (ordered, block);
    }
  g_ptr_array_extend (ordered, self->more, NULL, NULL);
  nx_time_grid_set_order (self->grid, ordered);
}

static void
update_heads (NxAgendaView *self, Column *columns)
{
  gint32 today = nx_time_date_in_zone (self->now, nx_session_zone ());
  int n = _nx_agenda_view_n_columns (self);

  nx_agenda_heads_begin (self->heads, n, self->mode == NX_AGENDA_WEEK ? WEEK_COLUMN : DAY_COLUMN);
  for (int i = 0; i < n; i++)
    {
      if (self->mode == NX_AGENDA_WEEK)
        nx_agenda_heads_set_day (self->heads, i, self->date + i, self->date + i == today, columns[i].sessions->len);
      else
        nx_agenda_heads_set_coach (self->heads, i, i < (int) self->columns->len ? g_ptr_array_index (self->columns, i) : NULL,
                                   columns[i].sessions->len);
    }
}

void
_nx_agenda_view_update_now (NxAgendaView *self)
{
  gint32 today = nx_time_date_in_zone (self->now, nx_session_zone ());
  g_autoptr (GDateTime) local = nx_time_in_zone (self->now, nx_session_zone ());
  int minute = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
  gboolean here = self->mode == NX_AGENDA_WEEK ? today >= self->date && today < self->date + 7 : today == self->date;

  nx_time_grid_set_now (self->grid, here && self->mode == NX_AGENDA_WEEK ? today - self->date : -1, here ? minute : -1,
                        here && self->mode == NX_AGENDA_DAY);
  nx_time_ruler_set_now (self->ruler, here ? minute : -1);
}

static void
update_hours (NxAgendaView *self, Column *columns, int n)
{
  int open = self->unfolded ? 0 : NX_AGENDA_OPEN, close = self->unfolded ? DAY : NX_AGENDA_CLOSE;

  for (int i = 0; i < n; i++)
    for (guint j = 0; j < columns[i].spans->len; j++)
      {
        NxAgendaSpan *span = &g_array_index (columns[i].spans, NxAgendaSpan, j);

        nx_agenda_unfold (&open, &close, span->start, span->end);
      }
  nx_time_grid_set_hours (self->grid, open, close);
  nx_time_ruler_set_hours (self->ruler, open, close);
}

void
nx_agenda_view_sync (NxAgendaView *self)
{
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autofree Column *columns = NULL;
  int n;

  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  g_clear_handle_id (&self->sync_id, g_source_remove);
  sessions = _nx_agenda_view_sessions (self);
  find_columns (self, sessions);
  n = _nx_agenda_view_n_columns (self);
  columns = g_new0 (Column, n);
  for (int i = 0; i < n; i++)
    {
      columns[i].sessions = g_ptr_array_new ();
      columns[i].spans = g_array_new (FALSE, TRUE, sizeof (NxAgendaSpan));
    }
  for (guint i = 0; i < sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (sessions, i);
      int column = self->mode == NX_AGENDA_WEEK
                       ? nx_time_date_in_zone (session->scheduledAt, nx_session_zone ()) - self->date
                       : MAX (0, _nx_agenda_view_coach_column (self, session->coach != NULL ? session->coach->id : NULL));
      NxAgendaSpan span = { 0 };

      get_minutes (session, &span.start, &span.end);
      g_ptr_array_add (columns[column].sessions, session);
      g_array_append_val (columns[column].spans, span);
    }
  nx_time_grid_set_columns (self->grid, n, self->mode == NX_AGENDA_WEEK ? WEEK_COLUMN : DAY_COLUMN);
  update_hours (self, columns, n);
  for (guint i = 0; i < self->more->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->more, i));
  g_ptr_array_set_size (self->more, 0);
  for (int i = 0; i < n; i++)
    place_column (self, i, &columns[i], seen);
  drop_unseen (self, seen);
  order_blocks (self, sessions);
  update_heads (self, columns);
  _nx_agenda_view_update_now (self);
  for (int i = 0; i < n; i++)
    {
      g_ptr_array_unref (columns[i].sessions);
      g_array_unref (columns[i].spans);
    }
}
