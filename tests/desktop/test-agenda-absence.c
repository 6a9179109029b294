/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A coach is absent: what that touches, who takes it over, one confirmation. */
#include <string.h>
#include "desktop/agenda/nx-absence-dialog.h"
#include "desktop/agenda/nx-absence-row.h"
#include "tests/desktop/dialogs-fixture.h"

#define SHEET(dialog) NX_AGENDA_SHEET (dialog)
#define RECORD        "/api/coaches/" HELIOS "/absences"
#define COVER         "/api/absences/" ID ("b1") "/cover"

static NxAbsenceDialog *
open_dialog (Dialogs *self)
{
  gint32 today = nx_time_date_in_zone (nx_connection_now (self->connection), nx_time_zone (NX_TIME_CENTRE_ZONE));

  return nx_absence_dialog_present (self->label, self->connection, self->source, HELIOS, FALSE, today + 3);
}

static NxAbsenceRow *
row_of (NxAbsenceDialog *dialog, int n)
{
  return NX_ABSENCE_ROW (gtk_list_box_get_row_at_index (GTK_LIST_BOX (nx_absence_dialog_get_list (dialog)), n));
}

/* The best proposal is chosen already; one that has none stays, and the sentence says so. One confirmation does it all. */
static void
test_cover (Dialogs *self, gconstpointer data)
{
  NxAbsenceDialog *dialog = open_dialog (self);
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  WAIT_FOR (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, RECORD), "\"dryRun\":true"));
  g_assert_cmpint (row_count (nx_absence_dialog_get_list (dialog)), ==, 2);
  g_assert_cmpint (nx_absence_row_get_action (row_of (dialog, 0)), ==, NX_COVER_MOVE);
  g_assert_cmpint (nx_absence_row_get_action (row_of (dialog, 1)), ==, NX_COVER_KEEP);
  g_assert_false (nx_absence_row_has_proposal (row_of (dialog, 1)));
  g_assert_nonnull (strstr (nx_agenda_sheet_get_status (SHEET (dialog)), "1 session is moved"));
  g_assert_nonnull (strstr (row_title (nx_absence_dialog_get_list (dialog), 1), "<b>Ben</b>"));
  dialogs_shot (dialog, "absence");
  NX_AGENDA_SHEET_GET_CLASS (dialog)->accept (SHEET (dialog));
  WAIT_FOR (weak == NULL);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", COVER), ==, 1);
  g_assert_cmpstr (nx_fake_server_body (self->server, COVER), ==,
                   "{\"choices\":[{\"sessionId\":\"" ID ("a1") "\",\"action\":\"MOVE\",\"coachId\":\"" ID ("c2")
                   "\",\"scheduledAt\":\"2099-11-25T14:00:00Z\"},{\"sessionId\":\"" ID ("a2") "\",\"action\":\"KEEP\"}]}");
  g_assert_null (strstr (nx_fake_server_body (self->server, RECORD), "dryRun"));
}

/* Somebody took what was proposed: the words of the server, new proposals, the absence is not recorded twice. */
static void
test_refused (Dialogs *self, gconstpointer data)
{
  NxAbsenceDialog *dialog = open_dialog (self);
  gpointer weak = dialog;
  g_autofree char *key = NULL;
  guint recorded;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  WAIT_FOR (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row_of (dialog, 0)), 1);
  nx_fake_server_refuse (self->server, "POST", COVER, 409, "slot_taken", "Hélios vient d’être réservé à 16:00.");
  NX_AGENDA_SHEET_GET_CLASS (dialog)->accept (SHEET (dialog));
  WAIT_FOR (nx_agenda_sheet_get_error (SHEET (dialog))[0] != '\0' && nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  g_assert_cmpstr (nx_agenda_sheet_get_error (SHEET (dialog)), ==, "Hélios vient d’être réservé à 16:00.");
  /* what was chosen by hand stays chosen */
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row_of (dialog, 0))), ==, 1);
  dialogs_shot (dialog, "absence-refused");
  key = g_strdup (nx_fake_server_header (self->server, COVER, "Idempotency-Key"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row_of (dialog, 0)), 3);
  g_assert_cmpint (nx_absence_row_get_action (row_of (dialog, 0)), ==, NX_COVER_CANCEL);
  recorded = nx_fake_server_count (self->server, "POST", RECORD);
  nx_fake_server_answer (self->server, "POST", COVER, 200, "{\"sessions\": [], \"moved\": 0, \"cancelled\": 1}");
  NX_AGENDA_SHEET_GET_CLASS (dialog)->accept (SHEET (dialog));
  WAIT_FOR (weak == NULL);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", RECORD), ==, recorded);
  g_assert_cmpstr (nx_fake_server_header (self->server, COVER, "Idempotency-Key"), !=, key);
  g_assert_nonnull (strstr (nx_fake_server_body (self->server, COVER), "\"action\":\"CANCEL\""));
}

/* Nothing lies in it: it is recorded, and nothing else is sent. */
static void
test_nothing (Dialogs *self, gconstpointer data)
{
  NxAbsenceDialog *dialog;
  gpointer weak;

  nx_fake_server_answer (self->server, "POST", RECORD, 201,
                         "{\"absence\": {\"id\": \"" ID ("b1") "\", \"coachId\": \"" HELIOS "\"}, \"sessions\": []}");
  weak = dialog = open_dialog (self);
  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  WAIT_FOR (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  g_assert_cmpstr (nx_agenda_sheet_get_status (SHEET (dialog)), ==, "No session lies in that time.");
  NX_AGENDA_SHEET_GET_CLASS (dialog)->accept (SHEET (dialog));
  WAIT_FOR (weak == NULL);
  g_assert_cmpuint (nx_fake_server_count (self->server, "POST", COVER), ==, 0);
}

/* A server that cannot be read, and a slow one. */
static void
test_slow (Dialogs *self, gconstpointer data)
{
  NxAbsenceDialog *dialog;

  nx_fake_server_refuse (self->server, "POST", RECORD, 422, "invalid", "La fin doit suivre le début.");
  dialog = open_dialog (self);
  WAIT_FOR (nx_agenda_sheet_get_error (SHEET (dialog))[0] != '\0');
  g_assert_false (nx_agenda_sheet_get_can_accept (SHEET (dialog)));
  gtk_window_close (GTK_WINDOW (dialog));
  nx_fake_server_set_delay (self->server, 1300);
  dialog = open_dialog (self);
  fixture_settle (1500);
  dialogs_shot (dialog, "absence-slow");
  gtk_window_close (GTK_WINDOW (dialog));
  fixture_settle (600);
  nx_fake_server_set_delay (self->server, 0);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(name, test) g_test_add (name, Dialogs, NULL, dialogs_set_up, test, dialogs_tear_down)
  ADD ("/agenda/absence/cover", test_cover);
  ADD ("/agenda/absence/refused", test_refused);
  ADD ("/agenda/absence/nothing", test_nothing);
  ADD ("/agenda/absence/slow", test_slow);
  return g_test_run ();
}
