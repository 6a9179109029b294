/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** NxPlanCard: a plan or pack to choose, or a payment that is awaited: name, price, credits. A GtkToggleButton: group them to choose one. */
#define NX_TYPE_PLAN_CARD (nx_plan_card_get_type ())
G_DECLARE_FINAL_TYPE (NxPlanCard, nx_plan_card, NX, PLAN_CARD, GtkToggleButton)

GtkWidget *nx_plan_card_new (NxCatalogueItem *plan);
GtkWidget *nx_plan_card_new_for_payment (NxPayment *payment, gint64 now);
/** Returns: (transfer none) (nullable) */
NxCatalogueItem *nx_plan_card_get_plan (NxPlanCard *self);
/** Returns: (transfer none) (nullable) */
NxPayment *nx_plan_card_get_payment (NxPlanCard *self);

G_END_DECLS
