/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server/db/nx-db.h"
#include "server/nx-actor.h"
#include "server/nx-config.h"

G_BEGIN_DECLS

/*
 * The agenda in other programs' calendars: a secret address for each person, that shows what that person may see, and the invitations
 * that the agenda's mails carry. UIDs are the same in both, so that a program that has both shows a session once.
 */

/** NxCalendarAddress: @url: ends in ".ics"; @webcal: the same, as programs that subscribe take it; @dav: by CalDAV, for staff. */
typedef struct
{
  char *url, *webcal, *dav;
  gint64 renewed_at;
} NxCalendarAddress;

void nx_calendar_address_clear (NxCalendarAddress *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxCalendarAddress, nx_calendar_address_clear)

/**
 * nx_calendar_address:
 * @address: (out caller-allocates): zeroed
 *
 * The actor's own address; made where there is none. The database holds its hash and a salt, no address: an AUTH_SECRET that was
 * changed makes a new one.
 */
gboolean nx_calendar_address (NxDb *db, const NxConfig *config, const NxActor *actor, NxCalendarAddress *address, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** Makes a new address; the old one is dead at once. Errors: %NX_ERROR_RATE_LIMITED. */
gboolean nx_calendar_renew (NxDb *db, const NxConfig *config, const NxActor *actor, NxCalendarAddress *address, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_calendar_feed:
 * @secret: whatever stood in the address
 * @actor: the request's: its time and the client's address
 *
 * What the owner of @secret may see, from 60 days ago to 400 days ahead: a parent the children's sessions, a pupil and a coach their
 * own, the office all. A cancelled one stays for 14 days, as such.
 *
 * Errors: %NX_ERROR_NOT_FOUND, after the same work whatever is wrong with @secret; %NX_ERROR_RATE_LIMITED
 *
 * Returns: (transfer full): RFC 5545 text
 */
char *nx_calendar_feed (NxDb *db, const NxConfig *config, const NxActor *actor, const char *secret, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** NxCalendarInvite: @method: "REQUEST" or "CANCEL", of all events in @text. */
typedef struct
{
  const char *method;
  char *text;
} NxCalendarInvite;

/** NxCalendarInvites: what a mail carries: one for each method that its sessions need. */
typedef struct
{
  guint n;
  NxCalendarInvite items[2];
} NxCalendarInvites;

void nx_calendar_invites_clear (NxCalendarInvites *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxCalendarInvites, nx_calendar_invites_clear)

/**
 * nx_calendar_invite:
 * @kind, @payload, @to_address, @to_name: of the mail
 * @sender: "Nexus Réussite <contact@…>" or a bare address
 * @written_at: when the change was made
 * @invites: (out caller-allocates): none where such a mail carries none
 *
 * In the calling thread's language. A cancellation whose payload says "kept" (the names of brothers and sisters who stay in the
 * session, and whose mails go to the same person) carries the event as it is now, not its end: they have one event together.
 */
void nx_calendar_invite (const NxConfig *config, const char *kind, JsonObject *payload, const char *to_address, const char *to_name,
                         const char *sender, gint64 written_at, NxCalendarInvites *invites);

/**
 * nx_calendar_kept:
 * @address: whom the mails go to
 * @names: (out) (transfer full) (nullable): of those who have a place in the session and whose mails go there as well
 */
gboolean nx_calendar_kept (NxDb *db, const char *session_id, const char *address, char **names, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
