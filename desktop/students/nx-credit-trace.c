/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-format.h"
#include "desktop/store/nx-list-patch.h"
#include "desktop/students/nx-credit-trace.h"
#include "desktop/students/nx-student-text.h"
#include "desktop/students/nx-timeline.h"
#include "desktop/transfers/nx-file-open.h"

/* A row, what fills it, and where the rest is looked up. */
typedef void (*FillFunc) (AdwExpanderRow *row, gpointer record, NxStudentData *data);


static char *
day (gint64 time)
{
  return nx_format_date (nx_time_date_in_zone (time, nx_time_zone (NX_TIME_CENTRE_ZONE)));
}


static gpointer
find (GListModel *list, const char *id, gsize offset)
{
  guint position = id != NULL ? nx_list_find (list, id, offset) : G_MAXUINT;
  return position != G_MAXUINT ? g_list_model_get_item (list, position) : NULL;
}


/* One step of the way: where it leads when it is pressed. */
static void
add_step (AdwExpanderRow *row, const char *icon, const char *title, const char *subtitle, const char *figure, const char *action,
          const char *target)
{
  GtkWidget *step = adw_action_row_new (), *image = gtk_image_new_from_icon_name (icon);
  GPtrArray *steps = g_object_get_data (G_OBJECT (row), "nx-steps");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (step), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (step), title != NULL ? title : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (step), subtitle != NULL ? subtitle : "");
  gtk_widget_add_css_class (image, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (step), image);
  if (figure != NULL)
    {
      GtkWidget *label = gtk_label_new (figure);
      gtk_widget_add_css_class (label, "nx-numbers");
      adw_action_row_add_suffix (ADW_ACTION_ROW (step), label);
    }
  if (target != NULL)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (step), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (step), action);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (step), "s", target);
    }
  adw_expander_row_add_row (row, step);
  g_ptr_array_add (steps, step);
}


static void
clear_steps (AdwExpanderRow *row)
{
  GPtrArray *steps = g_object_get_data (G_OBJECT (row), "nx-steps");
  for (guint i = 0; i < steps->len; i++)
    adw_expander_row_remove (row, steps->pdata[i]);
  g_ptr_array_set_size (steps, 0);
}


/* Where a lot comes from: a payment, a renewal, or somebody's decision. */
static void
add_origin (AdwExpanderRow *row, NxLot *lot, NxStudentData *data)
{
  g_autoptr (NxPayment) payment = find (nx_student_data_get_payments (data), lot->paymentId, G_STRUCT_OFFSET (NxPayment, id));
  g_autofree char *granted = day (lot->grantedAt);
  g_autofree char *figure = nx_timeline_amount (lot->granted);
  if (payment != NULL)
    {
      g_autofree char *amount = nx_money_format (payment->amount);
      g_autofree char *title = g_strdup_printf (_("Payment of %s"), amount);
      g_autofree char *subtitle = g_strjoin (" · ", nx_enum_label (&nx_payment_method_enum, payment->method), granted, payment->receiptNumber,
                                             NULL);
      add_step (row, "nx-cash-symbolic", title, subtitle, figure, "win.open-payment", payment->id);
      return;
    }
  if (lot->period != NX_DATE_NONE && lot->period != 0)
    {
      int year, month, ignored;
      nx_date_to_ymd (lot->period, &year, &month, &ignored);
      /* Translators: the month that a plan was renewed for: "Renewal of November 2026" */
      g_autofree char *title = g_strdup_printf (_("Renewal of %s %d"), nx_format_month_name (month), year);
      add_step (row, "view-refresh-symbolic", title, granted, figure, "win.open-payment", lot->paymentId);
      return;
    }
  g_autofree char *subtitle = lot->reason != NULL ? g_strjoin (" · ", granted, lot->reason, NULL) : g_strdup (granted);
  add_step (row, "document-edit-symbolic", nx_enum_label (&nx_transaction_type_enum, lot->type), subtitle, figure, "win.open-payment",
            lot->paymentId);
}


/* What was drawn from a lot, and given back to it. */
static void
add_draws (AdwExpanderRow *row, NxLot *lot, NxStudentData *data)
{
  GListModel *transactions = nx_student_data_get_transactions (data);
  for (guint i = 0; i < g_list_model_get_n_items (transactions); i++)
    {
      g_autoptr (NxTransaction) transaction = g_list_model_get_item (transactions, i);
      for (guint k = 0; transaction->draws != NULL && k < transaction->draws->len; k++)
        {
          NxDraw *draw = transaction->draws->pdata[k];
          if (g_strcmp0 (draw->lotId, lot->id) != 0 || transaction->type == lot->type)
            continue;
          gint64 at = transaction->sessionAt > 0 ? transaction->sessionAt : transaction->createdAt;
          g_autofree char *when = nx_student_when (at);
          g_autofree char *figure = nx_timeline_amount (draw->amount);
          const char *kind = nx_enum_label (&nx_transaction_type_enum, transaction->type);
          g_autofree char *subtitle = transaction->sessionTitle != NULL ? g_strjoin (" · ", kind, when, NULL) : g_strdup (when);
          add_step (row, transaction->sessionId != NULL ? "x-office-calendar-symbolic" : "nx-credit-symbolic",
                    transaction->sessionTitle != NULL ? transaction->sessionTitle : kind, subtitle, figure, "win.open-session",
                    transaction->sessionId);
        }
    }
}


static void
trace_lot (AdwExpanderRow *row, gpointer record, NxStudentData *data)
{
  NxLot *lot = record;
  g_autofree char *left = nx_credits_format_noun (lot->remaining);
  g_autofree char *title = g_strdup_printf (_("%s left"), left);
  add_origin (row, lot, data);
  add_draws (row, lot, data);
  if (lot->remaining > 0)
    add_step (row, "object-select-symbolic", title, NULL, NULL, NULL, NULL);
}


static void
trace_transaction (AdwExpanderRow *row, gpointer record, NxStudentData *data)
{
  NxTransaction *transaction = record;
  g_autofree char *when = transaction->sessionAt > 0 ? nx_student_when (transaction->sessionAt) : NULL;
  if (transaction->sessionId != NULL)
    add_step (row, "x-office-calendar-symbolic", transaction->sessionTitle != NULL ? transaction->sessionTitle : _("Session"), when, NULL,
              "win.open-session", transaction->sessionId);
  for (guint i = 0; transaction->draws != NULL && i < transaction->draws->len; i++)
    {
      NxDraw *draw = transaction->draws->pdata[i];
      g_autoptr (NxLot) lot = find (nx_student_data_get_lots (data), draw->lotId, G_STRUCT_OFFSET (NxLot, id));
      g_autofree char *part = nx_credits_format_noun (ABS (draw->amount));
      g_autofree char *granted = lot != NULL ? day (lot->grantedAt) : NULL;
      g_autofree char *title = granted != NULL ? g_strdup_printf (_("%s of the lot granted on %s"), part, granted) : g_strdup (part);
      add_step (row, "nx-credit-symbolic", title, lot != NULL ? nx_enum_label (&nx_transaction_type_enum, lot->type) : NULL, NULL, NULL, NULL);
      if (lot != NULL)
        add_origin (row, lot, data);
    }
}


static void
on_expanded (AdwExpanderRow *row)
{
  FillFunc trace = (FillFunc) (GCallback) g_object_get_data (G_OBJECT (row), "nx-trace");
  clear_steps (row);
  if (adw_expander_row_get_expanded (row))
    trace (row, g_object_get_data (G_OBJECT (row), "nx-record"), g_object_get_data (G_OBJECT (row), "nx-data"));
}


static GtkLabel *
row_figure (gpointer row)
{
  return g_object_get_data (row, "nx-figure");
}


static void
set_texts (AdwExpanderRow *row, const char *title, const char *subtitle, const char *figure, const char *icon)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title != NULL ? title : "");
  adw_expander_row_set_subtitle (row, subtitle != NULL ? subtitle : "");
  gtk_label_set_text (row_figure (row), figure);
  gtk_image_set_from_icon_name (g_object_get_data (G_OBJECT (row), "nx-image"), icon);
}


static void
on_notify (GObject *record, GParamSpec *pspec, AdwExpanderRow *row)
{
  FillFunc fill = (FillFunc) (GCallback) g_object_get_data (G_OBJECT (row), "nx-fill");
  fill (row, record, g_object_get_data (G_OBJECT (row), "nx-data"));
}


static GtkWidget *
row_new (gpointer record, NxStudentData *data, FillFunc fill, FillFunc trace)
{
  GtkWidget *row = adw_expander_row_new (), *image = gtk_image_new (), *figure = gtk_label_new (NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_add_css_class (image, "dim-label");
  gtk_widget_add_css_class (figure, "nx-numbers");
  gtk_widget_add_css_class (figure, "nx-figure");
  gtk_widget_set_tooltip_text (row, _("Where does this credit come from?"));
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), image);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), figure);
  g_object_set_data (G_OBJECT (row), "nx-image", image);
  g_object_set_data (G_OBJECT (row), "nx-figure", figure);
  g_object_set_data_full (G_OBJECT (row), "nx-steps", g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
  g_object_set_data (G_OBJECT (row), "nx-fill", (gpointer) (GCallback) fill);
  g_object_set_data (G_OBJECT (row), "nx-trace", (gpointer) (GCallback) trace);
  g_object_set_data_full (G_OBJECT (row), "nx-record", g_object_ref (record), g_object_unref);
  g_object_set_data_full (G_OBJECT (row), "nx-data", g_object_ref (data), g_object_unref);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (on_expanded), NULL);
  g_signal_connect_object (record, "notify", G_CALLBACK (on_notify), row, 0);
  fill (ADW_EXPANDER_ROW (row), record, data);
  return row;
}


static void
fill_lot (AdwExpanderRow *row, gpointer record, NxStudentData *data)
{
  NxLot *lot = record;
  gint64 now = nx_connection_now (nx_student_data_get_connection (data));
  g_autofree char *granted = day (lot->grantedAt);
  g_autofree char *expires = lot->expiresAt > 0 ? day (lot->expiresAt) : g_strdup ("—");
  g_autofree char *subtitle = g_strdup_printf (lot->expiresAt > now ? _("granted %s · expires %s") : _("granted %s · expired %s"),
                                               granted, expires);
  g_autofree char *left = nx_credits_format (lot->remaining);
  g_autofree char *all = nx_credits_format (lot->granted);
  /* Translators: credits left of credits granted: "2.75 of 4" */
  g_autofree char *figure = g_strdup_printf (_("%s of %s"), left, all);
  set_texts (row, nx_enum_label (&nx_transaction_type_enum, lot->type), subtitle, figure, "nx-credit-symbolic");
}


GtkWidget *
nx_credit_lot_row_new (gpointer lot, gpointer data)
{
  return row_new (lot, data, fill_lot, trace_lot);
}


static void
fill_transaction (AdwExpanderRow *row, gpointer record, NxStudentData *data)
{
  NxTransaction *transaction = record;
  g_autofree char *when = nx_student_when (transaction->createdAt);
  g_autofree char *after = nx_credits_format (transaction->balanceAfter);
  g_autofree char *left = g_strdup_printf (_("balance %s"), after);
  g_autofree char *subtitle = transaction->reason != NULL && *transaction->reason != '\0'
                                ? g_strjoin (" · ", when, left, transaction->reason, NULL) : g_strjoin (" · ", when, left, NULL);
  g_autofree char *amount = nx_timeline_amount (transaction->amount);
  set_texts (row, nx_enum_label (&nx_transaction_type_enum, transaction->type), subtitle, amount,
             transaction->amount >= 0 ? "list-add-symbolic" : "list-remove-symbolic");
}


GtkWidget *
nx_credit_transaction_row_new (gpointer transaction, gpointer data)
{
  return row_new (transaction, data, fill_transaction, trace_transaction);
}


/* Payments */

static void
on_receipt_clicked (GtkWidget *button, NxPayment *payment)
{
  nx_receipt_open (button, g_object_get_data (G_OBJECT (button), "nx-connection"), payment);
}


static void
update_payment (GtkWidget *row)
{
  NxPayment *payment = g_object_get_data (G_OBJECT (row), "nx-record");
  g_autofree char *amount = nx_money_format (payment->amount);
  g_autofree char *when = day (payment->settledAt > 0 ? payment->settledAt : payment->createdAt);
  g_autofree char *receipt = payment->receiptNumber != NULL ? g_strdup_printf (_("receipt %s"), payment->receiptNumber) : NULL;
  g_autofree char *subtitle = g_strjoin (" · ", nx_enum_label (&nx_payment_status_enum, payment->status),
                                         nx_enum_label (&nx_payment_method_enum, payment->method), when, receipt, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), payment->title != NULL ? payment->title
                                 : nx_enum_label (&nx_payment_type_enum, payment->type));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_label_set_text (row_figure (row), amount);
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "nx-receipt"), payment->receiptNumber != NULL);
}


GtkWidget *
nx_credit_payment_row_new (gpointer record, gpointer data)
{
  NxPayment *payment = record;
  GtkWidget *row = adw_action_row_new (), *image = gtk_image_new_from_icon_name ("nx-cash-symbolic"), *figure = gtk_label_new (NULL);
  GtkWidget *receipt = gtk_button_new_from_icon_name ("document-open-symbolic");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_add_css_class (image, "dim-label");
  gtk_widget_add_css_class (figure, "nx-numbers");
  gtk_widget_add_css_class (figure, "nx-figure");
  gtk_widget_add_css_class (receipt, "flat");
  gtk_widget_set_valign (receipt, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (receipt, _("Open the receipt"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (receipt), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Open the receipt"), -1);
  g_object_set_data_full (G_OBJECT (receipt), "nx-connection", g_object_ref (nx_student_data_get_connection (data)), g_object_unref);
  g_signal_connect_object (receipt, "clicked", G_CALLBACK (on_receipt_clicked), payment, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), figure);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), receipt);
  g_object_set_data_full (G_OBJECT (row), "nx-record", g_object_ref (payment), g_object_unref);
  g_object_set_data (G_OBJECT (row), "nx-figure", figure);
  g_object_set_data (G_OBJECT (row), "nx-receipt", receipt);
  if (payment->id != NULL)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-payment");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", payment->id);
    }
  g_signal_connect_object (payment, "notify", G_CALLBACK (update_payment), row, G_CONNECT_SWAPPED);
  update_payment (row);
  return row;
}
