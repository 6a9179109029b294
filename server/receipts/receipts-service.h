/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/receipts/receipts-document.h"
#include "server/receipts/receipts.h"

G_BEGIN_DECLS

/**
 * nx_receipts_verify:
 * @code: (nullable): from the receipt
 *
 * For whoever holds a receipt: %NX_ERROR_NOT_FOUND alike for a number that does not exist and for a wrong code.
 */
NxReceiptDocument *nx_receipts_verify (NxApp *app, NxDb *db, const char *number, const char *code, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
