/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-time.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/**
 * nx_audit:
 * @action: "session.booked", "credits.adjusted" …
 * @object_type: "session", "student" …
 * @object_id: (nullable): a uuid
 * @before: (nullable): JSON text
 * @after: (nullable): JSON text
 *
 * Records a change, in the transaction of the change (design.md rule 4). Queued: no round trip of its own.
 */
gboolean nx_audit (NxDb *db, const NxActor *actor, const char *action, const char *object_type, const char *object_id,
                   const char *before, const char *after, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The channel that live events are announced on; the payload is the event's number in the table events. */
#define NX_LIVE_CHANNEL "nx_live"

/**
 * nx_live_publish:
 * @type: an event of api.md ("session.booked")
 * @object_id: what changed
 * @coach_id: (nullable): the coach who may see it besides the office
 * @student_id: (nullable)
 *
 * Writes the event and does NOTIFY in the transaction. Queued: no round trip of its own.
 */
gboolean nx_live_publish (NxDb *db, const NxActor *actor, const char *type, const char *object_id, const char *coach_id,
                          const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxMail: an e-mail to be written in the reader's language by the outbox (domain.md section 12).
 * @kind: a row of the table in server/notices/nx-mail-kinds.c: "welcome" "activation" "password_reset" "booking_confirmation"
 *   "cancellation" "payment_confirmed" "subscription_active" "renewal_due" "subscription_expired" "credits_expiring" "credits_expired"
 *   "report_available" "new_assessment" "reminder" "waiting_offer" "waiting_expired" "report_overdue"
 * @dedupe: unique for ever: "booked:<session>:<user>"; a second insert with it does nothing
 * @to_address: (nullable): %NULL means the office's address
 * @to_name: (nullable)
 * @locale: "fr" or "en"
 * @payload: JSON text: the template's data
 * @not_before: microseconds UTC, %NX_TIME_NONE for now
 */
typedef struct
{
  const char *kind, *dedupe, *to_address, *to_name, *locale, *payload;
  gint64 not_before;
} NxMail;

/** A mail of an action by staff waits so long: whoever undoes the action meanwhile takes its mails back (domain.md section 14). */
#define NX_UNDO_PAUSE (10 * NX_TIME_SECOND)

/**
 * nx_outbox_add: puts a mail in the outbox, in the transaction of its cause, under actor->action_id, so that an undo finds it. Queued:
 * no round trip of its own. Nothing where the actor is quiet.
 */
gboolean nx_outbox_add (NxDb *db, const NxActor *actor, const NxMail *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_rate_limit:
 * @bucket: "signin:ip:1.2.3.4"
 *
 * Counts one attempt in a window kept in the database (all processes share it), in a transaction of its own where none is open.
 *
 * Returns: %FALSE with %NX_ERROR_RATE_LIMITED (retry delay set) once more than @limit attempts fell into @window_seconds
 */
gboolean nx_rate_limit (NxDb *db, const char *bucket, guint limit, guint window_seconds, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
