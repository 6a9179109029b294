/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"

G_BEGIN_DECLS

/** On the grid, in the future, of a length that is sold. Errors: %NX_ERROR_INVALID naming the member. */
gboolean nx_booking_check_time (const NxActor *actor, gint64 start, int duration, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Sets @error. Returns: %FALSE. */
gboolean nx_booking_refuse (GError **error, NxErrorCode code, const char *sentence);

G_END_DECLS
