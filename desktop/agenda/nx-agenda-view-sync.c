/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-hold.h"
#include "desktop/agenda/nx-agenda-layout.h"
#include "desktop/agenda/nx-agenda-view-private.h"
#include "desktop/widgets/nx-session-text.h"

#define DAY         1440
#define DAY_COLUMN  112
#define WEEK_COLUMN 92

/* Columns */

int
_nx_agenda_view_column_of (NxAgendaView *self, gint64 start, const char *coach_id, const char *room)
{
  gint32 date = nx_time_date_in_zone (start, nx_session_zone ());

  if (self->mode == NX_AGENDA_WEEK)
    return date >= self->date && date < self->date + 7 ? date - self->date : -1;
  for (guint i = 0; i < self->columns->len; i++)
    {
      NxAgendaColumn *column = _nx_agenda_view_column (self, i);

      if (self->by_room ? g_strcmp0 (column->room, room) == 0
                        : g_strcmp0 (column->coach != NULL ? column->coach->id : NULL, coach_id) == 0)
        return (int) i;
    }
  return -1;
}

static int
column_of_session (NxAgendaView *self, NxSession *session)
{
  return _nx_agenda_view_column_of (self, session->scheduledAt, session->coach != NULL ? session->coach->id : NULL, session->room);
}

static void
add_column (NxAgendaView *self, gint32 date, NxCoach *coach, const char *room)
{
  NxAgendaColumn *column = g_new0 (NxAgendaColumn, 1);

  column->date = date;
  column->coach = coach != NULL ? g_object_ref (coach) : NULL;
  column->room = g_strdup (room);
  g_ptr_array_add (self->columns, column);
}

static void
find_rooms (NxAgendaView *self)
{
  GPtrArray *rooms = nx_agenda_facts_get_rooms (self->facts);

  for (guint i = 0; i < rooms->len; i++)
    {
      NxRoom *room = g_ptr_array_index (rooms, i);

      if (room->active && room->name != NULL && nx_agenda_filter_shows_room (self->filter, room->name))
        add_column (self, self->date, NULL, room->name);
    }
}

static void
find_coaches (NxAgendaView *self)
{
  GPtrArray *coaches = nx_session_source_get_coaches (self->source);

  for (guint i = 0; i < coaches->len; i++)
    {
      NxCoach *coach = g_ptr_array_index (coaches, i);

      if (nx_agenda_filter_shows_coach (self->filter, coach->id))
        add_column (self, self->date, coach, NULL);
    }
}

/* A coach who has left, a room that is no longer used, still has a column on a day with a session. What has no room is last. */
static void
find_columns (NxAgendaView *self, GPtrArray *sessions)
{
  gboolean homeless = FALSE;

  g_ptr_array_set_size (self->columns, 0);
  if (self->mode == NX_AGENDA_WEEK)
    {
      for (int i = 0; i < 7; i++)
        add_column (self, self->date + i, NULL, NULL);
      return;
    }
  if (self->by_room)
    find_rooms (self);
  else
    find_coaches (self);
  for (guint i = 0; i < sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (sessions, i);

      homeless |= self->by_room ? session->room == NULL : session->coach == NULL;
      if ((self->by_room ? session->room != NULL : session->coach != NULL) && column_of_session (self, session) < 0)
        add_column (self, self->date, self->by_room ? NULL : session->coach, self->by_room ? session->room : NULL);
    }
  if (homeless || self->columns->len == 0)
    add_column (self, self->date, NULL, NULL);
}

/* Laying out */

/* What stands in a column, by start: sessions, and what colleagues keep. */
typedef struct
{
  GPtrArray *items; /* borrowed NxSession or NxHold */
  GArray *spans;
  guint sessions;
} Column;

void
_nx_agenda_view_minutes (gint64 start, gint64 duration, int *from, int *to)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (start, nx_session_zone ());

  *from = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
  if (to != NULL)
    *to = MIN (DAY, *from + (int) MAX (duration, NX_TIME_SCALE_STEP));
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
      if (nx_agenda_filter_shows (self->filter, session, self->now))
        g_ptr_array_add (sessions, session);
    }
  return g_steal_pointer (&sessions);
}

static gint64
item_start (gpointer item)
{
  return NX_IS_SESSION (item) ? ((NxSession *) item)->scheduledAt : ((NxHold *) item)->scheduledAt;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  gint64 x = item_start (*(gpointer const *) a), y = item_start (*(gpointer const *) b);

  return x < y ? -1 : x > y;
}

/* (transfer full): borrowed: the sessions, and the holds of those who are shown. */
static GPtrArray *
with_holds (NxAgendaView *self, GPtrArray *sessions)
{
  GPtrArray *holds = nx_agenda_facts_get_holds (self->facts);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  gint64 from, to;

  g_ptr_array_extend (items, sessions, NULL, NULL);
  nx_agenda_view_get_range (self, &from, &to);
  for (guint i = 0; i < holds->len; i++)
    {
      NxHold *hold = g_ptr_array_index (holds, i);

      if (hold->scheduledAt >= from && hold->scheduledAt < to && nx_agenda_filter_shows_coach (self->filter, hold->coachId))
        g_ptr_array_add (items, hold);
    }
  if (items->len > sessions->len)
    g_ptr_array_sort (items, compare_items);
  return g_steal_pointer (&items);
}

static GtkWidget *
get_block (NxAgendaView *self, NxSession *session)
{
  GtkWidget *block = g_hash_table_lookup (self->blocks, session->id);

  if (block != NULL)
    return block;
  block = nx_agenda_block_new (session);
  nx_agenda_block_update (NX_AGENDA_BLOCK (block), self->now);
  nx_agenda_block_set_selected (NX_AGENDA_BLOCK (block), g_strcmp0 (session->id, self->selected) == 0);
  g_signal_connect (block, "chosen", G_CALLBACK (_nx_agenda_view_on_block_chosen), self);
  g_hash_table_insert (self->blocks, g_strdup (session->id), block);
  return block;
}

static GtkWidget *
get_hold (NxAgendaView *self, NxHold *hold)
{
  GtkWidget *widget = g_hash_table_lookup (self->holds, hold->id);

  if (widget != NULL)
    return widget;
  widget = nx_agenda_hold_new (hold, nx_session_source_find_coach (self->source, hold->coachId));
  g_hash_table_insert (self->holds, g_strdup (hold->id), widget);
  return widget;
}

/* The button of the @n-th "+2": one that is there already keeps its focus. */
static GtkWidget *
get_more (NxAgendaView *self, guint n)
{
  GtkWidget *button;

  if (n < self->more->len)
    return g_ptr_array_index (self->more, n);
  button = gtk_button_new ();
  gtk_widget_add_css_class (button, "more");
  g_signal_connect (button, "clicked", G_CALLBACK (_nx_agenda_view_on_more), self);
  g_ptr_array_add (self->more, button);
  return button;
}

static void
place_more (NxAgendaView *self, guint n, int column, const NxAgendaOverflow *overflow)
{
  g_autofree char *text = g_strdup_printf ("+%u", overflow->count);
  gint32 date = _nx_agenda_view_column (self, column)->date;
  g_autofree char *day = nx_format_date (date);
  g_autofree char *name
      = g_strdup_printf (ngettext ("%u more session, %s at %02d:%02d", "%u more sessions, %s at %02d:%02d", overflow->count),
                         overflow->count, day, overflow->start / 60, overflow->start % 60);
  GtkWidget *button = get_more (self, n);

  gtk_button_set_label (GTK_BUTTON (button), text);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "date", GINT_TO_POINTER (date));
  nx_time_grid_place (self->grid, button, column, overflow->start, overflow->end, NX_AGENDA_MAX_LANES - 1, NX_AGENDA_MAX_LANES);
}

static void
drop_more (NxAgendaView *self, guint n)
{
  for (guint i = self->more->len; i > n; i--)
    {
      GtkWidget *button = g_ptr_array_index (self->more, i - 1);

      if (gtk_widget_is_focus (button))
        gtk_widget_grab_focus (GTK_WIDGET (self->grid));
      gtk_widget_unparent (button);
      g_ptr_array_remove_index (self->more, i - 1);
    }
}

static void
place_column (NxAgendaView *self, int index, Column *column, GHashTable *seen, guint *n_more)
{
  g_autoptr (GArray) overflows = g_array_new (FALSE, TRUE, sizeof (NxAgendaOverflow));
  gboolean with_mark = self->filter->only == NULL && (self->mode == NX_AGENDA_WEEK || self->by_room);

  nx_agenda_layout_column ((NxAgendaSpan *) (void *) column->spans->data, column->spans->len, overflows);
  for (guint i = 0; i < column->spans->len; i++)
    {
      NxAgendaSpan *span = &g_array_index (column->spans, NxAgendaSpan, i);
      gpointer item = g_ptr_array_index (column->items, i);
      GtkWidget *child;

      if (span->hidden)
        continue;
      child = NX_IS_SESSION (item) ? get_block (self, item) : get_hold (self, item);
      if (NX_IS_AGENDA_BLOCK (child))
        nx_agenda_block_set_show_mark (NX_AGENDA_BLOCK (child), with_mark);
      nx_time_grid_place (self->grid, child, index, span->start, span->end, span->lane, span->lanes);
      g_hash_table_add (seen, child);
    }
  for (guint i = 0; i < overflows->len; i++)
    place_more (self, (*n_more)++, index, &g_array_index (overflows, NxAgendaOverflow, i));
}

static void
drop_unseen (NxAgendaView *self, GHashTable *children, GHashTable *seen)
{
  GHashTableIter iter;
  gpointer child;

  g_hash_table_iter_init (&iter, children);
  while (g_hash_table_iter_next (&iter, NULL, &child))
    {
      if (g_hash_table_contains (seen, child))
        continue;
      /* The focus stays in the grid, where the block was. */
      if (gtk_widget_is_focus (child))
        gtk_widget_grab_focus (GTK_WIDGET (self->grid));
      gtk_widget_unparent (child);
      g_hash_table_iter_remove (&iter);
    }
}

static void
order_children (NxAgendaView *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) ordered = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    {
      gpointer item = g_ptr_array_index (items, i);
      gpointer child = NX_IS_SESSION (item) ? g_hash_table_lookup (self->blocks, ((NxSession *) item)->id)
                                            : g_hash_table_lookup (self->holds, ((NxHold *) item)->id);

      if (child != NULL)
        g_ptr_array_add (ordered, child);
    }
  g_ptr_array_extend (ordered, self->more, NULL, NULL);
  nx_time_grid_set_order (self->grid, ordered);
}

static void
update_heads (NxAgendaView *self, Column *columns)
{
  gint32 today = nx_time_date_in_zone (self->now, nx_session_zone ());
  int n = (int) self->columns->len;

  nx_agenda_heads_begin (self->heads, n, self->mode == NX_AGENDA_WEEK ? WEEK_COLUMN : DAY_COLUMN);
  for (int i = 0; i < n; i++)
    {
      NxAgendaColumn *column = _nx_agenda_view_column (self, i);

      if (self->mode == NX_AGENDA_WEEK)
        nx_agenda_heads_set_day (self->heads, i, column->date, column->date == today, columns[i].sessions);
      else if (self->by_room)
        nx_agenda_heads_set_room (self->heads, i, column->room, columns[i].sessions);
      else
        nx_agenda_heads_set_coach (self->heads, i, column->coach, columns[i].sessions);
    }
}

void
_nx_agenda_view_update_now (NxAgendaView *self)
{
  gint32 today = nx_time_date_in_zone (self->now, nx_session_zone ());
  gboolean here = self->mode == NX_AGENDA_WEEK ? today >= self->date && today < self->date + 7 : today == self->date;
  int minute;

  _nx_agenda_view_minutes (self->now, 0, &minute, NULL);
  nx_time_grid_set_now (self->grid, here && self->mode == NX_AGENDA_WEEK ? today - self->date : -1, here ? minute : -1,
                        here && self->mode == NX_AGENDA_DAY);
  nx_time_ruler_set_now (self->ruler, here ? minute : -1);
}

static void
update_hours (NxAgendaView *self, Column *columns, int open, int close)
{
  for (guint i = 0; i < self->columns->len; i++)
    for (guint j = 0; j < columns[i].spans->len; j++)
      {
        NxAgendaSpan *span = &g_array_index (columns[i].spans, NxAgendaSpan, j);

        nx_agenda_unfold (&open, &close, span->start, span->end);
      }
  nx_time_grid_set_hours (self->grid, open, close);
  nx_time_ruler_set_hours (self->ruler, open, close);
}

static void
fill_columns (NxAgendaView *self, GPtrArray *items, Column *columns)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      columns[i].items = g_ptr_array_new ();
      columns[i].spans = g_array_new (FALSE, TRUE, sizeof (NxAgendaSpan));
    }
  for (guint i = 0; i < items->len; i++)
    {
      gpointer item = g_ptr_array_index (items, i);
      NxHold *hold = NX_IS_HOLD (item) ? item : NULL;
      int index = hold != NULL ? _nx_agenda_view_column_of (self, hold->scheduledAt, hold->coachId, hold->room)
                               : column_of_session (self, item);
      Column *column = &columns[MAX (0, index)];
      NxAgendaSpan span = { 0 };

      if (hold != NULL && index < 0)
        continue;
      _nx_agenda_view_minutes (item_start (item), hold != NULL ? hold->duration : ((NxSession *) item)->duration, &span.start,
                               &span.end);
      g_ptr_array_add (column->items, item);
      g_array_append_val (column->spans, span);
      column->sessions += hold == NULL;
    }
}

static void
sync_hours (NxAgendaView *self)
{
  g_autoptr (GPtrArray) sessions = _nx_agenda_view_sessions (self), items = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autofree Column *columns = NULL;
  guint n_more = 0;
  int open = self->unfolded ? 0 : NX_AGENDA_OPEN, close = self->unfolded ? DAY : NX_AGENDA_CLOSE;

  find_columns (self, sessions);
  items = with_holds (self, sessions);
  columns = g_new0 (Column, self->columns->len);
  fill_columns (self, items, columns);
  nx_time_grid_set_columns (self->grid, (int) self->columns->len, self->mode == NX_AGENDA_WEEK ? WEEK_COLUMN : DAY_COLUMN);
  _nx_agenda_view_update_ground (self, &open, &close);
  update_hours (self, columns, open, close);
  for (guint i = 0; i < self->columns->len; i++)
    place_column (self, (int) i, &columns[i], seen, &n_more);
  drop_more (self, n_more);
  drop_unseen (self, self->blocks, seen);
  drop_unseen (self, self->holds, seen);
  order_children (self, items);
  update_heads (self, columns);
  _nx_agenda_view_update_now (self);
  for (guint i = 0; i < self->columns->len; i++)
    {
      g_ptr_array_unref (columns[i].items);
      g_array_unref (columns[i].spans);
    }
}

void
nx_agenda_view_sync (NxAgendaView *self)
{
  g_autoptr (GPtrArray) sessions = NULL;

  g_return_if_fail (NX_IS_AGENDA_VIEW (self));

  g_clear_handle_id (&self->sync_id, g_source_remove);
  if (_nx_agenda_view_has_hours (self))
    {
      sync_hours (self);
      return;
    }
  sessions = _nx_agenda_view_sessions (self);
  if (self->mode == NX_AGENDA_MONTH)
    nx_agenda_month_view_set (self->month, self->date, self->now, sessions, self->facts);
  else
    nx_agenda_list_view_set (self->list, self->now, sessions, self->facts);
}
