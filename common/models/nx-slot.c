/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-slot.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "start", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxSlot, start), .label = N_ ("Start") },
  { "duration", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxSlot, duration), .label = N_ ("Duration in minutes") },
  { "coachId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxSlot, coachId) },
  { NULL },
};

NX_DEFINE_RECORD (NxSlot, nx_slot, fields)
