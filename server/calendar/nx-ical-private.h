/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libical/ical.h>

G_BEGIN_DECLS

/** @seconds: of a clock without a zone. */
icaltimetype nx_ical_clock_time (gint64 seconds);
/** Returns: (transfer full): the VTIMEZONE of @zone, named @name, right from @from to @to (microseconds). */
icalcomponent *nx_ical_zone (GTimeZone *zone, const char *name, gint64 from, gint64 to);

G_END_DECLS
