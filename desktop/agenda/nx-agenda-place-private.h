/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-booking.h"
#include "desktop/agenda/nx-agenda-caption.h"
#include "desktop/agenda/nx-agenda-detail.h"
#include "desktop/agenda/nx-agenda-goto.h"
#include "desktop/agenda/nx-agenda-move.h"
#include "desktop/agenda/nx-agenda-peek.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/agenda/nx-agenda-sidebar.h"
#include "desktop/store/nx-agenda-copy.h"
#include "desktop/widgets/nx-progress-line.h"

G_BEGIN_DECLS

/* The place is cut in two by concern: nx-agenda-place-actions.c holds its commands and keys, nx-agenda-place.c the rest. */

struct _NxAgendaPlace
{
  GtkWidget parent_instance;

  /* template widgets, borrowed */
  GtkWidget *header;
  GtkToggleButton *sidebar_button;
  GtkWidget *previous_button;
  GtkWidget *today_button;
  GtkWidget *next_button;
  GtkLabel *period_label; /* the longest of the three that fits is shown */
  GtkLabel *period_short_label;
  GtkLabel *period_tiny_label;
  GtkWidget *mode_box;
  GtkToggleButton *day_button;
  GtkToggleButton *week_button;
  GtkToggleButton *month_button;
  GtkToggleButton *list_button;
  GtkMenuButton *mode_menu_button; /* instead of mode_box where room is short */
  GtkToggleButton *search_button;
  GtkMenuButton *menu_button; /* its items name actions of the place: twins of them are made where the header stands */
  GtkWidget *menu_from;       /* (weak) (nullable): had the focus when a key opened that menu */
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkLabel *search_count;
  GtkWidget *new_button;
  GtkRevealer *strip;
  GtkLabel *strip_label;
  AdwFlap *side_flap;
  AdwFlap *detail_flap;
  GtkOverlay *content_overlay;
  GtkRevealer *empty;
  GtkLabel *empty_label;
  GtkWidget *empty_new_button;
  GtkButton *empty_next_button;
  NxProgressLine *progress;

  /* borrowed: children made in code */
  NxAgendaView *view;
  NxAgendaSidebar *sidebar;
  NxAgendaDetail *detail;
  NxAgendaBooking *booking; /* (nullable): while it is mapped, agenda.series begins with what it says */
  NxAgendaCaption *caption;
  NxAgendaPeek *peek;       /* (nullable) */
  GtkWidget *go_to;         /* (nullable): NxAgendaGoto */

  /* owned */
  NxConnection *connection; /* (nullable) */
  NxSessionSource *source;
  NxAgendaFacts *facts;
  NxAgendaCopy *copy;       /* (nullable): of the last answers, on this machine */
  GCancellable *copy_cancellable; /* (nullable) */
  NxAgendaMove *move;
  char *own_coach; /* (nullable): of a coach */
  char *wanted_id; /* (nullable): session to turn to when it is here */

  gint64 now;
  gint64 asked_from, asked_to; /* range asked last */
  gint64 copy_at;              /* when what the copy gave was true, NX_TIME_NONE where the server has answered since */
  guint copy_id;
  guint empty_id;
  guint tick_id;
  guint fold_id;
  gboolean office;
  gboolean narrow;
  gboolean phone; /* narrower still */
  gboolean restored; /* what was kept from the last run is set */
};

void _nx_agenda_place_class_init_actions (GtkWidgetClass *widget_class);
void _nx_agenda_place_init_keys (NxAgendaPlace *self);
/* nx-agenda-place-acts.c: moving, joining, what colleagues do. The second after the place's children are made. */
void _nx_agenda_place_class_init_acts (GtkWidgetClass *widget_class);
void _nx_agenda_place_init_acts (NxAgendaPlace *self);
/* What a command for a session is about: the block with the focus, chosen by it, else the one that is chosen. */
gboolean _nx_agenda_place_select_focused (NxAgendaPlace *self);
/* Opens the booking popover; @student_id: (nullable) */
void _nx_agenda_place_begin_booking (NxAgendaPlace *self, gint64 start, gint64 end, const char *coach_id, const char *student_id);
/* Where a new session would begin: at the cursor, or soon where that is over. */
gint64 _nx_agenda_place_next_start (NxAgendaPlace *self, const char **coach_id);
/* Turns by periods; 0 goes to today. */
void _nx_agenda_place_turn (NxAgendaPlace *self, int direction);

/* nx-agenda-place-views.c: periods, views, search. */
void _nx_agenda_place_class_init_views (GtkWidgetClass *widget_class);
void _nx_agenda_place_init_views (NxAgendaPlace *self);
void _nx_agenda_place_connect_views (NxAgendaPlace *self);
NxAgendaMode _nx_agenda_place_mode_of (const char *name);
void _nx_agenda_place_update_period (NxAgendaPlace *self);
void _nx_agenda_place_update_empty (NxAgendaPlace *self);
void _nx_agenda_place_search (NxAgendaPlace *self);

/* nx-agenda-place-print.c */
void _nx_agenda_place_class_init_print (GtkWidgetClass *widget_class);

/* nx-agenda-place-copy.c: what this machine keeps of the last answers. */
void _nx_agenda_place_open_copy (NxAgendaPlace *self);
void _nx_agenda_place_close_copy (NxAgendaPlace *self);
/* What is shown has changed, or the server answered: the copy is written a little later. */
void _nx_agenda_place_queue_copy (NxAgendaPlace *self);
void _nx_agenda_place_update_strip (NxAgendaPlace *self, const char *fault);

G_END_DECLS
