/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NxMoney:
 * @amount: minor units: millimes for TND, cents for EUR and USD
 * @currency: ISO 4217 code
 *
 * Never a float (domain.md section 3). On the wire `{"amount": 179000, "currency": "TND"}`.
 */
typedef struct
{
  gint64 amount;
  char currency[4];
} NxMoney;

#define NX_MONEY_TND(millimes) ((NxMoney){ (millimes), "TND" })

/** Decimals of @currency: 3 for TND, 2 for EUR and USD, -1 for one that we do not take. */
int nx_money_decimals (const char *currency);

/** Sum of two amounts of one currency. Returns: whether it fits; @sum is set only then. */
gboolean nx_money_add (NxMoney a, NxMoney b, NxMoney *sum) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): for people, in the thread's language: "179,000 TND" in French, "TND 179.000" in English. */
char *nx_money_format (NxMoney money);
/** Returns: (transfer full): the number alone, as a form's field holds it: "1200,000" in French, "1200.000" in English. */
char *nx_money_format_plain (NxMoney money);

/** Reads what a person typed ("179", "179,5", "1 200.000") in units of @currency. Returns: whether it is an amount ≥ 0. */
gboolean nx_money_parse (const char *text, const char *currency, NxMoney *money) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
