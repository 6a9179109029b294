/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** NxReceiptParty: who sold or who bought. Each string is %NULL where it is not known. */
typedef struct
{
  char *name, *address, *tax_number, *phone, *email;
} NxReceiptParty;

/** NxReceiptLine: what was bought. */
typedef struct
{
  char *title;
  char *aria;              /* (nullable): subjects of ARIA, in the thread's language */
  NxPaymentType type;
  NxMoney amount;
  gint32 credits;          /* quarters */
  gint32 valid_until;      /* NX_DATE_NONE where they come later */
  int valid_months;
  gint32 period_start, period_end;
} NxReceiptLine;

/** NxReceiptDocument: what a receipt says, as it was written when the payment was settled. */
typedef struct
{
  char *number;            /* "2026-000012" */
  char *note_number;       /* (nullable): of the credit note, "A2026-000003" */
  char *note_reason;       /* (nullable) */
  char *reference;         /* (nullable) */
  char *pupil;
  char *code;              /* "ABCDEFGHJK": proves that whoever asks holds the receipt */
  char *link;              /* where it is verified */
  NxReceiptParty seller, buyer;
  GPtrArray *lines;        /* (element-type NxReceiptLine) */
  NxMoney net, tax, stamp, total, received;
  int tax_rate;            /* hundredths of a per cent */
  NxPaymentMethod method;
  gboolean refunded;
  gint64 issued_at;
  gint32 issued_on, paid_on, note_issued_on;
} NxReceiptDocument;

void nx_receipt_document_free (NxReceiptDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxReceiptDocument, nx_receipt_document_free)

/**
 * nx_receipt_document_new:
 * @rows: of receipts-store.h, with an invoice in its first row
 * @app_url: without a slash at the end
 * @secret: the key of the verification codes
 *
 * Texts that people typed come out as one line without control characters.
 */
NxReceiptDocument *nx_receipt_document_new (NxRows *rows, const char *app_url, const char *secret, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** Whether @code (as typed: any case, spaces and dashes) is that of the document. Takes the same time whatever is wrong. */
gboolean nx_receipt_document_has_code (const NxReceiptDocument *self, const char *code);

/**
 * nx_receipt_draw:
 * @locale: "fr" or "en"; the thread speaks it
 *
 * Returns: (transfer full): the PDF, or %NULL with %NX_ERROR_INTERNAL
 */
GBytes *nx_receipt_draw (const NxReceiptDocument *self, const char *locale, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
