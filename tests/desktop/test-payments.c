/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <string.h>
#include "desktop/students/nx-pay-dialog.h"
#include "desktop/transfers/nx-desk-button.h"
#include "desktop/transfers/nx-payment-pane.h"
#include "desktop/transfers/nx-refund-dialog.h"
#include "desktop/transfers/nx-transfers-place.h"
#include "desktop/transfers/nx-transfers-todo.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-wait.h"
#include "tests/desktop/nx-test-widgets.h"

/* What the office does with one payment: cash, cards, refunds, what is to be looked at. */

#define PAYMENT "0193a0b0-0000-7000-a000-000000000099"
#define STUDENT "0193a0b0-0000-7000-8000-000000000001"
#define PATH "/api/payments/" PAYMENT
#define ATTENTION "/api/payments?attention=true&limit=100"

typedef struct
{
  NxFakeServer *server;
  NxConnection *connection;
  GtkWidget *window, *place;
} Fixture;


static gpointer
child (gpointer widget, GType type, const char *name)
{
  return gtk_widget_get_template_child (widget, type, name);
}


static gpointer
part (Fixture *fixture, const char *name)
{
  return child (nx_test_find (fixture->place, NX_TYPE_PAYMENT_PANE), NX_TYPE_PAYMENT_PANE, name);
}


static GListModel *
payments (Fixture *fixture)
{
  return G_LIST_MODEL (gtk_list_view_get_model (child (fixture->place, NX_TYPE_TRANSFERS_PLACE, "payments_view")));
}


static GtkWidget *
link_button (Fixture *fixture, const char *label)
{
  for (GtkWidget *w = gtk_widget_get_first_child (part (fixture, "links_box")); w != NULL; w = gtk_widget_get_next_sibling (w))
    if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (w)), label) == 0)
      return w;
  return NULL;
}


static char *
payment_json (const char *method, const char *status, const char *more)
{
  return g_strdup_printf ("{\"id\": \"" PAYMENT "\", \"studentId\": \"" STUDENT "\", \"type\": \"SUBSCRIPTION\", \"method\": \"%s\", "
                          "\"status\": \"%s\", \"amount\": {\"amount\": 179000, \"currency\": \"TND\"}, \"itemKey\": \"HYBRIDE\", "
                          "\"createdAt\": \"2026-11-19T09:00:00Z\", \"credits\": 4, \"title\": \"Hybride\", "
                          "\"studentName\": \"Lina Ben Ali\"%s}", method, status, more);
}


static void
answer (Fixture *fixture, const char *method, const char *path, const char *kind, const char *status, const char *more)
{
  g_autofree char *payment = payment_json (kind, status, more);
  g_autofree char *body = g_strdup_printf ("{\"payment\": %s}", payment);
  nx_fake_server_answer (fixture->server, method, path, 200, body);
}


static void
answer_attention (Fixture *fixture, const char *more)
{
  g_autofree char *payment = payment_json ("konnect", "COMPLETED", more);
  g_autofree char *body = g_strdup_printf ("{\"items\": [%s], \"nextCursor\": null}", payment);
  nx_fake_server_answer (fixture->server, "GET", ATTENTION, 200, body);
}


static void
set_up (Fixture *fixture, gconstpointer data)
{
  gboolean signed_in = FALSE;
  fixture->server = nx_fake_server_new ();
  nx_fake_server_furnish (fixture->server, "ASSISTANTE");
  nx_fake_server_furnish_money (fixture->server, 10, 14);
  fixture->connection = nx_connection_new (NULL);
  nx_connection_sign_in_async (fixture->connection, nx_fake_server_get_address (fixture->server), "salma@nexus.tn", "secret", NULL,
                               nx_test_on_signed_in, &signed_in);
  WAIT_FOR (signed_in && nx_fake_server_live (fixture->server) == 1);
  fixture->place = nx_transfers_place_new (fixture->connection);
  GtkWidget *toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), fixture->place);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 760);
  gtk_window_set_child (GTK_WINDOW (fixture->window), toasts);
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT_FOR (g_list_model_get_n_items (payments (fixture)) == 14);
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


static void
open (Fixture *fixture, const char *kind, const char *status, const char *more)
{
  answer (fixture, "GET", PATH, kind, status, more);
  nx_place_open (NX_PLACE (fixture->place), PAYMENT);
  WAIT_FOR (strstr (gtk_label_get_text (part (fixture, "title_label")), "Lina Ben Ali") != NULL);
}


/* A family that was to pay by card pays in cash: taken as such. */
static void
test_cash (Fixture *fixture, gconstpointer data)
{
  open (fixture, "konnect", "PENDING", "");
  g_assert_true (gtk_widget_get_visible (part (fixture, "card_label")));
  g_assert_cmpuint (adw_combo_row_get_selected (part (fixture, "way_row")), ==, 0);
  adw_combo_row_set_selected (part (fixture, "way_row"), 1);
  g_assert_false (gtk_widget_get_visible (part (fixture, "date_entry")));
  gtk_editable_set_text (part (fixture, "note_entry"), "Chèque 0042317");
  nx_fake_server_refuse (fixture->server, "POST", "/api/payments/manual", 503, "unavailable", "Plus tard.");
  g_signal_emit_by_name (part (fixture, "confirm_button"), "clicked");
  WAIT_FOR (gtk_widget_get_visible (part (fixture, "error_label")));
  g_autofree char *key = g_strdup (nx_fake_server_header (fixture->server, "/api/payments/manual", "Idempotency-Key"));
  answer (fixture, "POST", "/api/payments/manual", "manual", "COMPLETED", "");
  answer (fixture, "GET", PATH, "manual", "COMPLETED", "");
  g_signal_emit_by_name (part (fixture, "confirm_button"), "clicked");
  WAIT_FOR (!gtk_widget_get_visible (part (fixture, "forms")));
  g_assert_cmpstr (nx_fake_server_header (fixture->server, "/api/payments/manual", "Idempotency-Key"), ==, key);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, "/api/payments/manual"), ==,
                   "{\"paymentId\":\"" PAYMENT "\",\"amountReceived\":{\"amount\":179000,\"currency\":\"TND\"},\"note\":\"Chèque 0042317\"}");
}


/* The money of a card payment came by transfer after all: the bank's route, with its day. */
static void
test_card_by_transfer (Fixture *fixture, gconstpointer data)
{
  open (fixture, "konnect", "PENDING", "");
  answer (fixture, "POST", "/api/payments/wise/confirm", "wise", "COMPLETED", "");
  answer (fixture, "GET", PATH, "wise", "COMPLETED", "");
  g_signal_emit_by_name (part (fixture, "confirm_button"), "clicked");
  WAIT_FOR (!gtk_widget_get_visible (part (fixture, "forms")));
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, "/api/payments/wise/confirm"), "\"receivedOn\":\""));
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", "/api/payments/validate"), ==, 0);
}


static void
test_ask_konnect (Fixture *fixture, gconstpointer data)
{
  open (fixture, "wise", "PENDING", "");
  g_assert_false (gtk_widget_get_visible (link_button (fixture, "_Update")));
  answer (fixture, "GET", PATH, "konnect", "PENDING", "");
  nx_place_refresh (NX_PLACE (fixture->place));
  WAIT_FOR (gtk_widget_get_visible (link_button (fixture, "_Update")));
  answer (fixture, "POST", PATH "/refresh", "konnect", "COMPLETED", "");
  answer (fixture, "GET", PATH, "konnect", "COMPLETED", "");
  GtkWidget *button = link_button (fixture, "_Update");
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Asking Konnect…");
  WAIT_FOR (!gtk_widget_get_visible (part (fixture, "forms")) && !gtk_widget_get_visible (button));
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", PATH "/refresh"), ==, 1);
}


/* What goes back, and what cannot, stands there before anything is pressed. */
static void
test_refund (Fixture *fixture, gconstpointer data)
{
  nx_fake_server_answer (fixture->server, "GET", "/api/students/" STUDENT "/credits", 200,
                         "{\"balance\": 2.75, \"lots\": [{\"id\": \"" STUDENT "\", \"type\": \"MONTHLY_ALLOCATION\", \"granted\": 4, "
                         "\"remaining\": 2.75, \"grantedAt\": \"2026-11-02T09:00:00Z\", \"expiresAt\": \"2099-11-02T09:00:00Z\", "
                         "\"paymentId\": \"" PAYMENT "\"}, {\"id\": \"" PAYMENT "\", \"type\": \"PURCHASE\", \"granted\": 8, "
                         "\"remaining\": 8, \"grantedAt\": \"2026-11-02T09:00:00Z\", \"expiresAt\": \"2099-11-02T09:00:00Z\", "
                         "\"paymentId\": \"" STUDENT "\"}], \"transactions\": []}");
  open (fixture, "wise", "PENDING", "");
  g_assert_false (gtk_widget_get_visible (link_button (fixture, "Re_fund…")));
  answer (fixture, "GET", PATH, "wise", "COMPLETED", "");
  nx_place_refresh (NX_PLACE (fixture->place));
  WAIT_FOR (gtk_widget_get_visible (link_button (fixture, "Re_fund…")));
  g_signal_emit_by_name (link_button (fixture, "Re_fund…"), "clicked");
  NxRefundDialog *dialog = nx_test_find_window (NX_TYPE_REFUND_DIALOG);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "refund"));
  WAIT_FOR (strstr (nx_refund_dialog_get_facts (dialog), "2.75") != NULL);
  g_assert_nonnull (strstr (nx_refund_dialog_get_facts (dialog), "Not taken back: 1.25 credits"));
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "refund"));
  gtk_editable_set_text (nx_refund_dialog_get_reason_entry (dialog), "Déménagement");
  g_assert_true (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "refund"));
  g_autofree char *payment = payment_json ("wise", "REFUNDED", "");
  g_autofree char *body = g_strdup_printf ("{\"payment\": %s, \"reversed\": {\"credits\": 2.75}, \"notReversed\": {\"credits\": 1.25, "
                                           "\"sentence\": \"Non repris.\"}, \"planEnded\": true}", payment);
  nx_fake_server_answer (fixture->server, "POST", PATH "/refund", 200, body);
  answer (fixture, "GET", PATH, "wise", "REFUNDED", "");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "refund");
  gtk_window_destroy (GTK_WINDOW (dialog));
  WAIT_FOR (!gtk_widget_get_visible (link_button (fixture, "Re_fund…")));
  g_assert_cmpstr (nx_fake_server_body (fixture->server, PATH "/refund"), ==, "{\"reason\":\"Déménagement\"}");
  g_assert_nonnull (nx_fake_server_header (fixture->server, PATH "/refund", "Idempotency-Key"));
}


/* Keeping the payment asks nothing of the server. */
static void
test_no_refund (Fixture *fixture, gconstpointer data)
{
  open (fixture, "wise", "COMPLETED", "");
  WAIT_FOR (gtk_widget_get_visible (link_button (fixture, "Re_fund…")));
  g_signal_emit_by_name (link_button (fixture, "Re_fund…"), "clicked");
  NxRefundDialog *dialog = nx_test_find_window (NX_TYPE_REFUND_DIALOG);
  gtk_editable_set_text (nx_refund_dialog_get_reason_entry (dialog), "Déménagement");
  gtk_window_close (GTK_WINDOW (dialog));
  WAIT_FOR (nx_test_find_window (NX_TYPE_REFUND_DIALOG) == NULL);
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", PATH "/refund"), ==, 0);
}


/* A payment that needs a look stands first with its reason, and goes when somebody says what was done. */
static void
test_attention (Fixture *fixture, gconstpointer data)
{
  answer_attention (fixture, ", \"attention\": \"PAID_TWICE\"");
  GtkWidget *todo = g_object_ref_sink (nx_transfers_todo_new (fixture->connection));
  WAIT_FOR (nx_transfers_todo_get_count (NX_TRANSFERS_TODO (todo)) == 7 + 1);
  nx_place_refresh (NX_PLACE (fixture->place));
  WAIT_FOR (g_list_model_get_n_items (payments (fixture)) == 15);
  g_autoptr (NxPayment) first = g_list_model_get_item (payments (fixture), 0);
  g_assert_cmpstr (first->id, ==, PAYMENT);
  open (fixture, "konnect", "COMPLETED", ", \"attention\": \"PAID_TWICE\"");
  WAIT_FOR (gtk_widget_get_visible (part (fixture, "attention_box")));
  g_assert_cmpstr (gtk_label_get_text (part (fixture, "attention_label")), ==, "Paid twice");
  GtkWidget *button = part (fixture, "handled_button");
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_editable_set_text (part (fixture, "handled_entry"), "Rendu par Konnect le 22/11");
  g_assert_true (gtk_widget_get_sensitive (button));
  answer (fixture, "POST", PATH "/handled", "konnect", "COMPLETED", "");
  answer (fixture, "GET", PATH, "konnect", "COMPLETED", "");
  nx_fake_server_answer (fixture->server, "GET", ATTENTION, 200, "{\"items\": [], \"nextCursor\": null}");
  g_signal_emit_by_name (button, "clicked");
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", PATH "/handled") == 1);
  WAIT_FOR (!gtk_widget_get_visible (part (fixture, "attention_box")));
  g_assert_cmpstr (nx_fake_server_body (fixture->server, PATH "/handled"), ==, "{\"note\":\"Rendu par Konnect le 22/11\"}");
  WAIT_FOR (g_list_model_get_n_items (payments (fixture)) == 14);
  nx_transfers_todo_refresh (NX_TRANSFERS_TODO (todo));
  WAIT_FOR (nx_transfers_todo_get_count (NX_TRANSFERS_TODO (todo)) == 7);
  g_object_run_dispose (G_OBJECT (todo));
  g_object_unref (todo);
}


/* From the transfers' place: for whom, by two letters. */
static void
test_desk_button (Fixture *fixture, gconstpointer data)
{
  NxDeskButton *desk = nx_test_find (fixture->place, NX_TYPE_DESK_BUTTON);
  nx_fake_server_answer (fixture->server, "GET", "/api/students?query=lin&limit=6", 200,
                         "{\"items\": [{\"id\": \"" STUDENT "\", \"firstName\": \"Lina\", \"lastName\": \"Ben Ali\", \"grade\": \"PREMIERE\", "
                         "\"balance\": 2.75, \"createdAt\": \"2026-10-01T09:00:00Z\"}], \"nextCursor\": null}");
  nx_desk_button_ask (desk);
  GtkWidget *entry = nx_test_find (GTK_WIDGET (desk), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "lin");
  GtkListBox *list = nx_test_find (GTK_WIDGET (desk), GTK_TYPE_LIST_BOX);
  WAIT_FOR (gtk_list_box_get_row_at_index (list, 0) != NULL);
  g_signal_emit_by_name (entry, "activate");
  GtkWindow *dialog = nx_test_find_window (NX_TYPE_PAY_DIALOG);
  g_assert_nonnull (dialog);
  WAIT_FOR (strcmp (gtk_stack_get_visible_child_name (child (dialog, NX_TYPE_PAY_DIALOG, "stack")), "form") == 0);
  g_assert_cmpstr (adw_window_title_get_subtitle (child (dialog, NX_TYPE_PAY_DIALOG, "title")), ==, "Lina Ben Ali");
  gtk_window_close (dialog);
  WAIT_FOR (nx_test_find_window (NX_TYPE_PAY_DIALOG) == NULL);
}


int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
#define ADD(path, func) g_test_add ("/payments/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("cash", test_cash);
  ADD ("card-by-transfer", test_card_by_transfer);
  ADD ("ask-konnect", test_ask_konnect);
  ADD ("refund", test_refund);
  ADD ("no-refund", test_no_refund);
  ADD ("attention", test_attention);
  ADD ("desk-button", test_desk_button);
  return g_test_run ();
}
