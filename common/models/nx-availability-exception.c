/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-availability-exception.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, NX_FIELD_READ_ONLY, .offset = G_STRUCT_OFFSET (NxAvailabilityException, id) },
  { "coachId", NX_FIELD_ID, NX_FIELD_READ_ONLY, .offset = G_STRUCT_OFFSET (NxAvailabilityException, coachId) },
  { "from", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxAvailabilityException, from), .label = N_ ("From") },
  { "to", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxAvailabilityException, to), .label = N_ ("To") },
  { "available", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxAvailabilityException, available), .label = N_ ("Extra time") },
  { "types", NX_FIELD_ENUM_LIST, 0, 1, 3, .enum_type = &nx_service_type_enum, .offset = G_STRUCT_OFFSET (NxAvailabilityException, types),
    .label = N_ ("Modalities") },
  { "reason", NX_FIELD_STRING, NX_FIELD_NULLABLE, 0, 200, .offset = G_STRUCT_OFFSET (NxAvailabilityException, reason),
    .label = N_ ("Reason") },
  { NULL },
};

NX_DEFINE_RECORD (NxAvailabilityException, nx_availability_exception, fields)
