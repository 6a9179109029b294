/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/** Returns: (transfer full): what the action of row @row was: "Booking: Mathematics, Yasmine Trabelsi, with Hélios, …". */
char *nx_undo_words_what (NxRows *rows, guint row, const NxActor *actor);
/** The same of an action that took another one back, or did it again. */
char *nx_undo_words_taken_back (const char *what, gboolean redo);
/** Returns: (transfer full): who did @action of the audit, and when. @person: (nullable). */
char *nx_undo_words_change (const char *person, const char *action, gint64 when, const NxActor *actor);
/** Returns: (transfer full): the time as a person says it, near @actor's own. */
char *nx_undo_words_when (gint64 when, const NxActor *actor);

G_END_DECLS
