/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/students/nx-plan-card.h"
#include "desktop/transfers/nx-transfer-text.h"

struct _NxPlanCard
{
  GtkToggleButton parent_instance;

  /* Template */
  GtkLabel *credits_label;
  GtkLabel *name_label;
  GtkWidget *popular_label;
  GtkLabel *price_label;

  /* Owned */
  NxCatalogueItem *plan; /* (nullable) */
  NxPayment *payment;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (NxPlanCard, nx_plan_card, GTK_TYPE_TOGGLE_BUTTON)


static void
nx_plan_card_dispose (GObject *object)
{
  NxPlanCard *self = NX_PLAN_CARD (object);
  g_clear_object (&self->plan);
  g_clear_object (&self->payment);
  G_OBJECT_CLASS (nx_plan_card_parent_class)->dispose (object);
}


static void
nx_plan_card_class_init (NxPlanCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_plan_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/students/nx-plan-card.ui");
  gtk_widget_class_bind_template_child (widget_class, NxPlanCard, credits_label);
  gtk_widget_class_bind_template_child (widget_class, NxPlanCard, name_label);
  gtk_widget_class_bind_template_child (widget_class, NxPlanCard, popular_label);
  gtk_widget_class_bind_template_child (widget_class, NxPlanCard, price_label);
}


static void
nx_plan_card_init (NxPlanCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}


static void
show (NxPlanCard *self, const char *name, NxMoney money, const char *detail, gboolean popular)
{
  g_autofree char *price = nx_money_format (money);
  g_autofree char *spoken = g_strjoin (", ", name, price, detail, NULL);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->price_label, price);
  gtk_label_set_text (self->credits_label, detail);
  gtk_widget_set_opacity (self->popular_label, popular ? 1 : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}


GtkWidget *
nx_plan_card_new (NxCatalogueItem *plan)
{
  g_return_val_if_fail (NX_IS_CATALOGUE_ITEM (plan), NULL);

  NxPlanCard *self = g_object_new (NX_TYPE_PLAN_CARD, NULL);
  gboolean monthly = g_strcmp0 (plan->kind, "plan") == 0;
  g_autofree char *noun = nx_credits_format_noun (plan->credits);
  g_autofree char *credits = plan->credits <= 0 ? g_strdup (monthly ? _("without sessions") : _("special pack"))
                             : monthly ? g_strdup_printf (_("%s a month"), noun) : g_strdup (noun);
  self->plan = g_object_ref (plan);
  show (self, plan->name, plan->price, credits, plan->popular);
  gtk_widget_set_visible (self->popular_label, monthly);
  return GTK_WIDGET (self);
}


GtkWidget *
nx_plan_card_new_for_payment (NxPayment *payment, gint64 now)
{
  g_return_val_if_fail (NX_IS_PAYMENT (payment), NULL);

  NxPlanCard *self = g_object_new (NX_TYPE_PLAN_CARD, NULL);
  const char *title = payment->title != NULL ? payment->title : nx_enum_label (&nx_payment_type_enum, payment->type);
  g_autofree char *state = nx_transfer_payment_state (payment, now);
  self->payment = g_object_ref (payment);
  show (self, title, payment->amount, state, FALSE);
  gtk_widget_set_visible (self->popular_label, FALSE);
  return GTK_WIDGET (self);
}


NxCatalogueItem *
nx_plan_card_get_plan (NxPlanCard *self)
{
  g_return_val_if_fail (NX_IS_PLAN_CARD (self), NULL);
  return self->plan;
}


NxPayment *
nx_plan_card_get_payment (NxPlanCard *self)
{
  g_return_val_if_fail (NX_IS_PLAN_CARD (self), NULL);
  return self->payment;
}
