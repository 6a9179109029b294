/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-transaction.h"

#include <glib/gi18n-lib.h>

#include "common/models/nx-draw.h"

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
  { "sessionTitle", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxTransaction, sessionTitle), .label = N_ ("Session") },
  { "sessionAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxTransaction, sessionAt), .label = N_ ("Session on") },
  { "draws", NX_FIELD_RECORD_LIST, .record_type = nx_draw_get_type, .offset = G_STRUCT_OFFSET (NxTransaction, draws) },
  { NULL },
};

NX_DEFINE_RECORD (NxTransaction, nx_transaction, fields)
