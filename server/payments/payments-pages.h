/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/http/nx-route.h"

G_BEGIN_DECLS

/** Choosing, changing and ending a plan. */
extern const NxRoute nx_plan_page_routes[];
/** Ending a plan. */
extern const NxRoute nx_stop_page_routes[];
/** Buying a pack. */
extern const NxRoute nx_pack_page_routes[];
/** A pupil's credits, for the parent and for the pupil. */
extern const NxRoute nx_credit_page_routes[];
/** What a family paid and owes. */
extern const NxRoute nx_payments_page_routes[];
/** One payment: its state, paying it by card, coming back from there. */
extern const NxRoute nx_payment_page_routes[];
/** Paying by transfer. */
extern const NxRoute nx_transfer_page_routes[];

/** The page of @payment: its state, and what can be done about it. @fault: (nullable): what just went wrong. */
NxResponse *nx_payment_page (NxRequest *request, NxDb *db, const NxPayment *payment, guint status, const char *fault, GError **error);

G_END_DECLS
