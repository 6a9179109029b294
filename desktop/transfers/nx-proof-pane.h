/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxProofPane: the file that a family sent with its transfer, beside what it proves. Pictures are shown; anything else is handed to the
 * application that opens it. Signal "closed" ().
 */
#define NX_TYPE_PROOF_PANE (nx_proof_pane_get_type ())
G_DECLARE_FINAL_TYPE (NxProofPane, nx_proof_pane, NX, PROOF_PANE, AdwBin)

GtkWidget *nx_proof_pane_new (NxConnection *connection);
void nx_proof_pane_show (NxProofPane *self, NxPayment *payment);
/** Returns: (transfer none) (nullable): whose proof is shown. */
NxPayment *nx_proof_pane_get_payment (NxProofPane *self);

G_END_DECLS
