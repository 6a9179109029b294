/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "desktop/nx-place.h"
#include "desktop/nx-wrap-box.h"
#include "desktop/students/nx-pay-dialog.h"
#include "desktop/students/nx-plan-card.h"
#include "desktop/students/nx-student-text.h"

#define INCLUDED_SUBJECTS 1

struct _NxPayDialog
{
  AdwWindow parent_instance;

  /* Template */
  GtkLabel *after_label;
  AdwPreferencesGroup *aria_group;
  GtkLabel *effect_label;
  GtkLabel *error_label;
  AdwStatusPage *failed_page;
  GtkWidget *form;
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
  char *key_for;       /* what the key was made for */
};

G_DEFINE_FINAL_TYPE (NxPayDialog, nx_pay_dialog, ADW_TYPE_WINDOW)


static NxCatalogueItem *
chosen_plan (NxPayDialog *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    if (gtk_toggle_button_get_active (self->cards->pdata[i]))
      return nx_plan_card_get_plan (self->cards->pdata[i]);
  return NULL;
}


static guint
n_subjects (NxPayDialog *self)
{
  guint n = 0;
  for (guint i = 0; i < self->subjects->len; i++)
    n += gtk_toggle_button_get_active (self->subjects->pdata[i]) ? 1 : 0;
  return n;
}


static NxMoney
total (NxPayDialog *self, NxCatalogueItem *plan)
{
  return nx_student_plan_total (plan->price, n_subjects (self), INCLUDED_SUBJECTS, self->each, self->all);
}


static void
update (NxPayDialog *self)
{
  NxCatalogueItem *plan = chosen_plan (self);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  gtk_widget_set_sensitive (self->take_button, plan != NULL);
  if (plan == NULL)
    {
      gtk_label_set_text (self->effect_label, _("Choose a plan"));
      gtk_label_set_text (self->after_label, "");
      return;
    }
  NxMoney money = total (self, plan);
  g_autofree char *effect = nx_student_payment_effect (money, plan->name, plan->credits);
  g_autofree char *amount = nx_money_format (money);
  g_autofree char *label = g_strdup_printf (_("_Take %s"), amount);
  gtk_label_set_text (self->effect_label, effect);
  gtk_button_set_label (GTK_BUTTON (self->take_button), label);

  NxSubscription *now = self->student->subscription;
  const char *old = now != NULL ? nx_enum_label (&nx_plan_name_enum, now->planName) : NULL;
  gboolean other = now != NULL && g_strcmp0 (nx_enum_slug (&nx_plan_name_enum, now->planName), plan->key) != 0;
  g_autofree char *replaces = other ? g_strdup_printf (_("It replaces %s."), old) : NULL;
  g_autofree char *after = g_strjoin (" ", _("The parent gets an e-mail. A payment that was taken cannot be undone here."), replaces, NULL);
  gtk_label_set_text (self->after_label, after);
}


/* The form */

static void
add_plan (NxPayDialog *self, NxCatalogueItem *plan)
{
  GtkWidget *card = nx_plan_card_new (plan);
  if (self->cards->len > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (card), self->cards->pdata[0]);
  g_signal_connect_swapped (card, "toggled", G_CALLBACK (update), self);
  g_ptr_array_add (self->cards, card);
  gtk_flow_box_insert (self->plans_box, card, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (card), FALSE);
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
      if (g_strcmp0 (item->kind, "plan") == 0)
        {
          add_plan (self, item);
          if (current != NULL ? g_strcmp0 (item->key, current) == 0 : item->popular)
            preferred = self->cards->pdata[self->cards->len - 1];
        }
      else if (g_strcmp0 (item->kind, "aria") == 0 && g_strcmp0 (item->key, "ALL_SUBJECTS") == 0)
        self->all = item->price;
      else if (g_strcmp0 (item->kind, "aria") == 0)
        self->each = item->price;
    }
  add_subjects (self);
  describe_aria (self);
  if (preferred != NULL)
    {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (preferred), TRUE);
      gtk_widget_grab_focus (preferred);
    }
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
  NxCatalogueItem *plan = chosen_plan (self);
  g_autofree char *credits = plan->credits > 0 ? nx_credits_format_noun (plan->credits) : NULL;
  g_autofree char *active = g_strdup_printf (_("%s is active for %s"), plan->name, self->student->firstName);
  g_autofree char *text = g_strjoin (" · ", active, credits, NULL);
  nx_toast (GTK_WIDGET (self), text, NULL);
  nx_student_data_refresh (self->data);
  gtk_window_close (GTK_WINDOW (self));
}


/* One key per choice: pressing again after a lost answer repeats the same payment, another choice is another one. */
static const char *
payment_key (NxPayDialog *self, NxCatalogueItem *plan)
{
  g_autoptr (GString) choice = g_string_new (plan->key);
  for (guint i = 0; i < self->subjects->len; i++)
    g_string_append_c (choice, gtk_toggle_button_get_active (self->subjects->pdata[i]) ? '1' : '0');
  if (g_strcmp0 (self->key_for, choice->str) != 0)
    {
      g_free (self->key_for);
      self->key_for = g_strdup (choice->str);
      g_free (self->key);
      self->key = nx_random_token (18);
    }
  return self->key;
}


static void
on_take_clicked (NxPayDialog *self)
{
  NxCatalogueItem *plan = chosen_plan (self);
  if (plan == NULL)
    return;
  NxJsonWriter *body = nx_json_writer_new ();
  nx_json_begin_object (body, NULL);
  nx_json_add_string (body, "studentId", self->student->id);
  nx_json_add_string (body, "planName", plan->key);
  nx_json_add_string (body, "method", "manual");
  nx_json_begin_array (body, "ariaSubjects");
  for (guint i = 0; i < self->subjects->len; i++)
    if (gtk_toggle_button_get_active (self->subjects->pdata[i]))
      nx_json_add_string (body, NULL, nx_enum_slug (&nx_subject_enum, (int) i));
  nx_json_end_array (body);
  nx_json_end_object (body);
  set_busy (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  nx_connection_send_async (nx_student_data_get_connection (self->data), "POST", "/api/subscriptions/change", body,
                            payment_key (self, plan), NULL, self->cancellable, on_taken, g_object_ref (self));
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
  on_retry_clicked (self);
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
