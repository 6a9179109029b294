/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The agenda on paper: how many pages, what stands on them, and that nothing runs off the sheet. */
#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <string.h>
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-print.h"
#include "desktop/widgets/nx-session-text.h"
#include "tests/desktop/agenda-fixture.h"

#define LONG_FIRST "Marie-Antoinette Joséphine"
#define LONG_LAST  "de La Rochefoucauld <b>Ben</b> & Trabelsi-Bouguerra"

typedef struct
{
  NxSessionSource *source;
  NxSessionList *list;
  GPtrArray *rooms;
  char *folder, *pdf;
} Fixture;

static void
add_room (Fixture *fixture, const char *name)
{
  NxRoom *room = g_object_new (NX_TYPE_ROOM, NULL);

  room->id = g_strdup_printf ("room-%s", name);
  room->name = g_strdup (name);
  room->active = TRUE;
  g_ptr_array_add (fixture->rooms, room);
}

static void
add (Fixture *fixture, const char *id, guint coach, int minute, const char *room, const char *first, const char *last)
{
  GPtrArray *coaches = nx_session_source_get_coaches (fixture->source);
  g_autoptr (NxSession) session
      = fixture_session (id, g_ptr_array_index (coaches, coach), fixture_monday () + 2, minute, 60, first, last);

  session->room = g_strdup (room);
  nx_session_list_upsert (fixture->list, session);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) coaches = fixture_coaches (3);

  fixture->source = nx_session_source_new (NULL);
  fixture->list = nx_session_source_get_list (fixture->source);
  fixture->rooms = g_ptr_array_new_with_free_func (g_object_unref);
  nx_session_source_set_coaches (fixture->source, coaches);
  add_room (fixture, "C13");
  add_room (fixture, "C14");
  add_room (fixture, "C15");
  fixture->folder = g_dir_make_tmp ("agenda-print-XXXXXX", NULL);
  fixture->pdf = g_build_filename (fixture->folder, "pages.pdf", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->pdf);
  g_rmdir (fixture->folder);
  g_free (fixture->pdf);
  g_free (fixture->folder);
  g_ptr_array_unref (fixture->rooms);
  g_object_unref (fixture->source);
}

/* (transfer full): the text of the PDF that @pages make. */
static char *
print (Fixture *fixture, NxAgendaPages *pages)
{
  double margin = 36, width = nx_agenda_pages_is_landscape (pages) ? 842 : 595, height = width == 842 ? 595 : 842;
  cairo_surface_t *surface = cairo_pdf_surface_create (fixture->pdf, width, height);
  cairo_t *cr = cairo_create (surface);
  const char *argv[] = { "pdftotext", "-layout", fixture->pdf, "-", NULL };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < nx_agenda_pages_count (pages); i++)
    {
      cairo_save (cr);
      cairo_translate (cr, margin, margin);
      nx_agenda_pages_draw (pages, i, cr, width - 2 * margin, height - 2 * margin);
      cairo_restore (cr);
      cairo_show_page (cr);
    }
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (g_getenv ("TEST_SHOT_DIR") != NULL)
    {
      g_autofree char *copy = g_strdup_printf ("%s/agenda-%s.pdf", g_getenv ("TEST_SHOT_DIR"), width == 842 ? "weeks" : "rooms");
      g_autofree char *content = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (fixture->pdf, &content, &length, NULL));
      g_assert_true (g_file_set_contents (copy, content, (gssize) length, NULL));
    }
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&text);
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    n++;
  return n;
}

/* A page a room in the order of the rooms, none for an empty one, what has no room last; cancelled ones are not printed. */
static void
test_rooms (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NxAgendaPages) pages = NULL;
  g_autoptr (NxSession) cancelled = NULL;
  g_autofree char *text = NULL;

  add (fixture, "a", 0, 14 * 60, "C14", "Lina", "Ben Ali");
  add (fixture, "b", 1, 15 * 60, "C13", LONG_FIRST, LONG_LAST);
  add (fixture, "c", 2, 16 * 60, NULL, "ياسين", "الطرابلسي");
  add (fixture, "d", 2, 17 * 60, "Cave", "Inès", "Zouari");
  cancelled = fixture_session ("e", NULL, fixture_monday () + 2, 18 * 60, 60, "Nobody", "Here");
  cancelled->status = NX_SESSION_CANCELLED;
  cancelled->room = g_strdup ("C15");
  nx_session_list_upsert (fixture->list, cancelled);
  pages = nx_agenda_pages_new_rooms (fixture->list, fixture->rooms, fixture_monday () + 2);
  g_assert_cmpuint (nx_agenda_pages_count (pages), ==, 4);
  g_assert_false (nx_agenda_pages_is_landscape (pages));
  g_assert_cmpstr (nx_agenda_pages_title (pages, 0), ==, "C13");
  g_assert_cmpstr (nx_agenda_pages_title (pages, 1), ==, "C14");
  g_assert_cmpstr (nx_agenda_pages_title (pages, 2), ==, "Cave");
  g_assert_cmpstr (nx_agenda_pages_title (pages, 3), ==, "Without a room");
  text = print (fixture, pages);
  g_assert_cmpuint (count (text, "\f"), ==, 4);
  g_assert_nonnull (strstr (text, "Lina Ben Ali"));
  g_assert_nonnull (strstr (text, "14:00–15:00"));
  g_assert_nonnull (strstr (text, "Marie-Antoinette"));
  g_assert_nonnull (strstr (text, "Hélios"));
  g_assert_null (strstr (text, "Nobody"));
}

/* A room that is never empty goes on on a second page; nothing is lost. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NxAgendaPages) pages = NULL;
  g_autofree char *text = NULL;

  for (int i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("many-%02d", i), *name = g_strdup_printf ("Pupil%02d", i);

      add (fixture, id, (guint) i % 3, 8 * 60 + i * 15, "C13", name, "X");
    }
  pages = nx_agenda_pages_new_rooms (fixture->list, fixture->rooms, fixture_monday () + 2);
  g_assert_cmpuint (nx_agenda_pages_count (pages), ==, 2);
  text = print (fixture, pages);
  g_assert_cmpuint (count (text, "Pupil"), ==, 30);
}

/* A week a coach, lying; overlaps stand side by side; a day without anybody has no page. */
static void
test_coaches (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NxAgendaPages) pages = NULL, none = NULL;
  g_autofree char *text = NULL;

  add (fixture, "a", 0, 14 * 60, "C14", "Lina", "Ben Ali");
  add (fixture, "b", 0, 14 * 60 + 30, "C13", "Yassine", "Trabelsi");
  add (fixture, "c", 2, 7 * 60, NULL, "Early", "Bird");
  pages = nx_agenda_pages_new_coaches (fixture->list, nx_session_source_get_coaches (fixture->source), fixture_monday ());
  g_assert_cmpuint (nx_agenda_pages_count (pages), ==, 2);
  g_assert_true (nx_agenda_pages_is_landscape (pages));
  text = print (fixture, pages);
  g_assert_cmpuint (count (text, "\f"), ==, 2);
  g_assert_nonnull (strstr (text, "Hélios"));
  g_assert_nonnull (strstr (text, "Lina"));
  g_assert_nonnull (strstr (text, "Yassine"));
  g_assert_nonnull (strstr (text, "07:00"));
  none = nx_agenda_pages_new_coaches (fixture->list, nx_session_source_get_coaches (fixture->source), fixture_monday () + 7);
  g_assert_cmpuint (nx_agenda_pages_count (none), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/agenda/print/rooms", Fixture, NULL, set_up, test_rooms, tear_down);
  g_test_add ("/agenda/print/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/agenda/print/coaches", Fixture, NULL, set_up, test_coaches, tear_down);
  return g_test_run ();
}
