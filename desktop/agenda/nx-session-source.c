/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-session-source.h"

enum
{
  LOADED,
  FAILED,
  COACHES_CHANGED,
  BUSY_CHANGED,
  TOLD,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxSessionSource
{
  GObject parent_instance;

  /* owned */
  NxConnection *connection; /* (nullable) */
  NxSessionList *list;
  GPtrArray *coaches; /* NxCoach */
  char *query;        /* (nullable) */
  GCancellable *cancellable;
  GCancellable *range_cancellable; /* (nullable): of the range that is on its way */
  GHashTable *touched;             /* ids that came by live events while a range was on its way */
  GHashTable *pending;             /* ids being fetched → GINT_TO_POINTER (2) where it must be fetched again */
  GHashTable *news;                /* ids being fetched → News: what is told once they are here */

  gint64 from, to;
  gint64 covered_from, covered_to;
  gint64 loaded_at;
  gboolean coaches_loaded;
};

G_DEFINE_FINAL_TYPE (NxSessionSource, nx_session_source, G_TYPE_OBJECT)

/* NxRange: what one answer of several pages is gathered in. */
typedef struct
{
  NxSessionSource *self;     /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GPtrArray *sessions;       /* (owned) */
  gint64 from, to;
} Range;

static void
range_free (Range *range)
{
  g_object_unref (range->self);
  g_object_unref (range->cancellable);
  g_ptr_array_unref (range->sessions);
  g_free (range);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Range, range_free)

typedef struct
{
  NxSessionSource *self; /* (owned) */
  char *id;              /* (owned) */
} One;

static void
one_free (One *one)
{
  g_object_unref (one->self);
  g_free (one->id);
  g_free (one);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (One, one_free)

/* Who did what to a session. */
typedef struct
{
  char *by;
  char *type;
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_free (news->by);
  g_free (news->type);
  g_free (news);
}

static void ask_page (Range *range, const char *cursor);

static void
end_range (Range *range)
{
  NxSessionSource *self = range->self;

  if (self->range_cancellable != range->cancellable)
    return;
  g_clear_object (&self->range_cancellable);
  g_hash_table_remove_all (self->touched);
  g_signal_emit (self, signals[BUSY_CHANGED], 0);
}

static void
fail_range (Range *range, GError *error)
{
  gboolean current = range->self->range_cancellable == range->cancellable;

  end_range (range);
  if (current && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (range->self, signals[FAILED], 0, error);
}

static void
take_range (Range *range)
{
  NxSessionSource *self = range->self;

  nx_session_list_replace (self->list, range->from, range->to, range->sessions, self->touched);
  if (range->from <= self->covered_to && self->covered_from <= range->to)
    {
      self->covered_from = MIN (self->covered_from, range->from);
      self->covered_to = MAX (self->covered_to, range->to);
    }
  else
    {
      self->covered_from = range->from;
      self->covered_to = range->to;
    }
  self->loaded_at = nx_connection_now (self->connection);
  end_range (range);
  g_signal_emit (self, signals[LOADED], 0);
}

static gboolean
read_page (Range *range, JsonNode *root, const char **cursor, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *items = object != NULL ? nx_json_get_array (object, "items") : NULL;
  g_autoptr (GPtrArray) sessions = NULL;

  if (items == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "could not read the list of sessions: no items");
      return FALSE;
    }
  sessions = nx_record_list_from_json (NX_TYPE_SESSION, items, error);
  if (sessions == NULL)
    return FALSE;
  for (guint i = 0; i < sessions->len; i++)
    g_ptr_array_add (range->sessions, g_object_ref (g_ptr_array_index (sessions, i)));
  if (!nx_json_get_string (object, "nextCursor", cursor))
    *cursor = NULL;
  return TRUE;
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Range) range = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  const char *cursor = NULL;

  if (root == NULL || !read_page (range, root, &cursor, &error))
    {
      fail_range (range, error);
      return;
    }
  if (range->self->range_cancellable != range->cancellable)
    return; /* a newer range was asked for meanwhile */
  if (cursor != NULL)
    ask_page (g_steal_pointer (&range), cursor);
  else
    take_range (range);
}

static void
ask_page (Range *range, const char *cursor)
{
  NxSessionSource *self = range->self;
  g_autofree char *from = nx_time_format (range->from), *to = nx_time_format (range->to);
  g_autofree char *first = cursor == NULL
                               ? nx_connection_path ("/api/sessions?from=%s&to=%s&limit=200", from, to)
                               : nx_connection_path ("/api/sessions?from=%s&to=%s&limit=200&cursor=%s", from, to, cursor);
  g_autofree char *path = self->query != NULL ? g_strconcat (first, "&", self->query, NULL) : g_strdup (first);

  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, range->cancellable, on_page, range);
}

/* One session */

static void
finish_one (One *one)
{
  NxSessionSource *self = one->self;
  gboolean again = GPOINTER_TO_INT (g_hash_table_lookup (self->pending, one->id)) == 2;

  g_hash_table_remove (self->pending, one->id);
  if (again)
    nx_session_source_load_one (self, one->id);
}

static void
tell (NxSessionSource *self, const char *id)
{
  NxSession *session = nx_session_list_find (self->list, id);
  News *news = g_hash_table_lookup (self->news, id);

  if (session != NULL && news != NULL)
    g_signal_emit (self, signals[TOLD], 0, session, news->by, news->type);
  g_hash_table_remove (self->news, id);
}

static void
on_one (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (One) one = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (NxSession) session = NULL;
  JsonObject *object;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      object = json_node_get_object (root);
      if (nx_json_get_object (object, "session") != NULL)
        object = nx_json_get_object (object, "session");
      session = nx_record_from_json (NX_TYPE_SESSION, object, &error);
    }
  if (session != NULL && session->id != NULL)
    {
      g_hash_table_add (one->self->touched, g_strdup (one->id));
      nx_session_list_upsert (one->self->list, session);
      tell (one->self, one->id);
    }
  else if (g_error_matches (error, NX_ERROR, NX_ERROR_NOT_FOUND))
    nx_session_list_remove (one->self->list, one->id);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("could not fetch session %s: %s", one->id, error->message);
  finish_one (one);
}

/* What the reader does needs no telling. */
static void
keep_news (NxSessionSource *self, NxLiveEvent *event)
{
  NxUser *user = nx_connection_get_user (self->connection);
  g_autofree char *own = user != NULL ? g_strdup_printf ("%s %s", user->firstName, user->lastName) : NULL;
  News *news;

  if (event->by == NULL || event->by[0] == '\0' || g_strcmp0 (event->by, own) == 0
      || (user != NULL && g_strcmp0 (event->by, user->firstName) == 0))
    return;
  news = g_new0 (News, 1);
  news->by = g_strdup (event->by);
  news->type = g_strdup (event->type);
  g_hash_table_insert (self->news, g_strdup (event->id), news);
}

static void
on_live_event (NxConnection *connection, NxLiveEvent *event, NxSessionSource *self)
{
  if (event->type == NULL || event->id == NULL)
    return;
  if (g_str_has_prefix (event->type, "session."))
    keep_news (self, event);
  if (g_str_has_prefix (event->type, "session.") || g_str_has_prefix (event->type, "report."))
    nx_session_source_load_one (self, event->id);
}

static void
on_resync (NxConnection *connection, NxSessionSource *self)
{
  self->covered_from = self->covered_to = NX_TIME_NONE;
  nx_session_source_reload (self);
}

/* Coaches */

static int
compare_coaches (gconstpointer a, gconstpointer b)
{
  const NxCoach *x = *(NxCoach *const *) a, *y = *(NxCoach *const *) b;

  return g_utf8_collate (x->pseudonym != NULL ? x->pseudonym : "", y->pseudonym != NULL ? y->pseudonym : "");
}

static void
on_coaches (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxSessionSource) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (GPtrArray) coaches = NULL;
  JsonArray *items = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    items = nx_json_get_array (json_node_get_object (root), "items");
  else if (root != NULL && JSON_NODE_HOLDS_ARRAY (root))
    items = json_node_get_array (root);
  if (items != NULL)
    coaches = nx_record_list_from_json (NX_TYPE_COACH, items, &error);
  if (coaches == NULL)
    {
      self->coaches_loaded = FALSE;
      if (error == NULL)
        g_set_error (&error, NX_ERROR, NX_ERROR_INVALID, "could not read the list of coaches: no items");
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_signal_emit (self, signals[FAILED], 0, error);
      return;
    }
  nx_session_source_set_coaches (self, coaches);
}

static void
ask_coaches (NxSessionSource *self)
{
  if (self->coaches_loaded)
    return;
  self->coaches_loaded = TRUE;
  nx_connection_send_async (self->connection, "GET", "/api/coaches", NULL, NULL, NULL, self->cancellable, on_coaches,
                            g_object_ref (self));
}

/* Overrides */

static void
nx_session_source_dispose (GObject *object)
{
  NxSessionSource *self = NX_SESSION_SOURCE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->range_cancellable != NULL)
    g_cancellable_cancel (self->range_cancellable);
  g_clear_object (&self->range_cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_session_source_parent_class)->dispose (object);
}

static void
nx_session_source_finalize (GObject *object)
{
  NxSessionSource *self = NX_SESSION_SOURCE (object);

  g_object_unref (self->list);
  g_ptr_array_unref (self->coaches);
  g_free (self->query);
  g_hash_table_unref (self->touched);
  g_hash_table_unref (self->pending);
  g_hash_table_unref (self->news);
  G_OBJECT_CLASS (nx_session_source_parent_class)->finalize (object);
}

static void
nx_session_source_class_init (NxSessionSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = nx_session_source_dispose;
  object_class->finalize = nx_session_source_finalize;
  signals[LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED]
      = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[COACHES_CHANGED]
      = g_signal_new ("coaches-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BUSY_CHANGED]
      = g_signal_new ("busy-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                NX_TYPE_SESSION, G_TYPE_STRING, G_TYPE_STRING);
}

static void
nx_session_source_init (NxSessionSource *self)
{
  self->list = nx_session_list_new ();
  self->coaches = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->news = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, news_free);
  self->from = self->to = self->covered_from = self->covered_to = self->loaded_at = NX_TIME_NONE;
}

NxSessionSource *
nx_session_source_new (NxConnection *connection)
{
  NxSessionSource *self = g_object_new (NX_TYPE_SESSION_SOURCE, NULL);

  if (connection == NULL)
    return self;
  self->connection = g_object_ref (connection);
  g_signal_connect_object (connection, "live-event", G_CALLBACK (on_live_event), self, 0);
  g_signal_connect_object (connection, "resync", G_CALLBACK (on_resync), self, 0);
  return self;
}

NxSessionList *
nx_session_source_get_list (NxSessionSource *self)
{
  return self->list;
}

GPtrArray *
nx_session_source_get_coaches (NxSessionSource *self)
{
  return self->coaches;
}

void
nx_session_source_set_coaches (NxSessionSource *self, GPtrArray *coaches)
{
  g_return_if_fail (NX_IS_SESSION_SOURCE (self));

  g_ptr_array_set_size (self->coaches, 0);
  for (guint i = 0; i < coaches->len; i++)
    g_ptr_array_add (self->coaches, g_object_ref (g_ptr_array_index (coaches, i)));
  g_ptr_array_sort (self->coaches, compare_coaches);
  g_signal_emit (self, signals[COACHES_CHANGED], 0);
}

NxCoach *
nx_session_source_find_coach (NxSessionSource *self, const char *id)
{
  for (guint i = 0; i < self->coaches->len; i++)
    if (g_strcmp0 (((NxCoach *) g_ptr_array_index (self->coaches, i))->id, id) == 0)
      return g_ptr_array_index (self->coaches, i);
  return NULL;
}

void
nx_session_source_set_query (NxSessionSource *self, const char *query)
{
  g_return_if_fail (NX_IS_SESSION_SOURCE (self));

  g_free (self->query);
  self->query = g_strdup (query);
}

void
nx_session_source_load (NxSessionSource *self, gint64 from, gint64 to)
{
  Range *range;

  g_return_if_fail (NX_IS_SESSION_SOURCE (self));

  self->from = from;
  self->to = to;
  if (self->connection == NULL)
    return;
  ask_coaches (self);
  if (self->range_cancellable != NULL)
    g_cancellable_cancel (self->range_cancellable);
  g_set_object (&self->range_cancellable, NULL);
  self->range_cancellable = g_cancellable_new ();
  range = g_new0 (Range, 1);
  range->self = g_object_ref (self);
  range->cancellable = g_object_ref (self->range_cancellable);
  range->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  range->from = from;
  range->to = to;
  g_signal_emit (self, signals[BUSY_CHANGED], 0);
  ask_page (range, NULL);
}

void
nx_session_source_reload (NxSessionSource *self)
{
  self->coaches_loaded = FALSE;
  if (self->from != NX_TIME_NONE)
    nx_session_source_load (self, self->from, self->to);
}

void
nx_session_source_load_one (NxSessionSource *self, const char *id)
{
  g_autofree char *path = NULL;
  One *one;

  g_return_if_fail (NX_IS_SESSION_SOURCE (self));

  if (self->connection == NULL)
    return;
  if (g_hash_table_contains (self->pending, id))
    {
      /* The answer on its way may be older than this event: ask once more when it is here. */
      g_hash_table_insert (self->pending, g_strdup (id), GINT_TO_POINTER (2));
      return;
    }
  g_hash_table_insert (self->pending, g_strdup (id), GINT_TO_POINTER (1));
  path = nx_connection_path ("/api/sessions/%s", id);
  one = g_new0 (One, 1);
  one->self = g_object_ref (self);
  one->id = g_strdup (id);
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_one, one);
}

gboolean
nx_session_source_is_whole (NxSessionSource *self)
{
  return self->coaches_loaded;
}

gboolean
nx_session_source_get_busy (NxSessionSource *self)
{
  return self->range_cancellable != NULL;
}

gboolean
nx_session_source_covers (NxSessionSource *self, gint64 from, gint64 to)
{
  return self->covered_from != NX_TIME_NONE && self->covered_from <= from && to <= self->covered_to;
}

gint64
nx_session_source_get_loaded_at (NxSessionSource *self)
{
  return self->loaded_at;
}
