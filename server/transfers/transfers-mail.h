/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/transfers/transfers.h"

G_BEGIN_DECLS

/** To the office: a family says that it sent @payment. */
gboolean nx_transfers_mail_declared (NxDb *db, const NxActor *actor, const NxPayment *payment, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** To the parent: why @payment was rejected. @locked: the row of nx_payments_store_lock(). */
gboolean nx_transfers_mail_rejected (NxDb *db, const NxActor *actor, const NxPayment *payment, NxRows *locked, const char *reason, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
