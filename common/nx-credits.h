/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Credits are gint32 quarter-credits: 1.25 credits = 5 (domain.md section 3). On the wire they are JSON numbers with at most
 * two decimals, exact multiples of 0.25.
 */
#define NX_CREDITS(n) ((gint32) ((n) * 4))
/** No amount of credits on the wire or in the ledger is beyond this, in quarter-credits. */
#define NX_CREDITS_MAX 40000

/** Reads a JSON number's text ("1.25", "-4", "1e0"). Returns: whether it is an exact multiple of 0.25 within ±%NX_CREDITS_MAX. */
gboolean nx_credits_parse (const char *text, gint32 *quarters) G_GNUC_WARN_UNUSED_RESULT;

#define NX_CREDITS_BUFFER 16
/** Writes a JSON number ("1.25", "4", "-0.5") to a buffer of %NX_CREDITS_BUFFER bytes. Returns: the length. */
gsize nx_credits_to_json (gint32 quarters, char *buffer);

/** Returns: (transfer full): for people, number only: "1,25" in French, "1.25" in English. */
char *nx_credits_format (gint32 quarters);

/** Returns: (transfer full): with its noun: "1,25 crédit", "4 crédits". */
char *nx_credits_format_noun (gint32 quarters);

G_END_DECLS
