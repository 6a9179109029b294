/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/store/nx-list-patch.h"
#include "desktop/students/nx-student-list.h"

#define TYPING_PAUSE_MS 120
#define PAGE 20

struct _NxStudentList
{
  GObject parent_instance;

  /* Owned */
  NxConnection *connection;
  GListStore *items;
  GCancellable *cancellable; /* of the question under way */
  char *query;
  char *searched;
  char *cursor; /* (nullable): of the next page */
  guint pause_id;
  gboolean loading;
  gboolean loaded;
  gboolean paging; /* the question under way is for a further page */
};

G_DEFINE_FINAL_TYPE (NxStudentList, nx_student_list, G_TYPE_OBJECT)

enum { PROP_0, PROP_LOADING, PROP_SEARCHED, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];


static void
set_loading (NxStudentList *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}


static void
take_answer (NxStudentList *self, JsonNode *root, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *array = object != NULL ? nx_json_get_array (object, "items") : NULL;
  const char *cursor = NULL;
  if (array == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_BAD_JSON, "no items in the answer");
      return;
    }
  g_autoptr (GPtrArray) students = nx_record_list_from_json (NX_TYPE_STUDENT, array, error);
  if (students == NULL)
    return;
  if (self->paging)
    {
      /* A further page comes after what is there; patching keeps a student that moved between the pages once. */
      g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
      guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (all, g_list_model_get_item (G_LIST_MODEL (self->items), i));
      g_ptr_array_extend (all, students, (GCopyFunc) (GCallback) g_object_ref, NULL);
      nx_list_patch (self->items, all, G_STRUCT_OFFSET (NxStudent, id));
    }
  else
    nx_list_patch (self->items, students, G_STRUCT_OFFSET (NxStudent, id));
  g_clear_pointer (&self->cursor, g_free);
  if (nx_json_get_string (object, "nextCursor", &cursor))
    self->cursor = g_strdup (cursor);
}


static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxStudentList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (root != NULL)
    take_answer (self, root, &error);
  self->paging = FALSE;
  if (error == NULL)
    {
      self->loaded = TRUE;
      g_free (self->searched);
      self->searched = g_strdup (self->query);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCHED]);
    }
  set_loading (self, FALSE);
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
}


static void
ask (NxStudentList *self, const char *cursor)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->paging = cursor != NULL;

  g_autofree char *after = cursor != NULL ? nx_connection_path ("&cursor=%s", cursor) : g_strdup ("");
  /* What is there already is asked for again on a refresh: a longer list must not shrink under its reader. */
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  int limit = cursor == NULL && g_strcmp0 (self->query, self->searched) == 0 ? CLAMP ((int) n, PAGE, 200) : PAGE;
  g_autofree char *base = *self->query != '\0' ? nx_connection_path ("/api/students?query=%s&limit=%d", self->query, limit)
                                               : nx_connection_path ("/api/students?limit=%d", limit);
  g_autofree char *path = g_strconcat (base, after, NULL);
  set_loading (self, TRUE);
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_answer, g_object_ref (self));
}


static gboolean
on_pause (gpointer user_data)
{
  NxStudentList *self = user_data;
  self->pause_id = 0;
  ask (self, NULL);
  return G_SOURCE_REMOVE;
}


void
nx_student_list_set_query (NxStudentList *self, const char *query)
{
  g_return_if_fail (NX_IS_STUDENT_LIST (self));

  g_autofree char *stripped = g_strstrip (g_strdup (query));
  if (g_str_equal (stripped, self->query))
    return;
  g_free (self->query);
  self->query = g_steal_pointer (&stripped);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (TYPING_PAUSE_MS, on_pause, self);
}


void
nx_student_list_refresh (NxStudentList *self)
{
  g_return_if_fail (NX_IS_STUDENT_LIST (self));
  ask (self, NULL);
}


void
nx_student_list_load_more (NxStudentList *self)
{
  g_return_if_fail (NX_IS_STUDENT_LIST (self));
  if (self->cursor == NULL || self->cancellable != NULL || self->pause_id != 0)
    return;
  g_autofree char *cursor = g_strdup (self->cursor);
  ask (self, cursor);
}


static void
nx_student_list_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  NxStudentList *self = NX_STUDENT_LIST (object);
  switch (property_id)
    {
    case PROP_LOADING: g_value_set_boolean (value, self->loading); break;
    case PROP_SEARCHED: g_value_set_string (value, self->searched); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}


static void
nx_student_list_dispose (GObject *object)
{
  NxStudentList *self = NX_STUDENT_LIST (object);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connection);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (nx_student_list_parent_class)->dispose (object);
}


static void
nx_student_list_finalize (GObject *object)
{
  NxStudentList *self = NX_STUDENT_LIST (object);
  g_free (self->query);
  g_free (self->searched);
  g_free (self->cursor);
  G_OBJECT_CLASS (nx_student_list_parent_class)->finalize (object);
}


static void
nx_student_list_class_init (NxStudentListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = nx_student_list_get_property;
  object_class->dispose = nx_student_list_dispose;
  object_class->finalize = nx_student_list_finalize;

  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_SEARCHED] = g_param_spec_string ("searched", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[FAILED] = g_signal_new ("failed", NX_TYPE_STUDENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_ERROR);
}


static void
nx_student_list_init (NxStudentList *self)
{
  self->items = g_list_store_new (NX_TYPE_STUDENT);
  self->query = g_strdup ("");
}


NxStudentList *
nx_student_list_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);
  NxStudentList *self = g_object_new (NX_TYPE_STUDENT_LIST, NULL);
  self->connection = g_object_ref (connection);
  return self;
}


GListModel *
nx_student_list_get_items (NxStudentList *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_LIST (self), NULL);
  return G_LIST_MODEL (self->items);
}


const char *
nx_student_list_get_searched (NxStudentList *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_LIST (self), NULL);
  return self->searched;
}


gboolean
nx_student_list_get_loading (NxStudentList *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_LIST (self), FALSE);
  return self->loading;
}


gboolean
nx_student_list_get_loaded (NxStudentList *self)
{
  g_return_val_if_fail (NX_IS_STUDENT_LIST (self), FALSE);
  return self->loaded;
}
