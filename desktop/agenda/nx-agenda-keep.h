/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-facts.h"
#include "desktop/agenda/nx-session-list.h"

G_BEGIN_DECLS

/** NxAgendaKeep: what the local copy of the agenda holds; as JSON in the words of the server. */
typedef struct
{
  gint64 at;           /* when it was true */
  gint64 from, to;     /* what it covers */
  GPtrArray *sessions; /* NxSession */
  GPtrArray *coaches;  /* NxCoach */
  GPtrArray *rooms;    /* NxRoom */
  GPtrArray *closures; /* NxClosure */
  GPtrArray *open;     /* NxOpenRange */
  gint64 open_from, open_to;
} NxAgendaKeep;

void nx_agenda_keep_free (NxAgendaKeep *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxAgendaKeep, nx_agenda_keep_free)

/** Returns: (transfer full): sessions of @list from @from to @to, @coaches, and what @facts knows of that. */
GBytes *nx_agenda_keep_write (gint64 at, gint64 from, gint64 to, NxSessionList *list, GPtrArray *coaches, NxAgendaFacts *facts);
/** Returns: (transfer full): may be called in any thread; %NULL with %NX_ERROR_INVALID where it is not such a text. */
NxAgendaKeep *nx_agenda_keep_read (GBytes *content, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
