/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/* Rows of konnect_links. No rules here: payments-konnect.c and payments-refresh.c have them. */

/**
 * NxRows of links everywhere: id, payment_id, state, provider_ref, pay_url, asked_at, expires_at, said.
 */

/** The link of @payment_id that can be shown at @now: one that still takes payments at @until. */
NxRows *nx_konnect_store_live (NxDb *db, const char *payment_id, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The one that Konnect is being asked for. */
NxRows *nx_konnect_store_asked (NxDb *db, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_konnect_store_ask (NxDb *db, const char *id, const char *payment_id, gint64 asked_at, gint64 expires_at, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Konnect answered: @id becomes OPEN, and its reference the payment's latest. @pay_url: (nullable). */
gboolean nx_konnect_store_open (NxDb *db, const char *id, const char *reference, const char *pay_url, gint64 next_check_at, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** LOST or REFUSED. */
gboolean nx_konnect_store_close (NxDb *db, const char *id, const char *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Columns first_name, last_name, phone, email, title: of who pays @payment_id, and for what. */
NxRows *nx_konnect_store_payer (NxDb *db, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Links of @payment_id with a reference whose money has not come, the newest first. */
NxRows *nx_konnect_store_watched (NxDb *db, const char *payment_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
NxRows *nx_konnect_store_find (NxDb *db, const char *reference, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The link, locked; the caller holds its payment. */
NxRows *nx_konnect_store_lock (NxDb *db, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** What was read of @id at @now. @next_check_at: %NX_TIME_NONE where it is not asked about any more. */
gboolean nx_konnect_store_read (NxDb *db, const char *id, const char *state, const char *said, gint64 now, gint64 next_check_at,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** To be asked about again at @at, or sooner where that was said before. */
gboolean nx_konnect_store_hasten (NxDb *db, const char *id, gint64 at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Claims up to @limit links that are due at @now: others see them as due at @until. */
NxRows *nx_konnect_store_claim (NxDb *db, gint64 now, gint64 until, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The newest link of @payment_id, asked for since @since, of which no answer was seen. */
NxRows *nx_konnect_store_unanswered (NxDb *db, const char *payment_id, gint64 since, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Column n: whether there is any such. */
gboolean nx_konnect_store_has_unanswered (NxDb *db, gint64 since, gboolean *has, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Whether another link of @payment_id than @id may still be paid by. */
gboolean nx_konnect_store_has_other (NxDb *db, const char *payment_id, const char *id, gboolean *has, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Whether any link of @payment_id may still be paid by, or was paid by with something wrong. */
gboolean nx_konnect_store_has_open (NxDb *db, const char *payment_id, gboolean *has, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The money of @payment_id came by @reference: a card's, whatever had been chosen. */
gboolean nx_konnect_store_paid_by (NxDb *db, const char *payment_id, const char *reference, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
