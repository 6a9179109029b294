/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-steps.h"

/* The tables of steps of all domains, in the order of the alphabet. Adding one: a line in each list. */

extern const NxStepKind nx_absences_steps[];
extern const NxStepKind nx_booking_steps[];
extern const NxStepKind nx_coaches_steps[];
extern const NxStepKind nx_series_steps[];
extern const NxStepKind nx_waiting_steps[];
extern const NxStepKind nx_video_steps[];

static const NxStepKind *const tables[] = {
  nx_absences_steps,
  nx_booking_steps,
  nx_coaches_steps,
  nx_series_steps,
  nx_waiting_steps,
  nx_video_steps,
  NULL
};

const NxStepKind *const *
nx_step_tables (void)
{
  return tables;
}
