/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/series/absences-store.h"

G_BEGIN_DECLS

/** NxProposals: what could become of the sessions, one after the other: what is proposed first for one is not for the next. */
typedef struct _NxProposals NxProposals;
NxProposals *nx_proposals_new (const NxActor *actor, const NxAbsence *absence);
void nx_proposals_free (NxProposals *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxProposals, nx_proposals_free)

/** Writes "proposals" for the session of row @row of nx_absences_store_touched(). */
gboolean nx_proposals_write (NxProposals *self, NxDb *db, NxRows *touched, guint row, NxJsonWriter *json, GError **error);

G_END_DECLS
