/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places against a server over a real socket: pages, live events, gaps, booking and its undo, reports that clash. */
#include <adwaita.h>
#include <string.h>
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-booking.h"
#include "desktop/agenda/nx-agenda-cancel.h"
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/reports/nx-reports-place.h"
#include "desktop/today/nx-today-place.h"
#include "tests/desktop/agenda-fixture.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-wait.h"
#include "tests/desktop/nx-test-widgets.h"

#define ID(tail) "0193a0b0-0000-7000-8000-0000000000" tail
#define LINA     ID ("01")
#define HELIOS   ID ("c1")

typedef struct
{
  NxFakeServer *server;
  NxConnection *connection;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer role)
{
  gboolean signed_in = FALSE;

  fixture->server = nx_fake_server_new ();
  nx_fake_server_furnish (fixture->server, role != NULL ? role : "ASSISTANTE");
  fixture->connection = nx_connection_new (NULL);
  nx_connection_sign_in_async (fixture->connection, nx_fake_server_get_address (fixture->server), "salma@nexus.tn", "secret",
                               NULL, nx_test_on_signed_in, &signed_in);
  WAIT_FOR (signed_in && nx_fake_server_live (fixture->server) == 1);
}

static void
tear_down (Fixture *fixture, gconstpointer role)
{
  gpointer weak = fixture->connection;

  g_object_add_weak_pointer (G_OBJECT (fixture->connection), &weak);
  nx_connection_sign_out (fixture->connection);
  g_object_unref (fixture->connection);
  WAIT_FOR (weak == NULL);
  nx_fake_server_free (fixture->server);
}

/* A session of the server's day: @hours from now. */
static char *
session_json (Fixture *fixture, const char *id, int hours, const char *status, int version)
{
  gint64 hour = nx_connection_now (fixture->connection) / NX_TIME_HOUR * NX_TIME_HOUR + hours * NX_TIME_HOUR;
  g_autofree char *at = nx_time_format (hour);

  return g_strdup_printf (
      "{\"id\": \"%s\", \"title\": \"Maths\", \"description\": null, \"subject\": \"MATHEMATIQUES\", "
      "\"type\": \"COURS_ONLINE\", \"status\": \"%s\", \"scheduledAt\": \"%s\", \"duration\": 60, \"creditCost\": 1, "
      "\"coach\": {\"id\": \"" HELIOS "\", \"pseudonym\": \"Hélios\", \"mark\": \"Hé\", \"color\": 0}, "
      "\"students\": [{\"id\": \"" LINA "\", \"firstName\": \"Lina\", \"lastName\": \"Ben Ali\"}], \"capacity\": 1, "
      "\"seatsTaken\": 1, \"location\": null, \"room\": null, \"reportStatus\": null, \"reportDue\": false, "
      "\"cancelledAt\": null, \"cancelReason\": null, \"refunded\": false, \"version\": %d}",
      id, status, at, version);
}

static void
answer_session (Fixture *fixture, const char *id, int hours, const char *status, int version)
{
  g_autofree char *path = g_strdup_printf ("/api/sessions/%s", id);
  g_autofree char *body = session_json (fixture, id, hours, status, version);

  nx_fake_server_answer (fixture->server, "GET", path, 200, body);
}

static void
emit (Fixture *fixture, const char *type, const char *id)
{
  static int seq = 0;
  g_autofree char *event
      = g_strdup_printf ("{\"seq\": %d, \"type\": \"%s\", \"id\": \"%s\", \"coachId\": \"" HELIOS "\", \"studentId\": \"" LINA
                         "\", \"by\": \"Salma\", \"at\": \"2026-11-22T10:00:00Z\"}",
                         ++seq, type, id);

  nx_fake_server_emit (fixture->server, event);
}

static NxSessionList *
list_of (GtkWidget *place)
{
  return nx_session_source_get_list (nx_agenda_place_get_source (NX_AGENDA_PLACE (place)));
}

/* Pages are followed; a booking made elsewhere appears, moves and goes by itself. */
static void
test_live (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = session_json (fixture, ID ("a1"), 1, "SCHEDULED", 1),
                  *two = session_json (fixture, ID ("a2"), 3, "SCHEDULED", 1);
  g_autofree char *first = g_strdup_printf ("{\"items\": [%s], \"nextCursor\": \"next page\"}", one);
  g_autofree char *rest = g_strdup_printf ("{\"items\": [%s], \"nextCursor\": null}", two), *query = NULL;
  GtkWidget *place, *window;
  NxSession *held;

  nx_fake_server_answer (fixture->server, "GET", "/api/sessions", 200, rest);
  place = nx_agenda_place_new (fixture->connection);
  window = fixture_window (place, nx_place_get_header (NX_PLACE (place)), 1200, 700);
  WAIT_FOR (nx_session_list_get_length (list_of (place)) == 1);
  g_assert_nonnull (strstr (nx_fake_server_target (fixture->server, "/api/sessions"), "limit=200"));
  /* the first page of a range that names a second */
  nx_fake_server_answer (fixture->server, "GET", "/api/sessions", 200, first);
  query = g_strdup (nx_fake_server_target (fixture->server, "/api/sessions"));
  {
    g_autofree char *second = g_strconcat (query, "&cursor=next%20page", NULL);

    nx_fake_server_answer (fixture->server, "GET", second, 200, rest);
  }
  nx_place_refresh (NX_PLACE (place));
  WAIT_FOR (nx_session_list_get_length (list_of (place)) == 2);
  /* booked elsewhere */
  answer_session (fixture, ID ("a3"), 5, "SCHEDULED", 1);
  emit (fixture, "session.booked", ID ("a3"));
  WAIT_FOR (nx_session_list_find (list_of (place), ID ("a3")) != NULL);
  held = nx_session_list_find (list_of (place), ID ("a3"));
  /* cancelled elsewhere: the same object says so */
  answer_session (fixture, ID ("a3"), 5, "CANCELLED", 2);
  emit (fixture, "session.cancelled", ID ("a3"));
  WAIT_FOR (held->status == NX_SESSION_CANCELLED);
  /* not for these eyes any more */
  nx_fake_server_refuse (fixture->server, "GET", "/api/sessions/" ID ("a1"), 404, "not_found", "Introuvable.");
  emit (fixture, "session.moved", ID ("a1"));
  WAIT_FOR (nx_session_list_find (list_of (place), ID ("a1")) == NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The list of coaches as the server writes it, which takes no parameter there and refuses all. */
static void
test_coaches (Fixture *fixture, gconstpointer data)
{
  GtkWidget *place, *window, *strip;
  GPtrArray *coaches;

  nx_fake_server_refuse (fixture->server, "GET", "/api/coaches", 422, "invalid", "« limit » est inconnu ici : omettez-le.");
  place = nx_agenda_place_new (fixture->connection);
  window = fixture_window (place, nx_place_get_header (NX_PLACE (place)), 1200, 700);
  strip = GTK_WIDGET (gtk_widget_get_template_child (place, NX_TYPE_AGENDA_PLACE, "strip"));
  /* what is not there is said */
  WAIT_FOR (gtk_revealer_get_reveal_child (GTK_REVEALER (strip)));
  g_assert_cmpstr (nx_fake_server_target (fixture->server, "/api/coaches"), ==, "/api/coaches");
  nx_fake_server_answer (
      fixture->server, "GET", "/api/coaches", 200,
      "{\"items\":[{\"id\":\"019fd853-ecde-709f-913a-00a87b2abb78\",\"pseudonym\":\"Hélios\",\"title\":\"Professeur agrégé\","
      "\"tag\":\"Mathématiques et NSI\",\"description\":\"Quinze ans de classes.\",\"subjects\":[\"MATHEMATIQUES\",\"NSI\"],"
      "\"online\":true,\"inPerson\":true,\"mark\":\"Hé\",\"color\":0},"
      "{\"id\":\"019fd853-ecde-709f-9d08-43f707121ecb\",\"pseudonym\":\"Athéna\",\"title\":null,\"tag\":null,"
      "\"description\":null,\"subjects\":[\"PHILOSOPHIE\"],\"online\":true,\"inPerson\":false,\"mark\":\"At\",\"color\":5}],"
      "\"nextCursor\":null}");
  nx_place_refresh (NX_PLACE (place));
  coaches = nx_session_source_get_coaches (nx_agenda_place_get_source (NX_AGENDA_PLACE (place)));
  WAIT_FOR (coaches->len == 2);
  g_assert_cmpstr (((NxCoach *) g_ptr_array_index (coaches, 0))->pseudonym, ==, "Athéna");
  WAIT_FOR (!gtk_revealer_get_reveal_child (GTK_REVEALER (strip)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Refused: the words of the server stand in the form, which stays; sent again it has the same key. */
static void
test_book (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NxSessionSource) source = nx_session_source_new (fixture->connection);
  GtkWidget *anchor = gtk_label_new (""), *window = fixture_window (anchor, NULL, 600, 600), *button, *error;
  NxAgendaBooking *booking = nx_agenda_booking_new (fixture->connection, source);
  gint64 start = nx_connection_now (fixture->connection) / NX_TIME_HOUR * NX_TIME_HOUR + 30 * NX_TIME_HOUR;
  g_autofree char *key = NULL, *other_key = NULL, *session = session_json (fixture, ID ("b1"), 30, "SCHEDULED", 1),
                  *booked = NULL;

  gtk_widget_set_parent (GTK_WIDGET (booking), anchor);
  gtk_popover_popup (GTK_POPOVER (booking));
  nx_agenda_booking_begin (booking, start, start + NX_TIME_HOUR, NULL);
  nx_agenda_booking_load_student (booking, LINA);
  button = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (booking), NX_TYPE_AGENDA_BOOKING, "book_button"));
  error = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (booking), NX_TYPE_AGENDA_BOOKING, "error_label"));
  WAIT_FOR (gtk_widget_get_sensitive (button));
  nx_fake_server_refuse (fixture->server, "POST", "/api/sessions/book", 409, "slot_taken", "Ce créneau vient d’être pris.");
  g_signal_emit_by_name (button, "clicked");
  WAIT_FOR (gtk_widget_get_visible (error));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (error)), ==, "Ce créneau vient d’être pris.");
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, "/api/sessions/book"), "\"studentId\":\"" LINA "\""));
  key = g_strdup (nx_fake_server_header (fixture->server, "/api/sessions/book", "Idempotency-Key"));
  g_assert_nonnull (key);
  booked = g_strdup_printf ("{\"success\": true, \"session\": %s, \"balance\": 3}", session);
  nx_fake_server_answer (fixture->server, "POST", "/api/sessions/book", 201, booked);
  nx_fake_server_answer (fixture->server, "GET", "/api/sessions/" ID ("b1"), 200, session);
  g_signal_emit_by_name (button, "clicked");
  WAIT_FOR (nx_session_list_find (nx_session_source_get_list (source), ID ("b1")) != NULL);
  g_assert_cmpstr (nx_fake_server_header (fixture->server, "/api/sessions/book", "Idempotency-Key"), ==, key);
  /* the next act is another one */
  nx_agenda_booking_begin (booking, start, start + NX_TIME_HOUR, NULL);
  nx_agenda_booking_load_student (booking, LINA);
  WAIT_FOR (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/sessions/book") == 3);
  other_key = g_strdup (nx_fake_server_header (fixture->server, "/api/sessions/book", "Idempotency-Key"));
  g_assert_cmpstr (other_key, !=, key);
  nx_test_drain ();
  gtk_widget_unparent (GTK_WIDGET (booking));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NxSessionSource) source = nx_session_source_new (fixture->connection);
  GtkWidget *label = gtk_label_new (""), *window = fixture_window (label, NULL, 600, 600), *dialog;
  NxSession *session;

  answer_session (fixture, ID ("d1"), 30, "SCHEDULED", 1);
  nx_session_source_load_one (source, ID ("d1"));
  WAIT_FOR (nx_session_list_get_length (nx_session_source_get_list (source)) == 1);
  session = nx_session_list_get (nx_session_source_get_list (source), 0);
  nx_fake_server_answer (fixture->server, "POST", "/api/sessions/cancel", 200,
                         "{\"success\": true, \"refunded\": true, \"creditsRefunded\": 1, \"balance\": 4}");
  dialog = nx_agenda_cancel_ask (label, fixture->connection, source, session, TRUE);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  nx_test_drain ();
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", "/api/sessions/cancel"), ==, 0);
  answer_session (fixture, ID ("d1"), 30, "CANCELLED", 2);
  dialog = nx_agenda_cancel_ask (label, fixture->connection, source, session, TRUE);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel-session");
  WAIT_FOR (session->status == NX_SESSION_CANCELLED);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, "/api/sessions/cancel"), ==,
                   "{\"sessionId\":\"" ID ("d1") "\",\"refund\":true}");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Today asks for its day and for what is due. */
static void
test_today (Fixture *fixture, gconstpointer data)
{
  GtkWidget *place = nx_today_place_new (fixture->connection), *window = fixture_window (place, NULL, 1000, 700);

  WAIT_FOR (nx_session_source_get_loaded_at (nx_today_place_get_due (NX_TODAY_PLACE (place))) != NX_TIME_NONE);
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "GET", "/api/sessions"), >=, 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
kept_has (NxReportJournal *journal, const char *text)
{
  g_autofree char *draft = nx_report_journal_load (journal, ID ("e9"));

  return draft != NULL && strstr (draft, text) != NULL;
}

#define REPORT(version, text)                                                                                                    \
  "{\"report\": null, \"reports\": [{\"id\": \"" ID ("f1") "\", \"sessionId\": \"" ID (                                          \
      "e9") "\", \"studentId\": \"" LINA "\", "                                                                                  \
            "\"status\": \"DRAFT\", \"attendance\": \"PRESENT\", \"worked\": \"" text "\", \"version\": " version                \
            "}], \"addenda\": []}"

/* A draft goes to the server by itself; one that was changed elsewhere keeps the text and asks whose shall stay. */
static void
test_report (Fixture *fixture, gconstpointer data)
{
  g_autofree char *base = g_dir_make_tmp ("nexus-live-XXXXXX", NULL);
  g_autoptr (NxReportJournal) journal = nx_report_journal_new (base, NULL);
  NxReportEditor *editor = nx_report_editor_new (fixture->connection, journal);
  GtkWidget *window = fixture_window (GTK_WIDGET (editor), NULL, 900, 700);
  g_autoptr (NxSession) session = NULL;
  g_autoptr (NxSessionSource) source = nx_session_source_new (fixture->connection);
  const char *path = "/api/sessions/" ID ("e9") "/report";

  answer_session (fixture, ID ("e9"), -2, "SCHEDULED", 1);
  nx_session_source_load_one (source, ID ("e9"));
  WAIT_FOR (nx_session_list_get_length (nx_session_source_get_list (source)) == 1);
  session = g_object_ref (nx_session_list_get (nx_session_source_get_list (source), 0));
  nx_fake_server_answer (fixture->server, "GET", path, 200, REPORT ("2", "Dérivées"));
  nx_fake_server_answer (
      fixture->server, "GET", "/api/competences", 200,
      "{\"items\": [{\"subject\": \"MATHEMATIQUES\", \"slug\": \"calculer\", \"label\": \"Calculer\"}], \"nextCursor\": null}");
  nx_report_editor_open (editor, session, FALSE);
  WAIT_FOR (((NxReportPupil *) g_ptr_array_index (nx_report_editor_get_form (editor)->pupils, 0))->attendance
            == NX_ATTENDANCE_PRESENT);
  /* typed, then a pause */
  nx_fake_server_answer (fixture->server, "PUT", path, 200, REPORT ("3", "Dérivées et tangentes"));
  gtk_text_buffer_set_text (nx_report_fields_get_buffer (nx_report_editor_get_fields (editor), NX_REPORT_WORKED),
                            "Dérivées et tangentes", -1);
  g_assert_true (nx_report_editor_get_form (editor)->unsent);
  WAIT_FOR (!nx_report_editor_get_form (editor)->unsent);
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, path), "\"submit\":false"));
  /* changed elsewhere */
  nx_fake_server_refuse (fixture->server, "PUT", path, 412, "changed_elsewhere", "Ce rapport a été modifié ailleurs.");
  gtk_text_buffer_set_text (nx_report_fields_get_buffer (nx_report_editor_get_fields (editor), NX_REPORT_WORKED), "Mon texte",
                            -1);
  WAIT_FOR (nx_report_editor_get_conflict (editor));
  g_assert_cmpstr (((NxReportPupil *) g_ptr_array_index (nx_report_editor_get_form (editor)->pupils, 0))->texts[NX_REPORT_WORKED],
                   ==, "Mon texte");
  WAIT_FOR (kept_has (journal, "Mon texte"));
  /* mine stays */
  nx_fake_server_answer (fixture->server, "PUT", path, 200, REPORT ("5", "Mon texte"));
  gtk_widget_activate_action (GTK_WIDGET (editor), "report.keep-mine", NULL);
  WAIT_FOR (!nx_report_editor_get_conflict (editor) && !nx_report_editor_get_form (editor)->unsent);
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, path), "Mon texte"));
  nx_test_drain ();
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add ("/live/agenda", Fixture, NULL, set_up, test_live, tear_down);
  g_test_add ("/live/book", Fixture, NULL, set_up, test_book, tear_down);
  g_test_add ("/live/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/live/today", Fixture, NULL, set_up, test_today, tear_down);
  g_test_add ("/live/report", Fixture, "COACH", set_up, test_report, tear_down);
  g_test_add ("/live/coaches", Fixture, NULL, set_up, test_coaches, tear_down);
  return g_test_run ();
}
