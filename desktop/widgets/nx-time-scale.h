/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NxTimeScale: minutes of a day ↔ pixels, with the closed hours before and after folded to one line each. Pure arithmetic.
 */
typedef struct
{
  int open, close; /* minutes of the day, full hours */
  double hour;     /* pixels of an open hour */
  double fold;     /* pixels of a folded range */
} NxTimeScale;

#define NX_TIME_SCALE_FOLD     22.0
#define NX_TIME_SCALE_MIN_HOUR 56.0
#define NX_TIME_SCALE_STEP     15

/** Smallest height that keeps an hour readable. */
double nx_time_scale_minimum (int open, int close);
/** The scale of @open to @close that fills @height, never smaller than nx_time_scale_minimum(). */
NxTimeScale nx_time_scale_fill (int open, int close, double height);
double nx_time_scale_height (const NxTimeScale *self);
double nx_time_scale_y (const NxTimeScale *self, int minute);
/** The grid step (15 minutes) that holds @y; 0 to 24 h less one step. */
int nx_time_scale_minute (const NxTimeScale *self, double y);

G_END_DECLS
