/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Arithmetic of the agenda without a widget: what overlaps stands side by side, what does not fit becomes "+2", and the hours in
 * which nothing happens are folded.
 */

/** More than so many side by side cannot be read: the rest is counted. */
#define NX_AGENDA_MAX_LANES 3

/**
 * NxAgendaSpan: a session on one day of one column.
 * @start, @end: minutes of the day, start < end
 * @lane, @lanes: out: which of how many side by side
 * @hidden: out: counted in its group's overflow instead of shown
 * @group: out: number of the group of spans that overlap one another, from 0
 */
typedef struct
{
  int start, end;
  int lane, lanes;
  gboolean hidden;
  int group;
} NxAgendaSpan;

/** NxAgendaOverflow: the "+2" of a group, in the last lane. */
typedef struct
{
  int group;
  int start, end;
  guint count;
} NxAgendaOverflow;

/**
 * nx_agenda_layout_column:
 * @spans: (array length=n): by start, then by end; the outputs are filled in
 * @overflows: (element-type NxAgendaOverflow): groups that hold more than %NX_AGENDA_MAX_LANES side by side are appended
 */
void nx_agenda_layout_column (NxAgendaSpan *spans, guint n, GArray *overflows);

/** The opening hours of the centre, in minutes of the day. */
#define NX_AGENDA_OPEN  (8 * 60)
#define NX_AGENDA_CLOSE (20 * 60)

/** Widens @open and @close (full hours) so that @start to @end is not folded. */
void nx_agenda_unfold (int *open, int *close, int start, int end);

/** Whether the ranges [a, b) and [c, d) share an instant. */
#define nx_agenda_overlaps(a, b, c, d) ((a) < (d) && (c) < (b))

G_END_DECLS
