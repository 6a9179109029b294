/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving and resizing with real keys and a real pointer: what is asked of the server, what is refused before, what is given up. */
#include <adwaita.h>
#include <string.h>
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-caption.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/nx-place.h"
#include "desktop/widgets/nx-session-text.h"
#include "tests/desktop/agenda-fixture.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-input.h"
#include "tests/desktop/nx-test-wait.h"
#include "tests/desktop/nx-test-widgets.h"

#define ID(tail) "0193a0b0-0000-7000-8000-0000000000" tail
#define A        ID ("a1")
#define B        ID ("a2")
#define PATH_A   "/api/sessions/" A

typedef struct
{
  NxFakeServer *server;
  NxConnection *connection;
  GtkWidget *place;
  GtkWidget *window;
  gint64 start; /* of A: a Wednesday at 10:00 in Tunis, in a week that has not begun */
} Fixture;

static NxSessionList *
list_of (Fixture *fixture)
{
  return nx_session_source_get_list (nx_agenda_place_get_source (NX_AGENDA_PLACE (fixture->place)));
}

static NxAgendaView *
view_of (Fixture *fixture)
{
  return nx_agenda_place_get_view (NX_AGENDA_PLACE (fixture->place));
}

static GtkWidget *
block_of (Fixture *fixture, const char *id)
{
  return nx_agenda_view_block_of (view_of (fixture), id);
}

static const char *
caption_of (Fixture *fixture)
{
  return nx_agenda_caption_get_text (nx_test_find (fixture->place, NX_TYPE_AGENDA_CAPTION));
}

static guint
n_patches (Fixture *fixture)
{
  return nx_fake_server_count (fixture->server, "PATCH", PATH_A);
}

/* Answers the move of A: it stands at @start then. */
static void
accept_move (Fixture *fixture, gint64 start, int duration)
{
  g_autofree char *session = nx_fake_session_json (A, start, duration, 2);
  g_autofree char *body = g_strdup_printf ("{\"session\": %s}", session);

  nx_fake_server_answer (fixture->server, "PATCH", PATH_A, 200, body);
  nx_fake_server_answer (fixture->server, "GET", PATH_A, 200, body);
}

static void
set_up (Fixture *fixture, gconstpointer role)
{
  g_autofree char *one = NULL, *two = NULL, *list = NULL;
  gboolean signed_in = FALSE;
  gint32 day;

  fixture->server = nx_fake_server_new ();
  nx_fake_server_furnish (fixture->server, role != NULL ? role : "ASSISTANTE");
  fixture->connection = nx_connection_new (NULL);
  nx_connection_sign_in_async (fixture->connection, nx_fake_server_get_address (fixture->server), "salma@nexus.tn", "secret",
                               NULL, nx_test_on_signed_in, &signed_in);
  WAIT_FOR (signed_in && nx_fake_server_live (fixture->server) == 1);
  nx_fake_server_furnish_acts (fixture->server, nx_connection_now (fixture->connection));
  day = nx_date_week_start (nx_time_date_in_zone (nx_connection_now (fixture->connection), nx_session_zone ())) + 9;
  g_assert_true (nx_time_from_local (day, 600, nx_session_zone (), &fixture->start));
  one = nx_fake_session_json (A, fixture->start, 60, 1);
  two = nx_fake_session_json (B, fixture->start + 3 * NX_TIME_HOUR, 60, 1);
  list = g_strdup_printf ("{\"items\": [%s, %s], \"nextCursor\": null}", one, two);
  nx_fake_server_answer (fixture->server, "GET", "/api/sessions", 200, list);
  nx_fake_server_set_action_id (fixture->server, ID ("ac"));
  fixture->place = nx_agenda_place_new (fixture->connection);
  fixture->window = fixture_window (fixture->place, nx_place_get_header (NX_PLACE (fixture->place)), 1300, 860);
  nx_agenda_place_go (NX_AGENDA_PLACE (fixture->place), NX_AGENDA_WEEK, day);
  WAIT_FOR (nx_session_list_get_length (list_of (fixture)) == 2);
  WAIT_FOR (nx_agenda_facts_knows_open (nx_agenda_view_get_facts (view_of (fixture)), fixture->start, fixture->start + 1));
  nx_agenda_view_sync (view_of (fixture));
  WAIT_FOR (block_of (fixture, A) != NULL && gtk_widget_get_width (block_of (fixture, A)) > 0);
  fixture_settle (60);
}

static void
tear_down (Fixture *fixture, gconstpointer role)
{
  gpointer weak = fixture->connection;

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_add_weak_pointer (G_OBJECT (fixture->connection), &weak);
  nx_connection_sign_out (fixture->connection);
  g_object_unref (fixture->connection);
  WAIT_FOR (weak == NULL);
  nx_fake_server_free (fixture->server);
}

static char *
patch_of (gint64 start)
{
  g_autofree char *at = nx_time_format (start);

  return g_strdup_printf ("{\"scheduledAt\":\"%s\"}", at);
}

/* M, arrows and Enter: by steps of the grid and by days, with the version that was seen. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  gint64 target = fixture->start + NX_TIME_DAY + 30 * NX_TIME_MINUTE;
  g_autofree char *expected = patch_of (target);

  accept_move (fixture, target, 60);
  gtk_widget_grab_focus (block_of (fixture, A));
  nx_test_keys ("m Down Down Down Up Right");
  WAIT_FOR (strstr (caption_of (fixture), "10:30") != NULL);
  g_assert_cmpuint (n_patches (fixture), ==, 0);
  fixture_shot (fixture->window, "agenda-move");
  nx_test_keys ("Return");
  WAIT_FOR (nx_session_list_find (list_of (fixture), A)->version == 2);
  g_assert_cmpuint (n_patches (fixture), ==, 1);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, PATH_A), ==, expected);
  g_assert_cmpstr (nx_fake_server_header (fixture->server, PATH_A, "if-match"), ==, "\"1\"");
  g_assert_nonnull (nx_fake_server_header (fixture->server, PATH_A, "idempotency-key"));
  g_assert_cmpint (nx_session_list_find (list_of (fixture), A)->scheduledAt, ==, target);
  WAIT_FOR (caption_of (fixture)[0] == '\0');
  g_assert_cmpfloat (gtk_widget_get_opacity (block_of (fixture, A)), ==, 1);
}

/* Shift and arrows change the length, from the block on; between 30 minutes and three hours. */
static void
test_resize (Fixture *fixture, gconstpointer data)
{
  accept_move (fixture, fixture->start, 90);
  gtk_widget_grab_focus (block_of (fixture, A));
  nx_test_keys ("shift+Down shift+Down");
  nx_test_keys ("Return");
  WAIT_FOR (nx_session_list_find (list_of (fixture), A)->version == 2);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, PATH_A), ==, "{\"duration\":90}");
}

/* Escape leaves everything as it was, and a key that is not the ghost's does nothing meanwhile. */
static void
test_escape (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (block_of (fixture, A));
  nx_test_keys ("m Down n e Delete r");
  WAIT_FOR (caption_of (fixture)[0] != '\0');
  g_assert_null (nx_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
  nx_test_keys ("Escape");
  WAIT_FOR (caption_of (fixture)[0] == '\0');
  g_assert_cmpint (nx_session_list_find (list_of (fixture), A)->scheduledAt, ==, fixture->start);
  /* Enter on what was not moved sends nothing */
  nx_test_keys ("m Down Up Return");
  WAIT_FOR (caption_of (fixture)[0] == '\0');
  g_assert_cmpuint (n_patches (fixture), ==, 0);
}

/* Where the coach is busy, or nobody can be booked, that is said before; the server is not asked. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (block_of (fixture, A));
  nx_test_keys ("m Down Down Down Down Down Down Down Down Down Down Down Down");
  WAIT_FOR (strstr (caption_of (fixture), "Hélios already has a session with Lina Ben Ali at 13:00.") != NULL);
  fixture_shot (fixture->window, "agenda-move-refused");
  nx_test_keys ("Return");
  g_assert_cmpuint (n_patches (fixture), ==, 0);
  WAIT_FOR (caption_of (fixture)[0] != '\0');
  /* before now */
  nx_test_keys ("Page_Up Page_Up");
  WAIT_FOR (strstr (caption_of (fixture), "That time is over.") != NULL);
  nx_test_keys ("Escape");
  WAIT_FOR (caption_of (fixture)[0] == '\0');
}

static gboolean
shows_text (GtkWidget *from, const char *text)
{
  if (GTK_IS_LABEL (from) && strstr (gtk_label_get_text (GTK_LABEL (from)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

/* A colleague was faster: their move stays, and is said; and a slot that was taken meanwhile likewise. */
static void
test_changed_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = nx_fake_session_json (A, fixture->start + 5 * NX_TIME_HOUR, 60, 7);
  g_autofree char *body = g_strdup_printf ("{\"session\": %s}", session);

  nx_fake_server_answer (fixture->server, "GET", PATH_A, 200, body);
  nx_fake_server_refuse (fixture->server, "PATCH", PATH_A, 412, "changed_elsewhere", "Salma a déplacé cette séance à 15:00.");
  gtk_widget_grab_focus (block_of (fixture, A));
  nx_test_keys ("m Down Return");
  WAIT_FOR (nx_session_list_find (list_of (fixture), A)->version == 7);
  g_assert_cmpint (nx_session_list_find (list_of (fixture), A)->scheduledAt, ==, fixture->start + 5 * NX_TIME_HOUR);
  WAIT_FOR (shows_text (fixture->window, "Salma a déplacé cette séance à 15:00."));
  nx_fake_server_refuse (fixture->server, "PATCH", PATH_A, 409, "slot_taken", "Ce créneau vient d’être pris.");
  gtk_widget_grab_focus (block_of (fixture, A));
  nx_test_keys ("m Right Return");
  WAIT_FOR (shows_text (fixture->window, "Ce créneau vient d’être pris."));
  WAIT_FOR (caption_of (fixture)[0] == '\0');
}

/* The height of an hour, from a block that lasts one. */
static double
hour_height (Fixture *fixture)
{
  return gtk_widget_get_height (block_of (fixture, A)) + 2;
}

static void
test_drag (Fixture *fixture, gconstpointer data)
{
  GtkWidget *block = block_of (fixture, A);
  double middle = gtk_widget_get_height (block) / 2.0, width = gtk_widget_get_width (block), hour = hour_height (fixture);
  gint64 target = fixture->start + NX_TIME_DAY + NX_TIME_HOUR;
  g_autofree char *expected = patch_of (target);

  accept_move (fixture, target, 60);
  /* given up with the button still down */
  nx_test_pointer (block, width / 2, middle);
  nx_test_input ("mousedown 1");
  nx_test_pointer (block, width / 2 + 20, middle + hour / 2);
  nx_test_pointer (block, width / 2 + width, middle + hour);
  WAIT_FOR (caption_of (fixture)[0] != '\0');
  fixture_shot (fixture->window, "agenda-drag");
  nx_test_keys ("Escape");
  WAIT_FOR (caption_of (fixture)[0] == '\0');
  nx_test_pointer (block, width / 2 + width, middle + 2 * hour);
  nx_test_input ("mouseup 1");
  g_assert_cmpuint (n_patches (fixture), ==, 0);
  /* let go */
  nx_test_pointer (block, width / 2, middle);
  nx_test_input ("mousedown 1");
  nx_test_pointer (block, width / 2 + 20, middle + hour / 2);
  nx_test_pointer (block, width / 2 + width, middle + hour);
  nx_test_input ("mouseup 1");
  WAIT_FOR (nx_session_list_find (list_of (fixture), A)->version == 2);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, PATH_A), ==, expected);
}

/* The lower edge is the end: half an hour further down is half an hour longer. */
static void
test_drag_edge (Fixture *fixture, gconstpointer data)
{
  GtkWidget *block = block_of (fixture, A);
  double width = gtk_widget_get_width (block), height = gtk_widget_get_height (block), hour = hour_height (fixture);

  accept_move (fixture, fixture->start, 90);
  nx_test_pointer (block, width / 2, height - 2);
  nx_test_input ("mousedown 1");
  nx_test_pointer (block, width / 2, height - 2 + hour / 4);
  nx_test_pointer (block, width / 2, height - 2 + hour / 2);
  nx_test_input ("mouseup 1");
  WAIT_FOR (nx_session_list_find (list_of (fixture), A)->version == 2);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, PATH_A), ==, "{\"duration\":90}");
}

/* A click is no drag: the block is chosen and nothing moves. */
static void
test_click (Fixture *fixture, gconstpointer data)
{
  GtkWidget *block = block_of (fixture, A);

  nx_test_pointer (block, 20, gtk_widget_get_height (block) / 2.0);
  nx_test_input ("click 1");
  g_assert_true (nx_agenda_view_get_selected (view_of (fixture)) == nx_agenda_block_get_session (NX_AGENDA_BLOCK (block)));
  g_assert_cmpuint (n_patches (fixture), ==, 0);
}

/* In a day of several coaches the arrows give a session to another coach. */
static void
test_other_coach (Fixture *fixture, gconstpointer data)
{
  nx_agenda_place_go (NX_AGENDA_PLACE (fixture->place), NX_AGENDA_DAY,
                      nx_time_date_in_zone (fixture->start, nx_session_zone ()));
  fixture_settle (60);
  accept_move (fixture, fixture->start, 60);
  gtk_widget_grab_focus (block_of (fixture, A));
  nx_test_keys ("m Right");
  WAIT_FOR (strstr (caption_of (fixture), "Zénon") != NULL);
  /* nobody said when Zénon can be booked */
  WAIT_FOR (strstr (caption_of (fixture), "Zénon cannot be booked at that time.") != NULL);
  nx_test_keys ("Escape");
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add ("/move/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/move/resize", Fixture, NULL, set_up, test_resize, tear_down);
  g_test_add ("/move/escape", Fixture, NULL, set_up, test_escape, tear_down);
  g_test_add ("/move/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/move/changed-elsewhere", Fixture, NULL, set_up, test_changed_elsewhere, tear_down);
  g_test_add ("/move/drag", Fixture, NULL, set_up, test_drag, tear_down);
  g_test_add ("/move/drag-edge", Fixture, NULL, set_up, test_drag_edge, tear_down);
  g_test_add ("/move/click", Fixture, NULL, set_up, test_click, tear_down);
  g_test_add ("/move/other-coach", Fixture, NULL, set_up, test_other_coach, tear_down);
  return g_test_run ();
}
