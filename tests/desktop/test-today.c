/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include "desktop/today/nx-today-place.h"
#include "desktop/today/nx-today-text.h"
#include "tests/desktop/agenda-fixture.h"

static void
test_shots (void)
{
  struct
  {
    const char *name;
    int width, height;
    guint sessions;
  } shots[] = {
    { "today", 1366, 768, 150 },
    { "today-narrow", 400, 720, 60 },
    { "today-empty", 1366, 768, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    {
      GtkWidget *place = nx_today_place_new (NULL), *window;

      fixture_fill (nx_today_place_get_day (NX_TODAY_PLACE (place)), 9, shots[i].sessions);
      fixture_fill (nx_today_place_get_due (NX_TODAY_PLACE (place)), 9, shots[i].sessions / 3);
      nx_today_place_set_now (NX_TODAY_PLACE (place), FIXTURE_NOW);
      window = fixture_window (place, NULL, shots[i].width, shots[i].height);
      fixture_settle (300);
      fixture_shot (window, shots[i].name);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/today/shots", test_shots);
  return g_test_run ();
}
