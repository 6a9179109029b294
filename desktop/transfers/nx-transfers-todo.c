/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/transfers/nx-transfer-text.h"
#include "desktop/transfers/nx-transfers-data.h"
#include "desktop/transfers/nx-transfers-todo.h"

struct _NxTransfersTodo
{
  AdwBin parent_instance;

  AdwActionRow *attention_row, *row;
  NxTransfersData *data; /* (owned) */
  guint count;
};

G_DEFINE_FINAL_TYPE (NxTransfersTodo, nx_transfers_todo, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];


static void
show_declared (NxTransfersTodo *self, guint count, NxPayment *oldest)
{
  g_autofree char *title = g_strdup_printf (ngettext ("%u transfer to confirm", "%u transfers to confirm", count), count);
  g_autofree char *age = oldest != NULL ? nx_transfer_age (oldest->declaredAt, nx_connection_now (nx_transfers_data_get_connection (self->data)))
                                        : g_strdup ("");
  /* Translators: %s is an age: "3 days ago" */
  g_autofree char *subtitle = g_strdup_printf (_("the oldest announced %s"), age);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  adw_action_row_set_subtitle (self->row, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->row), count > 0);
}


static void
show_attention (NxTransfersTodo *self, guint count, NxPayment *first)
{
  g_autofree char *title = g_strdup_printf (ngettext ("%u payment to be looked at", "%u payments to be looked at", count), count);
  g_autofree char *name = first != NULL ? nx_transfer_payment_title (first) : g_strdup ("");
  g_autofree char *subtitle = first != NULL ? g_strjoin (" · ", name, nx_enum_label (&nx_payment_attention_enum, first->attention), NULL)
                                            : g_strdup ("");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->attention_row), title);
  adw_action_row_set_subtitle (self->attention_row, subtitle);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->attention_row), "s", first != NULL ? first->id : "");
  gtk_widget_set_visible (GTK_WIDGET (self->attention_row), count > 0);
}


static void
on_changed (NxTransfersTodo *self)
{
  GListModel *payments = nx_transfers_data_get_shown (self->data);
  g_autoptr (NxPayment) oldest = NULL, first = NULL;
  guint declared = 0, attention = 0;
  for (guint i = 0; i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (NxPayment) payment = g_list_model_get_item (payments, i);
      NxAwaited group = nx_transfer_awaited (payment);
      if (group == NX_AWAITED_ATTENTION && attention++ == 0)
        g_set_object (&first, payment);
      if (group != NX_AWAITED_DECLARED)
        continue;
      if (oldest == NULL || payment->declaredAt < oldest->declaredAt)
        g_set_object (&oldest, payment);
      declared++;
    }
  show_attention (self, attention, first);
  show_declared (self, declared, oldest);
  gtk_widget_set_visible (GTK_WIDGET (self), declared + attention > 0);
  if (self->count == declared + attention)
    return;
  self->count = declared + attention;
  g_signal_emit (self, signals[CHANGED], 0);
}


static void
nx_transfers_todo_dispose (GObject *object)
{
  NxTransfersTodo *self = NX_TRANSFERS_TODO (object);
  if (self->data != NULL)
    g_signal_handlers_disconnect_by_data (self->data, self);
  g_clear_object (&self->data);
  G_OBJECT_CLASS (nx_transfers_todo_parent_class)->dispose (object);
}


static void
nx_transfers_todo_class_init (NxTransfersTodoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_transfers_todo_dispose;
  signals[CHANGED] = g_signal_new ("changed", NX_TYPE_TRANSFERS_TODO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}


static AdwActionRow *
add_row (GtkWidget *list, const char *icon)
{
  GtkWidget *row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-payment");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", "");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return ADW_ACTION_ROW (row);
}


static void
nx_transfers_todo_init (NxTransfersTodo *self)
{
  GtkWidget *list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  self->attention_row = add_row (list, "dialog-warning-symbolic");
  self->row = add_row (list, "nx-transfers-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Payments to look at and to confirm"), -1);
  adw_bin_set_child (ADW_BIN (self), list);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}


GtkWidget *
nx_transfers_todo_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxTransfersTodo *self = g_object_new (NX_TYPE_TRANSFERS_TODO, NULL);
  self->data = nx_transfers_data_new (connection);
  nx_transfers_data_follow_payments_only (self->data);
  g_signal_connect_swapped (self->data, "changed", G_CALLBACK (on_changed), self);
  nx_transfers_data_refresh (self->data);
  return GTK_WIDGET (self);
}


guint
nx_transfers_todo_get_count (NxTransfersTodo *self)
{
  g_return_val_if_fail (NX_IS_TRANSFERS_TODO (self), 0);
  return self->count;
}


void
nx_transfers_todo_refresh (NxTransfersTodo *self)
{
  g_return_if_fail (NX_IS_TRANSFERS_TODO (self));
  nx_transfers_data_refresh (self->data);
}
