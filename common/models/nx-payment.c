/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-payment.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxPayment, id) },
  { "studentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxPayment, studentId) },
  { "type", NX_FIELD_ENUM, .enum_type = &nx_payment_type_enum, .offset = G_STRUCT_OFFSET (NxPayment, type),
    .label = N_ ("Kind of payment") },
  { "method", NX_FIELD_ENUM, .enum_type = &nx_payment_method_enum, .offset = G_STRUCT_OFFSET (NxPayment, method),
    .label = N_ ("Method of payment") },
  { "status", NX_FIELD_ENUM, .enum_type = &nx_payment_status_enum, .offset = G_STRUCT_OFFSET (NxPayment, status),
    .label = N_ ("Status") },
  { "amount", NX_FIELD_MONEY, .offset = G_STRUCT_OFFSET (NxPayment, amount), .label = N_ ("Amount") },
  { "itemKey", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxPayment, itemKey), .label = N_ ("Item") },
  { "reference", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxPayment, reference), .label = N_ ("Reference") },
  { "createdAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxPayment, createdAt), .label = N_ ("Made on") },
  { "settledAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxPayment, settledAt), .label = N_ ("Settled on") },
  { "note", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxPayment, note), .label = N_ ("Note") },
  { "credits", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxPayment, credits), .label = N_ ("Credits") },
  { "title", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxPayment, title), .label = N_ ("Item") },
  { "studentName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxPayment, studentName), .label = N_ ("Student") },
  { "parentName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxPayment, parentName), .label = N_ ("Parent") },
  { "declaredAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxPayment, declaredAt), .label = N_ ("Declared on") },
  { "declaredAmount", NX_FIELD_MONEY, .offset = G_STRUCT_OFFSET (NxPayment, declaredAmount), .label = N_ ("Amount declared") },
  { "transferDate", NX_FIELD_DATE, .offset = G_STRUCT_OFFSET (NxPayment, transferDate), .label = N_ ("Date of the transfer") },
  { "hasProof", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxPayment, hasProof), .label = N_ ("Proof") },
  { "receiptNumber", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxPayment, receiptNumber), .label = N_ ("Receipt") },
  { "refundedAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxPayment, refundedAt), .label = N_ ("Refunded on") },
  { "attention", NX_FIELD_ENUM, .enum_type = &nx_payment_attention_enum, .offset = G_STRUCT_OFFSET (NxPayment, attention),
    .label = N_ ("To look at") },
  { NULL },
};

NX_DEFINE_RECORD (NxPayment, nx_payment, fields)
