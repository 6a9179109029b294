/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-error.h"
#include "server/nx-config.h"

G_BEGIN_DECLS

/**
 * NxJitsiVisit: who goes into which room, and when that room is theirs.
 * @room: of nx_jitsi_room_new()
 * @name: (nullable): what others in the room read: a coach's pseudonym, a first name
 * @user_id: (nullable)
 * @moderator: lets others in; who is not waits in the lobby
 * @opens, @closes: microseconds UTC
 * @subject: (nullable): the heading of the room
 * @language: "fr" or "en"
 */
typedef struct
{
  const char *room, *name, *user_id, *subject, *language;
  gboolean moderator;
  gint64 opens, closes;
} NxJitsiVisit;

/** Returns: (transfer full): a name of 160 random bits, of small letters and digits: XMPP folds the case of rooms. */
char *nx_jitsi_room_new (void);

/** Whether each visit carries a signed token: JITSI_APP_ID and JITSI_APP_SECRET are set. */
gboolean nx_jitsi_has_tokens (const NxConfig *config);

/**
 * nx_jitsi_url:
 *
 * The address of a room with the visitor's token, in the form that prosody's token plugin checks (HS256), where those are set up; the
 * options are in the fragment, which no server is told.
 *
 * Errors: %NX_ERROR_INTERNAL
 *
 * Returns: (transfer full)
 */
char *nx_jitsi_url (const NxConfig *config, const NxJitsiVisit *visit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
