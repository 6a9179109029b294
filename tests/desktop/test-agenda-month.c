/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Month, rooms, what lies under the sessions: what stands where, what is said aloud, what the keys do. */
#include <adwaita.h>
#include <string.h>
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-bands.h"
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-hold.h"
#include "desktop/agenda/nx-agenda-month-cell.h"
#include "desktop/agenda/nx-agenda-month.h"
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

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_visible (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

/* (transfer full) */
static GPtrArray *
all_of (NxAgendaPlace *place, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (GTK_WIDGET (nx_agenda_place_get_view (place)), type, found);
  return found;
}

static GtkWidget *
show (NxAgendaPlace *place, int width, int height)
{
  return fixture_window (GTK_WIDGET (place), nx_place_get_header (NX_PLACE (place)), width, height);
}

static void
press (GtkWidget *window, guint key)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  g_assert_nonnull (focus);
  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      GListModel *controllers = gtk_widget_observe_controllers (widget);
      gboolean done = FALSE;

      for (guint i = 0; !done && i < g_list_model_get_n_items (controllers); i++)
        {
          g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

          if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
            continue;
          for (guint j = 0; !done && j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
            {
              g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
              GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

              if (GTK_IS_KEYVAL_TRIGGER (trigger) && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key
                  && gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == 0)
                done = gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), GTK_SHORTCUT_ACTION_EXCLUSIVE, widget,
                                                     gtk_shortcut_get_arguments (shortcut));
            }
        }
      g_object_unref (controllers);
      if (done)
        return;
    }
  g_error ("nobody wants key %u", key);
}

/* Counts and the first three; arrows by day, over the edge into the next month; Enter opens the day. */
static void
test_month (void)
{
  NxAgendaPlace *place = make_place (9, 150, NX_AGENDA_MONTH, fixture_monday () + 2);
  NxAgendaView *view = nx_agenda_place_get_view (place);
  GtkWidget *window = show (place, 1366, 768);
  g_autoptr (GPtrArray) cells = all_of (place, NX_TYPE_AGENDA_MONTH_CELL);
  g_autofree char *label = NULL;
  gint64 start;
  const char *coach;
  int days;

  g_assert_cmpuint (cells->len, ==, 42);
  g_assert_cmpint (nx_agenda_view_get_first_day (view, &days), ==, nx_date_from_ymd (2026, 11, 1));
  g_assert_cmpint (days, ==, 30);
  /* Sunday 1 November is in the week that begins on 26 October. */
  label = gtk_test_accessible_check_property (g_ptr_array_index (cells, 6 + 17), GTK_ACCESSIBLE_PROPERTY_LABEL, "");
  g_assert_nonnull (strstr (label, "18 November 2026"));
  g_assert_nonnull (strstr (label, "today"));
  g_assert_nonnull (strstr (label, "sessions;"));
  nx_agenda_view_focus_grid (view);
  nx_agenda_view_get_cursor (view, &start, &coach);
  g_assert_cmpint (nx_time_date_in_zone (start, nx_session_zone ()), ==, fixture_monday () + 2);
  press (window, GDK_KEY_Right);
  press (window, GDK_KEY_Down);
  nx_agenda_view_get_cursor (view, &start, &coach);
  g_assert_cmpint (nx_time_date_in_zone (start, nx_session_zone ()), ==, fixture_monday () + 10);
  for (int i = 0; i < 3; i++)
    press (window, GDK_KEY_Down);
  nx_agenda_view_get_cursor (view, &start, &coach);
  g_assert_cmpint (nx_time_date_in_zone (start, nx_session_zone ()), ==, fixture_monday () + 31);
  g_assert_cmpint (nx_agenda_view_get_first_day (view, &days), ==, nx_date_from_ymd (2026, 12, 1));
  press (window, GDK_KEY_Return);
  g_assert_cmpint (nx_agenda_view_get_mode (view), ==, NX_AGENDA_DAY);
  g_assert_cmpint (nx_agenda_view_get_first_day (view, &days), ==, fixture_monday () + 31);
  gtk_window_destroy (GTK_WINDOW (window));
}

static NxRoom *
room (const char *name)
{
  NxRoom *made = g_object_new (NX_TYPE_ROOM, NULL);

  made->id = g_strdup (name);
  made->name = g_strdup (name);
  made->capacity = 4;
  made->active = TRUE;
  return made;
}

static NxClosure *
closure (const char *name, gint32 first, gint32 last, gboolean bookable)
{
  NxClosure *made = g_object_new (NX_TYPE_CLOSURE, NULL);

  made->id = g_strdup (name);
  made->name = g_strdup (name);
  made->firstDay = first;
  made->lastDay = last;
  made->bookable = bookable;
  return made;
}

static NxHold *
hold (const char *id, const char *coach, gint64 at, gboolean by_me)
{
  NxHold *made = g_object_new (NX_TYPE_HOLD, NULL);

  made->id = g_strdup (id);
  made->coachId = g_strdup (coach);
  made->scheduledAt = at;
  made->duration = 60;
  made->byName = g_strdup ("Nadia");
  made->byMe = by_me;
  made->expiresAt = FIXTURE_NOW + 3 * NX_TIME_MINUTE;
  return made;
}

static void
furnish (NxAgendaPlace *place)
{
  NxAgendaView *view = nx_agenda_place_get_view (place);
  NxSessionSource *source = nx_agenda_place_get_source (place);
  GPtrArray *coaches = nx_session_source_get_coaches (source);
  g_autoptr (GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) closures = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) holds = g_ptr_array_new_with_free_func (g_object_unref);
  gint32 monday = fixture_monday ();
  gint64 at, midnight;

  g_ptr_array_add (rooms, room ("C13"));
  g_ptr_array_add (rooms, room ("C14"));
  g_ptr_array_add (closures, closure ("Vacances de la Toussaint (AEFE)", monday - 3, monday + 2, TRUE));
  g_ptr_array_add (closures, closure ("Fête nationale", monday + 4, monday + 4, FALSE));
  g_assert_true (nx_time_from_local (monday, 0, nx_session_zone (), &midnight));
  for (guint i = 0; i < coaches->len; i++)
    for (int day = 0; day < 6; day++)
      {
        NxOpenRange *range = g_object_new (NX_TYPE_OPEN_RANGE, NULL);

        range->coachId = g_strdup (((NxCoach *) g_ptr_array_index (coaches, i))->id);
        range->from = midnight + day * NX_TIME_DAY + (day == 2 ? 9 : 14) * NX_TIME_HOUR;
        range->to = midnight + day * NX_TIME_DAY + 20 * NX_TIME_HOUR;
        g_ptr_array_add (open, range);
      }
  g_assert_true (nx_time_from_local (monday + 2, 18 * 60, nx_session_zone (), &at));
  g_ptr_array_add (holds, hold ("h1", ((NxCoach *) g_ptr_array_index (coaches, 0))->id, at, FALSE));
  g_ptr_array_add (holds, hold ("h2", ((NxCoach *) g_ptr_array_index (coaches, coaches->len - 1))->id, at, TRUE));
  nx_agenda_facts_take (nx_agenda_view_get_facts (view), rooms, closures, open, holds, midnight, midnight + 7 * NX_TIME_DAY);
  nx_agenda_view_sync (view);
}

static guint
count_visible_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_get_visible (child);
  return n;
}

/* Closures are bands; a colleague's hold is there, one's own is not; a second answer keeps the widgets. */
static void
test_ground (void)
{
  NxAgendaPlace *place = make_place (3, 12, NX_AGENDA_WEEK, fixture_monday ());
  GtkWidget *window;
  g_autoptr (GPtrArray) bands = NULL, holds = NULL, again = NULL;
  GtkWidget *first;

  furnish (place);
  window = show (place, 1366, 768);
  bands = all_of (place, NX_TYPE_AGENDA_BANDS);
  g_assert_cmpuint (bands->len, ==, 1);
  g_assert_cmpuint (count_visible_children (g_ptr_array_index (bands, 0)), ==, 2);
  first = gtk_widget_get_first_child (g_ptr_array_index (bands, 0));
  holds = all_of (place, NX_TYPE_AGENDA_HOLD);
  g_assert_cmpuint (holds->len, ==, 1);
  furnish (place);
  again = all_of (place, NX_TYPE_AGENDA_HOLD);
  g_assert_true (g_ptr_array_index (again, 0) == g_ptr_array_index (holds, 0));
  g_assert_true (gtk_widget_get_first_child (g_ptr_array_index (bands, 0)) == first);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A column a room, those without one last; the toggle keeps the blocks. */
static void
test_rooms (void)
{
  NxAgendaPlace *place = make_place (3, 46, NX_AGENDA_DAY, fixture_monday () + 2);
  NxAgendaView *view = nx_agenda_place_get_view (place);
  NxSessionList *list = nx_session_source_get_list (nx_agenda_place_get_source (place));
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  GtkWidget *window;
  guint found = 0;

  for (guint i = 0; i < nx_session_list_get_length (list); i++)
    if (i % 3 == 0)
      nx_session_list_get (list, i)->room = g_strdup (i % 2 == 0 ? "C13" : "C14");
  furnish (place);
  window = show (place, 1366, 768);
  before = all_of (place, NX_TYPE_AGENDA_BLOCK);
  nx_agenda_view_set_by_room (view, TRUE);
  fixture_settle (50);
  after = all_of (place, NX_TYPE_AGENDA_BLOCK);
  for (guint i = 0; i < after->len; i++)
    found += g_ptr_array_find (before, g_ptr_array_index (after, i), NULL);
  g_assert_cmpuint (before->len, >, 3);
  g_assert_cmpuint (found, >=, after->len - 1);
  g_assert_cmpuint (nx_agenda_view_count (view), >=, after->len);
  fixture_shot (window, "agenda-day-rooms");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Where a pointer is, and where a ghost is not. */
static void
test_pick (void)
{
  NxAgendaPlace *place = make_place (3, 46, NX_AGENDA_DAY, fixture_monday () + 2);
  NxAgendaView *view = nx_agenda_place_get_view (place);
  GtkWidget *window = show (place, 1366, 768), *block;
  NxSession *session = nx_session_list_get (nx_session_source_get_list (nx_agenda_place_get_source (place)), 20);
  graphene_rect_t bounds;
  const char *coach;
  gint64 time;

  fixture_settle (50);
  while (nx_agenda_view_block_of (view, session->id) == NULL)
    session = nx_session_list_get (nx_session_source_get_list (nx_agenda_place_get_source (place)), g_random_int_range (0, 40));
  block = nx_agenda_view_block_of (view, session->id);
  g_assert_true (gtk_widget_compute_bounds (block, GTK_WIDGET (view), &bounds));
  if (nx_agenda_view_pick (view, bounds.origin.x + 4, bounds.origin.y + 2, &time, &coach))
    {
      g_assert_cmpint (time, ==, session->scheduledAt);
      g_assert_cmpstr (coach, ==, session->coach->id);
    }
  g_assert_false (nx_agenda_view_pick (view, 2, 2, &time, &coach));
  g_assert_null (nx_agenda_view_pick_room (view, bounds.origin.x, bounds.origin.y));
  nx_agenda_view_set_ghost (view, session, session->scheduledAt + NX_TIME_HOUR, 60, NULL, NULL);
  fixture_settle (30);
  nx_agenda_view_set_ghost (view, session, session->scheduledAt + NX_TIME_HOUR, 60, NULL,
                            "Hélios is with Yassine Trabelsi from 16:00 to 17:00.");
  fixture_settle (30);
  fixture_shot (window, "agenda-ghost");
  nx_agenda_view_set_ghost (view, session, session->scheduledAt + 40 * NX_TIME_DAY, 60, NULL, NULL);
  nx_agenda_view_clear_ghost (view);
  nx_agenda_place_go (place, NX_AGENDA_MONTH, fixture_monday ());
  g_assert_null (nx_agenda_view_block_of (view, session->id));
  g_assert_false (nx_agenda_view_pick (view, 600, 400, &time, &coach));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_shots (void)
{
  static const struct
  {
    const char *name;
    int width, height;
    guint coaches, sessions;
    NxAgendaMode mode;
  } shots[] = {
    { "agenda-month", 1366, 768, 9, 300, NX_AGENDA_MONTH },  { "agenda-list", 1366, 768, 9, 150, NX_AGENDA_LIST },
    { "agenda-month-narrow", 400, 720, 9, 150, NX_AGENDA_MONTH }, { "agenda-list-narrow", 400, 720, 3, 46, NX_AGENDA_LIST },
    { "agenda-ground", 1366, 768, 1, 18, NX_AGENDA_WEEK },   { "agenda-day-twelve", 1366, 768, 12, 150, NX_AGENDA_DAY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    {
      NxAgendaPlace *place = make_place (shots[i].coaches, shots[i].sessions, shots[i].mode, fixture_monday () + 2);
      GtkWidget *window;

      furnish (place);
      window = show (place, shots[i].width, shots[i].height);
      fixture_settle (400);
      fixture_shot (window, shots[i].name);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/agenda/month/keys", test_month);
  g_test_add_func ("/agenda/month/ground", test_ground);
  g_test_add_func ("/agenda/month/rooms", test_rooms);
  g_test_add_func ("/agenda/month/pick", test_pick);
  g_test_add_func ("/agenda/month/shots", test_shots);
  return g_test_run ();
}
