/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/nx-ical.h"

#include <string.h>

#include "common/nx-time.h"
#include "tests/server/booking-fixture.h"
#include "tests/server/calendar-fixture.h"

/* Agendas as text: what is written of names that want to be more, of long lines, of clocks that change. */

/* Text of any kind stays the value of its property. */
static void
test_hostile_text (void)
{
  static const char *const texts[] = {
    "Inès\r\nATTENDEE:mailto:evil@example.org\r\nX:", "a;b,c\\d:e\"f", "\xf0\x9f\x98\x80\xf0\x9f\x98\x80 é", "END:VEVENT\nEND:VCALENDAR",
    "\x01\x02\x1f\x7f tab\there", "\xe2\x80\xa8line\xe2\x80\xa9paragraph\xc2\x85next", "=?utf-8?Q?x?=", " leading and trailing ", "\xff\xfe broken",
    "'; DROP TABLE sessions; --",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      NxIcalHead head = { .method = "REQUEST", .organizer = "contact@nexus.example", .organizer_name = texts[i], .zone = "Europe/Paris" };
      NxIcalEvent event = { .id = "0190", .summary = texts[i], .location = texts[i], .description = texts[i], .url = "https://nexus.example/a,b;c",
                            .attendee = "a@nexus.example", .attendee_name = texts[i], .start = at ("2027-03-28T00:30:00Z"),
                            .end = at ("2027-03-28T01:30:00Z"), .stamp = at ("2026-11-24T09:00:00Z"), .sequence = 7 };
      g_autofree char *text = nx_ical_write (&head, &event, 1);
      icalcomponent *calendar = calendar_parse (text), *read = calendar_event (calendar, "0190");

      g_assert_cmpint (icalcomponent_count_properties (read, ICAL_ATTENDEE_PROPERTY), ==, 1);
      g_assert_cmpint (icalcomponent_count_properties (read, ICAL_X_PROPERTY), ==, 0);
      g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VEVENT_COMPONENT), ==, 1);
      g_assert_null (strpbrk (icalcomponent_get_summary (read), "\r\n"));
      g_assert_cmpint (icalcomponent_get_sequence (read), ==, 7);
      icalcomponent_free (calendar);
    }
}

/* Folding counts octets and never cuts a character: every length around the limit, of characters of one to four octets. */
static void
test_folding (void)
{
  static const char *const characters[] = { "a", "é", "€", "😀", " ", "," };

  for (guint c = 0; c < G_N_ELEMENTS (characters); c++)
    for (guint n = 1; n < 200; n++)
      {
        GString *summary = g_string_new ("x");
        NxIcalHead head = { .zone = NULL, .name = "Nexus" };
        NxIcalEvent event = { .id = "0190", .start = at ("2026-11-27T13:00:00Z"), .end = at ("2026-11-27T14:00:00Z"), .stamp = at ("2026-11-24T09:00:00Z") };
        g_autofree char *text = NULL;
        icalcomponent *calendar;

        for (guint i = 0; i < n; i++)
          g_string_append (summary, characters[c]);
        g_string_append_c (summary, 'x');
        event.summary = summary->str;
        text = nx_ical_write (&head, &event, 1);
        calendar = calendar_parse (text);
        g_assert_cmpstr (icalcomponent_get_summary (calendar_event (calendar, "0190")), ==, summary->str);
        icalcomponent_free (calendar);
        g_string_free (summary, TRUE);
      }
}

/* Every hour of the days when clocks change, in zones of all kinds: what is written, its own VTIMEZONE reads as the same instant. */
static void
test_zones (void)
{
  static const char *const zones[] = { "Europe/Paris", "Africa/Tunis", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "UTC" };
  static const char *const days[] = { "2026-10-25T00:00:00Z", "2027-03-28T00:00:00Z", "2027-03-14T00:00:00Z", "2027-02-07T00:00:00Z", "2028-02-29T00:00:00Z" };

  for (guint z = 0; z < G_N_ELEMENTS (zones); z++)
    for (guint d = 0; d < G_N_ELEMENTS (days); d++)
      for (int hour = -6; hour < 30; hour++)
        {
          const gint64 start = at (days[d]) + hour * NX_TIME_HOUR;
          NxIcalHead head = { .zone = zones[z] };
          NxIcalEvent event = { .id = "0190", .summary = "x", .start = start, .end = start + NX_TIME_HOUR, .stamp = start };
          g_autofree char *text = nx_ical_write (&head, &event, 1);
          icalcomponent *calendar = calendar_parse (text);
          icalcomponent *read = calendar_event (calendar, "0190");
          icaltimezone *own = icalcomponent_get_timezone (calendar, zones[z]);
          icalproperty *property = icalcomponent_get_first_property (read, ICAL_DTSTART_PROPERTY);
          gint64 seconds = icaltime_as_timet_with_zone (icalproperty_get_dtstart (property), own);

          /* Of an hour that comes twice the clock cannot say which: within the change of that clock. */
          if (ABS (seconds * NX_TIME_SECOND - start) > NX_TIME_HOUR)
            g_error ("%s at %s + %d h:\n%s", zones[z], days[d], hour, text);
          if (seconds * NX_TIME_SECOND != start)
            {
              GTimeZone *zone = nx_time_zone (zones[z]);
              int before = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, start / NX_TIME_SECOND - 3600),
                  after = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, start / NX_TIME_SECOND + 3600);

              g_assert_cmpint (g_time_zone_get_offset (zone, before), >, g_time_zone_get_offset (zone, after));
            }
          icalcomponent_free (calendar);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ical/hostile-text", test_hostile_text);
  g_test_add_func ("/ical/folding", test_folding);
  g_test_add_func ("/ical/zones", test_zones);
  return g_test_run ();
}
