/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking.h"

#define OFFICE ((1u << NX_ROLE_ADMIN) | (1u << NX_ROLE_ASSISTANTE))
#define COACH (1u << NX_ROLE_COACH)
#define FAMILY ((1u << NX_ROLE_PARENT) | (1u << NX_ROLE_ELEVE))

/*
 * A report makes a session COMPLETED; one in which nobody was there is NO_SHOW, until a corrected report, or a mark of attendance,
 * says otherwise. A cancellation that is undone brings the session back.
 */
const NxSessionTransition nx_session_transitions[] = {
  { NX_SESSION_SCHEDULED, NX_SESSION_EVENT_CANCEL, OFFICE | COACH | FAMILY, NX_SESSION_CANCELLED },
  { NX_SESSION_SCHEDULED, NX_SESSION_EVENT_HOLD, OFFICE | COACH, NX_SESSION_COMPLETED },
  { NX_SESSION_SCHEDULED, NX_SESSION_EVENT_MISS, OFFICE | COACH, NX_SESSION_NO_SHOW },
  { NX_SESSION_CANCELLED, NX_SESSION_EVENT_RESTORE, OFFICE | COACH, NX_SESSION_SCHEDULED },
  { NX_SESSION_NO_SHOW, NX_SESSION_EVENT_RESTORE, OFFICE | COACH, NX_SESSION_SCHEDULED },
  { NX_SESSION_COMPLETED, NX_SESSION_EVENT_HOLD, OFFICE | COACH, NX_SESSION_COMPLETED },
  { NX_SESSION_COMPLETED, NX_SESSION_EVENT_MISS, OFFICE | COACH, NX_SESSION_NO_SHOW },
  { NX_SESSION_NO_SHOW, NX_SESSION_EVENT_HOLD, OFFICE | COACH, NX_SESSION_COMPLETED },
  { NX_SESSION_NO_SHOW, NX_SESSION_EVENT_MISS, OFFICE | COACH, NX_SESSION_NO_SHOW },
};
const guint nx_session_n_transitions = G_N_ELEMENTS (nx_session_transitions);

gboolean
nx_session_transition (NxSessionStatus from, NxSessionEvent event, int role, NxSessionStatus *to)
{
  for (guint i = 0; i < nx_session_n_transitions; i++)
    {
      const NxSessionTransition *row = &nx_session_transitions[i];

      if (row->from != from || row->event != event)
        continue;
      if (role < 0 || !(row->roles & (1u << role)))
        return FALSE;
      if (to != NULL)
        *to = row->to;
      return TRUE;
    }

  return FALSE;
}

int
nx_booking_default_duration (int type)
{
  return type == NX_SERVICE_ATELIER_GROUPE ? 120 : 60;
}

gint64
nx_booking_refund_window (int type)
{
  return (type == NX_SERVICE_ATELIER_GROUPE ? 48 : 24) * NX_TIME_HOUR;
}

gboolean
nx_booking_is_refundable (const NxSession *session, gint64 now)
{
  return session->scheduledAt - now >= nx_booking_refund_window (session->type);
}
