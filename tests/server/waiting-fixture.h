/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/server/breakers-fixture.h"

/* What the tests of the waiting list share: a workshop of two, names for it, the job. */

/** A workshop of coach 1 on 2026-11-27, 14:00 in Tunis, with @capacity places, all taken, by students 1, 2 … (transfer full): its id */
char *waiting_workshop (Breakers *self, guint capacity);
/** A lesson of @student with coach 1 at @start. (transfer full): its id */
char *waiting_lesson (Breakers *self, guint student, const char *start);

/** The reply of POST /api/waiting by @student's parent for the workshop @session. */
NxTestReply *waiting_ask (Breakers *self, guint student, const char *session);
/** The same for the time of @coach (0: any) at @start. */
NxTestReply *waiting_ask_time (Breakers *self, guint student, guint coach, const char *start);
/** Expects 201. (transfer full): the entry's id */
char *waiting_join (Breakers *self, guint student, const char *session);
char *waiting_join_time (Breakers *self, guint student, guint coach, const char *start);
NxTestReply *waiting_accept (Breakers *self, guint student, const char *entry);
NxTestReply *waiting_leave (Breakers *self, guint student, const char *entry);
/** As the office; %NULL @student: the whole session. */
void waiting_give_up (Breakers *self, const char *session, const char *student);
/** "OFFERED", as the office reads it. (transfer full) */
char *waiting_status (Breakers *self, const char *entry);
#define waiting_assert_status(self, entry, expected) \
  G_STMT_START { g_autofree char *status_ = waiting_status ((self), (entry)); g_assert_cmpstr (status_, ==, (expected)); } G_STMT_END

/** Moves the clock to @now (%NX_TIME_NONE: leaves it) and runs the job `offers` over @db (%NULL: the fixture's). */
void waiting_job (Breakers *self, NxDb *db, gint64 now);
gint64 waiting_now (Breakers *self);
/** How many mails of @kind are in the outbox. */
gint64 waiting_mails (Breakers *self, const char *kind);
