/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <string.h>
#include "desktop/nx-place.h"
#include "desktop/students/nx-adjust-dialog.h"
#include "desktop/students/nx-pay-dialog.h"
#include "desktop/students/nx-plan-card.h"
#include "desktop/students/nx-student-file.h"
#include "desktop/students/nx-student-header.h"
#include "desktop/students/nx-student-row.h"
#include "desktop/students/nx-students-place.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-wait.h"
#include "tests/desktop/nx-test-widgets.h"

#define LINA "0193a0b0-0000-7000-8000-000000000001"
#define LONG "0193a0b0-0000-7000-8000-000000000002"

#define CHILD(widget, type, name) gtk_widget_get_template_child (GTK_WIDGET (widget), type, name)

typedef struct
{
  NxFakeServer *server;
  NxConnection *connection;
  GtkWidget *window;
  GtkWidget *place;
} Fixture;


static GListModel *
rows (Fixture *fixture)
{
  GtkListView *view = GTK_LIST_VIEW (CHILD (fixture->place, NX_TYPE_STUDENTS_PLACE, "list_view"));
  return G_LIST_MODEL (gtk_list_view_get_model (view));
}


static guint
n_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (rows (fixture));
}


static GtkEditable *
search (Fixture *fixture)
{
  return GTK_EDITABLE (CHILD (fixture->place, NX_TYPE_STUDENTS_PLACE, "search_entry"));
}


static void
set_up (Fixture *fixture, gconstpointer role)
{
  gboolean signed_in = FALSE;
  fixture->server = nx_fake_server_new ();
  nx_fake_server_furnish (fixture->server, role != NULL ? role : "ASSISTANTE");
  fixture->connection = nx_connection_new (NULL);
  nx_connection_sign_in_async (fixture->connection, nx_fake_server_get_address (fixture->server), "salma@nexus.tn", "secret", NULL,
                               nx_test_on_signed_in, &signed_in);
  WAIT_FOR (signed_in && nx_fake_server_live (fixture->server) == 1);
  fixture->place = nx_students_place_new (fixture->connection);
  GtkWidget *toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), fixture->place);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 760);
  gtk_window_set_child (GTK_WINDOW (fixture->window), toasts);
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT_FOR (n_rows (fixture) == 3);
}


static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer place = fixture->place;
  g_object_add_weak_pointer (G_OBJECT (place), &place);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  WAIT_FOR (place == NULL);
  WAIT_FOR (G_OBJECT (fixture->connection)->ref_count == 1);
  g_assert_finalize_object (fixture->connection);
  nx_fake_server_free (fixture->server);
  nx_test_drain ();
}


static GtkWidget *
header (Fixture *fixture)
{
  return nx_test_find (fixture->place, NX_TYPE_STUDENT_HEADER);
}


static GtkWidget *
header_child (Fixture *fixture, const char *name)
{
  return GTK_WIDGET (CHILD (header (fixture), NX_TYPE_STUDENT_HEADER, name));
}


static const char *
header_text (Fixture *fixture, const char *name)
{
  return gtk_label_get_text (GTK_LABEL (header_child (fixture, name)));
}


static void
open (Fixture *fixture, const char *id)
{
  g_autofree char *reports = g_strconcat ("/api/students/", id, "/reports", NULL);
  guint before = nx_fake_server_count (fixture->server, "GET", reports);
  nx_place_open (NX_PLACE (fixture->place), id);
  WAIT_FOR (nx_fake_server_count (fixture->server, "GET", reports) > before && header (fixture) != NULL
            && *header_text (fixture, "name_label") != '\0');
}


static void
test_new (Fixture *fixture, gconstpointer data)
{
  g_assert_true (NX_IS_STUDENTS_PLACE (fixture->place));
  GtkWidget *row = nx_test_find (fixture->place, NX_TYPE_STUDENT_ROW);
  g_assert_nonnull (row);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "ياسين الطرابلسي, Seconde · 8 credits");
}


static void
test_search (Fixture *fixture, gconstpointer data)
{
  guint asked = nx_fake_server_count (fixture->server, "GET", "/api/students");
  gtk_editable_set_text (search (fixture), "l");
  gtk_editable_set_text (search (fixture), "li");
  gtk_editable_set_text (search (fixture), "lin");
  WAIT_FOR (n_rows (fixture) == 1);
  /* One question for three keys. */
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "GET", "/api/students"), ==, asked + 1);
  g_assert_cmpstr (nx_fake_server_target (fixture->server, "/api/students"), ==, "/api/students?query=lin&limit=20");

  gtk_editable_set_text (search (fixture), "zzz");
  WAIT_FOR (n_rows (fixture) == 0);
  GtkStack *stack = GTK_STACK (CHILD (fixture->place, NX_TYPE_STUDENTS_PLACE, "list_stack"));
  AdwStatusPage *empty = ADW_STATUS_PAGE (CHILD (fixture->place, NX_TYPE_STUDENTS_PLACE, "empty_page"));
  WAIT_FOR (g_str_equal (gtk_stack_get_visible_child_name (stack), "empty"));
  g_assert_cmpstr (adw_status_page_get_title (empty), ==, "Nothing matches “zzz”");
  g_signal_emit_by_name (CHILD (fixture->place, NX_TYPE_STUDENTS_PLACE, "clear_button"), "clicked");
  WAIT_FOR (n_rows (fixture) == 3);
}


/* Enter opens the first one found, also where the answer comes after the key. */
static void
test_enter (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (search (fixture), "lin");
  g_signal_emit_by_name (search (fixture), "activate");
  WAIT_FOR (header (fixture) != NULL);
  g_assert_cmpstr (header_text (fixture, "name_label"), ==, "Lina Ben Ali");
}


static void
test_file (Fixture *fixture, gconstpointer data)
{
  open (fixture, LINA);
  WAIT_FOR (g_str_equal (header_text (fixture, "balance_label"), "2.75 credits"));
  g_assert_cmpstr (header_text (fixture, "family_label"), ==, "Parent: Karim Ben Ali");
  g_assert_true (gtk_widget_get_visible (header_child (fixture, "phone_button")));
  gtk_test_accessible_assert_property (header_child (fixture, "phone_button"), GTK_ACCESSIBLE_PROPERTY_LABEL, "Call +216 98 123 456");
  g_assert_true (gtk_widget_get_visible (header_child (fixture, "pay_button")));
  GtkWidget *file = nx_test_find (fixture->place, NX_TYPE_STUDENT_FILE);
  GtkWidget *sessions = GTK_WIDGET (CHILD (file, NX_TYPE_STUDENT_FILE, "sessions_list"));
  WAIT_FOR (gtk_list_box_get_row_at_index (GTK_LIST_BOX (sessions), 2) != NULL);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (sessions), 2)), "nx-gone"));
}


/* Names are text, whatever they hold. */
static void
test_hostile_name (Fixture *fixture, gconstpointer data)
{
  open (fixture, LONG);
  g_assert_cmpstr (header_text (fixture, "name_label"), ==,
                   "Marie-Antoinette Joséphine de La Rochefoucauld <b>Ben</b> & Trabelsi-Bouguerra");
  WAIT_FOR (gtk_widget_get_visible (header_child (fixture, "flags_box")));
  g_assert_false (gtk_widget_get_visible (header_child (fixture, "family_box")));
}


/* A live event about the open student asks again; the rows that stay keep their objects. */
static void
test_live (Fixture *fixture, gconstpointer data)
{
  open (fixture, LINA);
  g_autoptr (NxStudent) before = g_list_model_get_item (rows (fixture), 2);
  guint asked = nx_fake_server_count (fixture->server, "GET", "/api/students/" LINA);
  guint listed = nx_fake_server_count (fixture->server, "GET", "/api/students");
  nx_fake_server_emit (fixture->server, "{\"seq\": 7, \"type\": \"session.booked\", \"studentId\": \"" LINA "\"}");
  WAIT_FOR (nx_fake_server_count (fixture->server, "GET", "/api/students/" LINA) > asked
            && nx_fake_server_count (fixture->server, "GET", "/api/students") > listed);
  nx_test_drain ();
  g_autoptr (NxStudent) after = g_list_model_get_item (rows (fixture), 2);
  g_assert_true (before == after);
}


/* The row says what the file was told: a balance that changed in one is not stale in the other. */
static void
test_row_follows_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NxStudent) row = g_list_model_get_item (rows (fixture), 2);
  nx_fake_server_answer (fixture->server, "GET", "/api/students/" LINA, 200,
                         "{\"id\": \"" LINA "\", \"firstName\": \"Lina\", \"lastName\": \"Ben Ali\", \"balance\": 7.5, "
                         "\"activated\": true}");
  g_assert_cmpint (row->balance, ==, 11);
  open (fixture, LINA);
  WAIT_FOR (row->balance == 30);
  g_assert_cmpstr (header_text (fixture, "balance_label"), ==, "7.5 credits");
}


static void
test_payment (Fixture *fixture, gconstpointer data)
{
  open (fixture, LINA);
  g_signal_emit_by_name (header_child (fixture, "pay_button"), "clicked");
  GtkWindow *dialog = nx_test_find_window (NX_TYPE_PAY_DIALOG);
  g_assert_nonnull (dialog);
  GtkStack *stack = GTK_STACK (CHILD (dialog, NX_TYPE_PAY_DIALOG, "stack"));
  WAIT_FOR (g_str_equal (gtk_stack_get_visible_child_name (stack), "form"));
  GtkLabel *effect = GTK_LABEL (CHILD (dialog, NX_TYPE_PAY_DIALOG, "effect_label"));
  g_assert_cmpstr (gtk_label_get_text (effect), ==, "TND 179.000 received at the desk · Hybride active · 4 credits");
  GtkWidget *card = nx_test_find (GTK_WIDGET (dialog), NX_TYPE_PLAN_CARD);
  gtk_test_accessible_assert_property (card, GTK_ACCESSIBLE_PROPERTY_LABEL, "Accès Plateforme, TND 79.000, without sessions");

  /* One more subject than is included: the sum says so before the key is pressed. */
  GtkWidget *subjects = GTK_WIDGET (CHILD (dialog, NX_TYPE_PAY_DIALOG, "subjects_box"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_last_child (subjects)), TRUE);
  g_assert_cmpstr (gtk_label_get_text (effect), ==, "TND 229.000 received at the desk · Hybride active · 4 credits");

  /* A lost answer and a second press: the same key, so that the server takes it once. */
  const char *path = "/api/subscriptions/change";
  nx_fake_server_refuse (fixture->server, "POST", path, 503, "unavailable", "Plus tard.");
  g_signal_emit_by_name (CHILD (dialog, NX_TYPE_PAY_DIALOG, "take_button"), "clicked");
  GtkWidget *error_label = GTK_WIDGET (CHILD (dialog, NX_TYPE_PAY_DIALOG, "error_label"));
  WAIT_FOR (gtk_widget_get_visible (error_label));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (error_label)), ==, "Plus tard.");
  g_autofree char *key = g_strdup (nx_fake_server_header (fixture->server, path, "Idempotency-Key"));
  nx_fake_server_furnish (fixture->server, "ASSISTANTE");
  g_signal_emit_by_name (CHILD (dialog, NX_TYPE_PAY_DIALOG, "take_button"), "clicked");
  WAIT_FOR (nx_test_find_window (NX_TYPE_PAY_DIALOG) == NULL);
  g_assert_cmpstr (nx_fake_server_header (fixture->server, path, "Idempotency-Key"), ==, key);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, path), ==,
                   "{\"studentId\":\"" LINA "\",\"planName\":\"HYBRIDE\",\"method\":\"manual\",\"ariaSubjects\":[\"MATHEMATIQUES\",\"SES\"]}");
}


static GtkWidget *
find_card (GtkWidget *from, const char *name)
{
  if (NX_IS_PLAN_CARD (from) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (CHILD (from, NX_TYPE_PLAN_CARD, "name_label"))), name) == 0)
    return from;
  for (GtkWidget *w = gtk_widget_get_first_child (from); w != NULL; w = gtk_widget_get_next_sibling (w))
    {
      GtkWidget *found = find_card (w, name);
      if (found != NULL)
        return found;
    }
  return NULL;
}


#define MANUAL "/api/payments/manual"

/* A pack by cheque: the sum is the catalogue's, another one needs a note, the cheque's number is kept. */
static void
test_pack (Fixture *fixture, gconstpointer data)
{
  open (fixture, LINA);
  g_signal_emit_by_name (header_child (fixture, "pay_button"), "clicked");
  GtkWidget *dialog = GTK_WIDGET (nx_test_find_window (NX_TYPE_PAY_DIALOG));
  WAIT_FOR (find_card (dialog, "Pack 8 crédits") != NULL);
  GtkWidget *take = GTK_WIDGET (CHILD (dialog, NX_TYPE_PAY_DIALOG, "take_button"));
  GtkLabel *effect = GTK_LABEL (CHILD (dialog, NX_TYPE_PAY_DIALOG, "effect_label"));
  GtkEditable *amount = GTK_EDITABLE (CHILD (dialog, NX_TYPE_PAY_DIALOG, "amount_entry"));
  GtkEditable *note = GTK_EDITABLE (CHILD (dialog, NX_TYPE_PAY_DIALOG, "note_entry"));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (amount)));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_card (dialog, "Pack 8 crédits")), TRUE);
  g_assert_cmpstr (gtk_editable_get_text (amount), ==, "340.000");
  g_assert_cmpstr (gtk_label_get_text (effect), ==, "TND 340.000 received at the desk · Pack 8 crédits · 8 credits");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (CHILD (dialog, NX_TYPE_PAY_DIALOG, "aria_group"))));
  gtk_editable_set_text (amount, "300");
  g_assert_false (gtk_widget_get_sensitive (take));
  g_assert_cmpstr (gtk_label_get_text (effect), ==, "40.000 is missing: a note is needed.");
  gtk_editable_set_text (amount, "340,000");
  gtk_editable_set_text (note, "Chèque 0042317");

  /* The answer is lost: the same press is the same payment, another sum is another one. */
  nx_fake_server_refuse (fixture->server, "POST", MANUAL, 503, "unavailable", "Plus tard.");
  GtkWidget *error_label = GTK_WIDGET (CHILD (dialog, NX_TYPE_PAY_DIALOG, "error_label"));
  g_signal_emit_by_name (take, "clicked");
  WAIT_FOR (gtk_widget_get_visible (error_label));
  g_autofree char *key = g_strdup (nx_fake_server_header (fixture->server, MANUAL, "Idempotency-Key"));
  g_signal_emit_by_name (take, "clicked");
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", MANUAL) == 2 && gtk_widget_get_sensitive (take));
  g_assert_cmpstr (nx_fake_server_header (fixture->server, MANUAL, "Idempotency-Key"), ==, key);
  gtk_editable_set_text (amount, "341,000");
  nx_fake_server_furnish (fixture->server, "ASSISTANTE");
  g_signal_emit_by_name (take, "clicked");
  WAIT_FOR (nx_test_find_window (NX_TYPE_PAY_DIALOG) == NULL);
  g_assert_cmpstr (nx_fake_server_header (fixture->server, MANUAL, "Idempotency-Key"), !=, key);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, MANUAL), ==,
                   "{\"studentId\":\"" LINA "\",\"type\":\"CREDIT_PACK\",\"key\":\"PACK_8\",\"amountReceived\":{\"amount\":341000,"
                   "\"currency\":\"TND\"},\"note\":\"Chèque 0042317\"}");
}


/* What the family was asked for already is offered first. */
static void
test_due (Fixture *fixture, gconstpointer data)
{
  nx_fake_server_answer (fixture->server, "GET", "/api/payments?studentId=" LINA "&limit=100", 200,
                         "{\"items\": [{\"id\": \"" LONG "\", \"studentId\": \"" LINA "\", \"type\": \"SUBSCRIPTION\", \"method\": \"konnect\", "
                         "\"status\": \"PENDING\", \"amount\": {\"amount\": 299000, \"currency\": \"TND\"}, \"itemKey\": \"IMMERSION\", "
                         "\"title\": \"Immersion (décembre)\", \"createdAt\": \"2026-11-20T09:00:00Z\", \"credits\": 8}], \"nextCursor\": null}");
  open (fixture, LINA);
  g_signal_emit_by_name (header_child (fixture, "pay_button"), "clicked");
  GtkWidget *dialog = GTK_WIDGET (nx_test_find_window (NX_TYPE_PAY_DIALOG));
  WAIT_FOR (find_card (dialog, "Immersion (décembre)") != NULL);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_card (dialog, "Immersion (décembre)"))));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (CHILD (dialog, NX_TYPE_PAY_DIALOG, "effect_label"))), ==,
                   "TND 299.000 received at the desk · Immersion (décembre) active · 8 credits");
  g_signal_emit_by_name (CHILD (dialog, NX_TYPE_PAY_DIALOG, "take_button"), "clicked");
  WAIT_FOR (nx_test_find_window (NX_TYPE_PAY_DIALOG) == NULL);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, MANUAL), ==,
                   "{\"paymentId\":\"" LONG "\",\"amountReceived\":{\"amount\":299000,\"currency\":\"TND\"}}");
}


static void
test_adjust (Fixture *fixture, gconstpointer data)
{
  open (fixture, LINA);
  g_signal_emit_by_name (header_child (fixture, "adjust_button"), "clicked");
  GtkWindow *dialog = nx_test_find_window (NX_TYPE_ADJUST_DIALOG);
  GtkSpinButton *spin = GTK_SPIN_BUTTON (CHILD (dialog, NX_TYPE_ADJUST_DIALOG, "amount_spin"));
  GtkEditable *reason = GTK_EDITABLE (CHILD (dialog, NX_TYPE_ADJUST_DIALOG, "reason_row"));
  GtkWidget *button = GTK_WIDGET (CHILD (dialog, NX_TYPE_ADJUST_DIALOG, "adjust_button"));
  GtkLabel *effect = GTK_LABEL (CHILD (dialog, NX_TYPE_ADJUST_DIALOG, "effect_label"));

  /* As typed in French, and as the typographer writes it. */
  gtk_editable_set_text (GTK_EDITABLE (spin), "−1,25");
  gtk_spin_button_update (spin);
  g_assert_cmpfloat (gtk_spin_button_get_value (spin), ==, -1.25);
  g_assert_cmpstr (gtk_label_get_text (effect), ==, "Balance 2.75 → 1.5 credits");
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_editable_set_text (reason, "  ab  ");
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_editable_set_text (reason, "Geste commercial");
  g_assert_true (gtk_widget_get_sensitive (button));
  gtk_spin_button_set_value (spin, -3);
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_spin_button_set_value (spin, 1);
  g_signal_emit_by_name (button, "clicked");
  WAIT_FOR (nx_test_find_window (NX_TYPE_ADJUST_DIALOG) == NULL);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, "/api/credits/adjust"), ==,
                   "{\"studentId\":\"" LINA "\",\"amount\":1,\"reason\":\"Geste commercial\"}");
}


/* A coach sees the pupil, not the family's money. */
static void
test_coach (Fixture *fixture, gconstpointer data)
{
  open (fixture, LINA);
  g_assert_false (gtk_widget_get_visible (header_child (fixture, "pay_button")));
  g_assert_false (gtk_widget_get_visible (header_child (fixture, "adjust_button")));
}


int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
#define ADD(path, role, test) g_test_add ("/students/" path, Fixture, role, set_up, test, tear_down)
  ADD ("new", NULL, test_new);
  ADD ("search", NULL, test_search);
  ADD ("enter", NULL, test_enter);
  ADD ("file", NULL, test_file);
  ADD ("hostile-name", NULL, test_hostile_name);
  ADD ("live", NULL, test_live);
  ADD ("row-follows-file", NULL, test_row_follows_file);
  ADD ("payment", NULL, test_payment);
  ADD ("pack", NULL, test_pack);
  ADD ("due", NULL, test_due);
  ADD ("adjust", NULL, test_adjust);
  ADD ("coach", "COACH", test_coach);
  return g_test_run ();
}
