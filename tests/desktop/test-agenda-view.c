/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The agenda as a widget: what stands where, what is said aloud, what the keys do, and how long it takes. */
#include <adwaita.h>
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-booking.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/widgets/nx-session-text.h"
#include "tests/desktop/agenda-fixture.h"

static NxAgendaPlace *
make_place (guint coaches, guint sessions, NxAgendaMode mode, gint32 date)
{
  NxAgendaPlace *place = NX_AGENDA_PLACE (nx_agenda_place_new (NULL));

  fixture_fill (nx_agenda_place_get_source (place), coaches, sessions);
  nx_agenda_place_set_now (place, FIXTURE_NOW);
  nx_agenda_place_go (place, mode, date);
  return place;
}

static GtkWidget *
show (NxAgendaPlace *place, int width, int height)
{
  return fixture_window (GTK_WIDGET (place), nx_place_get_header (NX_PLACE (place)), width, height);
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static guint
count_blocks (GtkWidget *grid)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (grid); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += NX_IS_AGENDA_BLOCK (child);
  return n;
}

static void
test_shots (void)
{
  struct { const char *name; int width, height; guint coaches, sessions; NxAgendaMode mode; gboolean select; } shots[] = {
    { "agenda-week", 1366, 768, 3, 46, NX_AGENDA_WEEK, TRUE },
    { "agenda-week-team", 1366, 768, 9, 150, NX_AGENDA_WEEK, FALSE },
    { "agenda-day", 1366, 768, 9, 150, NX_AGENDA_DAY, FALSE },
    { "agenda-narrow", 400, 720, 3, 46, NX_AGENDA_WEEK, FALSE },
    { "agenda-day-narrow", 400, 720, 3, 46, NX_AGENDA_DAY, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    {
      NxAgendaPlace *place = make_place (shots[i].coaches, shots[i].sessions, shots[i].mode, fixture_monday () + 2);
      GtkWidget *window = show (place, shots[i].width, shots[i].height);

      if (shots[i].select)
        nx_agenda_view_select (nx_agenda_place_get_view (place), "01900000-0000-7000-8000-000000000005", TRUE);
      fixture_settle (400);
      fixture_shot (window, shots[i].name);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/agenda/shots", test_shots);
  return g_test_run ();
}
