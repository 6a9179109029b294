/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-layout.h"

#define DAY         1440
#define MAX_TRACKED 64

/* The first lane that is free at @start; spans come by start, so an end before it frees the lane for good. */
static int
take_lane (int *ends, int *lanes, int start, int end)
{
  int lane = 0;

  while (lane < *lanes && ends[lane] > start)
    lane++;
  /* Beyond what is tracked everything is hidden anyway: the last lane is shared. */
  lane = MIN (lane, MAX_TRACKED - 1);
  *lanes = MAX (*lanes, lane + 1);
  ends[lane] = MAX (end, ends[lane]);
  return lane;
}

static void
close_group (NxAgendaSpan *spans, guint from, guint to, int lanes, GArray *overflows)
{
  int visible = lanes > NX_AGENDA_MAX_LANES ? NX_AGENDA_MAX_LANES - 1 : lanes;
  NxAgendaOverflow overflow = { .group = spans[from].group, .start = DAY, .end = 0 };

  for (guint i = from; i < to; i++)
    {
      spans[i].lanes = lanes > visible ? NX_AGENDA_MAX_LANES : lanes;
      spans[i].hidden = spans[i].lane >= visible && lanes > visible;
      if (!spans[i].hidden)
        continue;
      spans[i].lane = visible;
      overflow.start = MIN (overflow.start, spans[i].start);
      overflow.end = MAX (overflow.end, spans[i].end);
      overflow.count++;
    }
  if (overflow.count > 0)
    g_array_append_val (overflows, overflow);
}

void
nx_agenda_layout_column (NxAgendaSpan *spans, guint n, GArray *overflows)
{
  int ends[MAX_TRACKED] = { 0 };
  int lanes = 0, latest = 0, group = 0;
  guint from = 0;

  for (guint i = 0; i < n; i++)
    {
      if (i > from && spans[i].start >= latest)
        {
          close_group (spans, from, i, lanes, overflows);
          from = i;
          lanes = latest = 0;
          group++;
          for (guint j = 0; j < MAX_TRACKED; j++)
            ends[j] = 0;
        }
      spans[i].group = group;
      spans[i].lane = take_lane (ends, &lanes, spans[i].start, spans[i].end);
      latest = MAX (latest, spans[i].end);
    }
  if (n > 0)
    close_group (spans, from, n, lanes, overflows);
}

void
nx_agenda_unfold (int *open, int *close, int start, int end)
{
  *open = MIN (*open, CLAMP (start, 0, DAY) / 60 * 60);
  *close = MAX (*close, (CLAMP (end, 0, DAY) + 59) / 60 * 60);
}
