/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxOpenRange: A stretch of time at which a coach can be booked, weekly ranges, exceptions and closures worked in.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_OPEN_RANGE (nx_open_range_get_type ())
G_DECLARE_FINAL_TYPE (NxOpenRange, nx_open_range, NX, OPEN_RANGE, NxRecord)

struct _NxOpenRange
{
  NxRecord parent_instance;
  char *coachId;
  gint64 from;
  gint64 to;
  guint32 types; /* NxServiceType bits */
};

G_END_DECLS
