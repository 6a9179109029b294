/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-layout.h"
#include "desktop/agenda/nx-agenda-view-private.h"

#define DAY 1440

/* What lies under the sessions: days that are closed, holidays, and the hours in which can be booked. */

/* Bands */

static char *
closure_sentence (NxClosure *closure)
{
  g_autofree char *first = nx_format_date (closure->firstDay), *last = nx_format_date (closure->lastDay), *days = NULL;

  days = closure->firstDay == closure->lastDay ? g_strdup (first)
                                               : g_strdup_printf (_ ("from %s to %s"), first, last);
  if (closure->bookable)
    return g_strdup_printf (_ ("%s, %s. Sessions can be booked."), closure->name, days);
  return g_strdup_printf (_ ("%s, %s. The centre is closed."), closure->name, days);
}

static void
update_bands (NxAgendaView *self)
{
  GPtrArray *closures = nx_agenda_facts_get_closures (self->facts);
  int n = (int) self->columns->len, days;
  gint32 first = nx_agenda_view_get_first_day (self, &days);
  guint32 closed = 0;

  nx_agenda_bands_begin (self->bands, n);
  for (guint i = 0; i < closures->len; i++)
    {
      NxClosure *closure = g_ptr_array_index (closures, i);
      g_autofree char *spoken = NULL;
      int from = MAX (closure->firstDay, first) - first, to = MIN (closure->lastDay, first + days - 1) - first;

      if (from > to || closure->id == NULL || closure->name == NULL)
        continue;
      if (self->mode == NX_AGENDA_DAY)
        from = 0, to = n - 1;
      spoken = closure_sentence (closure);
      nx_agenda_bands_add (self->bands, closure->id, closure->name, from, to, !closure->bookable, spoken);
      for (int column = from; column <= to && column < 32 && !closure->bookable; column++)
        closed |= 1u << column;
    }
  nx_agenda_bands_end (self->bands);
  nx_time_grid_set_closed (self->grid, closed);
}

/* Open hours */

/* Of whom the hours are painted in @column: the column's coach, or the only one of a week. */
static const char *
painted_coach (NxAgendaView *self, int column)
{
  GPtrArray *coaches = nx_session_source_get_coaches (self->source);
  const char *found = NULL;

  if (self->mode == NX_AGENDA_DAY)
    return _nx_agenda_view_column (self, column)->coach != NULL ? _nx_agenda_view_column (self, column)->coach->id : NULL;
  if (self->filter->only != NULL)
    return self->filter->only;
  for (guint i = 0; i < coaches->len; i++)
    {
      const char *id = ((NxCoach *) g_ptr_array_index (coaches, i))->id;

      if (!nx_agenda_filter_shows_coach (self->filter, id))
        continue;
      if (found != NULL)
        return NULL;
      found = id;
    }
  return found;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const NxTimeRange *x = a, *y = b;

  return x->column != y->column ? x->column - y->column : x->start - y->start;
}

static void
add_range (NxAgendaView *self, NxOpenRange *open, int column, GArray *ranges)
{
  gint64 from = _nx_agenda_view_instant (self, column, 0), to = _nx_agenda_view_instant (self, column, DAY);
  NxTimeRange range = { .column = column, .end = DAY };

  if (open->to <= from || open->from >= to)
    return;
  if (open->from > from)
    _nx_agenda_view_minutes (open->from, 0, &range.start, NULL);
  if (open->to < to)
    _nx_agenda_view_minutes (open->to, 0, &range.end, NULL);
  g_array_append_val (ranges, range);
}

static void
update_open (NxAgendaView *self)
{
  GPtrArray *open = nx_agenda_facts_get_open (self->facts);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (NxTimeRange));
  guint64 known = 0;

  for (int column = 0; column < MIN (64, (int) self->columns->len); column++)
    {
      const char *coach = painted_coach (self, column);

      if (coach == NULL)
        continue;
      known |= G_GUINT64_CONSTANT (1) << column;
      for (guint i = 0; i < open->len; i++)
        if (g_strcmp0 (((NxOpenRange *) g_ptr_array_index (open, i))->coachId, coach) == 0)
          add_range (self, g_ptr_array_index (open, i), column, ranges);
    }
  g_array_sort (ranges, compare_ranges);
  nx_time_grid_set_open (self->grid, ranges, known);
}

/* Outside of the hours of those who are shown nothing can be booked: that is folded. */
static void
find_hours (NxAgendaView *self, gint64 from, gint64 to, int *open, int *close)
{
  GPtrArray *ranges = nx_agenda_facts_get_open (self->facts);
  int first = DAY, last = 0;

  for (guint i = 0; i < ranges->len; i++)
    {
      NxOpenRange *range = g_ptr_array_index (ranges, i);
      int start, end;

      if (range->to <= from || range->from >= to || !nx_agenda_filter_shows_coach (self->filter, range->coachId))
        continue;
      _nx_agenda_view_minutes (range->from, (range->to - range->from) / NX_TIME_MINUTE, &start, &end);
      first = MIN (first, start);
      last = MAX (last, end);
    }
  if (first >= last)
    return;
  *open = first / 60 * 60;
  *close = (last + 59) / 60 * 60;
}

void
_nx_agenda_view_update_ground (NxAgendaView *self, int *open, int *close)
{
  gint64 from, to;

  nx_agenda_view_get_range (self, &from, &to);
  update_bands (self);
  if (!nx_agenda_facts_knows_open (self->facts, from, to))
    {
      nx_time_grid_set_open (self->grid, NULL, 0);
      return;
    }
  update_open (self);
  if (!self->unfolded)
    find_hours (self, from, to, open, close);
}
