/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"

G_BEGIN_DECLS

/** Participants see the link of an online session so long before its start. */
#define NX_BOOKING_DOOR (15 * NX_TIME_MINUTE)
/** A report that is missing so long after the end is shown as due. */
#define NX_BOOKING_REPORT_DUE_AFTER (24 * NX_TIME_HOUR)

/**
 * NxBookingPlace: what decides on where the reader goes.
 * @coach_name: (nullable): the pseudonym that a coach has in the room as well
 * @title: (nullable): the heading of the room
 * @has_seat: whether the reader, of a family, has a seat in it
 */
typedef struct
{
  const char *room, *jitsi_room, *coach_id, *coach_name, *title;
  gboolean scheduled, has_seat;
  gint64 start, end;
} NxBookingPlace;

/** Returns: (transfer full) (nullable): the room's name, or the link of an online session while the reader may join it. */
char *nx_booking_location (const NxConfig *config, const NxActor *actor, const NxBookingPlace *place);

/** Returns: (transfer full): the reader's own link to the video room, whatever the time. Errors: %NX_ERROR_INTERNAL. */
char *nx_booking_video_link (const NxConfig *config, const NxActor *actor, const NxBookingPlace *place, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
