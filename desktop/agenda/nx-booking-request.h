/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-session-list.h"

G_BEGIN_DECLS

/** NxBookingRequest: what POST /api/sessions/book is asked. */
typedef struct
{
  char *student_id;   /* (owned) */
  char *coach_id;     /* (owned) (nullable): the server chooses */
  char *student_name; /* (owned): first name, for notices */
  char *room;         /* (owned) (nullable): the server chooses */
  int subject;
  int type;
  gint64 start;
  int duration;
} NxBookingRequest;

NxBookingRequest *nx_booking_request_copy (const NxBookingRequest *self);
void nx_booking_request_free (NxBookingRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxBookingRequest, nx_booking_request_free)

/** (transfer full) */
NxJsonWriter *nx_booking_request_to_json (const NxBookingRequest *self);

/** What a seat of @type costs, in quarters: as in a known session, else the catalogue's first price. An estimate: the server
 * says. */
gint32 nx_booking_estimate_cost (NxSessionList *list, int type);

/**
 * nx_booking_suggest_coach:
 * @coaches: (element-type NxCoach)
 *
 * Returns: (transfer none) (nullable): who teaches that, is free as far as is known, and has the fewest sessions in that week
 */
NxCoach *nx_booking_suggest_coach (GPtrArray *coaches, NxSessionList *list, int subject, int type, gint64 start, int duration);
/** Whether @coach teaches @subject in the form of @type. */
gboolean nx_booking_coach_fits (NxCoach *coach, int subject, int type);

G_END_DECLS
