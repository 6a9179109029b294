/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/subscriptions/subscriptions.h"
#include "tests/server/families-fixture.h"

/* What the office does, and the jobs, at moments of a test's own. Times are RFC 3339 in UTC. */

gint64 at (const char *text);
/** The program's jobs, once, as at @now. */
void jobs_on (FamiliesFixture *f, NxDb *db, gint64 now);
void jobs (FamiliesFixture *f, const char *now);

/** A plan that is paid at the desk. */
void sell (FamiliesFixture *f, const Family *family, NxPlanName plan, const char *now);
/** The whole of a payment, as it is due. */
void settle (FamiliesFixture *f, const char *payment_id, const char *now);
/** Ends the family's plan, or takes that back. */
void end_plan (FamiliesFixture *f, const Family *family, gboolean resume, const char *now);

/** Returns: (transfer full) (nullable): the last payment that is to be made. */
char *waiting_payment (FamiliesFixture *f);
/** Quarters of all students. */
gint64 balance (FamiliesFixture *f);
void assert_text (FamiliesFixture *f, const char *sql, const char *expected);
/** What `nexus-server check` says: nothing. */
void assert_sound (FamiliesFixture *f, gint64 now);
