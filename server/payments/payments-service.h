/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-json.h"
#include "server/payments/payments.h"

G_BEGIN_DECLS

/** Returns: (transfer full): the payment, %NX_ERROR_NOT_FOUND where the actor may not see it. */
NxPayment *nx_payments_get (NxDb *db, const NxActor *actor, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Newest first; office all, a parent their own. @status, @method: -1 for any. @next: (out) (transfer full) (nullable). */
GPtrArray *nx_payments_list (NxDb *db, const NxActor *actor, const char *student_id, int status, int method, guint limit,
                             const char *cursor, char **next, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The same of those that the office has to look at. */
GPtrArray *nx_payments_list_attention (NxDb *db, const NxActor *actor, guint limit, const char *cursor, char **next, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** Keeps an event of @payment_id (nullable: a call about a payment that we do not know). @detail: (nullable): JSON text. */
gboolean nx_payments_note (NxDb *db, const NxActor *actor, const char *payment_id, const char *kind, const char *detail, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Returns: (transfer full): JSON text of an event whose detail is a note. */
char *nx_payments_describe_note (const char *note);
/** Writes to the parent of a payment. @locked: nx_payments_store_lock()'s row; @payload: an object that is still open. */
gboolean nx_payments_mail_parent (NxDb *db, const NxActor *actor, NxRows *locked, const char *kind, const char *dedupe, NxJsonWriter *payload,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Sets @error to what is said of a payment that is not there, or not for the actor. Returns: %NULL. */
gpointer nx_payments_refuse_unknown (GError **error);
/** The office has to look at @payment_id, which is locked: kept with the payment, and mailed once. */
gboolean nx_payments_call_attention (NxDb *db, const NxActor *actor, const char *payment_id, NxPaymentAttention attention, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** NxRefund: what a refund reversed and what it could not; zeroed before nx_payments_refund(), cleared after. */
typedef struct
{
  NxPayment *payment; /* owned */
  gint32 reversed, kept; /* quarters taken back; used, booked or expired */
  gboolean plan_ended;
} NxRefund;
static inline void
nx_refund_clear (NxRefund *self)
{
  g_clear_object (&self->payment);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxRefund, nx_refund_clear)

/**
 * nx_payments_refund: in the caller's transaction: the credits that are left are taken back, the plan ends, the parent is told, a credit
 * note is written. Once. Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_CONFLICT (not settled, or refunded already)
 */
gboolean nx_payments_refund (NxDb *db, const NxActor *actor, const char *payment_id, const char *reason, NxRefund *refund, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Returns: (transfer full) (nullable): what could not be reversed, in the reader's language; %NULL where all was. */
char *nx_payments_refund_sentence (const NxRefund *refund);

/** NxDeskPayment: cash or a cheque. @received: currency "" for what is due; @note: (nullable): why it is not. */
typedef struct
{
  NxPaymentOrder order;
  NxMoney received;
  const char *note;
} NxDeskPayment;
/** Takes money at the desk, in the caller's transaction. Errors: %NX_ERROR_AMOUNT_MISMATCH, those of nx_payments_order(). Returns: (transfer full) */
NxPayment *nx_payments_take_cash (NxDb *db, const NxActor *actor, const NxDeskPayment *desk, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Writes "events": [{kind, at, by, detail, sentence}] of @payment_id, the oldest first; what concerns the office alone is for it. */
gboolean nx_payments_write_events (NxDb *db, const NxActor *actor, const char *payment_id, NxJsonWriter *writer, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Whether a page for paying @payment_id by card was opened whose word is still to come: its money may yet arrive. */
gboolean nx_payments_is_begun (NxDb *db, const char *payment_id, gboolean *begun, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * nx_payments_abandon: the family does not want a pack any more that it has not paid: its payment becomes FAILED and can be begun
 * again. In the caller's transaction. Money that comes by a page that was opened before counts all the same.
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_ALREADY_SETTLED, %NX_ERROR_CONFLICT (a plan's, or a transfer is said to be on the way)
 *
 * Returns: (transfer full)
 */
NxPayment *nx_payments_abandon (NxDb *db, const NxActor *actor, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The office has looked at what called its attention. @note: what was done. Errors: %NX_ERROR_CONFLICT where nothing did. */
NxPayment *nx_payments_handled (NxDb *db, const NxActor *actor, const char *payment_id, const char *note, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
