/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxAvailabilityRange: A weekly range, minutes of the day in the centre's zone.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_AVAILABILITY_RANGE (nx_availability_range_get_type ())
G_DECLARE_FINAL_TYPE (NxAvailabilityRange, nx_availability_range, NX, AVAILABILITY_RANGE, NxRecord)

struct _NxAvailabilityRange
{
  NxRecord parent_instance;
  gint64 weekday; /* ISO 1 to 7 */
  gint64 startMinute;
  gint64 endMinute;
  guint32 types; /* NxServiceType bits */
};

G_END_DECLS
