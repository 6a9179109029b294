/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-keep.h"
#include "desktop/agenda/nx-agenda-place-private.h"
#include "desktop/widgets/nx-session-text.h"

/* Today ± so many days are kept. */
#define DAYS     14
/* After the last change: what comes in a burst is written once. */
#define PAUSE_MS 2500

static void
get_kept_range (NxAgendaPlace *self, gint64 *from, gint64 *to)
{
  gint64 midnight = self->now;

  if (!nx_time_from_local (nx_time_date_in_zone (self->now, nx_session_zone ()), 0, nx_session_zone (), &midnight))
    midnight = self->now;
  *from = midnight - DAYS * NX_TIME_DAY;
  *to = midnight + (DAYS + 1) * NX_TIME_DAY;
}

/* The strip: a state that lasts */

static char *
copy_time (NxAgendaPlace *self)
{
  gboolean today = nx_time_date_in_zone (self->copy_at, nx_session_zone ()) == nx_time_date_in_zone (self->now, nx_session_zone ());

  return today ? nx_format_time (self->copy_at, NULL) : nx_format_date_time (self->copy_at, NULL);
}

void
_nx_agenda_place_update_strip (NxAgendaPlace *self, const char *fault)
{
  gboolean offline = self->connection != NULL && nx_connection_get_state (self->connection) == NX_CONNECTION_OFFLINE;
  g_autofree char *time = NULL, *text = NULL;

  if (offline && self->copy_at != NX_TIME_NONE)
    {
      time = copy_time (self);
      /* Translators: %s is a time, or a day and a time */
      text = g_strdup_printf (_ ("Offline since %s: this is what this machine kept."), time);
    }
  else if (fault != NULL)
    text = g_strdup (fault);
  if (text != NULL)
    gtk_label_set_label (self->strip_label, text);
  gtk_revealer_set_reveal_child (self->strip, text != NULL);
}

/* Writing */

static gboolean
on_store (gpointer data)
{
  NxAgendaPlace *self = data;
  g_autoptr (GBytes) content = NULL;
  gint64 from, to;

  self->copy_id = 0;
  if (self->copy_at != NX_TIME_NONE || nx_session_source_get_loaded_at (self->source) == NX_TIME_NONE)
    return G_SOURCE_REMOVE;
  get_kept_range (self, &from, &to);
  content = nx_agenda_keep_write (nx_connection_now (self->connection), from, to, nx_session_source_get_list (self->source),
                                  nx_session_source_get_coaches (self->source), self->facts);
  nx_agenda_copy_store (self->copy, content);
  return G_SOURCE_REMOVE;
}

void
_nx_agenda_place_queue_copy (NxAgendaPlace *self)
{
  if (self->copy == NULL || !nx_agenda_copy_is_open (self->copy)
      || nx_connection_get_state (self->connection) != NX_CONNECTION_ONLINE)
    return;
  if (self->copy_id == 0)
    self->copy_id = g_timeout_add (PAUSE_MS, on_store, self);
}

/* The days around today, asked for quietly: they are kept, and there at once where one turns to them. */

typedef struct
{
  NxAgendaPlace *self;       /* (owned) */
  GCancellable *cancellable; /* (owned) */
  gint64 from, to;
} Around;

static void
around_free (Around *around)
{
  g_object_unref (around->self);
  g_object_unref (around->cancellable);
  g_free (around);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Around, around_free)

static void ask_around (Around *around, const char *cursor);

static void
on_around (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Around) around = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *items = object != NULL ? nx_json_get_array (object, "items") : NULL;
  g_autoptr (GPtrArray) sessions = items != NULL ? nx_record_list_from_json (NX_TYPE_SESSION, items, &error) : NULL;
  const char *cursor = NULL;

  if (sessions == NULL || g_cancellable_is_cancelled (around->cancellable))
    return;
  /* Only added to: what is being looked at has its own answer, which knows also what is gone. */
  for (guint i = 0; i < sessions->len; i++)
    nx_session_list_upsert (nx_session_source_get_list (around->self->source), g_ptr_array_index (sessions, i));
  if (nx_json_get_string (object, "nextCursor", &cursor) && cursor != NULL)
    ask_around (g_steal_pointer (&around), cursor);
}

static void
ask_around (Around *around, const char *cursor)
{
  g_autofree char *from = nx_time_format (around->from), *to = nx_time_format (around->to);
  g_autofree char *path = cursor == NULL
                              ? nx_connection_path ("/api/sessions?from=%s&to=%s&limit=200", from, to)
                              : nx_connection_path ("/api/sessions?from=%s&to=%s&limit=200&cursor=%s", from, to, cursor);

  nx_connection_send_async (around->self->connection, "GET", path, NULL, NULL, NULL, around->cancellable, on_around, around);
}

static void
load_around (NxAgendaPlace *self)
{
  Around *around;

  if (self->copy == NULL || !nx_agenda_copy_is_open (self->copy)
      || nx_connection_get_state (self->connection) != NX_CONNECTION_ONLINE)
    return;
  around = g_new0 (Around, 1);
  around->self = g_object_ref (self);
  around->cancellable = g_object_ref (self->copy_cancellable);
  get_kept_range (self, &around->from, &around->to);
  ask_around (around, NULL);
}

/* Reading */

static void
take (NxAgendaPlace *self, NxAgendaKeep *keep)
{
  NxSessionList *list = nx_session_source_get_list (self->source);

  /* The server was quicker: what it said is newer. */
  if (nx_session_source_get_loaded_at (self->source) != NX_TIME_NONE)
    return;
  self->copy_at = keep->at;
  for (guint i = 0; i < keep->sessions->len; i++)
    nx_session_list_upsert (list, g_ptr_array_index (keep->sessions, i));
  if (nx_session_source_get_coaches (self->source)->len == 0)
    nx_session_source_set_coaches (self->source, keep->coaches);
  nx_agenda_facts_take (self->facts, keep->rooms, keep->closures, keep->open_from != NX_TIME_NONE ? keep->open : NULL, NULL,
                        keep->open_from, keep->open_to);
  nx_agenda_view_sync (self->view);
  _nx_agenda_place_update_period (self);
  _nx_agenda_place_update_strip (self, NULL);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxAgendaPlace) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (NxAgendaKeep) keep = g_task_propagate_pointer (G_TASK (result), &error);

  if (keep != NULL)
    take (self, keep);
  else
    g_debug ("no agenda was kept: %s", error->message);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  NxAgendaKeep *keep = nx_agenda_keep_read (data, &error);

  if (keep == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, keep, (GDestroyNotify) nx_agenda_keep_free);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxAgendaPlace) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = nx_agenda_copy_load_finish (NX_AGENDA_COPY (source), result, &error);
  g_autoptr (GTask) task = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->copy == NULL)
    return;
  load_around (self);
  /* What came while the key was fetched is kept too. */
  _nx_agenda_place_queue_copy (self);
  if (content == NULL)
    {
      g_debug ("no agenda was kept: %s", error->message);
      return;
    }
  task = g_task_new (NULL, self->copy_cancellable, on_read, g_object_ref (self));
  g_task_set_task_data (task, g_steal_pointer (&content), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, read_thread);
}

/* Signed out: nobody is to find what was left behind. A session that only ended keeps its user. */
static void
on_user_changed (NxAgendaPlace *self)
{
  if (self->copy == NULL || nx_connection_get_user (self->connection) != NULL)
    return;
  g_clear_handle_id (&self->copy_id, g_source_remove);
  nx_agenda_copy_erase (self->copy);
}

static void
on_state_changed (NxAgendaPlace *self)
{
  _nx_agenda_place_update_strip (self, NULL);
}

void
_nx_agenda_place_open_copy (NxAgendaPlace *self)
{
  NxUser *user = nx_connection_get_user (self->connection);

  g_signal_connect_object (self->connection, "notify::state", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  if (user == NULL || user->id == NULL)
    return;
  if (self->copy == NULL)
    self->copy = nx_agenda_copy_new (NULL, nx_connection_get_server (self->connection), user->id);
  self->copy_cancellable = g_cancellable_new ();
  g_signal_connect_object (self->connection, "notify::user", G_CALLBACK (on_user_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "resync", G_CALLBACK (load_around), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->facts, "changed", G_CALLBACK (_nx_agenda_place_queue_copy), self, G_CONNECT_SWAPPED);
  nx_agenda_copy_load_async (self->copy, self->copy_cancellable, on_opened, g_object_ref (self));
}

void
_nx_agenda_place_close_copy (NxAgendaPlace *self)
{
  g_clear_handle_id (&self->copy_id, g_source_remove);
  if (self->copy_cancellable != NULL)
    g_cancellable_cancel (self->copy_cancellable);
  g_clear_object (&self->copy_cancellable);
  g_clear_object (&self->copy);
}
