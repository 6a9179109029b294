/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"
#include "tests/server/booking-fixture.h"

/* booking-fixture's centre behind the routes that change the agenda, with a clock that the test moves. Its plans are paid for. */
typedef struct
{
  BookingFixture base;
  NxTestClock *clock;
  NxTestServer *server;
  char *office, *other_office, *coach, *parent;
} Desk;

void desk_setup (Desk *self, gconstpointer data);
/** Fails the test where an invariant of `nexus-server check` does not hold any more. */
void desk_teardown (Desk *self, gconstpointer data);
void desk_start (Desk *self);
void desk_go_to (Desk *self, gint64 now);

/** Sends a change and expects @status. Returns: (transfer full): its X-Action-Id, "" where it has none. */
char *desk_change (Desk *self, const char *token, const char *method, const char *path, const char *json, guint status);
/** Books @student with @coach and gives the session's id. @action: (out) (optional) (transfer full). */
char *desk_book (Desk *self, guint student, guint coach, const char *start, char **action);
/** The same, and gives the action. */
char *desk_act (Desk *self, guint student, guint coach, const char *start);
/** Undoes @action as @token. Returns: (transfer full): the undo's own. */
char *desk_undo (Desk *self, const char *token, const char *action);
/** Expects that it cannot be undone and that the sentence holds @words. */
void desk_undo_refused (Desk *self, const char *token, const char *action, const char *words);

/** Agenda, seats, marks, lots and balances, a line each: what must be as it was. (transfer full) */
char *dump_agenda (NxDb *db);
