/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/jobs/nx-job.h"

G_BEGIN_DECLS

/** How long before the start everybody is reminded, in microseconds. */
#define NX_REMINDER_NOTICE (24 * NX_TIME_HOUR)

/**
 * nx_reminders_due: the job `reminders`: 24 h before a session its pupils (the parent where the address is technical) and its coach
 * are reminded, once for each start: one that is moved reminds anew, one that is cancelled never. Whoever booked or was told of a
 * move within those 24 h knows already.
 */
gboolean nx_reminders_due (NxJobRun *run, GError **error);

/** The job `overdue_reports`: 24 h after its end a session without its reports is told to its coach and to the office, once. */
gboolean nx_reports_overdue_due (NxJobRun *run, GError **error);

G_END_DECLS
