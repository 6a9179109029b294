/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-cancel.h"

#include "common/nx-i18n.h"
#include "common/nx-credits.h"
#include "desktop/nx-place.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-session-text.h"

/* Act: one cancellation, from the question to its undo. */
typedef struct
{
  grefcount refs;
  GtkWidget *from;          /* (owned) */
  NxConnection *connection; /* (owned) */
  NxSessionSource *source;  /* (owned) */
  char *session_id;         /* (owned) */
  GtkWidget *body;          /* borrowed from the dialog */
  GtkWidget *reason;
  GtkWidget *refund;
  NxSession *session;       /* (owned) */
} Act;

static Act *
act_new (GtkWidget *from, NxConnection *connection, NxSessionSource *source, NxSession *session)
{
  Act *act = g_new0 (Act, 1);

  g_ref_count_init (&act->refs);
  act->from = g_object_ref (from);
  act->connection = g_object_ref (connection);
  act->source = g_object_ref (source);
  act->session = g_object_ref (session);
  act->session_id = g_strdup (session->id);
  return act;
}

static Act *
act_ref (Act *act)
{
  g_ref_count_inc (&act->refs);
  return act;
}

static void
act_unref (Act *act)
{
  if (!g_ref_count_dec (&act->refs))
    return;
  g_object_unref (act->from);
  g_object_unref (act->connection);
  g_object_unref (act->source);
  g_object_unref (act->session);
  g_free (act->session_id);
  g_free (act);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_unref)

static void
act_closure_unref (gpointer data, GClosure *closure)
{
  act_unref (data);
}

char *
nx_agenda_cancel_consequence (NxSession *session, gboolean refund)
{
  g_autofree char *cost = nx_credits_format_noun (session->creditCost), *name = nx_session_first_name (session);
  gboolean several = session->students != NULL && session->students->len > 1;

  if (!refund)
    return g_strdup_printf (_ ("The credits are not given back. The family and the coach are told by e-mail."));
  if (several)
    return g_strdup_printf (_ ("Refund: %s to each pupil. The families and the coach are told by e-mail."), cost);
  return g_strdup_printf (_ ("Refund: %s to %s. The family and the coach are told by e-mail."), cost, name);
}

/* Cancelling */

static char *
done_text (Act *act, JsonNode *root)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree char *name = nx_session_first_name (act->session), *credits = NULL;
  gboolean refunded = FALSE;
  gint32 amount = 0;

  if (object == NULL || !nx_json_get_bool (object, "refunded", &refunded) || !refunded
      || !nx_json_get_credits (object, "creditsRefunded", &amount))
    return g_strdup_printf (_ ("%s’s session is cancelled"), name);
  credits = nx_credits_format_noun (amount);
  return g_strdup_printf (_ ("%s’s session is cancelled, %s given back"), name, credits);
}

static void
on_cancelled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Act) act = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autofree char *text = NULL;

  nx_session_source_load_one (act->source, act->session_id);
  if (root == NULL)
    {
      nx_toast_error (act->from, error);
      return;
    }
  text = done_text (act, root);
  nx_undo_stack_push (act->from, nx_connection_action_id (result), text);
}

static void
send_cancel (Act *act, const char *reason, gboolean with_refund, gboolean refund)
{
  NxJsonWriter *json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "sessionId", act->session_id);
  if (reason != NULL && reason[0] != '\0')
    nx_json_add_string (json, "reason", reason);
  if (with_refund)
    nx_json_add_bool (json, "refund", refund);
  nx_json_end_object (json);
  nx_connection_send_async (act->connection, "POST", "/api/sessions/cancel", json, NULL, NULL, NULL, on_cancelled, act_ref (act));
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Act *act)
{
  g_autofree char *reason = NULL;

  if (!g_str_equal (response, "cancel-session"))
    return;
  reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (act->reason))));
  send_cancel (act, reason, act->refund != NULL,
               act->refund != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (act->refund)));
}

static void
on_refund_toggled (GtkCheckButton *check, Act *act)
{
  g_autofree char *text = nx_agenda_cancel_consequence (act->session, gtk_check_button_get_active (check));

  gtk_label_set_label (GTK_LABEL (act->body), text);
}

static GtkWidget *
make_extra (Act *act, gboolean office)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *list = gtk_list_box_new ();
  g_autofree char *text = nx_agenda_cancel_consequence (act->session, TRUE);

  act->body = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (act->body), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (act->body), 40);
  gtk_label_set_justify (GTK_LABEL (act->body), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), act->body);
  act->reason = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (act->reason), _ ("Reason"));
  gtk_list_box_append (GTK_LIST_BOX (list), act->reason);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_box_append (GTK_BOX (box), list);
  if (!office)
    return box;
  act->refund = gtk_check_button_new_with_mnemonic (_ ("Give the _credits back"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (act->refund), TRUE);
  g_signal_connect_data (act->refund, "toggled", G_CALLBACK (on_refund_toggled), act_ref (act), act_closure_unref, 0);
  gtk_box_append (GTK_BOX (box), act->refund);
  return box;
}

GtkWidget *
nx_agenda_cancel_ask (GtkWidget *from, NxConnection *connection, NxSessionSource *source, NxSession *session, gboolean office)
{
  g_autoptr (Act) act = act_new (from, connection, source, session);
  g_autofree char *name = nx_session_first_name (session), *when = nx_session_when_short (session);
  g_autofree char *heading = g_strdup_printf (_ ("Cancel %s’s session?"), name);
  GtkRoot *root = gtk_widget_get_root (from);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, when);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_extra (act, office));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep"), "cancel-session", _ ("_Cancel Session"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "cancel-session", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), act_ref (act), act_closure_unref, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}
