/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-lot.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxLot, id) },
  { "type", NX_FIELD_ENUM, .enum_type = &nx_transaction_type_enum, .offset = G_STRUCT_OFFSET (NxLot, type),
    .label = N_ ("Origin") },
  { "granted", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxLot, granted), .label = N_ ("Granted") },
  { "remaining", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxLot, remaining), .label = N_ ("Remaining") },
  { "grantedAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxLot, grantedAt), .label = N_ ("Granted on") },
  { "expiresAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxLot, expiresAt), .label = N_ ("Valid until") },
  { "paymentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxLot, paymentId) },
  { "reason", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxLot, reason), .label = N_ ("Reason") },
  { "subscriptionId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxLot, subscriptionId) },
  { "period", NX_FIELD_DATE, .offset = G_STRUCT_OFFSET (NxLot, period), .label = N_ ("Month") },
  { NULL },
};

NX_DEFINE_RECORD (NxLot, nx_lot, fields)
