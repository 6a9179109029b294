/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-caption.h"
#include "desktop/agenda/nx-agenda-view.h"

G_BEGIN_DECLS

/**
 * NxAgendaMove: moves and resizes a session of a view, by keys (a ghost that the arrows move) or by dragging its block or its
 * edge. It says beforehand what would be refused, asks with the version it saw, and can be undone.
 *
 * Signal: "turn" (int date): the ghost left the days shown.
 */
#define NX_TYPE_AGENDA_MOVE (nx_agenda_move_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaMove, nx_agenda_move, NX, AGENDA_MOVE, GObject)

/** @connection: (nullable): without one nothing is sent. @view outlives it. @own_coach: (nullable): of a coach, who moves their own only */
NxAgendaMove *nx_agenda_move_new (NxConnection *connection, NxAgendaView *view, NxSessionSource *source, NxAgendaCaption *caption,
                                  const char *own_coach);

/** Begins to move @session by keys. Returns: whether it can be moved; else it was said why not. */
gboolean nx_agenda_move_begin (NxAgendaMove *self, NxSession *session);
/** Returns: whether the key was for the ghost. */
gboolean nx_agenda_move_key (NxAgendaMove *self, guint key, GdkModifierType state);
gboolean nx_agenda_move_is_active (NxAgendaMove *self);
/** Gives up; nothing was changed. */
void nx_agenda_move_give_up (NxAgendaMove *self);

/** What the ghost shows. Returns: (transfer none) (nullable): why it would be refused there */
const char *nx_agenda_move_get_target (NxAgendaMove *self, gint64 *start, int *duration, const char **coach_id);

G_END_DECLS
