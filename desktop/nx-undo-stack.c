/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "desktop/nx-place.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/nx-window-private.h"

#define TOAST_SECONDS 10
/* So many can be taken back after a restart. */
#define ASKED "50"

struct _NxUndoStack
{
  GObject parent_instance;

  /* Borrowed */
  GtkWidget *window; /* (nullable) (weak) */

  /* Owned */
  NxConnection *connection;
  GPtrArray *undos; /* Entry, the last at the end */
  GPtrArray *redos; /* Entry, the last at the end */
  GQueue wanted;    /* Command: pressed while another was on its way */
  GCancellable *cancellable;
  gboolean busy;
  gboolean filling;
  gboolean filled;
};

G_DEFINE_FINAL_TYPE (NxUndoStack, nx_undo_stack, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What was done: an action of the server's, or a notice whose button takes it back. */
typedef struct
{
  char *action_id; /* (nullable) */
  char *sentence;  /* (nullable) */
  char *key;       /* (nullable): of an attempt that may have arrived */
  AdwToast *toast; /* (nullable) */
} Entry;

/* One press of a key or button. */
typedef struct
{
  NxUndoStack *self; /* (owned) */
  Entry *entry;      /* (owned) (nullable): %NULL for whatever is last then */
  gboolean redo;
} Command;

static void run (NxUndoStack *self, Entry *entry, gboolean redo);


static void
entry_clear (gpointer data)
{
  Entry *entry = data;
  g_free (entry->action_id);
  g_free (entry->sentence);
  g_free (entry->key);
  g_clear_object (&entry->toast);
}


static void
entry_unref (gpointer data)
{
  g_rc_box_release_full (data, entry_clear);
}


static Entry *
entry_new (const char *action_id, const char *sentence)
{
  Entry *entry = g_rc_box_new0 (Entry);
  entry->action_id = g_strdup (action_id);
  entry->sentence = g_strdup (sentence);
  return entry;
}


static Command *
command_new (NxUndoStack *self, Entry *entry, gboolean redo)
{
  Command *command = g_new0 (Command, 1);
  command->self = g_object_ref (self);
  command->entry = entry != NULL ? g_rc_box_acquire (entry) : NULL;
  command->redo = redo;
  return command;
}


static void
command_free (gpointer data)
{
  Command *command = data;
  g_object_unref (command->self);
  g_clear_pointer (&command->entry, entry_unref);
  g_free (command);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Command, command_free)


/* Notices */

static void
on_button (AdwToast *toast, Command *command)
{
  run (command->self, command->entry, command->redo);
}


static void
free_button (gpointer data, GClosure *closure)
{
  command_free (data);
}


/* @entry: (nullable): what the button takes back, or does again with @redo */
static void
show (NxUndoStack *self, const char *sentence, Entry *entry, gboolean redo)
{
  if (self->window == NULL)
    return;
  /* A toast's title is markup in libadwaita 1.2: a name with "&" or "<" would be lost. */
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (markup);
  /* Now, not after what another notice still has to say. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  if (entry != NULL)
    {
      adw_toast_set_button_label (toast, redo ? _("_Redo") : _("_Undo"));
      adw_toast_set_timeout (toast, TOAST_SECONDS);
      g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_button), command_new (self, entry, redo), free_button, 0);
    }
  nx_window_show_toast (NX_WINDOW (self->window), toast);
}


/* Undoing */

/* A change that was answered but cannot be taken back is out of the way; one that nobody answered is tried again. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, NX_ERROR, NX_ERROR_CANNOT_UNDO) || g_error_matches (error, NX_ERROR, NX_ERROR_NOT_FOUND)
         || g_error_matches (error, NX_ERROR, NX_ERROR_FORBIDDEN) || g_error_matches (error, NX_ERROR, NX_ERROR_INVALID);
}


static void
take_answer (Command *command, JsonNode *root)
{
  NxUndoStack *self = command->self;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  const char *action_id = NULL, *sentence = NULL;
  if (object == NULL || !nx_json_get_string (object, "actionId", &action_id) || action_id == NULL)
    return;
  if (!nx_json_get_string (object, "sentence", &sentence) || sentence == NULL || sentence[0] == '\0')
    sentence = command->entry->sentence != NULL ? command->entry->sentence : _("Done.");
  /* What takes back the undo is the redo, and the other way round. */
  Entry *inverse = entry_new (action_id, command->entry->sentence);
  g_ptr_array_add (command->redo ? self->undos : self->redos, inverse);
  show (self, sentence, inverse, !command->redo);
  g_signal_emit (self, signals[CHANGED], 0);
}


static void
run_next (NxUndoStack *self)
{
  self->busy = FALSE;
  g_autoptr (Command) next = g_queue_pop_head (&self->wanted);
  if (next != NULL)
    run (self, next->entry, next->redo);
}


static void
on_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  g_autoptr (GError) error = NULL;
  NxUndoStack *self = command->self;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (root != NULL)
    take_answer (command, root);
  else
    {
      show (self, error->message, NULL, FALSE);
      if (!is_refusal (error))
        g_ptr_array_add (command->redo ? self->redos : self->undos, g_rc_box_acquire (command->entry));
      else
        g_signal_emit (self, signals[CHANGED], 0);
    }
  run_next (self);
}


static void
send (NxUndoStack *self, Entry *entry, gboolean redo)
{
  NxJsonWriter *json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "actionId", entry->action_id);
  nx_json_end_object (json);
  if (entry->key == NULL)
    entry->key = nx_random_token (18);
  self->busy = TRUE;
  nx_connection_send_async (self->connection, "POST", "/api/undo", json, entry->key, NULL, self->cancellable, on_undone,
                            command_new (self, entry, redo));
}


/* @entry: (nullable): of a button; it may have been taken back by the key meanwhile */
static void
run (NxUndoStack *self, Entry *entry, gboolean redo)
{
  GPtrArray *entries = redo ? self->redos : self->undos;
  guint position;
  if (self->busy)
    {
      g_queue_push_tail (&self->wanted, command_new (self, entry, redo));
      return;
    }
  if (entry == NULL && entries->len == 0)
    {
      show (self, redo ? _("There is nothing to redo") : _("There is nothing to undo"), NULL, FALSE);
      run_next (self);
      return;
    }
  position = entries->len - 1;
  if (entry != NULL && !g_ptr_array_find (entries, entry, &position))
    {
      run_next (self);
      return;
    }
  Entry *taken = g_ptr_array_steal_index (entries, position);
  if (taken->toast != NULL)
    {
      g_autoptr (AdwToast) toast = g_object_ref (taken->toast);
      g_signal_emit_by_name (toast, "button-clicked");
      adw_toast_dismiss (toast);
      run_next (self);
    }
  else
    send (self, taken, redo);
  entry_unref (taken);
}


void
nx_undo_stack_undo (NxUndoStack *self)
{
  g_return_if_fail (NX_IS_UNDO_STACK (self));
  run (self, NULL, FALSE);
}


void
nx_undo_stack_redo (NxUndoStack *self)
{
  g_return_if_fail (NX_IS_UNDO_STACK (self));
  run (self, NULL, TRUE);
}


/* Doing */

static gboolean
holds (GPtrArray *entries, const char *action_id)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_strcmp0 (((Entry *) g_ptr_array_index (entries, i))->action_id, action_id) == 0)
      return TRUE;
  return FALSE;
}


void
nx_undo_stack_push (GtkWidget *from, const char *action_id, const char *sentence)
{
  g_return_if_fail (GTK_IS_WIDGET (from));
  g_return_if_fail (sentence != NULL);

  NxWindow *window = nx_window_find (from);
  if (window == NULL || action_id == NULL)
    {
      nx_toast (from, sentence, NULL);
      return;
    }
  NxUndoStack *self = window->undo;
  /* A repeated request is answered with the first one's action. */
  if (holds (self->undos, action_id))
    return;
  Entry *entry = entry_new (action_id, sentence);
  g_ptr_array_add (self->undos, entry);
  g_ptr_array_set_size (self->redos, 0);
  show (self, sentence, entry, FALSE);
}


/* An act is undone once, by its notice's button or by the key. */
static void
on_toast_pressed (AdwToast *toast, NxUndoStack *self)
{
  for (guint i = self->undos->len; i > 0; i--)
    if (((Entry *) g_ptr_array_index (self->undos, i - 1))->toast == toast)
      g_ptr_array_remove_index (self->undos, i - 1);
}


void
nx_undo_stack_add_toast (NxUndoStack *self, AdwToast *toast)
{
  g_return_if_fail (NX_IS_UNDO_STACK (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  Entry *entry = entry_new (NULL, NULL);
  entry->toast = g_object_ref (toast);
  g_ptr_array_add (self->undos, entry);
  g_ptr_array_set_size (self->redos, 0);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_toast_pressed), self, 0);
}


/* After a restart */

typedef struct
{
  const char *id, *sentence, *undoes, *undone_by;
  guint depth; /* 0: done; 1: its undo; 2: its redo */
} Action;


static gboolean
read_action (JsonNode *node, Action *action)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (object == NULL || !nx_json_get_string (object, "id", &action->id) || action->id == NULL)
    return FALSE;
  if (!nx_json_get_string (object, "sentence", &action->sentence))
    action->sentence = NULL;
  if (!nx_json_get_string (object, "undoes", &action->undoes))
    action->undoes = NULL;
  if (!nx_json_get_string (object, "undoneBy", &action->undone_by))
    action->undone_by = NULL;
  return TRUE;
}


/* @items: newest first. What an undo took back is older than it, so that depths are found from the oldest on. */
static GArray *
read_actions (JsonArray *items)
{
  g_autoptr (GHashTable) depths = g_hash_table_new (g_str_hash, g_str_equal);
  GArray *actions = g_array_new (FALSE, TRUE, sizeof (Action));
  for (guint i = json_array_get_length (items); i > 0; i--)
    {
      Action action = { 0 };
      if (!read_action (json_array_get_element (items, i - 1), &action))
        continue;
      if (action.undoes != NULL)
        action.depth = GPOINTER_TO_UINT (g_hash_table_lookup (depths, action.undoes)) + 1;
      g_hash_table_insert (depths, (gpointer) action.id, GUINT_TO_POINTER (action.depth));
      g_array_append_val (actions, action);
    }
  return actions;
}


/* Below what was done since the program started. What was taken back can be done again until something new is done. */
static void
take_actions (NxUndoStack *self, GArray *actions)
{
  gboolean fresh = self->undos->len > 0;
  for (guint i = actions->len; i > 0; i--)
    {
      const Action *action = &g_array_index (actions, Action, i - 1);
      fresh = fresh || action->depth == 0;
      if (action->undone_by != NULL || holds (self->undos, action->id) || holds (self->redos, action->id))
        continue;
      if (action->depth % 2 == 0)
        g_ptr_array_insert (self->undos, 0, entry_new (action->id, action->sentence));
      else if (!fresh)
        g_ptr_array_insert (self->redos, 0, entry_new (action->id, action->sentence));
    }
}


static void
on_actions (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxUndoStack) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->filling = FALSE;
  JsonArray *items = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_array (json_node_get_object (root), "items") : NULL;
  if (items == NULL)
    {
      g_debug ("own actions: %s", error != NULL ? error->message : "no items");
      return;
    }
  g_autoptr (GArray) actions = read_actions (items);
  self->filled = TRUE;
  take_actions (self, actions);
}


void
nx_undo_stack_fill (NxUndoStack *self)
{
  g_return_if_fail (NX_IS_UNDO_STACK (self));

  if (self->filled || self->filling)
    return;
  self->filling = TRUE;
  nx_connection_send_async (self->connection, "GET", "/api/actions?limit=" ASKED, NULL, NULL, NULL, self->cancellable, on_actions,
                            g_object_ref (self));
}


void
nx_undo_stack_clear (NxUndoStack *self)
{
  g_return_if_fail (NX_IS_UNDO_STACK (self));

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_ptr_array_set_size (self->undos, 0);
  g_ptr_array_set_size (self->redos, 0);
  g_queue_clear_full (&self->wanted, command_free);
  self->busy = self->filling = self->filled = FALSE;
}


guint
nx_undo_stack_get_n_undos (NxUndoStack *self)
{
  g_return_val_if_fail (NX_IS_UNDO_STACK (self), 0);
  return self->undos->len;
}


guint
nx_undo_stack_get_n_redos (NxUndoStack *self)
{
  g_return_val_if_fail (NX_IS_UNDO_STACK (self), 0);
  return self->redos->len;
}


static void
nx_undo_stack_finalize (GObject *object)
{
  NxUndoStack *self = NX_UNDO_STACK (object);
  g_clear_weak_pointer (&self->window);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_queue_clear_full (&self->wanted, command_free);
  g_clear_pointer (&self->undos, g_ptr_array_unref);
  g_clear_pointer (&self->redos, g_ptr_array_unref);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_undo_stack_parent_class)->finalize (object);
}


static void
nx_undo_stack_class_init (NxUndoStackClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_undo_stack_finalize;
  signals[CHANGED] = g_signal_new ("changed", NX_TYPE_UNDO_STACK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}


static void
nx_undo_stack_init (NxUndoStack *self)
{
  self->undos = g_ptr_array_new_with_free_func (entry_unref);
  self->redos = g_ptr_array_new_with_free_func (entry_unref);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->wanted);
}


NxUndoStack *
nx_undo_stack_new (GtkWidget *window, NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_WINDOW (window), NULL);
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxUndoStack *self = g_object_new (NX_TYPE_UNDO_STACK, NULL);
  g_set_weak_pointer (&self->window, window);
  self->connection = g_object_ref (connection);
  return self;
}
