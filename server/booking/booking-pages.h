/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-route.h"

G_BEGIN_DECLS

/** Booking in three steps, for a pupil or their parent. */
extern const NxRoute nx_booking_page_routes[];
/** A session, and giving it up. */
extern const NxRoute nx_session_page_routes[];
/** A coach's week, on a phone. */
extern const NxRoute nx_coach_page_routes[];

G_END_DECLS
