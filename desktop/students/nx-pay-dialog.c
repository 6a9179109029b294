/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "desktop/nx-place.h"
#include "desktop/nx-wrap-box.h"
#include "desktop/students/nx-pay-dialog.h"
#include "desktop/students/nx-plan-card.h"
#include "desktop/students/nx-student-text.h"
#include "desktop/transfers/nx-transfer-text.h"

#define INCLUDED_SUBJECTS 1

struct _NxPayDialog
{
  AdwWindow parent_instance;

  /* Template */
  GtkLabel *after_label;
  GtkEditable *amount_entry;
  AdwPreferencesGroup *aria_group;
  GtkFlowBox *due_box;
  GtkWidget *due_group;
  GtkLabel *effect_label;
  GtkLabel *error_label;
  AdwStatusPage *failed_page;
  GtkWidget *form;
  GtkEditable *note_entry;
  GtkFlowBox *packs_box;
  GtkWidget *packs_group;
  GtkFlowBox *plans_box;
  GtkStack *stack;
  NxWrapBox *subjects_box;
  GtkWidget *take_button;
  AdwWindowTitle *title;

  /* Owned */
  NxStudentData *data;
  NxStudent *student;
  GPtrArray *cards;    /* NxPlanCard, borrowed from the form */
  GPtrArray *subjects; /* GtkToggleButton by NxSubject, borrowed */
  NxMoney each, all;   /* of ARIA's add-ons */
  GCancellable *cancellable;
  char *key;           /* of this payment: a repeated press pays once */
  char *key_for;       /* the body that the key was made for */
  gboolean touched;    /* somebody chose: what comes later does not choose again */
};

G_DEFINE_FINAL_TYPE (NxPayDialog, nx_pay_dialog, ADW_TYPE_WINDOW)


/* Returns: (nullable): what is chosen */
static NxPlanCard *
chosen (NxPayDialog *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    if (gtk_toggle_button_get_active (self->cards->pdata[i]))
      return self->cards->pdata[i];
  return NULL;
}


/* Returns: (nullable): the plan that is chosen */
static NxCatalogueItem *
chosen_plan (NxPayDialog *self)
{
  NxPlanCard *card = chosen (self);
  NxCatalogueItem *item = card != NULL ? nx_plan_card_get_plan (card) : NULL;
  return item != NULL && g_strcmp0 (item->kind, "plan") == 0 ? item : NULL;
}


static guint
n_subjects (NxPayDialog *self)
{
  guint n = 0;
  for (guint i = 0; i < self->subjects->len; i++)
    n += gtk_toggle_button_get_active (self->subjects->pdata[i]) ? 1 : 0;
  return n;
}


/* What is due for the choice; a plan's depends on its subjects. */
static NxMoney
due_for (NxPayDialog *self, NxPlanCard *card)
{
  NxPayment *payment = nx_plan_card_get_payment (card);
  NxCatalogueItem *item = nx_plan_card_get_plan (card);
  if (payment != NULL)
    return payment->amount;
  if (chosen_plan (self) == NULL)
    return item->price;
  return nx_student_plan_total (item->price, n_subjects (self), INCLUDED_SUBJECTS, self->each, self->all);
}


static char *
typed (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}


/* Returns: (nullable): what is still missing; @received where nothing is. A plan is paid whole. */
static char *
find_fault (NxPayDialog *self, NxMoney due, NxMoney *received)
{
  g_autofree char *amount = typed (self->amount_entry);
  g_autofree char *note = typed (self->note_entry);
  *received = due;
  if (chosen_plan (self) != NULL)
    return NULL;
  if (!nx_money_parse (amount, due.currency, received) || received->amount <= 0)
    return g_strdup (_("A sum cannot be read. It looks like 179.000."));
  NxMoney difference = { received->amount - due.amount, "" };
  g_strlcpy (difference.currency, due.currency, sizeof difference.currency);
  g_autofree char *words = nx_transfer_difference (difference);
  return words != NULL && *note == '\0' ? g_strdup_printf (_("%s: a note is needed."), words) : NULL;
}


static char *
describe (NxPayDialog *self, NxPlanCard *card, NxMoney received)
{
  NxPayment *payment = nx_plan_card_get_payment (card);
  NxCatalogueItem *item = nx_plan_card_get_plan (card);
  const char *title = payment == NULL ? item->name : payment->title != NULL ? payment->title : payment->itemKey;
  gint32 credits = payment != NULL ? payment->credits : item->credits;
  gboolean plan = payment != NULL ? payment->type == NX_PAYMENT_TYPE_SUBSCRIPTION : chosen_plan (self) != NULL;
  return plan ? nx_student_payment_effect (received, title, credits) : nx_student_pack_effect (received, title, credits);
}


static void
update (NxPayDialog *self)
{
  NxPlanCard *card = chosen (self);
  NxCatalogueItem *plan = chosen_plan (self);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->aria_group), plan != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->amount_entry), card != NULL && plan == NULL);
  if (card == NULL)
    {
      gtk_widget_set_sensitive (self->take_button, FALSE);
      gtk_label_set_text (self->effect_label, _("Choose what is paid"));
      gtk_label_set_text (self->after_label, "");
      return;
    }
  NxMoney received;
  g_autofree char *fault = find_fault (self, due_for (self, card), &received);
  g_autofree char *effect = describe (self, card, received);
  g_autofree char *amount = nx_money_format (received);
  g_autofree char *label = fault == NULL ? g_strdup_printf (_("_Take %s"), amount) : g_strdup (_("_Take the Payment"));
  gtk_widget_set_sensitive (self->take_button, fault == NULL);
  gtk_label_set_text (self->effect_label, fault != NULL ? fault : effect);
  gtk_button_set_label (GTK_BUTTON (self->take_button), label);

  NxSubscription *now = self->student->subscription;
  const char *old = now != NULL ? nx_enum_label (&nx_plan_name_enum, now->planName) : NULL;
  gboolean other = now != NULL && plan != NULL && g_strcmp0 (nx_enum_slug (&nx_plan_name_enum, now->planName), plan->key) != 0;
  g_autofree char *replaces = other ? g_strdup_printf (_("It replaces %s."), old) : NULL;
  g_autofree char *after = g_strjoin (" ", _("The parent gets an e-mail. A payment that was taken cannot be undone here."), replaces, NULL);
  gtk_label_set_text (self->after_label, after);
}


static void
on_choice (NxPayDialog *self, GtkToggleButton *card)
{
  if (!gtk_toggle_button_get_active (card))
    return;
  g_autofree char *amount = nx_transfer_number (due_for (self, NX_PLAN_CARD (card)));
  gtk_editable_set_text (self->amount_entry, amount);
  update (self);
}


static void
on_card_clicked (NxPayDialog *self)
{
  self->touched = TRUE;
}


/* The form */

static void
add_card (NxPayDialog *self, GtkFlowBox *box, GtkWidget *card)
{
  if (self->cards->len > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (card), self->cards->pdata[0]);
  g_signal_connect_swapped (card, "toggled", G_CALLBACK (on_choice), self);
  g_signal_connect_swapped (card, "clicked", G_CALLBACK (on_card_clicked), self);
  g_ptr_array_add (self->cards, card);
  gtk_flow_box_insert (box, card, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (card), FALSE);
}


static void
choose (NxPayDialog *self, GtkWidget *card)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (card), TRUE);
  gtk_widget_grab_focus (card);
}


static gboolean
has_due (NxPayDialog *self, const char *id)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      NxPayment *payment = nx_plan_card_get_payment (self->cards->pdata[i]);
      if (payment != NULL && g_strcmp0 (payment->id, id) == 0)
        return TRUE;
    }
  return FALSE;
}


/* What the family was asked for already is most often what it comes to pay. */
static void
add_due (NxPayDialog *self)
{
  GListModel *payments = nx_student_data_get_payments (self->data);
  gint64 now = nx_connection_now (nx_student_data_get_connection (self->data));
  if (self->cards->len == 0)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (NxPayment) payment = g_list_model_get_item (payments, i);
      if (payment->status != NX_PAYMENT_PENDING || has_due (self, payment->id))
        continue;
      GtkWidget *card = nx_plan_card_new_for_payment (payment, now);
      add_card (self, self->due_box, card);
      gtk_widget_set_visible (self->due_group, TRUE);
      if (!self->touched && gtk_widget_get_first_child (GTK_WIDGET (self->due_box)) == gtk_widget_get_parent (card))
        choose (self, card);
    }
}


static void
add_subjects (NxPayDialog *self)
{
  guint32 active = self->student->subscription != NULL ? self->student->subscription->ariaSubjects : 0;
  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (nx_enum_label (&nx_subject_enum, (int) i));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), (active & (1u << i)) != 0);
      gtk_widget_add_css_class (button, "nx-choice");
      g_signal_connect_swapped (button, "toggled", G_CALLBACK (update), self);
      g_ptr_array_add (self->subjects, button);
      nx_wrap_box_append (self->subjects_box, button);
    }
}


static void
describe_aria (NxPayDialog *self)
{
  if (self->each.currency[0] == '\0')
    {
      adw_preferences_group_set_description (self->aria_group, _("One subject is included in each plan."));
      return;
    }
  g_autofree char *each = nx_money_format (self->each);
  g_autofree char *all = nx_money_format (self->all);
  g_autofree char *text = self->all.currency[0] != '\0'
    ? g_strdup_printf (_("One is included; each one more is %s a month, all of them %s."), each, all)
    : g_strdup_printf (_("One is included; each one more is %s a month."), each);
  adw_preferences_group_set_description (self->aria_group, text);
}


static gboolean
fill (NxPayDialog *self, JsonNode *root, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_array (json_node_get_object (root), "items") : NULL;
  g_autoptr (GPtrArray) items = array != NULL ? nx_record_list_from_json (NX_TYPE_CATALOGUE_ITEM, array, error) : NULL;
  if (items == NULL)
    return FALSE;
  const char *current = self->student->subscription != NULL
                          ? nx_enum_slug (&nx_plan_name_enum, self->student->subscription->planName) : NULL;
  GtkWidget *preferred = NULL;
  for (guint i = 0; i < items->len; i++)
    {
      NxCatalogueItem *item = items->pdata[i];
      gboolean pack = g_strcmp0 (item->kind, "credit_pack") == 0 || g_strcmp0 (item->kind, "special_pack") == 0;
      if (g_strcmp0 (item->kind, "plan") == 0)
        {
          add_card (self, self->plans_box, nx_plan_card_new (item));
          if (current != NULL ? g_strcmp0 (item->key, current) == 0 : item->popular)
            preferred = self->cards->pdata[self->cards->len - 1];
        }
      else if (pack)
        {
          add_card (self, self->packs_box, nx_plan_card_new (item));
          gtk_widget_set_visible (self->packs_group, TRUE);
        }
      else if (g_strcmp0 (item->kind, "aria") == 0 && g_strcmp0 (item->key, "ALL_SUBJECTS") == 0)
        self->all = item->price;
      else if (g_strcmp0 (item->kind, "aria") == 0)
        self->each = item->price;
    }
  add_subjects (self);
  describe_aria (self);
  if (preferred != NULL)
    choose (self, preferred);
  add_due (self);
  update (self);
  return TRUE;
}


static void
on_catalogue (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxPayDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (root != NULL && fill (self, root, &error))
    {
      gtk_stack_set_visible_child_name (self->stack, "form");
      return;
    }
  g_autofree char *markup = g_markup_escape_text (error != NULL ? error->message : _("The server gave an answer that cannot be read."), -1);
  adw_status_page_set_description (self->failed_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}


static void
on_retry_clicked (NxPayDialog *self)
{
  gtk_stack_set_visible_child_name (self->stack, "wait");
  nx_connection_send_async (nx_student_data_get_connection (self->data), "GET", "/api/catalogue", NULL, NULL, NULL, self->cancellable,
                            on_catalogue, g_object_ref (self));
}


/* The payment */

static void
set_busy (NxPayDialog *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->form, !busy);
  gtk_widget_set_sensitive (self->take_button, !busy);
}


static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxPayDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  if (root == NULL)
    {
      gtk_label_set_text (self->error_label, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
      return;
    }
  NxPlanCard *card = chosen (self);
  NxCatalogueItem *plan = chosen_plan (self);
  NxMoney received;
  g_free (find_fault (self, due_for (self, card), &received));
  g_autofree char *credits = plan != NULL && plan->credits > 0 ? nx_credits_format_noun (plan->credits) : NULL;
  g_autofree char *amount = nx_money_format (received);
  /* Translators: a plan and a first name; then a sum and a first name */
  g_autofree char *done = plan != NULL ? g_strdup_printf (_("%s is active for %s"), plan->name, self->student->firstName)
                                       : g_strdup_printf (_("%s taken for %s"), amount, self->student->firstName);
  g_autofree char *text = g_strjoin (" · ", done, credits, NULL);
  nx_toast (GTK_WIDGET (self), text, NULL);
  nx_student_data_refresh (self->data);
  gtk_window_close (GTK_WINDOW (self));
}


static void
write_plan (NxPayDialog *self, NxJsonWriter *body, NxCatalogueItem *plan)
{
  nx_json_add_string (body, "studentId", self->student->id);
  nx_json_add_string (body, "planName", plan->key);
  nx_json_add_string (body, "method", "manual");
  nx_json_begin_array (body, "ariaSubjects");
  for (guint i = 0; i < self->subjects->len; i++)
    if (gtk_toggle_button_get_active (self->subjects->pdata[i]))
      nx_json_add_string (body, NULL, nx_enum_slug (&nx_subject_enum, (int) i));
  nx_json_end_array (body);
}


static NxJsonWriter *
make_body (NxPayDialog *self, NxPlanCard *card, NxMoney received)
{
  NxJsonWriter *body = nx_json_writer_new ();
  NxPayment *payment = nx_plan_card_get_payment (card);
  NxCatalogueItem *item = nx_plan_card_get_plan (card);
  g_autofree char *note = typed (self->note_entry);
  nx_json_begin_object (body, NULL);
  if (payment != NULL)
    nx_json_add_string (body, "paymentId", payment->id);
  else if (chosen_plan (self) != NULL)
    write_plan (self, body, item);
  else
    {
      g_autofree char *type = g_ascii_strup (item->kind, -1);
      nx_json_add_string (body, "studentId", self->student->id);
      nx_json_add_string (body, "type", type);
      nx_json_add_string (body, "key", item->key);
    }
  if (chosen_plan (self) == NULL)
    nx_json_add_money (body, "amountReceived", received);
  if (*note != '\0')
    nx_json_add_string (body, "note", note);
  nx_json_end_object (body);
  return body;
}


/* One key per body: pressing again after a lost answer repeats the same payment, another choice is another one. */
static const char *
payment_key (NxPayDialog *self, NxPlanCard *card, NxMoney received)
{
  g_autoptr (NxJsonWriter) body = make_body (self, card, received);
  g_autofree char *text = nx_json_writer_end (body, NULL);
  if (g_strcmp0 (self->key_for, text) != 0)
    {
      g_free (self->key_for);
      self->key_for = g_steal_pointer (&text);
      g_free (self->key);
      self->key = nx_random_token (18);
    }
  return self->key;
}


static void
on_take_clicked (NxPayDialog *self)
{
  NxPlanCard *card = chosen (self);
  NxMoney received;
  g_autofree char *fault = card != NULL ? find_fault (self, due_for (self, card), &received) : g_strdup ("");
  if (fault != NULL)
    return;
  const char *path = chosen_plan (self) != NULL ? "/api/subscriptions/change" : "/api/payments/manual";
  set_busy (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  nx_connection_send_async (nx_student_data_get_connection (self->data), "POST", path, make_body (self, card, received),
                            payment_key (self, card, received), NULL, self->cancellable, on_taken, g_object_ref (self));
}


static void
nx_pay_dialog_dispose (GObject *object)
{
  NxPayDialog *self = NX_PAY_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->data);
  g_clear_object (&self->student);
  G_OBJECT_CLASS (nx_pay_dialog_parent_class)->dispose (object);
}


static void
nx_pay_dialog_finalize (GObject *object)
{
  NxPayDialog *self = NX_PAY_DIALOG (object);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_pointer (&self->subjects, g_ptr_array_unref);
  g_free (self->key);
  g_free (self->key_for);
  G_OBJECT_CLASS (nx_pay_dialog_parent_class)->finalize (object);
}


static void
nx_pay_dialog_class_init (NxPayDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_pay_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_pay_dialog_finalize;

  g_type_ensure (NX_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/students/nx-pay-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, after_label);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, packs_group);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, packs_box);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, note_entry);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, due_group);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, due_box);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, amount_entry);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, aria_group);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, effect_label);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, failed_page);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, form);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, plans_box);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, subjects_box);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, take_button);
  gtk_widget_class_bind_template_child (widget_class, NxPayDialog, title);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_take_clicked);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}


static void
nx_pay_dialog_init (NxPayDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->cards = g_ptr_array_new ();
  self->subjects = g_ptr_array_new ();
}


GtkWindow *
nx_pay_dialog_present (GtkWidget *from, NxStudentData *data)
{
  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);
  g_return_val_if_fail (NX_IS_STUDENT_DATA (data) && nx_student_data_get_student (data) != NULL, NULL);

  GtkRoot *root = gtk_widget_get_root (from);
  NxPayDialog *self = g_object_new (NX_TYPE_PAY_DIALOG, "transient-for", GTK_IS_WINDOW (root) ? root : NULL, NULL);
  self->data = g_object_ref (data);
  self->student = g_object_ref (nx_student_data_get_student (data));
  g_autofree char *name = nx_student_name (self->student);
  adw_window_title_set_subtitle (self->title, name);
  g_signal_connect_object (data, "changed", G_CALLBACK (add_due), self, G_CONNECT_SWAPPED);
  on_retry_clicked (self);
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
