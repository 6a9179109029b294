/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a frame of the agenda costs while it is scrolled and while a block is dragged: 300 sessions of 12 coaches in a week. */
#include <adwaita.h>
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/nx-place.h"
#include "tests/desktop/agenda-fixture.h"

#define FRAMES 600
#define COACHES 12
#define SESSIONS 300
#define QUARTER (15 * NX_TIME_MINUTE)

typedef enum { SCROLL, DRAG } Kind;

typedef struct
{
  NxAgendaView *view;
  NxSession *session;
  GtkAdjustment *across, *down;
  GArray *times; /* gint64 µs: work of each frame */
  gint64 begun;
  Kind kind;
  guint n;
} Bench;


static void
on_before_paint (GdkFrameClock *clock, Bench *bench)
{
  bench->begun = g_get_monotonic_time ();
}


static void
on_after_paint (GdkFrameClock *clock, Bench *bench)
{
  gint64 took = g_get_monotonic_time () - bench->begun;
  /* The first ones lay out and fill caches. */
  if (bench->n > 10)
    g_array_append_val (bench->times, took);
}


/* Back and forth over all of it. */
static void
scroll (GtkAdjustment *adjustment, guint n, double step)
{
  double room = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  double way = room > 0 ? (double) ((guint64) (n * step) % (guint64) (2 * room + 1)) : 0;
  gtk_adjustment_set_value (adjustment, way <= room ? way : 2 * room - way);
}


/* As a pointer moves a ghost: a quarter of an hour further in each frame, over all days; refused now and then. */
static void
drag (Bench *bench)
{
  gint64 from, to;
  nx_agenda_view_get_range (bench->view, &from, &to);
  gint64 start = from + 9 * NX_TIME_HOUR + (bench->n / 40 % 7) * NX_TIME_DAY + (bench->n % 40) * QUARTER;
  nx_agenda_view_set_ghost (bench->view, bench->session, start, 60, NULL,
                            bench->n % 3 == 0 ? "Hélios a déjà une séance avec Yassine Trabelsi à 14:00." : NULL);
}


static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;
  bench->n++;
  if (bench->kind == DRAG)
    drag (bench);
  else
    {
      scroll (bench->across, bench->n, 24);
      scroll (bench->down, bench->n, 17);
    }
  return bench->n < FRAMES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}


static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return (x > y) - (x < y);
}


/* The scrolled window that holds the hours: the one that scrolls most. */
static void
find_adjustments (GtkWidget *widget, Bench *bench)
{
  if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (widget);
      GtkPolicyType across, down;
      gtk_scrolled_window_get_policy (window, &across, &down);
      if (across == GTK_POLICY_AUTOMATIC && down == GTK_POLICY_AUTOMATIC && bench->across == NULL)
        {
          bench->across = gtk_scrolled_window_get_hadjustment (window);
          bench->down = gtk_scrolled_window_get_vadjustment (window);
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    find_adjustments (child, bench);
}


static void
run (const char *name, Kind kind, NxAgendaMode mode, int width, int height)
{
  NxAgendaPlace *place = NX_AGENDA_PLACE (nx_agenda_place_new (NULL));
  fixture_fill (nx_agenda_place_get_source (place), COACHES, SESSIONS);
  nx_agenda_place_set_now (place, FIXTURE_NOW);
  nx_agenda_place_go (place, mode, fixture_monday ());
  GtkWidget *window = fixture_window (GTK_WIDGET (place), nx_place_get_header (NX_PLACE (place)), width, height);
  Bench bench = { .view = nx_agenda_place_get_view (place), .kind = kind, .times = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  bench.session = nx_session_list_get (nx_session_source_get_list (nx_agenda_place_get_source (place)), 5);
  find_adjustments (GTK_WIDGET (bench.view), &bench);
  fixture_settle (300);

  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gulong before = g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), &bench);
  gulong after = g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_after_paint), &bench);
  gtk_widget_add_tick_callback (GTK_WIDGET (bench.view), on_tick, &bench, NULL);
  while (bench.n < FRAMES)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  g_array_sort (bench.times, compare);
  guint n = bench.times->len;
  g_print ("%s median_ms=%.1f p99_ms=%.1f max_ms=%.1f\n", name, (double) g_array_index (bench.times, gint64, n / 2) / 1000.0,
           (double) g_array_index (bench.times, gint64, n * 99 / 100) / 1000.0, (double) g_array_index (bench.times, gint64, n - 1) / 1000.0);
  g_array_unref (bench.times);
  gtk_window_destroy (GTK_WINDOW (window));
}


int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  run ("scroll", SCROLL, NX_AGENDA_DAY, 1000, 560);
  run ("drag", DRAG, NX_AGENDA_WEEK, 1366, 768);
  return 0;
}
