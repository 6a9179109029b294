/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "desktop/transfers/nx-statement-data-private.h"

/* One batch gives hundreds of events: they are answered by one question. */
#define EVENT_PAUSE_MS 400

/* The server takes 500 lines at most; fewer, so that a batch can be stopped, and so that each answer is quick to show. */
#define PORTION 200
#define SLICE 40

G_DEFINE_FINAL_TYPE (NxStatementData, nx_statement_data, G_TYPE_OBJECT)

guint nx_statement_data_signals[NX_STATEMENT_N_SIGNALS];

static void send_portion (NxStatementData *self);


/* State */

void
nx_statement_data_count (NxStatementData *self)
{
  NxTally tally = { 0 };
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  tally.lines = n;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (NxLineItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      switch (nx_line_item_kind (item))
        {
        case NX_LINE_CERTAIN: tally.certain++; break;
        case NX_LINE_DOUBTFUL: tally.doubtful++; break;
        case NX_LINE_UNKNOWN: tally.unknown++; break;
        case NX_LINE_DONE: tally.done++; break;
        case NX_LINE_IGNORED: tally.ignored++; break;
        default: break;
        }
      if (!item->ticked)
        continue;
      tally.ticked++;
      if (tally.sum.currency[0] == '\0')
        tally.sum = item->line->amount;
      else if (!nx_money_add (tally.sum, item->line->amount, &tally.sum))
        g_debug ("ticked lines of several currencies have no sum");
    }
  g_clear_handle_id (&self->count_id, g_source_remove);
  self->tally = tally;
  g_signal_emit (self, nx_statement_data_signals[NX_STATEMENT_CHANGED], 0);
}


static gboolean
on_count (gpointer user_data)
{
  NxStatementData *self = user_data;
  self->count_id = 0;
  nx_statement_data_count (self);
  return G_SOURCE_REMOVE;
}


/* Hundreds change at once: they are counted once, before the next frame. */
static void
on_item_changed (NxStatementData *self)
{
  if (self->count_id == 0)
    self->count_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_count, self, NULL);
}


static void
ask_anew (NxStatementData *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
}


void
nx_statement_data_fail (NxStatementData *self, GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, nx_statement_data_signals[NX_STATEMENT_FAILED], 0, error);
}


static GHashTable *
items_by_id (NxStatementData *self)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      NxLineItem *item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      g_hash_table_replace (table, item->line->lineId, item);
    }
  return table;
}


/* A statement's lines never come or go: the same lines are patched, others replace all. */
static gboolean
patch_lines (NxStatementData *self, GPtrArray *lines)
{
  g_autoptr (GHashTable) known = items_by_id (self);
  if (lines->len != g_hash_table_size (known))
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    if (!g_hash_table_contains (known, ((NxBankLine *) lines->pdata[i])->lineId))
      return FALSE;
  for (guint i = 0; i < lines->len; i++)
    {
      NxBankLine *line = lines->pdata[i];
      NxLineItem *item = g_hash_table_lookup (known, line->lineId);
      if (!item->busy && !nx_record_equal (NX_RECORD (item->line), NX_RECORD (line)))
        nx_line_item_set_line (item, line);
    }
  return TRUE;
}


void
nx_statement_data_take (NxStatementData *self, NxBankStatement *statement)
{
  g_return_if_fail (NX_IS_STATEMENT_DATA (self));

  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  GPtrArray *lines = statement->lines != NULL ? statement->lines : none;
  if (g_strcmp0 (self->id, statement->statementId) != 0)
    ask_anew (self);
  g_free (self->id);
  self->id = g_strdup (statement->statementId);
  self->loading = FALSE;
  if (self->statement == NULL || g_strcmp0 (self->statement->statementId, statement->statementId) != 0 || !patch_lines (self, lines))
    {
      g_autoptr (GPtrArray) items = g_ptr_array_new_full (lines->len, g_object_unref);
      for (guint i = 0; i < lines->len; i++)
        {
          if (((NxBankLine *) lines->pdata[i])->lineId == NULL)
            continue;
          NxLineItem *item = nx_line_item_new (lines->pdata[i]);
          g_signal_connect_object (item, "changed", G_CALLBACK (on_item_changed), self, G_CONNECT_SWAPPED);
          g_ptr_array_add (items, item);
        }
      g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
    }
  g_set_object (&self->statement, statement);
  nx_statement_data_count (self);
  g_signal_emit (self, nx_statement_data_signals[NX_STATEMENT_LOADED], 0);
}


static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStatementData) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (NxBankStatement) statement = nx_statement_read_finish (result, &error);
  if (statement != NULL && g_strcmp0 (statement->statementId, self->id) == 0)
    nx_statement_data_take (self, statement);
  else if (error != NULL)
    {
      self->loading = FALSE;
      nx_statement_data_fail (self, error);
    }
}


static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStatementData) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (NxDownload) file = nx_connection_download_finish (NX_CONNECTION (source), result, &error);
  if (file != NULL)
    {
      nx_statement_read_async (file->content, self->cancellable, on_read, g_object_ref (self));
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->loading = FALSE;
  nx_statement_data_fail (self, error);
}


void
nx_statement_data_open (NxStatementData *self, const char *id)
{
  g_return_if_fail (NX_IS_STATEMENT_DATA (self));
  g_return_if_fail (id != NULL);

  g_autofree char *path = nx_connection_path ("/api/payments/statement/%s", id);
  g_autofree char *copy = g_strdup (id);
  if (g_strcmp0 (self->id, id) != 0)
    nx_statement_data_close (self);
  g_free (self->id);
  self->id = g_steal_pointer (&copy);
  self->loading = TRUE;
  nx_connection_download_async (self->connection, path, self->cancellable, on_fetched, g_object_ref (self));
  g_signal_emit (self, nx_statement_data_signals[NX_STATEMENT_CHANGED], 0);
}


static void
drop_batch (NxStatementData *self)
{
  g_clear_handle_id (&self->slice_id, g_source_remove);
  g_clear_pointer (&self->answer, json_node_unref);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
}


void
nx_statement_data_close (NxStatementData *self)
{
  g_return_if_fail (NX_IS_STATEMENT_DATA (self));

  ask_anew (self);
  g_clear_pointer (&self->id, g_free);
  g_clear_object (&self->statement);
  drop_batch (self);
  self->loading = FALSE;
  g_list_store_remove_all (self->items);
  nx_statement_data_count (self);
}


/* Confirming */

/* Lines that left the list need no new look: it is counted, and filtered, before those that are still shown are told. */
static void
tell_rows (NxStatementData *self, GPtrArray *items)
{
  nx_statement_data_count (self);
  for (guint i = 0; i < items->len; i++)
    if (((NxLineItem *) items->pdata[i])->row != NULL)
      nx_line_item_touch (items->pdata[i]);
}


static void
end_batch (NxStatementData *self)
{
  guint confirmed = self->confirmed, refused = self->refused;
  g_autoptr (GPtrArray) batch = g_steal_pointer (&self->batch);
  for (guint i = 0; i < batch->len; i++)
    ((NxLineItem *) batch->pdata[i])->busy = FALSE;
  tell_rows (self, batch);
  g_signal_emit (self, nx_statement_data_signals[NX_STATEMENT_CONFIRMED], 0, confirmed, refused);
}


static NxLineItem *
find_in_batch (NxStatementData *self, guint from, guint to, const char *id)
{
  for (guint i = from; i < to; i++)
    if (g_strcmp0 (((NxLineItem *) self->batch->pdata[i])->line->lineId, id) == 0)
      return self->batch->pdata[i];
  return NULL;
}


static void
take_result (NxStatementData *self, NxLineItem *item, JsonObject *result)
{
  NxUser *user = nx_connection_get_user (self->connection);
  const char *code = "", *detail = NULL;
  if (!nx_json_get_string (result, "code", &code))
    code = "";
  if (!nx_json_get_string (result, "detail", &detail))
    detail = nx_error_title (nx_error_from_slug (code));
  if (g_str_equal (code, "settled") || g_str_equal (code, "already_settled"))
    {
      self->confirmed++;
      nx_line_item_settle (item, user != NULL ? user->firstName : NULL, nx_connection_now (self->connection));
      return;
    }
  self->refused++;
  nx_line_item_set_problem (item, detail);
}


/* Hundreds of rows that leave the list at once take longer than a frame: they leave in slices. */
static gboolean
on_slice (gpointer user_data)
{
  NxStatementData *self = user_data;
  g_autoptr (GPtrArray) slice = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *results = nx_json_get_array (json_node_get_object (self->answer), "results");
  guint to = MIN (self->answered + PORTION, self->batch->len), n = json_array_get_length (results);
  for (guint end = MIN (self->next_result + SLICE, n); self->next_result < end; self->next_result++)
    {
      JsonNode *node = json_array_get_element (results, self->next_result);
      const char *id = NULL;
      NxLineItem *item = JSON_NODE_HOLDS_OBJECT (node) && nx_json_get_string (json_node_get_object (node), "lineId", &id)
                           ? find_in_batch (self, self->answered, to, id) : NULL;
      if (item == NULL)
        continue;
      take_result (self, item, json_node_get_object (node));
      g_ptr_array_add (slice, g_object_ref (item));
    }
  if (self->next_result < n)
    {
      tell_rows (self, slice);
      return G_SOURCE_CONTINUE;
    }
  self->slice_id = 0;
  g_clear_pointer (&self->answer, json_node_unref);
  self->answered = to;
  self->next_result = 0;
  tell_rows (self, slice);
  if (self->answered < self->batch->len && !self->stopped)
    send_portion (self);
  else
    end_batch (self);
  return G_SOURCE_REMOVE;
}


static void
on_portion (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStatementData) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (self->batch == NULL)
    return;
  JsonArray *results = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                         ? nx_json_get_array (json_node_get_object (root), "results") : NULL;
  if (results == NULL)
    {
      if (error == NULL)
        g_set_error (&error, NX_ERROR, NX_ERROR_BAD_JSON, _("The server gave an answer that cannot be read."));
      end_batch (self);
      nx_statement_data_fail (self, error);
      /* The connection may have been lost after the server did it. */
      if (self->id != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        nx_statement_data_open (self, self->id);
      return;
    }
  self->answer = g_steal_pointer (&root);
  self->next_result = 0;
  self->slice_id = g_idle_add (on_slice, self);
}


static void
write_line (NxStatementData *self, NxJsonWriter *body, NxLineItem *item)
{
  nx_json_begin_object (body, NULL);
  nx_json_add_string (body, "lineId", item->line->lineId);
  if (!nx_line_item_is_shared (item))
    nx_json_add_string (body, "paymentId", nx_line_item_get_match (item)->paymentId);
  if (self->note != NULL)
    {
      nx_json_add_bool (body, "acceptDifference", TRUE);
      nx_json_add_string (body, "note", self->note);
    }
  nx_json_end_object (body);
}


static void
send_portion (NxStatementData *self)
{
  NxJsonWriter *body = nx_json_writer_new ();
  g_autofree char *path = nx_connection_path ("/api/payments/statement/%s/confirm", self->id);
  g_autofree char *key = nx_random_token (18);
  guint to = MIN (self->answered + PORTION, self->batch->len);
  nx_json_begin_object (body, NULL);
  nx_json_begin_array (body, "lines");
  for (guint i = self->answered; i < to; i++)
    write_line (self, body, self->batch->pdata[i]);
  nx_json_end_array (body);
  nx_json_end_object (body);
  nx_connection_send_async (self->connection, "POST", path, body, key, NULL, self->cancellable, on_portion, g_object_ref (self));
}


void
nx_statement_data_confirm (NxStatementData *self, GPtrArray *items, const char *note)
{
  g_return_if_fail (NX_IS_STATEMENT_DATA (self));

  if (self->batch != NULL || self->id == NULL)
    return;
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < items->len; i++)
    if (nx_line_item_is_confirmable (items->pdata[i]))
      g_ptr_array_add (batch, g_object_ref (items->pdata[i]));
  if (batch->len == 0)
    return;
  self->batch = g_steal_pointer (&batch);
  self->answered = self->confirmed = self->refused = 0;
  self->stopped = FALSE;
  g_free (self->note);
  self->note = g_strdup (note);
  for (guint i = 0; i < self->batch->len; i++)
    ((NxLineItem *) self->batch->pdata[i])->busy = TRUE;
  /* One line says that it travels; of many the bar above the list says how far they are. */
  if (self->batch->len == 1)
    nx_line_item_touch (self->batch->pdata[0]);
  nx_statement_data_count (self);
  send_portion (self);
}


void
nx_statement_data_confirm_ticked (NxStatementData *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (NxLineItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      if (item->ticked && !item->busy)
        g_ptr_array_add (items, g_steal_pointer (&item));
    }
  nx_statement_data_confirm (self, items, NULL);
}


void
nx_statement_data_stop (NxStatementData *self)
{
  self->stopped = TRUE;
}


/* Others settle payments too */

static gboolean
on_event_pause (gpointer user_data)
{
  NxStatementData *self = user_data;
  /* A batch of ours says itself what became of its lines. */
  if (self->batch != NULL)
    return G_SOURCE_CONTINUE;
  self->event_id = 0;
  if (self->id != NULL && nx_connection_get_state (self->connection) == NX_CONNECTION_ONLINE)
    nx_statement_data_open (self, self->id);
  return G_SOURCE_REMOVE;
}


static void
on_live_event (NxStatementData *self, NxLiveEvent *event)
{
  if (self->id != NULL && self->event_id == 0 && g_str_has_prefix (event->type, "payment."))
    self->event_id = g_timeout_add (EVENT_PAUSE_MS, on_event_pause, self);
}


/* GObject */

static void
nx_statement_data_dispose (GObject *object)
{
  drop_batch (NX_STATEMENT_DATA (object));
  g_clear_handle_id (&NX_STATEMENT_DATA (object)->count_id, g_source_remove);
  g_clear_handle_id (&NX_STATEMENT_DATA (object)->event_id, g_source_remove);
  g_clear_object (&NX_STATEMENT_DATA (object)->live);
  g_cancellable_cancel (NX_STATEMENT_DATA (object)->cancellable);
  G_OBJECT_CLASS (nx_statement_data_parent_class)->dispose (object);
}


static void
nx_statement_data_finalize (GObject *object)
{
  NxStatementData *self = NX_STATEMENT_DATA (object);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->statement);
  g_clear_object (&self->items);
  g_free (self->id);
  g_free (self->note);
  G_OBJECT_CLASS (nx_statement_data_parent_class)->finalize (object);
}


static guint
make_signal (const char *name, guint n, GType first, GType second)
{
  return g_signal_new (name, NX_TYPE_STATEMENT_DATA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n, first, second);
}


static void
nx_statement_data_class_init (NxStatementDataClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_statement_data_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_statement_data_finalize;
  nx_statement_data_signals[NX_STATEMENT_CHANGED] = make_signal ("changed", 0, 0, 0);
  nx_statement_data_signals[NX_STATEMENT_FAILED] = make_signal ("failed", 1, G_TYPE_ERROR, 0);
  nx_statement_data_signals[NX_STATEMENT_LOADED] = make_signal ("loaded", 0, 0, 0);
  nx_statement_data_signals[NX_STATEMENT_CONFIRMED] = make_signal ("confirmed", 2, G_TYPE_UINT, G_TYPE_UINT);
  nx_statement_data_signals[NX_STATEMENT_DECIDED] = make_signal ("decided", 2, NX_TYPE_LINE_ITEM, G_TYPE_STRING);
  nx_statement_data_signals[NX_STATEMENT_UNDONE] = make_signal ("undone", 0, 0, 0);
}


static void
nx_statement_data_init (NxStatementData *self)
{
  self->cancellable = g_cancellable_new ();
  self->items = g_list_store_new (NX_TYPE_LINE_ITEM);
}


NxStatementData *
nx_statement_data_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxStatementData *self = g_object_new (NX_TYPE_STATEMENT_DATA, NULL);
  self->connection = g_object_ref (connection);
  self->live = g_signal_group_new (NX_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->live, "live-event", G_CALLBACK (on_live_event), self);
  g_signal_group_set_target (self->live, connection);
  return self;
}


NxConnection *
nx_statement_data_get_connection (NxStatementData *self)
{
  return self->connection;
}


GListModel *
nx_statement_data_get_items (NxStatementData *self)
{
  return G_LIST_MODEL (self->items);
}


NxBankStatement *
nx_statement_data_get_statement (NxStatementData *self)
{
  return self->statement;
}


const char *
nx_statement_data_get_id (NxStatementData *self)
{
  return self->id;
}


const NxTally *
nx_statement_data_get_tally (NxStatementData *self)
{
  return &self->tally;
}


gboolean
nx_statement_data_get_loading (NxStatementData *self)
{
  return self->loading;
}


gboolean
nx_statement_data_get_progress (NxStatementData *self, guint *done, guint *total)
{
  if (done != NULL)
    *done = self->batch != NULL ? MIN (self->answered + self->next_result, self->batch->len) : 0;
  if (total != NULL)
    *total = self->batch != NULL ? self->batch->len : 0;
  return self->batch != NULL;
}
