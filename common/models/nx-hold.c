/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-hold.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxHold, id) },
  { "coachId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxHold, coachId) },
  { "scheduledAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxHold, scheduledAt) },
  { "duration", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxHold, duration) },
  { "room", NX_FIELD_STRING, NX_FIELD_NULLABLE, .offset = G_STRUCT_OFFSET (NxHold, room) },
  { "byName", NX_FIELD_STRING, NX_FIELD_NULLABLE, .offset = G_STRUCT_OFFSET (NxHold, byName) },
  { "byMe", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxHold, byMe) },
  { "expiresAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxHold, expiresAt) },
  { NULL },
};

NX_DEFINE_RECORD (NxHold, nx_hold, fields)
