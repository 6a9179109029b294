/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"
#include "tests/server/booking-fixture.h"

/* The centre of booking-fixture, its plans paid for, with the routes of series, absences, sessions and undo. */
typedef struct
{
  BookingFixture base;
  NxTestClock *clock;
  NxTestServer *server;
  char *office, *coach, *other_coach, *parent;
} SeriesWeb;

void series_web_setup (SeriesWeb *self, gconstpointer data);
/** Fails the test where an invariant of `nexus-server check` does not hold any more. */
void series_web_teardown (SeriesWeb *self, gconstpointer data);

NxTestReply *series_patch (SeriesWeb *self, const char *token, const char *path, const char *body);
/** Takes back what @reply did, as the person of @token. Returns: (transfer full) */
NxTestReply *series_undo (SeriesWeb *self, const char *token, NxTestReply *reply);

/** How many members the list @path of @reply has. */
guint series_length (NxTestReply *reply, const char *path);
/** Member @member of the @n-th of the list @list. (transfer none) (nullable) */
const char *series_text (NxTestReply *reply, const char *list, guint n, const char *member);

/** Books as the office; @type (nullable): COURS_ONLINE. Returns: (transfer full): the session's id */
char *series_book (SeriesWeb *self, guint student, guint coach, const char *start);
