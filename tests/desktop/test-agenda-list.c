/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list: days as headings, rows that are read aloud, search, and that nothing is rebuilt by an event. */
#include <adwaita.h>
#include <string.h>
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-list.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/widgets/nx-session-text.h"
#include "tests/desktop/agenda-fixture.h"

static NxAgendaPlace *
make_place (guint coaches, guint sessions)
{
  NxAgendaPlace *place = NX_AGENDA_PLACE (nx_agenda_place_new (NULL));

  fixture_fill (nx_agenda_place_get_source (place), coaches, sessions);
  nx_agenda_place_set_now (place, FIXTURE_NOW);
  nx_agenda_place_go (place, NX_AGENDA_LIST, fixture_monday () + 2);
  return place;
}

static NxAgendaListView *
list_of (NxAgendaPlace *place)
{
  GtkWidget *view = GTK_WIDGET (nx_agenda_place_get_view (place));

  for (GtkWidget *child = gtk_widget_get_first_child (view); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (NX_IS_AGENDA_LIST_VIEW (child))
      return NX_AGENDA_LIST_VIEW (child);
  return NULL;
}

static guint
count (GListModel *model, gboolean sessions)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) entry = g_list_model_get_item (model, i);

      n += NX_IS_SESSION (entry) == sessions;
    }
  return n;
}

/* Each day is named once, before its sessions, and they come by time. */
static void
test_headings (void)
{
  NxAgendaPlace *place = g_object_ref_sink (make_place (9, 150));
  GListModel *model = nx_agenda_list_view_get_model (list_of (place));
  gint64 before = 0;
  gboolean heading = FALSE;

  g_assert_cmpuint (count (model, FALSE), ==, 6);
  g_assert_cmpuint (count (model, TRUE), ==, nx_agenda_view_count (nx_agenda_place_get_view (place)));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) entry = g_list_model_get_item (model, i);

      if (!NX_IS_SESSION (entry))
        {
          g_assert_false (heading);
          heading = TRUE;
          continue;
        }
      g_assert_cmpint (((NxSession *) (gpointer) entry)->scheduledAt, >=, before);
      g_assert_true (heading
                     || nx_time_date_in_zone (before, nx_session_zone ())
                            == nx_time_date_in_zone (((NxSession *) (gpointer) entry)->scheduledAt, nx_session_zone ()));
      before = ((NxSession *) (gpointer) entry)->scheduledAt;
      heading = FALSE;
    }
  g_object_unref (place);
}

static void
on_changed (GListModel *model, guint position, guint removed, guint added, guint *total)
{
  *total += removed + added;
}

/* A session that moves to another day takes its row along; the others are not touched. */
static void
test_patch (void)
{
  NxAgendaPlace *place = g_object_ref_sink (make_place (9, 150));
  NxAgendaView *view = nx_agenda_place_get_view (place);
  NxSessionList *list = nx_session_source_get_list (nx_agenda_place_get_source (place));
  GListModel *model = nx_agenda_list_view_get_model (list_of (place));
  guint n = g_list_model_get_n_items (model), total = 0;
  g_autoptr (NxSession) moved = nx_record_copy (nx_session_list_get (list, 3));

  g_signal_connect (model, "items-changed", G_CALLBACK (on_changed), &total);
  nx_agenda_view_sync (view);
  g_assert_cmpuint (total, ==, 0);
  moved->scheduledAt += 2 * NX_TIME_DAY;
  moved->version++;
  nx_session_list_upsert (list, moved);
  nx_agenda_view_sync (view);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, n);
  g_assert_cmpuint (total, <=, 4);
  g_assert_true (nx_session_list_remove (list, moved->id));
  nx_agenda_view_sync (view);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, n - 1);
  g_object_unref (place);
}

/* Random changes: the list is always what it would be if it were filled anew. */
static void
test_random (void)
{
  NxAgendaPlace *place = g_object_ref_sink (make_place (5, 60));
  NxAgendaView *view = nx_agenda_place_get_view (place);
  NxSessionList *list = nx_session_source_get_list (nx_agenda_place_get_source (place));
  GListModel *model = nx_agenda_list_view_get_model (list_of (place));

  for (int round = 0; round < 200; round++)
    {
      for (int i = 0; i < 4 && nx_session_list_get_length (list) > 0; i++)
        {
          g_autoptr (NxSession) session
              = nx_record_copy (nx_session_list_get (list, (guint) g_test_rand_int_range (0, (int) nx_session_list_get_length (list))));

          session->scheduledAt += g_test_rand_int_range (-40, 40) * NX_TIME_HOUR;
          session->version++;
          if (g_test_rand_int_range (0, 10) == 0)
            nx_session_list_remove (list, session->id);
          else
            nx_session_list_upsert (list, session);
        }
      nx_agenda_view_sync (view);
      g_assert_cmpuint (count (model, TRUE), ==, nx_agenda_view_count (view));
      for (guint i = 1; i < g_list_model_get_n_items (model); i++)
        {
          g_autoptr (GObject) a = g_list_model_get_item (model, i - 1), b = g_list_model_get_item (model, i);

          if (NX_IS_SESSION (a) && NX_IS_SESSION (b))
            g_assert_cmpint (((NxSession *) (gpointer) a)->scheduledAt, <=, ((NxSession *) (gpointer) b)->scheduledAt);
          g_assert_true (NX_IS_SESSION (a) || NX_IS_SESSION (b));
        }
    }
  g_object_unref (place);
}

/* Search leaves what matches, with the headings of their days, and gives all back. */
static void
test_search (void)
{
  NxAgendaPlace *place = g_object_ref_sink (make_place (9, 150));
  NxAgendaView *view = nx_agenda_place_get_view (place);
  GListModel *model = nx_agenda_list_view_get_model (list_of (place));
  NxAgendaFilter *filter = nx_agenda_view_get_filter (view);
  guint all = count (model, TRUE);

  filter->query = g_strdup ("zenon");
  nx_agenda_view_filter_changed (view);
  g_assert_cmpuint (count (model, TRUE), >, 0);
  g_assert_cmpuint (count (model, TRUE), <, all / 3);
  g_free (filter->query);
  filter->query = g_strdup ("nobody of that name");
  nx_agenda_view_filter_changed (view);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  g_clear_pointer (&filter->query, g_free);
  nx_agenda_view_filter_changed (view);
  g_assert_cmpuint (count (model, TRUE), ==, all);
  g_object_unref (place);
}

/* Choosing in the list and in the view is one. */
static void
test_select (void)
{
  NxAgendaPlace *place = make_place (9, 150);
  NxAgendaView *view = nx_agenda_place_get_view (place);
  GtkWidget *window = fixture_window (GTK_WIDGET (place), nx_place_get_header (NX_PLACE (place)), 1366, 768);
  NxSession *session = nx_session_list_get (nx_session_source_get_list (nx_agenda_place_get_source (place)), 5);

  nx_agenda_view_select (view, session->id, TRUE);
  fixture_settle (100);
  g_assert_true (nx_agenda_view_get_selected (view) == session);
  g_assert_true (nx_agenda_view_has_keys (view));
  nx_agenda_view_select (view, NULL, FALSE);
  g_assert_null (nx_agenda_view_get_selected (view));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/agenda/list/headings", test_headings);
  g_test_add_func ("/agenda/list/patch", test_patch);
  g_test_add_func ("/agenda/list/random", test_random);
  g_test_add_func ("/agenda/list/search", test_search);
  g_test_add_func ("/agenda/list/select", test_select);
  return g_test_run ();
}
