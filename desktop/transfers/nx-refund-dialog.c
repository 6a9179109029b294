/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/transfers/nx-refund-dialog.h"
#include "desktop/transfers/nx-transfer-text.h"

/* The server takes no shorter reason. */
#define REASON_MIN 5

struct _NxRefundDialog
{
  AdwMessageDialog parent_instance;

  GtkLabel *facts;
  GtkEditable *reason;

  /* Owned */
  NxPayment *payment;
  GCancellable *cancellable;
  gboolean known; /* what is left of its credits */
};

G_DEFINE_FINAL_TYPE (NxRefundDialog, nx_refund_dialog, ADW_TYPE_MESSAGE_DIALOG)

enum { ACCEPTED, N_SIGNALS };
static guint signals[N_SIGNALS];


static char *
get_reason (NxRefundDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
}


static void
update (NxRefundDialog *self)
{
  g_autofree char *reason = get_reason (self);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "refund", self->known && g_utf8_strlen (reason, -1) >= REASON_MIN);
}


/* Of all lots that the payment gave. */
static gboolean
count_left (NxRefundDialog *self, JsonNode *root, gint32 *granted, gint32 *left, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_array (json_node_get_object (root), "lots") : NULL;
  g_autoptr (GPtrArray) lots = array != NULL ? nx_record_list_from_json (NX_TYPE_LOT, array, error) : NULL;
  *granted = *left = 0;
  for (guint i = 0; lots != NULL && i < lots->len; i++)
    {
      NxLot *lot = lots->pdata[i];
      if (g_strcmp0 (lot->paymentId, self->payment->id) != 0)
        continue;
      *granted += lot->granted;
      *left += lot->remaining;
    }
  return lots != NULL;
}


static char *
facts_text (NxRefundDialog *self, gint32 granted, gint32 left)
{
  g_autofree char *back = nx_credits_format_noun (left), *kept = nx_credits_format_noun (granted - left);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (lines, left > 0 ? g_strdup_printf (_("Taken back: %s that nobody used."), back) : g_strdup (_("No credit is left to take back.")));
  if (granted > left)
    g_ptr_array_add (lines, g_strdup_printf (_("Not taken back: %s, used, booked or expired already."), kept));
  if (self->payment->type == NX_PAYMENT_TYPE_SUBSCRIPTION)
    g_ptr_array_add (lines, g_strdup (_("Where this payment pays for the month that runs, the plan ends now.")));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}


/* The question does not keep the dialog: one that is gone cancelled it. */
static void
on_credits (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NxRefundDialog *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  gint32 granted, left;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (root == NULL || !count_left (self, root, &granted, &left, &error))
    {
      gtk_label_set_text (self->facts, error != NULL ? error->message : _("The server gave an answer that cannot be read."));
      return;
    }
  g_autofree char *text = facts_text (self, granted, left);
  gtk_label_set_text (self->facts, text);
  self->known = TRUE;
  update (self);
}


static void
nx_refund_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  NxRefundDialog *self = NX_REFUND_DIALOG (dialog);
  g_autofree char *reason = get_reason (self);
  g_cancellable_cancel (self->cancellable);
  if (g_strcmp0 (response, "refund") == 0 && self->known && g_utf8_strlen (reason, -1) >= REASON_MIN)
    g_signal_emit (self, signals[ACCEPTED], 0, reason);
}


static void
nx_refund_dialog_dispose (GObject *object)
{
  NxRefundDialog *self = NX_REFUND_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (nx_refund_dialog_parent_class)->dispose (object);
}


static void
nx_refund_dialog_finalize (GObject *object)
{
  NxRefundDialog *self = NX_REFUND_DIALOG (object);
  g_clear_object (&self->payment);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (nx_refund_dialog_parent_class)->finalize (object);
}


static void
nx_refund_dialog_class_init (NxRefundDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_refund_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_refund_dialog_finalize;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = nx_refund_dialog_response;
  signals[ACCEPTED] = g_signal_new ("accepted", NX_TYPE_REFUND_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}


static void
nx_refund_dialog_init (NxRefundDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *list = gtk_list_box_new (), *row = adw_entry_row_new ();
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  self->cancellable = g_cancellable_new ();
  self->facts = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "wrap", TRUE, "xalign", 0.0,
                                         "label", _("Looking at what is left of its credits…"), NULL));
  self->reason = GTK_EDITABLE (row);
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "nx-numbers");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("_Reason (the family reads it)"));
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update), self);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->facts));
  gtk_box_append (GTK_BOX (box), list);
  adw_message_dialog_set_extra_child (dialog, box);
  adw_message_dialog_add_responses (dialog, "keep", _("_Keep the Payment"), "refund", _("Re_fund"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "refund", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "keep");
  adw_message_dialog_set_close_response (dialog, "keep");
  update (self);
}


GtkWindow *
nx_refund_dialog_present (GtkWidget *from, NxConnection *connection, NxPayment *payment)
{
  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);
  g_return_val_if_fail (NX_IS_CONNECTION (connection) && NX_IS_PAYMENT (payment), NULL);

  GtkRoot *root = gtk_widget_get_root (from);
  NxRefundDialog *self = g_object_new (NX_TYPE_REFUND_DIALOG, "transient-for", GTK_IS_WINDOW (root) ? root : NULL, "modal", TRUE, NULL);
  g_autofree char *amount = nx_money_format (payment->amount), *title = nx_transfer_payment_title (payment);
  g_autofree char *heading = g_strdup_printf (_("Refund %s"), amount);
  g_autofree char *body = g_strdup_printf (_("%s. The money itself goes back by hand, in Konnect’s or the bank’s own pages."), title);
  g_autofree char *path = nx_connection_path ("/api/students/%s/credits", payment->studentId);
  self->payment = g_object_ref (payment);
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self), heading);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), body);
  nx_connection_send_async (connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_credits, self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
  return GTK_WINDOW (self);
}


const char *
nx_refund_dialog_get_payment_id (NxRefundDialog *self)
{
  g_return_val_if_fail (NX_IS_REFUND_DIALOG (self), NULL);
  return self->payment->id;
}


const char *
nx_refund_dialog_get_facts (NxRefundDialog *self)
{
  g_return_val_if_fail (NX_IS_REFUND_DIALOG (self), NULL);
  return gtk_label_get_text (self->facts);
}


GtkEditable *
nx_refund_dialog_get_reason_entry (NxRefundDialog *self)
{
  g_return_val_if_fail (NX_IS_REFUND_DIALOG (self), NULL);
  return self->reason;
}
