/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/reports/nx-report-journal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include "common/nx-error.h"
#include "common/nx-random.h"

#define SUFFIX ".json"

struct _NxReportJournal
{
  GObject parent_instance;

  /* owned */
  char *folder;
  GMutex lock;        /* one writer at a time: the order on disk is the order of the calls */
  GHashTable *latest; /* session id → generation of the newest save; under the lock */
  guint generation;
};

G_DEFINE_FINAL_TYPE (NxReportJournal, nx_report_journal, G_TYPE_OBJECT)

typedef struct
{
  char *session_id;
  char *text;
  guint generation;
} Save;

static void
save_free (Save *save)
{
  g_free (save->session_id);
  g_free (save->text);
  g_free (save);
}

/* An id becomes a file name: nothing but a UUID may. */
static char *
path_of (NxReportJournal *self, const char *session_id)
{
  g_autofree char *name = NULL;

  if (!nx_uuid_is_valid (session_id))
    return NULL;
  name = g_strconcat (session_id, SUFFIX, NULL);
  return g_build_filename (self->folder, name, NULL);
}

/* Under the lock. */
static gboolean
write_file (NxReportJournal *self, const char *session_id, const char *text, GError **error)
{
  g_autofree char *path = path_of (self, session_id);

  if (path == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "“%s” is not the id of a session", session_id);
      return FALSE;
    }
  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      int saved = errno;

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (saved), "could not make the folder of drafts: %s",
                   g_strerror (saved));
      return FALSE;
    }
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  NxReportJournal *self = source;
  Save *save = data;
  GError *error = NULL;
  gboolean ok = TRUE;

  g_mutex_lock (&self->lock);
  if (GPOINTER_TO_UINT (g_hash_table_lookup (self->latest, save->session_id)) == save->generation)
    ok = write_file (self, save->session_id, save->text, &error);
  g_mutex_unlock (&self->lock);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static guint
begin (NxReportJournal *self, const char *session_id)
{
  guint generation;

  g_mutex_lock (&self->lock);
  generation = ++self->generation;
  g_hash_table_insert (self->latest, g_strdup (session_id), GUINT_TO_POINTER (generation));
  g_mutex_unlock (&self->lock);
  return generation;
}

static void
nx_report_journal_finalize (GObject *object)
{
  NxReportJournal *self = NX_REPORT_JOURNAL (object);

  g_hash_table_unref (self->latest);
  g_mutex_clear (&self->lock);
  g_free (self->folder);
  G_OBJECT_CLASS (nx_report_journal_parent_class)->finalize (object);
}

static void
nx_report_journal_class_init (NxReportJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_report_journal_finalize;
}

static void
nx_report_journal_init (NxReportJournal *self)
{
  g_mutex_init (&self->lock);
  self->latest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

NxReportJournal *
nx_report_journal_new (const char *base, const char *account)
{
  NxReportJournal *self = g_object_new (NX_TYPE_REPORT_JOURNAL, NULL);

  self->folder = g_build_filename (base != NULL ? base : g_get_user_data_dir (), "nexus-desktop", "drafts",
                                   account != NULL && nx_uuid_is_valid (account) ? account : "nobody", NULL);
  return self;
}

void
nx_report_journal_save_async (NxReportJournal *self, const char *session_id, const char *text, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Save *save;

  g_return_if_fail (NX_IS_REPORT_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, nx_report_journal_save_async);
  save = g_new0 (Save, 1);
  save->session_id = g_strdup (session_id);
  save->text = g_strdup (text);
  save->generation = begin (self, session_id);
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  g_task_run_in_thread (task, save_in_thread);
}

gboolean
nx_report_journal_save_finish (NxReportJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
nx_report_journal_save (NxReportJournal *self, const char *session_id, const char *text, GError **error)
{
  gboolean ok;

  begin (self, session_id);
  g_mutex_lock (&self->lock);
  ok = write_file (self, session_id, text, error);
  g_mutex_unlock (&self->lock);
  return ok;
}

char *
nx_report_journal_load (NxReportJournal *self, const char *session_id)
{
  g_autofree char *path = path_of (self, session_id);
  char *text = NULL;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return text;
}

void
nx_report_journal_remove (NxReportJournal *self, const char *session_id)
{
  g_autofree char *path = path_of (self, session_id);

  if (path == NULL)
    return;
  /* A save that is still on its way must not bring the file back. */
  begin (self, session_id);
  g_mutex_lock (&self->lock);
  g_unlink (path);
  g_mutex_unlock (&self->lock);
}

GStrv
nx_report_journal_list (NxReportJournal *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *id = g_str_has_suffix (name, SUFFIX) ? g_strndup (name, strlen (name) - strlen (SUFFIX)) : NULL;

      if (id != NULL && nx_uuid_is_valid (id))
        g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}
