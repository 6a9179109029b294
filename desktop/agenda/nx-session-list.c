/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-session-list.h"

#include "common/nx-time.h"

/* No session is longer (domain.md section 7: 180 minutes), so none that started before this can still run. */
#define LONGEST (4 * NX_TIME_HOUR)

enum
{
  SESSION_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxSessionList
{
  GObject parent_instance;

  /* owned */
  GPtrArray *items;  /* NxSession by start, id */
  GHashTable *by_id; /* borrowed id → borrowed NxSession */
};

static GType
get_item_type (GListModel *model)
{
  return NX_TYPE_SESSION;
}

static guint
get_n_items (GListModel *model)
{
  return NX_SESSION_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = NX_SESSION_LIST (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NxSessionList, nx_session_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static int
compare (gint64 start_a, const char *id_a, NxSession *b)
{
  if (start_a != b->scheduledAt)
    return start_a < b->scheduledAt ? -1 : 1;
  return g_strcmp0 (id_a, b->id);
}

/* Position of (start, id), or where it belongs. */
static guint
search (NxSessionList *self, gint64 start, const char *id)
{
  guint low = 0, high = self->items->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare (start, id, g_ptr_array_index (self->items, middle)) > 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
take_out (NxSessionList *self, guint position)
{
  g_autoptr (NxSession) session = g_object_ref (g_ptr_array_index (self->items, position));

  g_hash_table_remove (self->by_id, session->id);
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
put_in (NxSessionList *self, NxSession *session)
{
  guint position = search (self, session->scheduledAt, session->id);

  g_ptr_array_insert (self->items, (int) position, g_object_ref (session));
  g_hash_table_insert (self->by_id, session->id, session);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

static void
nx_session_list_finalize (GObject *object)
{
  NxSessionList *self = NX_SESSION_LIST (object);

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (nx_session_list_parent_class)->finalize (object);
}

static void
nx_session_list_class_init (NxSessionListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_session_list_finalize;
  signals[SESSION_CHANGED] = g_signal_new ("session-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, NX_TYPE_SESSION);
}

static void
nx_session_list_init (NxSessionList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

NxSessionList *
nx_session_list_new (void)
{
  return g_object_new (NX_TYPE_SESSION_LIST, NULL);
}

/* nx_record_update() replaces strings: the id that keys the table is taken out first and put back with the new string. */
static gboolean
update_in_place (NxSessionList *self, NxSession *held, NxSession *session)
{
  gboolean changed;

  g_hash_table_remove (self->by_id, held->id);
  changed = nx_record_update (NX_RECORD (held), NX_RECORD (session));
  g_hash_table_insert (self->by_id, held->id, held);
  if (changed)
    g_signal_emit (self, signals[SESSION_CHANGED], 0, held);
  return changed;
}

gboolean
nx_session_list_upsert (NxSessionList *self, NxSession *session)
{
  NxSession *held;

  g_return_val_if_fail (NX_IS_SESSION_LIST (self), FALSE);
  g_return_val_if_fail (NX_IS_SESSION (session) && session->id != NULL, FALSE);

  held = nx_session_list_find (self, session->id);
  if (held == NULL)
    {
      put_in (self, session);
      return TRUE;
    }
  if (session->version < held->version)
    return FALSE;
  if (held->scheduledAt != session->scheduledAt)
    {
      g_autoptr (NxSession) moved = g_object_ref (held);

      take_out (self, search (self, held->scheduledAt, held->id));
      nx_record_update (NX_RECORD (moved), NX_RECORD (session));
      put_in (self, moved);
      return TRUE;
    }
  return update_in_place (self, held, session);
}

void
nx_session_list_replace (NxSessionList *self, gint64 from, gint64 to, GPtrArray *sessions, GHashTable *keep)
{
  g_autoptr (GHashTable) present = g_hash_table_new (g_str_hash, g_str_equal);
  guint position;

  g_return_if_fail (NX_IS_SESSION_LIST (self));

  for (guint i = 0; i < sessions->len; i++)
    g_hash_table_add (present, ((NxSession *) g_ptr_array_index (sessions, i))->id);
  position = nx_session_list_lower_bound (self, from);
  while (position < self->items->len)
    {
      NxSession *held = g_ptr_array_index (self->items, position);

      if (held->scheduledAt >= to)
        break;
      if (g_hash_table_contains (present, held->id) || (keep != NULL && g_hash_table_contains (keep, held->id)))
        position++;
      else
        take_out (self, position);
    }
  for (guint i = 0; i < sessions->len; i++)
    nx_session_list_upsert (self, g_ptr_array_index (sessions, i));
}

gboolean
nx_session_list_remove (NxSessionList *self, const char *id)
{
  NxSession *held = nx_session_list_find (self, id);

  if (held == NULL)
    return FALSE;
  take_out (self, search (self, held->scheduledAt, held->id));
  return TRUE;
}

NxSession *
nx_session_list_find (NxSessionList *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

guint
nx_session_list_get_length (NxSessionList *self)
{
  return self->items->len;
}

NxSession *
nx_session_list_get (NxSessionList *self, guint position)
{
  g_return_val_if_fail (position < self->items->len, NULL);

  return g_ptr_array_index (self->items, position);
}

guint
nx_session_list_lower_bound (NxSessionList *self, gint64 time)
{
  return search (self, time, "");
}

gboolean
nx_session_has_student (NxSession *session, const char *student_id)
{
  if (student_id == NULL || session->students == NULL)
    return FALSE;
  for (guint i = 0; i < session->students->len; i++)
    if (g_strcmp0 (((NxPerson *) g_ptr_array_index (session->students, i))->id, student_id) == 0)
      return TRUE;
  return FALSE;
}

NxSession *
nx_session_list_conflict (NxSessionList *self, const char *coach_id, const char *student_id, gint64 start, gint64 end)
{
  return nx_session_list_conflict_but (self, NULL, coach_id, student_id, start, end);
}

NxSession *
nx_session_list_conflict_but (NxSessionList *self, const char *except, const char *coach_id, const char *student_id, gint64 start,
                              gint64 end)
{
  for (guint i = nx_session_list_lower_bound (self, start - LONGEST); i < self->items->len; i++)
    {
      NxSession *session = g_ptr_array_index (self->items, i);

      if (session->scheduledAt >= end)
        break;
      if (session->status == NX_SESSION_CANCELLED || session->scheduledAt + session->duration * NX_TIME_MINUTE <= start
          || g_strcmp0 (session->id, except) == 0)
        continue;
      if (coach_id != NULL && session->coach != NULL && g_strcmp0 (session->coach->id, coach_id) == 0)
        return session;
      if (nx_session_has_student (session, student_id))
        return session;
    }
  return NULL;
}
