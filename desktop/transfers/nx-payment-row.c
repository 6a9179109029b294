/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/transfers/nx-payment-row.h"
#include "desktop/transfers/nx-transfer-text.h"

/* A family that waits longer than this asks. */
#define LONG_DAYS 5

struct _NxPaymentRow
{
  AdwBin parent_instance;

  GtkLabel *heading, *name, *state, *amount;
  GtkWidget *proof;

  NxPayment *payment; /* (owned) (nullable) */
  gint64 now;
};

G_DEFINE_FINAL_TYPE (NxPaymentRow, nx_payment_row, ADW_TYPE_BIN)


static void
update (NxPaymentRow *self)
{
  NxPayment *payment = self->payment;
  g_autofree char *amount = nx_money_format (payment->amount);
  g_autofree char *state = nx_transfer_payment_state (payment, self->now);
  g_autofree char *line = payment->title != NULL ? g_strjoin (" · ", payment->title, state, NULL) : g_strdup (state);
  const char *name = payment->studentName != NULL ? payment->studentName : payment->title;
  gboolean old = payment->attention >= 0 || self->now - payment->createdAt > LONG_DAYS * NX_TIME_DAY;
  gtk_label_set_text (self->name, name != NULL ? name : "");
  gtk_label_set_text (self->amount, amount);
  gtk_label_set_text (self->state, line);
  gtk_widget_set_visible (self->proof, payment->hasProof);
  if (old)
    gtk_widget_add_css_class (GTK_WIDGET (self->state), "nx-orange");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->state), "nx-orange");
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *spoken = g_strjoin (", ", name != NULL ? name : "", amount, line, NULL);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}


void
nx_payment_row_set_payment (NxPaymentRow *self, NxPayment *payment, gint64 now)
{
  g_return_if_fail (NX_IS_PAYMENT_ROW (self));

  if (self->payment != NULL)
    g_signal_handlers_disconnect_by_data (self->payment, self);
  g_set_object (&self->payment, payment);
  self->now = now;
  if (payment == NULL)
    return;
  g_signal_connect_swapped (payment, "notify", G_CALLBACK (update), self);
  update (self);
}


void
nx_payment_row_set_before (NxPaymentRow *self, NxPayment *before)
{
  g_return_if_fail (NX_IS_PAYMENT_ROW (self));

  if (self->payment == NULL)
    return;
  NxAwaited group = nx_transfer_awaited (self->payment);
  gtk_label_set_text (self->heading, nx_transfer_awaited_title (group));
  gtk_widget_set_visible (GTK_WIDGET (self->heading), before == NULL || nx_transfer_awaited (before) != group);
}


static void
nx_payment_row_dispose (GObject *object)
{
  nx_payment_row_set_payment (NX_PAYMENT_ROW (object), NULL, 0);
  G_OBJECT_CLASS (nx_payment_row_parent_class)->dispose (object);
}


static void
nx_payment_row_class_init (NxPaymentRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_payment_row_dispose;
}


static GtkLabel *
add_label (GtkWidget *box, const char *first, const char *second)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, first);
  if (second != NULL)
    gtk_widget_add_css_class (label, second);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}


static void
nx_payment_row_init (NxPaymentRow *self)
{
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->heading = add_label (all, "caption-heading", "nx-group");
  gtk_box_append (GTK_BOX (all), top);
  self->name = add_label (top, "nx-row-name", NULL);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_label_set_max_width_chars (self->name, 16);
  self->proof = gtk_image_new_from_icon_name ("mail-attachment-symbolic");
  gtk_widget_set_tooltip_text (self->proof, _("With a proof"));
  gtk_box_append (GTK_BOX (top), self->proof);
  self->amount = add_label (top, "nx-numbers", NULL);
  gtk_label_set_ellipsize (self->amount, PANGO_ELLIPSIZE_NONE);
  self->state = add_label (all, "caption", "nx-soft");
  gtk_label_set_max_width_chars (self->state, 24);
  gtk_widget_add_css_class (GTK_WIDGET (self), "nx-payment-row");
  adw_bin_set_child (ADW_BIN (self), all);
}


GtkWidget *
nx_payment_row_new (void)
{
  return g_object_new (NX_TYPE_PAYMENT_ROW, NULL);
}
