/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/transfers/nx-file-open.h"
#include "desktop/transfers/nx-payment-pane-private.h"
#include "desktop/transfers/nx-transfer-text.h"

G_DEFINE_FINAL_TYPE (NxPaymentPane, nx_payment_pane, ADW_TYPE_BIN)

guint nx_payment_pane_signals[NX_PAYMENT_PANE_N_SIGNALS];


void
nx_payment_pane_say_error (NxPaymentPane *self, const char *sentence)
{
  gtk_label_set_text (self->error_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), sentence != NULL);
}


static char *
effect_text (NxPayment *payment)
{
  g_autofree char *credits = payment->credits > 0 ? nx_credits_format_noun (payment->credits) : NULL;
  const char *title = payment->title != NULL ? payment->title : payment->itemKey;
  g_autofree char *first = payment->type == NX_PAYMENT_TYPE_SUBSCRIPTION ? g_strdup_printf (_("Activates %s"), title)
                                                                        : g_strdup_printf (_("Grants %s"), title);
  return g_strjoin (" · ", first, credits != NULL ? credits : _("e-mail to the parent"), credits != NULL ? _("e-mail to the parent") : NULL, NULL);
}


static char *
state_text (NxPayment *payment, gint64 now)
{
  g_autofree char *reference = nx_transfer_reference (payment->reference);
  g_autofree char *age = payment->status == NX_PAYMENT_PENDING && payment->attention < 0 ? nx_transfer_payment_state (payment, now)
                                                               : g_strdup (nx_enum_label (&nx_payment_status_enum, payment->status));
  g_autofree char *sent = payment->transferDate != NX_DATE_NONE && payment->transferDate != 0
                            ? nx_transfer_day (payment->transferDate, now) : NULL;
  g_autofree char *day = sent != NULL ? g_strdup_printf (_("sent on %s"), sent) : NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  const char *const texts[] = { nx_enum_label (&nx_payment_method_enum, payment->method), reference, age, day, payment->parentName,
                                payment->note };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL && *texts[i] != '\0')
      g_ptr_array_add (parts, (gpointer) texts[i]);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}


static void
show_payment (NxPaymentPane *self)
{
  NxPayment *payment = self->payment;
  gint64 now = nx_connection_now (self->connection);
  gboolean pending = payment->status == NX_PAYMENT_PENDING;
  g_autofree char *title = nx_transfer_payment_title (payment);
  g_autofree char *amount = nx_money_format (payment->amount);
  g_autofree char *state = state_text (payment, now);
  g_autofree char *effect = effect_text (payment);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->amount_label, amount);
  gtk_label_set_text (self->state_label, state);
  gtk_label_set_text (self->effect_label, effect);
  gtk_widget_set_visible (self->proof_button, payment->hasProof);
  gtk_widget_set_visible (self->receipt_button, payment->receiptNumber != NULL);
  gtk_widget_set_visible (self->konnect_button, pending && payment->method == NX_PAYMENT_METHOD_KONNECT);
  gtk_widget_set_visible (self->refund_button, payment->status == NX_PAYMENT_COMPLETED);
  gtk_widget_set_visible (self->card_label, pending && payment->method == NX_PAYMENT_METHOD_KONNECT);
  gtk_widget_set_visible (self->attention_box, payment->attention >= 0);
  if (payment->attention >= 0)
    {
      gtk_label_set_text (self->attention_label, nx_enum_label (&nx_payment_attention_enum, payment->attention));
      gtk_label_set_text (self->advice_label, nx_transfer_advice (payment));
    }
  gtk_widget_set_visible (self->forms, pending);
  gtk_widget_set_visible (self->offline_label, pending && !self->online);
  nx_payment_pane_update (self);
}


static void
fill_form (NxPaymentPane *self)
{
  NxPayment *payment = self->payment;
  gboolean declared = payment->declaredAmount.currency[0] != '\0';
  gint32 today = nx_time_date_in_zone (nx_connection_now (self->connection), nx_time_zone (NX_TIME_CENTRE_ZONE));
  int year, month, day;
  nx_date_to_ymd (today, &year, &month, &day);
  g_autofree char *amount = nx_transfer_number (declared ? payment->declaredAmount : payment->amount);
  g_autofree char *date = g_strdup_printf ("%02d/%02d/%04d", day, month, year);
  gtk_editable_set_text (self->amount_entry, amount);
  gtk_editable_set_text (self->date_entry, date);
  gtk_editable_set_text (self->note_entry, "");
  gtk_editable_set_text (self->reason_entry, "");
  gtk_editable_set_text (self->handled_entry, "");
  adw_combo_row_set_selected (self->way_row, payment->method == NX_PAYMENT_METHOD_MANUAL ? NX_WAY_DESK : NX_WAY_TRANSFER);
}


/* The history */

static GtkWidget *
event_row (JsonObject *event)
{
  const char *sentence = "", *by = NULL;
  gint64 at = 0;
  GtkWidget *row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  nx_json_get_string (event, "sentence", &sentence);
  nx_json_get_string (event, "by", &by);
  g_autofree char *when = nx_json_get_time (event, "at", &at) ? nx_format_date_time (at, NULL) : g_strdup ("");
  g_autofree char *subtitle = by != NULL ? g_strjoin (" · ", when, by, NULL) : g_strdup (when);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}


static void
show_events (NxPaymentPane *self, JsonArray *events)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->events_list))) != NULL)
    gtk_list_box_remove (self->events_list, child);
  for (guint i = 0; events != NULL && i < json_array_get_length (events); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (events, i)))
      gtk_list_box_append (self->events_list, event_row (json_array_get_object_element (events, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->events_list), events != NULL && json_array_get_length (events) > 0);
}


gboolean
nx_payment_pane_take (NxPaymentPane *self, JsonNode *root, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *inner = object != NULL ? nx_json_get_object (object, "payment") : NULL;
  g_autoptr (NxPayment) payment = inner != NULL ? nx_record_from_json (NX_TYPE_PAYMENT, inner, error) : NULL;
  if (payment == NULL || payment->id == NULL)
    return FALSE;
  gboolean first = self->payment == NULL;
  g_set_object (&self->payment, payment);
  if (first)
    fill_form (self);
  if (json_object_has_member (object, "events"))
    show_events (self, nx_json_get_array (object, "events"));
  show_payment (self);
  return TRUE;
}


static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxPaymentPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (root == NULL || !nx_payment_pane_take (self, root, &error))
    nx_payment_pane_say_error (self, error != NULL ? error->message : _("The server gave an answer that cannot be read."));
}


void
nx_payment_pane_refresh (NxPaymentPane *self)
{
  g_return_if_fail (NX_IS_PAYMENT_PANE (self));

  if (self->id == NULL)
    return;
  g_autofree char *path = nx_connection_path ("/api/payments/%s", self->id);
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_fetched, g_object_ref (self));
}


void
nx_payment_pane_open (NxPaymentPane *self, const char *id, NxPayment *known)
{
  g_return_if_fail (NX_IS_PAYMENT_PANE (self));
  g_return_if_fail (id != NULL);

  g_autofree char *copy = g_strdup (id);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->busy = FALSE;
  g_free (self->id);
  self->id = g_steal_pointer (&copy);
  g_clear_pointer (&self->key, g_free);
  g_clear_object (&self->payment);
  nx_payment_pane_say_error (self, NULL);
  show_events (self, NULL);
  if (known != NULL)
    {
      self->payment = g_object_ref (known);
      fill_form (self);
      show_payment (self);
    }
  nx_payment_pane_refresh (self);
}


/* Links */

static void
on_proof_clicked (NxPaymentPane *self)
{
  if (self->payment != NULL)
    g_signal_emit (self, nx_payment_pane_signals[NX_PAYMENT_PANE_PROOF], 0, self->payment);
}


static void
on_student_clicked (NxPaymentPane *self)
{
  if (self->payment != NULL && self->payment->studentId != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-student", "s", self->payment->studentId);
}


static void
on_receipt_clicked (NxPaymentPane *self)
{
  if (self->payment != NULL)
    nx_receipt_open (GTK_WIDGET (self), self->connection, self->payment);
}


static gboolean
on_submit (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  nx_payment_pane_confirm (NX_PAYMENT_PANE (widget));
  return TRUE;
}


static GtkWidget *
add_link (NxPaymentPane *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  g_signal_connect_swapped (button, "clicked", callback, self);
  nx_wrap_box_append (self->links_box, button);
  return button;
}


void
nx_payment_pane_set_online (NxPaymentPane *self, gboolean online)
{
  g_return_if_fail (NX_IS_PAYMENT_PANE (self));

  self->online = online;
  if (self->payment != NULL)
    show_payment (self);
}


const char *
nx_payment_pane_get_id (NxPaymentPane *self)
{
  g_return_val_if_fail (NX_IS_PAYMENT_PANE (self), NULL);
  return self->id;
}


static void
nx_payment_pane_dispose (GObject *object)
{
  NxPaymentPane *self = NX_PAYMENT_PANE (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->payment);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_payment_pane_parent_class)->dispose (object);
}


static void
nx_payment_pane_finalize (GObject *object)
{
  NxPaymentPane *self = NX_PAYMENT_PANE (object);
  g_clear_object (&self->cancellable);
  g_free (self->id);
  g_free (self->key);
  g_free (self->key_for);
  G_OBJECT_CLASS (nx_payment_pane_parent_class)->finalize (object);
}


static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, amount_entry);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, amount_label);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, way_row);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, handled_entry);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, handled_button);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, card_label);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, attention_label);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, attention_box);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, advice_label);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, confirm_group);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, date_entry);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, effect_label);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, error_label);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, events_list);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, forms);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, hint_label);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, links_box);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, note_entry);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, offline_label);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, reason_entry);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, reject_button);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, reject_group);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, state_label);
  gtk_widget_class_bind_template_child (widget_class, NxPaymentPane, title_label);
}


static void
nx_payment_pane_class_init (NxPaymentPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_payment_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_payment_pane_finalize;
  nx_payment_pane_signals[NX_PAYMENT_PANE_SETTLED] = g_signal_new ("settled", NX_TYPE_PAYMENT_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  nx_payment_pane_signals[NX_PAYMENT_PANE_PROOF] = g_signal_new ("proof", NX_TYPE_PAYMENT_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, NX_TYPE_PAYMENT);

  g_type_ensure (NX_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/transfers/nx-payment-pane.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_confirm_clicked", G_CALLBACK (nx_payment_pane_confirm));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_handled_clicked", G_CALLBACK (nx_payment_pane_handled));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_reject_clicked", G_CALLBACK (nx_payment_pane_reject));
  gtk_widget_class_bind_template_callback_full (widget_class, "update", G_CALLBACK (nx_payment_pane_update));
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, on_submit, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, on_submit, NULL);
}


static void
nx_payment_pane_init (NxPaymentPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->online = TRUE;
  self->proof_button = add_link (self, _("_Proof"), G_CALLBACK (on_proof_clicked));
  add_link (self, _("Pupil’s _File"), G_CALLBACK (on_student_clicked));
  self->receipt_button = add_link (self, _("Receip_t"), G_CALLBACK (on_receipt_clicked));
  self->konnect_button = add_link (self, _("_Update"), G_CALLBACK (nx_payment_pane_ask_konnect));
  gtk_widget_set_tooltip_text (self->konnect_button, _("Ask Konnect what became of it"));
  self->refund_button = add_link (self, _("Re_fund…"), G_CALLBACK (nx_payment_pane_refund));
}


GtkWidget *
nx_payment_pane_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxPaymentPane *self = g_object_new (NX_TYPE_PAYMENT_PANE, NULL);
  self->connection = g_object_ref (connection);
  return GTK_WIDGET (self);
}
