/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/transfers/transfers.h"

G_BEGIN_DECLS

/** Returns: (transfer full): a reference; nx_transfer_reference_new(), or a test's own. */
typedef char *(*NxReferenceDraw) (void);

/** Gives @payment, which is locked, a reference where it has none: drawn again where another payment has it. */
gboolean nx_transfers_give_reference (NxDb *db, const NxActor *actor, const NxPayment *payment, NxReferenceDraw draw, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
