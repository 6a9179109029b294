/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-record.h"
#include "server/undo/undo.h"

G_BEGIN_DECLS

/**
 * nx_hours_changed: what every change of hours, exceptions and closures leaves behind: its audit row, and the step that takes it back.
 * @op: "closure.set" …
 * @audit: "closure.added" …
 * @object_type: "closure", "coach"
 * @before, @after: (nullable): JSON text of how it was and is; %NULL where it was not, or is no more
 */
gboolean nx_hours_changed (NxDb *db, const NxActor *actor, const char *op, const char *audit, const char *object_type,
                           const char *object_id, const char *before, const char *after, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) (nullable): the record as JSON text; %NULL of %NULL. */
char *nx_hours_text (gpointer record);

G_END_DECLS
