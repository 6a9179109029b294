/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-time-scale.h"

#define DAY 1440

static double
fold_before (int open)
{
  return open > 0 ? NX_TIME_SCALE_FOLD : 0;
}

static double
fold_after (int close)
{
  return close < DAY ? NX_TIME_SCALE_FOLD : 0;
}

double
nx_time_scale_minimum (int open, int close)
{
  return fold_before (open) + fold_after (close) + (close - open) / 60.0 * NX_TIME_SCALE_MIN_HOUR;
}

NxTimeScale
nx_time_scale_fill (int open, int close, double height)
{
  NxTimeScale self = { .open = open, .close = close, .fold = NX_TIME_SCALE_FOLD };
  double room = MAX (height, nx_time_scale_minimum (open, close)) - fold_before (open) - fold_after (close);

  self.hour = room / ((close - open) / 60.0);
  return self;
}

double
nx_time_scale_height (const NxTimeScale *self)
{
  return nx_time_scale_y (self, DAY);
}

double
nx_time_scale_y (const NxTimeScale *self, int minute)
{
  double before = fold_before (self->open);

  if (minute <= 0)
    return 0;
  if (minute < self->open)
    return before * minute / self->open;
  if (minute <= self->close)
    return before + (minute - self->open) / 60.0 * self->hour;
  before += (self->close - self->open) / 60.0 * self->hour;
  return before + fold_after (self->close) * (MIN (minute, DAY) - self->close) / (DAY - self->close);
}

int
nx_time_scale_minute (const NxTimeScale *self, double y)
{
  double before = fold_before (self->open), open_height = (self->close - self->open) / 60.0 * self->hour;
  double minute;

  if (y < before)
    minute = y / before * self->open;
  else if (y < before + open_height)
    minute = self->open + (y - before) / self->hour * 60;
  else if (self->close < DAY)
    minute = self->close + (y - before - open_height) / self->fold * (DAY - self->close);
  else
    minute = DAY;
  return CLAMP ((int) minute, 0, DAY - NX_TIME_SCALE_STEP) / NX_TIME_SCALE_STEP * NX_TIME_SCALE_STEP;
}
