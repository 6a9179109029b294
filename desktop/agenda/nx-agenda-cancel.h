/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/agenda/nx-session-list.h"
#include "desktop/agenda/nx-session-source.h"

G_BEGIN_DECLS

/**
 * nx_agenda_cancel_ask: asks whether @session shall be cancelled, saying what follows, and does it. The action can be
 * undone. @office: whether the reader may keep the credits back.
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
nx_agenda_cancel_ask (GtkWidget *from, NxConnection *connection, NxSessionSource *source, NxSession *session, gboolean office);

/** (transfer full): what cancelling @session brings about: "1 credit goes back to Lina." */
char *nx_agenda_cancel_consequence (NxSession *session, gboolean refund);

G_END_DECLS
