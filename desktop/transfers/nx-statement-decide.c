/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/transfers/nx-statement-data-private.h"

/* Reading: thousands of lines take longer than a frame */

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (task_data, &length);
  g_autoptr (JsonNode) root = nx_json_parse (text, (gssize) length, &nx_json_limits_answer, &error);
  NxBankStatement *statement = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                                 ? nx_record_from_json (NX_TYPE_BANK_STATEMENT, json_node_get_object (root), &error) : NULL;
  if (statement != NULL && statement->statementId != NULL)
    {
      g_task_return_pointer (task, statement, g_object_unref);
      return;
    }
  g_clear_object (&statement);
  if (error != NULL)
    g_debug ("statement: %s", error->message);
  g_clear_error (&error);
  g_task_return_new_error (task, NX_ERROR, NX_ERROR_BAD_JSON, _("The server gave an answer that cannot be read."));
}


void
nx_statement_read_async (GBytes *json, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, nx_statement_read_async);
  g_task_set_task_data (task, g_bytes_ref (json), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, read_in_thread);
}


NxBankStatement *
nx_statement_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}


/* Deciding about one line */

typedef struct
{
  NxStatementData *self;
  NxLineItem *item;
  const char *action;
} Decision;


static void
decision_free (Decision *decision)
{
  g_object_unref (decision->self);
  g_object_unref (decision->item);
  g_free (decision);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Decision, decision_free)


static void
on_decided (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Decision) decision = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_object (json_node_get_object (root), "line") : NULL;
  g_autoptr (NxBankLine) line = object != NULL ? nx_record_from_json (NX_TYPE_BANK_LINE, object, &error) : NULL;
  nx_line_item_set_busy (decision->item, FALSE);
  if (line != NULL && line->lineId != NULL)
    {
      g_clear_pointer (&decision->item->problem, g_free);
      nx_line_item_set_line (decision->item, line);
      nx_statement_data_count (decision->self);
      g_signal_emit (decision->self, nx_statement_data_signals[NX_STATEMENT_DECIDED], 0, decision->item, decision->action);
      return;
    }
  if (error == NULL)
    g_set_error (&error, NX_ERROR, NX_ERROR_BAD_JSON, _("The server gave an answer that cannot be read."));
  nx_statement_data_fail (decision->self, error);
}


static void
write_shares (NxJsonWriter *body, const char *action, GPtrArray *shares)
{
  if (!g_str_equal (action, "share"))
    {
      nx_json_add_string (body, "paymentId", ((NxPayment *) shares->pdata[0])->id);
      return;
    }
  nx_json_begin_array (body, "shares");
  for (guint i = 0; i < shares->len; i++)
    {
      NxPayment *payment = shares->pdata[i];
      nx_json_begin_object (body, NULL);
      nx_json_add_string (body, "paymentId", payment->id);
      nx_json_add_money (body, "amount", payment->amount);
      nx_json_end_object (body);
    }
  nx_json_end_array (body);
}


void
nx_statement_data_decide (NxStatementData *self, NxLineItem *item, const char *action, GPtrArray *shares, const char *note)
{
  g_return_if_fail (NX_IS_STATEMENT_DATA (self));
  g_return_if_fail (NX_IS_LINE_ITEM (item));

  NxJsonWriter *body = nx_json_writer_new ();
  g_autofree char *path = nx_connection_path ("/api/payments/statement/lines/%s/decide", item->line->lineId);
  Decision *decision = g_new0 (Decision, 1);
  decision->self = g_object_ref (self);
  decision->item = g_object_ref (item);
  decision->action = g_intern_string (action);
  nx_json_begin_object (body, NULL);
  nx_json_add_string (body, "action", action);
  if (shares != NULL && shares->len > 0)
    write_shares (body, action, shares);
  if (note != NULL && *note != '\0')
    nx_json_add_string (body, "note", note);
  nx_json_end_object (body);
  nx_line_item_set_busy (item, TRUE);
  nx_connection_send_async (self->connection, "POST", path, body, NULL, NULL, self->cancellable, on_decided, decision);
}


/* Taking the whole import back */

static void
on_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStatementData) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (root == NULL)
    {
      nx_statement_data_fail (self, error);
      return;
    }
  nx_statement_data_close (self);
  g_signal_emit (self, nx_statement_data_signals[NX_STATEMENT_UNDONE], 0);
}


void
nx_statement_data_undo (NxStatementData *self)
{
  g_return_if_fail (NX_IS_STATEMENT_DATA (self));

  if (self->id == NULL)
    return;
  NxJsonWriter *body = nx_json_writer_new ();
  g_autofree char *path = nx_connection_path ("/api/payments/statement/%s/undo", self->id);
  nx_json_begin_object (body, NULL);
  nx_json_end_object (body);
  nx_connection_send_async (self->connection, "POST", path, body, NULL, NULL, self->cancellable, on_undone, g_object_ref (self));
}
