/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-location.h"

#define REPORT_DUE_AFTER (24 * NX_TIME_HOUR)

static gboolean
takes_part (const NxActor *actor, const NxSession *session)
{
  if (actor->role == NX_ROLE_COACH)
    return g_strcmp0 (actor->coach_id, session->coach->id) == 0;

  return (actor->role == NX_ROLE_ELEVE || actor->role == NX_ROLE_PARENT) && session->students->len > 0;
}

char *
nx_booking_location (const NxConfig *config, const NxActor *actor, const NxSession *session, const char *jitsi_room, char *previous)
{
  gint64 end = session->scheduledAt + session->duration * NX_TIME_MINUTE;

  g_free (previous);
  if (session->room != NULL)
    return g_strdup (session->room);
  if (jitsi_room == NULL || config->jitsi_domain == NULL || session->status != NX_SESSION_SCHEDULED || !takes_part (actor, session))
    return NULL;
  if (actor->now < session->scheduledAt - NX_BOOKING_DOOR || actor->now >= end)
    return NULL;

  return g_strconcat ("https://", config->jitsi_domain, "/", jitsi_room, NULL);
}

gboolean
nx_booking_report_is_due (const NxSession *session, gint64 now)
{
  gint64 end = session->scheduledAt + session->duration * NX_TIME_MINUTE;

  return session->status == NX_SESSION_SCHEDULED && session->reportStatus != NX_REPORT_SUBMITTED && end + REPORT_DUE_AFTER <= now;
}
