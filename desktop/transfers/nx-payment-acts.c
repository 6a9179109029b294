/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "common/nx-random.h"
#include "desktop/nx-place.h"
#include "desktop/transfers/nx-payment-pane-private.h"
#include "desktop/transfers/nx-refund-dialog.h"
#include "desktop/transfers/nx-transfer-text.h"

/* What the office does with a payment: each act is one question to the server, repeated with the same key after a lost answer. */

/* The server takes no shorter note. */
#define HANDLED_MIN 3

enum { ACT_CONFIRM, ACT_REJECT, ACT_KONNECT, ACT_REFUND, ACT_HANDLED };


static char *
typed (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}


static gboolean
at_desk (NxPaymentPane *self)
{
  return adw_combo_row_get_selected (self->way_row) == NX_WAY_DESK;
}


/* Returns: (nullable): what is still missing; the sum and the day where nothing is. */
static char *
find_fault (NxPaymentPane *self, NxMoney *received, gint32 *date)
{
  g_autofree char *amount = typed (self->amount_entry);
  g_autofree char *day = typed (self->date_entry);
  g_autofree char *note = typed (self->note_entry);
  gint64 now = nx_connection_now (self->connection);
  if (!nx_money_parse (amount, self->payment->amount.currency, received) || received->amount <= 0)
    return g_strdup (_("A sum cannot be read. It looks like 179.000."));
  if (!at_desk (self)
      && (!nx_transfer_parse_day (day, now, date) || *date > nx_time_date_in_zone (now, nx_time_zone (NX_TIME_CENTRE_ZONE))))
    return g_strdup (_("The day cannot be read, or is still to come. It looks like 20/11/2026."));
  NxMoney difference = { received->amount - self->payment->amount.amount, "" };
  g_strlcpy (difference.currency, self->payment->amount.currency, sizeof difference.currency);
  g_autofree char *words = nx_transfer_difference (difference);
  if (words == NULL)
    return NULL;
  return *note == '\0' ? g_strdup_printf (_("%s: a note is needed."), words) : NULL;
}


void
nx_payment_pane_update (NxPaymentPane *self)
{
  if (self->payment == NULL)
    return;
  NxMoney received;
  gint32 date;
  gboolean free = self->online && !self->busy;
  g_autofree char *fault = find_fault (self, &received, &date);
  g_autofree char *reason = typed (self->reason_entry);
  g_autofree char *handled = typed (self->handled_entry);
  gtk_label_set_text (self->hint_label, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), fault != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->date_entry), !at_desk (self));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_entry), at_desk (self) ? _("_Number of the cheque, or a note") : _("_Note"));
  gtk_widget_set_sensitive (self->confirm_button, fault == NULL && free);
  gtk_widget_set_sensitive (self->reject_button, *reason != '\0' && free);
  gtk_widget_set_sensitive (self->handled_button, g_utf8_strlen (handled, -1) >= HANDLED_MIN && free);
  gtk_widget_set_sensitive (self->konnect_button, free);
  gtk_widget_set_sensitive (self->refund_button, free);
  gtk_button_set_label (GTK_BUTTON (self->konnect_button), self->busy && self->act == ACT_KONNECT ? _("Asking Konnect…") : _("_Update"));
}


/* What a refund took back, and what it could not. */
static char *
refund_words (JsonObject *answer)
{
  JsonObject *back = nx_json_get_object (answer, "reversed"), *kept = nx_json_get_object (answer, "notReversed");
  const char *sentence = NULL;
  gint32 credits = 0;
  if (kept == NULL || !nx_json_get_string (kept, "sentence", &sentence))
    sentence = NULL;
  if (back == NULL || !nx_json_get_credits (back, "credits", &credits) || credits <= 0)
    return g_strdup (sentence != NULL ? sentence : _("refunded"));
  g_autofree char *noun = nx_credits_format_noun (credits);
  g_autofree char *words = g_strdup_printf (_("refunded, %s taken back"), noun);
  return sentence != NULL ? g_strjoin (". ", words, sentence, NULL) : g_steal_pointer (&words);
}


static char *
act_words (NxPaymentPane *self, JsonObject *answer)
{
  switch (self->act)
    {
    case ACT_CONFIRM: return g_strdup (_("confirmed"));
    case ACT_REJECT: return g_strdup (_("rejected"));
    case ACT_REFUND: return refund_words (answer);
    case ACT_HANDLED: return g_strdup (_("off the list"));
    case ACT_KONNECT:
    default:
      return g_strdup (self->payment->status == NX_PAYMENT_PENDING ? _("Konnect has no payment yet")
                                                                   : nx_enum_label (&nx_payment_status_enum, self->payment->status));
    }
}


static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxPaymentPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->busy = FALSE;
  if (root == NULL || !nx_payment_pane_take (self, root, &error))
    nx_payment_pane_say_error (self, error != NULL ? error->message : _("The server gave an answer that cannot be read."));
  else
    {
      g_autofree char *title = nx_transfer_payment_title (self->payment);
      g_autofree char *words = act_words (self, json_node_get_object (root));
      g_autofree char *text = g_strjoin (" · ", title, words, NULL);
      g_clear_pointer (&self->key_for, g_free);
      nx_toast (GTK_WIDGET (self), text, NULL);
      nx_payment_pane_refresh (self);
    }
  nx_payment_pane_update (self);
  g_signal_emit (self, nx_payment_pane_signals[NX_PAYMENT_PANE_SETTLED], 0);
}


/* @choice: (transfer full): all that was chosen and typed: the same again is the same act. */
static void
send (NxPaymentPane *self, int act, const char *path, NxJsonWriter *body, char *choice)
{
  g_autofree char *all = g_strdup_printf ("%d\n%s\n%s", act, self->id, choice);
  g_free (choice);
  if (g_strcmp0 (self->key_for, all) != 0)
    {
      g_free (self->key_for);
      self->key_for = g_steal_pointer (&all);
      g_free (self->key);
      self->key = nx_random_token (18);
    }
  self->busy = TRUE;
  self->act = act;
  nx_payment_pane_say_error (self, NULL);
  nx_payment_pane_update (self);
  nx_connection_send_async (self->connection, "POST", path, body, self->key, NULL, self->cancellable, on_done, g_object_ref (self));
}


/* Cash and cheques are taken as such, whatever the family had chosen; all other money came to the bank. */
void
nx_payment_pane_confirm (NxPaymentPane *self)
{
  NxMoney received;
  gint32 date = NX_DATE_NONE;
  g_autofree char *fault = self->payment != NULL ? find_fault (self, &received, &date) : g_strdup ("");
  g_autofree char *note = typed (self->note_entry);
  if (fault != NULL || self->busy || !self->online || self->payment->status != NX_PAYMENT_PENDING)
    return;
  NxJsonWriter *body = nx_json_writer_new ();
  gboolean desk = at_desk (self);
  nx_json_begin_object (body, NULL);
  nx_json_add_string (body, "paymentId", self->id);
  nx_json_add_money (body, desk ? "amountReceived" : "receivedAmount", received);
  if (!desk)
    {
      nx_json_add_date (body, "receivedOn", date);
      if (received.amount != self->payment->amount.amount)
        nx_json_add_bool (body, "acceptDifference", TRUE);
    }
  if (*note != '\0')
    nx_json_add_string (body, "note", note);
  nx_json_end_object (body);
  send (self, ACT_CONFIRM, desk ? "/api/payments/manual" : "/api/payments/wise/confirm", body,
        g_strdup_printf ("%d\n%" G_GINT64_FORMAT "\n%d\n%s", desk, received.amount, date, note));
}


void
nx_payment_pane_reject (NxPaymentPane *self)
{
  g_autofree char *reason = typed (self->reason_entry);
  if (*reason == '\0' || self->busy || !self->online)
    return;
  NxJsonWriter *body = nx_json_writer_new ();
  nx_json_begin_object (body, NULL);
  nx_json_add_string (body, "paymentId", self->id);
  nx_json_add_string (body, "action", "reject");
  nx_json_add_string (body, "note", reason);
  nx_json_end_object (body);
  send (self, ACT_REJECT, "/api/payments/validate", body, g_steal_pointer (&reason));
}


void
nx_payment_pane_ask_konnect (NxPaymentPane *self)
{
  if (self->payment == NULL || self->busy || !self->online)
    return;
  NxJsonWriter *body = nx_json_writer_new ();
  g_autofree char *path = nx_connection_path ("/api/payments/%s/refresh", self->id);
  nx_json_begin_object (body, NULL);
  nx_json_end_object (body);
  send (self, ACT_KONNECT, path, body, g_strdup (""));
}


static NxJsonWriter *
text_body (const char *name, const char *text)
{
  NxJsonWriter *body = nx_json_writer_new ();
  nx_json_begin_object (body, NULL);
  nx_json_add_string (body, name, text);
  nx_json_end_object (body);
  return body;
}


static void
on_refund_accepted (NxPaymentPane *self, const char *reason, NxRefundDialog *dialog)
{
  /* Another payment may stand in the pane meanwhile. */
  if (self->busy || !self->online || g_strcmp0 (nx_refund_dialog_get_payment_id (dialog), self->id) != 0)
    return;
  g_autofree char *path = nx_connection_path ("/api/payments/%s/refund", self->id);
  send (self, ACT_REFUND, path, text_body ("reason", reason), g_strdup (reason));
}


void
nx_payment_pane_refund (NxPaymentPane *self)
{
  if (self->payment == NULL || self->busy || !self->online)
    return;
  GtkWindow *dialog = nx_refund_dialog_present (GTK_WIDGET (self), self->connection, self->payment);
  g_signal_connect_object (dialog, "accepted", G_CALLBACK (on_refund_accepted), self, G_CONNECT_SWAPPED);
}


void
nx_payment_pane_handled (NxPaymentPane *self)
{
  g_autofree char *note = typed (self->handled_entry);
  if (self->payment == NULL || self->busy || !self->online || g_utf8_strlen (note, -1) < HANDLED_MIN)
    return;
  g_autofree char *path = nx_connection_path ("/api/payments/%s/handled", self->id);
  send (self, ACT_HANDLED, path, text_body ("note", note), g_strdup (note));
}
