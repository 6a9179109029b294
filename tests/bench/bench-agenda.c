/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a week of 300 sessions of 12 coaches takes from the key to the painted frame: from what is held, and from a server. */
#include <adwaita.h>
#include <stdlib.h>
#include <time.h>
#include "common/nx-json.h"
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "tests/desktop/agenda-fixture.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-wait.h"

#define COACHES  12
#define SESSIONS 300
#define ROUNDS   15

static guint frames;
static clock_t spent; /* of the processor, by all turns of a kind */

static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  frames++;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static void
report (const char *what, gint64 *times)
{
  qsort (times, ROUNDS, sizeof *times, compare);
  g_print ("%s median_ms=%.1f max_ms=%.1f cpu_ms=%.1f\n", what, (double) times[ROUNDS / 2] / 1000,
           (double) times[ROUNDS - 1] / 1000, (double) spent * 1000 / CLOCKS_PER_SEC / ROUNDS);
  spent = 0;
}

/* The block of the last session is in the grid, and a frame was painted with it. */
static gint64
turn (NxAgendaPlace *place, int direction, const char *last)
{
  gint64 start = g_get_monotonic_time ();
  clock_t before = clock ();

  gtk_widget_activate_action (GTK_WIDGET (place), direction > 0 ? "agenda.next" : "agenda.previous", NULL);
  while (nx_agenda_view_block_of (nx_agenda_place_get_view (place), last) == NULL)
    g_main_context_iteration (NULL, TRUE);
  frames = 0;
  gtk_widget_queue_draw (GTK_WIDGET (place));
  while (frames == 0)
    g_main_context_iteration (NULL, TRUE);
  spent += clock () - before;
  return g_get_monotonic_time () - start;
}

static GtkWidget *
show (NxAgendaPlace *place)
{
  GtkWidget *window = fixture_window (GTK_WIDGET (place), nx_place_get_header (NX_PLACE (place)), 1366, 768);

  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_painted), NULL);
  return window;
}

static const char *
last_shown (NxAgendaPlace *place)
{
  NxSessionList *list = nx_session_source_get_list (nx_agenda_place_get_source (place));

  for (guint i = nx_session_list_get_length (list); i > 0; i--)
    if (nx_agenda_view_block_of (nx_agenda_place_get_view (place), nx_session_list_get (list, i - 1)->id) != NULL)
      return nx_session_list_get (list, i - 1)->id;
  return NULL;
}

static void
from_held (void)
{
  NxAgendaPlace *place = NX_AGENDA_PLACE (nx_agenda_place_new (NULL));
  GtkWidget *window;
  gint64 times[ROUNDS];
  g_autofree char *last = NULL;

  fixture_fill (nx_agenda_place_get_source (place), COACHES, SESSIONS);
  nx_agenda_place_set_now (place, FIXTURE_NOW);
  nx_agenda_place_go (place, NX_AGENDA_WEEK, fixture_monday ());
  window = show (place);
  last = g_strdup (last_shown (place));
  for (int i = 0; i < ROUNDS; i++)
    {
      nx_agenda_place_go (place, NX_AGENDA_WEEK, fixture_monday () - 7);
      fixture_settle (60);
      times[i] = turn (place, 1, last);
      fixture_settle (40);
    }
  report ("held", times);
  gtk_window_destroy (GTK_WINDOW (window));
}

static char *
answer_json (NxSessionSource *source)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  NxSessionList *list = nx_session_source_get_list (source);

  nx_json_begin_object (writer, NULL);
  nx_json_begin_array (writer, "items");
  for (guint i = 0; i < nx_session_list_get_length (list); i++)
    nx_record_write (NX_RECORD (nx_session_list_get (list, i)), writer, NULL);
  nx_json_end_array (writer);
  nx_json_add_null (writer, "nextCursor");
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (nx_connection_sign_in_finish (NX_CONNECTION (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
from_server (void)
{
  g_autoptr (NxFakeServer) server = nx_fake_server_new ();
  g_autoptr (NxConnection) connection = nx_connection_new (NULL);
  g_autoptr (NxSessionSource) filled = nx_session_source_new (NULL);
  g_autofree char *answer = NULL, *last = NULL;
  gboolean signed_in = FALSE;
  gint64 times[ROUNDS];

  fixture_fill (filled, COACHES, SESSIONS);
  answer = answer_json (filled);
  nx_fake_server_furnish (server, "ASSISTANTE");
  nx_connection_sign_in_async (connection, nx_fake_server_get_address (server), "salma@nexus.tn", "secret", NULL, on_signed_in,
                               &signed_in);
  WAIT_FOR (signed_in);
  for (int i = 0; i < ROUNDS; i++)
    {
      NxAgendaPlace *place;
      GtkWidget *window;

      nx_fake_server_answer (server, "GET", "/api/sessions", 200, "{\"items\": [], \"nextCursor\": null}");
      place = NX_AGENDA_PLACE (nx_agenda_place_new (connection));
      nx_agenda_place_go (place, NX_AGENDA_WEEK, fixture_monday () - 7);
      window = show (place);
      fixture_settle (150);
      nx_fake_server_answer (server, "GET", "/api/sessions", 200, answer);
      if (last == NULL)
        {
          nx_agenda_place_go (place, NX_AGENDA_WEEK, fixture_monday ());
          WAIT_FOR (last_shown (place) != NULL);
          fixture_settle (100);
          last = g_strdup (last_shown (place));
          i--;
        }
      else
        times[i] = turn (place, 1, last);
      fixture_settle (50);
      gtk_window_destroy (GTK_WINDOW (window));
      fixture_settle (20);
    }
  report ("server", times);
  nx_connection_sign_out (connection);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  from_held ();
  from_server ();
  return EXIT_SUCCESS;
}
