/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/students/nx-plan-card.h"

struct _NxPlanCard
{
  GtkToggleButton parent_instance;

  /* Template */
  GtkLabel *credits_label;
  GtkLabel *name_label;
  GtkWidget *popular_label;
  GtkLabel *price_label;

  /* Owned */
  NxCatalogueItem *plan;
};

G_DEFINE_FINAL_TYPE (NxPlanCard, nx_plan_card, GTK_TYPE_TOGGLE_BUTTON)


static void
nx_plan_card_dispose (GObject *object)
{
  NxPlanCard *self = NX_PLAN_CARD (object);
  g_clear_object (&self->plan);
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


GtkWidget *
nx_plan_card_new (NxCatalogueItem *plan)
{
  g_return_val_if_fail (NX_IS_CATALOGUE_ITEM (plan), NULL);

  NxPlanCard *self = g_object_new (NX_TYPE_PLAN_CARD, NULL);
  self->plan = g_object_ref (plan);
  g_autofree char *price = nx_money_format (plan->price);
  g_autofree char *noun = nx_credits_format_noun (plan->credits);
  g_autofree char *credits = plan->credits > 0 ? g_strdup_printf (_("%s a month"), noun) : g_strdup (_("without sessions"));
  gtk_label_set_text (self->name_label, plan->name);
  gtk_label_set_text (self->price_label, price);
  gtk_label_set_text (self->credits_label, credits);
  gtk_widget_set_opacity (self->popular_label, plan->popular ? 1 : 0);
  g_autofree char *spoken = g_strjoin (", ", plan->name, price, credits, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return GTK_WIDGET (self);
}


NxCatalogueItem *
nx_plan_card_get_plan (NxPlanCard *self)
{
  g_return_val_if_fail (NX_IS_PLAN_CARD (self), NULL);
  return self->plan;
}
