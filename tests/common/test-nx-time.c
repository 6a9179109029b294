/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-clock.h"
#include "common/nx-time.h"

static gint64
instant (const char *text)
{
  gint64 time;

  g_assert_true (nx_time_parse (text, &time));
  return time;
}

static gint32
day (const char *text)
{
  gint32 date;

  g_assert_true (nx_date_parse (text, &date));
  return date;
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
  } good[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "2026-11-25T14:00:00Z", 1795615200 },
    { "2024-02-29T23:59:59Z", 1709251199 },
    { "1969-12-31T23:59:59Z", -1 },
  };
  static const char *const bad[] = {
    "",
    "2026-11-25",
    "2026-11-25T14:00:00",
    "2026-11-25T14:00:00+01:00",
    "2026-11-25t14:00:00z",
    "2026-11-25 14:00:00Z",
    "2026-02-30T10:00:00Z",
    "2025-02-29T10:00:00Z",
    "1900-02-29T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "2026-00-01T10:00:00Z",
    "2026-01-00T10:00:00Z",
    "2026-11-25T24:00:00Z",
    "2026-11-25T23:60:00Z",
    "2026-11-25T23:59:60Z",
    "2026-11-25T14:00Z",
    "2026-11-25T14:00:00.Z",
    "2026-11-25T14:00:00.1234567890Z",
    "2026-11-25T14:00:00Z ",
    " 2026-11-25T14:00:00Z",
    "26-11-25T14:00:00Z",
    "+2026-11-25T14:00:00Z",
    "2026-11-25T14:00:00ZZ",
    "2026-1-25T14:00:00Z",
    "２026-11-25T14:00:00Z",
  };
  gint64 time = 42;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_cmpint (instant (good[i].text), ==, good[i].seconds * NX_TIME_SECOND);
  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (nx_time_parse (bad[i], &time));
  g_assert_false (nx_time_parse (NULL, &time));
  g_assert_cmpint (time, ==, 42);
  g_assert_cmpint (instant ("1970-01-01T00:00:00.5Z"), ==, 500000);
  g_assert_cmpint (instant ("1970-01-01T00:00:00.000001Z"), ==, 1);
  g_assert_cmpint (instant ("1970-01-01T00:00:00.123456789Z"), ==, 123456);
}

static void
test_parse_sql (void)
{
  gint64 time;

  g_assert_true (nx_time_parse_sql ("2026-11-25 14:00:00+00", &time));
  g_assert_cmpint (time, ==, instant ("2026-11-25T14:00:00Z"));
  g_assert_true (nx_time_parse_sql ("2026-11-25 14:00:00.12+00", &time));
  g_assert_cmpint (time, ==, instant ("2026-11-25T14:00:00.12Z"));
  g_assert_false (nx_time_parse_sql ("2026-11-25 14:00:00+01", &time));
  g_assert_false (nx_time_parse_sql ("2026-11-25 14:00:00", &time));
  g_assert_false (nx_time_parse_sql ("infinity", &time));
  g_assert_false (nx_time_parse_sql ("", &time));
}

static void
assert_format (gint64 time, const char *expected)
{
  g_autofree char *text = nx_time_format (time);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_format (void)
{
  gint64 time;

  assert_format (0, "1970-01-01T00:00:00Z");
  assert_format (-1, "1969-12-31T23:59:59.999999Z");
  assert_format (500000, "1970-01-01T00:00:00.500000Z");
  assert_format (instant ("2024-02-29T12:34:56Z"), "2024-02-29T12:34:56Z");

  /* Both ends of the range fit the buffer. */
  assert_format (G_MAXINT64, "294247-01-10T04:00:54.775807Z");
  assert_format (G_MININT64, "-290308-12-21T19:59:05.224192Z");

  for (time = -80 * 365 * NX_TIME_DAY; time < 120 * 365 * NX_TIME_DAY; time += 9 * NX_TIME_DAY + 12345678901)
    {
      g_autofree char *text = nx_time_format (time);
      g_autoptr (GDateTime) reference = g_date_time_new_from_iso8601 (text, NULL);

      g_assert_cmpint (instant (text), ==, time);
      g_assert_cmpint (g_date_time_to_unix (reference) * NX_TIME_SECOND + g_date_time_get_microsecond (reference), ==, time);
    }
}

static void
test_dates (void)
{
  static const char *const bad[]
      = { "", "2026-02-30", "2026-2-3", "1899-12-31", "2200-01-01", "2026-11-25T", "2026-11-31", "25/11/2026", "2026-11-2a" };
  gint32 date;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (nx_date_parse (bad[i], &date));
  g_assert_cmpint (day ("1970-01-01"), ==, 0);
  g_assert_cmpint (day ("1900-01-01"), ==, -25567);
  g_assert_cmpint (day ("2199-12-31"), ==, 84005);

  for (date = day ("1900-01-01"); date <= day ("2199-12-31"); date++)
    {
      g_autofree char *text = nx_date_format (date);
      GDate reference;
      int year, month, dom;

      g_assert_cmpint (day (text), ==, date);
      nx_date_to_ymd (date, &year, &month, &dom);
      g_assert_cmpint (nx_date_from_ymd (year, month, dom), ==, date);
      g_date_clear (&reference, 1);
      g_date_set_dmy (&reference, (GDateDay) dom, (GDateMonth) month, (GDateYear) year);
      g_assert_cmpint (nx_date_weekday (date), ==, g_date_get_weekday (&reference));
      g_assert_cmpint (nx_date_week_number (date), ==, g_date_get_iso8601_week_of_year (&reference));
      g_assert_cmpint (nx_date_weekday (nx_date_week_start (date)), ==, 1);
      g_assert_cmpint (date - nx_date_week_start (date), <, 7);
    }
}

static void
assert_add_months (const char *from, int months, const char *expected)
{
  g_autofree char *text = nx_date_format (nx_date_add_months (day (from), months));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_add_months (void)
{
  assert_add_months ("2026-01-31", 1, "2026-02-28");
  assert_add_months ("2024-01-31", 1, "2024-02-29");
  assert_add_months ("2026-01-31", 2, "2026-03-31");
  assert_add_months ("2026-08-31", 1, "2026-09-30");
  assert_add_months ("2026-11-15", 3, "2027-02-15");
  assert_add_months ("2026-12-31", 12, "2027-12-31");
  assert_add_months ("2026-03-31", -1, "2026-02-28");
  assert_add_months ("2026-01-15", -13, "2024-12-15");
  assert_add_months ("2024-02-29", 12, "2025-02-28");
}

static void
test_zones (void)
{
  GTimeZone *tunis = nx_time_zone (NX_TIME_CENTRE_ZONE);

  g_assert_nonnull (tunis);
  g_assert_true (nx_time_zone (NX_TIME_CENTRE_ZONE) == tunis);
  g_assert_nonnull (nx_time_zone ("Europe/Paris"));
  g_assert_nonnull (nx_time_zone ("UTC"));
  g_assert_null (nx_time_zone ("Europe/Atlantis"));
  g_assert_null (nx_time_zone ("../../etc/passwd"));
  g_assert_null (nx_time_zone ("/etc/localtime"));
  g_assert_null (nx_time_zone ("+01:00"));
  g_assert_null (nx_time_zone (""));
  g_assert_null (nx_time_zone (NULL));

  /* Tunis is an hour ahead: the last hour of a UTC day is the next day's first. */
  g_assert_cmpint (nx_time_date_in_zone (instant ("2026-11-24T22:59:59Z"), tunis), ==, day ("2026-11-24"));
  g_assert_cmpint (nx_time_date_in_zone (instant ("2026-11-24T23:00:00Z"), tunis), ==, day ("2026-11-25"));
  g_assert_cmpint (nx_time_date_in_zone (instant ("1969-12-31T22:59:59.9Z"), tunis), ==, -1);
}

static void
test_in_zone (void)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (instant ("2026-11-25T14:00:00.25Z"), nx_time_zone (NX_TIME_CENTRE_ZONE));

  g_assert_cmpint (g_date_time_get_hour (local), ==, 15);
  g_assert_cmpint (g_date_time_get_microsecond (local), ==, 250000);
}

static void
assert_local (const char *date, int hour, int minute, const char *zone, const char *expected)
{
  gint64 time;

  if (expected == NULL)
    {
      g_assert_false (nx_time_from_local (day (date), hour * 60 + minute, nx_time_zone (zone), &time));
      return;
    }
  g_assert_true (nx_time_from_local (day (date), hour * 60 + minute, nx_time_zone (zone), &time));
  assert_format (time, expected);
}

static void
test_from_local (void)
{
  gint64 time;

  assert_local ("2026-11-25", 15, 0, NX_TIME_CENTRE_ZONE, "2026-11-25T14:00:00Z");
  assert_local ("2026-07-14", 0, 0, NX_TIME_CENTRE_ZONE, "2026-07-13T23:00:00Z");
  assert_local ("2026-07-14", 12, 0, "Europe/Paris", "2026-07-14T10:00:00Z");

  /* Spring: 02:00 to 03:00 does not exist in Paris on 29 March 2026. */
  assert_local ("2026-03-29", 1, 59, "Europe/Paris", "2026-03-29T00:59:00Z");
  assert_local ("2026-03-29", 2, 0, "Europe/Paris", NULL);
  assert_local ("2026-03-29", 2, 30, "Europe/Paris", NULL);
  assert_local ("2026-03-29", 2, 59, "Europe/Paris", NULL);
  assert_local ("2026-03-29", 3, 0, "Europe/Paris", "2026-03-29T01:00:00Z");

  /* Autumn: 02:30 is there twice on 25 October 2026; the first is summer time's. */
  assert_local ("2026-10-25", 1, 30, "Europe/Paris", "2026-10-24T23:30:00Z");
  assert_local ("2026-10-25", 2, 30, "Europe/Paris", "2026-10-25T00:30:00Z");
  assert_local ("2026-10-25", 3, 0, "Europe/Paris", "2026-10-25T02:00:00Z");

  /* West of Greenwich, and half an hour's shift. */
  assert_local ("2026-03-08", 2, 30, "America/New_York", NULL);
  assert_local ("2026-11-01", 1, 30, "America/New_York", "2026-11-01T05:30:00Z");
  assert_local ("2026-10-04", 2, 15, "Australia/Lord_Howe", NULL);
  /* Samoa had no 30 December 2011. */
  assert_local ("2011-12-30", 12, 0, "Pacific/Apia", NULL);

  g_assert_false (nx_time_from_local (0, 1440, nx_time_zone ("UTC"), &time));
  g_assert_false (nx_time_from_local (0, -1, nx_time_zone ("UTC"), &time));
  g_assert_false (nx_time_from_local (NX_DATE_NONE, 0, nx_time_zone ("UTC"), &time));
}

static gpointer
look_up_zones (gpointer data)
{
  static const char *const names[] = { "Europe/Paris", "Africa/Tunis", "America/New_York", "Asia/Tokyo", "No/Where" };
  int i;

  for (i = 0; i < 1000; i++)
    {
      GTimeZone *zone = nx_time_zone (names[i % 5]);

      g_assert_true ((zone == NULL) == (i % 5 == 4));
    }
  return NULL;
}

static void
test_zone_threads (void)
{
  GThread *threads[4];
  guint i;

  for (i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("zones", look_up_zones, NULL);
  for (i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_system_clock (void)
{
  g_autoptr (NxClock) clock = nx_clock_system_new ();
  gint64 before = g_get_real_time ();
  gint64 now = nx_clock_now (clock);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <, before + 10 * NX_TIME_SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/parse", test_parse);
  g_test_add_func ("/time/parse-sql", test_parse_sql);
  g_test_add_func ("/time/format", test_format);
  g_test_add_func ("/time/dates", test_dates);
  g_test_add_func ("/time/add-months", test_add_months);
  g_test_add_func ("/time/zones", test_zones);
  g_test_add_func ("/time/in-zone", test_in_zone);
  g_test_add_func ("/time/from-local", test_from_local);
  g_test_add_func ("/time/zone-threads", test_zone_threads);
  g_test_add_func ("/time/system-clock", test_system_clock);
  return g_test_run ();
}
