/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxWaitingEntry: A name on a waiting list: for a seat of a full workshop, or for a time of a coach that is taken (domain.md
 * section 7).
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_WAITING_ENTRY (nx_waiting_entry_get_type ())
G_DECLARE_FINAL_TYPE (NxWaitingEntry, nx_waiting_entry, NX, WAITING_ENTRY, NxRecord)

struct _NxWaitingEntry
{
  NxRecord parent_instance;
  char *id;
  char *studentId;
  char *studentName;
  char *sessionId; /* (nullable): the workshop; for staff also what fills the time; after accepting, what was booked */
  char *coachId;   /* (nullable): of a time: none where any coach will do */
  char *coachName; /* (nullable): the pseudonym */
  int subject;
  int type;
  gint64 scheduledAt;
  gint64 duration;
  int status;           /* NxWaitingStatus */
  gint64 position;      /* 1 is next; 0 where it is open no more */
  gint64 offerExpiresAt; /* NX_TIME_NONE unless OFFERED */
};

G_END_DECLS
