/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/widgets/nx-session-text.h"

G_BEGIN_DECLS

/** NxAgendaFilter: which sessions are shown. All members that are not set let everything through. */
typedef struct
{
  GHashTable *hidden_coaches; /* (nullable) ids */
  GHashTable *hidden_rooms;   /* (nullable) names, "" for sessions without a room */
  char *only;                 /* (nullable): the one coach who is shown, whatever the others say */
  char *query;                /* (nullable): words that must each begin a word of pupils, coach, subject, room or title */
  guint32 hidden_states;      /* bits of NxSessionState */
  guint32 hidden_subjects;    /* bits of NxSubject */
} NxAgendaFilter;

NxAgendaFilter *nx_agenda_filter_new (void);
NxAgendaFilter *nx_agenda_filter_copy (const NxAgendaFilter *self);
void nx_agenda_filter_free (NxAgendaFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxAgendaFilter, nx_agenda_filter_free)

gboolean nx_agenda_filter_shows (const NxAgendaFilter *self, NxSession *session, gint64 now);
/** @coach_id: (nullable) */
gboolean nx_agenda_filter_shows_coach (const NxAgendaFilter *self, const char *coach_id);
/** @room: (nullable) */
gboolean nx_agenda_filter_shows_room (const NxAgendaFilter *self, const char *room);
/** Whether @session has all words of @query, accents and case aside. */
gboolean nx_agenda_filter_matches (const char *query, NxSession *session);

G_END_DECLS
