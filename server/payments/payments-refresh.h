/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/payments/payments.h"

G_BEGIN_DECLS

/**
 * nx_payments_take_notice: somebody says that something happened to the link @reference: a hint, no more. Keeps it, asks Konnect, and
 * settles what Konnect's own word makes due. A reference that is not ours settles nothing. What is kept and what is asked is bounded.
 *
 * @signed_by_us: whether the call carried our signature
 *
 * Returns: %FALSE only where the database failed; that Konnect did not answer is the next round's business
 */
gboolean nx_payments_take_notice (NxApp *app, NxDb *db, const NxActor *actor, const char *reference, gboolean signed_by_us, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** Keeps a call whose signature is wrong or missing; bounded. */
gboolean nx_payments_note_forgery (NxDb *db, const NxActor *actor, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
