/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/agenda/nx-agenda-facts.h"
#include "desktop/agenda/nx-agenda-filter.h"
#include "desktop/agenda/nx-session-source.h"

G_BEGIN_DECLS

/**
 * NxAgendaSidebar: the mini-month and who is shown.
 *
 * Signals: "day-chosen" (int date); "filter-changed" ().
 */
#define NX_TYPE_AGENDA_SIDEBAR (nx_agenda_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaSidebar, nx_agenda_sidebar, NX, AGENDA_SIDEBAR, GtkWidget)

/** @own_coach: (nullable): of a coach, who has nobody to choose */
GtkWidget *nx_agenda_sidebar_new (NxSessionSource *source, const char *own_coach);
void nx_agenda_sidebar_set_period (NxAgendaSidebar *self, gint32 date, int days, gint32 today);
/** Returns: (transfer none) (element-type utf8): ids of the coaches who are not shown */
GHashTable *nx_agenda_sidebar_get_hidden (NxAgendaSidebar *self);
gboolean nx_agenda_sidebar_get_show_cancelled (NxAgendaSidebar *self);
/** Rooms are offered as @facts knows them. */
void nx_agenda_sidebar_set_facts (NxAgendaSidebar *self, NxAgendaFacts *facts);
/** Writes what is not shown into @filter: coaches, rooms, states and subjects. */
void nx_agenda_sidebar_fill_filter (NxAgendaSidebar *self, NxAgendaFilter *filter);
/** Keeps what is filtered in @settings. */
void nx_agenda_sidebar_bind (NxAgendaSidebar *self, GSettings *settings);
/** Shows only the coach of @position (from 0), or all with -1. */
void nx_agenda_sidebar_show_only (NxAgendaSidebar *self, int position);

G_END_DECLS
