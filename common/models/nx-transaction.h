/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxTransaction: A row of the ledger; amount is negative for usage and expiration.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_TRANSACTION (nx_transaction_get_type ())
G_DECLARE_FINAL_TYPE (NxTransaction, nx_transaction, NX, TRANSACTION, NxRecord)

struct _NxTransaction
{
  NxRecord parent_instance;
  char *id;
  int type;
  gint32 amount;
  gint32 balanceAfter;
  char *sessionId;
  char *paymentId;
  char *lotId;
  char *reason;
  gint64 createdAt;
  char *sessionTitle; /* of sessionId: its title, else its subject */
  gint64 sessionAt;
  GPtrArray *draws;   /* NxDraw */
};

G_END_DECLS
