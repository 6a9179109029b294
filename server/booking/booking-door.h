/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"

G_BEGIN_DECLS

typedef enum
{
  NX_DOOR_OPEN,
  NX_DOOR_EARLY,
  NX_DOOR_OVER,
  NX_DOOR_CANCELLED,
  NX_DOOR_IN_PERSON,
  NX_DOOR_NONE /* no video service is set up */
} NxDoorState;

/** NxDoor: whether the actor may go into a session's video room now. @url: (nullable): while it is open. */
typedef struct
{
  NxDoorState state;
  NxSession *session;
  char *url;
  gint64 opens_at;
} NxDoor;
void nx_door_clear (NxDoor *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxDoor, nx_door_clear)

/** @door: (out caller-allocates): zeroed. For participants and the office. Errors: %NX_ERROR_NOT_FOUND. */
gboolean nx_booking_door (NxDb *db, const NxActor *actor, const NxConfig *config, const char *session_id, NxDoor *door, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) (nullable): why the door is closed and when it opens, as a sentence; %NULL while it is open. */
char *nx_door_sentence (const NxDoor *door, const NxActor *actor);

/**
 * nx_booking_new_video_room: another room for an online session that is not over; the old one's link leads nowhere any more, and
 * who has it is shown the new one. For its coach and the office; undoable.
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_CONFLICT
 */
gboolean nx_booking_new_video_room (NxDb *db, const NxActor *actor, const NxConfig *config, const char *session_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
