/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/payments/payments.h"

G_BEGIN_DECLS

/* Rows of payments, settlements, receipts and payment_events. No rules here: payments-service.c has them. */

/** NxPaymentFilter: what a list holds; %NULL and -1 mean any. */
typedef struct
{
  const char *parent_id, *student_id, *cursor; /* @cursor: a payment's id: UUIDv7 are in order of time */
  int status, method;
  gboolean attention; /* only what the office has to look at */
  guint limit;
} NxPaymentFilter;

gboolean nx_payments_store_insert (NxDb *db, const char *id, const NxNewPayment *payment, const char *created_by, gint64 now,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @parent_id: (nullable): of whom it must be. Returns: (transfer full): as %NxPayment's columns; no row where there is none. */
NxRows *nx_payments_store_get (NxDb *db, const char *id, const char *parent_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @ids: array in PostgreSQL's form. */
NxRows *nx_payments_store_several (NxDb *db, const char *ids, GError **error) G_GNUC_WARN_UNUSED_RESULT;
NxRows *nx_payments_store_list (NxDb *db, const NxPaymentFilter *filter, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Locks the student, then the payment: the order of locks everywhere. Columns: status, and what mails and grants need. */
NxRows *nx_payments_store_lock (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_payments_store_lock_student (NxDb *db, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns: title, credits, validity_months of what @item_key names. */
NxRows *nx_payments_store_item (NxDb *db, NxPaymentType type, const char *item_key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean nx_payments_store_settle (NxDb *db, const char *id, NxMoney received, gint32 received_on, const char *settled_by,
                                   const char *request_id, const char *note, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** @number: (out): the next of @year, without gaps: the counter's row stays locked till the end. */
gboolean nx_payments_store_receipt (NxDb *db, const char *receipt_id, const char *payment_id, int year, gint64 now, int *number,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_payments_store_event (NxDb *db, const char *event_id, const char *payment_id, const char *kind, const NxActor *actor,
                                  const char *detail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** PENDING payments of @subscription_id that nobody began to pay become FAILED. Column id. */
NxRows *nx_payments_store_give_up (NxDb *db, const char *subscription_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Column id: the PENDING payment of the same thing at today's price, nobody having sent a transfer for it; no row where none is due. */
NxRows *nx_payments_store_due (NxDb *db, const char *student_id, NxPaymentType type, const char *item_key, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Columns price, currency, credits of a pack that is sold at @now; no row where it is not. */
NxRows *nx_payments_store_pack (NxDb *db, NxPaymentType type, const char *key, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_payments_store_set_method (NxDb *db, const char *id, NxPaymentMethod method, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** FAILED → PENDING. @done: (out): not where its plan was given up. */
gboolean nx_payments_store_retry (NxDb *db, const char *id, gboolean *done, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_payments_store_fail (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @attention: (nullable): slug; %NULL where it was looked at. */
gboolean nx_payments_store_set_attention (NxDb *db, const char *id, const char *attention, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns kind, at, detail (JSON text), by (name, NULL for nobody), the oldest first. */
NxRows *nx_payments_store_events (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns id, granted: lots that @payment_id gave, also by a month that it paid for. */
NxRows *nx_payments_store_lots (NxDb *db, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @taken: (out): quarters that were left of @lot_id. */
gboolean nx_payments_store_take_back (NxDb *db, const NxActor *actor, const char *id, const char *lot_id, const char *payment_id,
                                      const char *reason, gint32 *taken, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_payments_store_refund (NxDb *db, const char *id, const char *refunded_by, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
