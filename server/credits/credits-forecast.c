/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/credits/credits-forecast.h"

#include <glib/gi18n-lib.h>

#include "common/nx-credits.h"
#include "common/nx-format.h"
#include "common/nx-time.h"

#define HORIZON 366

/* What a day uses, of lots that end first; amounts are quarters × span, so that a day's share is a whole number. */
static gint64
take (GArray *lots, gint64 wanted, gint32 day, gint32 span)
{
  for (guint i = 0; i < lots->len && wanted > 0; i++)
    {
      NxForecastLot *lot = &g_array_index (lots, NxForecastLot, i);
      gint64 left = (gint64) lot->quarters, taken;

      if (lot->last_day < day || left == 0)
        continue;
      taken = MIN (left, wanted);
      lot->quarters = (gint32) (left - taken);
      wanted -= taken;
    }
  return wanted;
}

/* The plan's next month, in its place by expiry: after what is there already, since it is the latest to be granted. */
static void
add_month (NxForecast *self, gint32 day)
{
  const NxForecastLot lot = { self->month_quarters * self->span, nx_date_add_months (day, self->validity_months) };

  g_array_append_val (self->lots, lot);
}

gint32
nx_forecast_run (NxForecast *self)
{
  gint32 next = self->next_grant;

  if (self->used <= 0 || self->span <= 0)
    return NX_DATE_NONE;
  for (guint i = 0; i < self->lots->len; i++)
    g_array_index (self->lots, NxForecastLot, i).quarters *= self->span;
  for (gint32 day = self->today; day < self->today + HORIZON; day++)
    {
      if (self->month_quarters > 0 && day == next)
        {
          add_month (self, day);
          next = nx_date_add_months (next, 1);
        }
      if (take (self->lots, self->used, day, self->span) > 0)
        return day;
    }
  return NX_DATE_NONE;
}

char *
nx_forecast_sentence (const NxForecast *self, gint32 balance, gint32 runs_out_on)
{
  g_autofree char *pace = NULL, *day = NULL;

  if (balance == 0)
    return g_strdup (_("There are no credits left."));
  if (self->used <= 0)
    return g_strdup (_("No session was booked in the last weeks: nothing can be foreseen."));
  pace = nx_credits_format_noun (MAX (1, (self->used * 7 + self->span / 2) / self->span));
  if (runs_out_on == NX_DATE_NONE)
    /* Translators: %s is a number of credits. */
    return g_strdup_printf (_("At the present pace, about %s a week, the credits last for more than a year."), pace);
  day = nx_format_date (runs_out_on);
  /* Translators: first a number of credits, then a day. */
  return g_strdup_printf (_("At the present pace, about %1$s a week, the credits last until %2$s."), pace, day);
}
