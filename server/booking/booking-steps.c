/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/undo/undo.h"

/* What undoes a booking, a cancellation, a move and a mark of attendance. */
extern const NxStepKind nx_booking_steps[];
const NxStepKind nx_booking_steps[] = {
  { NULL, NULL },
};
