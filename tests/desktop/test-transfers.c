/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include "common/nx-time.h"
#include "desktop/transfers/nx-columns-pane.h"
#include "desktop/transfers/nx-line-detail.h"
#include "desktop/transfers/nx-line-row.h"
#include "desktop/transfers/nx-payment-pane.h"
#include "desktop/transfers/nx-reconciliation.h"
#include "desktop/transfers/nx-statement-data.h"
#include "desktop/transfers/nx-transfer-text.h"
#include "desktop/transfers/nx-transfers-place.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-wait.h"
#include "tests/desktop/nx-test-widgets.h"

#define STATEMENT "0193a0b0-0000-7000-8000-0000000005a1"
#define STATEMENT_PATH "/api/payments/statement/" STATEMENT
#define CONFIRM_PATH STATEMENT_PATH "/confirm"
#define FIRST_LINE "0193a0b0-0000-7000-9000-000000000000"
#define DECIDE_PATH "/api/payments/statement/lines/" FIRST_LINE "/decide"
#define NOW G_GINT64_CONSTANT (1795348800000000) /* 2026-11-22T12:00:00Z */

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


static GtkWidget *
reconciliation (Fixture *fixture)
{
  return nx_test_find (fixture->place, NX_TYPE_RECONCILIATION);
}


static GListModel *
lines (Fixture *fixture)
{
  return G_LIST_MODEL (gtk_list_view_get_model (child (reconciliation (fixture), NX_TYPE_RECONCILIATION, "list_view")));
}


static const char *
text (gpointer widget, GType type, const char *name)
{
  return gtk_label_get_text (GTK_LABEL (child (widget, type, name)));
}


static const char *
content (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (child (fixture->place, NX_TYPE_TRANSFERS_PLACE, "content"));
}


static GListModel *
payments (Fixture *fixture)
{
  return G_LIST_MODEL (gtk_list_view_get_model (child (fixture->place, NX_TYPE_TRANSFERS_PLACE, "payments_view")));
}


static void
set_up (Fixture *fixture, gconstpointer n_lines)
{
  gboolean signed_in = FALSE;
  fixture->server = nx_fake_server_new ();
  nx_fake_server_furnish (fixture->server, "ASSISTANTE");
  nx_fake_server_furnish_money (fixture->server, GPOINTER_TO_UINT (n_lines), 14);
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
open_statement (Fixture *fixture, guint n_todo)
{
  GtkListBox *list = child (fixture->place, NX_TYPE_TRANSFERS_PLACE, "statements_list");
  WAIT_FOR (gtk_list_box_get_row_at_index (list, 0) != NULL);
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 0));
  WAIT_FOR (g_list_model_get_n_items (lines (fixture)) == n_todo);
}


static NxLineItem *
line (Fixture *fixture, guint n)
{
  g_autoptr (NxLineItem) item = g_list_model_get_item (lines (fixture), n);
  return item; /* the model keeps it */
}


static void
choose (Fixture *fixture, guint n)
{
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (lines (fixture)), n);
}


static GtkWidget *
key_button (Fixture *fixture, guint n)
{
  GtkWidget *button = gtk_widget_get_first_child (child (reconciliation (fixture), NX_TYPE_RECONCILIATION, "keys_box"));
  while (n-- > 0)
    button = gtk_widget_get_next_sibling (button);
  return button;
}


static void
press (Fixture *fixture, guint n)
{
  g_assert_true (gtk_widget_get_sensitive (key_button (fixture, n)));
  g_signal_emit_by_name (key_button (fixture, n), "clicked");
}


enum { TICK, CONFIRM, SHARE, REJECT, IGNORE, REOPEN, WHY, PROOF };


/* Words */

static void
test_words (void)
{
  g_autofree char *missing = nx_transfer_difference (NX_MONEY_TND (-500));
  g_autofree char *more = nx_transfer_difference (NX_MONEY_TND (1500));
  g_autofree char *in = nx_transfer_signed (NX_MONEY_TND (179000));
  g_autofree char *out = nx_transfer_signed (NX_MONEY_TND (-50000));
  g_autofree char *euro = nx_transfer_signed ((NxMoney) { 9000, "EUR" });
  g_autofree char *reference = nx_transfer_reference ("NR7K3M9QX2");
  g_autofree char *age = nx_transfer_age (NOW - 3 * NX_TIME_DAY, NOW);
  g_assert_cmpstr (missing, ==, "0.500 is missing");
  g_assert_cmpstr (more, ==, "1.500 too much");
  g_assert_null (nx_transfer_difference (NX_MONEY_TND (0)));
  g_assert_cmpstr (in, ==, "+179.000");
  g_assert_cmpstr (out, ==, "−50.000");
  g_assert_true (g_str_has_suffix (euro, "EUR"));
  g_assert_cmpstr (reference, ==, "NR-7K3M-9QX2");
  g_assert_cmpstr (age, ==, "3 days ago");
  g_assert_null (nx_transfer_reference (NULL));
}


static void
test_days (void)
{
  static const struct { const char *text; int year, month, day; } cases[] = {
    { "20/11/2026", 2026, 11, 20 }, { " 20-11-26 ", 2026, 11, 20 }, { "2026-11-20", 2026, 11, 20 }, { "20/11", 2026, 11, 20 },
    { "31/12", 2025, 12, 31 }, { "5.1.2026", 2026, 1, 5 }, { "31/02/2026", 0, 0, 0 }, { "11/20/2026", 0, 0, 0 }, { "", 0, 0, 0 },
    { "20/11/2026x", 0, 0, 0 }, { "hier", 0, 0, 0 }, { "20/11/12345", 0, 0, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint32 date = 0;
      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpint (nx_transfer_parse_day (cases[i].text, NOW, &date), ==, cases[i].year != 0);
      if (cases[i].year != 0)
        g_assert_cmpint (date, ==, nx_date_from_ymd (cases[i].year, cases[i].month, cases[i].day));
    }
}


/* Reconciliation */

static void
test_opens (Fixture *fixture, gconstpointer data)
{
  open_statement (fixture, 40);
  GtkWidget *view = reconciliation (fixture);
  g_assert_cmpstr (content (fixture), ==, "statement");
  g_assert_cmpstr (text (view, NX_TYPE_RECONCILIATION, "counts_label"), ==, "40 lines · 28 certain · 8 doubtful · 4 unknown");
  g_assert_cmpstr (text (view, NX_TYPE_RECONCILIATION, "seal_label"), ==, "✓ balance right");
  g_assert_true (line (fixture, 0)->ticked);
  g_assert_false (line (fixture, 7)->ticked);
  g_assert_false (line (fixture, 9)->ticked);

  /* What is not the same sum is not ticked, even when asked for. */
  choose (fixture, 7);
  g_assert_false (gtk_widget_get_sensitive (key_button (fixture, TICK)));
  choose (fixture, 0);
  press (fixture, TICK);
  g_assert_false (line (fixture, 0)->ticked);
}


static void
test_detail (Fixture *fixture, gconstpointer data)
{
  open_statement (fixture, 40);
  gpointer detail = nx_test_find (reconciliation (fixture), NX_TYPE_LINE_DETAIL);
  choose (fixture, 0);
  g_assert_nonnull (strstr (text (detail, NX_TYPE_LINE_DETAIL, "why_label"), "(+60)"));
  g_assert_nonnull (strstr (text (detail, NX_TYPE_LINE_DETAIL, "effect_label"), "activera"));
  g_assert_true (gtk_widget_get_visible (child (detail, NX_TYPE_LINE_DETAIL, "final_label")));
  choose (fixture, 7);
  g_assert_cmpstr (text (detail, NX_TYPE_LINE_DETAIL, "difference_label"), ==, "0.500 is missing: a note is needed.");
  choose (fixture, 8);
  g_assert_true (gtk_widget_get_visible (child (detail, NX_TYPE_LINE_DETAIL, "candidates_list")));
  g_assert_cmpuint (nx_line_item_n_candidates (line (fixture, 8)), ==, 3);
  nx_line_item_set_choice (line (fixture, 8), 1);
  g_assert_true (nx_line_item_is_ready (line (fixture, 8)));
  choose (fixture, 9);
  g_assert_false (gtk_widget_get_sensitive (key_button (fixture, CONFIRM)));
  g_assert_true (gtk_widget_get_sensitive (key_button (fixture, IGNORE)));
}


static void
test_confirm_one (Fixture *fixture, gconstpointer data)
{
  open_statement (fixture, 40);
  choose (fixture, 0);
  press (fixture, CONFIRM);
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (lines (fixture))), ==, 1);
  WAIT_FOR (g_list_model_get_n_items (lines (fixture)) == 39);
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (lines (fixture))), ==, 0);
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, CONFIRM_PATH), FIRST_LINE));
  g_assert_null (strstr (nx_fake_server_body (fixture->server, CONFIRM_PATH), "acceptDifference"));
  g_assert_nonnull (nx_fake_server_header (fixture->server, CONFIRM_PATH, "Idempotency-Key"));
}


static void
test_difference_needs_note (Fixture *fixture, gconstpointer data)
{
  open_statement (fixture, 40);
  gpointer detail = nx_test_find (reconciliation (fixture), NX_TYPE_LINE_DETAIL);
  choose (fixture, 7);
  press (fixture, CONFIRM);
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", CONFIRM_PATH), ==, 0);
  gtk_editable_set_text (child (detail, NX_TYPE_LINE_DETAIL, "note_entry"), "Frais de la banque");
  g_signal_emit_by_name (child (detail, NX_TYPE_LINE_DETAIL, "note_entry"), "entry-activated");
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", CONFIRM_PATH) == 1);
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, CONFIRM_PATH), "\"acceptDifference\":true"));
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, CONFIRM_PATH), "Frais de la banque"));
  WAIT_FOR (g_list_model_get_n_items (lines (fixture)) == 39);
}


static void
test_refused (Fixture *fixture, gconstpointer data)
{
  nx_fake_server_answer (fixture->server, "POST", CONFIRM_PATH, 200,
                         "{\"confirmed\": 0, \"results\": [{\"lineId\": \"" FIRST_LINE "\", \"code\": \"amount_mismatch\", "
                         "\"detail\": \"Le montant n’est pas celui du paiement.\"}]}");
  open_statement (fixture, 40);
  choose (fixture, 0);
  press (fixture, CONFIRM);
  WAIT_FOR (line (fixture, 0)->problem != NULL);
  g_assert_cmpstr (line (fixture, 0)->problem, ==, "Le montant n’est pas celui du paiement.");
  g_assert_false (line (fixture, 0)->ticked);
  g_assert_cmpuint (g_list_model_get_n_items (lines (fixture)), ==, 40);
}


static void
test_ignore (Fixture *fixture, gconstpointer data)
{
  open_statement (fixture, 40);
  choose (fixture, 0);
  press (fixture, IGNORE);
  WAIT_FOR (g_list_model_get_n_items (lines (fixture)) == 39);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, DECIDE_PATH), ==, "{\"action\":\"ignore\"}");
}


/* A colleague settles another line: it goes, the chosen one and its keys stay. */
static void
test_settled_elsewhere (Fixture *fixture, gconstpointer data)
{
  open_statement (fixture, 40);
  choose (fixture, 8);
  nx_line_item_set_choice (line (fixture, 8), 1);
  NxLineItem *chosen = line (fixture, 8);
  nx_fake_server_furnish_settled (fixture->server, 40, 3);
  nx_fake_server_emit (fixture->server, "{\"seq\": 9, \"type\": \"payment.settled\", \"id\": \"" FIRST_LINE "\"}");
  WAIT_FOR (g_list_model_get_n_items (lines (fixture)) == 39);
  guint at = gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (lines (fixture)));
  g_assert_cmpuint (at, ==, 7);
  g_assert_true (line (fixture, at) == chosen);
  g_assert_cmpuint (chosen->choice, ==, 1);
}


/* Money that goes out is said, and cannot be taken up again. */
static void
test_debit (Fixture *fixture, gconstpointer data)
{
  nx_fake_server_furnish_settled (fixture->server, 40, 4);
  open_statement (fixture, 39);
  gtk_toggle_button_set_active (child (reconciliation (fixture), NX_TYPE_RECONCILIATION, "all_button"), TRUE);
  choose (fixture, 4);
  gpointer detail = nx_test_find (reconciliation (fixture), NX_TYPE_LINE_DETAIL);
  g_assert_cmpstr (text (detail, NX_TYPE_LINE_DETAIL, "effect_label"), ==, "Money goes out on this line: it pays nothing.");
  g_assert_cmpstr (text (detail, NX_TYPE_LINE_DETAIL, "note_label"), ==, "Note: Loyer");
  g_assert_false (gtk_widget_get_sensitive (key_button (fixture, REOPEN)));
}


static void
test_offline (Fixture *fixture, gconstpointer data)
{
  open_statement (fixture, 40);
  choose (fixture, 0);
  nx_fake_server_pause (fixture->server);
  nx_connection_reconnect (fixture->connection);
  gtk_widget_activate_action (reconciliation (fixture), "reconcile.undo-import", NULL);
  WAIT_FOR (nx_connection_get_state (fixture->connection) == NX_CONNECTION_OFFLINE);
  g_assert_true (gtk_revealer_get_reveal_child (child (reconciliation (fixture), NX_TYPE_RECONCILIATION, "offline_strip")));
  g_assert_false (gtk_widget_get_sensitive (key_button (fixture, CONFIRM)));
  g_assert_cmpuint (g_list_model_get_n_items (lines (fixture)), ==, 40);
  nx_fake_server_resume (fixture->server);
  nx_connection_reconnect (fixture->connection);
  WAIT_FOR (nx_connection_get_state (fixture->connection) == NX_CONNECTION_ONLINE);
  WAIT_FOR (gtk_widget_get_sensitive (key_button (fixture, CONFIRM)));
}


/* The longest stretch between two looks at the world: of the main thread's own work, since others may have the processor meanwhile. */

static gint64 woke, longest;

static gint64
thread_time (void)
{
  struct timespec spent;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);
  return (gint64) spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}


static int
watch_poll (GPollFD *fds, guint n, int timeout)
{
  if (woke != 0)
    {
      gint64 stretch = thread_time () - woke;
      if (stretch > 15000)
        g_test_message ("%.1f ms", (double) stretch / 1000);
      longest = MAX (longest, stretch);
    }
  int result = g_poll (fds, n, timeout);
  woke = thread_time ();
  return result;
}


static void
test_never_frozen (Fixture *fixture, gconstpointer data)
{
  guint n_lines = GPOINTER_TO_UINT (data), wanted = n_lines / 10;
  open_statement (fixture, n_lines);
  GtkWidget *view = reconciliation (fixture);
  nx_test_drain ();

  /* Hundreds of certain lines, one key. */
  guint ticked = 0;
  for (guint i = 0; i < n_lines; i++)
    {
      nx_line_item_set_ticked (line (fixture, i), ticked < wanted);
      ticked += line (fixture, i)->ticked ? 1 : 0;
    }
  g_assert_cmpuint (ticked, ==, wanted);
  nx_test_drain ();
  woke = longest = 0;
  g_main_context_set_poll_func (NULL, watch_poll);
  gtk_widget_activate_action (view, "reconcile.confirm-ticked", NULL);
  WAIT_FOR (g_list_model_get_n_items (lines (fixture)) == n_lines - wanted);
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2;
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);
  g_main_context_set_poll_func (NULL, g_poll);
  g_test_message ("%u lines of %u confirmed: never away for more than %.1f ms", wanted, n_lines, (double) longest / 1000);
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", CONFIRM_PATH), ==, 1);
  if (g_getenv ("NEXUS_SANITIZED") == NULL)
    g_assert_cmpint (longest, <, 100 * 1000);
}


/* Importing */

static void
import (Fixture *fixture, const char *name, const char *bytes, gssize length)
{
  g_autofree char *folder = g_dir_make_tmp ("nexus-statement-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
  nx_transfers_place_import (NX_TRANSFERS_PLACE (fixture->place), file);
  WAIT_FOR (g_strcmp0 (content (fixture), "import") != 0);
  g_unlink (path);
  g_rmdir (folder);
}


static void
test_import (Fixture *fixture, gconstpointer data)
{
  import (fixture, "relevé \"BIAT\".csv", "Date;Libellé;Montant\n20/11/2026;VIR;179,000\n", -1);
  WAIT_FOR (g_list_model_get_n_items (lines (fixture)) == 40);
  const char *body = nx_fake_server_body (fixture->server, "/api/payments/statement");
  g_assert_nonnull (strstr (body, "name=\"file\"; filename=\"relevé %22BIAT%22.csv\"\r\nContent-Type: text/csv\r\n\r\nDate;Libellé"));
  g_assert_true (g_str_has_prefix (nx_fake_server_header (fixture->server, "/api/payments/statement", "Content-Type"),
                                   "multipart/form-data; boundary=nexus-"));
  /* Not settled yet: the whole import can be taken back. */
  gtk_widget_activate_action (reconciliation (fixture), "reconcile.undo-import", NULL);
  WAIT_FOR (g_strcmp0 (content (fixture), "welcome") == 0);
}


static void
test_import_columns (Fixture *fixture, gconstpointer data)
{
  nx_fake_server_refuse (fixture->server, "POST", "/api/payments/statement", 409, "columns_needed", "Quelles colonnes ?");
  import (fixture, "banque.csv", "a;b;c;d;e\n", -1);
  WAIT_FOR (g_strcmp0 (content (fixture), "columns") == 0);
  gpointer pane = nx_test_find (fixture->place, NX_TYPE_COLUMNS_PANE);
  g_assert_true (gtk_widget_get_sensitive (child (pane, NX_TYPE_COLUMNS_PANE, "import_button")));
  adw_combo_row_set_selected (child (pane, NX_TYPE_COLUMNS_PANE, "date_row"), 0);
  g_assert_false (gtk_widget_get_sensitive (child (pane, NX_TYPE_COLUMNS_PANE, "import_button")));
  adw_combo_row_set_selected (child (pane, NX_TYPE_COLUMNS_PANE, "date_row"), 2);
  nx_fake_server_furnish_money (fixture->server, 40, 14);
  g_signal_emit_by_name (child (pane, NX_TYPE_COLUMNS_PANE, "import_button"), "clicked");
  WAIT_FOR (g_list_model_get_n_items (lines (fixture)) == 40);
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, "/api/payments/statement"),
                            "name=\"columns\"\r\n\r\n{\"date\":1,\"amount\":null,\"label\":2,\"payer\":null,\"credit\":4,\"debit\":3}\r\n"));
}


static void
test_import_refused (Fixture *fixture, gconstpointer data)
{
  nx_fake_server_refuse (fixture->server, "POST", "/api/payments/statement", 422, "invalid", "Line 2: the date cannot be read.");
  import (fixture, "banque.csv", "Date;Montant\r\n31/02/2026;179,000;Pi\350ce\r\n", -1);
  WAIT_FOR (g_strcmp0 (content (fixture), "import-failed") == 0);
  AdwStatusPage *page = child (fixture->place, NX_TYPE_TRANSFERS_PLACE, "import_failed_page");
  g_assert_cmpstr (adw_status_page_get_title (page), ==, "Nothing was imported");
  g_assert_cmpstr (adw_status_page_get_description (page), ==, "Line 2: the date cannot be read.");
  g_assert_cmpstr (text (fixture->place, NX_TYPE_TRANSFERS_PLACE, "refused_line"), ==, "31/02/2026;179,000;Pièce");

  /* What is too large never leaves. */
  g_autofree char *huge = g_strnfill (NX_UPLOAD_MAX_BYTES + 1, 'x');
  guint before = nx_fake_server_count (fixture->server, "POST", "/api/payments/statement");
  import (fixture, "grand.csv", huge, NX_UPLOAD_MAX_BYTES + 1);
  WAIT_FOR (strstr (adw_status_page_get_description (page), "5 MiB") != NULL);
  import (fixture, "vide.csv", "", 0);
  WAIT_FOR (strstr (adw_status_page_get_description (page), "empty") != NULL);
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", "/api/payments/statement"), ==, before);
}


/* A payment by hand */

static void
test_payment (Fixture *fixture, gconstpointer data)
{
  GtkListView *view = child (fixture->place, NX_TYPE_TRANSFERS_PLACE, "payments_view");
  g_autoptr (NxPayment) payment = g_list_model_get_item (payments (fixture), 0);
  g_signal_emit_by_name (view, "activate", 0);
  gpointer pane = nx_test_find (fixture->place, NX_TYPE_PAYMENT_PANE);
  g_assert_cmpstr (content (fixture), ==, "payment");
  g_assert_cmpstr (nx_payment_pane_get_id (pane), ==, payment->id);
  WAIT_FOR (gtk_list_box_get_row_at_index (child (pane, NX_TYPE_PAYMENT_PANE, "events_list"), 1) != NULL);
  GtkWidget *confirm = child (pane, NX_TYPE_PAYMENT_PANE, "confirm_button"), *reject = child (pane, NX_TYPE_PAYMENT_PANE, "reject_button");
  GtkEditable *note = child (pane, NX_TYPE_PAYMENT_PANE, "note_entry"), *amount = child (pane, NX_TYPE_PAYMENT_PANE, "amount_entry");
  g_assert_true (gtk_widget_get_sensitive (confirm));
  g_assert_false (gtk_widget_get_sensitive (reject));
  gtk_editable_set_text (amount, "100,000");
  g_assert_false (gtk_widget_get_sensitive (confirm));
  g_assert_nonnull (strstr (text (pane, NX_TYPE_PAYMENT_PANE, "hint_label"), "a note is needed"));
  gtk_editable_set_text (note, "Versé en deux fois");
  g_assert_true (gtk_widget_get_sensitive (confirm));
  gtk_editable_set_text (child (pane, NX_TYPE_PAYMENT_PANE, "date_entry"), "31/12/2199");
  g_assert_false (gtk_widget_get_sensitive (confirm));
  gtk_editable_set_text (child (pane, NX_TYPE_PAYMENT_PANE, "date_entry"), "20/11/2025");
  g_signal_emit_by_name (confirm, "clicked");
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/payments/wise/confirm") == 1);
  const char *body = nx_fake_server_body (fixture->server, "/api/payments/wise/confirm");
  g_assert_nonnull (strstr (body, "\"receivedAmount\":{\"amount\":100000,\"currency\":\"TND\"},\"receivedOn\":\"2025-11-20\""));
  g_assert_nonnull (strstr (body, "\"acceptDifference\":true"));
}


static void
test_reject (Fixture *fixture, gconstpointer data)
{
  nx_place_open (NX_PLACE (fixture->place), "0193a0b0-0000-7000-a000-000000000001");
  gpointer pane = nx_test_find (fixture->place, NX_TYPE_PAYMENT_PANE);
  gtk_editable_set_text (child (pane, NX_TYPE_PAYMENT_PANE, "reason_entry"), "Preuve illisible");
  g_signal_emit_by_name (child (pane, NX_TYPE_PAYMENT_PANE, "reject_button"), "clicked");
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/payments/validate") == 1);
  g_assert_nonnull (strstr (nx_fake_server_body (fixture->server, "/api/payments/validate"),
                            "\"action\":\"reject\",\"note\":\"Preuve illisible\""));
  WAIT_FOR (g_strcmp0 (text (pane, NX_TYPE_PAYMENT_PANE, "error_label"), "") == 0);
}


int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  /* Nothing slides: what is shown is where it stays. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/transfers/words", test_words);
  g_test_add_func ("/transfers/days", test_days);
#define ADD(path, n, func) g_test_add (path, Fixture, GUINT_TO_POINTER (n), set_up, func, tear_down)
  ADD ("/transfers/opens", 40, test_opens);
  ADD ("/transfers/detail", 40, test_detail);
  ADD ("/transfers/confirm-one", 40, test_confirm_one);
  ADD ("/transfers/difference-needs-note", 40, test_difference_needs_note);
  ADD ("/transfers/refused", 40, test_refused);
  ADD ("/transfers/ignore", 40, test_ignore);
  ADD ("/transfers/settled-elsewhere", 40, test_settled_elsewhere);
  ADD ("/transfers/debit", 40, test_debit);
  ADD ("/transfers/offline", 40, test_offline);
  /* A sanitizer that unwinds each allocation would take minutes for as many. */
  ADD ("/transfers/never-frozen", g_getenv ("NEXUS_SANITIZED") != NULL ? 200 : 2000, test_never_frozen);
  ADD ("/transfers/import", 40, test_import);
  ADD ("/transfers/import-columns", 40, test_import_columns);
  ADD ("/transfers/import-refused", 40, test_import_refused);
  ADD ("/transfers/payment", 40, test_payment);
  ADD ("/transfers/reject", 40, test_reject);
  return g_test_run ();
}
