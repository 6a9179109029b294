/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/desktop/dialogs-fixture.h"

#include <string.h>

void
dialogs_set_up (Dialogs *self, gconstpointer role)
{
  gboolean signed_in = FALSE;

  self->server = nx_fake_server_new ();
  nx_fake_server_furnish (self->server, role != NULL ? role : "ASSISTANTE");
  nx_fake_server_furnish_dialogs (self->server);
  nx_fake_server_answer (self->server, "GET", "/api/coaches", 200,
                         "{\"items\": [{\"id\": \"" HELIOS "\", \"pseudonym\": \"Hélios\", \"mark\": \"HE\", \"color\": 2, "
                         "\"subjects\": [\"MATHEMATIQUES\", \"NSI\"], \"online\": true, \"inPerson\": true}, {\"id\": \"" ID ("c2")
                         "\", \"pseudonym\": \"Zénon\", \"mark\": \"ZE\", \"color\": 4, \"subjects\": [\"PHILOSOPHIE\"], "
                         "\"online\": true, \"inPerson\": false}], \"nextCursor\": null}");
  nx_fake_server_answer (self->server, "GET", "/api/students?query=lin&limit=6", 200,
                         "{\"items\": [{\"id\": \"" LINA "\", \"firstName\": \"Lina\", \"lastName\": \"Ben Ali\", \"grade\": "
                         "\"PREMIERE\", \"balance\": 2.75, \"subjects\": [\"MATHEMATIQUES\"], \"activated\": true}], "
                         "\"nextCursor\": null}");
  self->connection = nx_connection_new (NULL);
  nx_connection_sign_in_async (self->connection, nx_fake_server_get_address (self->server), "salma@nexus.tn", "secret", NULL,
                               nx_test_on_signed_in, &signed_in);
  WAIT_FOR (signed_in && nx_fake_server_live (self->server) == 1);
  self->source = nx_session_source_new (self->connection);
  nx_session_source_load (self->source, 0, NX_TIME_DAY);
  WAIT_FOR (nx_session_source_get_coaches (self->source)->len == 2);
  self->label = gtk_button_new_with_label ("Agenda");
  self->window = fixture_window (self->label, NULL, 900, 700);
  gtk_widget_grab_focus (self->label);
}

void
dialogs_tear_down (Dialogs *self, gconstpointer role)
{
  gpointer weak = self->connection;

  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->source);
  g_object_add_weak_pointer (G_OBJECT (self->connection), &weak);
  nx_connection_sign_out (self->connection);
  g_object_unref (self->connection);
  WAIT_FOR (weak == NULL);
  nx_fake_server_free (self->server);
}

char *
dialogs_session_json (Dialogs *self, const char *id, int minutes, const char *members)
{
  gint64 at = nx_connection_now (self->connection) / NX_TIME_MINUTE * NX_TIME_MINUTE + minutes * NX_TIME_MINUTE;
  g_autofree char *text = nx_time_format (at);

  return g_strdup_printf ("{\"id\": \"%s\", \"title\": \"Maths\", \"subject\": \"MATHEMATIQUES\", \"type\": \"COURS_ONLINE\", "
                          "\"status\": \"SCHEDULED\", \"scheduledAt\": \"%s\", \"duration\": 60, \"creditCost\": 1, \"coach\": "
                          "{\"id\": \"" HELIOS "\", \"pseudonym\": \"Hélios\", \"mark\": \"HE\", \"color\": 2}, %s, "
                          "\"reportDue\": false, \"refunded\": false}",
                          id, text,
                          members != NULL ? members
                                          : "\"students\": [{\"id\": \"" LINA "\", \"firstName\": \"Lina\", \"lastName\": "
                                            "\"Ben Ali\"}], \"capacity\": 1, \"seatsTaken\": 1, \"version\": 1");
}

NxSession *
dialogs_session (Dialogs *self, const char *id, int minutes, const char *members)
{
  g_autofree char *json = dialogs_session_json (self, id, minutes, members);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = nx_json_parse (json, -1, &nx_json_limits_answer, &error);
  NxSession *session;

  g_assert_no_error (error);
  session = nx_record_from_json (NX_TYPE_SESSION, json_node_get_object (node), &error);
  g_assert_no_error (error);
  return session;
}

static GtkWidget *
get_row (GtkWidget *list, int n)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), n));
}

const char *
row_title (GtkWidget *list, int n)
{
  GtkWidget *row = get_row (list, n);

  return row != NULL ? adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)) : "";
}

const char *
row_subtitle (GtkWidget *list, int n)
{
  GtkWidget *row = get_row (list, n);

  if (row == NULL)
    return "";
  return ADW_IS_EXPANDER_ROW (row) ? adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row))
                                   : adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

int
row_count (GtkWidget *list)
{
  int n = 0;

  while (get_row (list, n) != NULL)
    n++;
  return n;
}

static gboolean
says (GtkWidget *button, const char *text)
{
  const char *label = gtk_button_get_label (GTK_BUTTON (button)), *tooltip = gtk_widget_get_tooltip_text (button);

  return (label != NULL && strstr (label, text) != NULL) || (tooltip != NULL && strstr (tooltip, text) != NULL);
}

static GtkWidget *
find_button (GtkWidget *from, const char *text)
{
  if (GTK_IS_BUTTON (from) && gtk_widget_get_visible (from) && says (from, text))
    return from;
  for (GtkWidget *w = gtk_widget_get_first_child (from); w != NULL; w = gtk_widget_get_next_sibling (w))
    {
      GtkWidget *found = find_button (w, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

void
click (GtkWidget *from, const char *text)
{
  GtkWidget *button = find_button (from, text);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

void
dialogs_shot (gpointer window, const char *name)
{
  if (g_getenv ("TEST_SHOT_DIR") == NULL)
    return;
  fixture_settle (150);
  /* As narrow as a phone, where that is asked for. */
  if (GTK_IS_WINDOW (window) && g_getenv ("TEST_SHOT_NARROW") != NULL)
    gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  fixture_settle (250);
  fixture_shot (GTK_WIDGET (window), name);
}
