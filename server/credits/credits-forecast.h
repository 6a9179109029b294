/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** NxForecastLot: what is left of a lot, in the order of expiry. */
typedef struct
{
  gint32 quarters;
  gint32 last_day; /* it can be used on */
} NxForecastLot;

/** NxForecast: what a student's credits come to if all goes on as it did. */
typedef struct
{
  gint32 today;
  gint32 used;             /* quarters, in the last @span days */
  gint32 span;             /* days */
  GArray *lots;            /* NxForecastLot; consumed */
  gint32 month_quarters;   /* what the plan grants each month, 0 for none */
  gint32 next_grant;       /* the day of the next one */
  gint32 validity_months;
} NxForecast;

/** Returns: the day that a session could no longer be paid for, %NX_DATE_NONE where that is not within a year. */
gint32 nx_forecast_run (NxForecast *self);

/** @balance: quarters; @runs_out_on: from nx_forecast_run(). Returns: (transfer full): a sentence in the thread's language. */
char *nx_forecast_sentence (const NxForecast *self, gint32 balance, gint32 runs_out_on);

G_END_DECLS
