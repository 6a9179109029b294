/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/agenda/nx-agenda-facts.h"

G_BEGIN_DECLS

/**
 * NxAgendaListView: sessions under one another, a heading a day: to be read aloud, searched, printed.
 *
 * Signal: "selected" (char *id, nullable).
 */
#define NX_TYPE_AGENDA_LIST_VIEW (nx_agenda_list_view_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaListView, nx_agenda_list_view, NX, AGENDA_LIST_VIEW, GtkWidget)

GtkWidget *nx_agenda_list_view_new (void);
/** Makes it hold @sessions (element-type NxSession, by start) with the fewest changes: focus and scroll stay. */
void nx_agenda_list_view_set (NxAgendaListView *self, gint64 now, GPtrArray *sessions, NxAgendaFacts *facts);
/** @id: (nullable) */
void nx_agenda_list_view_select (NxAgendaListView *self, const char *id, gboolean focus);
/** Scrolls to the heading of @date, or of the next day with a session. */
void nx_agenda_list_view_scroll_to (NxAgendaListView *self, gint32 date);
/** Returns: (transfer none): of entries: a NxSession, or a GtkStringObject that heads a day. */
GListModel *nx_agenda_list_view_get_model (NxAgendaListView *self);

G_END_DECLS
