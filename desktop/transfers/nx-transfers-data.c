/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>
#include "desktop/store/nx-list-patch.h"
#include "desktop/transfers/nx-transfer-text.h"
#include "desktop/transfers/nx-transfers-data.h"

/* One batch gives hundreds of events: they are answered by one question. */
#define EVENT_PAUSE_MS 250
/* Of each list: what is beyond is not looked at in one sitting. */
#define PAGES 10

typedef enum { PART_STATEMENTS, PART_ATTENTION, PART_PAYMENTS, N_PARTS } Part;

struct _NxTransfersData
{
  GObject parent_instance;

  /* Owned */
  NxConnection *connection;
  GSignalGroup *signals;
  GCancellable *cancellable;
  GListStore *lists[N_PARTS];
  GListModel *shown; /* those to be looked at that are settled, then all that are awaited */
  GPtrArray *pages[N_PARTS]; /* (nullable): what came of the question that runs */
  guint n_pages[N_PARTS];
  guint answered; /* bits 1 << Part */
  guint asked;    /* bits 1 << Part: on their way */
  guint refresh_id;
  Part first; /* the parts before it are not asked for */
};

G_DEFINE_FINAL_TYPE (NxTransfersData, nx_transfers_data, G_TYPE_OBJECT)

enum { CHANGED, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const paths[N_PARTS] = { "/api/payments/statements?limit=50", "/api/payments?attention=true&limit=100",
                                              "/api/payments?status=PENDING&limit=100" };

typedef struct
{
  NxTransfersData *self;
  Part part;
} Question;


static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_free (question);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void ask (NxTransfersData *self, Part part, const char *cursor);


static int
by_import (gconstpointer a, gconstpointer b)
{
  const NxBankStatement *x = *(NxBankStatement *const *) a, *y = *(NxBankStatement *const *) b;
  return (x->importedAt < y->importedAt) - (x->importedAt > y->importedAt);
}


static int
by_group (gconstpointer a, gconstpointer b)
{
  NxPayment *x = *(NxPayment *const *) a, *y = *(NxPayment *const *) b;
  NxAwaited group_x = nx_transfer_awaited (x), group_y = nx_transfer_awaited (y);
  if (group_x != group_y)
    return group_x < group_y ? -1 : 1;
  if (x->createdAt != y->createdAt)
    return x->createdAt < y->createdAt ? -1 : 1;
  return g_strcmp0 (x->id, y->id);
}


static void
show_part (NxTransfersData *self, Part part)
{
  g_autoptr (GPtrArray) records = g_steal_pointer (&self->pages[part]);
  /* What is awaited as well stands in that list. */
  for (guint i = records->len; part == PART_ATTENTION && i-- > 0;)
    if (((NxPayment *) records->pdata[i])->status == NX_PAYMENT_PENDING)
      g_ptr_array_remove_index (records, i);
  g_ptr_array_sort (records, part == PART_STATEMENTS ? by_import : by_group);
  nx_list_patch (self->lists[part], records, part == PART_STATEMENTS ? G_STRUCT_OFFSET (NxBankStatement, statementId)
                                                                     : G_STRUCT_OFFSET (NxPayment, id));
  self->answered |= 1u << part;
}


static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  NxTransfersData *self = question->self;
  Part part = question->part;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *items = object != NULL ? nx_json_get_array (object, "items") : NULL;
  g_autoptr (GPtrArray) records = items != NULL
    ? nx_record_list_from_json (part == PART_STATEMENTS ? NX_TYPE_BANK_STATEMENT : NX_TYPE_PAYMENT, items, &error) : NULL;
  const char *cursor = NULL;
  self->asked &= ~(1u << part);
  if (records == NULL)
    {
      if (error == NULL)
        g_set_error (&error, NX_ERROR, NX_ERROR_BAD_JSON, _("The server gave an answer that cannot be read."));
      g_clear_pointer (&self->pages[part], g_ptr_array_unref);
      g_signal_emit (self, signals[FAILED], 0, error);
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }
  g_ptr_array_extend_and_steal (self->pages[part], g_steal_pointer (&records));
  if (nx_json_get_string (object, "nextCursor", &cursor) && ++self->n_pages[part] < PAGES)
    {
      ask (self, part, cursor);
      return;
    }
  show_part (self, part);
  g_signal_emit (self, signals[CHANGED], 0);
}


static void
ask (NxTransfersData *self, Part part, const char *cursor)
{
  g_autofree char *more = cursor != NULL ? nx_connection_path ("&cursor=%s", cursor) : g_strdup ("");
  g_autofree char *path = g_strconcat (paths[part], more, NULL);
  Question *question = g_new0 (Question, 1);
  question->self = g_object_ref (self);
  question->part = part;
  self->asked |= 1u << part;
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_answer, question);
}


void
nx_transfers_data_refresh (NxTransfersData *self)
{
  g_return_if_fail (NX_IS_TRANSFERS_DATA (self));

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  for (Part part = self->first; part < N_PARTS; part++)
    {
      g_clear_pointer (&self->pages[part], g_ptr_array_unref);
      self->pages[part] = g_ptr_array_new_with_free_func (g_object_unref);
      self->n_pages[part] = 0;
      ask (self, part, NULL);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}


static gboolean
on_refresh (gpointer user_data)
{
  NxTransfersData *self = user_data;
  self->refresh_id = 0;
  nx_transfers_data_refresh (self);
  return G_SOURCE_REMOVE;
}


static void
on_live_event (NxTransfersData *self, NxLiveEvent *event)
{
  if (g_str_has_prefix (event->type, "payment.") && self->refresh_id == 0)
    self->refresh_id = g_timeout_add (EVENT_PAUSE_MS, on_refresh, self);
}


static void
nx_transfers_data_dispose (GObject *object)
{
  NxTransfersData *self = NX_TRANSFERS_DATA (object);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->signals);
  G_OBJECT_CLASS (nx_transfers_data_parent_class)->dispose (object);
}


static void
nx_transfers_data_finalize (GObject *object)
{
  NxTransfersData *self = NX_TRANSFERS_DATA (object);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->shown);
  for (Part part = 0; part < N_PARTS; part++)
    {
      g_clear_object (&self->lists[part]);
      g_clear_pointer (&self->pages[part], g_ptr_array_unref);
    }
  G_OBJECT_CLASS (nx_transfers_data_parent_class)->finalize (object);
}


static void
nx_transfers_data_class_init (NxTransfersDataClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_transfers_data_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_transfers_data_finalize;
  signals[CHANGED] = g_signal_new ("changed", NX_TYPE_TRANSFERS_DATA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", NX_TYPE_TRANSFERS_DATA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_ERROR);
}


static void
nx_transfers_data_init (NxTransfersData *self)
{
  self->cancellable = g_cancellable_new ();
  self->lists[PART_STATEMENTS] = g_list_store_new (NX_TYPE_BANK_STATEMENT);
  self->lists[PART_ATTENTION] = g_list_store_new (NX_TYPE_PAYMENT);
  self->lists[PART_PAYMENTS] = g_list_store_new (NX_TYPE_PAYMENT);
  GListStore *both = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (both, self->lists[PART_ATTENTION]);
  g_list_store_append (both, self->lists[PART_PAYMENTS]);
  self->shown = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (both)));
}


NxTransfersData *
nx_transfers_data_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxTransfersData *self = g_object_new (NX_TYPE_TRANSFERS_DATA, NULL);
  self->connection = g_object_ref (connection);
  self->signals = g_signal_group_new (NX_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->signals, "live-event", G_CALLBACK (on_live_event), self);
  g_signal_group_connect_swapped (self->signals, "resync", G_CALLBACK (nx_transfers_data_refresh), self);
  g_signal_group_set_target (self->signals, connection);
  return self;
}


void
nx_transfers_data_follow_payments_only (NxTransfersData *self)
{
  g_return_if_fail (NX_IS_TRANSFERS_DATA (self));
  self->first = PART_ATTENTION;
  self->answered |= 1u << PART_STATEMENTS;
}


NxConnection *
nx_transfers_data_get_connection (NxTransfersData *self)
{
  return self->connection;
}


GListModel *
nx_transfers_data_get_statements (NxTransfersData *self)
{
  return G_LIST_MODEL (self->lists[PART_STATEMENTS]);
}


GListModel *
nx_transfers_data_get_payments (NxTransfersData *self)
{
  return G_LIST_MODEL (self->lists[PART_PAYMENTS]);
}


GListModel *
nx_transfers_data_get_shown (NxTransfersData *self)
{
  return self->shown;
}


gboolean
nx_transfers_data_get_known (NxTransfersData *self)
{
  return self->answered == (1u << N_PARTS) - 1;
}


gboolean
nx_transfers_data_get_loading (NxTransfersData *self)
{
  return self->asked != 0;
}
