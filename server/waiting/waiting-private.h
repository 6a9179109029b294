/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/waiting/waiting-store.h"

G_BEGIN_DECLS

/** Audit and live event of a change of @entry. @action: "waiting.joined" … */
gboolean nx_waiting_record (NxDb *db, const NxActor *actor, const char *action, const NxWaitingEntry *entry, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Records how an action is taken back: @op on the name @id. @status: (nullable): of the step "waiting.close". */
char *nx_waiting_step (const char *op, const char *id, const char *status);

G_END_DECLS
