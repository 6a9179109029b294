/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * NxClock:
 *
 * Where the time comes from. The composition root makes the system clock; tests make one that they move. Nothing else in the
 * project asks the system for the time.
 */
#define NX_TYPE_CLOCK (nx_clock_get_type ())
G_DECLARE_INTERFACE (NxClock, nx_clock, NX, CLOCK, GObject)

struct _NxClockInterface
{
  GTypeInterface parent;
  gint64 (*now) (NxClock *self);
};

/** Returns: microseconds since 1970 in UTC. Any thread. */
gint64 nx_clock_now (NxClock *self);

/** Returns: (transfer full): the clock of the machine. */
NxClock *nx_clock_system_new (void);

G_END_DECLS
