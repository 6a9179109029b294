/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-json.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"
#include "server/nx-config.h"

G_BEGIN_DECLS

/*
 * Undo (domain.md section 14): a change by staff is an action, a row with the steps that take it back. A step is a JSON object with
 * the member "op" and what that operation needs; undoing an action runs its steps, the last one first, through the guards that
 * every change passes, and is itself an action whose steps are the inverses: redo is the undo of an undo.
 */

/**
 * NxStepFunc: takes one thing back.
 * @step: what was recorded; numbers, texts and identifiers that this operation wrote itself
 * @inverse: (out) (transfer full): JSON text of the step that takes this one back
 *
 * Runs in the transaction of the undo, and writes audit, live events and mails as any other change; where nobody was told of the
 * action, @actor is quiet and no mail is written. What it calls records no steps (actor->undoing).
 *
 * Errors: any of NX_ERROR with a sentence that says what stands against it (who changed it since, what was taken meanwhile); the undo
 * answers all of them as %NX_ERROR_CANNOT_UNDO with that sentence.
 */
typedef gboolean (*NxStepFunc) (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error);

/** NxStepKind: an operation; a domain has a table of them, ended by a row without a name, listed in server/nx-steps.c. */
typedef struct
{
  const char *op; /* "session.release" */
  NxStepFunc apply;
} NxStepKind;

/**
 * nx_action_add_step:
 * @kind: the action's, a live event's name where there is one: "session.booked"; the first step of a request names it
 * @object_id: what the action was about: a session, a series, a coach
 * @step: JSON text of one step
 *
 * Records how to take back what @actor just did, in the transaction of the change. An action may have any number of steps. Does
 * nothing where actor->action_id is %NULL (a family, a job), or where an undo is under way. Queued: no round trip of its own.
 */
gboolean nx_action_add_step (NxDb *db, const NxActor *actor, const char *kind, const char *object_id, const char *step, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NxUndone: what an undo did. */
typedef struct
{
  char *sentence;        /* in the reader's language */
  GPtrArray *object_ids; /* (element-type utf8): what changed */
} NxUndone;
void nx_undone_clear (NxUndone *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxUndone, nx_undone_clear)

/**
 * nx_undo: takes @action_id back, as the action that actor->action_id names: all of its steps or none. Its mails that have not left
 * are taken back as well; where that was all of them, nobody is told of the undo either.
 *
 * Errors: %NX_ERROR_NOT_FOUND (there is no such action), %NX_ERROR_CANNOT_UNDO with the reason: somebody else's, nothing to take back,
 * undone already (when), or what stands against it now.
 */
gboolean nx_undo (NxDb *db, const NxActor *actor, const NxConfig *config, const char *action_id, NxUndone *undone, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Writes the array "items": the actor's own actions that have something to take back, the latest first. */
gboolean nx_actions_write (NxDb *db, const NxActor *actor, guint limit, NxJsonWriter *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_last_change: who changed an object last, what and when, as a sentence for whoever came second: "Amel Bureau moved it today at 14:00."
 * @object_type: as in the audit: "session"
 *
 * Returns: (transfer full) (nullable): %NULL with @error, never where nothing is known: then it says so
 */
char *nx_last_change (NxDb *db, const NxActor *actor, const char *object_type, const char *object_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
