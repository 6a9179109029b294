/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-clock.h"

G_BEGIN_DECLS

/** NxTestClock: a clock that stands still until the test moves it. Any thread. */
#define NX_TYPE_TEST_CLOCK (nx_test_clock_get_type ())
G_DECLARE_FINAL_TYPE (NxTestClock, nx_test_clock, NX, TEST_CLOCK, GObject)

/** @now: microseconds UTC. Returns: (transfer full) */
NxTestClock *nx_test_clock_new (gint64 now);
void nx_test_clock_set (NxTestClock *self, gint64 now);
void nx_test_clock_advance (NxTestClock *self, gint64 microseconds);

G_END_DECLS
