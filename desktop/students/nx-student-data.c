/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/store/nx-list-patch.h"
#include "desktop/students/nx-student-data.h"

/* One action of somebody gives several events: they are answered by one question. */
#define EVENT_PAUSE_MS 120

typedef enum { PART_STUDENT, PART_CREDITS, PART_SESSIONS, PART_REPORTS, PART_PAYMENTS, N_PARTS } Part;

struct _NxStudentData
{
  GObject parent_instance;

  /* Owned */
  NxConnection *connection;
  GSignalGroup *signals;
  GCancellable *cancellable; /* of all questions about the open student */
  char *id;
  NxStudent *student;
  GListStore *sessions, *reports, *lots, *transactions, *payments;
  guint refresh_id;
  guint answered; /* bits 1 << Part */
};

G_DEFINE_FINAL_TYPE (NxStudentData, nx_student_data, G_TYPE_OBJECT)

enum { CHANGED, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];


typedef struct
{
  NxStudentData *data;
  Part part;
} Question;


static void
question_free (Question *self)
{
  g_object_unref (self->data);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)


static int
by_time_of_session (gconstpointer a, gconstpointer b)
{
  const NxSession *x = *(NxSession *const *) a, *y = *(NxSession *const *) b;
  return (x->scheduledAt < y->scheduledAt) - (x->scheduledAt > y->scheduledAt);
}


static int
by_time_of_transaction (gconstpointer a, gconstpointer b)
{
  const NxTransaction *x = *(NxTransaction *const *) a, *y = *(NxTransaction *const *) b;
  if (x->createdAt != y->createdAt)
    return x->createdAt < y->createdAt ? 1 : -1;
  return -g_strcmp0 (x->id, y->id);
}


static int
by_time_of_payment (gconstpointer a, gconstpointer b)
{
  const NxPayment *x = *(NxPayment *const *) a, *y = *(NxPayment *const *) b;
  return (x->createdAt < y->createdAt) - (x->createdAt > y->createdAt);
}


static int
by_expiry (gconstpointer a, gconstpointer b)
{
  const NxLot *x = *(NxLot *const *) a, *y = *(NxLot *const *) b;
  gboolean x_empty = x->remaining == 0, y_empty = y->remaining == 0;
  if (x_empty != y_empty)
    return x_empty - y_empty;
  return (x->expiresAt > y->expiresAt) - (x->expiresAt < y->expiresAt);
}


static gboolean
patch (GListStore *store, GType type, JsonObject *object, const char *member, gsize id_offset, GCompareFunc order, GError **error)
{
  JsonArray *array = nx_json_get_array (object, member);
  if (array == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_BAD_JSON, "no %s in the answer", member);
      return FALSE;
    }
  g_autoptr (GPtrArray) records = nx_record_list_from_json (type, array, error);
  if (records == NULL)
    return FALSE;
  if (order != NULL)
    g_ptr_array_sort (records, order);
  nx_list_patch (store, records, id_offset);
  return TRUE;
}


static gboolean
take_student (NxStudentData *self, JsonObject *object, GError **error)
{
  /* The file itself, or wrapped as in other answers. */
  JsonObject *inner = nx_json_get_object (object, "student");
  g_autoptr (NxStudent) student = nx_record_from_json (NX_TYPE_STUDENT, inner != NULL ? inner : object, error);
  if (student == NULL)
    return FALSE;
  g_set_object (&self->student, student);
  return TRUE;
}


static gboolean
take_part (NxStudentData *self, Part part, JsonNode *root, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_BAD_JSON, "the answer is not an object");
      return FALSE;
    }
  JsonObject *object = json_node_get_object (root);
  switch (part)
    {
    case PART_STUDENT:
      return take_student (self, object, error);
    case PART_CREDITS:
      return patch (self->lots, NX_TYPE_LOT, object, "lots", G_STRUCT_OFFSET (NxLot, id), by_expiry, error)
             && patch (self->transactions, NX_TYPE_TRANSACTION, object, "transactions", G_STRUCT_OFFSET (NxTransaction, id),
                       by_time_of_transaction, error);
    case PART_SESSIONS:
      return patch (self->sessions, NX_TYPE_SESSION, object, "items", G_STRUCT_OFFSET (NxSession, id), by_time_of_session, error);
    case PART_REPORTS:
      return patch (self->reports, NX_TYPE_REPORT, object, "items", G_STRUCT_OFFSET (NxReport, id), NULL, error);
    case PART_PAYMENTS:
      return patch (self->payments, NX_TYPE_PAYMENT, object, "items", G_STRUCT_OFFSET (NxPayment, id), by_time_of_payment, error);
    case N_PARTS:
    default:
      g_return_val_if_reached (FALSE);
    }
}


static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  NxStudentData *self = question->data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (root != NULL && take_part (self, question->part, root, &error))
    {
      self->answered |= 1u << question->part;
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }
  /* One sentence is enough where four questions failed together. */
  if (question->part == PART_STUDENT)
    g_signal_emit (self, signals[FAILED], 0, error);
  else
    g_debug ("part %u of a file: %s", question->part, error->message);
}


static void
ask (NxStudentData *self, Part part, char *path) /* takes @path */
{
  Question *question = g_new0 (Question, 1);
  question->data = g_object_ref (self);
  question->part = part;
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_answer, question);
  g_free (path);
}


void
nx_student_data_refresh (NxStudentData *self)
{
  g_return_if_fail (NX_IS_STUDENT_DATA (self));

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->id == NULL)
    return;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  ask (self, PART_STUDENT, nx_connection_path ("/api/students/%s", self->id));
  ask (self, PART_SESSIONS, nx_connection_path ("/api/sessions?studentId=%s&order=desc&limit=200", self->id));
  ask (self, PART_CREDITS, nx_connection_path ("/api/students/%s/credits", self->id));
  if (nx_student_data_is_office (self))
    ask (self, PART_PAYMENTS, nx_connection_path ("/api/payments?studentId=%s&limit=100", self->id));
  ask (self, PART_REPORTS, nx_connection_path ("/api/students/%s/reports", self->id));
}


static gboolean
on_refresh (gpointer user_data)
{
  NxStudentData *self = user_data;
  self->refresh_id = 0;
  nx_student_data_refresh (self);
  return G_SOURCE_REMOVE;
}


static void
on_live_event (NxStudentData *self, NxLiveEvent *event)
{
  if (self->id == NULL || g_strcmp0 (event->studentId, self->id) != 0 || self->refresh_id != 0)
    return;
  self->refresh_id = g_timeout_add (EVENT_PAUSE_MS, on_refresh, self);
}


void
nx_student_data_open (NxStudentData *self, const char *id, NxStudent *student)
{
  g_return_if_fail (NX_IS_STUDENT_DATA (self));
  g_return_if_fail (id != NULL);

  if (g_strcmp0 (self->id, id) != 0)
    {
      g_free (self->id);
      self->id = g_strdup (id);
      self->answered = 0;
      g_set_object (&self->student, student);
      g_list_store_remove_all (self->sessions);
      g_list_store_remove_all (self->reports);
      g_list_store_remove_all (self->lots);
      g_list_store_remove_all (self->transactions);
      g_list_store_remove_all (self->payments);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  nx_student_data_refresh (self);
}


static void
nx_student_data_dispose (GObject *object)
{
  NxStudentData *self = NX_STUDENT_DATA (object);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->signals);
  g_clear_object (&self->connection);
  g_clear_object (&self->student);
  g_clear_object (&self->sessions);
  g_clear_object (&self->reports);
  g_clear_object (&self->lots);
  g_clear_object (&self->transactions);
  g_clear_object (&self->payments);
  g_clear_pointer (&self->id, g_free);
  G_OBJECT_CLASS (nx_student_data_parent_class)->dispose (object);
}


static void
nx_student_data_class_init (NxStudentDataClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_student_data_dispose;
  signals[CHANGED] = g_signal_new ("changed", NX_TYPE_STUDENT_DATA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", NX_TYPE_STUDENT_DATA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_ERROR);
}


static void
nx_student_data_init (NxStudentData *self)
{
  self->sessions = g_list_store_new (NX_TYPE_SESSION);
  self->reports = g_list_store_new (NX_TYPE_REPORT);
  self->lots = g_list_store_new (NX_TYPE_LOT);
  self->transactions = g_list_store_new (NX_TYPE_TRANSACTION);
  self->payments = g_list_store_new (NX_TYPE_PAYMENT);
}


NxStudentData *
nx_student_data_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxStudentData *self = g_object_new (NX_TYPE_STUDENT_DATA, NULL);
  self->connection = g_object_ref (connection);
  self->signals = g_signal_group_new (NX_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->signals, "live-event", G_CALLBACK (on_live_event), self);
  g_signal_group_connect_swapped (self->signals, "resync", G_CALLBACK (nx_student_data_refresh), self);
  g_signal_group_set_target (self->signals, connection);
  return self;
}


NxConnection *
nx_student_data_get_connection (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), NULL);
  return self->connection;
}


const char *
nx_student_data_get_id (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), NULL);
  return self->id;
}


NxStudent *
nx_student_data_get_student (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), NULL);
  return self->student;
}


gboolean
nx_student_data_get_complete (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), FALSE);
  return (self->answered & (1u << PART_STUDENT)) != 0 && (self->answered & (1u << PART_SESSIONS)) != 0;
}


gboolean
nx_student_data_is_office (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), FALSE);
  NxUser *user = nx_connection_get_user (self->connection);
  return user != NULL && (user->role == NX_ROLE_ASSISTANTE || user->role == NX_ROLE_ADMIN);
}


GListModel *
nx_student_data_get_sessions (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), NULL);
  return G_LIST_MODEL (self->sessions);
}


GListModel *
nx_student_data_get_reports (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), NULL);
  return G_LIST_MODEL (self->reports);
}


GListModel *
nx_student_data_get_lots (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), NULL);
  return G_LIST_MODEL (self->lots);
}


GListModel *
nx_student_data_get_transactions (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), NULL);
  return G_LIST_MODEL (self->transactions);
}


GListModel *
nx_student_data_get_payments (NxStudentData *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_DATA (self), NULL);
  return G_LIST_MODEL (self->payments);
}
