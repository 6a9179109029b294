/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/calendar/calendar.h"

G_BEGIN_DECLS

/** Returns: (transfer full): what a secret is found by, in hexadecimal. */
char *nx_calendar_hash (const char *secret);

G_END_DECLS
