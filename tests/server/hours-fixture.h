/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/server/breakers-fixture.h"

/* Requests of the tests of hours, closures and holds, over the whole server of breakers-fixture. */

typedef struct
{
  Breakers base;
  char *office, *colleague, *admin, *parent, *stranger, *pupil, *coach, *other_coach; /* tokens; parent and pupil are of student 1 */
} Hours;

void hours_setup (Hours *self, gconstpointer data);
void hours_teardown (Hours *self, gconstpointer data);

/** Sends and expects @status. */
NxTestReply *hours_send (Hours *self, const char *method, const char *path, const char *token, const char *body, guint status);
/** The same, of which only the status matters. Returns: (transfer full): its X-Action-Id, "" where it has none. */
char *hours_do (Hours *self, const char *method, const char *path, const char *token, const char *body, guint status);
/** Sends and expects the problem @code. */
void hours_refused (Hours *self, const char *method, const char *path, const char *token, const char *body, guint status, const char *code);

/** Holds an hour of coach @coach. Returns: (transfer full): the hold's id, or %NULL where it is 409 slot_taken; anything else fails. */
char *hours_hold (Hours *self, const char *token, guint coach, const char *start);
/** Books an hour of mathematics for student @student. Returns: the status. */
guint hours_book (Hours *self, const char *token, guint student, guint coach, const char *start);
/** Whether @start is among the slots of coach @coach on its day, as the reader of @token sees them. */
gboolean hours_offered (Hours *self, const char *token, guint coach, const char *start, const char *more);
/** How many slots the reader sees. @query: "from=2026-11-27&to=2026-11-27" */
guint hours_count (Hours *self, const char *token, guint coach, const char *query);
/** Takes an action back; expects @status. */
NxTestReply *hours_undo (Hours *self, const char *token, const char *action, guint status);
