/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-availability-range.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "weekday", NX_FIELD_INT, .flags = NX_FIELD_REQUIRED, .min = 1, .max = 7, .offset = G_STRUCT_OFFSET (NxAvailabilityRange,
    weekday), .label = N_ ("Weekday") },
  { "startMinute", NX_FIELD_INT, .flags = NX_FIELD_REQUIRED, .min = 0, .max = 1439,
    .offset = G_STRUCT_OFFSET (NxAvailabilityRange, startMinute), .label = N_ ("Start") },
  { "endMinute", NX_FIELD_INT, .flags = NX_FIELD_REQUIRED, .min = 1, .max = 1440,
    .offset = G_STRUCT_OFFSET (NxAvailabilityRange, endMinute), .label = N_ ("End") },
  { "types", NX_FIELD_ENUM_LIST, .flags = NX_FIELD_REQUIRED, .min = 1, .max = 3, .enum_type = &nx_service_type_enum,
    .offset = G_STRUCT_OFFSET (NxAvailabilityRange, types), .label = N_ ("Kinds of session") },
  { NULL },
};

NX_DEFINE_RECORD (NxAvailabilityRange, nx_availability_range, fields)
