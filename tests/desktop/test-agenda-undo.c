/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl+Z and Ctrl+Shift+Z with real keys: what was done, also before a restart; refusals, and a network that is away. */
#include <adwaita.h>
#include <string.h>
#include "desktop/nx-application.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/nx-login-page.h"
#include "desktop/nx-window-private.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-input.h"
#include "tests/desktop/nx-test-wait.h"

#define ID(tail) "0193a0b0-0000-7000-8000-0000000000" tail
#define ACTION(id, sentence, undone_by, undoes)                                                                            \
  "{\"id\": \"" ID (id) "\", \"kind\": \"session.moved\", \"at\": \"2026-11-22T10:00:00Z\", \"sentence\": \"" sentence "\", "  \
  "\"objectId\": \"" ID ("a1") "\", \"undoneBy\": " undone_by ", \"undoes\": " undoes "}"
#define TEXT(id) "\"" ID (id) "\""

typedef struct
{
  NxFakeServer *server;
  GSettings *settings;
  NxConnection *connection;
  NxWindow *window;
} Fixture;


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


static gboolean
shows (Fixture *fixture, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (fixture->window->root_stack), name) == 0;
}


static void
sign_in (Fixture *fixture)
{
  GtkWidget *login = adw_bin_get_child (fixture->window->login_bin);
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_template_child (login, NX_TYPE_LOGIN_PAGE, "email_row")), "salma@nexus.tn");
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_template_child (login, NX_TYPE_LOGIN_PAGE, "password_row")), "secret");
  g_signal_emit_by_name (gtk_widget_get_template_child (login, NX_TYPE_LOGIN_PAGE, "sign_in_button"), "clicked");
  WAIT_FOR (shows (fixture, "main"));
}


static void
set_up (Fixture *fixture, gconstpointer actions)
{
  fixture->server = nx_fake_server_new ();
  nx_fake_server_furnish (fixture->server, "ASSISTANTE");
  g_autofree char *body = g_strdup_printf ("{\"items\": [%s]}", actions != NULL ? (const char *) actions : "");
  nx_fake_server_answer (fixture->server, "GET", "/api/actions", 200, body);
  fixture->settings = g_settings_new (NX_APPLICATION_ID);
  g_settings_set_string (fixture->settings, "place", "students");
  g_settings_set_string (fixture->settings, "server", nx_fake_server_get_address (fixture->server));
  fixture->connection = nx_connection_new (fixture->settings);
  fixture->window = nx_window_new (NULL, fixture->connection, fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT_FOR (shows (fixture, "login"));
  sign_in (fixture);
  WAIT_FOR (nx_fake_server_live (fixture->server) == 1 && nx_fake_server_count (fixture->server, "GET", "/api/actions") == 1);
  /* Not in an entry: there the key is the entry's. */
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  nx_test_drain ();
}


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
answer_undo (Fixture *fixture, const char *action_id, const char *sentence)
{
  g_autofree char *body = g_strdup_printf ("{\"undone\": true, \"actionId\": \"%s\", \"sentence\": \"%s\", \"objectIds\": []}", action_id,
                                           sentence);
  nx_fake_server_answer (fixture->server, "POST", "/api/undo", 200, body);
}


static void
assert_asked (Fixture *fixture, const char *action_id, guint count)
{
  g_autofree char *body = g_strdup_printf ("{\"actionId\":\"%s\"}", action_id);
  WAIT_FOR (nx_fake_server_count (fixture->server, "POST", "/api/undo") == count);
  g_assert_cmpstr (nx_fake_server_body (fixture->server, "/api/undo"), ==, body);
}


/* Undone, done again, undone again: each time by the action that the last answer named. */
static void
test_round (Fixture *fixture, gconstpointer data)
{
  nx_undo_stack_push (GTK_WIDGET (fixture->window), ID ("c1"), "Séance de <Lina & Co> déplacée");
  WAIT_FOR (shows_text (GTK_WIDGET (fixture->window), "Séance de <Lina & Co> déplacée"));
  answer_undo (fixture, ID ("c2"), "Remise à mardi 16 h.");
  nx_test_keys ("ctrl+z");
  assert_asked (fixture, ID ("c1"), 1);
  WAIT_FOR (shows_text (GTK_WIDGET (fixture->window), "Remise à mardi 16 h."));
  g_assert_nonnull (nx_fake_server_header (fixture->server, "/api/undo", "idempotency-key"));
  g_assert_cmpuint (nx_undo_stack_get_n_redos (fixture->window->undo), ==, 1);
  answer_undo (fixture, ID ("c3"), "Déplacée à nouveau.");
  nx_test_keys ("ctrl+shift+z");
  assert_asked (fixture, ID ("c2"), 2);
  WAIT_FOR (nx_undo_stack_get_n_undos (fixture->window->undo) == 1);
  answer_undo (fixture, ID ("c4"), "Remise à nouveau.");
  nx_test_keys ("ctrl+z");
  assert_asked (fixture, ID ("c3"), 3);
  WAIT_FOR (nx_undo_stack_get_n_redos (fixture->window->undo) == 1);
  /* what is done now forgets what could be done again */
  nx_undo_stack_push (GTK_WIDGET (fixture->window), ID ("c5"), "Autre chose");
  g_assert_cmpuint (nx_undo_stack_get_n_redos (fixture->window->undo), ==, 0);
  nx_test_keys ("ctrl+shift+z");
  WAIT_FOR (shows_text (GTK_WIDGET (fixture->window), "There is nothing to redo"));
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", "/api/undo"), ==, 3);
}


/* Newest first: done E; then the undo D of B; C is somebody's redo chain: A was undone by C, and C undone by F (its redo). */
#define BEFORE                                                                                                             \
  ACTION ("f1", "Déplacée à nouveau", "null", TEXT ("c1")) ", " ACTION ("d1", "Remise", "null", TEXT ("b1")) ", "              \
  ACTION ("c1", "Remise", TEXT ("f1"), TEXT ("a1")) ", " ACTION ("b1", "Annulée", TEXT ("d1"), "null") ", "                    \
  ACTION ("a1", "Déplacée", TEXT ("c1"), "null") ", " ACTION ("91", "Réservée", "null", "null")

static void
test_after_restart (Fixture *fixture, gconstpointer data)
{
  WAIT_FOR (nx_undo_stack_get_n_undos (fixture->window->undo) == 2);
  g_assert_cmpuint (nx_undo_stack_get_n_redos (fixture->window->undo), ==, 1);
  answer_undo (fixture, ID ("11"), "Fait.");
  nx_test_keys ("ctrl+shift+z");
  assert_asked (fixture, ID ("d1"), 1);
  WAIT_FOR (nx_undo_stack_get_n_undos (fixture->window->undo) == 3);
  answer_undo (fixture, ID ("12"), "Fait.");
  nx_test_keys ("ctrl+z");
  assert_asked (fixture, ID ("11"), 2);
  WAIT_FOR (nx_undo_stack_get_n_redos (fixture->window->undo) == 1);
  answer_undo (fixture, ID ("13"), "Fait.");
  nx_test_keys ("ctrl+z");
  assert_asked (fixture, ID ("f1"), 3);
  WAIT_FOR (nx_undo_stack_get_n_redos (fixture->window->undo) == 2);
  answer_undo (fixture, ID ("14"), "Fait.");
  nx_test_keys ("ctrl+z");
  assert_asked (fixture, ID ("91"), 4);
  WAIT_FOR (nx_undo_stack_get_n_redos (fixture->window->undo) == 3);
  /* nobody finds what the one before did */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sign-out", NULL);
  g_assert_cmpuint (nx_undo_stack_get_n_undos (fixture->window->undo) + nx_undo_stack_get_n_redos (fixture->window->undo), ==, 0);
  sign_in (fixture);
  WAIT_FOR (nx_undo_stack_get_n_undos (fixture->window->undo) == 2);
}


/* A refusal says why and is out of the way; what nobody answered is tried again, with the same key. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = NULL;
  nx_undo_stack_push (GTK_WIDGET (fixture->window), ID ("c1"), "Première");
  nx_undo_stack_push (GTK_WIDGET (fixture->window), ID ("c2"), "Seconde");
  nx_fake_server_refuse (fixture->server, "POST", "/api/undo", 409, "cannot_undo", "Nour a déplacé cette séance à 10:02.");
  nx_test_keys ("ctrl+z");
  assert_asked (fixture, ID ("c2"), 1);
  WAIT_FOR (shows_text (GTK_WIDGET (fixture->window), "Nour a déplacé cette séance à 10:02."));
  g_assert_cmpuint (nx_undo_stack_get_n_undos (fixture->window->undo), ==, 1);
  nx_fake_server_refuse (fixture->server, "POST", "/api/undo", 503, "unavailable", "Le serveur se repose.");
  nx_test_keys ("ctrl+z");
  assert_asked (fixture, ID ("c1"), 2);
  WAIT_FOR (shows_text (GTK_WIDGET (fixture->window), "Le serveur se repose."));
  g_assert_cmpuint (nx_undo_stack_get_n_undos (fixture->window->undo), ==, 1);
  key = g_strdup (nx_fake_server_header (fixture->server, "/api/undo", "idempotency-key"));
  answer_undo (fixture, ID ("c3"), "Fait.");
  nx_test_keys ("ctrl+z");
  assert_asked (fixture, ID ("c1"), 3);
  g_assert_cmpstr (nx_fake_server_header (fixture->server, "/api/undo", "idempotency-key"), ==, key);
  WAIT_FOR (nx_undo_stack_get_n_redos (fixture->window->undo) == 1);
}


/* Pressed twice, quickly: two acts are undone, the last first, one after the other. */
static void
test_twice (Fixture *fixture, gconstpointer data)
{
  nx_undo_stack_push (GTK_WIDGET (fixture->window), ID ("c1"), "Première");
  nx_undo_stack_push (GTK_WIDGET (fixture->window), ID ("c2"), "Seconde");
  nx_fake_server_set_delay (fixture->server, 200);
  answer_undo (fixture, ID ("c3"), "Fait.");
  nx_undo_stack_undo (fixture->window->undo);
  nx_undo_stack_undo (fixture->window->undo);
  assert_asked (fixture, ID ("c2"), 1);
  assert_asked (fixture, ID ("c1"), 2);
  WAIT_FOR (nx_undo_stack_get_n_redos (fixture->window->undo) == 2);
}


/* In an entry Ctrl+Z is the entry's. */
static void
test_entry (Fixture *fixture, gconstpointer data)
{
  nx_undo_stack_push (GTK_WIDGET (fixture->window), ID ("c1"), "Première");
  nx_test_keys ("ctrl+f");
  nx_test_keys ("a b ctrl+z");
  g_assert_cmpuint (nx_fake_server_count (fixture->server, "POST", "/api/undo"), ==, 0);
}


int
main (int argc, char **argv)
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add ("/undo/round", Fixture, NULL, set_up, test_round, tear_down);
  g_test_add ("/undo/after-restart", Fixture, BEFORE, set_up, test_after_restart, tear_down);
  g_test_add ("/undo/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/undo/twice", Fixture, NULL, set_up, test_twice, tear_down);
  g_test_add ("/undo/entry", Fixture, NULL, set_up, test_entry, tear_down);
  return g_test_run ();
}
