/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/**
 * NxAgendaBlock: one session in the agenda: a real widget, so that it can be focused, pointed at and read aloud.
 *
 * Signal: "chosen" (): a click, Enter or Space.
 */
#define NX_TYPE_AGENDA_BLOCK (nx_agenda_block_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaBlock, nx_agenda_block, NX, AGENDA_BLOCK, GtkWidget)

GtkWidget *nx_agenda_block_new (NxSession *session);
/** Returns: (transfer none) */
NxSession *nx_agenda_block_get_session (NxAgendaBlock *self);
/** Reads the session again: its members or the time have changed. */
void nx_agenda_block_update (NxAgendaBlock *self, gint64 now);
void nx_agenda_block_set_show_mark (NxAgendaBlock *self, gboolean show_mark);
void nx_agenda_block_set_selected (NxAgendaBlock *self, gboolean selected);
/** Which edge is taken at @y of the block: -1 its beginning, 1 its end, 0 neither. */
int nx_agenda_block_edge_at (NxAgendaBlock *self, double y);
/** Whether it is on its way to another place: no motion carries meaning alone, none is shown where animations are off. */
gboolean nx_agenda_block_is_gliding (NxAgendaBlock *self);

G_END_DECLS
