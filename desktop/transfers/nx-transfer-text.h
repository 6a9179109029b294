/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"

G_BEGIN_DECLS

/* What the transfers' screens say, as pure functions: no widget, no network. All text is in the reader's language, (transfer full). */

/** "+179,000", "−50,000"; other currencies than the dinar are named: "+90,00 EUR". */
char *nx_transfer_signed (NxMoney money);
/** "179,000": the number alone, as it is typed. */
char *nx_transfer_number (NxMoney money);
/** "il manque 0,500", "0,500 de trop" (nullable): %NULL where nothing differs. */
char *nx_transfer_difference (NxMoney difference);
/** "aujourd’hui", "hier", "il y a 3 jours" */
char *nx_transfer_age (gint64 since, gint64 now);
/** "20/11"; with the year where it is not the one of @now */
char *nx_transfer_day (gint32 date, gint64 now);
/** "20/11/2026", "20-11-26", "20/11", "2026-11-20". Returns: whether it is a day; without a year the latest one not after @now. */
gboolean nx_transfer_parse_day (const char *text, gint64 now, gint32 *date) G_GNUC_WARN_UNUSED_RESULT;
/** "NR-7K3M-9QX2": what people compare by eye (nullable) */
char *nx_transfer_reference (const char *ten);
/** "Inès Benali · HYBRIDE" */
char *nx_transfer_payment_title (NxPayment *payment);
/** "virement annoncé le 19/11 · il y a 3 jours"; why the office has to look at it, where it has to */
char *nx_transfer_payment_state (NxPayment *payment, gint64 now);

/** What to do about a payment that the office has to look at (transfer none) (nullable) */
const char *nx_transfer_advice (NxPayment *payment);

/** Which of the list's groups a payment that is awaited stands in. */
typedef enum { NX_AWAITED_ATTENTION, NX_AWAITED_DECLARED, NX_AWAITED_TRANSFER, NX_AWAITED_DESK, NX_AWAITED_CARD } NxAwaited;
NxAwaited nx_transfer_awaited (NxPayment *payment);
/** Returns: (transfer none) */
const char *nx_transfer_awaited_title (NxAwaited group);

G_END_DECLS
