/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The one formatter of dates and times for people. Month and weekday names come from gettext, not from the C library, so that
 * they are right where no locale is installed. All return (transfer full) text in the calling thread's language; @zone (nullable)
 * is the centre's where %NULL. French uses no-break spaces before ":" ";" "?" "!" and inside "17 h".
 */
char *nx_format_date (gint32 date);                          /* mardi 17 novembre 2026 */
char *nx_format_date_short (gint32 date);                    /* mar. 17 nov. */
char *nx_format_time (gint64 time, GTimeZone *zone);         /* 14:00 */
char *nx_format_date_time (gint64 time, GTimeZone *zone);    /* mardi 17 novembre 2026 à 14:00 */
char *nx_format_range (gint64 start, gint64 end, GTimeZone *zone); /* mardi 17 novembre, 14:00–15:00 */
char *nx_format_week_short (gint32 any_day);                 /* sem. 47 · 16–22 nov. */
char *nx_format_week (gint32 any_day);                       /* semaine 47 · 16–22 novembre 2026 */
char *nx_format_relative (gint64 time, gint64 now, GTimeZone *zone); /* aujourd'hui à 14:00, demain à…, il y a 5 min */
char *nx_format_duration (int minutes);                      /* 1 h, 1 h 30, 45 min */
const char *nx_format_weekday_name (int iso_weekday);        /* lundi */
const char *nx_format_weekday_short (int iso_weekday);       /* lun. */
const char *nx_format_month_name (int month);                /* novembre */
/** Integer with the language's grouping. */
char *nx_format_count (gint64 n);

G_END_DECLS
