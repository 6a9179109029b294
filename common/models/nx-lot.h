/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxLot: A grant of credits with an expiry (domain.md section 5).
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_LOT (nx_lot_get_type ())
G_DECLARE_FINAL_TYPE (NxLot, nx_lot, NX, LOT, NxRecord)

struct _NxLot
{
  NxRecord parent_instance;
  char *id;
  int type; /* NxTransactionType of the grant */
  gint32 granted;
  gint32 remaining;
  gint64 grantedAt;
  gint64 expiresAt;
  char *paymentId;
  char *reason;
  char *subscriptionId;
  gint32 period; /* the month that it was granted for, as its first day; NX_DATE_NONE where it is no renewal */
};

G_END_DECLS
