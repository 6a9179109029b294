/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

gboolean nx_undo_store_add_step (NxDb *db, const NxActor *actor, const char *kind, const char *object_id, const char *step, GError **error);
/** The action, locked, with what it was about; none where there is no such action. */
NxRows *nx_undo_store_find (NxDb *db, const char *action_id, GError **error);
/** @known: (out): whether something was changed under that name. */
gboolean nx_undo_store_is_audited (NxDb *db, const char *action_id, gboolean *known, GError **error);
/** One row a step, the last first. */
NxRows *nx_undo_store_steps (NxDb *db, const char *action_id, GError **error);
/** Takes the action's mails back that have not left. @n_mails: (out): that were to leave; @n_taken: (out): that will not. */
gboolean nx_undo_store_take_mails (NxDb *db, const char *action_id, gint64 now, guint *n_mails, guint *n_taken, GError **error);

/** NxUndoAction: the action that an undo is. */
typedef struct
{
  const char *kind, *object_id, *undoes;
  gboolean redo, mails_taken_back;
} NxUndoAction;
gboolean nx_undo_store_begin (NxDb *db, const NxActor *actor, const NxUndoAction *action, GError **error);
gboolean nx_undo_store_add_inverse (NxDb *db, const NxActor *actor, guint n, const char *step, GError **error);
/** One row an action, the latest first. */
NxRows *nx_undo_store_list (NxDb *db, const NxActor *actor, guint limit, GError **error);
/** The last row of the audit of an object, or none. */
NxRows *nx_undo_store_last_change (NxDb *db, const char *object_type, const char *object_id, GError **error);

G_END_DECLS
