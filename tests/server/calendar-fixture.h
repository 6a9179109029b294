/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libical/ical.h>

/** Reads @text with libical and fails the test where anything is wrong with it: a line over 75 octets, a cut character, a component or
 * property that RFC 5545 does not allow there. Returns: (transfer full): the VCALENDAR. */
icalcomponent *calendar_parse (const char *text);
/** Returns: (transfer none) (nullable): the event of session @id. */
icalcomponent *calendar_event (icalcomponent *calendar, const char *id);
/** The start of @id is @local in @zone, and that zone of the calendar makes it @instant. */
void calendar_assert_local (icalcomponent *calendar, const char *id, const char *zone, const char *local, gint64 instant);
