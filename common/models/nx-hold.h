/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxHold: A time of a coach that is kept while somebody books it, or while it is offered to the waiting list.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_HOLD (nx_hold_get_type ())
G_DECLARE_FINAL_TYPE (NxHold, nx_hold, NX, HOLD, NxRecord)

struct _NxHold
{
  NxRecord parent_instance;
  char *id;
  char *coachId;
  gint64 scheduledAt;
  gint64 duration; /* minutes */
  char *room;      /* (nullable): its name */
  char *byName;    /* (nullable): of whoever keeps it, where the reader may know */
  gboolean byMe;
  gint64 expiresAt;
};

G_END_DECLS
