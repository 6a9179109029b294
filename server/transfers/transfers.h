/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/http/nx-route.h"
#include "server/http/nx-upload.h"
#include "server/nx-actor.h"
#include "server/nx-config.h"
#include "server/payments/payments.h"

G_BEGIN_DECLS

/* Payment by transfer (domain.md section 9): what a family is told, what it declares, and what the office makes of it. */

extern const NxRoute nx_transfers_routes[];
/** transferDate, transferAmount, note: of a declaration, for the page's form; with paymentId for the API. */
extern const NxField nx_transfers_declare_fields[];

/* --- references --- */

/** Characters of a reference: "NR", seven at random, a check character. */
#define NX_TRANSFER_REFERENCE_LENGTH 10
/** What a reference is made of; a reader takes no two of them for each other. */
#define NX_TRANSFER_REFERENCE_ALPHABET "ABCDEFGHJKLMNPQRSTVWXYZ23456789"

/** Returns: (transfer full): a reference drawn at random; whether another payment has it is the database's to say. */
char *nx_transfer_reference_new (void);
/** Whether @ten is a reference whose check character is right: of the alphabet, in capitals, without spaces or dashes. */
gboolean nx_transfer_reference_check (const char *ten);
/**
 * nx_transfer_reference_check_character:
 * @nine: the first nine characters
 *
 * The sum of the characters' places in the alphabet, each times its own weight, is 0 modulo 31: 31 is prime and the weights are all
 * different, so one wrong character and two that changed places are always found.
 *
 * Returns: the tenth, or '\0' where @nine is not of the alphabet
 */
char nx_transfer_reference_check_character (const char *nine);
/** Returns: (transfer full): "NR-7K3M-9QX2", for people. */
char *nx_transfer_reference_display (const char *ten);

/** Whether @text, with or without spaces, is an IBAN: ISO 13616's form and check digits, the length of its country. */
gboolean nx_iban_is_valid (const char *text);
/** Returns: (transfer full): "TN59 1000 6035 1835 9847 8831", for people. */
char *nx_iban_display (const char *iban);

/* --- families --- */

/** Whether the configuration has what a family needs for a transfer. */
gboolean nx_transfers_offered (const NxConfig *config);

/**
 * nx_transfers_begin: makes a due payment one by transfer, in the caller's transaction; a payment keeps its one reference.
 *
 * Errors: %NX_ERROR_UNAVAILABLE (transfers are not offered), %NX_ERROR_NOT_FOUND, %NX_ERROR_ALREADY_SETTLED, %NX_ERROR_INVALID
 * (not in the catalogue), and those of nx_payments_order()
 *
 * Returns: (transfer full)
 */
NxPayment *nx_transfers_begin (NxDb *db, const NxConfig *config, const NxActor *actor, const NxPaymentOrder *order,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_transfers_write_instructions:
 * @member: (nullable)
 *
 * Writes {beneficiaryName, iban, bic, bankName, address, amount, reference}, or null where @payment is not to be paid by transfer
 * (any more).
 */
void nx_transfers_write_instructions (NxJsonWriter *writer, const char *member, const NxConfig *config, const NxPayment *payment);

/** NxTransferDeclaration: "I have sent it". */
typedef struct
{
  const char *payment_id;
  gint32 date;
  NxMoney amount;
  const char *note;          /* (nullable) */
  const NxUploadPart *proof; /* (nullable) */
} NxTransferDeclaration;

/**
 * nx_transfers_declare: in the caller's transaction; again until the payment is settled, the last one counts.
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_ALREADY_SETTLED, %NX_ERROR_CONFLICT, %NX_ERROR_INVALID by member ("transferDate",
 * "transferAmount", "proof")
 *
 * Returns: (transfer full)
 */
NxPayment *nx_transfers_declare (NxDb *db, const NxConfig *config, const NxActor *actor, const NxTransferDeclaration *declaration,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- the office --- */

/**
 * nx_transfers_confirm: the money is there: settles @payment_id in the caller's transaction.
 *
 * @accept_difference: with a @note, where @received is not what is due
 * @payment: (out) (optional) (transfer full)
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_ALREADY_SETTLED, %NX_ERROR_AMOUNT_MISMATCH (names both), %NX_ERROR_CONFLICT (it was rejected
 * and there is no @note), %NX_ERROR_INVALID by member
 * ("receivedAmount", "receivedOn", "note")
 */
gboolean nx_transfers_confirm (NxDb *db, const NxActor *actor, const char *payment_id, NxMoney received, gint32 received_on,
                               gboolean accept_difference, const char *note, NxPayment **payment, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** nx_transfers_approve: what is due came today, in full. Errors: as for confirming; %NX_ERROR_CONFLICT where it is to be paid by card. */
gboolean nx_transfers_approve (NxDb *db, const NxActor *actor, const char *payment_id, const char *note, NxPayment **payment,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The transfer did not come, or is not what was due: FAILED, and the parent is told why. Errors: as for confirming. */
gboolean nx_transfers_reject (NxDb *db, const NxActor *actor, const char *payment_id, const char *note, NxPayment **payment,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
