/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-time.h"

#include <string.h>

#define SECONDS_PER_DAY 86400

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/* Proleptic Gregorian calendar by arithmetic, eras of 400 years beginning on 1 March: no allocation, no table, any year. */
static gint64
days_from_civil (gint64 year, int month, int day)
{
  gint64 y = year - (month <= 2);
  gint64 era = floor_div (y, 400);
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static void
civil_from_days (gint64 days, gint64 *year, int *month, int *day)
{
  gint64 z = days + 719468;
  gint64 era = floor_div (z, 146097);
  gint64 day_of_era = z - era * 146097;
  gint64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = (int) (day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100));
  int shifted = (5 * day_of_year + 2) / 153;

  *day = day_of_year - (153 * shifted + 2) / 5 + 1;
  *month = shifted < 10 ? shifted + 3 : shifted - 9;
  *year = year_of_era + era * 400 + (*month <= 2);
}

static int
days_in_month (gint64 year, int month)
{
  static const guint8 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
    return 29;
  return days[month - 1];
}

/* Reads exactly @n digits and moves on. */
static gboolean
read_digits (const char **text, int n, int *value)
{
  *value = 0;
  while (n-- > 0)
    {
      if (!g_ascii_isdigit (**text))
        return FALSE;
      *value = *value * 10 + (*(*text)++ - '0');
    }
  return TRUE;
}

static gboolean
read_char (const char **text, char wanted)
{
  if (**text != wanted)
    return FALSE;
  (*text)++;
  return TRUE;
}

static gboolean
read_ymd (const char **text, int *year, int *month, int *day)
{
  return read_digits (text, 4, year) && read_char (text, '-') && read_digits (text, 2, month) && read_char (text, '-')
         && read_digits (text, 2, day) && *month >= 1 && *month <= 12 && *day >= 1 && *day <= days_in_month (*year, *month);
}

/* "14:00:00" with an optional fraction of one to nine digits; what is below a microsecond is cut. */
static gboolean
read_clock (const char **text, gint64 *microseconds)
{
  int hour, minute, second, n = 0;
  gint64 fraction = 0;

  if (!read_digits (text, 2, &hour) || !read_char (text, ':') || !read_digits (text, 2, &minute) || !read_char (text, ':')
      || !read_digits (text, 2, &second) || hour > 23 || minute > 59 || second > 59)
    return FALSE;

  if (**text == '.')
    {
      for ((*text)++; g_ascii_isdigit (**text); (*text)++, n++)
        {
          if (n < 6)
            fraction = fraction * 10 + (**text - '0');
        }
      if (n < 1 || n > 9)
        return FALSE;
      for (; n < 6; n++)
        fraction *= 10;
    }
  *microseconds = hour * NX_TIME_HOUR + minute * NX_TIME_MINUTE + second * NX_TIME_SECOND + fraction;
  return TRUE;
}

static gboolean
read_instant (const char **text, char separator, gint64 *time)
{
  int year, month, day;
  gint64 clock;

  if (!read_ymd (text, &year, &month, &day) || !read_char (text, separator) || !read_clock (text, &clock))
    return FALSE;
  *time = days_from_civil (year, month, day) * NX_TIME_DAY + clock;
  return TRUE;
}

gboolean
nx_time_parse (const char *text, gint64 *time)
{
  gint64 value;

  g_return_val_if_fail (time != NULL, FALSE);

  if (text == NULL || !read_instant (&text, 'T', &value) || !read_char (&text, 'Z') || *text != '\0')
    return FALSE;
  *time = value;
  return TRUE;
}

gboolean
nx_time_parse_sql (const char *text, gint64 *time)
{
  gint64 value;

  g_return_val_if_fail (time != NULL, FALSE);

  if (text == NULL || !read_instant (&text, ' ', &value) || !g_str_equal (text, "+00"))
    return FALSE;
  *time = value;
  return TRUE;
}

static char *
put_two (char *at, int value)
{
  at[0] = (char) ('0' + value / 10);
  at[1] = (char) ('0' + value % 10);
  return at + 2;
}

static char *
put_ymd (char *at, gint64 days)
{
  gint64 year;
  int month, day;

  civil_from_days (days, &year, &month, &day);
  if (G_LIKELY (year >= 0 && year <= 9999))
    at = put_two (put_two (at, (int) year / 100), (int) year % 100);
  else
    at += g_snprintf (at, 9, "%" G_GINT64_FORMAT, year);
  *at++ = '-';
  at = put_two (at, month);
  *at++ = '-';
  return put_two (at, day);
}

gsize
nx_time_format_to (gint64 time, char *buffer)
{
  gint64 days = floor_div (time, NX_TIME_DAY);
  gint64 rest = ((time % NX_TIME_DAY) + NX_TIME_DAY) % NX_TIME_DAY; /* days × a day is out of range for the first instant */
  int seconds = (int) (rest / NX_TIME_SECOND);
  int fraction = (int) (rest % NX_TIME_SECOND);
  char *at = put_ymd (buffer, days);

  *at++ = 'T';
  at = put_two (at, seconds / 3600);
  *at++ = ':';
  at = put_two (at, seconds / 60 % 60);
  *at++ = ':';
  at = put_two (at, seconds % 60);
  if (fraction != 0)
    {
      *at++ = '.';
      at = put_two (put_two (put_two (at, fraction / 10000), fraction / 100 % 100), fraction % 100);
    }
  *at++ = 'Z';
  *at = '\0';
  return (gsize) (at - buffer);
}

char *
nx_time_format (gint64 time)
{
  char buffer[NX_TIME_BUFFER];
  gsize length = nx_time_format_to (time, buffer);

  return g_strndup (buffer, length);
}

gboolean
nx_date_parse (const char *text, gint32 *date)
{
  int year, month, day;

  g_return_val_if_fail (date != NULL, FALSE);

  if (text == NULL || !read_ymd (&text, &year, &month, &day) || *text != '\0' || year < 1900 || year > 2199)
    return FALSE;
  *date = (gint32) days_from_civil (year, month, day);
  return TRUE;
}

char *
nx_date_format (gint32 date)
{
  char buffer[NX_TIME_BUFFER];
  char *end = put_ymd (buffer, date);

  return g_strndup (buffer, (gsize) (end - buffer));
}

/* Only names that a zone database has: no path, no "+01:00", no POSIX rule. */
static gboolean
is_zone_name (const char *zone)
{
  const char *p;

  if (!g_ascii_isalpha (zone[0]) || strlen (zone) > 64)
    return FALSE;
  for (p = zone; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("_-+/", *p) == NULL)
        return FALSE;
    }
  return strchr (zone, '/') != NULL || g_str_equal (zone, "UTC") || g_str_equal (zone, "GMT");
}

static GTimeZone *
load_zone (const char *zone)
{
  GTimeZone *found = is_zone_name (zone) ? g_time_zone_new_identifier (zone) : NULL;

  /* The centre must open also where no zone database is installed: Tunis has kept UTC+1 all year since 2009. */
  if (found == NULL && g_str_equal (zone, NX_TIME_CENTRE_ZONE))
    return g_time_zone_new_offset (3600);
  return found;
}

/* The zones that were asked for, newest first. Rows are only ever added, so that reading takes no lock; valid names are few. */
typedef struct _ZoneRow ZoneRow;
struct _ZoneRow
{
  const ZoneRow *next;
  GTimeZone *zone;
  char name[];
};

static const ZoneRow *
find_row (const ZoneRow *row, const char *name)
{
  while (row != NULL && strcmp (row->name, name) != 0)
    row = row->next;
  return row;
}

GTimeZone *
nx_time_zone (const char *zone)
{
  static const ZoneRow *rows;
  const ZoneRow *head, *found;
  ZoneRow *row;
  GTimeZone *loaded;

  if (zone == NULL)
    return NULL;
  head = __atomic_load_n (&rows, __ATOMIC_ACQUIRE);
  found = find_row (head, zone);
  if (found != NULL)
    return found->zone;
  loaded = load_zone (zone);
  if (loaded == NULL)
    return NULL;

  row = g_malloc (sizeof (ZoneRow) + strlen (zone) + 1);
  row->zone = loaded;
  memcpy (row->name, zone, strlen (zone) + 1);
  do
    {
      /* Another thread may have been first: all must see one and the same zone. */
      found = find_row (head, zone);
      if (found != NULL)
        {
          g_time_zone_unref (loaded);
          g_free (row);
          return found->zone;
        }
      row->next = head;
    }
  while (!__atomic_compare_exchange_n (&rows, &head, (const ZoneRow *) row, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
  return loaded;
}

GDateTime *
nx_time_in_zone (gint64 time, GTimeZone *zone)
{
  gint64 seconds = floor_div (time, NX_TIME_SECOND);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) exact = NULL;

  g_return_val_if_fail (utc != NULL && zone != NULL, NULL);

  exact = g_date_time_add (utc, time - seconds * NX_TIME_SECOND);
  return g_date_time_to_timezone (exact, zone);
}

/* Seconds east of UTC that hold at @seconds since 1970. */
static gint64
offset_at (GTimeZone *zone, gint64 seconds)
{
  return g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds));
}

gint32
nx_time_date_in_zone (gint64 time, GTimeZone *zone)
{
  gint64 seconds = floor_div (time, NX_TIME_SECOND);

  g_return_val_if_fail (zone != NULL, NX_DATE_NONE);

  return (gint32) floor_div (seconds + offset_at (zone, seconds), SECONDS_PER_DAY);
}

gboolean
nx_time_from_local (gint32 date, int minute_of_day, GTimeZone *zone, gint64 *time)
{
  gint64 local = (gint64) date * SECONDS_PER_DAY + (gint64) minute_of_day * 60;
  gint64 best = G_MAXINT64;
  int day;

  g_return_val_if_fail (zone != NULL && time != NULL, FALSE);

  if (date == NX_DATE_NONE || minute_of_day < 0 || minute_of_day > 1439)
    return FALSE;

  /* The offset that holds is the one of the day before or of the day after: an instant is right where the zone agrees with it. */
  for (day = -1; day <= 1; day++)
    {
      gint64 offset = offset_at (zone, local + day * SECONDS_PER_DAY);

      if (offset_at (zone, local - offset) == offset)
        best = MIN (best, local - offset);
    }
  if (best == G_MAXINT64)
    return FALSE;
  *time = best * NX_TIME_SECOND;
  return TRUE;
}

int
nx_date_weekday (gint32 date)
{
  /* 1970-01-01 was a Thursday. */
  gint64 shifted = (gint64) date + 3;

  return (int) (shifted - floor_div (shifted, 7) * 7) + 1;
}

gint32
nx_date_week_start (gint32 date)
{
  return date - nx_date_weekday (date) + 1;
}

int
nx_date_week_number (gint32 date)
{
  /* A week belongs to the year that holds its Thursday. */
  gint32 thursday = nx_date_week_start (date) + 3;
  int year, month, day;

  nx_date_to_ymd (thursday, &year, &month, &day);
  return (thursday - nx_date_from_ymd (year, 1, 1)) / 7 + 1;
}

void
nx_date_to_ymd (gint32 date, int *year, int *month, int *day)
{
  gint64 y;
  int m, d;

  civil_from_days (date, &y, &m, &d);
  if (year != NULL)
    *year = (int) y;
  if (month != NULL)
    *month = m;
  if (day != NULL)
    *day = d;
}

gint32
nx_date_from_ymd (int year, int month, int day)
{
  g_return_val_if_fail (month >= 1 && month <= 12, NX_DATE_NONE);

  return (gint32) days_from_civil (year, month, day);
}

gint32
nx_date_add_months (gint32 date, int months)
{
  gint64 year, index;
  int month, day;

  civil_from_days (date, &year, &month, &day);
  index = year * 12 + month - 1 + months;
  year = floor_div (index, 12);
  month = (int) (index - year * 12) + 1;
  return (gint32) days_from_civil (year, month, MIN (day, days_in_month (year, month)));
}
