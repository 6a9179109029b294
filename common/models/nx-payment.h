/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxPayment: domain.md section 9.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_PAYMENT (nx_payment_get_type ())
G_DECLARE_FINAL_TYPE (NxPayment, nx_payment, NX, PAYMENT, NxRecord)

struct _NxPayment
{
  NxRecord parent_instance;
  char *id;
  char *studentId;
  int type;
  int method;
  int status;
  NxMoney amount;
  char *itemKey; /* plan or pack */
  char *reference;
  gint64 createdAt;
  gint64 settledAt;
  char *note;
  gint32 credits; /* quarter-credits that its settlement grants */
  char *title;    /* of the plan or pack, in the catalogue's words */
  char *studentName;
  char *parentName;
  gint64 declaredAt;     /* the family says that its transfer was sent; NX_TIME_NONE where not */
  NxMoney declaredAmount;
  gint32 transferDate;
  gboolean hasProof;
  char *receiptNumber; /* "2026-000012"; NULL until it is settled */
  gint64 refundedAt;
  int attention;       /* NxPaymentAttention: what the office has to look at, -1 for nothing */
};

G_END_DECLS
