/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Instants are gint64 microseconds since 1970-01-01T00:00:00Z (domain.md section 3); dates are gint32 days since 1970-01-01.
 * Neither carries a zone: a zone enters only where a person reads or types.
 */
#define NX_TIME_NONE G_MININT64
#define NX_DATE_NONE G_MININT32

#define NX_TIME_SECOND (G_GINT64_CONSTANT (1000000))
#define NX_TIME_MINUTE (60 * NX_TIME_SECOND)
#define NX_TIME_HOUR (60 * NX_TIME_MINUTE)
#define NX_TIME_DAY (24 * NX_TIME_HOUR)

/** The centre's zone (domain.md section 3). */
#define NX_TIME_CENTRE_ZONE "Africa/Tunis"

/**
 * nx_time_parse:
 * @text: RFC 3339 in UTC, seconds with or without fraction, ending in "Z" ("2026-11-25T14:00:00Z")
 *
 * Strict: another form, an offset, a date that does not exist (2026-02-30) or an hour of 24 is refused.
 *
 * Returns: whether @time was set
 */
gboolean nx_time_parse (const char *text, gint64 *time) G_GNUC_WARN_UNUSED_RESULT;

/** Reads PostgreSQL's text form of a timestamptz in a session whose TimeZone is UTC ("2026-11-25 14:00:00+00"). */
gboolean nx_time_parse_sql (const char *text, gint64 *time) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): RFC 3339 in UTC, with microseconds only where they are not zero. */
char *nx_time_format (gint64 time);

#define NX_TIME_BUFFER 32
/** Like nx_time_format(), into a caller's buffer of %NX_TIME_BUFFER bytes. Returns: the length. */
gsize nx_time_format_to (gint64 time, char *buffer);

/** Strict "YYYY-MM-DD" of a day that exists, years 1900 to 2199. */
gboolean nx_date_parse (const char *text, gint32 *date) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): "YYYY-MM-DD". */
char *nx_date_format (gint32 date);

/** Returns: (transfer none): the zone of IANA name @zone (cached for the process), or %NULL where it is unknown. */
GTimeZone *nx_time_zone (const char *zone);

/** Returns: (transfer full): @time as a person in @zone reads it. */
GDateTime *nx_time_in_zone (gint64 time, GTimeZone *zone);

/** Returns: the day that @time falls on in @zone. */
gint32 nx_time_date_in_zone (gint64 time, GTimeZone *zone);

/**
 * nx_time_from_local:
 * @date: a day in @zone
 * @minute_of_day: 0 to 1439
 *
 * Returns: whether that clock time exists in @zone (it does not in a skipped hour); of a doubled hour the first is taken
 */
gboolean nx_time_from_local (gint32 date, int minute_of_day, GTimeZone *zone, gint64 *time) G_GNUC_WARN_UNUSED_RESULT;

/** ISO weekday of @date: 1 Monday … 7 Sunday. */
int nx_date_weekday (gint32 date);
/** Monday of the ISO week that holds @date. */
gint32 nx_date_week_start (gint32 date);
/** ISO 8601 week number of @date, 1 to 53. */
int nx_date_week_number (gint32 date);
void nx_date_to_ymd (gint32 date, int *year, int *month, int *day);
gint32 nx_date_from_ymd (int year, int month, int day);
/** @date plus @months, 31 becoming the last day of the month (domain.md section 6). */
gint32 nx_date_add_months (gint32 date, int months);

G_END_DECLS
