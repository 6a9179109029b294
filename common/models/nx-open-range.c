/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-open-range.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "coachId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxOpenRange, coachId) },
  { "from", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxOpenRange, from) },
  { "to", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxOpenRange, to) },
  { "types", NX_FIELD_ENUM_LIST, .enum_type = &nx_service_type_enum, .offset = G_STRUCT_OFFSET (NxOpenRange, types) },
  { NULL },
};

NX_DEFINE_RECORD (NxOpenRange, nx_open_range, fields)
