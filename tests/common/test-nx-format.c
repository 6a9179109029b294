/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-format.h"
#include "common/nx-time.h"

/* Takes @text. */
static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

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
test_dates (void)
{
  assert_text (nx_format_date (day ("2026-11-17")), "Tuesday 17 November 2026");
  assert_text (nx_format_date (day ("2026-05-01")), "Friday 1 May 2026");
  assert_text (nx_format_date_short (day ("2026-11-17")), "Tue 17 Nov");
  assert_text (nx_format_date (NX_DATE_NONE), "");
  assert_text (nx_format_date_short (NX_DATE_NONE), "");
  g_assert_cmpstr (nx_format_weekday_name (1), ==, "Monday");
  g_assert_cmpstr (nx_format_weekday_short (7), ==, "Sun");
  g_assert_cmpstr (nx_format_month_name (12), ==, "December");
}

static void
test_times (void)
{
  gint64 start = instant ("2026-11-17T13:00:00Z");
  GTimeZone *paris = nx_time_zone ("Europe/Paris");

  assert_text (nx_format_time (start, NULL), "14:00");
  assert_text (nx_format_time (start, nx_time_zone ("America/New_York")), "08:00");
  assert_text (nx_format_time (NX_TIME_NONE, NULL), "");
  assert_text (nx_format_date_time (start, paris), "Tuesday 17 November 2026 at 14:00");
  assert_text (nx_format_date_time (NX_TIME_NONE, NULL), "");
  assert_text (nx_format_range (start, start + NX_TIME_HOUR, NULL), "Tuesday 17 November, 14:00–15:00");
  assert_text (nx_format_range (start, start + 11 * NX_TIME_HOUR, NULL),
               "Tuesday 17 November, 14:00 – Wednesday 18 November, 01:00");
}

static void
test_weeks (void)
{
  assert_text (nx_format_week_short (day ("2026-11-17")), "wk 47 · 16–22 Nov");
  assert_text (nx_format_week_short (day ("2026-12-01")), "wk 49 · 30 Nov – 6 Dec");
  assert_text (nx_format_week (day ("2026-11-17")), "week 47 · 16–22 November 2026");
  assert_text (nx_format_week (day ("2026-12-01")), "week 49 · 30 November – 6 December 2026");
  assert_text (nx_format_week (day ("2027-01-01")), "week 53 · 28 December 2026 – 3 January 2027");
}

static void
test_relative (void)
{
  gint64 now = instant ("2026-11-17T13:00:00Z");

  assert_text (nx_format_relative (now, now, NULL), "now");
  assert_text (nx_format_relative (now - 5 * NX_TIME_MINUTE, now, NULL), "5 min ago");
  assert_text (nx_format_relative (now + 5 * NX_TIME_MINUTE, now, NULL), "in 5 min");
  assert_text (nx_format_relative (now + 2 * NX_TIME_HOUR, now, NULL), "today at 16:00");
  assert_text (nx_format_relative (now - 2 * NX_TIME_HOUR, now, NULL), "today at 12:00");
  assert_text (nx_format_relative (now + NX_TIME_DAY, now, NULL), "tomorrow at 14:00");
  assert_text (nx_format_relative (now - NX_TIME_DAY, now, NULL), "yesterday at 14:00");
  assert_text (nx_format_relative (now + 3 * NX_TIME_DAY, now, NULL), "Fri 20 Nov at 14:00");
  assert_text (nx_format_relative (now + 100 * NX_TIME_DAY, now, NULL), "Thursday 25 February 2027 at 14:00");
  assert_text (nx_format_relative (NX_TIME_NONE, now, NULL), "");
  /* 23:30 in Tunis is already the next day at 00:10, in UTC still the same. */
  assert_text (nx_format_relative (instant ("2026-11-17T21:00:00Z"), instant ("2026-11-17T23:10:00Z"), NULL),
               "yesterday at 22:00");
}

static void
test_numbers (void)
{
  assert_text (nx_format_duration (60), "1 h");
  assert_text (nx_format_duration (90), "1 h 30");
  assert_text (nx_format_duration (125), "2 h 05");
  assert_text (nx_format_duration (45), "45 min");
  assert_text (nx_format_count (0), "0");
  assert_text (nx_format_count (999), "999");
  assert_text (nx_format_count (1000), "1,000");
  assert_text (nx_format_count (-1234567), "-1,234,567");
  assert_text (nx_format_count (G_MININT64), "-9,223,372,036,854,775,808");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/dates", test_dates);
  g_test_add_func ("/format/times", test_times);
  g_test_add_func ("/format/weeks", test_weeks);
  g_test_add_func ("/format/relative", test_relative);
  g_test_add_func ("/format/numbers", test_numbers);
  return g_test_run ();
}
