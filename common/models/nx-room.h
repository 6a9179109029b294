/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxRoom: A room of the centre; it holds one session at a time.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_ROOM (nx_room_get_type ())
G_DECLARE_FINAL_TYPE (NxRoom, nx_room, NX, ROOM, NxRecord)

struct _NxRoom
{
  NxRecord parent_instance;
  char *id;
  char *name;
  gint64 capacity;
  gboolean active; /* not active: no longer offered, kept for what was held in it */
};

G_END_DECLS
