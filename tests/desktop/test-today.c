/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include "common/nx-time.h"
#include "desktop/today/nx-today-place.h"
#include "desktop/today/nx-today-text.h"
#include "desktop/widgets/nx-session-row.h"
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

static void
test_words (void)
{
  g_autoptr (NxSession) session = fixture_session ("a", NULL, fixture_monday (), 600, 60, "Lina", "Ben Ali");
  struct
  {
    gint64 minutes;
    const char *text;
  } cases[] = { { -12, "in 12 minutes" },     { -1, "in 1 minute" },       { 0, "begins now" },
                { 5, "begun 5 minutes ago" }, { 1, "begun 1 minute ago" }, { -59, "in 59 minutes" } };
  g_autofree char *hours = nx_today_countdown (session, session->scheduledAt - 90 * NX_TIME_MINUTE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = nx_today_countdown (session, session->scheduledAt + cases[i].minutes * NX_TIME_MINUTE);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
  g_assert_true (g_str_has_prefix (hours, "in 1"));
}

static void
test_greeting (void)
{
  g_autofree char *day = nx_today_greeting ("Salma", FIXTURE_NOW),
                  *evening = nx_today_greeting ("Salma", FIXTURE_NOW + 2 * NX_TIME_HOUR);
  g_autofree char *nobody = nx_today_greeting (NULL, FIXTURE_NOW), *none = nx_today_summary (0, 0),
                  *some = nx_today_summary (6, 2);
  g_autofree char *one = nx_today_summary (1, 1);

  g_assert_cmpstr (day, ==, "Good day, Salma");
  g_assert_cmpstr (evening, ==, "Good evening, Salma");
  g_assert_cmpstr (nobody, ==, "Good day");
  g_assert_cmpstr (none, ==, "no session today");
  g_assert_cmpstr (some, ==, "6 sessions today · 2 reports to write");
  g_assert_cmpstr (one, ==, "1 session today · 1 report to write");
}

/* What runs comes before what is next; what was cancelled or is over never does. */
static void
test_next (void)
{
  g_autoptr (NxSessionList) list = nx_session_list_new ();
  gint32 today = fixture_monday () + 2;
  g_autoptr (NxSession) over = fixture_session ("a", NULL, today, 14 * 60, 60, "A", "A");
  g_autoptr (NxSession) running = fixture_session ("b", NULL, today, 16 * 60, 60, "B", "B");
  g_autoptr (NxSession) next = fixture_session ("c", NULL, today, 17 * 60, 60, "C", "C");
  g_autoptr (NxSession) tomorrow = fixture_session ("d", NULL, today + 1, 9 * 60, 60, "D", "D");

  nx_session_list_upsert (list, over);
  nx_session_list_upsert (list, tomorrow);
  g_assert_null (nx_today_next (list, FIXTURE_NOW, NULL));
  nx_session_list_upsert (list, next);
  g_assert_true (nx_today_next (list, FIXTURE_NOW, NULL) == next);
  nx_session_list_upsert (list, running);
  g_assert_true (nx_today_next (list, FIXTURE_NOW, NULL) == running);
  running->status = NX_SESSION_CANCELLED;
  g_assert_true (nx_today_next (list, FIXTURE_NOW, NULL) == next);
  g_assert_null (nx_today_next (list, FIXTURE_NOW, "another coach"));
}

static guint
count_rows (GtkWidget *place, const char *name)
{
  GtkWidget *list = GTK_WIDGET (gtk_widget_get_template_child (place, NX_TYPE_TODAY_PLACE, name));
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    n += NX_IS_SESSION_ROW (row);
  return n;
}

/* A session booked elsewhere is a row more; one whose report is written leaves what is to do. The place goes when its window
 * does. */
static void
test_rows (void)
{
  GtkWidget *place = nx_today_place_new (NULL), *window;
  NxSessionList *day = nx_session_source_get_list (nx_today_place_get_day (NX_TODAY_PLACE (place)));
  NxSessionList *due = nx_session_source_get_list (nx_today_place_get_due (NX_TODAY_PLACE (place)));
  g_autoptr (NxSession) next = fixture_session ("c", NULL, fixture_monday () + 2, 17 * 60, 60, "Lina", "Ben Ali");
  g_autoptr (NxSession) late = fixture_session ("a", NULL, fixture_monday (), 600, 60, "Lina", "Ben Ali"), written = NULL;
  gpointer weak = place;

  nx_today_place_set_now (NX_TODAY_PLACE (place), FIXTURE_NOW);
  window = fixture_window (place, NULL, 1000, 700);
  g_assert_cmpuint (count_rows (place, "day_list"), ==, 0);
  nx_session_list_upsert (day, next);
  nx_session_list_upsert (due, late);
  g_assert_cmpuint (count_rows (place, "day_list"), ==, 1);
  g_assert_cmpuint (count_rows (place, "due_list"), ==, 1);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (gtk_widget_get_template_child (place, NX_TYPE_TODAY_PLACE, "next_box"))));
  written = nx_record_copy (late);
  written->version++;
  written->reportStatus = NX_REPORT_SUBMITTED;
  nx_session_list_upsert (due, written);
  g_assert_cmpuint (count_rows (place, "due_list"), ==, 0);
  g_object_add_weak_pointer (G_OBJECT (place), &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_null (weak);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/today/words", test_words);
  g_test_add_func ("/today/greeting", test_greeting);
  g_test_add_func ("/today/next", test_next);
  g_test_add_func ("/today/rows", test_rows);
  g_test_add_func ("/today/shots", test_shots);
  return g_test_run ();
}
