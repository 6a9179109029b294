/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxAgendaAnswer: what came back for @widget.
 * @answer: (nullable): the server's object (an empty one for an answer without a body), %NULL with @error
 * @action_id: (nullable): what an undo of it names
 */
typedef void (*NxAgendaAnswer) (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error);

/**
 * nx_agenda_ask:
 * @body: (transfer full) (nullable): @key: (nullable): its Idempotency-Key
 * @cancellable: (nullable): of the widget; where it was cancelled @done is not called
 *
 * Asks the server for @widget, which lives until the answer is there.
 */
void nx_agenda_ask (GtkWidget *widget, NxConnection *connection, const char *method, const char *path, NxJsonWriter *body,
                    const char *key, GCancellable *cancellable, NxAgendaAnswer done);

/** (transfer none) (nullable): a member's text where it is there. */
const char *nx_agenda_text (JsonObject *object, const char *member);
/** (transfer none) (nullable): the @n-th item of an array where it is an object. */
JsonObject *nx_agenda_item (JsonArray *array, guint n);

G_END_DECLS
