/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-booking-request.h"
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxBookingHold: keeps a coach's time while a form about it is open, so that no colleague books it meanwhile; they see it kept.
 * It is renewed as long as the form stays open, and given up with it.
 *
 * Signal: "changed" (): nx_booking_hold_get_problem() is another.
 */
#define NX_TYPE_BOOKING_HOLD (nx_booking_hold_get_type ())
G_DECLARE_FINAL_TYPE (NxBookingHold, nx_booking_hold, NX, BOOKING_HOLD, GObject)

NxBookingHold *nx_booking_hold_new (NxConnection *connection);
/** Keeps what @request asks for, after a short pause in which it may change. @request: (nullable): nothing, as nx_booking_hold_release(). */
void nx_booking_hold_keep (NxBookingHold *self, const NxBookingRequest *request);
/** Gives it up. */
void nx_booking_hold_release (NxBookingHold *self);
/** It was booked: the server has ended it. */
void nx_booking_hold_forget (NxBookingHold *self);
/** Returns: (transfer none) (nullable): why the time cannot be kept: a colleague is booking it. */
const char *nx_booking_hold_get_problem (NxBookingHold *self);

G_END_DECLS
