/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/http/nx-route.h"
#include "server/nx-actor.h"
#include "server/nx-app.h"

G_BEGIN_DECLS

extern const NxRoute nx_receipts_routes[];
extern const NxRoute nx_receipts_page_routes[];

/**
 * nx_receipts_issue:
 *
 * Writes the invoice record of a payment that was just settled: who sold, who bought, what, for how much, as they are at this
 * moment. In the settlement's transaction, after its receipt has its number.
 */
gboolean nx_receipts_issue (NxDb *db, const NxActor *actor, const char *receipt_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_receipts_issue_credit_note:
 * @reason: (nullable): said on it
 * @number: (out) (optional) (transfer full): "A2026-000003"
 *
 * Writes the credit note of a payment that is refunded, with a number of its own series, without gaps in a year as well. In the
 * refund's transaction, as late as possible: the counter's row is locked for all until its end. Errors: %NX_ERROR_CONFLICT where
 * the payment has no receipt or has its credit note already.
 */
gboolean nx_receipts_issue_credit_note (NxDb *db, const NxActor *actor, const char *payment_id, const char *reason, char **number,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_receipts_pdf:
 * @file_name: (out) (optional) (transfer full): "recu-2026-000012.pdf"
 *
 * The receipt of a settled payment as PDF, in the actor's language; of a refunded one with its credit note as a second page. The
 * same receipt gives the same bytes. The office sees all, a parent their own.
 *
 * Errors: %NX_ERROR_NOT_FOUND where the actor may not see the payment, %NX_ERROR_CONFLICT where it is not settled
 *
 * Returns: (transfer full)
 */
GBytes *nx_receipts_pdf (NxApp *app, NxDb *db, const NxActor *actor, const char *payment_id, char **file_name, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** The same by its number ("2026-000012") in @locale ("fr" or "en"), for its mail: whoever calls has checked who reads. */
GBytes *nx_receipts_pdf_of_number (NxApp *app, NxDb *db, const char *locale, const char *number, char **file_name, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_receipts_configure_seller: what the configuration knows of the beneficiary (name, address, office's e-mail) goes into the
 * setting "seller", which invoices copy, while no administrator has edited it. At the server's start.
 */
gboolean nx_receipts_configure_seller (NxDb *db, const NxConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_amount_in_words:
 * @money: an amount ≥ 0 in TND, EUR or USD
 * @locale: "fr" or "en"
 *
 * Returns: (transfer full): "cent soixante-dix-huit dinars et cinq cents millimes"
 */
char *nx_amount_in_words (NxMoney money, const char *locale);

/**
 * nx_qr_svg:
 * @text: UTF-8, at most 1,000 bytes
 *
 * A QR code as one SVG element (no script, no style), dark on white with the quiet margin that readers need. It is hidden from
 * assistive technology: whoever places it puts it into an element with role="img" and a name.
 *
 * Returns: (transfer full) (nullable): %NULL where @text is too long
 */
char *nx_qr_svg (const char *text);

/**
 * nx_transfer_qr_text:
 *
 * What the QR of a transfer's instructions says. Tunisian bank applications read no payment QR of a common standard, and EPC's is
 * for euros only: so lines of plain text in the thread's language, "IBAN : TN59…", that any camera shows
 * and lets copy, values as one word without the spaces of their groups. Absent values (%NULL) leave their line out.
 *
 * Returns: (transfer full)
 */
char *nx_transfer_qr_text (const char *beneficiary, const char *iban, const char *bic, NxMoney amount, const char *reference);

G_END_DECLS
