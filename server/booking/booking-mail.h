/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking-store.h"

G_BEGIN_DECLS

/** NxSessionNews: what mails and the audit say of a session. */
typedef struct
{
  const char *session_id, *coach_name, *student_name, *room, *reason;
  int subject, type, duration;
  gint64 scheduled_at;
  gboolean has_balance, has_refund;
  gboolean has_link; /* the reader is of the family, whose page of the session it leads to */
  gint32 balance, credits_refunded;
} NxSessionNews;

/**
 * nx_booking_mail: one mail of @kind to @reader, once for ever per session, reader and @turn.
 * @turn: tells apart what can happen several times to one session (moves, a second seat)
 */
gboolean nx_booking_mail (NxDb *db, const NxActor *actor, const char *kind, const char *turn, const NxReader *reader,
                          const NxSessionNews *news, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): what the audit keeps of a session. */
char *nx_booking_audit_json (const NxSessionNews *news, const char *coach_id, const char *student_id, gint32 cost);

G_END_DECLS
