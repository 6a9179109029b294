/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxSlot: A start that can be booked now.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_SLOT (nx_slot_get_type ())
G_DECLARE_FINAL_TYPE (NxSlot, nx_slot, NX, SLOT, NxRecord)

struct _NxSlot
{
  NxRecord parent_instance;
  gint64 start;
  gint64 duration;
  char *coachId;
};

G_END_DECLS
