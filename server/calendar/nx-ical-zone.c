/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/nx-ical-private.h"

#include "common/nx-time.h"

/*
 * The changes of the clock that fall into the calendar's time, each written out: no rule has to be guessed from them, and a zone
 * whose changes follow no rule (Ramadan in Morocco) is right as well. Of GLib's zones, which the rest of the program reads too:
 * libical's own table is a global that threads share.
 */

typedef struct
{
  gint32 offset;
  gboolean is_dst;
  const char *name; /* borrowed from the zone */
} Clock;

static Clock
clock_at (GTimeZone *zone, gint64 seconds)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);

  return (Clock){ g_time_zone_get_offset (zone, interval), g_time_zone_is_dst (zone, interval),
                  g_time_zone_get_abbreviation (zone, interval) };
}

static gboolean
same_clock (const Clock *one, const Clock *other)
{
  return one->offset == other->offset && one->is_dst == other->is_dst;
}

icaltimetype
nx_ical_clock_time (gint64 seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);

  return (icaltimetype){ .year = g_date_time_get_year (date), .month = g_date_time_get_month (date),
                         .day = g_date_time_get_day_of_month (date), .hour = g_date_time_get_hour (date),
                         .minute = g_date_time_get_minute (date), .second = g_date_time_get_second (date) };
}

/* @at: when @after begins, as the clock showed it before. */
static void
add_observance (icalcomponent *component, gint64 at, const Clock *before, const Clock *after)
{
  icalcomponent *observance = icalcomponent_new (after->is_dst ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT);

  icalcomponent_add_property (observance, icalproperty_new_dtstart (nx_ical_clock_time (at + before->offset)));
  icalcomponent_add_property (observance, icalproperty_new_tzoffsetfrom (before->offset));
  icalcomponent_add_property (observance, icalproperty_new_tzoffsetto (after->offset));
  icalcomponent_add_property (observance, icalproperty_new_tzname (after->name));
  icalcomponent_add_component (component, observance);
}

/* The second of the change between @low and @high, which show different clocks. */
static gint64
find_change (GTimeZone *zone, gint64 low, gint64 high)
{
  const Clock before = clock_at (zone, low);

  while (high - low > 1)
    {
      gint64 middle = low + (high - low) / 2;
      Clock there = clock_at (zone, middle);

      if (same_clock (&before, &there))
        low = middle;
      else
        high = middle;
    }
  return high;
}

icalcomponent *
nx_ical_zone (GTimeZone *zone, const char *name, gint64 from, gint64 to)
{
  const gint64 day = NX_TIME_DAY / NX_TIME_SECOND, first = from / NX_TIME_SECOND - day, last = to / NX_TIME_SECOND + day;
  icalcomponent *component = icalcomponent_new (ICAL_VTIMEZONE_COMPONENT);
  Clock clock = clock_at (zone, first);

  icalcomponent_add_property (component, icalproperty_new_tzid (name));
  add_observance (component, MIN (first, 0) - clock.offset, &clock, &clock);
  for (gint64 at = first; at < last; at += day)
    {
      Clock next = clock_at (zone, at + day);

      if (!same_clock (&clock, &next))
        add_observance (component, find_change (zone, at, at + day), &clock, &next);
      clock = next;
    }
  return component;
}
