/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"

G_BEGIN_DECLS

/** Participants see the link of an online session so long before its start. */
#define NX_BOOKING_DOOR (15 * NX_TIME_MINUTE)

/**
 * nx_booking_location:
 * @jitsi_room: (nullable): of an online session
 * @previous: (transfer full) (nullable): what was said before, freed
 *
 * Returns: (transfer full) (nullable): where the reader goes: the room's name, or the link while it may be joined by them
 */
char *nx_booking_location (const NxConfig *config, const NxActor *actor, const NxSession *session, const char *jitsi_room, char *previous);

/** Whether its report is missing 24 hours after the end. */
gboolean nx_booking_report_is_due (const NxSession *session, gint64 now);

G_END_DECLS
