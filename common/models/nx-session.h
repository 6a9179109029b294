/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"
#include "nx-coach.h"
#include "nx-person.h"

G_BEGIN_DECLS

/**
 * NxSession: A session; times in UTC, credits in quarters, duration in minutes (domain.md section 7).
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_SESSION (nx_session_get_type ())
G_DECLARE_FINAL_TYPE (NxSession, nx_session, NX, SESSION, NxRecord)

struct _NxSession
{
  NxRecord parent_instance;
  char *id;
  char *title;
  char *description;
  int subject;
  int type;
  int status;
  gint64 scheduledAt;
  gint64 duration;
  gint32 creditCost; /* what this student pays; for staff the price of a seat */
  NxCoach *coach; /* only id, pseudonym, mark, color are filled in lists */
  GPtrArray *students; /* NxPerson; families see their own only */
  gint64 capacity;
  gint64 seatsTaken;
  char *location; /* link of an online session once it may be joined, room name in person, else NULL */
  char *room;
  int reportStatus; /* NxReportStatus, -1 none */
  gboolean reportDue; /* ended without a submitted report */
  gint64 cancelledAt;
  char *cancelReason;
  gboolean refunded;
  gint64 version; /* grows with each change */
  char *seriesId; /* (nullable): of a weekly series */
  gboolean unpaid; /* a seat of a series that the next month's credits will pay */
  gint64 waiting; /* names on its waiting list; staff only */
  int attendance; /* NxAttendance of the only pupil, -1 not marked; staff only */
};

/** Returns: (transfer none): @title, or the subject in the reader's language where the session was given none. */
const char *nx_session_title (const char *title, int subject);

G_END_DECLS
