/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/calendar-fixture.h"

#include <string.h>

#include "common/nx-time.h"

static void
check_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  const guint n = g_strv_length (lines);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (n, >, 3);
  g_assert_cmpstr (lines[n - 1], ==, "");
  for (guint i = 0; i + 1 < n; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_cmpuint (strlen (lines[i]), >, 0);
      /* Folded between characters, not inside one. */
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
      for (const char *at = lines[i]; *at != '\0'; at++)
        if (g_ascii_iscntrl (*at))
          g_error ("a control character in “%s”", lines[i]);
    }
}

/* What libical could not read it leaves as X-LIC-ERROR; what RFC 5545 misses or does not allow as an error of its restrictions. */
static void
check_components (icalcomponent *component)
{
  g_assert_cmpint (icalcomponent_count_errors (component), ==, 0);
  g_assert_cmpint (icalcomponent_count_properties (component, ICAL_XLICERROR_PROPERTY), ==, 0);
  for (icalcomponent *child = icalcomponent_get_first_component (component, ICAL_ANY_COMPONENT); child != NULL;
       child = icalcomponent_get_next_component (component, ICAL_ANY_COMPONENT))
    check_components (child);
}

icalcomponent *
calendar_parse (const char *text)
{
  icalcomponent *calendar = icalparser_parse_string (text);

  check_lines (text);
  g_assert_nonnull (calendar);
  g_assert_cmpint (icalcomponent_isa (calendar), ==, ICAL_VCALENDAR_COMPONENT);
  g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VTIMEZONE_COMPONENT), ==, 1);
  g_assert_true (icalrestriction_check (calendar));
  check_components (calendar);
  return calendar;
}

icalcomponent *
calendar_event (icalcomponent *calendar, const char *id)
{
  g_autofree char *uid = g_strconcat (id, "@nexusreussite", NULL);

  for (icalcomponent *event = icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT); event != NULL;
       event = icalcomponent_get_next_component (calendar, ICAL_VEVENT_COMPONENT))
    if (g_strcmp0 (icalcomponent_get_uid (event), uid) == 0)
      return event;
  return NULL;
}

void
calendar_assert_local (icalcomponent *calendar, const char *id, const char *zone, const char *local, gint64 instant)
{
  icalcomponent *event = calendar_event (calendar, id);
  icalproperty *property;
  icalparameter *tzid;
  icaltimezone *own;
  struct icaltimetype start;

  g_assert_nonnull (event);
  property = icalcomponent_get_first_property (event, ICAL_DTSTART_PROPERTY);
  tzid = icalproperty_get_first_parameter (property, ICAL_TZID_PARAMETER);
  g_assert_nonnull (tzid);
  g_assert_cmpstr (icalparameter_get_tzid (tzid), ==, zone);
  start = icalproperty_get_dtstart (property);
  g_assert_cmpstr (icaltime_as_ical_string (start), ==, local);
  own = icalcomponent_get_timezone (calendar, zone);
  g_assert_nonnull (own);
  g_assert_cmpint (icaltime_as_timet_with_zone (start, own), ==, instant / NX_TIME_SECOND);
}
