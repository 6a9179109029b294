/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A weekly series, waiting lists, closures, rooms and hours, against a server over a real socket. */
#include <string.h>
#include "desktop/agenda/nx-closures-dialog.h"
#include "desktop/agenda/nx-closures-page.h"
#include "desktop/agenda/nx-hours-page.h"
#include "desktop/agenda/nx-pupil-field.h"
#include "desktop/agenda/nx-rooms-page.h"
#include "desktop/agenda/nx-series-dialog.h"
#include "desktop/agenda/nx-series-scope.h"
#include "desktop/agenda/nx-waiting-dialog.h"
#include "tests/desktop/dialogs-fixture.h"

#define SHEET(dialog) NX_AGENDA_SHEET (dialog)
#define SERIES        ID ("5e")
#define OF_SERIES                                                                                                                \
  "\"students\": [{\"id\": \"" LINA "\", \"firstName\": \"Lina\", \"lastName\": \"Ben Ali\"}], \"capacity\": 1, "                \
  "\"seatsTaken\": 1, \"version\": 1, \"seriesId\": \"" SERIES "\""

static NxStudent *
make_lina (void)
{
  NxStudent *student = g_object_new (NX_TYPE_STUDENT, NULL);

  student->id = g_strdup (LINA);
  student->firstName = g_strdup ("Lina");
  student->lastName = g_strdup ("Ben Ali");
  student->subjects = 1u << NX_SUBJECT_MATHEMATIQUES;
  return student;
}

static NxSeriesDialog *
open_series (Dialogs *self, NxStudent *student)
{
  gint64 start = nx_connection_now (self->connection) / NX_TIME_HOUR * NX_TIME_HOUR + 30 * NX_TIME_HOUR;

  return nx_series_dialog_present (self->label, self->connection, self->source, start, HELIOS, student);
}

static GtkWidget *
dates_of (gpointer dialog)
{
  GtkWidget *box = GTK_WIDGET (nx_agenda_sheet_get_box (SHEET (dialog)));

  for (GtkWidget *group = gtk_widget_get_last_child (box); group != NULL; group = gtk_widget_get_prev_sibling (group))
    if (gtk_widget_get_visible (group))
      {
        GtkWidget *lists[] = { nx_test_find (group, GTK_TYPE_LIST_BOX), NULL };

        /* The group has a list of its own; ours stands in its box. */
        for (GtkWidget *w = lists[0] != NULL ? gtk_widget_get_parent (lists[0]) : NULL; w != NULL && w != group;
             w = gtk_widget_get_parent (w))
          for (GtkWidget *c = gtk_widget_get_first_child (w); c != NULL; c = gtk_widget_get_next_sibling (c))
            if (GTK_IS_LIST_BOX (c) && row_count (c) > 0)
              return c;
      }
  return NULL;
}

/* What would come of it stands there before anything is saved: free, taken and why, holiday, credit. */
static void
test_series_dry_run (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxStudent) lina = make_lina ();
  NxSeriesDialog *dialog = open_series (self, lina);
  GtkWidget *dates;

  WAIT_FOR (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, "/api/series"), "\"dryRun\":true"));
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, "/api/series"), "\"payment\":\"AT_ONCE\""));
  g_assert_null (nx_fake_server_header (self->server, "/api/series", "Idempotency-Key"));
  dates = dates_of (dialog);
  g_assert_nonnull (dates);
  g_assert_cmpint (row_count (dates), ==, 5);
  g_assert_cmpstr (row_subtitle (dates, 2), ==, "Hélios a déjà une séance avec Inès.");
  g_assert_cmpstr (row_subtitle (dates, 3), ==, "Vacances d’hiver");
  g_assert_cmpstr (row_subtitle (dates, 4), ==, "Il manque 1 crédit.");
  g_assert_nonnull (strstr (nx_agenda_sheet_get_status (SHEET (dialog)), "2"));
  g_assert_nonnull (strstr (nx_agenda_sheet_get_status (SHEET (dialog)), "0.75"));
  dialogs_shot (dialog, "series");
  gtk_window_close (GTK_WINDOW (dialog));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) == self->label);
}

/* Saved under one key however often it is pressed; refused, it stays with the server's words. */
static void
test_series_save (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxStudent) lina = make_lina ();
  NxSeriesDialog *dialog = open_series (self, lina);
  g_autofree char *key = NULL;
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  WAIT_FOR (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  nx_fake_server_refuse (self->server, "POST", "/api/series", 409, "no_active_plan", "Lina n’a pas de formule en cours.");
  NX_AGENDA_SHEET_GET_CLASS (dialog)->accept (SHEET (dialog));
  WAIT_FOR (nx_agenda_sheet_get_error (SHEET (dialog))[0] != '\0');
  g_assert_cmpstr (nx_agenda_sheet_get_error (SHEET (dialog)), ==, "Lina n’a pas de formule en cours.");
  g_assert_null (strstr (nx_fake_server_body (self->server, "/api/series"), "dryRun"));
  key = g_strdup (nx_fake_server_header (self->server, "/api/series", "Idempotency-Key"));
  g_assert_nonnull (key);
  nx_fake_server_answer (self->server, "POST", "/api/series", 201,
                         "{\"series\": {\"id\": \"" SERIES "\"}, \"sessions\": [{\"id\": \"" ID ("a7") "\", \"scheduledAt\": "
                         "\"2099-12-01T16:00:00Z\", \"code\": null, \"detail\": null}], \"conflicts\": [], \"skipped\": [], "
                         "\"cost\": 1, \"balance\": 1.75}");
  NX_AGENDA_SHEET_GET_CLASS (dialog)->accept (SHEET (dialog));
  WAIT_FOR (weak == NULL);
  g_assert_cmpstr (nx_fake_server_header (self->server, "/api/series", "Idempotency-Key"), ==, key);
}

/* Without a pupil it says what is missing; two letters find one; a day that cannot be read is said. */
static void
test_series_missing (Dialogs *self, gconstpointer data)
{
  NxSeriesDialog *dialog = open_series (self, NULL);
  NxPupilField *field = nx_test_find (GTK_WIDGET (nx_agenda_sheet_get_box (SHEET (dialog))), NX_TYPE_PUPIL_FIELD);
  guint asked;

  WAIT_FOR (nx_agenda_sheet_get_status (SHEET (dialog))[0] != '\0');
  g_assert_false (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", "/api/series"), ==, 0);
  gtk_editable_set_text (nx_pupil_field_get_entry (field), "lin");
  WAIT_FOR (nx_fake_server_count (self->server, "GET", "/api/students") >= 1);
  {
    GtkListBox *matches = NULL;

    for (GtkWidget *w = gtk_widget_get_first_child (GTK_WIDGET (field)); w != NULL; w = gtk_widget_get_next_sibling (w))
      if (GTK_IS_REVEALER (w))
        matches = GTK_LIST_BOX (gtk_revealer_get_child (GTK_REVEALER (w)));
    g_assert_nonnull (matches);
    WAIT_FOR (gtk_list_box_get_row_at_index (matches, 0) != NULL);
    g_signal_emit_by_name (matches, "row-activated", gtk_list_box_get_row_at_index (matches, 0));
  }
  WAIT_FOR (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, "/api/series"), "\"studentId\":\"" LINA "\""));
  asked = nx_fake_server_count (self->server, "POST", "/api/series");
  /* typed letter by letter, it is asked about once */
  for (int i = 0; i < 5; i++)
    gtk_editable_set_text (nx_pupil_field_get_entry (field), i % 2 == 0 ? "li" : "lin");
  WAIT_FOR (!nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  fixture_settle (500);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", "/api/series"), ==, asked);
  gtk_window_close (GTK_WINDOW (dialog));
}

/* A slow server: the form stays usable, a sentence says what it waits for, an outdated answer is not shown. */
static void
test_series_slow (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxStudent) lina = make_lina ();
  NxSeriesDialog *dialog;

  nx_fake_server_set_delay (self->server, 1500);
  dialog = open_series (self, lina);
  WAIT_FOR (nx_fake_server_count (self->server, "POST", "/api/series") == 1);
  fixture_settle (1200);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (nx_agenda_sheet_get_box (SHEET (dialog)))));
  g_assert_false (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  dialogs_shot (dialog, "series-slow");
  WAIT_FOR (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  /* closed while it asks */
  nx_fake_server_set_delay (self->server, 400);
  NX_AGENDA_SHEET_GET_CLASS (dialog)->accept (SHEET (dialog));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (nx_agenda_sheet_get_box (SHEET (dialog)))));
  gtk_window_close (GTK_WINDOW (dialog));
  fixture_settle (600);
  nx_fake_server_set_delay (self->server, 0);
}

static void
on_scope_done (NxSeriesScope *scope, gboolean changed, int *done)
{
  *done = changed ? 1 : 2;
}

/* This one, the following, all: each is asked about before it is done. */
static void
test_scope (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxSession) session = dialogs_session (self, ID ("a1"), 3000, OF_SERIES);
  NxSeriesChange change = NX_SERIES_CHANGE_INIT;
  NxSeriesScope *scope;
  int done = 0;

  change.cancel = TRUE;
  scope = nx_series_scope_present (self->label, self->connection, self->source, session, &change);
  g_signal_connect (scope, "done", G_CALLBACK (on_scope_done), &done);
  WAIT_FOR (nx_agenda_sheet_get_can_accept (SHEET (scope)));
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, "/api/series/" SERIES), "\"scope\":\"this\""));
  nx_series_scope_choose (scope, NX_SERIES_SCOPE_ALL);
  WAIT_FOR (nx_fake_server_count (self->server, "PATCH", "/api/series/" SERIES) == 2
            && nx_agenda_sheet_get_can_accept (SHEET (scope)));
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, "/api/series/" SERIES), "\"scope\":\"all\""));
  dialogs_shot (scope, "series-scope");
  NX_AGENDA_SHEET_GET_CLASS (scope)->accept (SHEET (scope));
  WAIT_FOR (done != 0);
  g_assert_cmpint (done, ==, 1);
  g_assert_null (strstr (nx_fake_server_body (self->server, "/api/series/" SERIES), "dryRun"));
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, "/api/series/" SERIES), "\"cancel\":true"));
  /* kept: nothing is sent but the question */
  done = 0;
  change.cancel = FALSE;
  change.scheduled_at = session->scheduledAt + NX_TIME_HOUR;
  scope = nx_series_scope_present (self->label, self->connection, self->source, session, &change);
  g_signal_connect (scope, "done", G_CALLBACK (on_scope_done), &done);
  WAIT_FOR (nx_agenda_sheet_get_can_accept (SHEET (scope)));
  dialogs_shot (scope, "series-move");
  gtk_window_close (GTK_WINDOW (scope));
  g_assert_cmpint (done, ==, 2);
}

static void
test_waiting (Dialogs *self, gconstpointer data)
{
  g_autoptr (NxSession) session = dialogs_session (self, ID ("a1"), 3000, NULL);
  NxWaitingDialog *dialog;
  GtkWidget *list;
  NxPupilField *field;
  g_autoptr (NxStudent) lina = make_lina ();

  nx_fake_server_furnish_waiting (self->server, nx_connection_now (self->connection) + 27 * NX_TIME_MINUTE - NX_TIME_SECOND);
  dialog = nx_waiting_dialog_present (self->label, self->connection, self->source, session);
  list = nx_waiting_dialog_get_list (dialog);
  field = nx_test_find (GTK_WIDGET (nx_agenda_sheet_get_box (SHEET (dialog))), NX_TYPE_PUPIL_FIELD);
  WAIT_FOR (row_count (list) == 2);
  g_assert_cmpstr (row_title (list, 0), ==, "1. Lina Ben Ali");
  g_assert_nonnull (strstr (row_subtitle (list, 0), "27 minutes left"));
  g_assert_nonnull (strstr (row_title (list, 1), "&lt;b&gt;Ben"));
  dialogs_shot (dialog, "waiting");
  /* refused: the words of the server, the list stays */
  nx_fake_server_refuse (self->server, "POST", "/api/waiting", 409, "conflict", "Une place est libre : réservez-la.");
  g_assert_false (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  nx_pupil_field_set_student (field, lina);
  g_assert_true (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  NX_AGENDA_SHEET_GET_CLASS (dialog)->accept (SHEET (dialog));
  WAIT_FOR (nx_agenda_sheet_get_error (SHEET (dialog))[0] != '\0');
  g_assert_cmpstr (nx_agenda_sheet_get_error (SHEET (dialog)), ==, "Une place est libre : réservez-la.");
  g_assert_nonnull (nx_pupil_field_get_student (field));
  WAIT_FOR (nx_fake_server_count (self->server, "GET", "/api/waiting") == 2);
  /* taken off with its button, and live: others change the list */
  nx_test_drain ();
  click (list, "Take Lina");
  WAIT_FOR (nx_fake_server_count (self->server, "DELETE", "/api/waiting/" ID ("91")) == 1);
  WAIT_FOR (nx_fake_server_count (self->server, "GET", "/api/waiting") == 3);
  nx_fake_server_answer (self->server, "GET", "/api/waiting", 200, "{\"items\": [], \"nextCursor\": null}");
  nx_fake_server_emit (self->server, "{\"seq\": 900, \"type\": \"waiting.changed\", \"id\": \"" ID ("a1") "\", \"at\": "
                                     "\"2026-11-22T10:00:00Z\"}");
  WAIT_FOR (row_count (list) == 0);
  dialogs_shot (dialog, "waiting-empty");
  gtk_window_close (GTK_WINDOW (dialog));
}

/* A booking that was refused as full: the pupil is put on the list for that time. */
static void
test_waiting_request (Dialogs *self, gconstpointer data)
{
  NxBookingRequest request = { .student_id = (char *) LINA, .coach_id = (char *) HELIOS, .student_name = (char *) "Lina",
                               .subject = NX_SUBJECT_MATHEMATIQUES, .type = NX_SERVICE_COURS_ONLINE, .duration = 60 };
  NxWaitingDialog *dialog;

  request.start = nx_connection_now (self->connection) / NX_TIME_HOUR * NX_TIME_HOUR + 30 * NX_TIME_HOUR;
  nx_fake_server_answer (self->server, "GET", "/api/waiting", 200, "{\"items\": [], \"nextCursor\": null}");
  dialog = nx_waiting_dialog_present_request (self->label, self->connection, self->source, &request, "Ce créneau est pris.");
  g_assert_nonnull (strstr (nx_agenda_sheet_get_status (SHEET (dialog)), "Ce créneau est pris."));
  g_assert_true (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  NX_AGENDA_SHEET_GET_CLASS (dialog)->accept (SHEET (dialog));
  WAIT_FOR (nx_fake_server_count (self->server, "POST", "/api/waiting") == 1);
  dialogs_shot (dialog, "waiting-request");
  WAIT_FOR (nx_fake_server_count (self->server, "GET", "/api/waiting") == 2);
  nx_test_drain ();
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
test_closures (Dialogs *self, gconstpointer data)
{
  NxClosuresDialog *dialog = nx_closures_dialog_present (self->label, self->connection, self->source, NULL, TRUE);
  NxClosuresPage *closures = NX_CLOSURES_PAGE (nx_closures_dialog_get_page (dialog, "closures"));
  NxRoomsPage *rooms = NX_ROOMS_PAGE (nx_closures_dialog_get_page (dialog, "rooms"));
  GtkWidget *list = nx_closures_page_get_list (closures);

  WAIT_FOR (row_count (list) == 2);
  g_assert_nonnull (strstr (row_title (list, 1), "&lt;&amp; de la Jeunesse&gt;"));
  dialogs_shot (dialog, "closures");
  /* what lies in it is asked for once, when it is opened */
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)), TRUE);
  WAIT_FOR (nx_fake_server_target (self->server, "/api/sessions") != NULL
            && strstr (nx_fake_server_target (self->server, "/api/sessions"), "from=2026-12-18T23%3A00%3A00Z") != NULL);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)), FALSE);
  /* an end before its beginning cannot be sent; one day needs no end */
  nx_closures_page_fill (closures, "Fête de l’Indépendance", "2027-03-20", "2027-03-19", FALSE);
  nx_closures_page_add (closures);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", "/api/closures"), ==, 0);
  nx_closures_page_fill (closures, "Fête de l’Indépendance", "2027-03-20", "", FALSE);
  nx_closures_page_add (closures);
  WAIT_FOR (nx_fake_server_count (self->server, "POST", "/api/closures") == 1);
  WAIT_FOR (nx_agenda_sheet_get_status (SHEET (dialog))[0] != '\0');
  g_assert_nonnull (strstr (nx_agenda_sheet_get_status (SHEET (dialog)), "1 session lies in"));
  dialogs_shot (dialog, "closures-added");
  nx_fake_server_refuse (self->server, "DELETE", "/api/closures/" ID ("d1"), 409, "conflict", "Salma l’a déjà ôtée.");
  WAIT_FOR (row_count (list) == 2);
  nx_test_drain ();
  click (list, "Vacances");
  WAIT_FOR (nx_agenda_sheet_get_error (SHEET (dialog))[0] != '\0');
  g_assert_cmpstr (nx_agenda_sheet_get_error (SHEET (dialog)), ==, "Salma l’a déjà ôtée.");
  /* rooms */
  nx_closures_dialog_show (dialog, "rooms");
  g_assert_cmpstr (nx_agenda_sheet_get_error (SHEET (dialog)), ==, "");
  WAIT_FOR (row_count (nx_rooms_page_get_list (rooms)) == 2);
  dialogs_shot (dialog, "rooms");
  nx_rooms_page_fill (rooms, "C15", "0");
  nx_rooms_page_add (rooms);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", "/api/admin/rooms"), ==, 0);
  nx_rooms_page_fill (rooms, "C15", "6");
  nx_rooms_page_add (rooms);
  WAIT_FOR (nx_fake_server_count (self->server, "POST", "/api/admin/rooms") == 1);
  g_assert_cmpstr (nx_fake_server_body (self->server, "/api/admin/rooms"), ==, "{\"name\":\"C15\",\"capacity\":6}");
  fixture_settle (50);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
test_hours (Dialogs *self, gconstpointer data)
{
  NxClosuresDialog *dialog = nx_closures_dialog_present (self->label, self->connection, self->source, HELIOS, FALSE);
  NxHoursPage *hours = NX_HOURS_PAGE (nx_closures_dialog_get_page (dialog, "hours"));
  GtkWidget *ranges = nx_hours_page_get_ranges (hours), *exceptions = nx_hours_page_get_exceptions (hours);
  const char *path = "/api/coaches/" HELIOS "/availability";

  /* a coach has no closures to edit */
  g_assert_null (nx_closures_dialog_get_page (dialog, "closures"));
  WAIT_FOR (row_count (ranges) == 2 && row_count (exceptions) == 1);
  g_assert_nonnull (strstr (row_title (ranges, 0), "14:00–18:00"));
  g_assert_nonnull (strstr (row_subtitle (exceptions, 0), "Jury du bac"));
  dialogs_shot (dialog, "hours");
  /* wrong way round: said, not sent */
  nx_hours_page_add_range (hours, 3, "18:00", "14:00");
  g_assert_cmpstr (nx_agenda_sheet_get_error (SHEET (dialog)), !=, "");
  g_assert_cmpuint (nx_fake_server_count (self->server, "PUT", path), ==, 0);
  /* the whole week is sent; the end of the day can be typed */
  nx_hours_page_add_range (hours, 6, "9h", "24:00");
  WAIT_FOR (nx_fake_server_count (self->server, "PUT", path) == 1);
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, path), "{\"weekday\":4,\"startMinute\":960,\"endMinute\":1200,"
                                                                      "\"types\":[\"COURS_ONLINE\"]}"));
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, path), "\"weekday\":6,\"startMinute\":540,\"endMinute\":1440"));
  WAIT_FOR (nx_fake_server_count (self->server, "GET", path) == 2);
  nx_hours_page_add_exception (hours, "2099-12-24", "08:00", "24:00", FALSE, "Fête");
  WAIT_FOR (nx_fake_server_count (self->server, "POST", "/api/coaches/" HELIOS "/exceptions") == 1);
  fixture_settle (50);
  click (exceptions, "Take");
  WAIT_FOR (nx_fake_server_count (self->server, "DELETE", "/api/coaches/" HELIOS "/exceptions/" ID ("f1")) == 1);
  fixture_settle (50);
  gtk_window_close (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(name, test) g_test_add (name, Dialogs, NULL, dialogs_set_up, test, dialogs_tear_down)
  ADD ("/agenda/dialogs/series/dry-run", test_series_dry_run);
  ADD ("/agenda/dialogs/series/save", test_series_save);
  ADD ("/agenda/dialogs/series/missing", test_series_missing);
  ADD ("/agenda/dialogs/series/slow", test_series_slow);
  ADD ("/agenda/dialogs/series/scope", test_scope);
  ADD ("/agenda/dialogs/waiting/list", test_waiting);
  ADD ("/agenda/dialogs/waiting/request", test_waiting_request);
  ADD ("/agenda/dialogs/closures", test_closures);
  ADD ("/agenda/dialogs/hours", test_hours);
  return g_test_run ();
}
