/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-room.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, NX_FIELD_READ_ONLY, .offset = G_STRUCT_OFFSET (NxRoom, id) },
  { "name", NX_FIELD_STRING, 0, 1, 60, .offset = G_STRUCT_OFFSET (NxRoom, name), .label = N_ ("Name") },
  { "capacity", NX_FIELD_INT, 0, 1, 100, .offset = G_STRUCT_OFFSET (NxRoom, capacity), .label = N_ ("Places") },
  { "active", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxRoom, active), .label = N_ ("In use") },
  { NULL },
};

NX_DEFINE_RECORD (NxRoom, nx_room, fields)
