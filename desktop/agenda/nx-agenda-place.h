/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-view.h"
#include "desktop/nx-place.h"

G_BEGIN_DECLS

/** NxAgendaPlace: the agenda: sidebar, week or day, details of a session beside it. */
#define NX_TYPE_AGENDA_PLACE (nx_agenda_place_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaPlace, nx_agenda_place, NX, AGENDA_PLACE, GtkWidget)

/** @connection: (nullable): without one the place shows what its source holds */
GtkWidget *nx_agenda_place_new (NxConnection *connection);
/** Returns: (transfer none) */
NxSessionSource *nx_agenda_place_get_source (NxAgendaPlace *self);
/** Returns: (transfer none) */
NxAgendaView *nx_agenda_place_get_view (NxAgendaPlace *self);
/** Turns to the period that holds @date. */
void nx_agenda_place_go (NxAgendaPlace *self, NxAgendaMode mode, gint32 date);
/** Where there is no connection: the time to show. */
void nx_agenda_place_set_now (NxAgendaPlace *self, gint64 now);

G_END_DECLS
