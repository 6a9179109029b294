/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-closure.h"
#include "common/models/nx-hold.h"
#include "common/models/nx-open-range.h"
#include "common/models/nx-room.h"
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxAgendaFacts: what stands behind the sessions: rooms, closed days and holidays, the hours in which coaches can be booked,
 * starts that colleagues keep while they book. It follows the server; what is not known is empty, and nobody waits for it.
 *
 * Signal: "changed" ().
 */
#define NX_TYPE_AGENDA_FACTS (nx_agenda_facts_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaFacts, nx_agenda_facts, NX, AGENDA_FACTS, GObject)

/** @connection: (nullable): without one it holds what it is given */
NxAgendaFacts *nx_agenda_facts_new (NxConnection *connection);
/** Asks for [from, to), where that is not known already. */
void nx_agenda_facts_load (NxAgendaFacts *self, gint64 from, gint64 to);
void nx_agenda_facts_reload (NxAgendaFacts *self);

/* Returns: (transfer none): what is known of the range asked last, by start or name. */
GPtrArray *nx_agenda_facts_get_rooms (NxAgendaFacts *self);    /* NxRoom */
GPtrArray *nx_agenda_facts_get_closures (NxAgendaFacts *self); /* NxClosure */
GPtrArray *nx_agenda_facts_get_open (NxAgendaFacts *self);     /* NxOpenRange */
GPtrArray *nx_agenda_facts_get_holds (NxAgendaFacts *self);    /* NxHold: of colleagues, not over yet */
/** Whether the open hours of [from, to) are known: none is then closed. */
gboolean nx_agenda_facts_knows_open (NxAgendaFacts *self, gint64 from, gint64 to);
/** What the open hours are known of; %NX_TIME_NONE twice where of nothing. */
void nx_agenda_facts_get_open_range (NxAgendaFacts *self, gint64 *from, gint64 *to);
/** Returns: (transfer none) (nullable): the closure that @date lies in; one that closes before one that only warns. */
NxClosure *nx_agenda_facts_closure_of (NxAgendaFacts *self, gint32 date);

/** What tests and the local copy give: (nullable) (element-type NxRecord of the kind); %NULL leaves what is there. */
void nx_agenda_facts_take (NxAgendaFacts *self, GPtrArray *rooms, GPtrArray *closures, GPtrArray *open, GPtrArray *holds,
                           gint64 from, gint64 to);

G_END_DECLS
