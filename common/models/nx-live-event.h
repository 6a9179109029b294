/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxLiveEvent: What changed, not what it is: the reader fetches it.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_LIVE_EVENT (nx_live_event_get_type ())
G_DECLARE_FINAL_TYPE (NxLiveEvent, nx_live_event, NX, LIVE_EVENT, NxRecord)

struct _NxLiveEvent
{
  NxRecord parent_instance;
  gint64 seq;
  char *type; /* "session.booked" … of api.md */
  char *id;
  char *coachId;
  char *studentId;
  char *by; /* name of who did it, for staff */
  gint64 at;
};

G_END_DECLS
