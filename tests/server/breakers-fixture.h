/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"
#include "tests/server/booking-fixture.h"

/*
 * The whole server with all its routes over booking-fixture's centre, whose plans are paid for. It is Tuesday 2026-11-24, 10:00
 * in Tunis, until a test moves the clock.
 */
typedef struct
{
  BookingFixture centre;
  NxTestClock *clock;
  NxTestServer *server;
} Breakers;

/** @data: NxServerLimits of the server; %NULL: its own. */
void breakers_setup (Breakers *self, gconstpointer data);
/** Fails the test where an invariant of `nexus-server check` does not hold any more. */
void breakers_teardown (Breakers *self, gconstpointer data);
void breakers_check (Breakers *self);

/** Returns: (transfer full): token of the @n-th person of a kind: %ID_PARENT_USER, %ID_PUPIL_USER, %ID_COACH_USER,
 * %ID_OFFICE_USER. */
char *breakers_token (Breakers *self, IdKind kind, guint n);
/** The same as value of a Cookie header. */
char *breakers_cookie (Breakers *self, IdKind kind, guint n);

/** What `nexus-server check` says is broken, a line each; "" where all is well. (transfer full) */
char *breakers_faults (Breakers *self);

/** Returns: (transfer full): JSON that books @student a lesson with @coach. */
char *breakers_booking (guint student, guint coach, const char *start);

/** How often a test repeats: fewer times where a sanitizer slows it down (NEXUS_SANITIZED). */
guint breakers_count (guint usual, guint sanitized);

/** Calls @func (@data, 0 … @n - 1) in @n threads that start at one moment, and waits for all. */
void breakers_race (guint n, void (*func) (gpointer data, guint i), gpointer data);
