/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a machine keeps of the agenda: that it comes back as it was, that it says nothing to who has not the key, and that nobody
 * reads another's. */
#include <glib/gstdio.h>
#include <string.h>
#include "common/nx-error.h"
#include "desktop/agenda/nx-agenda-keep.h"
#include "desktop/store/nx-agenda-copy.h"
#include "tests/desktop/agenda-fixture.h"
#include "tests/desktop/nx-test-wait.h"

#define SERVER "https://nexus.example"

typedef struct
{
  char *folder;
  GBytes *key;
} Fixture;

static GBytes *
make_key (guint8 first)
{
  guint8 bytes[NX_AGENDA_COPY_KEY_BYTES] = { first, 2, 3 };

  return g_bytes_new (bytes, sizeof bytes);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("agenda-copy-XXXXXX", NULL);
  fixture->key = make_key (1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_bytes_unref (fixture->key);
}

static NxAgendaCopy *
open_copy (Fixture *fixture, const char *user, GBytes *key)
{
  NxAgendaCopy *copy = nx_agenda_copy_new (fixture->folder, SERVER, user);

  nx_agenda_copy_set_key (copy, key);
  return copy;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* (transfer full) (nullable) */
static GBytes *
load (NxAgendaCopy *copy, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  nx_agenda_copy_load_async (copy, NULL, on_loaded, &result);
  WAIT_FOR (result != NULL);
  return nx_agenda_copy_load_finish (copy, result, error);
}

static gboolean
file_is_there (NxAgendaCopy *copy)
{
  return g_file_test (nx_agenda_copy_get_path (copy), G_FILE_TEST_EXISTS);
}

static void
store (NxAgendaCopy *copy, const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  nx_agenda_copy_store (copy, content);
  WAIT_FOR (file_is_there (copy));
}

static void
test_round (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NxAgendaCopy) copy = open_copy (fixture, "user-1", fixture->key);
  g_autoptr (GBytes) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  gsize length;
  GStatBuf info;

  before = load (copy, &error);
  g_assert_null (before);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  store (copy, "Lina Ben Ali, mathématiques");
  after = load (copy, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (after, NULL), g_bytes_get_size (after), "Lina Ben Ali, mathématiques",
                   strlen ("Lina Ben Ali, mathématiques"));
  /* Neither a name nor an account can be read from the disk, and nobody else may open it. */
  g_assert_true (g_file_get_contents (nx_agenda_copy_get_path (copy), &file, &length, NULL));
  g_assert_null (memmem (file, length, "Lina", 4));
  g_assert_null (strstr (nx_agenda_copy_get_path (copy), "user-1"));
  g_assert_cmpint (g_stat (nx_agenda_copy_get_path (copy), &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
assert_refused (NxAgendaCopy *copy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = load (copy, &error);

  g_assert_null (content);
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
}

/* Another account has another file; where that is exchanged, or the key is another, or a bit is turned, it is refused. */
static void
test_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NxAgendaCopy) one = open_copy (fixture, "user-1", fixture->key), two = open_copy (fixture, "user-2", fixture->key);
  g_autoptr (GBytes) key = make_key (9);
  g_autoptr (NxAgendaCopy) wrong = open_copy (fixture, "user-1", key);
  g_autofree char *file = NULL;
  gsize length;

  store (one, "secret");
  g_assert_cmpstr (nx_agenda_copy_get_path (one), !=, nx_agenda_copy_get_path (two));
  g_assert_true (g_file_get_contents (nx_agenda_copy_get_path (one), &file, &length, NULL));
  assert_refused (wrong);
  g_assert_true (g_file_set_contents (nx_agenda_copy_get_path (two), file, (gssize) length, NULL));
  assert_refused (two);
  for (gsize at = 0; at < length; at += 5)
    {
      file[at] ^= 1;
      g_assert_true (g_file_set_contents (nx_agenda_copy_get_path (one), file, (gssize) length, NULL));
      assert_refused (one);
      file[at] ^= 1;
    }
  for (gsize kept = 0; kept < length; kept += 7)
    {
      g_assert_true (g_file_set_contents (nx_agenda_copy_get_path (one), file, (gssize) kept, NULL));
      assert_refused (one);
    }
}

/* Signed out: what was on its way is not left behind either. */
static void
test_erase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NxAgendaCopy) copy = open_copy (fixture, "user-1", fixture->key);
  g_autoptr (GBytes) content = g_bytes_new_static ("late", 4);

  store (copy, "early");
  nx_agenda_copy_store (copy, content);
  nx_agenda_copy_erase (copy);
  fixture_settle (200);
  g_assert_false (file_is_there (copy));
  nx_agenda_copy_store (copy, content);
  fixture_settle (100);
  g_assert_false (file_is_there (copy));
}

/* Sessions, coaches and what lies under them come back as they were. */
static void
test_keep (void)
{
  g_autoptr (NxSessionSource) source = nx_session_source_new (NULL);
  g_autoptr (NxAgendaFacts) facts = nx_agenda_facts_new (NULL);
  g_autoptr (GPtrArray) closures = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) content = NULL, broken = g_bytes_new_static ("{\"at\": 3}", 9);
  g_autoptr (NxAgendaKeep) keep = NULL;
  g_autoptr (GError) error = NULL;
  NxClosure *closure = g_object_new (NX_TYPE_CLOSURE, NULL);
  NxSessionList *list = nx_session_source_get_list (source);
  gint64 from = fixture_monday () * NX_TIME_DAY, to = from + 7 * NX_TIME_DAY;

  fixture_fill (source, 9, 150);
  closure->id = g_strdup ("c1");
  closure->name = g_strdup ("Aïd");
  closure->firstDay = closure->lastDay = fixture_monday ();
  g_ptr_array_add (closures, closure);
  nx_agenda_facts_take (facts, NULL, closures, NULL, NULL, 0, 0);
  content = nx_agenda_keep_write (FIXTURE_NOW, from, to, list, nx_session_source_get_coaches (source), facts);
  keep = nx_agenda_keep_read (content, &error);
  g_assert_no_error (error);
  g_assert_cmpint (keep->at, ==, FIXTURE_NOW);
  g_assert_cmpint (keep->open_from, ==, NX_TIME_NONE);
  g_assert_cmpuint (keep->sessions->len, ==, nx_session_list_get_length (list));
  for (guint i = 0; i < keep->sessions->len; i++)
    {
      NxSession *was = nx_session_list_get (list, i), *is = g_ptr_array_index (keep->sessions, i);

      g_assert_cmpstr (is->id, ==, was->id);
      g_assert_cmpint (is->scheduledAt, ==, was->scheduledAt);
      g_assert_cmpint (is->status, ==, was->status);
      g_assert_cmpint (is->attendance, ==, was->attendance);
      g_assert_cmpstr (is->coach->pseudonym, ==, was->coach->pseudonym);
      g_assert_cmpuint (is->students->len, ==, was->students->len);
    }
  g_assert_cmpuint (keep->coaches->len, ==, 9);
  g_assert_true (nx_record_equal (g_ptr_array_index (keep->closures, 0), NX_RECORD (closure)));
  g_assert_null (nx_agenda_keep_read (broken, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/agenda/copy/round", Fixture, NULL, set_up, test_round, tear_down);
  g_test_add ("/agenda/copy/others", Fixture, NULL, set_up, test_others, tear_down);
  g_test_add ("/agenda/copy/erase", Fixture, NULL, set_up, test_erase, tear_down);
  g_test_add_func ("/agenda/copy/keep", test_keep);
  return g_test_run ();
}
