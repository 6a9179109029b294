/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-location.h"

static gboolean
takes_part (const NxActor *actor, const NxBookingPlace *place)
{
  if (actor->role == NX_ROLE_COACH)
    return g_strcmp0 (actor->coach_id, place->coach_id) == 0;

  return (actor->role == NX_ROLE_ELEVE || actor->role == NX_ROLE_PARENT) && place->has_seat;
}

char *
nx_booking_location (const NxConfig *config, const NxActor *actor, const NxBookingPlace *place)
{
  if (place->room != NULL)
    return g_strdup (place->room);
  if (place->jitsi_room == NULL || config->jitsi_domain == NULL || !place->scheduled || !takes_part (actor, place))
    return NULL;
  if (actor->now < place->start - NX_BOOKING_DOOR || actor->now >= place->end)
    return NULL;

  return g_strconcat ("https://", config->jitsi_domain, "/", place->jitsi_room, NULL);
}
