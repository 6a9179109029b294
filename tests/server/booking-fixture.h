/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"
#include "server/coaches/coaches.h"
#include "server/credits/credits.h"
#include "server/nx-actor.h"

/*
 * A centre for the tests of credits, coaches, booking and reports. It is Tuesday 2026-11-24, 10:00 in Tunis. Three coaches who work
 * Monday to Saturday, 8:00 to 20:00: 1 Hélios and 2 Athéna teach mathematics, 3 Zénon French, online only. Two rooms. 60 students, each
 * with a parent of their own, but 1 and 2 are siblings; each has an active plan and 4 credits. Even ones have a real address.
 */
typedef struct
{
  char *conninfo;
  NxDb *db;
  NxConfig config;
  gint64 now;
} BookingFixture;

void booking_setup (BookingFixture *self, gconstpointer data);
void booking_teardown (BookingFixture *self, gconstpointer data);
/** Gives the plans of the centre their settled payments: what `nexus-server check` asks of a live database. */
void booking_pay_plans (BookingFixture *self);
/** What `nexus-server check` says is broken at @now, a line each; "" where all is well. (transfer full) */
char *booking_faults (NxDb *db, gint64 now);

typedef enum
{
  ID_PARENT_USER = 1, ID_PARENT, ID_PUPIL_USER, ID_STUDENT, ID_COACH_USER, ID_COACH, ID_ROOM, ID_OFFICE_USER, ID_PLAN, ID_LOT,
  ID_TRANSACTION
} IdKind;
/** Returns: (transfer none): identifier of the @n-th of a kind; interned. */
const char *id_of (IdKind kind, guint n);
#define STUDENT(n) id_of (ID_STUDENT, (n))
#define COACH(n) id_of (ID_COACH, (n))

NxActor as_office (BookingFixture *self);
NxActor as_coach (BookingFixture *self, guint n);
NxActor as_parent (BookingFixture *self, guint n);
NxActor as_pupil (BookingFixture *self, guint n);

/** Microseconds of "2026-11-27T13:00:00Z". */
gint64 at (const char *text);

/** Runs SQL that gives one number in its first row, as "a". */
gint64 ask_number (BookingFixture *self, const char *sql);
/** The same for text. (transfer full) (nullable) */
char *ask_text (BookingFixture *self, const char *sql);

/** NxBooking of student @student with coach @coach (0: any): mathematics, online, one hour. */
NxBooking lesson (guint student, guint coach, const char *start);

/** In a transaction of its own. (transfer full) (nullable) */
NxSession *book (BookingFixture *self, NxDb *db, const NxActor *actor, const NxBooking *booking, gint32 *balance, GError **error);
/** Books as the office and fails the test where it does not go well. Returns: (transfer full): the session's id */
char *book_ok (BookingFixture *self, const NxBooking *booking);
/** Expects the booking to be refused with @code. */
void book_refused (BookingFixture *self, const NxActor *actor, const NxBooking *booking, NxErrorCode code);
gboolean cancel (NxDb *db, const NxActor *actor, NxCancellation *cancellation, GError **error);
gboolean grant (NxDb *db, const NxActor *actor, guint student, const NxGrant *grant, gint32 *balance, GError **error);
/** Fails the test where ledger, lots, balances, seats and sessions do not agree. */
void check_invariants (BookingFixture *self);
