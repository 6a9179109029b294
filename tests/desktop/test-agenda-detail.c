/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session beside the agenda and at a glance; who came, by P, L and A. */
#include <string.h>
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-detail.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/agenda/nx-agenda-peek.h"
#include "tests/desktop/dialogs-fixture.h"

#define ATTENDANCE "/api/sessions/" ID ("a1") "/attendance"
#define PUPIL(id, first, last) "{\"id\": \"" id "\", \"firstName\": \"" first "\", \"lastName\": \"" last "\"}"
#define WORKSHOP                                                                                                                 \
  "\"students\": [" PUPIL (LINA, "Lina", "Ben Ali") ", " PUPIL (ID ("02"), "Marie-Antoinette Joséphine",                         \
                                                                "de La Rochefoucauld <b>Ben</b> & Trabelsi-Bouguerra") ", "      \
  PUPIL (ID ("03"), "ياسين", "الطرابلسي") "], \"capacity\": 3, \"seatsTaken\": 3, \"waiting\": 2, \"version\": 4, "             \
  "\"seriesId\": \"" ID ("5e") "\""
#define MARKED                                                                                                                   \
  "\"students\": [" PUPIL (LINA, "Lina", "Ben Ali") "], \"capacity\": 1, \"seatsTaken\": 1, \"version\": 2, "                   \
  "\"attendance\": \"LATE\""

/* A place that holds @session, whose block has the focus. */
static GtkWidget *
open_place (Dialogs *self, NxSession *session, GtkWidget **window)
{
  GtkWidget *place = nx_agenda_place_new (self->connection);
  NxSessionSource *source = nx_agenda_place_get_source (NX_AGENDA_PLACE (place));
  gint64 from, to;

  *window = fixture_window (place, nx_place_get_header (NX_PLACE (place)), 1366, 768);
  nx_agenda_place_go (NX_AGENDA_PLACE (place), NX_AGENDA_WEEK,
                      nx_time_date_in_zone (session->scheduledAt, nx_time_zone (NX_TIME_CENTRE_ZONE)));
  nx_agenda_view_get_range (nx_agenda_place_get_view (NX_AGENDA_PLACE (place)), &from, &to);
  WAIT_FOR (nx_session_source_covers (source, from, to));
  nx_session_list_upsert (nx_session_source_get_list (source), session);
  nx_agenda_view_sync (nx_agenda_place_get_view (NX_AGENDA_PLACE (place)));
  nx_agenda_view_select (nx_agenda_place_get_view (NX_AGENDA_PLACE (place)), session->id, TRUE);
  fixture_settle (60);
  return place;
}

static void
answer_marked (Dialogs *self, int minutes)
{
  g_autofree char *json = dialogs_session_json (self, ID ("a1"), minutes, MARKED);
  g_autofree char *body = g_strdup_printf ("{\"session\": %s}", json);

  nx_fake_server_answer (self->server, "POST", ATTENDANCE, 200, body);
}

static NxSession *
held (GtkWidget *place)
{
  return nx_session_list_find (nx_session_source_get_list (nx_agenda_place_get_source (NX_AGENDA_PLACE (place))), ID ("a1"));
}

/* L on the block: sent, and there at once with the answer. */
static void
test_mark (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxSession) session = dialogs_session (self, ID ("a1"), -5, NULL);
  GtkWidget *window, *place = open_place (self, session, &window);
  NxAttendanceList *pupils;

  answer_marked (self, -5);
  gtk_widget_activate_action (place, "agenda.late", NULL);
  WAIT_FOR (held (place)->attendance == NX_ATTENDANCE_LATE);
  g_assert_cmpstr (nx_fake_server_body (self->server, ATTENDANCE), ==, "{\"studentId\":\"" LINA "\",\"attendance\":\"LATE\"}");
  /* the same again is nothing new */
  gtk_widget_activate_action (place, "agenda.late", NULL);
  fixture_settle (50);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", ATTENDANCE), ==, 1);
  pupils = nx_test_find (place, NX_TYPE_ATTENDANCE_LIST);
  g_assert_cmpint (nx_attendance_list_get_mark (pupils, LINA), ==, NX_ATTENDANCE_LATE);
  WAIT_FOR (strstr (nx_attendance_list_get_text (pupils, LINA), "2.75") != NULL);
  /* refused: the mark stays as it was */
  nx_fake_server_refuse (self->server, "POST", ATTENDANCE, 409, "already_cancelled", "La séance a été annulée entre-temps.");
  gtk_widget_activate_action (place, "agenda.absent", NULL);
  WAIT_FOR (nx_fake_server_count (self->server, "POST", ATTENDANCE) == 2);
  fixture_settle (50);
  g_assert_cmpint (held (place)->attendance, ==, NX_ATTENDANCE_LATE);
  /* taken off */
  gtk_widget_activate_action (place, "agenda.mark", "(ss)", LINA, "");
  WAIT_FOR (nx_fake_server_count (self->server, "POST", ATTENDANCE) == 3);
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, ATTENDANCE), "\"attendance\":null"));
  fixture_settle (50);
  dialogs_shot (window, "detail");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Two keys quickly pressed reach a slow server one after the other. */
static void
test_order (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxSession) session = dialogs_session (self, ID ("a1"), -5, NULL);
  GtkWidget *window, *place = open_place (self, session, &window);

  answer_marked (self, -5);
  nx_fake_server_set_delay (self->server, 150);
  gtk_widget_activate_action (place, "agenda.present", NULL);
  gtk_widget_activate_action (place, "agenda.late", NULL);
  fixture_settle (60);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", ATTENDANCE), ==, 1);
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, ATTENDANCE), "PRESENT"));
  WAIT_FOR (nx_fake_server_count (self->server, "POST", ATTENDANCE) == 2);
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, ATTENDANCE), "LATE"));
  nx_fake_server_set_delay (self->server, 0);
  fixture_settle (250);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Too early, and cancelled: said, not sent. */
static void
test_early (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxSession) session = dialogs_session (self, ID ("a1"), 40, NULL);
  GtkWidget *window, *place = open_place (self, session, &window);

  gtk_widget_activate_action (place, "agenda.present", NULL);
  fixture_settle (50);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", ATTENDANCE), ==, 0);
  g_assert_true (nx_session_can_mark (session, session->scheduledAt - 15 * NX_TIME_MINUTE));
  g_assert_false (nx_session_can_mark (session, session->scheduledAt - 15 * NX_TIME_MINUTE - 1));
  session->status = NX_SESSION_CANCELLED;
  g_assert_false (nx_session_can_mark (session, session->scheduledAt));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A workshop: the key goes to the list, which marks the pupil with the focus. */
static void
test_workshop (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxSession) session = dialogs_session (self, ID ("a1"), -5, WORKSHOP);
  GtkWidget *window, *place, *focus;
  NxAttendanceList *pupils;
  g_autofree char *json = dialogs_session_json (self, ID ("a1"), -5, WORKSHOP), *body = g_strdup_printf ("{\"session\": %s}", json);

  session->type = NX_SERVICE_ATELIER_GROUPE;
  place = open_place (self, session, &window);
  pupils = nx_test_find (place, NX_TYPE_ATTENDANCE_LIST);
  nx_fake_server_answer (self->server, "POST", ATTENDANCE, 200, body);
  gtk_widget_activate_action (place, "agenda.present", NULL);
  fixture_settle (30);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", ATTENDANCE), ==, 0);
  focus = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (pupils)));
  g_signal_emit_by_name (pupils, "mark", ID ("03"), NX_ATTENDANCE_ABSENT);
  WAIT_FOR (nx_attendance_list_get_mark (pupils, ID ("03")) == NX_ATTENDANCE_ABSENT);
  g_assert_cmpint (nx_attendance_list_get_mark (pupils, LINA), ==, -1);
  g_assert_cmpstr (nx_fake_server_body (self->server, ATTENDANCE), ==,
                   "{\"studentId\":\"" ID ("03") "\",\"attendance\":\"ABSENT\"}");
  /* rows of pupils who stay are the same widgets: the focus is where it was */
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == focus);
  dialogs_shot (window, "detail-workshop");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Space looks, and comes back. */
static void
test_peek (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxSession) session = dialogs_session (self, ID ("a1"), 90, WORKSHOP);
  GtkWidget *window, *place = open_place (self, session, &window), *block = gtk_root_get_focus (GTK_ROOT (window));
  NxAgendaPeek *peek;

  g_assert_true (NX_IS_AGENDA_BLOCK (block));
  gtk_widget_activate_action (place, "agenda.peek", NULL);
  fixture_settle (60);
  peek = nx_test_find (place, NX_TYPE_AGENDA_PEEK);
  g_assert_nonnull (peek);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (peek)));
  g_assert_nonnull (strstr (nx_agenda_peek_get_text (peek), "Hélios"));
  g_assert_nonnull (strstr (nx_agenda_peek_get_text (peek), "3 of 3 taken"));
  dialogs_shot (peek, "peek");
  gtk_popover_popdown (GTK_POPOVER (peek));
  WAIT_FOR (!gtk_widget_get_mapped (GTK_WIDGET (peek)));
  fixture_settle (30);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == block);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A room that does not work is replaced. */
static void
test_video (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxSession) session = dialogs_session (self, ID ("a1"), 5, NULL);
  GtkWidget *window, *place = open_place (self, session, &window);
  g_autofree char *json = dialogs_session_json (self, ID ("a1"), 5, MARKED), *body = g_strdup_printf ("{\"session\": %s}", json);

  nx_fake_server_answer (self->server, "POST", "/api/sessions/" ID ("a1") "/video", 200, body);
  gtk_widget_activate_action (place, "agenda.video", NULL);
  WAIT_FOR (held (place)->version == 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The pane asks once for what a session does not say, and again when it changes. */
static void
test_history (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxSession) session = dialogs_session (self, ID ("a1"), 600, NULL);
  GtkWidget *detail = nx_agenda_detail_new (), *window = fixture_window (detail, NULL, 400, 700), *history;
  gint64 now = nx_connection_now (self->connection);
  const char *path = "/api/sessions/" ID ("a1") "/history";

  history = GTK_WIDGET (gtk_widget_get_template_child (detail, NX_TYPE_AGENDA_DETAIL, "history"));
  nx_agenda_detail_set_connection (NX_AGENDA_DETAIL (detail), self->connection);
  for (int i = 0; i < 3; i++)
    nx_agenda_detail_set_session (NX_AGENDA_DETAIL (detail), session, now + i, TRUE);
  WAIT_FOR (gtk_widget_get_visible (history));
  g_assert_cmpuint (nx_fake_server_count (self->server, "GET", path), ==, 1);
  gtk_expander_set_expanded (GTK_EXPANDER (history), TRUE);
  dialogs_shot (window, "detail-history");
  session->version++;
  nx_agenda_detail_set_session (NX_AGENDA_DETAIL (detail), session, now, TRUE);
  WAIT_FOR (nx_fake_server_count (self->server, "GET", path) == 2);
  /* a server that does not say: the pane stays as it is */
  nx_fake_server_refuse (self->server, "GET", path, 503, "unavailable", "Plus tard.");
  session->version++;
  nx_agenda_detail_set_session (NX_AGENDA_DETAIL (detail), session, now, TRUE);
  WAIT_FOR (nx_fake_server_count (self->server, "GET", path) == 3);
  fixture_settle (50);
  g_assert_true (gtk_widget_get_visible (history));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(name, test) g_test_add (name, Dialogs, NULL, dialogs_set_up, test, dialogs_tear_down)
  ADD ("/agenda/detail/mark", test_mark);
  ADD ("/agenda/detail/order", test_order);
  ADD ("/agenda/detail/early", test_early);
  ADD ("/agenda/detail/workshop", test_workshop);
  ADD ("/agenda/detail/peek", test_peek);
  ADD ("/agenda/detail/video", test_video);
  ADD ("/agenda/detail/history", test_history);
  return g_test_run ();
}
