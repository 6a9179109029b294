/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include "desktop/nx-again-dialog.h"
#include "desktop/nx-application.h"
#include "desktop/nx-login-page.h"
#include "desktop/nx-place.h"
#include "desktop/nx-split-view.h"
#include "desktop/nx-window.h"
#include "desktop/nx-wrap-box.h"
#include "desktop/preferences/nx-about.h"
#include "desktop/preferences/nx-preferences-window.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-wait.h"

typedef struct
{
  NxFakeServer *server;
  GSettings *settings;
  NxConnection *connection;
  NxWindow *window;
} Fixture;


#define CHILD(widget, type, name) gtk_widget_get_template_child (GTK_WIDGET (widget), type, name)


static const char *
page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (CHILD (fixture->window, NX_TYPE_WINDOW, "root_stack")));
}


static gboolean
shows (Fixture *fixture, const char *name)
{
  return g_strcmp0 (page (fixture), name) == 0;
}


static GtkWidget *
login (Fixture *fixture)
{
  return adw_bin_get_child (ADW_BIN (CHILD (fixture->window, NX_TYPE_WINDOW, "login_bin")));
}


static void
set_text (Fixture *fixture, const char *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (CHILD (login (fixture), NX_TYPE_LOGIN_PAGE, row)), text);
}


static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = nx_fake_server_new ();
  nx_fake_server_furnish (fixture->server, data != NULL ? data : "ASSISTANTE");
  fixture->settings = g_settings_new (NX_APPLICATION_ID);
  static const char *const keys[] = { "account", "place", "window-width", "window-height", "window-maximized" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (fixture->settings, keys[i]);
  g_settings_set_string (fixture->settings, "server", nx_fake_server_get_address (fixture->server));
  fixture->connection = nx_connection_new (fixture->settings);
  fixture->window = nx_window_new (NULL, fixture->connection, fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT_FOR (shows (fixture, "login"));
}


static void
sign_in (Fixture *fixture)
{
  set_text (fixture, "email_row", "salma@nexus.tn");
  set_text (fixture, "password_row", "secret");
  g_signal_emit_by_name (CHILD (login (fixture), NX_TYPE_LOGIN_PAGE, "sign_in_button"), "clicked");
  WAIT_FOR (shows (fixture, "main"));
}


static void
set_up_signed_in (Fixture *fixture, gconstpointer data)
{
  set_up (fixture, data);
  sign_in (fixture);
  WAIT_FOR (nx_fake_server_live (fixture->server) == 1);
}


/* A window that is closed leaves nothing behind that still holds the connection. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer window = fixture->window;
  g_object_add_weak_pointer (G_OBJECT (window), &window);
  gtk_window_close (GTK_WINDOW (fixture->window));
  nx_connection_sign_out (fixture->connection);
  WAIT_FOR (window == NULL);
  WAIT_FOR (G_OBJECT (fixture->connection)->ref_count == 1);
  g_assert_finalize_object (fixture->connection);
  WAIT_FOR (G_OBJECT (fixture->settings)->ref_count == 1);
  g_assert_finalize_object (fixture->settings);
  nx_fake_server_free (fixture->server);
  nx_test_drain ();
}


static void
test_login (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = GTK_WIDGET (CHILD (login (fixture), NX_TYPE_LOGIN_PAGE, "sign_in_button"));
  GtkLabel *server_label = GTK_LABEL (CHILD (login (fixture), NX_TYPE_LOGIN_PAGE, "server_label"));
  g_assert_false (gtk_widget_get_sensitive (button));
  WAIT_FOR (gtk_widget_get_visible (GTK_WIDGET (server_label)));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (server_label), "This is Nexus Réussite at http://127.0.0.1:"));
  gtk_test_accessible_assert_role (server_label, GTK_ACCESSIBLE_ROLE_STATUS);
  set_text (fixture, "email_row", "salma@nexus.tn");
  g_assert_false (gtk_widget_get_sensitive (button));
  set_text (fixture, "password_row", "x");
  g_assert_true (gtk_widget_get_sensitive (button));
  set_text (fixture, "server_row", "");
  g_assert_false (gtk_widget_get_sensitive (button));
}


static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  nx_fake_server_refuse (fixture->server, "POST", "/api/auth/callback/credentials", 401, "bad_credentials", "non");
  set_text (fixture, "email_row", "salma@nexus.tn");
  set_text (fixture, "password_row", "wrong");
  g_signal_emit_by_name (CHILD (login (fixture), NX_TYPE_LOGIN_PAGE, "sign_in_button"), "clicked");
  GtkRevealer *revealer = GTK_REVEALER (CHILD (login (fixture), NX_TYPE_LOGIN_PAGE, "error_revealer"));
  GtkLabel *label = GTK_LABEL (CHILD (login (fixture), NX_TYPE_LOGIN_PAGE, "error_label"));
  WAIT_FOR (gtk_revealer_get_reveal_child (revealer));
  g_assert_cmpstr (gtk_label_get_text (label), ==, "The e-mail or the password is not right.");
  gtk_test_accessible_assert_role (label, GTK_ACCESSIBLE_ROLE_ALERT);
  g_assert_true (shows (fixture, "login"));
  set_text (fixture, "password_row", "other");
  g_assert_false (gtk_revealer_get_reveal_child (revealer));
}


static void
test_wrong_server (Fixture *fixture, gconstpointer data)
{
  set_text (fixture, "server_row", "127.0.0.1:1");
  GtkLabel *label = GTK_LABEL (CHILD (login (fixture), NX_TYPE_LOGIN_PAGE, "server_label"));
  WAIT_FOR (gtk_widget_get_visible (GTK_WIDGET (label)));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (label), "Nothing answers at 127.0.0.1."));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (label), "error"));
}


static void
test_places (Fixture *fixture, gconstpointer data)
{
  GtkWidget *students = nx_window_show_place (fixture->window, "students");
  g_assert_true (NX_IS_PLACE (students));
  g_assert_true (g_str_has_prefix (gtk_window_get_title (GTK_WINDOW (fixture->window)), "Students"));
  g_autofree char *kept = g_settings_get_string (fixture->settings, "place");
  g_assert_cmpstr (kept, ==, "students");
  g_assert_null (nx_window_show_place (fixture->window, "nowhere"));
  /* A place is made once. */
  g_assert_true (nx_window_show_place (fixture->window, "students") == students);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-student", "s", "0193a0b0-0000-7000-8000-000000000001");
  WAIT_FOR (nx_fake_server_count (fixture->server, "GET", "/api/students/0193a0b0-0000-7000-8000-000000000001") == 1);
}


static void
test_offline_strip (Fixture *fixture, gconstpointer data)
{
  GtkRevealer *strip = GTK_REVEALER (CHILD (fixture->window, NX_TYPE_WINDOW, "strip"));
  g_assert_false (gtk_revealer_get_reveal_child (strip));
  nx_fake_server_pause (fixture->server);
  WAIT_FOR (gtk_revealer_get_reveal_child (strip));
  GtkLabel *label = GTK_LABEL (CHILD (fixture->window, NX_TYPE_WINDOW, "strip_label"));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (label), "Offline since "));
  nx_fake_server_resume (fixture->server);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.reconnect", NULL);
  WAIT_FOR (!gtk_revealer_get_reveal_child (strip));
  g_assert_true (shows (fixture, "main"));
}


/* What was open stays as it was behind the question for the password. */
static void
test_session_ends (Fixture *fixture, gconstpointer data)
{
  GtkWidget *place = nx_window_show_place (fixture->window, "students");
  nx_fake_server_refuse (fixture->server, "GET", "/api/students", 401, "unauthenticated", "Connectez-vous.");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.refresh", NULL);
  WAIT_FOR (nx_again_dialog_find (GTK_WINDOW (fixture->window)) != NULL);
  g_assert_true (shows (fixture, "main"));
  g_assert_true (nx_window_show_place (fixture->window, "students") == place);
  GtkWindow *dialog = nx_again_dialog_find (GTK_WINDOW (fixture->window));

  nx_fake_server_refuse (fixture->server, "POST", "/api/auth/callback/credentials", 401, "bad_credentials", "non");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "sign-in");
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/auth/callback/credentials") == 2);
  WAIT_FOR (nx_again_dialog_find (GTK_WINDOW (fixture->window)) != NULL);
  dialog = nx_again_dialog_find (GTK_WINDOW (fixture->window));
  WAIT_FOR (gtk_widget_get_visible (g_object_get_data (G_OBJECT (dialog), "nx-error-label")));

  nx_fake_server_furnish (fixture->server, "ASSISTANTE");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (nx_again_dialog_find (GTK_WINDOW (fixture->window))), "sign-in");
  WAIT_FOR (nx_connection_get_state (fixture->connection) == NX_CONNECTION_ONLINE);
  WAIT_FOR (nx_again_dialog_find (GTK_WINDOW (fixture->window)) == NULL);
  g_assert_true (nx_window_show_place (fixture->window, "students") == place);
}


static void
test_sign_out (Fixture *fixture, gconstpointer data)
{
  gpointer place = nx_window_show_place (fixture->window, "students");
  g_object_add_weak_pointer (G_OBJECT (place), &place);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sign-out", NULL);
  g_assert_true (shows (fixture, "login"));
  /* The next person finds nothing of the one before. */
  WAIT_FOR (place == NULL);
  sign_in (fixture);
}


static void
on_button (AdwToast *toast, guint *count)
{
  (*count)++;
}


static void
test_toast (Fixture *fixture, gconstpointer data)
{
  guint count = 0;
  AdwToast *toast = nx_toast (GTK_WIDGET (fixture->window), "Séance de <Lina & Co> déplacée", "_Undo");
  g_assert_cmpstr (adw_toast_get_title (toast), ==, "Séance de &lt;Lina &amp; Co&gt; déplacée");
  g_assert_cmpuint (adw_toast_get_timeout (toast), ==, 10);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (on_button), &count);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  g_assert_cmpuint (count, ==, 1);
  nx_test_drain ();
  /* A thing is undone once. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  g_assert_cmpuint (count, ==, 1);
}


static void
test_size_is_kept (Fixture *fixture, gconstpointer data)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 901, 611);
  g_signal_emit_by_name (fixture->window, "close-request", &(gboolean){ FALSE });
  g_assert_cmpint (g_settings_get_int (fixture->settings, "window-width"), ==, 901);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "window-height"), ==, 611);
}


static void
test_dialogs (Fixture *fixture, gconstpointer data)
{
  nx_preferences_window_present (GTK_WINDOW (fixture->window), fixture->settings);
  nx_about_present (GTK_WINDOW (fixture->window));
  nx_test_drain ();
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  guint n = 0;
  for (GList *l = windows; l != NULL; l = l->next)
    if (gtk_window_get_transient_for (l->data) == GTK_WINDOW (fixture->window))
      {
        n++;
        gtk_window_destroy (l->data);
      }
  g_assert_cmpuint (n, ==, 2);
}


static void
test_split_view (void)
{
  GtkWidget *view = g_object_ref_sink (g_object_new (NX_TYPE_SPLIT_VIEW, "back-label", "Students", NULL));
  GtkWidget *list = gtk_button_new_with_label ("list"), *file = gtk_button_new_with_label ("file");
  g_object_set (view, "sidebar", list, "content", file, NULL);
  g_autoptr (GtkWidget) kept = NULL;
  g_object_get (view, "content", &kept, NULL);
  g_assert_true (kept == file);
  nx_split_view_show_content (NX_SPLIT_VIEW (view));
  nx_split_view_show_sidebar (NX_SPLIT_VIEW (view));
  g_clear_object (&kept);
  g_assert_finalize_object (view);
}


static void
test_wrap_box (void)
{
  GtkWidget *box = g_object_ref_sink (nx_wrap_box_new ());
  for (guint i = 0; i < 3; i++)
    {
      GtkWidget *child = gtk_drawing_area_new ();
      gtk_widget_set_size_request (child, 100, 20);
      nx_wrap_box_append (NX_WRAP_BOX (box), child);
    }
  int minimum, natural;
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 312);
  static const int lines[][2] = { { 312, 20 }, { 311, 46 }, { 206, 46 }, { 205, 72 }, { 100, 72 } };
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, lines[i][0], &minimum, &natural, NULL, NULL);
      g_assert_cmpint (minimum, ==, lines[i][1]);
    }
  gtk_widget_set_visible (gtk_widget_get_first_child (box), FALSE);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 206, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 20);
  g_assert_finalize_object (box);
}


int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/split-view/new", test_split_view);
  g_test_add_func ("/wrap-box/lines", test_wrap_box);
#define ADD(path, test) g_test_add ("/window/" path, Fixture, NULL, set_up, test, tear_down)
#define ADD_IN(path, test) g_test_add ("/window/" path, Fixture, NULL, set_up_signed_in, test, tear_down)
  ADD ("login", test_login);
  ADD ("wrong-password", test_wrong_password);
  ADD ("wrong-server", test_wrong_server);
  ADD_IN ("places", test_places);
  ADD_IN ("offline", test_offline_strip);
  ADD_IN ("session-ends", test_session_ends);
  ADD_IN ("sign-out", test_sign_out);
  ADD_IN ("toast", test_toast);
  ADD_IN ("size", test_size_is_kept);
  ADD_IN ("dialogs", test_dialogs);
  return g_test_run ();
}
