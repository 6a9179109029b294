/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/nx-test-clock.h"

#include <pthread.h>

struct _NxTestClock
{
  GObject parent_instance;
  pthread_mutex_t lock; /* which the thread sanitizer understands */
  gint64 now;
};

static gint64
test_clock_now (NxClock *clock)
{
  NxTestClock *self = NX_TEST_CLOCK (clock);
  gint64 now;

  pthread_mutex_lock (&self->lock);
  now = self->now;
  pthread_mutex_unlock (&self->lock);
  return now;
}

static void
clock_iface_init (NxClockInterface *iface)
{
  iface->now = test_clock_now;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NxTestClock, nx_test_clock, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (NX_TYPE_CLOCK, clock_iface_init))

static void
nx_test_clock_finalize (GObject *object)
{
  pthread_mutex_destroy (&NX_TEST_CLOCK (object)->lock);
  G_OBJECT_CLASS (nx_test_clock_parent_class)->finalize (object);
}

static void
nx_test_clock_class_init (NxTestClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_test_clock_finalize;
}

static void
nx_test_clock_init (NxTestClock *self)
{
  pthread_mutex_init (&self->lock, NULL);
}

NxTestClock *
nx_test_clock_new (gint64 now)
{
  NxTestClock *self = g_object_new (NX_TYPE_TEST_CLOCK, NULL);

  self->now = now;
  return self;
}

void
nx_test_clock_set (NxTestClock *self, gint64 now)
{
  pthread_mutex_lock (&self->lock);
  self->now = now;
  pthread_mutex_unlock (&self->lock);
}

void
nx_test_clock_advance (NxTestClock *self, gint64 microseconds)
{
  pthread_mutex_lock (&self->lock);
  self->now += microseconds;
  pthread_mutex_unlock (&self->lock);
}
