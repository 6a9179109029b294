/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "common/nx-json.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/* How pages show what is sold, what is owed and what was paid. */

/** Returns: (transfer full): as a shop window shows a price: whole dinars where there are no millimes. */
char *nx_page_price (NxMoney price);

/** Returns: (transfer full): a day in full, in the reader's zone; %NULL for no time. */
char *nx_page_date (gint64 time, const NxActor *actor);

/** Returns: (transfer full): what a payment is for, in the reader's language: "Hybride", "4 credits", "Grand Oral". */
char *nx_page_payment_title (const NxPayment *payment);

/** Writes the members of a plan's card into the object that is open: key, name, tagline, price, popular, features. */
void nx_page_write_plan (NxJsonWriter *writer, const NxCatalogueItem *item);

/** Writes @payment as the partial payment-row reads it: what, for whom, how much, its state in words, and what to do next. */
void nx_page_write_payment (NxJsonWriter *writer, const char *member, const NxPayment *payment, const NxActor *actor);

/** The same for each of @payments (element-type NxPayment). */
void nx_page_write_payments (NxJsonWriter *writer, const char *member, GPtrArray *payments, const NxActor *actor);

/** Writes an array of {name, value}: the hidden fields of a form. @pairs: name, value, …,
 * %NULL; a name without value is left out. */
void nx_page_write_hidden (NxJsonWriter *writer, const char *const *pairs);

G_END_DECLS
