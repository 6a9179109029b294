/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The agenda as a widget: what stands where, what is said aloud, what the keys do, and how long it takes. */
#include <adwaita.h>
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-booking.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/widgets/nx-session-text.h"
#include "tests/desktop/agenda-fixture.h"
#include "tests/desktop/nx-test-wait.h"

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

static GtkWidget *
get_grid (NxAgendaPlace *place)
{
  return find_type (GTK_WIDGET (nx_agenda_place_get_view (place)), NX_TYPE_TIME_GRID);
}

static void
test_shots (void)
{
  struct
  {
    const char *name;
    int width, height;
    guint coaches, sessions;
    NxAgendaMode mode;
    gboolean select;
  } shots[] = {
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
      if (shots[i].select)
        {
          nx_place_create (NX_PLACE (place), "");
          fixture_settle (300);
          fixture_shot (find_type (GTK_WIDGET (place), NX_TYPE_AGENDA_BOOKING), "agenda-booking");
          /* GTK asks a popover's surface where the pointer is, also once its window is gone. */
          gtk_popover_popdown (GTK_POPOVER (find_type (GTK_WIDGET (place), NX_TYPE_AGENDA_BOOKING)));
          fixture_settle (100);
        }
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static GtkWidget *
find_block (NxAgendaPlace *place, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (get_grid (place)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (NX_IS_AGENDA_BLOCK (child) && g_str_equal (nx_agenda_block_get_session (NX_AGENDA_BLOCK (child))->id, id))
      return child;
  return NULL;
}

/* Made, shown and gone: nothing keeps the place alive. */
static void
test_new_finalize (void)
{
  NxAgendaPlace *place = make_place (3, 20, NX_AGENDA_WEEK, fixture_monday ());
  GtkWidget *window = show (place, 1200, 700);
  gpointer weak = place, header = nx_place_get_header (NX_PLACE (place));

  g_object_add_weak_pointer (G_OBJECT (place), &weak);
  g_object_add_weak_pointer (G_OBJECT (header), &header);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_null (weak);
  g_assert_null (header);
}

static void
test_accessible (void)
{
  NxAgendaPlace *place = make_place (3, 0, NX_AGENDA_WEEK, fixture_monday ());
  NxSessionSource *source = nx_agenda_place_get_source (place);
  g_autoptr (NxSession) session = fixture_session ("a", g_ptr_array_index (nx_session_source_get_coaches (source), 0),
                                                   fixture_monday () + 1, 960, 60, "Lina", "Ben Ali");
  GtkWidget *window = show (place, 1200, 700), *block;

  nx_session_list_upsert (nx_session_source_get_list (source), session);
  nx_agenda_view_sync (nx_agenda_place_get_view (place));
  block = find_block (place, "a");
  g_assert_nonnull (block);
  gtk_test_accessible_assert_role (get_grid (place), GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_role (block, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (
      block, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Lina Ben Ali, mathematics online, Tuesday 17 at 16:00, one hour, report to write, with Hélios");
  g_assert_true (gtk_widget_get_focusable (block));
  gtk_widget_activate (block);
  gtk_test_accessible_assert_state (block, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  g_assert_true (nx_agenda_view_get_selected (nx_agenda_place_get_view (place)) == session);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A change of the list keeps the block, its focus and the selection; only what moved moves. */
static void
test_patched (void)
{
  NxAgendaPlace *place = make_place (3, 30, NX_AGENDA_WEEK, fixture_monday ());
  NxSessionList *list = nx_session_source_get_list (nx_agenda_place_get_source (place));
  NxAgendaView *view = nx_agenda_place_get_view (place);
  GtkWidget *window = show (place, 1200, 700), *block = find_block (place, "01900000-0000-7000-8000-000000000004");
  NxSession *held = nx_agenda_block_get_session (NX_AGENDA_BLOCK (block));
  g_autoptr (NxSession) changed = nx_record_copy (held), moved = NULL, gone = NULL;
  GtkAllocation before, after;

  gtk_widget_grab_focus (block);
  nx_agenda_view_select (view, held->id, FALSE);
  gtk_widget_get_allocation (block, &before);
  changed->version++;
  changed->subject = NX_SUBJECT_SVT;
  g_assert_true (nx_session_list_upsert (list, changed));
  moved = nx_record_copy (held);
  moved->version++;
  moved->scheduledAt += 3 * NX_TIME_HOUR;
  g_assert_true (nx_session_list_upsert (list, moved));
  nx_agenda_view_sync (view);
  /* A slow machine's next frame may be late. */
  for (guint i = 0; i < 40 && (i == 0 || after.y == before.y); i++)
    {
      fixture_settle (50);
      gtk_widget_get_allocation (block, &after);
    }
  g_assert_true (find_block (place, moved->id) == block);
  g_assert_true (gtk_widget_is_focus (block));
  g_assert_true (nx_agenda_view_get_selected (view) == held);
  g_assert_cmpint (after.y, >, before.y);
  /* cancelled ones are hidden, and the focus stays in the agenda */
  gone = nx_record_copy (held);
  gone->version++;
  gone->status = NX_SESSION_CANCELLED;
  nx_session_list_upsert (list, gone);
  nx_agenda_view_sync (view);
  g_assert_null (find_block (place, gone->id));
  g_assert_true (gtk_widget_is_focus (get_grid (place)));
  g_assert_true (nx_agenda_view_has_keys (view));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Tab goes by time, whatever the columns are. */
static void
test_tab_order (void)
{
  NxAgendaPlace *place = make_place (6, 60, NX_AGENDA_DAY, fixture_monday () + 1);
  GtkWidget *window = show (place, 1200, 700), *grid = get_grid (place);
  gint64 last = G_MININT64;
  guint n = 0;

  nx_agenda_view_focus_grid (nx_agenda_place_get_view (place));
  while (gtk_widget_child_focus (grid, GTK_DIR_TAB_FORWARD))
    {
      GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (grid));

      g_assert_true (NX_IS_AGENDA_BLOCK (focus));
      g_assert_cmpint (nx_agenda_block_get_session (NX_AGENDA_BLOCK (focus))->scheduledAt, >=, last);
      last = nx_agenda_block_get_session (NX_AGENDA_BLOCK (focus))->scheduledAt;
      n++;
    }
  g_assert_cmpuint (n, ==, count_blocks (grid));
  g_assert_cmpuint (n, >, 5);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_periods (void)
{
  NxAgendaPlace *place = make_place (3, 20, NX_AGENDA_WEEK, fixture_monday () + 2);
  NxAgendaView *view = nx_agenda_place_get_view (place);
  GtkWidget *window = show (place, 1200, 700);
  int days;

  g_assert_cmpint (nx_agenda_view_get_first_day (view, &days), ==, fixture_monday ());
  g_assert_cmpint (days, ==, 7);
  gtk_widget_activate_action (GTK_WIDGET (place), "agenda.next", NULL);
  g_assert_cmpint (nx_agenda_view_get_first_day (view, &days), ==, fixture_monday () + 7);
  gtk_widget_activate_action (GTK_WIDGET (place), "agenda.previous", NULL);
  gtk_widget_activate_action (GTK_WIDGET (place), "agenda.previous", NULL);
  g_assert_cmpint (nx_agenda_view_get_first_day (view, &days), ==, fixture_monday () - 7);
  gtk_widget_activate_action (GTK_WIDGET (place), "agenda.today", NULL);
  gtk_widget_activate_action (GTK_WIDGET (place), "agenda.day", NULL);
  g_assert_cmpint (nx_agenda_view_get_first_day (view, &days), ==, fixture_monday () + 2);
  g_assert_cmpint (days, ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (place), "agenda.week", NULL);
  g_assert_cmpint (nx_agenda_view_get_first_day (view, &days), ==, fixture_monday ());
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Wherever the cursor is, also scrolled away or in the folded evening, the form has room on the screen. */
static void
test_booking_place (void)
{
  NxAgendaPlace *place = make_place (3, 20, NX_AGENDA_WEEK, fixture_monday ());
  GtkWidget *window = show (place, 900, 420), *booking;

  for (int column = 0; column < 7; column += 3)
    for (int minute = 0; minute < 1440; minute += 345)
      {
        nx_time_grid_set_cursor (NX_TIME_GRID (get_grid (place)), column, minute);
        gtk_widget_activate_action (GTK_WIDGET (place), "agenda.new", NULL);
        booking = find_type (GTK_WIDGET (place), NX_TYPE_AGENDA_BOOKING);
        g_assert_true (gtk_widget_get_mapped (booking));
        WAIT_FOR (gtk_widget_get_width (booking) > 0);
        fixture_settle (40);
        g_assert_cmpint (gtk_widget_get_width (booking), >, 250);
        gtk_popover_popdown (GTK_POPOVER (booking));
        fixture_settle (20);
      }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_booking_form (void)
{
  g_autoptr (NxSessionSource) source = nx_session_source_new (NULL);
  NxAgendaBooking *booking;
  GtkWidget *anchor = gtk_label_new ("anchor"), *window;
  g_autoptr (NxStudent) lina = g_object_new (NX_TYPE_STUDENT, NULL);
  g_autoptr (NxBookingRequest) request = NULL, none = NULL;
  NxSession *first;
  gint64 start;

  fixture_fill (source, 3, 40);
  window = fixture_window (anchor, NULL, 700, 600);
  booking = nx_agenda_booking_new (NULL, source);
  gtk_widget_set_parent (GTK_WIDGET (booking), anchor);
  gtk_popover_popup (GTK_POPOVER (booking));
  lina->id = g_strdup ("01900000-0000-7000-8000-000000000777");
  lina->firstName = g_strdup ("Lina");
  lina->lastName = g_strdup ("Ben Ali");
  lina->balance = 6;
  lina->subjects = 1u << NX_SUBJECT_MATHEMATIQUES;
  first = nx_session_list_get (nx_session_source_get_list (source), 0);
  start = first->scheduledAt;
  nx_agenda_booking_begin (booking, start, start + NX_TIME_HOUR, first->coach->id);
  none = nx_agenda_booking_get_request (booking);
  g_assert_null (none);
  nx_agenda_booking_set_student (booking, lina);
  g_assert_cmpstr (nx_agenda_booking_get_balance_text (booking), ==, "Balance after: 0.5 credits");
  g_assert_cmpstr (nx_agenda_booking_get_warning (booking), !=, "");
  request = nx_agenda_booking_get_request (booking);
  g_assert_cmpstr (request->student_id, ==, lina->id);
  g_assert_cmpint (request->start, ==, start);
  g_assert_cmpint (request->duration, ==, 60);
  g_assert_cmpint (request->subject, ==, NX_SUBJECT_MATHEMATIQUES);
  gtk_widget_unparent (GTK_WIDGET (booking));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Three hundred sessions of twelve coaches in a week: every one is shown or counted, and laid out within a frame's patience. */
static void
test_many (void)
{
  NxAgendaPlace *place = make_place (12, 300, NX_AGENDA_WEEK, fixture_monday ());
  NxAgendaView *view = nx_agenda_place_get_view (place);
  GtkWidget *window = show (place, 1366, 768);
  gint64 start = g_get_monotonic_time (), week, day, patch;
  NxSessionList *list = nx_session_source_get_list (nx_agenda_place_get_source (place));
  g_autoptr (NxSession) changed = nx_record_copy (nx_session_list_get (list, 150));

  g_assert_cmpuint (nx_agenda_view_count (view), >, 260);
  nx_agenda_view_set_period (view, NX_AGENDA_WEEK, fixture_monday () + 7);
  nx_agenda_view_set_period (view, NX_AGENDA_WEEK, fixture_monday ());
  gtk_test_widget_wait_for_draw (window);
  week = g_get_monotonic_time () - start;
  start = g_get_monotonic_time ();
  nx_agenda_view_set_period (view, NX_AGENDA_DAY, fixture_monday ());
  gtk_test_widget_wait_for_draw (window);
  day = g_get_monotonic_time () - start;
  nx_agenda_view_set_period (view, NX_AGENDA_WEEK, fixture_monday ());
  start = g_get_monotonic_time ();
  changed->version++;
  changed->scheduledAt += NX_TIME_HOUR;
  nx_session_list_upsert (list, changed);
  nx_agenda_view_sync (view);
  patch = g_get_monotonic_time () - start;
  g_test_message ("300 sessions, 12 coaches: week with its frame %.1f ms, day with its frame %.1f ms, one live change %.1f ms",
                  week / 1000.0, day / 1000.0, patch / 1000.0);
  g_assert_cmpint (patch, <, 100 * 1000);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/agenda/new-finalize", test_new_finalize);
  g_test_add_func ("/agenda/accessible", test_accessible);
  g_test_add_func ("/agenda/patched", test_patched);
  g_test_add_func ("/agenda/tab-order", test_tab_order);
  g_test_add_func ("/agenda/periods", test_periods);
  g_test_add_func ("/agenda/booking-place", test_booking_place);
  g_test_add_func ("/agenda/booking-form", test_booking_form);
  g_test_add_func ("/agenda/many", test_many);
  g_test_add_func ("/agenda/shots", test_shots);
  return g_test_run ();
}
