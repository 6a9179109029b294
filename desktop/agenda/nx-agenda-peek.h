/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/**
 * NxAgendaPeek: a session at a glance, in a popover on its block: Space opens and closes it, Escape closes, Enter goes to the
 * details, the arrows leave.
 *
 * Signal: "details" (): Enter.
 */
#define NX_TYPE_AGENDA_PEEK (nx_agenda_peek_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaPeek, nx_agenda_peek, NX, AGENDA_PEEK, GtkPopover)

NxAgendaPeek *nx_agenda_peek_new (void);
/** Opens it for @session beside @block, which its parent holds somewhere; the focus goes back to the block. */
void nx_agenda_peek_show (NxAgendaPeek *self, GtkWidget *block, NxSession *session, gint64 now);
/** (transfer none): everything that it says, a line each. */
const char *nx_agenda_peek_get_text (NxAgendaPeek *self);

G_END_DECLS
