/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-location.h"

#include "server/gateways/nx-jitsi.h"

static gboolean
takes_part (const NxActor *actor, const NxBookingPlace *place)
{
  if (actor->role == NX_ROLE_COACH)
    return g_strcmp0 (actor->coach_id, place->coach_id) == 0;

  return (actor->role == NX_ROLE_ELEVE || actor->role == NX_ROLE_PARENT) && place->has_seat;
}

char *
nx_booking_video_link (const NxConfig *config, const NxActor *actor, const NxBookingPlace *place, GError **error)
{
  const gboolean coach = actor->role == NX_ROLE_COACH;

  /* A coach is a pseudonym for families, also in the room; the others are a first name. */
  return nx_jitsi_url (config, &(NxJitsiVisit){ .room = place->jitsi_room, .name = coach ? place->coach_name : actor->first_name,
                       .user_id = actor->user_id, .subject = place->title, .language = actor->locale, .moderator = coach,
                       .opens = place->start - NX_BOOKING_DOOR, .closes = place->end }, error);
}

char *
nx_booking_location (const NxConfig *config, const NxActor *actor, const NxBookingPlace *place)
{
  g_autoptr (GError) error = NULL;
  char *link;

  if (place->room != NULL)
    return g_strdup (place->room);
  if (place->jitsi_room == NULL || config->jitsi_domain == NULL || !place->scheduled || !takes_part (actor, place))
    return NULL;
  if (actor->now < place->start - NX_BOOKING_DOOR || actor->now >= place->end)
    return NULL;

  link = nx_booking_video_link (config, actor, place, &error);
  if (link == NULL)
    g_warning ("%s", error->message);
  return link;
}
