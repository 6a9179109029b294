/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-ask.h"

typedef struct
{
  GtkWidget *widget;         /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable) */
  NxAgendaAnswer done;
} Question;

static void
question_free (Question *self)
{
  g_object_unref (self->widget);
  g_clear_object (&self->cancellable);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (JsonObject) nothing = json_object_new ();

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_cancellable_is_cancelled (question->cancellable))
    return;
  if (root == NULL)
    question->done (question->widget, NULL, NULL, error);
  else
    question->done (question->widget, JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : nothing,
                    nx_connection_action_id (result), NULL);
}

void
nx_agenda_ask (GtkWidget *widget, NxConnection *connection, const char *method, const char *path, NxJsonWriter *body,
               const char *key, GCancellable *cancellable, NxAgendaAnswer done)
{
  Question *question;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (NX_IS_CONNECTION (connection));

  question = g_new0 (Question, 1);
  question->widget = g_object_ref (widget);
  question->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  question->done = done;
  nx_connection_send_async (connection, method, path, body, key, NULL, cancellable, on_answer, question);
}

const char *
nx_agenda_text (JsonObject *object, const char *member)
{
  const char *text = NULL;

  return object != NULL && nx_json_get_string (object, member, &text) ? text : NULL;
}

JsonObject *
nx_agenda_item (JsonArray *array, guint n)
{
  JsonNode *node = array != NULL && n < json_array_get_length (array) ? json_array_get_element (array, n) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}
