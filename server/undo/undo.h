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
 * Runs in the transaction of the undo, and writes audit, live events and mails as any other change. Errors: %NX_ERROR_CANNOT_UNDO with a sentence that says what stands
 * against it (who changed it since, what was taken meanwhile).
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
 * nothing where actor->action_id is %NULL (a family, a job). Queued: no round trip of its own.
 */
gboolean nx_action_add_step (NxDb *db, const NxActor *actor, const char *kind, const char *object_id, const char *step, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
