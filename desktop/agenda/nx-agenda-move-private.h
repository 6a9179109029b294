/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-move.h"

G_BEGIN_DECLS

/* Cut in two by concern: nx-agenda-move.c holds the ghost, the keys and the request, nx-agenda-move-drag.c the pointer. */

typedef enum
{
  NX_AGENDA_MOVE_NONE,
  NX_AGENDA_MOVE_KEYS,
  NX_AGENDA_MOVE_DRAG,
  NX_AGENDA_MOVE_SENDING
} NxAgendaMoveState;

struct _NxAgendaMove
{
  GObject parent_instance;

  /* borrowed */
  NxAgendaView *view;
  NxAgendaCaption *caption;
  GtkGesture *gesture;

  /* owned */
  NxConnection *connection; /* (nullable) */
  NxSessionSource *source;
  char *own_coach;          /* (nullable) */
  NxSession *session;       /* (nullable): what is being moved */
  char *coach_id;           /* (nullable): of the ghost */
  char *refused;            /* (nullable): what stands against the ghost */
  GCancellable *cancellable;

  NxAgendaMoveState state;
  gint64 start; /* of the ghost */
  int duration;
  gint64 version; /* that was seen when it began */

  /* of a drag */
  gint64 grabbed; /* time under the pointer when it began */
  double pointer_x, pointer_y;
  int edge; /* -1: the beginning is dragged; 1: the end; 0: all of it */
  guint scroll_id;
};

/* Takes @session up in @state, where that can be moved. */
gboolean _nx_agenda_move_take (NxAgendaMove *self, NxSession *session, NxAgendaMoveState state);
/* Moves the ghost; what cannot be (over midnight, too short) is brought to the nearest that can. */
void _nx_agenda_move_set_target (NxAgendaMove *self, gint64 start, int duration, const char *coach_id);
void _nx_agenda_move_confirm (NxAgendaMove *self);
void _nx_agenda_move_init_drag (NxAgendaMove *self);
void _nx_agenda_move_end_drag (NxAgendaMove *self);

G_END_DECLS
