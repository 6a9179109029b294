/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-heads.h"
#include "desktop/agenda/nx-agenda-view.h"

G_BEGIN_DECLS

/* The view is cut in two by concern: nx-agenda-view-sync.c puts the list's sessions on the grid, nx-agenda-view.c is the widget.
 */

struct _NxAgendaView
{
  GtkWidget parent_instance;

  /* template widgets, borrowed */
  NxAgendaHeads *heads;
  NxTimeGrid *grid;
  NxTimeRuler *ruler;

  /* owned */
  NxSessionSource *source;
  GHashTable *blocks; /* id → borrowed NxAgendaBlock */
  GPtrArray *more;    /* borrowed "+2" buttons */
  GPtrArray *columns; /* NxCoach of each column of a day */
  GHashTable *hidden; /* (nullable) */
  char *only;         /* (nullable) */
  char *selected;     /* (nullable): id */

  NxAgendaMode mode;
  gint32 date; /* the first day shown */
  gint64 now;
  gboolean show_cancelled;
  gboolean unfolded;
  guint sync_id;
};

/* Of the widget, for its two files. */
int _nx_agenda_view_n_columns (NxAgendaView *self);
/* Column of a coach in a day, -1 where there is none. */
int _nx_agenda_view_coach_column (NxAgendaView *self, const char *id);
/* The sessions that the period and the filter let through, by start: borrowed. (transfer full) */
GPtrArray *_nx_agenda_view_sessions (NxAgendaView *self);
/* The instant of a minute of a column. */
gint64 _nx_agenda_view_instant (NxAgendaView *self, int column, int minute);
const char *_nx_agenda_view_column_coach (NxAgendaView *self, int column);
/* Column and minute of @start in what is shown; column -1 where there is none. */
void _nx_agenda_view_find_cell (NxAgendaView *self, gint64 start, const char *coach_id, int *column, int *minute);
void _nx_agenda_view_update_now (NxAgendaView *self);
void _nx_agenda_view_on_more (GtkButton *button, NxAgendaView *self);
void _nx_agenda_view_on_block_chosen (GtkWidget *block, NxAgendaView *self);

G_END_DECLS
