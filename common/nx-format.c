/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-format.h"

#include "common/nx-i18n.h"
#include "common/nx-time.h"

static const char *const weekday_names[]
    = { N_ ("Monday"), N_ ("Tuesday"), N_ ("Wednesday"), N_ ("Thursday"), N_ ("Friday"), N_ ("Saturday"), N_ ("Sunday") };
static const char *const weekday_shorts[]
    = { NC_ ("short weekday", "Mon"), NC_ ("short weekday", "Tue"), NC_ ("short weekday", "Wed"), NC_ ("short weekday", "Thu"),
        NC_ ("short weekday", "Fri"), NC_ ("short weekday", "Sat"), NC_ ("short weekday", "Sun") };
static const char *const month_names[]
    = { NC_ ("month", "January"),   NC_ ("month", "February"), NC_ ("month", "March"),    NC_ ("month", "April"),
        NC_ ("month", "May"),       NC_ ("month", "June"),     NC_ ("month", "July"),     NC_ ("month", "August"),
        NC_ ("month", "September"), NC_ ("month", "October"),  NC_ ("month", "November"), NC_ ("month", "December") };
static const char *const month_shorts[]
    = { NC_ ("short month", "Jan"), NC_ ("short month", "Feb"), NC_ ("short month", "Mar"), NC_ ("short month", "Apr"),
        NC_ ("short month", "May"), NC_ ("short month", "Jun"), NC_ ("short month", "Jul"), NC_ ("short month", "Aug"),
        NC_ ("short month", "Sep"), NC_ ("short month", "Oct"), NC_ ("short month", "Nov"), NC_ ("short month", "Dec") };

const char *
nx_format_weekday_name (int iso_weekday)
{
  g_return_val_if_fail (iso_weekday >= 1 && iso_weekday <= 7, "");

  return _ (weekday_names[iso_weekday - 1]);
}

const char *
nx_format_weekday_short (int iso_weekday)
{
  g_return_val_if_fail (iso_weekday >= 1 && iso_weekday <= 7, "");

  return g_dpgettext2 (GETTEXT_PACKAGE, "short weekday", weekday_shorts[iso_weekday - 1]);
}

const char *
nx_format_month_name (int month)
{
  g_return_val_if_fail (month >= 1 && month <= 12, "");

  return g_dpgettext2 (GETTEXT_PACKAGE, "month", month_names[month - 1]);
}

static const char *
month_short (int month)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "short month", month_shorts[month - 1]);
}

/* The day's number; the first of a month has a form of its own in French (1er). */
static char *
day_text (int day)
{
  if (day == 1)
    return g_strdup (C_ ("first day of a month", "1"));
  return g_strdup_printf ("%d", day);
}

typedef struct
{
  int year, month, day;
  char *text; /* of the day */
} Day;

static Day
day_of (gint32 date)
{
  Day day;

  nx_date_to_ymd (date, &day.year, &day.month, &day.day);
  day.text = day_text (day.day);
  return day;
}

char *
nx_format_date (gint32 date)
{
  Day day;
  char *text;

  if (date == NX_DATE_NONE)
    return g_strdup ("");
  day = day_of (date);
  /* Translators: %1$s weekday, %2$s day, %3$s month, %4$d year: "Tuesday 17 November 2026" */
  text = g_strdup_printf (C_ ("date", "%1$s %2$s %3$s %4$d"), nx_format_weekday_name (nx_date_weekday (date)), day.text,
                          nx_format_month_name (day.month), day.year);
  g_free (day.text);
  return text;
}

char *
nx_format_date_short (gint32 date)
{
  Day day;
  char *text;

  if (date == NX_DATE_NONE)
    return g_strdup ("");
  day = day_of (date);
  /* Translators: %1$s short weekday, %2$s day, %3$s short month: "Tue 17 Nov" */
  text = g_strdup_printf (C_ ("short date", "%1$s %2$s %3$s"), nx_format_weekday_short (nx_date_weekday (date)), day.text,
                          month_short (day.month));
  g_free (day.text);
  return text;
}

/* "Tuesday 17 November": where the year goes without saying. */
static char *
format_date_without_year (gint32 date)
{
  Day day = day_of (date);
  /* Translators: %1$s weekday, %2$s day, %3$s month: "Tuesday 17 November" */
  char *text = g_strdup_printf (C_ ("date without year", "%1$s %2$s %3$s"), nx_format_weekday_name (nx_date_weekday (date)),
                                day.text, nx_format_month_name (day.month));

  g_free (day.text);
  return text;
}

static GTimeZone *
zone_or_centre (GTimeZone *zone)
{
  return zone != NULL ? zone : nx_time_zone (NX_TIME_CENTRE_ZONE);
}

/* The minute of its day that @time is in @zone. */
static int
minute_in_zone (gint64 time, GTimeZone *zone)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (time, zone);

  return g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
}

char *
nx_format_time (gint64 time, GTimeZone *zone)
{
  int minute;

  if (time == NX_TIME_NONE)
    return g_strdup ("");
  minute = minute_in_zone (time, zone_or_centre (zone));
  /* Translators: a time of day, %1$02d the hour (00 to 23), %2$02d the minute */
  return g_strdup_printf (C_ ("time of day", "%1$02d:%2$02d"), minute / 60, minute % 60);
}

char *
nx_format_date_time (gint64 time, GTimeZone *zone)
{
  g_autofree char *day = NULL;
  g_autofree char *clock = NULL;

  if (time == NX_TIME_NONE)
    return g_strdup ("");
  day = nx_format_date (nx_time_date_in_zone (time, zone_or_centre (zone)));
  clock = nx_format_time (time, zone);
  /* Translators: %1$s a date, %2$s a time: "Tuesday 17 November 2026 at 14:00" */
  return g_strdup_printf (C_ ("date and time", "%1$s at %2$s"), day, clock);
}

char *
nx_format_range (gint64 start, gint64 end, GTimeZone *zone)
{
  gint32 first, last;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *day = NULL;
  g_autofree char *last_day = NULL;

  if (start == NX_TIME_NONE || end == NX_TIME_NONE)
    return nx_format_date_time (start, zone);

  zone = zone_or_centre (zone);
  first = nx_time_date_in_zone (start, zone);
  last = nx_time_date_in_zone (end, zone);
  from = nx_format_time (start, zone);
  to = nx_format_time (end, zone);
  day = format_date_without_year (first);
  if (first == last)
    {
      /* Translators: %1$s a day, %2$s the start, %3$s the end: "Tuesday 17 November, 14:00–15:00" */
      return g_strdup_printf (C_ ("range", "%1$s, %2$s–%3$s"), day, from, to);
    }
  last_day = format_date_without_year (last);
  /* Translators: a range over midnight: day and time of the start, day and time of the end */
  return g_strdup_printf (C_ ("range", "%1$s, %2$s – %3$s, %4$s"), day, from, last_day, to);
}

char *
nx_format_week (gint32 any_day)
{
  gint32 monday = nx_date_week_start (any_day);
  Day a = day_of (monday), b = day_of (monday + 6);
  g_autofree char *days = NULL;

  if (a.year != b.year)
    /* Translators: a week over two years: "28 December 2026 – 3 January 2027" */
    days = g_strdup_printf (C_ ("week", "%1$s %2$s %3$d – %4$s %5$s %6$d"), a.text, nx_format_month_name (a.month), a.year,
                            b.text, nx_format_month_name (b.month), b.year);
  else if (a.month != b.month)
    /* Translators: a week over two months: "30 November – 6 December 2026" */
    days = g_strdup_printf (C_ ("week", "%1$s %2$s – %3$s %4$s %5$d"), a.text, nx_format_month_name (a.month), b.text,
                            nx_format_month_name (b.month), b.year);
  else
    /* Translators: a week: "16–22 November 2026" */
    days = g_strdup_printf (C_ ("week", "%1$s–%2$s %3$s %4$d"), a.text, b.text, nx_format_month_name (b.month), b.year);
  g_free (a.text);
  g_free (b.text);

  /* Translators: %1$d the ISO number of the week, %2$s its days */
  return g_strdup_printf (C_ ("week", "week %1$d · %2$s"), nx_date_week_number (any_day), days);
}

char *
nx_format_week_short (gint32 any_day)
{
  gint32 monday = nx_date_week_start (any_day);
  Day a = day_of (monday), b = day_of (monday + 6);
  g_autofree char *days = NULL;

  if (a.month != b.month)
    /* Translators: a week over two months, short: "30 Nov – 6 Dec" */
    days = g_strdup_printf (C_ ("short week", "%1$s %2$s – %3$s %4$s"), a.text, month_short (a.month), b.text,
                            month_short (b.month));
  else
    /* Translators: a week, short: "16–22 Nov" */
    days = g_strdup_printf (C_ ("short week", "%1$s–%2$s %3$s"), a.text, b.text, month_short (b.month));
  g_free (a.text);
  g_free (b.text);

  /* Translators: short for "week", %1$d its ISO number, %2$s its days: "wk 47 · 16–22 Nov" */
  return g_strdup_printf (C_ ("short week", "wk %1$d · %2$s"), nx_date_week_number (any_day), days);
}

char *
nx_format_relative (gint64 time, gint64 now, GTimeZone *zone)
{
  gint64 minutes;
  gint32 day, today;
  int year, this_year;
  g_autofree char *clock = NULL;
  g_autofree char *date = NULL;

  if (time == NX_TIME_NONE)
    return g_strdup ("");

  minutes = (time - now) / NX_TIME_MINUTE;
  if (minutes == 0)
    return g_strdup (_ ("now"));
  if (minutes < 0 && minutes > -60)
    return g_strdup_printf (ngettext ("%d min ago", "%d min ago", (gulong) -minutes), (int) -minutes);
  if (minutes > 0 && minutes < 60)
    return g_strdup_printf (ngettext ("in %d min", "in %d min", (gulong) minutes), (int) minutes);

  zone = zone_or_centre (zone);
  day = nx_time_date_in_zone (time, zone);
  today = nx_time_date_in_zone (now, zone);
  clock = nx_format_time (time, zone);
  if (day == today)
    return g_strdup_printf (_ ("today at %s"), clock);
  if (day == today + 1)
    return g_strdup_printf (_ ("tomorrow at %s"), clock);
  if (day == today - 1)
    return g_strdup_printf (_ ("yesterday at %s"), clock);

  nx_date_to_ymd (day, &year, NULL, NULL);
  nx_date_to_ymd (today, &this_year, NULL, NULL);
  date = year == this_year ? nx_format_date_short (day) : nx_format_date (day);
  return g_strdup_printf (C_ ("date and time", "%1$s at %2$s"), date, clock);
}

char *
nx_format_duration (int minutes)
{
  if (minutes < 60)
    return g_strdup_printf (C_ ("duration", "%d min"), minutes);
  if (minutes % 60 == 0)
    return g_strdup_printf (C_ ("duration", "%d h"), minutes / 60);
  /* Translators: hours and minutes: "1 h 30" */
  return g_strdup_printf (C_ ("duration", "%1$d h %2$02d"), minutes / 60, minutes % 60);
}

char *
nx_format_count (gint64 n)
{
  const char *separator = C_ ("thousands separator", ",");
  guint64 size = n < 0 ? 0 - (guint64) n : (guint64) n;
  char digits[24];
  int length = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, size);
  GString *text = g_string_new (n < 0 ? "-" : NULL);
  int i;

  for (i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (text, separator);
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}
