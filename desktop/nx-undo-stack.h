/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxUndoStack: what one window did and can take back, the last first, and what it took back and can do again. The server keeps the
 * actions: after a restart they are asked for, so that Ctrl+Z goes on where it was. A window has one, cleared on sign-out.
 *
 * Signal: "changed" (): something was undone or redone; what is shown should ask again.
 */
#define NX_TYPE_UNDO_STACK (nx_undo_stack_get_type ())
G_DECLARE_FINAL_TYPE (NxUndoStack, nx_undo_stack, NX, UNDO_STACK, GObject)

/**
 * nx_undo_stack_push:
 * @from: any widget inside the window
 * @action_id: (nullable): what nx_connection_action_id() said of the answer; without it the sentence is only shown
 * @sentence: what was done, plain text: "Lina’s session moved to Tue 17:00"
 *
 * Shows @sentence with a button for ten seconds and remembers the action for Ctrl+Z.
 */
void nx_undo_stack_push (GtkWidget *from, const char *action_id, const char *sentence);

/** @window: (transfer none): NxWindow, where notices are shown; the stack does not keep it alive */
NxUndoStack *nx_undo_stack_new (GtkWidget *window, NxConnection *connection);
/** An undo that lives in this program alone: the key presses @toast's button. */
void nx_undo_stack_add_toast (NxUndoStack *self, AdwToast *toast);
/** Asks the server for the own last actions, once after each sign-in. */
void nx_undo_stack_fill (NxUndoStack *self);
/** Forgets everything: somebody else may sign in. */
void nx_undo_stack_clear (NxUndoStack *self);
void nx_undo_stack_undo (NxUndoStack *self);
void nx_undo_stack_redo (NxUndoStack *self);
guint nx_undo_stack_get_n_undos (NxUndoStack *self);
guint nx_undo_stack_get_n_redos (NxUndoStack *self);

G_END_DECLS
