/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/store/nx-agenda-copy.h"

#include <errno.h>
#include <glib/gstdio.h>
#include "common/nx-error.h"
#include "common/nx-random.h"
#include "desktop/store/nx-keyring.h"

struct _NxAgendaCopy
{
  GObject parent_instance;

  /* owned */
  char *server;
  char *owner;    /* server and account: authenticated with the content */
  char *key_name; /* in the keyring */
  char *path;
  GBytes *key;     /* (nullable) */
  GBytes *waiting; /* (nullable): to be written when the one before is */

  gboolean given_key;
  gboolean writing;
  gboolean erased;
};

G_DEFINE_FINAL_TYPE (NxAgendaCopy, nx_agenda_copy, G_TYPE_OBJECT)

static void
nx_agenda_copy_finalize (GObject *object)
{
  NxAgendaCopy *self = NX_AGENDA_COPY (object);

  g_free (self->server);
  g_free (self->owner);
  g_free (self->key_name);
  g_free (self->path);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_clear_pointer (&self->waiting, g_bytes_unref);
  G_OBJECT_CLASS (nx_agenda_copy_parent_class)->finalize (object);
}

static void
nx_agenda_copy_class_init (NxAgendaCopyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_copy_finalize;
}

static void
nx_agenda_copy_init (NxAgendaCopy *self)
{
}

NxAgendaCopy *
nx_agenda_copy_new (const char *folder, const char *server, const char *user_id)
{
  NxAgendaCopy *self = g_object_new (NX_TYPE_AGENDA_COPY, NULL);
  g_autofree char *cache = folder != NULL ? g_strdup (folder) : g_build_filename (g_get_user_cache_dir (), "nexus-reussite", NULL);
  g_autofree char *hash = NULL, *name = NULL;

  self->server = g_strdup (server);
  self->owner = g_strdup_printf ("%s\n%s", server, user_id);
  self->key_name = g_strdup_printf ("agenda:%s", user_id);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->owner, -1);
  name = g_strdup_printf ("agenda-%.32s", hash);
  self->path = g_build_filename (cache, name, NULL);
  return self;
}

void
nx_agenda_copy_set_key (NxAgendaCopy *self, GBytes *key)
{
  g_return_if_fail (NX_IS_AGENDA_COPY (self));

  g_clear_pointer (&self->key, g_bytes_unref);
  self->key = g_bytes_ref (key);
  self->given_key = TRUE;
}

gboolean
nx_agenda_copy_is_open (NxAgendaCopy *self)
{
  return self->key != NULL && !self->erased;
}

const char *
nx_agenda_copy_get_path (NxAgendaCopy *self)
{
  return self->path;
}

/* Reading */

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  NxAgendaCopy *self = source;
  GBytes *key = data;
  GError *error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GBytes) sealed = g_file_load_bytes (file, cancellable, NULL, &error), content = NULL;

  if (sealed != NULL)
    content = nx_agenda_copy_unseal (sealed, key, self->owner, &error);
  if (content == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&content), (GDestroyNotify) g_bytes_unref);
}

static void
read_file (GTask *task)
{
  NxAgendaCopy *self = g_task_get_source_object (task);

  g_task_set_task_data (task, g_bytes_ref (self->key), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, read_thread);
}

static void
on_key_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  NxAgendaCopy *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!nx_keyring_store_finish (result, &error))
    {
      /* A key that is lost with the program opens nothing later. */
      g_clear_pointer (&self->key, g_bytes_unref);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no copy yet");
}

static void
make_key (GTask *task)
{
  NxAgendaCopy *self = g_task_get_source_object (task);
  guint8 bytes[NX_AGENDA_COPY_KEY_BYTES];
  g_autofree char *text = NULL;

  nx_random_bytes (bytes, sizeof bytes);
  self->key = g_bytes_new (bytes, sizeof bytes);
  text = g_base64_encode (bytes, sizeof bytes);
  nx_keyring_store_async (self->server, self->key_name, text, on_key_stored, g_object_ref (task));
}

static void
on_key (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  NxAgendaCopy *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *text = nx_keyring_lookup_finish (result, &error);
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (text == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  if (text != NULL)
    bytes = g_base64_decode (text, &length);
  if (length != NX_AGENDA_COPY_KEY_BYTES)
    {
      make_key (task);
      return;
    }
  self->key = g_bytes_new (bytes, length);
  read_file (task);
}

void
nx_agenda_copy_load_async (NxAgendaCopy *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (NX_IS_AGENDA_COPY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nx_agenda_copy_load_async);
  if (self->key != NULL)
    read_file (task);
  else
    nx_keyring_lookup_async (self->server, self->key_name, cancellable, on_key, g_object_ref (task));
}

GBytes *
nx_agenda_copy_load_finish (NxAgendaCopy *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Writing */

typedef struct
{
  GBytes *content, *key; /* (owned) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->content);
  g_bytes_unref (job->key);
  g_free (job);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  NxAgendaCopy *self = source;
  Job *job = data;
  GError *error = NULL;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr (GBytes) sealed = nx_agenda_copy_seal (job->content, job->key, self->owner, &error);
  gsize size;
  const char *bytes;

  if (sealed == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_mkdir_with_parents (folder, 0700);
  bytes = g_bytes_get_data (sealed, &size);
  if (!g_file_set_contents_full (self->path, bytes, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  NxAgendaCopy *self = NX_AGENDA_COPY (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) next = g_steal_pointer (&self->waiting);

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("the agenda could not be kept: %s", error->message);
  self->writing = FALSE;
  if (self->erased)
    g_unlink (self->path);
  else if (next != NULL)
    nx_agenda_copy_store (self, next);
}

void
nx_agenda_copy_store (NxAgendaCopy *self, GBytes *content)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (NX_IS_AGENDA_COPY (self));

  if (!nx_agenda_copy_is_open (self))
    return;
  if (self->writing)
    {
      g_clear_pointer (&self->waiting, g_bytes_unref);
      self->waiting = g_bytes_ref (content);
      return;
    }
  self->writing = TRUE;
  job = g_new0 (Job, 1);
  job->content = g_bytes_ref (content);
  job->key = g_bytes_ref (self->key);
  task = g_task_new (self, NULL, on_written, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_thread);
}

void
nx_agenda_copy_erase (NxAgendaCopy *self)
{
  g_return_if_fail (NX_IS_AGENDA_COPY (self));

  self->erased = TRUE;
  g_clear_pointer (&self->waiting, g_bytes_unref);
  if (g_unlink (self->path) != 0 && errno != ENOENT)
    g_warning ("the copy of the agenda could not be removed: %s", g_strerror (errno));
  if (!self->given_key)
    nx_keyring_clear (self->server, self->key_name);
}
