/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-clock.h"

G_DEFINE_INTERFACE (NxClock, nx_clock, G_TYPE_OBJECT)

static void
nx_clock_default_init (NxClockInterface *iface)
{
}

gint64
nx_clock_now (NxClock *self)
{
  g_return_val_if_fail (NX_IS_CLOCK (self), 0);

  return NX_CLOCK_GET_IFACE (self)->now (self);
}

#define NX_TYPE_SYSTEM_CLOCK (nx_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (NxSystemClock, nx_system_clock, NX, SYSTEM_CLOCK, GObject)

struct _NxSystemClock
{
  GObject parent_instance;
};

static gint64
nx_system_clock_now (NxClock *self)
{
  return g_get_real_time ();
}

static void
nx_system_clock_clock_init (NxClockInterface *iface)
{
  iface->now = nx_system_clock_now;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NxSystemClock, nx_system_clock, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NX_TYPE_CLOCK, nx_system_clock_clock_init))

static void
nx_system_clock_class_init (NxSystemClockClass *klass)
{
}

static void
nx_system_clock_init (NxSystemClock *self)
{
}

NxClock *
nx_clock_system_new (void)
{
  return g_object_new (NX_TYPE_SYSTEM_CLOCK, NULL);
}
