/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxAvailabilityException: A dated exception to a coach's week: an absence, or extra time.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_AVAILABILITY_EXCEPTION (nx_availability_exception_get_type ())
G_DECLARE_FINAL_TYPE (NxAvailabilityException, nx_availability_exception, NX, AVAILABILITY_EXCEPTION, NxRecord)

struct _NxAvailabilityException
{
  NxRecord parent_instance;
  char *id;
  char *coachId;
  gint64 from;
  gint64 to;
  gboolean available; /* extra time; else an absence */
  guint32 types;      /* NxServiceType bits that it is about */
  char *reason;       /* (nullable) */
};

G_END_DECLS
