/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-bands.h"
#include "desktop/agenda/nx-agenda-facts.h"
#include "desktop/agenda/nx-agenda-filter.h"
#include "desktop/agenda/nx-agenda-heads.h"
#include "desktop/agenda/nx-agenda-list.h"
#include "desktop/agenda/nx-agenda-month.h"
#include "desktop/agenda/nx-agenda-view.h"

G_BEGIN_DECLS

/* The view is cut by concern: nx-agenda-view.c is the widget, nx-agenda-view-sync.c puts the list's sessions on the grid,
 * nx-agenda-view-ground.c what lies under them, nx-agenda-view-move.c is for those who move sessions. */

/* NxAgendaColumn: a day of a week; a coach or a room of a day. */
typedef struct
{
  gint32 date;
  NxCoach *coach; /* (owned) (nullable) */
  char *room;     /* (owned) (nullable) */
} NxAgendaColumn;

struct _NxAgendaView
{
  GtkWidget parent_instance;

  /* borrowed children */
  GtkWidget *corner;       /* of the hours and the heads */
  GtkWidget *by_room_button;
  GtkWidget *heads_window; /* scrolled windows that move together */
  GtkWidget *hours_window;
  GtkWidget *body_window;
  NxAgendaHeads *heads;
  NxAgendaBands *bands;
  NxTimeGrid *grid;
  NxTimeRuler *ruler;
  NxAgendaMonthView *month;
  NxAgendaListView *list;

  /* owned */
  NxSessionSource *source;
  NxAgendaFacts *facts;
  NxAgendaFilter *filter;
  GHashTable *blocks; /* id → borrowed NxAgendaBlock */
  GHashTable *holds;  /* id → borrowed NxAgendaHold */
  GPtrArray *more;    /* borrowed "+2" buttons */
  GPtrArray *columns; /* NxAgendaColumn */
  char *selected;     /* (nullable): id */

  NxAgendaMode mode;
  gint32 date; /* the first day shown; of a month its first */
  gint32 asked_date; /* the day that the period was turned to for */
  gint64 now;
  gboolean by_room;
  gboolean unfolded;
  guint sync_id;
};

#define _nx_agenda_view_column(self, i) ((NxAgendaColumn *) g_ptr_array_index ((self)->columns, i))

/* Whether the hours are shown. */
gboolean _nx_agenda_view_has_hours (NxAgendaView *self);
/* Column of what has that start, coach and room, -1 where there is none. */
int _nx_agenda_view_column_of (NxAgendaView *self, gint64 start, const char *coach_id, const char *room);
/* The sessions that the period and the filter let through, by start: borrowed. (transfer full) */
GPtrArray *_nx_agenda_view_sessions (NxAgendaView *self);
/* Minutes of the day of what starts at @start. */
void _nx_agenda_view_minutes (gint64 start, gint64 duration, int *from, int *to);
/* The instant of a minute of a column. */
gint64 _nx_agenda_view_instant (NxAgendaView *self, int column, int minute);
const char *_nx_agenda_view_column_coach (NxAgendaView *self, int column);
/* Column and minute of @start in what is shown; column -1 where there is none. */
void _nx_agenda_view_find_cell (NxAgendaView *self, gint64 start, const char *coach_id, int *column, int *minute);
void _nx_agenda_view_update_now (NxAgendaView *self);
/* Bands, open hours, and in @open and @close the hours that are not folded. */
void _nx_agenda_view_update_ground (NxAgendaView *self, int *open, int *close);
void _nx_agenda_view_on_more (GtkButton *button, NxAgendaView *self);
void _nx_agenda_view_on_block_chosen (GtkWidget *block, NxAgendaView *self);

G_END_DECLS
