/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Booking while colleagues book, joining, and what colleagues do. */
#include <adwaita.h>
#include <string.h>
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-booking.h"
#include "desktop/agenda/nx-agenda-caption.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/agenda/nx-agenda-rules.h"
#include "desktop/nx-place.h"
#include "desktop/widgets/nx-session-text.h"
#include "tests/desktop/agenda-fixture.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-input.h"
#include "tests/desktop/nx-test-wait.h"
#include "tests/desktop/nx-test-widgets.h"

#define ID(tail) "0193a0b0-0000-7000-8000-0000000000" tail
#define LINA     ID ("01")
#define A        ID ("a1")
#define HOLD     "/api/holds/" ID ("b0")

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

static void
set_up (Fixture *fixture, gconstpointer role)
{
  g_autofree char *one = NULL, *list = NULL;
  gboolean signed_in = FALSE;
  gint32 day;

  fixture->server = nx_fake_server_new ();
  nx_fake_server_furnish (fixture->server, "ASSISTANTE");
  fixture->connection = nx_connection_new (NULL);
  nx_connection_sign_in_async (fixture->connection, nx_fake_server_get_address (fixture->server), "salma@nexus.tn", "secret",
                               NULL, nx_test_on_signed_in, &signed_in);
  WAIT_FOR (signed_in && nx_fake_server_live (fixture->server) == 1);
  nx_fake_server_furnish_acts (fixture->server, nx_connection_now (fixture->connection));
  day = nx_date_week_start (nx_time_date_in_zone (nx_connection_now (fixture->connection), nx_session_zone ())) + 9;
  g_assert_true (nx_time_from_local (day, 600, nx_session_zone (), &fixture->start));
  one = nx_fake_session_json (A, fixture->start, 60, 1);
  list = g_strdup_printf ("{\"items\": [%s], \"nextCursor\": null}", one);
  nx_fake_server_answer (fixture->server, "GET", "/api/sessions", 200, list);
  fixture->place = nx_agenda_place_new (fixture->connection);
  fixture->window = fixture_window (fixture->place, nx_place_get_header (NX_PLACE (fixture->place)), 1300, 860);
  nx_agenda_place_go (NX_AGENDA_PLACE (fixture->place), NX_AGENDA_WEEK, day);
  WAIT_FOR (nx_session_list_get_length (list_of (fixture)) == 1);
  WAIT_FOR (nx_agenda_facts_get_rooms (nx_agenda_view_get_facts (view_of (fixture)))->len == 2);
  nx_agenda_view_sync (view_of (fixture));
  WAIT_FOR (nx_agenda_view_block_of (view_of (fixture), A) != NULL);
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

/* N at 14:00, the pupil filled in. */
static NxAgendaBooking *
open_form (Fixture *fixture)
{
  NxAgendaBooking *booking;

  nx_agenda_view_focus_grid (view_of (fixture));
  nx_agenda_view_set_cursor (view_of (fixture), fixture->start + 4 * NX_TIME_HOUR);
  nx_test_keys ("n");
  booking = nx_test_find (fixture->place, NX_TYPE_AGENDA_BOOKING);
  g_assert_nonnull (booking);
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (booking)));
  nx_agenda_booking_load_student (booking, LINA);
  WAIT_FOR (nx_agenda_booking_get_student (booking) != NULL);
  return booking;
}

static GtkWidget *
child (NxAgendaBooking *booking, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (booking), NX_TYPE_AGENDA_BOOKING, name));
}

/* The time is kept while the form is open, with what it says then, and given up with it. */
static void
test_hold (Fixture *fixture, gconstpointer data)
{
  NxAgendaBooking *booking = open_form (fixture);
  g_autofree char *at = nx_time_format (fixture->start + 4 * NX_TIME_HOUR);
  guint asked;

  /* Where the pupil comes late, the time was kept without her first. */
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/holds") > 0
            && strstr (nx_fake_server_body (fixture->server, "/api/holds"), LINA) != NULL);
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, "/api/holds"), at));
  asked = nx_fake_server_count (fixture->server, "POST", "/api/holds");
  fixture_settle (100);
  /* another time is another hold */
  gtk_editable_set_text (GTK_EDITABLE (child (booking, "time_entry")), "15:30");
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/holds") == asked + 1);
  fixture_settle (100);
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "DELETE", HOLD), ==, 0);
  nx_test_keys ("Escape");
  WAIT_FOR (nx_fake_server_count (fixture->server, "DELETE", HOLD) == 1);
  /* a colleague has it */
  nx_fake_server_refuse (fixture->server, "POST", "/api/holds", 409, "slot_taken", "Nour réserve Hélios en ce moment.");
  booking = open_form (fixture);
  WAIT_FOR (g_strcmp0 (nx_agenda_booking_get_warning (booking), "Nour réserve Hélios en ce moment.") == 0);
  gtk_popover_popdown (GTK_POPOVER (booking));
  fixture_settle (60);
}

/* Taken: the nearest free starts are offered, and one of them is a click. */
static void
test_others (Fixture *fixture, gconstpointer data)
{
  NxAgendaBooking *booking = open_form (fixture);
  g_autoptr (GString) slots = g_string_new ("{\"items\": [");
  static const int hours[] = { -50, 2, 5, 6, 27, 90 };
  GtkWidget *others = child (booking, "others"), *button;
  gint64 start;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    {
      g_autofree char *at = nx_time_format (fixture->start + hours[i] * NX_TIME_HOUR);

      g_string_append_printf (slots, "%s{\"start\": \"%s\", \"duration\": 60, \"coachId\": \"" ID ("c1") "\"}", i > 0 ? ", " : "", at);
    }
  g_string_append (slots, "]}");
  nx_fake_server_answer (fixture->server, "GET", "/api/coaches/" ID ("c1") "/slots", 200, slots->str);
  nx_fake_server_refuse (fixture->server, "POST", "/api/sessions/book", 409, "slot_taken", "Ce créneau vient d’être pris.");
  WAIT_FOR (gtk_widget_get_sensitive (child (booking, "book_button")));
  nx_test_keys ("Return");
  WAIT_FOR (gtk_widget_get_visible (others) && GTK_IS_LABEL (gtk_widget_get_first_child (others)));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (child (booking, "error_label"))), ==, "Ce créneau vient d’être pris.");
  for (button = gtk_widget_get_first_child (others); button != NULL; button = gtk_widget_get_next_sibling (button))
    n += GTK_IS_BUTTON (button);
  /* four starts, and the waiting list */
  g_assert_cmpuint (n, ==, 5);
  fixture_shot (fixture->window, "agenda-booking-taken");
  button = gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (gtk_widget_get_first_child (others)));
  g_signal_emit_by_name (button, "clicked");
  g_assert_true (nx_agenda_booking_get_start (booking, &start));
  g_assert_cmpint (start, ==, fixture->start + 5 * NX_TIME_HOUR);
  g_assert_false (gtk_widget_get_visible (others));
  gtk_popover_popdown (GTK_POPOVER (booking));
  fixture_settle (60);
}

/* Ctrl+Enter books in the room that was chosen and opens the file; what is booked needs not be given up. */
static void
test_book_and_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = nx_fake_session_json (ID ("b7"), fixture->start + 4 * NX_TIME_HOUR, 60, 1);
  g_autofree char *body = g_strdup_printf ("{\"success\": true, \"session\": %s, \"balance\": 3}", session);
  NxAgendaBooking *booking = open_form (fixture);

  nx_fake_server_answer (fixture->server, "POST", "/api/sessions/book", 201, body);
  nx_fake_server_answer (fixture->server, "GET", "/api/sessions/" ID ("b7"), 200, session);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (child (booking, "type_drop")), NX_SERVICE_COURS_PRESENTIEL);
  g_assert_true (gtk_widget_get_visible (child (booking, "room_drop")));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (child (booking, "room_drop")), 2);
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/holds") >= 1);
  fixture_settle (500);
  nx_test_keys ("ctrl+Return");
  WAIT_FOR (g_strcmp0 (g_object_get_data (G_OBJECT (fixture->window), "open-student"), LINA) == 0);
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, "/api/sessions/book"), "\"room\":\"C14\""));
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, "/api/holds"), "\"room\":\"C14\""));
  fixture_settle (100);
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "DELETE", HOLD), ==, 0);
}

/* What a colleague does glides in and is said; what one does oneself is not. */
static void
test_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *moved = nx_fake_session_json (A, fixture->start + 2 * NX_TIME_HOUR, 60, 2);
  g_autofree char *again = nx_fake_session_json (A, fixture->start + 3 * NX_TIME_HOUR, 60, 3);
  NxAgendaCaption *caption = nx_test_find (fixture->place, NX_TYPE_AGENDA_CAPTION);
  NxAgendaBlock *block = NX_AGENDA_BLOCK (nx_agenda_view_block_of (view_of (fixture), A));

  nx_fake_server_answer (fixture->server, "GET", "/api/sessions/" A, 200, moved);
  nx_fake_server_emit (fixture->server, "{\"seq\": 1, \"type\": \"session.moved\", \"id\": \"" A "\", \"coachId\": null, \"studentId\": "
                                        "null, \"by\": \"Salma Haddad\", \"at\": \"2026-11-22T10:00:00Z\"}");
  WAIT_FOR (nx_session_list_find (list_of (fixture), A)->version == 2);
  g_assert_cmpstr (nx_agenda_caption_get_text (caption), ==, "");
  g_assert_false (nx_agenda_block_is_gliding (block));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  nx_fake_server_answer (fixture->server, "GET", "/api/sessions/" A, 200, again);
  nx_fake_server_emit (fixture->server, "{\"seq\": 2, \"type\": \"session.moved\", \"id\": \"" A "\", \"coachId\": null, \"studentId\": "
                                        "null, \"by\": \"Nour Mansour\", \"at\": \"2026-11-22T10:00:00Z\"}");
  WAIT_FOR (nx_session_list_find (list_of (fixture), A)->version == 3);
  g_assert_true (nx_agenda_block_is_gliding (block));
  g_assert_nonnull (strstr (nx_agenda_caption_get_text (caption), "Nour moved Lina to "));
  g_assert_nonnull (strstr (nx_agenda_caption_get_text (caption), "13:00"));
  fixture_settle (120);
  fixture_shot (fixture->window, "agenda-glide");
  WAIT_FOR (!nx_agenda_block_is_gliding (block));
  fixture_shot (fixture->window, "agenda-told");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static gboolean
shows_text (GtkWidget *from, const char *text)
{
  if (GTK_IS_LABEL (from) && strstr (gtk_label_get_text (GTK_LABEL (from)), text) != NULL)
    return TRUE;
  for (GtkWidget *w = gtk_widget_get_first_child (from); w != NULL; w = gtk_widget_get_next_sibling (w))
    if (shows_text (w, text))
      return TRUE;
  return FALSE;
}

/* R asks for the way into the room; where it is too early, the server says when. */
static void
test_join (Fixture *fixture, gconstpointer data)
{
  nx_fake_server_refuse (fixture->server, "GET", "/api/sessions/" A "/join", 409, "conflict", "La salle ouvre mercredi à 9:45.");
  gtk_widget_grab_focus (nx_agenda_view_block_of (view_of (fixture), A));
  nx_test_keys ("r");
  WAIT_FOR (shows_text (fixture->window, "La salle ouvre mercredi à 9:45."));
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "GET", "/api/sessions/" A "/join"), ==, 1);
}

/* Del says what follows before; then it can be undone. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (nx_agenda_view_block_of (view_of (fixture), A));
  nx_test_keys ("Delete");
  WAIT_FOR (nx_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  g_assert_true (shows_text (nx_test_find_window (ADW_TYPE_MESSAGE_DIALOG), "Refund: 1 credit to Lina."));
  adw_message_dialog_response (nx_test_find_window (ADW_TYPE_MESSAGE_DIALOG), "keep");
  nx_test_drain ();
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", "/api/sessions/cancel"), ==, 0);
}

static void
assert_refused (Fixture *fixture, NxAgendaWish wish, const char *expected)
{
  g_autofree char *sentence
      = nx_agenda_refusal (nx_agenda_view_get_facts (view_of (fixture)), nx_agenda_place_get_source (NX_AGENDA_PLACE (fixture->place)),
                           &wish, nx_connection_now (fixture->connection));

  g_assert_cmpstr (sentence, ==, expected);
}

/* What is known here of the rules, to the minute. */
static void
test_rules (Fixture *fixture, gconstpointer data)
{
  const NxAgendaWish free = { .coach_id = ID ("c1"), .student_id = LINA, .student_name = "Lina", .subject = NX_SUBJECT_MATHEMATIQUES,
                              .type = NX_SERVICE_COURS_ONLINE, .start = fixture->start + NX_TIME_HOUR, .duration = 60 };
  NxAgendaWish wish = free;
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (g_object_unref), holds = g_ptr_array_new_with_free_func (g_object_unref);
  NxHold *hold = g_object_new (NX_TYPE_HOLD, NULL);
  gint64 from = fixture->start - NX_TIME_DAY, to = fixture->start + NX_TIME_DAY;

  /* next to it is free, a minute earlier is not */
  assert_refused (fixture, wish, NULL);
  wish.start -= NX_TIME_MINUTE;
  assert_refused (fixture, wish, "Hélios already has a session with Lina Ben Ali at 10:00.");
  wish = free;
  wish.coach_id = NULL;
  wish.start = fixture->start;
  assert_refused (fixture, wish, "Lina already has a session at 10:00.");
  wish = free;
  wish.subject = NX_SUBJECT_PHILOSOPHIE;
  assert_refused (fixture, wish, "Hélios does not teach philosophy.");
  wish = free;
  wish.session = nx_session_list_find (list_of (fixture), A);
  wish.start = fixture->start + NX_TIME_HOUR / 2;
  assert_refused (fixture, wish, NULL); /* what moves is not in its own way */
  /* two ranges that touch are one; the end of the second is the end */
  for (int i = 0; i < 2; i++)
    {
      NxOpenRange *range = g_object_new (NX_TYPE_OPEN_RANGE, NULL);

      range->coachId = g_strdup (ID ("c1"));
      range->from = fixture->start + i * NX_TIME_HOUR;
      range->to = range->from + NX_TIME_HOUR;
      range->types = 1u << NX_SERVICE_COURS_ONLINE;
      g_ptr_array_add (open, range);
    }
  nx_agenda_facts_take (nx_agenda_view_get_facts (view_of (fixture)), NULL, NULL, open, NULL, from, to);
  wish = free;
  assert_refused (fixture, wish, NULL);
  wish.session = nx_session_list_find (list_of (fixture), A);
  wish.start = fixture->start;
  wish.duration = 120;
  assert_refused (fixture, wish, NULL);
  wish.duration = 135;
  assert_refused (fixture, wish, "Hélios cannot be booked at that time.");
  wish = free;
  wish.type = NX_SERVICE_COURS_PRESENTIEL;
  assert_refused (fixture, wish, "Hélios cannot be booked at that time.");
  /* a colleague is at it */
  hold->id = g_strdup (ID ("b1"));
  hold->coachId = g_strdup (ID ("c1"));
  hold->scheduledAt = free.start;
  hold->duration = 60;
  hold->byName = g_strdup ("Nour Mansour");
  hold->expiresAt = nx_connection_now (fixture->connection) + NX_TIME_MINUTE;
  g_ptr_array_add (holds, hold);
  nx_agenda_facts_take (nx_agenda_view_get_facts (view_of (fixture)), NULL, NULL, NULL, holds, from, to);
  assert_refused (fixture, free, "Nour is booking Hélios at that time.");
  wish = free;
  wish.start = nx_connection_now (fixture->connection);
  assert_refused (fixture, wish, "That time is over.");
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add ("/acts/hold", Fixture, NULL, set_up, test_hold, tear_down);
  g_test_add ("/acts/others", Fixture, NULL, set_up, test_others, tear_down);
  g_test_add ("/acts/book-and-open", Fixture, NULL, set_up, test_book_and_open, tear_down);
  g_test_add ("/acts/told", Fixture, NULL, set_up, test_told, tear_down);
  g_test_add ("/acts/join", Fixture, NULL, set_up, test_join, tear_down);
  g_test_add ("/acts/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/acts/rules", Fixture, NULL, set_up, test_rules, tear_down);
  return g_test_run ();
}
