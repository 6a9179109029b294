/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-transaction.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxTransaction, id) },
  { "type", NX_FIELD_ENUM, .enum_type = &nx_transaction_type_enum, .offset = G_STRUCT_OFFSET (NxTransaction, type),
    .label = N_ ("Movement") },
  { "amount", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxTransaction, amount), .label = N_ ("Credits") },
  { "balanceAfter", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxTransaction, balanceAfter), .label = N_ ("Balance after") },
  { "sessionId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxTransaction, sessionId) },
  { "paymentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxTransaction, paymentId) },
  { "lotId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxTransaction, lotId) },
  { "reason", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxTransaction, reason), .label = N_ ("Reason") },
  { "createdAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxTransaction, createdAt), .label = N_ ("Made on") },
  { NULL },
};

NX_DEFINE_RECORD (NxTransaction, nx_transaction, fields)
